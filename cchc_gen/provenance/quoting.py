"""How a line of a Word file is told of: its place, and its words cut to what one reads at a glance."""

from __future__ import annotations

from pathlib import Path

from cchc_gen.base.diagnostics import Pos
from cchc_gen.word.lines import BLANK

_LONGEST = 80


def place_of(path: Path, at: int) -> Pos:
    """Return the place of a line of a Word file, counted from 0."""
    return Pos(str(path), paragraph=at + 1)


def quoted(text: str) -> str:
    """Quote a line, cut when it is long."""
    shown = text.replace(BLANK, " … ")
    short = shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"
    return f"«{short}»" if short else "ô trống"
