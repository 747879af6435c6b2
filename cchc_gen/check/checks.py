"""Find figures that contradict one another, lie outside their range, or stand loose in text.

Comparisons know rounding: two figures conflict only where no true values could have given both. A
check whose inputs are missing says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cchc_gen.base.diagnostics import Diagnostic, Pos, Severity
from cchc_gen.base.values import Missing, Number, Value
from cchc_gen.base.vietnamese import decimals, format_number
from cchc_gen.derive.figures import Figure, Figures, is_stated, print_plain, print_value
from cchc_gen.facts.binding import ABOVE, Fact, Facts
from cchc_gen.facts.terms import odd_dates
from cchc_gen.language.evaluation import evaluate, may_hold, show, sides
from cchc_gen.language.expressions import Expression, parse
from cchc_gen.language.wording import Wording
from cchc_gen.read.fields import set_fields
from cchc_gen.read.source import Table
from cchc_gen.sets.catalogue import Catalogue, Indicator, unknown_keys
from cchc_gen.sets.settings import Settings

RANGE_CHECK = "khoang_gia_tri"
LOOSE_CHECK = "so_roi"
DATE_CHECK = "ngay_ngoai_ky"

_SEVERITIES = {s.value: s for s in Severity}
_FAILED = {"==": "≠", "!=": "=", "<": "≥", "<=": ">", ">": "≤", ">=": "<"}
_SHOWN_PLACES = 2


@dataclass(frozen=True, slots=True)
class Check:
    """A condition that must hold between figures, with the words for when it does not."""

    name: str
    expect: Expression
    message: str
    severity: Severity
    reference: str
    pos: Pos


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: its name, the values it found it in, and the words for the user."""

    check: str
    values: Mapping[str, str]
    diagnostic: Diagnostic


def read_checks(table: Table, catalogue: Catalogue) -> tuple[tuple[Check, ...], list[Diagnostic]]:
    """Read the merged checks of a set."""
    problems: list[Diagnostic] = []
    checks = []
    for name, entry in table.entries.items():
        if not isinstance(entry.value, Table):
            problems.append(Diagnostic(entry.key.pos, "S009", f"kiểm tra «{name}»: cần nhóm khóa"))
            continue
        check = _check(name, entry.value, entry.key.pos, catalogue, problems)
        if check:
            checks.append(check)
    return tuple(checks), problems


def _check(
    name: str, table: Table, pos: Pos, catalogue: Catalogue, problems: list[Diagnostic]
) -> Check | None:
    fields = set_fields(table, problems)
    text = fields.scalar("dung", required=True)
    message = fields.text("thong_bao", required=True)
    severity = _SEVERITIES[fields.one_of("muc", list(_SEVERITIES), Severity.ERROR.value)]
    reference = fields.text("can_cu", required=True)
    fields.close()
    if "." in name or name in (RANGE_CHECK, LOOSE_CHECK, DATE_CHECK):
        problems.append(
            Diagnostic(pos, "S009", f"tên kiểm tra «{name}» không dùng được", hint="tên không có dấu chấm")
        )
    expression, found = parse(text) if text else (None, [])
    problems += found
    if expression is None:
        return None
    problems += unknown_keys(expression, catalogue.indicators)
    return Check(name, expression, message, severity, reference, pos)


def run(
    checks: Sequence[Check], figures: Figures, facts: Facts, allowed: Sequence[re.Pattern[str]]
) -> list[Finding]:
    """Run everything: ranges, stated against derived, the set's checks, loose digits."""
    findings = [f for figure in figures.figures.values() for f in _figure_findings(figure, figures)]
    findings += [f for check in checks for f in _rule_findings(check, figures)]
    for key, wording in facts.texts.items():
        findings += _loose(f"noi_dung.{key}", wording, allowed)
    for key, fact in facts.values.items():
        for name, note in (("ghi_chu", fact.note), ("o_bieu", fact.cell)):
            findings += _loose(f"{key}.{name}", note, allowed) if note else []
    return findings


def date_findings(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Warn of dates that look left over from the file that this one was copied from."""
    for name, shown, pos in odd_dates(facts, settings):
        message = f"{name}: {shown} nằm ngoài {settings.name(facts.header.period).full}"
        hint = f"sửa theo kỳ này; {_waiver_hint(DATE_CHECK, {name: shown})}"
        diagnostic = Diagnostic(pos, "F013", message, Severity.WARNING, hint)
        yield Finding(DATE_CHECK, {name: shown}, diagnostic)


def _figure_findings(figure: Figure, figures: Figures) -> Iterator[Finding]:
    yield from _range(figure)
    fact, derived = figure.fact, figure.derived
    if fact is None or derived is None or fact.value in (Missing.UNSTATED, Missing.UNKNOWN):
        return
    if not _agree(fact, derived):
        yield _disagreement(figure, fact, derived, figures)


def _agree(fact: Fact, derived: Value) -> bool:
    """Say whether stated and derived can both be true; a form may answer 0 to a ratio of nothing."""
    value = Number.exact(0) if fact.value is Missing.NOTHING else fact.value
    if derived is Missing.UNDEFINED:
        return not isinstance(value, Number) or value.value == 0
    if not isinstance(value, Number) or not isinstance(derived, Number):
        return isinstance(derived, Missing) or type(value) is not type(derived) or value == derived
    if fact.qualifier in ABOVE:
        return derived.high > value.value
    return value.meets(derived)


def _disagreement(figure: Figure, fact: Fact, derived: Value, figures: Figures) -> Finding:
    indicator = figure.indicator
    assert indicator.formula is not None
    keys = (indicator.key, *indicator.formula.keys)
    places = max(indicator.places, _places([figure]))
    computed = print_value(indicator, derived, places=places)
    stated = print_value(indicator, fact.value, is_stated=True)
    qualifier = f"{fact.qualifier} " if fact.qualifier else ""
    formula = show(indicator.formula, lambda key: print_plain(figures[key]))
    formula = "" if indicator.formula.key else f" = {formula}"
    found = f"mẫu số bằng 0{formula}" if derived is Missing.UNDEFINED else f"tính được {computed}{formula}"
    message = f"{indicator.label}: nêu {qualifier}{stated} nhưng {found}"
    return _finding(indicator.key, keys, figures, "C003", message, Severity.ERROR, indicator.pos)


def _range(figure: Figure) -> Iterator[Finding]:
    indicator, value = figure.indicator, figure.value
    if not isinstance(value, Number):
        return
    low, high = indicator.minimum, indicator.maximum
    if (low is None or value.value >= low) and (high is None or value.value <= high):
        return
    wanted = _range_words(indicator)
    shown = print_plain(figure)
    message = f"{indicator.label}: {shown} nằm ngoài khoảng cho phép ({wanted})"
    pos = figure.fact.pos if figure.fact else indicator.pos
    hint = f"kiểm tra lại số vừa gõ; {_waiver_hint(RANGE_CHECK, {indicator.key: shown})}"
    diagnostic = Diagnostic(pos, "C002", message, hint=hint)
    yield Finding(RANGE_CHECK, {indicator.key: shown}, diagnostic)


def _range_words(indicator: Indicator) -> str:
    low = "" if indicator.minimum is None else f"từ {format_number(indicator.minimum, 6)}"
    high = "" if indicator.maximum is None else f"đến {format_number(indicator.maximum, 6)}"
    return f"{low} {high}".strip()


def _rule_findings(check: Check, figures: Figures) -> Iterator[Finding]:
    if may_hold(check.expect, figures) is not False:
        return
    message = f"{check.message}: {_failed_comparison(check.expect, figures)}"
    yield _finding(check.name, check.expect.keys, figures, "C001", message, check.severity, check.pos)


def _failed_comparison(expect: Expression, figures: Figures) -> str:
    """Write what the check saw: `1.807 ≠ 26 + 1.326 + 408 = 1.760`."""

    def shown(key: str) -> str:
        return print_plain(figures[key])

    parts = sides(expect)
    if parts is None:
        return show(expect, shown)
    sign, left, right = parts
    places = _places([figures[key] for key in expect.keys])
    return f"{_side(left, figures, places)} {_FAILED[sign]} {_side(right, figures, places)}"


def _places(figures: Iterable[Figure]) -> int:
    """Find with how many decimals a total must be shown to differ from the typed ones."""
    typed = (f.value.value for f in figures if is_stated(f) and isinstance(f.value, Number))
    return max([_SHOWN_PLACES, *(decimals(value) for value in typed)])


def _side(expression: Expression, figures: Figures, places: int) -> str:
    written = show(expression, lambda key: print_plain(figures[key]))
    value = evaluate(expression, figures)
    if expression.key or not expression.keys or not isinstance(value, Number):
        return written
    total = format_number(value.value, places)
    return written if written == total else f"{written} = {total}"


def _finding(
    check: str,
    keys: Sequence[str],
    figures: Figures,
    code: str,
    message: str,
    severity: Severity,
    rule: Pos,
) -> Finding:
    """Place a finding at the first figure that was typed, and name every other one."""
    values = {key: print_plain(figures[key]) for key in keys}
    typed = [(f.fact.pos, f) for f in (figures[key] for key in keys) if f.fact]
    pos = typed[0][0] if typed else rule
    related = tuple(
        (place, f"{f.indicator.key} ({f.indicator.label}) = {values[f.indicator.key]}")
        for place, f in typed[1:]
    )
    hint = f"sửa số sai; {_waiver_hint(check, values)}"
    where = (rule, f"quy tắc «{check}»")
    return Finding(check, values, Diagnostic(pos, code, message, severity, hint, (*related, where)))


def _waiver_hint(check: str, values: Mapping[str, str]) -> str:
    accepted = ", ".join(f'{key}: "{value}"' for key, value in values.items())
    return f"nếu chấp nhận thì thêm vào giai_trinh: {{kiem_tra: {check}, gia_tri: {{{accepted}}}, ly_do: …}}"


_DIGITS = re.compile(r"\d+(?:[.,/]\d+)*")


def _loose(name: str, wording: Wording, allowed: Sequence[re.Pattern[str]]) -> Iterator[Finding]:
    for digits, pos in loose_digits(wording, allowed):
        message = f"số rời «{digits}» trong lời văn không lấy từ số liệu nào"
        hint = "khai số này trong so_lieu rồi viết {{ khóa }}, hoặc bỏ số"
        diagnostic = Diagnostic(pos, "C004", message, Severity.WARNING, hint)
        yield Finding(LOOSE_CHECK, {name: digits}, diagnostic)


def loose_digits(wording: Wording, allowed: Sequence[re.Pattern[str]]) -> Iterator[tuple[str, Pos]]:
    """Find digits that people typed and no fact explains; the set's patterns excuse some."""
    for literal in wording.literals:
        excused = bytearray(len(literal.text))
        for pattern in allowed:
            for found in pattern.finditer(literal.text):
                excused[found.start() : found.end()] = b"x" * len(found[0])
        for digits in _DIGITS.finditer(literal.text):
            if 0 in excused[digits.start() : digits.end()]:
                yield digits[0], wording.source.at(literal.offset + digits.start(), len(digits[0]))
