"""Put Word comments on the paragraphs of a document; nothing else in it changes.

Comments have no date, so that the same report and the same words give the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from lxml import etree

from cchc_gen.word.package import STRICT, W, escaped, pieces, repacked

_MAIN, _COMMENTS = "word/document.xml", "word/comments.xml"
_TYPES, _LINKS = "[Content_Types].xml", "word/_rels/document.xml.rels"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_LINK_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_AUTHOR, _INITIALS = "cchc-gen", "CG"


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph as a reader sees it, and the number of the table row that it stands in, if any."""

    text: str
    row: int | None


@dataclass(frozen=True, slots=True)
class Comment:
    """Words on one paragraph, which is given by its number in `read_lines`."""

    line: int
    words: tuple[str, ...]


def read_lines(content: bytes) -> list[Line]:
    """Read the paragraphs of a document's main part, in order; spaces are folded."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = etree.fromstring(archive.read(_MAIN), STRICT)
    rows = {row: number for number, row in enumerate(root.iter(f"{W}tr"))}
    lines = []
    for paragraph in root.iter(f"{W}p"):
        row = next(paragraph.iterancestors(f"{W}tr"), None)
        text = " ".join("".join(pieces(paragraph)).split())
        lines.append(Line(text, None if row is None else rows[row]))
    return lines


def with_comments(content: bytes, comments: Iterable[Comment]) -> bytes:
    """Return a copy with comments of a document that has none; its text stays as it is."""
    ordered = sorted(comments, key=lambda comment: comment.line)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[_MAIN] = _edited(parts[_MAIN], lambda root: _anchor(root, ordered))
    parts[_TYPES] = _edited(parts[_TYPES], _declare)
    parts[_LINKS] = _edited(parts[_LINKS], _link)
    parts[_COMMENTS] = _comments_xml(ordered)
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return repacked(saved)


def _edited(part: bytes, edit: Callable[[etree._Element], None]) -> bytes:
    root = etree.fromstring(part, STRICT)
    edit(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _anchor(root: etree._Element, comments: Sequence[Comment]) -> None:
    """Span each comment over its paragraph."""
    paragraphs = list(root.iter(f"{W}p"))
    for number, comment in enumerate(comments):
        paragraph, identity = paragraphs[comment.line], {f"{W}id": str(number)}
        has_properties = paragraph.find(f"{W}pPr") is not None
        paragraph.insert(int(has_properties), etree.Element(f"{W}commentRangeStart", identity))
        etree.SubElement(paragraph, f"{W}commentRangeEnd", identity)
        run = etree.SubElement(paragraph, f"{W}r")
        etree.SubElement(run, f"{W}commentReference", identity)


def _declare(types: etree._Element) -> None:
    name = etree.QName(types).namespace
    etree.SubElement(types, f"{{{name}}}Override", PartName=f"/{_COMMENTS}", ContentType=_CONTENT_TYPE)


def _link(links: etree._Element) -> None:
    name = etree.QName(links).namespace
    etree.SubElement(
        links, f"{{{name}}}Relationship", Id="rIdComments", Type=_LINK_TYPE, Target="comments.xml"
    )


def _comments_xml(comments: Sequence[Comment]) -> bytes:
    written = "".join(_comment_xml(number, comment) for number, comment in enumerate(comments))
    declared = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{declared}<w:comments xmlns:w="{W[1:-1]}">{written}</w:comments>'.encode()


def _comment_xml(number: int, comment: Comment) -> str:
    paragraphs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escaped(line)}</w:t></w:r></w:p>' for line in comment.words
    )
    by = f'w:author="{_AUTHOR}" w:initials="{_INITIALS}"'
    return f'<w:comment w:id="{number}" {by}>{paragraphs}</w:comment>'
