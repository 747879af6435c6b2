"""The same jobs on a real Dask cluster of two workers, one of which is killed half-way."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from cchc_gen.batch.job import State, produce
from cchc_gen.batch.running import run
from cchc_gen.batch.workers import cluster
from cchc_gen.cli import main
from tests.conftest import codes
from tests.test_batch import make_country, planned

if TYPE_CHECKING:
    from distributed import LocalCluster


@pytest.fixture
def two_workers() -> Iterator[LocalCluster]:
    distributed = pytest.importorskip("distributed", reason="the extra «dask» is not installed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as made:
        yield made


def test_a_killed_worker_loses_nothing(two_workers: LocalCluster, tmp_path: Path) -> None:
    jobs = planned(make_country(tmp_path, 20))
    workers, problems = cluster(two_workers.scheduler_address)
    assert workers is not None and not problems
    outcomes = run(jobs, workers)
    first = [next(outcomes) for _ in range(5)]
    with two_workers.get_client() as client:
        victim = min(client.run(os.getpid).values())
    os.kill(victim, signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
    done = [*first, *outcomes]

    assert sorted(outcome.job.target for outcome in done) == [job.target for job in jobs]
    assert {outcome.state for outcome in done} == {State.WRITTEN}
    written = {path: path.read_bytes() for path in (tmp_path / "ra").rglob("*.docx")}
    assert sorted(written) == [job.target for job in jobs]
    assert [produce(job).state for job in jobs[:1]] == [State.WRITTEN]
    assert set(written.values()) == {jobs[0].target.read_bytes()}


def test_the_command_runs_on_a_cluster(
    two_workers: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(make_country(tmp_path, 3))
    arguments = ["render", "tinh", "-o", "ra", "--templates", "bo", "--dask", two_workers.scheduler_address]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.split() == [str(tmp_path / f"ra/xa-0{n}/2024-Q1.docx") for n in (1, 2, 3)]
    gone = CliRunner().invoke(main, ["render", "tinh", "--dask", "tcp://127.0.0.1"])
    assert gone.exit_code == 4 and "B004" in gone.stderr


def test_a_cluster_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="the extra «dask» is not installed")
    monkeypatch.setattr("cchc_gen.batch.workers._SECONDS_TO_CONNECT", 0.3)
    workers, problems = cluster("tcp://127.0.0.1:1")
    assert workers is None and codes(problems) == ["B004"]
    workers, problems = cluster("không phải địa chỉ")
    assert workers is None and codes(problems) == ["B004"]


def test_another_version_on_the_cluster_is_said(
    two_workers: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cchc_gen.batch.workers.__version__", "9.9.9")
    workers, problems = cluster(two_workers.scheduler_address)
    assert workers is None and codes(problems) == ["B004"]
    assert "9.9.9" in problems[0].message


def test_without_the_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    workers, problems = cluster("tcp://127.0.0.1:1")
    assert workers is None and codes(problems) == ["P001"]
    assert "cchc-gen[dask]" in problems[0].hint
    assert CliRunner().invoke(main, ["render", ".", "--dask", "tcp://127.0.0.1:1"]).exit_code == 5
