"""YAML is read as typed, and what an officer cannot have meant is refused where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_gen.base.diagnostics import Diagnostic, Severity
from cchc_gen.read.events import MAX_DEPTH
from cchc_gen.read.source import MAX_BYTES, Items, Table, Text, parse, read
from tests.conftest import codes, table


def problems_of(yaml: str) -> list[Diagnostic]:
    return parse(yaml, "thu.yaml")[1]


def place(problem: Diagnostic) -> tuple[int, int]:
    return problem.pos.line, problem.pos.column


def value(yaml: str, key: str = "a") -> Text:
    node = table(yaml).get(key)
    assert isinstance(node, Text)
    return node


@pytest.mark.parametrize(
    "typed",
    ["1.807", "010", "12:30", "no", "1e3", "~", "2025-11-31", "0x1F", ".nan", "1_000", "=", "95.50", "true"],
)
def test_a_plain_value_stays_the_text_that_was_typed(typed: str) -> None:
    assert value(f"a: {typed}").value == typed


def test_a_value_with_a_date_in_it_never_raises() -> None:
    assert value("a: 2025-02-30").value == "2025-02-30"


@pytest.mark.parametrize("key", ["no", "1", "1.0", "~", "2025", "true"])
def test_a_key_is_always_text(key: str) -> None:
    assert list(table(f"{key}: x").entries) == [key]


def test_every_node_knows_its_place() -> None:
    found = table("a:\n  b: 12\n  c: [x, 'y']\n")
    group = found.get("a")
    assert isinstance(group, Table)
    item = group.entries["c"].value
    assert isinstance(item, Items)
    places = [group.entries["b"].key.pos, group.entries["b"].value.pos, item.items[1].pos]
    assert [(p.line, p.column, p.width) for p in places] == [(2, 3, 1), (2, 6, 2), (3, 10, 3)]


def test_a_value_knows_whether_it_was_quoted() -> None:
    assert (value('a: "x"').quoted, value("a: 'x'").quoted, value("a: x").quoted) == (True, True, False)


def test_text_and_keys_are_composed_so_that_two_spellings_are_one() -> None:
    found = table("ti\u0309nh: phu\u031bo\u031b\u0300ng\n")
    assert list(found.entries) == ["tỉnh"] and value("a: phu\u031bo\u031b\u0300ng").value == "phường"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_line_ending_gives_the_same_places(newline: str) -> None:
    found, problems = parse(f"a: 1{newline}b: 2{newline}", "thu.yaml")
    assert found and not problems
    assert found.entries["b"].value.pos.line == 2


def test_a_missing_last_newline_is_fine() -> None:
    assert value("a: x").value == "x"


def test_a_byte_order_mark_at_the_start_is_fine(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    found, problems = read(path)
    assert found and list(found.entries) == ["a"] and not problems


@pytest.mark.parametrize(
    ("yaml", "code", "at"),
    [
        ("a: 1\nb: 2\na: 3\n", "Y004", (3, 1)),
        ("g:\n  a: 1\n  a: 1\n", "Y004", (3, 3)),
        ("g: {a: 1, a: 2}\n", "Y004", (1, 11)),
        ("\u1ec9: 1\ni\u0309: 2\n", "Y004", (2, 1)),
        ("a: &x 5\n", "Y006", (1, 4)),
        ("a: *x\n", "Y006", (1, 4)),
        ("a: *nhấn mạnh*\n", "Y006", (1, 4)),
        ("a: !x 5\n", "Y006", (1, 4)),
        ("a: !!python/object/apply:os.system [ls]\n", "Y006", (1, 4)),
        ("a: !!binary xx\n", "Y006", (1, 4)),
        ("a: @x\n", "Y003", (1, 4)),
        ("a: `x`\n", "Y003", (1, 4)),
        ("a: %5\n", "Y003", (1, 4)),
        ("a: x\n\tb: y\n", "Y003", (2, 1)),
        ("a: Sở: Nội vụ\n", "Y003", (1, 6)),
        ('b: 1\na: "không đóng\n\nc: 2\n', "Y003", (2, 4)),
        ("b: 1\na: 'không đóng\n", "Y003", (2, 4)),
        ("a: [1, 2\nb: 3\n", "Y003", (1, 4)),
        ("a: 1\n b: 2\n", "Y003", (2, 2)),
        ("a:\n  b: 1\n c: 2\n", "Y003", (3, 2)),
        ("a: 1\ntong_so:5\nb: 1\n", "Y003", (2, 1)),
        ("a: 1\ntong_so：5\nb: 1\n", "Y003", (2, 1)),
        ("a: 1\n---\nb: 2\n", "Y003", (2, 1)),
        ("? [x]\n: 1\n", "Y003", (1, 3)),
        ("a: QĐ số #5\n", "Y009", (1, 10)),
        ("<<<<<<< HEAD\na: 1\n", "Y005", (1, 1)),
        ("a: 1\n=======\n", "Y005", (2, 1)),
        ("a: 1\n>>>>>>> nhanh\n", "Y005", (2, 1)),
        ("a: x\u200by\n", "Y005", (1, 5)),
        ("a: 1\nb: x\u202ey\n", "Y005", (2, 5)),
        ("a: 1\ufeff\n", "Y005", (1, 5)),
        ("a: x\u00ady\n", "Y005", (1, 5)),
        ("a: x\x07y\n", "Y005", (1, 5)),
        ("a: x\x00y\n", "Y005", (1, 5)),
        ("a: x\u2028y\n", "Y005", (1, 5)),
        ("a: x\u0085y\n", "Y005", (1, 5)),
        ('a: "x\\0y"\n', "Y005", (1, 4)),
        ('a: "x\\u200by"\n', "Y005", (1, 4)),
        ("- a\n- b\n", "Y007", (1, 1)),
        ("chỉ một câu\n", "Y007", (1, 1)),
    ],
)
def test_what_cannot_be_meant_is_refused_where_it_stands(yaml: str, code: str, at: tuple[int, int]) -> None:
    first = problems_of(yaml)[0]
    assert (first.code, place(first)) == (code, at)


@pytest.mark.parametrize("yaml", ["", "\n\n", "# chỉ chú thích\n", "---\n", "--- # trống\n"])
def test_an_empty_file_is_an_error(yaml: str) -> None:
    assert parse(yaml, "thu.yaml")[0] is None and codes(problems_of(yaml)) == ["Y007"]


def test_a_repeated_key_shows_both_lines() -> None:
    found = problems_of("a: 1\nb: 2\na: 3\n")[0]
    assert "dòng 1" in found.message and found.related[0][0].line == 1


def test_all_repeated_keys_are_found_in_one_run() -> None:
    assert codes(problems_of("a: 1\na: 2\nb: 1\nb: 2\n")) == ["Y004", "Y004"]


def test_a_missing_space_after_the_colon_names_the_key() -> None:
    assert "tong_so" in problems_of("a: 1\ntong_so:5\nb: 1\n")[0].hint


def test_a_spaced_comment_is_a_comment() -> None:
    assert value("a: 5 # chú thích").value == "5" and not problems_of("a: 5 # chú thích\n")


def test_a_hash_inside_quotes_is_text() -> None:
    assert value('a: "QĐ số #5"').value == "QĐ số #5"


def test_an_alias_bomb_is_refused_before_it_grows() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 30)]
    assert codes(problems_of("\n".join(lines))) == ["Y006"]


@pytest.mark.parametrize("opening", ["[", "{a: ", "[{a: "])
def test_bottomless_nesting_is_refused(opening: str) -> None:
    assert codes(problems_of(f"a: {opening * 3000}")) == ["Y008"]


def test_nesting_as_deep_as_the_formats_need_is_fine() -> None:
    depth = MAX_DEPTH - 1
    assert not problems_of("".join(f"{' ' * n}a:\n" for n in range(depth - 1)) + " " * depth + "a: 1\n")


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert codes(read(path)[1]) == ["Y008"]


def test_a_file_in_another_encoding_is_refused_at_its_first_odd_byte(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: 1\nb: " + b"\xe1\x20x\n")
    found = read(path)[1][0]
    assert (found.code, place(found)) == ("Y002", (2, 4))


def test_the_column_of_an_odd_byte_counts_letters(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("a: Đồn ".encode() + b"\xe1\n")
    assert place(read(path)[1][0]) == (1, 8)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "cp1258"])
def test_a_windows_encoding_is_an_error(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("a: đơn vị\n".encode(encoding, errors="replace"))
    assert read(path)[1]


@pytest.mark.parametrize("name", ["khong_co.yaml", "."])
def test_a_file_that_cannot_be_read_is_an_error_not_an_exception(name: str, tmp_path: Path) -> None:
    found, problems = read(tmp_path / name)
    assert found is None and codes(problems) == ["Y001"]


def test_a_place_inside_a_plain_value_counts_from_its_start() -> None:
    assert value("ab: xyz", "ab").at(2).column == 7


def test_a_place_inside_a_quoted_value_skips_the_quote() -> None:
    assert value('ab: "xyz"', "ab").at(2).column == 8


def test_a_place_inside_a_block_is_on_its_own_line() -> None:
    block = value("a: |\n  một\n  hai ba\n")
    pos = block.at(block.value.index("ba"), 2)
    assert (pos.line, pos.column, pos.width) == (3, 7, 2)


def test_a_place_in_a_deeper_line_of_a_block_counts_its_spaces() -> None:
    block = value("a: |\n  một\n    hai\n")
    pos = block.at(block.value.index("hai"))
    assert (pos.line, pos.column) == (3, 5)


def test_a_place_after_an_empty_line_of_a_block_is_right() -> None:
    block = value("a: |\n\n  một\n\n  hai\n")
    pos = block.at(block.value.index("hai"))
    assert (pos.line, pos.column) == (5, 3)


def test_a_warning_of_a_cut_value_stops_the_report() -> None:
    assert problems_of("a: QĐ số #5\n")[0].severity is Severity.ERROR


@given(st.text(max_size=60) | st.text("ab:-# \n\t'\"|>[]{}&*!%@,?1.", max_size=60))
@settings(max_examples=400)
def test_reading_never_raises_and_gives_a_table_or_a_reason(typed: str) -> None:
    found, problems = parse(typed, "thu.yaml")
    assert found is not None or problems


@given(st.binary(max_size=40))
@settings(max_examples=50)
def test_any_bytes_in_a_file_give_a_table_or_a_reason(raw: bytes) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.yaml"
        path.write_bytes(raw)
        found, problems = read(path)
    assert found is not None or problems


_words = st.text("abcđêị 123.,;%", min_size=1, max_size=20).map(str.strip).filter(bool)


@given(st.dictionaries(st.text("abcd_", min_size=1, max_size=8), _words, min_size=1, max_size=8))
@settings(max_examples=100)
def test_quoted_values_come_back_in_the_order_typed(values: dict[str, str]) -> None:
    found = table("\n".join(f'{key}: "{typed}"' for key, typed in values.items()))
    assert {k: e.value.value for k, e in found.entries.items() if isinstance(e.value, Text)} == values
    assert list(found.entries) == list(values)
