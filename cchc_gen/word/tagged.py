"""A text with tags as plain values, and how it is filled.

What the tags mean is Jinja's, which reads them (`tags`). A tag can take a part of a record or a list
and nothing else, so that no template can run code.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cchc_gen.word.package import escaped

Scope = Mapping[str, object]
Printed = Callable[[object], str]


class TagError(Exception):
    """A template's tags are wrong; the message says which and how."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that stands in the template."""

    value: str | int | bool | None

    def of(self, scope: Scope) -> object:
        """Return the value."""
        return self.value


@dataclass(frozen=True, slots=True)
class Path:
    """A name, and the way from its value to a part of it: `than_bai[0].chu`."""

    name: str
    steps: tuple[str | int, ...] = ()

    def of(self, scope: Scope) -> object:
        """Return what stands under the name."""
        value = scope.get(self.name, _ABSENT)
        for step in self.steps:
            value = value[step] if type(value) is dict and step in value else _part(value, step)
        if value is _ABSENT:
            raise TagError(f"không có thẻ «{self.name}»")
        return value


@dataclass(frozen=True, slots=True)
class Length:
    """How many items a list has, or letters a text."""

    value: Value

    def of(self, scope: Scope) -> object:
        """Return the number."""
        value = self.value.of(scope)
        if not isinstance(value, (str, list, tuple)):
            raise TagError("chỉ đếm được danh sách hoặc chữ bằng |length")
        return len(value)


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    value: Value

    def of(self, scope: Scope) -> object:
        """Return whether the value is nothing."""
        return not self.value.of(scope)


@dataclass(frozen=True, slots=True)
class Both:
    """One thing and another: `and`."""

    left: Value
    right: Value

    def of(self, scope: Scope) -> object:
        """Return the first of them that is nothing, or the last."""
        return self.left.of(scope) and self.right.of(scope)


@dataclass(frozen=True, slots=True)
class Either:
    """One thing or another: `or`."""

    left: Value
    right: Value

    def of(self, scope: Scope) -> object:
        """Return the first of them that is something, or the last."""
        return self.left.of(scope) or self.right.of(scope)


_COMPARED: Mapping[str, Callable[..., bool]] = {
    "eq": operator.eq, "ne": operator.ne, "lt": operator.lt, "lteq": operator.le, "gt": operator.gt,
    "gteq": operator.ge, "in": lambda item, items: item in items,
    "notin": lambda item, items: item not in items,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Comparison:
    """A value against others, each with the one before it: `0 < loop.index < 9`."""

    first: Value
    others: tuple[tuple[str, Value], ...]

    def of(self, scope: Scope) -> object:
        """Return whether all of it holds."""
        left = self.first.of(scope)
        for how, other in self.others:
            right = other.of(scope)
            try:
                if not _COMPARED[how](left, right):
                    return False
            except TypeError:
                raise TagError("thẻ so sánh hai giá trị khác loại") from None
            left = right
        return True


Value = Constant | Path | Length | Not | Both | Either | Comparison


@dataclass(frozen=True, slots=True)
class Literal:
    """Text between tags."""

    text: str

    def write(self, scope: Scope, out: list[str], printed: Printed) -> None:
        """Write the text as it stands."""
        out.append(self.text)


@dataclass(frozen=True, slots=True)
class Print:
    """A tag that prints a value."""

    value: Value

    def write(self, scope: Scope, out: list[str], printed: Printed) -> None:
        """Write the value."""
        out.append(printed(self.value.of(scope)))


@dataclass(frozen=True, slots=True)
class Choice:
    """`if`, with its `elif` and `else`."""

    branches: tuple[tuple[Value, Tagged], ...]
    otherwise: Tagged

    def write(self, scope: Scope, out: list[str], printed: Printed) -> None:
        """Write the first branch whose condition holds."""
        body = self.otherwise
        for condition, branch in self.branches:
            if condition.of(scope):
                body = branch
                break
        for segment in body:
            segment.write(scope, out, printed)


@dataclass(frozen=True, slots=True)
class Loop:
    """`for` over a list; `only` is the condition that an item must meet."""

    name: str
    items: Value
    only: Value
    body: Tagged
    otherwise: Tagged

    def write(self, scope: Scope, out: list[str], printed: Printed) -> None:
        """Write the body for each item, or what stands for an empty list."""
        items = self.items.of(scope)
        if not isinstance(items, (list, tuple)):
            raise TagError("{% for … %} chỉ đi qua được danh sách")
        inner = dict(scope)
        chosen = [item for item in items if self._takes(item, inner)]
        for place, item in enumerate(chosen):
            inner[self.name] = item
            inner[_LOOP] = _counters(place, len(chosen))
            for segment in self.body:
                segment.write(inner, out, printed)
        for segment in () if chosen else self.otherwise:
            segment.write(scope, out, printed)

    def _takes(self, item: object, inner: dict[str, object]) -> bool:
        inner[self.name] = item
        return bool(self.only.of(inner))


Segment = Literal | Print | Choice | Loop
Tagged = tuple[Segment, ...]

_LOOP = "loop"
_ABSENT = object()


def _counters(place: int, length: int) -> dict[str, object]:
    return {
        "index0": place,
        "index": place + 1,
        "revindex0": length - place - 1,
        "revindex": length - place,
        "first": place == 0,
        "last": place == length - 1,
        "length": length,
    }


def _part(value: object, step: str | int) -> object:
    """Take one step into a list."""
    if isinstance(value, (list, tuple)) and isinstance(step, int) and step < len(value):
        return value[step]
    raise TagError(f"không có thẻ con «{step}»")


_MAX_OUTPUT = 60_000_000


def fill_tags(tagged: Tagged, values: Scope, *, escapes: bool) -> str:
    """Fill a text with tags; `escapes` for XML, where values must not become markup.

    A value is text, a count, a list, a record (a dictionary), or finished text, which gives its XML
    by `__html__` and its words by `str`.

    Raises:
        TagError: a name that does not exist, a value that cannot be printed, or too long a result.
    """
    out: list[str] = []
    printed = _in_xml if escapes else _in_text
    for segment in tagged:
        segment.write(values, out, printed)
    if sum(map(len, out)) > _MAX_OUTPUT:
        raise TagError("văn bản sinh ra quá lớn")
    return "".join(out)


def _in_xml(value: object) -> str:
    if isinstance(value, str):
        return escaped(value).replace('"', "&#34;")
    finished = getattr(value, "__html__", None)
    return str(finished()) if finished else _number(value)


def _in_text(value: object) -> str:
    return str(value) if isinstance(value, str) or hasattr(value, "__html__") else _number(value)


def _number(value: object) -> str:
    """Print a counter; the repr of a list or an object never reaches a document."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise TagError("thẻ {{ … }} chỉ in được chữ; danh sách thì dùng {%p for … in … %}")
