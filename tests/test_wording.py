"""Texts with slots and marks become runs, and no typed character is lost on the way."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_gen.base.diagnostics import Diagnostic
from cchc_gen.language.expressions import Expression
from cchc_gen.language.wording import Run, Wording, flat, parse_wording, text_of, write
from cchc_gen.read.source import Text
from tests.conftest import codes, table, text

NAMES = frozenset({"a", "b.c", "ky.ten", "van_ban.x"})
VALUES = {"a": "05", "b.c": "", "ky.ten": "quý I", "van_ban.x": "QĐ  số 5"}


def parsed(typed: str | Text) -> tuple[Wording | None, list[Diagnostic]]:
    node = typed if isinstance(typed, Text) else text(typed)
    return parse_wording(node, NAMES, wrong="F009", unknown="F001")


def printed(expression: Expression) -> Run:
    if expression.literal is not None:
        return Run(expression.literal)
    key = expression.key or "?"
    return Run(VALUES[key], keys=(key,))


def runs(typed: str) -> tuple[tuple[Run, ...], ...]:
    wording, problems = parsed(typed)
    assert wording is not None, problems
    return write(wording, printed)


def lines(typed: str) -> list[str]:
    return [text_of(line) for line in runs(typed)]


def block(typed: str) -> Text:
    """Make a scalar that stands in a file as a block, so that it has places."""
    node = table("dau: 1\nx: |\n" + "".join(f"  {line}\n" for line in typed.split("\n"))).get("x")
    assert isinstance(node, Text)
    return node


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Được giao {{ a }} việc.", ["Được giao 05 việc."]),
        ("{{a}}", ["05"]),
        ("một\nhai\n", ["một", "hai"]),
        ("một\n\n \nhai", ["một", "hai"]),
        ("", []),
        (" \n ", []),
        ("có   nhiều \t dấu cách", ["có nhiều dấu cách"]),
        ("  thừa hai đầu  ", ["thừa hai đầu"]),
        ("{{ ky.ten }} năm nay", ["Quý I năm nay"]),
        ("- {{ ky.ten }} năm nay", ["- Quý I năm nay"]),
        ("+ {{ ky.ten }} năm nay", ["+ Quý I năm nay"]),
        ("trong {{ ky.ten }}", ["trong quý I"]),
        ("{{ b.c }}", []),
        ("giữ {{ van_ban.x }}", ["giữ QĐ  số 5"]),
        ('in {{ "{{" }} a {{ "}}" }}', ["in {{ a }}"]),
        (r"\*\*không đậm\*\*", ["**không đậm**"]),
        (r"\_\_không nghiêng\_\_", ["__không nghiêng__"]),
        (r"một \\ hai", ["một \\ hai"]),
        (r"C:\thu", [r"C:\thu"]),
        ("2 * 3 * 4 và x_y", ["2 * 3 * 4 và x_y"]),
        ("100% } { & < > ' \"", ["100% } { & < > ' \""]),
        ("[1] ghi chú", ["[1] ghi chú"]),
        ("**đậm** và __nghiêng__", ["đậm và nghiêng"]),
        ("họ tên ____ ký", ["họ tên ____ ký"]),
        ("*** hết ***", ["*** hết ***"]),
        ("- một\n- hai", ["- một", "- hai"]),
    ],
)
def test_a_text_is_written_as_paragraphs(typed: str, written: list[str]) -> None:
    assert lines(typed) == written


def test_marks_set_emphasis_on_and_off() -> None:
    (line,) = runs("a **b __c__** __d__")
    assert [(r.text, r.bold, r.italic) for r in line] == [
        ("a ", False, False), ("b ", True, False), ("c", True, True), (" ", False, False), ("d", False, True),
    ]  # fmt: skip


def test_a_slot_takes_the_emphasis_around_it() -> None:
    (line,) = runs("có **{{ a }}** việc")
    assert [(r.text, r.bold, r.keys) for r in line] == [
        ("có ", False, ()), ("05", True, ("a",)), (" việc", False, ()),
    ]  # fmt: skip


def test_a_slot_before_the_first_word_gets_its_capital_in_bold_too() -> None:
    assert lines("**{{ ky.ten }}** xong") == ["Quý I xong"]


def test_a_typed_small_letter_is_left_small() -> None:
    assert lines("ủy ban họp") == ["ủy ban họp"]


def test_printed_spaces_are_kept_as_they_are() -> None:
    (line,) = runs("x {{ van_ban.x }}")
    assert line[1].text == "QĐ  số 5"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("{{ a", "F009"),
        ("{{ a }", "F009"),
        ("{{", "F009"),
        ("{{ }}", "F009"),
        ("{{}}", "F009"),
        ("{% if a %}x{% endif %}", "F009"),
        ("{# chú thích #}", "F009"),
        ("{{ a + 1 }}", "F009"),
        ("{{ phan_tram(a, a) }}", "F009"),
        ("{{ a | upper }}", "F009"),
        ("{{ a.__class__.__mro__ }}", "F001"),
        ("{{ a.b() }}", "F009"),
        ("{{ so_van_ban(chu_de='x') }}", "F009"),
        ("{{ trich_dan(x) }}", "F009"),
        ("{{ 5 }}", "F009"),
        ("{{- a }}", "F009"),
        ("{{ aa }}", "F001"),
        ("{{ b }}", "F001"),
        ("{{ van_ban.y }}", "F001"),
        ("**đậm", "F009"),
        ("đậm**", "F009"),
        ("__nghiêng", "F009"),
        ("**qua\ndòng**", "F009"),
        ("a**b__c**", "F009"),
    ],
)
def test_a_text_that_cannot_be_meant_is_refused(typed: str, code: str) -> None:
    wording, problems = parsed(typed)
    assert wording is None and set(codes(problems)) == {code}


def test_all_slips_of_a_text_are_found_in_one_run() -> None:
    assert codes(parsed("{{ x }} {{ 5 }} **")[1]) == ["F001", "F009", "F009"]


def test_an_unknown_key_is_named_with_the_nearest() -> None:
    (problem,) = parsed("{{ ky.tenn }}")[1]
    assert "ky.tenn" in problem.message and "«ky.ten»" in problem.hint


@pytest.mark.parametrize(
    ("typed", "line", "column"),
    [
        ("một {{ x }}", 3, 10),
        ("một\nhai {{x}}", 4, 9),
        ("đậm **mở", 3, 7),
        ("một\n\n__mở", 5, 3),
        ("một {{ a", 3, 7),
        ("một\nhai {% x %}", 4, 7),
    ],
)
def test_a_slip_is_placed_where_it_was_typed(typed: str, line: int, column: int) -> None:
    pos = parsed(block(typed))[1][0].pos
    assert (pos.line, pos.column) == (line, column)


def test_the_slots_and_the_typed_stretches_are_told_apart() -> None:
    wording, _ = parsed("a {{ a }} b\n**c** {{ ky.ten }}^[d {{ b.c }}]")
    assert wording is not None
    assert [slot.expression.key for slot in wording.slots] == ["a", "ky.ten", "b.c"]
    assert [piece.text for piece in wording.literals] == ["a ", " b", "c", " ", "d "]


def test_a_typed_stretch_knows_its_place() -> None:
    typed = "một **hai** {{ a }} ba"
    wording, _ = parsed(typed)
    assert wording is not None
    assert [typed[p.offset : p.offset + len(p.text)] for p in wording.literals] == [
        p.text for p in wording.literals
    ]


def test_a_citation_by_topic_is_allowed_in_a_text() -> None:
    wording, problems = parsed('Theo {{ trich_dan_ngan(chu_de="x") }}')
    assert wording is not None and not problems


def test_a_hole_stays_a_hole_through_emphasis() -> None:
    wording, _ = parsed("**{{ a }}**")
    assert wording is not None
    (line,) = write(wording, lambda _: Run("[THIẾU]", keys=("a",), hole=True))
    assert line == (Run("[THIẾU]", bold=True, keys=("a",), hole=True),)


def typed_as_is(value: str) -> str:
    """Write any text so that it is printed as it is, by the documented escapes."""
    escaped = "".join(f"\\{c}" if c in "\\*_^]" else c for c in value)
    return escaped.replace("{", '{{ "{" }}')


def visible(value: str) -> str:
    return "".join(value.split())


def without_marks(value: str) -> str:
    return "".join(c for c in visible(value).lower() if c not in "*_\\^[]{}\"'")


_typed = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=60)


@given(_typed | st.text("ab *_\\^[]{}%#\n-", max_size=40))
@settings(max_examples=300)
def test_every_typed_character_is_written(value: str) -> None:
    assert visible("".join(lines(typed_as_is(value)))) == visible(value)


@given(st.text("ab*_\\^[]{} %#\"'\n-.", max_size=40))
@settings(max_examples=300)
def test_a_text_is_written_or_refused_but_never_dropped(value: str) -> None:
    wording, problems = parsed(value)
    assert (wording is None) == bool(problems)
    if wording is not None and wording.lines:
        written = write(wording, lambda slot: Run(slot.literal or slot.key or "", keys=("a",)))
        kept = "".join(run.text for line in written for run in flat(line))
        assert without_marks(kept) == without_marks(value)


@given(st.lists(st.sampled_from(["a", " ", "{{ a }}", "**", "__", "  "]), max_size=12))
@settings(max_examples=100)
def test_marks_change_emphasis_and_nothing_else(parts: list[str]) -> None:
    marked, plain = "x".join(parts), "x".join("" if part in ("**", "__") else part for part in parts)
    if parsed(marked)[0] is not None:
        assert visible("".join(lines(marked))) == visible("".join(lines(plain)))
