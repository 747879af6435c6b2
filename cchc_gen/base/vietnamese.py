"""How Vietnamese documents write numbers, dates and lists, and how officers type them.

Pure functions, and the only module that knows Babel. Rounding is half-up and happens here alone,
once, when a number is printed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import lru_cache
from itertools import filterfalse

from babel.numbers import format_decimal

_SPACES = "[ \u00a0\u202f]"
_DIGITS = r"\d{1,18}"
_VIETNAMESE = re.compile(rf"([+-]?)(\d{{1,3}}(?:\.\d{{3}})+|{_DIGITS})(?:,(\d{{1,12}}))?")
_FOREIGN = re.compile(rf"([+-]?)(\d{{1,3}}(?:,\d{{3}})+|{_DIGITS})(?:\.(\d{{1,12}}))?")


@lru_cache(maxsize=8192)
def readings(text: str) -> tuple[Decimal | None, Decimal | None]:
    """Read a number as a Vietnamese (`1.807,5`) and as a foreign (`1,807.5`) hand would mean it.

    Each reading is None where the text makes no sense in that hand. Spaces may stand for the dot.

    >>> readings("1.807")
    (Decimal('1807'), Decimal('1.807'))
    >>> readings("16.466,9"), readings("0.5"), readings("1e3")
    ((Decimal('16466.9'), None), (None, Decimal('0.5')), (None, None))
    """
    if not text.isascii() and not re.fullmatch(rf"(?:[\d.,+-]|{_SPACES})*", text):
        return None, None
    if any(c.isdigit() and not c.isascii() for c in text):
        return None, None
    joined = re.sub(rf"(?<=\d){_SPACES}(?=\d{{3}}(?!\d))", "", text.strip())
    return _reading(_VIETNAMESE, joined, "."), _reading(_FOREIGN, joined, ",")


def _reading(pattern: re.Pattern[str], text: str, group: str) -> Decimal | None:
    found = pattern.fullmatch(text)
    if found is None or (found[2][0] == "0" and group in found[2]):
        return None
    whole = found[2].replace(group, "")
    value = Decimal(f"{found[1]}{whole}.{found[3]}" if found[3] else f"{found[1]}{whole}")
    return abs(value) if value == 0 else value


_WIDE = Context(prec=2_000)
"""Holds every figure whole: the usual 28 digits refuse an amount of 18 digits and 12 decimals."""


def decimals(value: Decimal) -> int:
    """Count the digits after the decimal mark.

    >>> decimals(Decimal("97.98")), decimals(Decimal("75"))
    (2, 0)
    """
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def round_half_up(value: Decimal, places: int) -> Decimal:
    """Round once, half away from zero, as official documents do.

    >>> round_half_up(Decimal("2.675"), 2), round_half_up(Decimal("94.95"), 1)
    (Decimal('2.68'), Decimal('95.0'))
    """
    if places >= decimals(value):
        return value
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _WIDE)


@lru_cache(maxsize=8192)
def format_number(value: Decimal, places: int, *, pad: bool = False) -> str:
    """Print a number with dots and a decimal comma; trailing zeros are dropped.

    `pad` gives whole numbers from 1 to 9 a leading zero, as counts in prose have.

    >>> format_number(Decimal("16318.281"), 3), format_number(Decimal("12.895"), 2)
    ('16.318,281', '12,9')
    >>> format_number(Decimal(5), 0, pad=True), format_number(Decimal(0), 0, pad=True)
    ('05', '0')
    """
    rounded = round_half_up(value, places)
    if pad and rounded == rounded.to_integral_value() and 1 <= rounded <= 9:
        return f"{int(rounded):02}"
    if rounded == 0:
        return "0"
    with localcontext(_WIDE):
        digits: str = format_decimal(rounded, format="#,##0." + "#" * max(decimals(rounded), 1), locale="vi")
    return digits


def honest_places(exact: Decimal, places: int) -> int:
    """Find how many decimals a percentage needs so that 100 or 0 is printed only when exact.

    >>> honest_places(Decimal("99.996"), 1)
    3
    >>> honest_places(Decimal(100), 1)
    1
    """
    for edge in (Decimal(0), Decimal(100)):
        distance = abs(_WIDE.subtract(exact, edge))
        if distance and round_half_up(exact, places) == edge:
            return -distance.adjusted()
    return places


_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})|(\d{4})-(\d{2})-(\d{2})", re.ASCII)


def parse_date(text: str) -> date:
    """Read `05/01/2024`, `9/3/2024` (day first) or `2024-03-09`.

    Raises:
        ValueError: another form, or a day that no calendar has.
    """
    found = _DATE.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    day, month, year = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    return date(int(year), int(month), int(day))


def format_date(day: date) -> str:
    """Print a date as Decree 30/2020 writes it: day padded, month padded only when 1 or 2.

    >>> format_date(date(2024, 1, 5)), format_date(date(2024, 3, 9))
    ('05/01/2024', '09/3/2024')
    """
    return f"{day.day:02}/{format_month(day.month)}/{day.year}"


def format_month(month: int) -> str:
    """Print a month number by the same rule.

    >>> format_month(2), format_month(3)
    ('02', '3')
    """
    return f"{month:02}" if month <= 2 else str(month)


def join_list(items: Sequence[str], separator: str = ", ") -> str:
    """Join as prose does.

    >>> join_list(["A", "B", "C"]), join_list(["A"]), join_list([])
    ('A, B và C', 'A', '')
    """
    if len(items) < 2:
        return "".join(items)
    return f"{separator.join(items[:-1])} và {items[-1]}"


def sentence_case(text: str) -> str:
    """Give the first letter its capital and leave the rest alone.

    >>> sentence_case("quý I năm 2024")
    'Quý I năm 2024'
    """
    return text[:1].upper() + text[1:]


_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def roman(number: int) -> str:
    """Write a small number in Roman numerals.

    >>> roman(4), roman(13)
    ('IV', 'XIII')
    """
    digits = ""
    for value, sign in _ROMAN:
        digits += sign * (number // value)
        number %= value
    return digits


NUMBERED_WORDS = ("ngày", "tháng", "quý", "Điều", "khoản", "Chương", "Phần", "Mục", "Phụ lục", "số")
"""Words that a number follows and must not be parted from."""

_ALPHABET = "abcdđeghiklmnopqrstuvxy"


def letter(number: int) -> str:
    """Return the letter of a point (điểm): the Vietnamese alphabet, which has đ and no f, j, w, z.

    >>> letter(4), letter(5), letter(7)
    ('d', 'đ', 'g')
    """
    return _ALPHABET[(number - 1) % len(_ALPHABET)]


def plain(text: str) -> str:
    """Strip tone marks and case, to compare words that officers type in many ways.

    >>> plain("Không phát sinh")
    'khong phat sinh'
    """
    if text.isascii():
        return text.lower().strip()
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(filterfalse(unicodedata.combining, decomposed)).strip()
