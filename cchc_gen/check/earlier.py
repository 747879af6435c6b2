"""Figures against those of earlier periods, where their files are there."""

from __future__ import annotations

from collections.abc import Iterator

from cchc_gen.base.period import Period
from cchc_gen.base.values import Number
from cchc_gen.check.checks import Check, Jump
from cchc_gen.check.evidence import Evidence
from cchc_gen.check.finding import Finding, finding
from cchc_gen.derive.figures import Figure, is_stated, print_plain
from cchc_gen.language.tree import PREVIOUS
from cchc_gen.sets.catalogue import Kind, prefixes


def fall_findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    """Say where a cumulative figure is lower than in an earlier period of the same year."""
    for key, now in evidence.figures.figures.items():
        if not now.indicator.is_cumulative or not isinstance(now.value, Number):
            continue
        for period, figures in reversed(list(evidence.same_year.items())):
            before = figures.get(key)
            if before and isinstance(before.value, Number) and not figures.is_estimate(key):
                if now.value.high < before.value.low:
                    name = evidence.settings.name(period).short
                    yield _compared(check, now, before, f"số lũy kế giảm, {name} là")
                break


def jump_findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    """Warn of a stated count or amount many times larger or smaller than in the previous period.

    A cumulative figure starts anew with the year.
    """
    jump = check.options
    assert isinstance(jump, Jump)
    previous = evidence.figures.earlier.get(PREVIOUS)
    if previous is None:
        return
    starts_anew = _starts_anew(evidence.facts.header.period)
    for key, now in evidence.figures.figures.items():
        restarts = starts_anew and now.indicator.is_cumulative
        is_measured = is_stated(now) and now.indicator.kind in (Kind.COUNT, Kind.MONEY)
        is_compared = is_measured and not restarts and jump.occasional.isdisjoint((*prefixes(key), key))
        before = previous.get(key) if is_compared else None
        if before and _jumps(now, before, jump):
            yield _compared(check, now, before, "thay đổi đột biến, kỳ trước là")


def _starts_anew(period: Period) -> bool:
    last = period.previous()
    return last.year < period.year and last.months != period.months


def _jumps(now: Figure, before: Figure, jump: Jump) -> bool:
    if not isinstance(now.value, Number) or not isinstance(before.value, Number):
        return False
    small, large = sorted((now.value.value, before.value.value))
    return large >= jump.least and large > small * jump.times


def _compared(check: Check, now: Figure, before: Figure, words: str) -> Finding:
    indicator = now.indicator
    shown, shown_before = print_plain(now), print_plain(before)
    message = f"{indicator.label}: {words} {shown_before}, kỳ này là {shown}"
    values = {indicator.key: shown, f"{PREVIOUS}({indicator.key})": shown_before}
    pos = now.fact.pos if now.fact else indicator.pos
    related = ((before.fact.pos, f"{indicator.key} = {shown_before}"),) if before.fact else ()
    return finding(check, "C007", values, pos, message, "xem lại số của hai kỳ", related)
