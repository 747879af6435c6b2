"""Every rule of form: a document that breaks it and nothing else is found out for that alone."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from lxml import etree

from cchc_gen.base import cache
from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.lint.linting import lint, lint_parts, read_form_rules
from cchc_gen.lint.rulebook import Rulebook
from cchc_gen.sets.template_set import FORM_FILE, open_set, packaged_root
from cchc_gen.word.package import TEXT_PARTS, unpack
from tests.lint.good import (
    GOOD,
    HEAD,
    SENTENCE,
    Doc,
    R,
    Spoil,
    also,
    body,
    but,
    centred,
    look,
    number,
    page,
    says,
    without,
    without_number,
)


def rulebook() -> Rulebook:
    opened, problems = open_set([packaged_root()], "chuan", Pos("chuan"))
    assert opened is not None and not problems, problems
    rules, found = read_form_rules(opened.tables[FORM_FILE])
    assert not found, found
    return rules


RULES = rulebook()


def linted(doc: Doc) -> list[Diagnostic]:
    return lint(doc.bytes(), "thu.docx", RULES)


def names(problems: list[Diagnostic]) -> list[str]:
    return sorted({d.rule for d in problems})


def letter(marks: str = "", size: int = 24) -> Spoil:
    """Turn the report into a công văn: no type, and «V/v …» under its number."""
    fonts = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"/>'
    look_of_it = f'<w:rPr>{fonts}{marks}<w:sz w:val="{size}"/></w:rPr>'
    below = f'</w:p><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r>{look_of_it}<w:t>V/v báo cáo</w:t></w:r>'
    return also(without("ten_loai", "trich_yeu"), look("so", text="Số: 05/SNV-CCHC", extra=below))


RED = "FF0000"
LONG_TABLE = "<w:tbl><w:tblPr/>" + "<w:tr><w:tc><w:p/></w:tc></w:tr>" * 40 + "</w:tbl><w:p/>"
HYPERLINK = (
    f'<Relationship Id="rId7" Type="{R}/hyperlink" Target="https://example.vn" TargetMode="External"/>'
)
TEMPLATE = (
    f'<Relationship Id="rId7" Type="{R}/attachedTemplate" Target="file:///x.dotx" TargetMode="External"/>'
)


def field_code(code: str) -> str:
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return f"{begin}<w:r><w:instrText>{code}</w:instrText></w:r>{end}"


UNSIGNED = "</w:p><w:p/><w:p/><w:p>"

CASES: list[tuple[str, Spoil]] = [
    # Page
    ("trang.kho_giay", page(w="12240", h="15840")),
    ("trang.huong", also(page(w="16838", h="11906"))),
    ("trang.le_tren", page(top="1000")),
    ("trang.le_tren", page(top="1500")),
    ("trang.le_duoi", page(bottom="1600")),
    ("trang.le_trai", page(left="1440")),
    ("trang.le_phai", page(right="1400")),
    # Fonts
    ("phong.times", look("gach", font="Arial")),
    ("phong.times", look("tieu_ngu", font=".VnTime")),
    ("phong.den", look("gach", color=RED)),
    ("phong.chu_dung_san", look("gach", text=unicodedata.normalize("NFD", "- Tiếp tục thực hiện."))),
    ("phong.ngon_ngu", but(language="en-US")),
    # What is missing
    ("thieu.the_thuc_khac", look("quoc_hieu", text="ĐẢNG CỘNG SẢN VIỆT NAM")),
    ("thieu.quoc_hieu", without("quoc_hieu")),
    ("thieu.noi_nhan", without("noi_nhan", "nn_1", "nn_2")),
    ("thieu.tieu_ngu", without("tieu_ngu")),
    ("thieu.co_quan", without("chu_quan", "ban_hanh")),
    ("thieu.so_ky_hieu", without("so")),
    ("thieu.dia_danh_ngay", without("dia_danh")),
    ("thieu.ten_loai", without("ten_loai", "trich_yeu")),
    ("thieu.trich_yeu", without("trich_yeu")),
    ("thieu.chuc_vu", without("chuc_vu", "quyen_han", "nguoi_ky")),
    ("thieu.kinh_gui_cap_tren", also(without("kinh_gui", "noi_1", "noi_2"))),
    ("thieu.kinh_gui", also(letter(), without("kinh_gui", "noi_1", "noi_2"))),
    ("thieu.dau_ket", says("ket", "./.", ".")),
    # Quốc hiệu, Tiêu ngữ
    ("dang.quoc_hieu.co_chu", look("quoc_hieu", size=28)),
    ("dang.quoc_hieu.co_chu", look("quoc_hieu", size=22)),
    ("dang.quoc_hieu.in_hoa", look("quoc_hieu", text="Cộng hòa xã hội chủ nghĩa Việt Nam")),
    ("dang.quoc_hieu.dam", look("quoc_hieu", bold=False)),
    ("dang.quoc_hieu.dung", look("quoc_hieu", italic=True)),
    ("dang.quoc_hieu.dong_don", look("quoc_hieu", line=360)),
    ("dang.quoc_hieu.ben", but(head=HEAD[::-1])),
    ("ghi.quoc_hieu", look("quoc_hieu", text="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT-NAM")),
    ("ghi.quoc_hieu", says("quoc_hieu", "NGHĨA", "NGĨA")),
    ("dang.tieu_ngu.co_chu", look("tieu_ngu", size=24)),
    ("dang.tieu_ngu.dam", look("tieu_ngu", bold=False)),
    ("dang.tieu_ngu.dung", look("tieu_ngu", italic=True)),
    ("dang.tieu_ngu.giua", look("tieu_ngu", align="right")),
    ("dang.tieu_ngu.ke", look("tieu_ngu", rule=0)),
    ("dang.tieu_ngu.ke", look("tieu_ngu", rule=0, underline=True)),
    ("dang.tieu_ngu.dai_ke", look("tieu_ngu", rule=60)),
    ("dang.tieu_ngu.dai_ke", look("tieu_ngu", rule=200)),
    ("ghi.tieu_ngu", says("tieu_ngu", " - ", "-")),
    ("ghi.tieu_ngu", says("tieu_ngu", " - ", " – ")),
    ("ghi.tieu_ngu", says("tieu_ngu", "Tự do", "Tự Do")),
    # Agencies
    ("dang.co_quan_chu_quan.co_chu", look("chu_quan", size=28)),
    ("dang.co_quan_chu_quan.in_hoa", look("chu_quan", text="UBND Tỉnh Thử")),
    ("dang.co_quan_chu_quan.khong_dam", look("chu_quan", bold=True)),
    ("dang.co_quan_chu_quan.dung", look("chu_quan", italic=True)),
    ("dang.co_quan_ban_hanh.co_chu", look("ban_hanh", size=28)),
    ("dang.co_quan_ban_hanh.in_hoa", look("ban_hanh", text="Sở Nội vụ")),
    ("dang.co_quan_ban_hanh.dam", look("ban_hanh", bold=False)),
    ("dang.co_quan_ban_hanh.dung", look("ban_hanh", italic=True)),
    ("dang.co_quan_ban_hanh.giua", look("ban_hanh", align="left")),
    ("dang.co_quan_ban_hanh.ke", look("ban_hanh", rule=0)),
    ("dang.co_quan_ban_hanh.dai_ke", look("ban_hanh", rule=90)),
    ("dang.co_quan_ban_hanh.dai_ke", look("ban_hanh", rule=10)),
    # Number
    ("dang.so_ky_hieu.co_chu", look("so", size=28)),
    ("dang.so_ky_hieu.dung", look("so", italic=True)),
    ("dang.so_ky_hieu.khong_dam", look("so", bold=True)),
    ("dang.so_ky_hieu.giua", look("so", align="left")),
    ("ghi.so_hai_cham", says("so", "Số:", "Số")),
    ("ghi.so_duoi_10", says("so", "05", "5")),
    ("ghi.ky_hieu_lien", says("so", "BC-SNV", "BC - SNV")),
    ("ghi.ky_hieu_lien", says("so", "05/", "05 /")),
    ("ghi.ky_hieu_lien", says("so", "SNV", "snv")),
    ("ghi.ky_hieu_loai", says("so", "BC-", "KH-")),
    # Place and date
    ("dang.dia_danh_ngay.co_chu", look("dia_danh", size=24)),
    ("dang.dia_danh_ngay.nghieng", look("dia_danh", italic=False)),
    ("dang.dia_danh_ngay.khong_dam", look("dia_danh", bold=True)),
    ("dang.dia_danh_ngay.giua", look("dia_danh", align="right")),
    ("ghi.dia_danh_ngay", says("dia_danh", "Thử,", "Thử")),
    ("ghi.dia_danh_ngay", says("dia_danh", "Thử", "TP. Thử")),
    ("ghi.ngay_ban_hanh", look("dia_danh", text="Thử, ngày 5 tháng 3 năm 2024")),
    ("ghi.ngay_ban_hanh", look("dia_danh", text="Thử, ngày     tháng 03 năm 2024")),
    ("ghi.ngay_ban_hanh", look("dia_danh", text="Thử, ngày     tháng 2 năm 2024")),
    # Type and subject
    ("dang.ten_loai.co_chu", look("ten_loai", size=32)),
    ("dang.ten_loai.in_hoa", look("ten_loai", text="Báo cáo")),
    ("dang.ten_loai.dam", look("ten_loai", bold=False)),
    ("dang.ten_loai.dung", look("ten_loai", italic=True)),
    ("dang.ten_loai.giua", look("ten_loai", align="left")),
    ("dang.trich_yeu.co_chu", look("trich_yeu", size=24)),
    ("dang.trich_yeu.in_thuong", look("trich_yeu", text="CÔNG TÁC CẢI CÁCH HÀNH CHÍNH")),
    ("dang.trich_yeu.dam", look("trich_yeu", bold=False)),
    ("dang.trich_yeu.dung", look("trich_yeu", italic=True)),
    ("dang.trich_yeu.giua", look("trich_yeu", align="left")),
    ("dang.trich_yeu.ke", look("trich_yeu", rule=0)),
    ("dang.trich_yeu.dai_ke", look("trich_yeu", rule=400)),
    ("dang.trich_yeu.dai_ke", look("trich_yeu", rule=30)),
    ("dang.trich_yeu_cong_van.co_chu", letter("", 28)),
    ("dang.trich_yeu_cong_van.dung", letter("<w:i/>")),
    ("dang.trich_yeu_cong_van.khong_dam", letter("<w:b/>")),
    # Addressees, bases
    ("dang.kinh_gui.co_chu", look("kinh_gui", size=24)),
    ("dang.kinh_gui.dung", look("kinh_gui", italic=True)),
    ("ghi.kinh_gui", look("kinh_gui", text="Kính gửi: - Bộ Tài chính;")),
    ("ghi.kinh_gui", says("noi_1", ";", ",")),
    ("ghi.kinh_gui", says("noi_2", "vụ.", "vụ")),
    ("ghi.kinh_gui", also(without("noi_1", "noi_2"), look("kinh_gui", text="Kính gửi Bộ Nội vụ"))),
    ("dang.can_cu.co_chu", look("can_cu_1", size=24)),
    ("dang.can_cu.nghieng", look("can_cu_1", italic=False)),
    ("ghi.can_cu", says("can_cu_1", "2015;", "2015.")),
    # The running text
    ("loi_van.co_chu", look("gach", size=24)),
    ("loi_van.canh_deu", look("mo_dau", align="left")),
    ("loi_van.canh_deu", look("mo_dau", align="center")),
    ("loi_van.thut_dau_dong", look("mo_dau", first=0)),
    ("loi_van.thut_dau_dong", look("mo_dau", first=1000)),
    ("loi_van.cach_doan", look("mo_dau", after=60)),
    ("loi_van.gian_dong", look("mo_dau", line=480)),
    ("loi_van.gian_dong", look("mo_dau", line=200)),
    ("loi_van.muc.in_hoa", look("muc_1", text="I. Kết quả thực hiện")),
    ("loi_van.muc.dam", look("muc_1", bold=False)),
    ("loi_van.muc.dung", look("muc_1", italic=True)),
    ("loi_van.khoan.dung", look("khoan_1", italic=True)),
    ("loi_van.diem.dung", look("diem_a", italic=True)),
    ("loi_van.dieu.dam", look("gach", text="Điều 1. Phạm vi")),
    # Numbering
    ("danh_so.la_ma", says("muc_2", "II.", "III.")),
    ("danh_so.so", says("khoan_2", "2.", "3.")),
    ("danh_so.chu", says("diem_dd", "đ)", "e)")),
    ("danh_so.sau_la_ma", says("muc_2", "II.", "II)")),
    ("danh_so.sau_so", says("khoan_2", "2.", "2)")),
    ("danh_so.sau_chu", says("diem_b", "b)", "b.")),
    ("danh_so.hai_cap", says("gach", "-", "2.1.")),
    # Page numbers
    ("so_trang.co", without_number),
    ("so_trang.vung", but(number_in="footer")),
    ("so_trang.giua", number(align="right")),
    ("so_trang.co_chu", number(size=22)),
    ("so_trang.dung", number(italic=True)),
    ("so_trang.trang_dau", but(title_page="")),
    ("so_trang.tu_1", but(section='<w:pgNumType w:start="5"/>')),
    ("so_trang.a_rap", but(section='<w:pgNumType w:fmt="lowerRoman" w:start="1"/>')),
    ("so_trang.tran", number(text="Trang ")),
    # Recipients and signature
    ("ky.noi_nhan.co_chu", look("noi_nhan", size=28)),
    ("ky.noi_nhan.dam", look("noi_nhan", bold=False)),
    ("ky.noi_nhan.nghieng", look("noi_nhan", italic=False)),
    ("ky.noi_nhan.hai_cham", says("noi_nhan", ":", "")),
    ("ky.noi_nhan_dong.co_chu", look("nn_1", size=24)),
    ("ky.noi_nhan_dong.dung", look("nn_1", italic=True)),
    ("ky.noi_nhan_dong.khong_dam", look("nn_1", bold=True)),
    ("ky.noi_nhan_dong.dau", says("nn_1", ";", ".")),
    ("ky.noi_nhan_dong.dau", says("nn_2", "CCHC.", "CCHC")),
    ("ky.noi_nhan_dong.tieu_de", says("nn_1", "- Như trên;", "Gửi điện tử, như trên:")),
    ("ky.luu", says("nn_2", "VT, ", "VP, ")),
    ("ky.luu_don_vi", says("nn_2", "VT, CCHC", "VT")),
    ("ky.nhu_tren", says("nn_1", "Như trên", "Bộ Nội vụ")),
    ("ky.quyen_han.co_chu", look("quyen_han", size=24)),
    ("ky.quyen_han.dam", look("quyen_han", bold=False)),
    ("ky.quyen_han.dung", look("quyen_han", italic=True)),
    ("ky.quyen_han.in_hoa", look("quyen_han", text="KT. Giám đốc")),
    ("ky.quyen_han.cach", says("quyen_han", "KT. ", "KT.")),
    ("ky.quyen_han.cap_pho", says("quyen_han", "KT.", "TM.")),
    ("ky.chuc_vu.co_chu", look("chuc_vu", size=24)),
    ("ky.chuc_vu.dam", look("chuc_vu", bold=False)),
    ("ky.chuc_vu.dung", look("chuc_vu", italic=True)),
    ("ky.chuc_vu.in_hoa", look("chuc_vu", text="Phó Giám đốc")),
    ("ky.nguoi_ky.co_chu", look("nguoi_ky", size=24)),
    ("ky.nguoi_ky.dam", look("nguoi_ky", bold=False)),
    ("ky.nguoi_ky.dung", look("nguoi_ky", italic=True)),
    ("ky.nguoi_ky.tran", look("nguoi_ky", text="TS. Nguyễn Văn A")),
    ("ky.nguoi_ky.tran", says("nguoi_ky", "Nguyễn", "Ks. Nguyễn")),
    ("ky.nguoi_ky.in_thuong", also(look("chuc_vu", extra=UNSIGNED), look("nguoi_ky", text="NGUYỄN VĂN A"))),
    # Appendices
    ("phu_luc.co_chu", look("pl_1", size=26)),
    ("phu_luc.dam", look("pl_1", bold=False)),
    ("phu_luc.dung", look("pl_1", italic=True)),
    ("phu_luc.in_thuong", look("pl_1", text="PHỤ LỤC I")),
    ("phu_luc.in_thuong", look("pl_1", run="<w:caps/>")),
    ("phu_luc.giua", look("pl_1", align="left")),
    ("phu_luc.ten.co_chu", look("ten_pl_1", size=24)),
    ("phu_luc.ten.in_hoa", look("ten_pl_1", text="Danh mục văn bản")),
    ("phu_luc.ten.dam", look("ten_pl_1", bold=False)),
    ("phu_luc.ten.giua", look("ten_pl_1", align="left")),
    ("phu_luc.kem_theo.co_chu", look("kem_1", size=24)),
    ("phu_luc.kem_theo.nghieng", look("kem_1", italic=False)),
    ("phu_luc.kem_theo.giua", look("kem_1", align="left")),
    ("phu_luc.co_kem_theo", without("kem_1")),
    ("phu_luc.la_ma", look("pl_2", text="Phụ lục 2")),
    ("phu_luc.so_don", also(without("pl_2", "ten_pl_2", "kem_2", "nd_2"), look("pl_1", text="Phụ lục 1"))),
    ("phu_luc.ten_goi", look("pl_2", text="Biểu mẫu 2")),
    ("phu_luc.duoc_dan", look("mo_dau", text=SENTENCE * 12)),
    ("phu_luc.sang_trang", but(appendix_section='<w:type w:val="continuous"/><w:pgNumType w:start="1"/>')),
    ("phu_luc.so_trang", but(appendix_section="")),
    # The words
    ("chu.ngay", says("mo_dau", "09/3/2024", "9/3/2024")),
    ("chu.ngay", says("mo_dau", "09/3/2024", "09/03/2024")),
    ("chu.ngay", says("mo_dau", "09/3/2024", "09/2/2024")),
    ("chu.ngay", says("mo_dau", "ngày 09/3/2024", "ngày 9 tháng 3 năm 2024")),
    ("chu.hang_nghin", says("mo_dau", "1.234.567", "1,234,567")),
    ("chu.thap_phan", says("mo_dau", "84,6%", "84.6%")),
    ("chu.thap_phan", says("mo_dau", "93,292 triệu", "93.2 triệu")),
    ("chu.cach_trong_ngoac", says("gach", "nhiệm vụ", "( nhiệm vụ)")),
    ("chu.cach_trong_ngoac", says("gach", "nhiệm vụ", "(nhiệm vụ )")),
    ("chu.cach_truoc_dau", says("gach", "được giao.", "được giao .")),
    ("chu.cach_doi", says("gach", "nhiệm vụ", "nhiệm  vụ")),
    ("chu.dau_doi", says("gach", "giao.", "giao..")),
    ("chu.cach_sau_dau", says("mo_dau", "phòng, ban", "phòng,ban")),
    ("chu.ky_tu_an", says("gach", "nhiệm", "nhi\u200bệm")),
    ("chu.loi_dau", says("mo_dau", "Ủy ban", "Uỷ ban")),
    ("chu.nhay", also(says("gach", "nhiệm vụ", '"nhiệm vụ"'), says("ket", "báo cáo", "“báo cáo”"))),
    # Leftovers
    ("sot.ban_nhap", look("chu_quan", extra=f"</w:p>{centred('DỰ THẢO', color='FF0000').xml()}<w:p>")),
    ("sot.the", says("gach", "nhiệm vụ", "{{ nhiem_vu }}")),
    ("sot.the", says("gach", "nhiệm vụ", "«Nhiem_vu»")),
    ("sot.cho_giu", says("gach", "nhiệm vụ", "xxx")),
    ("sot.cho_giu", says("gach", "nhiệm vụ", "……………")),
    ("sot.loi_truong", says("gach", "nhiệm vụ", "Error! Reference source not found")),
    ("sot.theo_doi", look("gach", extra="<w:ins><w:r><w:t></w:t></w:r></w:ins>")),
    ("sot.theo_doi", number(extra="<w:ins/>")),
    ("sot.theo_doi", look("gach", run="<w:rPrChange><w:rPr/></w:rPrChange>")),
    ("sot.nhan_xet", but(parts={"word/comments.xml": f'<w:comments xmlns:w="{R}"/>'})),
    ("sot.chu_an", look("gach", run="<w:vanish/>")),
    ("sot.to_mau", look("gach", run='<w:highlight w:val="yellow"/>')),
    ("sot.to_mau", look("gach", run='<w:shd w:val="clear" w:fill="FFFF00"/>')),
    # The file
    ("tep.macro", but(parts={"word/vbaProject.bin": "x"})),
    ("tep.lien_ket_ngoai", but(links=TEMPLATE)),
    ("tep.sieu_lien_ket", but(links=HYPERLINK)),
    ("tep.truong_ngoai", look("gach", extra=field_code("INCLUDETEXT x.docx"))),
    ("tep.hang_dau_lap", but(tables=LONG_TABLE)),
]  # fmt: skip


def test_the_good_document_is_good() -> None:
    assert linted(GOOD) == []


def test_a_good_letter_is_good() -> None:
    assert linted(letter()(GOOD)) == []


@pytest.mark.parametrize(("rule", "spoil"), CASES, ids=[f"{n}-{rule}" for n, (rule, _) in enumerate(CASES)])
def test_a_broken_rule_is_found_and_nothing_else(rule: str, spoil: Spoil) -> None:
    problems = linted(spoil(GOOD))
    assert names(problems) == [rule], "\n".join(f"{d.rule}: {d.message}" for d in problems)


ABOVE = "ỦY BAN NHÂN DÂN TỈNH THỬ"
RIGHT: dict[str, Spoil] = {
    "a number with a year": says("so", "05/", "05/2024/"),
    "an acting head": also(without("quyen_han"), look("chuc_vu", text="Q. GIÁM ĐỐC")),
    "capitals that are shown": look("quoc_hieu", text="Cộng hòa xã hội chủ nghĩa Việt Nam", run="<w:caps/>"),
    "a subject that begins as a letter's": says("trich_yeu", "Công tác", "V/v công tác"),
    "all letters of the alphabet": look(
        "diem_dd",
        text="đ) Theo dõi;",
        extra="".join(f"</w:p>{body(f'{x}) Ý;').xml()}<w:p>" for x in "eghiklmnopqrstuvxy"),
    ),
    "words in brackets": says("gach", "nhiệm vụ", "(nhiệm vụ) (    )"),
    "a decimal of three places": says("gach", "nhiệm vụ", "93,292 triệu"),
}


@pytest.mark.parametrize("what", RIGHT)
def test_what_is_right_is_no_fault(what: str) -> None:
    problems = linted(RIGHT[what](GOOD))
    assert [d.message for d in problems] == []


@pytest.mark.parametrize(("rule", "spoil"), CASES[::9])
def test_parts_are_looked_over_as_their_file_is(rule: str, spoil: Spoil) -> None:
    doc = spoil(GOOD)
    parts = unpack(doc.bytes())
    texts = {name: etree.fromstring(parts[name]) for name in parts if TEXT_PARTS.fullmatch(name)}
    found = lint_parts(parts, texts, "thu.docx", RULES)
    assert names(found) == [rule] and found == linted(doc)


def test_rules_can_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.FOLDER_VARIABLE, str(tmp_path / "kept"))
    cache.keep("thu", "the-thuc", RULES)
    cache.forget()
    assert cache.load("thu", "the-thuc") == RULES


def test_every_rule_has_a_case() -> None:
    assert {rule.name for rule in RULES.rules} - {rule for rule, _ in CASES} == set()
