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
    """A drawn thing: a straight line with its length in twips (0 where unknown), or anything else."""

    is_line: bool
    length: int = 0


_LINES = ("line", "straightConnector1")
_EMU = 635
_TWIPS = {"pt": Decimal(20), "in": Decimal(1440), "cm": Decimal("566.93"), "mm": Decimal("56.693")}
_MEASURE = r"(-?[0-9]{1,5}(?:\.[0-9]{1,9})?)(pt|in|cm|mm)"
_START, _WIDTH = re.compile(_MEASURE), re.compile(rf"(?:^|;)width:{_MEASURE}")


def drawing(node: etree._Element) -> Drawing:
    """Tell a straight line, in any of the ways in which word processors draw one, from anything else."""
    shape = next(node.iter(f"{_A}prstGeom"), None)
    if shape is not None and shape.get("prst") in _LINES:
        extent = next(node.iter(f"{_WP}extent"), None)
        return Drawing(True, 0 if extent is None else (whole(extent.get("cx")) or 0) // _EMU)
    for line in node.iter(f"{_V}line"):
        start, end = (_START.match(line.get(name, "")) for name in ("from", "to"))
        return Drawing(True, abs(_twips(end) - _twips(start)) if start and end else 0)
    for line in node.iter(f"{_V}shape"):
        if line.get("type", "") in ("#_x0000_t32", "#_x0000_t20"):
            found = _WIDTH.search(line.get("style", ""))
            return Drawing(True, _twips(found) if found else 0)
    return Drawing(False)


def _twips(measure: re.Match[str]) -> int:
    return int(Decimal(measure[1]) * _TWIPS[measure[2]])
