"""What a check is: it takes a document, its rule and the word lists, and yields what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from cchc_gen.lint.components import Anatomy
from cchc_gen.lint.contents import Paragraph
from cchc_gen.lint.rulebook import Rule, Rulebook


class Hit(NamedTuple):
    """What a check found: where, what stands there, and the words to quote."""

    at: Paragraph | None
    found: str = ""
    quote: str = ""


Hits = Iterator[Hit]
Check = Callable[[Anatomy, Rule, Rulebook], Hits]
