"""What no text of a document should hold, and what should stand there instead.

Patterns come from the rules' data; the checks here are those that a pattern cannot say. Both speak of
stretches of one paragraph's text, so that the same stretch can be reported and mended.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from cchc_gen.base.vietnamese import format_date, format_month
from cchc_gen.lint.rulebook import Rule


class Edit(NamedTuple):
    """A stretch of a text that is wrong, and what to write instead; None where only a person can tell."""

    start: int
    end: int
    instead: str | None


def edits(rule: Rule, text: str) -> Iterator[Edit]:
    """Find what one rule has against a text."""
    if rule.check:
        yield from TEXT_CHECKS[rule.check](text)
    elif rule.pattern and (not rule.guards or any(guard in text for guard in rule.guards)):
        for found in _compiled(rule.pattern).finditer(text):
            yield Edit(found.start(), found.end(), _instead(rule, found[0]))


_compiled = lru_cache(maxsize=1024)(re.compile)
"""Patterns, each compiled when it is first looked for."""


def _instead(rule: Rule, wrong: str) -> str | None:
    if rule.swap is None:
        return None
    old, new = rule.swap
    return wrong.replace(old, new) if old else new


def mended(rule: Rule, text: str) -> str:
    """Write a text as one rule wants it."""
    for edit in sorted(edits(rule, text), key=lambda e: -e.start):
        if edit.instead is not None:
            text = text[: edit.start] + edit.instead + text[edit.end :]
    return text


_SLASHED = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}(?![0-9/])")
_SPELLED = re.compile(r"[Nn]gày ([0-9]{1,2}) tháng ([0-9]{1,2})(?= năm [0-9]{4})")
_JOINED = frozenset("0123456789/.-")


def _padded_dates(text: str) -> Iterator[Edit]:
    """Days below 10 and months 1 and 2 take a leading zero, other months none (Mục II, khoản 4, điểm b)."""
    for found in _SLASHED.finditer(text) if "/" in text else ():
        if text[found.start() - 1 : found.start()] not in _JOINED or not found.start():
            yield from _unlike(found[0], _as_decreed(found[0]), found.start())
    for found in _SPELLED.finditer(text) if "tháng" in text else ():
        wanted = f"{int(found[1]):02} tháng {format_month(int(found[2]))}"
        yield from _unlike(text[found.start(1) : found.end(2)], wanted, found.start(1))


@lru_cache(maxsize=2_000)
def _as_decreed(slashed: str) -> str:
    """Write a date as the Decree does; nothing for one that no calendar has."""
    day, month, year = map(int, slashed.split("/"))
    try:
        return format_date(date(year, month, day))
    except ValueError:
        return ""


def _unlike(wrong: str, wanted: str, start: int) -> Iterator[Edit]:
    if wanted and wrong != wanted:
        yield Edit(start, start + len(wrong), wanted)


def _composed(text: str) -> Iterator[Edit]:
    """Letters are precomposed (NFC), as TCVN 6909:2001 has them."""
    if unicodedata.is_normalized("NFC", text):
        return
    for found in re.finditer(r"\S{1,200}", text):
        normal = unicodedata.normalize("NFC", found[0])
        yield from _unlike(found[0], normal, found.start())


TEXT_CHECKS: Mapping[str, Callable[[str], Iterator[Edit]]] = {
    "ngay_them_so_khong": _padded_dates,
    "chu_dung_san": _composed,
}
