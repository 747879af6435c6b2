"""The fillers that run on Node.js, where it is at hand: an equivalent template, and how each is run.

Their template says the same in the same styles, and less: no bold rows, no draft, one style of
paragraph. Their texts are plain. So their work is lighter than ours.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx

from bench.country import ROOT
from bench.measuring import Contestant, Cost

HOME = Path(__file__).parent / "node"
BASE = ROOT / "templates" / "chuan" / "bao_cao.docx"

_ALONE = ("co_quan_chu_quan", "so_ky_hieu", "dia_danh_ngay", "ten_loai", "trich_yeu", "chuc_vu")
_CELLS = ("ma", "nhan", "dvt", "gia_tri", "ghi_chu")


@dataclass(frozen=True, slots=True)
class Tags:
    """How an engine writes a value, a list of paragraphs, and a row for each item of a list."""

    value: str
    around: tuple[str, str]
    paragraph: tuple[str, ...]
    rows: tuple[str, ...]
    first_cell: str = ""
    last_cell: str = ""


_LOOPS = Tags(
    value="{{{0}}}",
    around=("{{#{0}}}", "{{/{0}}}"),
    paragraph=("{{{1}}}",),
    rows=("{{{1}}}",),
    first_cell="{#hang}",
    last_cell="{/hang}",
)
_PAIRS = Tags(
    value="{{d.{0}}}",
    around=("", ""),
    paragraph=("{{d.{0}[i].{1}}}", "{{d.{0}[i+1].{1}}}"),
    rows=("{{d.hang[i].{1}}}", "{{d.hang[i+1].{1}}}"),
)
ENGINES: Mapping[str, Tags] = {"docxtemplater": _LOOPS, "easy-template-x": _LOOPS, "carbone": _PAIRS}


def missing() -> str:
    """Install the engines; say why they cannot be measured, empty when they can."""
    if not shutil.which("node") or not shutil.which("npm"):
        return "Node.js or npm is not installed"
    if (HOME / "node_modules").is_dir():
        return ""
    command = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=HOME, capture_output=True, check=False)
    return "" if done.returncode == 0 else "the npm registry does not give the packages"


def make_template(engine: str, target: Path) -> None:
    """Write the equivalent template in the tags of an engine."""
    tags = ENGINES[engine]
    made = docx.Document(str(BASE))
    body = made.element.body
    for child in list(body)[:-1]:
        body.remove(child)
    for name in _ALONE:
        made.add_paragraph(tags.value.format(name))
    _add_list(made, tags, "than_bai", "chu")
    _add_list(made, tags, "noi_nhan", "dong")
    table = made.add_table(1, len(_CELLS))
    for cell, title in zip(table.rows[0].cells, _CELLS, strict=True):
        cell.text = title
    for row in tags.rows:
        texts = [row.format("hang", name) for name in _CELLS]
        texts[0] = tags.first_cell + texts[0]
        texts[-1] += tags.last_cell
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    made.save(str(target))


def _add_list(made: Any, tags: Tags, name: str, part: str) -> None:
    opening, closing = tags.around
    for text in (opening, *tags.paragraph, closing):
        if text:
            made.add_paragraph(text.format(name, part))


def command(engine: str, folder: Path, contexts: Path, passes: int) -> list[str]:
    """Make the template and return the command that fills it with all contexts, `passes` times over."""
    template = folder / f"{engine}.docx"
    make_template(engine, template)
    paths = [str(template), str(contexts), str(passes), str(_target(engine, folder))]
    return ["node", str(HOME / "fill.mjs"), engine, *paths]


def _target(engine: str, folder: Path) -> Path:
    return folder / f"{engine}.ra.docx"


def contestant(engine: str, folder: Path, contexts: Path, passes: int) -> Contestant:
    """Fill all contexts in a process of its own; the cost is that of the last pass, as it tells it."""
    arguments = command(engine, folder, contexts, passes)
    wanted = json.loads(contexts.read_text("utf-8"))[-1]

    def measured() -> Cost:
        done = subprocess.run(arguments, capture_output=True, check=True, text=True)
        _check(engine, _target(engine, folder).read_bytes(), wanted)
        return Cost(**json.loads(done.stdout))

    return measured


def _check(engine: str, content: bytes, wanted: Mapping[str, Any]) -> None:
    """Refuse to measure an engine that does not print the whole document."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        printed = docx.Document(io.BytesIO(content))
        assert archive.testzip() is None
    texts = [p.text for p in printed.paragraphs]
    cells = [row.cells[1].text for row in printed.tables[0].rows][1:]
    if [p["chu"] for p in wanted["than_bai"] if p["chu"] not in texts] or cells != [
        row["nhan"] for row in wanted["hang"]
    ]:
        raise ValueError(f"{engine} does not print the document")
