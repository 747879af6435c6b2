"""The checks that look at more than one property of one line: what is missing, in order, or at odds.

Each takes the document apart, its rule and the word lists, and yields what it finds; the data switch it on,
weigh it, and say what it rests on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cchc_gen.base.vietnamese import format_month, letter, roman
from cchc_gen.lint.components import (
    Anatomy,
    Line,
    squeezed,
)
from cchc_gen.lint.formats import Look
from cchc_gen.lint.reading import Paragraph, Section
from cchc_gen.lint.requirements import Rule, Rulebook


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check found: where, and what stands there."""

    at: Paragraph | None
    found: str = ""
    quote: str = ""


Hits = Iterator[Hit]
Check = Callable[[Anatomy, Rule, Rulebook], Hits]


def _lines(found: Anatomy, component: str) -> tuple[Line, ...]:
    return found.lines.get(component, ())


def _unless(line: Line, pattern: re.Pattern[str]) -> Hits:
    if not pattern.fullmatch(line.text):
        yield Hit(line.paragraph, f"«{line.text}»", line.text)


# What must be there


_LETTER_OR_TYPE = ("ten_loai", "trich_yeu")


def _must_have(found: Anatomy, rule: Rule, _: Rulebook) -> Hits:
    """A document without Quốc hiệu lacks just that: nobody knows what else it should have."""
    if found.first(rule.component) or (not found.is_official and rule.component != "quoc_hieu"):
        return
    if rule.component in _LETTER_OR_TYPE and found.first("trich_yeu_cong_van"):
        return
    if rule.component == "trich_yeu" and not found.first("ten_loai"):
        return
    if rule.component == "chuc_vu" and not found.first("noi_nhan"):
        return
    yield Hit(None)


def _type_of(found: Anatomy) -> str:
    line = found.first("ten_loai")
    return squeezed(line.text) if line else ""


def _letter_needs_addressee(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    if found.first("trich_yeu_cong_van") and not found.first("ten_loai") and not found.first("kinh_gui"):
        yield Hit(found.lines["trich_yeu_cong_van"][0].paragraph)


def _report_may_need_addressee(found: Anatomy, _: Rule, book: Rulebook) -> Hits:
    line = found.first("ten_loai")
    upward = {squeezed(word) for word in book.words.get("gui_cap_tren", ())}
    if line and _type_of(found) in upward and not found.first("kinh_gui"):
        yield Hit(line.paragraph)


_END = re.compile(r"\./\.\s{0,3}$")


def _ends_with_mark(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    if found.is_official and found.body and found.first("noi_nhan") and not _END.search(found.body[-1].text):
        last = found.body[-1]
        yield Hit(last.paragraph, f"«…{last.text[-25:]}»", last.text)


# How the components are worded


def _wording(component: str, pattern: str) -> Check:
    """Hold the whole text of each line of a component against a pattern."""
    compiled = re.compile(pattern)

    def check(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
        for line in _lines(found, component):
            yield from _unless(line, compiled)

    return check


_MOTHERLAND = re.compile("CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM")


def _motherland(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    """Capitals are asked for elsewhere; here the words count."""
    for line in _lines(found, "quoc_hieu"):
        if not _MOTHERLAND.fullmatch(line.text.upper()):
            yield Hit(line.paragraph, f"«{line.text}»", line.text)


_NUMBER_LINE = re.compile(
    r"Số\s{0,3}[:.]?\s{0,30}(?P<number>[^/\s]{0,12})\s{0,30}/\s?(?P<symbol>.{1,60})", re.DOTALL
)


def _number_is_padded(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    for line in _lines(found, "so_ky_hieu"):
        parts = _NUMBER_LINE.match(line.text)
        if parts and re.fullmatch(r"[0-9]", parts["number"]):
            yield Hit(line.paragraph, f"«{parts['number']}»", line.text)


def _symbol_is_plain(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    """The symbol is capitals joined by hyphens, without spaces; QyĐ, TTr and CTr keep their case."""
    for line in _lines(found, "so_ky_hieu"):
        parts = _NUMBER_LINE.match(line.text)
        glued = re.search(r"\w\s{1,30}/|/\s|\s[-–]|[-–]\s|–|—", line.text)
        symbol = parts["symbol"] if parts else ""
        if glued or not re.fullmatch(r"[^\W\d_][\w&.-]{0,59}", symbol) or symbol.lower() == symbol:
            yield Hit(line.paragraph, f"«{line.text}»", line.text)


def _symbol_fits_type(found: Anatomy, _: Rule, book: Rulebook) -> Hits:
    known = dict(word.split("=") for word in book.words.get("chu_viet_tat", ()) if word.count("=") == 1)
    wanted = {squeezed(name): symbol.strip() for name, symbol in known.items()}.get(_type_of(found))
    for line in _lines(found, "so_ky_hieu"):
        parts = _NUMBER_LINE.match(line.text)
        if (
            wanted
            and parts
            and re.split(r"\s?[-–/]", parts["symbol"])[0] != wanted
            and "/" not in parts["symbol"]
        ):
            yield Hit(line.paragraph, f"«{parts['symbol']}», cần «{wanted}-…»", line.text)


_ISSUED = re.compile(
    r"ngày\s{0,12}(?P<day>[0-9]{0,2})\s{0,12}tháng\s{0,12}(?P<month>[0-9]{0,2})\s{0,12}năm", re.IGNORECASE
)


def _issue_date_is_padded(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    for line in _lines(found, "dia_danh_ngay"):
        parts = _ISSUED.search(line.text)
        day, month = (parts["day"], parts["month"]) if parts else ("", "")
        wrong_day = bool(day) and day != f"{int(day):02}"
        wrong_month = bool(month) and month != format_month(int(month))
        if wrong_day or wrong_month:
            yield Hit(line.paragraph, f"«{parts[0]}»" if parts else "", line.text)


def _addressees_are_listed(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    """One addressee stands on the line of «Kính gửi»; several stand below, each with a dash and a mark."""
    first, rest = found.first("kinh_gui"), _lines(found, "noi_kinh_gui")
    if first and not re.match(r"Kính gửi\s{0,2}:", first.text):
        yield Hit(first.paragraph, "thiếu dấu hai chấm", first.text)
    elif first and not rest and first.text.count(";"):
        yield Hit(first.paragraph, f"«{first.text}»", first.text)
    yield from _listed(rest)


def _listed(lines: Sequence[Line]) -> Hits:
    for place, line in enumerate(lines):
        mark = "." if place == len(lines) - 1 else ";"
        if not line.text.startswith("-") or not line.text.endswith(mark):
            yield Hit(line.paragraph, f"«{line.text}»", line.text)


def _recipients_are_listed(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    """A line that ends in a colon is a heading among them, and has a note of its own."""
    lines = [line for line in _lines(found, "noi_nhan_dong") if not line.text.endswith(":")]
    yield from _listed(_unbroken(lines))


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
    for line in _lines(found, "noi_nhan_dong"):
        if line.text.endswith(":"):
            yield Hit(line.paragraph, f"«{line.text}»", line.text)


def _archive_copy(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    lines = _lines(found, "noi_nhan_dong")
    if lines and not re.match(r"-\s?Lưu\s?:\s?VT\b", lines[-1].text):
        yield Hit(lines[-1].paragraph, f"«{lines[-1].text}»", lines[-1].text)


def _drafting_unit(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    lines = _lines(found, "noi_nhan_dong")
    if lines and re.fullmatch(r"-\s?Lưu\s?:\s?VT\.?", lines[-1].text):
        yield Hit(lines[-1].paragraph, f"«{lines[-1].text}»", lines[-1].text)


def _as_above(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    lines = _lines(found, "noi_nhan_dong")
    if lines and found.first("kinh_gui") and not any("nhutren" in squeezed(line.text) for line in lines):
        yield Hit(lines[0].paragraph, f"«{lines[0].text}»", lines[0].text)


def _bases_are_listed(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    lines = _lines(found, "can_cu")
    for place, line in enumerate(lines):
        marks = (".", ",", ":") if place == len(lines) - 1 else (";",)
        if not line.text.endswith(marks):
            yield Hit(line.paragraph, f"«…{line.text[-25:]}»", line.text)


def _authority_is_spaced(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    for line in _lines(found, "quyen_han"):
        if not re.match(r"(?:TM|KT|TL|TUQ|Q)\. \S", line.text):
            yield Hit(line.paragraph, f"«{line.text}»", line.text)


def _authority_is_whole(found: Anatomy, _: Rule, book: Rulebook) -> Hits:
    """«TM.» speaks for a body, «KT.» for its head: after «TM.» alone a deputy lacks the line between."""
    lines, posts = _lines(found, "quyen_han"), _lines(found, "chuc_vu")
    deputy = bool(posts) and posts[0].text.upper().startswith("PHÓ ")
    is_for_head = any(re.match(r"(?:KT|TL|TUQ)\b", line.text) for line in lines)
    if deputy and not is_for_head:
        yield Hit(posts[0].paragraph, f"«{posts[0].text}»", posts[0].text)


_TITLES = re.compile(r"(?:GS|PGS|TS|ThS|Ths|BS|BSCK\w{0,3}|KS|CN|NGƯT|NGND|TTƯT|Ông|Bà)\b\s?[.\s]")


def _name_is_bare(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    for line in _lines(found, "nguoi_ky"):
        if _TITLES.match(line.text):
            yield Hit(line.paragraph, f"«{line.text}»", line.text)


# Numbering


_ROMAN = re.compile(r"([IVXLC]{1,6})(\s?[.)/-])\s?")
_ARABIC = re.compile(r"([0-9]{1,2})(\s?[.)/-])(?![0-9])\s?")
_DOUBLE = re.compile(r"[0-9]{1,2}\.[0-9]{1,2}(?:\.[0-9]{1,2})?\.?\s")
_POINT = re.compile(r"([a-zđ])(\s?[.)/-])\s")
_ROMAN_VALUE = {roman(n): n for n in range(1, 100)}
_LETTERS = [letter(n) for n in range(1, 23)]


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


# Page numbers


_PAGE = 3_000
"""About how many letters fill a page at size 14."""


def has_pages(found: Anatomy) -> bool:
    """Say whether a document surely has a second page before its appendices."""
    if any(p.breaks_page for p in found.word.paragraphs if 1 < p.number < found.foot_starts):
        return True
    return sum(len(line.text) for line in found.body) > _PAGE


def _page_numbers(section: Section) -> list[Paragraph]:
    texts = [*section.headers.values(), *section.footers.values()]
    return [p for paragraphs in texts for p in paragraphs if p.shows_page]


def _pages_are_numbered(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    sections = found.word.sections[:1]
    if has_pages(found) and sections and not _page_numbers(sections[0]):
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
        if section.first_number is not None and section.first_number != 1 and _page_numbers(section):
            yield Hit(None, f"số {section.first_number}")


def _pages_are_arabic(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    for section in found.word.sections:
        if section.number_form not in ("decimal", "") and _page_numbers(section):
            yield Hit(None, section.number_form)
            return


def _page_number_is_bare(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    for section in found.word.sections[:1]:
        for paragraph in _page_numbers(section):
            if re.search(r"[^\W\d]|/", paragraph.text):
                yield Hit(paragraph, f"«{paragraph.text.strip()}»", paragraph.text)


# Appendices


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
        if section is None or not _page_numbers(section):
            continue
        shared = appendix.first.section == found.section_before(appendix)
        if shared or section.first_number != 1:
            yield Hit(appendix.first, quote=appendix.first.text)


# The text as a whole


_TOO_FEW = 2
_OLD = re.compile(r"[òóỏõọùúủũụÒÓỎÕỌÙÚỦŨỤ][aeyAEY](?!\w)(?:(?<=[òóỏõọÒÓỎÕỌ][aeAE])|(?<=[ùúủũụÙÚỦŨỤ][yY]))")
_NEW = re.compile(
    r"[àáảãạèéẻẽẹỳýỷỹỵÀÁẢÃẠÈÉẺẼẸỲÝỶỸỴ](?!\w)"
    r"(?:(?<=[oO][àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ])|(?<=[^qQ][uU][ỳýỷỹỵỲÝỶỸỴ])|(?<=^[uU][ỳýỷỹỵỲÝỶỸỴ]))"
)


def _texts(found: Anatomy) -> Iterator[Paragraph]:
    yield from (p for p in found.word.paragraphs if p.text)


def _one_spelling(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    """«hòa, ủy» and «hoà, uỷ» are not mixed: the rarer way is at fault."""
    ways: dict[re.Pattern[str], list[tuple[Paragraph, str]]] = {_OLD: [], _NEW: []}
    for paragraph in _texts(found):
        for pattern, seen in ways.items():
            seen += [
                (paragraph, _word_at(paragraph.text, m.start())) for m in pattern.finditer(paragraph.text)
            ]
    rare = min(ways.values(), key=len)
    if all(ways.values()):
        yield from (Hit(paragraph, f"«{word}»", word) for paragraph, word in rare)


def _word_at(text: str, place: int) -> str:
    start = max(text.rfind(" ", 0, place), text.rfind("\n", 0, place)) + 1
    return re.split(r"[\s,.;:)]", text[start : start + 20])[0]


def _one_kind_of_quotes(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    straight = [p for p in _texts(found) if '"' in p.text]
    curly = [p for p in _texts(found) if "“" in p.text or "”" in p.text]
    if straight and curly:
        rare = straight if len(straight) <= len(curly) else curly
        yield from (Hit(p, quote=p.text) for p in rare)


def _marked(is_marked: Callable[[Look], object]) -> Check:
    def check(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
        for paragraph in _texts(found):
            run = next((run for run in paragraph.runs if is_marked(run.look) and run.text.strip()), None)
            if run is not None:
                yield Hit(paragraph, f"«{run.text.strip()[:40]}»", paragraph.text)

    return check


def _in_vietnamese(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    letters: Counter[str] = Counter()
    for paragraph in _texts(found):
        for run in paragraph.runs:
            letters[run.look.language[:2]] += len(run.text)
    (language, _count), *__rest = letters.most_common(1) or [("vi", 0)]
    if language not in ("vi", ""):
        yield Hit(None, language)


_LONG_TABLE = 25


def _tables_repeat_heads(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    numbers = {p.number: p for p in found.word.paragraphs}
    for table in found.word.tables:
        if table.rows > _LONG_TABLE and not table.headed:
            yield Hit(numbers.get(table.first), f"bảng {table.number} có {table.rows} hàng")


# The file


def _tracked(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    if found.word.tracked:
        yield Hit(None, f"{found.word.tracked} chỗ")


def _has_part(pattern: str) -> Check:
    compiled = re.compile(pattern)

    def check(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
        named = sorted(name for name in found.word.names if compiled.search(name))
        if named:
            yield Hit(None, named[0])

    return check


def _outside(kinds: tuple[str, ...], *, listed: bool) -> Check:
    def check(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
        targets = [target for kind, target in found.word.links if (kind in kinds) is listed]
        if targets:
            yield Hit(None, f"{len(targets)} chỗ, như {targets[0][:80]}")

    return check


_FETCHING = re.compile(r"\s{0,9}(?:INCLUDE(?:PICTURE|TEXT)|DDE(?:AUTO)?|LINK|IMPORT)\b")


def _fetching_fields(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    codes = [code.strip() for code in found.word.fields if _FETCHING.match(code)]
    if codes:
        yield Hit(None, f"«{codes[0][:60]}»")


CHECKS: Mapping[str, Check] = {
    "phai_co": _must_have,
    "cong_van_co_kinh_gui": _letter_needs_addressee,
    "bao_cao_co_kinh_gui": _report_may_need_addressee,
    "ket_thuc": _ends_with_mark,
    "loi_quoc_hieu": _motherland,
    "loi_tieu_ngu": _wording("tieu_ngu", "Độc lập - Tự do - Hạnh phúc"),
    "loi_so": _wording("so_ky_hieu", r"Số:.*"),
    "so_duoi_10": _number_is_padded,
    "ky_hieu_lien": _symbol_is_plain,
    "ky_hieu_hop_loai": _symbol_fits_type,
    "loi_ngay": _wording("dia_danh_ngay", r"[^\W\d].*, ngày\b.*tháng\b.*năm [0-9 .…]{0,12}"),
    "ngay_ban_hanh": _issue_date_is_padded,
    "kinh_gui_tung_noi": _addressees_are_listed,
    "noi_nhan_hai_cham": _wording("noi_nhan", "Nơi nhận:"),
    "noi_nhan_tung_dong": _recipients_are_listed,
    "noi_nhan_co_tieu_de": _recipients_have_heading,
    "luu_van_thu": _archive_copy,
    "luu_don_vi": _drafting_unit,
    "nhu_tren": _as_above,
    "can_cu_tung_dong": _bases_are_listed,
    "quyen_han_cach": _authority_is_spaced,
    "quyen_han_cap_pho": _authority_is_whole,
    "ho_ten_tran": _name_is_bare,
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
    "ten_phu_luc_rieng": _appendix_name,
    "so_phu_luc": _appendix_number,
    "so_phu_luc_don": _lone_appendix_number,
    "phu_luc_kem_theo": _appendix_is_attached,
    "phu_luc_duoc_dan": _appendix_is_announced,
    "phu_luc_sang_trang": _appendix_on_new_page,
    "phu_luc_so_trang": _appendix_pages,
    "mot_loi_dau": _one_spelling,
    "mot_loai_nhay": _one_kind_of_quotes,
    "to_mau": _marked(lambda look: look.highlight),
    "chu_an": _marked(lambda look: look.hidden),
    "ngon_ngu": _in_vietnamese,
    "hang_dau_lap": _tables_repeat_heads,
    "theo_doi": _tracked,
    "nhan_xet": _has_part(r"(?:^|/)comments\w*\.xml$"),
    "macro": _has_part(r"vbaProject|vbaData|activeX"),
    "lien_ket_ngoai": _outside(("hyperlink",), listed=False),
    "sieu_lien_ket": _outside(("hyperlink",), listed=True),
    "truong_ngoai": _fetching_fields,
}
