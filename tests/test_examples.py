"""Every example is a real report: it passes its checks, and what it prints is kept as readable text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from cchc_gen.base.diagnostics import Pos
from cchc_gen.base.values import Missing, Number
from cchc_gen.language.wording import flat, text_of
from cchc_gen.rendering import render
from cchc_gen.report import Report, Story, build
from cchc_gen.tell.narrative import Origin
from tests.conftest import EXAMPLES, Golden, built, story_of

GOLDEN = Path(__file__).parent / "golden"


def name_of(example: Path) -> str:
    return f"{example.parent.name}-{example.stem}"


@pytest.fixture(scope="module", params=EXAMPLES, ids=name_of)
def example(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture(scope="module")
def report(example: Path) -> Report:
    return built(example)


@pytest.fixture(scope="module")
def content(report: Report) -> bytes:
    made, problems = render(report)
    assert made is not None, problems
    return made


def printed(document: WordDocument) -> Iterator[str]:
    """Print paragraphs with their style and tables row by row, as a person would read them."""
    for block in document.iter_inner_content():
        if isinstance(block, WordParagraph):
            if block.text.strip():
                style = block.style.name if block.style else ""
                yield f"[{style}] {block.text}"
        elif isinstance(block, WordTable):
            yield "[bảng]"
            for row in block.rows:
                yield " | ".join(" / ".join(cell.text.split("\n")) for cell in row.cells)


def test_nothing_stands_against_it(report: Report) -> None:
    assert report.ok
    assert not report.diagnostics


def test_the_document_reads_as_kept(example: Path, content: bytes, golden: Golden) -> None:
    text = "\n".join(printed(docx.Document(io.BytesIO(content)))).replace("\u00a0", " ")
    golden(GOLDEN / f"{name_of(example)}.txt", text + "\n")


def test_what_waivers_accept_reads_as_kept(example: Path, report: Report, golden: Golden) -> None:
    lines = [
        f"{finding.check}: {finding.diagnostic.message}\n    {waiver.reason}"
        for finding, waiver in story_of(report).verdict.waived
    ]
    golden(GOLDEN / f"{name_of(example)}.giai-trinh.txt", "".join(f"{line}\n" for line in lines))


def test_every_relationship_resolves(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        assert len(names) == len(archive.namelist())
        for rels in (n for n in names if n.endswith(".rels")):
            folder = Path(rels).parent.parent
            for target in _targets(archive.read(rels)):
                assert str(folder / target).lstrip("/") in names, (rels, target)


def _targets(rels: bytes) -> list[str]:
    from lxml import etree

    return [node.get("Target", "").lstrip("/") for node in etree.fromstring(rels)]


def test_no_figure_is_typed_in_a_sentence_of_the_set(report: Report) -> None:
    """A number in the narrative stands in a run that knows its key, or in an allowed form."""
    story = story_of(report)
    allowed = story.rules.settings.allowed_numbers
    for paragraph in story.paragraphs:
        if paragraph.origin.kind != "cau" or paragraph.origin.heading:
            continue
        for run in flat(paragraph.runs):
            bare = run.text
            for pattern in allowed:
                for found in pattern.finditer(bare):
                    bare = bare.replace(found[0], "")
            assert run.keys or not any(c.isdigit() for c in bare), paragraph.text


def test_a_changed_fact_changes_what_depends_on_it_and_nothing_else(
    example: Path, report: Report, tmp_path: Path
) -> None:
    before = story_of(report)
    facts = [f for f in before.facts.values.values() if isinstance(f.value, Number) and not f.qualifier]
    for fact in facts[:: max(1, len(facts) // 6)]:
        value = fact.value
        assert isinstance(value, Number)
        after = build(_raised(example, fact.pos, value, tmp_path))
        touched = _dependents(before, fact.indicator.key)
        assert after.story is not None
        if not after.ok:
            assert any(touched & set(finding.values) for finding in after.story.findings), fact
        old, new = _prints(before), _prints(after.story)
        for place in old.keys() | new.keys():
            keys, text = old.get(place, (set(), ""))
            new_keys, new_text = new.get(place, (set(), ""))
            assert text == new_text or touched & (keys | new_keys), (fact, text, new_text)


def _raised(example: Path, pos: Pos, value: Number, folder: Path) -> Path:
    """Copy the example with the figure at a place raised by one."""
    lines = example.read_text(encoding="utf-8").split("\n")
    row, start = lines[pos.line - 1], pos.column - 1
    raised = str(value.value + 1).replace(".", ",")
    lines[pos.line - 1] = f'{row[:start]}"{raised}"{row[start + pos.width :]}'
    (folder / "don-vi.yaml").write_bytes((example.parent / "don-vi.yaml").read_bytes())
    path = folder / example.name
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _dependents(story: Story, key: str) -> set[str]:
    found = {key}
    for name in story.rules.catalogue.order:
        formula = story.rules.catalogue[name].formula
        if formula and found & set(formula.keys):
            found.add(name)
    return found


def _prints(story: Story) -> dict[str, tuple[set[str], str]]:
    """Return what each sentence, section, list and cell prints, with the keys that may change it."""
    prints: dict[str, tuple[set[str], str]] = {}
    for paragraph in story.paragraphs:
        origin = paragraph.origin
        place = f"{origin.kind}:{origin.key}"
        keys, text = prints.get(place, (_asked(story, origin), ""))
        keys = keys | {key for run in flat(paragraph.runs) for key in run.keys}
        prints[place] = (keys, f"{text}\n{paragraph.text}")
    for row in (row for sheet in story.sheets for row in sheet.rows):
        keys = {row.spec.indicator, *(key for run in flat(row.note) for key in run.keys)}
        prints[row.spec.key] = (keys, text_of((*row.value, *row.note)))
    return prints


def _asked(story: Story, origin: Origin) -> set[str]:
    """Return the keys that the conditions of a sentence, or of the sentences of a section, ask about."""
    asked = {origin.key} if origin.kind == "cau" else set[str]()
    for section in story.rules.outline:
        if (origin.kind, origin.key) == ("muc", section.key):
            asked |= {item.key for item in section.items if item.kind == "cau"}
    variants = [v for key in asked for v in story.rules.sentences[key].variants]
    return {key for variant in variants if variant.when for key in variant.when.keys}


def test_no_cell_shows_a_state_word(report: Report) -> None:
    words = {Missing.UNSTATED.value, Missing.UNDEFINED.value, "None"}
    for sheet in story_of(report).sheets:
        assert not [row for row in sheet.rows if text_of(row.value) in words]
