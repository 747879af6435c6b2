"""Fill a Word template and prove the result.

A template is compiled once (`compiled`) and filled here as text: strict and escaping tags, strict XML.
The filled parts are read again and their text compared, paragraph by paragraph and cell by cell, with
what was meant; any difference refuses them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from lxml import etree

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.language.wording import Run, text_of
from cchc_gen.tell.document import Document
from cchc_gen.word.compiled import CompiledTemplate, Part, compiled, wrong_tag
from cchc_gen.word.gate import differences, folded_lines, omissions
from cchc_gen.word.lines import lines_of
from cchc_gen.word.notes import add_footnotes
from cchc_gen.word.package import DECLARATION, STRICT, TEXT_PARTS, W, written
from cchc_gen.word.paragraphs import paragraphs
from cchc_gen.word.tagged import TagError, fill_tags
from cchc_gen.word.values import JOINED, values_of


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled template: the parts of its package, the trees of those that hold text, a reader's lines."""

    parts: dict[str, bytes]
    texts: Mapping[str, etree._Element]
    lines: tuple[str, ...]


def fill(template: Path, document: Document) -> tuple[Filled | None, list[Diagnostic]]:
    """Fill a template with a document and verify the result; the same input gives the same bytes."""
    pos = Pos(str(template))
    try:
        ready, problems = compiled(template)
        if ready is None:
            return None, problems
        values, notes = values_of(document)
        parts, texts = _filled(ready, document, values, notes)
        meant = {part.name: part.text for part in ready.parts}
        read = {name: list(paragraphs(root)) for name, root in texts.items()}
        printed = {name: folded_lines(text for _, text in part) for name, part in read.items()}
        note_texts = [text_of(note) for note in notes]
        faults = [*differences(meant, printed, values, note_texts, JOINED), *omissions(document, printed)]
    except TagError as error:
        return None, [wrong_tag(template, template.read_bytes(), error)]
    except etree.XMLSyntaxError:
        message = "thẻ trong mẫu Word đặt sai chỗ nên tệp tạo ra bị hỏng"
        hint = "thẻ for, if quanh đoạn phải viết {%p …%}, quanh hàng của bảng phải viết {%tr …%}"
        return None, [Diagnostic(pos, "W002", message, hint=hint)]
    except (LookupError, ValueError, AttributeError, TypeError) as error:
        message = f"mẫu Word không mở được ({type(error).__name__})"
        return None, [Diagnostic(pos, "W001", message, hint="mở tệp trong Word rồi lưu lại thành .docx")]
    problems = [Diagnostic(pos, "W003", fault.message, hint=fault.hint) for fault in faults]
    return (None, problems) if problems else (Filled(parts, texts, lines_of(read)), [])


_MAIN, _CORE = "word/document.xml", "docProps/core.xml"


def _filled(
    template: CompiledTemplate,
    document: Document,
    values: Mapping[str, object],
    notes: Sequence[tuple[Run, ...]],
) -> tuple[dict[str, bytes], dict[str, etree._Element]]:
    """Fill every part; gives the bytes of all, and the trees of those that hold text, read from them."""
    parts = fill_parts(template, values)
    if notes:
        add_footnotes(parts, notes)
    parts[_CORE] = _core_properties(parts[_CORE], document)
    texts = {name: etree.fromstring(parts[name], STRICT) for name in parts if TEXT_PARTS.fullmatch(name)}
    if any(_MARKUP_IN_TEXT(root) for root in texts.values()):
        raise TagError("các thẻ p.chu, h.nhan, h.gia_tri, h.ghi_chu phải viết {{r …}}, có chữ r")
    if any(row.spec.joined for sheet in document.sheets for row in sheet.rows):
        _join_cells(texts[_MAIN])
        parts[_MAIN] = written(texts[_MAIN])
    return parts, texts


_MARKUP_IN_TEXT = etree.XPath("boolean(//w:t/*)", namespaces={"w": W[1:-1]})


def fill_parts(template: CompiledTemplate, values: Mapping[str, object]) -> dict[str, bytes]:
    """Fill every part of a template; nothing is proved."""
    return {part.name: _fill_part(part, values) if part.xml else part.content for part in template.parts}


def _fill_part(part: Part, values: Mapping[str, object]) -> bytes:
    """Fill one part; drawings that stand in a loop get numbers of their own.

    A cell whose paragraphs are all left out keeps an empty one: Word opens no cell without.
    """
    numbers = count(1)
    xml = _EMPTY_CELL.sub(r"\1<w:p/>\2", fill_tags(part.xml, values, escapes=True))
    return DECLARATION + _DRAWING.sub(lambda found: f"{found[1]}{next(numbers)}", xml).encode()


_DRAWING = re.compile(r'(<wp:docPr\b[^>]*?\bid=")\d+')
_EMPTY_CELL = re.compile(r"(</w:tcPr>)\s*(</w:tc>)")


def _join_cells(body: etree._Element) -> None:
    """Merge each marked cell with the cell above it.

    Word hides what a merged cell holds, so one that holds more keeps its mark, which the gate refuses.
    """
    for text in body.iter(f"{W}t"):
        cell = next(text.iterancestors(f"{W}tc"), None) if text.text == JOINED else None
        if cell is None or any(words.strip() not in ("", JOINED) for _, words in paragraphs(cell)):
            continue
        text.text = ""
        above = _above(cell)
        if above is not None:
            _merge(above, "restart")
            _merge(cell, "continue")


def _above(cell: etree._Element) -> etree._Element | None:
    """Return the cell at the same place of the row before."""
    row = next(cell.iterancestors(f"{W}tr"))
    before = next(row.itersiblings(f"{W}tr", preceding=True), None)
    cells = [] if before is None else _cells(before)
    return dict(zip(_cells(row), cells, strict=False)).get(cell)


def _cells(row: etree._Element) -> list[etree._Element]:
    """Return a row's own cells, those in content controls too."""
    return [cell for cell in row.iter(f"{W}tc") if next(cell.iterancestors(f"{W}tr")) is row]


def _merge(cell: etree._Element, how: str) -> None:
    properties = cell.find(f"{W}tcPr")
    if properties is None:
        properties = etree.Element(f"{W}tcPr")
        cell.insert(0, properties)
    found = properties.find(f"{W}vMerge")
    if found is not None:
        return
    merge = etree.Element(f"{W}vMerge", {f"{W}val": how})
    before = ("tcW", "gridSpan", "hMerge", "cnfStyle")
    at = sum(1 for child in properties if etree.QName(child).localname in before)
    properties.insert(at, merge)


_DUBLIN, _TERMS = "{http://purl.org/dc/elements/1.1/}", "{http://purl.org/dc/terms/}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_LONGEST = 255


def _core_properties(part: bytes, document: Document) -> bytes:
    """Set title, author, dates and language; dates are those of the data, so that bytes do not vary."""
    stamp = f"{document.dated.isoformat()}T00:00:00Z"
    values = {
        f"{_DUBLIN}title": f"{document.title} {text_of(document.subject)}"[:_LONGEST],
        f"{_DUBLIN}creator": document.agency[:_LONGEST],
        f"{_PACKAGE}lastModifiedBy": document.agency[:_LONGEST],
        f"{_PACKAGE}revision": "1",
        f"{_TERMS}created": stamp,
        f"{_TERMS}modified": stamp,
        f"{_DUBLIN}language": "vi-VN",
    }
    root = etree.fromstring(part, STRICT)
    for tag, text in values.items():
        node = root.find(tag)
        if node is None:
            node = etree.SubElement(root, tag)
        node.text = text
        if tag.startswith(_TERMS):
            node.set("{http://www.w3.org/2001/XMLSchema-instance}type", "dcterms:W3CDTF")
    return written(root)
