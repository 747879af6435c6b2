"""Contradictions are found, and nothing else is: comparisons know how figures were rounded."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cchc_gen.base.diagnostics import Diagnostic, Severity, as_text
from cchc_gen.check.checking import run
from cchc_gen.check.checks import read_checks
from cchc_gen.check.finding import Finding, waiver_hint
from cchc_gen.language.wording import parse_wording
from cchc_gen.report import build
from tests.conftest import World, catalogue, codes, story_of, table, text, world
from tests.test_errors import CASES, build_case, facts_of

COUNTS = {name: "loai: so_dem, toi_thieu: null" for name in "abc"}
CAPITAL = {
    "von.tong": "loai: tien",
    "von.thu_hoi": "loai: tien",
    "von.khac": "loai: tien",
    "von.ke_hoach": "loai: tien",
    "von.ty_le": 'loai: phan_tram, cong_thuc: "phan_tram(von.tong - von.thu_hoi - von.khac, von.ke_hoach)"',
}
SHARE = {
    "phan": "loai: so_dem",
    "tong": "loai: so_dem",
    "ty_le": 'loai: phan_tram, cong_thuc: "phan_tram(phan, tong)"',
}


COMMON = """
    khoang_gia_tri: {loai: khoang, can_cu: thử}
    so_tinh_duoc: {loai: cong_thuc, can_cu: thử}
    so_roi: {loai: so_roi, muc: cảnh báo, can_cu: thử}
    ngay_ngoai_ky: {loai: ngay_ngoai_ky, muc: cảnh báo, can_cu: thử}
"""


def found(made: World, rules: str = "{}") -> list[Finding]:
    common, problems = read_checks(table(COMMON), made.catalogue)
    checks, more = read_checks(table(rules), made.catalogue)
    assert not problems + more, problems + more
    return run([*common, *checks], made.evidence)


def rule(dung: str, more: str = "") -> str:
    return f"thu: {{dung: {dung}, thong_bao: tổng phải bằng các phần, can_cu: thử{more}}}"


def only(findings: list[Finding]) -> Finding:
    assert len(findings) == 1, findings
    return findings[0]


def loose(typed: str, *patterns: str) -> list[str]:
    allowed = ", ".join(f'"{pattern}"' for pattern in patterns)
    facts = f"so_lieu: {{}}\nnoi_dung:\n  x: |\n    {typed}\n"
    habits = f"so_duoc_phep: [{allowed}]" if allowed else ""
    made = world({"a": "loai: so_dem"}, facts, text_keys=["x"], habits=habits)
    assert not made.problems, made.problems
    return [f.values["noi_dung.x"] for f in found(made)]


def test_the_published_capital_ratio_agrees_with_its_rounded_parts() -> None:
    """Chợ Đồn, quý I/2024: 7,76% of (16.318,281 − 5.893 − 2.593) / 100.864."""
    facts = """
        so_lieu:
          von: {tong: "16.318,281", thu_hoi: 5893, khac: 2593, ke_hoach: 100864, ty_le: "7,76"}
    """
    assert found(world(CAPITAL, facts)) == []


@pytest.mark.parametrize("stated", ["7,75", "7,78", "7,8", "8,00"])
def test_another_capital_ratio_does_not_agree(stated: str) -> None:
    facts = f"""
        so_lieu:
          von: {{tong: "16.318,281", thu_hoi: 5893, khac: 2593, ke_hoach: 100864, ty_le: "{stated}"}}
    """
    agrees = stated == "7,8"
    assert codes([f.diagnostic for f in found(world(CAPITAL, facts))]) == ([] if agrees else ["C003"])


def test_191_of_393_is_not_100_percent() -> None:
    finding = only(found(world(SHARE, "so_lieu: {phan: 191, tong: 393, ty_le: 100}")))
    assert finding.check == "ty_le"
    assert finding.diagnostic.message == "Nhãn ty_le: nêu 100% nhưng tính được 48,6% = 191 / 393"


@pytest.mark.parametrize("stated", ["48,6", "48,60", "49", "48,600509", "{gia_tri: 40, kem_tu: hơn}"])
def test_a_stated_ratio_agrees_at_the_decimals_it_was_typed_with(stated: str) -> None:
    assert found(world(SHARE, f"so_lieu:\n  phan: 191\n  tong: 393\n  ty_le: {stated}\n")) == []


@pytest.mark.parametrize(
    "stated", ["48,5", "48,61", "50", "0", "100", "{gia_tri: 50, kem_tu: hơn}", "{gia_tri: 48, kem_tu: gần}"]
)
def test_a_stated_ratio_that_no_rounding_gives_is_found(stated: str) -> None:
    made = world(SHARE, f"so_lieu:\n  phan: 191\n  tong: 393\n  ty_le: {stated}\n")
    assert codes([f.diagnostic for f in found(made)]) == ["C003"]


def test_a_disagreement_is_shown_with_the_decimals_in_which_it_lies() -> None:
    finding = only(found(world(SHARE, 'so_lieu: {phan: 191, tong: 393, ty_le: "48,6000"}')))
    assert "nêu 48,6% nhưng tính được 48,6005% = " in finding.diagnostic.message


@pytest.mark.parametrize(("part", "agrees"), [(999, False), (1000, True)])
def test_a_stated_100_percent_is_exact(part: int, agrees: bool) -> None:
    facts = f"so_lieu: {{phan: {part}, tong: 1000, ty_le: 100}}"
    assert (found(world(SHARE, facts)) == []) is agrees


@pytest.mark.parametrize(("part", "agrees"), [(1, False), (0, True)])
def test_a_stated_0_percent_is_exact(part: int, agrees: bool) -> None:
    facts = f"so_lieu: {{phan: {part}, tong: 1000000, ty_le: 0}}"
    assert (found(world(SHARE, facts)) == []) is agrees


def test_nothing_arose_is_held_to_a_derived_figure() -> None:
    fields = {**COUNTS, "d": "loai: so_dem, cong_thuc: a + b"}
    finding = only(found(world(fields, "so_lieu: {a: 1, b: 2, d: không phát sinh}")))
    assert finding.values == {"d": "không phát sinh", "a": "1", "b": "2"}


@pytest.mark.parametrize(
    "facts",
    ["so_lieu: {phan: 5, ty_le: 40}", "so_lieu: {phan: 0, tong: 0, ty_le: 0}",
     "so_lieu: {phan: 5, tong: 10, ty_le: chưa có số liệu}"],
)  # fmt: skip
def test_a_stated_figure_without_a_derived_one_is_left_alone(facts: str) -> None:
    assert found(world(SHARE, facts)) == []


@pytest.mark.parametrize("stated", ["40", "100"])
def test_a_ratio_of_nothing_is_stated_as_no_more_than_0(stated: str) -> None:
    finding = only(found(world(SHARE, f"so_lieu: {{phan: 0, tong: 0, ty_le: {stated}}}")))
    assert finding.check == "ty_le" and "mẫu số bằng 0" in finding.diagnostic.message


@pytest.mark.parametrize(
    ("kind", "typed", "wanted"),
    [
        ("so_dem", "-1", "từ 0"),
        ("tien", "-0,5", "từ 0"),
        ("phan_tram", "100,1", "từ 0 đến 100"),
        ("phan_tram", "-1", "từ 0 đến 100"),
        ("phan_tram, toi_thieu: 50", "40", "từ 50 đến 100"),
        ("so_dem, toi_da: 1000", "1001", "từ 0 đến 1.000"),
        ("so_dem, toi_thieu: null, toi_da: 5", "6", "đến 5"),
    ],
)
def test_a_value_outside_its_range_is_found_where_it_was_typed(kind: str, typed: str, wanted: str) -> None:
    finding = only(found(world({"a": f"loai: {kind}"}, f"so_lieu:\n  a: {typed}")))
    assert (finding.check, finding.diagnostic.code) == ("khoang_gia_tri", "C002")
    assert f"({wanted})" in finding.diagnostic.message and finding.diagnostic.pos.line == 4


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("so_dem", "0"), ("phan_tram", "100"), ("phan_tram", "0"), ("phan_tram, toi_da: null", "120"),
     ("so_dem, toi_thieu: null", "-5"), ("so_dem", "không phát sinh"), ("chu", "-5")],
)  # fmt: skip
def test_a_value_inside_its_range_is_fine(kind: str, typed: str) -> None:
    assert found(world({"a": f"loai: {kind}"}, f"so_lieu:\n  a: {typed}")) == []


def test_a_derived_value_outside_its_range_is_placed_at_its_rule() -> None:
    fields = {"a": "loai: so_dem", "b": "loai: so_dem, cong_thuc: a - 5"}
    diagnostic = only(found(world(fields, "so_lieu: {a: 3}"))).diagnostic
    assert diagnostic.code == "C002" and diagnostic.pos.line == 2


def test_a_share_over_100_percent_is_found() -> None:
    assert codes([f.diagnostic for f in found(world(SHARE, "so_lieu: {phan: 6, tong: 5}"))]) == ["C002"]


def test_a_broken_check_shows_both_sides() -> None:
    finding = only(found(world(COUNTS, "so_lieu: {a: 1807, b: 26, c: 1326}"), rule("a == b + c")))
    assert finding.diagnostic.message == "tổng phải bằng các phần: 1.807 ≠ 26 + 1.326 = 1.352"


@pytest.mark.parametrize(
    ("dung", "written"),
    [
        ("a == 6", "5 ≠ 6"),
        ("a != 5", "5 = 5"),
        ("a < 5", "5 ≥ 5"),
        ("a <= 4", "5 > 4"),
        ("a > 5", "5 ≤ 5"),
        ("a >= 6", "5 < 6"),
        ("b + c == a", "1 + 2 = 3 ≠ 5"),
        ("a == 2 * (b + c)", "5 ≠ 2 * (1 + 2) = 6"),
        ("not a == 5", "«Nhãn a» là 5"),
        ("a == 6 or b > c", "«Nhãn a» là 5, «Nhãn b» là 1, «Nhãn c» là 2"),
    ],
)
def test_a_broken_check_is_written_as_what_it_saw(dung: str, written: str) -> None:
    finding = only(found(world(COUNTS, "so_lieu: {a: 5, b: 1, c: 2}"), rule(dung)))
    assert finding.diagnostic.message.endswith(f": {written}")


def test_each_broken_part_of_a_condition_is_a_finding_of_its_own() -> None:
    findings = found(world(COUNTS, "so_lieu: {a: 5, b: 1, c: 2}"), rule("a == 6 and (b == 1 and c == 3)"))
    assert [f.values for f in findings] == [{"a": "5"}, {"c": "2"}]


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"])))
def test_the_entry_that_a_hint_offers_is_read_back(value: str) -> None:
    """Whatever was typed: quotes, colons, braces, backslashes."""
    values = {"noi_dung.x": f"«{value}»", "lien_truoc(a.b)": f"{value}: 1, 2}} # 3"}
    (entry,) = yaml.safe_load(f"- {waiver_hint('thu', values).partition('giai_trinh: ')[2]}")
    assert entry == {"kiem_tra": "thu", "gia_tri": values, "ly_do": "…"}


@pytest.mark.parametrize(
    "case", [case for case in CASES if re.match("C00|F013", case.name)], ids=lambda case: case.name
)
def test_the_hint_of_every_finding_accepts_it(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = as_text(build_case(case, tmp_path, monkeypatch).diagnostics)
    offered = re.findall(r"thêm vào giai_trinh: (.*)", found)
    assert offered
    facts = facts_of(case)
    entries = "".join(f"  - {entry.replace('ly_do: …', 'ly_do: đã xem lại')}\n" for entry in offered)
    facts.write_text(f"{facts.read_text(encoding='utf-8')}\ngiai_trinh:\n{entries}", encoding="utf-8")
    report = build(facts, templates=Path("bo"))
    assert {d.code for d in report.diagnostics} <= {"F005"}
    assert len(story_of(report).verdict.waived) >= len(set(offered))


def test_documents_that_were_counted_are_named_and_their_number_is_waived() -> None:
    facts = "so_lieu: {a: 1}\nvan_ban: {x: {loai: Kế hoạch, chu_de: t}, y: {loai: Quyết định, chu_de: t}}\n"
    made = world(COUNTS, facts, topics=["t"])
    (finding,) = found(made, rule("so_van_ban(chu_de='t') <= a"))
    assert finding.values == {"a": "1", "so_van_ban(t)": "2"}
    assert [text for _, text in finding.diagnostic.related[:2]] == [
        "văn bản «x»: Kế hoạch",
        "văn bản «y»: Quyết định",
    ]


def test_documents_of_the_period_are_counted_and_named_apart() -> None:
    facts = """
        so_lieu: {a: 0}
        van_ban:
          x: {loai: Kế hoạch, ngay: 05/01/2024, chu_de: t}
          y: {loai: Kế hoạch, ngay: 05/01/2023, chu_de: t}
    """
    made = world(COUNTS, facts, topics=["t"])
    (finding,) = found(made, rule("\"so_van_ban(chu_de='t', trong_ky='có') <= a\""))
    assert finding.values == {"a": "0", "so_van_ban(t trong kỳ)": "1"}
    assert ": 1 văn bản cùng chủ đề trong kỳ > 0" in finding.diagnostic.message
    assert finding.diagnostic.related[0][1] == "văn bản «x»: Kế hoạch ngày 05/01/2024"


def test_a_broken_sum_of_amounts_shows_the_decimals_in_which_it_breaks() -> None:
    made = world(dict.fromkeys("abc", "loai: tien"), 'so_lieu: {a: "9,2810", b: "9,0000", c: "0,2840"}')
    assert only(found(made, rule("a == b + c"))).diagnostic.message.endswith("9,281 ≠ 9 + 0,284 = 9,284")


def test_a_finding_stands_at_the_first_typed_figure_and_names_the_others_and_the_rule() -> None:
    facts = "so_lieu:\n  a: 5\n  b: 1\n  c: 2\n"
    diagnostic = only(found(world(COUNTS, facts), rule("a == b + c"))).diagnostic
    assert (diagnostic.pos.line, diagnostic.pos.column) == (4, 6)
    assert [role for _, role in diagnostic.related] == [
        "b (Nhãn b) = 1; phải là 3 nếu các số kia đúng",
        "c (Nhãn c) = 2; phải là 4 nếu các số kia đúng",
        "quy tắc «thu»",
    ]  # fmt: skip


def test_a_finding_offers_the_waiver_that_would_accept_it() -> None:
    hint = only(found(world(COUNTS, "so_lieu: {a: 1807, b: 1, c: 2}"), rule("a == b + c"))).diagnostic.hint
    assert '{kiem_tra: thu, gia_tri: {a: "1.807", b: "1", c: "2"}, ly_do: …}' in hint


@pytest.mark.parametrize(
    ("word", "severity"),
    [("", Severity.ERROR), (", muc: lỗi", Severity.ERROR), (", muc: cảnh báo", Severity.WARNING),
     (", muc: ghi chú", Severity.NOTE)],
)  # fmt: skip
def test_a_check_has_the_severity_that_it_names(word: str, severity: Severity) -> None:
    made = world(COUNTS, "so_lieu: {a: 5}")
    assert only(found(made, rule("a == 6", word))).diagnostic.severity is severity


@pytest.mark.parametrize(
    "facts", ["so_lieu: {a: 5, b: 1}", "so_lieu: {a: 5, b: 1, c: chưa có số liệu}", "so_lieu: {}"]
)
def test_a_check_whose_inputs_are_missing_says_nothing(facts: str) -> None:
    assert found(world(COUNTS, facts), rule("a == b + c")) == []


def test_a_check_that_divides_by_zero_says_nothing() -> None:
    assert found(world(COUNTS, "so_lieu: {a: 5, b: 1, c: 0}"), rule("a == b / c")) == []


def test_a_check_of_rounded_parts_knows_their_rounding() -> None:
    fields = dict.fromkeys("abcd", "loai: thap_phan")
    facts = 'so_lieu: {a: "33,3", b: "33,3", c: "33,3", d: "100,0"}'
    assert found(world(fields, facts), rule("a + b + c == d")) == []


def test_a_qualified_figure_may_be_more_than_it_says() -> None:
    assert found(world(COUNTS, "so_lieu: {a: {gia_tri: 500, kem_tu: hơn}, b: 520}"), rule("a == b")) == []


def test_a_figure_that_is_said_to_be_more_is_not_just_that() -> None:
    fields = {**COUNTS, "d": "loai: so_dem, cong_thuc: a + b"}
    made = world(fields, "so_lieu: {a: 300, b: 200, d: {gia_tri: 500, kem_tu: hơn}}")
    assert "nêu hơn 500 nhưng tính được 500" in only(found(made)).diagnostic.message


def test_a_qualified_figure_is_not_less_than_it_says() -> None:
    made = world(COUNTS, "so_lieu: {a: {gia_tri: 500, kem_tu: hơn}, b: 480}")
    assert only(found(made, rule("a == b"))).check == "thu"


def test_all_contradictions_are_found_in_one_run() -> None:
    made = world(COUNTS, "so_lieu: {a: 5, b: 1, c: 2}")
    rules = "\n".join(f"r{n}: {{dung: a == {n}, thong_bao: x, can_cu: y}}" for n in (1, 2, 3))
    assert [f.check for f in found(made, rules)] == ["r1", "r2", "r3"]


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ("thu: 5", "S009"),
        ("thu: {}", "S008"),
        ("thu: {dung: a == 1, can_cu: x}", "S008"),
        ("thu: {dung: a == 1, thong_bao: x}", "S008"),
        ("thu: {thong_bao: x, can_cu: y}", "S008"),
        ("thu: {dung: a ==, thong_bao: x, can_cu: y}", "S003"),
        ("thu: {dung: a == 9**9, thong_bao: x, can_cu: y}", "S003"),
        ("thu: {dung: aa == 1, thong_bao: x, can_cu: y}", "S004"),
        ("thu: {dung: a == 1, thong_bao: x, can_cu: y, muc: nặng}", "S009"),
        ("thu: {dung: a == 1, thong_bao: x, can_cu: y, mức: lỗi}", "S002"),
        ("a.b: {dung: a == 1, thong_bao: x, can_cu: y}", "S009"),
        ("thu: {loai: khac, can_cu: y}", "S009"),
        ("thu: {loai: khoang, dung: a == 1, can_cu: y}", "S002"),
        ("thu: {dung: a == 1, thong_bao: x, can_cu: y, neu_viet: ['##']}", "S009"),
        ("thu: {dung: a == 1, thong_bao: x, can_cu: y, tru_khi: [x]}", "S009"),
        ("thu: {loai: ten_cu, ten: [{cu: phòng}], can_cu: y}", "S009"),
        ("thu: {loai: ky_hieu, can_cu: y}", "S008"),
    ],
)
def test_a_check_that_is_no_check_is_an_error_of_the_set(rules: str, code: str) -> None:
    assert code in codes(read_checks(table(rules), catalogue(COUNTS))[1])


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("Đã làm 5 việc.", ["5"]),
        ("Đạt 97,98% và 1.807 hồ sơ.", ["97,98", "1.807"]),
        ("Tăng 12/15 xã", ["12/15"]),
        ("**5** việc", ["5"]),
        ("Đã làm năm việc.", []),
        ("Có {{ a.den_ngay }}", []),
        ('In {{ "5" }}', []),
        ("phường 5A", ["5"]),
        ("công văn số 12/SNV", ["12"]),
    ],
)
def test_a_digit_that_no_fact_explains_is_found(typed: str, digits: list[str]) -> None:
    assert loose(typed) == digits


@pytest.mark.parametrize(
    ("typed", "pattern"),
    [
        ("năm 2024", "năm #"),
        ("Năm 2024", "năm #"),
        ("trong năm  2024.", "năm #"),
        ("đến ngày 09/3/2024,", "ngày #/#/#"),
        ("giai đoạn 2021-2025", "giai đoạn #-#"),
        ("số 77/2015/QH13", "số #/#/QH#"),
        ("(Điều 12)", "Điều #"),
        ("chỉ tiêu 97,5%", "chỉ tiêu #%"),
    ],
)
def test_a_form_that_the_set_allows_excuses_its_digits(typed: str, pattern: str) -> None:
    assert loose(typed, pattern) == []


@pytest.mark.parametrize(
    ("typed", "pattern", "digits"),
    [
        ("năm 2024 đạt 5 việc", "năm #", ["5"]),
        ("hằng năm 5 việc", "trong năm #", ["5"]),
        ("tháng 3 và 4 việc", "tháng #", ["4"]),
        ("đến ngày 9/3/2024", "ngày #/#", ["9/3/2024"]),
        ("quanh năm2024", "năm #", ["2024"]),
        ("quanhnăm 2024", "năm #", ["2024"]),
        ("Điều lệ 5", "Điều #", ["5"]),
        ("số 77/2015/QH13", "số #/#/NĐ-CP", ["77/2015", "13"]),
        ("5", "(#)", ["5"]),
        ("năm 2024a", "năm #", ["2024"]),
    ],
)
def test_a_pattern_excuses_no_more_than_it_says(typed: str, pattern: str, digits: list[str]) -> None:
    assert loose(typed, pattern) == digits


def test_a_long_text_is_searched_in_no_time() -> None:
    from time import process_time

    start = process_time()
    loose("số " + "1." * 10_000 + " số 1" * 2_500, "số #/#/#", "ngày # tháng # năm #", "số #")
    assert process_time() - start < 3


def test_a_loose_digit_is_a_warning_at_its_own_column() -> None:
    facts = "so_lieu: {}\nnoi_dung:\n  x: |\n    một dòng\n    làm 15 việc\n"
    diagnostic = only(found(world({}, facts, text_keys=["x"]))).diagnostic
    assert (diagnostic.code, diagnostic.severity) == ("C004", Severity.WARNING)
    assert (diagnostic.pos.line, diagnostic.pos.column, diagnostic.pos.width) == (7, 9, 2)


@pytest.mark.parametrize(("field", "name"), [("ghi_chu", "a.ghi_chu"), ("o_bieu", "a.o_bieu")])
def test_notes_and_cells_are_searched_for_loose_digits_too(field: str, name: str) -> None:
    finding = only(found(world({"a": "loai: so_dem"}, f"so_lieu: {{a: {{gia_tri: 1, {field}: có 5 xã}}}}")))
    assert finding.check == "so_roi" and finding.values == {name: "5"}


def test_a_set_pattern_is_plain_text_not_a_regular_expression() -> None:
    assert loose("năm 5", ".*", "năm .", "(năm|x) #") == ["5"]


def test_a_slot_name_with_digits_is_no_loose_digit() -> None:
    wording, problems = parse_wording(text("{{ a1 }}"), frozenset({"a1"}), wrong="F009", unknown="F001")
    assert wording and not problems and not list(wording.literals)


def _severities(findings: list[Finding]) -> list[Diagnostic]:
    return [f.diagnostic for f in findings]


def test_findings_come_in_the_order_of_the_checks() -> None:
    facts = dedent("""
        so_lieu: {a: -1}
        noi_dung: {x: có 5 việc}
    """)
    made = world({"a": "loai: so_dem"}, facts, text_keys=["x"])
    assert codes(_severities(found(made, rule("a == 1")))) == ["C002", "C004", "C001"]
