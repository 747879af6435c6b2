"""What a check found: the values it found it in, the words for the user, and how to accept it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.check.checks import Check
from cchc_gen.derive.figures import Figures, print_plain
from cchc_gen.language.tree import Topic


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding of the check `check`: the values that a waiver must name, and what is said."""

    check: str
    values: Mapping[str, str]
    diagnostic: Diagnostic


@dataclass(frozen=True, slots=True)
class Clash:
    """Figures that cannot all be true: by which rule, in which words, what each of them should be.

    `topics` are those whose documents are counted. `wanted` gives for a key the words on its right
    value, «phải là 1.760»; `slip` is the small slip that explains all, or nothing. `name` is what a
    waiver calls the finding.
    """

    name: str
    keys: Sequence[str]
    code: str
    message: str
    wanted: Mapping[str, str]
    slip: str = ""
    topics: Sequence[Topic] = ()


def clash_finding(check: Check, clash: Clash, figures: Figures, rule: Pos) -> Finding:
    """Place a clash at the first figure that was typed, and name every other one with its place."""
    values = {key: print_plain(figures[key]) for key in clash.keys}
    counts = {f"so_van_ban({topic})": str(figures.count_documents(topic)) for topic in clash.topics}
    typed = [(f.fact.pos, key) for key in clash.keys if (f := figures[key]).fact]
    (pos, first), others = (typed[0], typed[1:]) if typed else ((rule, ""), [])
    related = tuple(
        (place, _with(f"{key} ({figures[key].indicator.label}) = {values[key]}", clash.wanted.get(key)))
        for place, key in others
    )
    way_out = [
        clash.slip,
        f"{first} {clash.wanted[first]} nếu các số kia đúng" if first in clash.wanted else "sửa số sai",
        waiver_hint(clash.name, values | counts),
    ]
    diagnostic = Diagnostic(
        pos,
        clash.code,
        clash.message,
        check.severity,
        hint="; ".join(part for part in way_out if part),
        related=(*related, *_counted(clash.topics, figures), (rule, f"quy tắc «{clash.name}»")),
        rule=clash.name,
        reference=check.reference,
    )
    return Finding(clash.name, values | counts, diagnostic)


def _counted(topics: Sequence[Topic], figures: Figures) -> Iterator[tuple[Pos, str]]:
    for topic in topics:
        for document in figures.documents(topic):
            yield document.pos, f"văn bản «{document.key}»: {document.short}"


def _with(text: str, wanted: str | None) -> str:
    return f"{text}; {wanted} nếu các số kia đúng" if wanted else text


def finding(
    check: Check,
    code: str,
    values: Mapping[str, str],
    pos: Pos,
    message: str,
    hint: str,
    related: tuple[tuple[Pos, str], ...] = (),
) -> Finding:
    """Make a finding at one place; the hint ends with how to accept it."""
    way_out = f"{hint}; {waiver_hint(check.name, values)}"
    diagnostic = Diagnostic(
        pos, code, message, check.severity, way_out, related, rule=check.name, reference=check.reference
    )
    return Finding(check.name, values, diagnostic)


def waiver_hint(check: str, values: Mapping[str, str]) -> str:
    """Write the entry of `giai_trinh` that would accept these values."""
    accepted = ", ".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
    return f"nếu chấp nhận thì thêm vào giai_trinh: {{kiem_tra: {check}, gia_tri: {{{accepted}}}, ly_do: …}}"
