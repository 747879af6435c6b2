"""Derive figures from facts by the catalogue's formulas, and print any figure.

A stated value wins, downstream too; whether it agrees with the derived one is a check's business.
Here is the one formatter through which every number reaches a document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cchc_gen.base.values import Choice, Missing, Number, Value
from cchc_gen.base.vietnamese import decimals, format_date, format_number, honest_places, join_list
from cchc_gen.facts.binding import Fact, Facts
from cchc_gen.facts.register import Document, Register
from cchc_gen.facts.terms import window
from cchc_gen.language.evaluation import evaluate
from cchc_gen.language.expressions import split_key
from cchc_gen.language.tree import Topic
from cchc_gen.sets.catalogue import Catalogue, Indicator, Kind
from cchc_gen.sets.settings import Settings


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator with its value in this report, stated, derived or both."""

    indicator: Indicator
    value: Value
    fact: Fact | None
    derived: Value | None


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a report; the scope in which its expressions are evaluated.

    `window` are the first and the last day of the data. `earlier` holds the figures of other periods by
    the function that reads them, where their files are there.
    """

    figures: Mapping[str, Figure]
    register: Register
    window: tuple[date, date]
    earlier: Mapping[str, Figures] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Figure:
        figure = self.get(key)
        if figure is None:
            raise KeyError(key)
        return figure

    def get(self, key: str) -> Figure | None:
        """Find a figure, of this period or as `ky_truoc(<key>)` of an earlier one."""
        figure = self.figures.get(key)
        if figure is None and self.earlier:
            function, bare = split_key(key)
            figures = self.earlier.get(function)
            return figures.figures.get(bare) if figures else None
        return figure

    def value(self, key: str) -> Value:
        """Return a figure's value, `Missing.UNSTATED` when nothing is known of it."""
        figure = self.figures.get(key) or self.get(key)
        return figure.value if figure else Missing.UNSTATED

    def documents(self, topic: Topic) -> tuple[Document, ...]:
        """Return the register's documents of a topic; one without a date is of no period."""
        found, (first, last) = self.register.with_topic(topic.name), self.window
        return tuple(d for d in found if not topic.in_period or (d.day and first <= d.day <= last))

    def count_documents(self, topic: Topic) -> int:
        """Count the register's documents of a topic."""
        return len(self.documents(topic))

    def is_estimate(self, key: str) -> bool:
        """Say whether a figure was stated as an estimate."""
        fact = self.figures[key].fact if key in self.figures else None
        return bool(fact and fact.is_estimate)


def derive(
    facts: Facts, catalogue: Catalogue, settings: Settings, earlier: Mapping[str, Figures] | None = None
) -> Figures:
    """Compute every formula in order of dependency; a stated value is used where there is one."""
    values: dict[str, Figure] = {}
    figures = Figures(values, facts.register, window(facts, settings), earlier or {})
    for key, indicator in catalogue.indicators.items():
        if indicator.formula is None:
            fact = facts.values.get(key)
            values[key] = Figure(indicator, fact.value if fact else Missing.UNSTATED, fact, None)
    for key in catalogue.order:
        indicator, fact = catalogue.indicators[key], facts.values.get(key)
        assert indicator.formula is not None
        derived = evaluate(indicator.formula, figures)
        states = fact is not None and fact.value is not Missing.UNSTATED
        value = fact.value if fact and states else derived
        values[key] = Figure(indicator, value, fact, derived)
    return figures


def print_value(
    indicator: Indicator,
    value: Value,
    *,
    places: int | None = None,
    pad: bool = False,
    is_stated: bool = False,
    percent: str = "%",
) -> str:
    """Print a value in Vietnamese number format; a missing one prints its state in words.

    A stated number keeps the decimals typed; a derived one is rounded to the indicator's, and a
    percentage shows 100 or 0 only when it is exactly that. `places` overrides both. `percent` is the
    sign as the set writes it, or nothing.
    """
    if isinstance(value, Missing):
        return value.value
    if isinstance(value, Number):
        shown = _places(indicator, value.value, places, is_stated)
        digits = format_number(value.value, shown, pad=pad and indicator.kind is Kind.COUNT)
        return f"{digits}{percent}" if indicator.kind is Kind.PERCENT else digits
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, Choice):
        return value.text
    if isinstance(value, date):
        return format_date(value)
    return join_list(value) if isinstance(value, tuple) else value


def print_code(value: Value) -> str:
    """Print an answer as the form codes it: Không = 0, Có = 1, a choice by its place; else nothing."""
    if isinstance(value, bool):
        return str(int(value))
    return str(value.index) if isinstance(value, Choice) else ""


def _places(indicator: Indicator, value: Decimal, places: int | None, is_stated: bool) -> int:
    if places is None and is_stated:
        return decimals(value)
    wanted = indicator.places if places is None else places
    return honest_places(value, wanted) if indicator.kind is Kind.PERCENT else wanted


def print_plain(figure: Figure) -> str:
    """Print a figure for messages and waivers: no padding, no qualifier."""
    return print_value(figure.indicator, figure.value, is_stated=is_stated(figure), percent="")


def is_stated(figure: Figure) -> bool:
    """Say whether the figure's value is the one that was typed."""
    return figure.fact is not None and figure.fact.value is not Missing.UNSTATED
