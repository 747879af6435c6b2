"""The command line: options in, exit code out. The only module that knows click and prints."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from cchc_gen import __version__
from cchc_gen.diagnostics import (
    Diagnostic,
    Pos,
    Severity,
    as_github,
    as_json,
    as_text,
    has_errors,
)
from cchc_gen.explain import explain as explained
from cchc_gen.explain import keys_printing
from cchc_gen.fields import nearest
from cchc_gen.files import write_file
from cchc_gen.report import Report, build
from cchc_gen.report import render as rendered
from cchc_gen.scaffold import make_set
from cchc_gen.set_lint import lint_set
from cchc_gen.template_set import packaged_root, set_titles
from cchc_gen.usage import USAGE_ERROR, Group

FINE, FINDINGS, BROKEN_SET, CANNOT_READ_OR_WRITE = 0, 1, 3, 4

_EPILOG = """\b
Mã thoát: 0 tốt · 1 còn lỗi trong số liệu · 2 gọi lệnh sai · 3 bộ mẫu hỏng
          4 không đọc hoặc không ghi được tệp"""

_FORMATS = {"text": as_text, "json": as_json, "github": as_github}

facts_argument = click.argument("facts", type=click.Path(path_type=Path), metavar="FACTS")
templates_option = click.option(
    "--templates",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="THƯ_MỤC",
    help="Thư mục bộ mẫu riêng; được ưu tiên hơn bộ mẫu đi kèm.",
)


@click.group(cls=Group, epilog=_EPILOG, options_metavar="[TÙY CHỌN]", subcommand_metavar="LỆNH …")
@click.version_option(__version__, message="%(prog)s %(version)s", help="Hiện phiên bản rồi thoát.")
def main() -> None:
    """Soạn báo cáo cải cách hành chính từ số liệu YAML: kiểm tra, viết lời văn, điền mẫu Word."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")


@main.command(options_metavar="[TÙY CHỌN]")
@facts_argument
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="TỆP", help="Tệp .docx sẽ ghi.")
@click.option("--draft", is_flag=True, help="Ghi bản nháp dù còn lỗi; chỗ thiếu và chỗ sai được tô vàng.")
@templates_option
def render(facts: Path, output: Path | None, draft: bool, templates: Path | None) -> None:
    """Ghi báo cáo Word từ tệp số liệu FACTS; có lỗi thì không ghi gì."""
    report = build(facts, templates=templates)
    content, problems = rendered(report, draft=draft)
    target = output or facts.parent / f"{facts.stem}{'.nhap' if draft else ''}.docx"
    if content is not None and target.suffix.lower() != ".docx":
        message = f"không ghi: tên tệp báo cáo phải có đuôi .docx, nhận {target}"
        problems.append(Diagnostic(Pos(str(target)), "W004", message, hint="thêm .docx vào tên sau -o"))
    elif content is not None:
        problems += write_file(target, content, _inputs(report, facts))
    _print(as_text([*report.diagnostics, *problems]), to_error=True)
    if content is not None and not problems:
        click.echo(str(target))
        sys.exit(FINE)
    if not draft and report.story and not report.ok:
        click.echo("Chưa ghi báo cáo. Sửa các lỗi trên, hoặc xem bản nháp bằng --draft.", err=True)
    sys.exit(_exit_code(report, problems))


def _inputs(report: Report, facts: Path) -> list[Path]:
    inputs = [facts, facts.parent / "don-vi.yaml"]
    return inputs + ([report.story.rules.word_template] if report.story else [])


@main.command(options_metavar="[TÙY CHỌN]")
@facts_argument
@click.option("--no-waivers", is_flag=True, help="Hiện cả những phát hiện đã có giải trình.")
@click.option(
    "--format",
    "form",
    type=click.Choice(sorted(_FORMATS)),
    default="text",
    show_default="text",
    help="Dạng in ra.",
)
@templates_option
def check(facts: Path, no_waivers: bool, form: str, templates: Path | None) -> None:
    """Kiểm tra tệp số liệu FACTS, không ghi gì."""
    report = build(facts, templates=templates, waive=not no_waivers)
    _print(_FORMATS[form](report.diagnostics), to_error=form == "text")
    if form == "text":
        click.echo(_summary(report), err=True)
    sys.exit(_exit_code(report, []))


def _summary(report: Report) -> str:
    waived = len(report.story.verdict.waived) if report.story else 0
    return f"{_counts(report.diagnostics)}; {waived} phát hiện đã giải trình"


def _counts(problems: Sequence[Diagnostic]) -> str:
    counts = {s: sum(d.severity is s for d in problems) for s in Severity}
    return ", ".join(f"{count} {severity.value}" for severity, count in counts.items())


@main.command(options_metavar="[TÙY CHỌN]")
@facts_argument
@click.argument("key", metavar="KHÓA")
@templates_option
def explain(facts: Path, key: str, templates: Path | None) -> None:
    """Giải thích một số: lấy từ đâu, tính thế nào, in ở chỗ nào. KHÓA cũng có thể là số đã in, như 97,98%."""
    report = build(facts, templates=templates)
    if report.story is None:
        _print(as_text(report.diagnostics), to_error=True)
        sys.exit(_exit_code(report, []))
    known = report.story.figures.figures
    keys = [key] if key in known else keys_printing(report.story, key)
    if not keys:
        hint = nearest(key, known)
        raise click.UsageError(f"không có chỉ tiêu hay số đã in «{key}»{f'; {hint}' if hint else ''}")
    click.echo("\n".join(explained(report.story, found) for found in keys), nl=False)


@main.group(options_metavar="[TÙY CHỌN]", subcommand_metavar="LỆNH …")
def templates() -> None:
    """Xem, kiểm tra và tạo bộ mẫu."""


@templates.command("list", options_metavar="[TÙY CHỌN]")
@templates_option
def list_sets(templates: Path | None) -> None:
    """Liệt kê các bộ mẫu dùng được."""
    for name, title, base, remark in set_titles(_roots(templates)):
        parts = [name, title, f"(dựa trên {base})" if base else "", remark]
        click.echo("\t".join(part for part in parts if part))


@templates.command("lint", options_metavar="[TÙY CHỌN]")
@click.argument("name", metavar="BỘ_MẪU")
@click.option("--format", "form", type=click.Choice(sorted(_FORMATS)), default="text", help="Dạng in ra.")
@templates_option
def lint_templates(name: str, form: str, templates: Path | None) -> None:
    """Kiểm tra một bộ mẫu: chỉ tiêu, công thức, câu, bố cục, hàng biểu và thẻ trong mẫu Word."""
    problems = lint_set(_roots(templates), name)
    _print(_FORMATS[form](problems), to_error=form == "text")
    if form == "text":
        click.echo(_counts(problems), err=True)
    sys.exit(BROKEN_SET if has_errors(problems) else FINE)


@templates.command("new", options_metavar="[TÙY CHỌN]")
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
    folder, problems = make_set(root, name, base)
    _print(as_text(problems), to_error=True)
    if folder is None:
        sys.exit(CANNOT_READ_OR_WRITE if any(p.code == "W004" for p in problems) else USAGE_ERROR)
    click.echo(str(folder))


def _roots(templates: Path | None) -> list[Path]:
    return [*([templates] if templates else []), packaged_root()]


def _print(text: str, *, to_error: bool) -> None:
    if text:
        click.echo(text, err=to_error, nl=False)


def _exit_code(report: Report, problems: Sequence[Diagnostic]) -> int:
    codes = {d.code for d in (*report.diagnostics, *problems) if d.is_error}
    if codes & {"W004", "Y001"} and not report.set_is_broken:
        return CANNOT_READ_OR_WRITE
    if report.set_is_broken or any(code.startswith("W") for code in codes):
        return BROKEN_SET
    return FINDINGS if has_errors([*report.diagnostics, *problems]) else FINE
