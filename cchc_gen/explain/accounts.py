"""Explain one key: a figure by its formula and facts, a document by its entry, a term by its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from cchc_gen.base.values import Missing
from cchc_gen.derive.figures import Figure, Figures, print_plain, print_value
from cchc_gen.explain.explanation import Computed, Explanation, Objection, Passage, Stated
from cchc_gen.explain.passages import Printout, unit_file, value_text
from cchc_gen.facts.binding import Fact
from cchc_gen.facts.register import PREFIX, SHORT, Document
from cchc_gen.facts.terms import terms
from cchc_gen.language.evaluation import show
from cchc_gen.language.expressions import split_key
from cchc_gen.language.tree import EARLIER_FUNCTIONS, Topic
from cchc_gen.report import Story

_TERM_LABELS = {"ky": "kỳ báo cáo", "bao_cao": "thông tin của báo cáo", "don_vi": "thông tin của đơn vị"}


def explain(printout: Printout, key: str) -> Explanation | None:
    """Explain what a key prints, and what became of it; None for a key that does not exist."""
    found = account(printout.story, key)
    if found is None:
        return None
    return replace(
        found,
        uses=tuple(p for p in printout.passages if key in p.keys),
        decides=tuple(p for p in printout.passages if key not in p.keys and _looks_at(p, key)),
        findings=tuple(o for o in objections(printout.story) if concerns(o.values, [key])),
    )


def _looks_at(passage: Passage, key: str) -> bool:
    return any(key in condition.values for condition in passage.conditions)


def account(story: Story, key: str) -> Explanation | None:
    """Tell how what a key prints came about, without what became of it."""
    function, bare = split_key(key)
    if bare in story.figures.figures and function in ("", *EARLIER_FUNCTIONS):
        return _figure(story, story.figures, key)
    if key.startswith(PREFIX):
        return _cited(story, key)
    return _term(story, key)


def objections(story: Story) -> list[Objection]:
    """List the findings of a report, each with the reason for which it was accepted."""
    reasons = {id(finding): waiver.reason for finding, waiver in story.verdict.waived}
    return [
        Objection(
            finding.check,
            finding.values,
            finding.diagnostic.severity,
            finding.diagnostic.message,
            finding.diagnostic.pos,
            finding.diagnostic.reference,
            reasons.get(id(finding), ""),
        )
        for finding in story.findings
    ]


def concerns(names: Iterable[str], keys: Iterable[str]) -> bool:
    """Say whether what a finding names is one of the keys, or a detail of one (`<key>.ghi_chu`)."""
    wanted = tuple(keys)
    return any(name == key or name.startswith(f"{key}.") for name in names for key in wanted)


def _figure(story: Story, figures: Figures, key: str) -> Explanation:
    """Explain a figure among the figures of its own period."""
    function, bare = split_key(key)
    if function:
        return _earlier(story, figures.earlier.get(function), key, bare)
    figure = figures[key]
    indicator, fact, formula = figure.indicator, figure.fact, figure.indicator.formula
    parts: tuple[Explanation, ...] = ()
    if formula:
        parts = tuple(_figure(story, figures, part) for part in formula.keys)
        parts += tuple(_count(figures, topic) for topic in formula.topics)
    is_current = figures is story.figures
    common = story.document.dated if is_current else None
    return Explanation(
        key=key,
        label=indicator.label,
        value=print_plain(figure),
        unit=indicator.unit,
        state=figure.value if isinstance(figure.value, Missing) else None,
        stated=_stated(fact, common) if fact else None,
        computed=_computed(figures, figure),
        belongs_at=story.facts.place_for(key) if is_current and not (fact or formula) else None,
        reference=indicator.reference,
        rule=indicator.pos,
        parts=parts,
    )


def _earlier(story: Story, figures: Figures | None, key: str, bare: str) -> Explanation:
    """Explain a figure of an earlier period by that period's own facts."""
    if figures is None or bare not in figures.figures:
        missing = Missing.UNSTATED
        return Explanation(key, "số của kỳ khác, không có tệp để đọc", missing.value, state=missing)
    return replace(_figure(story, figures, bare), key=key)


def _stated(fact: Fact, common: date | None) -> Stated:
    is_given = fact.value is not Missing.UNSTATED
    text = print_value(fact.indicator, fact.value, is_stated=True) if is_given else ""
    return Stated(text, fact.pos, fact.qualifier, fact.as_of or common, fact.is_estimate, fact.source)


def _computed(figures: Figures, figure: Figure) -> Computed | None:
    formula = figure.indicator.formula
    if formula is None or figure.derived is None:
        return None
    with_values = show(formula, lambda key: value_text(figures, key))
    return Computed(formula.source, with_values, print_value(figure.indicator, figure.derived))


def _count(figures: Figures, topic: Topic) -> Explanation:
    """Explain a count of documents by the documents."""
    documents = tuple(_document(d) for d in figures.documents(topic))
    label = f"số văn bản chủ đề «{topic.name}»{' trong kỳ' if topic.in_period else ''}"
    return Explanation(f"so_van_ban({topic})", label, str(len(documents)), "văn bản", parts=documents)


def _cited(story: Story, key: str) -> Explanation | None:
    found = story.facts.register.documents.get(key.removeprefix(PREFIX).removesuffix(SHORT))
    return _document(found) if found else None


def _document(document: Document) -> Explanation:
    return Explanation(
        key=f"{PREFIX}{document.key}",
        label="văn bản trong mục van_ban",
        value=document.full,
        stated=Stated(document.full, document.pos),
        topics=document.topics,
    )


def _term(story: Story, key: str) -> Explanation | None:
    """Explain a word on the period, the report or the unit by the place that it follows from."""
    facts = story.facts
    words = terms(facts, story.unit, story.rules.settings)
    if key not in words:
        return None
    group = key.partition(".")[0]
    places = {"ky": facts.header.pos, "bao_cao": facts.about_pos, "don_vi": unit_file(story)}
    return Explanation(key, _TERM_LABELS[group], words[key], stated=Stated(words[key], places[group]))
