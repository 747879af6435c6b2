"""`lint`: is a Word document in the form of Decree 30/2020/NĐ-CP? Any document, whoever made it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cchc_gen.base.diagnostics import Diagnostic, Pos, has_errors
from cchc_gen.base.files import why_unread, write_file
from cchc_gen.commands.shared import (
    BROKEN_SET,
    CANNOT_READ_OR_WRITE,
    FINDINGS,
    FINE,
    OPTIONS,
    counts,
    format_option,
    roots,
    show,
    templates_option,
)
from cchc_gen.commands.usage import Command

if TYPE_CHECKING:
    from cchc_gen.lint.rulebook import Rulebook

BASE_SET = "chuan"
_MENDED = ".da-sua.docx"
_CANNOT = {"L001", "W004", "Y001"}


@click.command(cls=Command, options_metavar=OPTIONS)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="TỆP.docx…")
@click.option(
    "--set",
    "name",
    default=BASE_SET,
    metavar="BỘ_MẪU",
    help="Bộ mẫu có quy tắc riêng.",
)
@click.option("--fix", is_flag=True, help=f"Ghi bản đã sửa những chỗ máy sửa được, cạnh tệp: TÊN{_MENDED}.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="TỆP", help="Tên của bản đã sửa.")
@click.option("--force", is_flag=True, help="Ghi đè bản đã sửa nếu đã có.")
@format_option()
@templates_option
def lint(
    files: tuple[Path, ...],
    name: str,
    fix: bool,
    output: Path | None,
    force: bool,
    form: str,
    templates: Path | None,
) -> None:
    """Dò thể thức các văn bản Word theo Nghị định 30/2020/NĐ-CP."""
    if output and (not fix or len(files) > 1):
        raise click.UsageError("-o chỉ dùng cùng --fix với một tệp")
    rules = _rules(name, templates)
    if rules is None:
        sys.exit(BROKEN_SET)
    problems: list[Diagnostic] = []
    for file in files:
        problems += _mend(file, output, rules, force, form) if fix else _lint(file, rules)
    show(problems, form)
    if form == "text":
        click.echo(counts(problems), err=True)
    if _CANNOT & {d.code for d in problems}:
        sys.exit(CANNOT_READ_OR_WRITE)
    sys.exit(FINDINGS if has_errors(problems) else FINE)


def _rules(name: str, templates: Path | None) -> Rulebook | None:
    """Read the rules of a set; what is wrong with them is shown."""
    from cchc_gen.lint.linting import read_form_rules  # noqa: PLC0415  lxml is slow to import
    from cchc_gen.sets.template_set import FORM_FILE, open_set  # noqa: PLC0415

    opened, problems = open_set(roots(templates), name, Pos(name))
    rules = None
    if opened is not None:
        rules, found = read_form_rules(opened.tables[FORM_FILE])
        problems = [d for d in problems if Path(d.pos.path).stem == FORM_FILE] + found
    if opened is None or has_errors(problems):
        show(problems)
        return None
    return rules


def _lint(file: Path, rules: Rulebook) -> list[Diagnostic]:
    from cchc_gen.lint.linting import lint as linted  # noqa: PLC0415

    content = _content(file)
    return linted(content, str(file), rules) if isinstance(content, bytes) else [content]


def _mend(file: Path, output: Path | None, rules: Rulebook, force: bool, form: str) -> list[Diagnostic]:
    """Write a mended copy, if there is anything to mend, and say what was; return what is left."""
    from cchc_gen.lint.repair import mend  # noqa: PLC0415

    content = _content(file)
    if not isinstance(content, bytes):
        return [content]
    target = output or file.with_name(f"{file.stem}{_MENDED}")
    mended, done, left = mend(content, str(target), rules)
    if mended is None or not done:
        return _lint(file, rules)
    if target.exists() and not force:
        message = f"không ghi: đã có {target}"
        return [
            *_lint(file, rules),
            Diagnostic(Pos(str(target)), "W004", message, hint="thêm --force để ghi đè"),
        ]
    problems = write_file(target, mended, [file])
    if not problems:
        if form == "text":
            click.echo("".join(f"đã sửa: {d.pos}: {d.message}\n" for d in done), err=True, nl=False)
        click.echo(str(target), err=form != "text")
    return [*left, *problems]


def _content(file: Path) -> bytes | Diagnostic:
    try:
        return file.read_bytes()
    except OSError as error:
        message = f"không đọc được tệp: {why_unread(error)}"
        return Diagnostic(Pos(str(file)), "L001", message, hint="kiểm tra đường dẫn và tên tệp")
