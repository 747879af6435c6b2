"""What people wrote against the facts: loose digits, claims, other periods, citations, old names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from cchc_gen.base.diagnostics import Pos
from cchc_gen.base.period import Period, PeriodKind
from cchc_gen.base.vietnamese import format_date, roman
from cchc_gen.check.checks import Check, Comparisons, OldNames, Relation
from cchc_gen.check.evidence import Evidence
from cchc_gen.check.finding import Finding, finding
from cchc_gen.check.relations import failed
from cchc_gen.derive.figures import print_plain
from cchc_gen.facts.register import Document
from cchc_gen.facts.terms import odd_dates, window
from cchc_gen.language.evaluation import may_hold
from cchc_gen.language.wording import Literal, Slot, Wording, flat, write

_DIGITS = re.compile(r"\d+(?:[.,/]\d+)*")


def loose_findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    """Warn of digits that people typed and no fact explains."""
    for name, wording in evidence.texts():
        for digits, pos in loose_digits(wording, evidence.settings.allowed_numbers):
            message = f"số rời «{digits}» trong lời văn không lấy từ số liệu nào"
            hint = "khai số này trong so_lieu rồi viết {{ khóa }}, hoặc bỏ số"
            yield finding(check, "C004", {name: digits}, pos, message, hint)


def loose_digits(wording: Wording, allowed: Sequence[re.Pattern[str]]) -> Iterator[tuple[str, Pos]]:
    """Find digits that people typed and no fact explains; the set's patterns excuse some."""
    for literal in wording.literals:
        excused = bytearray(len(literal.text))
        for pattern in allowed:
            for found in pattern.finditer(literal.text):
                excused[found.start() : found.end()] = b"x" * len(found[0])
        for digits in _DIGITS.finditer(literal.text):
            if 0 in excused[digits.start() : digits.end()]:
                yield digits[0], wording.source.at(literal.offset + digits.start(), len(digits[0]))


def date_findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    """Warn of dates that look left over from the file that this one was copied from."""
    facts, settings = evidence.facts, evidence.settings
    for name, shown, pos in odd_dates(facts, settings):
        message = f"{name}: {shown} nằm ngoài {settings.name(facts.header.period).full}"
        yield finding(check, "F013", {name: shown}, pos, message, "sửa theo kỳ này")


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a text as it is printed, and the place where it begins."""

    name: str
    text: str
    pos: Pos


def _lines(evidence: Evidence) -> Iterator[_Line]:
    for name, wording in evidence.texts():
        for pieces in wording.lines:
            line = Wording(wording.source, (pieces,))
            runs = [run for written in write(line, evidence.printer.slot) for run in flat(written)]
            yield _Line(name, " ".join("".join(run.text for run in runs).split()), _start(line))


def _start(line: Wording) -> Pos:
    first = line.lines[0][0]
    if isinstance(first, Literal):
        return line.source.at(first.offset, len(first.text.rstrip()))
    return first.expression.pos if isinstance(first, Slot) else line.source.pos


def claim_findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    """Say where free text claims what the figures refute."""
    relation = check.options
    assert isinstance(relation, Relation)
    if not relation.phrases or may_hold(relation.expect, evidence.figures) is not False:
        return
    figures = evidence.figures
    values = {key: print_plain(figures[key]) for key in relation.expect.keys if figures.get(key)}
    related = tuple(
        (fact.pos, f"{key} ({fact.indicator.label}) = {value}")
        for key, value in values.items()
        if (fact := figures[key].fact)
    )
    for line in _lines(evidence):
        said = next((found[0] for phrase in relation.phrases if (found := phrase.search(line.text))), None)
        if said:
            message = f"viết «{said}» nhưng {relation.message}: {failed(relation.expect, figures)}"
            claimed = {line.name: said, **values}
            hint = "sửa lời văn theo số liệu, hoặc sửa số sai"
            yield finding(check, "C005", claimed, line.pos, message, hint, related)


_ROMAN = {roman(quarter): quarter for quarter in (1, 2, 3, 4)}
_PERIOD = re.compile(
    r"\b(?:(?P<kind>quý|tháng) (?P<index>IV|I{1,3}|0?[1-9]|1[0-2])(?:/| năm )|(?P<span>[69]) tháng đầu năm )"
    r"(?P<year>20\d\d)\b",
    re.IGNORECASE,
)


def period_findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    """Warn of periods that a text can hardly mean, left over from an earlier report.

    A past period of the report's own kind is meant only where it is the one just before, or where the
    sentence compares.
    """
    comparisons = check.options
    assert isinstance(comparisons, Comparisons)
    this = evidence.facts.header.period
    for line in _lines(evidence):
        for found in _PERIOD.finditer(line.text):
            other = _period(found)
            if other is None or other.kind is not this.kind or not _is_stale(other, this):
                continue
            sentence = line.text[line.text.rfind(".", 0, found.start()) + 1 :].partition(". ")[0]
            if any(word.search(sentence) for word in comparisons.words):
                continue
            message = f"lời văn nêu «{found[0]}» trong báo cáo {evidence.settings.name(this).full}"
            hint = "sửa theo kỳ này, hoặc viết {{ ky.ten }}"
            yield finding(check, "C005", {line.name: found[0]}, line.pos, message, hint)


def _period(found: re.Match[str]) -> Period | None:
    year = int(found["year"])
    if found["span"]:
        return Period(PeriodKind.HALF if found["span"] == "6" else PeriodKind.NINE_MONTHS, year)
    kind = PeriodKind.QUARTER if found["kind"].lower() == "quý" else PeriodKind.MONTH
    index = _ROMAN.get(found["index"].upper()) or int(found["index"])
    return Period(kind, year, index) if kind is PeriodKind.MONTH or index in _ROMAN.values() else None


def _is_stale(other: Period, this: Period) -> bool:
    return (other.year, other.index) < (this.year, this.index) and other.next() != this


_CITATION = re.compile(
    r"\bsố:? ?(?P<number>\d{1,6})(?P<symbol>/[\w/&.-]*\w)"
    r"(?:,? ngày (?P<day>\d{1,2})(?:/| tháng )(?P<month>\d{1,2})(?:/| năm )(?P<year>\d{4}))?"
)


def citation_findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    """Say where a text cites a document of the register with another date."""
    documents = [d for d in evidence.facts.register.documents.values() if d.number]
    for line in _lines(evidence):
        for found in _CITATION.finditer(line.text):
            meant = _meant(found, documents)
            if meant:
                message = f"lời văn viết «{found[0]}», danh mục văn bản ghi «{meant.short}»"
                values = {line.name: found[0], f"van_ban.{meant.key}": meant.short}
                hint = f"viết {{{{ van_ban.{meant.key} }}}}, hoặc sửa bên sai"
                related = ((meant.pos, f"văn bản «{meant.key}»"),)
                yield finding(check, "C005", values, line.pos, message, hint, related)


def _meant(found: re.Match[str], documents: Sequence[Document]) -> Document | None:
    """Find the register's document that a citation must mean and yet departs from."""
    if not found["day"]:
        return None
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    number = _same_number(found["number"] + found["symbol"])
    same = [d for d in documents if d.day and _same_number(d.number) == number]
    if any(d.day == day for d in same):
        return None
    near = [d for d in same if d.day and abs((d.day - day).days) <= _SAME_YEAR]
    return near[0] if near else None


_SAME_YEAR = 366


def _same_number(number: str) -> str:
    return number.lstrip("0").casefold()


def old_name_findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    """Say where a text names an office that no longer exists in the report's period."""
    old = check.options
    assert isinstance(old, OldNames)
    start = window(evidence.facts, evidence.settings)[0]
    for line in _lines(evidence):
        for name in old.names:
            found = name.name.search(line.text) if name.since <= start else None
            if found:
                message = f"«{found[0]}» không còn từ ngày {format_date(name.since)}"
                hint = f"nay là {name.now}" if name.now else "dùng tên hiện nay"
                yield finding(check, "C005", {line.name: found[0]}, line.pos, message, hint)
