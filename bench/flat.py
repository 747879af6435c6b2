"""The same report as an office has it that works with docxtpl alone.

A Word file that holds all the text, with a tag where each figure stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from cchc_gen.drafts import with_runs
from cchc_gen.language.wording import Run
from cchc_gen.tell.document import Document
from cchc_gen.word.filling import fill
from cchc_gen.word.package import pack


@dataclass(frozen=True, slots=True)
class FlatTemplate:
    """A Word file with tags, and the value of each."""

    content: bytes
    values: dict[str, str]


def flatten(template: Path, document: Document) -> FlatTemplate:
    """Fill our template with a document in which a tag stands for each figure."""
    values: dict[str, str] = {}

    def tagged(run: Run) -> Run:
        if not run.keys or not run.text:
            return run
        values[f"so_{len(values)}"] = run.text
        return replace(run, text=f"{{{{ so_{len(values) - 1} }}}}")

    filled, problems = fill(template, with_runs(document, tagged))
    assert filled is not None, problems
    return FlatTemplate(pack(filled.parts), values)
