"""A template set, read and checked: the catalogue, the checks, the sentences, the outline, the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cchc_gen.base import cache
from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.check.checks import Check, Relation, read_checks
from cchc_gen.facts.binding import Vocabulary
from cchc_gen.facts.terms import CUT_OFF, TERM_NAMES
from cchc_gen.language.expressions import Expression, split_key
from cchc_gen.language.wording import Wording
from cchc_gen.lint.rulebook import Rulebook
from cchc_gen.provenance.digest import digest
from cchc_gen.sets.catalogue import Catalogue, read_catalogue
from cchc_gen.sets.settings import Settings, read_settings
from cchc_gen.sets.template_set import FORM_FILE, WORD_TEMPLATE, open_set, stamp
from cchc_gen.tell.form import Form, read_form
from cchc_gen.tell.narrative import Section, Sentence, read_outline, read_sentences, text_keys


@dataclass(frozen=True)
class Rules:
    """Everything a template set says of its reports.

    `chain` are the folders of the set and its bases; `digest` is that of all their values and of the
    Word template. `form_rules` are what its finished documents are held against.
    """

    name: str
    chain: tuple[Path, ...]
    digest: str
    settings: Settings
    catalogue: Catalogue
    checks: tuple[Check, ...]
    sentences: Mapping[str, Sentence]
    outline: tuple[Section, ...]
    form: Form
    word_template: Path
    form_rules: Rulebook

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Return what a facts file may speak of under these rules."""
        names = names_of(self.catalogue)
        return Vocabulary(self.catalogue, self.topics, text_keys(self.outline), names)

    @property
    def topics(self) -> frozenset[str]:
        """Return the topics of documents that the rules ask for."""
        return frozenset(topic for _, topic, _ in self.topics_asked())

    def topics_asked(self) -> Iterator[tuple[str, str, Pos]]:
        """Walk the topics that rules ask for: the rule in words, the topic, the place."""
        for section in self.outline:
            listed = (item for item in section.items if item.kind == "van_ban")
            yield from ((f"mục «{section.key}»", item.key, item.pos) for item in listed)
        for rule, expression in self._expressions():
            yield from ((rule, topic.name, expression.pos) for topic in expression.topics)

    @cached_property
    def check_names(self) -> frozenset[str]:
        """Return every name that a waiver may give."""
        derived = {key for key, i in self.catalogue.indicators.items() if i.formula}
        return frozenset({c.name for c in self.checks} | derived)

    @cached_property
    def earlier_keys(self) -> frozenset[str]:
        """Return the figures of earlier periods that are printed, or decide what is printed."""
        keys = (key for _, expression in self._telling() for key in expression.keys)
        return frozenset(key for key in keys if split_key(key)[0])

    def keys_used(self) -> frozenset[str]:
        """Return the keys of indicators that a formula, check, sentence or row reads."""
        read = {split_key(key)[1].removesuffix(CUT_OFF) for _, e in self._expressions() for key in e.keys}
        return frozenset(read | {row.indicator for row in self.form.rows})

    def _expressions(self) -> Iterator[tuple[str, Expression]]:
        yield from self._telling()
        relations = ((c.name, c.options) for c in self.checks if isinstance(c.options, Relation))
        yield from ((f"kiểm tra «{name}»", relation.expect) for name, relation in relations)

    def _telling(self) -> Iterator[tuple[str, Expression]]:
        formulas = ((key, i.formula) for key, i in self.catalogue.indicators.items())
        yield from ((f"chỉ tiêu «{key}»", formula) for key, formula in formulas if formula)
        for sentence in self.sentences.values():
            yield from ((f"câu «{sentence.key}»", v.when) for v in sentence.variants if v.when)
        for rule, wording in self._wordings():
            yield from ((rule, slot.expression) for slot in wording.slots)

    def _wordings(self) -> Iterator[tuple[str, Wording]]:
        yield from ((f"câu «{s.key}»", v.wording) for s in self.sentences.values() for v in s.variants)
        yield from ((f"mục «{section.key}»", section.title) for section in self.outline)
        yield from ((f"hàng «{row.key}»", row.note) for row in self.form.rows if row.note)


def names_of(catalogue: Catalogue) -> frozenset[str]:
    """Return every name that a set's texts may print."""
    keys = frozenset(catalogue.indicators)
    return keys | {f"{key}{CUT_OFF}" for key in keys} | TERM_NAMES


@dataclass(frozen=True, slots=True)
class _Kept:
    """Rules that were read, and the stamp of the files that they were read from."""

    stamp: str
    rules: Rules


def read_rules(roots: Sequence[Path], name: str, asked_at: Pos) -> tuple[Rules | None, list[Diagnostic]]:
    """Open a set and read all of it, so that a slip in an unused rule is found too.

    A set without a fault is read once; it is read again when any of its files changes.
    """
    key = "\n".join([name, *map(str, roots)])
    kept = cache.load(_KIND, key)
    if isinstance(kept, _Kept) and kept.stamp == stamp(roots, kept.rules.chain):
        return kept.rules, []
    rules, problems = _read(roots, name, asked_at)
    if rules and not problems:
        cache.keep(_KIND, key, _Kept(stamp(roots, rules.chain), rules))
    return rules, problems


_KIND = "bo-mau"


def _read(roots: Sequence[Path], name: str, asked_at: Pos) -> tuple[Rules | None, list[Diagnostic]]:
    from cchc_gen.lint.linting import read_form_rules  # noqa: PLC0415  slow to import, and seldom needed

    opened, problems = open_set(roots, name, asked_at)
    if opened is None:
        return None, problems
    tables = opened.tables
    settings, found = read_settings(opened.manifest)
    problems += found
    catalogue, found = read_catalogue(tables["chi_tieu"], settings.percent_places)
    problems += found
    names = names_of(catalogue)
    checks, found = read_checks(tables["kiem_tra"], catalogue)
    problems += found
    sentences, found = read_sentences(tables["cau"], catalogue, names)
    problems += found
    outline, found = read_outline(tables["bo_cuc"], sentences, names)
    problems += found
    form, found = read_form(tables["bieu"], tables["hang"], catalogue, names)
    problems += found
    form_rules, found = read_form_rules(tables[FORM_FILE])
    problems += found
    word_template = opened.file(WORD_TEMPLATE)
    if word_template is None:
        message = f"bộ mẫu «{name}» và các bộ gốc của nó không có {WORD_TEMPLATE}"
        problems.append(Diagnostic(asked_at, "W001", message))
        return None, problems
    made_of = digest((opened.manifest, tables, word_template.read_bytes()))
    rules = Rules(
        name, opened.chain, made_of, settings, catalogue, checks, sentences, outline, form, word_template,
        form_rules,
    )  # fmt: skip
    return rules, problems
