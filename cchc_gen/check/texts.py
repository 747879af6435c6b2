"""What people wrote against the facts: loose digits, claims, other periods, citations, old names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from cchc_gen.base.diagnostics import Pos
from cchc_gen.base.period import Period, PeriodKind
from cchc_gen.base.vietnamese import format_date, plain, roman
from cchc_gen.check.checks import Check, Exemption, OldNames, Relation
from cchc_gen.check.diagnosis import slip_of_hand
from cchc_gen.check.evidence import FREE_TEXT, Evidence
from cchc_gen.check.finding import Finding, finding
from cchc_gen.check.relations import broken_parts, failed
from cchc_gen.derive.figures import print_plain
from cchc_gen.derive.printing import Printer
from cchc_gen.facts.register import PREFIX, Document
from cchc_gen.facts.terms import odd_dates, window
from cchc_gen.language.expressions import Expression
from cchc_gen.language.wording import Literal, Run, Slot, Wording, flat, write

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


_REACH = 500
"""How far from a place its sentence is looked at."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a text as it is printed, the name of the text, and the wording of the line."""

    name: str
    text: str
    wording: Wording

    def place(self, said: str) -> Pos:
        """Find where words were typed; where a value is printed among them, where the line begins."""
        source = self.wording.source
        for literal in self.wording.literals:
            if said in literal.text:
                return source.at(literal.offset + literal.text.index(said), len(said))
        first = self.wording.lines[0][0]
        if isinstance(first, Literal):
            return source.at(first.offset, len(first.text.rstrip()))
        return first.expression.pos if isinstance(first, Slot) else source.pos

    def is_left_alone(self, at: int, exempt: Exemption) -> bool:
        """Say whether the sentence around a place is none of a check's business."""
        before = self.text[max(0, at - _REACH) : at].rpartition(". ")[2]
        after = self.text[at : at + _REACH].partition(". ")[0]
        return exempt.covers(before + after, self.name.removeprefix(FREE_TEXT))

    def search(self, patterns: Iterable[re.Pattern[str]], exempt: Exemption) -> str:
        """Find the first words of the given kinds in a sentence that is not exempt."""
        return next(
            (
                found[0]
                for pattern in patterns
                for found in pattern.finditer(self.text)
                if not self.is_left_alone(found.start(), exempt)
            ),
            "",
        )


def _lines(evidence: Evidence) -> Iterator[_Line]:
    for name, wording in evidence.texts():
        for pieces in wording.lines:
            line = Wording(wording.source, (pieces,))
            written = write(line, lambda slot: _said(slot, evidence.printer))
            text = "".join(run.text for runs in written for run in flat(runs))
            yield _Line(name, " ".join(text.split()), line)


def _said(slot: Expression, printer: Printer) -> Run:
    """Print a figure; what else a slot prints, such as the title of a document, claims nothing."""
    return printer.slot(slot) if slot.key in printer.figures.figures else Run("…")


def claim_findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    """Say where free text claims what the figures refute."""
    relation = check.options
    assert isinstance(relation, Relation)
    figures = evidence.figures
    broken = broken_parts(relation.expect, figures) if relation.phrases else []
    if not broken:
        return
    values = {key: print_plain(figures[key]) for one in broken for key in one.keys if figures.get(key)}
    refuted = " và ".join(failed(one, figures) for one in broken)
    related = tuple(
        (fact.pos, f"{key} ({fact.indicator.label}) = {value}")
        for key, value in values.items()
        if (fact := figures[key].fact)
    )
    for line in _lines(evidence):
        said = line.search(relation.phrases, relation.exempt)
        if said:
            message = f"viết «{said}» nhưng {relation.message}: {refuted}"
            claimed = {line.name: said, **values}
            hint = "sửa lời văn theo số liệu, hoặc sửa số sai"
            yield finding(check, "C005", claimed, line.place(said), message, hint, related)


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
    for line in _lines(evidence):
        for found in _PERIOD.finditer(line.text):
            other = _period(found)
            if other is None or other.kind is not this.kind or not _is_stale(other, this):
                continue
            if line.is_left_alone(found.start(), exempt):
                continue
            message = f"lời văn nêu «{found[0]}» trong báo cáo {evidence.settings.name(this).full}"
            hint = "sửa theo kỳ này, hoặc viết {{ ky.ten }}"
            yield finding(check, "C005", {line.name: found[0]}, line.place(found[0]), message, hint)


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
    r"\b(?P<said>số:? ?(?P<number>\d{1,6})(?P<symbol>/[\w/&.-]*\w),? ngày "
    r"(?P<day>\d{1,2})(?:/| tháng )(?P<month>\d{1,2})(?:/| năm )(?P<year>\d{4})\b)"
    r"(?: của (?P<agency>[^.,;:]{1,80}))?",
    re.IGNORECASE,
)


def citation_findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    """Say where a text cites a document of the register with another date, or with a mistyped number."""
    index = _Index(evidence)
    for line in _lines(evidence):
        for found in _CITATION.finditer(line.text):
            meant = index.meant(found)
            if meant:
                said = found["said"]
                message = f"lời văn viết «{said}», danh mục văn bản ghi «{meant.short}»"
                values = {line.name: said, f"{PREFIX}{meant.key}": meant.short}
                hint = f"viết {{{{ {PREFIX}{meant.key} }}}}, hoặc sửa bên sai"
                related = ((meant.pos, f"văn bản «{meant.key}»"),)
                yield finding(check, "C005", values, line.place(said), message, hint, related)


_SAME_YEAR = 366
_ONE_DAY = 50
"""An office hardly gives out more numbers than this in one day."""


class _Index:
    """The register's dated documents by number, and by symbol and date."""

    def __init__(self, evidence: Evidence) -> None:
        self.own = evidence.printer.terms["don_vi.ten_ngan"]
        self.by_number: dict[str, list[Document]] = defaultdict(list)
        self.by_day: dict[tuple[str, date], list[Document]] = defaultdict(list)
        for document in evidence.facts.register.documents.values():
            number, slash, symbol = _same_number(document.number).partition("/")
            if document.day and slash:
                self.by_number[f"{number}/{symbol}"].append(document)
                self.by_day[f"/{symbol}", document.day].append(document)

    def meant(self, found: re.Match[str]) -> Document | None:
        """Find the document that a citation must mean and yet departs from."""
        try:
            day = date(int(found["year"]), int(found["month"]), int(found["day"]))
        except ValueError:
            return None
        same = self.by_number.get(_same_number(found["number"] + found["symbol"]), [])
        if any(document.day == day for document in same):
            return None
        near = (d for d in same if d.day and abs((d.day - day).days) <= _SAME_YEAR)
        that_day = self.by_day.get((found["symbol"].casefold(), day), [])
        mistyped = (d for d in that_day if not same and _is_mistyped(found["number"], d.number))
        candidates = (d for d in (*near, *mistyped) if self._may_be_of(found["agency"], d))
        return next(candidates, None)

    def _may_be_of(self, agency: str | None, document: Document) -> bool:
        """Compare the first words of two names: «UBND huyện» is no «UBND tỉnh»."""
        return agency is None or _name_start(agency) == _name_start(document.agency or self.own)


def _name_start(agency: str) -> list[str]:
    name = plain(agency).replace("uy ban nhan dan", "ubnd").replace("hoi dong nhan dan", "hdnd")
    return name.split()[:2]


def _is_mistyped(typed: str, number: str) -> bool:
    meant = _same_number(number).partition("/")[0]
    is_far = meant.isdigit() and abs(int(typed) - int(meant)) > _ONE_DAY
    return is_far and bool(slip_of_hand(str(int(typed)), meant))


def _same_number(number: str) -> str:
    return number.lstrip("0").casefold()


def old_name_findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    """Say where a text names an office that no longer exists in the report's period."""
    old = check.options
    assert isinstance(old, OldNames)
    start = window(evidence.facts, evidence.settings)[0]
    names = [name for name in old.names if name.since <= start]
    for line in _lines(evidence):
        for name in names:
            said = line.search([name.name], old.exempt)
            if said:
                message = f"«{said}» không còn từ ngày {format_date(name.since)}"
                hint = f"nay là {name.now}" if name.now else "dùng tên hiện nay"
                yield finding(check, "C005", {line.name: said}, line.place(said), message, hint)
