"""The foot of a document: the recipients, and beside, below or above them who signs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from cchc_gen.lint.contents import Paragraph
from cchc_gen.lint.lines import APPENDIX, RULER, Line, is_upper, lines_of

_LONG, _SIGNED = 360, 8
"""How long a paragraph is that cannot stand in the foot, and how many lines a signer takes."""

RECIPIENTS = re.compile(r"Nơi nhận\s{0,3}:?\s{0,3}$", re.IGNORECASE)
AUTHORITY = re.compile(r"(?:TM|KT|TL|TUQ)\b\s?\.", re.IGNORECASE)


def foot_of(text: Sequence[Paragraph], after: int) -> Line | None:
    """Find «Nơi nhận:», or else the line of the signer's authority; the last such line of the document."""
    found = next((line for line in _from_below(text, after, "nơi nhận") if RECIPIENTS.match(line.text)), None)
    signed = (x for x in _from_below(text, after) if AUTHORITY.match(x.text) and is_upper(x.text))
    return found or next(signed, None)


def _from_below(text: Sequence[Paragraph], after: int, words: str = "") -> Iterator[Line]:
    """Walk the lines of the short paragraphs that hold some words, from the last one up."""
    for paragraph in reversed(text):
        if paragraph.number <= after:
            return
        if len(paragraph.text) < _LONG and (words in paragraph.text.lower() or paragraph.label):
            yield from lines_of(paragraph)


def start_of_foot(text: Sequence[Paragraph], foot: Line | None) -> int:
    """Return the number of the foot's first paragraph; behind the last one where there is no foot."""
    if foot is None:
        return text[-1].number + 1 if text else 1
    here = foot.paragraph.place
    if not here.table:
        return foot.paragraph.number
    return next(p.number for p in text if p.place.table == here.table)


def parts_of_foot(text: Sequence[Paragraph], foot: Line) -> dict[str, tuple[Line, ...]]:
    """Find the recipients, and who signs: beside or below them, above them where two sign."""
    here = foot.paragraph.place
    if here.table:
        columns = _columns(text, here.table)
        left = columns.pop(here.cell, [])
        signers = list(columns.values())
    else:
        left, below = _listed_and_rest(text, foot)
        signers = [below] if below else _signers_above(text, foot)
    if not RECIPIENTS.match(foot.text):
        left, signers = [], [left]
    parts: dict[str, tuple[Line, ...]] = _recipients(left)
    for column in signers:
        for name, lines in _signer(column).items():
            parts[name] = parts.get(name, ()) + lines
    return parts


def _columns(text: Sequence[Paragraph], table: int) -> dict[int, list[Line]]:
    """Gather the lines of a table by column."""
    columns: dict[int, list[Line]] = {}
    for paragraph in text:
        if paragraph.place.table == table:
            columns.setdefault(paragraph.place.cell, []).extend(lines_of(paragraph))
    return columns


def _listed_and_rest(text: Sequence[Paragraph], foot: Line) -> tuple[list[Line], list[Line]]:
    """Part what stands below: lines with a dash at the left are recipients, the rest is who signs."""
    lines = [line for p in text if p.number >= foot.paragraph.number for line in lines_of(p)]
    lines = lines[: next((n for n, line in enumerate(lines) if n and APPENDIX.match(line.text)), len(lines))]
    left = [x for x in lines if x.part == 0 and (RECIPIENTS.match(x.text) or x.text.startswith("-"))]
    return left, [line for line in lines if line not in left][:_SIGNED]


def _signers_above(text: Sequence[Paragraph], foot: Line) -> list[list[Line]]:
    """Find those who sign minutes: columns that begin with a post in capitals, above the recipients."""
    tables = [p.place.table for p in text if p.number < foot.paragraph.number and p.place.table]
    columns = list(_columns(text, tables[-1]).values()) if tables else []
    signed = all(column and is_upper(column[0].text) and len(column) <= _SIGNED for column in columns)
    return columns if signed else []


def _recipients(lines: Sequence[Line]) -> dict[str, tuple[Line, ...]]:
    place = next((n for n, line in enumerate(lines) if RECIPIENTS.match(line.text)), None)
    if place is None:
        return {}
    return {"noi_nhan": (lines[place],), "noi_nhan_dong": tuple(lines[place + 1 :])}


def _signer(lines: Sequence[Line]) -> dict[str, tuple[Line, ...]]:
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
