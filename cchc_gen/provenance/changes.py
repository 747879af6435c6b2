"""Which lines of a Word file read otherwise than was meant, and which figures in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cchc_gen.provenance.placement import Placed, PrintedLine
from cchc_gen.word.comparison import Line, pairs
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
        """Say whether the line differs in these figures alone."""
        if self.was is None or self.now is None:
            return False
        text = self.was.text
        for figure, now in sorted(figures, key=lambda found: found[0].start, reverse=True):
            text = text[: figure.start] + now + text[figure.end :]
        return text == self.now


def changes(meant: Sequence[PrintedLine], printed: Fingerprint, text: Sequence[str]) -> Iterator[Change]:
    """Walk the changed lines; `printed` is the fingerprint of `meant`, and knows the clerk's places."""
    was, now = [line.text for line in meant], [printed.emptied(line) for line in text]
    for block in printed.edits(text):
        for i, j in pairs(block, was, now):
            at = block.got.stop if j is None else j
            yield Change(None if i is None else meant[i], None if j is None else now[j], at)
