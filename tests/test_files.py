"""A file is written whole or not at all, and what stood there before is never harmed."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

import cchc_gen
from cchc_gen.base.files import write_file
from tests.conftest import codes

OLD, NEW = b"cu", b"moi" * 50_000
PACKAGE_ROOT = str(Path(cchc_gen.__file__).parent.parent)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "bao cao.docx"
    path.write_bytes(OLD)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_is_written(tmp_path: Path) -> None:
    path = tmp_path / "bao cao.docx"
    assert write_file(path, NEW, []) == [] and path.read_bytes() == NEW
    assert names(tmp_path) == ["bao cao.docx"]


def test_an_old_file_is_replaced(target: Path) -> None:
    assert write_file(target, NEW, []) == [] and target.read_bytes() == NEW
    assert names(target.parent) == ["bao cao.docx"]


def test_a_new_file_has_the_usual_rights(tmp_path: Path) -> None:
    usual = tmp_path / "usual"
    usual.touch()
    write_file(tmp_path / "x.docx", NEW, [])
    assert (tmp_path / "x.docx").stat().st_mode == usual.stat().st_mode


def test_a_replaced_file_keeps_its_rights(target: Path) -> None:
    target.chmod(0o640)
    write_file(target, NEW, [])
    assert target.stat().st_mode & 0o777 == 0o640


FILL_THE_DISK = """
import resource, signal, sys
from pathlib import Path
from cchc_gen.base.files import write_file
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
problems = write_file(Path(sys.argv[1]), b"x" * 100_000, [])
print([p.code for p in problems])
"""


def test_a_write_that_fails_halfway_leaves_the_old_file_and_nothing_else(target: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": PACKAGE_ROOT}
    command = [sys.executable, "-c", FILL_THE_DISK, str(target)]
    made = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert made.stdout.strip() == "['W004']"
    assert target.read_bytes() == OLD and names(target.parent) == ["bao cao.docx"]


@pytest.mark.parametrize("step", ["fsync", "replace", "chmod"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EIO])
def test_any_step_that_fails_leaves_the_old_file_and_nothing_else(
    step: str, number: int, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, step, fail)
    assert codes(write_file(target, NEW, [])) == ["W004"]
    assert target.read_bytes() == OLD and names(target.parent) == ["bao cao.docx"]


def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_file(target, NEW, [])
    assert target.read_bytes() == OLD and names(target.parent) == ["bao cao.docx"]


def test_a_link_stays_and_the_file_behind_it_is_replaced(target: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.docx"
    link.symlink_to(target)
    assert write_file(link, NEW, []) == []
    assert link.is_symlink() and target.read_bytes() == NEW


def test_a_link_to_nothing_makes_the_file_behind_it(tmp_path: Path) -> None:
    link = tmp_path / "link.docx"
    link.symlink_to(tmp_path / "x.docx")
    assert write_file(link, NEW, []) == []
    assert link.is_symlink() and (tmp_path / "x.docx").read_bytes() == NEW


def test_a_ring_of_links_is_an_error(tmp_path: Path) -> None:
    ring = tmp_path / "ring.docx"
    ring.symlink_to(ring)
    assert codes(write_file(ring, NEW, [])) == ["W004"] and names(tmp_path) == ["ring.docx"]


def test_the_input_is_never_overwritten(target: Path) -> None:
    (problem,) = write_file(target, NEW, [target])
    assert problem.code == "W004" and "đầu vào" in problem.message and target.read_bytes() == OLD


def test_the_input_is_known_under_another_name(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(target.parent)
    relative = Path("khac/../bao cao.docx")
    assert codes(write_file(target, NEW, [relative])) == ["W004"] and target.read_bytes() == OLD


def test_the_input_is_known_behind_a_link(target: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.docx"
    link.symlink_to(target)
    assert codes(write_file(link, NEW, [target])) == ["W004"] and target.read_bytes() == OLD


def test_a_second_name_of_the_input_parts_from_it(target: Path, tmp_path: Path) -> None:
    second = tmp_path / "second.docx"
    second.hardlink_to(target)
    assert write_file(second, NEW, [target]) == []
    assert target.read_bytes() == OLD and second.read_bytes() == NEW


def test_an_input_that_does_not_exist_is_no_trouble(tmp_path: Path) -> None:
    assert write_file(tmp_path / "x.docx", NEW, [tmp_path / "khong_co.yaml"]) == []


def test_a_folder_of_that_name_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x.docx").mkdir()
    assert codes(write_file(tmp_path / "x.docx", NEW, [])) == ["W004"]
    assert names(tmp_path) == ["x.docx"]


def test_a_pipe_is_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "x.docx"
    os.mkfifo(pipe)
    assert codes(write_file(pipe, NEW, [])) == ["W004"] and pipe.is_fifo()


def test_a_device_is_never_replaced() -> None:
    assert codes(write_file(Path(os.devnull), NEW, [])) == ["W004"]


def test_a_missing_folder_is_an_error_in_words(tmp_path: Path) -> None:
    (problem,) = write_file(tmp_path / "khong_co" / "x.docx", NEW, [])
    assert problem.code == "W004" and "không có thư mục này" in problem.message and names(tmp_path) == []


def test_a_path_through_a_file_is_an_error(target: Path) -> None:
    (problem,) = write_file(target / "x.docx", NEW, [])
    assert problem.code == "W004" and target.read_bytes() == OLD


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_an_error(target: Path) -> None:
    target.parent.chmod(0o555)
    try:
        assert codes(write_file(target, NEW, [])) == ["W004"] and target.read_bytes() == OLD
    finally:
        target.parent.chmod(0o755)


def test_a_read_only_file_is_left_as_it_is(target: Path) -> None:
    target.chmod(0o444)
    assert codes(write_file(target, NEW, [])) == ["W004"] and target.read_bytes() == OLD


@pytest.mark.parametrize(
    "name", ["x" * 250 + ".docx", "báo cáo «quý I» năm 2024.docx", "-o.docx", "a\nb.docx"]
)
def test_any_name_that_the_system_takes_is_fine(name: str, tmp_path: Path) -> None:
    assert write_file(tmp_path / name, NEW, []) == [] and names(tmp_path) == [name]


def test_a_name_that_is_too_long_is_an_error(tmp_path: Path) -> None:
    assert codes(write_file(tmp_path / ("x" * 252 + ".docx"), NEW, [])) == ["W004"] and names(tmp_path) == []
