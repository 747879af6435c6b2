"""Checks of what a document must have, and of how its head is worded."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cchc_gen.base.vietnamese import format_month
from cchc_gen.lint.components import DRAFT, OTHER_TITLE, Anatomy
from cchc_gen.lint.hits import Check, Hit, Hits
from cchc_gen.lint.lines import Line, squeezed
from cchc_gen.lint.rulebook import Rule, Rulebook


def _unless(line: Line, pattern: re.Pattern[str]) -> Hits:
    if not pattern.fullmatch(line.text):
        yield Hit(line.paragraph, f"«{line.text}»", line.text)


_LETTER_OR_TYPE = ("ten_loai", "trich_yeu")


def _must_have(found: Anatomy, rule: Rule, _: Rulebook) -> Hits:
    """A document without Quốc hiệu lacks just that: nobody knows what else it should have."""
    if found.first(OTHER_TITLE) or found.first(rule.component):
        return
    if not found.is_official and rule.component != "quoc_hieu":
        return
    if rule.component in _LETTER_OR_TYPE and found.first("trich_yeu_cong_van"):
        return
    if rule.component == "trich_yeu" and not found.first("ten_loai"):
        return
    if rule.component == "chuc_vu" and not found.first("noi_nhan"):
        return
    yield Hit(None)


def _stands(component: str) -> Check:
    """Tell of the first line of a component that it is there."""
    return lambda found, _, __: (Hit(x.paragraph, quote=x.text) for x in found.of(component)[:1])


def type_of(found: Anatomy) -> str:
    """Return the bare letters of a document's type; none of a letter's."""
    line = found.first("ten_loai")
    return squeezed(line.text) if line else ""


def _letter_needs_addressee(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    if found.first("trich_yeu_cong_van") and not found.first("ten_loai") and not found.first("kinh_gui"):
        yield Hit(found.lines["trich_yeu_cong_van"][0].paragraph)


def _report_may_need_addressee(found: Anatomy, _: Rule, book: Rulebook) -> Hits:
    line = found.first("ten_loai")
    upward = {squeezed(word) for word in book.words.get("gui_cap_tren", ())}
    if line and type_of(found) in upward and not found.first("kinh_gui"):
        yield Hit(line.paragraph)


_END = re.compile(r"\./\.\s{0,3}$")


def _ends_with_mark(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    if found.is_official and found.body and found.first("noi_nhan") and not _END.search(found.body[-1].text):
        last = found.body[-1]
        yield Hit(last.paragraph, f"«…{last.text[-25:]}»", last.text)


def worded(component: str, pattern: str) -> Check:
    """Hold the whole text of each line of a component against a pattern."""
    compiled = re.compile(pattern)

    def check(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
        for line in found.of(component):
            yield from _unless(line, compiled)

    return check


_MOTHERLAND = re.compile("CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM")


def _motherland(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    """Capitals are asked for elsewhere; here the words count."""
    for line in found.of("quoc_hieu"):
        if not _MOTHERLAND.fullmatch(line.text.upper()):
            yield Hit(line.paragraph, f"«{line.text}»", line.text)


_NUMBER_LINE = re.compile(
    r"Số\s{0,3}[:.]?\s{0,30}(?P<number>[^/\s]{0,12})\s{0,30}/\s?(?:[0-9]{4}/)?(?P<symbol>.{1,60})",
    re.DOTALL,
)


def _number_is_padded(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    for line in found.of("so_ky_hieu"):
        parts = _NUMBER_LINE.match(line.text)
        if parts and re.fullmatch(r"[0-9]", parts["number"]):
            yield Hit(line.paragraph, f"«{parts['number']}»", line.text)


def _symbol_is_plain(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    """The symbol is capitals joined by hyphens, without spaces; QyĐ, TTr and CTr keep their case."""
    for line in found.of("so_ky_hieu"):
        parts = _NUMBER_LINE.match(line.text)
        glued = re.search(r"\w\s{1,30}/|/\s|\s[-–]|[-–]\s|–|—", line.text)
        symbol = parts["symbol"] if parts else ""
        has_small = any(part.islower() for part in re.split(r"[-&./]", symbol))
        if glued or has_small or not re.fullmatch(r"[^\W\d_][\w&.-]{0,59}", symbol):
            yield Hit(line.paragraph, f"«{line.text}»", line.text)


def _symbol_fits_type(found: Anatomy, _: Rule, book: Rulebook) -> Hits:
    known = dict(word.split("=") for word in book.words.get("chu_viet_tat", ()) if word.count("=") == 1)
    wanted = {squeezed(name): symbol.strip() for name, symbol in known.items()}.get(type_of(found))
    for line in found.of("so_ky_hieu"):
        parts = _NUMBER_LINE.match(line.text)
        if (
            wanted
            and parts
            and re.split(r"\s?[-–/]", parts["symbol"])[0] != wanted
            and "/" not in parts["symbol"]
        ):
            yield Hit(line.paragraph, f"«{parts['symbol']}», cần «{wanted}-…»", line.text)


_PLACE_AND_DATE = (
    r"(?!(?:TP|TX|TT|[TQHPX])[. ])[^\W\d].*, ngày\b.*tháng\b.*năm [0-9 .…]{0,12}"  # no place is abbreviated
)
_ISSUED = re.compile(
    r"ngày\s{0,12}(?P<day>[0-9]{0,2})\s{0,12}tháng\s{0,12}(?P<month>[0-9]{0,2})\s{0,12}năm", re.IGNORECASE
)


def _issue_date_is_padded(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    for line in found.of("dia_danh_ngay"):
        parts = _ISSUED.search(line.text)
        day, month = (parts["day"], parts["month"]) if parts else ("", "")
        wrong_day = bool(day) and day != f"{int(day):02}"
        wrong_month = bool(month) and month != format_month(int(month))
        if wrong_day or wrong_month:
            yield Hit(line.paragraph, f"«{parts[0]}»" if parts else "", line.text)


def _addressees_are_listed(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    """One addressee stands on the line of «Kính gửi»; several stand below, each with a dash and a mark."""
    first, rest = found.first("kinh_gui"), found.of("noi_kinh_gui")
    if first and not re.match(r"Kính gửi\s{0,2}:", first.text):
        yield Hit(first.paragraph, "thiếu dấu hai chấm", first.text)
    elif first and (";" in first.text or (rest and not first.text.endswith(":"))):
        yield Hit(first.paragraph, f"«{first.text}»", first.text)
    yield from listed(rest)


def listed(lines: Sequence[Line]) -> Hits:
    """Hold a list against its form: a dash before each line, «;» behind it, «.» behind the last."""
    for place, line in enumerate(lines):
        mark = "." if place == len(lines) - 1 else ";"
        if not line.text.startswith("-") or not line.text.endswith(mark):
            yield Hit(line.paragraph, f"«{line.text}»", line.text)


def _bases_are_listed(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    lines = found.of("can_cu")
    for place, line in enumerate(lines):
        marks = (".", ",", ":") if place == len(lines) - 1 else (";",)
        if not line.text.endswith(marks):
            yield Hit(line.paragraph, f"«…{line.text[-25:]}»", line.text)


HEAD_CHECKS: Mapping[str, Check] = {
    "phai_co": _must_have,
    "the_thuc_khac": _stands(OTHER_TITLE),
    "ban_nhap": _stands(DRAFT),
    "cong_van_co_kinh_gui": _letter_needs_addressee,
    "bao_cao_co_kinh_gui": _report_may_need_addressee,
    "ket_thuc": _ends_with_mark,
    "loi_quoc_hieu": _motherland,
    "loi_tieu_ngu": worded("tieu_ngu", "Độc lập - Tự do - Hạnh phúc"),
    "loi_so": worded("so_ky_hieu", r"Số:.*"),
    "so_duoi_10": _number_is_padded,
    "ky_hieu_lien": _symbol_is_plain,
    "ky_hieu_hop_loai": _symbol_fits_type,
    "loi_ngay": worded("dia_danh_ngay", _PLACE_AND_DATE),
    "ngay_ban_hanh": _issue_date_is_padded,
    "kinh_gui_tung_noi": _addressees_are_listed,
    "can_cu_tung_dong": _bases_are_listed,
}
