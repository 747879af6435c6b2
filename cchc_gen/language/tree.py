"""The tree of a checked expression: plain values that need no parser to be walked or kept."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

COUNT_FUNCTION = "so_van_ban"
STATE_FUNCTIONS = ("co", "thieu", "khong_phat_sinh", "la_uoc", "so_ten")
CITATION_FUNCTIONS = ("trich_dan", "trich_dan_ngan")
REGISTER_FUNCTIONS = (COUNT_FUNCTION, *CITATION_FUNCTIONS)
PREVIOUS, ADJOINING = "ky_truoc", "lien_truoc"
EARLIER_FUNCTIONS = (PREVIOUS, ADJOINING)
"""Values of other files: of the previous period of the same kind, of the window that adjoins this one."""
WHOLE_FUNCTION = "co_so_nguyen"
"""True where a whole number may stand behind a rounded value: a count that is printed only as a share."""
FUNCTIONS = ("phan_tram", WHOLE_FUNCTION, *STATE_FUNCTIONS, *REGISTER_FUNCTIONS, *EARLIER_FUNCTIONS)


@dataclass(frozen=True, slots=True)
class Key:
    """A figure; one of an earlier period is named `ky_truoc(<key>)`."""

    name: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A number or a quoted text."""

    value: Decimal | str


@dataclass(frozen=True, slots=True)
class Topic:
    """Documents of the register: all of a topic, or those of it that were issued in the report's period."""

    name: str
    in_period: bool = False

    def __str__(self) -> str:
        return f"{self.name} trong kỳ" if self.in_period else self.name

    @property
    def noun(self) -> str:
        """Return what its documents are called where they are counted."""
        return "văn bản cùng chủ đề trong kỳ" if self.in_period else "văn bản cùng chủ đề"


@dataclass(frozen=True, slots=True)
class Call:
    """A function over figures, or over the register's documents of a topic."""

    function: str
    arguments: tuple[Node, ...] = ()
    topic: Topic | None = None


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison: `==`, `!=`, `<`, `<=`, `>` or `>=`."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic (`+ - * /`) or logic (`and`, `or`)."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Unary:
    """`not` or the sign of a number (`-`)."""

    sign: str
    inner: Node


Node = Key | Literal | Call | Compare | Binary | Unary
