"""The tags of a Word template: print, `for` over the document's own lists, `if`; nothing else.

Jinja fills them in a sandbox, with every name declared, no helpers, and a limit on what comes out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from jinja2 import (
    Environment,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateSyntaxError,
    Undefined,
    meta,
    nodes,
)
from jinja2.sandbox import SandboxedEnvironment

from cchc_gen.read.fields import nearest

_TAG_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Const,
    nodes.Getitem, nodes.For, nodes.If, nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand,
)  # fmt: skip
_TAG_FILTERS = ("length",)


_MAX_OUTPUT = 60_000_000


class TagError(Exception):
    """A template's tags are wrong; the message says which and how."""


def _printable(value: object) -> object:
    """Let text and counters through; the repr of a list or an object never reaches a document."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if is_number or isinstance(value, (str, Undefined)) or hasattr(value, "__html__"):
        return value
    raise TagError("thẻ {{ … }} chỉ in được chữ; danh sách thì dùng {%p for … in … %}")


class _Sandbox(SandboxedEnvironment):
    """Jinja's sandbox; the document's own records, which hold nothing but values, need no questions."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is SimpleNamespace and attribute in obj.__dict__:
            return obj.__dict__[attribute]
        return super().getattr(obj, attribute)


def _environment(*, escapes: bool) -> Environment:
    environment = _Sandbox(
        autoescape=escapes, undefined=StrictUndefined, keep_trailing_newline=True, finalize=_printable
    )
    environment.filters = {name: environment.filters[name] for name in _TAG_FILTERS}
    environment.globals.clear()
    environment.tests.clear()
    return environment


_IN_XML, _IN_TEXT = _environment(escapes=True), _environment(escapes=False)


def fill_tags(source: str, values: Mapping[str, object], *, escapes: bool) -> str:
    """Fill a text with tags; `escapes` for XML, where values must not become markup.

    Raises:
        TagError: a tag that is not allowed, a name that does not exist, or too long a result.
    """
    template = _ready(source, frozenset(values), escapes)
    pieces, size = [], 0
    try:
        for piece in template.generate(values):
            size += len(piece)
            if size > _MAX_OUTPUT:
                raise TagError("văn bản sinh ra quá lớn")
            pieces.append(piece)
    except TemplateError as error:
        raise TagError(_in_words(error)) from None
    except RecursionError:
        raise TagError("thẻ lồng nhau quá sâu") from None
    return "".join(pieces)


@lru_cache(maxsize=64)
def _ready(source: str, known: frozenset[str], escapes: bool) -> Template:
    """Check and compile a text with tags, once for all documents that it is filled with."""
    wrong = check_tags(source, known)
    if wrong:
        raise TagError("; ".join(wrong))
    try:
        return (_IN_XML if escapes else _IN_TEXT).from_string(source)
    except TemplateError as error:
        raise TagError(_in_words(error)) from None
    except (SyntaxError, RecursionError):
        raise TagError("thẻ lồng nhau quá sâu") from None


def _in_words(error: TemplateError) -> str:
    attribute = re.search(r"has no attribute '(\w+)'", str(error))
    return f"không có thẻ con «{attribute[1]}»" if attribute else str(error)


def check_tags(source: str, known: frozenset[str]) -> list[str]:
    """Check the tags of a Word template before any data is near; returns what is wrong.

    Only printing, `for` over the document's own lists and `if` are allowed, so a template can run
    no code and loop no longer than the data is.
    """
    try:
        tree = _IN_XML.parse(source)
    except TemplateSyntaxError as error:
        return [_syntax(error.message or "")]
    except RecursionError:
        return ["thẻ lồng nhau quá sâu"]
    wrong = [f"thẻ dùng phép không được phép: {_foreign_name(node)}" for node in _foreign(tree)]
    if wrong:
        return wrong
    if any(_repeats(loop) for loop in tree.find_all(nodes.For)):
        wrong.append("vòng lặp trong chỉ được đi qua danh sách con của vòng ngoài, như h trong b.hang")
    for name in sorted(meta.find_undeclared_variables(tree) - known):
        hint = nearest(name, known)
        wrong.append(f"không có thẻ «{name}»{f'; {hint}' if hint else ''}")
    return wrong


def _syntax(message: str) -> str:
    """Say in Vietnamese what Jinja found wrong."""
    wanted = re.search(r"innermost block that needs to be closed is '(\w+)'", message)
    if wanted:
        return f"thẻ «{wanted[1]}» mở ra mà thiếu thẻ đóng end{wanted[1]}"
    unknown = re.search(r"unknown tag '(\w+)'", message)
    if unknown:
        return f"thẻ «{unknown[1]}» không có, hoặc đứng sai chỗ"
    return f"thẻ viết sai ({message})"


def _foreign_name(node: nodes.Node) -> str:
    return f"bộ lọc «{node.name}»" if isinstance(node, nodes.Filter) else type(node).__name__


def _foreign(tree: nodes.Template) -> Iterator[nodes.Node]:
    waiting: list[nodes.Node] = [tree]
    while waiting:
        node = waiting.pop()
        is_filter = isinstance(node, nodes.Filter) and node.name in _TAG_FILTERS
        if not isinstance(node, _TAG_NODES) and not is_filter:
            yield node
        waiting += node.iter_child_nodes()


def _repeats(loop: nodes.For) -> bool:
    """Say whether a loop holds another that does not walk a part of its own item."""
    inner = [node for child in loop.body for node in (child, *child.find_all(nodes.For))]
    return any(not _walks_part(node) for node in inner if isinstance(node, nodes.For))


def _walks_part(loop: nodes.For) -> bool:
    return isinstance(loop.iter, nodes.Getattr) and isinstance(loop.iter.node, nodes.Name)
