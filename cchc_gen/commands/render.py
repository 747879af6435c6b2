"""`render`: the Word report of a facts file, written whole or not at all."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.base.files import write_file
from cchc_gen.commands.shared import FINE, OPTIONS, exit_code, facts_argument, show, templates_option
from cchc_gen.commands.usage import Command
from cchc_gen.facts.unit import UNIT_FILE
from cchc_gen.report import Report, build


@click.command(cls=Command, options_metavar=OPTIONS)
@facts_argument
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="TỆP", help="Tệp .docx sẽ ghi.")
@click.option("--draft", is_flag=True, help="Ghi bản nháp dù còn lỗi; chỗ thiếu và chỗ sai được tô vàng.")
@templates_option
def render(facts: Path, output: Path | None, draft: bool, templates: Path | None) -> None:
    """Ghi báo cáo Word từ tệp số liệu FACTS; có lỗi thì không ghi gì."""
    from cchc_gen.rendering import render as rendered  # noqa: PLC0415  docxtpl is slow to import

    report = build(facts, templates=templates)
    content, problems = rendered(report, draft=draft)
    target = output or facts.parent / f"{facts.stem}{'.nhap' if draft else ''}.docx"
    if content is not None and target.suffix.lower() != ".docx":
        message = f"không ghi: tên tệp báo cáo phải có đuôi .docx, nhận {target}"
        problems.append(Diagnostic(Pos(str(target)), "W004", message, hint="thêm .docx vào tên sau -o"))
    elif content is not None:
        problems += write_file(target, content, _inputs(report, facts))
    show([*report.diagnostics, *problems])
    if content is not None and not problems:
        click.echo(str(target))
        sys.exit(FINE)
    if not draft and report.story and not report.ok:
        click.echo("Chưa ghi báo cáo. Sửa các lỗi trên, hoặc xem bản nháp bằng --draft.", err=True)
    sys.exit(exit_code(report, problems))


def _inputs(report: Report, facts: Path) -> list[Path]:
    inputs = [facts, facts.parent / UNIT_FILE]
    return inputs + ([report.story.rules.word_template] if report.story else [])
