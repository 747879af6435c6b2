"""Hold a document against every rule and say what was found: one diagnostic for each kind of fault.

Equal faults are one diagnostic with a count and the first places; each cites the text that its rule rests on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import takewhile
from typing import NamedTuple

from lxml import etree

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.lint.checkers import CHECKS
from cchc_gen.lint.components import DRAFT, Anatomy, Appendix, anatomy
from cchc_gen.lint.contents import Paragraph, Section, Texts, Word
from cchc_gen.lint.formats import Look
from cchc_gen.lint.head_checks import type_of
from cchc_gen.lint.hits import Hit
from cchc_gen.lint.lines import Line, is_bold, squeezed
from cchc_gen.lint.packages import Package
from cchc_gen.lint.properties import PROPERTIES, Property, Subject
from cchc_gen.lint.reading import read_word, word_of
from cchc_gen.lint.requirements import read_rulebook, says
from cchc_gen.lint.rulebook import Rule, Rulebook, Value
from cchc_gen.lint.text_rules import TEXT_CHECKS, edits
from cchc_gen.read.source import Table

_SHOWN = 6
_QUOTED = 60


class Finding(NamedTuple):
    """One fault: the rule, what it is about, what stands there. `subject` and `value` are a property's."""

    rule: Rule
    at: Paragraph | None
    found: str
    quote: str = ""
    subject: Subject | None = None
    value: Value | None = None


def read_form_rules(table: Table) -> tuple[Rulebook, list[Diagnostic]]:
    """Read a set's rules of form."""
    return read_rulebook(table, (*COMPONENTS, *SUBJECTS), (*CHECKS, *TEXT_CHECKS))


def lint(content: bytes, name: str, rules: Rulebook) -> list[Diagnostic]:
    """Look a document over; `name` is the path that diagnostics print."""
    word, problems = read_word(content, name)
    return problems if word is None else _linted(word, name, rules)


def lint_parts(
    parts: Mapping[str, bytes], texts: Mapping[str, etree._Element], name: str, rules: Rulebook
) -> list[Diagnostic]:
    """Look over a document that this program made: its parts, and the trees of those that hold text."""
    return _linted(word_of(Package(parts, parts.__getitem__, texts)), name, rules)


def _linted(word: Word, name: str, rules: Rulebook) -> list[Diagnostic]:
    return told(findings(taken_apart(word, rules), rules), name)


def taken_apart(word: Word, rules: Rulebook) -> Anatomy:
    """Find the components of a document, with the words that the rules know them by."""
    return anatomy(word, {name: tuple(map(squeezed, texts)) for name, texts in rules.words.items()})


def applying(document: Anatomy, rules: Rulebook) -> list[Rule]:
    """Return the rules that speak of documents of this type."""
    kind = type_of(document)
    return [rule for rule in rules.rules if not rule.spares or kind not in map(squeezed, rule.spares)]


def findings(document: Anatomy, rules: Rulebook) -> list[Finding]:
    """Find every fault, rule by rule."""
    known: dict[str, _Among] = {}
    found: list[Finding] = []
    texts = _texts(document)
    for rule in applying(document, rules):
        if rule.prop:
            if rule.component not in known:
                known[rule.component] = _Among(document, rule.component)
            found += _of_property(rule, known[rule.component], document)
        elif rule.check in CHECKS:
            found += [_of_hit(rule, hit) for hit in CHECKS[rule.check](document, rule, rules)]
        else:
            found += _of_text(rule, texts)
    return found


COMPONENTS = (
    "quoc_hieu", "tieu_ngu", "co_quan_chu_quan", "co_quan_ban_hanh", "so_ky_hieu", "dia_danh_ngay",
    "ten_loai", "trich_yeu", "trich_yeu_cong_van", "kinh_gui", "noi_kinh_gui", "can_cu",
    "noi_nhan", "noi_nhan_dong", "quyen_han", "chuc_vu", "nguoi_ky",
)  # fmt: skip

_ROMAN = re.compile(r"[IVXLC]{1,6}\.")
_ARTICLE = re.compile(r"Điều [0-9]{1,3}\.")
_POINT = re.compile(r"[a-zđ]\)")
_CLAUSE = re.compile(r"[0-9]{1,2}\.(?![0-9])")
_CAPTION = 100


def _running(document: Anatomy) -> Iterator[Line]:
    """Walk the running text: not what is centred as a heading or a caption."""
    for line in document.body:
        is_caption = line.paragraph.layout.align in ("center", "right") and len(line.text) < _CAPTION
        if not is_caption:
            yield line


def _numbered(pattern: re.Pattern[str]) -> Callable[[Anatomy], Iterator[Line]]:
    return lambda document: (line for line in document.body if pattern.match(line.text))


def _heading(line: Line) -> Line:
    """Cut a line to its heading, where text runs on behind the bold letters of one."""
    bold = tuple(takewhile(lambda run: run.look.bold, line.runs))
    if not bold or len(bold) == len(line.runs):
        return line
    return Line("".join(run.text for run in bold).strip(), bold, line.paragraph, is_whole=False)


def _last(component: str) -> Callable[[Anatomy], Iterator[Line]]:
    return lambda document: iter(document.of(component)[-1:])


def _plain_pages(document: Anatomy) -> Iterator[Section]:
    """Walk the sections that hold no table and no appendix, which have no reason to lie on their side."""
    body = range(document.head_ends + 1, document.foot_starts)
    wide = {table.section for table in document.word.tables if table.first in body}
    wide |= {appendix.first.section for appendix in document.appendices}
    yield from (section for number, section in enumerate(document.word.sections) if number not in wide)


def _page_numbers(document: Anatomy) -> Iterator[Line]:
    for section in document.word.sections[:1]:
        for paragraphs in (*section.headers.values(), *section.footers.values()):
            yield from (Line(p.text, p.runs, p) for p in paragraphs if p.shows_page)


def _everything(document: Anatomy) -> Iterator[Line]:
    """Walk all text but what says that it is a draft, which goes when the document is signed."""
    own = {line.paragraph.number for line in document.of(DRAFT)}
    yield from (Line(p.text, p.runs, p) for p in document.word.paragraphs if p.runs and p.number not in own)


def _in_appendices(part: Callable[[Appendix], Sequence[Line | None]]) -> Callable[[Anatomy], Iterator[Line]]:
    def lines(document: Anatomy) -> Iterator[Line]:
        for appendix in document.appendices:
            yield from (line for line in part(appendix) if line is not None)

    return lines


def _if_named(
    read: Callable[[Appendix], Sequence[Line | None]],
) -> Callable[[Appendix], Sequence[Line | None]]:
    """Read a part of what is called an appendix; forms of another name follow local custom."""
    return lambda appendix: read(appendix) if appendix.is_named else ()


_EVERYTHING = "toan_van"

SUBJECTS: Mapping[str, Callable[[Anatomy], Iterator[Subject]]] = {
    "trang": lambda document: iter(document.word.sections),
    "so_trang": _page_numbers,
    "trang_chinh": _plain_pages,
    _EVERYTHING: _everything,
    "loi_van": _running,
    "muc": lambda document: map(_heading, _numbered(_ROMAN)(document)),
    "khoan_tieu_de": lambda document: filter(is_bold, _numbered(_CLAUSE)(document)),
    "diem": _numbered(_POINT),
    "dieu": _numbered(_ARTICLE),
    "co_quan_cuoi": _last("co_quan_ban_hanh"),
    "trich_yeu_cuoi": _last("trich_yeu"),
    "phu_luc": _in_appendices(_if_named(lambda appendix: (appendix.heading,))),
    "ten_phu_luc": _in_appendices(_if_named(lambda appendix: appendix.titles)),
    "kem_theo": _in_appendices(lambda appendix: (appendix.attached,)),
}
"""What rules speak of besides the components: pages, the running text, numbered paragraphs, appendices."""


def subjects(document: Anatomy, name: str) -> Sequence[Subject]:
    """Return the lines or pages that a rule speaks of."""
    return tuple(SUBJECTS[name](document)) if name in SUBJECTS else document.of(name)


def _of_property(rule: Rule, among: _Among, document: Anatomy) -> Iterator[Finding]:
    prop, known = PROPERTIES[rule.prop], dict[Value, bool]()
    for subject in _doubtful(rule, prop, among):
        for value in prop.read(subject, document):
            if value not in known:
                known[value] = rule.allowed.holds(value, prop.slack)
            if not known[value]:
                line = subject if isinstance(subject, Line) else None
                at, quote = (line.paragraph, line.text) if line else (None, "")
                yield Finding(rule, at, prop.printed(value), quote, subject, value)


class _Among:
    """What a rule speaks of, and all looks that its lines have: a document has few looks and many lines."""

    def __init__(self, document: Anatomy, name: str) -> None:
        self._document, self._name = document, name

    @cached_property
    def subjects(self) -> Sequence[Subject]:
        return subjects(self._document, self._name)

    @cached_property
    def looks(self) -> Iterable[Look]:
        if self._name == _EVERYTHING:
            return self._document.word.letters
        return {run.look for line in self.subjects if isinstance(line, Line) for run in line.runs}


def _doubtful(rule: Rule, prop: Property, among: _Among) -> Sequence[Subject]:
    """Pass over the lines all of whose looks are fine."""
    of_look, holds, slack = prop.of_look, rule.allowed.holds, prop.slack
    if of_look is None:
        return among.subjects
    wrong = {look for look in among.looks if not all(holds(value, slack) for value in of_look(look))}
    lines = among.subjects if wrong else ()
    return [s for s in lines if isinstance(s, Line) and any(run.look in wrong for run in s.runs)]


def _of_hit(rule: Rule, hit: Hit) -> Finding:
    return Finding(rule, hit.at, hit.found, hit.quote)


_OWN_RULES = ("so_ky_hieu", "dia_danh_ngay", DRAFT)
"""The lines whose spaces and dates have rules of their own, and what is no part of the document."""


def _texts(document: Anatomy) -> Texts:
    """Join all texts that text rules speak of."""
    own = {line.paragraph.number for name in _OWN_RULES for line in document.of(name)}
    return Texts([p for p in document.word.everything() if not p.is_empty and p.number not in own])


def _of_text(rule: Rule, texts: Texts) -> Iterator[Finding]:
    for edit in edits(rule, texts.joined):
        wrong, at = texts.joined[edit.start : edit.end], texts.at(edit.start)
        instead = f", cần «{edit.instead}»" if edit.instead and edit.instead.strip() else ""
        yield Finding(rule, at, f"«{wrong}»{instead}" if wrong.strip() else "", at.text)


def told(found: Sequence[Finding], name: str) -> list[Diagnostic]:
    """Fold the faults of one rule, those of a property by the value that stands there, into diagnostics."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in found:
        value = finding.found if finding.rule.prop else ""
        groups.setdefault((finding.rule.name, value), []).append(finding)
    return [_told(group, name) for group in groups.values()]


def _told(group: Sequence[Finding], name: str) -> Diagnostic:
    first, rule = group[0], group[0].rule
    found = f", hiện là {first.found}" if first.found else ""
    count = f" ({len(group)} chỗ)" if len(group) > 1 else ""
    message = f"{_where(first)}{rule.message}{found}{count}; {rule.reference}"
    related = tuple((_pos(f, name), _where(f) + f.found) for f in group[1:_SHOWN])
    hint = rule.hint or (f"đặt lại là {says(rule)}" if rule.prop else "")
    where = _pos(first, name)
    return Diagnostic(where, rule.code, message, rule.severity, hint, related, rule.name, rule.reference)


def _pos(finding: Finding, name: str) -> Pos:
    return Pos(name, paragraph=finding.at.number if finding.at else 0)


def _where(finding: Finding) -> str:
    """Name the place in words, with the first words of the paragraph."""
    if isinstance(finding.subject, Section):
        return ""
    if finding.at is None:
        return ""
    text = " ".join((finding.quote or finding.at.text).split())
    quoted = text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"
    return f"{finding.at.place}, «{quoted}»: " if quoted else f"{finding.at.place}: "
