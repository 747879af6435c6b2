"""The measurements still run, and what they measure is what they say. Nothing here looks at a clock."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import country, large, nation, stops
from cchc_gen.base.cache import FOLDER_VARIABLE
from cchc_gen.batch.job import Job, Options, State, produce
from cchc_gen.report import build


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "cache"))


def test_a_made_up_country_agrees_with_itself_and_varies(tmp_path: Path) -> None:
    facts = list(country.make_country(tmp_path / "a", 6, 2))
    assert [path.parent.name for path in facts] == [
        "xa-1", "xa-3", "xa-5", "tinh-01", "xa-2", "xa-4", "xa-6", "tinh-02"
    ]  # fmt: skip
    assert not [found for path in facts for found in build(path).diagnostics]
    texts = [path.read_text("utf-8") for path in facts]
    assert len(set(texts)) == len(texts)
    again = [path.read_text("utf-8") for path in country.make_country(tmp_path / "b", 6, 2)]
    assert again == texts


def test_every_report_of_a_country_is_made_and_every_stop_is_seen(tmp_path: Path) -> None:
    lines = nation.report(tmp_path, 3, 2)
    assert lines[0].startswith("6 reports, all written without a finding, by 2 processes")
    assert len(list((tmp_path / "reports").glob("**/*.docx"))) == 6
    last = [line.split(" | ")[0].removeprefix("| ") for line in lines[-len(stops.STOPS) - 1 :]]
    assert last == [*stops.STOPS, "the rest"]


@pytest.mark.parametrize("way", large.WAYS)
def test_a_large_report_is_as_large_as_it_says(way: str, tmp_path: Path) -> None:
    size = {}
    for n in (3, 30):
        facts, sets = large.make_large(tmp_path / str(n), large.WAYS[way](n))
        target = tmp_path / f"{n}.docx"
        assert produce(Job(facts, target, Options(templates=sets))).state is State.WRITTEN
        story = build(facts, templates=sets).story
        assert story is not None
        rows = sum(len(sheet.rows) for sheet in story.document.sheets)
        size[n] = max(rows, len(story.document.body))
    assert size[30] - size[3] == 27
