"""Patterns of text that a set writes: `#` is any number, `…` is a few words or none, a space is any space."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

MAX_PATTERN = 80
_MOST_WORDS = 2

_NUMBER = r"\d{1,12}(?:[.,]\d{1,6}){0,3}(?!\d)"
_WORDS = r"[^.;:\n]{0,60}?"
_SPACE = r"\s{1,4}"
_PARTS = {
    "#": _NUMBER,
    "…": _WORDS,
    " … ": rf"{_SPACE}(?:{_WORDS}{_SPACE})?",
    "… ": rf"(?:{_WORDS}{_SPACE})?",
    " …": rf"(?:{_SPACE}{_WORDS})?",
}


def is_pattern(text: str) -> bool:
    """Say whether a pattern can be used: short, its open ends few and apart.

    >>> is_pattern("ngày #/#/#"), is_pattern("##"), is_pattern("… …")
    (True, False, False)
    """
    is_apart = not re.search(r"##|…\s*[…#]|#\s*…", text)
    return len(text) <= MAX_PATTERN and is_apart and text.count("…") <= _MOST_WORDS


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern, compiled when something is first looked for: of a set's many, few are.

    >>> bool(Pattern("ngày #/#/#").search("đến ngày  9/3/2024."))
    True
    >>> late = Pattern("không có … quá hạn")
    >>> bool(late.search("không có hồ sơ nào quá hạn")), bool(late.search("không có quá hạn"))
    (True, True)
    >>> bool(Pattern("… không có …").fullmatch("Không có")), bool(Pattern("… không").fullmatch("xa không"))
    (True, True)
    """

    text: str

    def search(self, text: str) -> re.Match[str] | None:
        return _compiled(self.text).search(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return _compiled(self.text).fullmatch(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return _compiled(self.text).finditer(text)


@lru_cache(maxsize=1024)
def _compiled(text: str) -> re.Pattern[str]:
    """Compile a pattern; it cannot backtrack without end, since every open end is bounded."""
    parts = re.split(r"( … |^… | …$|#|…| +)", text)
    body = "".join(_written(part) for part in parts)
    return re.compile(rf"(?<![\w]){body}(?![\w])", re.IGNORECASE)


def _written(part: str) -> str:
    return _PARTS.get(part) or (_SPACE if part.isspace() else re.escape(part))
