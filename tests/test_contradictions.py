"""What the published reports get wrong: the tool finds it, and says nothing once it is mended.

`contradictions/` lists every arithmetic contradiction of a published report, read from the report and
not from the tool; `mended/` says what its facts file would look like without them.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from cchc_gen.facts.unit import UNIT_FILE
from cchc_gen.report import Story, build

TESTS = Path(__file__).parent
EXAMPLES = TESTS.parent / "examples"
UNITS = ("but-son", "cho-don", "lam-thao", "so-tnmt-bac-kan", "yen-the")
MADE_UP = "xa-mau"
ARITHMETIC = ("C001", "C002", "C003")
ENOUGH = Fraction(9, 10)


@dataclass(frozen=True, slots=True)
class Entry:
    """A contradiction of a published report; `check` is None where the tool does not find it."""

    says: str
    check: str | None
    values: Mapping[str, str]
    why: str


def facts_of(unit: str) -> Path:
    (path,) = (path for path in (EXAMPLES / unit).glob("*.yaml") if path.name != UNIT_FILE)
    return path


def listed(unit: str) -> list[Entry]:
    text = (TESTS / "contradictions" / f"{unit}.yaml").read_text(encoding="utf-8")
    return [
        Entry(entry["la"], entry["kiem_tra"], entry["so"], entry.get("vi_sao", ""))
        for entry in yaml.safe_load(text)
    ]


def told(unit: str) -> Story:
    story = build(facts_of(unit)).story
    assert story is not None
    return story


def names(entry: Entry, check: str, values: Mapping[str, str]) -> bool:
    """Say whether an entry is the contradiction that a finding shows."""
    return entry.check == check and entry.values.items() <= values.items()


def mended(unit: str) -> str:
    """Return the facts file of a unit with every contradiction mended and nothing waived."""
    text = facts_of(unit).read_text(encoding="utf-8")
    replacements = (TESTS / "mended" / f"{unit}.yaml").read_text(encoding="utf-8")
    for entry in yaml.safe_load(replacements):
        assert text.count(entry["tim"]) == 1, entry["tim"]
        assert entry["vi"]
        text = text.replace(entry["tim"], entry["thay"])
    return "".join(_without_waivers(text))


def _without_waivers(text: str) -> Iterator[str]:
    """Leave out the block `giai_trinh`, up to the next key of the file."""
    inside = False
    for line in text.splitlines(keepends=True):
        if not line.startswith((" ", "#", "\n")):
            inside = line.startswith("giai_trinh:")
        if not inside:
            yield line


@pytest.mark.parametrize("unit", UNITS)
def test_every_contradiction_listed_as_found_is_found(unit: str) -> None:
    findings = told(unit).findings
    for entry in listed(unit):
        assert entry.says and entry.values
        assert entry.check is None or any(names(entry, f.check, f.values) for f in findings), entry.says


@pytest.mark.parametrize("unit", UNITS)
def test_what_is_not_found_says_why(unit: str) -> None:
    for entry in listed(unit):
        assert (entry.check is None) == bool(entry.why), entry.says


@pytest.mark.parametrize("unit", UNITS)
def test_every_arithmetic_finding_is_a_listed_contradiction(unit: str) -> None:
    """The list is read from the report; a finding that it lacks is a false alarm or was overlooked."""
    entries = listed(unit)
    for finding in told(unit).findings:
        if finding.diagnostic.code in ARITHMETIC:
            assert any(names(e, finding.check, finding.values) for e in entries), finding.diagnostic.message


@pytest.mark.parametrize("unit", UNITS)
def test_nine_in_ten_contradictions_of_a_report_are_found(unit: str) -> None:
    assert _share_found(listed(unit)) >= ENOUGH


def test_nine_in_ten_contradictions_of_all_reports_are_found() -> None:
    assert _share_found([entry for unit in UNITS for entry in listed(unit)]) >= ENOUGH


def _share_found(entries: list[Entry]) -> Fraction:
    return Fraction(sum(entry.check is not None for entry in entries), len(entries))


@pytest.mark.parametrize("unit", UNITS)
def test_nothing_is_found_in_the_mended_report(unit: str, tmp_path: Path) -> None:
    original = facts_of(unit)
    shutil.copy(original.parent / UNIT_FILE, tmp_path)
    path = tmp_path / original.name
    path.write_text(mended(unit), encoding="utf-8", newline="\n")
    report = build(path)
    assert not report.diagnostics
    assert report.story is not None and not report.story.findings


def test_nothing_is_found_in_the_made_up_report() -> None:
    report = build(facts_of(MADE_UP))
    assert not report.diagnostics
    assert report.story is not None and not report.story.findings
