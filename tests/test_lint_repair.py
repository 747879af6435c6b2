"""`--fix`: what needs no judgement is mended in a copy, once and for all, and nothing else is touched."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_gen.lint.linting import lint
from cchc_gen.lint.reading import read_word
from cchc_gen.lint.repair import MENDABLE, mend
from cchc_gen.lint.rulebook import Rule
from cchc_gen.lint.text_rules import edits, mended
from tests.lint.good import GOOD, Spoil, look, says
from tests.test_lint import CASES, RULES, names

HAND_MADE = Path(__file__).parent / "lint" / "libreoffice.docx"
MENDED = {rule.name for rule in RULES.rules if rule.mendable}


def texts(content: bytes) -> list[str]:
    word, problems = read_word(content, "thu.docx")
    assert word is not None, problems
    return [paragraph.text for paragraph in word.everything()]


def rule(name: str) -> Rule:
    return next(rule for rule in RULES.rules if rule.name == name)


MENDABLE_CASES = [(name, spoil) for name, spoil in CASES if name in MENDED]


@pytest.mark.parametrize(
    ("name", "spoil"), MENDABLE_CASES, ids=[f"{n}-{name}" for n, (name, _) in enumerate(MENDABLE_CASES)]
)
def test_what_can_be_mended_is_mended_and_stays_so(name: str, spoil: Spoil) -> None:
    content = spoil(GOOD).bytes()
    fixed, done, left = mend(content, "thu.docx", RULES)
    assert fixed is not None
    assert names(done) == [name] and left == []
    assert lint(fixed, "thu.docx", RULES) == []
    assert mend(fixed, "thu.docx", RULES) == (fixed, [], [])


@pytest.mark.parametrize("name", sorted(name for name, _ in CASES if name not in MENDED))
def test_what_needs_a_person_is_left(name: str) -> None:
    content = dict(CASES)[name](GOOD).bytes()
    assert names(lint(content, "thu.docx", RULES)) == [name]
    assert mend(content, "thu.docx", RULES)[0] == content


def test_looks_are_mended_without_touching_a_letter() -> None:
    content = look("quoc_hieu", "mo_dau", size=40, font="Arial")(GOOD).bytes()
    fixed, _, _ = mend(content, "thu.docx", RULES)
    assert fixed is not None and texts(fixed) == texts(content) == texts(GOOD.bytes())


def test_a_word_cut_into_runs_is_mended_across_them() -> None:
    cut = (
        '<w:r><w:t xml:space="preserve">hạn </w:t></w:r><w:r><w:t>9/</w:t></w:r><w:r><w:t>3/2024</w:t></w:r>'
    )
    fixed, done, _ = mend(look("gach", extra=cut)(GOOD).bytes(), "thu.docx", RULES)
    assert fixed is not None and "chu.ngay" in names(done)
    assert any(text.endswith("hạn 09/3/2024") for text in texts(fixed))


def test_other_parts_stay_byte_for_byte() -> None:
    content = says("gach", "nhiệm vụ", "nhiệm  vụ")(GOOD).bytes()
    fixed, _, _ = mend(content, "thu.docx", RULES)
    assert fixed is not None
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(io.BytesIO(fixed)) as after:
        assert before.namelist() == after.namelist()
        for name in ("[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels"):
            assert before.read(name) == after.read(name)


def test_a_hand_made_document_is_mended_once_and_for_all() -> None:
    fixed, done, left = mend(HAND_MADE.read_bytes(), "x.docx", RULES)
    assert fixed is not None and done and not set(names(done)) & set(names(left))
    again, nothing, same = mend(fixed, "x.docx", RULES)
    assert again == fixed and nothing == [] and names(same) == names(left)


def test_every_rule_that_may_be_mended_can_be() -> None:
    for one in RULES.rules:
        if one.mendable and one.prop:
            assert one.prop in MENDABLE, one.name


TEXT_RULES = [one.name for one in RULES.rules if one.mendable and not one.prop]
LETTERS = st.text(alphabet="aăâđeêoơuưyáàảãạốềị ,.;:%/0123456789\u200bngàythámgnă", max_size=60)


@given(LETTERS)
def test_mending_a_text_twice_is_mending_it_once(text: str) -> None:
    for name in TEXT_RULES:
        once = mended(rule(name), text)
        assert mended(rule(name), once) == once
        assert not [edit for edit in edits(rule(name), once) if edit.instead is not None]


@given(st.dates(min_value=date(1000, 1, 1)), st.booleans(), st.booleans())
def test_dates_are_padded_as_the_decree_pads(day: date, wide_day: bool, wide_month: bool) -> None:
    typed = f"{day.day:0{2 if wide_day else 1}}/{day.month:0{2 if wide_month else 1}}/{day.year}"
    wanted = f"{day.day:02}/{day.month:0{2 if day.month <= 2 else 1}}/{day.year}"
    assert mended(rule("chu.ngay"), f"ngày {typed}.") == f"ngày {wanted}."
    assert mended(rule("chu.ngay"), f"số {typed}/BC") == f"số {typed}/BC"


@given(st.text(max_size=40))
def test_composed_letters_are_left_alone(text: str) -> None:
    fixed = mended(rule("phong.chu_dung_san"), text)
    assert unicodedata.normalize("NFC", text) == unicodedata.normalize("NFC", fixed)
    assert text != unicodedata.normalize("NFC", text) or fixed == text


def test_only_what_is_gone_is_said_to_be_mended() -> None:
    """A heading whose capitals are mended reads otherwise, and its colour still stands."""
    made = docx.Document()
    made.add_heading("Báo cáo", 1)
    saved = io.BytesIO()
    made.save(saved)
    _, done, left = mend(saved.getvalue(), "x.docx", RULES)
    standing = {(d.rule, d.pos) for d in left}
    assert standing and not standing & {(d.rule, d.pos) for d in done}
