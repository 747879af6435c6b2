"""Fill a Word template and prove the result. The only module that knows docxtpl.

docxtpl's weak defaults are turned round: sandboxed, strict and escaping tags, strict XML, nothing
rewritten after the fact. The filled file is opened again and its text compared, paragraph by
paragraph and cell by cell, with what was meant; any difference refuses it.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.sax.saxutils import escape

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docxtpl import DocxTemplate
from lxml import etree

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.language.wording import Run, text_of
from cchc_gen.tell.document import Document
from cchc_gen.tell.form import Row
from cchc_gen.word.gate import differences, find_tag, omissions, slips
from cchc_gen.word.package import STRICT, W, pieces, refusal, repacked
from cchc_gen.word.tags import TagError, fill_tags

_FIRST_NOTE = 1000
_NO_FOOTNOTES = f'<w:footnotes xmlns:w="{W[1:-1]}"/>'.encode()
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
        return "".join(_note_xml(note) if run.note else _run_xml(run) for run, note in self.pieces)

    def __str__(self) -> str:
        return "".join(run.text for run, _ in self.pieces)


def _run_xml(run: Run) -> str:
    marks = ((run.bold, "<w:b/>"), (run.italic, "<w:i/>"), (run.hole, '<w:highlight w:val="yellow"/>'))
    properties = "".join(mark for is_on, mark in marks if is_on)
    wrapped = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{wrapped}<w:t xml:space="preserve">{escape(run.text)}</w:t></w:r>'


def _note_xml(number: int) -> str:
    reference = f'<w:footnoteReference w:id="{_FIRST_NOTE + number}"/>'
    return f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>{reference}</w:r>'


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
        "than_bai": [SimpleNamespace(kieu=p.style, chu=Rich(p.runs, notes)) for p in document.body],
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


class _Template(DocxTemplate):  # type: ignore[misc]
    """docxtpl with one stop replaced: tags are checked, XML is strict, and text stays as typed."""

    def render_xml_part(
        self, src_xml: str, part: object, context: Mapping[str, object], jinja_env: object = None
    ) -> str:
        filled = fill_tags(src_xml, context, escapes=True)
        root = etree.fromstring(filled.encode(), STRICT)
        if any(len(text) for text in root.iter(f"{W}t")):
            raise TagError("các thẻ p.chu, h.nhan, h.gia_tri, h.ghi_chu phải viết {{r …}}, có chữ r")
        return filled

    def render_properties(self, context: Mapping[str, object], jinja_env: object = None) -> None:
        """Leave the properties alone; they are set from the document afterwards."""


def fill(template: Path, document: Document) -> tuple[bytes | None, list[Diagnostic]]:
    """Fill a template with a document and verify the result; the same input gives the same bytes."""
    pos = Pos(str(template))
    refused = refusal(template)
    if refused:
        return None, [Diagnostic(pos, "W001", refused, hint="chọn tệp .docx lưu từ Word")]
    source = template.read_bytes()
    values, notes = tags(document)
    try:
        faults = [Diagnostic(pos, "W002", f.message, hint=f.hint) for f in slips(source)]
        if faults:
            return None, faults
        filled = _filled(source, document, values, notes)
        found = [
            *differences(source, filled, values, map(text_of, notes), _JOINED),
            *omissions(document, filled),
        ]
    except TagError as error:
        place = find_tag(source, str(error))
        message = f"{error} (ở {place})" if place else str(error)
        return None, [
            Diagnostic(pos, "W002", message, hint="sửa thẻ trong mẫu Word; bảng thẻ có trong hướng dẫn")
        ]
    except etree.XMLSyntaxError:
        message = "thẻ trong mẫu Word đặt sai chỗ nên tệp tạo ra bị hỏng"
        hint = "thẻ for, if quanh đoạn phải viết {%p …%}, quanh hàng của bảng phải viết {%tr …%}"
        return None, [Diagnostic(pos, "W002", message, hint=hint)]
    except (LookupError, ValueError, AttributeError, TypeError) as error:
        message = f"mẫu Word không mở được ({type(error).__name__})"
        return None, [Diagnostic(pos, "W001", message, hint="mở tệp trong Word rồi lưu lại thành .docx")]
    problems = [Diagnostic(pos, "W003", fault.message, hint=fault.hint) for fault in found]
    return (None, problems) if problems else (filled, [])


def _filled(
    template: bytes, document: Document, values: dict[str, object], notes: list[tuple[Run, ...]]
) -> bytes:
    word = _Template(io.BytesIO(template))
    word.render(values)
    _join_cells(word.docx.element.body)
    if notes:
        _add_footnotes(word.docx.part, notes)
    _set_properties(word.docx.core_properties, document)
    saved = io.BytesIO()
    word.save(saved)
    return repacked(saved)


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


def _add_footnotes(main: Any, notes: list[tuple[Run, ...]]) -> None:
    """Write the footnotes that the text refers to into the footnotes part, made when there is none."""
    part = next((r.target_part for r in main.rels.values() if r.reltype == RT.FOOTNOTES), None)
    if part is None:
        part = Part(PackURI("/word/footnotes.xml"), CT.WML_FOOTNOTES, _NO_FOOTNOTES, main.package)
        main.relate_to(part, RT.FOOTNOTES)
    root = etree.fromstring(part.blob, STRICT)
    for number, runs in enumerate(notes, 1):
        root.append(etree.fromstring(_footnote_xml(number, runs).encode(), STRICT))
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _footnote_xml(number: int, runs: tuple[Run, ...]) -> str:
    body = "".join(_run_xml(run) for run in runs)
    return (
        f'<w:footnote xmlns:w="{W[1:-1]}" w:id="{_FIRST_NOTE + number}"><w:p>'
        '<w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
        '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
        f'<w:r><w:t xml:space="preserve"> </w:t></w:r>{body}</w:p></w:footnote>'
    )


def _set_properties(properties: Any, document: Document) -> None:
    stamp = datetime(document.dated.year, document.dated.month, document.dated.day)
    properties.title = f"{document.title} {text_of(document.subject)}"[:255]
    properties.author = properties.last_modified_by = document.agency[:255]
    properties.created = properties.modified = stamp
    properties.revision = 1
    properties.language = "vi-VN"
