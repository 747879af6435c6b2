"""The register keeps each document once; numbers stay text and citations follow Decree 30."""

from __future__ import annotations

import pytest

from cchc_gen.base.diagnostics import Diagnostic
from cchc_gen.facts.register import Register, read_register
from tests.conftest import codes, table

TOPICS = frozenset({"ke_hoach", "kiem_tra"})
FULL = "{loai: Kế hoạch, so: 05/KH-UBND, ngay: 5/1/2024, co_quan: UBND xã, trich_yeu: về cải cách}"


def read(yaml: str) -> tuple[Register, list[Diagnostic]]:
    return read_register(table(yaml), TOPICS)


def register(yaml: str) -> Register:
    made, problems = read(yaml)
    assert not problems, problems
    return made


@pytest.mark.parametrize(
    ("fields", "full", "short"),
    [
        (
            FULL,
            "Kế hoạch số 05/KH-UBND ngày 05/01/2024 của UBND xã về cải cách",
            "Kế hoạch số 05/KH-UBND ngày 05/01/2024",
        ),
        (
            "{loai: Luật, trich_yeu: Tổ chức chính quyền địa phương}",
            "Luật Tổ chức chính quyền địa phương",
            "Luật",
        ),
        ("{loai: Công văn, so: 0124/SNV-CCHC}", "Công văn số 0124/SNV-CCHC", "Công văn số 0124/SNV-CCHC"),
        ("{loai: Công văn, so: 012}", "Công văn số 012", "Công văn số 012"),
        ("{loai: Tờ trình, ngay: 09/10/2024}", "Tờ trình ngày 09/10/2024", "Tờ trình ngày 09/10/2024"),
    ],
)
def test_a_document_is_cited_in_full_and_in_short(fields: str, full: str, short: str) -> None:
    made = register(f"a: {fields}")
    assert (made.citation("van_ban.a"), made.citation("van_ban.a.so_ngay")) == (full, short)


@pytest.mark.parametrize(
    "name", ["a", "van_ban", "van_ban.", "van_ban.b", "van_ban.a.khac", "khac.a", "van_ban.a.so_ngay.so_ngay"]
)
def test_another_name_cites_nothing(name: str) -> None:
    assert register(f"a: {FULL}").citation(name) is None


def test_a_text_may_cite_each_document_in_two_ways() -> None:
    assert register(f"a: {FULL}").names() == {"van_ban.a", "van_ban.a.so_ngay"}


def test_documents_of_a_topic_come_in_the_order_typed() -> None:
    made = register("""
        b: {loai: Kế hoạch, chu_de: ke_hoach}
        a: {loai: Kế hoạch, chu_de: [kiem_tra, ke_hoach]}
        c: {loai: Kế hoạch}
    """)
    assert [d.key for d in made.with_topic("ke_hoach")] == ["b", "a"]


def test_a_topic_without_documents_has_none() -> None:
    assert register(f"a: {FULL}").with_topic("ke_hoach") == ()


def test_a_file_without_a_register_has_an_empty_one() -> None:
    made, problems = read_register(None, TOPICS)
    assert made.documents == {} and not problems


@pytest.mark.parametrize(
    ("yaml", "code"),
    [
        ("a: Kế hoạch số 5", "F002"),
        ("a: [Kế hoạch]", "F002"),
        ("a: {}", "F005"),
        ("a: {so: 5/KH}", "F005"),
        ("a: {loai: ''}", "F002"),
        ("a: {loai: Kế hoạch, ngay: 31/2/2024}", "F006"),
        ("a: {loai: Kế hoạch, ngay: 2/2024}", "F006"),
        ("a: {loai: Kế hoạch, chu_de: ke_hoch}", "F001"),
        ("a: {loai: Kế hoạch, chu_de: [[ke_hoach]]}", "F002"),
        ("a: {loai: Kế hoạch, số: 5}", "F001"),
        ("a: {loai: Kế hoạch, so: [5]}", "F002"),
        ("kế_hoạch: {loai: Kế hoạch}", "F001"),
        ("281: {loai: Kế hoạch}", "F001"),
        ("a.b: {loai: Kế hoạch}", "F001"),
        ("a b: {loai: Kế hoạch}", "F001"),
    ],
)
def test_a_document_that_cannot_be_cited_is_an_error(yaml: str, code: str) -> None:
    assert code in codes(read(yaml)[1])


def test_an_unknown_topic_is_named_with_the_nearest() -> None:
    (problem,) = read("a: {loai: Kế hoạch, chu_de: ke_hoch}")[1]
    assert "ke_hoch" in problem.message and "«ke_hoach»" in problem.hint


def test_all_slips_of_a_register_are_found_in_one_run() -> None:
    assert len(read("a: {so: 1}\nb: {loai: x, ngay: 1/1}\nc: 5")[1]) == 3
