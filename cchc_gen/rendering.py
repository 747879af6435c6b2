"""Turn a report into the bytes of its Word file: ready to sign, or a draft that shows its faults."""

from __future__ import annotations

from dataclasses import replace

from cchc_gen.base.diagnostics import Diagnostic, Severity
from cchc_gen.drafts import as_draft
from cchc_gen.language.wording import flat
from cchc_gen.lint.linting import lint_parts
from cchc_gen.provenance.manifest import seal
from cchc_gen.report import Report
from cchc_gen.rules import Rules
from cchc_gen.tell.holes import printed
from cchc_gen.word.filling import Filled, fill
from cchc_gen.word.package import pack


def render(report: Report, *, draft: bool = False) -> tuple[bytes | None, list[Diagnostic]]:
    """Fill the Word template, seal it with its manifest and hold it against the rules of form.

    A draft is filled in spite of findings and shows them.
    """
    story = report.story
    if story is None or not (draft or report.ok):
        return None, []
    if not draft and any(run.hole for runs, *_ in printed(story.document) for run in flat(runs)):
        raise AssertionError("a hole reached the document without an error")
    document = as_draft(story, report.diagnostics) if draft else story.document
    filled, problems = fill(story.rules.word_template, document)
    if filled is None:
        return None, problems
    seal(filled, story, is_draft=draft)
    content = pack(filled.parts)
    return content, problems + ([] if draft else _faults_of_form(filled, story.rules))


def _faults_of_form(filled: Filled, rules: Rules) -> list[Diagnostic]:
    """Hold the sealed file against the set's rules of form; notes on local custom are left out.

    What is found warns and does not stop: the parts of a document are known by their words, and a unit
    with an unusual name must not be kept from its report. Where a template is made, it is an error.
    """
    found = lint_parts(filled.parts, filled.texts, _NAME, rules.form_rules)
    return [replace(d, severity=Severity.WARNING) for d in found if d.severity is not Severity.NOTE]


_NAME = "báo cáo"
"""What a finding calls the file, which has no name yet."""
