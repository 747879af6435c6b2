"""Read a Word file into its contents: sections, and paragraphs in reading order with their looks.

Body, then notes, headers and footers; tables by row and cell. Text is read as it shows: capitals by a mark
are capitals, no-break spaces are spaces; deleted text, field codes and the fallbacks of drawings are left
out. What cannot be opened at all becomes one diagnostic.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.lint.contents import (
    BODY,
    BOX,
    FOOTER,
    HEADER,
    NOTE,
    Paragraph,
    Place,
    Run,
    Section,
    Table,
    Word,
)
from cchc_gen.lint.drawings import Drawing, drawing
from cchc_gen.lint.formats import OFF, Look, StyleSheet, paragraph_properties, whole
from cchc_gen.lint.numbering import Lists
from cchc_gen.lint.packages import Package, Unreadable
from cchc_gen.word.package import W, another_kind

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_VAL, _TYPE = f"{W}val", f"{W}type"
_P, _PPR, _R, _RPR, _T, _TABLE = (W + tag for tag in ("p", "pPr", "r", "rPr", "t", "tbl"))


def read_word(content: bytes, name: str) -> tuple[Word | None, list[Diagnostic]]:
    """Open a file's bytes; `name` is the path that diagnostics print."""
    try:
        refused = another_kind(content)
        if not refused:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                return _Reader(Package(archive)).word(), []
    except Unreadable as error:
        refused = str(error)
    except (zipfile.BadZipFile, RuntimeError, EOFError, zlib.error, KeyError, NotImplementedError):
        refused = "tệp .docx hỏng (không giải nén được)"
    except etree.XMLSyntaxError:
        refused = "tệp .docx hỏng (XML sai cú pháp)"
    hint = "mở tệp trong Word hoặc LibreOffice rồi lưu lại thành .docx"
    return None, [Diagnostic(Pos(name), "L001", refused, hint=hint)]


_TRACKED = [
    W + tag
    for tag in ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange")
]
_CONTAINERS = frozenset(
    [
        W + tag
        for tag in ("hyperlink", "smartTag", "ins", "moveTo", "sdt", "sdtContent", "fldSimple", "customXml")
    ]
    + [f"{W}dir", f"{W}bdo", f"{_MC}AlternateContent", f"{_MC}Choice"]
)
_BLOCK_CONTAINERS = _CONTAINERS | {f"{W}footnote", f"{W}endnote"}
SPACES = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}
_NUMBER_FIELD = re.compile(r"\s*PAGE\b")


class _Reader:
    """Reads in order; what it stands in at the moment (section, table, width) is its state."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.lists = Lists(package.related("numbering"))
        self.styles = StyleSheet(package.related("styles"), package.related("theme"), self.lists.indent)
        self.count = self.section = self.table_count = self.width = 0
        self.table_style = ""
        self.fields: list[str] = []
        self.tables: list[Table] = []

    def word(self) -> Word:
        body = self.package.part(self.package.main).find(f"{W}body")
        if body is None:
            raise Unreadable("tệp không phải văn bản Word thường (có thể lưu ở dạng Strict Open XML)")
        pages = [node for node in body.iter(f"{W}sectPr") if node.getparent().tag != f"{W}sectPrChange"]  # type: ignore[union-attr]
        widths = [_text_width(node) for node in pages] or [0]
        self.width = widths[0]
        paragraphs = list(self._blocks(body, Place(), widths))
        for kind in ("footnotes", "endnotes"):
            root = self.package.related(kind)
            paragraphs += list(self._blocks(root, Place(NOTE))) if root is not None else []
        sections = tuple(self._sections(pages))
        return Word(
            tuple(paragraphs),
            tuple(self.tables),
            sections,
            sum(1 for part in self.package.parts.values() for _ in part.iter(*_TRACKED)),
            tuple(self.fields),
            self.package.names,
            tuple(self.package.links()),
            self.package.parts,
        )

    def _sections(self, pages: Sequence[etree._Element]) -> Iterator[Section]:
        headers: dict[str, tuple[Paragraph, ...]] = {}
        footers: dict[str, tuple[Paragraph, ...]] = {}
        for number, node in enumerate(pages):
            self.section, self.width = number, _text_width(node)
            headers = headers | self._margin_texts(node, "header")
            footers = footers | self._margin_texts(node, "footer")
            size, margins, page = (node.find(W + tag) for tag in ("pgSz", "pgMar", "pgNumType"))
            kind, title = node.find(f"{W}type"), node.find(f"{W}titlePg")
            yield Section(
                None if size is None else whole(size.get(f"{W}w")),
                None if size is None else whole(size.get(f"{W}h")),
                {}
                if margins is None
                else {k: v for k in _SIDES if (v := whole(margins.get(W + k))) is not None},
                title is not None and title.get(_VAL, "1") not in OFF,
                None if page is None else whole(page.get(f"{W}start")),
                "decimal" if page is None else page.get(f"{W}fmt", "decimal"),
                kind is None or kind.get(_VAL) != "continuous",
                headers,
                footers,
                node,
            )

    def _margin_texts(self, node: etree._Element, kind: str) -> dict[str, tuple[Paragraph, ...]]:
        """Read a section's own headers or footers; those that it does not have are the last section's."""
        found = {}
        for reference in node.findall(f"{W}{kind}Reference"):
            root = self.package.by_id(reference.get(f"{R}id", ""))
            if root is not None:
                place = Place(HEADER if kind == "header" else FOOTER)
                found[reference.get(f"{W}type", "default")] = tuple(self._blocks(root, place))
        return found

    def _blocks(
        self, parent: etree._Element, place: Place, widths: Sequence[int] = ()
    ) -> Iterator[Paragraph]:
        """Walk the paragraphs of the body, a cell, a note or a header; `widths` are those of the sections."""
        for node in parent:
            tag = node.tag
            if tag == _P:
                yield from self._paragraph(node, place)
                if self.section + 1 < len(widths) and _ends_section(node):
                    self.section += 1
                    self.width = widths[self.section]
            elif tag == _TABLE:
                yield from self._table(node, place)
            elif tag in _BLOCK_CONTAINERS and node.get(f"{W}type") is None:
                yield from self._blocks(node, place, widths)

    def _table(self, node: etree._Element, place: Place) -> Iterator[Paragraph]:
        self.table_count += 1
        number, first, outer = self.table_count, self.count + 1, (self.width, self.table_style)
        styles, margin = self._styles_of_rows(node), _cell_margins(node)
        rows = list(_within(node, f"{W}tr"))
        ruled = _ruled_cells(rows)
        for row, content in enumerate(rows, 1):
            for cell, inside in enumerate(_within(content, f"{W}tc"), 1):
                width = inside.find(f"{W}tcPr/{W}tcW")
                self.width = 0 if width is None else max((whole(width.get(f"{W}w")) or 0) - margin, 0)
                self.table_style = styles[row > 1]
                read = self._blocks(inside, replace(place, table=number, row=row, cell=cell))
                yield from _ruled_below(read) if (row, cell) in ruled else read
        self.width, self.table_style = outer
        headed = bool(rows) and rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        if place.area == BODY:
            self.tables.append(Table(number, len(rows), headed, self.section, first))

    def _styles_of_rows(self, table: etree._Element) -> tuple[str, str]:
        """Return the style of a table's first row, where it is told to look different, and of the others."""
        style, looks = table.find(f"{W}tblPr/{W}tblStyle"), table.find(f"{W}tblPr/{W}tblLook")
        if style is None:
            return "", ""
        name = style.get(_VAL, "")
        return self.styles.part_of_table(name, "firstRow") if _heads(looks) else name, name

    def _paragraph(self, node: etree._Element, place: Place) -> Iterator[Paragraph]:
        self.count += 1
        number, seen = self.count, Seen()
        style, layout = self.styles.layout(self.table_style, _first(node, _PPR))
        self._read_runs(node, style, seen)
        runs = tuple(map(Run, seen.texts, seen.looks))
        self.fields += seen.fields
        yield Paragraph(
            number,
            place,
            self.section,
            "".join(seen.texts),
            self.lists.label(layout.list_id, layout.list_level) if layout.list_id else "",
            runs,
            layout,
            style,
            tuple(seen.drawings),
            any(_NUMBER_FIELD.match(code) for code in seen.fields),
            layout.starts_page or seen.breaks_page,
            max(self.width - layout.left - layout.right, 0),
            node,
        )
        for box in seen.boxes:
            yield from self._blocks(box, Place(BOX))

    def _read_runs(self, node: etree._Element, style: str, seen: Seen) -> None:
        """Gather stretches of letters that look alike; a whole document passes here, so it is kept fast."""
        plain, texts = self.styles.look(style, self.table_style, None), seen.texts
        for run in inline(node, seen):
            look = plain
            for child in run:
                tag = child.tag
                if tag == _T:
                    text = (child.text or "").replace("\xa0", " ")
                elif tag == _RPR:
                    look = self.styles.look(style, self.table_style, child)
                    continue
                elif tag in SPACES and child.get(_TYPE) != "page":
                    text = SPACES[tag]
                else:
                    _look_at(child, seen)
                    continue
                if look.caps:
                    text = text.upper()
                if texts and (seen.look is look or seen.look == look):
                    texts[-1] += text
                elif text:
                    texts.append(text)
                    seen.looks.append(look)
                    seen.look = look


def _ends_section(node: etree._Element) -> bool:
    marks = _first(node, _PPR)
    return marks is not None and marks.find(f"{W}sectPr") is not None


def _first(node: etree._Element, tag: str) -> etree._Element | None:
    """Return the first child where it has that tag: the place where the schema wants a node's marks."""
    return node[0] if len(node) and node[0].tag == tag else None


_SIDES = ("top", "bottom", "left", "right")


@dataclass(slots=True)
class Seen:
    """What stands in a paragraph: its letters by looks, and what is no letter."""

    texts: list[str] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    look: Look | None = None
    fields: list[str] = field(default_factory=list)
    drawings: list[Drawing] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    breaks_page: bool = False
    code: str = ""


def inline(node: etree._Element, seen: Seen) -> list[etree._Element]:
    """Gather the runs of a paragraph through links, fields and content controls."""
    runs = []
    for child in node:
        tag = child.tag
        if tag == _R:
            runs.append(child)
        elif tag in _CONTAINERS:
            if tag == f"{W}fldSimple":
                seen.fields.append(child.get(f"{W}instr", ""))
            runs += inline(child, seen)
    return runs


def _look_at(node: etree._Element, seen: Seen) -> None:
    """Note a field's code, a drawing or the end of a page."""
    if node.tag == f"{W}br":
        seen.breaks_page = True
    elif node.tag == f"{W}instrText":
        seen.code += node.text or ""
    elif node.tag == f"{W}fldChar":
        if seen.code and node.get(f"{W}fldCharType") != "begin":
            seen.fields.append(seen.code)
        seen.code = ""
    elif node.tag == f"{W}pgNum":
        seen.fields.append("PAGE")
    elif node.tag in (f"{W}drawing", f"{W}pict", f"{W}object", f"{_MC}AlternateContent"):
        choice = node.find(f"{_MC}Choice")
        shown = node if choice is None else choice
        seen.drawings.append(drawing(shown))
        seen.boxes += list(shown.iter(f"{W}txbxContent"))


def _within(node: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Walk the rows of a table or the cells of a row, through content controls."""
    for child in node:
        if child.tag == tag:
            yield child
        elif child.tag in _CONTAINERS:
            yield from _within(child, tag)


_FIRST_ROW = 0x20


def _heads(looks: etree._Element | None) -> bool:
    """Say whether a table's first row is to look like a heading, by its own mark or by the older number."""
    if looks is None:
        return False
    bits = looks.get(_VAL, "0")
    older = "1" if re.fullmatch(r"[0-9A-Fa-f]{1,4}", bits) and int(bits, 16) & _FIRST_ROW else "0"
    return looks.get(f"{W}firstRow", older) not in OFF


def _ruled_cells(rows: Sequence[etree._Element]) -> set[tuple[int, int]]:
    """Tell the cells, by row and cell, that have a border of their own below, or the cell beneath above."""
    ruled = set()
    for row, content in enumerate(rows, 1):
        for cell, inside in enumerate(_within(content, f"{W}tc"), 1):
            borders = paragraph_properties(inside.find(f"{W}tcPr"))
            ruled |= {(row, cell)} if borders.get("rule_below") else set()
            ruled |= {(row - 1, cell)} if borders.get("rule_above") else set()
    return ruled


def _ruled_below(paragraphs: Iterator[Paragraph]) -> Iterator[Paragraph]:
    """Give the last paragraph of a cell the rule that the cell's border draws below it."""
    read = list(paragraphs)
    yield from read[:-1]
    yield from (replace(p, layout=replace(p.layout, rule_below=True)) for p in read[-1:])


_CELL_MARGIN = 216


def _cell_margins(table: etree._Element) -> int:
    margins = table.find(f"{W}tblPr/{W}tblCellMar")
    if margins is None:
        return _CELL_MARGIN
    found = [margins.find(W + side) for side in ("left", "right")]
    return sum(_CELL_MARGIN // 2 if n is None else whole(n.get(f"{W}w")) or 0 for n in found)


def _text_width(section: etree._Element) -> int:
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    if size is None or margins is None:
        return 0
    sides = [whole(margins.get(W + side)) or 0 for side in ("left", "right")]
    return max((whole(size.get(f"{W}w")) or 0) - sum(sides), 0)
