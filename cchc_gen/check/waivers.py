"""Waivers (`giai_trinh`): findings that a unit accepts, each for exact values and with a reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cchc_gen.base.diagnostics import Diagnostic, Severity
from cchc_gen.base.period import Period
from cchc_gen.check.finding import Finding
from cchc_gen.derive.figures import print_value
from cchc_gen.facts.binding import Waiver
from cchc_gen.facts.typed import read_value
from cchc_gen.language.expressions import split_key
from cchc_gen.read.fields import nearest
from cchc_gen.read.source import Text
from cchc_gen.sets.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Verdict:
    """What stands after waivers: the diagnostics left, and the findings that were accepted."""

    diagnostics: list[Diagnostic]
    waived: tuple[tuple[Finding, Waiver], ...]


def judge(
    findings: Sequence[Finding],
    waivers: Sequence[Waiver],
    catalogue: Catalogue,
    check_names: frozenset[str],
) -> Verdict:
    """Match findings with waivers; a waiver that matches none is stale and reported."""
    left: list[Finding] = []
    waived: list[tuple[Finding, Waiver]] = []
    accepted = [(waiver, _canonical(waiver.values, catalogue)) for waiver in waivers]
    by_content = {_content(w.check.value, values): w for w, values in reversed(accepted)}
    for finding in findings:
        match = by_content.get(_content(finding.check, finding.values))
        if match:
            waived.append((finding, match))
        else:
            left.append(finding)
    used = {id(waiver) for _, waiver in waived}
    stale = [_stale(w, values, left, check_names) for w, values in accepted if id(w) not in used]
    return Verdict([*(finding.diagnostic for finding in left), *stale], tuple(waived))


def copied(
    waived: Sequence[tuple[Finding, Waiver]],
    earlier: Mapping[Period, Sequence[Waiver]],
    catalogue: Catalogue,
) -> Iterator[Diagnostic]:
    """Note the waivers that stand, figures and reason, in an earlier file: they may just have been copied.

    `earlier` are the waivers of other files, newest first; each of ours is told of the first that has it.
    """
    known = {period: {_entry(waiver, catalogue) for waiver in waivers} for period, waivers in earlier.items()}
    by_period: dict[Period, list[Waiver]] = defaultdict(list)
    for waiver in {id(waiver): waiver for _, waiver in waived}.values() if known else ():
        entry = _entry(waiver, catalogue)
        source = next((period for period, entries in known.items() if entry in entries), None)
        if source:
            by_period[source].append(waiver)
    for period, waivers in by_period.items():
        message = f"{len(waivers)} giải trình giống hệt tệp {period}.yaml: cùng số, cùng lý do"
        hint = "xem lại số và lý do; còn đúng thì ghi vào lý do rằng kỳ này vẫn vậy"
        first, *others = sorted(waivers, key=lambda waiver: waiver.check.pos)
        related = tuple((w.check.pos, f"giải trình cho «{w.check.value}»") for w in others)
        yield Diagnostic(first.check.pos, "F015", message, Severity.NOTE, hint, related)


def _entry(waiver: Waiver, catalogue: Catalogue) -> tuple[str, frozenset[tuple[str, str]], str]:
    return *_content(waiver.check.value, _canonical(waiver.values, catalogue)), waiver.reason


def _content(check: str, values: Mapping[str, str]) -> tuple[str, frozenset[tuple[str, str]]]:
    return check, frozenset(values.items())


def _canonical(values: Mapping[str, Text], catalogue: Catalogue) -> dict[str, str]:
    """Read the accepted values as facts are read, so that `1.807` and `1807` are the same."""
    return {key: _read(key, text, catalogue) for key, text in values.items()}


def _read(key: str, text: Text, catalogue: Catalogue) -> str:
    _, bare = split_key(key)
    value = read_value(catalogue[bare], text, []) if bare in catalogue else None
    if value is None:
        return text.value.strip()
    return print_value(catalogue[bare], value, is_stated=True, percent="")


def _stale(
    waiver: Waiver,
    values: Mapping[str, str],
    left: Sequence[Finding],
    check_names: frozenset[str],
) -> Diagnostic:
    name = waiver.check.value
    now = next((f for f in left if f.check == name and set(f.values) & set(values)), None)
    if name not in check_names:
        message = f"giải trình nêu kiểm tra «{name}» không có trong bộ mẫu"
        hint = nearest(name, check_names)
    elif now is None:
        message = f"giải trình cho «{name}» không còn cần: không còn phát hiện này"
        hint = "xóa mục giải trình này"
    else:
        changed = [k for k in {*now.values, *values} if now.values.get(k) != values.get(k)]
        differs = "; ".join(
            f"{k}: giải trình {values.get(k, 'không nêu')}, nay {now.values.get(k, 'không dùng')}"
            for k in sorted(changed)
        )
        message = f"giải trình cho «{name}» không còn khớp số liệu: {differs}"
        hint = "xem lại lý do; nếu vẫn đúng thì ghi lại giá trị mới"
    return Diagnostic(waiver.check.pos, "F010", message, Severity.WARNING, hint)
