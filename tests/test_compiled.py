"""A template compiled once prints what docxtpl itself prints."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docxtpl import DocxTemplate
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from bench.flat import flatten
from cchc_gen.language.wording import Run
from cchc_gen.tell.document import Document
from cchc_gen.word import compiled as compiling
from cchc_gen.word.compiled import compile_template
from cchc_gen.word.filling import fill_parts
from cchc_gen.word.lines import lines
from cchc_gen.word.package import pack
from cchc_gen.word.paragraphs import paragraphs
from cchc_gen.word.values import JOINED, NAMES, values_of
from tests.conftest import BASE_TEMPLATE, EXAMPLES, built, document, fill_file, paragraph, story_of


def by_docxtpl(template: Path, made: Document) -> list[str]:
    """Fill a template as a plain script does, with the same names."""
    values, _ = values_of(made)
    plain = DocxTemplate(template)
    plain.render(values, autoescape=True)
    saved = io.BytesIO()
    plain.save(saved)
    return printed(saved.getvalue())


def by_us(template: Path, made: Document) -> list[str]:
    content, problems = fill_file(template, made)
    assert content is not None, problems
    return printed(content)


def printed(content: bytes) -> list[str]:
    """Read paragraphs and cells, empty ones too, of the body, headers and footers."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [
            n for n in archive.namelist() if n.startswith(("word/document", "word/header", "word/footer"))
        ]
        parts = [etree.fromstring(archive.read(name)) for name in sorted(names)]
    return ["" if text == JOINED else text for part in parts for _, text in paragraphs(part)]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_example_reads_as_docxtpl_prints_it(example: Path) -> None:
    story = story_of(built(example))
    template = story.rules.word_template
    assert by_us(template, story.document) == by_docxtpl(template, story.document)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_file_that_holds_the_text_of_an_example_is_filled_as_docxtpl_fills_it(example: Path) -> None:
    story = story_of(built(example))
    flat = flatten(story.rules.word_template, story.document)
    ours = fill_parts(compile_template(flat.content, frozenset(flat.values)), flat.values)
    plain = DocxTemplate(io.BytesIO(flat.content))
    plain.render(flat.values, autoescape=True)
    saved = io.BytesIO()
    plain.save(saved)
    assert lines(pack(ours)) == lines(saved.getvalue())


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn", "Zl", "Zp")), max_size=40
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXT, st.booleans()), max_size=5), TEXT)
def test_any_document_reads_as_docxtpl_prints_it(runs: list[tuple[str, bool]], title: str) -> None:
    """docxtpl itself rewrites `{_{` and the like in typed text, so those are left out."""
    if any(sign in text for text in (title, *(t for t, _ in runs)) for sign in ("{_", "_}", "%_", "_%")):
        return
    made = document(paragraph(*(Run(text, bold=bold) for text, bold in runs)), "Đoạn sau", title=title or "X")
    assert by_us(BASE_TEMPLATE, made) == by_docxtpl(BASE_TEMPLATE, made)


def test_a_template_is_opened_by_docxtpl_only_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    template = tmp_path / "mau.docx"
    template.write_bytes(BASE_TEMPLATE.read_bytes())
    assert fill_file(template, document("Một"))[0]
    monkeypatch.setattr(compiling, "compile_template", None)
    assert fill_file(template, document("Hai"))[0]


def test_a_changed_template_is_opened_again(tmp_path: Path) -> None:
    template = tmp_path / "mau.docx"
    opened = docx.Document(str(BASE_TEMPLATE))
    opened.save(str(template))
    assert "THÊM" not in by_us(template, document("Một"))
    opened.add_paragraph("THÊM")
    opened.save(str(template))
    assert "THÊM" in by_us(template, document("Một"))


def test_drawings_in_a_loop_get_numbers_of_their_own(tmp_path: Path) -> None:
    space = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    template = tmp_path / "mau.docx"
    opened = docx.Document(str(BASE_TEMPLATE))
    for loop in (p for p in opened.paragraphs if "{{r p.chu" in p.text):
        loop.add_run()._r.append(
            etree.Element(f"{{{space}}}docPr", {"id": "7", "name": "hình"}, {"wp": space})
        )
    opened.save(str(template))
    content, problems = fill_file(template, document("Một", "Hai"))
    assert content is not None, problems
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    numbers = [node.get("id") for node in root.iter(f"{{{space}}}docPr")]
    assert len(numbers) >= 2 and len(set(numbers)) == len(numbers)


def test_a_template_may_use_the_names_that_a_document_has() -> None:
    assert values_of(document("x"))[0].keys() == NAMES
