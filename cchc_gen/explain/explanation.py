"""What an explanation says, as values: where a figure comes from, what prints it, what speaks against it.

The field names are the keys of the JSON form, so a renamed field changes what programs read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from cchc_gen.base.diagnostics import Pos, Severity
from cchc_gen.base.values import Missing


@dataclass(frozen=True, slots=True)
class Stated:
    """What a person typed, and where. `text` is empty when only details were stated, not the value.

    `as_of` is the cut-off date, the fact's own or the report's.
    """

    text: str
    pos: Pos
    qualifier: str = ""
    as_of: date | None = None
    is_estimate: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Computed:
    """A formula as written, with its values in place, and what came of it."""

    formula: str
    with_values: str
    result: str


@dataclass(frozen=True, slots=True)
class Condition:
    """When a variant speaks, and whether it did; one without a condition is for every other case."""

    when: str
    values: Mapping[str, str]
    holds: bool | Missing
    pos: Pos


class PassageKind(Enum):
    """What wrote a passage; the value is its name for the user."""

    SENTENCE = "câu"
    FREE_TEXT = "nội dung"
    DOCUMENTS = "danh sách văn bản"
    HEADING = "mục"
    ROW = "hàng"
    TABLE = "tiêu đề biểu"
    SUBJECT = "trích yếu"
    UNIT = "thể thức"
    TEMPLATE = "mẫu Word"


@dataclass(frozen=True, slots=True)
class Passage:
    """One piece of the printed report: the rule or the typed text that wrote it, and the keys in it.

    Of a sentence, `conditions` are those looked at, the last being the one that spoke out of
    `variants`. A row has a code, a label and a remark; its text is what stands in the value cell.
    """

    kind: PassageKind
    key: str
    text: str
    pos: Pos
    keys: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    variants: int = 0
    code: str = ""
    label: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Objection:
    """A finding, and the reason for which it was accepted, if it was."""

    check: str
    values: Mapping[str, str]
    severity: Severity
    message: str
    pos: Pos
    reference: str
    waiver: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """How one figure, cited document or term came about, and what became of it.

    `state` says why there is no value. `belongs_at` is where the fact would be typed that is neither
    stated nor computed. `uses` print it; `decides` are the sentences whose wording depends on it and
    that do not print it. Parts are explained in the same way, without what became of them.
    """

    key: str
    label: str
    value: str
    unit: str = ""
    state: Missing | None = None
    stated: Stated | None = None
    computed: Computed | None = None
    belongs_at: Pos | None = None
    reference: str = ""
    rule: Pos | None = None
    topics: tuple[str, ...] = ()
    parts: tuple[Explanation, ...] = ()
    uses: tuple[Passage, ...] = ()
    decides: tuple[Passage, ...] = ()
    findings: tuple[Objection, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found for a key or a printed text."""

    asked: str
    passages: tuple[Passage, ...]
    figures: tuple[Explanation, ...]
