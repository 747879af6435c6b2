"""Fill a Word template and prove the result.

A template is compiled once (`compiled`) and filled here as text: sandboxed, strict and escaping
tags, strict XML, nothing rewritten after the fact. The filled parts are read again and their text
compared, paragraph by paragraph and cell by cell, with what was meant; any difference refuses them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import SimpleNamespace

from lxml import etree

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.language.wording import Run, text_of
from cchc_gen.tell.document import Document
from cchc_gen.tell.form import Row
from cchc_gen.tell.typography import held_together
from cchc_gen.word.compiled import CompiledTemplate, Part, compiled
from cchc_gen.word.gate import differences, find_tag, omissions, read_lines
from cchc_gen.word.lines import lines_of
from cchc_gen.word.notes import add_footnotes, reference_xml, run_xml
from cchc_gen.word.package import DECLARATION, STRICT, TEXT_PARTS, W, pieces, written
from cchc_gen.word.tags import TagError, fill_tags

_JOINED = "\ue000gop-voi-o-tren\ue000"
"""Stands in a code cell that is to be merged with the one above, until the table is made."""


class Rich:
    """Runs on their way into a template: XML for Word, plain text for the comparison."""

    def __init__(self, runs: tuple[Run, ...], notes: list[tuple[Run, ...]]) -> None:
        self.pieces: list[tuple[Run, int]] = []
        for run in runs:
            if run.note:
                notes.append(run.note)
            self.pieces.append((run, len(notes)))

    def __html__(self) -> str:
        return "".join(reference_xml(note) if run.note else run_xml(run) for run, note in self.pieces)

    def __str__(self) -> str:
        return "".join(run.text for run, _ in self.pieces)


def tags(document: Document) -> tuple[dict[str, object], list[tuple[Run, ...]]]:
    """Give every tag of a template its value, and collect the footnotes in the order of printing."""
    notes: list[tuple[Run, ...]] = []
    values: dict[str, object] = {
        "co_quan_chu_quan": document.parent_agency,
        "co_quan_ban_hanh": document.letterhead,
        "so_ky_hieu": document.number_line,
        "dia_danh_ngay": document.place_line,
        "ten_loai": document.title,
        "trich_yeu": text_of(document.subject),
        "kinh_gui": document.addressees,
        "than_bai": [
            SimpleNamespace(kieu=p.style, chu=Rich(held_together(p.runs), notes)) for p in document.body
        ],
        "noi_nhan": document.recipients,
        "quyen_han": document.authority,
        "chuc_vu": document.post,
        "nguoi_ky": document.signer,
        "bieu": [
            SimpleNamespace(
                tieu_de=[text_of(title) for title in sheet.titles],
                kem_theo=text_of(sheet.attached),
                hang=[_row(row, notes) for row in sheet.rows],
            )
            for sheet in document.sheets
        ],
        "ban_nhap": document.draft_notes is not None,
        "phat_hien": document.draft_notes or (),
    }
    return values, notes


def _row(row: Row, notes: list[tuple[Run, ...]]) -> SimpleNamespace:
    spec = row.spec
    return SimpleNamespace(
        ma=_JOINED if spec.joined else spec.code,
        nhan=Rich(row.label, notes),
        dvt=spec.unit,
        gia_tri=Rich(row.value, notes),
        ghi_chu=Rich(row.note, notes),
        dam=spec.bold,
        cap=spec.level,
    )


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled template: the parts of its package, and the lines that a reader sees."""

    parts: dict[str, bytes]
    lines: tuple[str, ...]


def fill(template: Path, document: Document) -> tuple[Filled | None, list[Diagnostic]]:
    """Fill a template with a document and verify the result; the same input gives the same bytes."""
    pos = Pos(str(template))
    try:
        ready, problems = compiled(template)
        if ready is None:
            return None, problems
        values, notes = tags(document)
        parts, texts = _filled(ready, document, values, notes)
        meant = {part.name: part.text for part in ready.parts}
        printed = {name: read_lines(root) for name, root in texts.items()}
        note_texts = [text_of(note) for note in notes]
        faults = [*differences(meant, printed, values, note_texts, _JOINED), *omissions(document, printed)]
    except TagError as error:
        place = find_tag(template.read_bytes(), str(error))
        message = f"{error} (ở {place})" if place else str(error)
        hint = "sửa thẻ trong mẫu Word; bảng thẻ có trong hướng dẫn"
        return None, [Diagnostic(pos, "W002", message, hint=hint)]
    except etree.XMLSyntaxError:
        message = "thẻ trong mẫu Word đặt sai chỗ nên tệp tạo ra bị hỏng"
        hint = "thẻ for, if quanh đoạn phải viết {%p …%}, quanh hàng của bảng phải viết {%tr …%}"
        return None, [Diagnostic(pos, "W002", message, hint=hint)]
    except (LookupError, ValueError, AttributeError, TypeError) as error:
        message = f"mẫu Word không mở được ({type(error).__name__})"
        return None, [Diagnostic(pos, "W001", message, hint="mở tệp trong Word rồi lưu lại thành .docx")]
    problems = [Diagnostic(pos, "W003", fault.message, hint=fault.hint) for fault in faults]
    return (None, problems) if problems else (Filled(parts, lines_of(texts)), [])


_MAIN, _CORE = "word/document.xml", "docProps/core.xml"


def _filled(
    template: CompiledTemplate,
    document: Document,
    values: Mapping[str, object],
    notes: Sequence[tuple[Run, ...]],
) -> tuple[dict[str, bytes], dict[str, etree._Element]]:
    """Fill every part; gives the bytes of all, and the trees of those that hold text, read from them."""
    parts = {part.name: _fill_part(part, values) if part.xml else part.content for part in template.parts}
    if notes:
        add_footnotes(parts, notes)
    parts[_CORE] = _core_properties(parts[_CORE], document)
    texts = {name: etree.fromstring(parts[name], STRICT) for name in parts if TEXT_PARTS.fullmatch(name)}
    if any(len(text) for root in texts.values() for text in root.iter(f"{W}t")):
        raise TagError("các thẻ p.chu, h.nhan, h.gia_tri, h.ghi_chu phải viết {{r …}}, có chữ r")
    if any(row.spec.joined for sheet in document.sheets for row in sheet.rows):
        _join_cells(texts[_MAIN])
        parts[_MAIN] = written(texts[_MAIN])
    return parts, texts


def _fill_part(part: Part, values: Mapping[str, object]) -> bytes:
    """Fill one part; drawings that stand in a loop get numbers of their own."""
    xml = fill_tags(part.xml, values, escapes=True)
    numbers = count(1)
    return DECLARATION + _DRAWING.sub(lambda found: f"{found[1]}{next(numbers)}", xml).encode()


_DRAWING = re.compile(r'(<wp:docPr\b[^>]*?\bid=")\d+')


def _join_cells(body: etree._Element) -> None:
    """Merge each marked cell with the cell above it."""
    for row in body.iter(f"{W}tr"):
        for place, cell in enumerate(row.findall(f"{W}tc")):
            if "".join(pieces(cell)) != _JOINED:
                continue
            above = row.getprevious()
            while above is not None and above.tag != f"{W}tr":
                above = above.getprevious()
            cells = [] if above is None else above.findall(f"{W}tc")
            if place < len(cells):
                _merge(cells[place], "restart")
                _merge(cell, "continue")
            for text in cell.iter(f"{W}t"):
                text.text = ""


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
