"""The settings of a template set (`bo.yaml`): names of periods, number habits, numbering.

Every habit in which provinces differ is a field here; nothing else in the program has an opinion.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cchc_gen.base.diagnostics import Diagnostic
from cchc_gen.base.period import Period, PeriodKind
from cchc_gen.base.vietnamese import roman
from cchc_gen.read.fields import Fields, set_fields
from cchc_gen.read.patterns import Pattern, is_pattern
from cchc_gen.read.source import Table, Text


@dataclass(frozen=True, slots=True)
class HeadingStyle:
    """How the headings of one level look: a number written by example (`I.`, `1.1.`), and emphasis.

    Emphasis is used where a heading runs into its text; a heading of its own takes Word's style.
    """

    pattern: str
    capitals: bool
    bold: bool
    italic: bool


@dataclass(frozen=True, slots=True)
class PeriodName:
    """A period in words: «quý I năm 2024», «quý I/2024», «quý I»."""

    full: str
    short: str
    bare: str


@dataclass(frozen=True, slots=True)
class Settings:
    """A set's settings, read and checked."""

    title: Text
    subject: Text
    period_names: Mapping[str, str]
    short_names: Mapping[str, str]
    bare_names: Mapping[str, str]
    next_names: Mapping[str, str]
    window_days: tuple[int, int]
    pads_text: bool
    pads_cells: bool
    percent_sign: str
    percent_places: int
    headings: tuple[HeadingStyle, ...]
    allowed_numbers: tuple[Pattern, ...]

    def name(self, period: Period) -> PeriodName:
        """Name a period as the set does: in full, short, and without the year."""
        kind = period.kind.value
        patterns = (self.period_names[kind], self.short_names[kind], self.bare_names[kind])
        return PeriodName(*(_fill(pattern, period) for pattern in patterns))

    def name_of_next(self, period: Period) -> PeriodName:
        """Name the period that the directions speak of; a set may name it outright."""
        outright = self.next_names.get(period.kind.value)
        return PeriodName(*[_fill(outright, period)] * 3) if outright else self.name(period.next())


def _fill(pattern: str, period: Period) -> str:
    words = {
        "{nam}": str(period.year),
        "{thang}": str(period.index),
        "{quy}": roman(period.index),
    }
    for word, value in words.items():
        pattern = pattern.replace(word, value)
    return pattern


NUMBER_SIGNS = "IA1a"
LAST_DAY = 31
_KINDS = tuple(kind.value for kind in PeriodKind)


def read_settings(manifest: Table) -> tuple[Settings, list[Diagnostic]]:
    """Read the merged manifest of a set."""
    problems: list[Diagnostic] = []
    fields = set_fields(manifest, problems)
    for key in ("ke_thua", "ten", "mo_ta"):
        fields.scalar(key)
    empty = Text("", manifest.pos)
    names = _period_names(fields, "ten_ky", problems, required=True)
    settings = Settings(
        title=fields.scalar("ten_bao_cao", required=True) or empty,
        subject=fields.scalar("trich_yeu", required=True) or empty,
        period_names=names,
        short_names=_period_names(fields, "ten_ky_ngan", problems) or names,
        bare_names=_period_names(fields, "ten_ky_tran", problems) or names,
        next_names=_period_names(fields, "ten_ky_sau", problems),
        window_days=(_day(fields, "chot_tu_ngay", 15), _day(fields, "chot_den_ngay", 14)),
        pads_text=fields.flag("dem_so_khong", True),
        pads_cells=fields.flag("dem_so_khong_bieu", True),
        percent_sign=" %" if fields.flag("phan_tram_cach") else "%",
        percent_places=fields.whole("so_le_phan_tram", 2) or 0,
        headings=_headings(fields, problems),
        allowed_numbers=tuple(_allowed_numbers(fields)),
    )
    fields.close()
    return settings, problems


def _period_names(
    fields: Fields, key: str, problems: list[Diagnostic], *, required: bool = False
) -> dict[str, str]:
    table = fields.table_at(key, required=required)
    if table is None:
        return dict.fromkeys(_KINDS, "") if required else {}
    inner = set_fields(table, problems)
    names = {kind: inner.text(kind, required=key != "ten_ky_sau") for kind in _KINDS}
    inner.close()
    return {kind: name for kind, name in names.items() if name or key != "ten_ky_sau"}


def _headings(fields: Fields, problems: list[Diagnostic]) -> tuple[HeadingStyle, ...]:
    styles = []
    for table in fields.tables("de_muc", required=True):
        inner = set_fields(table, problems)
        pattern, capitals = inner.text("so", required=True), inner.flag("chu_hoa")
        if any(c.isalnum() for c in pattern) and not set(pattern) & set(NUMBER_SIGNS):
            hint = "viết mẫu như I. · A. · 1. · 1.1. · a) hoặc chỉ một dấu gạch"
            inner.problem(table.pos, f"«so: {pattern}» không đánh số được", hint)
        styles.append(HeadingStyle(pattern, capitals, inner.flag("dam", True), inner.flag("nghieng")))
        if sum(sign in NUMBER_SIGNS for sign in pattern) > len(styles):
            hint = "chữ I, 1, a là số của chính mục và các mục trên nó"
            message = f"cách đánh số «{pattern}» có nhiều số hơn cấp {len(styles)} có"
            inner.problem(table.pos, message, hint)
        inner.close()
    return tuple(styles) or (HeadingStyle("1.", False, True, False),)


def _day(fields: Fields, key: str, default: int) -> int:
    day = fields.whole(key, default)
    if day is None or not 1 <= day <= LAST_DAY:
        fields.problem(fields.table.pos, f"«{key}»: cần một ngày trong tháng, nhận {day}", "viết từ 1 đến 31")
        return default
    return day


def _allowed_numbers(fields: Fields) -> Iterator[Pattern]:
    for text in fields.texts("so_duoc_phep"):
        if not is_pattern(text.value):
            fields.problem(
                text.pos, f"so_duoc_phep: mẫu «{text.value[:40]}» không dùng được", "mỗi số một dấu #"
            )
        else:
            yield Pattern(text.value)
