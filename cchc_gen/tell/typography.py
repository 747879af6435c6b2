"""Keep together what a line must not part: a number and the noun it counts, «ngày» and its day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from cchc_gen.base.vietnamese import NUMBERED_WORDS
from cchc_gen.facts.terms import TERM_NAMES
from cchc_gen.language.wording import Run, text_of

NO_BREAK = "\u00a0"

_BEFORE_NUMBER = re.compile(r" (?=\d|[IVX]+\b)")
_NUMBERED = re.compile(rf"(?<!\w)(?:{'|'.join(NUMBERED_WORDS)})\Z", re.IGNORECASE)
_LONGEST = max(map(len, NUMBERED_WORDS))
_COUNT = re.compile(r"[\d.,]*\d")
_NOUN = re.compile(r" (?=[^\W\d_])")


def held_together(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Put a no-break space after each printed count and before each number of a date or a clause."""
    text = text_of(runs)
    held = sorted({*_before_numbers(text), *_after_counts(runs)})
    if not held:
        return runs
    ends = [*held, len(text)]
    pieces = (text[start:end] for start, end in zip([0, *(place + 1 for place in held)], ends, strict=True))
    return tuple(_cut(runs, NO_BREAK.join(pieces)))


def _before_numbers(text: str) -> Iterator[int]:
    for found in _BEFORE_NUMBER.finditer(text):
        place = found.start()
        if _NUMBERED.search(text, max(0, place - _LONGEST), place):
            yield place


def _after_counts(runs: Sequence[Run]) -> Iterator[int]:
    place = 0
    for run, following in pairwise([*runs, Run("")]):
        place += len(run.text)
        is_count = run.keys and not TERM_NAMES & set(run.keys) and _COUNT.fullmatch(run.text)
        if is_count and _NOUN.match(following.text):
            yield place


def _cut(runs: Sequence[Run], text: str) -> Iterator[Run]:
    start = 0
    for run in runs:
        end = start + len(run.text)
        yield run if text[start:end] == run.text else replace(run, text=text[start:end])
        start = end
