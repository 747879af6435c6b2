"""Why figures clash: what each of them should be, and the small slip that would explain it.

Nothing is guessed into the facts; both are hints for the person who knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal

from cchc_gen.base.values import NEAREST, Missing, Number, Value
from cchc_gen.base.vietnamese import decimals, round_half_up
from cchc_gen.derive.figures import Figure, Figures, is_stated, print_value
from cchc_gen.language.evaluation import Scope, evaluate, may_hold, sides
from cchc_gen.language.expressions import Expression, split_key
from cchc_gen.language.tree import Topic
from cchc_gen.sets.catalogue import Indicator, Kind

_SHORTEST = 3
"""A number of fewer digits is changed into nearly any other by one slip: that would explain nothing."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """For each typed figure the words on what it should be, «phải là 1.760»; and the likely slip."""

    wanted: Mapping[str, str] = field(default_factory=dict)
    slip: str = ""


@dataclass(frozen=True, slots=True)
class _Instead:
    """The figures with one value replaced."""

    figures: Figures
    key: str
    other: Value

    def value(self, key: str) -> Value:
        return self.other if key == self.key else self.figures.value(key)

    def count_documents(self, topic: Topic) -> int:
        return self.figures.count_documents(topic)

    def is_estimate(self, key: str) -> bool:
        return self.figures.is_estimate(key)


def diagnose(expect: Expression, figures: Figures) -> Diagnosis:
    """Look at a comparison that does not hold; any other expression has no diagnosis."""
    parts = sides(expect)
    if parts is None:
        return Diagnosis()
    typed = [figure for key in expect.keys if (figure := figures.get(key)) and _is_typed(figure)]
    if any(isinstance(evaluate(side, figures), Missing) for side in parts[1:]):
        return Diagnosis()
    right = {f.indicator.key: value for f in typed if (value := _right_value(expect, f, figures)) is not None}
    wanted = {key: _words(figures[key], value, is_equal=parts[0] == "==") for key, value in right.items()}
    slip = next(_slips(expect, typed, right, figures), "") if parts[0] == "==" else ""
    return Diagnosis(wanted, slip)


def _is_typed(figure: Figure) -> bool:
    is_qualified = bool(figure.fact and figure.fact.qualifier)
    return is_stated(figure) and isinstance(figure.value, Number) and not is_qualified


def _current(figure: Figure) -> Decimal:
    assert isinstance(figure.value, Number)
    return figure.value.value


def _words(figure: Figure, value: Decimal, *, is_equal: bool) -> str:
    word = "phải là" if is_equal else "nhiều nhất là" if value < _current(figure) else "ít nhất là"
    return f"{word} {_print(figure.indicator, value)}"


def _print(indicator: Indicator, value: Decimal) -> str:
    return print_value(indicator, Number.exact(value), places=decimals(value))


def _right_value(expect: Expression, figure: Figure, figures: Figures) -> Decimal | None:
    """Solve the comparison for one figure, the others being right.

    The relations of a report are linear in each figure, or become so multiplied by it (a divisor).
    """
    key, current = figure.indicator.key, _current(figure)
    for is_multiplied in (False, True):
        gaps = [_gap(expect, key, x, figures, is_multiplied) for x in (current, current + 1)]
        root = _root(current, *gaps)
        if root is None:
            continue
        value = round_half_up(root, _typed_places(figure))
        number = _as_typed(figure, value)
        if value != current and value >= 0 and may_hold(expect, _Instead(figures, key, number)) is True:
            return abs(value)
    return None


def _typed_places(figure: Figure) -> int:
    indicator = figure.indicator
    return 0 if indicator.kind is Kind.COUNT else max(decimals(_current(figure)), indicator.places)


def _as_typed(figure: Figure, value: Decimal) -> Number:
    is_count = figure.indicator.kind is Kind.COUNT
    return Number.exact(value) if is_count else Number.rounded(value, decimals(value))


def _gap(
    expect: Expression, key: str, value: Decimal, figures: Figures, is_multiplied: bool
) -> Decimal | None:
    """Compute left side minus right side with one figure replaced, times that figure if so asked."""
    scope: Scope = _Instead(figures, key, Number.exact(value))
    parts = sides(expect)
    assert parts is not None
    left, right = evaluate(parts[1], scope), evaluate(parts[2], scope)
    if not isinstance(left, Number) or not isinstance(right, Number):
        return None
    gap = NEAREST.subtract(left.value, right.value)
    return NEAREST.multiply(gap, value) if is_multiplied else gap


def _root(start: Decimal, first: Decimal | None, second: Decimal | None) -> Decimal | None:
    """Find where the line through the values at `start` and one further meets zero."""
    if first is None or second is None or first == second:
        return None
    return NEAREST.subtract(start, NEAREST.divide(first, NEAREST.subtract(second, first)))


def _slips(
    expect: Expression, typed: list[Figure], right: Mapping[str, Decimal], figures: Figures
) -> Iterator[str]:
    """Walk the slips that explain the clash, the likeliest first."""
    yield from _cut_off(expect, typed, figures)
    mistyped = [
        slip for f in typed if f.indicator.key in right for slip in _mistyped(f, right[f.indicator.key])
    ]
    if mistyped:
        yield f"có thể {', hoặc '.join(mistyped)}"
    for figure in typed:
        yield from _taken_for(expect, figure, figures)
    yield from _left_out(expect, typed, figures)


def _cut_off(expect: Expression, typed: list[Figure], figures: Figures) -> Iterator[str]:
    """Find a percentage or amount whose further decimals were dropped instead of rounded."""
    parts = sides(expect)
    assert parts is not None
    for figure, other in ((f, parts[2]) for f in typed if parts[1].key == f.indicator.key):
        exact, places = evaluate(other, figures), decimals(_current(figure))
        if figure.indicator.kind is Kind.COUNT or not isinstance(exact, Number):
            continue
        if exact.value.quantize(Decimal(1).scaleb(-places), ROUND_FLOOR) == _current(figure):
            yield f"{_print(figure.indicator, _current(figure))} là số bị cắt đuôi chứ không làm tròn"


def _mistyped(figure: Figure, right: Decimal) -> Iterator[str]:
    places = max(decimals(_current(figure)), decimals(right))
    typed, meant = (str(int(value.scaleb(places))) for value in (_current(figure), right))
    kind = slip_of_hand(typed, meant)
    if kind and len(meant) >= _SHORTEST:
        now, then = (_print(figure.indicator, value) for value in (_current(figure), right))
        yield f"{kind} ở {figure.indicator.key}: {now} thay vì {then}"


def slip_of_hand(typed: str, meant: str) -> str:
    """Name the one slip of the hand that turns what was meant into what was typed.

    >>> slip_of_hand("1870", "1807"), slip_of_hand("180", "1807"), slip_of_hand("1907", "1807")
    ('đảo hai chữ số', 'gõ thiếu một chữ số', 'gõ nhầm một chữ số')
    >>> slip_of_hand("123", "122"), slip_of_hand("21", "8000")
    ('', '')
    """
    if typed.rstrip("0") == meant.rstrip("0"):
        return "nhầm hàng (thừa hoặc thiếu số 0, sai dấu phẩy)"
    if _is_one_short(typed, meant):
        return "gõ thiếu một chữ số"
    if _is_one_short(meant, typed):
        return "gõ thừa một chữ số"
    differ = [n for n, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b]
    if len(typed) != len(meant):
        return ""
    if len(differ) == 1 and len(typed) > _SHORTEST:
        return "gõ nhầm một chữ số"
    is_swap = len(differ) == 2 and differ[1] == differ[0] + 1 and sorted(typed) == sorted(meant)
    return "đảo hai chữ số" if is_swap else ""


def _is_one_short(short: str, long: str) -> bool:
    return len(short) + 1 == len(long) and any(long[:n] + long[n + 1 :] == short for n in range(len(long)))


def _taken_for(expect: Expression, figure: Figure, figures: Figures) -> Iterator[str]:
    """Find another typed figure of the same unit that, in the place of one part of a ratio, makes it true."""
    own = figure.indicator
    if own.kind is Kind.PERCENT or not any(figures[k].indicator.kind is Kind.PERCENT for k in expect.keys):
        return
    for key, other in figures.figures.items():
        if key in expect.keys or not _is_typed(other) or not _alike(own, other.indicator):
            continue
        if may_hold(expect, _Instead(figures, own.key, other.value)) is True:
            shown = _print(other.indicator, _current(other))
            yield f"có thể đã dùng nhầm {key} ({other.indicator.label}) = {shown} thay cho {own.key}"


def _alike(one: Indicator, other: Indicator) -> bool:
    same_group = one.key.partition(".")[0] == other.key.partition(".")[0]
    return same_group and one.unit == other.unit and one.kind is other.kind


def _left_out(expect: Expression, typed: list[Figure], figures: Figures) -> Iterator[str]:
    """Find a part of a sum that was not added up."""
    parts = sides(expect)
    assert parts is not None
    total = parts[1].key or parts[2].key
    if not total or any(split_key(k)[0] for k in expect.keys) or len(expect.keys) < _SHORTEST:
        return
    for figure in typed:
        key = figure.indicator.key
        if key == total or figure.indicator.kind is Kind.PERCENT or not _current(figure):
            continue
        if may_hold(expect, _Instead(figures, key, Number.exact(0))) is True:
            shown = _print(figure.indicator, _current(figure))
            yield f"có thể tổng chưa cộng {key} ({figure.indicator.label}) = {shown}"
