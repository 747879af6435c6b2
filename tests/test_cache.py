"""What is kept between runs is never trusted blindly, and changes nothing but the time."""

from __future__ import annotations

import hashlib
import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cchc_gen.base import cache
from cchc_gen.base.diagnostics import Pos, Severity
from cchc_gen.rendering import render
from cchc_gen.report import build
from cchc_gen.rules import read_rules
from tests.conftest import EXAMPLES, ROOT

EXAMPLE = ROOT / "examples/yen-the/2024-06.yaml"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Start with nothing kept, in memory or on disk."""
    kept = tmp_path / "kept"
    monkeypatch.setenv(cache.FOLDER_VARIABLE, str(kept))
    cache.forget()
    yield kept
    cache.forget()


def test_what_is_kept_comes_back_in_another_process(folder: Path) -> None:
    value = (Pos("x", 1, 2), Severity.NOTE)
    cache.keep("thu", "a", value)
    cache.forget()
    assert cache.load("thu", "a") == value
    assert cache.load("thu", "b") is None and cache.load("khac", "a") is None


@pytest.mark.parametrize("name", ["chuan", "bac-giang-huyen"])
def test_rules_come_back_as_they_were_read(folder: Path, name: str) -> None:
    read, _ = read_rules([ROOT / "templates"], name, Pos("thử"))
    cache.forget()
    kept, _ = read_rules([ROOT / "templates"], name, Pos("thử"))
    assert kept is not read and kept == read


def test_a_member_of_an_enumeration_may_be_written_in_either_way(folder: Path) -> None:
    entry(folder, b"cbuiltins\ngetattr\n(ccchc_gen.base.diagnostics\nSeverity\nVNOTE\ntR.")
    assert cache.load("thu", "a") is Severity.NOTE


def test_nothing_is_written_when_the_folder_is_set_to_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(cache.FOLDER_VARIABLE, "")
    cache.keep("thu", "a", Pos("x"))
    assert cache.load("thu", "a") == Pos("x")
    cache.forget()
    assert cache.load("thu", "a") is None and not folder.exists()


class Harmful:
    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (Path("bi-hai"),))


def entry(folder: Path, payload: bytes) -> None:
    cache.keep("thu", "a", Pos("x"))
    (path,) = folder.iterdir()
    path.write_bytes(hashlib.sha256(payload).digest() + payload)
    cache.forget()


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"x",
        pickle.dumps(Harmful()),
        pickle.dumps(print),
        pickle.dumps(Path.cwd),
        b"cos\nsystem\n.",
        b"cbuiltins\ngetattr\n(ccchc_gen.base.diagnostics\nPos\nV__init__\ntR.",
        b"ccchc_gen.base.cache\nPath\n.",
        b"ccchc_gen.__main__\nmain\n.",
        b"cre\n_compile\n(V(\nI0\ntR.",
        b"cdecimal\nDecimal\n(Vabc\ntR.",
    ],
    ids=[
        "trống",
        "rác",
        "hàm có hại",
        "hàm",
        "phương thức",
        "lệnh",
        "thuộc tính",
        "lớp mượn",
        "chương trình",
        "biểu thức sai",
        "số sai",
    ],
)
def test_an_entry_that_holds_anything_else_is_as_if_not_there(
    folder: Path, payload: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    entry(folder, payload)
    assert cache.load("thu", "a") is None and not (tmp_path / "bi-hai").exists()


def test_a_damaged_entry_is_as_if_not_there(folder: Path) -> None:
    cache.keep("thu", "a", Pos("x"))
    (path,) = folder.iterdir()
    path.write_bytes(path.read_bytes()[:-1])
    cache.forget()
    assert cache.load("thu", "a") is None


def test_a_folder_that_others_may_write_to_is_not_used(folder: Path) -> None:
    cache.keep("thu", "a", Pos("x"))
    folder.chmod(0o777)
    cache.forget()
    assert cache.load("thu", "a") is None


def test_a_folder_that_cannot_be_made_does_no_harm(folder: Path) -> None:
    folder.write_text("một tệp")
    cache.keep("thu", "a", Pos("x"))
    assert cache.load("thu", "a") == Pos("x")


def test_a_value_too_deep_to_be_written_does_no_harm(folder: Path) -> None:
    value: tuple[object, ...] = ()
    for _ in range(100_000):
        value = (value,)
    cache.keep("thu", "a", value)
    assert cache.load("thu", "a") is value
    cache.forget()
    assert cache.load("thu", "a") is None


def test_old_entries_make_room(folder: Path) -> None:
    for number in range(60):
        cache.keep("thu", str(number), Pos(str(number)))
    assert 0 < len(list(folder.iterdir())) < 60


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    root = tmp_path / "bo"
    shutil.copytree(ROOT / "templates", root)
    return root


def test_rules_are_read_again_when_a_file_of_the_chain_changes(sets: Path) -> None:
    def label() -> str:
        rules, problems = read_rules([sets], "bac-giang-huyen", Pos("thử"))
        assert rules is not None and not problems
        return rules.catalogue["ke_hoach.nhiem_vu"].label

    before = label()
    assert label() == before
    file = sets / "chuan" / "chi_tieu.yaml"
    file.write_text(file.read_text().replace(before, "Nhãn mới"))
    assert label() == "Nhãn mới"


def test_rules_are_read_again_when_a_nearer_root_gets_the_set(sets: Path, tmp_path: Path) -> None:
    nearer = tmp_path / "gan"
    nearer.mkdir()

    def folders() -> list[Path]:
        rules, _ = read_rules([nearer, sets], "bac-giang-huyen", Pos("thử"))
        assert rules is not None
        return [path.parent for path in rules.chain]

    assert set(folders()) == {sets}
    shutil.copytree(sets / "chuan", nearer / "chuan")
    assert folders()[-1] == nearer


def test_a_set_with_a_fault_is_read_each_time(sets: Path) -> None:
    file = sets / "bac-giang-huyen" / "cau.yaml"
    file.write_text(file.read_text() + "khong_co: {viet: x}\n")
    for _ in range(2):
        assert read_rules([sets], "bac-giang-huyen", Pos("thử"))[1]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_document_is_the_same_with_and_without_what_is_kept(example: Path) -> None:
    first, _ = render(build(example))
    cache.forget()
    second, _ = render(build(example))
    assert first is not None and first == second
