"""`--what-if` tells a report with other facts, as if they had been typed, and shows what differs."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cchc_gen.base.values import Missing, Number
from cchc_gen.cli import main
from cchc_gen.derive.figures import print_value
from cchc_gen.explain.difference import Difference, difference
from cchc_gen.facts.supposition import PLACE, suppose
from cchc_gen.language.wording import text_of
from cchc_gen.read.source import Table, Text
from cchc_gen.report import Report, Story, build
from tests.conftest import EXAMPLES, ROOT, built, codes, story_of, table

CHO_DON = ROOT / "examples/cho-don/2024-Q1.yaml"


@pytest.fixture(scope="module")
def report() -> Report:
    return built(CHO_DON)


@cache
def after(*changes: tuple[str, str]) -> Report:
    return build(CHO_DON, changes=changes)


def supposed(report: Report, *changes: tuple[str, str]) -> Difference:
    found = difference(report, after(*changes))
    assert found is not None
    return found


def test_the_same_value_changes_nothing(report: Report) -> None:
    assert supposed(report, ("nhiem_vu.dung_han", "32")) == Difference((), (), (), (), ())


def test_a_figure_changes_what_is_derived_from_it_and_what_prints_it(report: Report) -> None:
    found = supposed(report, ("nhiem_vu.dung_han", "33"))
    assert {c.key: (c.before, c.after) for c in found.figures} == {
        "nhiem_vu.dung_han": ("32", "33"),
        "nhiem_vu.da_hoan_thanh": ("32", "33"),
        "nhiem_vu.chua_xong": ("5", "4"),
    }
    assert {c.key: c.after for c in found.sentences} == {
        "nhiem_vu_hoan_thanh": "- Đã hoàn thành 33 nhiệm vụ.",
        "nhiem_vu_chua_xong": "- Chưa hoàn thành 04 nhiệm vụ, đều đang trong hạn.",
    }
    assert [(c.key, c.before, c.after) for c in found.cells] == [("phu_luc/1.4.2", "32", "33")]


def test_a_sentence_takes_another_variant(report: Report) -> None:
    found = supposed(report, ("tuyen_truyen.tin_bai", "0"))
    (sentence,) = found.sentences
    assert "25 tin, bài" in sentence.before
    assert "chưa có tin, bài" in sentence.after


def test_findings_appear_and_disappear(report: Report) -> None:
    found = supposed(report, ("nhiem_vu.dung_han", "40"))
    assert {"C001", "C002"} <= {d.code for d in found.appeared}
    assert not found.gone
    mended = supposed(report, ("mot_cua.tiep_nhan.ky_truoc", "455"))
    assert "F010" in codes(mended.appeared)


def test_several_suppositions_hold_at_once(report: Report) -> None:
    found = supposed(report, ("nhiem_vu.dung_han", "33"), ("nhiem_vu.co_thoi_han", "14"))
    values = {c.key: c.after for c in found.figures}
    assert values["nhiem_vu.duoc_giao"] == "38" and values["nhiem_vu.da_hoan_thanh"] == "33"
    assert "nhiem_vu.chua_xong" not in values


def test_a_state_word_is_a_value_as_in_the_file(report: Report) -> None:
    found = supposed(report, ("tuyen_truyen.tin_bai", "chưa có số liệu"))
    assert [(c.before, c.after) for c in found.figures] == [("25", Missing.UNKNOWN.value)]


def test_bad_values_get_the_diagnostics_of_the_file_at_their_own_place(report: Report) -> None:
    found = supposed(
        report,
        ("nhiem_vu.dung_han", "nhiều"),
        ("giai_ngan.thuc_hien", "1.807"),
        ("nhiem_vu.co_thoi_han", ""),
        ("nhiem_vu.khongthoihan", "3"),
    )
    assert [(d.code, d.pos.line) for d in found.appeared if d.pos.path == PLACE] == [
        ("F002", 1), ("F003", 2), ("F004", 3), ("F001", 4),
    ]  # fmt: skip


def test_a_slip_in_the_syntax_is_found_as_in_the_file(report: Report) -> None:
    found = supposed(report, ("nhiem_vu.dung_han", "[1"))
    assert [d.pos.path for d in found.appeared] == [PLACE]
    assert found.appeared[0].code.startswith("Y")
    assert not found.figures


@pytest.mark.parametrize("example", EXAMPLES[:2], ids=lambda path: path.parent.name)
def test_supposing_a_value_tells_what_typing_it_tells(example: Path, tmp_path: Path) -> None:
    """A stated number, raised by one with `--what-if`, gives the story of the file edited by hand."""
    story = story_of(built(example))
    facts = [f for f in story.facts.values.values() if isinstance(f.value, Number) and not f.qualifier]
    fact = facts[len(facts) // 2]
    assert isinstance(fact.value, Number)
    raised = print_value(fact.indicator, Number.exact(fact.value.value + 1), is_stated=True)
    lines = example.read_text(encoding="utf-8").split("\n")
    row, start = lines[fact.pos.line - 1], fact.pos.column - 1
    lines[fact.pos.line - 1] = f'{row[:start]}"{raised}"{row[start + fact.pos.width :]}'
    edited = tmp_path / example.name
    edited.write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "don-vi.yaml").write_bytes((example.parent / "don-vi.yaml").read_bytes())
    by_hand = story_of(build(edited))
    by_option = story_of(build(example, changes=[(fact.indicator.key, raised)]))
    assert [p.text for p in by_option.paragraphs] == [p.text for p in by_hand.paragraphs]
    assert cells(by_option) == cells(by_hand)
    assert [f.values for f in by_option.findings] == [f.values for f in by_hand.findings]


def cells(story: Story) -> list[str]:
    return [text_of((*row.value, *row.note)) for sheet in story.sheets for row in sheet.rows]


def value_at(found: Table, *keys: str) -> str:
    node: object = found
    for key in keys:
        assert isinstance(node, Table), key
        node = node.get(key)
    assert isinstance(node, Text)
    return node.value


def test_a_value_is_found_however_its_groups_are_nested() -> None:
    facts = table("so_lieu:\n  a:\n    b: 1\n    c.d: 2\n  e.f: 3\n")
    found, problems = suppose(facts, [("a.b", "10"), ("a.c.d", "20"), ("e.f", "30"), ("g.h", "40")])
    assert not problems
    assert value_at(found, "so_lieu", "a", "b") == "10"
    assert value_at(found, "so_lieu", "a", "c.d") == "20"
    assert value_at(found, "so_lieu", "e.f") == "30"
    assert value_at(found, "so_lieu", "g.h") == "40"
    assert value_at(facts, "so_lieu", "a", "b") == "1"


def test_details_of_a_fact_stay_unless_new_ones_are_given() -> None:
    facts = table("so_lieu:\n  a: {gia_tri: 1, ghi_chu: cũ}\n")
    kept, _ = suppose(facts, [("a", "2")])
    assert (value_at(kept, "so_lieu", "a", "gia_tri"), value_at(kept, "so_lieu", "a", "ghi_chu")) == (
        "2",
        "cũ",
    )
    given, _ = suppose(facts, [("a", "{gia_tri: 2, kem_tu: hơn}")])
    assert value_at(given, "so_lieu", "a", "kem_tu") == "hơn"
    node = given.get("so_lieu")
    assert isinstance(node, Table) and isinstance(node.get("a"), Table)
    assert "ghi_chu" not in node.entries["a"].value.entries  # type: ignore[union-attr]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_the_text_shows_old_and_new() -> None:
    result = run("explain", CHO_DON, "--what-if", "nhiem_vu.dung_han=33")
    assert result.exit_code == 0, result.stderr
    assert (
        "nhiem_vu.dung_han  (Số nhiệm vụ đã hoàn thành đúng hạn)\n    từ:    32\n    thành: 33\n"
        in result.stdout
    )
    assert "câu đổi:" in result.stdout and "ô biểu đổi:" in result.stdout


def test_nothing_that_changes_is_said_so() -> None:
    assert run("explain", CHO_DON, "--what-if", "nhiem_vu.dung_han = 32").stdout == "không có gì đổi\n"


def test_json_gives_findings_and_the_exit_code_as_check_does() -> None:
    result = run("explain", CHO_DON, "--what-if", "nhiem_vu.dung_han=40", "--format", "json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert set(found) == {"figures", "sentences", "cells", "appeared", "gone"}
    assert found["figures"][0] == {
        "key": "nhiem_vu.dung_han", "label": "Số nhiệm vụ đã hoàn thành đúng hạn",
        "before": "32", "after": "40",
    }  # fmt: skip
    assert {"code", "severity", "message", "file", "line", "column"} <= set(found["appeared"][0])


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nhiem_vu.dung_han", "--what-if", "nhiem_vu.dung_han=33"),
        ("--what-if", "nhiem_vu.dung_han"),
        ("--what-if", "=33"),
    ],
)
def test_a_call_without_a_clear_question_is_refused(arguments: tuple[str, ...]) -> None:
    result = run("explain", CHO_DON, *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
