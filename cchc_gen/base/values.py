"""What a figure can be: a number that knows its rounding, a text, a date, a list, or missing.

Every later stage computes with these types alone; a bare `Decimal` or `float` is never a figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from enum import Enum

INFINITY = Decimal("Infinity")
NEAREST = Context(prec=60)
DOWN, UP = Context(prec=60, rounding=ROUND_FLOOR), Context(prec=60, rounding=ROUND_CEILING)
"""How to compute a value, and the bounds of its interval, which then holds the true value surely."""


class Missing(Enum):
    """Why a figure has no value. The value is the word that the user reads."""

    UNSTATED = "chưa nêu"
    UNKNOWN = "chưa có số liệu"
    UNDEFINED = "mẫu số bằng 0"
    NOTHING = "không phát sinh"


@dataclass(frozen=True, slots=True)
class Number:
    """A number with the interval in which the true value may lie.

    A count is exact; a typed `97,98` stands for anything that rounds to it, 97.975 to 97.985.
    """

    value: Decimal
    low: Decimal
    high: Decimal

    @classmethod
    def exact(cls, value: Decimal | int) -> Number:
        """Make a number without any rounding in it."""
        number = Decimal(value)
        return cls(number, number, number)

    @classmethod
    def rounded(cls, value: Decimal, places: int) -> Number:
        """Make a number that was rounded to so many decimals before it was typed."""
        half = Decimal("0.5").scaleb(-places)
        return cls(value, DOWN.subtract(value, half), UP.add(value, half))

    def meets(self, other: Number) -> bool:
        """Say whether one true value could stand behind both numbers."""
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True, slots=True)
class Choice:
    """One of an indicator's declared answers, with its place in the declaration (0, 1, 2 …)."""

    index: int
    text: str


Value = Number | str | bool | date | tuple[str, ...] | Choice | Missing
