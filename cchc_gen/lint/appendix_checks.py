"""Checks of the appendices: their names and numbers, what they belong to, their pages."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cchc_gen.base.vietnamese import roman
from cchc_gen.lint.components import Anatomy
from cchc_gen.lint.hits import Check, Hit, Hits
from cchc_gen.lint.number_checks import page_numbers
from cchc_gen.lint.rulebook import Rule, Rulebook


def _appendix_name(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    for appendix in found.appendices:
        if not appendix.is_named:
            line = appendix.heading or next(iter(appendix.titles), None)
            yield Hit(line.paragraph if line else appendix.first, f"«{line.text}»" if line else "")


def _appendix_number(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    """Two or more appendices take Roman numbers in order."""
    named = [a.heading for a in found.appendices if a.heading and a.is_named]
    for place, heading in enumerate(named, 1):
        label = heading.text[len("phụ lục") :].strip(" .:")
        if len(named) > 1 and label != roman(place):
            yield Hit(heading.paragraph, f"«{heading.text}», cần «Phụ lục {roman(place)}»", heading.text)


def _lone_appendix_number(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    named = [a.heading for a in found.appendices if a.heading and a.is_named]
    if len(named) == 1 and re.search(r"[0-9]", named[0].text):
        yield Hit(named[0].paragraph, f"«{named[0].text}»", named[0].text)


def _appendix_is_attached(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    for appendix in found.appendices:
        if appendix.attached is None:
            yield Hit(appendix.first, quote=appendix.first.text)


_POINTERS = ("phụ lục", "kèm theo", "đính kèm", "gửi kèm", "biểu mẫu", "biểu số")


def _appendix_is_announced(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    texts = (line.text.lower() for line in found.body)
    if found.appendices and not any(word in text for text in texts for word in _POINTERS):
        yield Hit(found.appendices[0].first, quote=found.appendices[0].first.text)


def _appendix_on_new_page(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    numbers = {p.number: p for p in found.word.paragraphs}
    for appendix in found.appendices:
        first, section = appendix.first, found.section_of(appendix)
        before = numbers.get(first.number - 1)
        new_section = bool(section and section.starts_page and before and before.section != first.section)
        if not (new_section or first.breaks_page or (before and before.breaks_page)):
            yield Hit(first, quote=first.text)


def _appendix_pages(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    """Each appendix counts its pages from 1, which takes a section of its own."""
    for appendix in found.appendices:
        section = found.section_of(appendix)
        if section is None or not page_numbers(section):
            continue
        shared = appendix.first.section == found.section_before(appendix)
        if shared or section.first_number != 1:
            yield Hit(appendix.first, quote=appendix.first.text)


APPENDIX_CHECKS: Mapping[str, Check] = {
    "ten_phu_luc_rieng": _appendix_name,
    "so_phu_luc": _appendix_number,
    "so_phu_luc_don": _lone_appendix_number,
    "phu_luc_kem_theo": _appendix_is_attached,
    "phu_luc_duoc_dan": _appendix_is_announced,
    "phu_luc_sang_trang": _appendix_on_new_page,
    "phu_luc_so_trang": _appendix_pages,
}
