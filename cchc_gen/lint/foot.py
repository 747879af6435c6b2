"""The foot of a document: the recipients, and beside, below or above them who signs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import dropwhile, takewhile
from typing import NamedTuple

from cchc_gen.lint.contents import Paragraph
from cchc_gen.lint.lines import APPENDIX, HEADING, RULER, Line, is_upper, lines_of

_LONG, _SIGNED, _NAME = 360, 8, 60
"""How long a paragraph is that cannot stand in the foot, how many lines a signer takes, how long one is."""

RECIPIENTS = re.compile(r"Nơi\s{1,3}nhận\s{0,3}:?\s{0,3}$", re.IGNORECASE)
AUTHORITY = re.compile(r"(?:TM|KT|TL|TUQ)\b\s?\.", re.IGNORECASE)

Column = Sequence[Line]


class Foot(NamedTuple):
    """The parts of a foot, none where nothing shows it, and the number of the paragraph it starts with."""

    parts: Mapping[str, tuple[Line, ...]]
    starts: int


def foot_of(text: Sequence[Paragraph], after: int) -> Foot:
    """Find the foot in what stands below a paragraph: the recipients, and who signs.

    Who signs stands beside the recipients or below them; above them in minutes, where two sign.
    """
    text = [p for p in text if p.number > after]
    sign = _sign(text)
    if sign is None:
        report = list(takewhile(lambda p: not APPENDIX.match(p.text.strip()), text)) if after else []
        return _foot([], _signers_in_lines(report), text[-1].number + 1 if text else after + 1)
    if sign.paragraph.place.table:
        return _foot_in_table(text, sign)
    first = sign.paragraph.number
    if not RECIPIENTS.match(sign.text):
        signed = takewhile(_may_be_signed, (p for p in text if p.number >= first and not p.is_empty))
        return _foot([], _by_tabs(list(signed)[:_SIGNED]), first)
    above = [p for p in text if p.number < first]
    left, below = _listed_and_rest(text, sign)
    signers = _signers_in_lines(above) or ([below] if below else _signers_in_table(above))
    return _foot(left, signers, first)


def _foot_in_table(text: Sequence[Paragraph], sign: Line) -> Foot:
    table = sign.paragraph.place.table
    starts = next(p.number for p in text if p.place.table == table)
    columns = _columns(text, table)
    left = columns.pop(sign.paragraph.place.cell)
    if not RECIPIENTS.match(sign.text):
        return _foot([], [left], starts)
    above = [p for p in text if p.number < starts]
    beside = [column for column in columns.values() if column]
    return _foot(left, beside or _signers_in_lines(above) or _signers_in_table(above), starts)


def _foot(left: Column, signers: Sequence[Column], starts: int) -> Foot:
    """Tell the parts; lines of signers above the recipients are the first of the foot."""
    parts = _recipients(left)
    for column in signers:
        for name, lines in _signer(column).items():
            parts[name] = parts.get(name, ()) + lines
    plain = [x.paragraph.number for column in signers for x in column if not x.paragraph.place.table]
    return Foot(parts, min([starts, *plain]))


_NO_ODD_CASE = "nhận"
"""What «Nơi nhận» holds whose letters have one small form; «I» may be a small «ı» elsewhere."""


def _sign(text: Sequence[Paragraph]) -> Line | None:
    """Find «Nơi nhận:», or else the line of the signer's authority; the last such line of the document."""
    found = next((line for line in _from_below(text, _NO_ODD_CASE) if RECIPIENTS.match(line.text)), None)
    signed = (x for x in _from_below(text) if AUTHORITY.match(x.text) and is_upper(x.text))
    return found or next(signed, None)


def _from_below(text: Sequence[Paragraph], words: str = "") -> Iterator[Line]:
    """Walk the lines of the short paragraphs that hold some words, from the last one up."""
    for paragraph in reversed(text):
        if len(paragraph.text) < _LONG and (words in paragraph.text.lower() or paragraph.label):
            yield from lines_of(paragraph)


def _columns(text: Sequence[Paragraph], table: int) -> dict[int, list[Line]]:
    """Gather the lines of a table by column."""
    columns: dict[int, list[Line]] = {}
    for paragraph in text:
        if paragraph.place.table == table:
            columns.setdefault(paragraph.place.cell, []).extend(lines_of(paragraph))
    return columns


def _listed_and_rest(text: Sequence[Paragraph], sign: Line) -> tuple[list[Line], list[Line]]:
    """Part what stands below: lines with a dash at the left are recipients, the rest is who signs."""
    lines = [line for p in text if p.number >= sign.paragraph.number for line in lines_of(p)]
    lines = lines[: next((n for n, line in enumerate(lines) if n and APPENDIX.match(line.text)), len(lines))]
    left = [x for x in lines if x.part == 0 and (RECIPIENTS.match(x.text) or x.text.startswith("-"))]
    return left, [line for line in lines if line not in left][:_SIGNED]


def _signers_in_table(text: Sequence[Paragraph]) -> list[Column]:
    """Find those who sign in the last table: columns that begin with a post in capitals."""
    tables = [p.place.table for p in text if p.place.table]
    columns = [column for column in _columns(text, tables[-1]).values() if column] if tables else []
    signed = all(is_upper(column[0].text) and len(column) <= _SIGNED for column in columns)
    return list(columns) if signed else []


def _signers_in_lines(text: Sequence[Paragraph]) -> list[Column]:
    """Find those who sign in the last lines: tabs part the columns, a post in capitals begins each."""
    last = list(takewhile(_may_be_signed, (p for p in reversed(text) if not p.is_empty)))[:_SIGNED]
    return _by_tabs(dropwhile(lambda p: not is_upper(lines_of(p)[0].text), reversed(last)))


def _by_tabs(paragraphs: Iterable[Paragraph]) -> list[Column]:
    columns: dict[int, list[Line]] = {}
    for paragraph in paragraphs:
        for line in lines_of(paragraph):
            columns.setdefault(line.part, []).append(line)
    return list(columns.values())


def _may_be_signed(paragraph: Paragraph) -> bool:
    """Say whether a paragraph may be a post, a name or a note in brackets: no sentence, and no heading."""
    is_listed = bool(paragraph.label or paragraph.place.table)
    return not is_listed and all(_is_name_or_note(line.text) for line in lines_of(paragraph))


_ACTING = re.compile(r"Q\. ?\w")


def _is_name_or_note(text: str) -> bool:
    if HEADING.match(text) and not _ACTING.match(text):
        return False
    return text.startswith("(") or (len(text) < _NAME and not text.endswith((".", ",", ";", ":", "/")))


def _recipients(lines: Column) -> dict[str, tuple[Line, ...]]:
    place = next((n for n, line in enumerate(lines) if RECIPIENTS.match(line.text)), None)
    if place is None:
        return {}
    return {"noi_nhan": (lines[place],), "noi_nhan_dong": tuple(lines[place + 1 :])}


def _signer(lines: Column) -> dict[str, tuple[Line, ...]]:
    """Tell authority, post and name apart: the name is the last line, and alone in small letters."""
    said = [line for line in lines if not line.text.startswith("(") and not RULER.match(line.text)]
    authority = tuple(line for line in said if AUTHORITY.match(line.text))
    rest = [line for line in said if line not in authority]
    capitals = list(takewhile(lambda line: is_upper(line.text), rest))
    if len(capitals) == len(rest) > 1 and _room_to_sign(*rest[-2:]):
        capitals = rest[:-1]
    is_name_alone = bool(authority) and len(rest) == 1
    posts = tuple(capitals or ([] if is_name_alone else rest[:1]))
    parts = {"quyen_han": authority, "chuc_vu": posts, "nguoi_ky": tuple(rest[len(posts) :][-1:])}
    return {name: part for name, part in parts.items() if part}


_SIGNATURE = 3


def _room_to_sign(post: Line, name: Line) -> bool:
    """Say whether two lines of a cell have the empty lines of a signature between them."""
    above, below = post.paragraph, name.paragraph
    return above.place == below.place and below.number - above.number >= _SIGNATURE
