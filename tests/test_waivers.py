"""A waiver accepts one finding for exact values; when they change it is stale and says so."""

from __future__ import annotations

import pytest

from cchc_gen.base.diagnostics import Diagnostic, Severity
from cchc_gen.base.period import Period
from cchc_gen.check.checking import run
from cchc_gen.check.checks import read_checks
from cchc_gen.check.finding import Finding
from cchc_gen.check.waivers import Verdict, copied, judge
from tests.conftest import PLACE, codes, table, world

FIELDS = {
    "a": "loai: so_dem, toi_da: 5000",
    "b": "loai: so_dem",
    "von": "loai: tien",
    "p": "loai: phan_tram, cong_thuc: 'phan_tram(a, b)'",
}
RULES = "{thu: {dung: a == b, thong_bao: phải bằng, can_cu: x}, tinh: {loai: cong_thuc, can_cu: x}}"
NAMES = frozenset({"thu", "p", "khoang_gia_tri", "so_roi"})


def judged(waivers: str, figures: str = "a: 1807, b: 1760") -> Verdict:
    facts = f"so_lieu: {{{figures}}}\ngiai_trinh:\n{waivers}\n"
    made = world(FIELDS, facts if waivers else facts.partition("giai_trinh")[0])
    assert not made.problems, made.problems
    checks, _ = read_checks(table(RULES), made.catalogue)
    return judge(run(checks, made.evidence), made.facts.waivers, made.catalogue, NAMES)


def waiver(values: str, check: str = "thu") -> str:
    return f"  - {{kiem_tra: {check}, gia_tri: {{{values}}}, ly_do: số liệu công bố}}\n"


def stale(verdict: Verdict) -> Diagnostic:
    found = [d for d in verdict.diagnostics if d.code == "F010"]
    assert len(found) == 1, verdict.diagnostics
    return found[0]


def test_a_finding_without_a_waiver_stands() -> None:
    assert codes(judged("").diagnostics) == ["C001"]


@pytest.mark.parametrize("values", ["a: 1807, b: 1760", "b: 1760, a: 1.807", 'a: "1.807", b: "1 760"'])
def test_a_waiver_with_the_values_found_accepts_the_finding(values: str) -> None:
    verdict = judged(waiver(values))
    assert verdict.diagnostics == []
    assert [(f.check, w.reason) for f, w in verdict.waived] == [("thu", "số liệu công bố")]


def test_values_may_be_nested_as_facts_are() -> None:
    fields = {"x.a": "loai: so_dem", "x.b": "loai: so_dem"}
    facts = """
        so_lieu: {x: {a: 1, b: 2}}
        giai_trinh:
          - {kiem_tra: thu, gia_tri: {x: {a: 1, b: 2}}, ly_do: đã công bố}
    """
    made = world(fields, facts)
    checks, _ = read_checks(table("thu: {dung: x.a == x.b, thong_bao: y, can_cu: z}"), made.catalogue)
    verdict = judge(run(checks, made.evidence), made.facts.waivers, made.catalogue, NAMES)
    assert verdict.diagnostics == [] and len(verdict.waived) == 1


@pytest.mark.parametrize(
    "values", ["a: 1807, b: 1761", "a: 1807", "a: 1807, b: 1760, von: 5", "a: 1760, b: 1807"]
)
def test_a_waiver_for_other_values_accepts_nothing(values: str) -> None:
    assert sorted(codes(judged(waiver(values)).diagnostics)) == ["C001", "F010"]


def test_a_stale_waiver_says_what_changed() -> None:
    found = stale(judged(waiver("a: 1806, b: 1760")))
    assert "a: giải trình 1.806, nay 1.807" in found.message and "1.760" not in found.message


def test_a_stale_waiver_is_a_warning_at_its_check() -> None:
    found = stale(judged(waiver("a: 1806, b: 1760")))
    assert found.severity is Severity.WARNING and (found.pos.line, found.pos.column) == (5, 16)


def test_a_waiver_that_misses_a_value_says_which() -> None:
    assert "b: giải trình không nêu, nay 1.760" in stale(judged(waiver("a: 1807"))).message


def test_a_stale_waiver_does_not_look_at_what_another_one_accepts() -> None:
    verdict = judged(waiver("a: 1807, b: 1760") + waiver("a: 1806, b: 1760"))
    assert len(verdict.waived) == 1 and "không còn cần" in stale(verdict).message


@pytest.mark.parametrize("typed", ["1807", "1.807"])
def test_a_value_of_an_earlier_period_is_read_as_one_of_this_period(typed: str) -> None:
    made = world(FIELDS, f"so_lieu: {{}}\ngiai_trinh:\n{waiver(f'lien_truoc(a): {typed}')}")
    found = Finding("thu", {"lien_truoc(a)": "1.807"}, Diagnostic(PLACE, "C001", "x"))
    assert judge([found], made.facts.waivers, made.catalogue, NAMES).diagnostics == []


def test_a_waiver_for_a_finding_that_is_gone_says_so() -> None:
    verdict = judged(waiver("a: 1807, b: 1760"), "a: 5, b: 5")
    assert codes(verdict.diagnostics) == ["F010"] and "không còn cần" in stale(verdict).message


def test_a_waiver_for_an_unknown_check_names_the_nearest() -> None:
    found = stale(judged(waiver("a: 1807, b: 1760", "thuu")))
    assert "thuu" in found.message and "«thu»" in found.hint


def test_a_waiver_of_another_check_accepts_nothing() -> None:
    assert sorted(codes(judged(waiver("a: 1807, b: 1760", "khoang_gia_tri")).diagnostics)) == ["C001", "F010"]


def test_a_stated_figure_that_differs_from_its_formula_is_waived_by_its_key() -> None:
    verdict = judged(
        waiver("p: 100, a: 191, b: 393", "p") + waiver("a: 191, b: 393"), "a: 191, b: 393, p: 100"
    )
    assert verdict.diagnostics == [] and {f.check for f, _ in verdict.waived} == {"p", "thu"}


@pytest.mark.parametrize("typed", ["100", '"100%"', '"100,0"'])
def test_a_percentage_in_a_waiver_may_be_written_as_in_facts(typed: str) -> None:
    verdict = judged(waiver(f"p: {typed}, a: 191, b: 393", "p"), "a: 191, b: 393, p: 100")
    assert [f.check for f, _ in verdict.waived] == ["p"]


def test_a_value_that_nothing_arose_of_is_waived_in_words() -> None:
    verdict = judged(waiver("a: 5, b: không phát sinh"), "a: 5, b: không phát sinh")
    assert verdict.diagnostics == []


def test_two_findings_need_two_waivers() -> None:
    verdict = judged(waiver("a: 191, b: 393"), "a: 191, b: 393, p: 100")
    assert codes(verdict.diagnostics) == ["C003"]


def test_a_waiver_written_twice_is_reported_once() -> None:
    verdict = judged(waiver("a: 1807, b: 1760") * 2)
    assert len(verdict.waived) == 1 and codes(verdict.diagnostics) == ["F010"]


@pytest.mark.parametrize(
    "missing",
    [
        "  - {kiem_tra: thu, gia_tri: {a: 1}}",
        "  - {gia_tri: {a: 1}, ly_do: x}",
        "  - {kiem_tra: thu, ly_do: x}",
        "  - {kiem_tra: thu, gia_tri: {a: 1}, ly_do: ''}",
        "  - thu",
    ],
)
def test_a_waiver_without_check_values_or_reason_accepts_nothing(missing: str) -> None:
    made = world(FIELDS, f"so_lieu: {{a: 1}}\ngiai_trinh:\n{missing}\n")
    assert made.facts.waivers == () and made.problems


def test_a_range_finding_is_waived_by_its_own_name() -> None:
    facts = """
        so_lieu: {a: 6000}
        giai_trinh:
          - {kiem_tra: khoang_gia_tri, gia_tri: {a: 6000}, ly_do: đúng thế}
    """
    made = world(FIELDS, facts)
    checks, _ = read_checks(table("khoang_gia_tri: {loai: khoang, can_cu: x}"), made.catalogue)
    findings = run(checks, made.evidence)
    verdict = judge(findings, made.facts.waivers, made.catalogue, NAMES)
    assert codes([f.diagnostic for f in findings]) == ["C002"] and verdict.diagnostics == []


OLD = waiver("a: 1807, b: 1760")


def copies(now: str, *earlier: str, figures: str = "a: 1807, b: 1760") -> list[str]:
    """Say what is noted of copied waivers; the earlier files are given newest first, as 2023-Q4, 2023-Q3."""
    made = world(FIELDS, f"so_lieu: {{{figures}}}\ngiai_trinh:\n{now}")
    checks, _ = read_checks(table(RULES), made.catalogue)
    verdict = judge(run(checks, made.evidence), made.facts.waivers, made.catalogue, NAMES)
    past = [world(FIELDS, f"so_lieu: {{}}\ngiai_trinh:\n{text}").facts.waivers for text in earlier]
    periods = (Period.parse(f"2023-Q{quarter}") for quarter in (4, 3))
    found = copied(verdict.waived, dict(zip(periods, past, strict=False)), made.catalogue)
    return [problem.message for problem in found]


@pytest.mark.parametrize(
    ("now", "earlier", "period"),
    [
        (OLD, [OLD], "2023-Q4"),
        (OLD, [waiver("b: 1.760, a: 1.807")], "2023-Q4"),
        (OLD, [OLD, OLD], "2023-Q4"),
        (OLD, [waiver("a: 1, b: 2"), OLD], "2023-Q3"),
        (OLD, [], ""),
        (OLD, [waiver("a: 1807, b: 1761")], ""),
        (OLD, [OLD.replace("ly_do: ", "ly_do: Kỳ này cũng vậy, ")], ""),
        (waiver("a: 1806, b: 1760"), [waiver("a: 1806, b: 1760")], ""),
    ],
)
def test_a_waiver_that_was_copied_with_its_figures_and_reason_is_noted(
    now: str, earlier: list[str], period: str
) -> None:
    found = copies(now, *earlier)
    assert len(found) == bool(period) and all(f"tệp {period}.yaml" in message for message in found)


def test_a_hundred_copied_waivers_are_one_note() -> None:
    twice = OLD + waiver("a: 1807, b: 1760, p: 100", "p")
    (message,) = copies(twice, twice, figures="a: 1807, b: 1760, p: 100")
    assert message.startswith("2 giải trình")
