"""Names that a rule of a set gives and nobody else knows, and what is left alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cchc_gen.base.diagnostics import Diagnostic, Severity
from cchc_gen.set_lint import lint_set
from tests.conftest import BASE_TEMPLATE

GOOD = Path(__file__).parent / "errors" / "_tot" / "bo"


def linted(folder: Path, files: dict[str, str], name: str = "con") -> list[Diagnostic]:
    """Lint a set after writing some of its files over those of a small one that is good."""
    shutil.copytree(GOOD, folder, dirs_exist_ok=True)
    shutil.copy(BASE_TEMPLATE, folder / "thu")
    for path, text in files.items():
        (folder / path).write_text(text, encoding="utf-8")
    found = lint_set([folder], name)
    assert all(d.code == "S015" for d in found), found
    return found


CHECK = "{{sau: truc_tuyen, neu_viet: [x], {}, dung: ho_so.qua_han == 0, thong_bao: x, can_cu: x}}"
JUMP = "{{sau: truc_tuyen, loai: dot_bien, {}, can_cu: x}}"
PLANS = "{{sau: truc_tuyen, loai: nam_ke_hoach, {}, can_cu: x}}"


@pytest.mark.parametrize(
    ("check", "field"),
    [
        (CHECK, "tru_muc: [danh_gia]"), (CHECK, "tru_muc: [danh]"), (CHECK, "chi_muc: [kien_nghi]"),
        (CHECK, "tru_muc: [ho_so]"), (CHECK, "tru_muc: [ho_so.qua_han]"),
        (JUMP, "tru_nhom: [ho_so, kinh_phi]"), (JUMP, "tru_nhom: [ho_so.qua_han]"),
        (PLANS, "chu_de: ke_hoach"),
    ],
)  # fmt: skip
def test_a_name_that_the_set_has_is_right(tmp_path: Path, check: str, field: str) -> None:
    assert linted(tmp_path, {"con/kiem_tra.yaml": f"thu: {check.format(field)}\n"}) == []


@pytest.mark.parametrize(
    ("check", "field", "meant"),
    [
        (CHECK, "tru_muc: [danh_gia, kien_ngi]", "kien_nghi"), (CHECK, "chi_muc: [kien]", "kien_nghi"),
        (JUMP, "tru_nhom: [ho_xo]", "ho_so"),
        (PLANS, "chu_de: ke_hoac", "ke_hoach"),
    ],
)  # fmt: skip
def test_a_name_that_the_set_lacks_is_an_error_with_the_nearest(
    tmp_path: Path, check: str, field: str, meant: str
) -> None:
    (problem,) = linted(tmp_path, {"con/kiem_tra.yaml": f"thu: {check.format(field)}\n"})
    assert problem.is_error and problem.hint == f"có phải bạn định viết «{meant}»?"


def test_what_a_base_exempts_a_set_may_have_dropped(tmp_path: Path) -> None:
    base = (GOOD / "thu" / "kiem_tra.yaml").read_text(encoding="utf-8")
    check = CHECK.format("tru_muc: [kien_nghi]").replace("sau: truc_tuyen, ", "")
    files = {"thu/kiem_tra.yaml": f"{base}x: {check}\n", "con/bo_cuc.yaml": "noi_dung.kien_nghi: null\n"}
    assert linted(tmp_path, files) == []
    assert linted(tmp_path, files, "thu") == []


ASKING = """
kinh_phi:
  bien_the:
    - {{khi: 'so_van_ban(chu_de="{0}") == 0', viet: Không.}}
    - viet: '{{{{ trich_dan(chu_de="{0}") }}}}'
"""


@pytest.mark.parametrize(
    ("topic", "count"),
    [("ke_hoach", 0), ("ke_hoac", 1), ("ke_haoch", 1), ("ke_hoach_2", 1), ("quyet_dinh", 0)],
)
def test_a_topic_of_one_rule_that_is_nearly_another_is_noted(tmp_path: Path, topic: str, count: int) -> None:
    found = linted(tmp_path, {"con/cau.yaml": ASKING.format(topic)})
    assert len(found) == count
    assert all(d.severity is Severity.NOTE and "câu «kinh_phi»" in d.message for d in found)


def test_a_topic_that_two_rules_ask_for_is_meant(tmp_path: Path) -> None:
    check = "{sau: truc_tuyen, dung: 'so_van_ban(chu_de=\"ke_hoac\") == 0', thong_bao: x, can_cu: x}"
    files = {"con/cau.yaml": ASKING.format("ke_hoac"), "con/kiem_tra.yaml": f"x: {check}\n"}
    assert linted(tmp_path, files) == []


def test_short_topics_are_alike_by_nature(tmp_path: Path) -> None:
    files = {
        "con/cau.yaml": ASKING.format("iso"),
        "con/bo_cuc.yaml": "van_ban.isa: {sau: van_ban.ke_hoach}\n",
    }
    assert linted(tmp_path, files) == []
