"""Waivers (`giai_trinh`): findings that a unit accepts, each for exact values and with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cchc_gen.base.diagnostics import Diagnostic, Severity
from cchc_gen.check.finding import Finding
from cchc_gen.derive.figures import print_value
from cchc_gen.facts.binding import Waiver
from cchc_gen.facts.typed import read_value
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
    left: list[Diagnostic] = []
    waived: list[tuple[Finding, Waiver]] = []
    accepted = [(waiver, _canonical(waiver.values, catalogue)) for waiver in waivers]
    used: set[int] = set()
    for finding in findings:
        match = next(
            (
                n
                for n, (waiver, values) in enumerate(accepted)
                if waiver.check.value == finding.check and values == finding.values
            ),
            None,
        )
        if match is None:
            left.append(finding.diagnostic)
        else:
            used.add(match)
            waived.append((finding, accepted[match][0]))
    for n, (waiver, values) in enumerate(accepted):
        if n not in used:
            left.append(_stale(waiver, values, findings, check_names))
    return Verdict(left, tuple(waived))


def _canonical(values: Mapping[str, Text], catalogue: Catalogue) -> dict[str, str]:
    """Read the accepted values as facts are read, so that `1.807` and `1807` are the same."""
    return {key: _read(key, text, catalogue) for key, text in values.items()}


def _read(key: str, text: Text, catalogue: Catalogue) -> str:
    if key not in catalogue:
        return text.value.strip()
    value = read_value(catalogue[key], text, [])
    if value is None:
        return text.value.strip()
    return print_value(catalogue[key], value, is_stated=True, percent="")


def _stale(
    waiver: Waiver,
    values: Mapping[str, str],
    findings: Sequence[Finding],
    check_names: frozenset[str],
) -> Diagnostic:
    name = waiver.check.value
    now = next((f for f in findings if f.check == name and set(f.values) & set(values)), None)
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
