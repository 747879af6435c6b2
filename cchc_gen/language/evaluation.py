"""Compute checked expressions in `Decimal`, with the interval that rounding leaves open.

A missing value makes the whole expression missing, unless a function asks about just that; dividing
by zero gives `Missing.UNDEFINED`. Comparison is exact for sentences and tolerant for checks.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Context, Decimal, InvalidOperation
from functools import lru_cache
from itertools import product
from typing import Protocol

from cchc_gen.base.values import DOWN, INFINITY, NEAREST, UP, Choice, Missing, Number, Value
from cchc_gen.base.vietnamese import plain
from cchc_gen.language.expressions import Expression, part
from cchc_gen.language.tree import WHOLE_FUNCTION, Binary, Call, Compare, Key, Literal, Node, Topic, Unary


class Scope(Protocol):
    """What an expression can see."""

    def value(self, key: str) -> Value:
        """Return the value of a key, `Missing.UNSTATED` when nothing is known of it.

        `ky_truoc(<key>)` and `lien_truoc(<key>)` are keys of earlier periods.
        """

    def count_documents(self, topic: Topic) -> int:
        """Count the register's documents of a topic."""

    def is_estimate(self, key: str) -> bool:
        """Say whether a figure was stated as an estimate."""


def evaluate(expression: Expression, scope: Scope) -> Value:
    """Compute with exact comparison, as sentences and formulas do."""
    return _Walk(scope, tolerant=False).value(expression.tree)


def holds(expression: Expression, scope: Scope) -> bool | Missing:
    """Say whether a condition is true; comparison is exact."""
    return _truth(evaluate(expression, scope))


def may_hold(expression: Expression, scope: Scope) -> bool | Missing:
    """Say whether true values behind the rounded figures exist that make the condition true."""
    return _truth(_Walk(scope, tolerant=True).value(expression.tree))


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

    def value(self, node: Node) -> Value:
        if isinstance(node, Key):
            return self.scope.value(node.name)
        if isinstance(node, Literal):
            return node.value if isinstance(node.value, str) else _exact(node.value)
        if isinstance(node, Compare):
            return self._compare(node.sign, node)
        if isinstance(node, Call):
            return self._call(node)
        if isinstance(node, Unary):
            return _negate(_number(self.value(node.inner))) if node.sign == "-" else self._denied(node.inner)
        if node.sign in _LOGIC:
            return self._logic(node)
        left, right = _number(self.value(node.left)), _number(self.value(node.right))
        if isinstance(left, Missing):
            return left
        return right if isinstance(right, Missing) else _compute(node.sign, left, right)

    def _denied(self, node: Node) -> Value:
        """Push `not` inwards, so that the comparison below it is as tolerant as any other."""
        if isinstance(node, Unary) and node.sign == "not":
            return _truth(self.value(node.inner))
        if isinstance(node, Compare):
            return self._compare(_OPPOSITE[node.sign], node)
        if isinstance(node, Binary) and node.sign in _LOGIC:
            other = "or" if node.sign == "and" else "and"
            return self._logic(Binary(other, Unary("not", node.left), Unary("not", node.right)))
        truth = _truth(self.value(node))
        return truth if isinstance(truth, Missing) else not truth

    def _logic(self, node: Binary) -> bool | Missing:
        """Decide as soon as one side decides; otherwise a missing side leaves it open."""
        decides = node.sign == "or"
        left = _truth(self.value(node.left))
        if left is decides:
            return decides
        right = _truth(self.value(node.right))
        if right is decides:
            return decides
        return left if isinstance(left, Missing) else right

    def _call(self, node: Call) -> Value:
        if node.topic:
            return Number.exact(self.scope.count_documents(node.topic))
        if node.function == "phan_tram":
            part, whole = (_number(self.value(argument)) for argument in node.arguments)
            return _percentage(part, whole)
        if node.function == WHOLE_FUNCTION:
            return self._may_be_whole(_number(self.value(node.arguments[0])))
        return self._state(node.function, node.arguments[0])

    def _state(self, function: str, node: Node) -> Value:
        """Answer a question about the state of a figure, which a missing one answers too."""
        assert isinstance(node, Key)
        if function == "la_uoc":
            return self.scope.is_estimate(node.name)
        value = self.scope.value(node.name)
        if function == "co":
            return not isinstance(value, Missing)
        if function == "thieu":
            return isinstance(value, Missing) and value is not Missing.NOTHING
        if function == "khong_phat_sinh":
            return value is Missing.NOTHING
        assert function == "so_ten"
        return Number.exact(len(value)) if isinstance(value, tuple) else value

    def _may_be_whole(self, number: Number | Missing) -> bool | Missing:
        if isinstance(number, Missing):
            return number
        if not self.tolerant or not number.low.is_finite():
            return number.value == number.value.to_integral_value()
        return number.low.to_integral_value(ROUND_CEILING) <= number.high

    def _compare(self, sign: str, node: Compare) -> bool | Missing:
        left, right = self.value(node.left), self.value(node.right)
        if not (isinstance(left, Number) and isinstance(right, Number)):
            are_choices = isinstance(left, Choice) and isinstance(right, Choice)
            if isinstance(left, str) or isinstance(right, str) or are_choices:
                return _compare_words(sign, left, right)
            left, right = _number(left), _number(right)
        if isinstance(left, Missing):
            return left
        if isinstance(right, Missing):
            return right
        return _tolerant(sign, left, right) if self.tolerant else _EXACT[sign](left.value, right.value)


def _percentage(part: Number | Missing, whole: Number | Missing) -> Number | Missing:
    if isinstance(part, Missing):
        return part
    if isinstance(whole, Missing):
        return whole
    hundredfold = _compute("*", _exact(Decimal(100)), part)
    return hundredfold if isinstance(hundredfold, Missing) else _compute("/", hundredfold, whole)


_LOGIC = ("and", "or")
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
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


def _number(value: Value) -> Number | Missing:
    """Take a value into arithmetic; "nothing arose" counts as none."""
    if isinstance(value, Number):
        return value
    if isinstance(value, Missing):
        return _exact(Decimal(0)) if value is Missing.NOTHING else value
    if isinstance(value, date):
        return Number.exact(value.toordinal())
    if isinstance(value, bool):
        return Number.exact(int(value))
    return Number.exact(value.index) if isinstance(value, Choice) else Missing.UNDEFINED


_exact = lru_cache(maxsize=1024)(Number.exact)
"""The numbers that rules name are few and used often."""


def _negate(number: Number | Missing) -> Number | Missing:
    return number if isinstance(number, Missing) else _compute("-", _exact(Decimal(0)), number)


_OPERATE: Mapping[str, Callable[[Context, Decimal, Decimal], Decimal]] = {
    "+": Context.add, "-": Context.subtract, "*": Context.multiply, "/": Context.divide,
}  # fmt: skip


def _compute(sign: str, a: Number, b: Number) -> Number | Missing:
    """Do interval arithmetic; a divisor that is zero gives no value, one that may be zero no bound."""
    if sign == "/" and b.value == 0:
        return Missing.UNDEFINED
    operate = _OPERATE[sign]
    value = operate(NEAREST, a.value, b.value)
    corners = list(product({a.low, a.high}, {b.low, b.high}))
    try:
        if sign == "/" and b.low <= 0 <= b.high:
            raise InvalidOperation
        low = min([operate(DOWN, x, y) for x, y in corners])
        high = max([operate(UP, x, y) for x, y in corners])
    except ArithmeticError:
        return Number(value, -INFINITY, INFINITY)
    return Number(value, low, high)


def show(
    expression: Expression,
    print_value: Callable[[str], str],
    count_documents: Callable[[Topic], int] | None = None,
) -> str:
    """Write an expression with the values of its keys in their places: `26 + 1.326 + 408`."""
    return _Writer(print_value, count_documents).write(expression.tree)


_BINDS = {"or": 1, "and": 2, "not": 3, "+": 5, "-": 5, "*": 6, "/": 6}
_COMPARES, _DIVIDES, _NEGATES, _TIGHTEST = 4, 6, 7, 8


@dataclass(frozen=True, slots=True)
class _Writer:
    """Write a tree with values; what binds looser than its place asks for stands in parentheses."""

    print_value: Callable[[str], str]
    count_documents: Callable[[Topic], int] | None

    def write(self, node: Node, least: int = 0) -> str:
        written, binds = self._written(node)
        return written if binds >= least else f"({written})"

    def _written(self, node: Node) -> tuple[str, int]:
        if isinstance(node, Key):
            return self.print_value(node.name), _TIGHTEST
        if isinstance(node, Literal):
            return str(node.value).replace(".", ","), _TIGHTEST
        if isinstance(node, Call):
            return self._call(node)
        if isinstance(node, Compare):
            return f"{self.write(node.left)} {node.sign} {self.write(node.right)}", _COMPARES
        if isinstance(node, Unary):
            binds = _NEGATES if node.sign == "-" else _BINDS["not"]
            return f"{'-' if node.sign == '-' else 'không '}{self.write(node.inner, binds)}", binds
        binds = _BINDS[node.sign]
        word = {"and": "và", "or": "hoặc"}.get(node.sign, node.sign)
        right = self.write(node.right, binds + (node.sign in "-/"))
        return f"{self.write(node.left, binds)} {word} {right}", binds

    def _call(self, node: Call) -> tuple[str, int]:
        if node.function == "phan_tram":
            part, whole = node.arguments
            return f"{self.write(part, _DIVIDES)} / {self.write(whole, _DIVIDES + 1)}", _DIVIDES
        if node.topic:
            count = "số" if self.count_documents is None else str(self.count_documents(node.topic))
            return f"{count} {node.topic.noun}", _TIGHTEST
        return self.write(node.arguments[0]), _TIGHTEST


def sides(expression: Expression) -> tuple[str, Expression, Expression] | None:
    """Split a comparison into its sign and its two sides; None for any other expression."""
    tree = expression.tree
    if not isinstance(tree, Compare):
        return None
    return tree.sign, part(expression, tree.left), part(expression, tree.right)
