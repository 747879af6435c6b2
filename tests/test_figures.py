"""Figures are derived from facts, a stated one wins, and all are printed by the set's habits."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_gen.base.values import Choice, Missing, Number
from cchc_gen.derive.figures import print_code, print_value
from cchc_gen.derive.printing import figure_text
from tests.conftest import World, catalogue, world

SHARE = {
    "phan": "loai: so_dem",
    "tong": "loai: so_dem",
    "ty_le": 'loai: phan_tram, cong_thuc: "phan_tram(phan, tong)"',
}


def number(made: World, key: str) -> Decimal:
    value = made.figures[key].value
    assert isinstance(value, Number)
    return value.value


def shown(made: World, key: str) -> str | None:
    return figure_text(made.figures[key], pads=made.printer.pads, percent=made.printer.percent)


def percentage(part: int, whole: int, more: str = "") -> str | None:
    fields = {**SHARE, "ty_le": f"{SHARE['ty_le']}{more}"}
    return shown(world(fields, f"so_lieu: {{phan: {part}, tong: {whole}}}"), "ty_le")


def test_a_formula_is_computed_from_facts() -> None:
    assert number(world(SHARE, "so_lieu: {phan: 1, tong: 4}"), "ty_le") == 25


def test_formulas_are_computed_in_order_of_dependency_not_of_typing() -> None:
    fields = {
        "c": "loai: so_dem, cong_thuc: b + 1",
        "b": "loai: so_dem, cong_thuc: a + 1",
        "a": "loai: so_dem",
    }
    assert number(world(fields, "so_lieu: {a: 1}"), "c") == 3


def test_a_stated_value_wins_over_the_derived_one() -> None:
    made = world(SHARE, "so_lieu: {phan: 1, tong: 4, ty_le: 30}")
    assert number(made, "ty_le") == 30
    derived = made.figures["ty_le"].derived
    assert isinstance(derived, Number) and derived.value == 25


def test_a_stated_value_wins_downstream_too() -> None:
    fields = {
        "a": "loai: so_dem",
        "b": "loai: so_dem, cong_thuc: a * 2",
        "c": "loai: so_dem, cong_thuc: b + 1",
    }
    assert number(world(fields, "so_lieu: {a: 1, b: 7}"), "c") == 8


@pytest.mark.parametrize("state", ["không phát sinh", "chưa có số liệu"])
def test_a_stated_state_wins_too(state: str) -> None:
    made = world(SHARE, f"so_lieu: {{phan: 1, tong: 4, ty_le: {state}}}")
    assert made.figures["ty_le"].value is Missing(state)


def test_a_fact_without_a_value_leaves_the_derived_one() -> None:
    assert number(world(SHARE, 'so_lieu: {phan: 1, tong: 4, ty_le: {o_bieu: ""}}'), "ty_le") == 25


@pytest.mark.parametrize(
    ("facts", "value"),
    [
        ("so_lieu: {phan: 1}", Missing.UNSTATED),
        ("so_lieu: {phan: 1, tong: chưa có số liệu}", Missing.UNKNOWN),
        ("so_lieu: {phan: 0, tong: 0}", Missing.UNDEFINED),
        ("so_lieu: {phan: 5, tong: 0}", Missing.UNDEFINED),
        ("so_lieu: {phan: 0, tong: không phát sinh}", Missing.UNDEFINED),
        ("so_lieu: {phan: không phát sinh, tong: không phát sinh}", Missing.UNDEFINED),
    ],
)
def test_a_formula_that_cannot_be_computed_gives_no_number(facts: str, value: Missing) -> None:
    assert world(SHARE, facts).figures["ty_le"].value is value


def test_documents_are_counted_by_formula() -> None:
    facts = """
        so_lieu: {}
        van_ban:
          a: {loai: Kế hoạch, chu_de: x}
          b: {loai: Kế hoạch, chu_de: [x, y]}
          c: {loai: Kế hoạch, chu_de: y}
    """
    fields = {"n": "loai: so_dem, cong_thuc: 'so_van_ban(chu_de=\"x\")'"}
    assert number(world(fields, facts, topics=["x", "y"]), "n") == 2


@pytest.mark.parametrize(
    ("day", "about", "count"),
    [
        ("15/12/2023", "{}", 1),
        ("14/12/2023", "{}", 0),
        ("14/3/2024", "{}", 1),
        ("15/3/2024", "{}", 0),
        ("15/3/2024", "{den_ngay: 20/3/2024}", 1),
        ("15/12/2023", "{tu_ngay: 16/12/2023}", 0),
        ("", "{}", 0),
    ],
)
def test_documents_are_counted_by_topic_and_period(day: str, about: str, count: int) -> None:
    dated = f", ngay: {day}" if day else ""
    facts = f"so_lieu: {{}}\nbao_cao: {about}\nvan_ban: {{a: {{loai: Kế hoạch, chu_de: x{dated}}}}}\n"
    fields = {
        "n": "loai: so_dem, cong_thuc: 'so_van_ban(chu_de=\"x\")'",
        "m": 'loai: so_dem, cong_thuc: \'so_van_ban(chu_de="x", trong_ky="có")\'',
    }
    made = world(fields, facts, topics=["x"])
    assert number(made, "n") == 1 and number(made, "m") == count


def test_an_unknown_key_is_unstated() -> None:
    assert world(SHARE).figures.value("khac") is Missing.UNSTATED


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [
        (191, 393, "48,6%"),
        (1, 3, "33,33%"),
        (2, 3, "66,67%"),
        (129, 1000, "12,9%"),
        (87, 100, "87%"),
        (4861, 10000, "48,61%"),
        (12345, 100000, "12,35%"),
        (12895, 100000, "12,9%"),
        (5, 5, "100%"),
        (0, 5, "0%"),
        (99999, 100000, "99,999%"),
        (585116, 585336, "99,96%"),
        (19999, 20000, "99,995%"),
        (1, 100000, "0,001%"),
    ],
)
def test_a_derived_percentage_is_rounded_once_half_up_and_never_to_a_false_100(
    part: int, whole: int, printed: str
) -> None:
    assert percentage(part, whole) == printed


@pytest.mark.parametrize(
    ("part", "places", "printed"), [(585116, 1, "99,96%"), (585116, 0, "99,96%"), (580000, 1, "99,1%")]
)
def test_a_narrow_indicator_adds_decimals_until_100_is_true(part: int, places: int, printed: str) -> None:
    assert percentage(part, 585336, f", so_le: {places}") == printed


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("97,98", "97,98%"),
        ("97,90", "97,9%"),
        ('"9,2%"', "9,2%"),
        ("12.5", "12,5%"),
        ("100", "100%"),
        ("0", "0%"),
        ("33,3333", "33,3333%"),
        ("{gia_tri: 75, kem_tu: khoảng}", "khoảng 75%"),
    ],
)
def test_a_stated_percentage_keeps_the_decimals_typed(typed: str, printed: str) -> None:
    fields = {"p": "loai: phan_tram"}
    facts = f"so_lieu:\n  p: {typed}"
    assert shown(world(fields, facts), "p") == printed


@pytest.mark.parametrize(
    ("typed", "kind", "printed"),
    [
        ("5", "so_dem", "05"),
        ("05", "so_dem", "05"),
        ("0", "so_dem", "0"),
        ("10", "so_dem", "10"),
        ("1750", "so_dem", "1.750"),
        ("1.750", "so_dem", "1.750"),
        ("5", "tien", "5"),
        ("16.318,281", "tien", "16.318,281"),
        ("16.318,2800", "tien", "16.318,28"),
        ("5893", "tien", "5.893"),
        ("0,5", "thap_phan", "0,5"),
        ("{gia_tri: 500, kem_tu: hơn}", "so_dem", "hơn 500"),
        ("{gia_tri: 500, kem_tu: trên}", "so_dem", "trên 500"),
        ("{gia_tri: 5, kem_tu: gần}", "so_dem", "gần 05"),
        ("không phát sinh", "so_dem", "0"),
        ("không phát sinh", "tien", "0"),
        ("có", "co_khong", "Có"),
        ("không", "co_khong", "Không"),
        ("5/1/2024", "ngay", "05/01/2024"),
        ("[A, B, C]", "danh_sach", "A, B và C"),
        ("kết hợp", "lua_chon, lua_chon: [Trực tuyến, Kết hợp]", "Kết hợp"),
        ("một chữ", "chu", "một chữ"),
    ],
)
def test_a_stated_value_is_printed_by_its_kind(typed: str, kind: str, printed: str) -> None:
    assert shown(world({"a": f"loai: {kind}"}, f"so_lieu:\n  a: {typed}"), "a") == printed


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ("so_lieu: {}", "so_dem"),
        ("so_lieu: {a: chưa có số liệu}", "so_dem"),
        ("so_lieu: {a: không phát sinh}", "phan_tram, dvt: '%'"),
        ("so_lieu: {a: không phát sinh}", "chu"),
        ("so_lieu: {a: không phát sinh}", "co_khong"),
    ],
)
def test_a_missing_value_prints_nothing_by_accident(facts: str, kind: str) -> None:
    assert shown(world({"a": f"loai: {kind}"}, facts), "a") is None


def test_a_set_may_leave_counts_unpadded() -> None:
    made = world({"a": "loai: so_dem"}, "so_lieu: {a: 5}", habits="dem_so_khong: không")
    assert shown(made, "a") == "5"


def test_a_set_may_write_the_percent_sign_apart() -> None:
    assert (
        shown(world({"p": "loai: phan_tram"}, "so_lieu: {p: 5}", habits="phan_tram_cach: có"), "p") == "5 %"
    )


def test_a_set_may_have_its_own_decimals_of_percentages() -> None:
    made = world(SHARE, "so_lieu: {phan: 1, tong: 3}", habits="so_le_phan_tram: 1")
    assert shown(made, "ty_le") == "33,3%"


def test_a_derived_amount_is_rounded_to_the_indicators_decimals() -> None:
    fields = {"a": "loai: tien", "b": "loai: tien, so_le: 1, cong_thuc: a / 8"}
    assert shown(world(fields, 'so_lieu: {a: "10,2"}'), "b") == "1,3"


def test_a_sum_of_typed_amounts_keeps_their_decimals_before_rounding() -> None:
    fields = {"a": "loai: tien", "b": "loai: tien", "c": "loai: tien, so_le: 1, cong_thuc: a + b"}
    assert shown(world(fields, 'so_lieu: {a: "0,04", b: "0,02"}'), "c") == "0,1"


def test_decimals_given_for_one_cell_override_the_typed_ones() -> None:
    indicator = catalogue({"a": "loai: tien"})["a"]
    value = Number.rounded(Decimal("2.675"), 3)
    assert print_value(indicator, value, places=2, is_stated=True) == "2,68"


def test_decimals_given_for_one_cell_never_make_a_false_100() -> None:
    indicator = catalogue({"a": "loai: phan_tram"})["a"]
    assert print_value(indicator, Number.rounded(Decimal("99.96"), 2), places=0, is_stated=True) == "99,96%"


@pytest.mark.parametrize("state", list(Missing))
def test_a_message_names_the_state_of_a_missing_value(state: Missing) -> None:
    assert print_value(catalogue({"a": "loai: so_dem"})["a"], state) == state.value


@pytest.mark.parametrize(
    ("value", "code"), [(True, "1"), (False, "0"), (Choice(2, "x"), "2"), (Number.exact(5), ""), ("x", "")]
)
def test_an_answer_is_coded_by_its_place(value: bool | Choice | Number | str, code: str) -> None:
    assert print_code(value) == code


@given(part=st.integers(0, 10**6), whole=st.integers(1, 10**6), places=st.integers(0, 3))
@settings(max_examples=150)
def test_100_and_0_percent_are_printed_only_when_exact(part: int, whole: int, places: int) -> None:
    indicator = catalogue({"a": f"loai: phan_tram, so_le: {places}"})["a"]
    exact = Decimal(100 * part) / whole
    printed = print_value(indicator, Number.exact(exact))
    assert (printed == "100%") == (part == whole) and (printed == "0%") == (part == 0)
