"""Documents that people cited in their own words: against the register, and against the day of the text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from cchc_gen.check.checks import Check
from cchc_gen.check.diagnosis import slip_of_hand
from cchc_gen.check.documents import agency_name, last_day
from cchc_gen.check.evidence import Evidence
from cchc_gen.check.finding import Finding, finding
from cchc_gen.facts.register import PREFIX, Document

_CITATION = re.compile(
    r"\b(?P<said>số:? ?(?P<number>\d{1,6})(?P<symbol>/[\w/&.-]*\w),? ngày "
    r"(?P<day>\d{1,2})(?:/| tháng )(?P<month>\d{1,2})(?:/| năm )(?P<year>\d{4})\b)"
    r"(?: của (?P<agency>[^.,;:]{1,80}))?",
    re.IGNORECASE,
)


def citation_findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    """Say where a text cites a document of the register with another date, or with a mistyped number."""
    citable = _Citable(evidence)
    for line in evidence.lines:
        for found in _CITATION.finditer(line.text):
            meant = citable.meant(found)
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


class _Citable:
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
        day = _day(found)
        if day is None:
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
        meant = agency_name(document.agency or self.own).split()[:2]
        return agency is None or agency_name(agency).split()[:2] == meant


def _day(found: re.Match[str]) -> date | None:
    """Return the day that a citation names, unless no calendar has it."""
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _cited_after(text: str, last: date) -> Iterator[str]:
    """Find the documents that a text of some day cites although they were issued later."""
    for found in _CITATION.finditer(text):
        day = _day(found)
        if day and day > last:
            yield found["said"]


def later_findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    """Warn where a text cites a document issued after the report, or a document one issued after itself."""
    last = last_day(evidence.facts)
    for line in evidence.lines:
        for said in _cited_after(line.text, last):
            message = (
                f"lời văn dẫn văn bản «{said}», ban hành sau tháng của báo cáo ({last.month}/{last.year})"
            )
            hint = "xem lại ngày, nhất là năm"
            yield finding(check, "C005", {line.name: said}, line.place(said), message, hint)
    for document in evidence.facts.register.documents.values():
        for said in _cited_after(document.subject, document.day or last):
            message = f"«{document.short}» dẫn văn bản ban hành sau nó: «{said}»"
            name = f"{PREFIX}{document.key}"
            values = {name: document.short, f"{name}.trich_yeu": said}
            yield finding(check, "C006", values, document.pos, message, "xem lại ngày của hai văn bản")


def _is_mistyped(typed: str, number: str) -> bool:
    meant = _same_number(number).partition("/")[0]
    is_far = meant.isdigit() and abs(int(typed) - int(meant)) > _ONE_DAY
    return is_far and bool(slip_of_hand(str(int(typed)), meant))


def _same_number(number: str) -> str:
    return number.lstrip("0").casefold()
