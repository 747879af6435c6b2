"""The digest of what a report is made from: equal for equal values, however they were typed.

Places, quoting, comments, the spelling of a number and the order of keys leave no trace. The order of
a list is a value, and so is that of documents and of a set's entries, which are printed in order.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import singledispatch

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
    text = json.dumps(canonical(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@singledispatch
def canonical(value: object) -> object:
    """Return a value as JSON can write it, without any place; a dataclass is a mapping of its fields."""
    if not is_dataclass(value):
        return value
    values = {field.name: getattr(value, field.name) for field in fields(value)}
    return {name: canonical(inner) for name, inner in values.items() if not isinstance(inner, Pos)}


@canonical.register(Mapping)
def _(values: Mapping[object, object]) -> object:
    return {str(key): canonical(value) for key, value in values.items()}


@canonical.register(tuple)
@canonical.register(list)
def _(values: tuple[object, ...] | list[object]) -> object:
    return [canonical(value) for value in values]


@canonical.register
def _(values: frozenset) -> object:  # type: ignore[type-arg]
    return sorted(map(str, values))


@canonical.register(date)
@canonical.register(Decimal)
def _(value: date | Decimal) -> object:
    return str(value)


@canonical.register
def _(content: bytes) -> object:
    return hashlib.sha256(content).hexdigest()


@canonical.register
def _(word: Enum) -> object:
    return word.value


@canonical.register
def _(number: Number) -> object:
    """Leave out the interval, which follows from the value."""
    return str(number.value)


@canonical.register
def _(indicator: Indicator) -> object:
    return indicator.key


@canonical.register
def _(text: Text) -> object:
    return text.value


@canonical.register
def _(items: Items) -> object:
    return [canonical(item) for item in items.items]


@canonical.register
def _(table: Table) -> object:
    return [[key, canonical(entry.value)] for key, entry in table.entries.items()]


@canonical.register
def _(register: Register) -> object:
    return [canonical(document) for document in register.documents.values()]


@canonical.register
def _(wording: Wording) -> object:
    """Take a text as it is written, with its slots unfilled."""
    return canonical(write(wording, _unfilled))


def _unfilled(expression: Expression) -> Run:
    return Run(f"{{{{ {expression.source} }}}}", keys=(expression.source,))


@canonical.register
def _(waiver: Waiver) -> object:
    values = {key: _number(text.value) for key, text in waiver.values.items()}
    return [waiver.check.value, values, waiver.reason]


def _number(text: str) -> str:
    return next((str(number) for number in readings(text) if number is not None), text.strip())
