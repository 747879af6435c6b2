"""Many reports from one command: a bar while it runs, then all findings, the files, and a summary."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from cchc_gen.base.diagnostics import Diagnostic, has_errors, in_order
from cchc_gen.commands.shared import FINE, counts, exit_code, show

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from cchc_gen.batch.job import Job, Outcome
    from cchc_gen.batch.workers import Workers

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Copies:
    """What is to stand beside each report."""

    pdf: bool
    preview: bool

    @property
    def wanted(self) -> bool:
        return self.pdf or self.preview

    def are_due(self, outcome: Outcome) -> bool:
        """Say whether a report was written, or stands unchanged and lacks its copies."""
        if outcome.files or not outcome.is_done:
            return bool(outcome.files)
        target = outcome.job.target
        lacks_pdf = self.pdf and not target.with_suffix(".pdf").exists()
        return lacks_pdf or (self.preview and not any(target.parent.glob(f"{escape(target.stem)}-*.png")))

    def of(self, reports: Sequence[Path]) -> tuple[list[Path], list[Diagnostic]]:
        """Make them, all in one run of LibreOffice."""
        if not (reports and self.wanted):
            return [], []
        from cchc_gen.copies import write_copies  # noqa: PLC0415  lxml is slow to import

        contents = {report: report.read_bytes() for report in reports}
        return write_copies(contents, pdf=self.pdf, preview=self.preview)


def exit_code_of_outcome(outcome: Outcome, problems: Sequence[Diagnostic] = ()) -> int:
    """Return the exit code that one report deserves; `problems` are those of its copies."""
    if outcome.is_done and not has_errors(problems):
        return FINE
    everything = [*outcome.findings, *outcome.problems, *problems]
    return exit_code(everything, set_is_broken=outcome.set_is_broken)


def render_many(jobs: Sequence[Job], problems: Sequence[Diagnostic], workers: Workers, copies: Copies) -> int:
    """Carry out jobs, tell what came of them in their order, and return the worst exit code.

    `problems` are those of planning. What was done until an interruption is told too.
    """
    from cchc_gen.batch.running import run  # noqa: PLC0415  docxtpl is slow to import

    outcomes: list[Outcome] = []
    files: list[Path] = []
    found = list(problems)
    try:
        with closing(run(jobs, workers)) as running, _bar(running, len(jobs), "Soạn báo cáo") as bar:
            for outcome in bar:
                outcomes.append(outcome)
        written = [outcome.job.target for outcome in outcomes if copies.are_due(outcome)]
        portions = [written[at : at + _PORTION] for at in range(0, len(written), _PORTION)]
        with _bar(portions, len(portions), "Ghi PDF, ảnh trang", hidden=not copies.wanted) as bar:
            for portion in bar:
                made, troubles = copies.of(portion)
                files += made
                found += troubles
    finally:
        place = {job: number for number, job in enumerate(jobs)}
        outcomes.sort(key=lambda outcome: place[outcome.job])
        _tell(outcomes, files, found, len(jobs))
    return max(exit_code(found), *map(exit_code_of_outcome, outcomes), FINE)


_PORTION = 20
"""So many reports are copied in one run of LibreOffice; more would take memory and show no progress."""


def _bar(items: Iterable[_Item], length: int, label: str, *, hidden: bool = False) -> ProgressBar[_Item]:
    """Show progress on a terminal; say nothing in a pipe."""
    is_silent = hidden or not sys.stderr.isatty()
    return click.progressbar(items, length=length, label=label, file=sys.stderr, hidden=is_silent)


def _tell(
    outcomes: Sequence[Outcome], copies: Sequence[Path], problems: Sequence[Diagnostic], total: int
) -> None:
    """Print all findings at once, so that what many reports share is said once; then files; a summary."""
    from cchc_gen.batch.job import State  # noqa: PLC0415  docxtpl is slow to import

    said = [d for outcome in outcomes for d in (*outcome.findings, *outcome.problems)] + list(problems)
    show(said)
    for path in (*(path for outcome in outcomes for path in outcome.files), *copies):
        click.echo(str(path))
    found = Counter(outcome.state for outcome in outcomes)
    states = {**{state.value: found[state] for state in State}, "chưa soạn": total - len(outcomes)}
    done = ", ".join(f"{count} {state}" for state, count in states.items() if count)
    click.echo(f"{total} báo cáo: {done or 'không có'}; {counts(in_order(said))}", err=True)
