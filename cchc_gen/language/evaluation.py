"""Compute checked expressions in `Decimal`, with the interval that rounding leaves open.

A missing value makes the whole expression missing, unless a function asks about just that; dividing
by zero gives `Missing.UNDEFINED`. Comparison is exact for sentences and tolerant for checks.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, InvalidOperation
from typing import Protocol

from jinja2 import nodes

from cchc_gen.base.values import DOWN, INFINITY, NEAREST, UP, Choice, Missing, Number, Value
from cchc_gen.base.vietnamese import plain
from cchc_gen.language.expressions import BINARY, COMPARE, Expression, call_name, key_of, part


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
    if value is Missing.NOTHING:
        return False
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
        if isinstance(node, nodes.Not) and self.tolerant:
            return self._denied(node.node)
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

    def _denied(self, node: nodes.Node) -> Value:
        """Push `not` inwards, so that the comparison below it is as tolerant as any other."""
        if isinstance(node, nodes.Not):
            return self.value(node.node)
        if isinstance(node, nodes.Compare):
            opposite = nodes.Operand(_OPPOSITE[node.ops[0].op], node.ops[0].expr)
            return self._compare(nodes.Compare(node.expr, [opposite]))
        if isinstance(node, (nodes.And, nodes.Or)):
            other = nodes.Or if isinstance(node, nodes.And) else nodes.And
            return self._logic(other(nodes.Not(node.left), nodes.Not(node.right)))
        truth = _truth(self.value(node))
        return truth if isinstance(truth, Missing) else not truth

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
            hundredfold = _compute("*", Number.exact(100), part)
            assert isinstance(hundredfold, Number)
            return _compute("/", hundredfold, whole)
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
        are_choices = isinstance(left, Choice) and isinstance(right, Choice)
        if isinstance(left, str) or isinstance(right, str) or are_choices:
            return _compare_words(sign, left, right)
        a, b = _number(left), _number(right)
        if isinstance(a, Missing):
            return a
        if isinstance(b, Missing):
            return b
        return _tolerant(sign, a, b) if self.tolerant else _EXACT[sign](a.value, b.value)


_OPPOSITE = {"eq": "ne", "ne": "eq", "lt": "gteq", "gteq": "lt", "gt": "lteq", "lteq": "gt"}
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
        if isinstance(side, Missing) and side is not Missing.NOTHING:
            return side
    a, b = _word(left), _word(right)
    if a is None or b is None or sign not in ("==", "!="):
        return Missing.UNDEFINED
    return (plain(a) == plain(b)) == (sign == "==")


def _word(value: Value) -> str | None:
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, Choice):
        return value.text
    if value is Missing.NOTHING:
        return ""
    return value if isinstance(value, str) else None


def _constant(node: nodes.Const) -> Value:
    return node.value if isinstance(node.value, str) else Number.exact(Decimal(repr(node.value)))


def _number(value: Value) -> Number | Missing:
    """Take a value into arithmetic; "nothing arose" counts as none."""
    if value is Missing.NOTHING:
        return Number.exact(0)
    if isinstance(value, (Number, Missing)):
        return value
    if isinstance(value, date):
        return Number.exact(value.toordinal())
    if isinstance(value, bool):
        return Number.exact(int(value))
    return Number.exact(value.index) if isinstance(value, Choice) else Missing.UNDEFINED


def _negate(number: Number | Missing) -> Number | Missing:
    return number if isinstance(number, Missing) else _compute("-", Number.exact(0), number)


_OPERATE: Mapping[str, Callable[[Context, Decimal, Decimal], Decimal]] = {
    "+": Context.add, "-": Context.subtract, "*": Context.multiply, "/": Context.divide,
}  # fmt: skip


def _compute(sign: str, a: Number, b: Number) -> Number | Missing:
    """Do interval arithmetic; a divisor that is zero gives no value, one that may be zero no bound."""
    if sign == "/" and b.value == 0:
        return Missing.UNDEFINED
    operate = _OPERATE[sign]
    value = operate(NEAREST, a.value, b.value)
    corners = [(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
    try:
        if sign == "/" and b.low <= 0 <= b.high:
            raise InvalidOperation
        low = min(operate(DOWN, x, y) for x, y in corners)
        high = max(operate(UP, x, y) for x, y in corners)
    except ArithmeticError:
        return Number(value, -INFINITY, INFINITY)
    return Number(value, low, high)


def show(expression: Expression, print_value: Callable[[str], str]) -> str:
    """Write an expression with the values of its keys in their places: `26 + 1.326 + 408`."""
    return _show(expression.node, print_value)


_BINDS: Mapping[type[nodes.Node], int] = {
    nodes.Or: 1, nodes.And: 2, nodes.Not: 3, nodes.Compare: 4, nodes.Add: 5, nodes.Sub: 5,
    nodes.Mul: 6, nodes.Div: 6, nodes.Call: 6, nodes.Neg: 7,
}  # fmt: skip
_TIGHTEST = 8


def _show(node: nodes.Node, print_value: Callable[[str], str], least: int = 0) -> str:
    """Write a tree; what binds looser than its place asks for stands in parentheses."""
    key = key_of(node)
    if key:
        return print_value(key)
    written = _written(node, print_value)
    is_word = isinstance(node, nodes.Call) and call_name(node) != "phan_tram"
    binds = _TIGHTEST if is_word else _BINDS.get(type(node), _TIGHTEST)
    return written if binds >= least else f"({written})"


def _written(node: nodes.Node, print_value: Callable[[str], str]) -> str:
    binds = _BINDS.get(type(node), _TIGHTEST)
    if isinstance(node, nodes.Const):
        return str(node.value).replace(".", ",")
    if isinstance(node, nodes.Call):
        if call_name(node) == "phan_tram":
            part, whole = node.args
            return f"{_show(part, print_value, binds)} / {_show(whole, print_value, binds + 1)}"
        if call_name(node) == "so_van_ban":
            return "số văn bản cùng chủ đề"
        return _show(node.args[0], print_value)
    if isinstance(node, nodes.Compare):
        sign = COMPARE[node.ops[0].op]
        return f"{_show(node.expr, print_value)} {sign} {_show(node.ops[0].expr, print_value)}"
    if isinstance(node, (nodes.Not, nodes.Neg)):
        sign = "không " if isinstance(node, nodes.Not) else "-"
        return f"{sign}{_show(node.node, print_value, binds)}"
    assert isinstance(node, nodes.BinExpr)
    word = {"and": "và", "or": "hoặc"}.get(BINARY[type(node)], BINARY[type(node)])
    after = binds + isinstance(node, (nodes.Sub, nodes.Div))
    return f"{_show(node.left, print_value, binds)} {word} {_show(node.right, print_value, after)}"


def sides(expression: Expression) -> tuple[str, Expression, Expression] | None:
    """Split a comparison into its sign and its two sides; None for any other expression."""
    node = expression.node
    if not isinstance(node, nodes.Compare):
        return None
    return COMPARE[node.ops[0].op], part(expression, node.expr), part(expression, node.ops[0].expr)
