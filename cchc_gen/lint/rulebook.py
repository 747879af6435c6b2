"""The rules of form of a template set, as plain values: they can be kept without what applies them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cchc_gen.base.diagnostics import Severity

Value = Decimal | bool | str

FAMILIES: Mapping[str, str] = {
    "trang": "L002",
    "phong": "L003",
    "thieu": "L004",
    "dang": "L005",
    "ghi": "L006",
    "loi_van": "L007",
    "danh_so": "L008",
    "so_trang": "L009",
    "ky": "L010",
    "phu_luc": "L011",
    "chu": "L012",
    "sot": "L013",
    "tep": "L014",
}
"""The family that a rule's name begins with, and the code of its findings."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a property may be: one of some values, or a number within bounds that both belong to it."""

    values: tuple[Value, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None

    def holds(self, value: Value, slack: Decimal) -> bool:
        if not isinstance(value, Decimal) or isinstance(value, bool):
            return value in self.values
        if self.values:
            return any(isinstance(v, Decimal) and abs(v - value) <= slack for v in self.values)
        above = self.low is None or value >= self.low - slack
        return above and (self.high is None or value <= self.high + slack)

    def nearest(self, value: Value) -> Value:
        """Return the allowed value that is closest to one that is not."""
        if self.values or not isinstance(value, Decimal):
            numbers = [v for v in self.values if isinstance(v, Decimal) and not isinstance(v, bool)]
            if numbers and isinstance(value, Decimal):
                return min(numbers, key=lambda v: abs(v - value))
            return self.values[0]
        return self.low if self.low is not None and value < self.low else self.high or value


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Of `prop`, `pattern` and `check` exactly one is set; the fields after each belong to it.

    `prop` and `check` are names; what they ask is found by them where a document is looked over. `spares`
    names the document types that the rule does not speak of.
    """

    name: str
    severity: Severity
    reference: str
    message: str
    hint: str
    mendable: bool
    spares: tuple[str, ...]
    component: str = ""
    prop: str = ""
    allowed: Allowed = Allowed()
    pattern: str = ""
    guards: tuple[str, ...] = ()
    swap: tuple[str, str] | None = None
    check: str = ""

    @property
    def code(self) -> str:
        return FAMILIES[self.name.partition(".")[0]]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules of a set and its word lists."""

    rules: tuple[Rule, ...]
    words: Mapping[str, tuple[str, ...]]
