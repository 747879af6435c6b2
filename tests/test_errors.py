"""Bad files and the whole text that each must print: one folder in `errors/` for each case.

A case is laid over `errors/_tot`, a small set with a facts file and a unit that have nothing wrong
with them. Its facts file is the last one it brings (any name but `don-vi.yaml`), else the good one.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from cchc_gen.base.diagnostics import CODES, as_text
from cchc_gen.read.source import MAX_BYTES, read
from cchc_gen.rendering import render
from cchc_gen.report import Report, build
from cchc_gen.set_lint import lint_set
from tests.conftest import BASE_TEMPLATE, Golden

ERRORS = Path(__file__).parent / "errors"
GOOD = ERRORS / "_tot"
EXPECTED = "expected.txt"
CASES = sorted(folder for folder in ERRORS.iterdir() if folder.is_dir() and folder != GOOD)

ELSEWHERE = {
    "W002": "wrong tags need a Word file: test_word.py",
    "W003": "a text that Word shows otherwise needs a Word file: test_word.py",
    "W004": "writing is no part of reading facts: test_files.py",
    "P001": "a missing program is no fault of a file: test_pdf.py",
    "P002": "a program that hangs is none either: test_pdf.py",
    "P003": "a program that fails is none either: test_pdf.py",
    "P004": "fonts are looked for in a PDF: test_pdf.py",
    "P005": "pictures are left by an earlier run: test_pdf.py",
    **{f"L{n:03}": "the form of a Word document is no matter of facts: test_lint.py" for n in range(1, 15)},
    "B001": "a process that dies is no fault of a file: test_batch.py",
    "B002": "there is no file to be wrong: test_batch.py",
    "B003": "two good files meet in one: test_batch.py",
    "B004": "a cluster is no file: test_dask.py",
    "W005": "overwriting is no part of reading facts: test_verify.py",
    "V001": "a made Word file is looked at: test_verify.py",
    "V002": "a made Word file is looked at: test_verify.py",
    "V003": "a made Word file is looked at: test_verify.py",
    "V004": "a made Word file is looked at: test_verify.py",
    "V005": "a made Word file is looked at: test_verify.py",
    "S014": "no file is wrong, a name on the command line is: test_cli.py",
}
LINTED = ("S010", "S011", "S012", "S013", "S015")
"""Codes that only `templates lint` gives: such a case lints the set `con`."""


def build_case(case: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    """Build a case in an empty folder, with relative paths so that they print the same anywhere."""
    shutil.copytree(GOOD, folder, dirs_exist_ok=True)
    shutil.copy(BASE_TEMPLATE, folder / "bo" / "thu")
    shutil.copytree(case, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(EXPECTED))
    monkeypatch.chdir(folder)
    return build(facts_of(case), templates=Path("bo"))


def facts_of(case: Path) -> Path:
    own = [path.relative_to(case) for path in case.rglob("*.yaml") if path.name != "don-vi.yaml"]
    facts = [path for path in own if path.parts[0] != "bo"]
    return max(facts, default=Path("2024-Q1.yaml"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_bad_file_says_what_is_wrong(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, golden: Golden
) -> None:
    report = build_case(case, tmp_path, monkeypatch)
    code = case.name.partition("_")[0]
    found = lint_set([Path("bo")], "con") if code in LINTED else report.diagnostics
    assert code == "OK" or code in {d.code for d in found}
    golden(case / EXPECTED, as_text(found))


@pytest.mark.parametrize("case", [c for c in CASES if c.name.startswith("OK_")], ids=lambda case: case.name)
def test_what_only_looks_odd_becomes_a_document(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = build_case(case, tmp_path, monkeypatch)
    content, problems = render(report)
    assert not report.diagnostics and not problems
    assert content


def test_the_good_base_is_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = build_case(GOOD, tmp_path, monkeypatch)
    assert not report.diagnostics and report.ok


def test_every_code_has_a_case() -> None:
    printed = {code for text in expected_texts() for code in re.findall(r" ([A-Z]\d{3}): ", text)}
    assert printed.isdisjoint(ELSEWHERE)
    assert set(CODES) == printed | set(ELSEWHERE)


LEAKED = re.compile(
    r"\bNone\b|\bTraceback\b|Error\b|\bundefined\b|object at 0x|<class|"
    r"\b(?:Decimal|Text|Items|Table|Pos|PosixPath|frozenset|dict_keys)\(|\\x[0-9a-f]{2}'"
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_message_shows_python(case: Path) -> None:
    own = [line for line in (case / EXPECTED).read_text("utf-8").split("\n") if "|" not in line[:9]]
    assert not LEAKED.search("\n".join(own))


def test_no_message_ends_like_a_sentence() -> None:
    for text in expected_texts():
        for line in re.findall(r"^\S+: (?:lỗi|cảnh báo|ghi chú) [A-Z]\d{3}: .*$", text, re.MULTILINE):
            assert not line.endswith(".") or line.endswith("van_ban."), line


def expected_texts() -> list[str]:
    return [(case / EXPECTED).read_text("utf-8") for case in CASES]


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "2024-Q1.yaml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    table, problems = read(path)
    assert table is None and [problem.code for problem in problems] == ["Y008"]
