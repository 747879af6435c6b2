"""A Word template read once: docxtpl makes it ready, every later document is filled from plain text.

Opening the file, turning Word's XML into text with tags and reading these is the slow part and does not
depend on any document; what comes of it is a plain value, kept in memory and on disk.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cchc_gen.base import cache
from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.word.gate import find_tag, slips, text_template
from cchc_gen.word.package import DECLARATION, PLACE, refusal, text_parts, unpack
from cchc_gen.word.tagged import TagError, Tagged
from cchc_gen.word.values import NAMES


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the package: its bytes, or the XML with tags that makes them.

    `text` is what a reader sees of it, a line for each paragraph, with the same tags.
    """

    name: str
    content: bytes
    xml: Tagged = ()
    text: Tagged = ()


@dataclass(frozen=True, slots=True)
class CompiledTemplate:
    """A template's parts in the order in which they are packed."""

    parts: tuple[Part, ...]


_KIND = "mau-word"
"""What the cache calls them."""


def compiled(template: Path) -> tuple[CompiledTemplate | None, list[Diagnostic]]:
    """Read a template; the same file is read only once.

    Gives W001 for a file that is no template, W002 for tags that are wrong or misplaced.
    """
    pos = Pos(str(template))
    source = _content(template)
    key = sha256(source).hexdigest()
    known = cache.load(_KIND, key)
    if isinstance(known, CompiledTemplate):
        return known, []
    refused = refusal(template)
    if refused:
        return None, [Diagnostic(pos, "W001", refused, hint="chọn tệp .docx lưu từ Word")]
    faults = [Diagnostic(pos, "W002", fault.message, hint=fault.hint) for fault in slips(source)]
    if faults:
        return None, faults
    try:
        made = compile_template(source, NAMES)
    except TagError as error:
        return None, [wrong_tag(template, source, error)]
    cache.keep(_KIND, key, made)
    return made, []


def wrong_tag(template: Path, source: bytes, error: TagError) -> Diagnostic:
    """Report a tag, with its place in the template when it can be found."""
    place = find_tag(source, str(error))
    message = f"{error} (ở {place})" if place else str(error)
    hint = "sửa thẻ trong mẫu Word; bảng thẻ có trong hướng dẫn"
    return Diagnostic(Pos(str(template)), "W002", message, hint=hint)


def _content(template: Path) -> bytes:
    """Read a file; nothing where it cannot be read, which `refusal` puts into words."""
    try:
        return template.read_bytes()
    except OSError:
        return b""


_PLACED = re.compile(rf'<{PLACE}\b[^>]*\bn="(\d+)"/>')
_PROLOG = re.compile(r"<\?xml[^>]*\?>\s*")
_EMPTY_RUN = re.compile(
    r"<w:r(?: [^>]*)?>(?:<w:rPr>(?:(?!</?w:rPr>).)*</w:rPr>)?<w:t(?: [^>]*)?></w:t></w:r>", re.DOTALL
)
"""What docxtpl leaves on either side of a tag for finished text: it prints nothing."""
_HAS_TAG = re.compile(r"\{[{%]")


def compile_template(source: bytes, names: frozenset[str]) -> CompiledTemplate:
    """Read a Word file whose tags may use some names.

    Raises:
        TagError: the tags are wrong.
    """
    # Slow to import, and seldom needed.
    from cchc_gen.word.recorder import record  # noqa: PLC0415
    from cchc_gen.word.tags import read_tags  # noqa: PLC0415

    saved, sources = record(source)
    texts = {name: text_template(part) for name, part in text_parts(source)}

    def made(name: str, content: bytes) -> Part:
        """Put what docxtpl made ready back into the part that it stands in."""
        text = read_tags(texts.get(name, ""), names)
        if f"<{PLACE} ".encode() not in content:
            return Part(name, content, text=text)
        xml = _PLACED.sub(lambda found: sources[int(found[1])], content.decode())
        xml = _EMPTY_RUN.sub("", _PROLOG.sub("", xml))
        if _HAS_TAG.search(xml):
            return Part(name, b"", read_tags(xml, names), text)
        return Part(name, DECLARATION + xml.encode(), text=text)

    return CompiledTemplate(tuple(made(name, content) for name, content in unpack(saved).items()))
