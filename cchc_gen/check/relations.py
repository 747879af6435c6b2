"""Figures against figures: relations, formulas, ranges.

Comparisons know rounding: two figures conflict only where no true values could have given both. A
check whose inputs are missing says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cchc_gen.base.values import Missing, Number, Value
from cchc_gen.base.vietnamese import decimals, format_number
from cchc_gen.check.checks import Check, Relation
from cchc_gen.check.diagnosis import diagnose
from cchc_gen.check.evidence import Evidence
from cchc_gen.check.finding import Clash, Finding, clash_finding, finding
from cchc_gen.derive.figures import Figure, Figures, is_stated, print_plain, print_value
from cchc_gen.facts.binding import ABOVE, Fact
from cchc_gen.language.evaluation import evaluate, may_hold, show, sides
from cchc_gen.language.expressions import Expression, equality, part
from cchc_gen.language.tree import Binary
from cchc_gen.sets.catalogue import Indicator

_FAILED = {"==": "≠", "!=": "=", "<": "≥", "<=": ">", ">": "≤", ">=": "<"}
_SHOWN_PLACES = 2


def relation_findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    """Say where a relation cannot hold; one that is a claim is looked for in the texts instead."""
    relation, figures = check.options, evidence.figures
    assert isinstance(relation, Relation)
    for broken in () if relation.claim else broken_parts(relation.expect, figures):
        keys = [key for key in broken.keys if figures.get(key)]
        diagnosis = diagnose(broken, figures)
        message = f"{relation.message}: {failed(broken, figures)}"
        clash = Clash(check.name, keys, "C001", message, diagnosis.wanted, diagnosis.slip, broken.topics)
        yield clash_finding(check, clash, figures, check.pos)


def broken_parts(expect: Expression, figures: Figures) -> list[Expression]:
    """Find what cannot hold: the condition, or the parts of it where it joins several with `and`."""
    return [condition for condition in _conditions(expect) if may_hold(condition, figures) is False]


def _conditions(expect: Expression) -> Iterator[Expression]:
    tree = expect.tree
    if isinstance(tree, Binary) and tree.sign == "and":
        yield from _conditions(part(expect, tree.left))
        yield from _conditions(part(expect, tree.right))
    else:
        yield expect


def failed(expect: Expression, figures: Figures) -> str:
    """Write what a relation saw: `1.807 ≠ 26 + 1.326 + 408 = 1.760`."""
    parts = sides(expect)
    if parts is None and expect.whole_part is None:
        counts = [f"{figures.count_documents(topic)} {topic.noun}" for topic in expect.topics]
        return ", ".join([*counts, *(_named(figures[key]) for key in expect.keys if figures.get(key))])
    if parts is None:
        return f"{_shown(expect, figures)}{_between(expect, figures)}"
    sign, left, right = parts
    places = _places([figures[key] for key in expect.keys])
    return f"{_side(left, figures, places)} {_FAILED[sign]} {_side(right, figures, places)}"


def _named(figure: Figure) -> str:
    return f"«{figure.indicator.label}» là {print_plain(figure)}"


def _shown(expression: Expression, figures: Figures) -> str:
    return show(expression, lambda key: print_plain(figures[key]), figures.count_documents)


def _between(expect: Expression, figures: Figures) -> str:
    """Write the interval in which a whole number was looked for."""
    number = evaluate(expect.whole_part, figures) if expect.whole_part else None
    if not isinstance(number, Number):
        return ""
    low, high = (format_number(edge, _SHOWN_PLACES + 1) for edge in (number.low, number.high))
    return f" = từ {low} đến {high}, không có số nguyên nào"


def _places(figures: Iterable[Figure]) -> int:
    """Find with how many decimals a total must be shown to differ from the typed ones."""
    typed = (f.value.value for f in figures if is_stated(f) and isinstance(f.value, Number))
    return max([_SHOWN_PLACES, *(decimals(value) for value in typed)])


def _side(expression: Expression, figures: Figures, places: int) -> str:
    written = _shown(expression, figures)
    value = evaluate(expression, figures)
    if expression.key or not expression.keys or not isinstance(value, Number):
        return written
    total = format_number(value.value, places)
    return written if written == total else f"{written} = {total}"


def formula_findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    """Say where a stated figure and the one derived from its parts cannot both be true."""
    for figure in evidence.figures.figures.values():
        fact, derived = figure.fact, figure.derived
        if fact is None or derived is None or fact.value in (Missing.UNSTATED, Missing.UNKNOWN):
            continue
        if not _agree(fact, derived):
            yield _disagreement(check, figure, fact, derived, evidence.figures)


def _agree(fact: Fact, derived: Value) -> bool:
    """Say whether stated and derived can both be true; a form may answer 0 to a ratio of nothing."""
    value = Number.exact(0) if fact.value is Missing.NOTHING else fact.value
    if derived is Missing.UNDEFINED:
        return not isinstance(value, Number) or value.value == 0
    if not isinstance(value, Number) or not isinstance(derived, Number):
        return isinstance(derived, Missing) or type(value) is not type(derived) or value == derived
    if fact.qualifier in ABOVE:
        return derived.high > value.value
    return value.meets(derived)


def _disagreement(check: Check, figure: Figure, fact: Fact, derived: Value, figures: Figures) -> Finding:
    indicator = figure.indicator
    assert indicator.formula is not None
    keys = (indicator.key, *indicator.formula.keys)
    places = max(indicator.places, _places([figure]))
    computed = print_value(indicator, derived, places=places)
    stated = print_value(indicator, fact.value, is_stated=True)
    qualifier = f"{fact.qualifier} " if fact.qualifier else ""
    formula = "" if indicator.formula.key else f" = {_shown(indicator.formula, figures)}"
    found = "mẫu số bằng 0" if derived is Missing.UNDEFINED else f"tính được {computed}{formula}"
    message = f"{indicator.label}: nêu {qualifier}{stated} nhưng {found}"
    diagnosis = diagnose(equality(indicator.key, indicator.formula), figures)
    clash = Clash(indicator.key, keys, "C003", message, diagnosis.wanted, diagnosis.slip)
    return clash_finding(check, clash, figures, indicator.pos)


def range_findings(check: Check, evidence: Evidence) -> Iterator[Finding]:
    """Say which figures lie outside the range that the catalogue gives them."""
    for figure in evidence.figures.figures.values():
        indicator, value = figure.indicator, figure.value
        if not isinstance(value, Number) or _is_inside(indicator, value):
            continue
        shown = print_plain(figure)
        wanted = _range_words(indicator)
        message = f"{indicator.label}: {shown} nằm ngoài khoảng cho phép ({wanted})"
        pos = figure.fact.pos if figure.fact else indicator.pos
        yield finding(check, "C002", {indicator.key: shown}, pos, message, "kiểm tra lại số vừa gõ")


def _is_inside(indicator: Indicator, number: Number) -> bool:
    low, high = indicator.minimum, indicator.maximum
    return (low is None or number.value >= low) and (high is None or number.value <= high)


def _range_words(indicator: Indicator) -> str:
    low = "" if indicator.minimum is None else f"từ {format_number(indicator.minimum, 6)}"
    high = "" if indicator.maximum is None else f"đến {format_number(indicator.maximum, 6)}"
    return f"{low} {high}".strip()
