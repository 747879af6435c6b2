"""Read YAML text as a stream of events, and say where it cannot be read.

The only module that knows PyYAML. It hides two parsers behind one behaviour: PyYAML's own is the law
for what is accepted, where it stands and what is said of it; libyaml, ten times as fast, reads the
texts on which both agree. Neither builds anything: tags, anchors and aliases are refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple, TypeVar

import yaml

from cchc_gen.read.slips import Halt

MAX_DEPTH = 20

Place = tuple[int, int]
"""A line and a column, counted from 0."""


Kind = Literal["scalar", "sequence", "mapping", "end"]


class Event(NamedTuple):
    """A scalar, where a sequence or mapping begins, or the end of the one begun last.

    A plain scalar has no style, and only scalars have a value.
    """

    kind: Kind
    start: Place
    end: Place
    value: str = ""
    style: str = ""


_KINDS: dict[type[yaml.Event], Kind] = {
    yaml.ScalarEvent: "scalar",
    yaml.SequenceStartEvent: "sequence",
    yaml.MappingStartEvent: "mapping",
    yaml.SequenceEndEvent: "end",
    yaml.MappingEndEvent: "end",
}

Built = TypeVar("Built")


def compose(text: str, build: Callable[[Iterator[Event]], Built]) -> Built | Halt:
    r"""Return what `build` makes of the events of a text, or where and why the text cannot be read.

    `build` may be called twice, and need not exhaust the events: the whole text must be readable.
    Lines end in \n and hold no control characters.
    """
    if yaml.__with_libyaml__ and not _is_read_otherwise(text):
        try:
            return _built(build, _agreed(text))
        except yaml.YAMLError:
            pass  # only PyYAML's own words and places are explained
    try:
        return _built(build, _events(yaml.BaseLoader(text)))
    except yaml.MarkedYAMLError as error:
        return _halt(error, text)


def _built(build: Callable[[Iterator[Event]], Built], events: Iterator[Event]) -> Built:
    built = build(events)
    for _ in events:
        pass
    return built


class _Refused(yaml.MarkedYAMLError):
    """A YAML feature that a facts file has no use for, or a text that the parsers may read differently."""


_TAKEN_BY_ONE = re.compile(r"\t|[|>][-+0-9]*#")
"""Tabs between words and a comment glued to a block's sign: libyaml takes them, PyYAML does not."""


def _is_read_otherwise(text: str) -> bool:
    """Tell a text that libyaml takes or places otherwise: it ends an unended last line one line below."""
    last = text[text.rfind("\n") + 1 :]
    return "{{" in last or _TAKEN_BY_ONE.search(text) is not None


def _agreed(text: str) -> Iterator[Event]:
    """Read by libyaml, up to an event that PyYAML may read or place otherwise."""
    lines = text.split("\n")
    for event in _events(yaml.CBaseLoader(text)):
        if event.kind == "scalar" and not event.style and _is_doubtful(event, lines):
            raise _Refused(problem="doubt")
        yield event


def _is_doubtful(event: Event, lines: list[str]) -> bool:
    """Tell a ? that may have ended a text in brackets, and nothing that is not right behind its sign."""
    if event.value:
        return "?" in event.value
    line, column = event.start
    return column == 0 or lines[line][column - 1] not in ":-?"


def _events(loader: Any) -> Iterator[Event]:
    """Read the one document of a text, refusing what does not belong there before it can grow."""
    documents = depth = 0
    try:
        for event in iter(loader.get_event, None):
            kind = _KINDS.get(type(event))
            documents += kind is None and isinstance(event, yaml.DocumentStartEvent)
            problem = _problem(event, kind, depth, documents)
            start, stop = event.start_mark, event.end_mark
            if problem:
                raise _Refused(problem=problem, problem_mark=start)
            places = (start.line, start.column), (stop.line, stop.column)
            if kind == "scalar":
                yield Event(kind, *places, event.value, event.style or "")
            elif kind:
                depth += -1 if kind == "end" else 1
                yield Event(kind, *places)
    except (ValueError, OverflowError):  # PyYAML asks chr() for letters beyond Unicode, like \UFFFFFFFF
        problem, mark = "found unknown escape character", loader.get_mark()
        raise _Refused(problem=problem, problem_mark=mark) from None


def _problem(event: Any, kind: Kind | None, depth: int, documents: int) -> str | None:
    """Name what a facts file has no use for."""
    if kind == "end":
        return None
    if kind is None:
        alias = "alias" if isinstance(event, yaml.AliasEvent) else None
        return alias if documents < 2 else "but found another document"
    if event.anchor:
        return "anchor"
    if event.tag:
        return "tag"
    return "depth" if depth >= MAX_DEPTH else None


def _halt(error: yaml.MarkedYAMLError, text: str) -> Halt:
    """Say in plain numbers where PyYAML gave up."""
    mark, opened = error.problem_mark or error.context_mark, error.context_mark
    at = (mark.line, mark.column) if mark else (0, 0)
    return Halt(
        error.problem or "", at, (opened.line, opened.column) if opened else None, _long_quote(text, at)
    )


def _long_quote(text: str, end: Place) -> Place | None:
    """Find where a quoted text began that runs over several lines and ends on the line of `end`."""
    found = None
    try:
        for token in yaml.scan(text, Loader=yaml.BaseLoader):
            start, stop = token.start_mark, token.end_mark
            if (start.line, start.column) >= end:
                break
            if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"') and start.line < stop.line:
                found = (start.line, start.column) if stop.line == end[0] else None
    except (yaml.YAMLError, ValueError, OverflowError):
        pass
    return found
