"""A .docx as a package: whether it may be opened, what text it holds, how it is packed again."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from lxml import etree

from cchc_gen.base.files import why_unread

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = etree.XMLParser(
    resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
)
"""Reads XML or refuses it; comments go, so that none parts a text in two."""
TEXT_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
_READ_PARTS = re.compile(rf"{TEXT_PARTS.pattern}|docProps/.*\.xml")

_MAX_UNPACKED = 50_000_000
_MAX_MEMBERS = 2_000

_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0", "đây là tệp .doc cũ hoặc tệp đặt mật khẩu, không phải .docx"),
    (b"%PDF", "đây là tệp PDF, không phải .docx"),
    (b"<", "đây là tệp HTML hoặc XML, không phải .docx"),
    (b"{\\rtf", "đây là tệp RTF, không phải .docx"),
)


def refusal(path: Path) -> str:
    """Say why a file cannot be a template, before anything unpacks it; empty when it can."""
    return _refused(path, (_refused_package, _refused_parts))


def unreadable(path: Path, part: str = "") -> str:
    """Say why a file cannot be read as a Word document, whatever stands in it; empty when it can.

    With `part` no other part of the package is looked into.
    """
    return _refused(path, (_refused_package, partial(_refused_text, part)))


def _refused(path: Path, reasons: Sequence[Callable[[zipfile.ZipFile], str]]) -> str:
    try:
        content = path.read_bytes()
        if other := another_kind(content):
            return other
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return next((why for reason in reasons if (why := reason(archive))), "")
    except OSError as error:
        return f"không đọc được tệp Word: {why_unread(error)}"
    except (zipfile.BadZipFile, RuntimeError, EOFError, zlib.error, etree.XMLSyntaxError):
        return "tệp .docx hỏng (không giải nén được)"


def another_kind(content: bytes) -> str:
    """Say what kind of file this is instead of a package; empty when it is one."""
    if content.startswith(b"PK"):
        return ""
    return next((why for sign, why in _SIGNATURES if content.startswith(sign)), "tệp không phải .docx")


def oversized(archive: zipfile.ZipFile) -> str:
    """Say why nothing of a package may be unpacked; empty when its size is that of a document."""
    members = archive.infolist()
    is_bomb = len(members) > _MAX_MEMBERS or sum(m.file_size for m in members) > _MAX_UNPACKED
    return "tệp .docx giải nén ra quá lớn" if is_bomb else ""


def _refused_package(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    if too_big := oversized(archive):
        return too_big
    if archive.testzip() or len(names) != len(set(names)):
        return "tệp .docx hỏng (nội dung nén lỗi hoặc trùng tên)"
    if TYPES not in names or "word/document.xml" not in names:
        return "tệp nén này không phải văn bản Word"
    return ""


def _refused_text(part: str, archive: zipfile.ZipFile) -> str:
    for name in archive.namelist():
        if name == part or (not part and _READ_PARTS.fullmatch(name)):
            raw = archive.read(name)
            if _has_dtd(raw):
                return f"{name} có khai báo DTD"
            etree.fromstring(raw, STRICT)
    return ""


def _refused_parts(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    if any("vbaProject" in name for name in names):
        return "mẫu Word có macro; lưu lại thành .docx"
    if "word/comments.xml" in names:
        return "mẫu Word còn nhận xét (comment); xóa hết nhận xét rồi lưu lại"
    parts = {name: archive.read(name) for name in names if name.endswith((".xml", ".rels"))}
    return next((why for name, raw in parts.items() if (why := _refused_part(name, raw))), "")


def _has_dtd(raw: bytes) -> bool:
    """Look for a document type, in UTF-16 too."""
    return b"<!DOCTYPE" in raw.replace(b"\0", b"")


_TRACKED = re.compile(rb"<w:(?:ins|del|moveFrom|moveTo)[ >]")


_OUTSIDE = re.compile(rb"\b(?:INCLUDEPICTURE|INCLUDETEXT|DDE|DDEAUTO)\b")


def _refused_part(name: str, raw: bytes) -> str:
    if _has_dtd(raw):
        return f"{name} có khai báo DTD"
    if TEXT_PARTS.fullmatch(name) and _TRACKED.search(raw):
        return "mẫu Word còn theo dõi thay đổi (Track Changes); chấp nhận hết thay đổi rồi lưu lại"
    if name.endswith(".rels"):
        links = [node for node in etree.fromstring(raw, STRICT) if node.get("TargetMode") == "External"]
        if any(not node.get("Type", "").endswith("/relationships/hyperlink") for node in links):
            return "mẫu Word trỏ tới tệp ở ngoài (ảnh liên kết hoặc mẫu gắn kèm)"
    if _OUTSIDE.search(raw):
        return f"{name} có trường lấy nội dung từ ngoài; xóa trường này"
    return ""


def text_parts(content: bytes) -> Iterator[tuple[str, etree._Element]]:
    """Walk the parts of a package that hold text a reader sees, each parsed strictly."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in filter(TEXT_PARTS.fullmatch, archive.namelist()):
            yield name, etree.fromstring(archive.read(name), STRICT)


def parts_with_leftovers(content: bytes) -> list[str]:
    """Name the other parts, such as charts and properties, that hold a tag which nobody fills."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        others = [n for n in archive.namelist() if n.endswith(".xml") and not TEXT_PARTS.fullmatch(n)]
        return [name for name in others if _TAG.search(_MARKUP.sub(b"", archive.read(name)))]


_MARKUP, _TAG = re.compile(rb"<[^>]*>"), re.compile(rb"\{[{%]")


def escaped(text: str) -> str:
    """Write text as XML wants it between tags.

    >>> escaped("a < b & c")
    'a &lt; b &amp; c'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


SIGNS = {f"{W}tab": " ", f"{W}br": " ", f"{W}cr": " ", f"{W}noBreakHyphen": "-"}
"""Elements that print a sign; tabs and line breaks read as spaces."""


def pieces(element: etree._Element) -> Iterator[str]:
    """Walk the text of an element."""
    for node in element.iter(f"{W}t", *SIGNS):
        yield SIGNS.get(str(node.tag), node.text or "")


def digest_of_parts(parts: Mapping[str, bytes], leave_out: Sequence[str]) -> str:
    """Return one digest of all parts of a package, which changes when any program saves it again."""
    names = sorted(parts.keys() - set(leave_out))
    listed = "".join(f"{name} {hashlib.sha256(parts[name]).hexdigest()}\n" for name in names)
    return hashlib.sha256(listed.encode()).hexdigest()


PLACE = "thay"
"""The element that stands in a compiled template's part where its text goes."""

DECLARATION = b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"


def written(root: etree._Element) -> bytes:
    """Write a part's tree."""
    return DECLARATION + etree.tostring(root, encoding="UTF-8")


TYPES = "[Content_Types].xml"
LINKS, DOCUMENT_LINKS = "_rels/.rels", "word/_rels/document.xml.rels"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument"


def announce(parts: dict[str, bytes], name: str, links: str, relation: str, content_type: str) -> None:
    """Give a new part its content type, and a link in the part of links that is named.

    `relation` and `content_type` are the ends of their long names.
    """
    types = etree.fromstring(parts[TYPES], STRICT)
    kind = {"PartName": f"/{name}", "ContentType": f"{_CONTENT_TYPE}.{content_type}"}
    etree.SubElement(types, f"{{{etree.QName(types).namespace}}}Override", kind)
    relations = etree.fromstring(parts[links], STRICT)
    taken = {link.get("Id") for link in relations}
    own = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
    folder = links.partition("_rels/")[0]
    link = {"Id": own, "Type": f"{_RELATION}/{relation}", "Target": name.removeprefix(folder)}
    etree.SubElement(relations, f"{{{etree.QName(relations).namespace}}}Relationship", link)
    parts |= {TYPES: written(types), links: written(relations)}


def unpack(content: bytes) -> dict[str, bytes]:
    """Read the parts of a package in their order; the folders that some programs list are none."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist() if not entry.is_dir()}


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Pack with fixed times and without compression, whose bytes differ between zlib builds."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 0
            archive.writestr(entry, content)
    return packed.getvalue()
