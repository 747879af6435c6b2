"""Names that a rule of a set gives and that nobody else in the set knows: most likely misspelt.

Such a name is wrong without a word: an exemption that leaves nothing alone, a topic that no document
has. Only what the set itself writes is held to it; what a base exempts, a set may have dropped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cchc_gen.base.diagnostics import Diagnostic, Pos, Severity
from cchc_gen.check.checks import NO_GROUPS, NO_SECTIONS, ONLY_SECTIONS, TOPICS
from cchc_gen.read.fields import nearest
from cchc_gen.rules import Rules
from cchc_gen.tell.narrative import text_keys


@dataclass(frozen=True, slots=True)
class _Known:
    """What names of one kind may be: `more` are right too, but not what is meant by a misspelt one."""

    noun: str
    names: frozenset[str]
    more: frozenset[str] = frozenset()
    by_beginning: bool = False

    def has(self, name: str) -> bool:
        every = self.names | self.more
        return any(known.startswith(name) for known in every) if self.by_beginning else name in every


def unknown_names(rules: Rules) -> Iterator[Diagnostic]:
    """Report what a check of the set names and the set does not have: sections, groups, topics (S015)."""
    known = _known(rules)
    for check in rules.checks:
        for field, names in check.names.items():
            kind = known[field]
            for name in names:
                if not kind.has(name.value) and Path(name.pos.path).parent == rules.chain[0]:
                    message = f"«{field}»: không có {kind.noun} «{name.value}»"
                    hint = nearest(name.value, kind.names) or "sửa tên, hoặc bỏ đi"
                    yield Diagnostic(name.pos, "S015", message, hint=hint)


def _known(rules: Rules) -> Mapping[str, _Known]:
    indicators = frozenset(rules.catalogue.indicators)
    sections = text_keys(rules.outline)
    return {
        ONLY_SECTIONS: _Known("lời văn", sections),
        NO_SECTIONS: _Known("lời văn", sections, indicators, by_beginning=True),
        NO_GROUPS: _Known("nhóm chỉ tiêu", rules.catalogue.groups, indicators),
        TOPICS: _Known("chủ đề", rules.topics),
    }


_LETTERS_TO_A_SLIP = 4
_MOST_SLIPS = 2


def odd_topics(rules: Rules) -> Iterator[Diagnostic]:
    """Note a topic that one rule alone asks for and that is a slip or two away from another (S015)."""
    places: dict[str, dict[str, Pos]] = defaultdict(dict)
    for rule, topic, pos in rules.topics_asked():
        places[topic].setdefault(rule, pos)
    for topic, by_rule in places.items():
        slips = min(_MOST_SLIPS, len(topic) // _LETTERS_TO_A_SLIP)
        near = next((other for other in places if 0 < _slips(topic, other) <= slips), None)
        if near and len(by_rule) == 1:
            ((rule, pos),) = by_rule.items()
            message = f"chỉ {rule} dùng chủ đề «{topic}», gần giống chủ đề «{near}»"
            yield Diagnostic(pos, "S015", message, Severity.NOTE, f"có phải bạn định viết «{near}»?")


def _slips(one: str, other: str) -> int:
    """Count the letters to change, add or leave out to make one word of another."""
    row = list(range(len(other) + 1))
    for n, letter in enumerate(one, 1):
        above, row = row, [n]
        for m, meant in enumerate(other, 1):
            row.append(min(above[m] + 1, row[-1] + 1, above[m - 1] + (letter != meant)))
    return row[-1]
