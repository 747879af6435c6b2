"""What people wrote against the facts: loose digits, claims, other periods, old names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from cchc_gen.base.diagnostics import Pos
from cchc_gen.base.period import Period, PeriodKind
from cchc_gen.base.vietnamese import format_date, roman
from cchc_gen.check.checks import Check, Claim, Exemption, OldNames, Relation
from cchc_gen.check.evidence import Evidence
from cchc_gen.check.finding import Finding, finding
from cchc_gen.check.lines import Line
from cchc_gen.check.relations import broken_parts, failed
from cchc_gen.derive.figures import print_plain
from cchc_gen.facts.register import PREFIX
from cchc_gen.facts.terms import odd_dates, window
from cchc_gen.language.wording import Wording
from cchc_gen.read.patterns import Pattern

_DIGITS = re.compile(r"\d+(?:[.,/]\d+)*")


def loose_findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    """Warn of digits that people typed and no fact explains."""
    for name, wording in evidence.texts():
        for digits, pos in loose_digits(wording, evidence.settings.allowed_numbers):
            message = f"số rời «{digits}» trong lời văn không lấy từ số liệu nào"
            hint = "khai số này trong so_lieu rồi viết {{ khóa }}, hoặc bỏ số"
            yield finding(check, "C004", {name: digits}, pos, message, hint)


def loose_digits(wording: Wording, allowed: Sequence[Pattern]) -> Iterator[tuple[str, Pos]]:
    """Find digits that people typed and no fact explains; the set's patterns excuse some."""
    for literal in wording.literals:
        if not _DIGITS.search(literal.text):
            continue
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


def claim_findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    """Say where free text claims what the figures refute."""
    relation = check.options
    assert isinstance(relation, Relation)
    figures = evidence.figures
    broken = broken_parts(relation.expect, figures) if relation.claim else []
    claims = list(_claims(relation.claim, evidence.lines)) if relation.claim and broken else []
    if not claims:
        return
    values = {key: print_plain(figures[key]) for one in broken for key in one.keys if figures.get(key)}
    refuted = " và ".join(failed(one, figures) for one in broken)
    related = tuple(
        (fact.pos, f"{key} ({fact.indicator.label}) = {value}")
        for key, value in values.items()
        if (fact := figures[key].fact)
    )
    for line, said in claims:
        message = f"viết «{said}» nhưng {relation.message}: {refuted}"
        claimed = {line.name: said, **values}
        hint = "sửa lời văn theo số liệu, hoặc sửa số sai"
        yield finding(check, "C005", claimed, line.place(said), message, hint, related)


def _claims(claim: Claim, lines: Iterable[Line]) -> Iterator[tuple[Line, str]]:
    """Find where a claim is made: the line, and the words that make it."""
    spoken_of = [line for line in lines if line.text and line.is_of(claim.sections)]
    if not claim.is_whole:
        found = ((line, line.search(claim.phrases, claim.exempt)) for line in spoken_of)
        yield from ((line, said) for line, said in found if said)
        return
    for _, text in groupby(spoken_of, key=lambda line: line.name):
        first, *others = text
        if all(line.says_only(claim.phrases, claim.exempt) for line in (first, *others)):
            yield first, first.bare


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
    exempt = check.options
    assert isinstance(exempt, Exemption)
    this = evidence.facts.header.period
    for line in evidence.lines:
        for found in _PERIOD.finditer(line.text):
            other = _period(found)
            if other is None or other.kind is not this.kind or not _is_stale(other, this):
                continue
            if line.is_left_alone(found.start(), exempt):
                continue
            message = f"lời văn nêu «{found[0]}» trong báo cáo {evidence.settings.name(this).full}"
            hint = "sửa theo kỳ này, hoặc viết {{ ky.ten }}"
            yield finding(check, "C005", {line.name: found[0]}, line.place(found[0]), message, hint)


def asked_findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    """Warn where the document that the report answers asks for another period of its kind."""
    this = evidence.facts.header.period
    document = evidence.facts.register.documents.get(evidence.facts.about.answers)
    named = [(found[0], _period(found)) for found in _PERIOD.finditer(document.subject if document else "")]
    others = [said for said, period in named if period and period.kind is this.kind and period != this]
    if document and others and all(period != this for _, period in named):
        message = f"văn bản mà báo cáo này trả lời lại hỏi «{others[0]}»"
        values = {f"{PREFIX}{document.key}": document.short}
        hint = "ghi văn bản của kỳ này vào van_ban và theo_van_ban"
        yield finding(check, "C006", values, document.pos, message, hint)


def _period(found: re.Match[str]) -> Period | None:
    year = int(found["year"])
    if found["span"]:
        return Period(PeriodKind.HALF if found["span"] == "6" else PeriodKind.NINE_MONTHS, year)
    kind = PeriodKind.QUARTER if found["kind"].lower() == "quý" else PeriodKind.MONTH
    index = _ROMAN.get(found["index"].upper()) or int(found["index"])
    return Period(kind, year, index) if kind is PeriodKind.MONTH or index in _ROMAN.values() else None


def _is_stale(other: Period, this: Period) -> bool:
    return (other.year, other.index) < (this.year, this.index) and other.next() != this


def old_name_findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    """Say where a text names an office that no longer exists in the report's period."""
    old = check.options
    assert isinstance(old, OldNames)
    start = window(evidence.facts, evidence.settings)[0]
    names = [name for name in old.names if name.since <= start]
    for line in evidence.lines:
        for name in names:
            said = line.search([name.name], old.exempt)
            if said:
                message = f"«{said}» không còn từ ngày {format_date(name.since)}"
                hint = f"nay là {name.now}" if name.now else "dùng tên hiện nay"
                yield finding(check, "C005", {line.name: said}, line.place(said), message, hint)
