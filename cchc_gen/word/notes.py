"""The footnotes of a filled document: the part that holds them, made where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from lxml import etree

from cchc_gen.language.wording import Run
from cchc_gen.word.package import DOCUMENT_LINKS, STRICT, W, announce, escaped, written

FOOTNOTES = "word/footnotes.xml"

_EMPTY = f'<w:footnotes xmlns:w="{W[1:-1]}"/>'.encode()
_FIRST = 1000


def run_xml(run: Run) -> str:
    """Write a run as WordprocessingML."""
    opening = _OPENINGS[run.bold, run.italic, run.hole]
    return f"{opening}{escaped(run.text)}</w:t></w:r>"


def _opening(*is_on: bool) -> str:
    properties = "".join(mark for is_set, mark in zip(is_on, _MARKS, strict=True) if is_set)
    wrapped = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{wrapped}<w:t xml:space="preserve">'


_MARKS = ("<w:b/>", "<w:i/>", '<w:highlight w:val="yellow"/>')
_OPENINGS = {is_on: _opening(*is_on) for is_on in product((False, True), repeat=len(_MARKS))}
"""How a run begins that is bold, italic, a hole."""


def reference_xml(number: int) -> str:
    """Write the mark that stands in the text for a footnote, numbered from 1."""
    reference = f'<w:footnoteReference w:id="{_FIRST + number}"/>'
    return f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>{reference}</w:r>'


def add_footnotes(parts: dict[str, bytes], notes: Sequence[tuple[Run, ...]]) -> None:
    """Write the footnotes that the text refers to into a package."""
    if FOOTNOTES not in parts:
        parts[FOOTNOTES] = _EMPTY
        announce(parts, FOOTNOTES, DOCUMENT_LINKS, "footnotes", "wordprocessingml.footnotes+xml")
    root = etree.fromstring(parts[FOOTNOTES], STRICT)
    for number, runs in enumerate(notes, 1):
        root.append(etree.fromstring(_footnote_xml(number, runs).encode(), STRICT))
    parts[FOOTNOTES] = written(root)


def _footnote_xml(number: int, runs: tuple[Run, ...]) -> str:
    body = "".join(run_xml(run) for run in runs)
    return (
        f'<w:footnote xmlns:w="{W[1:-1]}" w:id="{_FIRST + number}"><w:p>'
        '<w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
        '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
        f'<w:r><w:t xml:space="preserve"> </w:t></w:r>{body}</w:p></w:footnote>'
    )
