"""The pipe: facts file in, checked Word file out. Every stage returns its value and its diagnostics.

read → bind → derive → check → tell, lay → compose → fill → write
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cchc_gen.base.diagnostics import Diagnostic, Pos, Severity, has_errors, in_order
from cchc_gen.check import checking
from cchc_gen.check.evidence import Evidence
from cchc_gen.check.finding import Finding
from cchc_gen.check.waivers import Verdict, copied, judge
from cchc_gen.derive.figures import Figures, derive
from cchc_gen.derive.printing import Printer
from cchc_gen.facts.binding import Facts, Header, bind, read_header
from cchc_gen.facts.supposition import suppose
from cchc_gen.facts.terms import terms
from cchc_gen.facts.unit import UNIT_FILE, Unit, read_unit
from cchc_gen.history import History, read_history
from cchc_gen.read.source import read
from cchc_gen.rules import Rules, read_rules
from cchc_gen.sets.template_set import packaged_root
from cchc_gen.tell.document import Document, compose
from cchc_gen.tell.form import Sheet, lay
from cchc_gen.tell.holes import holes
from cchc_gen.tell.narrative import Paragraph, tell


@dataclass(frozen=True, slots=True)
class Story:
    """A report as told, before Word: every stage's value, for printing and for explaining."""

    rules: Rules
    facts: Facts
    unit: Unit
    figures: Figures
    findings: tuple[Finding, ...]
    verdict: Verdict
    paragraphs: tuple[Paragraph, ...]
    sheets: tuple[Sheet, ...]
    document: Document


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a facts file. `story` is None when not even its parts could be read."""

    story: Story | None
    diagnostics: tuple[Diagnostic, ...]
    set_is_broken: bool = False

    @property
    def ok(self) -> bool:
        """Say whether nothing stands in the way of a document."""
        return self.story is not None and not has_errors(self.diagnostics)


def build(
    facts_path: Path,
    *,
    templates: Path | None = None,
    waive: bool = True,
    changes: Sequence[tuple[str, str]] = (),
) -> Report:
    """Read a facts file, its unit and its set, and tell the report.

    `templates` is a folder of sets that wins over the packaged ones; with `waive` off, the findings
    that waivers accept are reported too. `changes` are keys with values to suppose in place of the
    stated ones.
    """
    table, problems = read(facts_path)
    if table is None:
        return _report(None, problems)
    if changes:
        table, found = suppose(table, changes)
        problems += found
    header, found = read_header(table)
    unit, unit_problems = read_unit(facts_path.parent / UNIT_FILE)
    problems += found + unit_problems
    if header is None:
        return _report(None, problems)
    problems += _check_name(facts_path, header)
    roots = ([templates] if templates else []) + [packaged_root()]
    rules, rule_problems = read_rules(roots, header.set_name.value, header.set_name.pos)
    if rules is None or has_errors(rule_problems):
        return Report(None, tuple(in_order(problems + rule_problems)), set_is_broken=True)
    facts, found = bind(table, header, rules.vocabulary)
    problems += rule_problems + found
    if unit is None:
        return _report(None, problems)
    history, found = read_history(facts_path, header, rules, roots)
    story, told_problems = _told(rules, facts, unit, history, waive)
    return _report(story, problems + found + told_problems)


def _report(story: Story | None, problems: Sequence[Diagnostic]) -> Report:
    return Report(story, tuple(in_order(problems)))


def _check_name(path: Path, header: Header) -> list[Diagnostic]:
    """Warn when the file's name tells another period: other periods are found by name."""
    if path.stem == str(header.period):
        return []
    message = f"tên tệp «{path.name}» không trùng kỳ báo cáo {header.period}"
    hint = f"đặt tên tệp là {header.period}.yaml"
    return [Diagnostic(Pos(str(path)), "F012", message, Severity.WARNING, hint)]


def _told(
    rules: Rules, facts: Facts, unit: Unit, history: History, waive: bool
) -> tuple[Story, list[Diagnostic]]:
    """Run the stages from figures to the composed document."""
    settings = rules.settings
    figures = derive(facts, rules.catalogue, settings, history.by_function)
    words = terms(facts, unit, settings)
    in_text = Printer(figures, words, facts.register, settings.pads_text, settings.percent_sign)
    evidence = Evidence(facts, figures, in_text, settings, history.same_year)
    findings = checking.run(rules.checks, evidence)
    verdict = judge(findings, facts.waivers, rules.catalogue, rules.check_names)
    copies = list(copied(verdict.waived, history.waivers, rules.catalogue))
    in_cells = replace(in_text, pads=settings.pads_cells)
    paragraphs, problems = tell(rules.outline, rules.sentences, facts, in_text, settings.headings)
    sheets = lay(rules.form, in_cells)
    document, found = compose(facts, unit, settings, paragraphs, sheets, in_text)
    problems += found + verdict.diagnostics + copies + holes(facts, figures, rules.catalogue, document)
    if not waive:
        problems += [finding.diagnostic for finding, _ in verdict.waived]
    story = Story(
        rules, facts, unit, figures, tuple(findings), verdict, tuple(paragraphs), tuple(sheets), document
    )
    return story, problems
