"""Change what a finished document prints: the marks of a draft, or any run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from cchc_gen.base.diagnostics import Diagnostic
from cchc_gen.language.wording import Run
from cchc_gen.report import Story
from cchc_gen.tell.document import Document
from cchc_gen.tell.form import Sheet


def as_draft(story: Story, diagnostics: Sequence[Diagnostic]) -> Document:
    """Mark every hole and every figure that a standing finding names, and list what was found."""
    accepted = {id(finding) for finding, _ in story.verdict.waived}
    doubtful = {key for finding in story.findings if id(finding) not in accepted for key in finding.values}
    notes = tuple(" ".join(f"{d.severity.value} {d.code}: {d.message}".split()) for d in diagnostics)
    marked = with_runs(story.document, lambda r: replace(r, hole=True) if doubtful & set(r.keys) else r)
    return replace(marked, draft_notes=notes)


def with_runs(document: Document, change: Callable[[Run], Run]) -> Document:
    """Change every run that a document prints, those of footnotes and cells too."""

    def changed(runs: tuple[Run, ...]) -> tuple[Run, ...]:
        return tuple(replace(change(run), note=changed(run.note)) for run in runs)

    def changed_sheet(sheet: Sheet) -> Sheet:
        rows = tuple(
            replace(r, label=changed(r.label), value=changed(r.value), note=changed(r.note))
            for r in sheet.rows
        )
        titles = tuple(map(changed, sheet.titles))
        return replace(sheet, titles=titles, attached=changed(sheet.attached), rows=rows)

    return replace(
        document,
        subject=changed(document.subject),
        body=tuple(replace(p, runs=changed(p.runs)) for p in document.body),
        sheets=tuple(map(changed_sheet, document.sheets)),
    )
