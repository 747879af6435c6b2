"""The pipe: facts file in, checked Word file out. Every stage returns its value and its diagnostics.

read → bind → derive → check → tell, lay → compose → fill → write
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cchc_gen import checks
from cchc_gen.catalogue import Catalogue
from cchc_gen.diagnostics import Diagnostic, Pos, Severity, has_errors, in_order
from cchc_gen.document import Document, compose
from cchc_gen.facts import Facts, Header, bind, read_header
from cchc_gen.figures import Figure, Figures, derive
from cchc_gen.form import Sheet, lay
from cchc_gen.narrative import Paragraph, tell
from cchc_gen.printing import Printer
from cchc_gen.register import PREFIX
from cchc_gen.rules import Rules, read_rules
from cchc_gen.source import read
from cchc_gen.template_set import packaged_root
from cchc_gen.terms import terms
from cchc_gen.unit import UNIT_FILE, Unit, read_unit
from cchc_gen.values import Missing
from cchc_gen.waivers import Verdict, judge
from cchc_gen.word import fill
from cchc_gen.wording import Run, flat


@dataclass(frozen=True, slots=True)
class Story:
    """A report as told, before Word: every stage's value, for printing and for explaining."""

    rules: Rules
    facts: Facts
    unit: Unit
    figures: Figures
    findings: tuple[checks.Finding, ...]
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


def build(facts_path: Path, *, templates: Path | None = None, waive: bool = True) -> Report:
    """Read a facts file, its unit and its set, and tell the report.

    `templates` is a folder of sets that wins over the packaged ones; with `waive` off, the findings
    that waivers accept are reported too.
    """
    table, problems = read(facts_path)
    if table is None:
        return _report(None, problems)
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
    story, found = _told(rules, facts, unit, waive)
    return _report(story, problems + found)


def _report(story: Story | None, problems: Sequence[Diagnostic]) -> Report:
    return Report(story, tuple(in_order(problems)))


def _check_name(path: Path, header: Header) -> list[Diagnostic]:
    """Warn when the file's name tells another period: other periods are found by name."""
    if path.stem == str(header.period):
        return []
    message = f"tên tệp «{path.name}» không trùng kỳ báo cáo {header.period}"
    hint = f"đặt tên tệp là {header.period}.yaml"
    return [Diagnostic(Pos(str(path)), "F012", message, Severity.WARNING, hint)]


def _told(rules: Rules, facts: Facts, unit: Unit, waive: bool) -> tuple[Story, list[Diagnostic]]:
    """Run the stages from figures to the composed document."""
    settings = rules.settings
    figures = derive(facts, rules.catalogue)
    findings = checks.run(rules.checks, figures, facts, settings.allowed_numbers)
    findings += checks.date_findings(facts, settings)
    verdict = judge(findings, facts.waivers, rules.catalogue, rules.check_names)
    words = terms(facts, unit, settings)
    in_text = Printer(figures, words, facts.register, settings.pads_text, settings.percent_sign)
    in_cells = replace(in_text, pads=settings.pads_cells)
    paragraphs, problems = tell(rules.outline, rules.sentences, facts, in_text, settings.headings)
    sheets = lay(rules.form, in_cells)
    document, found = compose(facts, unit, settings, paragraphs, sheets, in_text)
    problems += found + verdict.diagnostics + _holes(facts, figures, rules.catalogue, document)
    if not waive:
        problems += [finding.diagnostic for finding, _ in verdict.waived]
    story = Story(
        rules, facts, unit, figures, tuple(findings), verdict, tuple(paragraphs), tuple(sheets), document
    )
    return story, problems


def _holes(facts: Facts, figures: Figures, catalogue: Catalogue, document: Document) -> list[Diagnostic]:
    """Report each missing value once, where it belongs in the facts file, with all its uses."""
    uses: dict[str, list[tuple[Pos, str]]] = {}
    for runs, pos, role in _printed(document):
        for run in flat(runs):
            if run.hole:
                uses.setdefault(run.keys[0], []).append((pos, role))
    unreadable = _unreadable(facts, catalogue)
    return [
        _hole(key, facts, figures, tuple(places)) for key, places in uses.items() if key not in unreadable
    ]


def _printed(document: Document) -> Iterator[tuple[tuple[Run, ...], Pos, str]]:
    """Walk every stretch of text that the document prints, with the place of its rule."""
    yield document.subject, document.subject_pos, "trích yếu cần nó"
    for paragraph in document.body:
        yield paragraph.runs, paragraph.pos, "câu này cần nó"
    for sheet in document.sheets:
        for title in (*sheet.titles, sheet.attached):
            yield title, sheet.pos, "tiêu đề biểu cần nó"
        for row in sheet.rows:
            yield (*row.label, *row.value, *row.note), row.spec.pos, f"hàng {row.spec.key} của biểu"


def _unreadable(facts: Facts, catalogue: Catalogue) -> set[str]:
    """Name the figures that are missing only because a value with its own error feeds them."""
    found = set(facts.unreadable)
    for key in catalogue.order:
        formula = catalogue[key].formula
        if formula and found & set(formula.keys):
            found.add(key)
    return found


def _hole(key: str, facts: Facts, figures: Figures, uses: tuple[tuple[Pos, str], ...]) -> Diagnostic:
    figure = figures.figures.get(key)
    message, hint = _missing_figure(figure) if figure else _missing_words(key)
    return Diagnostic(facts.place_for(key), "F005", message, hint=hint, related=uses)


def _missing_words(key: str) -> tuple[str, str]:
    """Say what is missing that is no figure: a document of a topic, or a word on unit or report."""
    topic = key.removeprefix(f"{PREFIX[:-1]}:")
    if topic != key:
        message = f"chưa có văn bản nào có chủ đề «{topic}»"
        return message, f"thêm vào van_ban một văn bản có chu_de: {topic}"
    return f"thiếu thông tin «{key}»", "nêu trong don-vi.yaml hoặc mục bao_cao"


def _missing_figure(figure: Figure) -> tuple[str, str]:
    """Say why a figure, or the one cut-off date of its parts, cannot be printed, and the way out."""
    indicator, formula = figure.indicator, figure.indicator.formula
    named = f"«{indicator.key}» ({indicator.label})"
    if not isinstance(figure.value, Missing):
        parts = ", ".join(formula.keys) if formula else indicator.key
        message = f"các số tạo nên {named} có ngày chốt khác nhau"
        return message, f"nêu cùng den_ngay cho {parts}, hoặc nêu {indicator.key} kèm den_ngay của nó"
    if figure.value is Missing.NOTHING:
        message = f"{named} không phát sinh, mà câu in nó ra như một số"
        return message, f"bộ mẫu cần một biến thể có khi: khong_phat_sinh({indicator.key})"
    if figure.value is Missing.UNDEFINED:
        message = f"{named} không tính được: mẫu số bằng 0"
        return message, "bộ mẫu cần một biến thể câu hoặc «mau_so_khong» cho hàng biểu"
    hint = f"nêu {indicator.key}: số, «không phát sinh»"
    if formula:
        hint += f"; hoặc nêu đủ các số để tính: {', '.join(formula.keys)}"
    return f"thiếu số liệu {named}", hint


def render(report: Report, *, draft: bool = False) -> tuple[bytes | None, list[Diagnostic]]:
    """Fill the Word template; a draft is filled in spite of findings and shows them."""
    story = report.story
    if story is None or not (draft or report.ok):
        return None, []
    if not draft and any(run.hole for runs, *_ in _printed(story.document) for run in flat(runs)):
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
