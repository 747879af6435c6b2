"""Checks of the recipients and of who signs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cchc_gen.lint.components import Anatomy
from cchc_gen.lint.head_checks import listed, worded
from cchc_gen.lint.hits import Check, Hit, Hits
from cchc_gen.lint.lines import Line, squeezed
from cchc_gen.lint.rulebook import Rule, Rulebook


def _recipients_are_listed(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    """A line that ends in a colon is a heading among them, and has a note of its own."""
    lines = [line for line in found.of("noi_nhan_dong") if not line.text.endswith(":")]
    yield from listed(_unbroken(lines))


def _unbroken(lines: Sequence[Line]) -> list[Line]:
    """Join the lines that a long recipient was broken into."""
    joined: list[Line] = []
    for line in lines:
        if joined and not line.text.startswith("-") and joined[-1].text[-1:] not in (";", "."):
            last = joined.pop()
            joined.append(Line(f"{last.text} {line.text}", last.runs, last.paragraph))
        else:
            joined.append(line)
    return joined


def _recipients_have_heading(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    for line in found.of("noi_nhan_dong"):
        if line.text.endswith(":"):
            yield Hit(line.paragraph, f"«{line.text}»", line.text)


def _archive_copy(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    lines = found.of("noi_nhan_dong")
    if lines and not re.match(r"-\s?Lưu\s?:\s?VT\b", lines[-1].text):
        yield Hit(lines[-1].paragraph, f"«{lines[-1].text}»", lines[-1].text)


def _drafting_unit(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    lines = found.of("noi_nhan_dong")
    if lines and re.fullmatch(r"-\s?Lưu\s?:\s?VT\.?", lines[-1].text):
        yield Hit(lines[-1].paragraph, f"«{lines[-1].text}»", lines[-1].text)


def _as_above(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    lines = found.of("noi_nhan_dong")
    if lines and found.first("kinh_gui") and not any("nhutren" in squeezed(line.text) for line in lines):
        yield Hit(lines[0].paragraph, f"«{lines[0].text}»", lines[0].text)


def _authority_is_spaced(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    for line in (*found.of("quyen_han"), *found.of("chuc_vu")):
        if re.match(r"(?:TM|KT|TL|TUQ|Q)\b(?!\. \S)", line.text, re.IGNORECASE):
            yield Hit(line.paragraph, f"«{line.text}»", line.text)


def _authority_is_whole(found: Anatomy, _: Rule, book: Rulebook) -> Hits:
    """«TM.» speaks for a body, «KT.» for its head: after «TM.» alone a deputy lacks the line between."""
    lines, posts = found.of("quyen_han"), found.of("chuc_vu")
    deputy = bool(posts) and posts[0].text.upper().startswith("PHÓ ")
    is_for_head = any(re.match(r"(?:KT|TL|TUQ)\b", line.text) for line in lines)
    if deputy and not is_for_head:
        yield Hit(posts[0].paragraph, f"«{posts[0].text}»", posts[0].text)


_TITLES = re.compile(r"(?:(?i:GS|PGS|TS|ThS|BS|BSCK\w{0,3}|KS|CN|NGƯT|NGND|TTƯT)|Ông|Bà)\b\s?[.\s]")


def _name_is_bare(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    for line in found.of("nguoi_ky"):
        if _TITLES.match(line.text):
            yield Hit(line.paragraph, f"«{line.text}»", line.text)


FOOT_CHECKS: Mapping[str, Check] = {
    "noi_nhan_hai_cham": worded("noi_nhan", "Nơi nhận:"),
    "noi_nhan_tung_dong": _recipients_are_listed,
    "noi_nhan_co_tieu_de": _recipients_have_heading,
    "luu_van_thu": _archive_copy,
    "luu_don_vi": _drafting_unit,
    "nhu_tren": _as_above,
    "quyen_han_cach": _authority_is_spaced,
    "quyen_han_cap_pho": _authority_is_whole,
    "ho_ten_tran": _name_is_bare,
}
