"""Take the typed fields of one YAML mapping, and report every field that is wrong.

One `Fields` reads one mapping; what nobody asked for is an unknown key in the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from difflib import SequenceMatcher, get_close_matches

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.base.vietnamese import format_date, parse_date, plain
from cchc_gen.read.source import Items, Node, Table, Text

YES = ("có", "co", "đúng", "x")
NO = ("không", "khong", "sai")


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the known word closest to a misspelt one, or an empty string."""
    found = closest(word, known)
    return f"có phải bạn định viết «{found}»?" if found else ""


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that a misspelt one most likely stands for."""
    candidates = sorted(known)
    close = get_close_matches(word, candidates, n=3, cutoff=0.6)
    if not close:
        by_plain = {plain(candidate): candidate for candidate in candidates}
        close = [by_plain[match] for match in get_close_matches(plain(word), by_plain, n=3, cutoff=0.6)]
    return next((candidate for candidate in close if _ends_alike(word, candidate)), None)


def _ends_alike(word: str, candidate: str) -> bool:
    """Compare what stands last: keys of one group are alike in nothing but the group."""
    end, other = (plain(re.split(r"[./]", key)[-1]) for key in (word, candidate))
    return SequenceMatcher(None, end, other).ratio() >= 0.6


def kind_of(node: Node) -> str:
    """Name a node's shape in the user's words."""
    if isinstance(node, Text):
        return "chữ" if node.value.strip() else "ô trống"
    return "danh sách" if isinstance(node, Items) else "nhóm khóa"


_WORDS = "chữ"
_LIST_HINT = "mỗi phần một dòng, mở đầu bằng «- »"
BRACE_HINT = "chữ mở đầu bằng { hoặc [ phải đặt trong dấu nháy kép"


def one_line(text: str) -> str:
    """Make one line of a text that may have been typed on several."""
    return re.sub(r"\s*\n\s*|\t", " ", text.strip())


class Fields:
    """A reader of one mapping. Wrong or missing fields become diagnostics with the given codes."""

    def __init__(
        self,
        table: Table,
        problems: list[Diagnostic],
        *,
        unknown: str,
        wrong: str,
        missing: str,
    ) -> None:
        self.table = table
        self.problems = problems
        self._unknown, self._wrong, self._missing = unknown, wrong, missing
        self._asked: dict[str, None] = {}

    def node(self, key: str) -> Node | None:
        """Return the node under a key as it is."""
        self._asked[key] = None
        return self.table.get(key)

    def require(self, key: str, hint: str = "") -> Node | None:
        """Return the node under a key; report when the key is missing."""
        node = self.node(key)
        if node is None:
            hint = hint or f"thêm «{key}: …»"
            self.problems.append(Diagnostic(self.table.pos, self._missing, f"thiếu khóa «{key}»", hint=hint))
        return node

    def scalar(self, key: str, *, required: bool = False) -> Text | None:
        """Return a scalar node, which may be empty only when quoted."""
        node = self.require(key) if required else self.node(key)
        if node is None:
            return None
        if isinstance(node, Text) and (node.quoted or node.value not in ("", "null", "~")):
            return node
        self._expected(key, node, _WORDS)
        return None

    def text(self, key: str, default: str = "", *, required: bool = False) -> str:
        """Return a scalar's text on one line, which is not empty when it is required."""
        node = self.scalar(key, required=required)
        if node is None:
            return default
        if required and not node.value.strip():
            self._expected(key, node, _WORDS)
        report_placeholders(f"«{key}»", node, self.problems)
        return one_line(node.value)

    def flag(self, key: str, default: bool = False) -> bool:
        """Return a yes/no field."""
        node = self.scalar(key)
        if node is None:
            return default
        word = node.value.strip().lower()
        if word not in YES + NO:
            self.problem(
                node.pos, f"«{key}»: cần «có» hoặc «không», nhận «{node.value}»", "viết có hoặc không"
            )
        return word in YES

    def whole(self, key: str, default: int | None = None) -> int | None:
        """Return a small whole number."""
        node = self.scalar(key)
        if node is None:
            return default
        if node.value.isascii() and node.value.isdigit() and len(node.value) < 6:
            return int(node.value)
        self.problem(node.pos, f"«{key}»: cần số nguyên, nhận «{node.value}»", "chỉ ghi chữ số")
        return default

    def day(self, key: str) -> date | None:
        """Return a date field."""
        node = self.scalar(key)
        return None if node is None else read_day(node, key, self.problems)

    def one_of(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        """Return one of the declared words."""
        node = self.scalar(key, required=default is None)
        if node is None:
            return default or choices[0]
        if node.value not in choices:
            hint = nearest(node.value, choices) or f"chọn một trong: {', '.join(choices)}"
            self.problem(node.pos, f"«{key}»: không nhận «{node.value}»", hint)
            return default or choices[0]
        return node.value

    def texts(self, key: str, *, required: bool = False) -> tuple[Text, ...]:
        """Return a list of scalars, which is not empty when it is required; one alone counts as a list."""
        node = self.require(key) if required else self.node(key)
        if node is None:
            return ()
        items = node.items if isinstance(node, Items) else (node,)
        if required and not items:
            self.problem(node.pos, f"«{key}»: cần ít nhất một dòng, nhận danh sách trống", _LIST_HINT)
        for item in items:
            if not isinstance(item, Text) or not item.value:
                self._expected(key, item, _WORDS if item is node else f"{_WORDS} ở mỗi phần của danh sách")
            else:
                report_placeholders(f"«{key}»", item, self.problems)
        return tuple(item for item in items if isinstance(item, Text) and item.value)

    def tables(self, key: str, *, required: bool = False) -> tuple[Table, ...]:
        """Return a list of mappings."""
        node = self.require(key) if required else self.node(key)
        if node is None:
            return ()
        if not isinstance(node, Items):
            self._expected(key, node, "danh sách", _LIST_HINT)
            return ()
        for item in node.items:
            if not isinstance(item, Table):
                self._expected(key, item, "nhóm khóa ở mỗi phần của danh sách", "viết «- khóa: giá trị»")
        return tuple(item for item in node.items if isinstance(item, Table))

    def table_at(self, key: str, *, required: bool = False) -> Table | None:
        """Return a nested mapping."""
        node = self.require(key) if required else self.node(key)
        if node is None or isinstance(node, Table):
            return node
        self._expected(key, node, "nhóm khóa thụt vào bên dưới", f"dòng này chỉ ghi «{key}:»")
        return None

    def problem(self, pos: Pos, message: str, hint: str = "") -> None:
        """Report a field whose value does not fit."""
        self.problems.append(Diagnostic(pos, self._wrong, message, hint=hint))

    def close(self) -> None:
        """Report the keys that nobody asked for."""
        for key, entry in self.left():
            hint = nearest(key, self._asked) or f"các khóa dùng được: {', '.join(self._asked)}"
            message = f"không có khóa «{key}» ở đây"
            self.problems.append(Diagnostic(entry, self._unknown, message, hint=hint))

    def left(self) -> Iterator[tuple[str, Pos]]:
        """Walk the keys that nobody asked for, with their places."""
        for key, entry in self.table.entries.items():
            if key not in self._asked:
                yield key, entry.key.pos

    def _expected(self, key: str, node: Node, what: str, hint: str = "") -> None:
        if not hint:
            hint = BRACE_HINT if not isinstance(node, Text) else "ghi giá trị sau dấu hai chấm"
        self.problem(node.pos, f"«{key}»: cần {what}, nhận {kind_of(node)}", hint)


_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def read_day(node: Text, what: str, problems: list[Diagnostic]) -> date | None:
    """Read a date scalar, day first; report one that no calendar has."""
    try:
        return parse_date(node.value)
    except ValueError:
        message = f"{what}: «{node.value}» không phải ngày có thật dạng ngày/tháng/năm"
        problems.append(Diagnostic(node.pos, "F006", message, hint=_day_hint(node.value)))
        return None


def _day_hint(text: str) -> str:
    """Write the date as it was most likely meant, with its day first."""
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return "viết như 05/01/2024"
    for day, month in ((found[1], found[2]), (found[2], found[1])):
        try:
            meant = date(int(found[3]), int(month), int(day))
        except ValueError:
            continue
        return f"ngày trước, tháng sau, ngăn bằng dấu /: {format_date(meant)}"
    return "ngày này không có trong lịch; viết như 05/01/2024"


PLACEHOLDER = re.compile(r"(?i:\bTODO\b)|\?\?+|\bxxx+\b|\bXXXX+\b|^[ \t]*(?:\.\.\.|…)[ \t]*$", re.MULTILINE)


def report_placeholders(what: str, node: Text, problems: list[Diagnostic]) -> bool:
    """Report every mark that was left for later, such as TODO; say whether there was one."""
    found = list(PLACEHOLDER.finditer(node.value))
    for left in found:
        pos = node.at(left.start(), len(left[0]))
        message = f"{what}: còn chỗ giữ chỗ «{left[0].strip()[:20]}»"
        problems.append(Diagnostic(pos, "F011", message, hint="thay bằng nội dung thật"))
    return bool(found)


def unit_fields(table: Table, problems: list[Diagnostic]) -> Fields:
    """Read a mapping that a unit writes: facts, documents, the unit itself."""
    return Fields(table, problems, unknown="F001", wrong="F002", missing="F005")


def set_fields(table: Table, problems: list[Diagnostic]) -> Fields:
    """Read a mapping that a template set holds."""
    return Fields(table, problems, unknown="S002", wrong="S009", missing="S008")
