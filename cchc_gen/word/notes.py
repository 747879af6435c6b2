"""The footnotes of a filled document: the part that holds them, made where there is none."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from cchc_gen.language.wording import Run
from cchc_gen.word.package import DOCUMENT_LINKS, STRICT, W, announce, escaped, written

FOOTNOTES = "word/footnotes.xml"

_EMPTY = f'<w:footnotes xmlns:w="{W[1:-1]}"/>'.encode()
_FIRST = 1000


def run_xml(run: Run) -> str:
    """Write a run as WordprocessingML."""
    marks = ((run.bold, "<w:b/>"), (run.italic, "<w:i/>"), (run.hole, '<w:highlight w:val="yellow"/>'))
    properties = "".join(mark for is_on, mark in marks if is_on)
    wrapped = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{wrapped}<w:t xml:space="preserve">{escaped(run.text)}</w:t></w:r>'


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
