"""`explain`: why a figure is what it is."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cchc_gen.commands.shared import OPTIONS, exit_code, facts_argument, show, templates_option
from cchc_gen.commands.usage import Command
from cchc_gen.explain import explain as explained
from cchc_gen.explain import keys_printing
from cchc_gen.read.fields import nearest
from cchc_gen.report import build


@click.command(cls=Command, options_metavar=OPTIONS)
@facts_argument
@click.argument("key", metavar="KHÓA")
@templates_option
def explain(facts: Path, key: str, templates: Path | None) -> None:
    """Giải thích một số: lấy từ đâu, tính thế nào, in ở chỗ nào. KHÓA cũng có thể là số đã in, như 97,98%."""
    report = build(facts, templates=templates)
    if report.story is None:
        show(report.diagnostics)
        sys.exit(exit_code(report))
    known = report.story.figures.figures
    keys = [key] if key in known else keys_printing(report.story, key)
    if not keys:
        hint = nearest(key, known)
        raise click.UsageError(f"không có chỉ tiêu hay số đã in «{key}»{f'; {hint}' if hint else ''}")
    click.echo("\n".join(explained(report.story, found) for found in keys), nl=False)
