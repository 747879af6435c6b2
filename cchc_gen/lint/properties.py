"""What can be asked of a line, a page or a page number, by the names that the rules' data use.

A property gives the values that stand there, in the units of the Decree (mm, cm, pt, lines); nothing where
that cannot be told. Lengths are compared with the slack that word processors round by.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from cchc_gen.base.vietnamese import format_number, round_half_up
from cchc_gen.lint.components import Anatomy
from cchc_gen.lint.contents import HEADER, Paragraph, Section
from cchc_gen.lint.formats import Layout, Look
from cchc_gen.lint.lines import Line, broken, is_upper
from cchc_gen.lint.rulebook import Value
from cchc_gen.lint.typeface import width_of_text
from cchc_gen.lint.widths import width_of

Subject = Line | Section
Values = Iterator[Value]

PER_MM = Decimal(1440) / Decimal("25.4")
_PER_CM = PER_MM * 10
_PER_POINT = Decimal(20)
_LINE = Decimal(240)
_SINGLE = Decimal("1.15")
"""The height of a single line of Times New Roman, in its own size."""


class Property(NamedTuple):
    """A question and its answers: numbers of a unit with some slack, set words, or no and yes.

    `words` that are just `*` may be any. `of_look` gives all answers that letters of a look can have.
    """

    name: str
    read: Callable[[Subject, Anatomy], Values]
    unit: str = ""
    slack: Decimal = Decimal(0)
    words: tuple[str, ...] = ()
    no_yes: tuple[str, ...] = ()
    of_look: Callable[[Look], Sequence[Value]] | None = None

    def printed(self, value: Value) -> str:
        """Write a value as a person says it."""
        if isinstance(value, bool):
            return self.no_yes[value]
        if isinstance(value, str):
            return value
        return f"{_rounded(value)} {self.unit}"


_LETTER = re.compile(r"[^\W_]")


def _letters(line: Line) -> Iterator[Look]:
    """Walk the looks of a line's letters and digits; raised marks and hidden text are not its own."""
    for run in line.runs:
        if not run.look.raised and not run.look.hidden and _LETTER.search(run.text):
            yield run.look


@cache
def _rounded(value: Decimal) -> str:
    return format_number(round_half_up(value, 2), 2)


def _of_letters(
    name: str,
    read: Callable[[Look], Value],
    unit: str = "",
    words: tuple[str, ...] = (),
    no_yes: tuple[str, ...] = (),
) -> Property:
    def values(subject: Subject, _: Anatomy) -> Values:
        if isinstance(subject, Line):
            yield from dict.fromkeys(read(look) for look in _letters(subject))

    return Property(name, values, unit, words=words, no_yes=no_yes, of_look=lambda look: (read(look),))


def _of_layout(read: Callable[[Layout, Line], Value | None]) -> Callable[[Subject, Anatomy], Values]:
    def values(subject: Subject, _: Anatomy) -> Values:
        if isinstance(subject, Line):
            value = read(subject.paragraph.layout, subject)
            if value is not None:
                yield value

    return values


def _of_page(read: Callable[[Section], Value | None]) -> Callable[[Subject, Anatomy], Values]:
    def values(subject: Subject, _: Anatomy) -> Values:
        if isinstance(subject, Section):
            value = read(subject)
            if value is not None:
                yield value

    return values


def _all_caps(subject: Subject, _: Anatomy) -> Values:
    if isinstance(subject, Line) and any(c.isalpha() for c in subject.text):
        yield is_upper("".join(run.text for run in subject.runs))


def _starts_bold(subject: Subject, _: Anatomy) -> Values:
    """A line may go on in another weight: its first letters count."""
    if isinstance(subject, Line):
        yield from [look.bold for look in _letters(subject)][:1]


def _starts_in_capitals(subject: Subject, _: Anatomy) -> Values:
    if isinstance(subject, Line):
        yield is_upper(subject.text.split()[0])


def _fonts(subject: Subject, _: Anatomy) -> Values:
    """Walk the fonts that the letters use: ASCII letters and Vietnamese ones may have one each."""
    if isinstance(subject, Line):
        for run in subject.runs:
            yield from _fonts_of(run.text, run.look.font, run.look.other_font)


def _named(*fonts: str) -> tuple[str, ...]:
    return tuple(filter(None, fonts))


@lru_cache(maxsize=4096)
def _scripts(text: str) -> tuple[bool, bool]:
    return bool(_ASCII.search(text)), any(c.isalpha() for c in text) if not text.isascii() else False


_ASCII = re.compile(r"[0-9A-Za-z]")


def _fonts_of(text: str, font: str, other: str) -> Values:
    if font == other:
        if font and (_ASCII.search(text) or not text.isascii()):
            yield font
        return
    has_ascii, has_other = _scripts(text)
    if font and has_ascii:
        yield font
    if other and has_other and not text.isascii():
        yield other


_NEARLY_BLACK = 0x26


def _ink(look: Look) -> Value:
    """Name a colour: what is too dark to be told from black is black."""
    if look.color in ("auto", "@text1", "@dark1", "@tx1"):
        return "đen"
    if re.fullmatch(r"[0-9A-Fa-f]{6}", look.color):
        parts = [int(look.color[n : n + 2], 16) for n in (0, 2, 4)]
        return "đen" if max(parts) <= _NEARLY_BLACK else f"#{look.color.upper()}"
    return "màu của chủ đề" if look.color.startswith("@") else look.color


_SIDES = {"left": "trái", "right": "phải", "center": "giữa", "both": "đều hai bên"}


def _side(layout: Layout, line: Line) -> Value | None:
    return _SIDES.get(layout.align) if line.is_whole else None


_SHORT = 60


def _justified(layout: Layout, line: Line) -> Value | None:
    """A line that does not fill its row looks the same at the left as justified."""
    if layout.align == "left" and len(line.text) < _SHORT:
        return None
    return _SIDES.get(layout.align)


def _first_indent(layout: Layout, line: Line) -> Value | None:
    """Measure where the first letters begin; a tab before them hides that."""
    if line.paragraph.text.startswith(("\t", "  ")):
        return None
    return _in_cm(layout.left + layout.first)


@cache
def _in_cm(twips: int) -> Decimal:
    return Decimal(twips) / _PER_CM


def _line_height(layout: Layout, line: Line) -> Value | None:
    """Measure the line spacing in lines: a fixed height is held against the size of the letters."""
    if layout.line_rule == "auto":
        return Decimal(layout.line) / _LINE
    sizes = [look.size for look in _letters(line)]
    if not sizes:
        return None
    lines = Decimal(layout.line) / _PER_POINT / (Decimal(max(sizes)) / 2 * _SINGLE)
    return max(lines, Decimal(1)) if layout.line_rule == "atLeast" else lines


def _side_of_page(subject: Subject, found: Anatomy) -> Values:
    """Say on which side of the head a line stands, where the head has sides."""
    if isinstance(subject, Line):
        place = subject.paragraph.place
        if place.table and any(
            p.place.table == place.table and p.place.cell > 1 for p in found.word.paragraphs[:60]
        ):
            yield "bên phải" if place.cell > 1 else "bên trái"
        elif subject.part:
            yield "bên phải"


def _area(subject: Subject, _: Anatomy) -> Values:
    if isinstance(subject, Line):
        yield "lề trên" if subject.paragraph.place.area == HEADER else "lề dưới"


_RULES = ("có đường kẻ", "không có đường kẻ", "gạch chân chữ", "kẻ bằng ký tự")


def _ruled(subject: Subject, found: Anatomy) -> Values:
    """Say what stands below a line: a rule, letters that stand for one, an underline, or nothing.

    A drawing may be anchored elsewhere in its column than where it shows, and a picture may be a rule: with
    these about, nothing is said.
    """
    if not isinstance(subject, Line):
        return
    if any(look.underline for look in _letters(subject)):
        yield _RULES[2]
        return
    near = _near(subject, found)
    if any(d.is_line for p in near for d in p.drawings) or _has_border(subject, near):
        yield _RULES[0]
    elif not any(p.drawings for p in (*near, *_column(subject, found))):
        typed = any(_TYPED_RULE.search(p.text) for p in near)
        yield _RULES[3] if typed else _RULES[1]


def _column(line: Line, found: Anatomy) -> Iterator[Paragraph]:
    """Walk the paragraphs of a line's column of its table."""
    here = line.paragraph.place
    if here.table:
        head = found.word.paragraphs[: found.head_ends]
        yield from (p for p in head if (p.place.table, p.place.cell) == (here.table, here.cell))


_TYPED_RULE = re.compile(r"(?:_{3}|-{5}|={3}|—{2}|⎯{2}|─{2})")


_AS_DECREED = Decimal(5) / 12
_NARROW = 3_400
"""How wide, in twips, a column of the head is at least; used where that cannot be told."""


def _rule_length(subject: Subject, found: Anatomy) -> Values:
    """Measure the rule below a line against the line; of several lines the one that suits it best is meant.

    Nothing is said of a text that may be broken where it does not say so, nor where it is not plain which
    rule is meant.
    """
    if not isinstance(subject, Line) or not subject.is_whole:
        return
    column = width_of(subject.paragraph, found.word) or _NARROW
    lengths = _lengths_of_rules(subject, found, column)
    if len(lengths) != 1 or not lengths[0]:
        return
    widths = _widths_of_lines(subject, found)
    if all(0 < width <= column for width in widths):
        shares = [Decimal(lengths[0]) / width for width in widths]
        yield min(shares, key=lambda share: abs(share - _AS_DECREED))


def _lengths_of_rules(line: Line, found: Anatomy, column: int) -> list[int]:
    """Measure the rules near a line that lie in its column, 0 for one that cannot be measured."""
    here, near = line.paragraph, _near(line, found)
    lines = [d for p in near for d in p.drawings if d.is_line]
    drawn = [d.length for d in lines if d.start is None or 0 <= d.start + d.length // 2 <= column]
    below = [p for p in near if p.is_empty and p.number > here.number]
    bordered = [p for p in below[:2] if p.layout.rule_above or p.layout.rule_below]
    if here.layout.rule_below:
        bordered.insert(0, here)
    return drawn or [0] * len(lines) or [width_of(p, found.word) for p in bordered[:1]]


def _widths_of_lines(line: Line, found: Anatomy) -> list[int]:
    """Measure the printed lines of the component that a line is of."""
    parts = next((lines for lines in found.lines.values() if any(x is line for x in lines)), (line,))
    return [width_of_text(runs) for part in parts for runs in broken(part.runs, "\n")]


def _has_border(line: Line, near: list[Paragraph]) -> bool:
    if line.paragraph.layout.rule_below or line.paragraph.layout.edge_below:
        return True
    below = [p for p in near if p.number > line.paragraph.number]
    return any(p.is_empty and _is_ruled(p.layout) for p in below[:2])


def _is_ruled(layout: Layout) -> bool:
    return layout.rule_above or layout.rule_below or layout.edge_below


_AROUND = 6


def _near(line: Line, found: Anatomy) -> list[Paragraph]:
    """Gather the paragraph, and those beside it in its cell or, outside tables, the next two."""
    here = line.paragraph
    around = found.word.paragraphs[max(here.number - _AROUND - 1, 0) : here.number + _AROUND]
    if here.place.table:
        return [p for p in around if p.place == here.place]
    near = [p for p in around if 0 <= p.number - here.number <= 2 and not p.place.table]
    return [here] + [p for p in near[1:] if p.is_empty or p.drawings or _TYPED_RULE.search(p.text)]


def _gap_below(subject: Subject, found: Anatomy) -> Values:
    """Measure the space to the next paragraph of the running text, in points."""
    if not isinstance(subject, Line):
        return
    here = subject.paragraph
    place = here.number
    paragraphs = found.word.paragraphs
    after = paragraphs[place] if place < len(paragraphs) and place < found.foot_starts - 1 else None
    if after is None or after.number != place + 1 or after.place != here.place or after.is_empty:
        return
    joined = here.layout.contextual and after.style == here.style
    twips = 0 if joined else here.layout.after + after.layout.before
    yield Decimal(twips) / _PER_POINT


def _paper(section: Section) -> Value | None:
    if not section.width or not section.height:
        return None
    sides = sorted(round_half_up(Decimal(side) / PER_MM, 0) for side in (section.width, section.height))
    is_a4 = abs(sides[0] - 210) <= 1 and abs(sides[1] - 297) <= 1
    return "A4" if is_a4 else f"{sides[0]} x {sides[1]} mm"


def _way(section: Section) -> Value | None:
    return "ngang" if section.is_landscape else "dọc"


def _margin(side: str) -> Callable[[Section], Value | None]:
    def read(section: Section) -> Value | None:
        """A sheet that lies on its side keeps the margins that its edges had."""
        value = section.margins.get(side)
        return None if value is None or section.is_landscape else Decimal(abs(value)) / PER_MM

    return read


_WEIGHT = ("chữ không đậm", "chữ đậm")
_CASE = ("chữ in thường", "chữ in hoa")
_MM, _CM, _POINTS = Decimal("0.3"), Decimal("0.03"), Decimal("0.05")

PROPERTIES: Mapping[str, Property] = {
    p.name: p
    for p in (
        _of_letters("co_chu", lambda look: Decimal(look.size) / 2, "pt"),
        _of_letters("dam", lambda look: look.bold, no_yes=_WEIGHT),
        _of_letters("nghieng", lambda look: look.italic, no_yes=("chữ đứng", "chữ nghiêng")),
        Property("in_hoa", _all_caps, no_yes=_CASE),
        Property("mo_dau_dam", _starts_bold, no_yes=_WEIGHT),
        Property("tu_dau_in_hoa", _starts_in_capitals, no_yes=_CASE),
        Property("phong", _fonts, words=("*",), of_look=lambda look: _named(look.font, look.other_font)),
        _of_letters("mau", _ink, words=("*",)),
        Property("can_le", _of_layout(_side), words=tuple(_SIDES.values())),
        Property("canh_deu", _of_layout(_justified), words=tuple(_SIDES.values())),
        Property("thut_dau_dong", _of_layout(_first_indent), "cm", _CM),
        Property("gian_dong", _of_layout(_line_height), "dòng", Decimal("0.02")),
        Property("cach_doan", _gap_below, "pt", _POINTS),
        Property("duong_ke", _ruled, words=_RULES),
        Property("dai_ke", _rule_length, "lần dòng chữ", Decimal("0.02")),
        Property("ben", _side_of_page, words=("bên phải", "bên trái")),
        Property("vung", _area, words=("lề trên", "lề dưới")),
        Property("kho_giay", _of_page(_paper), words=("A4",)),
        Property("huong", _of_page(_way), words=("dọc", "ngang")),
        Property("le_tren", _of_page(_margin("top")), "mm", _MM),
        Property("le_duoi", _of_page(_margin("bottom")), "mm", _MM),
        Property("le_trai", _of_page(_margin("left")), "mm", _MM),
        Property("le_phai", _of_page(_margin("right")), "mm", _MM),
    )
}
