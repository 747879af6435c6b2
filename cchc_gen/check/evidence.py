"""What checks look at: the figures of a report, its texts as printed, its documents, earlier periods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from cchc_gen.base.period import Period
from cchc_gen.check.lines import FREE_TEXT, Line, lines_of
from cchc_gen.derive.figures import Figures
from cchc_gen.derive.printing import Printer
from cchc_gen.facts.binding import Facts
from cchc_gen.language.wording import Wording
from cchc_gen.sets.settings import Settings


@dataclass(frozen=True)
class Evidence:
    """Everything that a check may read. `same_year` are earlier periods of this year, oldest first."""

    facts: Facts
    figures: Figures
    printer: Printer
    settings: Settings
    same_year: Mapping[Period, Figures] = field(default_factory=dict)

    def texts(self) -> Iterator[tuple[str, Wording]]:
        """Walk what people wrote: free texts, notes, cells; each with the name a waiver gives it."""
        for key, wording in self.facts.texts.items():
            yield f"{FREE_TEXT}{key}", wording
        for key, fact in self.facts.values.items():
            for name, note in (("ghi_chu", fact.note), ("o_bieu", fact.cell)):
                if note:
                    yield f"{key}.{name}", note

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Return the lines of those texts, which many checks read."""
        return tuple(lines_of(self.texts(), self.printer))
