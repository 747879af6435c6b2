"""What a Word file holds, as a plain tree: sections, and paragraphs with their effective looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from cchc_gen.lint.drawings import Drawing
from cchc_gen.lint.formats import Layout, Look

BODY, HEADER, FOOTER, NOTE, BOX = "thân văn bản", "đầu trang", "chân trang", "chú thích", "khung chữ"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paragraph stands on the page; tables, rows and cells count from 1, 0 means no table."""

    area: str = BODY
    table: int = 0
    row: int = 0
    cell: int = 0

    def __str__(self) -> str:
        inside = f"bảng {self.table}, hàng {self.row}, ô {self.cell}" if self.table else ""
        return ", ".join(part for part in (self.area if self.area != BODY else "", inside) if part) or BODY


@dataclass(frozen=True, slots=True)
class Run:
    """Letters that look alike; tabs and line breaks are letters too."""

    text: str
    look: Look


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as it is read. `label` is what an automatic list prints before the text."""

    number: int
    place: Place
    section: int
    text: str
    label: str
    runs: tuple[Run, ...]
    layout: Layout
    style: str
    drawings: tuple[Drawing, ...]
    shows_page: bool
    breaks_page: bool
    width: int
    element: etree._Element = field(repr=False, compare=False)

    @property
    def is_empty(self) -> bool:
        return not self.text.strip()


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the body; `headed` says that its first row is marked to be repeated on each page."""

    number: int
    rows: int
    headed: bool
    section: int
    first: int


@dataclass(frozen=True, slots=True)
class Section:
    """A section's page, in twips. Headers and footers by kind: `default`, `first`, `even`."""

    width: int | None
    height: int | None
    margins: Mapping[str, int]
    hides_first: bool
    first_number: int | None
    number_form: str
    starts_page: bool
    headers: Mapping[str, tuple[Paragraph, ...]]
    footers: Mapping[str, tuple[Paragraph, ...]]
    element: etree._Element = field(repr=False, compare=False)

    @property
    def is_landscape(self) -> bool:
        return bool(self.width and self.height and self.width > self.height)


@dataclass(frozen=True, slots=True)
class Word:
    """A whole file: the paragraphs of its body and notes, its sections, and what it is packed of."""

    paragraphs: tuple[Paragraph, ...]
    tables: tuple[Table, ...]
    sections: tuple[Section, ...]
    tracked: int
    fields: tuple[str, ...]
    names: frozenset[str]
    links: tuple[tuple[str, str], ...]
    parts: Mapping[str, etree._Element] = field(repr=False, compare=False)

    def everything(self) -> Iterator[Paragraph]:
        """Walk all paragraphs, those of headers and footers last, each once."""
        yield from self.paragraphs
        margins = {
            p.number: p
            for s in self.sections
            for texts in (s.headers, s.footers)
            for t in texts.values()
            for p in t
        }
        yield from margins.values()
