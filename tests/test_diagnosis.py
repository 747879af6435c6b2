"""A finding says what each figure should be, and which small slip would explain it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_gen.check.diagnosis import Diagnosis, diagnose
from tests.conftest import expression, world

COUNTS = {f"nhom.{name}": "loai: so_dem, dvt: hồ sơ" for name in "abcd"}
SHARE = {**COUNTS, "nhom.p": "loai: phan_tram"}


def diagnosed(condition: str, figures: str) -> Diagnosis:
    made = world(SHARE, f"so_lieu: {{nhom: {{{figures}}}}}")
    assert not made.problems, made.problems
    return diagnose(expression(condition), made.figures)


SUM = "nhom.a == nhom.b + nhom.c"
RATIO = "nhom.p == phan_tram(nhom.a, nhom.b)"


def test_each_figure_of_a_sum_is_told_what_it_should_be() -> None:
    found = diagnosed(SUM, "a: 1807, b: 1352, c: 408")
    assert found.wanted == {
        "nhom.a": "phải là 1.760", "nhom.b": "phải là 1.399", "nhom.c": "phải là 455",
    }  # fmt: skip


def test_each_figure_of_a_ratio_is_told_what_it_should_be() -> None:
    """A divisor too, though the ratio is not linear in it."""
    found = diagnosed(RATIO, 'a: 191, b: 393, p: "50,00"')
    assert found.wanted == {"nhom.p": "phải là 48,6%", "nhom.b": "phải là 382"}


def test_a_bound_is_told_as_a_bound() -> None:
    found = diagnosed("nhom.a <= nhom.b", "a: 393, b: 384")
    assert found.wanted == {"nhom.a": "nhiều nhất là 384", "nhom.b": "ít nhất là 393"}


def test_no_count_is_told_to_be_negative_or_a_fraction() -> None:
    assert "nhom.b" not in diagnosed(SUM, "a: 5, b: 1, c: 9").wanted
    assert "nhom.a" not in diagnosed("2 * nhom.a == nhom.b", "a: 5, b: 9").wanted


@pytest.mark.parametrize(
    ("condition", "figures", "slip"),
    [
        (SUM, "a: 689, b: 543, c: 155", "có thể đảo hai chữ số ở nhom.a: 689 thay vì 698, "
         "hoặc đảo hai chữ số ở nhom.b: 543 thay vì 534"),
        (SUM, "a: 6980, b: 543, c: 155", "có thể nhầm hàng (thừa hoặc thiếu số 0, sai dấu phẩy) ở nhom.a: "
         "6.980 thay vì 698"),
        (SUM, "a: 17, b: 107, c: 70", "có thể gõ thiếu một chữ số ở nhom.a: 17 thay vì 177"),
        (SUM, "a: 9760, b: 1052, c: 708", "có thể gõ nhầm một chữ số ở nhom.a: 9.760 thay vì 1.760, "
         "hoặc gõ nhầm một chữ số ở nhom.b: 1.052 thay vì 9.052, "
         "hoặc gõ thiếu một chữ số ở nhom.c: 708 thay vì 8.708"),
        (SUM, "a: 52, b: 52, c: 23", "có thể tổng chưa cộng nhom.c (Nhãn nhom.c) = 23"),
        (RATIO, 'a: 22, b: 29, p: "75,8"', "75,8% là số bị cắt đuôi chứ không làm tròn"),
        (RATIO, 'a: 191, b: 393, c: 250, p: "76,4"',
         "có thể đã dùng nhầm nhom.c (Nhãn nhom.c) = 250 thay cho nhom.b"),
        (SUM, "a: 5000, b: 1234, c: 77", ""),
        ("nhom.a <= nhom.b", "a: 698, b: 689", ""),
        ("nhom.a == nhom.b", "a: 426, b: 246", "có thể đảo hai chữ số ở nhom.a: 426 thay vì 246, "
         "hoặc đảo hai chữ số ở nhom.b: 246 thay vì 426"),
    ],
)  # fmt: skip
def test_a_small_slip_that_explains_the_clash_is_named(condition: str, figures: str, slip: str) -> None:
    assert diagnosed(condition, figures).slip == slip


@pytest.mark.parametrize("figures", ["a: 5, b: 0, p: 40", "a: 5, p: 40", "a: 5, b: chưa có số liệu, p: 40"])
def test_what_cannot_be_computed_is_not_explained(figures: str) -> None:
    assert diagnosed(RATIO, figures) == Diagnosis()


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 10_000))
def test_what_a_figure_should_be_makes_the_relation_true(a: int, b: int, c: int) -> None:
    right = {key: int(words.split()[-1].replace(".", "")) for key, words in
             diagnosed(SUM, f"a: {a}, b: {b}, c: {c}").wanted.items()}  # fmt: skip
    if "nhom.a" in right:
        assert right["nhom.a"] == b + c
    if "nhom.b" in right:
        assert right["nhom.b"] + c == a
