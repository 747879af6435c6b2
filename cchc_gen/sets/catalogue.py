"""The indicator catalogue: what may be stated or derived, under which key, of which kind.

A type comes from here and never from the look of a typed text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.base.vietnamese import readings
from cchc_gen.language.expressions import Expression, parse, split_key
from cchc_gen.read.fields import Fields, kind_of, nearest, set_fields
from cchc_gen.read.source import Table, Text


class Kind(Enum):
    """What an indicator's value is; the value is its name in YAML."""

    COUNT = "so_dem"
    MONEY = "tien"
    DECIMAL = "thap_phan"
    PERCENT = "phan_tram"
    YES_NO = "co_khong"
    CHOICE = "lua_chon"
    TEXT = "chu"
    DATE = "ngay"
    NAMES = "danh_sach"

    @property
    def is_number(self) -> bool:
        return self in (Kind.COUNT, Kind.MONEY, Kind.DECIMAL, Kind.PERCENT)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator (chỉ tiêu). `places` is the most decimals that a derived value is printed with.

    A cumulative one (`luy_ke`) counts from the start of the year, so that it never falls within it.
    """

    key: str
    label: str
    unit: str
    kind: Kind
    places: int
    minimum: Decimal | None
    maximum: Decimal | None
    choices: tuple[str, ...]
    formula: Expression | None
    is_cumulative: bool
    reference: str
    pos: Pos


@dataclass(frozen=True)
class Catalogue:
    """All indicators of a set; `order` lists the derived ones so that inputs come first.

    `ky_truoc(<key>)` is measured by the indicator of its key.
    """

    indicators: Mapping[str, Indicator]
    order: tuple[str, ...]

    def __contains__(self, key: str) -> bool:
        return key in self.indicators

    def __getitem__(self, key: str) -> Indicator:
        return self.indicators[split_key(key)[1]]

    @cached_property
    def groups(self) -> frozenset[str]:
        """Return every proper prefix of a key: the groups that facts are nested in."""
        return frozenset(prefix for key in self.indicators for prefix in prefixes(key))


def prefixes(key: str) -> Iterator[str]:
    """Walk the groups of a key, outermost first: `a.b.c` gives `a`, `a.b`."""
    parts = key.split(".")
    return (".".join(parts[:n]) for n in range(1, len(parts)))


def read_catalogue(table: Table, percent_places: int = 2) -> tuple[Catalogue, list[Diagnostic]]:
    """Read the merged indicator entries of a set and order their formulas.

    `percent_places` is the set's habit, for percentages that do not say it themselves.
    """
    problems: list[Diagnostic] = []
    indicators: dict[str, Indicator] = {}
    for key, entry in table.entries.items():
        if isinstance(entry.value, Table):
            indicators[key] = _indicator(key, entry.value, entry.key.pos, percent_places, problems)
        else:
            message = f"chỉ tiêu «{key}»: cần nhóm khóa, nhận {kind_of(entry.value)}"
            hint = f"viết {key}: {{nhan: …, loai: …, can_cu: …}}"
            problems.append(Diagnostic(entry.key.pos, "S009", message, hint=hint))
    groups = {prefix: key for key in indicators for prefix in prefixes(key)}
    for key, indicator in indicators.items():
        if key in groups:
            message = f"khóa «{key}» vừa là chỉ tiêu vừa là nhóm của «{groups[key]}»"
            problems.append(Diagnostic(indicator.pos, "S009", message, hint=f"đổi thành «{key}.tong»"))
        if indicator.formula:
            problems += unknown_keys(indicator.formula, indicators)
    order, ring = _order(indicators)
    return Catalogue(indicators, order), problems + ring


_CATALOGUE = "thêm chỉ tiêu này vào chi_tieu.yaml, hoặc dùng khóa đã có ở đó"


def unknown_keys(expression: Expression, known: Iterable[str]) -> list[Diagnostic]:
    """Report the keys of a rule that the catalogue does not have."""
    names = frozenset(known)
    return [
        Diagnostic(
            expression.pos, "S004", f"không có chỉ tiêu «{key}»", hint=nearest(key, names) or _CATALOGUE
        )
        for key in (split_key(named)[1] for named in expression.keys)
        if key not in names
    ]


def _indicator(
    key: str, table: Table, pos: Pos, percent_places: int, problems: list[Diagnostic]
) -> Indicator:
    fields = set_fields(table, problems)
    kind = Kind(fields.one_of("loai", [k.value for k in Kind]))
    formula_text = fields.scalar("cong_thuc")
    formula = _parsed(formula_text, problems) if formula_text else None
    default_places = {Kind.COUNT: 0, Kind.PERCENT: percent_places}.get(kind, 2)
    places = fields.whole("so_le", default_places)
    indicator = Indicator(
        key=key,
        label=fields.text("nhan", required=True),
        unit=fields.text("dvt"),
        kind=kind,
        places=default_places if places is None else places,
        minimum=_bound(fields, "toi_thieu", Decimal(0) if kind.is_number else None),
        maximum=_bound(fields, "toi_da", Decimal(100) if kind is Kind.PERCENT else None),
        choices=tuple(t.value for t in fields.texts("lua_chon", required=kind is Kind.CHOICE)),
        formula=formula,
        is_cumulative=fields.flag("luy_ke"),
        reference=fields.text("can_cu", required=True),
        pos=pos,
    )
    fields.close()
    low, high = indicator.minimum, indicator.maximum
    if low is not None and high is not None and low > high:
        problems.append(
            Diagnostic(pos, "S009", f"chỉ tiêu «{key}»: toi_thieu lớn hơn toi_da", hint="sửa một trong hai")
        )
    return indicator


def _parsed(text: Text, problems: list[Diagnostic]) -> Expression | None:
    expression, found = parse(text)
    problems += found
    return expression


def _bound(fields: Fields, key: str, default: Decimal | None) -> Decimal | None:
    node = fields.node(key)
    if node is None:
        return default
    typed = node.value if isinstance(node, Text) else kind_of(node)
    if typed in ("", "null", "~"):
        return None
    number = next((reading for reading in readings(typed) if reading is not None), None)
    if number is None:
        hint = "chỉ ghi số, hoặc ghi null để không giới hạn"
        fields.problem(node.pos, f"«{key}»: cần một số, nhận «{typed}»", hint)
    return number


def _order(indicators: Mapping[str, Indicator]) -> tuple[tuple[str, ...], list[Diagnostic]]:
    graph = {key: i.formula.keys for key, i in indicators.items() if i.formula}
    try:
        return tuple(k for k in TopologicalSorter(graph).static_order() if k in graph), []
    except CycleError as error:
        ring = list(reversed(error.args[1]))[1:]
        first = min(range(len(ring)), key=lambda n: indicators[ring[n]].pos)
        ring = ring[first:] + ring[:first]
        message = f"công thức vòng tròn: {' → '.join([*ring, ring[0]])} (mỗi số cần số đứng sau mũi tên)"
        hint = "sửa một công thức để nó không cần chính kết quả của mình"
        places = [(indicators[key].pos, key) for key in ring]
        return (), [Diagnostic(places[0][0], "S007", message, hint=hint, related=tuple(places[1:]))]
