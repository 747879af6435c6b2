"""Reporting periods and their data windows."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_gen.base.period import Period, PeriodKind


@pytest.mark.parametrize(
    ("code", "kind", "months"),
    [
        ("2024-01", PeriodKind.MONTH, (1, 1)),
        ("2024-12", PeriodKind.MONTH, (12, 12)),
        ("2024-Q1", PeriodKind.QUARTER, (1, 3)),
        ("2024-Q4", PeriodKind.QUARTER, (10, 12)),
        ("2024-6T", PeriodKind.HALF, (1, 6)),
        ("2024-9T", PeriodKind.NINE_MONTHS, (1, 9)),
        ("2024", PeriodKind.YEAR, (1, 12)),
    ],
)
def test_a_code_is_read_and_written_back(code: str, kind: PeriodKind, months: tuple[int, int]) -> None:
    period = Period.parse(code)
    assert (period.kind, period.year, period.months, str(period)) == (kind, 2024, months, code)


@pytest.mark.parametrize(
    "code",
    [
        "", "2024-Q0", "2024-Q5", "2024-q1", "2024-13", "2024-00", "2024-1", "2024-3T", "2024-12T", "24-Q1",
        "Q1-2024", "2024Q1", "2024-Q1 ", "2024-Q12", "1999", "2100", "IV/2025", "01/2025", "2024-", "٢٠٢٤",
        "20٢٤", "2024-Q1\n",
    ],
)  # fmt: skip
def test_a_code_in_another_form_is_refused(code: str) -> None:
    with pytest.raises(ValueError):
        Period.parse(code)


@pytest.mark.parametrize(
    ("code", "following"),
    [
        ("2024-01", "2024-02"),
        ("2024-12", "2025-01"),
        ("2024-Q1", "2024-Q2"),
        ("2024-Q4", "2025-Q1"),
        ("2024-9T", "2024-Q4"),
        ("2024", "2025"),
    ],
)
def test_directions_speak_of_the_period_that_follows(code: str, following: str) -> None:
    assert str(Period.parse(code).next()) == following


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [
        ("2024-01", date(2023, 12, 15), date(2024, 1, 14)),
        ("2024-06", date(2024, 5, 15), date(2024, 6, 14)),
        ("2024-Q1", date(2023, 12, 15), date(2024, 3, 14)),
        ("2024-Q2", date(2024, 3, 15), date(2024, 6, 14)),
        ("2024-Q3", date(2024, 6, 15), date(2024, 9, 14)),
        ("2024-Q4", date(2024, 9, 15), date(2024, 12, 14)),
        ("2024-6T", date(2023, 12, 15), date(2024, 6, 14)),
        ("2024-9T", date(2023, 12, 15), date(2024, 9, 14)),
        ("2024", date(2023, 12, 15), date(2024, 12, 14)),
    ],
)
def test_the_data_window_is_that_of_the_reporting_rules(code: str, start: date, end: date) -> None:
    assert Period.parse(code).window(15, 14) == (start, end)


@pytest.mark.parametrize("code", ["2024-01", "2023-03", "2024-04", "2023-02"])
def test_a_window_day_that_the_month_does_not_have_is_its_last_day(code: str) -> None:
    start, end = Period.parse(code).window(31, 31)
    first, last = Period.parse(code).months
    assert (start.month, end.month) == ((first - 2) % 12 + 1, last)


@given(st.sampled_from(["-Q", "-0"]), st.integers(2000, 2098), st.integers(1, 4))
def test_windows_of_following_periods_adjoin(infix: str, year: int, index: int) -> None:
    period = Period.parse(f"{year}{infix}{index}")
    assert (period.next().window(15, 14)[0] - period.window(15, 14)[1]).days == 1
