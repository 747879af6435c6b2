"""Tell the parts of an official document from one another, by what they say and where they stand.

Layout is taken as it comes: head and foot may be tables, tabs or plain lines. What is not found is absent
here, not a fault; a document without Quốc hiệu has hardly any parts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile, pairwise, takewhile

from cchc_gen.base.vietnamese import plain
from cchc_gen.lint.reading import BODY, BOX, Paragraph, Place, Run, Section, Word

HEAD = 80
"""How many paragraphs at the start are searched for the head of a document."""

_LONG, _SUBJECT_LENGTH, _SIGNED = 90, 250, 8


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line of its own: a paragraph, or what a break or a tab cuts off it. `part` counts from 0."""

    text: str
    runs: tuple[Run, ...]
    paragraph: Paragraph
    part: int = 0
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Appendix:
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


@dataclass(frozen=True, slots=True)
class Anatomy:
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


def lines_of(paragraph: Paragraph) -> list[Line]:
    """Cut a paragraph at its breaks and tabs; empty pieces are dropped."""
    if "\n" not in paragraph.text and "\t" not in paragraph.text:
        text = f"{paragraph.label} {paragraph.text}".strip() if paragraph.label else paragraph.text.strip()
        return [Line(text, paragraph.runs, paragraph)] if text else []
    pieces: list[list[Run]] = [[]]
    for run in paragraph.runs:
        for place, text in enumerate(re.split(r"[\n\t]", run.text)):
            if place:
                pieces.append([])
            if text:
                pieces[-1].append(Run(text, run.look))
    texts = [("".join(run.text for run in runs).strip(), tuple(runs)) for runs in pieces]
    full = [(text, runs) for text, runs in texts if text]
    return [Line(text, runs, paragraph, part, len(full) == 1) for part, (text, runs) in enumerate(full)]


def squeezed(text: str) -> str:
    """Return the bare letters of a text, to know a set phrase however it is typed; a long text is none."""
    return re.sub(r"[\W_]", "", plain(text)) if len(text) < _SUBJECT_LENGTH else ""


_MOTHERLAND, _MOTTO = "conghoaxahoichunghiavietnam", "doclaptudohanhphuc"
_NUMBER = re.compile(r"Số\s{0,3}[:.]?[^/]{0,30}/\s?(?:[0-9]{4}\s?/\s?)?[^\W\d]", re.IGNORECASE)
_DATED = re.compile(r".{0,40}ngày.{0,20}tháng.{0,14}năm.{0,14}$", re.IGNORECASE)
_SUBJECT = re.compile(r"V/v\b|Về việc\b", re.IGNORECASE)
_TO = re.compile(r"Kính gửi\b", re.IGNORECASE)
_BASIS = re.compile(r"(?:Căn cứ|Theo đề nghị|Xét)\b")
RECIPIENTS = re.compile(r"Nơi nhận\s{0,3}:?\s{0,3}$", re.IGNORECASE)
_ATTACHED = re.compile(r"\(\s?(?:Ban hành )?[Kk]èm theo\b.{0,60}(?:số|ngày|/)")
APPENDIX = re.compile(
    r"(?:phụ lục(?: {1,3}(?:số )?[0-9IVXLC]{1,6}[a-z]?)?"
    r"|(?:biểu|mẫu|biểu mẫu) (?:số )?[0-9IVXLC]{1,6}[a-z]?)[.:]?$",
    re.IGNORECASE,
)
HEADING = re.compile(r"(?:[IVXLC]{1,6}|[0-9]{1,2}|[A-ZĐa-zđ])[.)/]|Phần\b|Chương\b|Mục\b|Điều [0-9]|[-+*•]")
AUTHORITY = re.compile(r"(?:TM|KT|TL|TUQ)\b\s?\.", re.IGNORECASE)
_RULER = re.compile(r"[\W_]{1,200}$")


OTHER_TITLE = "tieu_de_khac"
"""The component that shows a document to be of another form than the Decree's."""


def is_upper(text: str) -> bool:
    """Say whether a text has letters and all of them are capitals."""
    return text.upper() == text and text.lower() != text


def anatomy(
    word: Word, types: Iterable[str], agencies: Sequence[str], others: Iterable[str] = ()
) -> Anatomy:
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
    foot = _foot_of(text, _last_of(found))
    foot_starts = _start_of_foot(text, foot)
    found |= _below_head(text, found, foot_starts)
    top = _last_of(found)
    if foot is not None:
        found |= _foot(text, foot)
    after = _last_of(found)
    appendices = () if foot is None else tuple(_appendices([p for p in text if p.number > after]))
    body = [p for p in text if top < p.number < foot_starts and p.place == Place()]
    running = tuple(line for p in body if not _RULER.match(p.text) for line in _whole(p))
    return Anatomy(word, found, running, appendices, top, foot_starts)


def _whole(paragraph: Paragraph) -> list[Line]:
    """Take a paragraph as one line, with what its list prints before it; nothing when it is empty."""
    if paragraph.is_empty:
        return []
    return [Line(f"{paragraph.label} {paragraph.text}".strip(), paragraph.runs, paragraph)]


def _last_of(found: Mapping[str, Sequence[Line]]) -> int:
    return max((line.paragraph.number for lines in found.values() for line in lines), default=0)


def _head(lines: Sequence[Line], types: set[str]) -> Iterator[tuple[str, tuple[Line, ...]]]:
    """Find the lines of the head that are known by their words, each once."""
    known: dict[str, Callable[[Line], bool]] = {
        "quoc_hieu": lambda line: squeezed(line.text) == _MOTHERLAND,
        "tieu_ngu": lambda line: squeezed(line.text) == _MOTTO,
        "so_ky_hieu": lambda line: bool(_NUMBER.match(line.text)),
        "dia_danh_ngay": lambda line: bool(_DATED.match(line.text)) and not _BASIS.match(line.text),
        "ten_loai": lambda line: squeezed(line.text) in types and _stands_out(line),
    }
    for name, fits in known.items():
        found = next((line for line in lines if fits(line)), None)
        if found is not None:
            yield name, (found,)


def _stands_out(line: Line) -> bool:
    return is_upper(line.text) or line.paragraph.layout.align == "center" or is_bold(line)


def is_bold(line: Line) -> bool:
    """Say whether all letters of a line are bold."""
    return all(run.look.bold for run in line.runs if run.text.strip())


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
        if id(line) not in taken and not _RULER.match(line.text) and _is_across(line, motherland)
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
    below = [line for p in text if top < p.number < end for line in _whole(p)][:HEAD] if found else []
    bases = [line for line in below if _BASIS.match(line.text)]
    has_bases = len(bases) > 1 or any(line.text.endswith(";") for line in bases)
    for line in below:
        if _RULER.match(line.text):
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
    is_title = len(line.text) < _SUBJECT_LENGTH and not line.text.endswith((".", ":", ";"))
    is_first = is_title and not parts.get("trich_yeu")
    goes_on = state == "trich_yeu" and line.paragraph.layout.align == "center"
    return "trich_yeu" if is_first or goes_on else ""


def _foot_of(text: Sequence[Paragraph], after: int) -> Line | None:
    """Find «Nơi nhận:», or else the line of the signer's authority; the last such line of the document."""
    low = [p for p in text if p.number > after and len(p.text) < _LONG * 4]
    lines = [line for p in reversed(low) for line in lines_of(p)]
    found = next((line for line in lines if RECIPIENTS.match(line.text)), None)
    return found or next((x for x in lines if AUTHORITY.match(x.text) and is_upper(x.text)), None)


def _start_of_foot(text: Sequence[Paragraph], foot: Line | None) -> int:
    if foot is None:
        return text[-1].number + 1 if text else 1
    here = foot.paragraph.place
    if not here.table:
        return foot.paragraph.number
    return next(p.number for p in text if p.place.table == here.table)


def _foot(text: Sequence[Paragraph], foot: Line) -> dict[str, tuple[Line, ...]]:
    """Find the recipients, and who signs: beside or below them, above them where two sign."""
    here = foot.paragraph.place
    if here.table:
        columns = _columns(text, here.table)
        left = columns.pop(here.cell)
        signers = list(columns.values())
    else:
        left, below = _listed_and_rest(text, foot)
        signers = [below] if below else _signers_above(text, foot)
    if not RECIPIENTS.match(foot.text):
        left, signers = [], [left]
    parts: dict[str, tuple[Line, ...]] = _recipients(left)
    for column in signers:
        for name, lines in _signer(column).items():
            parts[name] = parts.get(name, ()) + lines
    return parts


def _columns(text: Sequence[Paragraph], table: int) -> dict[int, list[Line]]:
    """Gather the lines of a table by column."""
    columns: dict[int, list[Line]] = {}
    for paragraph in text:
        if paragraph.place.table == table:
            columns.setdefault(paragraph.place.cell, []).extend(lines_of(paragraph))
    return columns


def _listed_and_rest(text: Sequence[Paragraph], foot: Line) -> tuple[list[Line], list[Line]]:
    """Part what stands below: lines with a dash at the left are recipients, the rest is who signs."""
    lines = [line for p in text if p.number >= foot.paragraph.number for line in lines_of(p)]
    lines = lines[: next((n for n, line in enumerate(lines) if n and APPENDIX.match(line.text)), len(lines))]
    left = [x for x in lines if x.part == 0 and (RECIPIENTS.match(x.text) or x.text.startswith("-"))]
    return left, [line for line in lines if line not in left][:_SIGNED]


def _signers_above(text: Sequence[Paragraph], foot: Line) -> list[list[Line]]:
    """Find those who sign minutes: columns that begin with a post in capitals, above the recipients."""
    tables = [p.place.table for p in text if p.number < foot.paragraph.number and p.place.table]
    columns = list(_columns(text, tables[-1]).values()) if tables else []
    signed = all(column and is_upper(column[0].text) and len(column) <= _SIGNED for column in columns)
    return columns if signed else []


def _recipients(lines: Sequence[Line]) -> dict[str, tuple[Line, ...]]:
    place = next((n for n, line in enumerate(lines) if RECIPIENTS.match(line.text)), None)
    if place is None:
        return {}
    return {"noi_nhan": (lines[place],), "noi_nhan_dong": tuple(lines[place + 1 :])}


def _signer(lines: Sequence[Line]) -> dict[str, tuple[Line, ...]]:
    """Tell authority, post and name apart: the name is the last line, and alone in small letters."""
    said = [line for line in lines if not line.text.startswith("(") and not _RULER.match(line.text)]
    authority = tuple(line for line in said if AUTHORITY.match(line.text))
    rest = [line for line in said if line not in authority]
    capitals = list(takewhile(lambda line: is_upper(line.text), rest))
    is_name_alone = bool(authority) and len(rest) == 1
    posts = tuple(capitals or ([] if is_name_alone else rest[:1]))
    parts = {"quyen_han": authority, "chuc_vu": posts, "nguoi_ky": tuple(rest[len(posts) :][-1:])}
    return {name: part for name, part in parts.items() if part}


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
