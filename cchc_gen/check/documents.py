"""The register against itself: dates, numbers, types and years of documents."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from cchc_gen.base.vietnamese import format_date, plain
from cchc_gen.check.checks import Age, Check, Symbols
from cchc_gen.check.evidence import Evidence
from cchc_gen.check.finding import Finding, finding
from cchc_gen.facts.register import PREFIX, Document
from cchc_gen.facts.terms import issue_month

_NUMBER = re.compile(r"(?P<number>\d+)(?P<symbol>/.*)")


def _said(check: Check, documents: tuple[Document, ...], message: str, hint: str) -> Finding:
    """Make a finding at the last of some documents; the others are named with their places."""
    *others, last = documents
    values = {f"{PREFIX}{d.key}": d.short for d in documents}
    related = tuple((d.pos, f"văn bản «{d.key}»: {d.short}") for d in others)
    return finding(check, "C006", values, last.pos, message, hint, related)


def date_findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    """Warn of documents issued after the report itself, or long before it."""
    month, year = issue_month(evidence.facts)
    latest = date(year, month, monthrange(year, month)[1])
    age = check.options
    assert isinstance(age, Age)
    for document in evidence.facts.register.documents.values():
        if document.day and document.day > latest:
            message = f"«{document.short}» ban hành sau tháng của báo cáo ({month}/{year})"
            yield _said(check, (document,), message, "xem lại ngày, nhất là năm")
        elif document.day and document.day.year < year - age.years:
            message = f"«{document.short}» ban hành trước báo cáo hơn {age.years} năm"
            yield _said(check, (document,), message, "xem lại năm của ngày ban hành")


def order_findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    """Warn where a later number of the same symbol, agency and year bears an earlier date."""
    for series in _series(evidence).values():
        for earlier, later in pairwise(series):
            if earlier.day and later.day and later.day < earlier.day:
                days = f"{format_date(earlier.day)} và {format_date(later.day)}"
                message = f"số {later.number} đứng sau số {earlier.number} nhưng ngày lại sớm hơn ({days})"
                yield _said(check, (earlier, later), message, "xem lại số và ngày của hai văn bản")


def _series(evidence: Evidence) -> Mapping[tuple[str, str, int], list[Document]]:
    """Group the numbered and dated documents by symbol, agency and year, in the order of their numbers."""
    series: dict[tuple[str, str, int], list[tuple[int, Document]]] = {}
    for document in evidence.facts.register.documents.values():
        found = _NUMBER.fullmatch(document.number)
        if found and document.day:
            group = (found["symbol"].casefold(), plain(document.agency), document.day.year)
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
    """Warn of a plan for one year that was issued in another."""
    for document in evidence.facts.register.documents.values():
        years = {int(year) for year in _FOR_YEAR.findall(document.subject)}
        if not document.day or len(years) != 1 or plain(document.kind) != "ke hoach":
            continue
        year = years.pop()
        if not date(year - 1, _PLANNED_FROM, 1) <= document.day <= date(year, 12, 31):
            message = f"kế hoạch cho năm {year} lại ghi ngày {format_date(document.day)}"
            yield _said(check, (document,), message, "xem lại năm của ngày ban hành hoặc của trích yếu")


def symbol_findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    """Warn where a document's type and the symbol in its number do not go together."""
    symbols = check.options
    assert isinstance(symbols, Symbols)
    for document in evidence.facts.register.documents.values():
        found = _NUMBER.fullmatch(document.number)
        wanted = symbols.by_type.get(plain(document.kind))
        if not found or wanted is None:
            continue
        parts = re.split(r"[/-]", found["symbol"].strip("/").upper())
        known = {symbol.upper() for symbol in symbols.by_type.values()} & set(parts)
        if known and wanted.upper() not in parts:
            message = f"{document.kind} mà ký hiệu là «{document.number}»"
            yield _said(check, (document,), message, f"{document.kind.lower()} có ký hiệu {wanted}")
