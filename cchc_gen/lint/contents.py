"""What a Word file holds, as a plain tree: sections, and paragraphs with their effective looks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from lxml import etree

from cchc_gen.lint.drawings import Drawing
from cchc_gen.lint.formats import Layout, Look

BODY, HEADER, FOOTER, NOTE, BOX = "thân văn bản", "đầu trang", "chân trang", "chú thích", "khung chữ"


class Place(NamedTuple):
    """Where a paragraph stands on the page; tables, rows and cells count from 1, 0 means no table."""

    area: str = BODY
    table: int = 0
    row: int = 0
    cell: int = 0

    def __str__(self) -> str:
        inside = f"bảng {self.table}, hàng {self.row}, ô {self.cell}" if self.table else ""
        return ", ".join(part for part in (self.area if self.area != BODY else "", inside) if part) or BODY


class Run(NamedTuple):
    """Letters that look alike; tabs and line breaks are letters too."""

    text: str
    look: Look


class Paragraph(NamedTuple):
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
    element: etree._Element

    @property
    def is_empty(self) -> bool:
        return not self.text.strip()


class Table(NamedTuple):
    """A table of the body; `headed` says that its first row is marked to be repeated on each page."""

    number: int
    rows: int
    headed: bool
    section: int
    first: int


class Section(NamedTuple):
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
    element: etree._Element

    @property
    def is_landscape(self) -> bool:
        return bool(self.width and self.height and self.width > self.height)


class Texts:
    """The texts of paragraphs, joined so that a pattern goes over them once."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self.paragraphs = paragraphs
        self.joined = SEPARATOR.join([p.text for p in paragraphs])

    def at(self, place: int) -> Paragraph:
        """Return the paragraph that holds a place of the joined text."""
        return self.paragraphs[bisect_right(self._starts, place) - 1]

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate((len(p.text) + len(SEPARATOR) for p in self.paragraphs), initial=0))[:-1]


SEPARATOR = "\x1e"


@dataclass(frozen=True)
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

    @cached_property
    def texts(self) -> Texts:
        """Return the texts of the body and the notes."""
        return Texts([p for p in self.paragraphs if p.text])

    @cached_property
    def letters(self) -> Mapping[Look, int]:
        """Count the letters of the body and the notes by their look."""
        counted: dict[Look, int] = {}
        for paragraph in self.paragraphs:
            for text, look in paragraph.runs:
                counted[look] = counted.get(look, 0) + len(text)
        return counted

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
