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
from cchc_gen.read.fields import nearest
from cchc_gen.read.source import Text

_SYNTAX = Environment(autoescape=True, keep_trailing_newline=True)
_MAX_LENGTH = 1000
_MAX_DIGITS = 15

STATE_FUNCTIONS = ("co", "thieu", "khong_phat_sinh", "la_uoc", "so_ten")
REGISTER_FUNCTIONS = ("so_van_ban", "trich_dan", "trich_dan_ngan")
FUNCTIONS = ("phan_tram", *STATE_FUNCTIONS, *REGISTER_FUNCTIONS)


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression: its text, its tree, the keys and the register topics it names."""

    source: str
    node: nodes.Expr
    pos: Pos
    keys: tuple[str, ...]
    topics: tuple[str, ...]

    @property
    def key(self) -> str | None:
        """Return the key when the expression is nothing but that key."""
        return key_of(self.node)

    @property
    def citation(self) -> tuple[str, str] | None:
        """Return function and topic when the expression is a citation of register entries."""
        if isinstance(self.node, nodes.Call) and call_name(self.node).startswith("trich_dan"):
            return call_name(self.node), self.topics[0]
        return None

    @property
    def literal(self) -> str | None:
        """Return the text when the expression is a quoted text, the escape for `{{`."""
        if isinstance(self.node, nodes.Const) and isinstance(self.node.value, str):
            return self.node.value
        return None


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
    except (TemplateSyntaxError, RecursionError) as error:
        return None, [Diagnostic(pos, "S003", f"biểu thức «{inside.strip()}» sai: {error}")]
    output = template.body[0] if len(template.body) == 1 else None
    if not isinstance(output, nodes.Output) or len(output.nodes) != 1:
        return None, [Diagnostic(pos, "S003", f"biểu thức «{inside.strip()}» sai")]
    check = _Check(pos)
    check.visit(output.nodes[0])
    if source is None and check.cites:
        message = "trich_dan chỉ dùng trong {{ }} của lời văn"
        return None, [Diagnostic(pos, "S003", message, hint="đếm văn bản thì dùng so_van_ban(chu_de=…)")]
    if check.problems:
        return None, check.problems
    tree = output.nodes[0]
    keys, topics = tuple(dict.fromkeys(check.keys)), tuple(dict.fromkeys(check.topics))
    return Expression(inside.strip(), tree, pos, keys, topics), []


def part(expression: Expression, tree: nodes.Expr) -> Expression:
    """Make an expression of one part of a checked one."""
    check = _Check(expression.pos)
    check.visit(tree)
    return Expression("", tree, expression.pos, tuple(dict.fromkeys(check.keys)), tuple(check.topics))


def key_of(node: nodes.Node) -> str | None:
    """Join the names of a dotted key; None when the node is something else."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        head = key_of(node.node)
        return f"{head}.{node.attr}" if head else None
    return None


def call_name(call: nodes.Call) -> str:
    """Return the name of the function that a call calls."""
    return key_of(call.node) or ""


BINARY: dict[type[nodes.BinExpr], str] = {
    nodes.Add: "+", nodes.Sub: "-", nodes.Mul: "*", nodes.Div: "/", nodes.And: "and", nodes.Or: "or",
}  # fmt: skip
COMPARE: dict[str, str] = {"eq": "==", "ne": "!=", "lt": "<", "lteq": "<=", "gt": ">", "gteq": ">="}


@dataclass
class _Check:
    """Walk a tree and let only the language through."""

    pos: Pos
    keys: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    cites: bool = False

    def visit(self, node: nodes.Node) -> None:
        key = key_of(node)
        if key:
            self.keys.append(key)
        elif isinstance(node, nodes.Const):
            self._constant(node)
        elif isinstance(node, nodes.Call):
            self._call(node)
        elif type(node) in BINARY or isinstance(node, (nodes.Not, nodes.Neg)):
            for child in node.iter_child_nodes():
                self.visit(child)
        elif isinstance(node, nodes.Compare) and len(node.ops) == 1 and node.ops[0].op in COMPARE:
            self.visit(node.expr)
            self.visit(node.ops[0].expr)
            if node.ops[0].op not in ("eq", "ne") and (_is_word(node.expr) or _is_word(node.ops[0].expr)):
                self._refuse("chữ chỉ so sánh được bằng == hoặc !=")
        else:
            self._refuse("biểu thức chỉ dùng khóa, số, chữ trong nháy, + - * /, so sánh, and, or, not")

    def _constant(self, node: nodes.Const) -> None:
        if isinstance(node.value, bool) or not isinstance(node.value, (int, float, str)):
            self._refuse(f"không nhận hằng {node.value!r}")
        elif isinstance(node.value, float) and not _is_exact(node.value):
            self._refuse(f"số có quá {_MAX_DIGITS} chữ số không đọc chính xác được")

    def _call(self, node: nodes.Call) -> None:
        name = call_name(node)
        if name not in FUNCTIONS:
            self._refuse(
                f"không có hàm «{name}»", nearest(name, FUNCTIONS) or f"các hàm: {', '.join(FUNCTIONS)}"
            )
        elif node.dyn_args or node.dyn_kwargs:
            self._refuse(f"hàm «{name}» không nhận * hay **")
        elif name in REGISTER_FUNCTIONS:
            self._topic(name, node)
        elif name == "phan_tram" and len(node.args) == 2 and not node.kwargs:
            self.visit(node.args[0])
            self.visit(node.args[1])
        elif name in STATE_FUNCTIONS and len(node.args) == 1 and not node.kwargs and key_of(node.args[0]):
            self.visit(node.args[0])
        else:
            need = "hai số" if name == "phan_tram" else "đúng một khóa"
            self._refuse(f"hàm «{name}» cần {need}")

    def _topic(self, name: str, node: nodes.Call) -> None:
        named = node.kwargs[0] if len(node.kwargs) == 1 and not node.args else None
        if (
            named
            and named.key == "chu_de"
            and isinstance(named.value, nodes.Const)
            and isinstance(named.value.value, str)
        ):
            self.cites = self.cites or name.startswith("trich_dan")
            self.topics.append(named.value.value)
        else:
            self._refuse(f'hàm «{name}» viết là {name}(chu_de="…")')

    def _refuse(self, message: str, hint: str = "") -> None:
        self.problems.append(Diagnostic(self.pos, "S003", message, hint=hint))


def _is_exact(value: float) -> bool:
    """Say whether Jinja's float still holds every digit that was typed."""
    number = Decimal(repr(value))
    return number.is_finite() and len(number.as_tuple().digits) <= _MAX_DIGITS


def _is_word(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Const) and isinstance(node.value, str)


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
