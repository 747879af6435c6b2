"""Shared fixtures, and `--update-golden`, which rewrites the expected texts instead of comparing."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any

import docx
import pytest

from cchc_gen.base.cache import FOLDER_VARIABLE
from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.base.values import Missing, Number, Value
from cchc_gen.check.evidence import Evidence
from cchc_gen.derive.figures import Figures, derive
from cchc_gen.derive.printing import Printer
from cchc_gen.facts.binding import Facts, Vocabulary, bind, read_header
from cchc_gen.facts.terms import terms
from cchc_gen.facts.unit import Signer, Unit
from cchc_gen.language.evaluation import Scope
from cchc_gen.language.expressions import Expression, parse
from cchc_gen.language.tree import Topic
from cchc_gen.language.wording import Run
from cchc_gen.read.source import Table, Text
from cchc_gen.read.source import parse as parse_yaml
from cchc_gen.rendering import render
from cchc_gen.report import Report, Story, build
from cchc_gen.rules import names_of
from cchc_gen.sets.catalogue import Catalogue, read_catalogue
from cchc_gen.sets.settings import Settings, read_settings
from cchc_gen.tell.document import Document
from cchc_gen.tell.narrative import Origin, Paragraph
from cchc_gen.word.filling import fill
from cchc_gen.word.package import pack, unpack
from cchc_gen.word.properties import add_properties

Golden = Callable[[Path, str], None]


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the tests' cache apart from the user's, for the programs that they start too."""
    os.environ[FOLDER_VARIABLE] = str(tmp_path_factory.mktemp("cache"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite expected texts")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare a text with the one kept in a file, byte for byte."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--update-golden"):
            path.write_bytes(text.encode())
        kept = path.read_bytes().decode() if path.exists() else None
        assert text == kept, f"{path} differs; look at it, then run pytest --update-golden"

    return compare


PLACE = Pos("thu.yaml", 1, 1)
BASE_TEMPLATE = Path(__file__).parent.parent / "templates" / "chuan" / "bao_cao.docx"


def codes(problems: Sequence[Diagnostic]) -> list[str]:
    """Name what was found, in the order found."""
    return [problem.code for problem in problems]


def text(value: str) -> Text:
    """Make a scalar as if it were typed at the start of a file."""
    return Text(value, PLACE)


def table(yaml: str) -> Table:
    """Read YAML that has nothing wrong with it."""
    found, problems = parse_yaml(dedent(yaml), "thu.yaml")
    assert found is not None and not problems, problems
    return found


def expression(source: str) -> Expression:
    """Parse an expression that is allowed."""
    found, problems = parse(text(source))
    assert found is not None, problems
    return found


def indicators(fields: Mapping[str, str]) -> Table:
    """Make the catalogue's YAML from `{"key": "loai: so_dem, …"}`."""
    lines = [f"{key}: {{nhan: Nhãn {key}, can_cu: thử, {rest}}}" for key, rest in fields.items()]
    return table("\n".join(lines) or "{}")


def catalogue(fields: Mapping[str, str]) -> Catalogue:
    """Read a catalogue that has nothing wrong with it."""
    found, problems = read_catalogue(indicators(fields))
    assert not problems, problems
    return found


@dataclass(frozen=True)
class Values:
    """A scope made by hand."""

    values: Mapping[str, Value] = field(default_factory=dict)
    topics: Mapping[str, int] = field(default_factory=dict)
    estimates: frozenset[str] = frozenset()

    def value(self, key: str) -> Value:
        return self.values.get(key, Missing.UNSTATED)

    def count_documents(self, topic: Topic) -> int:
        return self.topics.get(str(topic), 0)

    def is_estimate(self, key: str) -> bool:
        return key in self.estimates


def scope(**values: Value | int) -> Scope:
    """Make a scope; `scope(a=5)` holds an exact 5."""
    return Values(
        {
            k: v if isinstance(v, bool) or not isinstance(v, int) else Number.exact(v)
            for k, v in values.items()
        }
    )


SETTINGS = """
    ten_bao_cao: BÁO CÁO
    trich_yeu: Thử
    ten_ky:
      thang: "tháng {thang} năm {nam}"
      quy: "quý {quy} năm {nam}"
      6T: "6 tháng đầu năm {nam}"
      9T: "9 tháng đầu năm {nam}"
      nam: "năm {nam}"
    de_muc: [{so: "I.", chu_hoa: có}, {so: "1."}, {so: "1.1."}, {so: "a)"}]
"""


def settings(more: str = "") -> Settings:
    """Read the settings of a small set; `more` are settings that it does not have."""
    found, problems = read_settings(table(dedent(SETTINGS) + dedent(more)))
    assert not problems, problems
    return found


UNIT = Unit(
    name="Ủy ban nhân dân xã Thử",
    short_name="UBND xã",
    area="xã Thử",
    superior="",
    symbol="UBND",
    parent_agency="",
    letterhead=("ỦY BAN NHÂN DÂN", "XÃ THỬ"),
    place="Thử",
    signer=Signer((), "CHỦ TỊCH", ""),
    addressees=(),
    recipients=("Lưu: VT",),
)


@dataclass(frozen=True)
class World:
    """A catalogue with the facts and figures of one report over it."""

    catalogue: Catalogue
    facts: Facts
    figures: Figures
    printer: Printer
    evidence: Evidence
    problems: list[Diagnostic]


def world(
    fields: Mapping[str, str],
    facts: str = "so_lieu: {}",
    *,
    period: str = "2024-Q1",
    topics: Sequence[str] = (),
    text_keys: Sequence[str] = (),
    habits: str = "",
) -> World:
    """Bind a facts file (without `bo_mau` and `ky`) to a catalogue and derive its figures."""
    rules = settings(habits)
    known, problems = read_catalogue(indicators(fields), rules.percent_places)
    assert not problems, problems
    file = table(f"bo_mau: thu\nky: {period}\n{dedent(facts)}")
    header, problems = read_header(file)
    assert header is not None, problems
    vocabulary = Vocabulary(known, frozenset(topics), frozenset(text_keys), names_of(known))
    bound, found = bind(file, header, vocabulary)
    figures = derive(bound, known, rules)
    words = terms(bound, UNIT, rules)
    printer = Printer(figures, words, bound.register, rules.pads_text, rules.percent_sign)
    evidence = Evidence(bound, figures, printer, rules)
    return World(known, bound, figures, printer, evidence, problems + found)


def paragraph(*runs: Run | str, style: str = "doan") -> Paragraph:
    """Make a finished paragraph."""
    made = tuple(run if isinstance(run, Run) else Run(run) for run in runs)
    return Paragraph(style, made, Origin("cau", "thu"), PLACE)


def document(*body: Paragraph | str, **changes: Any) -> Document:
    """Make a finished document with plain paragraphs as its body."""
    parts: dict[str, Any] = {
        "parent_agency": "",
        "letterhead": UNIT.letterhead,
        "number_line": "Số:        /BC-UBND",
        "place_line": "Thử, ngày      tháng 3 năm 2024",
        "title": "BÁO CÁO",
        "subject": (Run("Thử"),),
        "subject_pos": PLACE,
        "addressees": (),
        "body": tuple(p if isinstance(p, Paragraph) else paragraph(p) for p in body),
        "recipients": ("- Lưu: VT.",),
        "authority": (),
        "post": "CHỦ TỊCH",
        "signer": "",
        "sheets": (),
        "agency": UNIT.name,
        "dated": date(2024, 3, 14),
    }
    return Document(**(parts | changes))


def word_template(path: Path, *lines: str) -> Path:
    """Make a small Word template, one paragraph for each line."""
    made = docx.Document()
    for line in lines:
        made.add_paragraph(line)
    made.save(str(path))
    return path


def fill_file(template: Path, document: Document) -> tuple[bytes | None, list[Diagnostic]]:
    """Fill a template and pack what comes of it."""
    filled, problems = fill(template, document)
    return (pack(filled.parts) if filled else None), problems


def with_properties(content: bytes, properties: Mapping[str, str], prefix: str) -> bytes:
    """Give a Word file other custom properties."""
    parts = unpack(content)
    add_properties(parts, properties, prefix)
    return pack(parts)


def reopened(content: bytes) -> list[str]:
    """Return the paragraphs of a Word file's body, tables aside."""
    return [p.text for p in docx.Document(io.BytesIO(content)).paragraphs]


ROOT = Path(__file__).parent.parent
EXAMPLES = sorted(p for p in ROOT.glob("examples/*/*.yaml") if p.name != "don-vi.yaml")


@cache
def built(path: Path) -> Report:
    """Build an example once for all tests that only look at it."""
    return build(path)


def story_of(report: Report) -> Story:
    """Return the story of a report that could be told."""
    assert report.story is not None, report.diagnostics
    return report.story


def make_files(root: Path, files: Mapping[str, str]) -> Path:
    """Write files under a folder and return the folder."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(content), encoding="utf-8")
    return root


@pytest.fixture(scope="session")
def example_documents() -> dict[Path, bytes]:
    """Render each example once, under the path that its report would have."""
    examples = Path(__file__).parent.parent / "examples"
    made = {
        facts.parent / f"{facts.parent.name}-{facts.stem}.docx": render(build(facts))[0]
        for facts in sorted(examples.glob("*/2*.yaml"))
    }
    assert None not in made.values()
    return {path: content for path, content in made.items() if content}
