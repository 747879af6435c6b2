"""Drawn things in a text: a straight line may be the rule that the form asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from cchc_gen.lint.formats import whole

_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V = "{urn:schemas-microsoft-com:vml}"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn thing: a straight line with its length in twips (0 where unknown), or anything else."""

    is_line: bool
    length: int = 0


_LINES = ("line", "straightConnector1")
_EMU = 635
_POINT = 20
_LENGTH = re.compile(r"(?:^|;)width:([0-9]{1,4})(?:\.[0-9]{1,9})?pt")


def drawing(node: etree._Element) -> Drawing:
    """Tell a straight line, in any of the ways in which word processors draw one, from anything else."""
    shape = next(node.iter(f"{_A}prstGeom"), None)
    if shape is not None and shape.get("prst") in _LINES:
        extent = next(node.iter(f"{_WP}extent"), None)
        return Drawing(True, 0 if extent is None else (whole(extent.get("cx")) or 0) // _EMU)
    for line in node.iter(f"{_V}line"):
        ends = [re.match(r"-?[0-9]{1,5}", line.get(end, "")) for end in ("from", "to")]
        length = int(ends[1][0]) - int(ends[0][0]) if ends[0] and ends[1] else 0
        return Drawing(True, max(length, 0) * _POINT)
    for line in node.iter(f"{_V}shape"):
        if line.get("type", "") in ("#_x0000_t32", "#_x0000_t20"):
            found = _LENGTH.search(line.get("style", ""))
            return Drawing(True, int(found[1]) * _POINT if found else 0)
    return Drawing(False)
