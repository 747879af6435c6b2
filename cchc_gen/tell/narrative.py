"""Tell the report: the outline's sections, each with the sentences, documents and free text it holds.

Of a sentence's variants the first whose condition is true speaks. A section that has nothing to say
is left out or says so, and numbers are given only to what is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.base.values import Missing, Number
from cchc_gen.base.vietnamese import letter, roman
from cchc_gen.derive.printing import Printer, hole
from cchc_gen.facts.binding import Facts
from cchc_gen.language.evaluation import holds
from cchc_gen.language.expressions import Expression, parse
from cchc_gen.language.wording import Run, Wording, parse_wording, text_of, write
from cchc_gen.read.fields import nearest, set_fields
from cchc_gen.read.source import Table, Text
from cchc_gen.sets.catalogue import Catalogue, unknown_keys
from cchc_gen.sets.settings import NUMBER_SIGNS, HeadingStyle


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to say a sentence; without a condition it is the way for every other case."""

    when: Expression | None
    wording: Wording


@dataclass(frozen=True, slots=True)
class Sentence:
    """A rule that speaks: key and variants."""

    key: str
    variants: tuple[Variant, ...]
    pos: Pos


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that stands in a section: a sentence, a free text, or a list of documents."""

    kind: str
    key: str
    pos: Pos
    is_required: bool = True
    bullet: str = "-"


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the outline."""

    key: str
    level: int
    title: Wording
    items: tuple[Item, ...]
    runs_in: bool
    is_numbered: bool
    when_empty: Wording | None
    pos: Pos


@dataclass(frozen=True, slots=True)
class Origin:
    """What wrote a paragraph: an item of the outline, or a section's own words (`muc`).

    `variant` is the number of the sentence's variant that spoke, counted from 1; 0 where none did.
    `heading` is the section whose title runs into the paragraph.
    """

    kind: str
    key: str
    variant: int = 0
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A finished paragraph. `style` is `muc_1` to `muc_4` or `doan`; `origin` names what wrote it."""

    style: str
    runs: tuple[Run, ...]
    origin: Origin
    pos: Pos

    @property
    def text(self) -> str:
        """Return the plain text."""
        return text_of(self.runs)


_ABSENT = (Missing.UNSTATED, Missing.UNKNOWN, Missing.UNDEFINED)
_DIVIDES_BY_ZERO = (
    "chia cho 0 với số liệu kỳ này",
    "thêm một biến thể đứng trước, có khi: thieu(…), cho trường hợp mẫu số bằng 0",
)
_COMPARES_WORDS = ("so sánh chữ với số", "so sánh với một chữ trong nháy, hoặc dùng so_ten(…)")
_ITEM_KINDS = ("cau", "noi_dung", "van_ban")


def read_sentences(
    table: Table, catalogue: Catalogue, names: frozenset[str]
) -> tuple[dict[str, Sentence], list[Diagnostic]]:
    """Read the merged sentences of a set."""
    problems: list[Diagnostic] = []
    sentences = {}
    for key, entry in table.entries.items():
        if not isinstance(entry.value, Table):
            problems.append(Diagnostic(entry.key.pos, "S009", f"câu «{key}»: cần «viet» hoặc «bien_the»"))
            continue
        fields = set_fields(entry.value, problems)
        fields.node("can_cu")
        if "bien_the" in entry.value.entries:
            tables: Sequence[Table] = fields.tables("bien_the")
            fields.close()
        else:
            tables = (Table({k: e for k, e in entry.value.entries.items() if k != "can_cu"}, entry.key.pos),)
        variants = [_variant(variant, catalogue, names, problems) for variant in tables]
        sentences[key] = Sentence(key, tuple(v for v in variants if v), entry.key.pos)
    return sentences, problems


def _variant(
    table: Table, catalogue: Catalogue, names: frozenset[str], problems: list[Diagnostic]
) -> Variant | None:
    fields = set_fields(table, problems)
    condition, text = fields.scalar("khi"), fields.scalar("viet", required=True)
    fields.close()
    when = None
    if condition:
        when, found = parse(condition)
        problems += found or (unknown_keys(when, catalogue.indicators) if when else [])
    if text is None or (condition and when is None):
        return None
    wording, found = parse_wording(text, names, wrong="S009", unknown="S004")
    problems += found
    return Variant(when, wording) if wording else None


def read_outline(
    table: Table, sentences: Iterable[str], names: frozenset[str]
) -> tuple[tuple[Section, ...], list[Diagnostic]]:
    """Read the merged outline of a set: sections, each followed by the items that stand in it.

    A section's key has no dot; an item's key is what it prints: `cau.<key>`, `noi_dung.<key>` or
    `van_ban.<topic>`.
    """
    problems: list[Diagnostic] = []
    known = frozenset(sentences)
    sections: list[Section] = []
    for key, entry in table.entries.items():
        inside = entry.value if isinstance(entry.value, Table) else Table({}, entry.key.pos)
        if "." not in key:
            section = _section(key, inside, entry.key.pos, names, problems)
            above = sections[-1].level if sections else 0
            if section and section.level > above + 1:
                message = f"mục «{key}» cấp {section.level} không đứng trong mục cấp {section.level - 1} nào"
                problems.append(Diagnostic(section.pos, "S009", message, hint=f"đổi thành cap: {above + 1}"))
            sections += [section] if section else []
            continue
        item = _item(entry.key, inside, known, problems)
        if not sections:
            message = f"«{key}» đứng trước mọi mục nên không thuộc mục nào"
            problems.append(Diagnostic(entry.key.pos, "S009", message, hint="đặt xuống dưới mục chứa nó"))
        elif item:
            sections[-1] = replace(sections[-1], items=(*sections[-1].items, item))
    return tuple(sections), problems


def _section(
    key: str, table: Table, pos: Pos, names: frozenset[str], problems: list[Diagnostic]
) -> Section | None:
    fields = set_fields(table, problems)
    level = fields.one_of("cap", ("1", "2", "3", "4"))
    title = fields.scalar("tieu_de", required=True)
    runs_in, numbered = fields.flag("lien_doan"), fields.flag("danh_so", True)
    when_empty = fields.scalar("neu_trong")
    fields.close()
    if title is None:
        return None
    wording, found = parse_wording(title, names, wrong="S009", unknown="S004")
    problems += found
    if wording is None:
        return None
    empty, found = (
        parse_wording(when_empty, names, wrong="S009", unknown="S004") if when_empty else (None, [])
    )
    problems += found
    return Section(key, int(level), wording, (), runs_in, numbered, empty, pos)


def _item(key: Text, table: Table, sentences: frozenset[str], problems: list[Diagnostic]) -> Item | None:
    kind, _, name = key.value.partition(".")
    fields = set_fields(table, problems)
    required, bullet = fields.flag("bat_buoc", True), fields.text("dau", "-")
    fields.close()
    if kind not in _ITEM_KINDS:
        message = f"«{key.value}»: một mục con mở đầu bằng cau., noi_dung. hoặc van_ban."
        problems.append(Diagnostic(key.pos, "S009", message))
        return None
    if kind == "cau" and name not in sentences:
        hint = nearest(name, sentences)
        problems.append(Diagnostic(key.pos, "S004", f"không có câu «{name}»", hint=hint))
        return None
    return Item(kind, name, key.pos, required, bullet)


def text_keys(outline: Sequence[Section]) -> frozenset[str]:
    """Return the keys of free text that the outline asks for."""
    return frozenset(i.key for s in outline for i in s.items if i.kind == "noi_dung")


@dataclass(frozen=True, slots=True)
class _Block:
    """A section with what it prints; children are sections of a deeper level."""

    section: Section
    paragraphs: tuple[Paragraph, ...]
    children: tuple[_Block, ...]

    @property
    def speaks(self) -> bool:
        return bool(self.paragraphs or self.section.when_empty) or any(c.speaks for c in self.children)


def tell(
    outline: Sequence[Section],
    sentences: Mapping[str, Sentence],
    facts: Facts,
    printer: Printer,
    headings: Sequence[HeadingStyle],
) -> tuple[list[Paragraph], list[Diagnostic]]:
    """Write the whole narrative as paragraphs in print order."""
    teller = _Teller(sentences, facts, printer)
    blocks = _nest([(section, tuple(teller.section(section))) for section in outline])
    return list(_number(blocks, (), headings, printer)), teller.problems


class _Teller:
    """Write the items of sections, collecting what is missing."""

    def __init__(self, sentences: Mapping[str, Sentence], facts: Facts, printer: Printer) -> None:
        self.sentences, self.facts, self.printer = sentences, facts, printer
        self.problems: list[Diagnostic] = []

    def section(self, section: Section) -> Iterator[Paragraph]:
        for item in section.items:
            if item.kind == "cau":
                yield from self.sentence(self.sentences[item.key])
            elif item.kind == "noi_dung":
                yield from self._free_text(item)
            else:
                yield from self._documents(item)

    def sentence(self, sentence: Sentence) -> Iterator[Paragraph]:
        for number, variant in enumerate(sentence.variants, 1):
            truth = holds(variant.when, self.printer.figures) if variant.when else True
            if isinstance(truth, Missing):
                yield self._undecided(sentence, variant)
                return
            if truth:
                origin = Origin("cau", sentence.key, number)
                for runs in write(variant.wording, self.printer.slot):
                    yield Paragraph("doan", runs, origin, variant.wording.source.pos)
                return
        message = f"câu «{sentence.key}»: không biến thể nào đúng với số liệu kỳ này"
        hint = "thêm một biến thể không có «khi» ở cuối"
        self.problems.append(Diagnostic(sentence.pos, "N001", message, hint=hint))

    def _undecided(self, sentence: Sentence, variant: Variant) -> Paragraph:
        """Leave a hole where a condition met a missing value: absent is not false."""
        assert variant.when is not None
        figures = self.printer.figures
        states = {key: figures.value(key) for key in variant.when.keys}
        absent = [key for key, state in states.items() if state in _ABSENT]
        if all(states[key] is Missing.UNDEFINED for key in absent):
            has_words = any(not isinstance(state, (Number, Missing)) for state in states.values())
            why, hint = _COMPARES_WORDS if has_words else _DIVIDES_BY_ZERO
            message = f"câu «{sentence.key}»: điều kiện «{variant.when.source}» {why}"
            self.problems.append(Diagnostic(variant.when.pos, "N002", message, hint=hint))
        runs = tuple(hole(figures[key].indicator.label, key) for key in absent)
        return Paragraph("doan", runs, Origin("cau", sentence.key), variant.when.pos)

    def _free_text(self, item: Item) -> Iterator[Paragraph]:
        wording = self.facts.texts.get(item.key)
        if wording is None:
            if item.is_required:
                message = f"thiếu nội dung «{item.key}»"
                hint = f"thêm «{item.key}: |» vào noi_dung, hoặc «{item.key}: không phát sinh»"
                related = ((item.pos, "bố cục cần nội dung này"),)
                diagnostic = Diagnostic(self.facts.texts_pos, "F005", message, hint=hint, related=related)
                self.problems.append(diagnostic)
            return
        for runs in write(wording, self.printer.slot):
            yield Paragraph("doan", runs, Origin(item.kind, item.key), wording.source.pos)

    def _documents(self, item: Item) -> Iterator[Paragraph]:
        documents = self.facts.register.with_topic(item.key)
        for number, document in enumerate(documents, 1):
            end = "." if number == len(documents) else ";"
            cited = Run(document.full.rstrip(" .;"), keys=(f"van_ban.{document.key}",))
            runs = (Run(f"{item.bullet} "), cited, Run(end))
            yield Paragraph("doan", runs, Origin(item.kind, item.key), document.pos)


def _nest(flat: Sequence[tuple[Section, tuple[Paragraph, ...]]]) -> tuple[_Block, ...]:
    """Fold the flat list of sections into a tree by level."""
    blocks = []
    start = 0
    while start < len(flat):
        section, paragraphs = flat[start]
        end = start + 1
        while end < len(flat) and flat[end][0].level > section.level:
            end += 1
        blocks.append(_Block(section, paragraphs, _nest(flat[start + 1 : end])))
        start = end
    return tuple(blocks)


def _number(
    blocks: Sequence[_Block], above: tuple[int, ...], headings: Sequence[HeadingStyle], printer: Printer
) -> Iterator[Paragraph]:
    count = 0
    for block in blocks:
        if not block.speaks:
            continue
        count += block.section.is_numbered
        path = (*above, count)
        yield from _with_heading(block, path, headings, printer)
        yield from _number(block.children, path, headings, printer)


def _with_heading(
    block: _Block, path: tuple[int, ...], headings: Sequence[HeadingStyle], printer: Printer
) -> Iterator[Paragraph]:
    section = block.section
    origin = Origin("muc", section.key)
    style = headings[min(section.level, len(headings)) - 1]
    title = printer.line(section.title)
    if style.capitals:
        title = tuple(replace(run, text=run.text.upper()) for run in title)
    number = f"{_number_text(style.pattern, path)} " if section.is_numbered else ""
    heading = (Run(number), *title) if number else title
    body = block.paragraphs
    says_nothing = not body and not any(child.speaks for child in block.children)
    if says_nothing and section.when_empty:
        words = write(section.when_empty, printer.slot)
        body = tuple(Paragraph("doan", runs, origin, section.pos) for runs in words)
    if not heading:
        yield from body
        return
    if section.runs_in and body:
        yield from _run_in(heading, body, style, origin)
        return
    yield Paragraph(f"muc_{section.level}", heading, origin, section.pos)
    yield from body


def _run_in(
    heading: tuple[Run, ...], body: Sequence[Paragraph], style: HeadingStyle, origin: Origin
) -> Iterator[Paragraph]:
    """Let a heading run into the first paragraph; a bullet begins below it, on its own line."""
    first, *rest = body
    lead = (*(replace(run, bold=style.bold, italic=style.italic) for run in heading),)
    if first.text.startswith(("- ", "+ ")):
        yield replace(first, runs=(*lead, Run(":", style.bold, style.italic)), origin=origin)
        yield first
    else:
        runs = (*lead, Run(": ", style.bold, style.italic), *first.runs)
        yield replace(first, runs=runs, origin=replace(first.origin, heading=origin.key))
    yield from rest


def _number_text(pattern: str, path: tuple[int, ...]) -> str:
    """Number a heading after an example: `I.`, `1.`, `1.1.` (parent's own number first), `a)`."""
    signs = [c for c in pattern if c in NUMBER_SIGNS]
    numbers = iter(path[-len(signs) :] if signs else ())
    kinds: dict[str, Callable[[int], str]] = {
        "I": roman,
        "A": lambda number: letter(number).upper(),
        "1": str,
        "a": letter,
    }
    return "".join(kinds[c](next(numbers)) if c in kinds else c for c in pattern)
