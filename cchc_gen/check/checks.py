"""The checks of a set (`kiem_tra.yaml`), read: what must hold, how much it weighs, what it rests on.

A check is a relation between figures, or switches on one of the kinds of check that the program
knows. Either way a set can add, change or drop it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cchc_gen.base.diagnostics import Diagnostic, Pos, Severity
from cchc_gen.base.vietnamese import plain
from cchc_gen.language.expressions import Expression, parse
from cchc_gen.read.fields import Fields, set_fields
from cchc_gen.read.patterns import Pattern, is_pattern
from cchc_gen.read.source import Table, Text
from cchc_gen.sets.catalogue import Catalogue, unknown_keys

RELATION = "quan_he"


@dataclass(frozen=True, slots=True)
class Exemption:
    """What a check of texts leaves alone: sentences with certain words, texts with certain names."""

    words: tuple[Pattern, ...]
    sections: tuple[str, ...]

    def covers(self, sentence: str, section: str = "") -> bool:
        """Say whether a sentence of a section is left alone."""
        return section.startswith(self.sections) or any(word.search(sentence) for word in self.words)


@dataclass(frozen=True, slots=True)
class Claim:
    """Words of free text that only certain figures bear out.

    They are looked for in the texts of `sections`, if any are named; with `is_whole` they count only
    where such a text says nothing else.
    """

    phrases: tuple[Pattern, ...]
    exempt: Exemption
    sections: tuple[str, ...]
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """A condition between figures, and the words for when it does not hold.

    One with a claim must hold only where free text makes that claim.
    """

    expect: Expression
    message: str
    claim: Claim | None


@dataclass(frozen=True, slots=True)
class OldName:
    """A name of an office or a thing that is no longer used from a day on, and the one used since."""

    name: Pattern
    since: date
    now: str


@dataclass(frozen=True, slots=True)
class OldNames:
    """The names that are no longer used."""

    names: tuple[OldName, ...]
    exempt: Exemption


@dataclass(frozen=True, slots=True)
class YearPlans:
    """The topics of the report's own yearly plans, and the subjects whose year is not the plan's."""

    topics: tuple[str, ...]
    exempt: Exemption


@dataclass(frozen=True, slots=True)
class Symbols:
    """The symbols that the number of each type may bear, and the types with the year in the number.

    Types are written without tone marks.
    """

    by_type: Mapping[str, tuple[str, ...]]
    with_year: frozenset[str]

    @property
    def known(self) -> frozenset[str]:
        """Return every symbol in capitals."""
        return frozenset(symbol.upper() for allowed in self.by_type.values() for symbol in allowed)


@dataclass(frozen=True, slots=True)
class Age:
    """How old a document may be."""

    years: int


@dataclass(frozen=True, slots=True)
class Jump:
    """How many times a figure may grow or shrink between periods, from which size on.

    `occasional` are groups of figures that come and go, such as surveys.
    """

    times: Decimal
    least: Decimal
    occasional: frozenset[str]


Options = Relation | Exemption | OldNames | YearPlans | Symbols | Age | Jump | None


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `options` are what its kind needs.

    `names` are the sections, groups and topics of the set that it speaks of, by the field that gives them.
    """

    name: str
    kind: str
    severity: Severity
    reference: str
    pos: Pos
    options: Options
    names: Mapping[str, tuple[Text, ...]]


ONLY_SECTIONS, NO_SECTIONS, NO_GROUPS, TOPICS = "chi_muc", "tru_muc", "tru_nhom", "chu_de"
NAMING = (ONLY_SECTIONS, NO_SECTIONS, NO_GROUPS, TOPICS)
"""The fields that name something of the set besides its indicators."""

_SEVERITIES = {s.value: s for s in Severity}


def read_checks(table: Table, catalogue: Catalogue) -> tuple[tuple[Check, ...], list[Diagnostic]]:
    """Read the merged checks of a set."""
    problems: list[Diagnostic] = []
    checks = []
    for name, entry in table.entries.items():
        if isinstance(entry.value, Table):
            checks.append(_check(name, entry.value, entry.key.pos, catalogue, problems))
        else:
            problems.append(Diagnostic(entry.key.pos, "S009", f"kiểm tra «{name}»: cần nhóm khóa"))
    return tuple(check for check in checks if check), problems


def _check(
    name: str, table: Table, pos: Pos, catalogue: Catalogue, problems: list[Diagnostic]
) -> Check | None:
    if "." in name:
        hint = "tên không có dấu chấm"
        problems.append(Diagnostic(pos, "S009", f"tên kiểm tra «{name}» không dùng được", hint=hint))
    before = len(problems)
    fields = set_fields(table, problems)
    kind = fields.one_of("loai", list(_READERS), RELATION)
    if len(problems) > before:
        return None
    severity = _SEVERITIES[fields.one_of("muc", list(_SEVERITIES), Severity.ERROR.value)]
    reference = fields.text("can_cu", required=True)
    read_options = _READERS[kind]
    options = read_options(fields, catalogue) if read_options else None
    fields.close()
    if len(problems) > before:
        return None
    names = {field: texts for field in NAMING if (texts := fields.texts(field))}
    return Check(name, kind, severity, reference, pos, options, names)


def _relation(fields: Fields, catalogue: Catalogue) -> Relation | None:
    text = fields.scalar("dung", required=True)
    message = fields.text("thong_bao", required=True)
    claim = _claim(fields, catalogue)
    if text is None:
        return None
    expression, found = parse(text)
    fields.problems += found
    if expression is None:
        return None
    fields.problems += unknown_keys(expression, catalogue.indicators)
    return Relation(expression, message, claim)


def _claim(fields: Fields, catalogue: Catalogue) -> Claim | None:
    claim = Claim(
        phrases=_patterns(fields, "neu_viet"),
        exempt=_exemption(fields, catalogue),
        sections=_words(fields, ONLY_SECTIONS),
        is_whole=fields.flag("ca_muc"),
    )
    if claim.phrases:
        return claim
    if claim != _NO_CLAIM:
        message = "«tru_khi», «tru_muc», «chi_muc», «ca_muc» chỉ đi với «neu_viet»"
        fields.problem(fields.table.pos, message, "thêm neu_viet, hoặc bỏ đi")
    return None


def _exemption(fields: Fields, _: Catalogue) -> Exemption:
    return Exemption(_patterns(fields, "tru_khi"), _words(fields, NO_SECTIONS))


_NO_CLAIM = Claim((), Exemption((), ()), (), is_whole=False)


def _words(fields: Fields, key: str) -> tuple[str, ...]:
    return tuple(text.value for text in fields.texts(key))


def _patterns(fields: Fields, key: str) -> tuple[Pattern, ...]:
    return tuple(p for p in (_pattern(fields, text) for text in fields.texts(key)) if p)


def _pattern(fields: Fields, text: Text) -> Pattern | None:
    if is_pattern(text.value):
        return Pattern(text.value)
    hint = "viết ngắn; # là một số, … là vài chữ"
    fields.problem(text.pos, f"mẫu «{text.value[:40]}» không dùng được", hint)
    return None


def _old_names(fields: Fields, catalogue: Catalogue) -> OldNames:
    names = []
    for table in fields.tables("ten", required=True):
        inner = set_fields(table, fields.problems)
        text, since = inner.scalar("cu", required=True), inner.day("tu_ngay")
        now = inner.text("nay")
        inner.close()
        pattern = _pattern(fields, text) if text else None
        if since is None:
            fields.problem(table.pos, "tên cũ cần «tu_ngay»", "ghi ngày tên ấy thôi được dùng")
        elif pattern:
            names.append(OldName(pattern, since, now))
    return OldNames(tuple(names), _exemption(fields, catalogue))


def _year_plans(fields: Fields, catalogue: Catalogue) -> YearPlans:
    return YearPlans(_words(fields, TOPICS), _exemption(fields, catalogue))


def _symbols(fields: Fields, _: Catalogue) -> Symbols | None:
    with_year = frozenset(plain(kind) for kind in _words(fields, "co_nam"))
    table = fields.table_at("ky_hieu", required=True)
    if table is None:
        return None
    inner = set_fields(table, fields.problems)
    symbols = {plain(kind): _words(inner, kind) for kind in table.entries}
    return Symbols(symbols, with_year)


def _jump(fields: Fields, _: Catalogue) -> Jump:
    times, least = fields.whole("lan", 10) or 10, fields.whole("tu", 20) or 0
    return Jump(Decimal(times), Decimal(least), frozenset(_words(fields, NO_GROUPS)))


def _age(fields: Fields, _: Catalogue) -> Age:
    return Age(fields.whole("so_nam", 30) or 0)


_READERS: Mapping[str, Callable[[Fields, Catalogue], Options] | None] = {
    RELATION: _relation,
    "khoang": None,
    "cong_thuc": None,
    "so_roi": None,
    "ngay_ngoai_ky": None,
    "ky_khac": _exemption,
    "trich_dan": None,
    "ten_cu": _old_names,
    "ngay_van_ban": _age,
    "thu_tu_van_ban": None,
    "trung_so": None,
    "nam_ke_hoach": _year_plans,
    "ky_hieu": _symbols,
    "luy_ke": None,
    "dot_bien": _jump,
}
"""The kinds of check by their name in YAML, each with the reader of what it needs besides, if anything."""
