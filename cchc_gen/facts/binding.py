"""Bind a facts file to the catalogue: every typed value gets its kind, its state and its place.

A fact has one of four states: a value, `không phát sinh`, `chưa có số liệu`, or not stated. Zero is
never guessed and an unreadable value is never kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import NoneType

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.base.period import Period
from cchc_gen.base.values import INFINITY, Missing, Number, Value
from cchc_gen.facts.about import About, read_about
from cchc_gen.facts.free_text import read_free_texts
from cchc_gen.facts.register import Register, read_register
from cchc_gen.facts.typed import NOTHING_WORD, read_value
from cchc_gen.language.wording import Wording, parse_wording
from cchc_gen.read.fields import Fields, closest, kind_of, unit_fields
from cchc_gen.read.source import Entry, Table, Text
from cchc_gen.sets.catalogue import Catalogue, Indicator

ABOVE = ("hơn", "trên")
QUALIFIERS = (*ABOVE, "khoảng", "gần")


@dataclass(frozen=True, slots=True)
class Fact:
    """One stated figure. `cell` is what the appendix prints instead of the value."""

    indicator: Indicator
    value: Value
    pos: Pos
    qualifier: str = ""
    as_of: date | None = None
    is_estimate: bool = False
    note: Wording | None = None
    source: str = ""
    cell: Wording | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding that is accepted: the check, the values it is accepted for, and why."""

    check: Text
    values: Mapping[str, Text]
    reason: str


@dataclass(frozen=True, slots=True)
class Header:
    """What a facts file must say before anything else can be read; `pos` is where it names its period."""

    set_name: Text
    period: Period
    pos: Pos


@dataclass(frozen=True, slots=True)
class Facts:
    """A facts file, bound.

    `groups` gives the place of each group, where a missing fact belongs; `unreadable` names the
    keys whose value was typed but could not be read.
    """

    header: Header
    about: About
    values: Mapping[str, Fact]
    register: Register
    texts: Mapping[str, Wording]
    waivers: tuple[Waiver, ...]
    groups: Mapping[str, Pos]
    texts_pos: Pos
    about_pos: Pos
    unreadable: frozenset[str]

    def place_for(self, key: str) -> Pos:
        """Return where a fact stands, or the innermost group that it should stand in."""
        if key in self.values:
            return self.values[key].pos
        while "." in key:
            key = key.rpartition(".")[0]
            if key in self.groups:
                return self.groups[key]
        return self.groups[""]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the set lets a facts file speak of."""

    catalogue: Catalogue
    topics: frozenset[str]
    text_keys: frozenset[str]
    names: frozenset[str]


_PERIOD_HINT = "viết ky: 2024-06 (tháng), 2024-Q1 (quý), 2024-6T, 2024-9T hoặc 2024 (năm)"


def read_header(table: Table) -> tuple[Header | None, list[Diagnostic]]:
    """Read `bo_mau` and `ky`, which decide how the rest is read."""
    problems: list[Diagnostic] = []
    fields = unit_fields(table, problems)
    fields.require("bo_mau", hint="thêm «bo_mau: <tên bộ mẫu>»")
    fields.require("ky", hint=_PERIOD_HINT)
    set_name, period_text = fields.scalar("bo_mau"), fields.scalar("ky")
    if set_name is None or period_text is None:
        return None, problems
    try:
        return Header(set_name, Period.parse(period_text.value.strip()), period_text.pos), problems
    except ValueError:
        message = f"kỳ báo cáo «{period_text.value}» sai dạng"
        return None, [*problems, Diagnostic(period_text.pos, "F007", message, hint=_PERIOD_HINT)]


def bind(table: Table, header: Header, vocabulary: Vocabulary) -> tuple[Facts, list[Diagnostic]]:
    """Bind the rest of a facts file; reports everything that is wrong in it at once."""
    problems: list[Diagnostic] = []
    fields = unit_fields(table, problems)
    fields.node("bo_mau")
    fields.node("ky")
    register, register_problems = read_register(fields.table_at("van_ban"), vocabulary.topics)
    problems += register_problems
    names = vocabulary.names | register.names()
    fields.require("so_lieu", hint="thêm «so_lieu:» rồi các nhóm số liệu thụt vào bên dưới")
    figures = fields.table_at("so_lieu")
    binder = _Binder(vocabulary.catalogue, names, problems)
    if figures:
        binder.group(figures, "")
    else:
        binder.lose("")
    about = read_about(fields.table_at("bao_cao"), register, problems)
    texts = fields.node("noi_dung")
    waivers = tuple(_waivers(fields.tables("giai_trinh"), problems))
    for key, pos in list(fields.left()):
        if key in binder.prefixes:
            fields.node(key)
            binder.lose(key)
            message = f"nhóm số liệu «{key}» đứng ngoài so_lieu"
            problems.append(Diagnostic(pos, "F001", message, hint="thụt cả nhóm vào dưới so_lieu"))
    facts = Facts(
        header=header,
        about=about,
        values=binder.values,
        register=register,
        texts=read_free_texts(fields.table_at("noi_dung"), texts, vocabulary.text_keys, names, problems),
        waivers=waivers,
        groups={"": table.place_of("so_lieu"), **binder.groups},
        texts_pos=table.place_of("noi_dung"),
        about_pos=table.place_of("bao_cao"),
        unreadable=frozenset(binder.unreadable),
    )
    fields.close()
    return facts, problems


class _Binder:
    """Walk the nested groups of `so_lieu` and bind every leaf."""

    def __init__(self, catalogue: Catalogue, names: frozenset[str], problems: list[Diagnostic]) -> None:
        self.catalogue, self.names, self.problems = catalogue, names, problems
        self.prefixes = catalogue.groups
        self.values: dict[str, Fact] = {}
        self.groups: dict[str, Pos] = {}
        self.unreadable: set[str] = set()

    def group(self, table: Table, prefix: str) -> None:
        for name, entry in table.entries.items():
            key = f"{prefix}{name}"
            if key in self.catalogue:
                self._leaf(key, entry)
            elif key not in self.prefixes:
                self._unknown(key, entry)
            elif isinstance(entry.value, Table):
                self.groups[key] = entry.key.pos
                self.group(entry.value, f"{key}.")
            else:
                message = f"«{key}» là một nhóm, cần các khóa con thụt vào bên dưới"
                hint = f"các khóa của nhóm: {', '.join(self._children(key))}"
                self.problems.append(Diagnostic(entry.key.pos, "F002", message, hint=hint))
                self.lose(key)

    def lose(self, key: str) -> None:
        """Remember that a key, or every key of a group, was typed but could not be read."""
        start = f"{key}." if key else ""
        self.unreadable |= {k for k in self.catalogue.indicators if k == key or k.startswith(start)}

    def _children(self, group: str) -> list[str]:
        start = f"{group}." if group else ""
        found = (
            k.removeprefix(start).split(".")[0] for k in self.catalogue.indicators if k.startswith(start)
        )
        return list(dict.fromkeys(found))

    def _unknown(self, key: str, entry: Entry) -> None:
        group, _, name = key.rpartition(".")
        children = self._children(group)
        meant = self._meant(key, group, name, children)
        if meant:
            hint = f"có phải bạn định viết «{meant}»?"
            self.lose(meant)
        else:
            within = f"nhóm «{group}»" if group and children else "so_lieu"
            hint = f"các khóa của {within}: {', '.join(children or self._children(''))}"
        message = f"danh mục không có chỉ tiêu «{key}»"
        self.problems.append(Diagnostic(entry.key.pos, "F001", message, hint=hint))

    def _meant(self, key: str, group: str, name: str, children: list[str]) -> str | None:
        """Guess which key was meant: a sibling, the same word in another group, or any key alike."""
        sibling = closest(name, children)
        if sibling:
            return f"{group}.{sibling}" if group else sibling
        elsewhere = [k for k in self.catalogue.indicators if k.rpartition(".")[2] == name]
        return elsewhere[0] if elsewhere else closest(key, {*self.catalogue.indicators, *self.prefixes})

    def _leaf(self, key: str, entry: Entry) -> None:
        if key in self.values:
            first = self.values[key].pos
            message = f"chỉ tiêu «{key}» đã nêu ở dòng {first.line}"
            hint = "giữ một dòng, xóa dòng kia"
            self.problems.append(
                Diagnostic(entry.key.pos, "Y004", message, hint=hint, related=((first, "lần đầu"),))
            )
            return
        indicator = self.catalogue[key]
        if isinstance(entry.value, Table):
            fact = self._detailed(indicator, entry.value, entry.key.pos)
        else:
            value = read_value(indicator, entry.value, self.problems)
            fact = None if value is None else Fact(indicator, value, entry.value.pos)
        if fact:
            self.values[key] = fact
        else:
            self.unreadable.add(key)

    def _detailed(self, indicator: Indicator, table: Table, pos: Pos) -> Fact | None:
        fields = unit_fields(table, self.problems)
        node = fields.node("gia_tri")
        value = Missing.UNSTATED if node is None else read_value(indicator, node, self.problems)
        qualifier = self._qualifier(fields, value)
        fact = Fact(
            indicator,
            Missing.UNSTATED if value is None else _qualified(value, qualifier),
            pos if node is None else node.pos,
            qualifier,
            as_of=fields.day("den_ngay"),
            is_estimate=fields.flag("uoc"),
            note=self._wording(fields.scalar("ghi_chu")),
            source=fields.text("nguon"),
            cell=self._wording(fields.scalar("o_bieu")),
        )
        fields.close()
        return None if value is None else fact

    def _qualifier(self, fields: Fields, value: Value | None) -> str:
        node = fields.node("kem_tu")
        if node is None:
            return ""
        if not isinstance(value, (Number, NoneType)) and value is not Missing.UNSTATED:
            fields.problem(node.pos, "«kem_tu» chỉ đi với một số", "xóa kem_tu")
        if value is Missing.UNSTATED:
            fields.problem(node.pos, "«kem_tu» cần có gia_tri đi kèm", "nêu gia_tri, hoặc xóa kem_tu")
        return fields.one_of("kem_tu", QUALIFIERS, "")

    def _wording(self, text: Text | None) -> Wording | None:
        if text is None:
            return None
        wording, problems = parse_wording(text, self.names, wrong="F009", unknown="F001")
        self.problems += problems
        return wording


def _qualified(value: Value, qualifier: str) -> Value:
    """Widen the interval as the qualifier says: «hơn 500» is above 500, «khoảng» within a tenth."""
    if not isinstance(value, Number) or not qualifier:
        return value
    tenth = abs(value.value) / 10
    low = value.value if qualifier in ABOVE else value.value - tenth
    high = {"gần": value.value, "khoảng": value.value + tenth}.get(qualifier, INFINITY)
    return Number(value.value, low, high)


def _waivers(tables: tuple[Table, ...], problems: list[Diagnostic]) -> Iterator[Waiver]:
    for table in tables:
        fields = unit_fields(table, problems)
        check = fields.scalar("kiem_tra", required=True)
        values = fields.table_at("gia_tri", required=True)
        reason = fields.text("ly_do", required=True)
        fields.close()
        before = len(problems)
        accepted = dict(_flat(values, "", problems)) if values else {}
        if check and values and reason and len(problems) == before:
            yield Waiver(check, accepted, reason)


def _flat(table: Table, prefix: str, problems: list[Diagnostic]) -> Iterator[tuple[str, Text]]:
    for name, entry in table.entries.items():
        key = f"{prefix}{name}"
        if isinstance(entry.value, Table):
            yield from _flat(entry.value, f"{key}.", problems)
        elif isinstance(entry.value, Text) and entry.value.value:
            yield key, entry.value
        else:
            message = f"gia_tri «{key}»: cần giá trị được chấp nhận, nhận {kind_of(entry.value)}"
            hint = f"ghi giá trị; số không có thì ghi «{NOTHING_WORD}»"
            problems.append(Diagnostic(entry.value.pos, "F002", message, hint=hint))
