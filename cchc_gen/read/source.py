"""Read YAML as the user typed it: every node keeps its text, quoting and place.

It gives no value a type (that is the catalogue's work), and it refuses what an officer cannot have
meant: tags, anchors, repeated keys, control characters.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from pathlib import Path

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.base.files import why_unread
from cchc_gen.read.events import Event, Place, compose
from cchc_gen.read.slips import CUT, CUT_HINT, CUT_MESSAGE, GLUED, QUOTE, Halt, explain, glued

MAX_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar, exactly as typed but for NFC.

    `stretches` holds the offset, the line and the column of each stretch that stands in the file as it
    does in the value: one for a scalar on one line, one for each line of a longer one.
    """

    value: str
    pos: Pos
    quoted: bool = False
    stretches: tuple[tuple[int, int, int], ...] = ()

    def at(self, offset: int, width: int = 1) -> Pos:
        """Return the place of a character of the value, or of the whole when that is not known."""
        nearest = bisect_right(self.stretches, offset, key=itemgetter(0))
        if not nearest:
            return self.pos
        start, line, column = self.stretches[nearest - 1]
        return Pos(self.pos.path, line, column + offset - start, width)


@dataclass(frozen=True, slots=True)
class Items:
    """A YAML sequence."""

    items: tuple[Node, ...]
    pos: Pos


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a mapping with its value."""

    key: Text
    value: Node


@dataclass(frozen=True, slots=True)
class Table:
    """A YAML mapping, in the order typed."""

    entries: Mapping[str, Entry]
    pos: Pos

    def get(self, key: str) -> Node | None:
        """Return the value under a key, or None."""
        entry = self.entries.get(key)
        return entry.value if entry else None

    def place_of(self, key: str) -> Pos:
        """Return where a key stands, or the mapping's own place."""
        entry = self.entries.get(key)
        return entry.key.pos if entry else self.pos


Node = Text | Items | Table


def read(path: Path, *, may_be_empty: bool = False) -> tuple[Table | None, list[Diagnostic]]:
    """Read one YAML file whose top level is a mapping.

    A file without entries is an empty table where it `may_be_empty`, else an error.
    """
    name = str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            message = f"tệp lớn hơn {MAX_BYTES // 1_000_000} MB"
            return None, [Diagnostic(Pos(name), "Y008", message, hint="chỉ giữ số liệu của một kỳ")]
        raw = path.read_bytes()
    except OSError as error:
        hint = "kiểm tra đường dẫn và tên tệp"
        return None, [Diagnostic(Pos(name), "Y001", f"không đọc được tệp: {why_unread(error)}", hint=hint)]
    text, problems = _decode(raw, name)
    if text is None:
        return None, problems
    return parse(text, name, may_be_empty=may_be_empty)


_SAVE = "mở tệp trong trình soạn thảo, chọn Lưu thành… với bảng mã UTF-8"


def _decode(raw: bytes, name: str) -> tuple[str | None, list[Diagnostic]]:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or raw.count(0) * 4 > len(raw):
        return None, [Diagnostic(Pos(name), "Y002", "tệp lưu bằng bảng mã UTF-16, cần UTF-8", hint=_SAVE)]
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        before = raw[raw.rfind(b"\n", 0, error.start) + 1 : error.start]
        pos = Pos(name, line, len(before.decode(errors="ignore")) + 1)
        hint = f"{_SAVE}; chữ gõ bằng bảng mã cũ (TCVN3, VNI, Windows-1258) thì chuyển sang Unicode trước"
        return None, [Diagnostic(pos, "Y002", "tệp không được lưu bằng bảng mã UTF-8", hint=hint)]


def parse(text: str, name: str, *, may_be_empty: bool = False) -> tuple[Table | None, list[Diagnostic]]:
    """Read YAML text; `name` is the path that diagnostics print."""
    lines = [line.rstrip(" \t") for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    text = "\n".join(lines)
    problems = list(_odd_characters(text, name))
    if problems:
        return None, problems
    found = compose(text, lambda events: _TreeReader(events, lines, name).document(may_be_empty))
    return (None, explain(found, lines, name)) if isinstance(found, Halt) else found


_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\u00ad\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")
_WIDE_INDENT = re.compile(
    r"^ *[\u00a0\u2000-\u200a\u202f\u3000](?=[^\S\n]{0,40}(?:- {1,9})?[^\W\d][\w.]{0,80}:)", re.MULTILINE
)
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7})(?= |$)", re.MULTILINE)
_DIRECTIVE = re.compile(r"^%[A-Z]+", re.MULTILINE)
_MOST = 100
_RETYPE = "xóa ký tự này và gõ lại chữ bên cạnh"


def _odd_characters(text: str, name: str) -> Iterator[Diagnostic]:
    """Find what no editor shows and what a merge leaves behind, before YAML trips over it."""
    for pattern, code, message, hint in (
        (_UNPRINTABLE, "Y005", "ký tự điều khiển", _RETYPE),
        (_INVISIBLE, "Y005", "ký tự vô hình", _RETYPE),
        (_WIDE_INDENT, "Y005", "dấu cách khác loại ở chỗ thụt dòng", "xóa và gõ lại bằng phím cách"),
        (
            _CONFLICT,
            "Y005",
            "còn dấu xung đột git",
            "chọn một bên rồi xóa các dòng <<<<<<<, =======, >>>>>>>",
        ),
        (_DIRECTIVE, "Y006", "dòng chỉ thị YAML không được dùng", "xóa dòng này"),
    ):
        for found in islice(pattern.finditer(text), 1 if pattern is _CONFLICT else _MOST):
            is_word = pattern in (_CONFLICT, _DIRECTIVE)
            shown = found[0][:7] if is_word else f"U+{ord(found[0][-1]):04X}"
            start = found.start() if is_word else found.end() - 1
            pos = _pos_at(text, start, name, len(shown) if is_word else 1)
            yield Diagnostic(pos, code, f"{message}: {shown}", hint=hint)


def _pos_at(text: str, index: int, name: str, width: int) -> Pos:
    return Pos(name, text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index), width)


_DASH = re.compile(r" *(-)([^\W\d].*?) *")
_CUT_HERE = re.compile(r"\s*" + CUT.pattern)


class _TreeReader:
    """Turn events into our nodes, collecting what is wrong on the way."""

    def __init__(self, events: Iterator[Event], lines: list[str], name: str) -> None:
        self.events = events
        self.lines = lines
        self.name = name
        self.problems: list[Diagnostic] = []

    def document(self, may_be_empty: bool) -> tuple[Table | None, list[Diagnostic]]:
        """Read the whole, which is to be a table."""
        root = next(self.events, None)
        if root is None and may_be_empty:
            return Table({}, Pos(self.name, 1, 1)), []
        hint = "mỗi dòng viết «khóa: giá trị», có dấu cách sau dấu hai chấm"
        if root is None or (root.kind == "scalar" and not root.value):
            return None, [Diagnostic(Pos(self.name), "Y007", "tệp trống", hint=hint)]
        node = self.node(root, below=True)
        if root.kind == "scalar" and self.problems:
            return None, self.problems
        if not isinstance(node, Table):
            message = "tệp phải là danh sách «khóa: giá trị»"
            return None, [*self.problems, Diagnostic(node.pos, "Y007", message, hint=hint)]
        return node, self.problems

    def node(self, event: Event, *, below: bool = False) -> Node:
        """Read the node that an event begins; `below` says that it begins on a line below its key."""
        if event.kind == "scalar":
            slipped = self._glued(event) or self._dashes(event) if below and not event.style else None
            return slipped or self._text(event)
        return self._items(event) if event.kind == "sequence" else self._table(event)

    def _skip(self, event: Event) -> None:
        """Pass over the node that an event begins, whatever is wrong in it."""
        known = len(self.problems)
        self.node(event)
        del self.problems[known:]

    def _pos(self, place: Place, width: int = 1) -> Pos:
        return Pos(self.name, place[0] + 1, place[1] + 1, width)

    def _dashes(self, event: Event) -> Items | None:
        """Read a list whose dashes have no space after them, which YAML takes for one text."""
        items = []
        for number in range(event.start[0], event.end[0] + 1):
            found = _DASH.fullmatch(self.lines[number])
            if found is None:
                return None
            pos = Pos(self.name, number + 1, found.start(1) + 1)
            self.problems.append(
                Diagnostic(pos, "Y003", "thiếu dấu cách sau dấu gạch đầu dòng", hint=f"viết «- {found[2]}»")
            )
            items.append(Text(found[2], pos))
        return Items(tuple(items), self._pos(event.start))

    def _glued(self, event: Event) -> Table | None:
        """Read a group whose colons have no space after them, which YAML takes for one text."""
        entries = {}
        for number in range(event.start[0], event.end[0] + 1):
            line = self.lines[number]
            found = GLUED.match(line)
            if found:
                self.problems.append(glued(Pos(self.name, number + 1, 1), found))
                key = Text(found[3], Pos(self.name, number + 1, found.start(3) + 1, len(found[3])))
                value = line[found.end() :].strip()
                entries[key.value] = Entry(
                    key, Text(value, Pos(self.name, number + 1, found.end() + 1, len(value)))
                )
        return Table(entries, self._pos(event.start)) if entries else None

    def _items(self, event: Event) -> Items:
        pos = self._pos(event.start)
        items = []
        while (event := next(self.events)).kind != "end":
            items.append(self.node(event))
        return Items(tuple(items), pos)

    def _table(self, first: Event) -> Table | Text:
        known = len(self.problems)
        entries: dict[str, Entry] = {}
        while (event := next(self.events)).kind != "end":
            self._entry(event, entries)
        raw = self.lines[first.start[0]][first.start[1] : event.end[1]]
        if raw.startswith("{{") and first.start[0] == event.end[0]:
            del self.problems[known:]
            return self._braces(raw, self._pos(first.start, len(raw)))
        return Table(entries, self._pos(first.start))

    def _braces(self, raw: str, pos: Pos) -> Text:
        """Read `{{ key }}` without quotes, which YAML takes for a group inside a group."""
        message = "lời văn mở đầu bằng {{ phải đặt trong dấu nháy kép"
        self.problems.append(Diagnostic(pos, "Y003", message, hint=f'viết "{raw}"'))
        return Text(raw, pos, True, ((0, pos.line, pos.column),))

    def _entry(self, first: Event, entries: dict[str, Entry]) -> None:
        if first.kind != "scalar":
            self.problems.append(Diagnostic(self._pos(first.start), "Y003", "khóa phải là chữ", hint=QUOTE))
            self._skip(first)
            self._skip(next(self.events))
            return
        key, event = self._text(first), next(self.events)
        if key.value in entries:
            earlier = entries[key.value].key.pos
            self.problems.append(_repeated(key, earlier, is_group=event.kind == "mapping"))
            self._skip(event)
        else:
            entries[key.value] = Entry(key, self.node(event, below=event.start[0] > first.end[0]))

    def _text(self, event: Event) -> Text:
        value = unicodedata.normalize("NFC", event.value)
        (line, column), (last, stop) = event.start, event.end
        pos = Pos(self.name, line + 1, column + 1, (stop - column or 1) if line == last else 1)
        if event.style == '"':
            value = self._printable(value, pos)
        elif not event.style:
            self._warn_of_cut(event)
            if value and line == last:
                return Text(value, pos, False, ((0, pos.line, pos.column),))
        return Text(value, pos, bool(event.style), tuple(self._stretches(event, value)))

    def _printable(self, value: str, pos: Pos) -> str:
        """Take out what an escape in double quotes may have brought in."""
        odd = _UNPRINTABLE.search(value) or _INVISIBLE.search(value)
        if odd is None:
            return value
        message = f"dấu \\ trong dấu nháy kép tạo ra ký tự không in được U+{ord(odd[0]):04X}"
        self.problems.append(Diagnostic(pos, "Y005", message, hint="xóa dấu \\ và mã đứng sau nó"))
        return _INVISIBLE.sub("", _UNPRINTABLE.sub("", value))

    def _stretches(self, event: Event, value: str) -> list[tuple[int, int, int]]:
        """Find each line of a scalar in its value; none when an escape makes them differ."""
        (start, column), (end, stop) = event.start, event.end
        is_block, quote = event.style in ("|", ">"), event.style in ("'", '"')
        places: list[tuple[int, int, int]] = []
        offset, length = 0, len(value.rstrip())
        for number in range(start + is_block, end + 1):
            if is_block and offset >= length:
                break
            line = self.lines[number] if number < len(self.lines) else ""
            last = stop - quote if number == end and not is_block else len(line)
            first = column + quote if number == start else 0
            typed = line[first:last].strip()
            content = unicodedata.normalize("NFC", typed)
            found = value.find(content, offset)
            if found < 0:
                return []
            if content:
                places.append((found, number + 1, line.index(typed, first) + 1))
                offset = found + len(content)
        return places

    def _warn_of_cut(self, event: Event) -> None:
        number, column = event.end
        line = self.lines[number]
        cut = _CUT_HERE.match(line, column) if "#" in line else None
        if cut and event.value:
            self.problems.append(
                Diagnostic(Pos(self.name, number + 1, cut.end()), "Y009", CUT_MESSAGE, hint=CUT_HINT)
            )


def _repeated(key: Text, first: Pos, *, is_group: bool) -> Diagnostic:
    message = f"khóa «{key.value}» đã có ở dòng {first.line}"
    hint = "gộp hai nhóm làm một, hoặc xóa một nhóm" if is_group else "giữ một dòng, xóa dòng kia"
    return Diagnostic(key.pos, "Y004", message, hint=hint, related=((first, "lần đầu"),))
