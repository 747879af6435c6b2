"""Turn a report into the bytes of its Word file: ready to sign, or a draft that shows its faults."""

from __future__ import annotations

from cchc_gen.base.diagnostics import Diagnostic
from cchc_gen.drafts import as_draft
from cchc_gen.language.wording import flat
from cchc_gen.provenance.manifest import seal
from cchc_gen.report import Report
from cchc_gen.tell.holes import printed
from cchc_gen.word.filling import fill


def render(report: Report, *, draft: bool = False) -> tuple[bytes | None, list[Diagnostic]]:
    """Fill the Word template and seal it with its manifest.

    A draft is filled in spite of findings and shows them.
    """
    story = report.story
    if story is None or not (draft or report.ok):
        return None, []
    if not draft and any(run.hole for runs, *_ in printed(story.document) for run in flat(runs)):
        raise AssertionError("a hole reached the document without an error")
    document = as_draft(story, report.diagnostics) if draft else story.document
    content, problems = fill(story.rules.word_template, document)
    return (seal(content, story, is_draft=draft) if content else None), problems
