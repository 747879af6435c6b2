"""Expressions are computed exactly, with the interval that rounding leaves open."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cchc_gen.base.values import INFINITY, Choice, Missing, Number, Value
from cchc_gen.language.evaluation import evaluate, holds, may_hold, show, sides
from tests.conftest import Values, expression, scope

ABSENT = (Missing.UNSTATED, Missing.UNKNOWN, Missing.UNDEFINED)


def value_of(source: str, **values: Value | int) -> Value:
    return evaluate(expression(source), scope(**values))


def exact(source: str, **values: Value | int) -> Decimal:
    value = value_of(source, **values)
    assert isinstance(value, Number) and value.low == value.value == value.high
    return value.value


def rounded(typed: str) -> Number:
    value = Decimal(typed)
    return Number.rounded(value, -int(value.as_tuple().exponent))


def true(source: str, **values: Value | int) -> bool | Missing:
    return holds(expression(source), scope(**values))


def possible(source: str, **values: Value | int) -> bool | Missing:
    return may_hold(expression(source), scope(**values))


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("a + b", "9"),
        ("a - b * 2", "0"),
        ("(a - b) * 2", "6"),
        ("a / b", "2"),
        ("-a", "-6"),
        ("0.1 + 0.2", "0.3"),
        ("a * 0.5", "3.0"),
        ("phan_tram(b, a)", "50"),
        ("phan_tram(a + b, a)", "150"),
        ("1000000000000000001 + 1", "1000000000000000002"),
    ],
)
def test_exact_numbers_give_an_exact_number(source: str, result: str) -> None:
    assert exact(source, a=6, b=3) == Decimal(result)


def test_a_literal_is_the_decimal_that_was_typed() -> None:
    assert str(exact("0.1")) == "0.1"


@pytest.mark.parametrize("source", ["a / 0", "a / b", "phan_tram(a, b)", "phan_tram(a, a - a)", "b / b"])
def test_dividing_by_zero_is_absent(source: str) -> None:
    assert value_of(source, a=5, b=0) is Missing.UNDEFINED


@pytest.mark.parametrize("missing", ABSENT)
@pytest.mark.parametrize(
    "source",
    [
        "a + x", "x + a", "-x", "x * 0", "x - x", "phan_tram(a, x)", "phan_tram(x, a)", "x == 0", "x != 0",
        "a < x", "x == x", "not x", "not (x == 1)", "so_ten(x)", 'x == "có"', "x and a", "x or b",
    ],
)  # fmt: skip
def test_a_missing_value_makes_the_whole_missing(source: str, missing: Missing) -> None:
    assert value_of(source, a=5, b=0, x=missing) is missing


def test_a_key_that_nobody_knows_is_unstated() -> None:
    assert value_of("a + nhiem_vu.khac", a=1) is Missing.UNSTATED


def test_the_first_missing_value_names_the_kind() -> None:
    assert value_of("a + b", a=Missing.UNKNOWN, b=Missing.UNSTATED) is Missing.UNKNOWN


@pytest.mark.parametrize(
    ("source", "result"),
    [("a + n", "5"), ("n - a", "-5"), ("phan_tram(n, a)", "0")],
)
def test_nothing_arose_counts_as_zero_in_arithmetic(source: str, result: str) -> None:
    assert exact(source, a=5, n=Missing.NOTHING) == Decimal(result)


def test_nothing_arose_as_a_whole_has_no_percentage() -> None:
    assert value_of("phan_tram(a, n)", a=0, n=Missing.NOTHING) is Missing.UNDEFINED


@pytest.mark.parametrize(
    ("source", "truth"),
    [('n == "Kết hợp"', False), ('n != "Kết hợp"', True), ("n", False), ("not n", True), ("n and a", False)],
)
def test_nothing_arose_is_no_answer_and_not_unknown(source: str, truth: bool) -> None:
    assert true(source, a=1, n=Missing.NOTHING) is truth


def test_nothing_arose_equals_zero() -> None:
    assert true("n == 0", n=Missing.NOTHING) is True


@pytest.mark.parametrize(
    ("value", "has", "lacks", "nothing"),
    [
        (Number.exact(0), True, False, False),
        (Number.exact(5), True, False, False),
        (False, True, False, False),
        (Missing.NOTHING, False, False, True),
        (Missing.UNSTATED, False, True, False),
        (Missing.UNKNOWN, False, True, False),
        (Missing.UNDEFINED, False, True, False),
    ],
)
def test_three_functions_ask_for_the_state(value: Value, has: bool, lacks: bool, nothing: bool) -> None:
    answers = [true(f"{name}(a)", a=value) for name in ("co", "thieu", "khong_phat_sinh")]
    assert answers == [has, lacks, nothing]


def test_an_estimate_can_be_asked_for() -> None:
    assert holds(expression("la_uoc(a)"), Values(estimates=frozenset("a"))) is True


def test_a_figure_is_no_estimate_unless_it_says_so() -> None:
    assert holds(expression("la_uoc(b)"), Values(estimates=frozenset("a"))) is False


def test_a_list_of_names_is_counted() -> None:
    assert exact("so_ten(a)", a=("x", "y")) == 2


def test_a_list_of_which_nothing_arose_counts_none() -> None:
    assert true("so_ten(a) == 0", a=Missing.NOTHING) is True


def test_documents_are_counted_by_topic() -> None:
    known = Values(topics={"x": 2})
    assert evaluate(expression('so_van_ban(chu_de="x") + so_van_ban(chu_de="y")'), known) == Number.exact(2)


@pytest.mark.parametrize(
    ("source", "truth"),
    [
        ("a == 6", True), ("a != 6", False), ("a < 7", True), ("a <= 6", True), ("a > 6", False),
        ("a >= 6.0", True),
        ("a == 6 and b == 0", True), ("a == 1 or b == 0", True), ("not a == 6", False), ("a", True), ("b",
        False),
    ],
)  # fmt: skip
def test_conditions_are_true_or_false(source: str, truth: bool) -> None:
    assert true(source, a=6, b=0) is truth


@pytest.mark.parametrize(
    ("source", "truth"),
    [("b and x", False), ("x and b", False), ("a or x", True), ("x or a", True)],
)
def test_a_side_that_decides_needs_no_other(source: str, truth: bool) -> None:
    assert true(source, a=1, b=0, x=Missing.UNSTATED) is truth


@pytest.mark.parametrize(
    ("source", "truth"),
    [
        ('c == "Kết hợp"', True),
        ('c != "Kết hợp"', False),
        ('"Trực tuyến" == c', False),
        ("c == 2", True),
        ('y == "có"', True),
        ('y == "không"', False),
        ("y == 1", True),
        ("y", True),
    ],
)
def test_choices_and_yes_no_are_compared_by_word_and_by_code(source: str, truth: bool) -> None:
    assert true(source, c=Choice(2, "Kết hợp"), y=True) is truth


@pytest.mark.parametrize("source", ["t == 5", "t < 5", 'a == "5"', "t < u", "t + 1", "t == c + 0"])
def test_words_and_numbers_do_not_compare(source: str) -> None:
    assert value_of(source, a=5, t="5", u="6", c=Choice(1, "x")) is Missing.UNDEFINED


def test_choices_of_two_questions_are_compared_by_word() -> None:
    assert true("a == b", a=Choice(0, "Kết hợp"), b=Choice(2, "Kết hợp")) is True


def test_comparison_is_exact_for_sentences() -> None:
    assert true("a == 24.3", a=Number.rounded(Decimal("24.30"), 2)) is True
    assert true("a == b / c", a=rounded("24.3"), b=243, c=1001) is False


@pytest.mark.parametrize(
    ("typed", "part", "whole", "agree"),
    [
        ("48.6", 191, 393, True),
        ("48.60", 191, 393, True),
        ("48.61", 191, 393, False),
        ("95.5", 955, 1000, True),
        ("95.5", 9545, 10000, True),
        ("95.5", 9554, 10000, True),
        ("95.5", 9556, 10000, False),
        ("95.5", 9544, 10000, False),
        ("100.0", 585116, 585336, True),
    ],
)
def test_a_typed_percentage_agrees_with_all_that_round_to_it(
    typed: str, part: int, whole: int, agree: bool
) -> None:
    assert possible("a == phan_tram(b, c)", a=rounded(typed), b=part, c=whole) is agree


@pytest.mark.parametrize(
    ("source", "agree"),
    [
        ("a == b", True),
        ("a == c", False),
        ("a != b", True),
        ("a < c", True),
        ("c < a", False),
        ("a <= b", True),
        ("a < b", True),
        ("a > c", False),
        ("c >= a", True),
        ("a == 10", False),
    ],
)
def test_a_check_holds_when_some_true_values_make_it_hold(source: str, agree: bool) -> None:
    assert possible(source, a=rounded("33.3"), b=rounded("33.4"), c=rounded("40")) is agree


def test_rounded_parts_may_miss_their_rounded_total() -> None:
    third = rounded("33.3")
    assert possible("a + b + c == t", a=third, b=third, c=third, t=Number.exact(100)) is True


@pytest.mark.parametrize("source", ["a != a", "a != b", "a < a", "a > b"])
def test_equal_counts_differ_in_no_way(source: str) -> None:
    assert possible(source, a=5, b=5) is False


def test_a_share_taken_back_from_its_percentage_is_no_contradiction() -> None:
    assert possible("phan_tram(a, b) * b / 100 == a", a=1, b=3) is True


def test_figures_of_any_length_are_computed_whole() -> None:
    long = Decimal("999999999999999999.999999999999")
    total = value_of("a + b", a=Number.rounded(long, 12), b=Number.exact(long))
    assert isinstance(total, Number)
    assert total.value == Decimal("1999999999999999999.999999999998") and total.low < total.value < total.high


def test_an_off_by_one_total_of_counts_is_found() -> None:
    assert possible("a == b + c", a=10, b=5, c=6) is False


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("a + b * 2", "<a> + <b> * 2"),
        ("(a + b) * 2", "(<a> + <b>) * 2"),
        ("a - (b + c)", "<a> - (<b> + <c>)"),
        ("a - b - c", "<a> - <b> - <c>"),
        ("a / (b * c)", "<a> / (<b> * <c>)"),
        ("a / (b / c)", "<a> / (<b> / <c>)"),
        ("phan_tram(a, b)", "<a> / <b>"),
        ("phan_tram(a + b, c)", "(<a> + <b>) / <c>"),
        ("phan_tram(a, b - c)", "<a> / (<b> - <c>)"),
        ("a == 0.5", "<a> == 0,5"),
        ("a and b", "<a> và <b>"),
        ("not a", "không <a>"),
        ("-(a + b)", "-(<a> + <b>)"),
        ("a * (b - c)", "<a> * (<b> - <c>)"),
        ("a + (b - c)", "<a> + <b> - <c>"),
        ("not (a == 1 or b)", "không (<a> == 1 hoặc <b>)"),
        ("a and (b or c)", "<a> và (<b> hoặc <c>)"),
        ("a or b and c", "<a> hoặc <b> và <c>"),
        ("a / phan_tram(b, c)", "<a> / (<b> / <c>)"),
        ("x.y.z", "<x.y.z>"),
    ],
)
def test_an_expression_is_shown_with_what_binds_it(source: str, written: str) -> None:
    assert show(expression(source), lambda key: f"<{key}>") == written


def test_a_comparison_is_split_into_its_sides() -> None:
    parts = sides(expression("a >= b + c"))
    assert parts is not None
    assert (parts[0], parts[1].keys, parts[2].keys) == (">=", ("a",), ("b", "c"))


@pytest.mark.parametrize("source", ["a", "a and b == c", "not a == b", "co(a)"])
def test_what_is_no_comparison_has_no_sides(source: str) -> None:
    assert sides(expression(source)) is None


_decimals = st.decimals(min_value=-1000, max_value=1000, places=3, allow_nan=False, allow_infinity=False)


def _around(low_part: Fraction, value: Decimal, width: Decimal) -> tuple[Number, Fraction]:
    """Make a number whose interval is around `value` and a true value inside it."""
    number = Number(value, value - width, value + width)
    low, high = Fraction(number.low), Fraction(number.high)
    return number, low + (high - low) * low_part


@given(
    a=_decimals,
    b=_decimals,
    c=_decimals,
    widths=st.tuples(*[st.decimals(0, 5, places=2, allow_nan=False)] * 3),
    where=st.tuples(*[st.fractions(0, 1, max_denominator=20)] * 3),
    source=st.sampled_from(
        ["a + b", "a - b", "a * b", "a / b", "-a", "phan_tram(a, b)", "a + b - c", "a * (b - c)",
        "(a - b) / c",
         "phan_tram(a, b - c)", "a / b / c"]
    ),
)  # fmt: skip
@settings(max_examples=400)
def test_an_interval_contains_the_result_of_any_true_inputs(
    a: Decimal,
    b: Decimal,
    c: Decimal,
    widths: tuple[Decimal, ...],
    where: tuple[Fraction, ...],
    source: str,
) -> None:
    made = [_around(part, value, width) for part, value, width in zip(where, (a, b, c), widths, strict=True)]
    numbers = {name: number for name, (number, _) in zip("abc", made, strict=True)}
    truths = {name: inside for name, (_, inside) in zip("abc", made, strict=True)}
    value = evaluate(expression(source), scope(**numbers))
    assume(isinstance(value, Number))
    try:
        wanted = Fraction(
            eval(source, {"phan_tram": lambda x, y: 100 * x / y}, dict(truths))  # the exact answer
        )
    except ZeroDivisionError:
        return
    assert isinstance(value, Number)
    assert value.low == -INFINITY or Fraction(value.low) <= wanted
    assert value.high == INFINITY or wanted <= Fraction(value.high)


_formulas = st.recursive(
    st.sampled_from("abc"),
    lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
    max_leaves=6,
)


@given(source=_formulas, values=st.tuples(*[st.integers(-9, 9)] * 3))
@settings(max_examples=200)
def test_a_shown_formula_computes_what_the_formula_does(source: str, values: tuple[int, ...]) -> None:
    shown = show(expression(source), str)
    names = {name: Fraction(value) for name, value in zip("abc", values, strict=True)}
    try:
        assert eval(shown, dict(names)) == eval(source, dict(names))
    except ZeroDivisionError:
        return


@given(value=_decimals, places=st.integers(0, 2))
@settings(max_examples=100)
def test_a_typed_figure_stands_for_itself(value: Decimal, places: int) -> None:
    number = Number.rounded(value, places)
    assert number.low <= number.value <= number.high
