"""Read YAML as the user typed it: every node keeps its text, quoting and place.

The only module that knows PyYAML. It gives no value a type (that is the catalogue's work), and it
refuses what an officer cannot have meant: tags, anchors, repeated keys, control characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from cchc_gen.diagnostics import Diagnostic, Pos, Severity

MAX_BYTES = 4_000_000
MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar, exactly as typed but for NFC. `lines` holds the place of each line of a block."""

    value: str
    pos: Pos
    quoted: bool = False
    lines: tuple[Pos, ...] = ()

    def at(self, offset: int, width: int = 1) -> Pos:
        """Return the place of a character of the value."""
        before = self.value[:offset]
        row = before.count("\n")
        if self.lines and row < len(self.lines):
            start = self.lines[row]
            return Pos(start.path, start.line, start.column + offset - (before.rfind("\n") + 1), width)
        if row or self.lines:
            return self.pos
        return Pos(self.pos.path, self.pos.line, self.pos.column + offset + self.quoted, width)


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


Node = Text | Items | Table


def read(path: Path, shown: str | None = None) -> tuple[Table | None, list[Diagnostic]]:
    """Read one YAML file whose top level is a mapping.

    `shown` is the path that diagnostics print; the caller's spelling of it by default.
    """
    name = shown or str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            message = f"tệp lớn hơn {MAX_BYTES // 1_000_000} MB"
            return None, [Diagnostic(Pos(name), "Y008", message, hint="tách thành nhiều kỳ")]
        raw = path.read_bytes()
    except OSError as error:
        return None, [Diagnostic(Pos(name), "Y001", f"không đọc được tệp: {_reason(error)}")]
    text, problems = _decode(raw, name)
    if text is None:
        return None, problems
    return parse(text, name)


def _reason(error: OSError) -> str:
    known = {
        FileNotFoundError: "không có tệp này",
        IsADirectoryError: "đây là thư mục",
        PermissionError: "không có quyền đọc",
    }
    return known.get(type(error), error.strerror or str(error))


def _decode(raw: bytes, name: str) -> tuple[str | None, list[Diagnostic]]:
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        hint = "mở tệp trong trình soạn thảo, chọn Lưu thành… với bảng mã UTF-8"
        message = "tệp không được lưu bằng bảng mã UTF-8"
        return None, [Diagnostic(Pos(name, line, column), "Y002", message, hint=hint)]


def parse(text: str, name: str) -> tuple[Table | None, list[Diagnostic]]:
    """Read YAML text; `name` is the path that diagnostics print."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    problems = list(_odd_characters(text, name))
    if problems:
        return None, problems
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        return None, [_syntax(error, text, name)]
    except yaml.YAMLError as error:
        return None, [Diagnostic(Pos(name), "Y003", f"sai cú pháp YAML: {error}")]
    finally:
        loader.dispose()
    if root is None:
        return None, [Diagnostic(Pos(name), "Y007", "tệp trống")]
    reader = _NodeReader(text.split("\n"), name)
    node = reader.node(root)
    if not isinstance(node, Table):
        hint = "mỗi dòng viết «khóa: giá trị», có dấu cách sau dấu hai chấm"
        message = "tệp phải là danh sách «khóa: giá trị»"
        return None, [*reader.problems, Diagnostic(node.pos, "Y007", message, hint=hint)]
    return node, reader.problems


_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\u00ad\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7})( |$)", re.MULTILINE)


def _odd_characters(text: str, name: str) -> Iterator[Diagnostic]:
    """Find what no editor shows and what a merge leaves behind, before YAML trips over it."""
    for pattern, message, hint in (
        (_UNPRINTABLE, "ký tự điều khiển", "xóa ký tự này"),
        (_INVISIBLE, "ký tự vô hình", "xóa ký tự này và gõ lại chữ bên cạnh"),
        (_CONFLICT, "còn dấu xung đột git", "chọn một bên rồi xóa các dòng <<<<<<<, =======, >>>>>>>"),
    ):
        for found in pattern.finditer(text):
            shown = found[0].strip() if pattern is _CONFLICT else f"U+{ord(found[0]):04X}"
            yield Diagnostic(_pos_at(text, found.start(), name), "Y005", f"{message}: {shown}", hint=hint)


def _pos_at(text: str, index: int, name: str) -> Pos:
    return Pos(name, text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))


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


_QUOTE = 'đặt cả giá trị trong dấu nháy kép "…"'
_PROBLEMS: tuple[tuple[str, str, str, str], ...] = (
    ("alias", "Y006", "dấu * ở đầu giá trị", _QUOTE),
    ("anchor", "Y006", "dấu & ở đầu giá trị", _QUOTE),
    ("tag", "Y006", "dấu ! ở đầu giá trị", _QUOTE),
    ("depth", "Y008", f"lồng quá {MAX_DEPTH} cấp", "bớt cấp lồng nhau"),
    (
        "mapping values are not allowed",
        "Y003",
        "dấu hai chấm ở chỗ không đúng",
        f"nếu là lời văn thì {_QUOTE}; nếu là khóa thì kiểm tra thụt dòng",
    ),
    ("found character '\\t'", "Y003", "thụt dòng bằng phím Tab", "thay Tab bằng dấu cách"),
    ("found character", "Y003", "ký tự không thể đứng đầu giá trị", _QUOTE),
    (
        "found unexpected end of stream",
        "Y003",
        "dấu nháy mở ra mà không đóng",
        "thêm dấu nháy đóng, hoặc bỏ dấu nháy mở",
    ),
    (
        "could not find expected ':'",
        "Y003",
        "dòng này thiếu dấu hai chấm và dấu cách",
        "viết «khóa: giá trị»; lời văn nhiều dòng thì viết sau «khóa: |» và thụt vào",
    ),
    (
        "expected <block end>",
        "Y003",
        "thụt dòng không đều hoặc dấu nháy đặt sai",
        "các khóa cùng cấp phải thẳng cột; lời văn có dấu nháy thì viết sau «khóa: |»",
    ),
    (
        "expected a single document",
        "Y003",
        "tệp có hai phần ngăn bởi ---",
        "tách thành hai tệp, hoặc bỏ dòng ---",
    ),
    ("expected ',' or", "Y003", "thiếu dấu phẩy hoặc dấu đóng } ]", _QUOTE),
    ("found undefined tag", "Y006", "dấu ! hoặc % không dùng được ở đây", _QUOTE),
    ("expected alphabetic or numeric", "Y006", "dấu * hoặc & ở đầu giá trị", _QUOTE),
)


def _syntax(error: yaml.MarkedYAMLError, text: str, name: str) -> Diagnostic:
    """Turn a PyYAML error into one Vietnamese sentence at the line where the slip was made."""
    problem = error.problem or ""
    mark = error.problem_mark or error.context_mark
    if "unexpected end of stream" in problem and error.context_mark:
        mark = error.context_mark
    if "expected ':'" in problem and error.context_mark:
        mark = error.context_mark
    code, message, hint = next(
        ((c, m, h) for start, c, m, h in _PROBLEMS if problem.startswith(start)),
        ("Y003", f"sai cú pháp YAML: {problem}", _QUOTE),
    )
    pos = Pos(name, mark.line + 1, mark.column + 1) if mark else Pos(name)
    line = text.split("\n")[pos.line - 1] if mark and pos.line <= text.count("\n") + 1 else ""
    glued = re.match(r"\s*(?:- )?([\w.]+)(：|:)(?=[^\s/])", line)
    if glued and code == "Y003":
        message, hint = "thiếu dấu cách sau dấu hai chấm", f"viết «{glued[1]}: …»"
    return Diagnostic(pos, code, message, hint=hint)


class _NodeReader:
    """Turn PyYAML nodes into ours, collecting what is wrong on the way."""

    def __init__(self, lines: list[str], name: str) -> None:
        self.lines = lines
        self.name = name
        self.problems: list[Diagnostic] = []

    def node(self, node: yaml.Node) -> Node:
        if isinstance(node, yaml.ScalarNode):
            return self._text(node)
        if isinstance(node, yaml.SequenceNode):
            return Items(tuple(self.node(item) for item in node.value), self._pos(node))
        assert isinstance(node, yaml.MappingNode)
        return self._table(node)

    def _pos(self, node: yaml.Node, width: int = 1) -> Pos:
        mark = node.start_mark
        return Pos(self.name, mark.line + 1, mark.column + 1, width)

    def _text(self, node: yaml.ScalarNode) -> Text:
        value = unicodedata.normalize("NFC", node.value)
        start, end = node.start_mark, node.end_mark
        width = max(1, end.column - start.column) if start.line == end.line else 1
        pos = self._pos(node, width)
        odd = _UNPRINTABLE.search(value) or _INVISIBLE.search(value)
        if odd and odd[0] != "\n":
            message = f"chuỗi thoát tạo ra ký tự điều khiển U+{ord(odd[0]):04X}"
            self.problems.append(Diagnostic(pos, "Y005", message, hint="xóa chuỗi thoát có dấu \\ này"))
            value = _INVISIBLE.sub("", _UNPRINTABLE.sub("", value))
        if node.style is None:
            self._warn_of_cut(node)
        return Text(value, pos, node.style is not None, self._line_places(node, value))

    def _line_places(self, node: yaml.ScalarNode, value: str) -> tuple[Pos, ...]:
        """Place each line of a literal block (`|`), whose lines stand in the file as they are."""
        if node.style != "|":
            return ()
        first = node.start_mark.line + 1
        places = []
        for row, content in enumerate(value.split("\n")):
            line = self.lines[first + row] if first + row < len(self.lines) else ""
            indent = len(line) - len(line.lstrip(" ")) if content.strip() else 0
            indent -= len(content) - len(content.lstrip(" "))
            places.append(Pos(self.name, first + row + 1, max(indent, 0) + 1))
        return tuple(places)

    def _warn_of_cut(self, node: yaml.ScalarNode) -> None:
        rest = self.lines[node.end_mark.line][node.end_mark.column :]
        cut = re.match(r" +#(?=[^\s#!])", rest)
        if cut and node.value:
            column = node.end_mark.column + cut.end()
            message = "giá trị bị cắt: phần từ dấu # trở đi được hiểu là chú thích"
            hint = f"{_QUOTE}; nếu là chú thích thật thì viết «# » có dấu cách"
            pos = Pos(self.name, node.end_mark.line + 1, column)
            self.problems.append(Diagnostic(pos, "Y009", message, hint=hint))

    def _table(self, node: yaml.MappingNode) -> Table:
        entries: dict[str, Entry] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                message = "khóa phải là chữ"
                self.problems.append(Diagnostic(self._pos(key_node), "Y003", message, hint=_QUOTE))
                continue
            key = self._text(key_node)
            if key.value in entries:
                first = entries[key.value].key.pos
                related = ((first, "lần đầu"),)
                message = f"khóa «{key.value}» đã có ở dòng {first.line}"
                hint = "giữ một dòng, xóa dòng kia"
                self.problems.append(Diagnostic(key.pos, "Y004", message, Severity.ERROR, hint, related))
                continue
            entries[key.value] = Entry(key, self.node(value_node))
        return Table(entries, self._pos(node))
