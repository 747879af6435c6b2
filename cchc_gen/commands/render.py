"""`render`: the Word reports of facts files, each written whole or not at all."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cchc_gen.base.diagnostics import Diagnostic, has_errors
from cchc_gen.commands.render_many import Copies, exit_code_of_outcome, render_many
from cchc_gen.commands.shared import OPTIONS, exit_code, show, templates_option
from cchc_gen.commands.usage import Command

if TYPE_CHECKING:
    from cchc_gen.batch.job import Job
    from cchc_gen.batch.workers import Workers


@click.command(cls=Command, options_metavar=OPTIONS)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FACTS…")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="RA",
    help="Tệp .docx sẽ ghi; nhiều báo cáo thì là thư mục, xếp theo thư mục của tệp số liệu.",
)
@click.option("--draft", is_flag=True, help="Ghi bản nháp dù còn lỗi; chỗ thiếu và chỗ sai được tô vàng.")
@click.option("--pdf", is_flag=True, help="Ghi thêm bản PDF bên cạnh (cần LibreOffice).")
@click.option(
    "--preview", is_flag=True, help="Ghi thêm ảnh PNG từng trang bên cạnh (cần LibreOffice và poppler)."
)
@click.option("--review", is_flag=True, help="Ghi thêm bản duyệt .duyet.docx, nhận xét giải thích từng số.")
@click.option("--force", is_flag=True, help="Ghi đè cả tệp đã sửa tay.")
@click.option("--only-changed", is_flag=True, help="Bỏ qua báo cáo mà số liệu, bộ mẫu và công cụ không đổi.")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Số tiến trình khi soạn nhiều báo cáo (mặc định: số lõi của máy).",
)
@click.option("--dask", metavar="ĐỊA_CHỈ", help="Soạn trên cụm Dask đang chạy, như tcp://10.0.0.5:8786.")
@templates_option
def render(
    paths: tuple[Path, ...],
    output: Path | None,
    pdf: bool,
    preview: bool,
    jobs: int | None,
    dask: str | None,
    **options: Any,
) -> None:
    """Ghi báo cáo Word từ tệp số liệu FACTS; có lỗi thì không ghi gì.

    FACTS là một hay nhiều tệp, thư mục, mẫu tên như «xa-*/2026-Q3.yaml».
    """
    from cchc_gen.batch.job import Job, Options, report_name  # noqa: PLC0415  docxtpl is slow to import
    from cchc_gen.batch.plan import names_one_file, plan  # noqa: PLC0415

    chosen, copies = Options(**options), Copies(pdf, preview)
    if len(paths) == 1 and not dask and names_one_file(paths[0]):
        target = output or paths[0].with_name(report_name(paths[0], draft=chosen.draft))
        sys.exit(_render_one(Job(paths[0], target, chosen), copies))
    if output and output.suffix.lower() == ".docx":
        raise click.UsageError("nhiều báo cáo thì -o là một thư mục, không phải tệp .docx")
    workers, problems = _workers(jobs, dask)
    if workers is None:
        show(problems)
        sys.exit(exit_code(problems))
    planned, problems = plan(paths, output, chosen)
    if dask:
        planned = [job.absolute() for job in planned]
    sys.exit(render_many(planned, problems, workers, copies))


def _workers(jobs: int | None, dask: str | None) -> tuple[Workers | None, list[Diagnostic]]:
    from cchc_gen.batch.workers import cluster, processes  # noqa: PLC0415

    return cluster(dask) if dask else (processes(jobs), [])


def _render_one(job: Job, copies: Copies) -> int:
    """Make one report here and now, and return the exit code."""
    from cchc_gen.batch.job import State, produce  # noqa: PLC0415

    outcome = produce(job)
    made, found = copies.of([job.target] if copies.are_due(outcome) else [])
    show([*outcome.findings, *outcome.problems, *found])
    for path in (*outcome.files, *made):
        click.echo(str(path))
    if outcome.state is State.UNCHANGED:
        click.echo(f"Không đổi: {job.target}", err=True)
    is_wrong = outcome.is_told and has_errors(outcome.findings)
    if outcome.state is State.NOT_WRITTEN and is_wrong and not job.options.draft:
        click.echo("Chưa ghi báo cáo. Sửa các lỗi trên, hoặc xem bản nháp bằng --draft.", err=True)
    return exit_code_of_outcome(outcome, found)
