"""What stands differently in two texts: blocks of lines, pairs of lines, stretches of one line."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate, product, takewhile, zip_longest


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbouring lines that differ: `meant` and `got` are ranges of places in the two texts."""

    meant: range
    got: range


def blocks(meant: Sequence[Hashable], got: Sequence[Hashable]) -> Iterator[Block]:
    """Find where two texts differ, in order."""
    head = _alike(meant, got)  # cut off, as matching takes the square of the time where many lines are equal
    a, b = meant[head:], got[head:]
    tail = _alike(reversed(a), reversed(b))
    matcher = SequenceMatcher(None, a[: len(a) - tail], b[: len(b) - tail], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            yield Block(range(head + i1, head + i2), range(head + j1, head + j2))


def _alike(a: Iterable[Hashable], b: Iterable[Hashable]) -> int:
    """Count the lines with which two texts begin alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))


_MOST_COMPARED = 400
"""Blocks larger than this are paired line by line: a whole rewritten document need not be understood."""


def pairs(block: Block, meant: Sequence[str], got: Sequence[str]) -> Iterator[tuple[int | None, int | None]]:
    """Pair the lines of a block: the two most alike first, then those on either side of them.

    A line that is left over was added (`None`, place) or removed (place, `None`).
    """
    rows, columns = block.meant, block.got
    if len(rows) == len(columns) or not rows or not columns or len(rows) * len(columns) > _MOST_COMPARED:
        yield from zip_longest(rows, columns)
        return
    i, j = max(product(rows, columns), key=lambda pair: _likeness(meant[pair[0]], got[pair[1]]))
    yield from pairs(Block(range(rows.start, i), range(columns.start, j)), meant, got)
    yield i, j
    yield from pairs(Block(range(i + 1, rows.stop), range(j + 1, columns.stop)), meant, got)


def _likeness(a: str, b: str) -> float:
    return SequenceMatcher(None, a.split(), b.split(), autojunk=False).ratio()


_TOKEN = re.compile(r"\d+|[^\W\d_]+|.", re.DOTALL)
_DIGIT_BEFORE, _DIGIT_AFTER = re.compile(r"\d[.,]?$"), re.compile(r"[.,]?\d")


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was meant and as it now reads.

    `kept` are the stretches that stand in both: place in `meant`, place in `got`, length.
    """

    meant: str
    got: str
    kept: tuple[tuple[int, int, int], ...]

    @classmethod
    def of(cls, meant: str, got: str) -> Line:
        """Find what two lines have in common, number by number and word by word."""
        a, b = _TOKEN.findall(meant), _TOKEN.findall(got)
        starts_a, starts_b = (list(accumulate(map(len, tokens), initial=0)) for tokens in (a, b))
        found = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
        kept = (
            (starts_a[m.a], starts_b[m.b], starts_a[m.a + m.size] - starts_a[m.a]) for m in found if m.size
        )
        return cls(meant, got, tuple(kept))

    def now(self, start: int, end: int) -> str:
        """Return what now stands where `meant[start:end]` stood, empty when nothing does.

        >>> Line.of("Có 37 việc, 13 gấp", "Có 38 việc, 13 gấp").now(3, 5)
        '38'
        """
        text = self.meant[start:end]
        for begin, image, size in self.kept:
            if begin <= start and end <= begin + size and text:
                at = image + start - begin
                before, after = self.got[:at], self.got[at + len(text) :]
                if not (_DIGIT_BEFORE.search(before) or _DIGIT_AFTER.match(after)):
                    return text
        return self.got[self._image_before(start) : self._image_after(end)]

    def _image_before(self, start: int) -> int:
        """Place in `got` just behind the last kept character that stands before `start`."""
        found = [image + min(size, start - begin) for begin, image, size in self.kept if begin < start]
        return found[-1] if found else 0

    def _image_after(self, end: int) -> int:
        """Place in `got` of the first kept character from `end` on."""
        found = [image + max(0, end - begin) for begin, image, size in self.kept if begin + size > end]
        return found[0] if found else len(self.got)

    def difference(self) -> tuple[str, str]:
        """Return the stretch that differs, meant and got, with a few words around it."""
        a, b = self.meant.split(), self.got.split()
        head = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
        shorter = min(len(a), len(b)) - head
        tails = zip(reversed(a), reversed(b), strict=False)
        tail = next((n for n, (x, y) in enumerate(tails) if x != y or n >= shorter), shorter)
        return _cut(a, head, tail), _cut(b, head, tail)


_AROUND, _MOST_WORDS = 3, 16


def _cut(words: Sequence[str], head: int, tail: int) -> str:
    """Keep the words between a common head and a common tail, and a few on both sides."""
    start, end = max(0, head - _AROUND), min(len(words), len(words) - tail + _AROUND)
    end = min(end, start + _MOST_WORDS)
    lead, rest = "…" if start else "", "…" if end < len(words) else ""
    return f"{lead}{' '.join(words[start:end])}{rest}"
