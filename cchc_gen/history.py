"""Earlier periods of the same unit, found by the names of their files beside the facts file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from cchc_gen.base.diagnostics import Diagnostic, Pos, Severity, has_errors
from cchc_gen.base.period import Period
from cchc_gen.derive.figures import Figures, derive
from cchc_gen.facts.binding import Header, Waiver, bind, read_header
from cchc_gen.language.tree import ADJOINING, PREVIOUS
from cchc_gen.read.source import read
from cchc_gen.rules import Rules, read_rules
from cchc_gen.sets.settings import Settings


@dataclass(frozen=True, slots=True)
class History:
    """Figures of earlier periods, and what was waived in them.

    `by_function` holds the figures under the function that reads them: `ky_truoc` the previous period of
    the same kind, `lien_truoc` the one whose window ends where this one begins. `same_year` holds those of
    every earlier one of the year, oldest first. `waivers` are those of all of them, newest first.
    """

    by_function: Mapping[str, Figures] = field(default_factory=dict)
    same_year: Mapping[Period, Figures] = field(default_factory=dict)
    waivers: Mapping[Period, tuple[Waiver, ...]] = field(default_factory=dict)


def read_history(
    facts_path: Path, header: Header, rules: Rules, roots: Sequence[Path]
) -> tuple[History, list[Diagnostic]]:
    """Read the files of the periods that this one is compared with.

    A file with errors is left out, with a note: they are reported where that file is checked.
    """
    reader = _Reader(rules, header.set_name.value, roots)
    this, settings = header.period, rules.settings
    others = dict(_files(facts_path, this, settings))
    adjoining = [p for p in others if _end(p, settings) + timedelta(1) == _start(this, settings)]
    by_function = {PREVIOUS: this.previous(), ADJOINING: max(adjoining, key=lambda p: p.months, default=None)}
    read_by_function = {
        function: figures
        for function, period in by_function.items()
        if period in others and (figures := reader.figures(others[period]))
    }
    oldest_first = sorted(others, key=lambda p: _end(p, settings))
    same_year = {
        period: figures
        for period in oldest_first
        if period.year == this.year and (figures := reader.figures(others[period]))
    }
    waivers = {p: reader.waivers[others[p]] for p in reversed(oldest_first) if others[p] in reader.waivers}
    return History(read_by_function, same_year, waivers), reader.problems


def _files(facts_path: Path, this: Period, settings: Settings) -> Iterator[tuple[Period, Path]]:
    """Find the files of periods that ended before this one does."""
    for path in sorted(facts_path.parent.glob("*.yaml")):
        if path.name == facts_path.name:
            continue
        try:
            period = Period.parse(path.stem)
        except ValueError:
            continue
        if _end(period, settings) < _end(this, settings):
            yield period, path


def _start(period: Period, settings: Settings) -> date:
    return period.window(*settings.window_days)[0]


def _end(period: Period, settings: Settings) -> date:
    return period.window(*settings.window_days)[1]


class _Reader:
    """Read each file once, with the rules of its own set."""

    def __init__(self, rules: Rules, set_name: str, roots: Sequence[Path]) -> None:
        self.roots = roots
        self.rules: dict[str, Rules | None] = {set_name: rules}
        self.known: dict[Path, Figures | None] = {}
        self.waivers: dict[Path, tuple[Waiver, ...]] = {}
        self.problems: list[Diagnostic] = []

    def figures(self, path: Path) -> Figures | None:
        if path not in self.known:
            self.known[path] = self._read(path)
            if self.known[path] is None:
                message = f"không so sánh được với kỳ trước: tệp «{path.name}» còn lỗi"
                hint = f"chạy check với {path.name} để xem lỗi"
                self.problems.append(Diagnostic(Pos(str(path)), "F014", message, Severity.NOTE, hint))
        return self.known[path]

    def _read(self, path: Path) -> Figures | None:
        table, problems = read(path)
        header, found = read_header(table) if table else (None, [])
        rules = self._rules_of(header) if header else None
        if table is None or header is None or rules is None or str(header.period) != path.stem:
            return None
        facts, bound = bind(table, header, rules.vocabulary)
        if has_errors(problems + found + bound):
            return None
        self.waivers[path] = facts.waivers
        return derive(facts, rules.catalogue, rules.settings)

    def _rules_of(self, header: Header) -> Rules | None:
        name = header.set_name.value
        if name not in self.rules:
            rules, problems = read_rules(self.roots, name, header.set_name.pos)
            self.rules[name] = None if has_errors(problems) else rules
        return self.rules[name]
