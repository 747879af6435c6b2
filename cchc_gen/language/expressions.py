"""The one expression language: Jinja's syntax, held to an allow-list.

An expression is checked once and becomes a tree, which `evaluation` walks, so a rule can reach
nothing but the figures it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.language.tree import (
    CITATION_FUNCTIONS,
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
from cchc_gen.read.source import Text

_MAX_LENGTH = 1000


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression: its text, its tree, the keys and the register topics it names.

    A figure of an earlier period is a key of its own: `ky_truoc(<key>)`.
    """

    source: str
    tree: Node
    pos: Pos
    keys: tuple[str, ...]
    topics: tuple[Topic, ...]

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
        tree = self.tree
        if isinstance(tree, Call) and tree.topic and tree.function in CITATION_FUNCTIONS:
            return tree.function, tree.topic.name
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
    tree, problems = _tree(inside, pos)
    if tree is None:
        return None, problems
    if source is None and any(isinstance(n, Call) and n.function in CITATION_FUNCTIONS for n in _named(tree)):
        message = "trich_dan chỉ dùng trong {{ }} của lời văn"
        return None, [Diagnostic(pos, "S003", message, hint="đếm văn bản thì dùng so_van_ban(chu_de=…)")]
    return (None, problems) if problems else (_expression(inside.strip(), tree, pos), [])


def _tree(source: str, pos: Pos) -> tuple[Node | None, list[Diagnostic]]:
    """Read the tree of an expression; one that is nothing but a key, as most are, needs no parser."""
    key = source.strip()
    if all(name.isidentifier() for name in key.split(".")) and key.partition(".")[0] not in _WORDS:
        return Key(key), []
    from cchc_gen.language.syntax import read_tree  # noqa: PLC0415  Jinja is slow to import

    return read_tree(source, pos)


_WORDS = {"not", "true", "True", "false", "False", "none", "None"}
"""What Jinja takes for something else than a name where an expression begins."""


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


def slots(text: str) -> Iterator[tuple[int, str, str]]:
    """Cut a text into ("data", …) and ("slot", …) pieces with their offsets.

    Jinja says where a slot ends; a text whose slots hold nothing but keys can be cut in one way only.

    Raises:
        ValueError: braces that open and do not close, a `{%` or `{#`, or a sign that eats spaces (`{{-`).
    """
    pieces = list(_cut_at_keys(text))
    if not any(kind == "data" and _OPENS.search(piece) for _, kind, piece in pieces):
        return iter(pieces)
    from cchc_gen.language.syntax import cut  # noqa: PLC0415  Jinja is slow to import

    return cut(text)


_OPENS = re.compile(r"\{[{%#]|\r")
_KEY_SLOT = re.compile(r"(?<!\{)\{\{(\s*[^\W\d]\w*(?:\.[^\W\d]\w*)*\s*)\}\}")


def _cut_at_keys(text: str) -> Iterator[tuple[int, str, str]]:
    at = 0
    for slot in _KEY_SLOT.finditer(text):
        if at < slot.start():
            yield at, "data", text[at : slot.start()]
        yield slot.start(1), "slot", slot[1]
        at = slot.end()
    if at < len(text):
        yield at, "data", text[at:]
