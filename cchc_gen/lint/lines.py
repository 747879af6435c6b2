"""The printed lines of a document: what a paragraph, a break or a tab makes stand on a line of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from cchc_gen.base.vietnamese import plain
from cchc_gen.lint.contents import Paragraph, Run

SHORT = 250
"""A text that is longer is no title and no set phrase."""

RULER = re.compile(r"[\W_]{1,200}$")
"""What is drawn with signs, and has no letters."""

APPENDIX = re.compile(
    r"(?:phụ lục(?: {1,3}(?:số )?[0-9IVXLC]{1,6}[a-z]?)?"
    r"|(?:biểu|mẫu|biểu mẫu) (?:số )?[0-9IVXLC]{1,6}[a-z]?)[.:]?$",
    re.IGNORECASE,
)


HEADING = re.compile(
    r"(?:[IVXLC]{1,6}|[0-9]{1,2}|[A-ZĐa-zđ])(?:[.)]|/(?!v))|Phần\b|Chương\b|Mục\b|Điều [0-9]|[-+*•]"
)
"""How a numbered or listed paragraph begins."""


class Line(NamedTuple):
    """A printed line of its own: a paragraph, or what a break or a tab cuts off it. `part` counts from 0."""

    text: str
    runs: tuple[Run, ...]
    paragraph: Paragraph
    part: int = 0
    is_whole: bool = True


def lines_of(paragraph: Paragraph) -> list[Line]:
    """Cut a paragraph at its breaks and tabs; empty pieces are dropped."""
    if "\n" not in paragraph.text and "\t" not in paragraph.text:
        text = f"{paragraph.label} {paragraph.text}".strip() if paragraph.label else paragraph.text.strip()
        return [Line(text, paragraph.runs, paragraph)] if text else []
    pieces = broken(paragraph.runs, "\n\t")
    texts = [("".join(run.text for run in runs).strip(), tuple(runs)) for runs in pieces]
    full = [(text, runs) for text, runs in texts if text]
    return [Line(text, runs, paragraph, part, len(full) == 1) for part, (text, runs) in enumerate(full)]


def broken(runs: Sequence[Run], signs: str) -> list[list[Run]]:
    """Break runs at some signs, which are left out."""
    pieces: list[list[Run]] = [[]]
    for run in runs:
        for place, text in enumerate(re.split(f"[{signs}]", run.text)):
            if place:
                pieces.append([])
            if text:
                pieces[-1].append(Run(text, run.look))
    return pieces


def whole_line(paragraph: Paragraph) -> list[Line]:
    """Take a paragraph as one line, with what its list prints before it; nothing when it is empty."""
    if paragraph.is_empty:
        return []
    return [Line(f"{paragraph.label} {paragraph.text}".strip(), paragraph.runs, paragraph)]


@lru_cache(maxsize=2048)
def squeezed(text: str) -> str:
    """Return the bare letters of a text, to know a set phrase however it is typed; a long text is none."""
    return re.sub(r"[\W_]", "", plain(text)) if len(text) < SHORT else ""


def is_upper(text: str) -> bool:
    """Say whether a text has letters and all of them are capitals."""
    return text.upper() == text and text.lower() != text


def is_bold(line: Line) -> bool:
    """Say whether all letters of a line are bold."""
    return all(run.look.bold for run in line.runs if run.text.strip())
