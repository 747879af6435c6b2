"""Print what a slot names: a figure, a term, a citation. A missing value leaves a hole, never a blank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cchc_gen.base.values import Missing
from cchc_gen.base.vietnamese import format_date, join_list
from cchc_gen.derive.figures import Figure, Figures, is_stated, print_value
from cchc_gen.facts.register import Register
from cchc_gen.facts.terms import CUT_OFF
from cchc_gen.language.expressions import Expression
from cchc_gen.language.wording import Run, Wording, write
from cchc_gen.sets.catalogue import Kind

HOLE = "[THIẾU: {}]"


@dataclass(frozen=True, slots=True)
class Printer:
    """Everything a text may print, in the set's number habits."""

    figures: Figures
    terms: Mapping[str, str]
    register: Register
    pads: bool
    percent: str = "%"

    def slot(self, expression: Expression) -> Run:
        """Print one slot as a run that knows its keys."""
        if expression.literal is not None:
            return Run(expression.literal)
        if expression.citation:
            return self._citations(*expression.citation)
        key = expression.key
        assert key is not None
        if key in self.figures.figures:
            return self._figure(key)
        if key.endswith(CUT_OFF) and key.removesuffix(CUT_OFF) in self.figures.figures:
            return self._cut_off(key.removesuffix(CUT_OFF))
        text = self.terms.get(key) or self.register.citation(key)
        return Run(text, keys=(key,)) if text else hole(key, key)

    def line(self, wording: Wording | None) -> tuple[Run, ...]:
        """Print a text on one line, whatever its lines; none prints nothing."""
        first, *rest = (write(wording, self.slot) if wording else ()) or ((),)
        return (*first, *(run for line in rest for run in (Run(" "), *line)))

    def _citations(self, function: str, topic: str) -> Run:
        documents = self.register.with_topic(topic)
        keys = tuple(f"van_ban.{d.key}" for d in documents)
        if not documents:
            return hole(f"văn bản chủ đề {topic}", f"van_ban:{topic}")
        texts = [d.full if function == "trich_dan" else d.short for d in documents]
        return Run(join_list(texts, "; "), keys=keys)

    def _figure(self, key: str) -> Run:
        figure = self.figures[key]
        text = figure_text(figure, pads=self.pads, percent=self.percent)
        return hole(figure.indicator.label, key) if text is None else Run(text, keys=(key,))

    def _cut_off(self, key: str) -> Run:
        dates = self._dates(key)
        if len(dates) > 1:
            return hole(f"ngày chốt chung của {key}", key)
        if dates:
            return Run(format_date(dates.pop()), keys=(key,))
        return Run(self.terms["bao_cao.den_ngay"], keys=("bao_cao.den_ngay",))

    def _dates(self, key: str) -> set[date]:
        """Collect the cut-off dates of a figure, or of the facts that it is derived from."""
        figure = self.figures[key]
        if figure.fact and (figure.fact.as_of or is_stated(figure)):
            return {figure.fact.as_of} if figure.fact.as_of else set()
        formula = figure.indicator.formula
        return set().union(*(self._dates(part) for part in formula.keys)) if formula else set()


def hole(label: str, key: str) -> Run:
    """Make the run that marks a missing value."""
    return Run(HOLE.format(label), keys=(key,), hole=True)


def figure_text(figure: Figure, *, pads: bool, percent: str = "%") -> str | None:
    """Print a figure for prose, with its qualifier; None when there is nothing to print.

    A count or an amount of which nothing arose reads as 0.
    """
    indicator, value = figure.indicator, figure.value
    if value is Missing.NOTHING and indicator.kind.is_number and indicator.kind is not Kind.PERCENT:
        return "0"
    if isinstance(value, Missing):
        return None
    text = print_value(indicator, value, pad=pads, is_stated=is_stated(figure), percent=percent)
    qualifier = figure.fact.qualifier if figure.fact else ""
    return f"{qualifier} {text}".strip()
