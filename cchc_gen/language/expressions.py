"""The one expression language: Jinja's syntax, held to an allow-list.

Jinja parses and never runs: the tree is checked here once, and `evaluation` walks it, so a rule can
reach nothing but the figures it names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from jinja2 import Environment, TemplateSyntaxError, nodes

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.language.tree import Binary, Call, Compare, Key, Literal, Node, Unary
from cchc_gen.read.fields import nearest
from cchc_gen.read.source import Text

_SYNTAX = Environment(autoescape=True, keep_trailing_newline=True)
_MAX_LENGTH = 1000
_MAX_DIGITS = 15

STATE_FUNCTIONS = ("co", "thieu", "khong_phat_sinh", "la_uoc", "so_ten")
CITATION_FUNCTIONS = ("trich_dan", "trich_dan_ngan")
REGISTER_FUNCTIONS = ("so_van_ban", *CITATION_FUNCTIONS)
PREVIOUS, ADJOINING = "ky_truoc", "lien_truoc"
EARLIER_FUNCTIONS = (PREVIOUS, ADJOINING)
"""Values of other files: of the previous period of the same kind, of the window that adjoins this one."""
WHOLE_FUNCTION = "co_so_nguyen"
"""True where a whole number may stand behind a rounded value: a count that is printed only as a share."""
FUNCTIONS = ("phan_tram", WHOLE_FUNCTION, *STATE_FUNCTIONS, *REGISTER_FUNCTIONS, *EARLIER_FUNCTIONS)


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression: its text, its tree, the keys and the register topics it names.

    A figure of an earlier period is a key of its own: `ky_truoc(<key>)`.
    """

    source: str
    tree: Node
    pos: Pos
    keys: tuple[str, ...]
    topics: tuple[str, ...]

    @property
    def key(self) -> str | None:
        """Return the key when the expression is nothing but that key."""
        return self.tree.name if isinstance(self.tree, Key) else None

    @property
    def whole_part(self) -> Expression | None:
        """Return what is asked to be a whole number, when the expression is just that question."""
        tree = self.tree
        is_question = isinstance(tree, Call) and tree.function == WHOLE_FUNCTION
        return part(self, tree.arguments[0]) if isinstance(tree, Call) and is_question else None

    @property
    def citation(self) -> tuple[str, str] | None:
        """Return function and topic when the expression is a citation of register entries."""
        if isinstance(self.tree, Call) and self.tree.function in CITATION_FUNCTIONS:
            return self.tree.function, self.tree.topic
        return None

    @property
    def literal(self) -> str | None:
        """Return the text when the expression is a quoted text, the escape for `{{`."""
        value = self.tree.value if isinstance(self.tree, Literal) else None
        return value if isinstance(value, str) else None


def parse(
    text: Text, offset: int = 0, source: str | None = None
) -> tuple[Expression | None, list[Diagnostic]]:
    """Parse and check one expression; `offset` is where it begins inside the scalar."""
    inside = text.value if source is None else source
    pos = text.at(offset, max(1, len(inside.rstrip("\n")))) if source is not None else text.pos
    if len(inside) > _MAX_LENGTH:
        return None, [Diagnostic(pos, "S003", f"biểu thức dài hơn {_MAX_LENGTH} ký tự")]
    try:
        template = _SYNTAX.parse("{{ " + inside + "\n}}")
    except TemplateSyntaxError as error:
        return None, [Diagnostic(pos, "S003", f"biểu thức «{inside.strip()}» sai: {error}")]
    except RecursionError:
        return None, [Diagnostic(pos, "S003", "biểu thức lồng nhau quá sâu", hint="bớt ngoặc lồng nhau")]
    output = template.body[0] if len(template.body) == 1 else None
    if not isinstance(output, nodes.Output) or len(output.nodes) != 1:
        return None, [Diagnostic(pos, "S003", f"biểu thức «{inside.strip()}» sai")]
    reader = _Reader(pos)
    tree = reader.node(output.nodes[0])
    found = tuple(_named(tree))
    if source is None and any(isinstance(n, Call) and n.function in CITATION_FUNCTIONS for n in found):
        message = "trich_dan chỉ dùng trong {{ }} của lời văn"
        return None, [Diagnostic(pos, "S003", message, hint="đếm văn bản thì dùng so_van_ban(chu_de=…)")]
    if reader.problems:
        return None, reader.problems
    return _expression(inside.strip(), tree, pos), []


def part(expression: Expression, tree: Node) -> Expression:
    """Make an expression of one part of a checked one."""
    return _expression("", tree, expression.pos)


def equality(key: str, expression: Expression) -> Expression:
    """Make the condition that a key equals an expression."""
    return _expression(expression.source, Compare("==", Key(key), expression.tree), expression.pos)


def _expression(source: str, tree: Node, pos: Pos) -> Expression:
    found = tuple(_named(tree))
    keys = dict.fromkeys(node.name for node in found if isinstance(node, Key))
    topics = dict.fromkeys(node.topic for node in found if isinstance(node, Call) and node.topic)
    return Expression(source, tree, pos, tuple(keys), tuple(topics))


def _named(tree: Node) -> Iterator[Key | Call]:
    """Walk the keys and the calls of a tree, left to right."""
    if isinstance(tree, (Key, Call)):
        yield tree
    for child in _children(tree):
        yield from _named(child)


def _children(tree: Node) -> tuple[Node, ...]:
    if isinstance(tree, (Compare, Binary)):
        return tree.left, tree.right
    if isinstance(tree, Unary):
        return (tree.inner,)
    return tree.arguments if isinstance(tree, Call) else ()


def split_key(key: str) -> tuple[str, str]:
    """Part a key into the function that takes it from an earlier period, if any, and the bare key.

    >>> split_key("ky_truoc(a.b)"), split_key("a.b")
    (('ky_truoc', 'a.b'), ('', 'a.b'))
    """
    function, opened, inside = key.partition("(")
    return (function, inside.removesuffix(")")) if opened else ("", key)


_BINARY: dict[type[nodes.Expr], str] = {
    nodes.Add: "+", nodes.Sub: "-", nodes.Mul: "*", nodes.Div: "/", nodes.And: "and", nodes.Or: "or",
}  # fmt: skip
_UNARY: dict[type[nodes.Expr], str] = {nodes.Not: "not", nodes.Neg: "-"}
_COMPARE = {"eq": "==", "ne": "!=", "lt": "<", "lteq": "<=", "gt": ">", "gteq": ">="}
_NEEDS = {"phan_tram": "hai số", WHOLE_FUNCTION: "đúng một số"}
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
        named = node.kwargs[0] if len(node.kwargs) == 1 and not node.args else None
        value = named.value.value if named and isinstance(named.value, nodes.Const) else None
        if named and named.key == "chu_de" and isinstance(value, str):
            return Call(name, topic=value)
        return self._refuse(f'hàm «{name}» viết là {name}(chu_de="…")')

    def _refuse(self, message: str, hint: str = "") -> Node:
        self.problems.append(Diagnostic(self.pos, "S003", message, hint=hint))
        return _REFUSED


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


def slots(text: str) -> Iterator[tuple[int, str, str]]:
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
