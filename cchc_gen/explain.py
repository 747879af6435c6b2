"""Answer "why this number?": where it is printed, by which rule, from which facts, stated where."""

from __future__ import annotations

from collections.abc import Iterator

from cchc_gen.base.values import Missing
from cchc_gen.base.vietnamese import format_date
from cchc_gen.derive.figures import Figure, print_plain, print_value
from cchc_gen.language.evaluation import show
from cchc_gen.language.wording import flat, text_of
from cchc_gen.report import Story

_INDENT = "  "


def explain(story: Story, key: str) -> str:
    """Explain one figure as indented text: value, formula, facts with their places, uses, findings."""
    lines = [*_figure(story, key, 0, set()), "", "được in ở:"]
    lines += [f"{_INDENT}{use}" for use in _uses(story, key)] or [f"{_INDENT}không chỗ nào"]
    findings = [
        f"{_INDENT}{finding.diagnostic.severity.value} «{finding.check}»: {finding.diagnostic.message}"
        f"{_waived(story, finding)}"
        for finding in story.findings
        if key in finding.values
    ]
    if findings:
        lines += ["", "phát hiện có liên quan:", *findings]
    return "\n".join(lines) + "\n"


def keys_printing(story: Story, text: str) -> list[str]:
    """Find the figures whose printed text is `text`, in the narrative or in a cell, in print order."""
    runs = [run for paragraph in story.paragraphs for run in flat(paragraph.runs)]
    for sheet in story.sheets:
        for row in sheet.rows:
            runs += [*flat(row.value), *flat(row.note)]
    wanted = text.strip()
    keys = (key for run in runs if run.text.strip() == wanted for key in run.keys)
    return list(dict.fromkeys(key for key in keys if key in story.figures.figures))


def _waived(story: Story, finding: object) -> str:
    reasons = (waiver.reason for accepted, waiver in story.verdict.waived if accepted is finding)
    reason = next(reasons, "")
    return f"\n{_INDENT * 2}đã giải trình: {reason}" if reason else ""


def _figure(story: Story, key: str, depth: int, seen: set[str]) -> Iterator[str]:
    figure = story.figures[key]
    pad = _INDENT * depth
    indicator = figure.indicator
    unit = f" {indicator.unit}" if indicator.unit else ""
    yield f"{pad}{key} = {print_plain(figure)}{unit}  ({indicator.label})"
    if key in seen:
        return
    seen.add(key)
    yield from (f"{pad}{_INDENT}{line}" for line in _origin(story, figure))
    if indicator.formula:
        for part in indicator.formula.keys:
            yield from _figure(story, part, depth + 2, seen)


def _origin(story: Story, figure: Figure) -> Iterator[str]:
    indicator, fact = figure.indicator, figure.fact
    if fact and fact.value is not Missing.UNSTATED:
        stated = print_value(indicator, fact.value, is_stated=True)
        yield f"nêu tại {fact.pos}: {fact.qualifier} {stated}".replace("  ", " ")
        if fact.as_of:
            yield f"số liệu đến ngày {format_date(fact.as_of)}"
        if fact.is_estimate:
            yield "số ước thực hiện"
        if fact.source:
            yield f"nguồn: {fact.source}"
    elif not indicator.formula:
        yield f"chưa nêu; nhóm ở {story.facts.place_for(indicator.key)}"
    if indicator.formula and figure.derived is not None:
        derived = print_value(indicator, figure.derived)
        values = show(indicator.formula, lambda key: print_plain(story.figures[key]))
        yield f"công thức: {indicator.formula.source} = {values} = {derived}"
    yield f"căn cứ: {indicator.reference} ({indicator.pos})"


def _uses(story: Story, key: str) -> Iterator[str]:
    for paragraph in story.paragraphs:
        if any(key in run.keys for run in flat(paragraph.runs)):
            yield f"{paragraph.origin} ({paragraph.pos}): {paragraph.text}"
    for sheet in story.sheets:
        for row in sheet.rows:
            if row.spec.indicator == key or any(key in run.keys for run in flat(row.note)):
                shown = text_of(row.value) or "(để trống)"
                yield f"biểu, hàng {row.spec.key} ({row.spec.pos}): {text_of(row.label)} = {shown}"
