"""Costs, side by side: every round runs each contestant once, and ratios are taken within a round."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds that something took: on the clock, and of processors, those of child processes too."""

    wall: float
    cpu: float

    def __truediv__(self, other: Cost) -> Cost:
        return Cost(self.wall / other.wall, self.cpu / other.cpu)


Contestant = Callable[[], Cost]


def timed(action: Callable[[], object]) -> Contestant:
    """Make a contestant of anything that can be called."""

    def measured() -> Cost:
        wall, cpu = time.perf_counter(), _processors()
        action()
        return Cost(time.perf_counter() - wall, _processors() - cpu)

    return measured


def _processors() -> float:
    spent = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


def side_by_side(contestants: Mapping[str, Contestant], rounds: int) -> dict[str, list[Cost]]:
    """Run all contestants once to warm up, then `rounds` times, each round beginning with the next one."""
    names = list(contestants)
    for name in names:
        contestants[name]()
    costs: dict[str, list[Cost]] = {name: [] for name in names}
    for number in range(rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            costs[name].append(contestants[name]())
    return costs


_SMALL = 0.1


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of what was measured, and how far it went."""

    values: tuple[float, ...]

    def __str__(self) -> str:
        places = 2 if median(self.values) >= _SMALL else 4
        middle, least, most = (f"{of(self.values):.{places}f}" for of in (median, min, max))
        return f"{middle} ({least}–{most})"


def ratio(of: Sequence[Cost], to: Sequence[Cost]) -> tuple[Spread, Spread]:
    """Divide round by round: of processor time, and of the clock."""
    ratios = [a / b for a, b in zip(of, to, strict=True)]
    return Spread(tuple(r.cpu for r in ratios)), Spread(tuple(r.wall for r in ratios))


def peak_memory(process: int | str = "self") -> float:
    """Return the most memory that a process has held, in megabytes; 0 where the system does not tell."""
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        return 0.0
    lines = dict(line.split(":", 1) for line in status.read_text("utf-8").splitlines())
    return int(lines["VmHWM"].split()[0]) / 1024
