"""The words that a text may use besides figures: of the period, the unit and the report itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from cchc_gen.base.diagnostics import Pos
from cchc_gen.base.vietnamese import format_date, format_month
from cchc_gen.facts.about import About
from cchc_gen.facts.binding import Facts
from cchc_gen.facts.unit import Unit
from cchc_gen.sets.settings import Settings

CUT_OFF = ".den_ngay"
BLANK_NUMBER = " " * 8
BLANK_DAY = " " * 6

TERM_NAMES = frozenset(
    {
        "ky.ten", "ky.ten_ngan", "ky.ten_tran", "ky.nam",
        "ky.sau.ten", "ky.sau.ten_ngan", "ky.sau.ten_tran", "ky.sau.nam",
        "bao_cao.tu_ngay", "bao_cao.den_ngay", "bao_cao.thang_ky", "bao_cao.nam_ky",
        "bao_cao.theo_van_ban", "bao_cao.so", "bao_cao.ngay",
        "don_vi.ten", "don_vi.ten_ngan", "don_vi.dia_ban", "don_vi.cap_tren", "don_vi.ky_hieu",
    }
)  # fmt: skip


def window(facts: Facts, settings: Settings) -> tuple[date, date]:
    """Return the data window: as the facts state it, else as the set's habit gives it."""
    start, end = facts.header.period.window(*settings.window_days)
    return facts.about.start or start, facts.about.end or end


def issue_month(facts: Facts) -> tuple[int, int]:
    """Return month and year of issue: stated, else the last month of the period."""
    period = facts.header.period
    return facts.about.issued or (period.months[1], period.year)


def terms(facts: Facts, unit: Unit, settings: Settings) -> Mapping[str, str]:
    """Give every term its words; an empty one has nothing to say."""
    period = facts.header.period
    this, following = settings.name(period), settings.name_of_next(period)
    start, end = window(facts, settings)
    month, year = issue_month(facts)
    return {
        "ky.ten": this.full,
        "ky.ten_ngan": this.short,
        "ky.ten_tran": this.bare,
        "ky.nam": str(period.year),
        "ky.sau.ten": following.full,
        "ky.sau.ten_ngan": following.short,
        "ky.sau.ten_tran": following.bare,
        "ky.sau.nam": str(period.next().year),
        "bao_cao.tu_ngay": format_date(start),
        "bao_cao.den_ngay": format_date(end),
        "bao_cao.thang_ky": format_month(month),
        "bao_cao.nam_ky": str(year),
        "bao_cao.theo_van_ban": _answered(facts.about, facts),
        "bao_cao.so": BLANK_NUMBER,
        "bao_cao.ngay": BLANK_DAY,
        "don_vi.ten": unit.name,
        "don_vi.ten_ngan": unit.short_name,
        "don_vi.dia_ban": unit.area,
        "don_vi.cap_tren": unit.superior,
        "don_vi.ky_hieu": unit.symbol,
    }


def _answered(about: About, facts: Facts) -> str:
    document = facts.register.documents.get(about.answers)
    return document.full if document else ""


_LATE = timedelta(days=45)


def odd_dates(facts: Facts, settings: Settings) -> Iterator[tuple[str, str, Pos]]:
    """Find dates that can hardly belong to this period: left over from the file it was copied from.

    A cut-off lies in the period's window or shortly after it; a report is issued soon after its
    period. Gives what the date is of, the date as printed, and its place.
    """
    start, end = facts.header.period.window(*settings.window_days)
    latest = end + _LATE
    month, year = issue_month(facts)
    if facts.about.issued and not end.replace(day=1) <= date(year, month, 1) <= latest + _LATE:
        yield "bao_cao.thang_ky", f"{format_month(month)}/{year}", facts.about_pos
    if facts.about.start and abs(facts.about.start - start) > _LATE:
        yield "bao_cao.tu_ngay", format_date(facts.about.start), facts.about_pos
    if facts.about.end and not start <= facts.about.end <= latest:
        yield "bao_cao.den_ngay", format_date(facts.about.end), facts.about_pos
    for key, fact in facts.values.items():
        if fact.as_of and not start <= fact.as_of <= latest:
            yield f"{key}{CUT_OFF}", format_date(fact.as_of), fact.pos
