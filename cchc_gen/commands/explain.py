"""`explain`: why a figure or a sentence is what it is, and what another figure would change."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cchc_gen.commands.shared import (
    OPTIONS,
    exit_code_of,
    facts_argument,
    format_option,
    show,
    templates_option,
)
from cchc_gen.commands.usage import Command

if TYPE_CHECKING:
    from cchc_gen.report import Report, Story


@click.command(cls=Command, options_metavar=OPTIONS, context_settings={"ignore_unknown_options": True})
@facts_argument
@click.argument("key", metavar="[KHÓA]", required=False)
@click.option(
    "--what-if",
    "changes",
    multiple=True,
    metavar="KHÓA=GIÁ_TRỊ",
    help="Giả sử số liệu khác đi: in những số, câu, ô biểu và phát hiện sẽ đổi. Dùng được nhiều lần.",
)
@format_option(("text", "json"))
@templates_option
def explain(
    facts: Path, key: str | None, changes: tuple[str, ...], form: str, templates: Path | None
) -> None:
    """Giải thích một số hay một câu: lấy từ đâu, tính thế nào, vì sao viết thế, in ở chỗ nào.

    KHÓA là khóa của chỉ tiêu, của câu, hoặc chữ đã in: 97,98%, «1.807 hồ sơ», số văn bản, một phần của câu.
    """
    from cchc_gen.report import build  # noqa: PLC0415  slow to import

    if (key is None) == (not changes):
        raise click.UsageError("cần KHÓA hoặc --what-if, một trong hai")
    supposed = [_change(change) for change in changes]
    report = build(facts, templates=templates)
    if report.story is None:
        show(report.diagnostics)
        sys.exit(exit_code_of(report))
    if key is None:
        sys.exit(_compare(report, build(facts, templates=templates, changes=supposed), form))
    _answer(report.story, key, form)


def _answer(story: Story, key: str, form: str) -> None:
    from cchc_gen.explain.fixed_text import answer_by_template  # noqa: PLC0415  slow to import
    from cchc_gen.explain.passages import print_out  # noqa: PLC0415
    from cchc_gen.explain.searching import answer  # noqa: PLC0415
    from cchc_gen.explain.showing import answer_json, answer_text  # noqa: PLC0415
    from cchc_gen.read.fields import nearest  # noqa: PLC0415

    found = answer(print_out(story), key)
    if not found.figures and not found.passages:
        found = answer_by_template(story, key)
    if not found.figures and not found.passages:
        hint = nearest(key, story.figures.figures)
        raise click.UsageError(f"không có chỉ tiêu hay chữ đã in «{key}»{f'; {hint}' if hint else ''}")
    click.echo((answer_json if form == "json" else answer_text)(found), nl=False)


def _compare(report: Report, supposed: Report, form: str) -> int:
    from cchc_gen.explain.difference import difference  # noqa: PLC0415  slow to import
    from cchc_gen.explain.showing import difference_json, difference_text  # noqa: PLC0415

    found = difference(report, supposed)
    if found is None:
        show(supposed.diagnostics)
    else:
        click.echo((difference_json if form == "json" else difference_text)(found), nl=False)
    return exit_code_of(supposed)


def _change(typed: str) -> tuple[str, str]:
    key, sign, value = typed.partition("=")
    if not sign or not key.strip():
        raise click.UsageError(f"--what-if cần KHÓA=GIÁ_TRỊ, nhận «{typed}»")
    return key.strip(), value.strip()
