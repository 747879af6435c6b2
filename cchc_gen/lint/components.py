"""Tell the parts of an official document from one another, by what they say and where they stand.

Layout is taken as it comes: head and foot may be tables, tabs or plain lines. What is not found is absent
here, not a fault; a document without Quốc hiệu has hardly any parts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import dropwhile, pairwise, takewhile
from typing import NamedTuple

from cchc_gen.lint.contents import BODY, BOX, Paragraph, Place, Section, Word
from cchc_gen.lint.foot import foot_of
from cchc_gen.lint.lines import (
    APPENDIX,
    HEADING,
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
OTHER_TITLE = "tieu_de_khac"
"""The component that shows a document to be of another form than the Decree's."""
DRAFT = "ban_nhap"
"""The component in which a document says that it is a draft, with the notes that stand there."""

Words = Mapping[str, Sequence[str]]
"""Words by what they tell: the names of document types, what agencies begin with, the posts that issue, …"""


def anatomy(word: Word, words: Words) -> Anatomy:
    """Take a document apart, with the words that its parts are known by, as bare letters (`squeezed`).

    Under a title of `tieu_de_khac` stands a document of a form of its own, which is not taken apart.
    """
    text = [p for p in word.paragraphs if p.place.area in (BODY, BOX)]
    draft = _notes_of_draft(text, words.get(DRAFT, ()))
    text = [p for p in text if p.number > draft[-1].paragraph.number] if draft else text
    head = [line for p in text[:HEAD] for line in lines_of(p)]
    other = next((line for line in head if squeezed(line.text) in words.get(OTHER_TITLE, ())), None)
    if other is not None:
        return Anatomy(word, {OTHER_TITLE: (other,)}, (), (), 0, text[-1].number + 1)
    found = dict(_head(head, words)) | ({DRAFT: draft} if draft else {})
    found |= _agencies(head, found, words)
    foot = foot_of(text, _last_of(found))
    found |= _below_head(text, found, foot.starts)
    top = _last_of(found)
    found |= foot.parts
    after = _last_of(found)
    appendices = tuple(_appendices([p for p in text if p.number > after])) if foot.parts else ()
    body = [p for p in text if top < p.number < foot.starts and p.place == Place()]
    running = tuple(line for p in body if not RULER.match(p.text) for line in whole_line(p))
    return Anatomy(word, found, running, appendices, top, foot.starts)


def _notes_of_draft(text: Sequence[Paragraph], words: Sequence[str]) -> tuple[Line, ...]:
    """Find what stands above the head of a document that begins by saying that it is a draft."""
    first = next((line for p in text if not p.is_empty for line in lines_of(p)), None)
    if first is None or not _is_draft(first, words) or first.paragraph.place.table:
        return ()
    above = list(takewhile(lambda p: not _is_in_head(p), text))
    notes = [line for p in above for line in lines_of(p)]
    return tuple(notes) if len(above) < len(text) else (first,)


def _is_draft(line: Line, words: Sequence[str]) -> bool:
    return bool(words) and squeezed(line.text).startswith(tuple(words))


def _is_in_head(paragraph: Paragraph) -> bool:
    return bool(paragraph.place.table) or any(_is_motherland(line) for line in lines_of(paragraph))


def _is_motherland(line: Line) -> bool:
    return _reads(squeezed(line.text), _MOTHERLAND)


def _last_of(found: Mapping[str, Sequence[Line]]) -> int:
    return max((line.paragraph.number for lines in found.values() for line in lines), default=0)


def _head(lines: Sequence[Line], words: Words) -> Iterator[tuple[str, tuple[Line, ...]]]:
    """Find the lines of the head that are known by their words, each once; all stand above the title."""
    types, drafts = words.get("ten_loai", ()), words.get(DRAFT, ())
    title = next((x for x in lines if squeezed(x.text) in types and _stands_out(x)), None)
    if title is not None:
        yield "ten_loai", (title,)
    known: dict[str, Callable[[Line], bool]] = {
        "quoc_hieu": _is_motherland,
        "tieu_ngu": lambda line: _reads(squeezed(line.text), _MOTTO),
        "so_ky_hieu": lambda line: bool(_NUMBER.match(line.text)),
        "dia_danh_ngay": lambda line: bool(_DATED.match(line.text)) and not _BASIS.match(line.text),
        DRAFT: lambda line: _is_draft(line, drafts),
    }
    above = list(takewhile(lambda line: line is not title and not _TO.match(line.text), lines))
    for name, fits in known.items():
        found = next((line for line in above if fits(line)), None)
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
    head: Sequence[Line], found: Mapping[str, tuple[Line, ...]], words: Words
) -> dict[str, tuple[Line, ...]]:
    """Find the agency lines above the number; the last agency named there is the one that issues.

    A post above an agency («CHỦ TỊCH») issues with it.
    """
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
    agencies, posts = tuple(words.get("co_quan", ())), words.get("chuc_danh", ())
    cut = max((n for n, line in enumerate(lines) if squeezed(line.text).startswith(agencies)), default=0)
    cut -= cut > 0 and squeezed(lines[cut - 1].text) in posts
    parts = {"co_quan_chu_quan": tuple(lines[:cut]), "co_quan_ban_hanh": tuple(lines[cut:])}
    return {name: part for name, part in parts.items() if part}


def _is_across(line: Line, motherland: Line) -> bool:
    """Say whether a line stands in the other column than Quốc hiệu, where there are columns."""
    here, there = line.paragraph.place, motherland.paragraph.place
    if here.table or there.table:
        return bool(here.table and there.table) and (here.table, here.cell) != (there.table, there.cell)
    return line.part == 0 and is_upper(line.text)


def _below_head(
    text: Sequence[Paragraph], found: Mapping[str, tuple[Line, ...]], end: int
) -> dict[str, tuple[Line, ...]]:
    """Find the subject, the addressees and the legal bases, which follow one another below the head."""
    title = found.get("ten_loai")
    parts = {"trich_yeu_cong_van": _subject_of_letter(text, _last_of(found) + 2, is_letter=not title)}
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


def _subject_of_letter(text: Sequence[Paragraph], last: int, *, is_letter: bool) -> list[Line]:
    """Find «V/v …» in a table of the head; in a letter without tables it goes on as far as its look does."""
    head = [line for p in text if p.number <= last for line in lines_of(p)]
    subject = [line for line in head if _SUBJECT.match(line.text)]
    in_table = [line for line in subject if line.paragraph.place.table]
    if in_table or not is_letter or not subject:
        return in_table
    first = subject[0]
    below = [x for p in text if p.number > first.paragraph.number for x in lines_of(p)[:1]][:3]
    return [first, *takewhile(lambda line: _goes_on(line, first), below)]


def _goes_on(line: Line, first: Line) -> bool:
    sizes, wanted = ({run.look.size for run in x.runs} for x in (line, first))
    return sizes == wanted and not _TO.match(line.text) and not line.text.endswith((".", ":", ";"))


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
