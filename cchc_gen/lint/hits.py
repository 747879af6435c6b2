"""What a check is: it takes a document, its rule and the word lists, and yields what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cchc_gen.lint.components import Anatomy
from cchc_gen.lint.contents import Paragraph
from cchc_gen.lint.requirements import Rule, Rulebook


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check found: where, what stands there, and the words to quote."""

    at: Paragraph | None
    found: str = ""
    quote: str = ""


Hits = Iterator[Hit]
Check = Callable[[Anatomy, Rule, Rulebook], Hits]
