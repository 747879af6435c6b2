"""How much of a report's time each stop of the pipe takes, measured in one process over many reports."""

from __future__ import annotations

import importlib
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from types import GeneratorType
from typing import Any
from unittest.mock import patch

from cchc_gen.batch.job import Job, produce

STOPS: Mapping[str, Sequence[str]] = {
    "read": ("cchc_gen.report.read", "cchc_gen.report.read_header", "cchc_gen.report.read_unit"),
    "rules (kept)": ("cchc_gen.report.read_rules",),
    "bind": ("cchc_gen.report.bind", "cchc_gen.report.read_history"),
    "derive": ("cchc_gen.report.derive",),
    "check": ("cchc_gen.check.checking.run", "cchc_gen.report.judge"),
    "tell": ("cchc_gen.report.tell",),
    "lay": ("cchc_gen.report.lay",),
    "compose": ("cchc_gen.report.compose", "cchc_gen.report.holes"),
    "fill": ("cchc_gen.rendering.fill",),
    "gate": ("cchc_gen.word.filling.differences", "cchc_gen.word.filling.omissions"),
    "seal": ("cchc_gen.rendering.seal",),
    "form": ("cchc_gen.rendering._faults_of_form",),
    "write": ("cchc_gen.batch.job.write_file", "cchc_gen.batch.job.refuse_overwriting"),
}
"""The functions of each stop, where they are called from."""


def shares(jobs: Sequence[Job]) -> list[tuple[str, float]]:
    """Make the reports and return each stop's share of the whole, the rest last."""
    produce(jobs[0])
    spent: dict[str, float] = defaultdict(float)
    with _watched(spent):
        begun = time.perf_counter()
        for job in jobs:
            produce(job)
        whole = time.perf_counter() - begun
    found = [(stop, spent[stop] / whole) for stop in STOPS]
    return [*found, ("the rest", 1 - sum(share for _, share in found))]


@contextmanager
def _watched(spent: dict[str, float]) -> Iterator[None]:
    """Count the time of each stop's functions, without that of other stops inside them."""
    running: list[str] = []
    since = [time.perf_counter()]

    def account() -> None:
        now = time.perf_counter()
        if running:
            spent[running[-1]] += now - since[0]
        since[0] = now

    def watching(stop: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*arguments: Any, **named: Any) -> Any:
            account()
            running.append(stop)
            try:
                value = function(*arguments, **named)
                return iter(list(value)) if isinstance(value, GeneratorType) else value
            finally:
                account()
                running.pop()

        return watched

    with ExitStack() as patches:
        for stop, names in STOPS.items():
            for name in names:
                module, _, attribute = name.rpartition(".")
                function = getattr(importlib.import_module(module), attribute)
                patches.enter_context(patch(name, watching(stop, function)))
        yield


def as_table(found: Sequence[tuple[str, float]]) -> list[str]:
    """Print shares as rows of a Markdown table."""
    rows = [f"| {stop} | {share:.0%} |" for stop, share in found]
    return ["| stop of the pipe | share of time |", "|---|---|", *rows]
