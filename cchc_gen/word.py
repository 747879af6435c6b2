"""Fill a Word template and prove the result. The only module that knows docxtpl.

docxtpl's weak defaults are turned round: sandboxed, strict and escaping tags, strict XML, nothing
rewritten after the fact. The filled file is opened again and its text compared, paragraph by
paragraph and cell by cell, with what was meant; any difference refuses it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import zip_longest
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

from cchc_gen.diagnostics import Diagnostic, Pos
from cchc_gen.document import Document
from cchc_gen.form import Row
from cchc_gen.tags import TagError, fill_tags
from cchc_gen.wording import Run, text_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAX_UNPACKED = 50_000_000
_MAX_MEMBERS = 2_000
_FIRST_NOTE = 1000
_JOINED = "\ue000"
"""Stands in a code cell that is to be merged with the one above, until the table is made."""
_FOOTNOTES = "word/footnotes.xml"
_NO_FOOTNOTES = f'<w:footnotes xmlns:w="{_W[1:-1]}"/>'.encode()
_STRICT = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
_TEXT_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")


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
        etree.fromstring(filled.encode(), _STRICT)
        return filled

    def render_properties(self, context: Mapping[str, object], jinja_env: object = None) -> None:
        """Leave the properties alone; they are set from the document afterwards."""


def fill(template: Path, document: Document) -> tuple[bytes | None, list[Diagnostic]]:
    """Fill a template with a document and verify the result; the same input gives the same bytes."""
    pos = Pos(str(template))
    refused = _refuse_file(template)
    if refused:
        return None, [Diagnostic(pos, "W001", refused, hint="chọn tệp .docx lưu từ Word")]
    values, notes = tags(document)
    try:
        filled = _filled(template, document, values, notes)
        problems = _differences(template.read_bytes(), filled, values, notes, pos)
    except TagError as error:
        return None, [Diagnostic(pos, "W002", f"thẻ trong mẫu Word sai: {error}")]
    except etree.XMLSyntaxError as error:
        return None, [Diagnostic(pos, "W002", f"mẫu Word tạo ra XML hỏng: {error}")]
    except (KeyError, ValueError, AttributeError) as error:
        return None, [Diagnostic(pos, "W001", f"mẫu Word không mở được: {error}")]
    return (None, problems) if problems else (filled, [])


_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0", "đây là tệp .doc cũ hoặc tệp đặt mật khẩu, không phải .docx"),
    (b"%PDF", "đây là tệp PDF, không phải .docx"),
    (b"<", "đây là tệp HTML hoặc XML, không phải .docx"),
    (b"{\\rtf", "đây là tệp RTF, không phải .docx"),
)


def _refuse_file(path: Path) -> str:
    """Say why a file cannot be a template, before anything unpacks it; empty when it can."""
    try:
        head = path.read_bytes()[:8]
        if not head.startswith(b"PK"):
            return next((why for sign, why in _SIGNATURES if head.startswith(sign)), "tệp không phải .docx")
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            broken = archive.testzip() if _is_small(members) else None
    except OSError as error:
        return f"không đọc được mẫu Word: {error.strerror}"
    except (zipfile.BadZipFile, RuntimeError, EOFError):
        return "tệp .docx hỏng (không giải nén được)"
    names = [member.filename for member in members]
    if not _is_small(members):
        return "tệp .docx giải nén ra quá lớn"
    if broken or len(names) != len(set(names)):
        return "tệp .docx hỏng (nội dung nén lỗi hoặc trùng tên)"
    if "[Content_Types].xml" not in names or "word/document.xml" not in names:
        return "tệp nén này không phải văn bản Word"
    if any("vbaProject" in name for name in names):
        return "mẫu Word có macro"
    return ""


def _is_small(members: list[zipfile.ZipInfo]) -> bool:
    return len(members) <= _MAX_MEMBERS and sum(m.file_size for m in members) <= _MAX_UNPACKED


def _filled(
    template: Path, document: Document, values: dict[str, object], notes: list[tuple[Run, ...]]
) -> bytes:
    word = _Template(str(template))
    word.render(values)
    _join_cells(word.docx.element.body)
    if notes:
        _add_footnotes(word.docx.part, notes)
    _set_properties(word.docx.core_properties, document)
    saved = io.BytesIO()
    word.save(saved)
    return _repacked(saved)


def _join_cells(body: etree._Element) -> None:
    """Merge each marked cell with the cell above it."""
    for row in body.iter(f"{_W}tr"):
        for place, cell in enumerate(row.findall(f"{_W}tc")):
            if "".join(_pieces(cell)) != _JOINED:
                continue
            above = row.getprevious()
            while above is not None and above.tag != f"{_W}tr":
                above = above.getprevious()
            if above is not None:
                _merge(above.findall(f"{_W}tc")[place], "restart")
                _merge(cell, "continue")
            for text in cell.iter(f"{_W}t"):
                text.text = ""


def _merge(cell: etree._Element, how: str) -> None:
    properties = cell.find(f"{_W}tcPr")
    if properties is None:
        properties = etree.Element(f"{_W}tcPr")
        cell.insert(0, properties)
    found = properties.find(f"{_W}vMerge")
    if found is not None:
        return
    merge = etree.Element(f"{_W}vMerge", {f"{_W}val": how})
    before = ("tcW", "gridSpan", "hMerge", "cnfStyle")
    at = sum(1 for child in properties if etree.QName(child).localname in before)
    properties.insert(at, merge)


def _add_footnotes(main: Any, notes: list[tuple[Run, ...]]) -> None:
    """Write the footnotes that the text refers to into the footnotes part, made when there is none."""
    part = next((r.target_part for r in main.rels.values() if r.reltype == RT.FOOTNOTES), None)
    if part is None:
        part = Part(PackURI("/word/footnotes.xml"), CT.WML_FOOTNOTES, _NO_FOOTNOTES, main.package)
        main.relate_to(part, RT.FOOTNOTES)
    root = etree.fromstring(part.blob, _STRICT)
    for number, runs in enumerate(notes, 1):
        root.append(etree.fromstring(_footnote_xml(number, runs).encode(), _STRICT))
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _footnote_xml(number: int, runs: tuple[Run, ...]) -> str:
    body = "".join(_run_xml(run) for run in runs)
    return (
        f'<w:footnote xmlns:w="{_W[1:-1]}" w:id="{_FIRST_NOTE + number}"><w:p>'
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


def _repacked(saved: io.BytesIO) -> bytes:
    """Pack with fixed times and without compression, whose bytes differ between zlib builds."""
    packed = io.BytesIO()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as target:
        for member in source.infolist():
            entry = zipfile.ZipInfo(member.filename, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 0
            target.writestr(entry, source.read(member))
    return packed.getvalue()


def _differences(
    template: bytes,
    filled: bytes,
    values: Mapping[str, object],
    notes: list[tuple[Run, ...]],
    pos: Pos,
) -> list[Diagnostic]:
    """Compare each part of the filled file with the template's text, filled without any XML."""
    problems: list[Diagnostic] = []
    with zipfile.ZipFile(io.BytesIO(template)) as before, zipfile.ZipFile(io.BytesIO(filled)) as after:
        names = [name for name in after.namelist() if _TEXT_PARTS.fullmatch(name)]
        for name in names:
            text = _text_template(before.read(name)) if name in before.namelist() else ""
            wanted = _lines(fill_tags(text, values, escapes=False).split("\n"))
            wanted = [line for line in wanted if line != _JOINED]
            wanted += _lines(map(text_of, notes)) if name == _FOOTNOTES else []
            found = _lines(_paragraphs(etree.fromstring(after.read(name), _STRICT)))
            problems += _first_difference(name, wanted, found, pos)
    return problems


def _first_difference(name: str, wanted: list[str], found: list[str], pos: Pos) -> Iterator[Diagnostic]:
    for meant, got in zip_longest(wanted, found, fillvalue=""):
        if meant != got:
            message = f"{name}: văn bản in ra «{_short(got)}» khác lời văn đã định «{_short(meant)}»"
            yield Diagnostic(pos, "W003", message, hint="kiểm tra các thẻ quanh đoạn này trong mẫu Word")
            return


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}…"


def _lines(texts: Iterable[str]) -> list[str]:
    folded = (" ".join(text.split()) for text in texts)
    return [text for text in folded if text]


_BLOCK_TAG = re.compile(r"\{%(?:p|tr)\s(.*?)%\}", re.DOTALL)
_RICH_TAG = re.compile(r"\{\{r\s(.*?)\}\}", re.DOTALL)


def _text_template(part: bytes) -> str:
    """Turn a template part into a text template: one line for each paragraph, the same tags."""
    lines = []
    for text in _paragraphs(etree.fromstring(part, _STRICT), rows_as_tags=True):
        block = _BLOCK_TAG.search(text)
        lines.append(f"{{%{block[1]}%}}" if block else _RICH_TAG.sub(r"{{\1}}", text))
    return "\n".join(lines)


def _paragraphs(element: etree._Element, *, rows_as_tags: bool = False) -> Iterator[str]:
    """Walk the paragraphs' texts in document order; a row that holds a `{%tr` tag is that tag alone."""
    for child in element:
        if child.tag == f"{_W}p":
            yield "".join(_pieces(child))
        elif rows_as_tags and child.tag == f"{_W}tr":
            text = "".join(_pieces(child))
            if "{%tr" in text:
                yield text
            else:
                yield from _paragraphs(child, rows_as_tags=True)
        else:
            yield from _paragraphs(child, rows_as_tags=rows_as_tags)


def _pieces(element: etree._Element) -> Iterator[str]:
    for node in element.iter(f"{_W}t", f"{_W}tab", f"{_W}br"):
        yield node.text or "" if node.tag == f"{_W}t" else " "


def find_tag(template: Path, message: str) -> str:
    """Find the first tag that a message about tags speaks of: «đoạn 4», «bảng 2, hàng 3, ô 1»."""
    names = re.findall(r"«(\w+)»", message)
    with zipfile.ZipFile(template) as archive:
        for name in filter(_TEXT_PARTS.fullmatch, archive.namelist()):
            part = name.removeprefix("word/").removesuffix(".xml")
            where = "" if part == "document" else f"{part}, "
            for place, text in _placed(etree.fromstring(archive.read(name), _STRICT)):
                tags_here = " ".join(re.findall(r"\{[{%].*?[%}]\}", text))
                if any(re.search(rf"\b{word}\b", tags_here) for word in names):
                    return f"{where}{place}"
    return ""


def _placed(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Walk the paragraphs with their places, counted from 1 as a person counts them."""
    body = root.find(f"{_W}body")
    paragraphs = tables = 0
    for child in root if body is None else body:
        if child.tag == f"{_W}p":
            paragraphs += 1
            yield f"đoạn {paragraphs}", "".join(_pieces(child))
        elif child.tag == f"{_W}tbl":
            tables += 1
            for row, cells in enumerate(child.iter(f"{_W}tr"), 1):
                for cell, content in enumerate(cells.iter(f"{_W}tc"), 1):
                    yield f"bảng {tables}, hàng {row}, ô {cell}", "".join(_pieces(content))
