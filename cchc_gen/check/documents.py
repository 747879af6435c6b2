"""The register against itself: dates, numbers, types and years of documents."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from cchc_gen.base.vietnamese import format_date, plain
from cchc_gen.check.checks import Age, Check, Symbols, YearPlans
from cchc_gen.check.evidence import Evidence
from cchc_gen.check.finding import Finding, finding
from cchc_gen.facts.binding import Facts
from cchc_gen.facts.register import PREFIX, Document
from cchc_gen.facts.terms import issue_month

_NUMBER = re.compile(r"(?P<number>\d+)(?P<symbol>/.*)")


def _said(check: Check, documents: tuple[Document, ...], message: str, hint: str) -> Finding:
    """Make a finding at the last of some documents; the others are named with their places."""
    *others, last = documents
    values = {f"{PREFIX}{d.key}": d.short for d in documents}
    related = tuple((d.pos, f"văn bản «{d.key}»: {d.short}") for d in others)
    return finding(check, "C006", values, last.pos, message, hint, related)


def last_day(facts: Facts) -> date:
    """Return the last day of the month in which the report is issued, or its period ends if that is later."""
    period = facts.header.period
    month, year = issue_month(facts)
    year, month = max((year, month), (period.year, period.months[1]))
    return date(year, month, monthrange(year, month)[1])


def date_findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    """Warn of documents issued after the report itself, or long before it."""
    latest = last_day(evidence.facts)
    year = latest.year
    age = check.options
    assert isinstance(age, Age)
    for document in evidence.facts.register.documents.values():
        if document.day and document.day > latest:
            message = f"«{document.short}» ban hành sau tháng của báo cáo ({latest.month}/{year})"
            yield _said(check, (document,), message, "xem lại ngày, nhất là năm")
        elif document.day and document.day.year < year - age.years:
            message = f"«{document.short}» ban hành trước báo cáo hơn {age.years} năm"
            yield _said(check, (document,), message, "xem lại năm của ngày ban hành")


def order_findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    """Warn where a later number of the same symbol, agency and year bears an earlier date."""
    for series in _series(evidence).values():
        for earlier, later in pairwise(series):
            is_later = _number(earlier) < _number(later)
            if is_later and earlier.day and later.day and later.day < earlier.day:
                days = f"{format_date(earlier.day)} và {format_date(later.day)}"
                message = f"số {later.number} đứng sau số {earlier.number} nhưng ngày lại sớm hơn ({days})"
                yield _said(check, (earlier, later), message, "xem lại số và ngày của hai văn bản")


def agency_name(agency: str) -> str:
    """Write an agency's name in one way, to compare it with others.

    >>> agency_name("Ủy ban nhân dân huyện Thử"), agency_name("UBND  huyện Thử")
    ('ubnd huyen thu', 'ubnd huyen thu')
    """
    name = " ".join(plain(agency).split())
    return name.replace("uy ban nhan dan", "ubnd").replace("hoi dong nhan dan", "hdnd")


def _series(evidence: Evidence) -> Mapping[tuple[str, str, int], list[Document]]:
    """Group the numbered and dated documents by symbol, agency and year, in the order of their numbers.

    A document without an agency is the unit's own.
    """
    terms = evidence.printer.terms
    own = {"", agency_name(terms["don_vi.ten"]), agency_name(terms["don_vi.ten_ngan"])}
    series: dict[tuple[str, str, int], list[tuple[int, Document]]] = {}
    for document in evidence.facts.register.documents.values():
        found = _NUMBER.fullmatch(document.number)
        if found and document.day:
            agency = agency_name(document.agency)
            group = (found["symbol"].casefold(), "" if agency in own else agency, document.day.year)
            series.setdefault(group, []).append((int(found["number"]), document))
    return {group: [d for _, d in sorted(found, key=lambda pair: pair[0])] for group, found in series.items()}


def number_findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    """Warn where one number of one agency and year stands for two documents, or one is listed twice."""
    for series in _series(evidence).values():
        for one, other in pairwise(series):
            if _number(one) != _number(other):
                continue
            if (one.day, plain(one.subject)) == (other.day, plain(other.subject)):
                message = f"«{one.short}» khai hai lần, ở «{one.key}» và «{other.key}»"
                hint = "giữ một mục; hai chủ đề thì ghi chung trong chu_de"
                yield _said(check, (one, other), message, hint)
            else:
                message = f"số {other.number} cùng năm dùng cho hai văn bản khác nhau"
                yield _said(check, (one, other), message, "xem lại số của hai văn bản")


def _number(document: Document) -> int:
    found = _NUMBER.fullmatch(document.number)
    assert found
    return int(found["number"])


_FOR_YEAR = re.compile(r"\bnăm (20\d\d)\b(?!\s*[-–]\s*20\d\d)")
_PLANNED_FROM = 9
"""Plans for a year are issued from September of the year before."""


def plan_findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    """Warn of a plan for one year that was issued in another, or of a past year's plan as this year's."""
    plans, this_year = check.options, evidence.facts.header.period.year
    assert isinstance(plans, YearPlans)
    for document in evidence.facts.register.documents.values():
        is_own = bool({*plans.topics} & {*document.topics})
        year = _year_planned(document) if is_own or plain(document.kind) == "ke hoach" else None
        if year is None or plans.exempt.covers(document.subject):
            continue
        if document.day and not date(year - 1, _PLANNED_FROM, 1) <= document.day <= date(year, 12, 31):
            message = f"kế hoạch cho năm {year} lại ghi ngày {format_date(document.day)}"
            yield _said(check, (document,), message, "xem lại năm của ngày ban hành hoặc của trích yếu")
        elif is_own and year < this_year:
            message = f"kế hoạch của năm nay mà trích yếu ghi năm {year}"
            yield _said(check, (document,), message, f"báo cáo này của năm {this_year}; xem lại văn bản")


def _year_planned(document: Document) -> int | None:
    years = {int(year) for year in _FOR_YEAR.findall(document.subject)}
    return years.pop() if len(years) == 1 else None


_YEAR = re.compile(r"/((?:19|20)\d\d)/")
_YEARS_IN_NUMBERS = date(1997, 1, 1)
"""Since the law of 1996 on legal documents, the number of a legal document holds its year."""


def symbol_findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    """Warn where the number of a document does not go with its type or its date: the symbol, the year."""
    symbols = check.options
    assert isinstance(symbols, Symbols)
    for document in evidence.facts.register.documents.values():
        found = _NUMBER.fullmatch(document.number)
        slip = found and (_other_symbol(document, found, symbols) or _other_year(document, found, symbols))
        if slip:
            yield _said(check, (document,), *slip)


def _other_symbol(document: Document, found: re.Match[str], symbols: Symbols) -> tuple[str, str] | None:
    """Say what is wrong where the number bears the symbol of another type, and how to mend it."""
    wanted, word = symbols.by_type.get(plain(document.kind), ()), document.kind.lower()
    parts = {part.upper() for part in re.split(r"[/-]", found["symbol"])}
    if not wanted or not symbols.known & parts or {symbol.upper() for symbol in wanted} & parts:
        return None
    message = f"ký hiệu «{document.number}» không phải của {word}"
    return message, f"{word} có ký hiệu {' hoặc '.join(wanted)}"


def _other_year(document: Document, found: re.Match[str], symbols: Symbols) -> tuple[str, str] | None:
    """Say what is wrong where the number holds another year than that of the date, or should hold one."""
    day, stated = document.day, _YEAR.match(found["symbol"])
    if stated and day and int(stated[1]) != day.year:
        message = f"số «{document.number}» ghi năm {stated[1]}, ngày ban hành là {format_date(day)}"
        return message, "xem lại năm trong số hoặc ngày ban hành"
    has_none = not stated and (day is None or day >= _YEARS_IN_NUMBERS)
    if not has_none or plain(document.kind) not in symbols.with_year:
        return None
    message = f"số «{document.number}» của {document.kind.lower()} thiếu năm ban hành"
    return message, f"viết {found['number']}/{day.year if day else '<năm>'}{found['symbol']}"
