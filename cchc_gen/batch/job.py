"""One report to make and what came of it: the whole way from a facts file to a file on the disk.

A job and its outcome are plain values, so that they travel to another process or machine; the
document itself stays where it is made.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from cchc_gen import __version__
from cchc_gen.base.diagnostics import Diagnostic, Pos, Severity, has_errors
from cchc_gen.base.files import write_file
from cchc_gen.facts.unit import UNIT_FILE
from cchc_gen.provenance.manifest import read_manifest, sources
from cchc_gen.provenance.overwriting import refuse_overwriting
from cchc_gen.rendering import render
from cchc_gen.report import Report, Story, build
from cchc_gen.word.lines import lines
from cchc_gen.word.package import unreadable


@dataclass(frozen=True, slots=True)
class Options:
    """How reports are made.

    `templates` is a folder of sets that wins over the packaged ones; with `make_folders` the folder
    of a report is made when it is not there.
    """

    draft: bool = False
    review: bool = False
    force: bool = False
    only_changed: bool = False
    make_folders: bool = False
    templates: Path | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A facts file and the Word file to make of it."""

    facts: Path
    target: Path
    options: Options = Options()

    def absolute(self) -> Job:
        """Return the same job with paths that mean the same wherever it is carried out."""
        templates = self.options.templates
        options = replace(self.options, templates=templates.absolute() if templates else None)
        return Job(self.facts.absolute(), self.target.absolute(), options)


def report_name(facts: Path, *, draft: bool) -> str:
    """Name the report of a facts file; a draft is another file."""
    return f"{facts.stem}{'.nhap' if draft else ''}.docx"


class State(Enum):
    """What became of a report; the value is said in a summary."""

    WRITTEN = "đã ghi"
    UNCHANGED = "không đổi"
    NOT_WRITTEN = "chưa ghi"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job.

    `findings` are of the facts and the set, `problems` of making the file; `files` are those that
    were written. `is_told` says that a draft at least could be made.
    """

    job: Job
    state: State
    findings: tuple[Diagnostic, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    files: tuple[Path, ...] = ()
    is_told: bool = False
    set_is_broken: bool = False

    @property
    def is_done(self) -> bool:
        """Say whether the report is there, as are the files that were asked for beside it."""
        return self.state is not State.NOT_WRITTEN and not has_errors(self.problems)


def produce(job: Job) -> Outcome:
    """Build, fill and write one report."""
    report = build(job.facts, templates=job.options.templates)
    if report.story and report.ok and job.options.only_changed and _is_current(job, report.story):
        return _outcome(job, report, State.UNCHANGED, _edited(job.target))
    content, problems = render(report, draft=job.options.draft)
    if content is not None:
        problems += _write(job, report, content)
    if content is None or has_errors(problems):
        return _outcome(job, report, State.NOT_WRITTEN, problems)
    files = [job.target]
    if job.options.review and report.story:
        from cchc_gen.review import write_review  # noqa: PLC0415  only who asks for a review copy waits

        copies, found = write_review(report.story, job.target, content, force=job.options.force)
        files += copies
        problems += found
    return _outcome(job, report, State.WRITTEN, problems, files)


def _outcome(
    job: Job,
    report: Report,
    state: State,
    problems: list[Diagnostic] | None = None,
    files: list[Path] | None = None,
) -> Outcome:
    return Outcome(
        job=job,
        state=state,
        findings=report.diagnostics,
        problems=tuple(problems or ()),
        files=tuple(files or ()),
        is_told=report.story is not None,
        set_is_broken=report.set_is_broken,
    )


def _is_current(job: Job, story: Story) -> bool:
    """Say whether the target was made from the same facts, unit and set by this version.

    A draft never counts: it prints the findings too, of which a manifest tells nothing.
    """
    if job.options.draft or unreadable(job.target):
        return False
    made = read_manifest(job.target.read_bytes())
    if made is None or made.is_draft:
        return False
    return (made.version, made.sources) == (__version__, sources(story))


def _edited(target: Path) -> list[Diagnostic]:
    """Warn of a report that is left as it is though somebody changed what it says."""
    content = target.read_bytes()
    made = read_manifest(content)
    if made is None or not any(made.text.edits(lines(content))):
        return []
    message = "tệp đã sửa tay; số liệu không đổi nên không soạn lại"
    hint = f"xem chỗ đã sửa: cchc-gen verify {target}"
    return [Diagnostic(Pos(str(target)), "V004", message, Severity.WARNING, hint)]


def _write(job: Job, report: Report, content: bytes) -> list[Diagnostic]:
    if job.target.suffix.lower() != ".docx":
        message = f"không ghi: tên tệp báo cáo phải có đuôi .docx, nhận {job.target}"
        return [Diagnostic(Pos(str(job.target)), "W004", message, hint="thêm .docx vào tên sau -o")]
    if job.options.make_folders:
        with suppress(OSError):  # writing will say what is in the way
            job.target.parent.mkdir(parents=True, exist_ok=True)
    refused = [] if job.options.force else refuse_overwriting(job.target)
    return refused or write_file(job.target, content, _inputs(job.facts, report))


def _inputs(facts: Path, report: Report) -> list[Path]:
    inputs = [facts, facts.parent / UNIT_FILE]
    return inputs + ([report.story.rules.word_template] if report.story else [])
