"""Which reports a run is to make: facts files found under what was named, and a place for each.

Under a folder of output the folders of the facts are mirrored, from their common root down, so that
two units never meet in one file.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from glob import glob, has_magic
from itertools import takewhile
from pathlib import Path

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.base.period import Period
from cchc_gen.batch.job import Job, Options, report_name
from cchc_gen.facts.unit import UNIT_FILE


def plan(paths: Sequence[Path], output: Path | None, options: Options) -> tuple[list[Job], list[Diagnostic]]:
    """Make a job for each facts file among `paths`: files, folders with all below them, patterns.

    A folder or pattern gives the files that are named by a period. Without `output` each report goes
    beside its facts. Gives B002 for a path without facts, B003 where two files would become one.
    """
    facts, problems = _find([path for path in paths if path.name != UNIT_FILE])
    if not facts and not problems:
        problems = [_nothing_at(path) for path in paths]
    targets = _places(facts, output, options)
    options = replace(options, make_folders=output is not None)
    jobs = [Job(path, target, options) for path, target in zip(facts, targets, strict=True)]
    clashes = _clashes(jobs)
    refused = {job for group in clashes for job in group}
    return [job for job in jobs if job not in refused], problems + [_clash(group) for group in clashes]


def _find(paths: Iterable[Path]) -> tuple[list[Path], list[Diagnostic]]:
    """Collect the facts files, each once by whatever ways it was named."""
    found: dict[Path, Path] = {}
    problems = []
    for path in paths:
        facts = list(_facts_of(path))
        if not facts:
            problems.append(_nothing_at(path))
        for one in facts:
            found.setdefault(Path(os.path.realpath(one.parent)) / one.name, one)
    return list(found.values()), problems


def _facts_of(path: Path) -> Iterator[Path]:
    if _is_folder(path):
        yield from sorted(filter(_is_named_by_period, path.rglob("*.yaml")))
    elif names_one_file(path):
        yield path
    else:
        for match in map(Path, sorted(glob(str(path), recursive=True))):  # noqa: PTH207  it may be absolute
            if _is_folder(match) or _is_named_by_period(match):
                yield from _facts_of(match)


def names_one_file(path: Path) -> bool:
    """Say whether a path is that of one file, there or not, and neither a folder nor a pattern."""
    try:
        return not path.is_dir() and (path.exists() or not has_magic(str(path)))
    except OSError:
        return True


def _is_folder(path: Path) -> bool:
    """Say whether this is a folder; what may not be looked at is left to the reader to tell of."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _is_named_by_period(path: Path) -> bool:
    try:
        Period.parse(path.stem)
    except ValueError:
        return False
    return path.suffix == ".yaml"


def _nothing_at(path: Path) -> Diagnostic:
    message = "không có tệp số liệu nào ở đây"
    hint = "tệp số liệu đặt tên theo kỳ báo cáo, như 2024-Q1.yaml"
    return Diagnostic(Pos(str(path)), "B002", message, hint=hint)


def _places(facts: Sequence[Path], output: Path | None, options: Options) -> list[Path]:
    """Name the report of each facts file; under `output` at least the unit's own folder is kept."""
    if output is None:
        return [path.with_name(report_name(path, draft=options.draft)) for path in facts]
    folders = [Path(os.path.realpath(path.parent)).parts[1:] for path in facts]
    levels = zip(*(folder[:-1] for folder in folders), strict=False)
    root = sum(1 for _ in takewhile(lambda level: len(set(level)) == 1, levels))
    return [
        output.joinpath(*folder[root:], report_name(path, draft=options.draft))
        for path, folder in zip(facts, folders, strict=True)
    ]


def _clashes(jobs: Iterable[Job]) -> list[list[Job]]:
    """Group the jobs that would write one file, on a disk that takes a for A too."""
    by_target: dict[str, list[Job]] = {}
    for job in jobs:
        name = unicodedata.normalize("NFC", os.path.realpath(job.target)).casefold()
        by_target.setdefault(name, []).append(job)
    return [group for group in by_target.values() if len(group) > 1]


def _clash(jobs: Sequence[Job]) -> Diagnostic:
    message = f"không ghi: {len(jobs)} tệp số liệu cùng cho ra tệp này"
    related = tuple((Pos(str(job.facts)), "tệp số liệu") for job in jobs)
    return Diagnostic(Pos(str(jobs[0].target)), "B003", message, hint="đổi tên tệp số liệu", related=related)
