"""What Word prints before the paragraphs of an automatic list: «I.», «1.», «a)», «-»."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from lxml import etree

from cchc_gen.base.vietnamese import roman
from cchc_gen.lint.formats import Properties, paragraph_properties, whole
from cchc_gen.word.package import W

_VAL = f"{W}val"
_MOST = 3_000


def _latin(number: int) -> str:
    """Count as Word's lists do: a … z, aa, bb: the English alphabet, which has no đ."""
    turns, place = divmod(max(number, 1) - 1, 26)
    return chr(ord("a") + place) * (turns + 1)


_FORMATS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "upperRoman": roman,
    "lowerRoman": lambda number: roman(number).lower(),
    "lowerLetter": _latin,
    "upperLetter": lambda number: _latin(number).upper(),
}


class Level(NamedTuple):
    """One level of a list: how it counts, what stands around the number, where it begins."""

    form: str
    text: str
    start: int
    indent: Properties


class Lists:
    """The lists that a file defines."""

    def __init__(self, root: etree._Element | None) -> None:
        kinds = (
            {} if root is None else {_attribute(n, "abstractNumId"): n for n in root.iter(f"{W}abstractNum")}
        )
        self.levels: dict[tuple[str, int], Level] = {}
        self.kinds: dict[str, str] = {}
        for node in () if root is None else root.iter(f"{W}num"):
            name, kind = _attribute(node, "numId"), node.find(f"{W}abstractNumId")
            self.kinds[name] = "" if kind is None else kind.get(_VAL, "")
            source = kinds.get(self.kinds[name])
            for level in () if source is None else source.iter(f"{W}lvl"):
                self.levels[name, whole(_attribute(level, "ilvl")) or 0] = _level(level)
            for override in node.iter(f"{W}lvlOverride"):
                self._override(name, override)

    def _override(self, name: str, node: etree._Element) -> None:
        at = (name, whole(_attribute(node, "ilvl")) or 0)
        level, start = node.find(f"{W}lvl"), node.find(f"{W}startOverride")
        if level is not None:
            self.levels[at] = _level(level)
        if start is not None and at in self.levels:
            old = self.levels[at]
            self.levels[at] = Level(old.form, old.text, whole(start.get(_VAL)) or 0, old.indent)
            self.kinds[name] = f"{self.kinds[name]}/{name}"

    def indent(self, name: str, level: int) -> Properties:
        """Return the indents that a level gives its paragraphs."""
        found = self.levels.get((name, level))
        return found.indent if found else {}


class Numbers:
    """The numbers that lists print; they are counted on as the paragraphs are read in order."""

    def __init__(self, lists: Lists) -> None:
        self._levels, self._kinds = lists.levels, lists.kinds
        self._counts: dict[tuple[str, int], int] = {}

    def label(self, name: str, level: int) -> str:
        """Count one paragraph on and return what stands before it; nothing where the list is unknown."""
        found = self._levels.get((name, level))
        if found is None:
            return ""
        kind = self._kinds[name]
        self._counts[kind, level] = self._counts.get((kind, level), found.start - 1) + 1
        for deeper in [at for at in self._counts if at[0] == kind and at[1] > level]:
            del self._counts[deeper]
        text = found.text
        for place in range(level + 1):
            text = text.replace(f"%{place + 1}", self._number(name, kind, place))
        return text

    def _number(self, name: str, kind: str, place: int) -> str:
        level = self._levels.get((name, place))
        if level is None:
            return ""
        count = self._counts.get((kind, place), level.start)
        return _FORMATS.get(level.form, str)(min(count, _MOST))


def _attribute(node: etree._Element, name: str) -> str:
    return node.get(W + name, "")


def _level(node: etree._Element) -> Level:
    values = {name: node.find(W + name) for name in ("numFmt", "lvlText", "start")}
    form, text, start = (found.get(_VAL, "") if found is not None else "" for found in values.values())
    if form in ("bullet", "none"):
        text = "-" if form == "bullet" else ""
    indent = {k: v for k, v in paragraph_properties(node.find(f"{W}pPr")).items() if k in ("left", "first")}
    first = whole(start)
    return Level(form, text, 1 if first is None else first, indent)
