"""A .docx as a package: whether it may be opened, what text it holds, how it is packed again."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
TEXT_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")

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
    try:
        head = path.read_bytes()[:8]
        if not head.startswith(b"PK"):
            return next((why for sign, why in _SIGNATURES if head.startswith(sign)), "tệp không phải .docx")
        with zipfile.ZipFile(path) as archive:
            return _refused_content(archive)
    except OSError as error:
        return f"không đọc được mẫu Word: {error.strerror}"
    except (zipfile.BadZipFile, RuntimeError, EOFError, zlib.error, etree.XMLSyntaxError):
        return "tệp .docx hỏng (không giải nén được)"


def _refused_content(archive: zipfile.ZipFile) -> str:
    members = archive.infolist()
    names = [member.filename for member in members]
    if len(members) > _MAX_MEMBERS or sum(m.file_size for m in members) > _MAX_UNPACKED:
        return "tệp .docx giải nén ra quá lớn"
    if archive.testzip() or len(names) != len(set(names)):
        return "tệp .docx hỏng (nội dung nén lỗi hoặc trùng tên)"
    if "[Content_Types].xml" not in names or "word/document.xml" not in names:
        return "tệp nén này không phải văn bản Word"
    if any("vbaProject" in name for name in names):
        return "mẫu Word có macro; lưu lại thành .docx"
    if "word/comments.xml" in names:
        return "mẫu Word còn nhận xét (comment); xóa hết nhận xét rồi lưu lại"
    parts = {name: archive.read(name) for name in names if name.endswith((".xml", ".rels"))}
    return next((why for name, raw in parts.items() if (why := _refused_part(name, raw))), "")


_FETCHING = re.compile(rb"(?:instrText[^>]*>|w:instr=\")\s*(?:INCLUDE(?:PICTURE|TEXT)|DDE(?:AUTO)?|LINK)\b")
_TRACKED = re.compile(rb"<w:(?:ins|del|moveFrom|moveTo)[ >]")


_OUTSIDE = re.compile(rb"\b(?:INCLUDEPICTURE|INCLUDETEXT|DDE|DDEAUTO)\b")


def _refused_part(name: str, raw: bytes) -> str:
    if b"<!DOCTYPE" in raw:
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


def pieces(element: etree._Element) -> Iterator[str]:
    """Walk the text of an element; tabs and line breaks read as spaces."""
    for node in element.iter(f"{W}t", f"{W}tab", f"{W}br"):
        yield node.text or "" if node.tag == f"{W}t" else " "


def repacked(saved: io.BytesIO) -> bytes:
    """Pack with fixed times and without compression, whose bytes differ between zlib builds."""
    packed = io.BytesIO()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as target:
        for member in source.infolist():
            entry = zipfile.ZipInfo(member.filename, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 0
            target.writestr(entry, source.read(member))
    return packed.getvalue()
