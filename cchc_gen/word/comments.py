"""Put Word comments on the paragraphs of a document; nothing else in it changes.

Comments have no date, so that the same report and the same words give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from cchc_gen.word.package import DECLARATION, DOCUMENT_LINKS, STRICT, W, announce, escaped, pieces, written

_MAIN, _COMMENTS = "word/document.xml", "word/comments.xml"
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


def read_lines(parts: Mapping[str, bytes]) -> list[Line]:
    """Read the paragraphs of a document's main part, in order; spaces are folded."""
    root = etree.fromstring(parts[_MAIN], STRICT)
    rows = {row: number for number, row in enumerate(root.iter(f"{W}tr"))}
    lines = []
    for paragraph in root.iter(f"{W}p"):
        row = next(paragraph.iterancestors(f"{W}tr"), None)
        text = " ".join("".join(pieces(paragraph)).split())
        lines.append(Line(text, None if row is None else rows[row]))
    return lines


def add_comments(parts: dict[str, bytes], comments: Iterable[Comment]) -> None:
    """Put comments into the package of a document that has none; its text stays as it is."""
    ordered = sorted(comments, key=lambda comment: comment.line)
    root = etree.fromstring(parts[_MAIN], STRICT)
    _anchor(root, ordered)
    parts |= {_MAIN: written(root), _COMMENTS: _comments_xml(ordered)}
    announce(parts, _COMMENTS, DOCUMENT_LINKS, "comments", "wordprocessingml.comments+xml")


def _anchor(root: etree._Element, comments: Sequence[Comment]) -> None:
    """Span each comment over its paragraph."""
    paragraphs = list(root.iter(f"{W}p"))
    for number, comment in enumerate(comments):
        paragraph, identity = paragraphs[comment.line], {f"{W}id": str(number)}
        before = sum(1 for node in paragraph if node.tag in (f"{W}pPr", f"{W}commentRangeStart"))
        paragraph.insert(before, etree.Element(f"{W}commentRangeStart", identity))
        etree.SubElement(paragraph, f"{W}commentRangeEnd", identity)
        run = etree.SubElement(paragraph, f"{W}r")
        etree.SubElement(run, f"{W}commentReference", identity)


def _comments_xml(comments: Sequence[Comment]) -> bytes:
    told = "".join(_comment_xml(number, comment) for number, comment in enumerate(comments))
    return DECLARATION + f'<w:comments xmlns:w="{W[1:-1]}">{told}</w:comments>'.encode()


def _comment_xml(number: int, comment: Comment) -> str:
    paragraphs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escaped(line)}</w:t></w:r></w:p>' for line in comment.words
    )
    by = f'w:author="{_AUTHOR}" w:initials="{_INITIALS}"'
    return f'<w:comment w:id="{number}" {by}>{paragraphs}</w:comment>'
