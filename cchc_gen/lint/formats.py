"""What runs and paragraphs look like in effect: defaults, styles, lists and direct marks, one over another.

Lengths stay in the file's whole units (twips, half-points); a value that cannot be worked out is None or "".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple, TypeVar

from lxml import etree

from cchc_gen.word.package import W

Properties = dict[str, object]
Key = TypeVar("Key")
Kind = TypeVar("Kind")
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_VAL = f"{W}val"
OFF = ("0", "false", "off", "none")
_DEFAULT_SIZE = 20
_LEVELS = 20


class Look(NamedTuple):
    """How the letters of a run look; `other_font` is for letters beyond ASCII, `size` in half-points."""

    font: str = ""
    other_font: str = ""
    size: int = _DEFAULT_SIZE
    bold: bool = False
    italic: bool = False
    underline: bool = False
    caps: bool = False
    hidden: bool = False
    raised: bool = False
    color: str = "auto"
    highlight: str = ""
    language: str = ""


class Layout(NamedTuple):
    """How a paragraph is laid out: lengths in twips; under the rule `auto`, `line` in 240ths of a line.

    `rule_above` and `rule_below` are its own borders, `edge_below` is that of the cell that it ends.
    """

    align: str = "left"
    left: int = 0
    right: int = 0
    first: int = 0
    before: int = 0
    after: int = 0
    line: int = 240
    line_rule: str = "auto"
    contextual: bool = False
    starts_page: bool = False
    rule_above: bool = False
    rule_below: bool = False
    edge_below: bool = False
    list_id: str = ""
    list_level: int = 0


_WHOLE = re.compile(r"-?[0-9]{1,9}(?=$|\.)")

TOGGLES = {"b": "bold", "i": "italic", "caps": "caps", "vanish": "hidden"}
"""The marks that styles switch over rather than set (ECMA-376, 17.7.3)."""


def _is_on(node: etree._Element) -> bool:
    return node.get(_VAL, "1") not in OFF


@lru_cache(maxsize=2048)
def whole(text: str | None) -> int | None:
    """Read a whole number of the file; a fraction is cut off, anything else is unknown."""
    found = _WHOLE.match(text or "")
    return int(found[0]) if found else None


def _put(found: Properties, key: str, value: object) -> None:
    if value is not None:
        found[key] = value


def _toggle(key: str) -> Callable[[etree._Element, Properties], None]:
    return lambda node, found: _put(found, key, _is_on(node))


def _value(key: str) -> Callable[[etree._Element, Properties], None]:
    return lambda node, found: _put(found, key, node.get(_VAL))


def _number(key: str) -> Callable[[etree._Element, Properties], None]:
    return lambda node, found: _put(found, key, whole(node.get(_VAL)))


def _size(node: etree._Element, found: Properties) -> None:
    """No letters have a size of nothing or less."""
    _put(found, "size", max(whole(node.get(_VAL)) or 0, 0) or None)


def _fonts(node: etree._Element, found: Properties) -> None:
    """A theme font outweighs a named one on the same element."""
    for key, name in (("font", "ascii"), ("other_font", "hAnsi")):
        theme = node.get(f"{W}{name}Theme")
        _put(found, key, f"@{theme}" if theme else node.get(W + name))


def _underline(node: etree._Element, found: Properties) -> None:
    found["underline"] = node.get(_VAL, "single") != "none"


def _color(node: etree._Element, found: Properties) -> None:
    theme = node.get(f"{W}themeColor")
    found["color"] = f"@{theme}" if theme else node.get(_VAL, "auto")


def _highlight(node: etree._Element, found: Properties) -> None:
    found["highlight"] = node.get(_VAL, "").replace("none", "")


_NO_FILL = ("auto", "FFFFFF", "ffffff")


def _shading(node: etree._Element, found: Properties) -> None:
    fill = node.get(f"{W}fill", "auto")
    if fill not in _NO_FILL:
        found["highlight"] = fill


def _raised(node: etree._Element, found: Properties) -> None:
    found["raised"] = node.get(_VAL) in ("superscript", "subscript")


_RUN: Mapping[str, Callable[[etree._Element, Properties], None]] = {
    f"{W}rFonts": _fonts,
    f"{W}sz": _size,
    f"{W}u": _underline,
    f"{W}color": _color,
    f"{W}highlight": _highlight,
    f"{W}shd": _shading,
    f"{W}vertAlign": _raised,
    f"{W}lang": _value("language"),
    f"{W}rStyle": _value("style"),
    **{W + tag: _toggle(key) for tag, key in TOGGLES.items()},
}


def _indent(node: etree._Element, found: Properties) -> None:
    for key, names in (("left", ("left", "start")), ("right", ("right", "end"))):
        for name in names:
            _put(found, key, whole(node.get(W + name)))
    hanging = whole(node.get(f"{W}hanging"))
    _put(found, "first", -hanging if hanging is not None else whole(node.get(f"{W}firstLine")))


_AUTOMATIC = 280


def _spacing(node: etree._Element, found: Properties) -> None:
    for key in ("before", "after"):
        _put(found, key, whole(node.get(W + key)))
        if node.get(f"{W}{key}Autospacing", "0") not in OFF:
            found[key] = _AUTOMATIC
    if node.get(f"{W}line"):
        _put(found, "line", whole(node.get(f"{W}line")))
        found["line_rule"] = node.get(f"{W}lineRule", "auto")


_NO_BORDER = ("none", "nil")


def _borders(node: etree._Element, found: Properties) -> None:
    for key, name in (("rule_above", "top"), ("rule_below", "bottom")):
        edge = node.find(W + name)
        if edge is not None:
            found[key] = edge.get(_VAL, "none") not in _NO_BORDER


def _list(node: etree._Element, found: Properties) -> None:
    for key, name in (("list_id", "numId"), ("list_level", "ilvl")):
        child = node.find(W + name)
        if child is not None:
            value = child.get(_VAL, "0")
            found[key] = value if key == "list_id" else whole(value) or 0


_ALIGN = {"start": "left", "end": "right", "distribute": "both", "justify": "both"}


def _align(node: etree._Element, found: Properties) -> None:
    value = node.get(_VAL, "left")
    found["align"] = _ALIGN.get(value, value)


_PARAGRAPH: Mapping[str, Callable[[etree._Element, Properties], None]] = {
    f"{W}jc": _align,
    f"{W}ind": _indent,
    f"{W}spacing": _spacing,
    f"{W}contextualSpacing": _toggle("contextual"),
    f"{W}pageBreakBefore": _toggle("starts_page"),
    f"{W}pBdr": _borders,
    f"{W}tcBorders": _borders,
    f"{W}numPr": _list,
    f"{W}pStyle": _value("style"),
}


def run_properties(node: etree._Element | None) -> Properties:
    """Read the marks of one `w:rPr`."""
    return _read(node, _RUN)


def paragraph_properties(node: etree._Element | None) -> Properties:
    """Read the marks of one `w:pPr`, or what a cell's `w:tcPr` shares with it: its borders."""
    return _read(node, _PARAGRAPH)


Marks = tuple[object, ...]


def _marks(node: etree._Element) -> Marks:
    """Write the marks of a node as a value, by which equal nodes are read once: a document has few kinds."""
    return tuple([(n.tag, *n.items(), *(_marks(n) if len(n) else ())) for n in node if n.tag in _KNOWN])


_KNOWN = frozenset((*_RUN, *_PARAGRAPH, *(W + tag for tag in ("numId", "ilvl", "top", "bottom"))))


def _read(
    node: etree._Element | None, readers: Mapping[str, Callable[[etree._Element, Properties], None]]
) -> Properties:
    found: Properties = {}
    for child in () if node is None else node:
        reader = readers.get(child.tag)
        if reader:
            reader(child, found)
    return found


class Shape(NamedTuple):
    """A paragraph's style, the default one where none is known, its layout, and its letters' look."""

    style: str
    layout: Layout
    look: Look


class Style(NamedTuple):
    """One style's own marks, before what it is based on."""

    base: str
    run: Properties
    paragraph: Properties


def _style(base: str, node: etree._Element) -> Style:
    run, paragraph = run_properties(node.find(f"{W}rPr")), paragraph_properties(node.find(f"{W}pPr"))
    return Style(base, run, paragraph)


class StyleSheet:
    """All styles of a file, and the effective look and layout that they give. Lookups are remembered."""

    def __init__(
        self,
        styles: etree._Element | None,
        theme: etree._Element | None,
        list_indent: Callable[[str, int], Properties],
    ) -> None:
        self._styles: dict[str, Style] = {}
        self._defaults: dict[str, str] = {}
        self._run, self._paragraph = Properties(), Properties()
        self._theme = dict(_theme_fonts(theme))
        self._list_indent = list_indent
        for node in () if styles is None else styles:
            if node.tag == f"{W}docDefaults":
                self._run = run_properties(node.find(f"{W}rPrDefault/{W}rPr"))
                self._paragraph = paragraph_properties(node.find(f"{W}pPrDefault/{W}pPr"))
            elif node.tag == f"{W}style":
                self._add(node)
        self._looks: dict[tuple[str, str, Marks], Look] = {}
        self._shapes: dict[tuple[str, Marks], Shape] = {}

    def _add(self, node: etree._Element) -> None:
        name, base = node.get(f"{W}styleId", ""), node.find(f"{W}basedOn")
        self._styles[name] = _style("" if base is None else base.get(_VAL, ""), node)
        for part in node.iter(f"{W}tblStylePr"):
            self._styles[f"{name}/{part.get(f'{W}type')}"] = _style(name, part)
        if node.get(f"{W}default", "0") not in OFF:
            self._defaults[node.get(f"{W}type", "")] = name

    def part_of_table(self, style: str, part: str) -> str:
        """Name what a table's style sets for a part (`firstRow`); the style itself where it has none."""
        name = f"{style}/{part}"
        return name if name in self._styles else style

    def _chain(self, name: str) -> Iterator[Style]:
        """Walk from a style's last base to the style itself; a ring of bases is cut."""
        chain: list[Style] = []
        while name in self._styles and len(chain) < _LEVELS:
            chain.append(self._styles[name])
            name = chain[-1].base
        return reversed(chain)

    def look(self, style: str, table_style: str, node: etree._Element | None) -> Look:
        """Return how letters look under a paragraph's style, a table's and their own `w:rPr`."""
        key = (style, table_style, () if node is None else _marks(node))
        look = self._looks.get(key)
        if look is None:
            look = self._look(style, table_style, run_properties(node))
            _remember(self._looks, key, look)
        return look

    def shape(self, table_style: str, node: etree._Element | None) -> Shape:
        """Return what a paragraph is like under a table's style and its own `w:pPr`."""
        key = (table_style, () if node is None else _marks(node))
        shape = self._shapes.get(key)
        if shape is None:
            direct = paragraph_properties(node)
            name = str(direct.pop("style", ""))
            style = name if name in self._styles else self._defaults.get("paragraph", "")
            layout = self._layout(style, table_style, direct)
            shape = Shape(style, layout, self.look(style, table_style, None))
            _remember(self._shapes, key, shape)
        return shape

    def _look(self, style: str, table_style: str, marks: Properties) -> Look:
        layers = [
            _joined(s.run for s in self._chain(table_style)),
            _joined(s.run for s in self._chain(style)),
        ]
        layers.append(_joined(s.run for s in self._chain(str(marks.pop("style", "")))))
        found = self._run | _joined(iter(layers))
        for key in TOGGLES.values():
            if not self._run.get(key):
                found[key] = sum(bool(layer.get(key)) for layer in layers) % 2 == 1
        found |= marks
        for key in ("font", "other_font"):
            name = str(found.get(key, ""))
            found[key] = self._theme.get(name[1:], "") if name.startswith("@") else name
        return Look(**_known(found, Look))  # type: ignore[arg-type]

    def _layout(self, style: str, table_style: str, direct: Properties) -> Layout:
        found = self._paragraph | _joined(s.paragraph for s in self._chain(table_style))
        for layer in (*(s.paragraph for s in self._chain(style)), direct):
            if "list_id" in layer:
                found |= self._list_indent(str(layer["list_id"]), int(str(layer.get("list_level", 0))))
            found |= layer
        return Layout(**_known(found, Layout))  # type: ignore[arg-type]


_REMEMBERED = 2_000


def _remember(known: dict[Key, Kind], key: Key, value: Kind) -> None:
    """Keep a value; nearly all documents have few kinds, and those of one with many are worth nothing."""
    if len(known) >= _REMEMBERED:
        known.clear()
    known[key] = value


def _joined(layers: Iterator[Properties]) -> Properties:
    joined: Properties = {}
    for layer in layers:
        joined |= layer
    return joined


def _known(found: Properties, kind: type[Look] | type[Layout]) -> Properties:
    return {key: value for key, value in found.items() if key in kind._fields}


def _theme_fonts(theme: etree._Element | None) -> Iterator[tuple[str, str]]:
    if theme is None:
        return
    for size in ("major", "minor"):
        latin = theme.find(f".//{_A}{size}Font/{_A}latin")
        if latin is not None:
            for script in ("Ascii", "HAnsi"):
                yield f"{size}{script}", latin.get("typeface", "")
