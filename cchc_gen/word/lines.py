"""What a reader sees of a finished Word file, line by line, whichever program saved it last.

A line is a paragraph with text, or a cell without any. Runs, bookmarks, revision marks and the like
leave no trace; what is tracked as removed is gone, what is tracked as added is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from cchc_gen.word.autocorrection import uncorrected
from cchc_gen.word.gate import paragraphs
from cchc_gen.word.notes import FOOTNOTES
from cchc_gen.word.package import W, pieces, text_parts

BLANK = "␣"
"""Stands in a line for a stretch of spaces that the clerk writes over: the number, the day."""

_MAIN = ("word/document.xml", FOOTNOTES, "word/endnotes.xml")
_AROUND = re.compile(r"word/(?:header|footer)\d*\.xml")
_UNSEEN = (f"{W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")


def lines(content: bytes) -> tuple[str, ...]:
    """Read the lines of a package."""
    return lines_of(dict(text_parts(content)))


def lines_of(parts: Mapping[str, etree._Element]) -> tuple[str, ...]:
    """Read the body, then the notes, then what headers and footers say, each once.

    Page numbers are Word's, so the digits of headers and footers do not count. The trees are used up.
    """
    around = {
        re.sub(r"\d+", "#", line)
        for name, part in parts.items()
        if _AROUND.fullmatch(name)
        for line in _lines(part)
    }
    main = [line for name in _MAIN if name in parts for line in _lines(parts[name])]
    return (*main, *sorted(around - {"", "#"}))


def _lines(part: etree._Element) -> Iterator[str]:
    etree.strip_elements(part, *_UNSEEN, with_tail=False)
    return _walk(part)


def _walk(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag == f"{W}tc":
            yield from _filled(paragraphs(child)) or [""]
        elif child.tag == f"{W}p":
            yield from _filled(["".join(pieces(child))])
        else:
            yield from _walk(child)


def _filled(texts: Iterator[str] | list[str]) -> list[str]:
    return [line for line in map(tidy, texts) if line]


_BLANK = re.compile(r"(?<=\S) {6,}(?=\S)")


def tidy(text: str) -> str:
    """Fold what Word and its autocorrection change by themselves: spaces, quotes, dashes, soft hyphens.

    >>> tidy(" Số:        /BC-UBND ngày 24/01 – “A” ")
    'Số:␣/BC-UBND ngày 24/01 - "A"'
    """
    marked = _BLANK.sub(BLANK, text.strip())
    return " ".join(uncorrected(marked).split())
