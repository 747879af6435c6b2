"""The review copy: the report with a Word comment wherever a rule or a figure speaks.

Each derived sentence, each row of the appendix and each finding tells in a comment how it came
about, so that the person who signs can check it without leaving Word. The text stays the report's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.base.files import write_file
from cchc_gen.check.lines import FREE_TEXT
from cchc_gen.explain.accounts import account, concerns, objections
from cchc_gen.explain.explanation import Explanation, Objection, Passage, PassageKind, Stated
from cchc_gen.explain.passages import print_out
from cchc_gen.explain.showing import (
    conditions,
    objection_details,
    objection_text,
    rule_name,
    stated_details,
    with_unit,
)
from cchc_gen.facts.register import PREFIX
from cchc_gen.provenance.manifest import reseal
from cchc_gen.provenance.overwriting import refuse_overwriting
from cchc_gen.report import Story
from cchc_gen.word.comments import Comment, Line, add_comments, read_lines
from cchc_gen.word.package import pack, unpack

_IN_BODY = (PassageKind.SENTENCE, PassageKind.FREE_TEXT, PassageKind.DOCUMENTS, PassageKind.HEADING)
_INDENT = "  "


def write_review(
    story: Story, report: Path, content: bytes, *, force: bool
) -> tuple[list[Path], list[Diagnostic]]:
    """Write `X.duyet.docx` beside the report `X.docx`, whose content is given; the report is not touched.

    A copy in which somebody wrote since stays, unless it is forced.
    """
    target = report.with_suffix(".duyet.docx")
    refused = [] if force else refuse_overwriting(target)
    problems = refused or write_file(target, review(story, content), [report])
    return ([] if problems else [target]), problems


def review(story: Story, content: bytes) -> bytes:
    """Return the review copy of a report's Word file; the same report gives the same bytes."""
    parts = unpack(content)
    lines = read_lines(parts)
    title = next((n for n, line in enumerate(lines) if story.document.title in line.text), 0)
    printed = list(print_out(story).passages)
    places = [*_paragraphs(printed, lines, title), *_rows(printed, lines, title)]
    teller = _Teller(story)
    comments = [
        Comment(at, tuple(teller.passage(passage))) for passage, at in places if teller.speaks(passage)
    ]
    for objection in objections(story):
        comments.append(Comment(_place_of(objection, places, title), tuple(teller.objection(objection))))
    add_comments(parts, comments)
    reseal(parts)
    return pack(parts)


def _paragraphs(
    printed: Sequence[Passage], lines: Sequence[Line], title: int
) -> Iterator[tuple[Passage, int]]:
    """Find the paragraphs of the body, which stand in the document in their order.

    One that a template takes apart is spoken of on the title, as is such a row.
    """
    start = 0
    for passage in printed:
        text = " ".join(passage.text.split())
        if passage.kind in _IN_BODY and text:
            ahead = chain(range(start, len(lines)), range(start))
            at = next((n for n in ahead if lines[n].text == text), title)
            yield passage, at
            start = at + 1


def _rows(printed: Sequence[Passage], lines: Sequence[Line], title: int) -> Iterator[tuple[Passage, int]]:
    """Find the rows of the appendix in their order, each by the cell of its value, else of its label."""
    table: dict[int, dict[str, int]] = {}
    for number, line in enumerate(lines):
        if line.row is not None:
            table.setdefault(line.row, {})[line.text] = number
    rows = list(table.values())
    start = 0
    for passage in printed:
        if passage.kind is PassageKind.ROW:
            label, value = (" ".join(text.split()) for text in (passage.label, passage.text))
            ahead = chain(range(start, len(rows)), range(start))
            found = next((n for n in ahead if {label, value or label} <= rows[n].keys()), None)
            yield passage, title if found is None else rows[found][value or label]
            start = start if found is None else found + 1


def _place_of(objection: Objection, places: Sequence[tuple[Passage, int]], title: int) -> int:
    """Put a finding where the first thing that it names is printed; on the title when nothing is."""
    for name in objection.values:
        for passage, at in places:
            text = f"{FREE_TEXT}{passage.key}" if passage.kind is PassageKind.FREE_TEXT else ""
            if concerns([name], [*passage.keys, text]):
                return at
    return title


class _Teller:
    """Write what a comment says, in short lines."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.folder = Path(story.facts.header.set_name.pos.path).parent

    def speaks(self, passage: Passage) -> bool:
        """Say whether facts decided what a passage prints."""
        return passage.variants > 1 or any(key in self.story.figures.figures for key in passage.keys)

    def passage(self, passage: Passage) -> Iterator[str]:
        figures = self.story.figures
        asked = [key for condition in passage.conditions for key in condition.values if figures.get(key)]
        printed = [key for key in passage.keys if figures.get(key)]
        cited = [key for key in passage.keys if key.startswith(PREFIX)]
        seen: set[str] = set()
        for key in (*(printed or asked), *cited):
            found = account(self.story, key)
            if found and key not in seen:
                yield from self._account(found, 0, seen)
        yield f"{rule_name(passage)} ({self._at(passage.pos)})"
        yield from conditions(passage)

    def objection(self, objection: Objection) -> Iterator[str]:
        yield objection_text(objection)
        yield from objection_details(objection, self._at(objection.pos))

    def _account(self, explanation: Explanation, depth: int, seen: set[str]) -> Iterator[str]:
        """Tell of a figure and below it of its parts; what was told before is only named."""
        line = f"{_INDENT * depth}{explanation.label} ({explanation.key}) = {with_unit(explanation)}"
        if explanation.key in seen:
            yield line
            return
        seen.add(explanation.key)
        yield f"{line}: {'; '.join(self._how(explanation))}"
        if explanation.reference and not depth:
            yield f"căn cứ: {explanation.reference}"
        for part in explanation.parts:
            yield from self._account(part, depth + 1, seen)

    def _how(self, explanation: Explanation) -> Iterator[str]:
        if explanation.stated:
            yield from self._stated(explanation.stated)
        if explanation.computed:
            computed = explanation.computed
            yield f"tính: {computed.formula} = {computed.with_values} = {computed.result}"
        if explanation.belongs_at:
            yield f"chưa nêu, thuộc nhóm ở {self._at(explanation.belongs_at)}"

    def _stated(self, stated: Stated) -> Iterator[str]:
        said = f": {stated.qualifier} {stated.text}" if stated.qualifier else ""
        yield f"nêu tại {self._at(stated.pos)}{said}"
        is_common = stated.as_of == self.story.document.dated
        yield from stated_details(replace(stated, as_of=None) if is_common else stated)

    def _at(self, pos: Pos) -> str:
        """Name a place by file and folder alone, which are the same on every machine."""
        path = Path(pos.path)
        name = path.name if path.parent == self.folder else f"{path.parent.name}/{path.name}"
        return str(pos._replace(path=name))
