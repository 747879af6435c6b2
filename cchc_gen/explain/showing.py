"""Print explanations and differences: indented text for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum

from cchc_gen.base.diagnostics import Diagnostic, Pos, as_json, as_text
from cchc_gen.base.values import Missing
from cchc_gen.base.vietnamese import format_date
from cchc_gen.explain.difference import Change, Difference
from cchc_gen.explain.explanation import (
    Answer,
    Condition,
    Explanation,
    Objection,
    Passage,
    PassageKind,
    Stated,
)

_INDENT = "  "


def answer_text(answer: Answer) -> str:
    """Print an answer: the passages that were asked for, then each figure with its uses and findings."""
    blocks = ["\n".join(_passage(passage)) for passage in answer.passages]
    blocks += ["\n".join(_explanation(figure)) for figure in answer.figures]
    return "\n\n".join(blocks) + "\n"


def answer_json(answer: Answer) -> str:
    """Print an answer as one JSON object."""
    return _dumped(_plain(answer))


def difference_text(found: Difference) -> str:
    """Print a difference, old and new below one another."""
    parts = {
        "số liệu đổi": [_change(change) for change in found.figures],
        "câu đổi": [_change(change) for change in found.sentences],
        "ô biểu đổi": [_change(change) for change in found.cells],
        "phát hiện mới": [_INDENT + line for line in as_text(found.appeared).splitlines()],
        "phát hiện không còn": [_INDENT + f"{d.severity.value} {d.code}: {d.message}" for d in found.gone],
    }
    blocks = ["\n".join([f"{title}:", *lines]) for title, lines in parts.items() if lines]
    return "\n\n".join(blocks or ["không có gì đổi"]) + "\n"


def difference_json(found: Difference) -> str:
    """Print a difference as one JSON object; its findings have the form that `check` gives them."""
    return _dumped(_plain(found))


def rule_name(passage: Passage) -> str:
    """Name what wrote a passage: «câu «ket», biến thể 1/1», «hàng phu_luc/1.2 «Nhãn»»."""
    if passage.kind is PassageKind.ROW:
        return f"{passage.kind.value} {passage.key} «{passage.label}»"
    key = f" «{passage.key}»" if passage.key else ""
    variant = f", biến thể {len(passage.conditions)}/{passage.variants}" if passage.conditions else ""
    return f"{passage.kind.value}{key}{variant}"


def conditions(passage: Passage) -> Iterator[str]:
    """Tell why a variant spoke and those before it did not; nothing when there was no choice."""
    if passage.variants > 1:
        yield from (f"{n}. {_condition(c)}" for n, c in enumerate(passage.conditions, 1))


def _condition(condition: Condition) -> str:
    if not condition.when:
        return "mọi trường hợp còn lại: đúng"
    values = ", ".join(f"{key} = {value}" for key, value in condition.values.items())
    truth = {True: "đúng", False: "không đúng"}
    said = condition.holds.value if isinstance(condition.holds, Missing) else truth[condition.holds]
    return f"{condition.when} [{values}]: {said}"


def with_unit(explanation: Explanation) -> str:
    """Print a value with its unit; a missing one has none."""
    has_unit = explanation.unit and explanation.state is None
    return f"{explanation.value} {explanation.unit}" if has_unit else explanation.value


def stated_details(stated: Stated) -> Iterator[str]:
    """List what was said of a value besides the value."""
    if stated.as_of:
        yield f"số liệu đến ngày {format_date(stated.as_of)}"
    if stated.is_estimate:
        yield "số ước thực hiện"
    if stated.source:
        yield f"nguồn: {stated.source}"


def objection_text(objection: Objection) -> str:
    """Print a finding in one line."""
    return f"{objection.severity.value} «{objection.check}»: {objection.message}"


def objection_details(objection: Objection, place: str) -> Iterator[str]:
    """Tell whether a finding was accepted, where it stands and which law it follows from."""
    yield f"đã giải trình: {objection.waiver}" if objection.waiver else "chưa giải trình"
    yield f"xem {place}"
    if objection.reference:
        yield f"căn cứ: {objection.reference}"


def _passage(passage: Passage) -> Iterator[str]:
    shown = passage.text or "(để trống)"
    joint = " = " if passage.kind is PassageKind.ROW else ": "
    remark = f"; ghi chú: {passage.remark}" if passage.remark else ""
    yield f"{rule_name(passage)} ({passage.pos}){joint}{shown}{remark}"
    yield from (f"{_INDENT}{line}" for line in conditions(passage))


def _explanation(explanation: Explanation) -> Iterator[str]:
    yield from _account(explanation, 0, set())
    yield from ("", "được in ở:")
    uses = [line for use in explanation.uses for line in _passage(use)]
    yield from (f"{_INDENT}{line}" for line in uses or ["không chỗ nào"])
    if explanation.decides:
        yield from ("", "quyết định cách viết:")
    yield from (f"{_INDENT}{line}" for use in explanation.decides for line in _passage(use))
    if explanation.findings:
        yield from ("", "phát hiện có liên quan:")
    for finding in explanation.findings:
        yield f"{_INDENT}{objection_text(finding)}"
        yield from (f"{_INDENT * 2}{line}" for line in objection_details(finding, str(finding.pos)))


def _account(explanation: Explanation, depth: int, seen: set[str]) -> Iterator[str]:
    """Print a figure and below it its parts; one that was printed before is not told again."""
    pad = _INDENT * depth
    yield f"{pad}{explanation.key} = {with_unit(explanation)}  ({explanation.label})"
    if explanation.key in seen:
        return
    seen.add(explanation.key)
    yield from (f"{pad}{_INDENT}{line}" for line in _origin(explanation))
    for part in explanation.parts:
        yield from _account(part, depth + 2, seen)


def _origin(explanation: Explanation) -> Iterator[str]:
    stated, computed = explanation.stated, explanation.computed
    if stated:
        said = f"{stated.qualifier} {stated.text}".strip() or "chỉ nêu chi tiết"
        yield f"nêu tại {stated.pos}: {said}"
        yield from stated_details(stated)
    if explanation.belongs_at:
        yield f"chưa nêu; nhóm ở {explanation.belongs_at}"
    if computed:
        yield f"công thức: {computed.formula} = {computed.with_values} = {computed.result}"
    if explanation.topics:
        yield f"chủ đề: {', '.join(explanation.topics)}"
    if explanation.reference:
        yield f"căn cứ: {explanation.reference} ({explanation.rule})"


def _change(change: Change) -> str:
    label = f"  ({change.label})" if change.label else ""
    texts = (change.before, change.after)
    before, after = (text.replace("\n", f"\n{' ' * 11}") or "(không in)" for text in texts)
    return f"{_INDENT}{change.key}{label}\n{_INDENT * 2}từ:    {before}\n{_INDENT * 2}thành: {after}"


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _plain(value: object) -> object:
    """Turn values into what JSON knows; the names of fields become its keys."""
    if isinstance(value, Pos):
        return {"file": value.path, "line": value.line, "column": value.column}
    if isinstance(value, Diagnostic):
        return json.loads(as_json([value]))[0]
    if isinstance(value, Enum):
        return value.name.lower()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value
