"""`templates`: list the template sets, look a whole one over, make a new one."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cchc_gen.base.diagnostics import has_errors
from cchc_gen.commands.shared import (
    BROKEN_SET,
    CANNOT_READ_OR_WRITE,
    FINE,
    OPTIONS,
    USAGE,
    counts,
    format_option,
    roots,
    show,
    templates_option,
)
from cchc_gen.commands.usage import Group


@click.group(cls=Group, options_metavar=OPTIONS, subcommand_metavar="LỆNH …")
def templates() -> None:
    """Xem, kiểm tra và tạo bộ mẫu."""


@templates.command("list", options_metavar=OPTIONS)
@templates_option
def list_sets(templates: Path | None) -> None:
    """Liệt kê các bộ mẫu dùng được."""
    from cchc_gen.sets.template_set import set_titles  # noqa: PLC0415  slow to import

    for name, title, base, remark in set_titles(roots(templates)):
        parts = [name, title, f"(dựa trên {base})" if base else "", remark]
        click.echo("\t".join(part for part in parts if part))


@templates.command("lint", options_metavar=OPTIONS)
@click.argument("name", metavar="BỘ_MẪU")
@format_option()
@templates_option
def lint_templates(name: str, form: str, templates: Path | None) -> None:
    """Kiểm tra một bộ mẫu: chỉ tiêu, công thức, câu, bố cục, hàng biểu và thẻ trong mẫu Word."""
    from cchc_gen.set_lint import lint_set  # noqa: PLC0415  docxtpl is slow to import

    problems = lint_set(roots(templates), name)
    show(problems, form)
    if form == "text":
        click.echo(counts(problems), err=True)
    sys.exit(BROKEN_SET if has_errors(problems) else FINE)


@templates.command("new", options_metavar=OPTIONS)
@click.argument("name", metavar="TÊN")
@click.option("--extends", "base", required=True, metavar="BỘ_MẪU", help="Bộ mẫu mà bộ mới dựa trên.")
@click.option(
    "--templates",
    "root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("templates"),
    metavar="THƯ_MỤC",
    help="Thư mục chứa các bộ mẫu của bạn (mặc định: templates).",
)
def new_set(name: str, base: str, root: Path) -> None:
    """Tạo thư mục của một bộ mẫu mới, chỉ ghi phần khác bộ gốc."""
    from cchc_gen.scaffold import make_set  # noqa: PLC0415  slow to import

    folder, problems = make_set(root, name, base)
    show(problems)
    if folder is None:
        sys.exit(CANNOT_READ_OR_WRITE if any(p.code == "W004" for p in problems) else USAGE)
    click.echo(str(folder))
    click.echo(f"Dùng bộ này: thêm --templates {root} vào các lệnh.", err=True)
