"""`cchc-gen lint`: what it prints, what it writes, what it returns."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result

from cchc_gen.cli import main
from tests.lint.good import GOOD, look, says
from tests.test_lint import RULES

LIBREOFFICE = Path(__file__).parent / "lint" / "libreoffice.docx"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["lint", *map(str, arguments)])


def made(path: Path, *, spoilt: bool) -> Path:
    path.write_bytes((look("mo_dau", size=24)(GOOD) if spoilt else GOOD).bytes())
    return path


def test_a_good_file_is_fine(tmp_path: Path) -> None:
    result = run(made(tmp_path / "tot.docx", spoilt=False))
    assert result.exit_code == 0
    assert result.stdout == "" and result.stderr == "0 lỗi, 0 cảnh báo, 0 ghi chú\n"


def test_a_finding_says_where_what_and_by_which_clause(tmp_path: Path) -> None:
    file = made(tmp_path / "sai.docx", spoilt=True)
    result = run(file)
    assert result.exit_code == 1
    assert result.stderr == (
        f"{file}, đoạn 14: lỗi L007: thân văn bản, "
        "«Ủy ban nhân dân huyện Thử đã chỉ đạo các phòng, ban, đơn vị …»: "
        "cỡ chữ nội dung phải từ 13 đến 14, hiện là 12 pt; Phụ lục I, Mục II, khoản 6, điểm e\n"
        "   gợi ý: đặt lại là từ 13 pt đến 14 pt\n"
        "1 lỗi, 0 cảnh báo, 0 ghi chú\n"
    )


def test_equal_faults_are_folded() -> None:
    names = [name for name, p in GOOD.paragraphs.items() if p.first]
    doc = look(*names, font="Arial")(GOOD)
    from cchc_gen.lint.linting import lint

    (found,) = lint(doc.bytes(), "x.docx", RULES)
    assert f"({len(names)} chỗ)" in found.message and len(found.related) == 5


def test_programs_get_json_and_sarif(tmp_path: Path) -> None:
    file = made(tmp_path / "sai.docx", spoilt=True)
    (row,) = json.loads(run(file, "--format", "json").stdout)
    assert (row["rule"], row["reference"], row["paragraph"]) == (
        "loi_van.co_chu", "Phụ lục I, Mục II, khoản 6, điểm e", 14,
    )  # fmt: skip
    log = json.loads(run(file, "--format", "sarif").stdout)
    assert log["runs"][0]["results"][0]["ruleId"] == "L007"


def test_several_files_and_the_worst_code(tmp_path: Path) -> None:
    good, bad = made(tmp_path / "tot.docx", spoilt=False), made(tmp_path / "sai.docx", spoilt=True)
    assert run(good, bad).exit_code == 1
    result = run(good, bad, tmp_path / "khong-co.docx")
    assert result.exit_code == 4
    assert "L001: không đọc được tệp: không có tệp này" in result.stderr and "L007" in result.stderr


def test_fix_writes_a_copy_beside_the_file(tmp_path: Path) -> None:
    file = made(tmp_path / "sai.docx", spoilt=True)
    before = file.read_bytes()
    result = run(file, "--fix")
    assert result.exit_code == 0
    assert result.stdout == f"{tmp_path / 'sai.da-sua.docx'}\n"
    assert "đã sửa: " in result.stderr and file.read_bytes() == before
    assert docx.Document(str(tmp_path / "sai.da-sua.docx")).paragraphs
    assert run(tmp_path / "sai.da-sua.docx").stderr == "0 lỗi, 0 cảnh báo, 0 ghi chú\n"


def test_fix_never_overwrites_unasked(tmp_path: Path) -> None:
    file, taken = made(tmp_path / "sai.docx", spoilt=True), tmp_path / "sai.da-sua.docx"
    taken.write_bytes(b"cu")
    result = run(file, "--fix")
    assert result.exit_code == 4 and "W004" in result.stderr and taken.read_bytes() == b"cu"
    assert run(file, "--fix", "-o", file).exit_code == 4
    assert run(file, "--fix", "--force").exit_code == 0 and taken.read_bytes() != b"cu"


def test_fix_writes_nothing_where_nothing_can_be_mended(tmp_path: Path) -> None:
    file = tmp_path / "sai.docx"
    file.write_bytes(says("ket", "./.", ".")(GOOD).bytes())
    result = run(file, "--fix")
    assert result.exit_code == 0 and result.stdout == "" and "./." in result.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["sai.docx"]


def test_output_needs_fix_and_one_file(tmp_path: Path) -> None:
    file = made(tmp_path / "sai.docx", spoilt=True)
    assert run(file, "-o", "x.docx").exit_code == 2
    assert run(file, file, "--fix", "-o", "x.docx").exit_code == 2
    assert run().exit_code == 2


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "tệp không phải .docx"),
        (b"%PDF-1.7", "đây là tệp PDF, không phải .docx"),
        (b"\xd0\xcf\x11\xe0....", "đây là tệp .doc cũ hoặc tệp đặt mật khẩu, không phải .docx"),
        (b"PK\x03\x04hong", "tệp .docx hỏng (không giải nén được)"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, content: bytes, why: str) -> None:
    file = tmp_path / "x.docx"
    file.write_bytes(content)
    result = run(file)
    assert result.exit_code == 4 and f"lỗi L001: {why}\n" in result.stderr


def test_a_set_changes_adds_and_removes_rules(tmp_path: Path) -> None:
    folder = tmp_path / "bo" / "rieng"
    folder.mkdir(parents=True)
    (folder / "bo.yaml").write_text("ke_thua: chuan\nten: Riêng\n", "utf-8")
    (folder / "the_thuc.yaml").write_text(
        "loi_van.co_chu: {thanh_phan: loi_van, thuoc_tinh: co_chu, tu: 11, den: 12, muc: cảnh báo, "
        "can_cu: Quy định của tỉnh, thong_bao: cỡ chữ theo tỉnh}\n"
        "danh_so.hai_cap: null\n"
        "chu.vv: {sau: chu.nhay, mau: vân vân, muc: ghi chú, can_cu: thông lệ, thong_bao: viết gọn}\n",
        "utf-8",
    )
    file = tmp_path / "x.docx"
    file.write_bytes(
        says("gach", "- Tiếp tục", "2.1. Vân vân, vân vân")(look("mo_dau", size=24)(GOOD)).bytes()
    )
    result = run(file, "--set", "rieng", "--templates", tmp_path / "bo")
    assert "hiện là 14 pt (11 chỗ); Quy định của tỉnh" in result.stderr
    assert "ghi chú L012" in result.stderr and "L008" not in result.stderr
    assert result.exit_code == 0


def test_a_broken_set_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "rieng"
    folder.mkdir()
    (folder / "bo.yaml").write_text("ke_thua: chuan\nten: Riêng\n", "utf-8")
    (folder / "the_thuc.yaml").write_text(
        "chu.vv: {sau: chu.nhay, mau: '(a+)+b', muc: nặng, can_cu: thông lệ, thong_bao: x}\n", "utf-8"
    )
    result = run(made(tmp_path / "x.docx", spoilt=False), "--set", "rieng", "--templates", tmp_path)
    assert result.exit_code == 3
    assert "lặp không có điểm dừng" in result.stderr and "«muc»: không nhận «nặng»" in result.stderr
    assert run(LIBREOFFICE, "--set", "khong-co").exit_code == 3


def test_a_document_of_libreoffice_gets_what_is_wrong_with_it() -> None:
    rows = json.loads(run(LIBREOFFICE, "--format", "json").stdout)
    assert {row["rule"] for row in rows if row["severity"] == "error"} == {
        "dang.quoc_hieu.co_chu", "dang.tieu_ngu.ke", "ghi.tieu_ngu", "dang.co_quan_chu_quan.co_chu",
        "dang.co_quan_ban_hanh.co_chu", "dang.co_quan_ban_hanh.ke", "dang.so_ky_hieu.co_chu",
        "ghi.so_duoi_10", "ghi.ky_hieu_lien", "ghi.ngay_ban_hanh", "dang.trich_yeu.ke",
        "loi_van.thut_dau_dong", "danh_so.sau_chu", "ky.noi_nhan.co_chu", "ky.noi_nhan_dong.co_chu",
        "ky.nguoi_ky.tran",
    }  # fmt: skip
    assert {row["rule"] for row in rows if row["severity"] == "warning"} == {
        "chu.ngay", "chu.hang_nghin", "chu.thap_phan", "chu.cach_truoc_dau", "chu.loi_dau",
    }  # fmt: skip


def test_a_document_that_is_no_official_one_lacks_quoc_hieu_and_no_more(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Ghi chép", 0)
    document.add_paragraph("Đây là một tài liệu bình thường, không phải văn bản hành chính.")
    document.add_paragraph("Mục thứ nhất", style="List Bullet")
    document.add_table(2, 2).cell(0, 0).text = "Ô"
    file = tmp_path / "ghi-chep.docx"
    document.save(str(file))
    rows = json.loads(run(file, "--format", "json").stdout)
    assert {row["rule"] for row in rows} == {
        "thieu.quoc_hieu", "trang.kho_giay", "trang.le_tren", "trang.le_duoi", "trang.le_phai", "phong.times",
        "phong.den", "phong.ngon_ngu", "loi_van.co_chu", "loi_van.canh_deu", "loi_van.thut_dau_dong",
    }  # fmt: skip
