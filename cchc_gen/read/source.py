"""Read YAML as the user typed it: every node keeps its text, quoting and place.

The only module that knows PyYAML. It gives no value a type (that is the catalogue's work), and it
refuses what an officer cannot have meant: tags, anchors, repeated keys, control characters.
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
from typing import Any

import yaml

from cchc_gen.base.diagnostics import Diagnostic, Pos, Severity
from cchc_gen.read.slips import CUT, CUT_HINT, CUT_MESSAGE, GLUED, QUOTE, Halt, explain, glued

MAX_BYTES = 4_000_000
MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar, exactly as typed but for NFC.

    `stretches` holds the offset and the place of each stretch that stands in the file as it does in
    the value: one for a scalar on one line, one for each line of a longer one.
    """

    value: str
    pos: Pos
    quoted: bool = False
    stretches: tuple[tuple[int, Pos], ...] = ()

    def at(self, offset: int, width: int = 1) -> Pos:
        """Return the place of a character of the value, or of the whole when that is not known."""
        nearest = bisect_right(self.stretches, offset, key=itemgetter(0))
        if not nearest:
            return self.pos
        start, place = self.stretches[nearest - 1]
        return Pos(place.path, place.line, place.column + offset - start, width)


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
        return None, [Diagnostic(Pos(name), "Y001", f"không đọc được tệp: {_reason(error)}", hint=hint)]
    text, problems = _decode(raw, name)
    if text is None:
        return None, problems
    return parse(text, name, may_be_empty=may_be_empty)


def _reason(error: OSError) -> str:
    known = {
        FileNotFoundError: "không có tệp này",
        IsADirectoryError: "đây là thư mục",
        PermissionError: "không có quyền đọc",
    }
    return known.get(type(error), error.strerror or str(error))


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
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        return None, explain(_halt(error, text), lines, name)
    finally:
        loader.dispose()
    if root is None and may_be_empty:
        return Table({}, Pos(name, 1, 1)), []
    hint = "mỗi dòng viết «khóa: giá trị», có dấu cách sau dấu hai chấm"
    if root is None or (isinstance(root, yaml.ScalarNode) and not root.value):
        return None, [Diagnostic(Pos(name), "Y007", "tệp trống", hint=hint)]
    reader = _NodeReader(lines, name)
    node = reader.node(root, below=True)
    if isinstance(root, yaml.ScalarNode) and reader.problems:
        return None, reader.problems
    if not isinstance(node, Table):
        message = "tệp phải là danh sách «khóa: giá trị»"
        return None, [*reader.problems, Diagnostic(node.pos, "Y007", message, hint=hint)]
    return node, reader.problems


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


class _Refused(yaml.MarkedYAMLError):
    """A YAML feature that a facts file has no use for."""


class _Loader(yaml.BaseLoader):
    """Compose plain nodes only: no tags, anchors or aliases, and no bottomless nesting."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        mark: Any = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            raise _Refused(problem="alias", problem_mark=mark)
        if getattr(event, "anchor", None):
            raise _Refused(problem="anchor", problem_mark=mark)
        if getattr(event, "tag", None):
            raise _Refused(problem="tag", problem_mark=mark)
        if self.depth >= MAX_DEPTH:
            raise _Refused(problem="depth", problem_mark=mark)
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


def _halt(error: yaml.MarkedYAMLError, text: str) -> Halt:
    """Say in plain numbers where PyYAML gave up."""
    mark, opened = error.problem_mark or error.context_mark, error.context_mark
    at = (mark.line, mark.column) if mark else (0, 0)
    return Halt(
        error.problem or "", at, (opened.line, opened.column) if opened else None, _long_quote(text, at)
    )


def _long_quote(text: str, end: tuple[int, int]) -> tuple[int, int] | None:
    """Find where a quoted text began that runs over several lines and ends on the line of `end`."""
    found = None
    try:
        for token in yaml.scan(text, Loader=yaml.BaseLoader):
            start, stop = token.start_mark, token.end_mark
            if (start.line, start.column) >= end:
                break
            if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"') and start.line < stop.line:
                found = (start.line, start.column) if stop.line == end[0] else None
    except yaml.YAMLError:
        pass
    return found


_DASH = re.compile(r" *(-)([^\W\d].*?) *")


class _NodeReader:
    """Turn PyYAML nodes into ours, collecting what is wrong on the way."""

    def __init__(self, lines: list[str], name: str) -> None:
        self.lines = lines
        self.name = name
        self.problems: list[Diagnostic] = []

    def node(self, node: yaml.Node, *, below: bool = False) -> Node:
        """Read a node; `below` says that it begins on a line below its key."""
        if isinstance(node, yaml.ScalarNode):
            slipped = self._glued(node) or self._dashes(node) if below and node.style is None else None
            return slipped or self._text(node)
        if isinstance(node, yaml.SequenceNode):
            return Items(tuple(self.node(item) for item in node.value), self._pos(node))
        assert isinstance(node, yaml.MappingNode)
        return self._braces(node) or self._table(node)

    def _pos(self, node: yaml.Node, width: int = 1) -> Pos:
        mark = node.start_mark
        return Pos(self.name, mark.line + 1, mark.column + 1, width)

    def _dashes(self, node: yaml.ScalarNode) -> Items | None:
        """Read a list whose dashes have no space after them, which YAML takes for one text."""
        items = []
        for number in range(node.start_mark.line, node.end_mark.line + 1):
            found = _DASH.fullmatch(self.lines[number])
            if found is None:
                return None
            pos = Pos(self.name, number + 1, found.start(1) + 1)
            self.problems.append(
                Diagnostic(pos, "Y003", "thiếu dấu cách sau dấu gạch đầu dòng", hint=f"viết «- {found[2]}»")
            )
            items.append(Text(found[2], pos))
        return Items(tuple(items), self._pos(node))

    def _glued(self, node: yaml.ScalarNode) -> Table | None:
        """Read a group whose colons have no space after them, which YAML takes for one text."""
        entries = {}
        for number in range(node.start_mark.line, node.end_mark.line + 1):
            line = self.lines[number]
            found = GLUED.match(line)
            if found:
                self.problems.append(glued(Pos(self.name, number + 1, 1), found))
                key = Text(found[3], Pos(self.name, number + 1, found.start(3) + 1, len(found[3])))
                value = line[found.end() :].strip()
                entries[key.value] = Entry(
                    key, Text(value, Pos(self.name, number + 1, found.end() + 1, len(value)))
                )
        return Table(entries, self._pos(node)) if entries else None

    def _braces(self, node: yaml.MappingNode) -> Text | None:
        """Read `{{ key }}` without quotes, which YAML takes for a group inside a group."""
        start, end = node.start_mark, node.end_mark
        raw = self.lines[start.line][start.column : end.column] if start.line == end.line else ""
        if not raw.startswith("{{"):
            return None
        pos = self._pos(node, len(raw))
        message = "lời văn mở đầu bằng {{ phải đặt trong dấu nháy kép"
        self.problems.append(Diagnostic(pos, "Y003", message, hint=f'viết "{raw}"'))
        return Text(raw, pos, True, ((0, pos),))

    def _text(self, node: yaml.ScalarNode) -> Text:
        value = unicodedata.normalize("NFC", node.value)
        start, end = node.start_mark, node.end_mark
        width = max(1, end.column - start.column) if start.line == end.line else 1
        pos = self._pos(node, width)
        odd = _UNPRINTABLE.search(value) or _INVISIBLE.search(value)
        if odd:
            message = f"dấu \\ trong dấu nháy kép tạo ra ký tự không in được U+{ord(odd[0]):04X}"
            self.problems.append(Diagnostic(pos, "Y005", message, hint="xóa dấu \\ và mã đứng sau nó"))
            value = _INVISIBLE.sub("", _UNPRINTABLE.sub("", value))
        if node.style is None:
            self._warn_of_cut(node)
        return Text(value, pos, node.style is not None, self._stretches(node, value))

    def _stretches(self, node: yaml.ScalarNode, value: str) -> tuple[tuple[int, Pos], ...]:
        """Find each line of a scalar in its value; none when an escape makes them differ."""
        start, end = node.start_mark, node.end_mark
        is_block, quote = node.style in ("|", ">"), node.style in ("'", '"')
        places = []
        offset = 0
        for number in range(start.line + is_block, end.line + 1):
            if is_block and not value[offset:].strip():
                break
            line = self.lines[number] if number < len(self.lines) else ""
            last = end.column - quote if number == end.line and not is_block else len(line)
            first = start.column + quote if number == start.line else 0
            content = unicodedata.normalize("NFC", line[first:last].strip())
            found = value.find(content, offset)
            if found < 0:
                return ()
            if content:
                places.append(
                    (found, Pos(self.name, number + 1, line.index(line[first:last].strip(), first) + 1))
                )
                offset = found + len(content)
        return tuple(places)

    def _warn_of_cut(self, node: yaml.ScalarNode) -> None:
        line = self.lines[node.end_mark.line]
        cut = CUT.search(line, node.end_mark.column)
        if cut and node.value and not line[node.end_mark.column : cut.start()].strip():
            pos = Pos(self.name, node.end_mark.line + 1, cut.end())
            self.problems.append(Diagnostic(pos, "Y009", CUT_MESSAGE, hint=CUT_HINT))

    def _table(self, node: yaml.MappingNode) -> Table:
        entries: dict[str, Entry] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                message = "khóa phải là chữ"
                self.problems.append(Diagnostic(self._pos(key_node), "Y003", message, hint=QUOTE))
                continue
            key = self._text(key_node)
            if key.value in entries:
                first = entries[key.value].key.pos
                related = ((first, "lần đầu"),)
                message = f"khóa «{key.value}» đã có ở dòng {first.line}"
                is_group = isinstance(value_node, yaml.MappingNode)
                hint = "gộp hai nhóm làm một, hoặc xóa một nhóm" if is_group else "giữ một dòng, xóa dòng kia"
                self.problems.append(Diagnostic(key.pos, "Y004", message, Severity.ERROR, hint, related))
                continue
            below = value_node.start_mark.line > key_node.end_mark.line
            entries[key.value] = Entry(key, self.node(value_node, below=below))
        return Table(entries, self._pos(node))
