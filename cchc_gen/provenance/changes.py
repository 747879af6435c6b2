"""Which lines of a Word file read otherwise than was meant, and which figures in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from cchc_gen.provenance.placement import Placed, PrintedLine
from cchc_gen.word.comparison import Block, Line, pairs
from cchc_gen.word.fingerprint import Fingerprint


@dataclass(frozen=True, slots=True)
class Change:
    """A line that changed. `was` is None for a line that was added, `now` for one that was removed.

    `place` is where it stands among the lines of the file, or the line that follows it now.
    """

    was: PrintedLine | None
    now: str | None
    place: int

    def figures(self) -> list[tuple[Placed, str]]:
        """List the figures that changed, each with what stands in its place, empty when nothing does."""
        if self.was is None:
            return []
        line = Line.of(self.was.text, self.now or "")
        found = [(figure, line.now(figure.start, figure.end)) for figure in self.was.figures]
        return [(figure, now) for figure, now in found if now != self.text_of(figure)]

    def text_of(self, figure: Placed) -> str:
        """Return what was meant to be printed."""
        return self.was.text[figure.start : figure.end] if self.was else ""

    def is_but(self, figures: Sequence[tuple[Placed, str]]) -> bool:
        """Say whether these figures are all that was changed."""
        if not figures or self.was is None or self.now is None:
            return False
        text = self.was.text
        for figure, now in sorted(figures, key=lambda found: found[0].start, reverse=True):
            text = text[: figure.start] + now + text[figure.end :]
        return text == self.now


def changes(meant: Sequence[PrintedLine], printed: Fingerprint, text: Sequence[str]) -> Iterator[Change]:
    """Walk the changed lines; `printed` is the fingerprint of `meant`, and knows the clerk's places.

    Lines that were moved, and those that were parted or joined, still print the figures that they
    printed: each such change has its words in `was` and in `now`.
    """
    was, now = [line.text for line in meant], [printed.emptied(line) for line in text]
    found = list(printed.edits(text))
    moves = _moves(found, was, now)
    for block in found:
        if block in moves.values():
            continue  # told where they stand now
        if block in moves:
            origin = {was[i]: meant[i] for i in moves[block].meant}
            yield from (Change(origin[now[j]], now[j], j) for j in block.got)
        elif _is_parted_anew(block, was, now):
            lines = meant[block.meant.start : block.meant.stop]
            yield Change(_joined(lines), " ".join(now[j] for j in block.got), block.got.start)
        else:
            for i, j in pairs(block, was, now):
                at = block.got.stop if j is None else j
                yield Change(None if i is None else meant[i], None if j is None else now[j], at)


def _moves(found: Sequence[Block], was: Sequence[str], now: Sequence[str]) -> dict[Block, Block]:
    """Find the lines that were taken out in one place and put in at another: where to, where from."""
    removed = {tuple(sorted(was[i] for i in block.meant)): block for block in found if not block.got}
    added = {block: tuple(sorted(now[j] for j in block.got)) for block in found if not block.meant}
    return {block: removed.pop(lines) for block, lines in added.items() if lines in removed}


def _is_parted_anew(block: Block, was: Sequence[str], now: Sequence[str]) -> bool:
    """Say whether the same words stand in other lines; numbers in them may differ."""
    old, new = [_letters(was[i]) for i in block.meant], [_letters(now[j]) for j in block.got]
    return bool(old and new) and old != new and "".join(old) == "".join(new)


def _letters(line: str) -> str:
    return "".join(filter(str.isalpha, line))


def _joined(lines: Sequence[PrintedLine]) -> PrintedLine:
    starts = accumulate((len(line.text) + 1 for line in lines), initial=0)
    figures = (
        Placed(start + figure.start, start + figure.end, figure.keys)
        for start, line in zip(starts, lines, strict=False)
        for figure in line.figures
    )
    return PrintedLine(" ".join(line.text for line in lines), tuple(figures))
