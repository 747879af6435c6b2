"""`check`: everything that is wrong with a facts file; writes nothing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cchc_gen.commands.shared import (
    OPTIONS,
    counts,
    exit_code_of,
    facts_argument,
    format_option,
    show,
    templates_option,
)
from cchc_gen.commands.usage import Command

if TYPE_CHECKING:
    from cchc_gen.report import Report


@click.command(cls=Command, options_metavar=OPTIONS)
@facts_argument
@click.option("--no-waivers", is_flag=True, help="Hiện cả những phát hiện đã có giải trình.")
@format_option()
@templates_option
def check(facts: Path, no_waivers: bool, form: str, templates: Path | None) -> None:
    """Kiểm tra tệp số liệu FACTS, không ghi gì."""
    from cchc_gen.report import build  # noqa: PLC0415  slow to import

    report = build(facts, templates=templates, waive=not no_waivers)
    show(report.diagnostics, form)
    if form == "text":
        click.echo(_summary(report), err=True)
    sys.exit(exit_code_of(report))


def _summary(report: Report) -> str:
    waived = len(report.story.verdict.waived) if report.story else 0
    return f"{counts(report.diagnostics)}; {waived} phát hiện đã giải trình"
