"""A section of a real report that only says «không» is refuted by the figures, and nothing else there is."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from cchc_gen.check.finding import Finding
from cchc_gen.facts.unit import UNIT_FILE
from cchc_gen.report import build
from tests.test_contradictions import facts_of, mended


def findings(folder: Path, section: str, text: str, unit: str = "cho-don") -> list[Finding]:
    """Check the mended report of a unit in which one free text was replaced."""
    original = facts_of(unit)
    shutil.copy(original.parent / UNIT_FILE, folder)
    facts, count = re.subn(rf"(?m)^  {section}: (\|\n(?:    .*\n|\n)+|.*\n)", "", mended(unit))
    assert count <= 1
    facts = facts.replace("\nnoi_dung:\n", f"\nnoi_dung:\n  {section}: |\n    {text}\n")
    path = folder / original.name
    path.write_text(facts, encoding="utf-8", newline="\n")
    story = build(path).story
    assert story is not None
    return list(story.findings)


@pytest.mark.parametrize(
    "text",
    [
        "Không.",
        "- Không có.",
        "Không có gì.",
        "Không có khó khăn, vướng mắc.",
        "Không có khó khăn, vướng mắc gì.",
        "Không gặp khó khăn, vướng mắc.",
        "Không có tồn tại, hạn chế nào.",
        "Trong quý, đơn vị không có khó khăn, vướng mắc gì.",
        "Công tác CCHC của huyện không phát sinh khó khăn, vướng mắc.",
        "Tồn tại, hạn chế: Không.",
        "Khó khăn, vướng mắc: Không có",
    ],
)
def test_no_difficulty_is_refuted_by_overdue_files(text: str, tmp_path: Path) -> None:
    assert {finding.check for finding in findings(tmp_path, "kho_khan", text)} == {"noi_khong_kho_khan"}


@pytest.mark.parametrize(
    "text",
    [
        "Một số người dân không quen nộp hồ sơ trực tuyến.",
        "Không có khó khăn lớn.",
        "Không có khó khăn, vướng mắc nào khác ngoài hồ sơ quá hạn.",
        "Không có tồn tại, hạn chế đáng kể.",
        "Về thể chế không có vướng mắc. Việc trả hồ sơ còn chậm.",
        "Nguyên nhân của hồ sơ quá hạn: không có kinh phí nâng cấp phần mềm.",
        "Không có đủ máy quét.",
    ],
)
def test_a_difficulty_with_a_no_in_it_is_left_alone(text: str, tmp_path: Path) -> None:
    assert findings(tmp_path, "kho_khan", text) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Toàn huyện không có hồ sơ quá hạn.", 1),
        ("Không có hồ sơ nào quá hạn.", 1),
        ("Không có một hồ sơ nào bị quá hạn.", 1),
        ("Không để hồ sơ quá hạn.", 1),
        ("Không có kinh phí nâng cấp phần mềm nên còn hồ sơ quá hạn.", 0),
        ("Không có khó khăn nào khác ngoài hồ sơ quá hạn.", 0),
    ],
)
def test_no_overdue_file_is_claimed_with_few_words_or_none_between(
    text: str, count: int, tmp_path: Path
) -> None:
    assert [f.check for f in findings(tmp_path, "mat_tich_cuc", text)] == ["noi_khong_qua_han"] * count


@pytest.mark.parametrize(
    ("text", "count"),
    [("Đạt 100% đúng hạn.", 1), ("Tất cả hồ sơ đều đúng hạn.", 1), ("Hồ sơ trả đúng hạn.", 0)],
)
def test_all_in_time_is_claimed_with_few_words_or_none_between(text: str, count: int, tmp_path: Path) -> None:
    found = findings(tmp_path, "mat_tich_cuc", text)
    assert [f.check for f in found if f.check.startswith("noi")] == ["noi_tat_ca_dung_han"] * count


@pytest.mark.parametrize(
    ("section", "text", "checks"),
    [
        ("tuyen_truyen", "Không có.", ["noi_khong_o_muc_tuyen_truyen"]),
        ("tuyen_truyen", "Không có kênh truyền hình.", []),
        ("ky_luat", "Không có.", []),
        ("kien_nghi", "Không.", []),
    ],
)
def test_a_no_is_held_against_the_figures_of_its_section(
    section: str, text: str, checks: list[str], tmp_path: Path
) -> None:
    assert [finding.check for finding in findings(tmp_path, section, text)] == checks
