"""`verify` and the law of overwriting: what counts as an edit, which figure departs from which fact."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from hypothesis import given
from hypothesis import strategies as st

from cchc_gen.base.diagnostics import Diagnostic, Severity
from cchc_gen.cli import main
from cchc_gen.provenance.changes import Change
from cchc_gen.provenance.overwriting import refuse_overwriting
from cchc_gen.provenance.placement import Placed, PrintedLine
from cchc_gen.provenance.verification import Verification, verify
from cchc_gen.rendering import render
from cchc_gen.report import Report, build
from cchc_gen.word.comparison import Block, Line, pairs
from cchc_gen.word.lines import lines, tidy
from cchc_gen.word.properties import read_properties
from tests.conftest import BASE_TEMPLATE, codes, make_files, with_properties, word_template

EXAMPLES = Path(__file__).parent.parent / "examples"
Edit = Callable[[Document], object]

FILES = {
    "bo/thu/bo.yaml": """
        ten: Bộ thử
        ten_bao_cao: BÁO CÁO
        trich_yeu: "Công tác cải cách hành chính {{ ky.ten }}"
        ten_ky: {thang: "{thang}", quy: "quý {quy} năm {nam}", 6T: "{nam}", 9T: "{nam}", nam: "{nam}"}
        de_muc: [{so: "I."}]
        so_duoc_phep: ["ngày #/#/#"]
        """,
    "bo/thu/chi_tieu.yaml": """
        ho_so.dung_han: {nhan: Hồ sơ trả đúng hạn, loai: so_dem, can_cu: thử}
        ho_so.qua_han: {nhan: Hồ sơ trả quá hạn, loai: so_dem, can_cu: thử}
        ho_so.da_tra:
          {nhan: Hồ sơ đã trả, loai: so_dem, cong_thuc: ho_so.dung_han + ho_so.qua_han, can_cu: thử}
        kinh_phi.giao: {nhan: Kinh phí được giao, loai: tien, can_cu: thử}
        """,
    "bo/thu/cau.yaml": """
        tong_hop:
          viet: "Đã trả {{ ho_so.da_tra }} hồ sơ, đúng hạn {{ ho_so.dung_han }}, quá hạn {{ ho_so.qua_han }}."
        dung_han: {viet: "Việc trả hồ sơ nhanh hơn trước."}
        """,
    "bo/thu/bo_cuc.yaml": """
        ket_qua: {cap: 1, tieu_de: Kết quả}
        cau.tong_hop: {}
        cau.dung_han: {}
        van_ban.ke_hoach: {}
        noi_dung.danh_gia: {}
        """,
    "bo/thu/bieu.yaml": """
        phu_luc:
          tieu_de: [BIỂU SỐ LIỆU]
          kem_theo: "(Kèm theo Báo cáo số {{ bao_cao.so }}/BC-UBND ngày {{ bao_cao.ngay }}/3/2024)"
        """,
    "bo/thu/hang.yaml": """
        phu_luc/1: {nhan: Số hồ sơ đã trả, dvt: Hồ sơ, chi_tieu: ho_so.da_tra}
        phu_luc/2: {nhan: Số hồ sơ quá hạn, dvt: Hồ sơ, chi_tieu: ho_so.qua_han}
        phu_luc/3: {nhan: Kinh phí được giao, dvt: Đồng, chi_tieu: kinh_phi.giao, de_trong: có}
        """,
    "don-vi.yaml": """
        ten: Ủy ban nhân dân xã Thử
        ten_ngan: UBND xã
        dia_ban: xã Thử
        ky_hieu: UBND
        co_quan_ban_hanh: [ỦY BAN NHÂN DÂN, XÃ THỬ]
        dia_danh: Thử
        nguoi_ky: {quyen_han: [TM. ỦY BAN NHÂN DÂN], chuc_vu: CHỦ TỊCH, ho_ten: để trống}
        noi_nhan: ["Lưu: VT"]
        """,
    "2024-Q1.yaml": """
        bo_mau: thu
        ky: 2024-Q1
        so_lieu:
          ho_so:
            dung_han: 1936
            qua_han: 64
        van_ban:
          mot: {loai: Kế hoạch, so: 05/KH-UBND, ngay: 24/01/2024, chu_de: ke_hoach}
        noi_dung:
          danh_gia: |
            Việc số hóa còn "chậm" - chưa đều^[Có {{ ho_so.qua_han }} hồ sơ giấy].
            Hồ sơ giấy sẽ được số hóa.
        """,
}  # fmt: skip


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out a set, a unit and a facts file, with the report made from them."""
    folder = make_files(tmp_path_factory.mktemp("don-vi"), FILES)
    shutil.copy(BASE_TEMPLATE, folder / "bo" / "thu")
    assert render_again(folder).exit_code == 0
    return folder


@pytest.fixture
def folder(original: Path, tmp_path: Path) -> Path:
    """Copy the folder, to be spoilt."""
    return shutil.copytree(original, tmp_path / "thu")


@pytest.fixture
def facts(folder: Path) -> Path:
    return folder / "2024-Q1.yaml"


@pytest.fixture
def made(folder: Path) -> Path:
    return folder / "2024-Q1.docx"


@pytest.fixture
def report(facts: Path) -> Report:
    return build(facts, templates=facts.parent / "bo")


def render_again(folder: Path, *options: str | Path) -> Result:
    return run("render", folder / "2024-Q1.yaml", "--templates", folder / "bo", *options)


def verify_again(folder: Path, *options: str | Path) -> Result:
    facts = folder / "2024-Q1.yaml"
    return run("verify", folder / "2024-Q1.docx", facts, "--templates", folder / "bo", *options)


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def edited(path: Path, *edits: Edit) -> Path:
    """Edit a Word file as a person would, and save it with another program."""
    opened = docx.Document(str(path))
    for edit in edits:
        edit(opened)
    opened.save(str(path))
    return path


def everywhere(document: Document) -> Iterator[Paragraph]:
    """Walk all paragraphs, those in tables too."""
    return (Paragraph(p, document._body) for p in document.element.body.iter(qn("w:p")))


def paragraph(document: Document, start: str) -> Paragraph:
    return next(p for p in everywhere(document) if p.text.replace("\u00a0", " ").startswith(start))


def remove(element: BaseOxmlElement) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def retype(found: Paragraph, text: str) -> None:
    """Give a paragraph another text, in a single run."""
    for run in found.runs[1:]:
        remove(run._r)
    (found.runs[0] if found.runs else found.add_run()).text = text


def replaced(start: str, old: str, new: str) -> Edit:
    """Replace words of the paragraph that starts so, whatever runs they stand in."""

    def edit(document: Document) -> None:
        found = paragraph(document, start)
        assert old in found.text
        retype(found, found.text.replace(old, new, 1))

    return edit


def in_cell(label: str, text: str) -> Edit:
    """Write into the value cell of the appendix's row that has this label."""

    def edit(document: Document) -> None:
        rows = document.element.body.iter(qn("w:tr"))
        cells = next(
            c for c in (row.findall(qn("w:tc")) for row in rows) if label in "".join(c[1].itertext())
        )
        retype(Paragraph(cells[3].find(qn("w:p")), document._body), text)

    return edit


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def found(verification: Verification) -> list[tuple[str, str]]:
    return [(d.code, d.message) for d in verification.diagnostics]


def only(verification: Verification) -> Diagnostic:
    assert len(verification.diagnostics) == 1, found(verification)
    return verification.diagnostics[0]


TOLD = "Đã trả 2.000 hồ sơ"


def test_an_untouched_file_is_untouched(made: Path, report: Report) -> None:
    assert verify(made).diagnostics == verify(made, report).diagnostics == ()


def test_runs_split_and_joined_are_no_edit(made: Path, report: Report) -> None:
    def rewrite(document: Document) -> None:
        for found in everywhere(document):
            for run in found.runs:
                if len(run.text) > 1:
                    rest = deepcopy(run._r)
                    run._r.addnext(rest)
                    Run(rest, found).text, run.text = run.text[1:], run.text[:1]
            found._p.append(parse_xml(f'<w:proofErr {nsdecls("w")} w:type="spellEnd"/>'))
            found._p.append(parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="9" w:name="x"/>'))

    assert verify(edited(made, rewrite), report).diagnostics == ()


def test_what_word_corrects_by_itself_is_no_edit(made: Path, report: Report) -> None:
    def correct(document: Document) -> None:
        found = paragraph(document, "Việc số hóa")
        for run in found.runs:
            changed = run.text.replace('"chậm" - chưa', "“chậm”\u00a0– chưa")
            if changed != run.text:
                run.text = changed.replace("số", "s\u00adố")

    edited(made, correct)
    assert "“chậm”\u00a0–" in "".join(p.text for p in everywhere(docx.Document(str(made))))
    assert verify(made, report).diagnostics == ()


def fill_in(document: Document) -> None:
    """Fill in what the clerk does: number and day, in the appendix too, and the name of the signer."""
    for start, old, new in (
        ("Số:", "Số:        ", "Số: 123"),
        ("Thử, ngày", "ngày      tháng", "ngày 11 tháng"),
        ("(Kèm theo", "số         /BC-UBND ngày       /3", "số 123/BC-UBND ngày 11/3"),
    ):
        replaced(start, old, new)(document)
    post = paragraph(document, "CHỦ TỊCH")
    for text in ("Nguyễn Văn Thử", "(Đã ký)"):
        added = deepcopy(post._p)
        post._p.addnext(added)
        retype(Paragraph(added, document._body), text)


def test_what_the_clerk_fills_in_is_no_edit(made: Path, report: Report) -> None:
    assert verify(edited(made, fill_in)).diagnostics == ()
    assert verify(made, report).diagnostics == ()


@pytest.mark.parametrize(
    ("start", "old", "new"),
    [
        ("Thử, ngày", "tháng 3", "tháng 4"),
        ("Số:", "/BC-UBND", "/BC-HĐND"),
        ("(Kèm theo", "/3/2024", "/4/2024"),
        ("CHỦ TỊCH", "CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ("Nguyễn Văn Thử", "Nguyễn Văn Thử", "Số hồ sơ quá hạn: 0"),
    ],
)
def test_what_stands_beside_the_clerks_places_is_not_the_clerks(
    made: Path, report: Report, start: str, old: str, new: str
) -> None:
    edited(made, fill_in, replaced(start, old, new))
    assert "V004" in codes(verify(made).diagnostics)
    assert "V004" in codes(verify(made, report).diagnostics)


def test_a_name_is_no_edit_only_where_it_was_left_out(folder: Path, made: Path) -> None:
    spoil(folder / "don-vi.yaml", "để trống", "Nguyễn Văn Thử")
    assert render_again(folder).exit_code == 0
    edited(made, replaced("Nguyễn Văn Thử", "Thử", "Khác"))
    assert codes(verify(made).diagnostics) == ["V004"]


def rewritten_by_libreoffice(path: Path, folder: Path) -> Path:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "docx",
        "--outdir",
        str(folder / "ra"),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / "ra" / path.name


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_what_libreoffice_rewrites_is_no_edit(made: Path, tmp_path: Path, report: Report) -> None:
    rewritten = rewritten_by_libreoffice(edited(made, fill_in), tmp_path)
    assert verify(rewritten).diagnostics == verify(rewritten, report).diagnostics == ()
    edited(rewritten, replaced(TOLD, "1.936", "1.937"))
    assert codes(verify(rewritten, report).diagnostics) == ["V005"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_keeps_a_report_with_tables_and_footnotes(tmp_path: Path) -> None:
    content, _ = render(build(EXAMPLES / "lam-thao/2023-Q3.yaml"))
    assert content is not None
    path = tmp_path / "2023-Q3.docx"
    path.write_bytes(content)
    assert verify(rewritten_by_libreoffice(path, tmp_path)) == verify(path)


def test_a_figure_changed_in_a_sentence_names_its_fact(made: Path, facts: Path, report: Report) -> None:
    def split(document: Document) -> None:
        for run in paragraph(document, TOLD).runs:
            if run.text == "1.936":
                run.text = "1.9"
                run._r.addnext(parse_xml(f"<w:r {nsdecls('w')}><w:t>63</w:t></w:r>"))

    departure = only(verify(edited(made, split), report))
    assert departure.code == "V005" and departure.is_error
    assert departure.message == "«ho_so.dung_han» (Hồ sơ trả đúng hạn): số liệu cho «1.936», tệp in «1.963»"
    assert (departure.pos.path, lines(made.read_bytes())[departure.pos.paragraph - 1][:10]) == (
        str(made),
        TOLD[:10],
    )
    ((pos, role),) = departure.related
    assert facts.read_text("utf-8").split("\n")[pos.line - 1].strip() == "dung_han: 1936"
    assert (pos.path, role) == (str(facts), "ho_so.dung_han: 1.936")


def test_a_derived_figure_names_every_fact_behind_it(made: Path, report: Report) -> None:
    departure = only(verify(edited(made, replaced(TOLD, "2.000", "2.001")), report))
    assert [role for _, role in departure.related] == ["ho_so.dung_han: 1.936", "ho_so.qua_han: 64"]


def test_a_figure_changed_in_a_cell_names_its_fact(made: Path, report: Report) -> None:
    departure = only(verify(edited(made, in_cell("Số hồ sơ quá hạn", "46")), report))
    assert departure.message == "«ho_so.qua_han» (Hồ sơ trả quá hạn): số liệu cho «64», tệp in «46»"


def test_a_figure_written_into_an_empty_cell_names_its_indicator(made: Path, report: Report) -> None:
    departure = only(verify(edited(made, in_cell("Kinh phí được giao", "77")), report))
    assert departure.message == "«kinh_phi.giao» (Kinh phí được giao): số liệu cho ô trống, tệp in «77»"


def test_a_figure_deleted_is_no_longer_printed(made: Path, report: Report) -> None:
    departure = only(verify(edited(made, replaced(TOLD, "quá hạn 64", "quá hạn ")), report))
    assert departure.message.endswith("số liệu cho «64», tệp không còn in")


def test_a_cited_document_changed_by_hand_names_its_entry(made: Path, facts: Path, report: Report) -> None:
    departure = only(verify(edited(made, replaced("- Kế hoạch số", "05/KH", "06/KH")), report))
    assert departure.code == "V005" and "«van_ban.mot»" in departure.message
    assert departure.related[0][0].path == str(facts)


def test_a_figure_changed_in_a_footnote_names_its_fact(made: Path, report: Report) -> None:
    made.write_bytes(rezipped(made.read_bytes(), "word/footnotes.xml", ">64<", ">65<"))
    assert only(verify(made, report)).message.endswith("số liệu cho «64», tệp in «65»")


def rezipped(content: bytes, name: str, old: str, new: str) -> bytes:
    """Replace bytes of one part."""
    saved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(saved, "w") as target:
        for part in source.namelist():
            raw = source.read(part)
            assert part != name or old.encode() in raw
            target.writestr(part, raw.replace(old.encode(), new.encode(), 1) if part == name else raw)
    return saved.getvalue()


def test_words_and_paragraphs_edited_are_shown(made: Path, report: Report) -> None:
    def rearrange(document: Document) -> None:
        paragraph(document, TOLD).insert_paragraph_before("Đoạn mới có 99 việc.")
        remove(paragraph(document, "Hồ sơ giấy sẽ")._p)

    edited(made, replaced("Việc trả hồ sơ", "nhanh hơn trước", "chậm hơn trước"), rearrange)
    assert codes(verify(made).diagnostics) == ["V004"] * 3
    assert [d.message for d in verify(made, report).diagnostics] == [
        "đã thêm bằng tay: «Đoạn mới có 99 việc.»",
        "đã sửa bằng tay: «…trả hồ sơ nhanh hơn trước.» thành «…trả hồ sơ chậm hơn trước.»",
        "đã xóa bằng tay: «Hồ sơ giấy sẽ được số hóa.»",
    ]


def test_a_figure_and_words_of_one_sentence_are_both_told(made: Path, report: Report) -> None:
    edited(made, replaced(TOLD, "quá hạn 64", "trễ hạn 63"))
    assert codes(verify(made, report).diagnostics) == ["V005", "V004"]


def test_a_paragraph_parted_in_two_is_an_edit(made: Path, report: Report) -> None:
    def part(document: Document) -> None:
        found = paragraph(document, TOLD)
        head, tail = found.text.split(", quá", 1)
        found.insert_paragraph_before(f"{head},")
        retype(found, f"quá{tail}")

    change = only(verify(edited(made, part), report))
    assert change.code == "V004" and change.message.startswith("đã chuyển chỗ, tách hoặc gộp bằng tay")


def test_a_figure_changed_in_a_paragraph_parted_in_two_is_found(made: Path, report: Report) -> None:
    def part(document: Document) -> None:
        found = paragraph(document, TOLD)
        head, tail = found.text.split(", quá", 1)
        found.insert_paragraph_before(f"{head},")
        retype(found, f"quá{tail.replace('64', '46')}")

    figures = [d for d in verify(edited(made, part), report).diagnostics if d.code == "V005"]
    assert [d.message.partition(": ")[2] for d in figures] == ["số liệu cho «64», tệp in «46»"]


def test_paragraphs_joined_still_print_their_figures(made: Path, report: Report) -> None:
    def join(document: Document) -> None:
        told, after = paragraph(document, TOLD), paragraph(document, "Việc trả hồ sơ")
        retype(told, f"{told.text} {after.text}")
        remove(after._p)

    assert codes(verify(edited(made, join), report).diagnostics) == ["V004"]


def test_what_was_moved_still_prints_its_figures(made: Path, report: Report) -> None:
    def move(document: Document) -> None:
        first, *_, last = (
            row for row in document.element.body.iter(qn("w:tr")) if "Số hồ sơ" in "".join(row.itertext())
        )
        last.addnext(first)
        paragraph(document, "Hồ sơ giấy sẽ")._p.addnext(paragraph(document, TOLD)._p)

    found = verify(edited(made, move), report).diagnostics
    assert set(codes(found)) == {"V004"}
    assert all(d.message.startswith("đã chuyển chỗ") for d in found)


def test_a_line_of_digits_alone_is_added_and_removed_like_any_other(made: Path, report: Report) -> None:
    edited(made, lambda document: paragraph(document, "Hồ sơ giấy sẽ").insert_paragraph_before("99"))
    assert only(verify(made, report)).message == "đã thêm bằng tay: «99»"


def test_a_cut_off_date_and_a_count_of_documents_are_facts_too(folder: Path, facts: Path) -> None:
    told = "nhanh hơn trước, đến ngày {{ bao_cao.den_ngay }} có {{ ke_hoach.so }} kế hoạch."
    spoil(folder / "bo/thu/cau.yaml", "nhanh hơn trước.", told)
    with (folder / "bo/thu/chi_tieu.yaml").open("a", encoding="utf-8") as catalogue:
        formula = "'so_van_ban(chu_de=\"ke_hoach\")'"
        catalogue.write(f"ke_hoach.so: {{nhan: Kế hoạch, loai: so_dem, cong_thuc: {formula}, can_cu: thử}}\n")
    spoil(facts, "so_lieu:", "bao_cao: {den_ngay: 10/3/2024}\nso_lieu:")
    assert render_again(folder).exit_code == 0
    edited(
        folder / "2024-Q1.docx",
        replaced("Việc trả hồ sơ", "ngày\u00a010/3/2024 có 01", "ngày 20/3/2024 có 02"),
    )
    shown = verify_again(folder).stderr
    assert "«bao_cao.den_ngay» (thông tin của báo cáo): số liệu cho «10/3/2024», tệp in «20/3/2024»" in shown
    assert "«ke_hoach.so» (Kế hoạch): số liệu cho «01», tệp in «02»" in shown
    assert "van_ban.mot: Kế hoạch số 05/KH-UBND" in shown and "V004" not in shown


def test_folders_listed_in_the_package_are_no_edit(folder: Path, made: Path) -> None:
    with zipfile.ZipFile(made, "a") as archive:
        archive.mkdir("word")
    assert render_again(folder).exit_code == 0


def test_tracked_changes_are_edits(made: Path, report: Report) -> None:
    def track(document: Document) -> None:
        (run,) = (r for r in paragraph(document, TOLD).runs if r.text == "64")
        inserted = f'<w:ins {nsdecls("w")} w:id="7" w:author="a"><w:r><w:t>65</w:t></w:r></w:ins>'
        deleted = f'<w:del {nsdecls("w")} w:id="8" w:author="a"><w:r><w:delText>64</w:delText></w:r></w:del>'
        run._r.addprevious(parse_xml(deleted))
        run._r.addprevious(parse_xml(inserted))
        remove(run._r)

    assert only(verify(edited(made, track), report)).message.endswith("số liệu cho «64», tệp in «65»")


def test_text_that_was_tracked_as_moved_away_is_gone(made: Path, report: Report) -> None:
    def move(document: Document) -> None:
        found = paragraph(document, "Hồ sơ giấy sẽ")
        moved = parse_xml(f'<w:moveFrom {nsdecls("w")} w:id="9" w:author="a"/>')
        found._p.append(moved)
        for run in found.runs:
            moved.append(run._r)

    assert only(verify(edited(made, move), report)).message.startswith("đã xóa bằng tay")


def test_facts_typed_otherwise_are_the_same_facts(folder: Path, facts: Path) -> None:
    spoil(facts, "dung_han: 1936", 'dung_han: "1.936"   # theo sổ')
    facts.write_text(f"# xem lại ngày 1/4\n\n{facts.read_text('utf-8')}", "utf-8")
    result = verify_again(folder)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.endswith("còn nguyên như khi soạn; soạn từ đúng số liệu này.\n")


def test_other_facts_are_named_with_the_figures_that_differ(folder: Path, facts: Path) -> None:
    spoil(facts, "dung_han: 1936", "dung_han: 1935")
    result = verify_again(folder)
    assert result.exit_code == 1
    assert "V002: tệp không soạn từ số liệu này: khác ở mục so_lieu" in result.stderr
    assert "ghi chú V005: «ho_so.dung_han»" in result.stderr
    assert "số liệu cho «1.935», tệp in «1.936»" in result.stderr
    assert "lời văn và số còn nguyên như khi soạn; không soạn từ số liệu này" in result.stdout


def test_edits_are_known_even_against_other_facts(folder: Path, facts: Path, made: Path) -> None:
    spoil(facts, "dung_han: 1936", "dung_han: 1935")
    edited(made, in_cell("Số hồ sơ quá hạn", "46"))
    found = verify(made, build(facts, templates=folder / "bo")).diagnostics
    assert [d.code for d in found if d.is_error] == ["V002", "V004", "V005"]


def test_facts_of_another_period_compare_no_lines(folder: Path, facts: Path, made: Path) -> None:
    spoil(facts, "ky: 2024-Q1", "ky: 2024-Q2")
    found = verify(made, build(facts, templates=folder / "bo")).diagnostics
    assert codes(found) == ["V002"] and "kỳ 2024-Q1" in found[0].message


def test_another_unit_is_a_warning(folder: Path) -> None:
    spoil(folder / "don-vi.yaml", "Lưu: VT", "Lưu: VT, VP")
    result = verify_again(folder)
    assert result.exit_code == 0
    assert "cảnh báo V003: thông tin đơn vị" in result.stderr
    assert "V004" not in result.stderr


def test_another_set_is_a_warning(folder: Path) -> None:
    spoil(folder / "bo/thu/cau.yaml", "nhanh hơn trước", "nhanh hơn năm trước")
    result = verify_again(folder)
    assert result.exit_code == 0
    assert "cảnh báo V003: bộ mẫu" in result.stderr


def test_another_version_is_a_note(made: Path, report: Report) -> None:
    properties = {**read_properties(made.read_bytes()), "cchc-gen.phien_ban": "0.0.1"}
    made.write_bytes(with_properties(made.read_bytes(), properties, "cchc-gen."))
    note = only(verify(made, report))
    assert note.severity is Severity.NOTE and "cchc-gen 0.0.1" in note.message


def test_a_draft_is_verified_as_a_draft(folder: Path, facts: Path, made: Path) -> None:
    spoil(facts, "qua_han: 64", "qua_han: sáu tư")
    assert render_again(folder, "--draft").exit_code == 0
    made.write_bytes((folder / "2024-Q1.nhap.docx").read_bytes())
    result = verify_again(folder)
    assert (result.exit_code, result.stdout[:8]) == (0, "Bản nháp")


def test_a_file_without_manifest_is_compared_all_the_same(folder: Path, made: Path, report: Report) -> None:
    made.write_bytes(with_properties(made.read_bytes(), {}, "cchc-gen."))
    assert codes(verify(made).diagnostics) == codes(verify(made, report).diagnostics) == ["V001"]
    edited(made, in_cell("Số hồ sơ quá hạn", "46"))
    result = verify_again(folder)
    assert (result.exit_code, result.stdout) == (1, "Không rõ nguồn gốc; khác số liệu này ở 1 số.\n")


@pytest.mark.parametrize(
    "old, new", [("<Properties", "<!DOCTYPE Properties><Properties"), ("</Properties>", "")]
)
def test_a_manifest_that_cannot_be_trusted_lets_nothing_be_overwritten(
    made: Path, old: str, new: str
) -> None:
    assert not refuse_overwriting(made)
    made.write_bytes(rezipped(made.read_bytes(), "docProps/custom.xml", old, new))
    assert codes(refuse_overwriting(made)) == ["W005"]


@pytest.mark.parametrize("name", ["don-vi.yaml", "khong-co.docx", "."])
def test_a_file_that_cannot_be_read_has_its_own_exit_code(folder: Path, name: str) -> None:
    result = run("verify", folder / name)
    assert (result.exit_code, result.stdout) == (4, "Không đọc được tệp.\n")
    assert "W001" in result.stderr


def test_facts_that_cannot_be_read_compare_nothing(folder: Path, made: Path) -> None:
    result = run("verify", made, folder / "khong-co.yaml")
    assert (result.exit_code, result.stdout) == (4, "")
    assert "Y001" in result.stderr


def test_programs_read_the_findings(folder: Path, made: Path) -> None:
    edited(made, in_cell("Số hồ sơ quá hạn", "46"))
    (row,) = json.loads(verify_again(folder, "--format", "json").stdout)
    assert row["code"] == "V005" and row["paragraph"] and row["related"]


def test_an_untouched_file_is_overwritten_and_an_edited_one_is_not(folder: Path, made: Path) -> None:
    assert render_again(folder).exit_code == 0
    edited(made, in_cell("Số hồ sơ quá hạn", "46"))
    kept = made.read_bytes()
    result = render_again(folder)
    assert (result.exit_code, result.stdout) == (4, "")
    assert "W005" in result.stderr and "«46»" in result.stderr and "--force" in result.stderr
    assert made.read_bytes() == kept
    assert render_again(folder, "-o", folder / "khac.docx").exit_code == 0
    assert render_again(folder, "--force").exit_code == 0
    assert verify(made).diagnostics == ()


def test_new_facts_overwrite_an_untouched_file(folder: Path, facts: Path) -> None:
    spoil(facts, "dung_han: 1936", "dung_han: 1935")
    assert render_again(folder).exit_code == 0


def widen(document: Document) -> None:
    document.sections[0].left_margin = Mm(35)


def delete_last(document: Document) -> None:
    last = [p for p in everywhere(document) if p.text][-1]._p
    retype(Paragraph(last, document._body), "")


@pytest.mark.parametrize(
    ("edit", "why"),
    [(fill_in, "điền số, ngày, người ký"), (widen, "chỉnh trình bày"), (delete_last, "ở 1 chỗ")],
)
def test_any_handiwork_keeps_a_file_from_being_overwritten(made: Path, edit: Edit, why: str) -> None:
    (refusal,) = refuse_overwriting(edited(made, edit))
    assert refusal.code == "W005" and why in refusal.message


def test_a_file_of_others_is_not_overwritten(folder: Path, made: Path) -> None:
    word_template(made, "Báo cáo của tôi")
    assert "không do cchc-gen soạn" in render_again(folder).stderr
    made.write_bytes(b"bao cao cu")
    assert render_again(folder).exit_code == 4
    assert made.read_bytes() == b"bao cao cu"


def test_a_draft_is_under_the_same_law(folder: Path) -> None:
    draft = folder / "2024-Q1.nhap.docx"
    assert [render_again(folder, "--draft").exit_code for _ in range(2)] == [0, 0]
    edited(draft, in_cell("Số hồ sơ quá hạn", "46"))
    assert "W005" in render_again(folder, "--draft").stderr
    assert render_again(folder, "--draft", "--force").exit_code == 0


def test_verifying_never_writes(folder: Path, made: Path, report: Report) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    verify(made, report)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


words = st.sampled_from(["nhiệm vụ", "hồ sơ", "trong đó", "đạt", "xã,", "là"])
numbers = st.from_regex(r"[1-9][0-9]{0,2}(\.[0-9]{3})?(,[0-9]{1,2}%)?", fullmatch=True)


@given(st.lists(st.tuples(words, numbers), min_size=1, max_size=6, unique_by=lambda p: p[0]), st.data())
def test_the_figure_that_changed_is_found_and_no_other(
    parts: list[tuple[str, str]], data: st.DataObject
) -> None:
    which = data.draw(st.integers(0, len(parts) - 1))
    other = data.draw(numbers.filter(lambda n: n != parts[which][1]))
    text, figures = "", []
    for word, number in parts:
        text += f"{word} "
        figures.append(Placed(len(text), len(text) + len(number), (word,)))
        text += f"{number} "
    meant = PrintedLine(text.strip(), tuple(figures))
    place = figures[which]
    got = f"{meant.text[: place.start]}{other}{meant.text[place.end :]}"
    change = Change(meant, got, 0)
    assert change.figures() == [(place, other)]
    assert change.is_but(change.figures())


@given(st.text(alphabet="ab 1", max_size=12), st.text(alphabet="ab 1", max_size=12))
def test_a_difference_of_lines_never_fails_and_shows_both(a: str, b: str) -> None:
    meant, got = tidy(a), tidy(b)
    was, now = Line.of(meant, got).difference()
    assert was.strip("…") in meant and now.strip("…") in got
    assert meant == got or was != now


def test_the_lines_of_a_block_are_paired_by_likeness() -> None:
    meant = ["Đã giao 37 nhiệm vụ trong kỳ", "Còn 5 nhiệm vụ"]
    got = ["Một đoạn mới", "Đã giao 38 nhiệm vụ trong kỳ", "Còn 6 nhiệm vụ"]
    assert list(pairs(Block(range(2), range(3)), meant, got)) == [(None, 0), (0, 1), (1, 2)]
    assert list(pairs(Block(range(2), range(1, 3)), meant, got)) == [(0, 1), (1, 2)]


def test_a_rewritten_document_is_paired_without_being_understood() -> None:
    meant, got = [f"a {n}" for n in range(300)], [f"b {n}" for n in range(310)]
    paired = list(pairs(Block(range(300), range(310)), meant, got))
    assert len(paired) == 310 and paired[-1] == (None, 309)


def test_help_is_vietnamese_and_imports_no_word_library() -> None:
    code = "import sys; from cchc_gen.cli import main; print({'docxtpl', 'docx', 'lxml'} & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert loaded.stdout == "set()\n"
    assert "Cách dùng: " in run("verify", "--help").stdout
