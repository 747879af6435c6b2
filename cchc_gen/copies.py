"""What stands beside a Word report: its PDF, and a picture of each page to look at before signing."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from pathlib import Path

from cchc_gen.base.diagnostics import Diagnostic, Pos, Severity
from cchc_gen.base.files import write_file
from cchc_gen.word.fonts import substitutions
from cchc_gen.word.pdf import convert, pictures


def write_copies(
    reports: Mapping[Path, bytes], *, pdf: bool, preview: bool
) -> tuple[list[Path], list[Diagnostic]]:
    """Write `X.pdf`, `X-1.png` … beside each report `X.docx`, all made in one run of LibreOffice.

    `reports` holds the content of each Word file under its path. Returns the files written, and what
    kept others from it (P001 to P003, W004) or is to be known of them (P004, P005). The Word files
    themselves are neither read nor touched.
    """
    printed, problems = convert(reports)
    files: dict[Path, bytes] = {}
    for report, content in printed.items():
        problems += substitutions(reports[report], content, Pos(str(report)))
        if pdf:
            files[report.with_suffix(".pdf")] = content
    if preview:
        drawn, troubles = pictures(printed)
        problems += troubles
        for report, pages in drawn.items():
            pictured = _named(report, pages)
            files |= pictured
            problems += _left_over(report, pictured)
    written = []
    for path, content in files.items():
        failed = write_file(path, content, [])
        problems += failed
        written += [] if failed else [path]
    return written, problems


def _named(report: Path, pages: Sequence[bytes]) -> dict[Path, bytes]:
    """Name the pages so that they sort by number: `X-01.png` where there are ten or more."""
    width = len(str(len(pages)))
    return {report.with_name(f"{report.stem}-{n:0{width}}.png"): page for n, page in enumerate(pages, 1)}


def _left_over(report: Path, pictured: Container[Path]) -> list[Diagnostic]:
    """Warn of pictures from an earlier, longer report, which would pass for pages of this one."""
    is_page = re.compile(rf"{re.escape(report.stem)}-\d+\.png").fullmatch
    old = sorted(p for p in report.parent.iterdir() if is_page(p.name) and p not in pictured)
    if not old:
        return []
    names = ", ".join(path.name for path in old)
    message = f"còn ảnh trang của lần trước, không thuộc báo cáo này: {names}"
    return [Diagnostic(Pos(str(report)), "P005", message, Severity.WARNING, hint="xóa các ảnh này")]
