"""The overlay law, whole: nearest file wins, an entry is replaced whole, null removes, `sau` places."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.read.source import Table, Text
from cchc_gen.sets.template_set import TemplateSet, merge, open_set, packaged_root, set_names
from tests.conftest import codes, make_files, table

ASKED = Pos("2024-Q1.yaml", 1, 9)
BASE = """
    mot: {nhan: Một, dvt: hồ sơ}
    hai: {nhan: Hai}
    ba: {nhan: Ba}
"""


def merged(overlay: str, base: str = BASE, stem: str = "") -> tuple[Table, list[Diagnostic]]:
    return merge(table(base), table(overlay), stem)


def keys(overlay: str, base: str = BASE, stem: str = "") -> list[str]:
    result, problems = merged(overlay, base, stem)
    assert not problems, problems
    return list(result.entries)


def fields(result: Table, key: str) -> dict[str, str]:
    node = result.get(key)
    assert isinstance(node, Table)
    return {name: e.value.value for name, e in node.entries.items() if isinstance(e.value, Text)}


def opened(root: Path, name: str) -> TemplateSet:
    found, problems = open_set([root], name, ASKED)
    assert found is not None and not problems, problems
    return found


def refused(root: Path, name: str) -> Diagnostic:
    found, problems = open_set([root], name, ASKED)
    assert found is None and len(problems) == 1
    return problems[0]


def test_an_entry_is_replaced_whole_and_keeps_its_position() -> None:
    result, problems = merged("mot: {nhan: Khác}")
    assert not problems and list(result.entries) == ["mot", "hai", "ba"]
    assert fields(result, "mot") == {"nhan": "Khác"}


def test_a_replaced_entry_is_placed_in_the_file_that_won() -> None:
    result = merge(table(BASE), table("\n\nhai: {nhan: Khác}"))[0]
    assert result.entries["hai"].key.pos.line == 3


@pytest.mark.parametrize("null", ["null", "~", ""])
def test_null_removes_an_entry(null: str) -> None:
    assert keys(f"hai: {null}") == ["mot", "ba"]


@pytest.mark.parametrize("quoted", ['""', "'null'", '"~"'])
def test_a_quoted_word_does_not_remove_an_entry(quoted: str) -> None:
    assert keys(f"hai: {quoted}") == ["mot", "hai", "ba"]


@pytest.mark.parametrize(
    ("after", "order"),
    [("mot", ["mot", "moi", "hai", "ba"]), ("ba", ["mot", "hai", "ba", "moi"])],
)
def test_a_new_entry_stands_where_it_says(after: str, order: list[str]) -> None:
    assert keys(f"moi: {{nhan: Mới, sau: {after}}}") == order


def test_where_an_entry_stands_is_no_field_of_it() -> None:
    assert fields(merged("moi: {nhan: Mới, sau: mot}")[0], "moi") == {"nhan": "Mới"}


def test_new_entries_in_a_row_need_a_place_for_the_first_only() -> None:
    assert keys("x: {nhan: X, sau: mot}\ny: {nhan: Y}\nz: {nhan: Z}") == ["mot", "x", "y", "z", "hai", "ba"]


def test_a_new_entry_may_stand_after_another_new_one() -> None:
    assert keys("x: {nhan: X, sau: mot}\nhai: {nhan: H}\ny: {nhan: Y, sau: x}") == [
        "mot", "x", "y", "hai", "ba",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("overlay", "hint"),
    [
        ("mott: {nhan: M}", "«mot»"),
        ("moi: {nhan: M}", "sau"),
        ("moi: {nhan: M, sau: mott}", "«mot»"),
        ("mot: {nhan: M, sau: mot}", ""),
        ("moi: null", ""),
        ("mott: null", "«mot»"),
        ("hai: {nhan: H}\nmoi: {nhan: M}", "sau"),
        ("mot: null\nmoi: {nhan: M, sau: mot}", ""),
    ],
)
def test_an_override_that_matches_nothing_is_an_error(overlay: str, hint: str) -> None:
    result, problems = merged(overlay)
    assert codes(problems) == ["S005"] and hint in problems[0].hint
    assert "moi" not in result.entries and "mott" not in result.entries


def test_every_override_that_matches_nothing_is_found_in_one_run() -> None:
    assert codes(merged("x: {}\ny: {}\nmot: {nhan: M}")[1]) == ["S005", "S005"]


OUTLINE = """
    chung: {cap: 1}
    cau.a: {}
    nho: {cap: 2}
    cau.b: {}
    cuoi: {cap: 1}
    cau.c: {}
"""


def test_a_removed_section_takes_what_stands_in_it_along() -> None:
    assert keys("chung: null", OUTLINE, "bo_cuc") == ["cuoi", "cau.c"]


def test_a_removed_subsection_leaves_the_next_section_alone() -> None:
    assert keys("nho: null", OUTLINE, "bo_cuc") == ["chung", "cau.a", "cuoi", "cau.c"]


def test_a_removed_item_of_a_section_takes_nothing_along() -> None:
    assert keys("cau.a: null", OUTLINE, "bo_cuc") == ["chung", "nho", "cau.b", "cuoi", "cau.c"]


def test_an_item_may_be_removed_after_its_section() -> None:
    assert keys("chung: null\ncau.b: null", OUTLINE, "bo_cuc") == ["cuoi", "cau.c"]


def test_the_rows_of_a_new_table_need_no_place() -> None:
    assert keys("t2/1: {nhan: X}\nt2/2: {nhan: Y}", "t1/1: {nhan: A}", "hang") == ["t1/1", "t2/1", "t2/2"]


def test_a_new_row_of_an_old_table_needs_a_place() -> None:
    assert codes(merged("t1/2: {nhan: X}", "t1/1: {nhan: A}", "hang")[1]) == ["S005"]


def test_a_form_may_be_replaced_row_by_row() -> None:
    assert keys("t1/1: null\nt2/1: {nhan: X}", "t1/1: {nhan: A}", "hang") == ["t2/1"]


_letters = st.sampled_from("abcdefgh")


@given(
    base=st.lists(_letters, unique=True, min_size=1),
    removed=st.sets(_letters),
    replaced=st.sets(_letters),
    new=st.lists(st.tuples(st.sampled_from("xyz"), st.integers(0, 7)), unique_by=lambda pair: pair[0]),
)
@settings(max_examples=150)
def test_merging_keeps_the_order_of_the_base(
    base: list[str], removed: set[str], replaced: set[str], new: list[tuple[str, int]]
) -> None:
    gone = removed & set(base)
    left = [key for key in base if key not in gone]
    lines = [f"{key}: null" for key in sorted(gone)]
    lines += [f"{key}: {{n: 2}}" for key in sorted((replaced & set(base)) - gone)]
    places = {key: left[n % len(left)] for key, n in new} if left else {}
    lines += [f"{key}: {{n: 3, sau: {after}}}" for key, after in places.items()]
    result, problems = merged("\n".join(lines) or "{}", "\n".join(f"{key}: {{n: 1}}" for key in base))
    order = list(result.entries)
    assert not problems
    assert [key for key in order if key in base] == left
    for key, after in places.items():
        between = order[order.index(after) + 1 : order.index(key)]
        assert after in order[: order.index(key)] and all(name in places for name in between)


SETS = {
    "goc/bo.yaml": "ten: Gốc\nnghe: một\nhoc: hai\n",
    "goc/cau.yaml": "x: {viet: gốc}\ny: {viet: gốc}\n",
    "goc/bao_cao.docx": "gốc",
    "tinh/bo.yaml": "ten: Tỉnh\nke_thua: goc\nhoc: ba\n",
    "tinh/cau.yaml": "x: {viet: tỉnh}\n",
    "xa/bo.yaml": "ten: Xã\nke_thua: tinh\n",
    "xa/cau.yaml": "y: null\nz: {viet: xã, sau: x}\n",
    "xa/bao_cao.docx": "xã",
}


def test_a_set_inherits_from_all_its_bases(tmp_path: Path) -> None:
    found = opened(make_files(tmp_path, SETS), "xa")
    assert [folder.name for folder in found.chain] == ["xa", "tinh", "goc"]
    assert list(found.tables["cau"].entries) == ["x", "z"]
    assert fields(found.tables["cau"], "x") == {"viet": "tỉnh"}


def test_each_setting_comes_from_the_nearest_set_that_has_it(tmp_path: Path) -> None:
    manifest = opened(make_files(tmp_path, SETS), "xa").manifest
    words = {key: node.value for key in ("ten", "nghe", "hoc") if isinstance(node := manifest.get(key), Text)}
    assert words == {"ten": "Xã", "nghe": "một", "hoc": "ba"}


def test_the_nearest_file_wins_whole(tmp_path: Path) -> None:
    root = make_files(tmp_path, SETS)
    files = [opened(root, name).file("bao_cao.docx") for name in ("xa", "tinh", "goc")]
    assert files == [root / "xa/bao_cao.docx", root / "goc/bao_cao.docx", root / "goc/bao_cao.docx"]


def test_a_file_that_no_set_has_is_none(tmp_path: Path) -> None:
    assert opened(make_files(tmp_path, SETS), "xa").file("khac.docx") is None


def test_a_set_may_have_no_file_of_entries_at_all(tmp_path: Path) -> None:
    assert opened(make_files(tmp_path, SETS), "xa").tables["hang"].entries == {}


def test_an_emptied_file_of_an_overlay_changes_nothing(tmp_path: Path) -> None:
    root = make_files(tmp_path, SETS | {"tinh/cau.yaml": "# chưa có gì\n"})
    assert list(opened(root, "tinh").tables["cau"].entries) == ["x", "y"]


def test_a_removed_table_takes_its_rows_along(tmp_path: Path) -> None:
    files = {
        "goc/bieu.yaml": "t1: {}\nt2: {}\n",
        "goc/hang.yaml": "t1/1: {nhan: A}\nt2/1: {nhan: B}\n",
        "tinh/bieu.yaml": "t1: null\n",
    }
    assert list(opened(make_files(tmp_path, SETS | files), "tinh").tables["hang"].entries) == ["t2/1"]


def test_an_unknown_set_is_refused_where_it_was_asked_for(tmp_path: Path) -> None:
    found = refused(make_files(tmp_path, SETS), "tinhh")
    assert (found.code, found.pos) == ("S001", ASKED) and "«tinh»" in found.hint


def test_an_unknown_base_is_refused_where_it_was_named(tmp_path: Path) -> None:
    found = refused(make_files(tmp_path, {"tinh/bo.yaml": "ten: x\nke_thua: khong_co\n"}), "tinh")
    assert (found.code, found.pos.line, found.pos.column) == ("S001", 2, 10)


@pytest.mark.parametrize("name", ["../goc", "tinh/../goc", "/etc", ".", "..", ""])
def test_a_set_is_never_looked_for_outside_the_roots(name: str, tmp_path: Path) -> None:
    make_files(tmp_path, {"bo.yaml": "ten: ngoài\n", "goc/bo.yaml": "ten: ngoài\n"})
    make_files(tmp_path / "sets", SETS)
    assert refused(tmp_path / "sets", name).code == "S001"


@pytest.mark.parametrize(("base", "ring"), [("xa", "xa → tinh → xa"), ("tinh", "xa → tinh → tinh")])
def test_a_ring_of_sets_is_refused_with_its_names(base: str, ring: str, tmp_path: Path) -> None:
    root = make_files(tmp_path, SETS | {"tinh/bo.yaml": f"ten: x\nke_thua: {base}\n"})
    found = refused(root, "xa")
    assert found.code == "S006" and found.message.endswith(f": {ring}")


def test_the_first_root_that_has_a_set_wins(tmp_path: Path) -> None:
    own = make_files(tmp_path / "own", {"goc/bo.yaml": "ten: Của tôi\n"})
    packaged = make_files(tmp_path / "packaged", SETS)
    found, problems = open_set([own, packaged], "tinh", ASKED)
    assert found is not None and not problems
    assert found.chain == (packaged / "tinh", own / "goc")


def test_a_broken_file_of_a_set_is_reported_with_the_file(tmp_path: Path) -> None:
    _, problems = open_set([make_files(tmp_path, SETS | {"goc/cau.yaml": "x: [\n"})], "xa", ASKED)
    assert problems and problems[0].code == "Y003" and problems[0].pos.path.endswith("goc/cau.yaml")


def test_a_broken_manifest_stops_the_set(tmp_path: Path) -> None:
    assert refused(make_files(tmp_path, SETS | {"tinh/bo.yaml": "ten: [\n"}), "xa").code == "Y003"


def test_the_packaged_sets_are_found() -> None:
    assert "chuan" in set_names([packaged_root()])


def test_an_item_of_the_base_is_moved_by_its_sau() -> None:
    base, overlay = table(OUTLINE), table("cau.a: {sau: cau.c}")
    result, problems = merge(base, overlay, "bo_cuc")
    assert not problems
    assert list(result.entries) == ["chung", "nho", "cau.b", "cuoi", "cau.c", "cau.a"]


def test_a_section_is_not_moved_without_what_stands_in_it() -> None:
    _, problems = merge(table(OUTLINE), table("nho: {cap: 2, sau: cuoi}"), "bo_cuc")
    assert codes(problems) == ["S005"]


def test_a_new_section_takes_over_the_items_that_follow_it() -> None:
    result, problems = merge(table(OUTLINE), table("moi: {cap: 2, sau: chung}"), "bo_cuc")
    assert not problems
    assert list(result.entries)[:3] == ["chung", "moi", "cau.a"]
