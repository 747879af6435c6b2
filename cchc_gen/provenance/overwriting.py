"""Whether a Word file may be overwritten: only one that stands as it was written, unless it is asked for."""

from __future__ import annotations

from pathlib import Path

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.provenance.manifest import read_manifest
from cchc_gen.provenance.quoting import place_of, quoted
from cchc_gen.word.lines import lines
from cchc_gen.word.package import digest_of_parts, unpack, unreadable
from cchc_gen.word.properties import PART, PLACES


def refuse_overwriting(target: Path) -> list[Diagnostic]:
    """Say why a file must not be overwritten unasked: only one that stands as it was written may be.

    What the clerk filled in and what was changed in the layout would be lost too, so that any file
    which another program saved since is refused (W005).
    """
    if not target.is_file():
        return []
    why, related = _work_in(target)
    if not why:
        return []
    hint = "ghi sang tên khác bằng -o, hoặc thêm --force để ghi đè"
    return [Diagnostic(Pos(str(target)), "W005", f"không ghi đè: {why}", hint=hint, related=related)]


_MOST_SHOWN = 5


def _work_in(target: Path) -> tuple[str, tuple[tuple[Pos, str], ...]]:
    """Say what would be lost with a file, and where it shows; empty when nothing would."""
    if _stands_as_written(target):
        return "", ()
    refused = unreadable(target)
    if refused:
        return refused, ()
    content = target.read_bytes()
    manifest = read_manifest(content)
    if manifest is None:
        return "tệp này không do cchc-gen soạn", ()
    text = lines(content)
    touched = [at for block in manifest.text.changes(text) for at in block.got or (block.got.stop,)]
    if not touched:
        return "tệp đã được lưu lại sau khi soạn, có thể đã chỉnh trình bày hoặc thêm nhận xét", ()
    shown = (at for at in touched[:_MOST_SHOWN] if at < len(text))
    related = tuple((place_of(target, at), quoted(text[at])) for at in shown)
    return f"tệp đã được sửa hoặc điền số, ngày, người ký sau khi soạn, ở {len(touched)} chỗ", related


def _stands_as_written(target: Path) -> bool:
    """Compare a file with its manifest, without reading what no other program has touched."""
    if unreadable(target, PART):
        return False
    content = target.read_bytes()
    manifest = read_manifest(content)
    return manifest is not None and digest_of_parts(unpack(content), PLACES) == manifest.parts
