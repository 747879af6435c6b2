"""Render and check the reports of a whole country: `python -m bench.nation [--limit N] [-j N]`.

Tells of documents per second, of the memory of each worker as it goes on, and of the share of time
that each stop of the pipe takes.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bench import stops
from bench.country import COMMUNES, PROVINCES, make_country
from bench.measuring import peak_memory
from cchc_gen.base.cache import FOLDER_VARIABLE
from cchc_gen.base.diagnostics import as_text
from cchc_gen.batch.job import Job, Options, Outcome, State
from cchc_gen.batch.plan import plan
from cchc_gen.batch.running import run
from cchc_gen.batch.workers import processes

_SAMPLE = 100
"""So many reports are looked into stop by stop."""


@dataclass(frozen=True, slots=True)
class Run:
    """What making all reports came to; memory is in megabytes, by the number of reports made."""

    seconds: float
    outcomes: tuple[Outcome, ...]
    memory: tuple[tuple[int, float], ...]


def main() -> None:
    """Make a country in a folder that goes away, and print what its reports take."""
    parser = argparse.ArgumentParser(prog="python -m bench.nation", description=__doc__)
    parser.add_argument("--limit", type=int, default=COMMUNES, help="number of communes")
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        os.environ[FOLDER_VARIABLE] = str(Path(name, "cache"))
        print("\n".join(report(Path(name), chosen.limit, chosen.jobs)))


def report(folder: Path, communes: int, workers: int) -> list[str]:
    """Make a country under a folder, render it, and describe in Markdown what that took."""
    facts = list(make_country(folder / "facts", communes, min(communes, PROVINCES)))
    jobs, _ = plan([folder / "facts"], folder / "reports", Options())
    assert len(jobs) == len(facts)
    made = _make(jobs, workers)
    size = sum(outcome.job.target.stat().st_size for outcome in made.outcomes)
    found = stops.shares(jobs[:_SAMPLE])
    peak, rate = made.memory[-1][1], len(jobs) / made.seconds
    return [
        f"{len(jobs)} reports, all written without a finding, by {workers} processes, {size / 1e6:.0f} MB: "
        f"{rate:.1f} documents per second, {rate / workers:.1f} for each process.",
        "",
        f"Most memory held by any process: {peak:.0f} MB.",
        "",
        "| reports made | memory of the largest process, MB |",
        "|---|---|",
        *(f"| {count} | {memory:.0f} |" for count, memory in made.memory),
        "",
        *stops.as_table(found),
    ]


def _make(jobs: Sequence[Job], workers: int) -> Run:
    """Make all reports as `render` does, looking at the memory of the processes ten times on the way."""
    outcomes: list[Outcome] = []
    memory: list[tuple[int, float]] = []
    step = max(1, len(jobs) // 10)
    begun = time.perf_counter()
    with closing(run(jobs, processes(workers))) as running:
        for outcome in running:
            _demand_written(outcome)
            outcomes.append(outcome)
            if len(outcomes) % step == 0 or len(outcomes) == len(jobs):
                pids = [child.pid for child in multiprocessing.active_children()]
                memory.append((len(outcomes), max(peak_memory(pid) for pid in pids if pid)))
    return Run(time.perf_counter() - begun, tuple(outcomes), tuple(memory))


def _demand_written(outcome: Outcome) -> None:
    if outcome.state is not State.WRITTEN or outcome.findings or outcome.problems:
        raise SystemExit(as_text([*outcome.findings, *outcome.problems]) or str(outcome.state))


if __name__ == "__main__":
    main()
