"""Tell the parts of an official document from one another, by what they say and where they stand.

Layout is taken as it comes: head and foot may be tables, tabs or plain lines. What is not found is absent
here, not a fault; a document without Quốc hiệu has hardly any parts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import dropwhile, pairwise
from typing import NamedTuple

from cchc_gen.lint.contents import BODY, BOX, Paragraph, Place, Section, Word
from cchc_gen.lint.foot import foot_of, parts_of_foot, start_of_foot
from cchc_gen.lint.lines import (
    APPENDIX,
    RULER,
    SHORT,
    Line,
    is_bold,
    is_upper,
    lines_of,
    squeezed,
    whole_line,
)

HEAD = 80
"""How many paragraphs at the start are searched for the head of a document."""


class Appendix(NamedTuple):
    """One appendix: its heading («Phụ lục I»), its titles, the line that says what it belongs to."""

    heading: Line | None
    titles: tuple[Line, ...]
    attached: Line | None
    paragraphs: tuple[Paragraph, ...]

    @property
    def first(self) -> Paragraph:
        return self.paragraphs[0]

    @property
    def is_named(self) -> bool:
        """Say whether it is called an appendix, and not «Biểu mẫu 1» or nothing."""
        return self.heading is not None and self.heading.text.lower().startswith("phụ lục")


class Anatomy(NamedTuple):
    """A document taken apart: lines by component, the running text, the appendices."""

    word: Word
    lines: Mapping[str, tuple[Line, ...]]
    body: tuple[Line, ...]
    appendices: tuple[Appendix, ...]
    head_ends: int
    foot_starts: int

    def of(self, component: str) -> tuple[Line, ...]:
        """Return the lines of a component; none where it is not found."""
        return self.lines.get(component, ())

    def first(self, component: str) -> Line | None:
        """Return the first line of a component."""
        return next(iter(self.of(component)), None)

    @property
    def is_official(self) -> bool:
        return bool(self.lines.get("quoc_hieu"))

    def section_of(self, appendix: Appendix) -> Section | None:
        """Return the section that an appendix begins in."""
        number = appendix.first.section
        return self.word.sections[number] if number < len(self.word.sections) else None

    def section_before(self, appendix: Appendix) -> int:
        """Return the number of the section that holds what comes before an appendix."""
        earlier = [
            other.paragraphs[-1] for other in self.appendices if other.first.number < appendix.first.number
        ]
        last = earlier[-1].number if earlier else self.foot_starts
        return next((p.section for p in self.word.paragraphs if p.number >= last), -1)


_MOTHERLAND, _MOTTO = "conghoaxahoichunghiavietnam", "doclaptudohanhphuc"
_NUMBER = re.compile(r"Số\s{0,3}[:.]?[^/]{0,30}/\s?(?:[0-9]{4}\s?/\s?)?[^\W\d]", re.IGNORECASE)
_DATED = re.compile(r".{0,40}ngày.{0,20}tháng.{0,14}năm.{0,14}$", re.IGNORECASE)
_SUBJECT = re.compile(r"V/v\b|Về việc\b", re.IGNORECASE)
_TO = re.compile(r"Kính gửi\b", re.IGNORECASE)
_BASIS = re.compile(r"(?:Căn cứ|Theo đề nghị|Xét)\b")
_ATTACHED = re.compile(r"\(\s?(?:Ban hành )?[Kk]èm theo\b.{0,60}(?:số|ngày|/)")
HEADING = re.compile(
    r"(?:[IVXLC]{1,6}|[0-9]{1,2}|[A-ZĐa-zđ])(?:[.)]|/(?!v))|Phần\b|Chương\b|Mục\b|Điều [0-9]|[-+*•]"
)


OTHER_TITLE = "tieu_de_khac"
"""The component that shows a document to be of another form than the Decree's."""


def anatomy(word: Word, types: Iterable[str], agencies: Sequence[str], others: Iterable[str] = ()) -> Anatomy:
    """Take a document apart; `types` name document types, `agencies` the words agencies begin with.

    Under one of the titles in `others` stands a document of a form of its own, which is not taken apart.
    """
    text = [p for p in word.paragraphs if p.place.area in (BODY, BOX)]
    head = [line for p in text[:HEAD] for line in lines_of(p)]
    titles = {squeezed(name) for name in others}
    other = next((line for line in head if squeezed(line.text) in titles), None)
    if other is not None:
        return Anatomy(word, {OTHER_TITLE: (other,)}, (), (), 0, text[-1].number + 1)
    found = dict(_head(head, {squeezed(name) for name in types}))
    found |= _agencies(head, found, agencies)
    foot = foot_of(text, _last_of(found))
    foot_starts = start_of_foot(text, foot)
    found |= _below_head(text, found, foot_starts)
    top = _last_of(found)
    if foot is not None:
        found |= parts_of_foot([p for p in text if p.number > top], foot)
    after = _last_of(found)
    appendices = () if foot is None else tuple(_appendices([p for p in text if p.number > after]))
    body = [p for p in text if top < p.number < foot_starts and p.place == Place()]
    running = tuple(line for p in body if not RULER.match(p.text) for line in whole_line(p))
    return Anatomy(word, found, running, appendices, top, foot_starts)


def _last_of(found: Mapping[str, Sequence[Line]]) -> int:
    return max((line.paragraph.number for lines in found.values() for line in lines), default=0)


def _head(lines: Sequence[Line], types: set[str]) -> Iterator[tuple[str, tuple[Line, ...]]]:
    """Find the lines of the head that are known by their words, each once."""
    known: dict[str, Callable[[Line], bool]] = {
        "quoc_hieu": lambda line: _reads(squeezed(line.text), _MOTHERLAND),
        "tieu_ngu": lambda line: _reads(squeezed(line.text), _MOTTO),
        "so_ky_hieu": lambda line: bool(_NUMBER.match(line.text)),
        "dia_danh_ngay": lambda line: bool(_DATED.match(line.text)) and not _BASIS.match(line.text),
        "ten_loai": lambda line: squeezed(line.text) in types and _stands_out(line),
    }
    for name, fits in known.items():
        found = next((line for line in lines if fits(line)), None)
        if found is not None:
            yield name, (found,)


_ALIKE, _SLIPS = 0.9, 3


def _reads(text: str, phrase: str) -> bool:
    """Say whether a text is a set phrase, give or take a slip of the keys."""
    if abs(len(text) - len(phrase)) > _SLIPS:
        return False
    return text == phrase or SequenceMatcher(None, text, phrase).ratio() >= _ALIKE


def _stands_out(line: Line) -> bool:
    return is_upper(line.text) or line.paragraph.layout.align == "center" or is_bold(line)


def _agencies(
    head: Sequence[Line], found: Mapping[str, tuple[Line, ...]], words: Sequence[str]
) -> dict[str, tuple[Line, ...]]:
    """Find the agency lines above the number; the last agency named there is the one that issues."""
    motherland, number = (next(iter(found.get(key, ())), None) for key in ("quoc_hieu", "so_ky_hieu"))
    if motherland is None:
        return {}
    taken = {id(line) for lines in found.values() for line in lines}
    last = head.index(number) if number else head.index(motherland) + 4
    lines = [
        line
        for line in head[:last]
        if id(line) not in taken and not RULER.match(line.text) and _is_across(line, motherland)
    ]
    starts = [n for n, line in enumerate(lines) if n == 0 or squeezed(line.text).startswith(tuple(words))]
    cut = starts[-1] if starts else 0
    parts = {"co_quan_chu_quan": tuple(lines[:cut]), "co_quan_ban_hanh": tuple(lines[cut:])}
    return {name: part for name, part in parts.items() if part}


def _is_across(line: Line, motherland: Line) -> bool:
    """Say whether a line stands in the other column than Quốc hiệu, where there are columns."""
    here, there = line.paragraph.place, motherland.paragraph.place
    if here.table and there.table:
        return here.cell != there.cell or here.table != there.table
    return line.part == 0 and is_upper(line.text)


def _below_head(
    text: Sequence[Paragraph], found: Mapping[str, tuple[Line, ...]], end: int
) -> dict[str, tuple[Line, ...]]:
    """Find the subject, the addressees and the legal bases, which follow one another below the head."""
    last = _last_of(found) + 2
    head = [line for p in text if p.number <= last and p.place.table for line in lines_of(p)]
    parts = {"trich_yeu_cong_van": [line for line in head if _SUBJECT.match(line.text)]}
    title = found.get("ten_loai")
    top = title[0].paragraph.number if title else max(_last_of(found), _last_of(parts))
    state = "trich_yeu" if title else "kinh_gui"
    below = [line for p in text if top < p.number < end for line in whole_line(p)][:HEAD] if found else []
    bases = [line for line in below if _BASIS.match(line.text)]
    has_bases = len(bases) > 1 or any(line.text.endswith(";") for line in bases)
    for line in below:
        if RULER.match(line.text):
            continue
        state = "can_cu" if has_bases and _BASIS.match(line.text) else _next_part(line, state, parts)
        if not state:
            break
        parts.setdefault(state, []).append(line)
    return {name: tuple(lines) for name, lines in parts.items() if lines}


def _next_part(line: Line, state: str, parts: Mapping[str, Sequence[Line]]) -> str:
    """Name the part below the title that a line belongs to, given that of the line above; "" for the body."""
    if _TO.match(line.text):
        return "kinh_gui"
    if parts.get("kinh_gui") and state in ("kinh_gui", "noi_kinh_gui"):
        is_listed = line.text.startswith("-") and parts["kinh_gui"][0].text.endswith((":", ";"))
        return "noi_kinh_gui" if is_listed else ""
    is_near = state in ("trich_yeu", "tham_quyen") and not line.paragraph.place.table
    if not is_near or HEADING.match(line.text):
        return ""
    if parts.get("trich_yeu") and is_upper(line.text):
        return "tham_quyen"
    is_title = len(line.text) < SHORT and not line.text.endswith((".", ":", ";"))
    is_first = is_title and not parts.get("trich_yeu")
    goes_on = state == "trich_yeu" and line.paragraph.layout.align == "center"
    return "trich_yeu" if is_first or goes_on else ""


def _appendices(text: Sequence[Paragraph]) -> Iterator[Appendix]:
    """Cut what follows the signature into appendices: at headings, or where a line says what is attached."""
    text = list(dropwhile(lambda p: p.is_empty, text))
    headings = [n for n, p in enumerate(text) if not p.place.table and APPENDIX.match(p.text.strip())]
    if headings or any(_ATTACHED.match(p.text.strip()) for p in text):
        for start, end in pairwise([0, *headings[1:], len(text)]):
            yield _appendix(text[start:end])


def _appendix(text: Sequence[Paragraph]) -> Appendix:
    lines = [Line(p.text.strip(), p.runs, p) for p in text if not p.place.table and not p.is_empty][:12]
    place = next((n for n, line in enumerate(lines) if _ATTACHED.match(line.text)), None)
    heading = next((line for line in lines[:place] if APPENDIX.match(line.text)), None)
    centred = [line for line in lines[:place] if line.paragraph.layout.align == "center"][:4]
    titles = [line for line in (centred if place is None else lines[:place]) if line is not heading]
    return Appendix(heading, tuple(titles), None if place is None else lines[place], tuple(text))
