"""How wide the text of a paragraph may be: a page or a cell less its margins. Few paragraphs are asked."""

from __future__ import annotations

from lxml import etree

from cchc_gen.lint.contents import Paragraph, Word
from cchc_gen.lint.formats import whole
from cchc_gen.word.package import W


def width_of(paragraph: Paragraph, word: Word) -> int:
    """Measure a paragraph in twips, less its indents; nothing where that cannot be told."""
    cell = next(paragraph.element.iterancestors(f"{W}tc"), None)
    if cell is not None:
        outer = _width_of_cell(cell)
    else:
        outer = _text_width(word.sections[paragraph.section].element) if word.sections else 0
    return max(outer - paragraph.layout.left - paragraph.layout.right, 0)


_CELL_MARGIN = 216


def _width_of_cell(cell: etree._Element) -> int:
    width, table = cell.find(f"{W}tcPr/{W}tcW"), next(cell.iterancestors(f"{W}tbl"), None)
    if width is None or table is None or width.get(f"{W}type", "dxa") != "dxa":
        return 0
    return max((whole(width.get(f"{W}w")) or 0) - _cell_margins(table), 0)


def _cell_margins(table: etree._Element) -> int:
    margins = table.find(f"{W}tblPr/{W}tblCellMar")
    if margins is None:
        return _CELL_MARGIN
    names = (("left", "start"), ("right", "end"))
    found = [next((n for name in both if (n := margins.find(W + name)) is not None), None) for both in names]
    return sum(_CELL_MARGIN // 2 if n is None else whole(n.get(f"{W}w")) or 0 for n in found)


def _text_width(section: etree._Element) -> int:
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    if size is None or margins is None:
        return 0
    sides = [whole(margins.get(W + side)) or 0 for side in ("left", "right")]
    return max((whole(size.get(f"{W}w")) or 0) - sum(sides), 0)
