"""Every figure of every example can be explained, down to the place where a person typed it."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cchc_gen.base.diagnostics import Pos
from cchc_gen.base.values import Missing
from cchc_gen.cli import main
from cchc_gen.explain.accounts import account, explain
from cchc_gen.explain.explanation import Explanation, PassageKind
from cchc_gen.explain.passages import Printout, print_out
from cchc_gen.explain.searching import answer, search
from cchc_gen.facts.register import SHORT
from cchc_gen.language.wording import Run, flat
from cchc_gen.report import Story, build
from cchc_gen.tell.holes import printed
from tests.conftest import EXAMPLES, ROOT, built, make_files, story_of

CHO_DON = ROOT / "examples/cho-don/2024-Q1.yaml"


@pytest.fixture(scope="module", params=EXAMPLES, ids=lambda path: path.parent.name)
def printout(request: pytest.FixtureRequest) -> Printout:
    return print_out(story_of(built(request.param)))


@pytest.fixture(scope="module")
def cho_don() -> Printout:
    return print_out(story_of(built(CHO_DON)))


def runs(story: Story) -> Iterator[Run]:
    """Walk every run that the report prints from a key: text, cells, titles, footnotes."""
    for stretch, _, _ in printed(story.document):
        yield from (run for run in flat(stretch) if run.keys)


def is_real(pos: Pos) -> bool:
    """Say whether a place is there; the unit's file is named without a line."""
    lines = Path(pos.path).read_text(encoding="utf-8").split("\n")
    return not pos.line or (pos.line <= len(lines) and 0 < pos.column <= len(lines[pos.line - 1]))


def leaves(explanation: Explanation) -> Iterator[Explanation]:
    if explanation.stated or not explanation.parts:
        yield explanation
    for part in explanation.parts:
        yield from leaves(part)


def is_grounded(leaf: Explanation) -> bool:
    """Say whether a leaf ends at a typed value, at the place for one, or at a count of no documents."""
    pos = leaf.stated.pos if leaf.stated else leaf.belongs_at
    return is_real(pos) if pos else leaf.key.startswith("so_van_ban(") and leaf.value == "0"


def test_every_printed_key_is_explained_down_to_what_was_typed(printout: Printout) -> None:
    keys = dict.fromkeys(key for run in runs(printout.story) for key in run.keys)
    assert len(keys) > 40
    for key in keys:
        found = explain(printout, key)
        assert found is not None, key
        assert found.uses, key
        assert all(is_grounded(leaf) for leaf in leaves(found)), key


def test_a_stated_number_stands_where_the_explanation_says(printout: Printout) -> None:
    for key, figure in printout.story.figures.figures.items():
        found = account(printout.story, key)
        assert found is not None
        if found.stated and figure.indicator.kind.is_number and found.state is None:
            pos = found.stated.pos
            line = Path(pos.path).read_text(encoding="utf-8").split("\n")[pos.line - 1]
            typed = line[pos.column - 1 : pos.column - 1 + pos.width]
            assert digits(typed) == digits(found.stated.text), (key, typed)


def digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def test_every_printed_text_finds_its_key_again(printout: Printout) -> None:
    texts: dict[str, set[str]] = {}
    for run in runs(printout.story):
        if run.text.strip():
            texts.setdefault(run.text, set()).update(key.removesuffix(SHORT) for key in run.keys)
    for text, keys in texts.items():
        assert keys <= {key.removesuffix(SHORT) for key in search(printout, text)[1]}, text


def test_every_paragraph_finds_its_own_rule(printout: Printout) -> None:
    for paragraph in printout.story.paragraphs:
        passages, keys = search(printout, paragraph.text)
        rules = {(passage.key, passage.pos) for passage in passages}
        printed_alone = {key for run in paragraph.runs for key in run.keys}
        assert (paragraph.origin.key, paragraph.pos) in rules or printed_alone & set(keys), paragraph.text


def test_the_variant_explained_is_the_one_that_spoke(printout: Printout) -> None:
    variants = {p.origin.key: p.origin.variant for p in printout.story.paragraphs if p.origin.kind == "cau"}
    sentences = [p for p in printout.passages if p.kind is PassageKind.SENTENCE]
    assert {p.key for p in sentences} == set(variants)
    for passage in sentences:
        *before, spoke = passage.conditions
        assert len(passage.conditions) == variants[passage.key]
        assert spoke.holds is True and not any(condition.holds for condition in before)


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ("16,81%", "ctmtqg.dan_toc.von_dau_tu.ty_le"),
        ("  16,81%\n", "ctmtqg.dan_toc.von_dau_tu.ty_le"),
        ("1.807 hồ sơ", "mot_cua.tiep_nhan.tong"),
        ("trên 13%", "ke_hoach.ty_le"),
        ("13%", "ke_hoach.ty_le"),
        ("16.318,281", "giai_ngan.thuc_hien"),
        ("16.318,281 triệu đồng", "giai_ngan.thuc_hien"),
        ("6.1.2", "giai_ngan.thuc_hien"),
        ("Số TTHC cấp xã", "tthc.cap_xa"),
        ("281/QĐ-UBND", "van_ban.ke_hoach_cchc"),
        ("09/3/2024", "giai_ngan.thuc_hien"),
        ("10/3/2024", "bao_cao.den_ngay"),
    ],
)
def test_any_printed_form_of_a_figure_finds_it(cho_don: Printout, asked: str, key: str) -> None:
    assert key in {figure.key for figure in answer(cho_don, asked).figures}


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ("trên 13 %", "ke_hoach.ty_le"),
        ("«97,98 %»", "vi_tri_viec_lam.vien_chuc_ty_le"),
        ('"97,98%"', "vi_tri_viec_lam.vien_chuc_ty_le"),
        ("5 nhiệm vụ", "nhiem_vu.chua_xong"),
        ("9/3/2024", "giai_ngan.thuc_hien"),
        (unicodedata.normalize("NFD", "281/QĐ-UBND ngày 24/1/2024 về việc"), "van_ban.ke_hoach_cchc"),
        ("kỳ 2019 – 2023;", "van_ban.he_thong_hoa"),
    ],
)
def test_a_text_is_found_however_it_is_typed(cho_don: Printout, asked: str, key: str) -> None:
    found = answer(cho_don, asked)
    assert key in {figure.key for figure in found.figures} or any(key in p.keys for p in found.passages)


@pytest.mark.parametrize("asked", ["%", "5,93", "9,5"])
def test_a_number_that_is_not_printed_is_no_figure(cho_don: Printout, asked: str) -> None:
    assert not search(cho_don, asked)[1] or search(cho_don, asked)[0]


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        ("nhiem_vu_duoc_giao", PassageKind.SENTENCE),
        ("noi_dung.tien_do_ke_hoach", PassageKind.FREE_TEXT),
        ("phu_luc/1.4.2", PassageKind.ROW),
    ],
)
def test_a_rule_is_explained_by_its_key(cho_don: Printout, rule: str, kind: PassageKind) -> None:
    assert kind in {passage.kind for passage in answer(cho_don, rule).passages}


def test_the_remark_of_a_row_is_shown_where_it_is_found() -> None:
    shown = run("explain", CHO_DON, "Các nhiệm vụ thường xuyên còn được làm tiếp").stdout
    assert "; ghi chú: Các nhiệm vụ thường xuyên còn được làm tiếp" in shown


@pytest.mark.parametrize("asked", ["Độc lập – Tự do", "Nơi nhận:", "ghi chú"])
def test_the_text_of_the_template_is_explained_by_the_template(asked: str) -> None:
    shown = run("explain", CHO_DON, asked).stdout
    assert shown.startswith("mẫu Word (") and "bao_cao.docx): " in shown


@pytest.mark.parametrize("part", ["807", "1.80", "6,81%", "318,281"])
def test_a_number_is_never_cut(cho_don: Printout, part: str) -> None:
    keys = {figure.key for figure in answer(cho_don, part).figures}
    assert not keys & {"mot_cua.tiep_nhan.tong", "ctmtqg.dan_toc.von_dau_tu.ty_le", "giai_ngan.thuc_hien"}


def test_part_of_a_sentence_gives_its_rule_and_all_its_figures(cho_don: Printout) -> None:
    found = answer(cho_don, "nhiệm vụ không quy định thời hạn")
    (passage,) = found.passages
    assert (passage.kind, passage.key) == (PassageKind.SENTENCE, "nhiem_vu_duoc_giao")
    assert [figure.key for figure in found.figures] == [
        "nhiem_vu.duoc_giao", "nhiem_vu.co_thoi_han", "nhiem_vu.khong_thoi_han",
    ]  # fmt: skip


def test_a_condition_shows_the_values_it_met(cho_don: Printout) -> None:
    (passage,) = answer(cho_don, "Đơn vị được giao").passages
    first, *_, last = passage.conditions
    assert (first.when, first.values, first.holds) == (
        "nhiem_vu.duoc_giao == 0", {"nhiem_vu.duoc_giao": "37"}, False,
    )  # fmt: skip
    assert (last.when, last.holds) == ("", True)


def test_free_text_is_explained_by_the_place_where_it_was_typed(cho_don: Printout) -> None:
    (passage,) = answer(cho_don, "kỳ thi tuyển viên chức").passages
    assert passage.kind is PassageKind.FREE_TEXT
    assert passage.pos.path == str(CHO_DON) and is_real(passage.pos)


def test_a_heading_and_the_unit_are_explained_by_their_files(cho_don: Printout) -> None:
    assert {p.kind for p in answer(cho_don, "CẢI CÁCH THỂ CHẾ").passages} >= {PassageKind.HEADING}
    (post,) = answer(cho_don, cho_don.story.document.number_line).passages
    assert Path(post.pos.path).name == "don-vi.yaml"


def test_a_text_that_nobody_prints_explains_nothing(cho_don: Printout) -> None:
    for asked in ("không ai in câu này", "", "  "):
        found = answer(cho_don, asked)
        assert (found.passages, found.figures) == ((), ())


def test_a_figure_that_only_decides_names_the_sentence_it_decides(cho_don: Printout) -> None:
    found = explain(cho_don, "kiem_tra.ubnd_xa")
    assert found is not None
    assert [p.key for p in found.decides] == ["kiem_tra"]
    assert [p.key for p in found.uses] == ["phu_luc/1.3.1"]


def test_a_finding_comes_with_the_reason_that_accepts_it(cho_don: Printout) -> None:
    found = explain(cho_don, "ke_hoach.ty_le")
    assert found is not None
    (waived,) = [o for o in found.findings if o.check == "ke_hoach.ty_le"]
    assert "12,96%" in waived.message and "làm tròn" in waived.waiver


def test_a_fact_without_a_cut_off_date_of_its_own_has_the_report_s(cho_don: Printout) -> None:
    own, common = (account(cho_don.story, key) for key in ("giai_ngan.thuc_hien", "nhiem_vu.dung_han"))
    assert own and own.stated and own.stated.as_of == date(2024, 3, 9)
    assert common and common.stated and common.stated.as_of == cho_don.story.document.dated


def test_a_count_of_documents_ends_in_the_register(cho_don: Printout) -> None:
    counted = [
        part
        for key, figure in cho_don.story.figures.figures.items()
        if figure.indicator.formula and figure.indicator.formula.topics
        for part in (account(cho_don.story, key) or Explanation("", "", "")).parts
        if part.key.startswith("so_van_ban(")
    ]
    for part in counted:
        assert part.value == str(len(part.parts))
        assert all(is_grounded(document) for document in part.parts)


def test_a_figure_of_an_earlier_period_is_explained_by_its_own_facts(cho_don: Printout) -> None:
    figures = cho_don.story.figures
    story = replace(cho_don.story, figures=replace(figures, earlier={"ky_truoc": figures}))
    now, before = account(story, "nhiem_vu.chua_xong"), account(story, "ky_truoc(nhiem_vu.chua_xong)")
    assert now is not None
    assert before is not None and before.key == "ky_truoc(nhiem_vu.chua_xong)"
    assert (before.value, before.computed) == (now.value, now.computed)
    assert [leaf.key for leaf in leaves(before)] == [leaf.key for leaf in leaves(now)]
    missing = account(story, "lien_truoc(nhiem_vu.chua_xong)")
    assert missing is not None and missing.state is Missing.UNSTATED


EMPTY = {
    "2024-Q1.yaml": "bo_mau: bac-kan-huyen\nky: 2024-Q1\nso_lieu:\n  nhiem_vu: {co_thoi_han: 3}\n",
}


def test_a_missing_figure_says_where_it_belongs(tmp_path: Path) -> None:
    folder = make_files(tmp_path, EMPTY)
    (folder / "don-vi.yaml").write_bytes((CHO_DON.parent / "don-vi.yaml").read_bytes())
    story = story_of(build(folder / "2024-Q1.yaml"))
    found = account(story, "nhiem_vu.duoc_giao")
    assert found is not None and found.state is Missing.UNSTATED
    lacking = [leaf for leaf in leaves(found) if leaf.belongs_at]
    assert [leaf.key for leaf in lacking] == ["nhiem_vu.khong_thoi_han"]
    assert lacking[0].belongs_at == Pos(str(folder / "2024-Q1.yaml"), 4, 3, 8)
    (undecided,) = [p for p in print_out(story).passages if p.key == "nhiem_vu_duoc_giao"]
    assert [condition.holds for condition in undecided.conditions] == [Missing.UNSTATED]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_the_text_names_rule_conditions_formula_facts_and_law(cho_don: Printout) -> None:
    typed = cho_don.story.facts.values["vi_tri_viec_lam.vien_chuc_ty_le"]
    shown = run("explain", CHO_DON, "97,98%").stdout
    for expected in (
        f"nêu tại {typed.pos}: 97,98%",
        "công thức: phan_tram(",
        "căn cứ: Biểu thống kê, mục 5.1.2",
        "câu «vi_tri_vien_chuc», biến thể 3/3",
        "1. thieu(vi_tri_viec_lam.vien_chuc_ty_le) [vi_tri_viec_lam.vien_chuc_ty_le = 97,98]: không đúng",
        "3. mọi trường hợp còn lại: đúng",
        "hàng phu_luc/5.1.2",
    ):
        assert expected in shown


def test_json_has_stable_keys(cho_don: Printout) -> None:
    typed = cho_don.story.facts.values["ctmtqg.dan_toc.von_dau_tu.thuc_hien"].pos
    found = json.loads(run("explain", CHO_DON, "16,81%", "--format", "json").stdout)
    assert set(found) == {"asked", "passages", "figures"}
    (figure,) = found["figures"]
    assert set(figure) == {
        "key", "label", "value", "unit", "state", "stated", "computed", "belongs_at", "reference", "rule",
        "topics", "parts", "uses", "decides", "findings",
    }  # fmt: skip
    assert figure["computed"] == {
        "formula": "phan_tram(ctmtqg.dan_toc.von_dau_tu.thuc_hien, ctmtqg.dan_toc.von_dau_tu.ke_hoach)",
        "with_values": "5.893 / 35.058",
        "result": "16,81%",
    }
    done, planned = figure["parts"]
    assert done["stated"] == {
        "text": "5.893", "qualifier": "",
        "pos": {"file": str(CHO_DON), "line": typed.line, "column": typed.column},
        "as_of": "2024-03-09", "is_estimate": False, "source": "",
    }  # fmt: skip
    assert planned["key"] == "ctmtqg.dan_toc.von_dau_tu.ke_hoach"
    sentence = next(use for use in figure["uses"] if use["kind"] == "sentence")
    assert set(sentence) == {
        "kind", "key", "text", "pos", "keys", "conditions", "variants", "code", "label", "remark",
    }  # fmt: skip
    assert set(sentence["conditions"][0]) == {"when", "values", "holds", "pos"}


def test_what_nobody_prints_is_a_usage_error_that_names_the_nearest_key() -> None:
    result = run("explain", CHO_DON, "nhiem_vu.duocgiao")
    assert result.exit_code == 2
    assert "nhiem_vu.duoc_giao" in result.stderr
