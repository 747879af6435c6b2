"""Compute checked expressions in `Decimal`, with the interval that rounding leaves open.

A missing value makes the whole expression missing, unless a function asks about just that; dividing
by zero gives `Missing.UNDEFINED`. Comparison is exact for sentences and tolerant for checks.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, InvalidOperation
from typing import Protocol

from jinja2 import nodes

from cchc_gen.expressions import BINARY, COMPARE, Expression, call_name, key_of, part
from cchc_gen.values import INFINITY, Choice, Missing, Number, Value

_ARITHMETIC = Context(prec=60)


class Scope(Protocol):
    """What an expression can see."""

    def value(self, key: str) -> Value:
        """Return the value of a key, `Missing.UNSTATED` when nothing is known of it."""

    def count_documents(self, topic: str) -> int:
        """Count the register's documents with a topic."""

    def is_estimate(self, key: str) -> bool:
        """Say whether a figure was stated as an estimate."""


def evaluate(expression: Expression, scope: Scope) -> Value:
    """Compute with exact comparison, as sentences and formulas do."""
    return _Walk(scope, tolerant=False).value(expression.node)


def holds(expression: Expression, scope: Scope) -> bool | Missing:
    """Say whether a condition is true; comparison is exact."""
    return _truth(evaluate(expression, scope))


def may_hold(expression: Expression, scope: Scope) -> bool | Missing:
    """Say whether true values behind the rounded figures exist that make the condition true."""
    return _truth(_Walk(scope, tolerant=True).value(expression.node))


def _truth(value: Value) -> bool | Missing:
    if isinstance(value, Number):
        return value.value != 0
    return value if isinstance(value, (bool, Missing)) else bool(value)


@dataclass(frozen=True, slots=True)
class _Walk:
    """Evaluate a checked tree against a scope."""

    scope: Scope
    tolerant: bool

    def value(self, node: nodes.Node) -> Value:
        key = key_of(node)
        if key:
            return self.scope.value(key)
        if isinstance(node, nodes.Const):
            return _constant(node)
        if isinstance(node, nodes.Call):
            return self._call(node)
        if isinstance(node, nodes.Compare):
            return self._compare(node)
        if isinstance(node, nodes.Not):
            truth = _truth(self.value(node.node))
            return truth if isinstance(truth, Missing) else not truth
        if isinstance(node, nodes.Neg):
            return _negate(_number(self.value(node.node)))
        assert isinstance(node, nodes.BinExpr)
        if isinstance(node, (nodes.And, nodes.Or)):
            return self._logic(node)
        left, right = _number(self.value(node.left)), _number(self.value(node.right))
        if isinstance(left, Missing):
            return left
        return right if isinstance(right, Missing) else _compute(BINARY[type(node)], left, right)

    def _logic(self, node: nodes.And | nodes.Or) -> bool | Missing:
        """Decide as soon as one side decides; otherwise a missing side leaves it open."""
        decides = isinstance(node, nodes.Or)
        left = _truth(self.value(node.left))
        if left is decides:
            return decides
        right = _truth(self.value(node.right))
        if right is decides:
            return decides
        return left if isinstance(left, Missing) else right

    def _call(self, node: nodes.Call) -> Value:
        name = call_name(node)
        if name == "so_van_ban":
            topic = node.kwargs[0].value
            assert isinstance(topic, nodes.Const)
            return Number.exact(self.scope.count_documents(topic.value))
        if name == "phan_tram":
            part, whole = _number(self.value(node.args[0])), _number(self.value(node.args[1]))
            if isinstance(part, Missing):
                return part
            if isinstance(whole, Missing):
                return whole
            return _compute("/", _hundredfold(part), whole)
        if name == "la_uoc":
            return self.scope.is_estimate(key_of(node.args[0]) or "")
        value = self.value(node.args[0])
        if name == "co":
            return not isinstance(value, Missing)
        if name == "thieu":
            return isinstance(value, Missing) and value is not Missing.NOTHING
        if name == "khong_phat_sinh":
            return value is Missing.NOTHING
        assert name == "so_ten"
        return Number.exact(len(value)) if isinstance(value, tuple) else value

    def _compare(self, node: nodes.Compare) -> bool | Missing:
        left, right = self.value(node.expr), self.value(node.ops[0].expr)
        sign = COMPARE[node.ops[0].op]
        if isinstance(left, (str, Choice, bool)) or isinstance(right, (str, Choice, bool)):
            return _compare_words(sign, left, right)
        a, b = _number(left), _number(right)
        if isinstance(a, Missing):
            return a
        if isinstance(b, Missing):
            return b
        return _tolerant(sign, a, b) if self.tolerant else _EXACT[sign](a.value, b.value)


_EXACT: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt,
    "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def _tolerant(sign: str, a: Number, b: Number) -> bool:
    if sign == "==":
        return a.meets(b)
    if sign == "!=":
        return not (a.low == a.high == b.low == b.high)
    if sign in ("<", "<="):
        return _EXACT[sign](a.low, b.high)
    return _EXACT[sign](a.high, b.low)


def _compare_words(sign: str, left: Value, right: Value) -> bool | Missing:
    for side in (left, right):
        if isinstance(side, Missing):
            return side
    same = _word(left) == _word(right)
    return same if sign == "==" else not same


def _word(value: Value) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    return value.text if isinstance(value, Choice) else str(value)


def _constant(node: nodes.Const) -> Value:
    return node.value if isinstance(node.value, str) else Number.exact(Decimal(repr(node.value)))


def _number(value: Value) -> Number | Missing:
    """Take a value into arithmetic; "nothing arose" counts as none."""
    if value is Missing.NOTHING:
        return Number.exact(0)
    if isinstance(value, (Number, Missing)):
        return value
    if isinstance(value, bool):
        return Number.exact(int(value))
    return Number.exact(value.index) if isinstance(value, Choice) else Missing.UNDEFINED


def _negate(number: Number | Missing) -> Number | Missing:
    return number if isinstance(number, Missing) else Number(-number.value, -number.high, -number.low)


def _hundredfold(number: Number) -> Number:
    return Number(100 * number.value, 100 * number.low, 100 * number.high)


_OPERATE: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": _ARITHMETIC.add, "-": _ARITHMETIC.subtract, "*": _ARITHMETIC.multiply, "/": _ARITHMETIC.divide,
}  # fmt: skip


def _compute(sign: str, a: Number, b: Number) -> Number | Missing:
    """Do interval arithmetic; a divisor that is zero gives no value, one that may be zero no bound."""
    if sign == "/" and b.value == 0:
        return Missing.UNDEFINED
    operate = _OPERATE[sign]
    value = operate(a.value, b.value)
    if sign == "/" and b.low <= 0 <= b.high:
        return Number(value, -INFINITY, INFINITY)
    if sign in "+-":
        low, high = (b.low, b.high) if sign == "+" else (b.high, b.low)
        return Number(value, operate(a.low, low), operate(a.high, high))
    try:
        corners = [operate(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
    except InvalidOperation:
        return Number(value, -INFINITY, INFINITY)
    return Number(value, min(corners), max(corners))


def show(expression: Expression, print_value: Callable[[str], str]) -> str:
    """Write an expression with the values of its keys in their places: `26 + 1.326 + 408`."""
    return _show(expression.node, print_value)


def _show(node: nodes.Node, print_value: Callable[[str], str]) -> str:
    key = key_of(node)
    if key:
        return print_value(key)
    if isinstance(node, nodes.Const):
        return str(node.value).replace(".", ",")
    if isinstance(node, nodes.Call):
        if call_name(node) == "phan_tram":
            return " / ".join(_show(argument, print_value) for argument in node.args)
        if call_name(node) == "so_van_ban":
            return "số văn bản cùng chủ đề"
        return _show(node.args[0], print_value)
    if isinstance(node, nodes.Compare):
        sign = COMPARE[node.ops[0].op]
        return f"{_show(node.expr, print_value)} {sign} {_show(node.ops[0].expr, print_value)}"
    if isinstance(node, (nodes.Not, nodes.Neg)):
        sign = "không " if isinstance(node, nodes.Not) else "-"
        return f"{sign}{_show(node.node, print_value)}"
    assert isinstance(node, nodes.BinExpr)
    left, right = _show(node.left, print_value), _show(node.right, print_value)
    if isinstance(node, (nodes.Mul, nodes.Div, nodes.Sub)) and isinstance(node.right, (nodes.Add, nodes.Sub)):
        right = f"({right})"
    if isinstance(node, (nodes.Mul, nodes.Div)) and isinstance(node.left, (nodes.Add, nodes.Sub)):
        left = f"({left})"
    word = {"and": "và", "or": "hoặc"}.get(BINARY[type(node)], BINARY[type(node)])
    return f"{left} {word} {right}"


def sides(expression: Expression) -> tuple[str, Expression, Expression] | None:
    """Split a comparison into its sign and its two sides; None for any other expression."""
    node = expression.node
    if not isinstance(node, nodes.Compare):
        return None
    return COMPARE[node.ops[0].op], part(expression, node.expr), part(expression, node.ops[0].expr)
