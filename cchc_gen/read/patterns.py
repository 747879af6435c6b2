"""Patterns of text that a set writes: `#` is any number, `…` is a few words, a space is any space."""

from __future__ import annotations

import re

MAX_PATTERN = 80
_MOST_WORDS = 2

_NUMBER = r"\d{1,12}(?:[.,]\d{1,6}){0,3}(?!\d)"
_WORDS = r"[^.;:\n]{0,60}?"
_PARTS = {"#": _NUMBER, "…": _WORDS}


def is_pattern(text: str) -> bool:
    """Say whether a pattern can be used: short, its open ends few and apart.

    >>> is_pattern("ngày #/#/#"), is_pattern("##"), is_pattern("… …")
    (True, False, False)
    """
    is_apart = not re.search(r"##|…\s*[…#]|#\s*…", text)
    return len(text) <= MAX_PATTERN and is_apart and text.count("…") <= _MOST_WORDS


def text_pattern(text: str) -> re.Pattern[str]:
    """Compile a pattern; it cannot backtrack without end, since every open end is bounded.

    >>> bool(text_pattern("ngày #/#/#").search("đến ngày  9/3/2024."))
    True
    >>> bool(text_pattern("không có … quá hạn").search("không có hồ sơ nào quá hạn"))
    True
    """
    parts = re.split(r"(#|…| +)", text)
    body = "".join(r"\s{1,4}" if p.isspace() else _PARTS.get(p) or re.escape(p) for p in parts)
    return re.compile(rf"(?<![\w]){body}(?![\w])", re.IGNORECASE)
