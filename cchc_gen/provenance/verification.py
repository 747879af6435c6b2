"""Tell of a Word file which facts made it, and what was edited in it by hand since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cchc_gen import __version__
from cchc_gen.base.diagnostics import Diagnostic, Pos, Severity
from cchc_gen.provenance.edits import ANEW, departures, edits
from cchc_gen.provenance.manifest import FACTS, SET, UNIT, Manifest, read_manifest, sources
from cchc_gen.provenance.placement import place
from cchc_gen.report import Report, Story
from cchc_gen.word.lines import lines
from cchc_gen.word.package import unreadable


@dataclass(frozen=True, slots=True)
class Verification:
    """What is known of a file. `manifest` is None when it carries none or cannot be read at all."""

    manifest: Manifest | None
    diagnostics: tuple[Diagnostic, ...]
    is_readable: bool = True


def verify(path: Path, report: Report | None = None) -> Verification:
    """Verify a Word file by its manifest, and against the report of a facts file when there is one.

    Gives W001 for a file that cannot be read, V001 without a manifest, V002 when it was made from
    other facts, V003 for another unit, set or version, V004 for a line that was edited, V005 for a
    printed figure that departs from its fact.
    """
    pos = Pos(str(path))
    refused = unreadable(path)
    if refused:
        problem = Diagnostic(pos, "W001", refused, hint="chọn tệp .docx đã soạn")
        return Verification(None, (problem,), is_readable=False)
    content = path.read_bytes()
    text, manifest = lines(content), read_manifest(content)
    problems = [] if manifest else [_without_manifest(pos)]
    story = report.story if report else None
    if manifest and story:
        problems += _origin(pos, manifest, story)
    if report and story and (manifest is None or _is_of(manifest, story)):
        meant, found = place(report, draft=manifest is not None and manifest.is_draft)
        problems += found
        if meant is not None:
            problems += departures(path, story, manifest, meant, text)
    elif manifest:
        problems += edits(path, manifest.text, text)
    return Verification(manifest, tuple(problems))


def _without_manifest(pos: Pos) -> Diagnostic:
    message = "tệp không mang thông tin nguồn gốc: không do cchc-gen soạn, hoặc đã mất thuộc tính của tệp"
    return Diagnostic(pos, "V001", message, hint=ANEW)


def _is_of(manifest: Manifest, story: Story) -> bool:
    """Say whether a file and a story tell of one period by one set: else no line compares."""
    told = (str(story.facts.header.period), story.rules.name)
    return (manifest.period, manifest.set_name) == told


_CHANGED = {
    UNIT: "thông tin đơn vị đã khác từ khi soạn tệp",
    SET: "bộ mẫu đã khác từ khi soạn tệp",
}


def _origin(pos: Pos, manifest: Manifest, story: Story) -> Iterator[Diagnostic]:
    """Say what the file was made from that is now another."""
    now = sources(story)
    differ = [name for name in now if manifest.sources[name] != now[name]]
    related = ((story.facts.header.set_name.pos, "tệp số liệu này"),)
    if not _is_of(manifest, story):
        message = f"tệp soạn cho kỳ {manifest.period} theo bộ mẫu {manifest.set_name}, không từ số liệu này"
        yield Diagnostic(pos, "V002", message, hint="chọn đúng tệp số liệu", related=related)
        return
    if set(differ) & set(FACTS):
        message = f"tệp không soạn từ số liệu này: khác ở mục {', '.join(n for n in differ if n in FACTS)}"
        hint = f"{ANEW}, hoặc chọn đúng tệp số liệu"
        yield Diagnostic(pos, "V002", message, hint=hint, related=related)
    for name in (UNIT, SET):
        if name in differ:
            yield Diagnostic(pos, "V003", _CHANGED[name], Severity.WARNING, f"{ANEW} nếu cần bản mới")
    if manifest.version != __version__:
        message = f"tệp soạn bằng cchc-gen {manifest.version}, bản đang dùng là {__version__}"
        yield Diagnostic(pos, "V003", message, Severity.NOTE)
