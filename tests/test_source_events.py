"""Both YAML parsers give the same tree and the same words; the fast one only where they agree."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import indent
from time import process_time

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cchc_gen.base.diagnostics import Diagnostic
from cchc_gen.read.events import MAX_DEPTH
from cchc_gen.read.source import Table, parse, read
from tests.conftest import codes

ROOT = Path(__file__).parent.parent
Outcome = tuple[Table | None, list[Diagnostic]]

needs_libyaml = pytest.mark.skipif(not yaml.__with_libyaml__, reason="PyYAML was built without libyaml")


def slowly(typed: str | Path) -> Outcome:
    """Read with PyYAML's own parser, as where libyaml is not built in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml, "__with_libyaml__", False)
        patch.delattr(yaml, "CBaseLoader", raising=False)
        return quickly(typed)


def quickly(typed: str | Path) -> Outcome:
    return parse(typed, "thu.yaml") if isinstance(typed, str) else read(typed)


@needs_libyaml
@pytest.mark.parametrize("folder", ["templates", "examples", "tests/errors", "tests/mended"])
def test_every_file_of_ours_reads_the_same_with_both(folder: str) -> None:
    paths = sorted((ROOT / folder).rglob("*.yaml"))
    assert paths
    for path in paths:
        assert quickly(path) == slowly(path), path


FACTS = """\
# chú thích # nữa
ky: 2024-Q1   # kỳ
so: "16.318,281"
nhom: {a: 1, b: 'hai', c: [x, "y"]}
lời: một
  hai ba
trống:
danh_sach:
- 1
- a: 2
  b: "một \\"hai\\"
    ba"
doan: |
  - Phu\u031bo\u031b\u0300ng 😀

  hai
gap: >-
  một
  hai
"""


@needs_libyaml
def test_an_ordinary_file_never_needs_the_slow_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = slowly(FACTS)
    monkeypatch.setattr(yaml, "BaseLoader", None)
    found, problems = quickly(FACTS)
    assert found and not problems and (found, problems) == expected


DIFFERENCES = {
    "a tab between words": "a: x\t#y\n",
    "a tab in brackets": "a: [\t]\n",
    "a comment glued to the sign of a block": "a: |# x\n  b\n",
    "a question mark ends a text in brackets": "a: [có không?]\n",
    "a question mark in brackets begins a key": "a: [?x]\n",
    "nothing in braces": "g: {a: }\n",
    "nothing in braces, ended on another line": "g: {a: # x\n  }\n",
    "nothing at all, without a last newline": "---",
    "a key of nothing, without a last newline": "?",
    "nothing after a sign, then a comment": "--- # x-",
    "braces on the last line, without a newline": "{{a: b}: c}: d",
    "half of a letter": r'a: "\ud83d\ude00"',
}


@needs_libyaml
@pytest.mark.parametrize("typed", DIFFERENCES.values(), ids=DIFFERENCES)
def test_where_libyaml_goes_its_own_way_it_is_not_followed(typed: str) -> None:
    assert quickly(typed) == slowly(typed)


PIECES = [
    *("a", "b: ", "\nc: ", ": ", ":", "\n- ", "- ", "-", "?", "? ", "#", " # x", " #x", ","),
    *("[", "]", "{", "}", "đ", "ị", "i\u0309", "o\u031b\u0300", "😀", "𝒜", "\u00a0", "\u3000", "x" * 1030),
    *("\n", "\n  ", "\n    ", " ", "\t", "\r\n", "'", '"', "''", "|", "|\n  ", ">-\n  ", "|+", "|2", ">"),
    *("\\", "\\n", "\\\n", '\\"', "\\x41", "\\u1ec9", "\\U0001F600", "\\UFFFFFFFF", "\\ud800", "\\N", "\\/"),
    *("%", "%yaml", "@", "!", "&", "*", "`", "~", "...", "---", "\n---\n", "{{ a }}", "=", "<", "0", "1.807"),
    *("\ufeff", "\u0085", "\u2028"),
]  # fmt: skip
OPENINGS = ["", "a: ", "a: {", "a: [", "- ", "a: |\n  ", "a: >\n  ", 'a: "', "a: '", "a:\n  b: ", "a:\n  "]
CLOSINGS = ["", "\n", "}", "]", '"', "'", "}\n", "]}\n", "\nb: 1\n"]
broken = st.builds(
    "{}{}{}".format,
    st.sampled_from(OPENINGS),
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join),
    st.sampled_from(CLOSINGS),
)


@needs_libyaml
@given(broken)
@settings(max_examples=1500, deadline=None)
def test_any_text_gives_the_same_verdict_and_tree_with_both(typed: str) -> None:
    assert quickly(typed) == slowly(typed)


words = st.text("abđịo\u031b\u0300i\u0309😀𝒜 .,;%()/-?#:'\"", min_size=1, max_size=30).map(str.strip)
keys = st.text("abcđị_", min_size=1, max_size=5)
safe = st.text("abđịi\u0309😀𝒜 .()/", max_size=30).map(str.strip)
scalars = (
    safe
    | st.just("x " * 700)
    | words.map(lambda typed: "'" + typed.replace("'", "''") + "'")
    | words.map(lambda typed: '"' + typed.replace('"', r"\"") + '"')
)
flows = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4).map(lambda items: f"[{', '.join(items)}]")
        | st.lists(st.tuples(keys, inner), max_size=4).map(
            lambda pairs: "{" + ", ".join(f"{key}: {typed}" for key, typed in pairs) + "}"
        )
    ),
    max_leaves=8,
)
paragraphs = st.lists(words | st.just(""), min_size=1, max_size=4).map("\n".join)
blocks = st.builds(
    lambda sign, typed: f" {sign}\n{indent(typed, '  ')}", st.sampled_from(["|", "|-", ">", ">+"]), paragraphs
) | st.builds("\n  {}".format, safe.filter(bool))


def table_of(pairs: list[tuple[str, str]]) -> str:
    return "\n".join(f"{key}:{typed}" for key, typed in pairs)


values = st.recursive(
    flows.map(lambda typed: f" {typed}") | blocks,
    lambda inner: (
        st.lists(st.tuples(keys, inner), min_size=1, max_size=4).map(
            lambda pairs: "\n" + indent(table_of(pairs), "  ")
        )
        | st.lists(flows, min_size=1, max_size=3).map(lambda items: "".join(f"\n- {item}" for item in items))
    ),
    max_leaves=6,
)
written = st.builds(
    lambda pairs, newline, last: table_of(pairs).replace("\n", newline) + last,
    st.lists(st.tuples(keys, values), min_size=1, max_size=5),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "\n", " # x\n", "\n\n"]),
)


@needs_libyaml
@given(written)
@example(f"a: {'x' * 200_000}\n{'b' * 1025}: 1\n")
@settings(max_examples=300, deadline=None)
def test_well_written_facts_read_the_same_with_both(typed: str) -> None:
    assert quickly(typed) == slowly(typed)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "[\n", "[{"])
@pytest.mark.parametrize("way", [quickly, slowly])
def test_nesting_without_end_is_refused_at_once(opening: str, way: Callable[[str], Outcome]) -> None:
    found, problems = way(opening * 100_000)
    assert found is None and codes(problems) == ["Y008"]
    assert "lồng quá sâu" in problems[0].message


@pytest.mark.parametrize("depth", [MAX_DEPTH - 1, MAX_DEPTH])
def test_both_count_the_same_depth(depth: int) -> None:
    typed = f"a: {'[' * depth}{']' * depth}\n"
    assert quickly(typed) == slowly(typed)
    assert bool(quickly(typed)[1]) == (depth == MAX_DEPTH)


@pytest.mark.parametrize("escape", [r"\UFFFFFFFF", r"\U00110000"])
def test_a_letter_beyond_unicode_is_a_slip_in_its_place(escape: str) -> None:
    found, problems = parse(f'a: 1\nb: "xy{escape}"\n', "thu.yaml")
    assert found is None and codes(problems) == ["Y003"]
    assert (problems[0].pos.line, problems[0].message) == (2, "dấu \\ trong dấu nháy kép")


def test_what_follows_an_empty_document_is_still_read() -> None:
    assert quickly("---\n---\na: 1\n")[1][0].message == "tệp có hai phần ngăn bởi ---"


@pytest.mark.parametrize("typed", [f"a: [{'x, ' * 100_000}]\n", "a: |\n" + "  x\n" * 300_000])
def test_reading_takes_time_by_the_length_of_the_text_not_by_its_square(typed: str) -> None:
    began = process_time()
    assert not quickly(typed)[1]
    assert process_time() - began < 10
