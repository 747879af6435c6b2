"""A Word template read once: docxtpl makes it ready, every later document is filled from plain text.

Opening the file and turning Word's XML into text with tags is the slow part and does not depend on
any document; what comes of it is a plain value, kept in memory and on disk.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cchc_gen.base import cache
from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.word.gate import slips, text_template
from cchc_gen.word.package import DECLARATION, PLACE, refusal, text_parts


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the package: its bytes, or the XML with tags that makes them.

    `text` is what a reader sees of it, a line for each paragraph, with the same tags.
    """

    name: str
    content: bytes
    xml: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class CompiledTemplate:
    """A template's parts in the order in which they are packed."""

    parts: tuple[Part, ...]


_KIND = "mau-word"
"""What the cache calls them."""


def compiled(template: Path) -> tuple[CompiledTemplate | None, list[Diagnostic]]:
    """Read a template; the same file is read only once.

    Gives W001 for a file that is no template, W002 for tags that are misplaced.
    """
    pos = Pos(str(template))
    key = _key(template)
    known = cache.load(_KIND, key) if key else None
    if isinstance(known, CompiledTemplate):
        return known, []
    refused = refusal(template)
    if refused:
        return None, [Diagnostic(pos, "W001", refused, hint="chọn tệp .docx lưu từ Word")]
    source = template.read_bytes()
    faults = [Diagnostic(pos, "W002", fault.message, hint=fault.hint) for fault in slips(source)]
    if faults:
        return None, faults
    made = _compile(source)
    cache.keep(_KIND, key, made)
    return made, []


def _key(template: Path) -> str:
    try:
        return sha256(template.read_bytes()).hexdigest()
    except OSError:
        return ""


_PLACED = re.compile(rf'<{PLACE}\b[^>]*\bn="(\d+)"/>')
_PROLOG = re.compile(r"<\?xml[^>]*\?>\s*")
_HAS_TAG = re.compile(r"\{[{%]")


def _compile(source: bytes) -> CompiledTemplate:
    from cchc_gen.word.recorder import record  # noqa: PLC0415  docxtpl is slow to import, and seldom needed

    saved, sources = record(source)
    texts = {name: text_template(part) for name, part in text_parts(source)}
    with zipfile.ZipFile(io.BytesIO(saved)) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    return CompiledTemplate(tuple(_part(name, content, sources, texts) for name, content in contents.items()))


def _part(name: str, content: bytes, sources: Sequence[str], texts: Mapping[str, str]) -> Part:
    """Put what docxtpl made ready back into the part that it stands in."""
    text = texts.get(name, "")
    if f"<{PLACE} ".encode() not in content:
        return Part(name, content, "", text)
    xml = _PROLOG.sub("", _PLACED.sub(lambda found: sources[int(found[1])], content.decode()))
    if _HAS_TAG.search(xml):
        return Part(name, b"", xml, text)
    return Part(name, DECLARATION + xml.encode(), "", text)
