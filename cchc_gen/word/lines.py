"""What a reader sees of a finished Word file, line by line, whichever program saved it last.

A line is a paragraph with text, or a cell without any. Runs, bookmarks, revision marks and the like
leave no trace; what is tracked as removed is gone, what is tracked as added is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lxml import etree

from cchc_gen.word.autocorrection import uncorrected
from cchc_gen.word.notes import FOOTNOTES
from cchc_gen.word.package import W, text_parts
from cchc_gen.word.paragraphs import Paragraph, paragraphs

BLANK = "␣"
"""Stands in a line for a stretch of spaces that the clerk writes over: the number, the day."""

_MAIN = ("word/document.xml", FOOTNOTES, "word/endnotes.xml")
_AROUND = re.compile(r"word/(?:header|footer)\d*\.xml")


def lines(content: bytes) -> tuple[str, ...]:
    """Read the lines of a package."""
    return lines_of({name: list(paragraphs(part)) for name, part in text_parts(content)})


def lines_of(parts: Mapping[str, Sequence[Paragraph]]) -> tuple[str, ...]:
    """Give the lines of the body, then the notes, then what headers and footers say, each once.

    Page numbers are Word's, so the digits of headers and footers do not count.
    """
    around = {
        re.sub(r"\d+", "#", line)
        for name, part in parts.items()
        if _AROUND.fullmatch(name)
        for line in _lines(part)
    }
    main = [line for name in _MAIN if name in parts for line in _lines(parts[name])]
    return (*main, *sorted(around - {"", "#"}))


def _lines(part: Sequence[Paragraph]) -> Iterator[str]:
    for paragraph, line in zip(part, _tidied(text for _, text in part), strict=True):
        if line or _begins_empty_cell(paragraph.node):
            yield line


def _begins_empty_cell(paragraph: etree._Element) -> bool:
    """Say whether an empty paragraph begins a cell without any text; a table in a cell is part of it."""
    around = list(paragraph.iterancestors(f"{W}tc"))
    inside = around[-1].iter(f"{W}p") if around else iter(())
    if next(inside, None) is not paragraph:
        return False
    return next(inside, None) is None or not any(tidy(text) for _, text in paragraphs(around[-1]))


_BLANK = re.compile(r"(?<=\S) {6,}(?=\S)")
_END = "\x1e"
"""Ends each text while they are folded as one; no XML can hold it."""


def tidy(text: str) -> str:
    """Fold what Word and its autocorrection change by themselves: spaces, quotes, dashes, soft hyphens.

    >>> tidy(" Số:        /BC-UBND ngày 24/01 – “A” ")
    'Số:␣/BC-UBND ngày 24/01 - "A"'
    """
    return next(_tidied([text]))


def _tidied(texts: Iterable[str]) -> Iterator[str]:
    whole = uncorrected(_BLANK.sub(BLANK, _END.join([*texts, ""])))
    return (" ".join(line.split()) for line in whole.split(_END)[:-1])
