"""A text with slots and marks, such as `Được giao **{{ nhiem_vu.duoc_giao }}** nhiệm vụ`.

Used for sentences, free text, titles and notes alike. On the way to Word a text is never a string
but runs, each of which knows its emphasis and the keys it prints, so that nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from cchc_gen.base.diagnostics import Diagnostic
from cchc_gen.base.vietnamese import sentence_case
from cchc_gen.language.expressions import Expression, parse, slots
from cchc_gen.read.fields import nearest
from cchc_gen.read.source import Text


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of finished text. A hole stands where a value is missing; a note stands below."""

    text: str
    bold: bool = False
    italic: bool = False
    keys: tuple[str, ...] = ()
    hole: bool = False
    note: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class Literal:
    """Text that is printed as typed; `offset` is its place in the source."""

    text: str
    bold: bool
    italic: bool
    offset: int


@dataclass(frozen=True, slots=True)
class Slot:
    """An expression whose value is printed."""

    expression: Expression
    bold: bool
    italic: bool


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote, numbered by Word where it stands."""

    pieces: tuple[Literal | Slot, ...]


Piece = Literal | Slot | Footnote


@dataclass(frozen=True)
class Wording:
    """A parsed text; each line is one paragraph."""

    source: Text
    lines: tuple[tuple[Piece, ...], ...]

    @cached_property
    def fixed(self) -> tuple[tuple[Run, ...], ...] | None:
        """The lines as they are always written; None where something in them is printed."""
        return None if any(self.slots) else _written(self.lines, lambda _: Run(""))

    @property
    def slots(self) -> Iterator[Slot]:
        """Walk the slots in order, those in footnotes too."""
        return (piece for piece in self._pieces() if isinstance(piece, Slot))

    @property
    def literals(self) -> Iterator[Literal]:
        """Walk the typed stretches in order, those in footnotes too."""
        return (piece for piece in self._pieces() if isinstance(piece, Literal))

    def _pieces(self) -> Iterator[Literal | Slot]:
        for line in self.lines:
            for piece in line:
                yield from piece.pieces if isinstance(piece, Footnote) else (piece,)


PrintSlot = Callable[[Expression], Run]

_MARK = re.compile(r"\\([*_\\^\]])|((?<!\*)\*\*(?!\*)|(?<!_)__(?!_))|(\^\[)|(\])|(\n)")


def parse_wording(
    text: Text, names: frozenset[str], *, wrong: str, unknown: str
) -> tuple[Wording | None, list[Diagnostic]]:
    """Parse a text whose slots may name `names`; problems carry the codes `wrong` and `unknown`."""
    try:
        pieces = list(slots(text.value))
    except ValueError:
        return None, list(_bad_braces(text, wrong))
    reader = _Reader(text, names, wrong, unknown)
    for offset, kind, value in pieces:
        if kind == "data":
            reader.data(offset, value)
        else:
            reader.slot(offset, value)
    return reader.finish()


_BRACES = re.compile(r'\{\{(?:(?:"[^"\n]*"|(?!\{\{)[^"\n])*?\}\})?|\{[%#]')


def _bad_braces(text: Text, wrong: str) -> Iterator[Diagnostic]:
    """Say which braces cannot be read, each at its place."""
    hint = 'viết {{ khóa }}; muốn in đúng hai dấu ngoặc thì viết {{ "{{" }}'
    found = [braces for braces in _BRACES.finditer(text.value) if not _is_slot(braces[0])]
    for braces in found:
        shown = braces[0]
        message = (
            f"«{shown}» mở ra mà không đóng" if shown == "{{" else f"«{shown}» không dùng được trong lời văn"
        )
        yield Diagnostic(text.at(braces.start(), len(shown)), wrong, message, hint=hint)
    if not found:
        yield Diagnostic(text.pos, wrong, "dấu {{ }} trong lời văn không đọc được", hint=hint)


def _is_slot(braces: str) -> bool:
    try:
        return [kind for _, kind, _ in slots(braces)] == ["slot"]
    except ValueError:
        return False


class _Reader:
    """Collect pieces line by line while marks switch emphasis on and off."""

    def __init__(self, text: Text, names: frozenset[str], wrong: str, unknown: str) -> None:
        self.text, self.names, self.wrong, self.unknown = text, names, wrong, unknown
        self.lines: list[list[Piece]] = [[]]
        self.note: list[Literal | Slot] | None = None
        self.open: dict[str, int] = {}
        self.problems: list[Diagnostic] = []

    def data(self, offset: int, value: str) -> None:
        at = 0
        for mark in _MARK.finditer(value):
            self._literal(value[at : mark.start()], offset + at)
            at = mark.end()
            self._mark(mark, offset + mark.start())
        self._literal(value[at:], offset + at)

    def _mark(self, mark: re.Match[str], offset: int) -> None:
        escaped, emphasis, note_opens, note_closes, _ = mark.groups()
        if escaped:
            self._literal(escaped, offset)
        elif emphasis:
            self._toggle(emphasis, offset)
        elif note_opens and self.note is None:
            self.note = []
            self.open["^["] = offset
        elif note_closes and self.note is not None:
            self.lines[-1].append(Footnote(tuple(self.note)))
            self.note = None
            del self.open["^["]
        elif note_opens or note_closes:
            self._literal(mark[0], offset)
        else:
            self._end_line()

    def slot(self, offset: int, value: str) -> None:
        inside = value.strip()
        if not inside:
            pos = self.text.at(offset)
            message, hint = "trong {{ }} chưa ghi khóa", "ghi khóa của một số liệu hoặc văn bản"
            self.problems.append(Diagnostic(pos, self.wrong, message, hint=hint))
            return
        expression, problems = parse(self.text, offset + value.find(inside), inside)
        self.problems += [replace(p, code=self.wrong) for p in problems]
        if expression is None:
            return
        if expression.key is None and expression.citation is None and expression.literal is None:
            message = "trong {{ }} chỉ viết một khóa hoặc trich_dan(chu_de=…)"
            hint = "phép tính phải là một chỉ tiêu có cong_thuc trong bộ mẫu"
            self.problems.append(Diagnostic(expression.pos, self.wrong, message, hint=hint))
        for key in expression.keys:
            if key not in self.names and not key.startswith("trich_dan"):
                hint = nearest(key, self.names) or self._way_out(key)
                message = f"không có khóa «{key}»"
                self.problems.append(Diagnostic(expression.pos, self.unknown, message, hint=hint))
        self._add(Slot(expression, "**" in self.open, "__" in self.open))

    def _way_out(self, key: str) -> str:
        children = sorted(name for name in self.names if name.startswith(f"{key}."))
        if children:
            return f"«{key}» là một nhóm; viết đủ, như {{{{ {children[0]} }}}}"
        if key.startswith("van_ban."):
            return "thêm văn bản này vào mục van_ban; trong bộ mẫu thì viết trich_dan(chu_de=…)"
        return "viết khóa đủ các phần như trong so_lieu; văn bản viết van_ban.<khóa của văn bản>"

    def _literal(self, text: str, offset: int) -> None:
        if text:
            self._add(Literal(text, "**" in self.open, "__" in self.open, offset))

    def _add(self, piece: Literal | Slot) -> None:
        (self.lines[-1] if self.note is None else self.note).append(piece)

    def _toggle(self, mark: str, offset: int) -> None:
        if self.open.pop(mark, None) is None:
            self.open[mark] = offset

    def _end_line(self) -> None:
        self._report_open()
        self.lines.append([])

    def _report_open(self) -> None:
        for mark, offset in self.open.items():
            message = f"dấu {mark} mở ra mà không đóng trong cùng đoạn"
            end = "]" if mark == "^[" else mark
            hint = f"thêm {end} ở cuối; muốn in đúng dấu này thì viết \\{mark[0]} cho mỗi ký tự"
            self.problems.append(Diagnostic(self.text.at(offset, 2), self.wrong, message, hint=hint))
        self.open.clear()
        self.note = None

    def finish(self) -> tuple[Wording | None, list[Diagnostic]]:
        self._report_open()
        if self.problems:
            return None, self.problems
        filled = tuple(tuple(line) for line in self.lines if any(_is_visible(p) for p in line))
        return Wording(self.text, filled), []


def _is_visible(piece: Piece) -> bool:
    return not isinstance(piece, Literal) or bool(piece.text.strip())


def write(wording: Wording, print_slot: PrintSlot) -> tuple[tuple[Run, ...], ...]:
    """Write each line as runs: values printed, spaces tidied; an empty line is left out."""
    return wording.fixed or _written(wording.lines, print_slot)


def _written(lines: Iterable[Iterable[Piece]], print_slot: PrintSlot) -> tuple[tuple[Run, ...], ...]:
    written = (_tidy([_run(piece, print_slot) for piece in line]) for line in lines)
    return tuple(filter(None, written))


def _run(piece: Piece, print_slot: PrintSlot) -> Run:
    if isinstance(piece, Literal):
        return Run(piece.text, piece.bold, piece.italic)
    if isinstance(piece, Slot):
        run = print_slot(piece.expression)
        return replace(run, bold=piece.bold, italic=piece.italic) if piece.bold or piece.italic else run
    note = _tidy([_run(inner, print_slot) for inner in piece.pieces])
    return Run("", keys=tuple(key for run in note for key in run.keys), note=note)


def flat(runs: Iterable[Run]) -> Iterator[Run]:
    """Walk runs and the runs of their footnotes."""
    for run in runs:
        yield run
        yield from run.note


_SPACES = re.compile(r"[ \t]+")
_BULLET = re.compile(r"(?:[-+] +)?")


def _tidy(runs: list[Run]) -> tuple[Run, ...]:
    """Trim the ends, fold typed double spaces; a printed value that opens a line gets its capital."""
    folded = [run if run.keys else _with_text(run, _folded(run.text)) for run in runs]
    while folded and _is_blank(folded[0]):
        folded.pop(0)
    while folded and _is_blank(folded[-1]):
        folded.pop()
    if not folded:
        return ()
    folded[0] = _with_text(folded[0], folded[0].text.lstrip())
    folded[-1] = _with_text(folded[-1], folded[-1].text.rstrip())
    first = 1 if len(folded) > 1 and _BULLET.fullmatch(folded[0].text) else 0
    if folded[first].keys:
        folded[first] = _with_text(folded[first], sentence_case(folded[first].text))
    return tuple(folded)


def _folded(text: str) -> str:
    return _SPACES.sub(" ", text) if "  " in text or "\t" in text else text


def _with_text(run: Run, text: str) -> Run:
    return run if run.text == text else replace(run, text=text)


def _is_blank(run: Run) -> bool:
    return not run.text.strip() and not run.note


def text_of(runs: tuple[Run, ...]) -> str:
    """Return the plain text of runs."""
    return "".join(run.text for run in runs)
