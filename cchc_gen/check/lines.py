"""What people wrote, line by line: as it is printed, and where in the file it was typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cchc_gen.base.diagnostics import Pos
from cchc_gen.check.checks import Exemption
from cchc_gen.derive.printing import Printer
from cchc_gen.language.expressions import Expression
from cchc_gen.language.wording import Literal, Run, Slot, Wording, flat, write
from cchc_gen.read.patterns import Pattern

FREE_TEXT = "noi_dung."

_AROUND = " -–+*•.;!"
_REACH = 500
"""How far from a place its sentence is looked at."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text as it is printed, the name of the text, and the wording of the line."""

    name: str
    text: str
    wording: Wording

    @property
    def section(self) -> str:
        """Return the name of the text without the word for free text."""
        return self.name.removeprefix(FREE_TEXT)

    @property
    def bare(self) -> str:
        """Return the text without the dash before it and the full stop after it."""
        return self.text.strip(_AROUND)

    def is_of(self, sections: tuple[str, ...]) -> bool:
        """Say whether the text is of one of some sections, if any are named."""
        return not sections or self.section in sections

    def says_only(self, patterns: Iterable[Pattern], exempt: Exemption) -> bool:
        """Say whether the line consists of words of the given kinds, and no exempt ones are among them."""
        is_said = any(pattern.fullmatch(self.bare) for pattern in patterns)
        return is_said and not exempt.covers(self.bare, self.section)

    def place(self, said: str) -> Pos:
        """Find where words were typed; where a value is printed among them, where the line begins."""
        source = self.wording.source
        for literal in self.wording.literals:
            if said in literal.text:
                return source.at(literal.offset + literal.text.index(said), len(said))
        first = self.wording.lines[0][0]
        if isinstance(first, Literal):
            return source.at(first.offset, len(first.text.rstrip()))
        return first.expression.pos if isinstance(first, Slot) else source.pos

    def is_left_alone(self, at: int, exempt: Exemption) -> bool:
        """Say whether the sentence around a place is none of a check's business."""
        before = self.text[max(0, at - _REACH) : at].rpartition(". ")[2]
        after = self.text[at : at + _REACH].partition(". ")[0]
        return exempt.covers(before + after, self.section)

    def search(self, patterns: Iterable[Pattern], exempt: Exemption) -> str:
        """Find the first words of the given kinds in a sentence that is not exempt."""
        return next(
            (
                found[0]
                for pattern in patterns
                for found in pattern.finditer(self.text)
                if not self.is_left_alone(found.start(), exempt)
            ),
            "",
        )


def lines_of(texts: Iterable[tuple[str, Wording]], printer: Printer) -> Iterator[Line]:
    """Walk the lines of texts, each of which has a name."""
    for name, wording in texts:
        for pieces in wording.lines:
            line = Wording(wording.source, (pieces,))
            written = write(line, lambda slot: _said(slot, printer))
            text = "".join(run.text for runs in written for run in flat(runs))
            yield Line(name, " ".join(text.split()), line)


def _said(slot: Expression, printer: Printer) -> Run:
    """Print a figure; what else a slot prints, such as the title of a document, claims nothing."""
    return printer.slot(slot) if slot.key in printer.figures.figures else Run("…")
