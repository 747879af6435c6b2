"""Checks of the text as a whole, and of what a file carries besides its text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping

from cchc_gen.lint.components import Anatomy
from cchc_gen.lint.contents import SEPARATOR
from cchc_gen.lint.formats import Look
from cchc_gen.lint.hits import Check, Hit, Hits
from cchc_gen.lint.rulebook import Rule, Rulebook

_OLD = re.compile(r"[òóỏõọùúủũụÒÓỎÕỌÙÚỦŨỤ][aeyAEY](?!\w)(?:(?<=[òóỏõọÒÓỎÕỌ][aeAE])|(?<=[ùúủũụÙÚỦŨỤ][yY]))")
_NEW = re.compile(
    r"[àáảãạèéẻẽẹỳýỷỹỵÀÁẢÃẠÈÉẺẼẸỲÝỶỸỴ](?!\w)"
    r"(?:(?<=[oO][àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ])|(?<=[^qQ][uU][ỳýỷỹỵỲÝỶỸỴ])|(?<=^[uU][ỳýỷỹỵỲÝỶỸỴ]))"
)


def _one_spelling(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    """«hòa, ủy» and «hoà, uỷ» are not mixed: the rarer way is at fault."""
    texts = found.word.texts
    if all(way.search(texts.joined) for way in (_OLD, _NEW)):
        ways = [[m.start() for m in way.finditer(texts.joined)] for way in (_OLD, _NEW)]
        for place in min(ways, key=len):
            word = _word_at(texts.joined, place)
            yield Hit(texts.at(place), f"«{word}»", word)


def _word_at(text: str, place: int) -> str:
    start = max(text.rfind(sign, 0, place) for sign in (" ", "\n", SEPARATOR)) + 1
    return re.split(r"[\s,.;:)]", text[start : start + 20])[0]


def _one_kind_of_quotes(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    texts = found.word.texts
    if '"' in texts.joined and ("“" in texts.joined or "”" in texts.joined):
        straight = [p for p in texts.paragraphs if '"' in p.text]
        curly = [p for p in texts.paragraphs if "“" in p.text or "”" in p.text]
        rare = straight if len(straight) <= len(curly) else curly
        yield from (Hit(p, quote=p.text) for p in rare)


def _marked(is_marked: Callable[[Look], object]) -> Check:
    def check(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
        is_any = any(map(is_marked, found.word.letters))
        for paragraph in found.word.texts.paragraphs if is_any else ():
            run = next((run for run in paragraph.runs if is_marked(run.look) and run.text.strip()), None)
            if run is not None:
                yield Hit(paragraph, f"«{run.text.strip()[:40]}»", paragraph.text)

    return check


def _in_vietnamese(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    letters: Counter[str] = Counter()
    for look, count in found.word.letters.items():
        letters[look.language[:2]] += count
    (language, _count), *__rest = letters.most_common(1) or [("vi", 0)]
    if language not in ("vi", ""):
        yield Hit(None, language)


_LONG_TABLE = 25


def _tables_repeat_heads(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    numbers = {p.number: p for p in found.word.paragraphs}
    for table in found.word.tables:
        if table.rows > _LONG_TABLE and not table.headed:
            yield Hit(numbers.get(table.first), f"bảng {table.number} có {table.rows} hàng")


def _tracked(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    if found.word.tracked:
        yield Hit(None, f"{found.word.tracked} chỗ")


def _has_part(pattern: str) -> Check:
    compiled = re.compile(pattern)

    def check(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
        named = sorted(name for name in found.word.names if compiled.search(name))
        if named:
            yield Hit(None, named[0])

    return check


def _outside(kinds: tuple[str, ...], *, listed: bool) -> Check:
    def check(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
        targets = [target for kind, target in found.word.links if (kind in kinds) is listed]
        if targets:
            yield Hit(None, f"{len(targets)} chỗ, như {targets[0][:80]}")

    return check


_FETCHING = re.compile(r"\s{0,9}(?:INCLUDE(?:PICTURE|TEXT)|DDE(?:AUTO)?|LINK|IMPORT)\b")


def _fetching_fields(found: Anatomy, _: Rule, __: Rulebook) -> Hits:
    codes = [code.strip() for code in found.word.fields if _FETCHING.match(code)]
    if codes:
        yield Hit(None, f"«{codes[0][:60]}»")


FILE_CHECKS: Mapping[str, Check] = {
    "mot_loi_dau": _one_spelling,
    "mot_loai_nhay": _one_kind_of_quotes,
    "to_mau": _marked(lambda look: look.highlight),
    "chu_an": _marked(lambda look: look.hidden),
    "ngon_ngu": _in_vietnamese,
    "hang_dau_lap": _tables_repeat_heads,
    "theo_doi": _tracked,
    "nhan_xet": _has_part(r"(?:^|/)comments\w*\.xml$"),
    "macro": _has_part(r"vbaProject|vbaData|activeX"),
    "lien_ket_ngoai": _outside(("hyperlink",), listed=False),
    "sieu_lien_ket": _outside(("hyperlink",), listed=True),
    "truong_ngoai": _fetching_fields,
}
