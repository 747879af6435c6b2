"""The tags of a Word template: print, `for` over the document's own lists, `if`; nothing else.

Jinja reads them, and what is not on the list of what a template may do is refused. The rest becomes
plain values (`tagged`), so that filling needs no Jinja and can run no code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, meta, nodes

from cchc_gen.language.jinja_words import in_vietnamese
from cchc_gen.read.fields import nearest
from cchc_gen.word.tagged import (
    Both,
    Choice,
    Comparison,
    Constant,
    Either,
    Length,
    Literal,
    Loop,
    Not,
    Path,
    Print,
    Segment,
    TagError,
    Tagged,
    Value,
)

_JINJA = Environment(autoescape=True, keep_trailing_newline=True)
_JINJA.filters = {"length": len}
_JINJA.tests = {}

_TAG_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.Not, nodes.And, nodes.Or,
    nodes.Compare, nodes.Operand,
)  # fmt: skip
_STEPS = (nodes.Name, nodes.Getattr, nodes.Getitem)
"""What a way into a value may go through: it begins at a name."""


def read_tags(source: str, known: frozenset[str]) -> Tagged:
    """Read a text with tags, before any data is near; `known` are the names that it may use.

    Only printing, `for` over the document's own lists and `if` are allowed, so a template can run
    no code and loop no longer than the data is.

    Raises:
        TagError: the tags are wrong.
    """
    try:
        tree = _JINJA.parse(source)
        wrong = list(_wrong(tree, known))
        if wrong:
            raise TagError("; ".join(wrong))
        return _segments(tree.body)
    except TemplateSyntaxError as error:
        raise TagError(f"thẻ viết sai: {in_vietnamese(error.message or '')}") from None
    except RecursionError:
        raise TagError("thẻ lồng nhau quá sâu") from None


def _wrong(tree: nodes.Template, known: frozenset[str]) -> Iterator[str]:
    foreign = [f"thẻ dùng phép không được phép: {_foreign_name(node)}" for node in _foreign(tree)]
    yield from foreign
    if foreign:
        return
    if any(_repeats(loop) for loop in tree.find_all(nodes.For)):
        yield "vòng lặp trong chỉ được đi qua danh sách con của vòng ngoài, như h trong b.hang"
    for name in sorted(meta.find_undeclared_variables(tree) - known):
        hint = nearest(name, known)
        yield f"không có thẻ «{name}»{f'; {hint}' if hint else ''}"


def _foreign_name(node: nodes.Node) -> str:
    return f"bộ lọc «{node.name}»" if isinstance(node, nodes.Filter) else type(node).__name__


def _foreign(tree: nodes.Template) -> Iterator[nodes.Node]:
    waiting: list[nodes.Node] = [tree]
    while waiting:
        node = waiting.pop()
        if not _is_allowed(node):
            yield node
        waiting += node.iter_child_nodes()


def _is_allowed(node: nodes.Node) -> bool:
    match node:
        case nodes.Filter():
            return node.name in _JINJA.filters and not (node.args or node.kwargs)
        case nodes.Getattr():
            return isinstance(node.node, _STEPS)
        case nodes.Getitem():
            return isinstance(node.node, _STEPS) and isinstance(node.arg, nodes.Const)
        case nodes.Const():
            return isinstance(node.value, str | int | None)
        case nodes.For():
            return not node.recursive
    return isinstance(node, _TAG_NODES)


def _repeats(loop: nodes.For) -> bool:
    """Say whether a loop holds another that does not walk a part of its own item."""
    inner = [node for child in loop.body for node in (child, *child.find_all(nodes.For))]
    return any(not _walks_part(node) for node in inner if isinstance(node, nodes.For))


def _walks_part(loop: nodes.For) -> bool:
    return isinstance(loop.iter, nodes.Getattr) and isinstance(loop.iter.node, nodes.Name)


def _segments(read: Sequence[nodes.Node]) -> Tagged:
    found: list[Segment] = []
    for node in read:
        match node:
            case nodes.Output():
                found += [_printed(inner) for inner in node.nodes]
            case nodes.If():
                branches = ((_value(branch.test), _segments(branch.body)) for branch in (node, *node.elif_))
                found.append(Choice(tuple(branches), _segments(node.else_)))
            case nodes.For(target=nodes.Name(name=name)):
                only = _value(node.test) if node.test else Constant(value=True)
                body, otherwise = _segments(node.body), _segments(node.else_)
                found.append(Loop(name, _value(node.iter), only, body, otherwise))
    return tuple(found)


def _printed(node: nodes.Node) -> Literal | Print:
    return Literal(node.data) if isinstance(node, nodes.TemplateData) else Print(_value(node))


def _value(node: nodes.Node) -> Value:
    return _VALUES[type(node)](node)


def _path(node: Any) -> Path:
    """Follow a way to its beginning; it begins at a name."""
    steps: list[str | int] = []
    while not isinstance(node, nodes.Name):
        steps.append(node.attr if isinstance(node, nodes.Getattr) else node.arg.value)
        node = node.node
    return Path(node.name, tuple(reversed(steps)))


_VALUES: Mapping[type[nodes.Node], Callable[[Any], Value]] = {
    nodes.Const: lambda node: Constant(node.value),
    nodes.Name: _path,
    nodes.Getattr: _path,
    nodes.Getitem: _path,
    nodes.Filter: lambda node: Length(_value(node.node)),
    nodes.Not: lambda node: Not(_value(node.node)),
    nodes.And: lambda node: Both(_value(node.left), _value(node.right)),
    nodes.Or: lambda node: Either(_value(node.left), _value(node.right)),
    nodes.Compare: lambda node: Comparison(
        _value(node.expr), tuple((other.op, _value(other.expr)) for other in node.ops)
    ),
}
