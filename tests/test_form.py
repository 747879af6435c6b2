"""The appendix prints the form's rows as they are, and every state of a figure in its own way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cchc_gen.language.wording import text_of
from cchc_gen.rules import names_of
from cchc_gen.tell.form import Row, Sheet, lay, read_form
from tests.conftest import catalogue, codes, settings, table, world

FIELDS = {
    "a": "loai: so_dem",
    "b": "loai: so_dem",
    "v": "loai: tien",
    "p": "loai: phan_tram, dvt: '%', cong_thuc: 'phan_tram(a, b)'",
    "c": "loai: lua_chon, lua_chon: [Trực tuyến, Phát phiếu]",
    "y": "loai: co_khong",
    "t": "loai: chu",
}
TABLES = (
    "t1: {tieu_de: [BIỂU, 'Kỳ {{ ky.ten }}'], kem_theo: (Kèm theo), khong_phat_sinh: KPS, mau_so_khong: '0'}"
)


def sheets(rows: str, facts: str = "so_lieu: {}", tables: str = TABLES, habits: str = "") -> list[Sheet]:
    made = world(FIELDS, facts, habits=habits)
    assert not made.problems, made.problems
    form, problems = read_form(table(tables), table(rows), made.catalogue, names_of(made.catalogue))
    assert not problems, problems
    return lay(form, replace(made.printer, pads=settings(habits).pads_cells))


def row(fields: str, facts: str = "so_lieu: {}", tables: str = TABLES, habits: str = "") -> Row:
    ((only,),) = [sheet.rows for sheet in sheets(f"t1/1: {{nhan: Hàng, {fields}}}", facts, tables, habits)]
    return only


def cell(fields: str, facts: str = "so_lieu: {}", tables: str = TABLES, habits: str = "") -> str:
    return text_of(row(fields, facts, tables, habits).value)


@pytest.mark.parametrize(
    ("fields", "facts", "printed"),
    [
        ("chi_tieu: a", "a: 5", "05"),
        ("chi_tieu: a", "a: 0", "0"),
        ("chi_tieu: a", "a: 1750", "1.750"),
        ("chi_tieu: v", 'v: "16.318,281"', "16.318,281"),
        ("chi_tieu: v, so_le: 1", 'v: "16.318,281"', "16.318,3"),
        ("chi_tieu: v, so_le: 0", 'v: "16.318,5"', "16.319"),
        ("chi_tieu: p", "a: 191, b: 393", "48,6%"),
        ("chi_tieu: p, dvt: '%'", "a: 191, b: 393", "48,6"),
        ("chi_tieu: p, dvt: Tỷ lệ", "a: 191, b: 393", "48,6%"),
        ("chi_tieu: p, dvt: '%', so_le: 0", "a: 585116, b: 585336", "99,96"),
        ("chi_tieu: p, dvt: '%'", "a: 5, b: 5", "100"),
        ("chi_tieu: p, dvt: '%'", 'p: "9,20"', "9,2"),
        ("chi_tieu: c", "c: phát phiếu", "Phát phiếu"),
        ("chi_tieu: c, in_ma: có", "c: phát phiếu", "1"),
        ("chi_tieu: y", "y: có", "Có"),
        ("chi_tieu: y", "y: không", "Không"),
        ("chi_tieu: y, in_ma: có", "y: có", "1"),
        ("chi_tieu: y, in_ma: có", "y: không", "0"),
        ("chi_tieu: t", "t: Một chữ", "Một chữ"),
        ("chi_tieu: a, in_ma: có", "a: 5", "05"),
    ],
)
def test_a_cell_prints_its_figure_as_the_form_wants(fields: str, facts: str, printed: str) -> None:
    assert cell(fields, f"so_lieu: {{{facts}}}") == printed


def test_a_form_may_leave_its_counts_unpadded() -> None:
    assert cell("chi_tieu: a", "so_lieu: {a: 5}", habits="dem_so_khong_bieu: không") == "5"


@pytest.mark.parametrize(
    ("fields", "facts", "printed"),
    [
        ("chi_tieu: a", "a: không phát sinh", "KPS"),
        ("chi_tieu: a, khong_phat_sinh: Không", "a: không phát sinh", "Không"),
        ("chi_tieu: a, khong_phat_sinh: ''", "a: không phát sinh", ""),
        ("chi_tieu: a, de_trong: có", "a: không phát sinh", "KPS"),
        ("chi_tieu: p", "a: 0, b: 0", "0"),
        ("chi_tieu: p, mau_so_khong: N/A", "a: 0, b: 0", "N/A"),
        ("chi_tieu: p, mau_so_khong: ''", "a: 0, b: 0", ""),
        ("chi_tieu: p, de_trong: có", "a: 0, b: 0", "0"),
        ("chi_tieu: a, de_trong: có", "", ""),
        ("chi_tieu: a, de_trong: có", "a: chưa có số liệu", ""),
        ("chi_tieu: p, de_trong: có", "a: 5", ""),
    ],
)
def test_each_state_is_printed_as_the_row_says_and_else_as_the_table_says(
    fields: str, facts: str, printed: str
) -> None:
    assert cell(fields, f"so_lieu: {{{facts}}}") == printed


def test_a_table_that_says_nothing_of_states_leaves_them_blank() -> None:
    tables = "t1: {tieu_de: BIỂU}"
    assert cell("chi_tieu: a", "so_lieu: {a: không phát sinh}", tables) == ""
    assert cell("chi_tieu: p", "so_lieu: {a: 0, b: 0}", tables) == ""


@pytest.mark.parametrize("facts", ["", "a: chưa có số liệu"])
def test_a_missing_value_is_a_hole_unless_the_row_may_be_blank(facts: str) -> None:
    (run,) = row("chi_tieu: a", f"so_lieu: {{{facts}}}").value
    assert run.hole and run.text == "[THIẾU: Nhãn a]"


def test_a_zero_is_never_printed_for_a_missing_value() -> None:
    assert "0" not in cell("chi_tieu: p", "so_lieu: {a: 5}")


@pytest.mark.parametrize(
    ("fact", "printed"),
    [
        ("{gia_tri: 5, o_bieu: 05 lượt}", "05 lượt"),
        ("{gia_tri: không phát sinh, o_bieu: Không}", "Không"),
        ("{gia_tri: chưa có số liệu, o_bieu: Tỉnh báo cáo}", "Tỉnh báo cáo"),
        ("{gia_tri: 5, o_bieu: '{{ b }} trên {{ a }}'}", "09 trên 05"),
    ],
)
def test_a_fact_may_say_what_its_cell_prints_instead(fact: str, printed: str) -> None:
    assert cell("chi_tieu: a", f"so_lieu: {{b: 9, a: {fact}}}") == printed


def test_a_derived_cell_may_be_left_blank_as_the_form_does() -> None:
    assert cell("chi_tieu: p", 'so_lieu: {a: 1, b: 2, p: {o_bieu: ""}}') == ""


def test_a_cell_of_nothing_known_is_a_hole_whatever_it_prints() -> None:
    assert row("chi_tieu: a", "so_lieu: {a: {o_bieu: x}}").value[0].hole


def test_a_cell_knows_the_figure_that_it_prints() -> None:
    assert [run.keys for run in row("chi_tieu: a", "so_lieu: {a: 5}").value] == [("a",)]


@pytest.mark.parametrize(
    ("fields", "fact", "note"),
    [
        ("chi_tieu: a", "5", ""),
        ("chi_tieu: a", "{gia_tri: 5, ghi_chu: Ước tính}", "Ước tính"),
        ("chi_tieu: a, ghi_chu: Theo mẫu", "5", "Theo mẫu"),
        ("chi_tieu: a, ghi_chu: Theo mẫu", "{gia_tri: 5, ghi_chu: Ước tính}", "Theo mẫu; Ước tính"),
        ("chi_tieu: a, ghi_chu: 'Đến {{ a.den_ngay }}'", "{gia_tri: 5, den_ngay: 9/3/2024}", "Đến 09/3/2024"),
        ("ghi_chu: Chung", "5", "Chung"),
        ("chi_tieu: a", '{gia_tri: 5, ghi_chu: "Một\\nHai"}', "Một Hai"),
    ],
)
def test_notes_of_the_form_and_of_the_fact_stand_side_by_side(fields: str, fact: str, note: str) -> None:
    assert text_of(row(fields, f"so_lieu: {{a: {fact}}}").note) == note


def test_a_row_without_an_indicator_is_a_bold_heading_without_a_figure() -> None:
    made = row("cap: 1")
    assert made.value == () and made.spec.bold


@pytest.mark.parametrize(
    ("fields", "bold"), [("chi_tieu: a, dam: có", True), ("dam: không", False), ("chi_tieu: a", False)]
)
def test_a_row_may_be_bold_or_not_whatever_it_holds(fields: str, bold: bool) -> None:
    assert row(fields, "so_lieu: {a: 5}").spec.bold is bold


@pytest.mark.parametrize(
    ("key", "fields", "code"),
    [
        ("7.24", "", "7.24"),
        ("3.4/a", "ma: Trong đó, ", "Trong đó"),
        ("1", "ma: '', ", ""),
        ("a.1/x", "", "a.1/x"),
    ],
)
def test_a_code_is_printed_as_the_form_has_it(key: str, fields: str, code: str) -> None:
    (sheet,) = sheets(f"t1/{key}: {{{fields}nhan: Hàng}}")
    assert sheet.rows[0].spec.code == code


def test_a_label_may_be_marked_and_print_a_term() -> None:
    (sheet,) = sheets("t1/1: {nhan: 'Số của **{{ don_vi.dia_ban }}**', nghieng: có}")
    assert [(r.text, r.bold, r.italic) for r in sheet.rows[0].label] == [
        ("Số của ", False, True), ("xã Thử", True, True),
    ]  # fmt: skip


def test_titles_and_the_line_below_are_printed_with_their_terms() -> None:
    (sheet,) = sheets("t1/1: {nhan: Hàng}")
    assert [text_of(title) for title in sheet.titles] == ["BIỂU", "Kỳ quý I năm 2024"]
    assert text_of(sheet.attached) == "(Kèm theo)"


def test_a_form_may_have_many_tables_each_with_its_own_rows() -> None:
    tables = "t1: {tieu_de: A}\nt2: {tieu_de: B, khong_phat_sinh: Không}"
    rows = "t2/1: {nhan: X, chi_tieu: a}\nt1/1: {nhan: Y}\nt2/2: {nhan: Z}"
    made = sheets(rows, "so_lieu: {a: không phát sinh}", tables)
    assert [[text_of(r.label) for r in sheet.rows] for sheet in made] == [["Y"], ["X", "Z"]]
    assert text_of(made[1].rows[0].value) == "Không"


@pytest.mark.parametrize(
    ("tables", "rows", "code"),
    [
        (TABLES, "t1/1: x", "S009"),
        (TABLES, "t2/1: {nhan: X}", "S009"),
        (TABLES, "'1': {nhan: X}", "S009"),
        (TABLES, "t1/1: {}", "S008"),
        (TABLES, "t1/1: {nhan: X, chi_tieu: aa}", "S004"),
        (TABLES, "t1/1: {nhan: X, cap: 5}", "S009"),
        (TABLES, "t1/1: {nhan: X, so_le: -1}", "S009"),
        (TABLES, "t1/1: {nhan: X, dam: đậm}", "S009"),
        (TABLES, "t1/1: {nhan: X, nhãn: Y}", "S002"),
        (TABLES, "t1/1: {nhan: '{{ aa }}'}", "S004"),
        (TABLES, "t1/1: {nhan: X, ghi_chu: '{{ a + 1 }}'}", "S009"),
        ("t1: {tieu_de: '{{ x }}'}", "t1/1: {nhan: X}", "S004"),
        ("t1: {kem_theo: '**x'}", "t1/1: {nhan: X}", "S009"),
        ("t1: {tieude: X}", "t1/1: {nhan: X}", "S002"),
        ("t1: x", "{}", "S009"),
    ],
)
def test_a_form_that_is_none_is_an_error_of_the_set(tables: str, rows: str, code: str) -> None:
    known = catalogue(FIELDS)
    assert code in codes(read_form(table(tables), table(rows), known, names_of(known))[1])


def test_an_unknown_table_is_named_with_the_nearest() -> None:
    known = catalogue(FIELDS)
    problems = read_form(table(TABLES), table("t11/1: {nhan: X}"), known, names_of(known))[1]
    assert "«t1»" in problems[0].hint
