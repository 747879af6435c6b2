"""What commands share: common arguments, printing, exit codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cchc_gen.base.diagnostics import (
    Diagnostic,
    Severity,
    as_github,
    as_json,
    as_sarif,
    as_text,
)

if TYPE_CHECKING:
    from cchc_gen.report import Report

FINE, FINDINGS, USAGE, BROKEN_SET, CANNOT_READ_OR_WRITE, MISSING_PROGRAM = range(6)

OPTIONS = "[TÙY CHỌN]"

FORMATS: Mapping[str, Callable[[Sequence[Diagnostic]], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}

facts_argument = click.argument("facts", type=click.Path(path_type=Path), metavar="FACTS")
templates_option = click.option(
    "--templates",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="THƯ_MỤC",
    help="Thư mục bộ mẫu riêng; được ưu tiên hơn bộ mẫu đi kèm.",
)


def format_option(formats: Sequence[str] = tuple(FORMATS)) -> Callable[[Any], Any]:
    """Offer the forms in which a command can print."""
    kind = click.Choice(sorted(formats))
    return click.option(
        "--format", "form", type=kind, default="text", show_default="text", help="Dạng in ra."
    )


def roots(templates: Path | None) -> list[Path]:
    """List the folders of sets, the user's own first."""
    from cchc_gen.sets.template_set import packaged_root  # noqa: PLC0415  slow to import

    return [*([templates] if templates else []), packaged_root()]


def show(problems: Sequence[Diagnostic], form: str = "text") -> None:
    """Print diagnostics: for people to stderr, for programs to stdout."""
    text = FORMATS[form](problems)
    if text:
        click.echo(text, err=form == "text", nl=False)


def counts(problems: Sequence[Diagnostic]) -> str:
    """Sum up: how many errors, warnings, notes."""
    found = {s: sum(d.severity is s for d in problems) for s in Severity}
    return ", ".join(f"{count} {severity.value}" for severity, count in found.items())


_IN_THE_WAY = {"W004", "W005", "Y001", "P002", "P003", "B001", "B002", "B003", "B004"}


def exit_code(problems: Sequence[Diagnostic], *, set_is_broken: bool = False) -> int:
    """Return the exit code that what was found and what came of writing deserve."""
    codes = {d.code for d in problems if d.is_error}
    if "P001" in codes:
        return MISSING_PROGRAM
    if codes & _IN_THE_WAY and not set_is_broken:
        return CANNOT_READ_OR_WRITE
    if set_is_broken or any(code.startswith("W") for code in codes):
        return BROKEN_SET
    return FINDINGS if codes else FINE


def exit_code_of(report: Report) -> int:
    """Return the exit code that a report deserves."""
    return exit_code(report.diagnostics, set_is_broken=report.set_is_broken)
