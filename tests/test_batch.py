"""Many reports in one run: what is found, where it goes, and what a failure leaves untouched."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from cchc_gen.base.diagnostics import has_errors
from cchc_gen.batch import job as job_module
from cchc_gen.batch.job import Job, Options, Outcome, State, produce
from cchc_gen.batch.plan import plan
from cchc_gen.batch.running import run
from cchc_gen.batch.workers import Workers, processes
from cchc_gen.cli import main
from tests.conftest import BASE_TEMPLATE, codes, make_files

GOOD = Path(__file__).parent / "errors" / "_tot"
DEFAULTS = Options()


@pytest.fixture
def country(tmp_path: Path) -> Path:
    """Make four communes of one small set."""
    return make_country(tmp_path, 4)


def make_country(root: Path, size: int) -> Path:
    shutil.copytree(GOOD / "bo", root / "bo")
    shutil.copy(BASE_TEMPLATE, root / "bo" / "thu")
    for number in range(1, size + 1):
        folder = root / "tinh" / f"xa-{number:02}"
        folder.mkdir(parents=True)
        for name in ("don-vi.yaml", "2024-Q1.yaml"):
            shutil.copy(GOOD / name, folder)
    return root


def planned(country: Path, **options: bool) -> list[Job]:
    jobs, problems = plan([country / "tinh"], country / "ra", Options(templates=country / "bo", **options))
    assert jobs and not problems
    return jobs


def spoil(facts: Path) -> None:
    facts.write_text(facts.read_text("utf-8").replace("dung_han: 36", "dung_han: nhiều"), "utf-8")


def by_unit(outcomes: list[Outcome]) -> dict[str, State]:
    """Name what became of each unit's report, each once."""
    states = {outcome.job.target.parent.name: outcome.state for outcome in outcomes}
    assert len(states) == len(outcomes)
    return states


# --- which files, and where each goes


def test_files_folders_and_patterns_are_found_and_each_file_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("a/2024-Q1.yaml", "a/don-vi.yaml", "a/ghi-chu.yaml", "b/c/2024.yaml", "b/2024-13.yaml")
    monkeypatch.chdir(make_files(tmp_path, dict.fromkeys(names, "")))
    paths = ["a", "a/2024-Q1.yaml", "a/../a/2024-Q1.yaml", "b/*", "**/*.yaml", "a/ghi-chu.yaml"]
    jobs, problems = plan([Path(path) for path in paths], None, DEFAULTS)
    assert [str(job.facts) for job in jobs] == ["a/2024-Q1.yaml", "b/c/2024.yaml", "a/ghi-chu.yaml"]
    assert not problems


@pytest.mark.parametrize(
    ("facts", "targets"),
    [
        (["tinh/xa-a/2024.yaml"], ["ra/xa-a/2024.docx"]),
        (["tinh/xa-a/2024.yaml", "tinh/xa-b/2024.yaml"], ["ra/xa-a/2024.docx", "ra/xa-b/2024.docx"]),
        (["xa-a/2024.yaml", "xa-a/2024-Q1.yaml"], ["ra/xa-a/2024.docx", "ra/xa-a/2024-Q1.docx"]),
        (["t1/xa/2024.yaml", "t2/xa/2024.yaml"], ["ra/t1/xa/2024.docx", "ra/t2/xa/2024.docx"]),
        (["tinh/2024.yaml", "tinh/xa/2024.yaml"], ["ra/tinh/2024.docx", "ra/tinh/xa/2024.docx"]),
    ],
)
def test_the_folders_of_the_facts_are_mirrored(facts: list[str], targets: list[str]) -> None:
    jobs, problems = plan([Path(path) for path in facts], Path("ra"), DEFAULTS)
    assert [job.target.as_posix() for job in jobs] == targets
    assert not problems


FOLDERS = st.lists(st.sampled_from(["a", "A", "b", "ê", "e\u0302"]), max_size=3)
NAMES = st.sampled_from(["2024.yaml", "2024.yml", "2024-Q1.yaml"])


@given(st.lists(st.builds(lambda folders, name: Path(*folders, name), FOLDERS, NAMES), min_size=1))
def test_no_two_reports_meet_in_one_file(paths: list[Path]) -> None:
    jobs, problems = plan(paths, Path("ra"), DEFAULTS)
    targets = {job.target.as_posix().casefold() for job in jobs}
    assert len(targets) == len(jobs)
    refused = {Path(pos.path) for problem in problems for pos, _ in problem.related}
    assert {job.facts for job in jobs} | refused == set(paths)
    assert {job.facts for job in jobs}.isdisjoint(refused)


def test_two_facts_files_for_one_report_are_refused_and_named(tmp_path: Path) -> None:
    make_files(tmp_path, {"xa/2024.yaml": "", "xa/2024.yml": "", "xa/2024-Q1.yaml": ""})
    jobs, problems = plan([tmp_path, tmp_path / "xa/2024.yml"], None, DEFAULTS)
    assert [job.facts.name for job in jobs] == ["2024-Q1.yaml"]
    assert codes(problems) == ["B003"]
    assert [Path(pos.path).name for pos, _ in problems[0].related] == ["2024.yaml", "2024.yml"]


def test_a_path_without_facts_is_said(tmp_path: Path) -> None:
    make_files(tmp_path, {"xa/don-vi.yaml": "", "xa/2024.yaml": ""})
    for path in ("trống", "xa/*.docx"):
        (tmp_path / "trống").mkdir(exist_ok=True)
        jobs, problems = plan([tmp_path / path, tmp_path / "xa"], None, DEFAULTS)
        assert codes(problems) == ["B002"] and problems[0].pos.path == str(tmp_path / path)
        assert len(jobs) == 1
    assert codes(plan([tmp_path / "xa/don-vi.yaml"], None, DEFAULTS)[1]) == ["B002"]


def test_a_file_that_is_named_and_missing_is_told_of_by_its_own_job(tmp_path: Path) -> None:
    jobs, problems = plan([tmp_path / "2024.yaml"], None, DEFAULTS)
    assert not problems
    assert codes(produce(jobs[0]).findings) == ["Y001"]


# --- carrying out


def test_a_bad_file_stops_no_other(country: Path) -> None:
    jobs = planned(country)
    spoil(jobs[1].facts)
    outcomes = list(run(jobs, processes(2)))
    written, not_written = State.WRITTEN, State.NOT_WRITTEN
    assert by_unit(outcomes) == {
        "xa-01": written, "xa-02": not_written, "xa-03": written, "xa-04": written
    }  # fmt: skip
    assert not jobs[1].target.parent.exists()
    (alone,) = {produce(replace(job, target=country / f"{n}.docx")).files for n, job in enumerate(jobs[:1])}
    assert jobs[0].target.read_bytes() == alone[0].read_bytes()


@dataclass(frozen=True, slots=True)
class Deadly(Job):
    """A job that kills the process which takes it up."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (1,)


def test_a_process_that_dies_is_told_of_and_the_others_are_done(country: Path) -> None:
    jobs = planned(country)
    jobs.insert(1, Deadly(country / "tinh/xa-05/2024-Q1.yaml", country / "ra/xa-05/2024-Q1.docx"))
    outcomes = list(run(jobs, processes(2)))
    states = by_unit(outcomes)
    assert states.pop("xa-05") is State.NOT_WRITTEN
    assert set(states.values()) == {State.WRITTEN} and len(states) == 4
    (problem,) = [problem for outcome in outcomes for problem in outcome.problems]
    assert problem.code == "B001" and problem.pos.path.endswith("xa-05/2024-Q1.yaml")


def test_a_slip_of_the_program_is_told_of_and_the_others_are_done(country: Path) -> None:
    jobs = planned(country)
    jobs[0] = replace(jobs[0], target=cast(Path, None))
    outcomes = list(run(jobs, processes(2)))
    assert sorted(outcome.state.name for outcome in outcomes) == ["NOT_WRITTEN", *["WRITTEN"] * 3]
    (problem,) = [problem for outcome in outcomes for problem in outcome.problems]
    assert problem.code == "B001" and "AttributeError" in problem.message


class Counting(Executor):
    """Carries out at once, and counts what was handed out and not yet asked for."""

    def __init__(self) -> None:
        self.begun = 0

    def submit(self, function, /, *arguments, **named):  # type: ignore[no-untyped-def]
        self.begun += 1
        future: Future[Outcome] = Future()
        future.set_result(function(*arguments, **named))
        return future


def test_closing_begins_no_more_than_was_handed_out(country: Path) -> None:
    executor = Counting()

    @contextmanager
    def opened() -> Iterator[Executor]:
        yield executor

    outcomes = run(planned(country), Workers(opened, 2))
    assert next(outcomes).state is State.WRITTEN
    outcomes.close()
    assert executor.begun == 2


# --- only what changed


def states_after(jobs: list[Job]) -> list[State]:
    return [produce(job).state for job in jobs]


@pytest.fixture
def made(country: Path) -> list[Job]:
    """Make two reports, and hand out the jobs that make them again where something changed."""
    jobs = planned(country, only_changed=True)[:2]
    assert states_after(jobs) == [State.WRITTEN] * 2
    return jobs


def test_unchanged_reports_stay_as_they_are(made: list[Job]) -> None:
    before = made[0].target.stat().st_mtime_ns
    made[0].facts.write_text(f"# một lời bình\n{made[0].facts.read_text('utf-8')}", "utf-8")
    assert states_after(made) == [State.UNCHANGED] * 2
    assert made[0].target.stat().st_mtime_ns == before


def test_a_changed_fact_remakes_its_own_report(made: list[Job]) -> None:
    facts = made[0].facts
    facts.write_text(facts.read_text("utf-8").replace("dung_han: 36", "dung_han: 35"), "utf-8")
    assert states_after(made) == [State.WRITTEN, State.UNCHANGED]
    assert states_after(made) == [State.UNCHANGED] * 2


WRITTEN, UNCHANGED = State.WRITTEN, State.UNCHANGED


@pytest.mark.parametrize(
    ("name", "old", "new", "states"),
    [
        ("tinh/xa-02/don-vi.yaml", "XÃ THỬ", "PHƯỜNG THỬ", [UNCHANGED, WRITTEN]),
        ("bo/thu/cau.yaml", "đã trả", "đã giải quyết", [WRITTEN, WRITTEN]),
    ],
)
def test_a_changed_unit_or_set_remakes_the_reports_made_with_it(
    made: list[Job], country: Path, name: str, old: str, new: str, states: list[State]
) -> None:
    path = country / name
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    assert states_after(made) == states


def test_another_version_remakes_all(made: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_module, "__version__", "0.0.0")
    assert states_after(made) == [State.WRITTEN] * 2


def test_facts_that_went_wrong_are_not_taken_for_unchanged(made: list[Job]) -> None:
    spoil(made[0].facts)
    assert states_after(made) == [State.NOT_WRITTEN, State.UNCHANGED]


def test_a_signed_report_of_unchanged_facts_is_left_alone(made: list[Job]) -> None:
    target = made[0].target
    signed = io.BytesIO()
    with zipfile.ZipFile(target) as old, zipfile.ZipFile(signed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace("CHỦ TỊCH".encode(), "PHÓ CHỦ TỊCH".encode()))
    target.write_bytes(signed.getvalue())
    assert states_after(made) == [State.UNCHANGED] * 2
    assert target.read_bytes() == signed.getvalue()
    assert [codes(produce(job).problems) for job in made] == [["V004"], []]
    made[0] = replace(made[0], options=replace(made[0].options, only_changed=False))
    refused = produce(made[0])
    assert codes(refused.problems) == ["W005"] and has_errors(refused.problems)


def test_a_draft_is_always_made_anew(country: Path) -> None:
    jobs = planned(country, only_changed=True, draft=True)[:1]
    assert states_after(jobs * 2) == [State.WRITTEN] * 2


# --- the command


def render(country: Path, *arguments: str) -> Result:
    inside = [str(country / "tinh"), "-o", str(country / "ra"), "--templates", str(country / "bo")]
    return CliRunner().invoke(main, ["render", *inside, "-j", "2", *arguments])


def test_files_stand_on_stdout_in_the_order_of_the_facts_and_a_summary_on_stderr(country: Path) -> None:
    result = render(country)
    assert result.exit_code == 0
    assert result.stdout.split() == [str(job.target) for job in planned(country)]
    assert result.stderr == "4 báo cáo: 4 đã ghi; 0 lỗi, 0 cảnh báo, 0 ghi chú\n"
    again = render(country, "--only-changed")
    assert (again.exit_code, again.stdout) == (0, "")
    assert again.stderr.startswith("4 báo cáo: 4 không đổi; ")


def test_one_file_is_made_beside_its_facts_and_passed_over_when_unchanged(country: Path) -> None:
    facts = country / "tinh/xa-01/2024-Q1.yaml"
    arguments = ["render", str(facts), "--only-changed", "--templates", str(country / "bo")]
    made, again = (CliRunner().invoke(main, arguments) for _ in range(2))
    assert (made.exit_code, made.stdout, made.stderr) == (0, f"{facts.with_suffix('.docx')}\n", "")
    assert (again.exit_code, again.stdout) == (0, "")
    assert again.stderr == f"Không đổi: {facts.with_suffix('.docx')}\n"


def test_the_worst_report_decides_the_exit_code(country: Path) -> None:
    jobs = planned(country)
    spoil(jobs[0].facts)
    assert render(country).exit_code == 1
    jobs[1].target.write_bytes(b"PK")
    blocked = render(country)
    assert blocked.exit_code == 4
    assert blocked.stderr.endswith("4 báo cáo: 2 đã ghi, 2 chưa ghi; 2 lỗi, 0 cảnh báo, 0 ghi chú\n")
    assert render(country, str(country / "không có")).exit_code == 4
    assert jobs[1].target.read_bytes() == b"PK"


def test_a_broken_set_is_said_once(country: Path) -> None:
    sentences = country / "bo/thu/cau.yaml"
    sentences.write_text(sentences.read_text("utf-8").replace("ho_so.da_tra", "ho_so.la"), "utf-8")
    result = render(country)
    assert result.exit_code == 3
    assert result.stderr.count(": lỗi S004: ") == 1
    assert "4 báo cáo: 4 chưa ghi; 1 lỗi" in result.stderr


@pytest.mark.parametrize("number", ["0", "hai"])
def test_a_number_of_processes_that_is_none_is_a_slip_of_the_call(country: Path, number: str) -> None:
    result = render(country, "-j", number)
    assert result.exit_code == 2
    assert result.stderr.startswith("lỗi: -j: cần số nguyên từ 1 trở lên\n")


def test_nothing_to_render_is_a_slip_of_the_call() -> None:
    result = CliRunner().invoke(main, ["render"])
    assert result.exit_code == 2
    assert result.stderr.startswith("lỗi: thiếu FACTS")


COMMAND = [sys.executable, "-m", "cchc_gen", "render", "tinh", "-o", "ra", "--templates", "bo", "-j", "2"]


@pytest.mark.skipif(sys.platform == "win32", reason="a console sends its interrupts otherwise")
def test_an_interrupt_leaves_whole_files_and_no_process(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    make_country(tmp_path, 60)
    ours, theirs = pty.openpty()
    program = subprocess.Popen(
        COMMAND, cwd=tmp_path, stdout=subprocess.PIPE, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    while not list(tmp_path.glob("ra/*/*.docx")):
        time.sleep(0.01)
        assert program.poll() is None
    os.killpg(program.pid, signal.SIGINT)
    printed, _ = program.communicate(timeout=20)
    assert program.returncode == 130
    assert b"\r" in os.read(ours, 100_000), "a terminal is shown a bar"
    os.close(ours)

    files = sorted(path for path in tmp_path.glob("ra/**/*") if path.is_file())
    assert 0 < len(files) < 60
    assert all(path.suffix == ".docx" and zipfile.ZipFile(path).testzip() is None for path in files)
    assert len(printed.splitlines()) <= len(files)
    wait_until_gone(program.pid)


def wait_until_gone(group: int) -> None:
    with pytest.raises(ProcessLookupError):
        for _ in range(500):
            os.killpg(group, 0)
            time.sleep(0.01)


@pytest.mark.skipif(sys.platform == "win32", reason="processes have no groups there")
def test_workers_do_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    make_country(tmp_path, 60)
    program = subprocess.Popen(COMMAND, cwd=tmp_path, stderr=subprocess.DEVNULL, start_new_session=True)
    while not list(tmp_path.glob("ra/*/*.docx")):
        time.sleep(0.01)
        assert program.poll() is None
    program.kill()
    program.wait()
    wait_until_gone(program.pid)
    written = list(tmp_path.glob("ra/**/*.docx"))
    assert written and all(zipfile.ZipFile(path).testzip() is None for path in written)
