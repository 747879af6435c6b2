"""Say in Vietnamese why a YAML file could not be read, at the line where the slip was made.

Knows no parser: it is told where one gave up and on what, and looks at the lines around that place,
because a slip often shows only on the next line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.base.values import Missing

QUOTE = 'đặt cả giá trị trong dấu nháy kép "…"'

_Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Halt:
    """Where a parser gave up, and its words for why; places are (line, column) and count from 0.

    `opened` is where the construct began that it was reading, `quote` where a quoted text began that
    ran over several lines up to here.
    """

    problem: str
    at: _Place
    opened: _Place | None = None
    quote: _Place | None = None


@dataclass(frozen=True, slots=True)
class _File:
    """The lines of the file and its name."""

    lines: Sequence[str]
    name: str

    def line(self, number: int) -> str:
        return self.lines[number] if 0 <= number < len(self.lines) else ""

    def above(self, number: int) -> int:
        """Return the nearest line above that is neither blank nor a comment, -1 for none."""
        number -= 1
        while number >= 0 and not self.line(number).split("#")[0].strip():
            number -= 1
        return number

    def pos(self, place: _Place, width: int = 1) -> Pos:
        return Pos(self.name, place[0] + 1, place[1] + 1, width)


def explain(halt: Halt, lines: Sequence[str], name: str) -> list[Diagnostic]:
    """Turn a parser's complaint into what an officer can mend."""
    file = _File(lines, name)
    for detect in _DETECTORS:
        found = detect(halt, file)
        if found:
            return found
    return [_from_table(halt, file)]


def _unclosed_quote(halt: Halt, file: _File) -> list[Diagnostic]:
    ends = halt.problem.startswith("found unexpected end of stream")
    place = halt.opened if ends else halt.quote
    if place is None:
        return []
    message = "dấu nháy mở ra mà không đóng"
    hint = f"thêm dấu nháy đóng ở cuối dòng {place[0] + 1}, hoặc bỏ dấu nháy mở"
    return [Diagnostic(file.pos(place), "Y003", message, hint=hint)]


CUT = re.compile(r"[ \t]#(?=[^\s#!])")
CUT_MESSAGE = "giá trị bị cắt: phần từ dấu # trở đi được hiểu là chú thích"
CUT_HINT = f"{QUOTE}; nếu là chú thích thật thì viết «# » có dấu cách"


def _cut_bracket(halt: Halt, file: _File) -> list[Diagnostic]:
    """Find a # that made a comment of the rest of a line, closing bracket included."""
    if halt.opened is None or not halt.problem.startswith("expected ',' or"):
        return []
    for number in range(halt.opened[0], halt.at[0]):
        cut = CUT.search(file.line(number))
        if cut:
            pos = file.pos((number, cut.end() - 1))
            return [Diagnostic(pos, "Y009", CUT_MESSAGE, hint=CUT_HINT)]
    return []


def _open_bracket(halt: Halt, file: _File) -> list[Diagnostic]:
    if halt.opened is None or halt.opened[0] == halt.at[0] or not halt.problem.startswith("expected ',' or"):
        return []
    sign = file.line(halt.opened[0])[halt.opened[1] :][:1]
    message = f"ngoặc {sign} mở ra mà không đóng, hoặc thiếu dấu phẩy ở giữa"
    hint = f"thêm ngoặc đóng ở cuối dòng {halt.opened[0] + 1}; giữa hai phần trong ngoặc phải có dấu phẩy"
    related = ((file.pos(halt.at), "đến đây thì không đọc tiếp được"),) if file.line(halt.at[0]) else ()
    return [Diagnostic(file.pos(halt.opened), "Y003", message, hint=hint, related=related)]


GLUED = re.compile(r"(\s*)((?:- +)?)([^\W\d][\w.]*)(?::(?=[^\s/]|[\u00a0\u2000-\u200a\u202f\u3000])|：)")
"""A key whose colon has no space after it, or is the wide colon of an East Asian keyboard."""


def glued(pos: Pos, found: re.Match[str]) -> Diagnostic:
    """Report a key glued to its value; `pos` is the start of its line."""
    start, end = found.start(3), found.end()
    place = Pos(pos.path, pos.line, pos.column + start, end - start)
    message, hint = "thiếu dấu cách sau dấu hai chấm", f"viết «{found[3]}: …»"
    if found[0].endswith("：") or found.string[end : end + 1].isspace():
        message = "dấu hai chấm hoặc dấu cách sau nó không phải loại thường"
        hint += ", gõ lại dấu hai chấm và dấu cách"
    return Diagnostic(place, "Y003", message, hint=hint)


def _glued_lines(halt: Halt, file: _File) -> list[Diagnostic]:
    """Find keys glued to their values here and on the lines right above, which YAML joins to one text."""
    found = []
    number = halt.at[0] if GLUED.match(file.line(halt.at[0])) else file.above(halt.at[0])
    while number >= 0 and (match := GLUED.match(file.line(number))):
        found.append(glued(Pos(file.name, number + 1, 1), match))
        number = file.above(number)
    return found


_KEY = re.compile(r"\s*(?:- +)?([^\W\d][\w.]*)\s*:(?=\s|$)")
_PAIR = re.compile(r"(\s*(?:- +)?[^\W\d][\w.]*:) +(?=\S)(.*?)\s*$")


def _colon(halt: Halt, file: _File) -> list[Diagnostic]:
    """Tell a key at a wrong column from a colon inside a text."""
    if not halt.problem.startswith("mapping values are not allowed"):
        return []
    line = file.line(halt.at[0])
    key = _KEY.match(line)
    above = file.above(halt.at[0])
    parent = _KEY.match(file.line(above))
    if key and key.end() == halt.at[1] + 1 and parent:
        message = f"«{key[1]}» thụt sâu hơn dòng trên, mà dòng trên đã có giá trị"
        hint = (
            f"nếu cùng cấp thì viết thẳng cột với «{parent[1]}»; "
            f"nếu là khóa con thì dòng trên chỉ ghi «{parent[1]}:»"
        )
        related = ((file.pos((above, parent.start(1))), "dòng trên"),)
        place = file.pos((halt.at[0], key.start(1)), len(key[1]))
        return [Diagnostic(place, "Y003", message, hint=hint, related=related)]
    message = "giá trị có dấu hai chấm mà không đặt trong dấu nháy"
    return [Diagnostic(file.pos(halt.at), "Y003", message, hint=_quoted(line))]


def _quoted(line: str) -> str:
    """Write the line as it should be, when that is plain to see."""
    pair = _PAIR.fullmatch(line)
    if pair is None or re.search(r'["\\#]', pair[2]):
        return QUOTE
    return f'{QUOTE}: {pair[1].strip()} "{pair[2]}"'


def _after_value(halt: Halt, file: _File) -> list[Diagnostic]:
    """Find words after a closing quote or bracket."""
    if not re.match(r"expected <block end>, but found '(?:<scalar>|[,}\]{\[]|<flow)", halt.problem):
        return []
    pair = _PAIR.match(file.line(halt.at[0]))
    value = pair[2] if pair else ""
    if value.startswith(("{", "[")):
        sign = "{{" if value.startswith("{{") else value[0]
        message, hint = (
            f"lời văn mở đầu bằng {sign} phải đặt trong dấu nháy kép",
            _quoted(pair[0] if pair else ""),
        )
    else:
        message = "còn chữ đứng sau dấu nháy đóng"
        hint = "viết lời văn ở dòng dưới, sau «khóa: |» và thụt vào, thì không cần dấu nháy bao ngoài"
    return [Diagnostic(file.pos(halt.at), "Y003", message, hint=hint)]


_DASH = re.compile(r"\s*(?:- +)?[^\W\d][\w.]*: +(-)\s*")


def _dash_for_nothing(halt: Halt, file: _File) -> list[Diagnostic]:
    """Find every lone dash that stands where a value belongs."""
    if not halt.problem.startswith("sequence entries are not allowed"):
        return []
    hint = f"ghi số, hoặc «{Missing.NOTHING.value}», hoặc «{Missing.UNKNOWN.value}»"
    return [
        Diagnostic(file.pos((number, dash.start(1))), "Y003", "dấu - thay cho giá trị", hint=hint)
        for number, line in enumerate(file.lines)
        if (dash := _DASH.fullmatch(line))
    ]


_DETECTORS: tuple[Callable[[Halt, _File], list[Diagnostic]], ...] = (
    _unclosed_quote,
    _cut_bracket,
    _open_bracket,
    _glued_lines,
    _colon,
    _after_value,
    _dash_for_nothing,
)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is said of a complaint; `{}` in the message is the character the parser stopped at."""

    problem: str
    message: str
    hint: str = QUOTE
    code: str = "Y003"
    at_start: bool = False


_TABLE = (
    _Known("alias", "dấu * ở đầu giá trị", code="Y006"),
    _Known("anchor", "dấu & ở đầu giá trị", code="Y006"),
    _Known("tag", "dấu ! ở đầu giá trị", code="Y006"),
    _Known("depth", "lồng quá sâu", "bớt cấp lồng nhau", code="Y008"),
    _Known("expected alphabetic or numeric", "dấu {} ở đầu giá trị", code="Y006", at_start=True),
    _Known("found character '\\t'", "phím Tab ở chỗ phải là dấu cách", "thay Tab bằng dấu cách"),
    _Known("found character", "ký tự {} không đứng đầu giá trị được"),
    _Known("mapping keys are not allowed", "dấu ? ở đầu giá trị"),
    _Known("sequence entries are not allowed", "dấu - ở đầu giá trị, ngay sau dấu hai chấm"),
    _Known("expected a comment or a line break", "chữ đứng sau dấu | hoặc > ở đầu giá trị"),
    _Known("expected chomping or indentation", "chữ đứng sau dấu | hoặc > ở đầu giá trị"),
    _Known("expected indentation indicator", "chữ đứng sau dấu | hoặc > ở đầu giá trị"),
    _Known(
        "found unknown escape character",
        "dấu \\ trong dấu nháy kép",
        "viết hai lần dấu \\, hoặc đổi sang dấu nháy đơn '…'",
    ),
    _Known(
        "expected escape sequence",
        "dấu \\ trong dấu nháy kép",
        "viết hai lần dấu \\, hoặc đổi sang dấu nháy đơn '…'",
    ),
    _Known(
        "could not find expected ':'",
        "dòng này thiếu dấu hai chấm và dấu cách",
        "viết «khóa: giá trị»; lời văn nhiều dòng thì viết sau «khóa: |» và thụt vào",
        at_start=True,
    ),
    _Known(
        "expected <block end>, but found '-'",
        "dòng mở đầu bằng dấu - đứng sai cột",
        "lời văn có gạch đầu dòng thì viết sau «khóa: |» và thụt vào; danh sách thì viết dưới khóa của nó",
    ),
    _Known(
        "expected <block end>, but found '<block sequence start>'",
        "dòng mở đầu bằng dấu - đứng sai cột",
        "các dòng của một danh sách phải thẳng cột",
    ),
    _Known(
        "expected <block end>",
        "thụt dòng lệch: dòng này không thẳng cột với khóa nào phía trên",
        "các khóa cùng cấp phải thẳng cột",
    ),
    _Known(
        "but found another document", "tệp có hai phần ngăn bởi ---", "tách thành hai tệp, hoặc bỏ dòng ---"
    ),
    _Known(
        "expected ',' or",
        "dấu {} ở chỗ không đúng trong ngoặc",
        "giữa hai phần trong ngoặc phải có dấu phẩy; giá trị có dấu hai chấm thì đặt trong dấu nháy kép",
    ),
    _Known("expected the node content", "dấu {} ở chỗ không đúng"),
)
_OTHERWISE = _Known(
    "",
    "không đọc được từ chỗ này",
    "xem lại dấu nháy, dấu hai chấm, ngoặc và thụt dòng ở dòng này và dòng trên",
)


def _from_table(halt: Halt, file: _File) -> Diagnostic:
    known = next((k for k in _TABLE if halt.problem.startswith(k.problem)), _OTHERWISE)
    place = halt.opened if known.at_start and halt.opened else halt.at
    sign = file.line(place[0])[place[1] :][:1]
    return Diagnostic(file.pos(place), known.code, known.message.format(sign), hint=known.hint)
