"""Where each figure stands in the printed text: the document is filled with its figures marked, and read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cchc_gen.base.diagnostics import Diagnostic
from cchc_gen.drafts import as_draft, with_runs
from cchc_gen.language.wording import Run
from cchc_gen.report import Report
from cchc_gen.tell.document import Document
from cchc_gen.tell.form import Row
from cchc_gen.word.filling import fill

_MARKED = re.compile("\ue001(\\d+)\ue002(.*?)\ue003")
"""A marked stretch: its number and its text between signs that no text has."""


@dataclass(frozen=True, slots=True)
class Placed:
    """What is printed of `keys` between two places of a line."""

    start: int
    end: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of the finished document."""

    text: str
    figures: tuple[Placed, ...]


def place(report: Report, *, draft: bool) -> tuple[list[PrintedLine] | None, list[Diagnostic]]:
    """Read the lines that a report prints, each with what it prints of the facts."""
    story = report.story
    if story is None:
        return None, list(report.diagnostics)
    document = as_draft(story, report.diagnostics) if draft else story.document
    keys: list[tuple[str, ...]] = []

    def marked(run: Run) -> Run:
        core = run.text.strip()
        if not run.keys or run.note or (run.text and not core):
            return run
        keys.append(run.keys)
        sign = f"\ue001{len(keys) - 1}\ue002{core}\ue003"
        return replace(run, text=run.text.replace(core, sign, 1) if core else sign)

    filled, problems = fill(story.rules.word_template, with_runs(_with_blank_cells(document), marked))
    if filled is None:
        return None, problems
    return [_parted(line, keys) for line in filled.lines], []


def _with_blank_cells(document: Document) -> Document:
    """Let a cell that prints nothing name its indicator too, so that what is written into it is known."""

    def named(row: Row) -> Row:
        blank = row.spec.indicator and not row.value
        return replace(row, value=(Run("", keys=(row.spec.indicator,)),)) if blank else row

    sheets = (replace(sheet, rows=tuple(map(named, sheet.rows))) for sheet in document.sheets)
    return replace(document, sheets=tuple(sheets))


def _parted(line: str, keys: list[tuple[str, ...]]) -> PrintedLine:
    """Take the marks out of a line and remember where they stood."""
    return PrintedLine(_MARKED.sub(r"\2", line), tuple(_placed(line, keys)))


def _placed(line: str, keys: list[tuple[str, ...]]) -> Iterator[Placed]:
    signs = 0
    for found in _MARKED.finditer(line):
        start = found.start() - signs
        yield Placed(start, start + len(found[2]), keys[int(found[1])])
        signs += len(found[0]) - len(found[2])
