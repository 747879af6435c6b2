"""The digest of what a report is made from: equal for equal values, however they were typed.

Places, quoting, comments, the spelling of a number and the order of keys leave no trace. The order of
a list is a value, and so is that of documents and of a set's entries, which are printed in order.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from cchc_gen.base.diagnostics import Pos
from cchc_gen.base.values import Number
from cchc_gen.base.vietnamese import readings
from cchc_gen.facts.binding import Waiver
from cchc_gen.facts.register import Register
from cchc_gen.language.expressions import Expression
from cchc_gen.language.wording import Run, Wording, write
from cchc_gen.read.source import Items, Table, Text
from cchc_gen.sets.catalogue import Indicator


def digest(value: object) -> str:
    """Return the SHA-256 of a value's canonical form, in hexadecimal digits."""
    text = json.dumps(value, default=canonical, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(value: Any) -> object:
    """Return a value as JSON can write it, without any place; a dataclass is a mapping of its fields.

    What is within it may still be anything that has a canonical form.
    """
    way = _WAYS.get(type(value))
    if way:
        return way(value)
    if isinstance(value, Enum):
        return value.value
    values = ((name, getattr(value, name)) for name in value.__dataclass_fields__)
    return {name: inner for name, inner in values if not isinstance(inner, Pos)}


def _unfilled(expression: Expression) -> Run:
    return Run(f"{{{{ {expression.source} }}}}", keys=(expression.source,))


def _waiver(waiver: Waiver) -> object:
    values = {key: _number(text.value) for key, text in waiver.values.items()}
    return [waiver.check.value, values, waiver.reason]


def _number(text: str) -> str:
    return next((str(number) for number in readings(text) if number is not None), text.strip())


_WAYS: Mapping[type, Callable[[Any], object]] = {
    frozenset: lambda values: sorted(map(str, values)),
    date: str,
    Decimal: str,
    bytes: lambda content: hashlib.sha256(content).hexdigest(),
    Number: lambda number: str(number.value),  # its interval follows from the value
    Indicator: lambda indicator: indicator.key,
    Text: lambda text: text.value,
    Items: lambda items: items.items,
    Table: lambda table: [[key, entry.value] for key, entry in table.entries.items()],
    Register: lambda register: list(register.documents.values()),
    Wording: lambda wording: write(wording, _unfilled),  # as it is written, with its slots unfilled
    Waiver: _waiver,
}
"""How values are written that are no plain mappings of their fields."""
