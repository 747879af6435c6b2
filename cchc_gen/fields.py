"""Take the typed fields of one YAML mapping, and report every field that is wrong.

One `Fields` reads one mapping; what nobody asked for is an unknown key in the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from difflib import get_close_matches

from cchc_gen.diagnostics import Diagnostic, Pos
from cchc_gen.source import Items, Node, Table, Text
from cchc_gen.vietnamese import parse_date, plain

YES = ("có", "co", "đúng", "x")
NO = ("không", "khong", "sai")


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the known word closest to a misspelt one, or an empty string."""
    candidates = list(known)
    close = get_close_matches(word, candidates, n=1, cutoff=0.6)
    if not close:
        by_plain = {plain(candidate): candidate for candidate in candidates}
        close = [by_plain[match] for match in get_close_matches(plain(word), by_plain, n=1, cutoff=0.6)]
    return f"có phải bạn định viết «{close[0]}»?" if close else ""


def kind_of(node: Node) -> str:
    """Name a node's shape in the user's words."""
    if isinstance(node, Text):
        return "chữ" if node.value else "ô trống"
    return "danh sách" if isinstance(node, Items) else "nhóm khóa"


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
            self.problems.append(Diagnostic(self.table.pos, self._missing, f"thiếu khóa «{key}»", hint=hint))
        return node

    def scalar(self, key: str, *, required: bool = False) -> Text | None:
        """Return a scalar node, which may be empty only when quoted."""
        node = self.require(key) if required else self.node(key)
        if node is None:
            return None
        if isinstance(node, Text) and (node.value or node.quoted):
            return node
        self._expected(key, node, "chữ")
        return None

    def text(self, key: str, default: str = "", *, required: bool = False) -> str:
        """Return a scalar's text."""
        node = self.scalar(key, required=required)
        return node.value.strip() if node else default

    def flag(self, key: str, default: bool = False) -> bool:
        """Return a yes/no field."""
        node = self.scalar(key)
        if node is None:
            return default
        word = node.value.strip().lower()
        if word not in YES + NO:
            self.problem(node.pos, f"«{key}»: cần «có» hoặc «không», nhận «{node.value}»")
        return word in YES

    def whole(self, key: str, default: int | None = None) -> int | None:
        """Return a small whole number."""
        node = self.scalar(key)
        if node is None:
            return default
        if node.value.isascii() and node.value.isdigit() and len(node.value) < 6:
            return int(node.value)
        self.problem(node.pos, f"«{key}»: cần số nguyên, nhận «{node.value}»")
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

    def texts(self, key: str) -> tuple[Text, ...]:
        """Return a list of scalars; one scalar alone counts as a list of one."""
        node = self.node(key)
        if node is None:
            return ()
        items = node.items if isinstance(node, Items) else (node,)
        found = tuple(item for item in items if isinstance(item, Text) and item.value)
        if len(found) < len(items):
            self._expected(key, node, "danh sách các chữ")
        return found

    def tables(self, key: str, *, required: bool = False) -> tuple[Table, ...]:
        """Return a list of mappings."""
        node = self.require(key) if required else self.node(key)
        if node is None:
            return ()
        items = node.items if isinstance(node, Items) else (node,)
        found = tuple(item for item in items if isinstance(item, Table))
        if len(found) < len(items) or not isinstance(node, Items):
            self._expected(key, node, "danh sách")
        return found

    def table_at(self, key: str, *, required: bool = False) -> Table | None:
        """Return a nested mapping."""
        node = self.require(key) if required else self.node(key)
        if node is None or isinstance(node, Table):
            return node
        self._expected(key, node, "nhóm khóa thụt vào bên dưới")
        return None

    def problem(self, pos: Pos, message: str, hint: str = "") -> None:
        """Report a field whose value does not fit."""
        self.problems.append(Diagnostic(pos, self._wrong, message, hint=hint))

    def close(self) -> None:
        """Report the keys that nobody asked for."""
        for key, entry in self._left():
            hint = nearest(key, self._asked) or f"các khóa dùng được: {', '.join(self._asked)}"
            message = f"không có khóa «{key}» ở đây"
            self.problems.append(Diagnostic(entry, self._unknown, message, hint=hint))

    def _left(self) -> Iterator[tuple[str, Pos]]:
        for key, entry in self.table.entries.items():
            if key not in self._asked:
                yield key, entry.key.pos

    def _expected(self, key: str, node: Node, what: str) -> None:
        hint = (
            "lời văn mở đầu bằng { hoặc [ phải đặt trong dấu nháy kép" if not isinstance(node, Text) else ""
        )
        self.problem(node.pos, f"«{key}»: cần {what}, nhận {kind_of(node)}", hint)


def read_day(node: Text, what: str, problems: list[Diagnostic]) -> date | None:
    """Read a date scalar, day first; report one that no calendar has."""
    try:
        return parse_date(node.value)
    except ValueError:
        message = f"{what}: «{node.value}» không phải ngày có thật dạng ngày/tháng/năm"
        hint = "viết như 05/01/2024"
        problems.append(Diagnostic(node.pos, "F006", message, hint=hint))
        return None
