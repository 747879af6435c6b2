"""Checks of numbers: those of parts and points in the text, those of pages."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cchc_gen.base.vietnamese import letter, roman
from cchc_gen.lint.components import Anatomy
from cchc_gen.lint.contents import Paragraph, Section
from cchc_gen.lint.hits import Check, Hit, Hits
from cchc_gen.lint.lines import Line
from cchc_gen.lint.rulebook import Rule, Rulebook

_ROMAN = re.compile(r"([IVXLC]{1,6})(\s?(?:[.)-]|/(?!v)))\s?")
_ARABIC = re.compile(r"([0-9]{1,2})(\s?[.)/-])(?![0-9])\s?")
_DOUBLE = re.compile(r"[0-9]{1,2}\.[0-9]{1,2}(?:\.[0-9]{1,2})?\.?\s")
_POINT = re.compile(r"([a-zđ])(\s?[.)/-])\s")
_ROMAN_VALUE = {roman(n): n for n in range(1, 100)}
_LETTERS = [letter(n) for n in range(1, 24)]


def _counted(found: Anatomy, kind: str) -> Hits:
    """Follow one kind of number through the text; a number of a higher kind starts it again."""
    expected = {"roman": 1, "arabic": 1, "point": 1}
    for line in found.body:
        seen = _number_of(line)
        if seen is None:
            continue
        what, value, label = seen
        lower = {"roman": ("arabic", "point"), "arabic": ("point",), "double": ("point",), "point": ()}[what]
        for below in lower:
            expected[below] = 1
        if what == "double":
            continue
        wanted, expected[what] = expected[what], value + 1
        if what == kind and value not in (wanted, 1):
            yield Hit(line.paragraph, f"«{label}», cần «{_written(kind, wanted)}»", line.text)


def _written(kind: str, number: int) -> str:
    return str(number) if kind == "arabic" else roman(number) if kind == "roman" else letter(number)


def _number_of(line: Line) -> tuple[str, int, str] | None:
    """Read the number that a line begins with: its kind, its value, its letters."""
    text = line.text
    found = _ROMAN.match(text)
    if found and found[1] in _ROMAN_VALUE:
        return "roman", _ROMAN_VALUE[found[1]], found[1]
    if _DOUBLE.match(text):
        return "double", 0, ""
    found = _ARABIC.match(text)
    if found:
        return "arabic", int(found[1]), found[1]
    found = _POINT.match(text)
    if found:
        return "point", _LETTERS.index(found[1]) + 1 if found[1] in _LETTERS else 0, found[1]
    return None


def _sequence(kind: str) -> Check:
    return lambda found, _, __: _counted(found, kind)


def _mark_after(pattern: re.Pattern[str], wanted: str) -> Check:
    """Look at the mark behind a number: «I.», «1.», «a)»."""

    def check(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
        for line in found.body:
            number = pattern.match(line.text)
            if number and number[2].strip() != wanted:
                yield Hit(line.paragraph, f"«{number[0].strip()}», cần «{number[1]}{wanted}»", line.text)

    return check


def _double_numbers(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    for line in found.body:
        number = _DOUBLE.match(line.text)
        if number:
            yield Hit(line.paragraph, f"«{number[0].strip()}»", line.text)


_PAGE = 3_000
"""About how many letters fill a page at size 14."""


def has_pages(found: Anatomy) -> bool:
    """Say whether a document surely has a second page before its appendices."""
    if any(p.breaks_page for p in found.word.paragraphs if 1 < p.number < found.foot_starts):
        return True
    return sum(len(line.text) for line in found.body) > _PAGE


def page_numbers(section: Section) -> list[Paragraph]:
    """Return the paragraphs of a section's headers and footers that show the page."""
    texts = [*section.headers.values(), *section.footers.values()]
    return [p for paragraphs in texts for p in paragraphs if p.shows_page]


def _pages_are_numbered(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    sections = found.word.sections[:1]
    if has_pages(found) and sections and not page_numbers(sections[0]):
        yield Hit(None)


def _first_page_is_bare(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    for section in found.word.sections[:1]:
        shown = "first" if section.hides_first else "default"
        texts = [section.headers.get(shown, ()), section.footers.get(shown, ())]
        shows = [p for paragraphs in texts for p in paragraphs if p.shows_page]
        if shows and (has_pages(found) or section.hides_first):
            yield Hit(shows[0])


def _pages_start_at_one(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    for section in found.word.sections[:1]:
        if section.first_number is not None and section.first_number != 1 and page_numbers(section):
            yield Hit(None, f"số {section.first_number}")


def _pages_are_arabic(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    for section in found.word.sections:
        if section.number_form not in ("decimal", "") and page_numbers(section):
            yield Hit(None, section.number_form)
            return


def _page_number_is_bare(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    for section in found.word.sections[:1]:
        for paragraph in page_numbers(section):
            if re.search(r"[^\W\d]|/", paragraph.text):
                yield Hit(paragraph, f"«{paragraph.text.strip()}»", paragraph.text)


NUMBER_CHECKS: Mapping[str, Check] = {
    "thu_tu_la_ma": _sequence("roman"),
    "thu_tu_so": _sequence("arabic"),
    "thu_tu_chu": _sequence("point"),
    "dau_sau_la_ma": _mark_after(_ROMAN, "."),
    "dau_sau_so": _mark_after(_ARABIC, "."),
    "dau_sau_chu": _mark_after(_POINT, ")"),
    "so_hai_cap": _double_numbers,
    "co_so_trang": _pages_are_numbered,
    "trang_dau_khong_so": _first_page_is_bare,
    "so_trang_tu_1": _pages_start_at_one,
    "so_trang_a_rap": _pages_are_arabic,
    "so_trang_tran": _page_number_is_bare,
}
