"""What is compared with what; each comparison gives lines of Markdown."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path

from docxtpl import DocxTemplate

from bench import docxtpl_alone, large, others
from bench.contexts import for_docxtpl, for_others
from bench.country import make_country
from bench.flat import flatten
from bench.measuring import Contestant, Cost, ratio, side_by_side, timed
from cchc_gen.base.cache import FOLDER_VARIABLE
from cchc_gen.batch.job import Job, Options, State, produce
from cchc_gen.rendering import render
from cchc_gen.report import Story, build
from cchc_gen.tell.document import Document
from cchc_gen.word.compiled import compile_template, compiled
from cchc_gen.word.filling import fill, fill_parts
from cchc_gen.word.package import pack
from cchc_gen.word.values import values_of

OURS = "ours"
FLAT, LOOPS = "docxtpl, a file that holds the text", "docxtpl, our template"
_WARMING_PASSES = 3


def many_documents(folder: Path, documents: int, rounds: int, engines: Sequence[str]) -> list[str]:
    """Compare processes that are warm: filling alone, and our whole pipe."""
    facts = list(make_country(folder / "facts", documents - 1, 1))
    told = [_story(path).document for path in facts]
    template = _story(facts[0]).rules.word_template
    flat = flatten(template, told[0])
    held = compile_template(flat.content, frozenset(flat.values))
    ready, _ = compiled(template)
    assert ready is not None
    by_docxtpl, flat_by_docxtpl = DocxTemplate(str(template)), DocxTemplate(io.BytesIO(flat.content))
    contexts = [docxtpl_alone.load(json.dumps(for_docxtpl(document))) for document in told]
    filled = [_parts(_filled(template, document)) for document in told]
    jobs = [Job(path, folder / f"{number}.docx") for number, path in enumerate(facts)]
    contestants: dict[str, Contestant] = {
        "deflate and zip the parts": timed(lambda: [_zipped(parts) for parts in filled]),
        FLAT: timed(lambda: [docxtpl_alone.fill(flat_by_docxtpl, flat.values) for _ in told]),
        LOOPS: timed(lambda: [docxtpl_alone.fill(by_docxtpl, context) for context in contexts]),
        f"{OURS}: fill the file that holds the text": timed(
            lambda: [pack(fill_parts(held, flat.values)) for _ in told]
        ),
        f"{OURS}: fill our template": timed(
            lambda: [pack(fill_parts(ready, values_of(document)[0])) for document in told]
        ),
        f"{OURS}: fill our template and prove it": timed(
            lambda: [_filled(template, document) for document in told]
        ),
        f"{OURS}: facts to bytes": timed(lambda: [render(build(path)) for path in facts]),
        f"{OURS}: facts to file": timed(lambda: [produce(job) for job in jobs]),
    }
    listed = _write_contexts(folder / "contexts.json", told)
    for engine in engines:
        contestants[engine] = others.contestant(engine, folder, listed, _WARMING_PASSES)
    costs = side_by_side(contestants, rounds)
    stored, deflated = (len(pack(filled[0])) // 1000, len(_zipped(filled[0])) // 1000)
    told_of = (
        f"The file that holds the text has {len(flat.values)} tags. A report takes {stored} KB as we store "
        f"its parts, {deflated} KB deflated; stored, it has the same bytes whatever zlib a machine has."
    )
    return [f"## Many documents in one process, {documents} in a round", "", told_of, "", *_table(costs)]


def one_document(folder: Path, rounds: int, engines: Sequence[str]) -> list[str]:
    """Compare programs that start, make one document and end; all but ours are given a ready context."""
    (facts, _) = make_country(folder / "facts", 1, 1)
    story = _story(facts)
    template, cache = story.rules.word_template, folder / "cache"
    flat = flatten(template, story.document)
    (folder / "flat.docx").write_bytes(flat.content)
    ours = [sys.executable, "-m", "cchc_gen", "render", str(facts), "-o", str(folder / "ours.docx")]
    commands = {
        "Python starts and ends": [sys.executable, "-c", "pass"],
        FLAT: _alone(folder / "flat.docx", flat.values, folder / "flat"),
        LOOPS: _alone(template, for_docxtpl(story.document), folder / "alone"),
        f"{OURS}, nothing kept": ours,
        f"{OURS}, set and template kept": ours,
    }
    listed = _write_contexts(folder / "contexts.json", [story.document])
    for engine in engines:
        commands[engine] = others.command(engine, folder, listed, 1)
    common = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    common.pop("PYTHONDONTWRITEBYTECODE", None)  # installed programs have their bytecode
    environments = {name: {**common, FOLDER_VARIABLE: str(cache)} for name in commands}
    environments[f"{OURS}, nothing kept"] = {**common, FOLDER_VARIABLE: ""}
    contestants = {name: _program(commands[name], environments[name]) for name in commands}
    costs = side_by_side(contestants, rounds)
    memory = {name: _memory(commands[name], environments[name]) for name in commands}
    return ["## One document, a whole process", "", *_table(costs, memory)]


def _alone(template: Path, values: object, target: Path) -> list[str]:
    """Return the command by which docxtpl alone fills a template."""
    context = target.with_suffix(".json")
    context.write_text(json.dumps(values), "utf-8")
    return [
        sys.executable,
        docxtpl_alone.__file__,
        *map(str, (template, context, target.with_suffix(".docx"))),
    ]


def growth(folder: Path, small: int, big: int, rounds: int) -> list[str]:
    """Compare a report that is large in one way with one that is a tenth of it."""
    lines = [
        f"## Growth from {small} to {big}",
        "",
        f"Ten times the size, {big / small:.0f} times the cost would be linear.",
        "",
        "| what grows | cost | processor | clock |",
        "|---|---|---|---|",
    ]
    for name, way in large.WAYS.items():
        costs = side_by_side(
            {
                f"{size}, {kept}": _large_report(folder / f"{len(lines)}-{size}-{kept}", way(size), kept)
                for size in (small, big)
                for kept in _KEPT
            },
            rounds,
        )
        for kept in _KEPT:
            cpu, wall = ratio(costs[f"{big}, {kept}"], costs[f"{small}, {kept}"])
            lines.append(f"| {name} | {kept} | {cpu} | {wall} |")
    return lines


_KEPT = ("set kept", "set read anew")


def _large_report(folder: Path, files: Mapping[str, str], kept: str) -> Contestant:
    facts, sets = large.make_large(folder, files)
    manifest = sets / "lon" / "bo.yaml"
    text, number = manifest.read_text("utf-8"), count()

    def made() -> None:
        outcome = produce(Job(facts, folder / "ra.docx", Options(templates=sets)))
        assert outcome.state is State.WRITTEN, outcome

    def made_anew() -> Cost:
        manifest.write_text(f"{text}# {next(number)}\n", "utf-8")
        return timed(made)()

    return timed(made) if kept == "set kept" else made_anew


def _story(facts: Path) -> Story:
    report = build(facts)
    assert report.story and report.ok
    return report.story


def _write_contexts(path: Path, told: Iterable[Document]) -> Path:
    path.write_text(json.dumps([for_others(document) for document in told], ensure_ascii=False), "utf-8")
    return path


def _filled(template: Path, document: Document) -> bytes:
    filled, problems = fill(template, document)
    assert filled is not None, problems
    return pack(filled.parts)


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def _program(command: Sequence[str], environment: Mapping[str, str]) -> Contestant:
    return timed(lambda: subprocess.run(command, env=environment, check=True, capture_output=True))


_LAUNCHER = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, capture_output=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""A small process that starts another: a child's count begins with that of the process that starts it."""


def _memory(command: Sequence[str], environment: Mapping[str, str]) -> float:
    launcher = [sys.executable, "-c", _LAUNCHER, *command]
    done = subprocess.run(launcher, env=environment, check=True, capture_output=True, text=True)
    return int(done.stdout) / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _table(costs: Mapping[str, Sequence[Cost]], memory: Mapping[str, float] | None = None) -> Iterator[str]:
    """Print each contestant's cost as a multiple of docxtpl's, with either template."""
    column, rule = (" most memory, MB |", "---|") if memory else ("", "")
    yield f"| contestant | processor, × {FLAT} | clock | processor, × {LOOPS} | clock |{column}"
    yield f"|---|---|---|---|---|{rule}"
    for name, spent in costs.items():
        ratios = " | ".join(str(shown) for to in (FLAT, LOOPS) for shown in ratio(spent, costs[to]))
        yield f"| {name} | {ratios} |" + (f" {memory[name]:.0f} |" if memory else "")
