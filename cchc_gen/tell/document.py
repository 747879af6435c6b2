"""Compose the parts of the official document: head, title, body, recipients, signature, appendix.

The form is Decree 30/2020/NĐ-CP, Phụ lục I; what differs between units and provinces is data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.base.vietnamese import format_month
from cchc_gen.derive.printing import Printer
from cchc_gen.facts.binding import Facts
from cchc_gen.facts.terms import BLANK_DAY, BLANK_NUMBER, TERM_NAMES, issue_month, window
from cchc_gen.facts.unit import Unit
from cchc_gen.language.wording import Run, parse_wording
from cchc_gen.read.source import Text
from cchc_gen.sets.settings import Settings
from cchc_gen.tell.form import Sheet
from cchc_gen.tell.narrative import Paragraph

_TYPE_SYMBOL = "BC"


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that is printed, before Word."""

    parent_agency: str
    letterhead: tuple[str, ...]
    number_line: str
    place_line: str
    title: str
    subject: tuple[Run, ...]
    subject_pos: Pos
    addressees: tuple[str, ...]
    body: tuple[Paragraph, ...]
    recipients: tuple[str, ...]
    authority: tuple[str, ...]
    post: str
    signer: str
    sheets: tuple[Sheet, ...]
    agency: str
    dated: date
    draft_notes: tuple[str, ...] | None = None


def compose(
    facts: Facts,
    unit: Unit,
    settings: Settings,
    body: Sequence[Paragraph],
    sheets: Sequence[Sheet],
    printer: Printer,
) -> tuple[Document, list[Diagnostic]]:
    """Put the parts together; number and day stay blank for the clerk."""
    problems: list[Diagnostic] = []
    month, year = issue_month(facts)
    signer = facts.about.signer or unit.signer
    document = Document(
        parent_agency=unit.parent_agency,
        letterhead=unit.letterhead,
        number_line=f"Số:{BLANK_NUMBER}/{_TYPE_SYMBOL}-{unit.symbol}",
        place_line=f"{unit.place}, ngày{BLANK_DAY}tháng {format_month(month)} năm {year}",
        title=settings.title.value,
        subject=_one_line(settings.subject, printer, problems),
        subject_pos=settings.subject.pos,
        addressees=unit.addressees,
        body=tuple(body),
        recipients=tuple(_recipients(unit.recipients)),
        authority=signer.authority,
        post=signer.post,
        signer=signer.name,
        sheets=tuple(sheets),
        agency=unit.name,
        dated=window(facts, settings)[1],
    )
    return document, problems


def _one_line(text: Text, printer: Printer, problems: list[Diagnostic]) -> tuple[Run, ...]:
    wording, found = parse_wording(text, TERM_NAMES, wrong="S009", unknown="S004")
    problems += found
    return printer.line(wording)


def _recipients(names: Sequence[str]) -> list[str]:
    """End every recipient with «;» and the last with «.»; a line that ends in «:» is a heading."""
    bare = [name.rstrip(" ;.") for name in names]
    lines = [name if name.endswith(":") else f"- {name};" for name in bare]
    if lines and lines[-1].endswith(";"):
        lines[-1] = f"{lines[-1][:-1]}."
    return lines
