"""Turn a report into the bytes of its Word file: ready to sign, or a draft that shows its faults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cchc_gen.base.diagnostics import Diagnostic
from cchc_gen.language.wording import Run, flat
from cchc_gen.report import Report, Story
from cchc_gen.tell.document import Document
from cchc_gen.tell.holes import printed
from cchc_gen.word.filling import fill


def render(report: Report, *, draft: bool = False) -> tuple[bytes | None, list[Diagnostic]]:
    """Fill the Word template; a draft is filled in spite of findings and shows them."""
    story = report.story
    if story is None or not (draft or report.ok):
        return None, []
    if not draft and any(run.hole for runs, *_ in printed(story.document) for run in flat(runs)):
        raise AssertionError("a hole reached the document without an error")
    document = _as_draft(story, report.diagnostics) if draft else story.document
    return fill(story.rules.word_template, document)


def _as_draft(story: Story, diagnostics: Sequence[Diagnostic]) -> Document:
    """Mark every hole and every figure that a standing finding names, and list what was found."""
    accepted = {id(finding) for finding, _ in story.verdict.waived}
    doubtful = {key for finding in story.findings if id(finding) not in accepted for key in finding.values}

    def marked(runs: tuple[Run, ...]) -> tuple[Run, ...]:
        return tuple(replace(r, hole=True) if doubtful & set(r.keys) else r for r in runs)

    body = tuple(replace(p, runs=marked(p.runs)) for p in story.document.body)
    sheets = tuple(
        replace(s, rows=tuple(replace(r, value=marked(r.value), note=marked(r.note)) for r in s.rows))
        for s in story.document.sheets
    )
    notes = tuple(" ".join(f"{d.severity.value} {d.code}: {d.message}".split()) for d in diagnostics)
    return replace(story.document, body=body, sheets=sheets, draft_notes=notes)
