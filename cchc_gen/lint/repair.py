"""Mend in a copy what needs no person's judgement: sizes, weight, slant, indents, margins, padding, spaces.

A rule says in its data whether it may be mended. Letters are changed only by text rules, and only where the
rule says what to write instead. Mending a mended file changes nothing.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from lxml import etree

from cchc_gen.base.diagnostics import Diagnostic
from cchc_gen.lint.contents import Paragraph, Section, Word
from cchc_gen.lint.linting import Finding, applying, findings, taken_apart, told
from cchc_gen.lint.properties import PER_MM
from cchc_gen.lint.reading import SPACES, Seen, inline, read_word
from cchc_gen.lint.rulebook import Rule, Rulebook, Value
from cchc_gen.lint.text_rules import edits
from cchc_gen.word.package import W

_ROUNDS = 4
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def mend(
    content: bytes, name: str, rules: Rulebook
) -> tuple[bytes | None, list[Diagnostic], list[Diagnostic]]:
    """Return a mended copy, what was mended in it, and what is left to a person; None when unreadable."""
    word, problems = read_word(content, name)
    if word is None:
        return None, [], problems
    document = taken_apart(word, rules)
    before = found = findings(document, rules)
    texts = [rule for rule in applying(document, rules) if not rule.prop]
    for _ in range(_ROUNDS):
        if not any([_mended(finding) for finding in found] + [_rewritten(rule, word) for rule in texts]):
            break
        content = _packed(content, word.parts)
        word, problems = read_word(content, name)
        assert word is not None, problems
        found = findings(taken_apart(word, rules), rules)
    left = told(found, name)
    standing = {(d.rule, d.pos) for d in left}
    return content, [d for d in told(before, name) if (d.rule, d.pos) not in standing], left


def _packed(content: bytes, parts: Mapping[str, etree._Element]) -> bytes:
    """Pack the changed parts in the place of the old ones; everything else stays as it was."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(packed, "w") as target:
        for member in source.infolist():
            part = parts.get(member.filename)
            raw = source.read(member)
            if part is not None and not member.filename.endswith(".rels"):
                raw = etree.tostring(part, xml_declaration=True, encoding="UTF-8", standalone=True)
            target.writestr(member, raw)
    return packed.getvalue()


# Looks and layouts


def _mended(finding: Finding) -> bool:
    """Mend one property; say whether anything was changed."""
    rule, subject = finding.rule, finding.subject
    if not rule.mendable or not rule.prop or subject is None or finding.value is None:
        return False
    wanted = rule.allowed.nearest(finding.value)
    if isinstance(subject, Section):
        _PAGE[rule.prop](subject, wanted)
    elif rule.prop in _LAYOUT:
        _LAYOUT[rule.prop](_child(subject.paragraph.element, "pPr", ("pPr",)), wanted)
    elif subject.is_whole:
        for run in _runs(subject.paragraph):
            _LOOK[rule.prop](run, wanted)
    return True


def _runs(paragraph: Paragraph) -> list[etree._Element]:
    return inline(paragraph.element, Seen())


_RUN_ORDER = (
    "rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike", "outline", "shadow",
    "emboss", "imprint", "noProof", "snapToGrid", "vanish", "webHidden", "color", "spacing", "w", "kern",
    "position", "sz", "szCs", "highlight", "u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs",
    "em", "lang", "eastAsianLayout", "specVanish", "oMath",
)  # fmt: skip
_PARAGRAPH_ORDER = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr",
    "suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap",
    "overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid",
    "spacing", "ind", "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc", "textDirection",
    "textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr", "pPrChange",
)  # fmt: skip
"""The order in which the schema (ECMA-376, 17.3) wants the marks of a run and of a paragraph."""


def _child(parent: etree._Element, name: str, order: Sequence[str]) -> etree._Element:
    """Return a child of that name, made in its place where there is none."""
    found = parent.find(W + name)
    if found is None:
        found = etree.Element(W + name)
        before = {W + tag for tag in order[: order.index(name)]}
        parent.insert(sum(child.tag in before for child in parent), found)
    return found


def _mark(run: etree._Element, names: Sequence[str], value: str) -> None:
    properties = _child(run, "rPr", ("rPr",))
    for name in names:
        _child(properties, name, _RUN_ORDER).set(f"{W}val", value)


def _set_size(run: etree._Element, wanted: Value) -> None:
    _mark(run, ("sz", "szCs"), str(_whole(wanted, Decimal(2))))


def _set_toggle(name: str) -> Callable[[etree._Element, Value], None]:
    return lambda run, wanted: _mark(run, (name, f"{name}Cs"), "1" if wanted else "0")


def _set_capitals(run: etree._Element, wanted: Value) -> None:
    for text in run.iter(f"{W}t") if wanted else ():
        text.text = (text.text or "").upper()


def _set_font(run: etree._Element, wanted: Value) -> None:
    fonts = _child(_child(run, "rPr", ("rPr",)), "rFonts", _RUN_ORDER)
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(W + script, str(wanted))


def _whole(value: Value, per_unit: Decimal) -> int:
    assert isinstance(value, Decimal)
    return int((value * per_unit).quantize(Decimal(1), ROUND_HALF_UP))


_ALIGN = {"trái": "left", "phải": "right", "giữa": "center", "đều hai bên": "both"}


def _set_align(properties: etree._Element, wanted: Value) -> None:
    _child(properties, "jc", _PARAGRAPH_ORDER).set(f"{W}val", _ALIGN[str(wanted)])


def _set_indent(properties: etree._Element, wanted: Value) -> None:
    indent = _child(properties, "ind", _PARAGRAPH_ORDER)
    for name in ("hanging", "start", "hangingChars", "firstLineChars", "leftChars", "startChars"):
        indent.attrib.pop(W + name, "")
    indent.set(f"{W}left", "0")
    indent.set(f"{W}firstLine", str(_whole(wanted, PER_MM * 10)))


def _set_gap(properties: etree._Element, wanted: Value) -> None:
    spacing = _child(properties, "spacing", _PARAGRAPH_ORDER)
    for name in ("afterAutospacing", "afterLines"):
        spacing.attrib.pop(W + name, "")
    spacing.set(f"{W}after", str(_whole(wanted, Decimal(20))))
    _child(properties, "contextualSpacing", _PARAGRAPH_ORDER).set(f"{W}val", "0")


def _set_line_height(properties: etree._Element, wanted: Value) -> None:
    spacing = _child(properties, "spacing", _PARAGRAPH_ORDER)
    spacing.set(f"{W}line", str(_whole(wanted, Decimal(240))))
    spacing.set(f"{W}lineRule", "auto")


def _set_paper(section: Section, _: Value) -> None:
    size = _child(section.element, "pgSz", _SECTION_ORDER)
    short, long = "11906", "16838"
    size.set(f"{W}w", long if section.is_landscape else short)
    size.set(f"{W}h", short if section.is_landscape else long)


_SECTION_ORDER = (
    "headerReference", "footerReference", "footnotePr", "endnotePr", "type", "pgSz", "pgMar", "paperSrc",
)  # fmt: skip


def _set_margin(side: str) -> Callable[[Section, Value], None]:
    def mend(section: Section, wanted: Value) -> None:
        _child(section.element, "pgMar", _SECTION_ORDER).set(W + side, str(_whole(wanted, PER_MM)))

    return mend


_LOOK: Mapping[str, Callable[[etree._Element, Value], None]] = {
    "co_chu": _set_size,
    "dam": _set_toggle("b"),
    "nghieng": _set_toggle("i"),
    "in_hoa": _set_capitals,
    "phong": _set_font,
}
_LAYOUT: Mapping[str, Callable[[etree._Element, Value], None]] = {
    "can_le": _set_align,
    "canh_deu": _set_align,
    "thut_dau_dong": _set_indent,
    "cach_doan": _set_gap,
    "gian_dong": _set_line_height,
}
_PAGE: Mapping[str, Callable[[Section, Value], None]] = {
    "kho_giay": _set_paper,
    "le_tren": _set_margin("top"),
    "le_duoi": _set_margin("bottom"),
    "le_trai": _set_margin("left"),
    "le_phai": _set_margin("right"),
}
MENDABLE = frozenset((*_LOOK, *_LAYOUT, *_PAGE))
"""The properties that can be set without a person's judgement."""


# Letters


def _rewritten(rule: Rule, word: Word) -> bool:
    """Rewrite every paragraph as one text rule wants it; say whether anything was changed."""
    if not rule.mendable:
        return False
    return any([_rewrite(rule, paragraph) for paragraph in word.everything() if not paragraph.is_empty])


def _rewrite(rule: Rule, paragraph: Paragraph) -> bool:
    pieces = [piece for run in _runs(paragraph) for piece in _letters(run)]
    changed = False
    for edit in sorted(edits(rule, "".join(text for _, text in pieces)), key=lambda e: -e.start):
        if edit.instead is not None and _replace(pieces, edit.start, edit.end, edit.instead):
            changed = True
    return changed


Piece = tuple[etree._Element, str]


def _letters(run: etree._Element) -> Iterator[Piece]:
    for child in run:
        if child.tag == f"{W}t":
            yield child, child.text or ""
        elif child.tag in SPACES and child.get(f"{W}type") != "page":
            yield child, SPACES[child.tag]


def _replace(pieces: list[Piece], start: int, end: int, instead: str) -> bool:
    """Write over a stretch; one that holds a tab or a break is left alone."""
    touched, place = [], 0
    for number, (_, text) in enumerate(pieces):
        if place < end and place + len(text) > start:
            touched.append((number, max(start - place, 0), min(end - place, len(text))))
        place += len(text)
    if not touched or any(pieces[number][0].tag != f"{W}t" for number, _, _ in touched):
        return False
    for number, first, last in reversed(touched):
        node, text = pieces[number]
        text = text[:first] + (instead if number == touched[0][0] else "") + text[last:]
        node.text = text
        node.set(_SPACE, "preserve")
        pieces[number] = (node, text)
    return True
