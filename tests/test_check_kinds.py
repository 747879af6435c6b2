"""The kinds of check besides relations: texts, documents, earlier periods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from textwrap import dedent

import pytest

from cchc_gen.base.period import Period
from cchc_gen.check.checking import run
from cchc_gen.check.checks import read_checks
from cchc_gen.check.finding import Finding
from cchc_gen.derive.figures import derive
from tests.conftest import World, table, world

FIELDS = {"hs.qua_han": "loai: so_dem", "hs.ton": "loai: so_dem", "hs.ty_le": "loai: phan_tram",
          "von": "loai: tien, luy_ke: có"}  # fmt: skip


def found(made: World, rules: str) -> list[Finding]:
    checks, problems = read_checks(table(rules), made.catalogue)
    assert not problems, problems
    assert not made.problems, made.problems
    return run(checks, made.evidence)


def said(
    text: str, rules: str, figures: str = "", documents: str = "{}", period: str = "2024-Q1"
) -> list[str]:
    """Check one free text; give what each finding says."""
    facts = f"so_lieu: {{{figures}}}\nvan_ban: {documents}\nnoi_dung:\n  x: |\n    {text}\n"
    made = world(FIELDS, facts, text_keys=["x"], period=period)
    return [finding.diagnostic.message for finding in found(made, rules)]


CLAIM = """
    noi:
      neu_viet: ["không có … quá hạn", "100% … đúng hạn"]
      dung: hs.qua_han == 0
      thong_bao: số liệu có hồ sơ quá hạn
      can_cu: thử
"""


@pytest.mark.parametrize(
    ("text", "figures", "messages"),
    [
        ("Không có hồ sơ nào quá hạn.", "hs: {qua_han: 3}",
         ["viết «Không có hồ sơ nào quá hạn» nhưng số liệu có hồ sơ quá hạn: 3 ≠ 0"]),
        ("Giải quyết {{ hs.ty_le }} hồ sơ đúng hạn", "hs: {qua_han: 3, ty_le: 100}",
         ["viết «100% hồ sơ đúng hạn» nhưng số liệu có hồ sơ quá hạn: 3 ≠ 0"]),
        ("Không có hồ sơ nào quá hạn.", "hs: {qua_han: 0}", []),
        ("Không có hồ sơ nào quá hạn.", "", []),
        ("Không có tiến bộ. Hồ sơ quá hạn còn nhiều.", "hs: {qua_han: 3}", []),
        ("Còn hồ sơ quá hạn.", "hs: {qua_han: 3}", []),
    ],
)  # fmt: skip
def test_a_claim_in_free_text_must_follow_the_figures(text: str, figures: str, messages: list[str]) -> None:
    assert said(text, CLAIM, figures) == messages


PARTLY = CLAIM + "      tru_khi: [cấp xã, phấn đấu]\n      tru_muc: [phuong]\n"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Không có hồ sơ nào quá hạn.", 1),
        ("Ở cấp xã, không có hồ sơ nào quá hạn.", 0),
        ("Phấn đấu đạt 100% hồ sơ đúng hạn.", 0),
        ("Phấn đấu hơn nữa. Không có hồ sơ nào quá hạn.", 1),
        ("Cấp xã không có hồ sơ quá hạn. Toàn huyện không có hồ sơ nào quá hạn.", 1),
        (f"{'x ' * 600}cấp xã không có hồ sơ quá hạn", 0),
    ],
)
def test_a_claim_about_a_part_or_a_goal_is_left_alone(text: str, count: int) -> None:
    assert len(said(text, PARTLY, "hs: {qua_han: 3}")) == count


def test_a_section_of_goals_is_left_alone() -> None:
    facts = (
        "so_lieu: {hs: {qua_han: 3}}\nnoi_dung: {phuong_huong: Không có ai quá hạn, x: Không có ai quá hạn}\n"
    )
    made = world(FIELDS, facts, text_keys=["x", "phuong_huong"])
    assert [next(iter(finding.values)) for finding in found(made, PARTLY)] == ["noi_dung.x"]


def test_a_claim_is_refuted_by_the_figures_that_fail_alone() -> None:
    both = CLAIM.replace("hs.qua_han == 0", "hs.qua_han == 0 and hs.ton == 0")
    facts = "so_lieu: {hs: {qua_han: 0, ton: 4}}\nnoi_dung: {x: Không có ai quá hạn}\n"
    (finding,) = found(world(FIELDS, facts, text_keys=["x"]), both)
    assert finding.diagnostic.message.endswith(": 4 ≠ 0")
    assert finding.values == {"noi_dung.x": "Không có ai quá hạn", "hs.ton": "4"}


def test_a_claim_stands_where_it_was_typed() -> None:
    facts = "so_lieu: {hs: {qua_han: 3}}\nnoi_dung:\n  x: |\n    Nhìn chung không có ai quá hạn cả.\n"
    (finding,) = found(world(FIELDS, facts, text_keys=["x"]), CLAIM)
    pos = finding.diagnostic.pos
    assert (pos.line, pos.column, pos.width) == (6, 16, len("không có ai quá hạn"))


def test_a_claim_is_waived_with_its_words_and_figures() -> None:
    facts = "so_lieu: {hs: {qua_han: 3}}\nnoi_dung:\n  x: Không có ai quá hạn\n"
    (finding,) = found(world(FIELDS, facts, text_keys=["x"]), CLAIM)
    assert finding.values == {"noi_dung.x": "Không có ai quá hạn", "hs.qua_han": "3"}
    assert finding.diagnostic.pos.line == 5 and finding.diagnostic.related[0][0].line == 3


DENIAL = """
    noi:
      neu_viet: [không, không có, "… không có … vướng mắc", không có … vướng mắc …]
      tru_khi: [đáng kể, nhưng]
      chi_muc: [kho_khan]
      ca_muc: có
      dung: hs.qua_han == 0
      thong_bao: số liệu có hồ sơ quá hạn
      can_cu: thử
"""


def denied(text: str, section: str = "kho_khan", figures: str = "qua_han: 3") -> list[Finding]:
    lines = "".join(f"\n    {line}" for line in text.split("\n"))
    facts = f"so_lieu: {{hs: {{{figures}}}}}\nnoi_dung:\n  {section}: |{lines}\n"
    return found(world(FIELDS, facts, text_keys=["kho_khan", "kho_khan_khac", "kien_nghi"]), DENIAL)


@pytest.mark.parametrize(
    "text",
    [
        "Không",
        "Không.",
        "- Không có;",
        "**Không.**",
        "Không có vướng mắc.",
        "Không có khó khăn, vướng mắc gì.",
        "Trong {{ ky.ten }}, đơn vị không có khó khăn, vướng mắc.",
        "- Không.\n- Không có vướng mắc.",
    ],
)
def test_a_section_that_only_denies_is_refuted_by_figures(text: str) -> None:
    (finding,) = denied(text)
    assert finding.diagnostic.code == "C005" and finding.values["hs.qua_han"] == "3"


@pytest.mark.parametrize(
    "text",
    [
        "Người dân không quen nộp trực tuyến.",
        "Không có vướng mắc đáng kể.",
        "Không có vướng mắc nhưng còn thiếu người.",
        "Không có vướng mắc. Còn hồ sơ quá hạn.",
        "- Không có vướng mắc về thể chế.\n- Còn hồ sơ quá hạn.",
        "không phát sinh",
    ],
)
def test_a_section_that_says_more_than_no_is_left_alone(text: str) -> None:
    assert denied(text) == []


@pytest.mark.parametrize(
    ("section", "figures", "count"),
    [
        ("kho_khan", "qua_han: 3", 1),
        ("kho_khan_khac", "qua_han: 3", 0),
        ("kien_nghi", "qua_han: 3", 0),
        ("kho_khan", "qua_han: 0", 0),
        ("kho_khan", "qua_han: không phát sinh", 0),
        ("kho_khan", "ton: 3", 0),
    ],
)
def test_a_denial_is_held_against_figures_in_its_section(section: str, figures: str, count: int) -> None:
    assert len(denied("Không.", section, figures)) == count


def test_a_denial_is_shown_and_waived_without_its_dash_and_full_stop() -> None:
    (finding,) = denied("- Không có.")
    assert finding.diagnostic.message == "viết «Không có» nhưng số liệu có hồ sơ quá hạn: 3 ≠ 0"
    assert finding.values == {"noi_dung.kho_khan": "Không có", "hs.qua_han": "3"}
    pos = finding.diagnostic.pos
    assert (pos.line, pos.column, pos.width) == (6, 7, len("Không có"))


@pytest.mark.parametrize("field", ["tru_khi: [a]", "tru_muc: [a]", "chi_muc: [a]", "ca_muc: có"])
def test_a_relation_without_phrases_has_no_texts_to_choose(field: str) -> None:
    rule = f"a: {{dung: hs.ton == 0, thong_bao: x, can_cu: x, {field}}}"
    _, problems = read_checks(table(rule), world(FIELDS).catalogue)
    assert [problem.code for problem in problems] == ["S009"]


PERIODS = "ky: {loai: ky_khac, tru_khi: [so với, cùng kỳ], can_cu: thử}"


@pytest.mark.parametrize(
    ("text", "period", "count"),
    [
        ("Trên đây là báo cáo quý II/2021.", "2022-Q1", 1),
        ("Trên đây là báo cáo quý I năm 2021.", "2022-Q1", 1),
        ("Tăng so với cùng kỳ quý I năm 2021.", "2022-Q1", 0),
        ("Tồn từ quý IV/2021.", "2022-Q1", 0),
        ("Quý I/2022 và quý II/2022, quý IV năm 2022.", "2022-Q1", 0),
        ("Kế hoạch tháng 2/2020.", "2022-Q1", 0),
        ("Tháng 01/2024 và tháng 5 năm 2024.", "2024-06", 1),
        ("9 tháng đầu năm 2022.", "2023-9T", 1),
        ("quý 3/2021", "2022-Q1", 1),
        ("quý 9/2021", "2022-Q1", 0),
        ("Có 1.807 hồ sơ trong quý II/2021.", "2022-Q1", 1),
        ("Tăng mạnh. Trên đây là báo cáo quý II/2021.", "2022-Q1", 1),
    ],
)
def test_a_past_period_of_the_same_kind_is_odd_unless_compared(text: str, period: str, count: int) -> None:
    assert len(said(text, PERIODS, period=period)) == count


def test_the_title_of_a_document_names_any_period() -> None:
    titled = "{bc: {loai: Báo cáo, so: 9/BC-UBND, trich_yeu: về kết quả quý II năm 2021}}"
    assert said("Theo {{ van_ban.bc }}.", PERIODS, documents=titled, period="2022-Q1") == []


REGISTER = """{
    kh: {loai: Kế hoạch, so: 05/KH-UBND, ngay: 19/01/2024},
    qd: {loai: Quyết định, so: 5118/QĐ-UBND, ngay: 26/12/2023, co_quan: Ủy ban nhân dân huyện Thử}}"""


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Kế hoạch số 05/KH-UBND ngày 19/01/2024", 0),
        ("Kế hoạch số 5/KH-UBND ngày 19 tháng 01 năm 2024", 0),
        ("Kế hoạch số 05/KH-UBND ngày 29/01/2024", 1),
        ("Kế hoạch số 05/KH-UBND", 0),
        ("Kế hoạch số 05/KH-UBND ngày 19/01/2020 của huyện", 0),
        ("Kế hoạch số 05/KH-UBND ngày 39/01/2024", 0),
        ("{{ van_ban.kh }}", 0),
        ("Kế hoạch số 05/KH-UBND ngày 29/01/2024 của UBND xã Thử", 1),
        ("Kế hoạch số 05/KH-UBND ngày 29/01/2024 của UBND tỉnh", 0),
        ("Quyết định số 5118/QĐ-UBND ngày 27/12/2023 của UBND huyện về biên chế", 1),
        ("Quyết định số 5181/QĐ-UBND ngày 26/12/2023", 1),
        ("Quyết định số 5181/QĐ-UBND ngày 26/12/2023 của UBND tỉnh", 0),
        ("Quyết định số 5119/QĐ-UBND ngày 26/12/2023", 0),
        ("Quyết định số 5108/QĐ-UBND ngày 26/12/2023", 0),
        ("Kế hoạch số 5181/KH-UBND ngày 26/12/2023", 0),
    ],
)
def test_a_document_is_cited_with_the_date_and_number_of_the_register(text: str, count: int) -> None:
    assert len(said(text, "dan: {loai: trich_dan, can_cu: thử}", documents=REGISTER)) == count


OLD = "cu: {loai: ten_cu, ten: [{cu: cấp huyện, tu_ngay: 01/7/2025, nay: cấp xã}], can_cu: thử}"


@pytest.mark.parametrize(
    ("period", "count"), [("2025-Q2", 0), ("2025-Q3", 0), ("2025-Q4", 1), ("2025-08", 1)]
)
def test_a_name_is_old_once_the_whole_window_lies_after_it(period: str, count: int) -> None:
    assert len(said("Rà soát thủ tục CẤP HUYỆN.", OLD, period=period)) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Rà soát ở cấp huyện.", 1),
        ("Bàn giao hồ sơ của cấp huyện cũ.", 0),
        ("Đã bàn giao. Nay rà soát ở cấp huyện.", 1),
        ("Theo {{ van_ban.cu }}.", 0),
    ],
)
def test_an_old_name_may_be_told_of_the_past(text: str, count: int) -> None:
    rules = OLD.replace("can_cu", "tru_khi: [bàn giao, cũ], can_cu")
    titled = "{cu: {loai: Kế hoạch, trich_yeu: rà soát ở cấp huyện}}"
    assert len(said(text, rules, documents=titled, period="2025-Q4")) == count


def documents(rules: str, *entries: str, period: str = "2024-Q1") -> list[str]:
    lines = "".join(f"  d{number}: {{{entry}}}\n" for number, entry in enumerate(entries))
    made = world({}, f"so_lieu: {{}}\nvan_ban:\n{lines}", period=period)
    return [finding.diagnostic.message for finding in found(made, rules)]


PLAN = "loai: Kế hoạch, so: {}/KH-UBND, ngay: {}"


def plan(number: object, day: str, more: str = "") -> str:
    return PLAN.format(number, day) + (f", {more}" if more else "")


@pytest.mark.parametrize(
    ("entries", "count"),
    [
        ([plan(5, "10/01/2024"), plan(7, "12/01/2024")], 0),
        ([plan(5, "12/01/2024"), plan(7, "10/01/2024")], 1),
        ([plan(7, "10/01/2024"), plan(5, "12/01/2024")], 1),
        ([plan(98, "12/12/2023"), plan(7, "10/01/2024")], 0),
        ([plan(5, "12/01/2024", "co_quan: UBND tỉnh"), plan(7, "10/01/2024")], 0),
        ([plan(5, "12/01/2024"), "loai: Báo cáo, so: 7/BC-UBND, ngay: 10/01/2024"], 0),
        ([plan(5, "12/01/2024"), "loai: Kế hoạch, so: 7/KH-UBND"], 0),
        ([plan(5, "12/01/2024"), plan("05", "10/01/2024")], 0),
    ],
)
def test_numbers_and_dates_run_in_the_same_order(entries: list[str], count: int) -> None:
    assert len(documents("thu_tu: {loai: thu_tu_van_ban, can_cu: thử}", *entries)) == count


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        (
            plan(5, "12/01/2024", "trich_yeu: a"),
            plan("05", "12/01/2024", "trich_yeu: b"),
            "hai văn bản khác nhau",
        ),
        (
            plan(5, "12/01/2024", "trich_yeu: a"),
            plan(5, "13/01/2024", "trich_yeu: a"),
            "hai văn bản khác nhau",
        ),
        (plan(5, "12/01/2024", "trich_yeu: a"), plan(5, "12/01/2024", "trich_yeu: A"), "khai hai lần"),
        (plan(5, "12/01/2024"), plan(5, "12/01/2024", "co_quan: UBND xã Thử"), "khai hai lần"),
        (plan(5, "12/01/2024"), plan(5, "12/01/2023"), ""),
        (plan(5, "12/01/2024"), plan(5, "12/01/2024", "co_quan: Sở Nội vụ"), ""),
    ],
)
def test_a_number_stands_for_one_document(one: str, other: str, message: str) -> None:
    messages = documents("trung: {loai: trung_so, can_cu: thử}", one, other)
    assert len(messages) == bool(message) and all(message in m for m in messages)


@pytest.mark.parametrize(
    ("day", "subject", "count"),
    [
        ("27/01/2022", "rà soát năm 2023", 1),
        ("27/12/2022", "rà soát năm 2023", 0),
        ("27/01/2023", "rà soát năm 2023", 0),
        ("05/01/2024", "rà soát năm 2023", 1),
        ("27/01/2022", "chuyển đổi số năm 2021 - 2025", 0),
        ("27/01/2022", "từ năm 2023 đến năm 2025", 0),
        ("27/01/2022", "giai đoạn 2021 - 2025, định hướng đến năm 2030", 0),
        ("27/01/2024", "nâng cao Chỉ số cải cách hành chính năm 2022", 0),
    ],
)
def test_a_plan_for_a_year_is_issued_for_it(day: str, subject: str, count: int) -> None:
    rules = 'nam: {loai: nam_ke_hoach, tru_khi: ["đến năm #", chỉ số], can_cu: thử}'
    assert len(documents(rules, plan(10, day, f'trich_yeu: "{subject}"'))) == count


@pytest.mark.parametrize(
    ("period", "topic", "count"),
    [("2022-Q4", "cchc", 0), ("2023-Q1", "cchc", 1), ("2023-Q1", "khac", 0), ("2021-Q4", "cchc", 0)],
)
def test_the_plan_of_this_year_is_not_one_of_a_past_year(period: str, topic: str, count: int) -> None:
    entry = (
        f"loai: Quyết định, so: 5/QĐ-UBND, ngay: 05/01/2022, trich_yeu: kế hoạch năm 2022, chu_de: {topic}"
    )
    made = world({}, f"so_lieu: {{}}\nvan_ban: {{d: {{{entry}}}}}", period=period, topics=["cchc", "khac"])
    assert len(found(made, "nam: {loai: nam_ke_hoach, chu_de: [cchc], can_cu: thử}")) == count


@pytest.mark.parametrize(
    ("kind", "number", "count"),
    [
        ("Quyết định", "210/KH-UBND", 1), ("Quyết định", "210/QĐ-UBND", 0),
        ("quyết định", "21/2024/QĐ-UBND", 0),
        ("Công văn", "210/UBND-NV", 0), ("Kế hoạch", "210/UBND-NV", 0), ("Kế hoạch", "210", 0),
        ("Hướng dẫn", "210/KH-UBND", 0), ("Quy chế", "210/QĐ-UBND", 0), ("Quy chế", "210/KH-UBND", 1),
        ("Nghị định", "21/NĐ-CP", 1), ("nghị định", "61/2018/NĐ-CP", 0), ("Nghị định", "38-CP", 0),
    ],
)  # fmt: skip
def test_a_type_has_its_symbol(kind: str, number: str, count: int) -> None:
    symbols = "{Quyết định: QĐ, Kế hoạch: KH, Quy chế: [QC, QĐ]}"
    rules = f"kh: {{loai: ky_hieu, ky_hieu: {symbols}, co_nam: [Nghị định], can_cu: thử}}"
    assert len(documents(rules, f"loai: {kind}, so: {number}")) == count


@pytest.mark.parametrize(("day", "count"), [("23/4/2018", 0), ("23/4/2019", 1)])
def test_the_year_in_a_number_is_that_of_its_date(day: str, count: int) -> None:
    rules = "kh: {loai: ky_hieu, ky_hieu: {}, can_cu: thử}"
    assert len(documents(rules, f"loai: Nghị định, so: 61/2018/NĐ-CP, ngay: {day}")) == count


def test_before_1997_numbers_held_no_year() -> None:
    rules = "kh: {loai: ky_hieu, ky_hieu: {}, co_nam: [Nghị định], can_cu: thử}"
    assert documents(rules, "loai: Nghị định, so: 52/CP, ngay: 05/8/1993") == []


@pytest.mark.parametrize(
    ("day", "count"), [("31/3/2024", 0), ("01/4/2024", 1), ("01/01/1999", 0), ("31/12/1993", 1)]
)
def test_a_document_is_neither_younger_than_the_report_nor_ancient(day: str, count: int) -> None:
    assert len(documents("ngay: {loai: ngay_van_ban, so_nam: 30, can_cu: thử}", plan(1, day))) == count


LATER = "ngay: {loai: ngay_van_ban, so_nam: 30, can_cu: thử}"
CITING = 'trich_yeu: "thực hiện Quyết định số 45/QĐ-UBND ngày {} của UBND tỉnh"'


@pytest.mark.parametrize(
    ("cited", "count"),
    [
        ("09/01/2024", 0),
        ("10/01/2024", 0),
        ("11/01/2024", 1),
        ("11 tháng 01 năm 2024", 1),
        ("10/01/2042", 1),
        ("41/01/2024", 0),
    ],
)
def test_a_document_cites_none_that_was_issued_after_it(cited: str, count: int) -> None:
    assert len(documents(LATER, plan(5, "10/01/2024", CITING.format(cited)))) == count


def test_a_document_without_a_date_cites_none_of_after_the_report() -> None:
    undated = "loai: Kế hoạch, " + CITING
    assert documents(LATER, undated.format("31/3/2024")) == []
    assert len(documents(LATER, undated.format("01/4/2024"))) == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Theo Quyết định số 45/QĐ-UBND ngày 31/3/2024.", 0),
        ("Theo Quyết định số 45/QĐ-UBND ngày 01/4/2024.", 1),
        ("Xong trước ngày 01/4/2024.", 0),
    ],
)
def test_a_text_cites_no_document_of_after_the_report(text: str, count: int) -> None:
    assert len(said(text, LATER)) == count


def compared(rules: str, now: str, before: Mapping[str, str], period: str = "2024-9T") -> list[Finding]:
    """Check a period with earlier ones: «ky_truoc», «lien_truoc», or the code of a period of the year."""
    made = world(FIELDS, f"so_lieu: {{{now}}}", period=period)
    past = {name: world(FIELDS, f"so_lieu: {{{text}}}").figures for name, text in before.items()}
    by_function = {name: f for name, f in past.items() if "truoc" in name}
    same_year = {Period.parse(name): f for name, f in past.items() if "truoc" not in name}
    figures = derive(made.facts, made.catalogue, made.evidence.settings, by_function)
    evidence = replace(made.evidence, figures=figures, same_year=same_year)
    return found(replace(made, evidence=evidence), dedent(rules))


CARRIED = "ton: {dung: hs.qua_han == lien_truoc(hs.ton), thong_bao: phải bằng tồn, can_cu: thử}"


def test_what_is_carried_over_is_what_was_pending() -> None:
    (finding,) = compared(CARRIED, "hs: {qua_han: 5}", {"lien_truoc": "hs: {ton: 7}"})
    assert finding.values == {"hs.qua_han": "5", "lien_truoc(hs.ton)": "7"}
    assert finding.diagnostic.message == "phải bằng tồn: 5 ≠ 7"
    assert compared(CARRIED, "hs: {qua_han: 7}", {"lien_truoc": "hs: {ton: 7}"}) == []


@pytest.mark.parametrize("before", [{}, {"ky_truoc": "hs: {ton: 7}"}, {"lien_truoc": "von: 1"}])
def test_without_the_earlier_figure_nothing_is_said(before: dict[str, str]) -> None:
    assert compared(CARRIED, "hs: {qua_han: 5}", before) == []


FALLS = "giam: {loai: luy_ke, can_cu: thử}"


def test_a_cumulative_figure_never_falls_within_the_year() -> None:
    before = {"2024-Q1": "von: 90", "2024-6T": "von: 120"}
    (finding,) = compared(FALLS, "von: 100", before)
    assert "120" in finding.diagnostic.message and finding.values["von"] == "100"
    assert compared(FALLS, "von: 120", before) == []
    assert compared(FALLS, "hs: {ton: 1}", {"2024-Q1": "hs: {ton: 5}"}) == []


def test_rounding_is_no_fall() -> None:
    assert compared(FALLS, 'von: "12,3"', {"2024-Q1": 'von: "12,34"'}) == []


def test_less_than_was_estimated_is_no_fall() -> None:
    assert compared(FALLS, "von: 100", {"2024-6T": "von: {gia_tri: 120, uoc: có}"}) == []


@pytest.mark.parametrize(
    ("period", "count"), [("2024-Q1", 0), ("2024-Q2", 1), ("2024-6T", 1), ("2024-01", 0)]
)
def test_a_cumulative_figure_starts_anew_with_the_year(period: str, count: int) -> None:
    rules = "nhay: {loai: dot_bien, can_cu: thử}"
    assert len(compared(rules, "von: 50", {"ky_truoc": "von: 900"}, period)) == count


def test_what_comes_and_goes_may_jump() -> None:
    rules = "nhay: {loai: dot_bien, tru_nhom: [hs], can_cu: thử}"
    assert compared(rules, "hs: {ton: 200}", {"ky_truoc": "hs: {ton: 0}"}) == []


@pytest.mark.parametrize(
    ("now", "before", "count"),
    [("1000", "90", 1), ("1000", "100", 0), ("5", "90", 1), ("19", "0", 0), ("20", "0", 1), ("9", "0", 0)],
)
def test_a_jump_is_a_warning_with_both_values(now: str, before: str, count: int) -> None:
    rules = "nhay: {loai: dot_bien, lan: 10, tu: 20, can_cu: thử}"
    findings = compared(rules, f"hs: {{ton: {now}}}", {"ky_truoc": f"hs: {{ton: {before}}}"})
    assert len(findings) == count


def test_a_share_has_a_whole_number_behind_it() -> None:
    """Chợ Đồn, quý I/2024: 97,98% of 985 people is no number of people."""
    rules = "nguyen: {dung: co_so_nguyen(hs.ty_le * hs.ton / 100), thong_bao: lẻ, can_cu: thử}"
    (finding,) = found(world(FIELDS, 'so_lieu: {hs: {ty_le: "97,98", ton: 985}}'), rules)
    assert finding.diagnostic.message.endswith("= từ 965,054 đến 965,152, không có số nguyên nào")
    assert found(world(FIELDS, 'so_lieu: {hs: {ty_le: "97,97", ton: 985}}'), rules) == []


@pytest.mark.parametrize(
    ("subject", "count"),
    [
        ("về việc báo cáo quý I năm 2024", 0),
        ("về việc báo cáo quý IV năm 2023", 1),
        ("về việc báo cáo quý II/2024", 1),
        ("về việc báo cáo quý I năm 2024 và quý II năm 2024", 0),
        ("về việc báo cáo tháng 2 năm 2024", 0),
        ("về việc báo cáo định kỳ", 0),
    ],
)
def test_the_document_that_is_answered_asks_for_this_period(subject: str, count: int) -> None:
    facts = f"""
        so_lieu: {{}}
        bao_cao: {{theo_van_ban: hoi}}
        van_ban:
          hoi: {{loai: Công văn, so: 5/SNV, ngay: 10/01/2024, trich_yeu: {subject}}}
    """
    assert len(found(world({}, facts), "ky: {loai: ky_khac, can_cu: thử}")) == count
