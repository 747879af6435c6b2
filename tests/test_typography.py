"""A line never parts a count from its noun, or «ngày» from its day."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_gen.language.wording import Run, text_of
from cchc_gen.tell.typography import held_together


def shown(*runs: Run | str) -> str:
    made = tuple(run if isinstance(run, Run) else Run(run) for run in runs)
    return text_of(held_together(made)).replace("\u00a0", "~")


def figure(text: str, key: str = "hs.tong") -> Run:
    return Run(text, keys=(key,))


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (("Đã trả ", figure("1.807"), " hồ sơ."), "Đã trả 1.807~hồ sơ."),
        (("Có ", Run("05", bold=True, keys=("a.b",)), " nhiệm vụ"), "Có 05~nhiệm vụ"),
        (("Đạt ", figure("75%"), " kế hoạch"), "Đạt 75% kế hoạch"),
        (("Còn ", figure("32"), ", trong đó"), "Còn 32, trong đó"),
        (("Còn ", figure("32"), " (đạt"), "Còn 32 (đạt"),
        (("năm ", figure("2024", "ky.nam"), " đã"), "năm 2024 đã"),
        (("ngày 05 tháng 3 năm 2024",), "ngày~05 tháng~3 năm 2024"),
        (("Quý I năm 2024, ", "đến ngày ", figure("09/3/2024")), "Quý~I năm 2024, đến ngày~09/3/2024"),
        (("khoản 2 Điều 6",), "khoản~2 Điều~6"),
        (("số vụ việc, số Vụ, mục IV",), "số vụ việc, số Vụ, mục~IV"),
        (("một ngày đẹp, hằng ngày 5 lần",), "một ngày đẹp, hằng ngày~5 lần"),
    ],
)  # fmt: skip
def test_what_belongs_together_is_held_together(runs: tuple[Run | str, ...], text: str) -> None:
    assert shown(*runs) == text


@given(st.lists(st.tuples(st.text("ab 15%.ngày", max_size=9), st.booleans()), max_size=6))
def test_only_spaces_change(pieces: list[tuple[str, bool]]) -> None:
    runs = tuple(Run(text, keys=("a",) if keyed else ()) for text, keyed in pieces)
    held = held_together(runs)
    assert [run.text.replace("\u00a0", " ") for run in held] == [run.text for run in runs]
    assert [run.keys for run in held] == [run.keys for run in runs]
