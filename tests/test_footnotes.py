"""Footnotes are real: made from marks, numbered by Word, in paragraphs and in cells."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
from lxml import etree

from cchc_gen.language.wording import Run, Wording, parse_wording, write
from cchc_gen.tell.form import FormRow, Row, Sheet
from tests.conftest import BASE_TEMPLATE, PLACE, document, fill_file, paragraph, text, word_template

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NOTE = Run("", note=(Run("Quyết định số 1 & <2>"),))


def part(content: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(f"word/{name}.xml"))


def references(content: bytes) -> list[str]:
    return [n.get(f"{W}id", "") for n in part(content, "document").iter(f"{W}footnoteReference")]


def notes(content: bytes) -> dict[str, str]:
    return {
        node.get(f"{W}id", ""): "".join(t.text or "" for t in node.iter(f"{W}t")).strip()
        for node in part(content, "footnotes").iter(f"{W}footnote")
        if node.get(f"{W}type") is None
    }


def filled(template: Path, *runs: Run, sheet: Sheet | None = None) -> bytes:
    made = document(paragraph("Trước ", *runs, " sau"), sheets=(sheet,) if sheet else ())
    content, problems = fill_file(template, made)
    assert content is not None, problems
    return content


def test_a_mark_becomes_a_note_of_the_run_it_follows() -> None:
    wording, problems = parse_wording(
        text(
            "Theo kế hoạch^[Số 5].",
        ),
        frozenset(),
        wrong="F009",
        unknown="F001",
    )
    assert wording is not None, problems
    (line,) = write(wording, lambda _: Run(""))
    assert [run.text for run in line] == ["Theo kế hoạch", "", "."]
    assert line[1].note == (Run("Số 5"),)


def test_an_open_note_is_refused() -> None:
    _, problems = parse_wording(text("Theo^[kế hoạch"), frozenset(), wrong="F009", unknown="F001")
    assert [p.code for p in problems] == ["F009"]


def test_a_bracket_alone_is_text() -> None:
    wording, _ = parse_wording(text(r"mảng [1] và \^[chữ\]"), frozenset(), wrong="F009", unknown="F001")
    assert wording is not None
    (line,) = write(wording, lambda _: Run(""))
    assert "".join(run.text for run in line) == "mảng [1] và ^[chữ]"


def test_every_reference_has_its_note_in_print_order() -> None:
    second = Run("", note=(Run("Công văn số 3"),))
    content = filled(BASE_TEMPLATE, NOTE, Run(" giữa "), second)
    assert [notes(content)[n] for n in references(content)] == ["Quyết định số 1 & <2>", "Công văn số 3"]


def test_a_note_stands_in_a_table_cell() -> None:
    row = FormRow("bieu/1", "bieu", "1", Wording(text("Nhãn"), ()), PLACE)
    sheet = Sheet(((Run("BIỂU"),),), (), (Row(row, (Run("Nhãn"), NOTE), (Run("5"),), ()),), PLACE)
    content = filled(BASE_TEMPLATE, sheet=sheet)
    (reference,) = part(content, "document").iter(f"{W}footnoteReference")
    assert any(parent.tag == f"{W}tc" for parent in reference.iterancestors())


def test_a_template_without_a_footnotes_part_gets_one(tmp_path: Path) -> None:
    lines = ("{%p for p in than_bai %}", "{{r p.chu }}", "{%p endfor %}")
    blank = dict.fromkeys(("number_line", "place_line", "title", "post"), "")
    made = document(paragraph(NOTE), letterhead=(), subject=(), recipients=(), **blank)
    content, problems = fill_file(word_template(tmp_path / "mau.docx", *lines), made)
    assert content is not None, problems
    assert list(notes(content).values()) == ["Quyết định số 1 & <2>"]
    docx.Document(io.BytesIO(content))


def test_a_document_without_notes_has_no_reference() -> None:
    assert references(filled(BASE_TEMPLATE)) == []


def test_a_joined_code_cell_is_merged_with_the_one_above() -> None:
    label = Wording(text("Nhãn"), ())
    rows = tuple(
        Row(FormRow(f"bieu/{n}", "bieu", "Trong đó", label, PLACE, joined=n > 1), (Run(f"Hàng {n}"),), (), ())
        for n in (1, 2, 3)
    )
    content = filled(BASE_TEMPLATE, sheet=Sheet((), (), rows, PLACE))
    merges = [node.get(f"{W}val") for node in part(content, "document").iter(f"{W}vMerge")]
    assert merges.count("continue") >= 2
    table = docx.Document(io.BytesIO(content)).tables[-1]
    assert [row.cells[0].text for row in table.rows[-3:]] == ["Trong đó"] * 3
