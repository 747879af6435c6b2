"""The expression language lets through keys, numbers, words and a few functions, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_gen.base.diagnostics import Pos
from cchc_gen.language.expressions import parse, slots
from cchc_gen.language.syntax import cut, read_tree
from cchc_gen.language.tree import FUNCTIONS, Topic
from cchc_gen.read.source import Text
from tests.conftest import codes, expression, table, text


@pytest.mark.parametrize(
    "source",
    [
        "a",
        "nhiem_vu.duoc_giao",
        "a.b.c.d",
        "a + b - c * d / 2",
        "-a",
        "0.5 * a",
        "a == 0",
        "a != b",
        "a <= b and not c > d or e >= 1",
        "(a + b) / c",
        'a == "Trực tuyến"',
        "phan_tram(a + b, c)",
        "co(a.b)",
        "thieu(a)",
        "khong_phat_sinh(a)",
        "la_uoc(a)",
        "so_ten(a)",
        'so_van_ban(chu_de="x")',
        'so_van_ban(chu_de="x", trong_ky="có")',
        'so_van_ban(trong_ky="không", chu_de="x")',
        "a\n+ b",
    ],
)
def test_the_language_of_the_rules_is_allowed(source: str) -> None:
    assert parse(text(source))[1] == []


@pytest.mark.parametrize(
    "source",
    [
        # reaching out of the figures
        "''.__class__", "a.b()", "().__class__.__bases__", "a['b']", "a[0]", "a|attr('b')", "a|length",
        "a|map(attribute='x')", "cycler.__init__()", "lipsum()", "range(10)", "joiner()", "namespace(a=1)",
        "dict(a=1)", "a.format(b)", "'%s' % a", "__import__('os')", "(a()).b", "'x'.upper()", "1.5.real",
        # eating the machine
        "9**9**9", "'a' * 10**9" , "a ** 2", "a // b", "a % b", "[1, 2]", "(1, 2)", "{}", "{'a': 1}",
        # other syntax of Jinja and Python
        "a if b else c", "a ~ b", "a in b", "a is defined", "a is none", "a < b < c", "not_a_call(a)",
        "lambda: 1",
        "[x for x in a]", "a := 1", "f'{a}'", "a; b", "import os", "+a",
        # constants that are no figures
        "true", "True", "none", "none == a", "false",
        # numbers that a float cannot hold
        "a * 1e400", "a + 12345678901234567.5", "a * 0.12345678901234567890",
        # words in an order
        'a < "x"', '"x" >= a',
        # functions in another form
        "phan_tram(a)", "phan_tram(a, b, c)", "phan_tram(a, whole=b)", "phan_tram(*a)", "phan_tram(**a)",
        "co()",
        "co(a, b)", "co(1)", "co(a + b)", "co(key=a)", "thieu('a')", "so_van_ban()", "so_van_ban('x')",
        "so_van_ban(chu_de=x)", "so_van_ban(chu_de=1)", "so_van_ban(loai='x')", "so_van_ban('x', chu_de='y')",
        "so_van_ban(chu_de='x', **a)", "so_van_ban(chu_de='')", "so_van_ban(trong_ky='có')",
        "so_van_ban(chu_de='x', trong_ky='nay')", "so_van_ban(chu_de='x', trong_ky=1)",
        "so_van_ban(chu_de='x', trong_ky=a)", "so_van_ban(chu_de='x', ky='có')",
        "so_van_ban(chu_de='x', chu_de='y')",
        # no expression at all
        "", " ", "a b", "a +", "(a", "a)", "a }}", "a }} {{ b", "{{ a }}", "{% if a %}", "a # b", "1,5",
        "a == ",
        "'a", "@a", "a =! b", "a = b", "a) + (b",
    ],
)  # fmt: skip
def test_everything_else_is_refused_before_anything_runs(source: str) -> None:
    found, problems = parse(text(source))
    assert found is None and set(codes(problems)) == {"S003"}


def test_a_misspelt_function_is_named_with_the_nearest_one() -> None:
    problem = parse(text("phan_tam(a, b)"))[1][0]
    assert "phan_tam" in problem.message and "phan_tram" in problem.hint


def test_every_slip_of_an_expression_is_found_in_one_run() -> None:
    assert len(parse(text("a ** 2 + co(1) + x['y']"))[1]) == 3


def test_an_expression_longer_than_any_rule_is_refused() -> None:
    assert codes(parse(text(" + ".join("a" * 600)))[1]) == ["S003"]


@pytest.mark.parametrize("nested", ["(" * 400 + "a" + ")" * 400, "not " * 240 + "a", "-" * 900 + "a"])
def test_deep_nesting_is_no_crash(nested: str) -> None:
    found, problems = parse(text(nested))
    assert (found is None) == bool(problems)


def test_keys_are_named_once_in_the_order_read() -> None:
    assert expression("b.x + a == b.x and co(c)").keys == ("b.x", "a", "c")


def test_topics_are_known() -> None:
    assert expression('so_van_ban(chu_de="x") + so_van_ban(chu_de="y")').topics == (Topic("x"), Topic("y"))


def test_documents_of_the_period_are_asked_for_apart() -> None:
    asked = 'so_van_ban(chu_de="x", trong_ky="có") + so_van_ban(chu_de="x", trong_ky="không")'
    assert expression(asked).topics == (Topic("x", in_period=True), Topic("x"))


@pytest.mark.parametrize("more", [', trong_ky="có"', ", chu_de='y'"])
def test_a_citation_takes_a_topic_and_nothing_more(more: str) -> None:
    source = f"trich_dan(chu_de='x'{more})"
    assert codes(parse(text("{{ " + source + " }}"), 2, source)[1]) == ["S003"]


def test_a_function_is_not_a_key() -> None:
    assert expression("phan_tram(a, b)").keys == ("a", "b")


def test_a_lone_key_is_told_from_a_formula() -> None:
    assert (expression("a.b").key, expression("a.b + 1").key) == ("a.b", None)


def test_a_quoted_text_is_a_literal() -> None:
    assert expression('"{{"').literal == "{{"


def test_a_citation_knows_its_topic() -> None:
    inside = 'trich_dan_ngan(chu_de="x")'
    found, problems = parse(text("{{ " + inside + " }}"), 3, inside)
    assert found is not None, problems
    assert found.citation == ("trich_dan_ngan", "x")


def test_a_citation_stands_in_texts_only() -> None:
    found, problems = parse(text('trich_dan(chu_de="x")'))
    assert found is None
    assert codes(problems) == ["S003"]


def test_a_slip_inside_a_text_is_placed_there() -> None:
    typed = table("a: 1\nkey: abc {{ x[0] }}\n").get("key")
    assert isinstance(typed, Text)
    problem = parse(typed, 6, " x[0] ")[1][0]
    assert (problem.pos.line, problem.pos.column) == (2, 12)


@pytest.mark.parametrize(
    ("typed", "pieces"),
    [
        ("", []),
        ("không thẻ", [(0, "data", "không thẻ")]),
        ("a {{ b }} c", [(0, "data", "a "), (4, "slot", " b "), (9, "data", " c")]),
        ("{{a}}{{b}}", [(2, "slot", "a"), (7, "slot", "b")]),
        ("100% } {", [(0, "data", "100% } {")]),
    ],
)
def test_a_text_is_cut_at_its_slots(typed: str, pieces: list[tuple[int, str, str]]) -> None:
    assert list(slots(typed)) == pieces


def test_braces_inside_a_quoted_text_do_not_close_the_slot() -> None:
    assert [piece for _, kind, piece in slots('x {{ "}}" }} y') if kind == "slot"] == [' "}}" ']


@pytest.mark.parametrize(
    "typed",
    [
        "{{ a",
        "{{",
        "{% if a %}",
        "{# chú thích #}",
        "{#",
        "{{ a }",
        "a {{- b }}",
        "{{ b -}} a",
        "{{+ b }}",
        "{% raw %}{{{% endraw %}",
    ],
)
def test_braces_that_do_not_make_a_slot_are_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        list(slots(typed))


@given(st.text(max_size=40) | st.text("ab.()+-*/<>=!'\" 019,|[]{}%~", max_size=40))
@settings(max_examples=300)
def test_parsing_never_raises_and_gives_a_tree_or_a_reason(source: str) -> None:
    found, problems = parse(text(source))
    assert (found is None) == bool(problems)


@given(st.text(st.characters(exclude_characters="\r"), max_size=40) | st.text("ab {}%#'\"\n-", max_size=40))
@settings(max_examples=300)
def test_cutting_a_text_loses_no_character(typed: str) -> None:
    try:
        pieces = list(slots(typed))
    except ValueError:
        return
    joined = "".join(piece if kind == "data" else "{{" + piece + "}}" for _, kind, piece in pieces)
    assert joined == typed


KEYS = st.sampled_from(
    ["a", "a.b", "đơn_vị.tên", "not", "not.a", "a.not", "in", "none", "True", "a.1", "²", "·a", " a\n"]
)
PIECES = st.sampled_from(["{{", "}}", "{", "}", "{%", "{#", "-", " ", "\n", "\r", "'", '"', "\u00a0", "x"])


@given(st.lists(KEYS | PIECES, max_size=12).map("".join))
@settings(max_examples=500)
def test_a_text_is_cut_where_jinja_cuts_it(typed: str) -> None:
    try:
        expected = list(cut(typed))
    except ValueError:
        with pytest.raises(ValueError):
            list(slots(typed))
    else:
        assert list(slots(typed)) == expected


@given(KEYS | st.lists(KEYS | st.just("."), max_size=4).map("".join) | st.text(max_size=5))
@settings(max_examples=500)
def test_a_key_is_what_jinja_takes_for_one(source: str) -> None:
    expression, _ = parse(text(source))
    tree, problems = read_tree(source, Pos("thử"))
    assert (expression.tree if expression else None) == (None if problems else tree)


def test_no_function_name_is_a_figure_by_itself() -> None:
    for name in FUNCTIONS:
        assert expression(name).keys == (name,)
