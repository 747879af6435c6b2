"""Reporting periods: month, quarter, 6 months, 9 months, year.

Pure arithmetic on the calendar; how a period is named in a report is data of the template set.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import Enum


class PeriodKind(Enum):
    """The kinds of period; the value is the kind's name in YAML."""

    MONTH = "thang"
    QUARTER = "quy"
    HALF = "6T"
    NINE_MONTHS = "9T"
    YEAR = "nam"


_CODE = re.compile(
    r"(?P<year>20[0-9]{2})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])|(?P<half>[69])T))?"
)


@dataclass(frozen=True, slots=True)
class Period:
    """One reporting period. `index` is the month (1 to 12) or the quarter (1 to 4), else 1."""

    kind: PeriodKind
    year: int
    index: int = 1

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a period code.

        >>> Period.parse("2024-Q1")
        Period(kind=<PeriodKind.QUARTER: 'quy'>, year=2024, index=1)
        >>> str(Period.parse("2024-6T"))
        '2024-6T'

        Raises:
            ValueError: the text is no period code.
        """
        found = _CODE.fullmatch(text)
        if found is None:
            raise ValueError(text)
        year = int(found["year"])
        if found["quarter"]:
            return cls(PeriodKind.QUARTER, year, int(found["quarter"]))
        if found["month"]:
            return cls(PeriodKind.MONTH, year, int(found["month"]))
        if found["half"]:
            return cls(PeriodKind.HALF if found["half"] == "6" else PeriodKind.NINE_MONTHS, year)
        return cls(PeriodKind.YEAR, year)

    def __str__(self) -> str:
        tail = {
            PeriodKind.MONTH: f"-{self.index:02}",
            PeriodKind.QUARTER: f"-Q{self.index}",
            PeriodKind.HALF: "-6T",
            PeriodKind.NINE_MONTHS: "-9T",
            PeriodKind.YEAR: "",
        }
        return f"{self.year}{tail[self.kind]}"

    @property
    def months(self) -> tuple[int, int]:
        """First and last month.

        >>> Period.parse("2024-Q2").months
        (4, 6)
        """
        first = {PeriodKind.MONTH: self.index, PeriodKind.QUARTER: 3 * self.index - 2}
        last = {
            PeriodKind.MONTH: self.index,
            PeriodKind.QUARTER: 3 * self.index,
            PeriodKind.HALF: 6,
            PeriodKind.NINE_MONTHS: 9,
            PeriodKind.YEAR: 12,
        }
        return first.get(self.kind, 1), last[self.kind]

    def next(self) -> Period:
        """Return the period that the directions of a report speak of.

        After 9 months comes the last quarter; after 6 months the set names the second half itself.

        >>> str(Period.parse("2024-Q4").next()), str(Period.parse("2024-9T").next())
        ('2025-Q1', '2024-Q4')
        """
        if self.kind is PeriodKind.NINE_MONTHS:
            return Period(PeriodKind.QUARTER, self.year, 4)
        count = {PeriodKind.MONTH: 12, PeriodKind.QUARTER: 4}.get(self.kind)
        if count is None:
            return self if self.kind is PeriodKind.HALF else Period(self.kind, self.year + 1)
        wraps = self.index == count
        return Period(self.kind, self.year + wraps, 1 if wraps else self.index + 1)

    def previous(self) -> Period:
        """Return the period of the same kind just before.

        >>> str(Period.parse("2024-Q1").previous()), str(Period.parse("2024-6T").previous())
        ('2023-Q4', '2023-6T')
        """
        count = {PeriodKind.MONTH: 12, PeriodKind.QUARTER: 4}.get(self.kind, 1)
        wraps = self.index == 1
        return Period(self.kind, self.year - wraps, count if wraps else self.index - 1)

    def window(self, first_day: int, last_day: int) -> tuple[date, date]:
        """Return the data window: a day of the month before the period to a day of its last month.

        A day that the month does not have is its last one.

        >>> Period.parse("2021-Q1").window(15, 14)
        (datetime.date(2020, 12, 15), datetime.date(2021, 3, 14))
        """
        first, last = self.months
        before = (self.year - 1, 12) if first == 1 else (self.year, first - 1)
        return _day(*before, first_day), _day(self.year, last, last_day)


def _day(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))
