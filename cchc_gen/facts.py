"""Bind a facts file to the catalogue: every typed value gets its kind, its state and its place.

A fact has one of four states: a value, `không phát sinh`, `chưa có số liệu`, or not stated. Zero is
never guessed and an unreadable value is never kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from cchc_gen.catalogue import Catalogue, Indicator
from cchc_gen.diagnostics import Diagnostic, Pos
from cchc_gen.fields import Fields, kind_of, nearest
from cchc_gen.period import Period
from cchc_gen.register import Register, read_register
from cchc_gen.source import Entry, Table, Text
from cchc_gen.typed import EMPTY, NOTHING_WORD, PLACEHOLDER, read_value
from cchc_gen.unit import Signer, read_signer
from cchc_gen.values import INFINITY, Missing, Number, Value
from cchc_gen.vietnamese import plain
from cchc_gen.wording import Wording, parse_wording

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
class About:
    """What the facts say of the report itself (`bao_cao`)."""

    issued: tuple[int, int] | None = None
    start: date | None = None
    end: date | None = None
    answers: str = ""
    signer: Signer | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding that is accepted: the check, the values it is accepted for, and why."""

    check: Text
    values: Mapping[str, Text]
    reason: str


@dataclass(frozen=True, slots=True)
class Header:
    """What a facts file must say before anything else can be read."""

    set_name: Text
    period: Period


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


def read_header(table: Table) -> tuple[Header | None, list[Diagnostic]]:
    """Read `bo_mau` and `ky`, which decide how the rest is read."""
    problems: list[Diagnostic] = []
    fields = _fields(table, problems)
    set_name = fields.scalar("bo_mau", required=True)
    period_text = fields.scalar("ky", required=True)
    if set_name is None or period_text is None:
        return None, problems
    try:
        return Header(set_name, Period.parse(period_text.value.strip())), problems
    except ValueError:
        message = f"kỳ báo cáo «{period_text.value}» sai dạng"
        hint = "viết 2024-06 (tháng), 2024-Q1 (quý), 2024-6T, 2024-9T hoặc 2024 (năm)"
        return None, [*problems, Diagnostic(period_text.pos, "F007", message, hint=hint)]


def bind(table: Table, header: Header, vocabulary: Vocabulary) -> tuple[Facts, list[Diagnostic]]:
    """Bind the rest of a facts file; reports everything that is wrong in it at once."""
    problems: list[Diagnostic] = []
    fields = _fields(table, problems)
    fields.node("bo_mau")
    fields.node("ky")
    register, register_problems = read_register(fields.table_at("van_ban"), vocabulary.topics)
    problems += register_problems
    names = vocabulary.names | register.names()
    figures = fields.table_at("so_lieu", required=True)
    binder = _Binder(vocabulary.catalogue, names, problems)
    if figures:
        binder.group(figures, "")
    texts = fields.table_at("noi_dung")
    facts = Facts(
        header=header,
        about=_about(fields.table_at("bao_cao"), register, problems),
        values=binder.values,
        register=register,
        texts=_texts(texts, vocabulary.text_keys, names, problems),
        waivers=tuple(_waivers(fields.tables("giai_trinh"), problems)),
        groups={"": figures.pos if figures else table.pos, **binder.groups},
        texts_pos=texts.pos if texts else table.pos,
        unreadable=frozenset(binder.unreadable),
    )
    fields.close()
    return facts, problems


def _fields(table: Table, problems: list[Diagnostic]) -> Fields:
    return Fields(table, problems, unknown="F001", wrong="F002", missing="F005")


class _Binder:
    """Walk the nested groups of `so_lieu` and bind every leaf."""

    def __init__(self, catalogue: Catalogue, names: frozenset[str], problems: list[Diagnostic]) -> None:
        self.catalogue, self.names, self.problems = catalogue, names, problems
        self.prefixes = catalogue.groups()
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

    def _children(self, group: str) -> list[str]:
        start = f"{group}."
        found = (
            k.removeprefix(start).split(".")[0] for k in self.catalogue.indicators if k.startswith(start)
        )
        return list(dict.fromkeys(found))

    def _unknown(self, key: str, entry: Entry) -> None:
        hint = nearest(key, {*self.catalogue.indicators, *self.prefixes})
        if not hint:
            same = [
                k for k in self.catalogue.indicators if k.split(".")[-1] == key.rsplit(".", maxsplit=1)[-1]
            ]
            hint = f"có phải bạn định viết «{same[0]}»?" if same else "xem các khóa bằng: cchc-gen explain"
        message = f"danh mục không có chỉ tiêu «{key}»"
        self.problems.append(Diagnostic(entry.key.pos, "F001", message, hint=hint))

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
        fields = _fields(table, self.problems)
        node = fields.node("gia_tri")
        value = Missing.UNSTATED if node is None else read_value(indicator, node, self.problems)
        qualifier = fields.one_of("kem_tu", QUALIFIERS, "") if fields.node("kem_tu") else ""
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

    def _wording(self, text: Text | None) -> Wording | None:
        if text is None:
            return None
        wording, problems = parse_wording(text, self.names, wrong="F009", unknown="F001")
        self.problems += problems
        return wording


def _qualified(value: Value, qualifier: str) -> Value:
    """Widen the interval as the qualifier says: «hơn 500» may be anything above 500."""
    if not isinstance(value, Number) or not qualifier:
        return value
    low = value.value if qualifier in ABOVE else -INFINITY
    high = value.value if qualifier == "gần" else INFINITY
    return Number(value.value, low, high)


def _texts(
    table: Table | None,
    known: frozenset[str],
    names: frozenset[str],
    problems: list[Diagnostic],
) -> dict[str, Wording]:
    texts = {}
    for key, entry in (table.entries if table else {}).items():
        if key not in known:
            hint = nearest(key, known) or f"các mục: {', '.join(sorted(known))}"
            message = f"bố cục không có nội dung «{key}»"
            problems.append(Diagnostic(entry.key.pos, "F001", message, hint=hint))
        elif not isinstance(entry.value, Text):
            hint = f"viết «{key}: |» rồi xuống dòng, thụt vào"
            message = f"nội dung «{key}»: cần lời văn, nhận {kind_of(entry.value)}"
            problems.append(Diagnostic(entry.value.pos, "F002", message, hint=hint))
        else:
            wording = _free_text(key, entry.value, names, problems)
            if wording:
                texts[key] = wording
    return texts


def _free_text(key: str, text: Text, names: frozenset[str], problems: list[Diagnostic]) -> Wording | None:
    if plain(text.value) == plain(NOTHING_WORD):
        return Wording(text, ())
    if text.value.strip() in EMPTY:
        message = f"nội dung «{key}» bỏ trống"
        hint = f"viết lời văn, hoặc «{NOTHING_WORD}»"
        problems.append(Diagnostic(text.pos, "F004", message, hint=hint))
        return None
    left = PLACEHOLDER.search(text.value)
    if left:
        pos = text.at(left.start(), len(left[0]))
        message = f"nội dung «{key}»: còn chỗ giữ chỗ «{left[0].strip()}»"
        problems.append(Diagnostic(pos, "F011", message, hint="thay bằng nội dung thật"))
    wording, found = parse_wording(text, names, wrong="F009", unknown="F001")
    problems += found
    return wording


def _about(table: Table | None, register: Register, problems: list[Diagnostic]) -> About:
    if table is None:
        return About()
    fields = _fields(table, problems)
    answers = fields.scalar("theo_van_ban")
    if answers and answers.value not in register.documents:
        hint = nearest(answers.value, register.documents) or "thêm văn bản này vào mục van_ban"
        message = f"theo_van_ban: không có văn bản «{answers.value}»"
        problems.append(Diagnostic(answers.pos, "F008", message, hint=hint))
    signer = fields.table_at("nguoi_ky")
    about = About(
        issued=_month(fields.scalar("thang_ky"), problems),
        start=fields.day("tu_ngay"),
        end=fields.day("den_ngay"),
        answers=answers.value if answers else "",
        signer=read_signer(signer, problems) if signer else None,
    )
    fields.close()
    return about


def _month(node: Text | None, problems: list[Diagnostic]) -> tuple[int, int] | None:
    if node is None:
        return None
    found = re.fullmatch(r"(0?[1-9]|1[0-2])/(20\d\d)", node.value.strip())
    if found:
        return int(found[1]), int(found[2])
    message = f"thang_ky: «{node.value}» không phải tháng/năm"
    problems.append(Diagnostic(node.pos, "F006", message, hint="viết như 3/2024"))
    return None


def _waivers(tables: tuple[Table, ...], problems: list[Diagnostic]) -> Iterator[Waiver]:
    for table in tables:
        fields = _fields(table, problems)
        check = fields.scalar("kiem_tra", required=True)
        values = fields.table_at("gia_tri", required=True)
        reason = fields.text("ly_do", required=True)
        fields.close()
        if check and values and reason:
            yield Waiver(check, dict(_flat(values, "")), reason)


def _flat(table: Table, prefix: str) -> Iterator[tuple[str, Text]]:
    for name, entry in table.entries.items():
        if isinstance(entry.value, Table):
            yield from _flat(entry.value, f"{prefix}{name}.")
        elif isinstance(entry.value, Text):
            yield f"{prefix}{name}", entry.value
