"""Drawn things in a text: a straight line may be the rule that the form asks for."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from lxml import etree

from cchc_gen.lint.formats import whole

_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V = "{urn:schemas-microsoft-com:vml}"


class Drawing(NamedTuple):
    """A drawn thing: a straight line, or anything else.

    The length of a line is in twips, 0 where it is unknown or goes by another measure than the column that
    the text stands in. `start` is where it begins in that column; None where it goes by an edge or a middle.
    """

    is_line: bool
    length: int = 0
    start: int | None = None


_LINES = ("line", "straightConnector1")
_EMU = 635
_TWIPS = {"pt": Decimal(20), "in": Decimal(1440), "cm": Decimal("566.93"), "mm": Decimal("56.693")}
_MEASURE = r"(-?[0-9]{0,5}(?:\.[0-9]{1,9})?)(pt|in|cm|mm)"
_POINT = re.compile(rf"{_MEASURE}|0(?=,|$)")
_STYLE = {name: re.compile(rf"(?:^|;)\s*{name}:{_MEASURE}") for name in ("width", "margin-left")}
_ELSEWHERE = re.compile(r"mso-position-horizontal-relative:\s*(?!text|char)")
_GROUPS = ("wgp", "wpc")


def drawing(node: etree._Element) -> Drawing:
    """Tell a straight line, in any of the ways in which word processors draw one, from anything else."""
    shape = next(node.iter(f"{_A}prstGeom"), None)
    if shape is not None and shape.get("prst") in _LINES:
        return _anchored(node)
    for line in node.iter(f"{_V}line"):
        start, end = (_twips(_POINT.match(line.get(name, ""))) for name in ("from", "to"))
        if start is None or end is None or _ELSEWHERE.search(line.get("style", "")):
            return Drawing(True)
        return Drawing(True, abs(end - start), min(start, end))
    for line in node.iter(f"{_V}shape"):
        if line.get("type", "") in ("#_x0000_t32", "#_x0000_t20"):
            style = line.get("style", "")
            length, start = (_twips(_STYLE[name].search(style)) for name in ("width", "margin-left"))
            return Drawing(True) if _ELSEWHERE.search(style) else Drawing(True, length or 0, start)
    return Drawing(False)


def _anchored(node: etree._Element) -> Drawing:
    """Measure a line of DrawingML; one in a group or on a canvas has the measures of that."""
    extent, across = (next(node.iter(f"{_WP}{tag}"), None) for tag in ("extent", "positionH"))
    grouped = any(etree.QName(part).localname in _GROUPS for part in node.iter(etree.Element))
    elsewhere = across is not None and across.get("relativeFrom", "column") not in ("column", "character")
    if extent is None or grouped or elsewhere:
        return Drawing(True)
    offset = None if across is None else across.find(f"{_WP}posOffset")
    start = None if offset is None else whole(offset.text)
    return Drawing(True, (whole(extent.get("cx")) or 0) // _EMU, None if start is None else start // _EMU)


def _twips(measure: re.Match[str] | None) -> int | None:
    if measure is None:
        return None
    return int(Decimal(measure[1] or 0) * _TWIPS[measure[2]]) if measure[2] else 0
