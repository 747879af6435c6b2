"""Tags mean what Jinja says, and can do nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from cchc_gen.word.tagged import TagError, fill_tags
from cchc_gen.word.tags import read_tags


class Finished:
    """Text that is ready for Word."""

    def __init__(self, words: str) -> None:
        self.words = words

    def __html__(self) -> str:
        return f"<w:r>{self.words}</w:r>"

    def __str__(self) -> str:
        return self.words


VALUES = {
    "chu": 'một & <hai> "ba"',
    "trong": "",
    "ban_nhap": False,
    "ten": ("A", "B", "C"),
    "rong": [],
    "muc": [
        {"nhan": "x", "dam": True, "con": ["1", "2"], "chu": Finished("x")},
        {"nhan": "y", "dam": False, "con": [], "chu": Finished("")},
    ],
}
NAMES = frozenset(VALUES)

LITERAL = st.sampled_from(["a", " ", "\n", "<w:p>", "é", "–"])
TEXTS = ("chu", "trong", "ten[0]", "muc[1].nhan", "muc[0].con[1]")
OUTSIDE = (*TEXTS, "ban_nhap", "ten", "rong", "muc")
TEXTS_INSIDE = (*TEXTS, "m.nhan", "m.chu", "m['nhan']", "loop.index", "loop.revindex0", "loop.length")
INSIDE = (*TEXTS_INSIDE, *OUTSIDE, "m.dam", "m.con", "loop.last", "loop.first")
WRONG = ("ten[7]", "muc", "none", "ban_nhap", "muc[0].khong_co", "m.con", "loop.last")
BETWEEN = ("and", "or", "==", "!=", "<", ">=", "in")


def expressions(names: tuple[str, ...]) -> st.SearchStrategy[str]:
    atoms = st.sampled_from([*names, "'x'", "2", "none", "true"])
    return st.recursive(
        atoms,
        lambda inner: st.one_of(
            inner.map("not {}".format),
            inner.map("({})|length".format),
            st.tuples(inner, st.sampled_from(BETWEEN), inner).map(" ".join),
        ),
        max_leaves=4,
    )


def bodies(names: tuple[str, ...], depth: int) -> st.SearchStrategy[str]:
    """Make text with tags; a loop walks a list, and no loop stands in another."""
    value = expressions(names)
    printed = st.sampled_from(TEXTS if names is OUTSIDE else TEXTS_INSIDE).map("{{{{ {} }}}}".format)
    wrong = st.sampled_from(WRONG).map("{{{{ {} }}}}".format)
    parts = [LITERAL, LITERAL, printed, printed, printed, printed, wrong]
    if depth:
        inner = bodies(names, depth - 1)
        choice = "{{%- if {} %}}{}{{% elif {} %}}{}{{% else %}}{}{{% endif -%}}".format
        parts.append(st.builds(choice, value, inner, value, inner, inner))
        if names is OUTSIDE:
            head = st.sampled_from(["m in muc", "m in muc if m.dam", "m in rong", "m in ten", "m in chu"])
            loop = "{{% for {} %}}{}{{% else %}}{}{{% endfor %}}".format
            parts.append(st.builds(loop, head, bodies(INSIDE, depth - 1), inner))
    return st.lists(st.one_of(parts), max_size=4).map("".join)


def by_jinja(source: str, *, escapes: bool) -> str | None:
    """Fill as Jinja does; None where it refuses or would print what is no text."""

    def printable(value: object) -> object:
        if isinstance(value, bool) or not isinstance(value, (str, int, Finished, StrictUndefined)):
            raise TagError
        return value

    environment = SandboxedEnvironment(
        autoescape=escapes, undefined=StrictUndefined, keep_trailing_newline=True, finalize=printable
    )
    try:
        return environment.from_string(source).render(VALUES)
    except (TemplateError, TagError, TypeError):
        return None


@settings(max_examples=400, deadline=None)
@given(bodies(OUTSIDE, 2), st.booleans())
def test_tags_print_what_jinja_prints(source: str, escapes: bool) -> None:
    """Where we give a text it is Jinja's; we refuse more, such as walking the letters of a text."""
    expected = by_jinja(source, escapes=escapes)
    try:
        got = fill_tags(read_tags(source, NAMES), VALUES, escapes=escapes)
    except TagError:
        return
    assert expected is not None
    assert got == expected.replace("&#39;", "'")


@pytest.mark.parametrize(
    "source",
    [
        "{{ chu }}{% if not trong and ten|length == 3 %}đủ{% endif %}",
        "{% for m in muc if m.dam %}{{ loop.index }}{{ m.chu }}{% endfor %}",
        "{% for m in muc %}{% for c in m.con %}{{ c }}{% endfor %}{% endfor %}",
        "{% for m in rong %}x{% else %}không{% endfor %}",
        "{% if ten and ten[2] in ten %}{{ ten[2] }}{% endif %}",
        "{% for m in muc %}{% for c in m.con %}{{ loop.index }}{% endfor %}{{ loop.index }}{% endfor %}",
        "{% for m in muc %}{% for m in m.con if loop.first %}{{ m }}{% else %}{{ loop.index }}{% endfor %}"
        "{{ m.nhan }}{% endfor %}",
        "{% for chu in ten %}{{ chu }}{% endfor %}{{ chu }}",
        "{% for m in muc %}{% if loop.last %}{{ m['nhan'] }}{% elif 0 < loop.index < 2 %}-{% endif %}"
        "{% endfor %}",
    ],
)
@pytest.mark.parametrize("escapes", [True, False])
def test_what_a_template_may_do_is_filled_not_refused(source: str, escapes: bool) -> None:
    expected = by_jinja(source, escapes=escapes)
    assert expected is not None
    assert fill_tags(read_tags(source, NAMES), VALUES, escapes=escapes) == expected


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{{ muc[0].khong_co }}", "không có thẻ con «khong_co»"),
        ("{{ ten[3] }}", "không có thẻ con «3»"),
        ("{{ chu.upper }}", "không có thẻ con «upper»"),
        ("{% for c in chu %}{{ c }}{% endfor %}", "chỉ đi qua được danh sách"),
        ("{{ ban_nhap|length }}", "chỉ đếm được danh sách"),
        ("{% if chu < ten|length %}x{% endif %}", "so sánh hai giá trị khác loại"),
        ("{{ ten }}", "chỉ in được chữ"),
        ("{{ ban_nhap }}", "chỉ in được chữ"),
        ("{{ kong }}", "không có thẻ «kong»"),
        ("{% for m in muc recursive %}{% endfor %}", "thẻ dùng phép không được phép: For"),
        ("{{ (chu and ten).x }}", "thẻ dùng phép không được phép: Getattr"),
        ("{{ ten[muc] }}", "thẻ dùng phép không được phép: Getitem"),
        ("{{ ten|length(1) }}", "thẻ dùng phép không được phép: bộ lọc «length»"),
        ("{{ chu|upper }}", "bộ lọc «upper»"),
        ("{{ 1.5 }}", "thẻ dùng phép không được phép: Const"),
        ("{% for m in muc %}", "thiếu thẻ đóng endfor"),
    ],
)
def test_a_refused_tag_is_told_in_vietnamese(source: str, words: str) -> None:
    with pytest.raises(TagError, match=words.replace("«", ".").replace("»", ".")):
        fill_tags(read_tags(source, NAMES), VALUES, escapes=True)


def test_counters_end_with_their_loop() -> None:
    with pytest.raises(TagError, match="loop"):
        read_tags("{% for m in muc %}{% endfor %}{{ loop.index }}", NAMES)
