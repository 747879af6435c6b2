"""`verify`: which facts made a Word file, and what was edited in it by hand since."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cchc_gen.base.diagnostics import has_errors
from cchc_gen.commands.shared import (
    CANNOT_READ_OR_WRITE,
    FINDINGS,
    FINE,
    OPTIONS,
    exit_code_of,
    format_option,
    show,
    templates_option,
)
from cchc_gen.commands.usage import Command

if TYPE_CHECKING:
    from cchc_gen.provenance.verification import Verification


@click.command(cls=Command, options_metavar=OPTIONS)
@click.argument("file", type=click.Path(path_type=Path), metavar="TỆP.docx")
@click.argument("facts", type=click.Path(path_type=Path), metavar="[FACTS]", required=False)
@format_option()
@templates_option
def verify(file: Path, facts: Path | None, form: str, templates: Path | None) -> None:
    """Xem tệp Word soạn từ số liệu nào, đã sửa tay chỗ nào; có FACTS thì chỉ rõ từng số đã sửa."""
    from cchc_gen.provenance.verification import verify as verified  # noqa: PLC0415  slow to import
    from cchc_gen.report import build  # noqa: PLC0415

    report = build(facts, templates=templates) if facts else None
    if report and report.story is None:
        show(report.diagnostics, form)
        sys.exit(exit_code_of(report))
    found = verified(file, report)
    show(found.diagnostics, form)
    if form == "text":
        click.echo(_summary(found, facts))
    if not found.is_readable:
        sys.exit(CANNOT_READ_OR_WRITE)
    sys.exit(FINDINGS if has_errors(found.diagnostics) else FINE)


_EDITS = {"V004": "đoạn hoặc ô", "V005": "số"}


def _summary(found: Verification, facts: Path | None) -> str:
    """Say in one line what is the case."""
    if not found.is_readable:
        return "Không đọc được tệp."
    codes = [d.code for d in found.diagnostics if d.is_error]
    edits = ", ".join(f"{codes.count(code)} {noun}" for code, noun in _EDITS.items() if code in codes)
    made = found.manifest
    if made is None:
        compared = f"; khác số liệu này ở {edits}" if edits else "; không khác số liệu này" if facts else ""
        return f"Không rõ nguồn gốc{compared}."
    kind = "Bản nháp" if made.is_draft else "Báo cáo"
    text = f"đã sửa tay {edits}" if edits else "lời văn và số còn nguyên như khi soạn"
    origin = (
        "; không soạn từ số liệu này" if "V002" in codes else "; soạn từ đúng số liệu này" if facts else ""
    )
    return f"{kind} kỳ {made.period}, bộ mẫu {made.set_name}: {text}{origin}."
