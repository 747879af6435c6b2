"""The register of documents (`van_ban`): each number, date and subject is typed once and cited by key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.base.vietnamese import format_date
from cchc_gen.read.fields import kind_of, nearest, unit_fields
from cchc_gen.read.source import Table

PREFIX = "van_ban."
SHORT = ".so_ngay"


@dataclass(frozen=True, slots=True)
class Document:
    """A document issued. The number stays text: `05/BC-UBND` keeps its zero."""

    key: str
    kind: str
    number: str
    day: date | None
    agency: str
    subject: str
    topics: tuple[str, ...]
    pos: Pos

    @property
    def short(self) -> str:
        """Cite type, number and date, as a later mention does (NĐ 30/2020, Phụ lục I, II.6.b)."""
        number = f" số {self.number}" if self.number else ""
        day = f" ngày {format_date(self.day)}" if self.day else ""
        return f"{self.kind}{number}{day}"

    @property
    def full(self) -> str:
        """Cite with agency and subject, as the first mention does."""
        agency = f" của {self.agency}" if self.agency else ""
        subject = f" {self.subject}" if self.subject else ""
        return f"{self.short}{agency}{subject}"


@dataclass(frozen=True, slots=True)
class Register:
    """The documents of one facts file, in the order typed."""

    documents: Mapping[str, Document]

    def with_topic(self, topic: str) -> tuple[Document, ...]:
        """Return the documents of a topic."""
        return tuple(d for d in self.documents.values() if topic in d.topics)

    def citation(self, name: str) -> str | None:
        """Return what `van_ban.<key>` or `van_ban.<key>.so_ngay` prints; None for another name."""
        if not name.startswith(PREFIX):
            return None
        document = self.documents.get(name.removeprefix(PREFIX).removesuffix(SHORT))
        if document is None:
            return None
        return document.short if name.endswith(SHORT) else document.full

    def names(self) -> frozenset[str]:
        """Return every name under which a text may cite a document."""
        return frozenset(f"{PREFIX}{key}{end}" for key in self.documents for end in ("", SHORT))


def read_register(table: Table | None, topics: frozenset[str]) -> tuple[Register, list[Diagnostic]]:
    """Read the register; `topics` are the words that the set's rules ask for."""
    problems: list[Diagnostic] = []
    documents = {}
    for key, entry in (table.entries if table else {}).items():
        if isinstance(entry.value, Table):
            documents[key] = _document(key, entry.value, entry.key.pos, topics, problems)
        else:
            message = f"văn bản «{key}»: cần nhóm khóa, nhận {kind_of(entry.value)}"
            hint = f"viết {key}: {{loai: …, so: …, ngay: …, trich_yeu: …}}"
            problems.append(Diagnostic(entry.key.pos, "F002", message, hint=hint))
        if not key.isidentifier() or not key.isascii():
            hint = "dùng chữ không dấu, số và dấu gạch dưới, ví dụ ke_hoach_281"
            message = f"khóa văn bản «{key}» không dùng được trong {{{{ }}}}"
            problems.append(Diagnostic(entry.key.pos, "F001", message, hint=hint))
    return Register(documents), problems


def _document(
    key: str, table: Table, pos: Pos, topics: frozenset[str], problems: list[Diagnostic]
) -> Document:
    fields = unit_fields(table, problems)
    asked = fields.texts("chu_de")
    for topic in asked:
        if topic.value not in topics:
            hint = nearest(topic.value, topics) or f"các chủ đề của bộ mẫu: {', '.join(sorted(topics))}"
            message = f"bộ mẫu không có chủ đề «{topic.value}»"
            problems.append(Diagnostic(topic.pos, "F001", message, hint=hint))
    document = Document(
        key=key,
        kind=fields.text("loai", required=True),
        number=fields.text("so"),
        day=fields.day("ngay"),
        agency=fields.text("co_quan"),
        subject=fields.text("trich_yeu"),
        topics=tuple(topic.value for topic in asked),
        pos=pos,
    )
    fields.close()
    return document
