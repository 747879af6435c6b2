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
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache

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
from cchc_gen.lint.formats import OFF, Look, Properties, StyleSheet, paragraph_properties, whole
from cchc_gen.lint.numbering import Lists, Numbers
from cchc_gen.lint.packages import Package, Unreadable
from cchc_gen.word.package import W, another_kind, oversized

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_VAL, _TYPE = f"{W}val", f"{W}type"
_P, _PPR, _R, _RPR, _T = (W + tag for tag in ("p", "pPr", "r", "rPr", "t"))
_TABLE, _ROW, _CELL, _CELL_PR = (W + tag for tag in ("tbl", "tr", "tc", "tcPr"))


def read_word(content: bytes, name: str) -> tuple[Word | None, list[Diagnostic]]:
    """Open a file's bytes; `name` is the path that diagnostics print."""
    try:
        refused = another_kind(content)
        if not refused:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                refused = oversized(archive)
                if not refused:
                    return word_of(Package(archive.namelist(), archive.read, {})), []
    except Unreadable as error:
        refused = str(error)
    except (zipfile.BadZipFile, RuntimeError, EOFError, zlib.error, KeyError, NotImplementedError):
        refused = "tệp .docx hỏng (không giải nén được)"
    except etree.XMLSyntaxError:
        refused = "tệp .docx hỏng (XML sai cú pháp)"
    hint = "mở tệp trong Word hoặc LibreOffice rồi lưu lại thành .docx"
    return None, [Diagnostic(Pos(name), "L001", refused, hint=hint)]


def word_of(package: Package) -> Word:
    """Read the contents of a package; one that holds none is Unreadable."""
    return _Reader(package).word()


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


@lru_cache(maxsize=8)
def _formats(
    styles: etree._Element | None, theme: etree._Element | None, numbering: etree._Element | None
) -> tuple[StyleSheet, Lists]:
    """Read the styles and lists of a file, once for all files that share them."""
    lists = Lists(numbering)
    return StyleSheet(styles, theme, lists.indent), lists


class _Reader:
    """Reads in order; what it stands in at the moment (section, table) is its state."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.styles, lists = _formats(*(package.related(kind) for kind in ("styles", "theme", "numbering")))
        self.numbers = Numbers(lists)
        self.count = self.section = self.table_count = 0
        self.table_style = ""
        self.fields: list[str] = []
        self.tables: list[Table] = []

    def word(self) -> Word:
        body = self.package.part(self.package.main).find(f"{W}body")
        if body is None:
            raise Unreadable("tệp không phải văn bản Word thường (có thể lưu ở dạng Strict Open XML)")
        pages = [node for node in body.iter(f"{W}sectPr") if node.getparent().tag != f"{W}sectPrChange"]  # type: ignore[union-attr]
        paragraphs: list[Paragraph] = []
        self._read_blocks(body, Place(), paragraphs, _ends_of_sections(pages))
        for kind in ("footnotes", "endnotes"):
            root = self.package.related(kind)
            if root is not None:
                self._read_blocks(root, Place(NOTE), paragraphs)
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
            self.section = number
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
                texts: list[Paragraph] = []
                self._read_blocks(root, Place(HEADER if kind == "header" else FOOTER), texts)
                found[reference.get(f"{W}type", "default")] = tuple(texts)
        return found

    def _read_blocks(
        self, parent: etree._Element, place: Place, into: list[Paragraph], ends: Container[object] = ()
    ) -> None:
        """Read the paragraphs of the body, a cell, a note or a header; a section ends with each of `ends`."""
        for node in parent:
            tag = node.tag
            if tag == _P:
                self._read_paragraph(node, place, into)
                if node in ends:
                    self.section += 1
            elif tag == _TABLE:
                self._read_table(node, place, into)
            elif tag in _BLOCK_CONTAINERS and node.get(_TYPE) is None:
                self._read_blocks(node, place, into, ends)

    def _read_table(self, node: etree._Element, place: Place, into: list[Paragraph]) -> None:
        self.table_count += 1
        number, first, outer = self.table_count, self.count + 1, self.table_style
        styles, edges = self._styles_of_rows(node), _edges_of_cells(node)
        rows = list(_within(node, _ROW))
        lasts: dict[int, int] = {}
        for row, content in enumerate(rows, 1):
            self.table_style, above, lasts = styles[row > 1], lasts, {}
            for cell, inside in enumerate(_within(content, _CELL), 1):
                start = len(into)
                self._read_blocks(inside, Place(place.area, number, row, cell), into)
                if len(into) > start:
                    lasts[cell] = len(into) - 1
                if inside in edges:
                    _draw_rules(edges[inside], into, above.get(cell), lasts.get(cell))
        self.table_style = outer
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

    def _read_paragraph(self, node: etree._Element, place: Place, into: list[Paragraph]) -> None:
        self.count += 1
        children, seen = list(node), Seen()
        marks = children[0] if children and children[0].tag == _PPR else None
        style, layout, look = self.styles.shape(self.table_style, marks)
        runs = tuple(self._runs(inline(children, seen), style, look, seen))
        self.fields += seen.fields
        into.append(
            Paragraph(
                self.count,
                place,
                self.section,
                runs[0].text if len(runs) == 1 else "".join([run.text for run in runs]),
                self.numbers.label(layout.list_id, layout.list_level) if layout.list_id else "",
                runs,
                layout,
                style,
                seen.drawings,
                any(map(_NUMBER_FIELD.match, seen.fields)) if seen.fields else False,
                layout.starts_page or seen.breaks_page,
                node,
            )
        )
        for box in seen.boxes:
            self._read_blocks(box, Place(BOX), into)

    def _runs(self, nodes: Sequence[etree._Element], style: str, plain: Look, seen: Seen) -> list[Run]:
        """Gather stretches of letters that look alike; a whole document passes here, so it is kept fast."""
        runs: list[Run] = []
        texts: list[str] = []
        last = plain
        for node in nodes:
            look = plain
            for child in node:
                tag = child.tag
                if tag == _T:
                    text = child.text
                elif tag == _RPR:
                    look = self.styles.look(style, self.table_style, child)
                    continue
                elif tag in SPACES and child.get(_TYPE) != "page":
                    text = SPACES[tag]
                else:
                    _look_at(child, seen)
                    continue
                if text:
                    if look is not last and look != last:
                        _close(runs, texts, last)
                        texts, last = [], look
                    texts.append(text)
        _close(runs, texts, last)
        return runs


def _close(runs: list[Run], texts: Sequence[str], look: Look) -> None:
    """Add a run of letters as they show."""
    if texts:
        text = "".join(texts).replace("\xa0", " ")
        runs.append(Run(text.upper() if look.caps else text, look))


def _ends_of_sections(pages: Sequence[etree._Element]) -> set[etree._Element]:
    """Find the paragraphs that end a section; the last section ends with the body, whatever stands there."""
    marks = [node.getparent() for node in pages[:-1]]
    return {mark.getparent() for mark in marks if mark.tag == _PPR and mark.getprevious() is None}  # type: ignore[union-attr,misc]


_SIDES = ("top", "bottom", "left", "right")


class Seen:
    """What stands in a paragraph and is no letter."""

    fields: tuple[str, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    boxes: tuple[etree._Element, ...] = ()
    breaks_page: bool = False
    code: str = ""


def inline(nodes: Iterable[etree._Element], seen: Seen) -> list[etree._Element]:
    """Gather the runs of a paragraph through links, fields and content controls."""
    runs = []
    for child in nodes:
        tag = child.tag
        if tag == _R:
            runs.append(child)
        elif tag in _CONTAINERS:
            if tag == f"{W}fldSimple":
                seen.fields += (child.get(f"{W}instr", ""),)
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
            seen.fields += (seen.code,)
        seen.code = ""
    elif node.tag == f"{W}pgNum":
        seen.fields += ("PAGE",)
    elif node.tag in (f"{W}drawing", f"{W}pict", f"{W}object", f"{_MC}AlternateContent"):
        choice = node.find(f"{_MC}Choice")
        shown = node if choice is None else choice
        seen.drawings += (drawing(shown),)
        seen.boxes += tuple(shown.iter(f"{W}txbxContent"))


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


def _edges_of_cells(table: etree._Element) -> dict[etree._Element, Properties]:
    """Read the borders that cells of a table have of their own; of several marks the first counts."""
    cells = (borders.getparent().getparent() for borders in table.iter(f"{W}tcBorders"))  # type: ignore[union-attr]
    return {cell: paragraph_properties(cell.find(_CELL_PR)) for cell in cells}  # type: ignore[union-attr,misc]


def _draw_rules(edges: Properties, paragraphs: list[Paragraph], above: int | None, own: int | None) -> None:
    """Give the last paragraph of a cell, and of the cell above it, the rule that a border draws below."""
    for key, place in (("rule_above", above), ("rule_below", own)):
        if edges.get(key) and place is not None:
            last = paragraphs[place]
            paragraphs[place] = last._replace(layout=last.layout._replace(edge_below=True))
