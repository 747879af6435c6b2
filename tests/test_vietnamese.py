"""How numbers, dates and lists are read and written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_gen.base.vietnamese import (
    format_date,
    format_number,
    honest_places,
    join_list,
    letter,
    parse_date,
    plain,
    readings,
    roman,
    round_half_up,
    sentence_case,
)


@pytest.mark.parametrize(
    ("typed", "vietnamese", "foreign"),
    [
        ("37", "37", "37"),
        ("0", "0", "0"),
        ("08", "8", "8"),
        ("010", "10", "10"),
        ("1.807", "1807", "1.807"),
        ("1,807", "1.807", "1807"),
        ("1.807.000", "1807000", None),
        ("16.318,281", "16318.281", None),
        ("1,807.5", None, "1807.5"),
        ("97,98", "97.98", None),
        ("12.5", None, "12.5"),
        ("0.807", None, "0.807"),
        ("-5", "-5", "-5"),
        ("1 807", "1807", "1807"),
        ("1\u00a0807", "1807", "1807"),
        ("1\u202f807,5", "1807.5", None),
        (" 12 ", "12", "12"),
        ("95,50", "95.50", None),
    ],
)
def test_a_number_is_read_as_each_hand_would_mean_it(
    typed: str, vietnamese: str | None, foreign: str | None
) -> None:
    wanted = tuple(None if text is None else Decimal(text) for text in (vietnamese, foreign))
    assert readings(typed) == wanted


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "-", ".", ",", "abc", "12 hồ sơ", "1e3", "1E+3", "1_000", "0x1F", "0o10", "0b11", "12:30",
        ".5", "5.", "5,", "--5", "+-5", "1.80.7", "1.8.070", "1.807.00", "1,80,7", "1.807,5,5", "1,5.5.5",
        "nan", "inf", "-.INF", "∞", "½", "²", "１２", "١٢", "1 80", "1  807", "1 8070", "1 807 00",
        "0.807.000", "9" * 19, "1" + "\n807", "5%", "5/6", "«5»", "5\u200b", "−5",
    ],
)  # fmt: skip
def test_text_that_is_no_number_has_no_reading(typed: str) -> None:
    assert readings(typed) == (None, None)


def test_a_typed_minus_zero_is_zero() -> None:
    assert [str(value) for value in readings("-0")] == ["0", "0"]


def test_typed_decimals_are_kept() -> None:
    assert str(readings("95,50")[0]) == "95.50"


@pytest.mark.parametrize(
    ("value", "places", "printed"),
    [
        ("2.5", 0, "3"),
        ("3.5", 0, "4"),
        ("-2.5", 0, "-3"),
        ("0.125", 2, "0,13"),
        ("2.675", 2, "2,68"),
        ("98.765", 2, "98,77"),
        ("0.12345", 4, "0,1235"),
        ("94.95", 1, "95"),
        ("12.90", 2, "12,9"),
        ("100.00", 2, "100"),
        ("1000", 0, "1.000"),
        ("1807", 0, "1.807"),
        ("1234567.5", 1, "1.234.567,5"),
        ("16318.281", 3, "16.318,281"),
        ("0", 2, "0"),
        ("0.004", 2, "0"),
        ("-0.004", 2, "0"),
        ("123456789012345678", 0, "123.456.789.012.345.678"),
        ("123456789012345678.123456789012", 12, "123.456.789.012.345.678,123456789012"),
        ("0.5", 99_999, "0,5"),
        ("1e30", 2, "1" + ".000" * 10),
    ],
)
def test_a_number_is_printed_rounded_half_up_without_trailing_zeros(
    value: str, places: int, printed: str
) -> None:
    assert format_number(Decimal(value), places) == printed


@pytest.mark.parametrize(
    ("value", "places", "printed"),
    [
        ("0", 0, "0"),
        ("1", 0, "01"),
        ("9", 0, "09"),
        ("10", 0, "10"),
        ("-5", 0, "-5"),
        ("5.0", 1, "05"),
        ("5.5", 1, "5,5"),
        ("9.6", 0, "10"),
        ("0.6", 0, "01"),
    ],
)
def test_padding_reaches_only_whole_numbers_from_one_to_nine(value: str, places: int, printed: str) -> None:
    assert format_number(Decimal(value), places, pad=True) == printed


@pytest.mark.parametrize(
    ("exact", "places", "enough"),
    [
        ("99.964", 1, 2),
        ("99.94", 1, 1),
        ("99.9999996", 1, 7),
        ("0.04", 1, 2),
        ("0.05", 1, 1),
        ("100", 0, 0),
        ("0", 0, 0),
        ("50", 2, 2),
        ("100.004", 2, 3),
        ("-0.004", 2, 3),
    ],
)
def test_decimals_are_added_until_100_and_0_tell_the_truth(exact: str, places: int, enough: int) -> None:
    assert honest_places(Decimal(exact), places) == enough


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("05/01/2024", date(2024, 1, 5)),
        ("9/3/2024", date(2024, 3, 9)),
        (" 31/12/2025 ", date(2025, 12, 31)),
        ("2024-03-09", date(2024, 3, 9)),
        ("29/02/2024", date(2024, 2, 29)),
    ],
)
def test_a_date_is_read_day_first(typed: str, day: date) -> None:
    assert parse_date(typed) == day


@pytest.mark.parametrize(
    "typed",
    [
        "", "31/11/2025", "30/02/2024", "29/02/2023", "12/31/2025", "2024-13-01", "2024-3-9", "5/1/24",
        "5-1-2024",
        "05/01", "ngày 5/1/2024", "2025-12-31 10:00:00", "0/1/2024", "1/0/2024", "1/1/0000", "٥/١/٢٠٢٤",
    ],
)  # fmt: skip
def test_a_day_that_no_calendar_has_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        parse_date(typed)


@pytest.mark.parametrize(
    ("day", "printed"),
    [
        (date(2024, 1, 5), "05/01/2024"),
        (date(2024, 2, 28), "28/02/2024"),
        (date(2024, 3, 9), "09/3/2024"),
        (date(2024, 9, 10), "10/9/2024"),
        (date(2024, 10, 1), "01/10/2024"),
        (date(2024, 12, 31), "31/12/2024"),
    ],
)
def test_only_months_1_and_2_are_padded_as_decree_30_says(day: date, printed: str) -> None:
    assert format_date(day) == printed


@pytest.mark.parametrize(
    ("items", "joined"),
    [([], ""), (["A"], "A"), (["A", "B"], "A và B"), (["A", "B", "C"], "A, B và C")],
)
def test_a_list_ends_in_va(items: list[str], joined: str) -> None:
    assert join_list(items) == joined


@pytest.mark.parametrize(
    ("typed", "printed"),
    [("", ""), ("đạt 5%", "Đạt 5%"), ("ÁP dụng", "ÁP dụng"), ("5 hồ sơ", "5 hồ sơ"), ("ủy ban", "Ủy ban")],
)
def test_a_first_letter_gets_its_capital_and_the_rest_is_left(typed: str, printed: str) -> None:
    assert sentence_case(typed) == printed


def test_roman_numerals_reach_past_ten() -> None:
    wanted = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XIV", "XIX"]
    assert [roman(n) for n in (*range(1, 12), 14, 19)] == wanted


def test_letters_follow_the_vietnamese_alphabet() -> None:
    assert "".join(letter(n) for n in range(1, 24)) == "abcdđeghiklmnopqrstuvxy"


@pytest.mark.parametrize("typed", ["Không phát sinh", "KHONG PHAT SINH", " khô\u0302ng phát sinh "])
def test_words_are_compared_without_tone_marks_and_case(typed: str) -> None:
    assert plain(typed).startswith("kho") and "phat sinh" in plain(typed)


def test_d_with_stroke_is_compared_as_d() -> None:
    assert plain("Đúng ĐƯỜNG") == "dung duong"


_numbers = st.decimals(min_value=-(10**15), max_value=10**15, places=6, allow_nan=False)


@given(value=_numbers, places=st.integers(0, 6))
@settings(max_examples=200)
def test_a_printed_number_is_read_back_as_the_rounded_one(value: Decimal, places: int) -> None:
    printed = format_number(value, places)
    assert readings(printed)[0] == round_half_up(value, places)


@given(value=st.integers(0, 10**15), pad=st.booleans())
@settings(max_examples=100)
def test_a_printed_count_is_read_back_padded_or_not(value: int, pad: bool) -> None:
    assert readings(format_number(Decimal(value), 0, pad=pad))[0] == value


@given(value=_numbers, places=st.integers(0, 5))
@settings(max_examples=200)
def test_rounding_agrees_with_fractions(value: Decimal, places: int) -> None:
    scaled = abs(Fraction(value)) * 10**places
    wanted = Fraction((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator), 10**places)
    assert Fraction(round_half_up(value, places)) == (wanted if value >= 0 else -wanted)


@given(st.text(max_size=30) | st.text("0123456789.,+- \u00a0\u202f%", max_size=30))
@settings(max_examples=300)
def test_reading_a_number_never_raises(typed: str) -> None:
    assert len(readings(typed)) == 2


@given(st.dates(min_value=date(1900, 1, 1)))
@settings(max_examples=50)
def test_a_printed_date_is_read_back(day: date) -> None:
    assert parse_date(format_date(day)) == day


@given(
    exact=st.fractions(0, 100, max_denominator=10**12).map(
        lambda f: Decimal(f.numerator) / Decimal(f.denominator)
    )
)
@settings(max_examples=200)
def test_a_percentage_is_printed_as_100_or_0_only_when_it_is(exact: Decimal) -> None:
    printed = format_number(exact, honest_places(exact, 1))
    assert printed not in ("0", "100") or exact == Decimal(printed)
