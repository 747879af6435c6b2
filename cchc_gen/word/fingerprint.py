"""The fingerprint of a printed text: enough to tell later which lines were edited by hand.

What the clerk fills in is no edit: the number, the day, and the name of a signer that was left blank.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cchc_gen.word.comparison import Block, blocks
from cchc_gen.word.lines import BLANK

_SIZE = 3
"""Bytes kept of each line's digest: an edit slips through once in 16 million, and the whole stays small."""

_FILLING = rf"[\w. {BLANK}]{{0,20}}"
_SIGNATURE_LINES = 2
_SIGNATURE_LINE = re.compile(r"\D{0,60}")
"""What a clerk adds above the signature: a mark such as «(Đã ký)», and the name; never a number."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A printed text: a digest for each line, and where the clerk may write.

    `blanks` are the lines with blanks to fill; `signature` counts the lines above the place for a
    name that was left out, 0 when there is none.
    """

    digests: tuple[bytes, ...]
    blanks: tuple[str, ...]
    signature: int

    @classmethod
    def of(cls, lines: Sequence[str], post: str = "") -> Fingerprint:
        """Take the fingerprint of a text; `post` is the line under which a signer's name is to be added."""
        blanks = dict.fromkeys(line for line in lines if BLANK in line)
        places = [place for place, line in enumerate(lines, 1) if post and line == post]
        return cls(tuple(map(_digest, lines)), tuple(blanks), places[-1] if places else 0)

    @classmethod
    def unpack(cls, digests: bytes, blanks: tuple[str, ...], signature: int) -> Fingerprint:
        """Make a fingerprint of what was kept of it; `digests` stand one behind the other."""
        cut = (digests[at : at + _SIZE] for at in range(0, len(digests), _SIZE))
        return cls(tuple(cut), blanks, signature)

    def edits(self, lines: Sequence[str]) -> Iterator[Block]:
        """Find where a text was edited since; what the clerk filled in does not count."""
        for block in blocks(self.digests, [_digest(self.emptied(line)) for line in lines]):
            if not self._is_signing(block, lines):
                yield block

    def _is_signing(self, block: Block, lines: Sequence[str]) -> bool:
        is_there = self.signature > 0 and block.meant.start == self.signature
        is_short = not block.meant and len(block.got) <= _SIGNATURE_LINES
        return is_there and is_short and all(_SIGNATURE_LINE.fullmatch(lines[place]) for place in block.got)

    def changes(self, lines: Sequence[str]) -> Iterator[Block]:
        """Find where a text differs in any way, by the clerk's hand too."""
        return blocks(self.digests, [_digest(line) for line in lines])

    def emptied(self, line: str) -> str:
        """Return a line as it was before the clerk filled its blanks."""
        return next((blank for blank in self.blanks if _form(blank).fullmatch(line)), line)


def _form(blank: str) -> re.Pattern[str]:
    return re.compile(_FILLING.join(re.escape(piece) for piece in blank.split(BLANK)))


def _digest(line: str) -> bytes:
    return hashlib.sha256(line.encode()).digest()[:_SIZE]
