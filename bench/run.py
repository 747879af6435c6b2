"""Measure everything side by side and write `bench/results.md`: `python -m bench.run`, or `make bench`."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import tempfile
from importlib.metadata import version
from pathlib import Path

from bench import comparisons, form, nation, others
from cchc_gen.base.cache import FOLDER_VARIABLE
from cchc_gen.base.garbage import collect_seldom

RESULTS = Path(__file__).parent / "results.md"

_HOW = """\
Contestants take turns, {rounds} rounds, after one that does not count. Costs are ratios, taken round by
round: the middle (the least to the most). Below 1.00 a contestant costs less than what it is compared with.

Plain docxtpl is measured with two templates that give the same document, the values ready in memory: a Word
file that holds all the text, with a tag for each figure, as an office with docxtpl alone has it; and our
own template, of loops, which takes the text in ready runs. It checks nothing afterwards. Ours proves
each document, holds it against the rules of form and seals it, unless said otherwise.

The Node.js fillers have a template of loops that is simpler than ours, with the same text: one style of
paragraph, one kind of row, no bold, no footnotes."""


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(prog="python -m bench.run", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--documents", type=int, default=20, help="documents in a round of warm processes")
    parser.add_argument("--size", type=int, default=5000, help="size of the large reports")
    parser.add_argument("--communes", type=int, default=300, help="communes of the country")
    parser.add_argument("--results", type=Path, default=RESULTS)
    chosen = parser.parse_args()
    collect_seldom()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ[FOLDER_VARIABLE] = str(folder / "cache")
        reason = others.missing()
        engines = [] if reason else list(others.ENGINES)
        left_out = [f"Not measured: {', '.join(others.ENGINES)}: {reason}.", ""] if reason else []
        lines = [
            *["# Measurements", "", _machine(), "", _HOW.format(rounds=chosen.rounds), "", *left_out],
            *[*comparisons.many_documents(folder / "many", chosen.documents, chosen.rounds, engines), ""],
            *[*comparisons.one_document(folder / "one", chosen.rounds, engines), ""],
            *[*comparisons.growth(folder / "growth", chosen.size // 10, chosen.size, chosen.rounds), ""],
            *["## The form", "", *form.report(100, chosen.rounds), ""],
            *["## A country", "", *nation.report(folder / "nation", chosen.communes, os.cpu_count() or 1)],
        ]
    text = "".join(f"{line}\n" for line in lines)
    chosen.results.write_text(text, "utf-8")
    print(text, end="")


def _machine() -> str:
    packages = [f"{name} {version(name)}" for name in ("docxtpl", "jinja2", "lxml")]
    node = shutil.which("node")
    if node:
        found = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)
        packages.append(f"Node.js {found.stdout.strip()}")
    return f"Python {platform.python_version()}, {os.cpu_count()} cores; {', '.join(packages)}."


if __name__ == "__main__":
    main()
