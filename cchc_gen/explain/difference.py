"""Compare two tellings of a report: which figures, sentences, cells and findings differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cchc_gen.base.diagnostics import Diagnostic
from cchc_gen.derive.figures import print_plain
from cchc_gen.explain.explanation import PassageKind
from cchc_gen.explain.passages import print_out
from cchc_gen.report import Report, Story


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that prints differently; what is not printed at all is empty."""

    key: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes from one telling to the other."""

    figures: tuple[Change, ...]
    sentences: tuple[Change, ...]
    cells: tuple[Change, ...]
    appeared: tuple[Diagnostic, ...]
    gone: tuple[Diagnostic, ...]


def difference(old: Report, new: Report) -> Difference | None:
    """Compare two reports of the same set; None when one of them could not be told at all."""
    if old.story is None or new.story is None:
        return None
    changes = [
        (kind, Change(key, label, before, after))
        for (kind, key, label), before, after in _changed(_texts(old.story), _texts(new.story))
    ]
    return Difference(
        figures=tuple(_figures(old.story, new.story)),
        sentences=tuple(change for kind, change in changes if kind is not PassageKind.ROW),
        cells=tuple(change for kind, change in changes if kind is PassageKind.ROW),
        appeared=_only_in(new.diagnostics, old.diagnostics),
        gone=_only_in(old.diagnostics, new.diagnostics),
    )


def _figures(old: Story, new: Story) -> Iterator[Change]:
    for key, figure in old.figures.figures.items():
        before, after = print_plain(figure), print_plain(new.figures[key])
        if before != after:
            yield Change(key, figure.indicator.label, before, after)


_Place = tuple[PassageKind, str, str]


def _texts(story: Story) -> Mapping[_Place, str]:
    """Join the passages of each rule: a sentence may have several lines."""
    texts: dict[_Place, list[str]] = {}
    for passage in print_out(story).passages:
        texts.setdefault((passage.kind, passage.key, passage.label), []).append(passage.text)
    return {place: "\n".join(lines) for place, lines in texts.items()}


def _changed(old: Mapping[_Place, str], new: Mapping[_Place, str]) -> Iterator[tuple[_Place, str, str]]:
    for place in dict.fromkeys((*old, *new)):
        before, after = old.get(place, ""), new.get(place, "")
        if before != after:
            yield place, before, after


def _only_in(these: Sequence[Diagnostic], those: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics whose words are new, wherever they stand."""
    known = {(d.code, d.message) for d in those}
    return tuple(d for d in these if (d.code, d.message) not in known)
