"""The known traps of the libraries underneath, each with what we do instead (STYLE, section 2)."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from cchc_gen.base.values import Missing, Number
from cchc_gen.base.vietnamese import format_number, readings
from cchc_gen.language.evaluation import evaluate
from cchc_gen.language.wording import Run
from cchc_gen.read.source import parse
from cchc_gen.word.tagged import TagError, fill_tags
from cchc_gen.word.tags import read_tags
from tests.conftest import (
    BASE_TEMPLATE,
    Values,
    codes,
    document,
    expression,
    fill_file,
    paragraph,
    reopened,
    scope,
    table,
    word_template,
    world,
)


def refusals(template: Path) -> list[str]:
    content, problems = fill_file(template, document("x"))
    assert content is None
    return [problem.message for problem in problems]


def test_trap_docxtpl_prints_a_missing_variable_as_empty_text(tmp_path: Path) -> None:
    assert "«khong_co»" in refusals(word_template(tmp_path / "mau.docx", "trước {{ khong_co }} sau"))[0]


def test_trap_docxtpl_prints_a_missing_field_as_empty_text(tmp_path: Path) -> None:
    lines = ("{%p for p in than_bai %}", "{{ p.khong_co }}", "{%p endfor %}")
    assert "«khong_co»" in refusals(word_template(tmp_path / "mau.docx", *lines))[0]


def test_trap_docxtpl_without_autoescape_drops_ampersands_and_angles() -> None:
    content, problems = fill_file(BASE_TEMPLATE, document("A & B < C"))
    assert content is not None, problems
    assert "A & B < C" in reopened(content)


@pytest.mark.parametrize(
    "value", [Decimal("98.06346169"), 98.06346169, None, Missing.UNSTATED, Number.exact(5)]
)
def test_trap_a_bare_number_in_a_tag_prints_all_its_digits(value: object) -> None:
    with pytest.raises(TagError):
        fill_tags(read_tags("{{ x }}", frozenset("x")), {"x": value}, escapes=True)


def test_trap_a_bare_number_in_a_sentence_prints_all_its_digits() -> None:
    fields = {"a": "loai: so_dem", "b": "loai: so_dem", "p": "loai: phan_tram, cong_thuc: 'phan_tram(a, b)'"}
    made = world(fields, "so_lieu: {a: 123001, b: 125430}")
    assert made.printer.slot(expression("p")).text == "98,06%"


def test_trap_an_undefined_error_has_no_place(tmp_path: Path) -> None:
    message = refusals(word_template(tmp_path / "mau.docx", "một", "hai {{ khong_co }}"))[0]
    assert "đoạn 2" in message


def test_trap_an_undefined_error_in_a_table_has_no_place(tmp_path: Path) -> None:
    import docx

    path = word_template(tmp_path / "mau.docx", "một")
    made = docx.Document(str(path))
    made.add_table(2, 3).cell(1, 2).text = "{{ khong_co }}"
    made.save(str(path))
    assert "bảng 1, hàng 2, ô 3" in refusals(path)[0]


def test_trap_compile_expression_returns_undefined_instead_of_raising() -> None:
    assert evaluate(expression("a + khong_co"), scope(a=1)) is Missing.UNSTATED


@pytest.mark.parametrize(
    ("typed", "value"), [("1.234", 1234), ("012", 12), ("010", 10), ("1.807.000", 1807000), ("08", 8)]
)
def test_trap_yaml_reads_a_typed_count_as_another_number(typed: str, value: int) -> None:
    made = world({"a": "loai: so_dem"}, f"so_lieu: {{a: {typed}}}")
    assert not made.problems and made.figures["a"].value == Number.exact(value)


@pytest.mark.parametrize("typed", ["1.234", "125.430"])
def test_trap_yaml_reads_a_typed_amount_in_one_of_its_two_ways(typed: str) -> None:
    made = world({"a": "loai: tien"}, f"so_lieu: {{a: {typed}}}")
    assert codes(made.problems) == ["F003"] and made.figures["a"].value is Missing.UNSTATED


@pytest.mark.parametrize("typed", ["0x1F", "0b11", "1_000", "12:30", "1e3", ".nan", ".inf", "190:20:30"])
def test_trap_yaml_reads_other_notations_as_numbers(typed: str) -> None:
    assert codes(world({"a": "loai: so_dem"}, f"so_lieu: {{a: {typed}}}").problems) == ["F002"]


@pytest.mark.parametrize("typed", ["no", "off", "2025-11-31", "0123", "12:30", "1.10", "="])
def test_trap_yaml_reads_a_text_as_something_else(typed: str) -> None:
    made = world({"a": "loai: chu"}, f"so_lieu: {{a: {typed}}}")
    assert not made.problems and made.figures["a"].value == typed


@pytest.mark.parametrize("typed", ["~", "null", "''", "'-'", "…"])
def test_trap_yaml_reads_a_forgotten_value_as_none(typed: str) -> None:
    assert codes(world({"a": "loai: so_dem"}, f"so_lieu: {{a: {typed}}}").problems) == ["F004"]


def test_trap_yaml_keeps_the_last_of_two_equal_keys() -> None:
    (problem,) = parse("a: 1\nb: 2\na: 3\n", "thu.yaml")[1]
    assert problem.code == "Y004" and problem.pos.line == 3 and problem.related[0][0].line == 1


def test_trap_yaml_cuts_a_value_at_a_hash() -> None:
    assert codes(parse("a: QĐ số #5\n", "thu.yaml")[1]) == ["Y009"]


def test_trap_yaml_aliases_and_tags_are_never_followed() -> None:
    assert codes(parse("a: !!python/object/apply:os.getcwd []\n", "thu.yaml")[1]) == ["Y006"]


@pytest.mark.parametrize(
    ("value", "places", "printed"), [("98.765", 2, "98,77"), ("0.125", 2, "0,13"), ("2.5", 0, "3")]
)
def test_trap_babel_rounds_half_to_even(value: str, places: int, printed: str) -> None:
    assert format_number(Decimal(value), places) == printed


def test_trap_babel_reads_a_foreign_number_as_a_small_one() -> None:
    assert readings("1,234.5") == (None, Decimal("1234.5"))


def test_trap_jinja_divides_counts_into_floats() -> None:
    value = evaluate(expression("a / b"), scope(a=1, b=3))
    assert (
        isinstance(value, Number)
        and type(value.value) is Decimal
        and str(value.value).startswith("0.33333333333333333333")
    )


def test_trap_jinja_cannot_multiply_a_decimal_with_a_literal() -> None:
    assert evaluate(expression("a * 0.1 + 0.2"), scope(a=1)) == Number.exact(Decimal("0.3"))


def test_trap_a_docx_differs_by_its_zip_times() -> None:
    content, _ = fill_file(BASE_TEMPLATE, document("x"))
    with zipfile.ZipFile(io.BytesIO(content or b"")) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(
    "name", ["items", "keys", "values", "get", "count", "index", "format", "upper", "pop"]
)
def test_trap_a_key_named_like_a_method_is_the_method(name: str) -> None:
    made = world({f"tthc.{name}": "loai: so_dem"}, f"so_lieu: {{tthc: {{{name}: 5}}}}")
    assert not made.problems and made.printer.slot(expression(f"tthc.{name}")).text == "05"


@pytest.mark.parametrize("name", ["co.phieu", "loop.index", "self", "range", "caller"])
def test_trap_a_key_named_like_a_helper_is_the_helper(name: str) -> None:
    assert evaluate(expression(f"{name} + 1"), Values({name: Number.exact(5)})) == Number.exact(6)


@pytest.mark.parametrize("name", ["true.a", "none", "a.and"])
def test_trap_a_key_named_like_a_word_of_jinja_is_refused_or_read(name: str) -> None:
    from cchc_gen.language.expressions import parse as parse_expression
    from tests.conftest import text

    found, problems = parse_expression(text(name))
    assert problems or (found is not None and found.key == name)


def test_trap_docxtpl_drops_text_beside_a_paragraph_tag(tmp_path: Path) -> None:
    lines = ("giữ {%p if ten_loai %}", "x", "{%p endif %}")
    assert any(
        "đứng cạnh thẻ" in message for message in refusals(word_template(tmp_path / "mau.docx", *lines))
    )


def test_trap_docxtpl_recovers_from_broken_xml_by_dropping_it(tmp_path: Path) -> None:
    import docx

    path = word_template(tmp_path / "mau.docx", "{% if ten_loai == 'x' %}")
    made = docx.Document(str(path))
    made.add_table(1, 1).cell(0, 0).text = "{% endif %}"
    made.save(str(path))
    assert "tệp tạo ra bị hỏng" in refusals(path)[0]


@pytest.mark.parametrize("value", ["{_{ x }_}", "{_% x %_}", "{{ x }}", "{% x %}", "a\u00a0b"])
def test_trap_docxtpl_rewrites_its_escapes_in_typed_text(value: str) -> None:
    content, problems = fill_file(BASE_TEMPLATE, document(paragraph(value)))
    assert content is not None, problems
    assert value in reopened(content)


def test_trap_docxtpl_fills_nothing_outside_body_header_footer_and_footnotes(tmp_path: Path) -> None:
    import docx

    path = word_template(tmp_path / "mau.docx", "x")
    made = docx.Document(str(path))
    made.core_properties.subject = "{{ ten_loai }}"
    made.save(str(path))
    assert any("không được điền" in message for message in refusals(path))


def test_trap_a_list_printed_by_a_tag_shows_its_python_repr(tmp_path: Path) -> None:
    assert "chỉ in được chữ" in refusals(word_template(tmp_path / "mau.docx", "{{ than_bai }}"))[0]


def test_trap_python_rounds_half_to_even_and_floats_are_short() -> None:
    printed = [format_number(Decimal(value), places) for value, places in (("2.5", 0), ("2.675", 2))]
    assert printed == ["3", "2,68"]


def test_trap_a_dict_template_shows_what_was_never_declared() -> None:
    with pytest.raises(TagError):
        fill_tags(read_tags("{{ x.__class__ }}", frozenset("x")), {"x": Run("y")}, escapes=True)


def test_trap_equal_keys_in_two_spellings_are_two_keys_in_yaml() -> None:
    assert list(table("ti\u0309nh: 1").entries) == list(table("tỉnh: 1").entries)
