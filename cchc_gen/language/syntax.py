"""Jinja's syntax: it cuts texts at their slots and parses expressions, and never runs.

The tree that it makes is turned into ours, and only the language gets through.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from jinja2 import Environment, TemplateSyntaxError, nodes

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.language.jinja_words import in_vietnamese
from cchc_gen.language.tree import (
    COUNT_FUNCTION,
    EARLIER_FUNCTIONS,
    FUNCTIONS,
    REGISTER_FUNCTIONS,
    WHOLE_FUNCTION,
    Binary,
    Call,
    Compare,
    Key,
    Literal,
    Node,
    Topic,
    Unary,
)
from cchc_gen.read.fields import NO, YES, nearest

_SYNTAX = Environment(autoescape=True, keep_trailing_newline=True)
_MAX_DIGITS = 15


def read_tree(source: str, pos: Pos) -> tuple[Node | None, list[Diagnostic]]:
    """Parse one expression; a tree in which something was refused comes with problems, and is not to be used.

    Gives S003 for what is no expression or none of the language.
    """
    try:
        template = _SYNTAX.parse("{{ " + source + "\n}}")
    except TemplateSyntaxError as error:
        return None, [Diagnostic(pos, "S003", f"biểu thức «{source.strip()}» sai: {_why(error)}")]
    except RecursionError:
        return None, [Diagnostic(pos, "S003", "biểu thức lồng nhau quá sâu", hint="bớt ngoặc lồng nhau")]
    output = template.body[0] if len(template.body) == 1 else None
    if not isinstance(output, nodes.Output) or len(output.nodes) != 1:
        return None, [Diagnostic(pos, "S003", f"biểu thức «{source.strip()}» sai")]
    reader = _Reader(pos)
    return reader.node(output.nodes[0]), reader.problems


def _why(error: TemplateSyntaxError) -> str:
    return in_vietnamese(error.message or "")


_BINARY: dict[type[nodes.Expr], str] = {
    nodes.Add: "+", nodes.Sub: "-", nodes.Mul: "*", nodes.Div: "/", nodes.And: "and", nodes.Or: "or",
}  # fmt: skip
_UNARY: dict[type[nodes.Expr], str] = {nodes.Not: "not", nodes.Neg: "-"}
_COMPARE = {"eq": "==", "ne": "!=", "lt": "<", "lteq": "<=", "gt": ">", "gteq": ">="}
_NEEDS = {"phan_tram": "hai số", WHOLE_FUNCTION: "đúng một số"}
_IN_PERIOD = "trong_ky"
_REFUSED = Literal("")
"""Stands in the tree where something was refused; such a tree is never used."""


@dataclass
class _Reader:
    """Turn Jinja's tree into ours and let only the language through."""

    pos: Pos
    problems: list[Diagnostic] = field(default_factory=list)

    def node(self, node: nodes.Node) -> Node:
        key = _key_of(node)
        if key:
            return Key(key)
        if isinstance(node, nodes.Const):
            return self._constant(node)
        if isinstance(node, nodes.Call):
            return self._call(node)
        if isinstance(node, nodes.BinExpr) and type(node) in _BINARY:
            return Binary(_BINARY[type(node)], self.node(node.left), self.node(node.right))
        if isinstance(node, nodes.UnaryExpr) and type(node) in _UNARY:
            return Unary(_UNARY[type(node)], self.node(node.node))
        if isinstance(node, nodes.Compare) and len(node.ops) == 1 and node.ops[0].op in _COMPARE:
            return self._compare(node)
        return self._refuse("biểu thức chỉ dùng khóa, số, chữ trong nháy, + - * /, so sánh, and, or, not")

    def _constant(self, node: nodes.Const) -> Node:
        value = node.value
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            return self._refuse(f"không nhận hằng {value!r}")
        if isinstance(value, float) and not _is_exact(value):
            return self._refuse(f"số có quá {_MAX_DIGITS} chữ số không đọc chính xác được")
        return Literal(value if isinstance(value, str) else Decimal(repr(value)))

    def _compare(self, node: nodes.Compare) -> Node:
        left, right = self.node(node.expr), self.node(node.ops[0].expr)
        sign = _COMPARE[node.ops[0].op]
        if sign not in ("==", "!=") and (_is_word(left) or _is_word(right)):
            return self._refuse("chữ chỉ so sánh được bằng == hoặc !=")
        return Compare(sign, left, right)

    def _call(self, node: nodes.Call) -> Node:
        name = _key_of(node.node) or ""
        if name not in FUNCTIONS:
            hint = nearest(name, FUNCTIONS) or f"các hàm: {', '.join(FUNCTIONS)}"
            return self._refuse(f"không có hàm «{name}»", hint)
        if node.dyn_args or node.dyn_kwargs:
            return self._refuse(f"hàm «{name}» không nhận * hay **")
        if name in REGISTER_FUNCTIONS:
            return self._topic(name, node)
        if len(node.args) != (2 if name == "phan_tram" else 1) or node.kwargs:
            return self._wrong_arguments(name)
        arguments = tuple(self.node(argument) for argument in node.args)
        if name in ("phan_tram", WHOLE_FUNCTION):
            return Call(name, arguments)
        if not isinstance(arguments[0], Key):
            return self._wrong_arguments(name)
        return Key(f"{name}({arguments[0].name})") if name in EARLIER_FUNCTIONS else Call(name, arguments)

    def _wrong_arguments(self, name: str) -> Node:
        return self._refuse(f"hàm «{name}» cần {_NEEDS.get(name, 'đúng một khóa')}")

    def _topic(self, name: str, node: nodes.Call) -> Node:
        """Read the topic of documents; a count may ask only for those of the period."""
        given = {named.key: _text_of(named.value) for named in node.kwargs}
        wanted = {"chu_de", _IN_PERIOD} if name == COUNT_FUNCTION else {"chu_de"}
        topic, in_period = given.get("chu_de"), given.get(_IN_PERIOD, NO[0])
        is_known = not node.args and len(given) == len(node.kwargs) and given.keys() <= wanted
        if is_known and topic and in_period in YES + NO:
            return Call(name, topic=Topic(topic, in_period in YES))
        more = f'; thêm {_IN_PERIOD}="có" để chỉ đếm văn bản của kỳ' if name == COUNT_FUNCTION else ""
        return self._refuse(f'hàm «{name}» viết là {name}(chu_de="…"){more}')

    def _refuse(self, message: str, hint: str = "") -> Node:
        self.problems.append(Diagnostic(self.pos, "S003", message, hint=hint))
        return _REFUSED


def _text_of(node: nodes.Expr) -> str | None:
    """Return a quoted text; None when the node is something else."""
    return node.value if isinstance(node, nodes.Const) and isinstance(node.value, str) else None


def _key_of(node: nodes.Node) -> str | None:
    """Join the names of a dotted key; None when the node is something else."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        head = _key_of(node.node)
        return f"{head}.{node.attr}" if head else None
    return None


def _is_exact(value: float) -> bool:
    """Say whether Jinja's float still holds every digit that was typed."""
    number = Decimal(repr(value))
    return number.is_finite() and len(number.as_tuple().digits) <= _MAX_DIGITS


def _is_word(node: Node) -> bool:
    return isinstance(node, Literal) and isinstance(node.value, str)


def cut(text: str) -> Iterator[tuple[int, str, str]]:
    """Cut a text into ("data", …) and ("slot", …) pieces with their offsets.

    Raises:
        ValueError: braces that open and do not close, a `{%` or `{#`, or a sign that eats spaces (`{{-`).
    """
    offset, start, inside = 0, 0, ""
    opened = False
    for _, kind, value in _lex(text):
        if kind == "variable_begin" and value == "{{":
            opened, start, inside = True, offset + len(value), ""
        elif kind == "variable_end" and value == "}}":
            yield start, "slot", inside
            opened = False
        elif opened:
            inside += value
        elif kind == "data":
            yield offset, "data", value
        else:
            raise ValueError(value)
        offset += len(value)
    if opened:
        raise ValueError(inside)


def _lex(text: str) -> Iterator[tuple[int, str, str]]:
    try:
        yield from _SYNTAX.lex(text)
    except TemplateSyntaxError as error:
        raise ValueError(str(error)) from None
