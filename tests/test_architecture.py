"""The house as a test: imports run one way, each package has its door, every code is known."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import cchc_gen

PACKAGE = Path(cchc_gen.__file__).parent
MODULES = sorted(m for m in PACKAGE.rglob("*.py") if m.name != "__init__.py")

# A module imports only from the lines above its own, or from further left. Packages stand in the
# order of the pipe.
ORDER = (
    "base.diagnostics", "base.period", "base.values", "base.vietnamese", "base.files", "base.cache",
    "base.garbage",
    "read.slips", "read.events", "read.source", "read.fields", "read.patterns",
    "language.jinja_words", "language.tree", "language.syntax", "language.expressions", "language.evaluation",
    "language.wording",
    "sets.settings", "sets.template_set", "sets.catalogue",
    "facts.unit", "facts.register", "facts.typed", "facts.free_text", "facts.about", "facts.binding",
    "facts.supposition", "facts.terms",
    "derive.figures", "derive.printing",
    "check.checks", "check.lines", "check.evidence", "check.finding", "check.diagnosis", "check.relations",
    "check.texts", "check.documents", "check.citations", "check.earlier",
    "check.checking", "check.waivers",
    "tell.narrative", "tell.form", "tell.document", "tell.holes", "tell.typography",
    "word.autocorrection", "word.package", "word.paragraphs", "word.tagged", "word.tags", "word.notes",
    "word.comments", "word.values", "word.gate", "word.lines", "word.comparison", "word.fingerprint",
    "word.properties", "word.recorder", "word.compiled", "word.filling",
    "word.programs", "word.fonts", "word.pdf",
    "lint.rulebook", "lint.formats", "lint.numbering", "lint.packages", "lint.drawings", "lint.contents",
    "lint.reading", "lint.lines", "lint.typeface", "lint.widths",
    "lint.foot", "lint.components", "lint.properties", "lint.requirements",
    "lint.text_rules", "lint.hits", "lint.head_checks", "lint.foot_checks", "lint.number_checks",
    "lint.appendix_checks", "lint.file_checks", "lint.checkers", "lint.linting", "lint.repair",
    "provenance.digest",
    "rules", "history", "report",
    "explain.explanation", "explain.passages", "explain.accounts", "explain.searching", "explain.fixed_text",
    "explain.difference", "explain.showing",
    "drafts", "provenance.manifest", "provenance.placement", "provenance.changes",
    "provenance.quoting", "provenance.edits", "provenance.verification", "provenance.overwriting",
    "rendering", "review", "copies", "set_names", "set_lint", "scaffold",
    "batch.job", "batch.plan", "batch.workers", "batch.running",
    "commands.usage", "commands.shared", "commands.render_many",
    "commands.render", "commands.check", "commands.explain", "commands.lint",
    "commands.verify", "commands.templates",
    "cli", "__main__",
)  # fmt: skip

DOORS = {
    "yaml": ("read.events",),
    "babel": ("base.vietnamese",),
    "jinja2": ("language.syntax", "word.tags"),
    "docxtpl": ("word.recorder",),
    "docx": (),
    "lxml": ("word.", "lint."),
    "distributed": ("batch.workers",),
    "click": ("commands.", "cli"),
    "subprocess": ("word.programs",),
}


def name_of(module: Path) -> str:
    return ".".join(module.relative_to(PACKAGE).with_suffix("").parts)


def imports(module: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            modules = {name for name in inside if name.removeprefix("cchc_gen.") in ORDER}
            found |= modules or {node.module}
    return found - {"cchc_gen"}


def test_every_module_has_its_place() -> None:
    assert {name_of(m) for m in MODULES} == set(ORDER)
    assert len(set(ORDER)) == len(ORDER)


def test_every_package_says_what_it_is() -> None:
    for package in PACKAGE.rglob("__init__.py"):
        assert ast.get_docstring(ast.parse(package.read_text(encoding="utf-8"))), package


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_imports_run_one_way(module: Path) -> None:
    own = ORDER.index(name_of(module))
    used = {name.removeprefix("cchc_gen.") for name in imports(module) if name.startswith("cchc_gen.")}
    assert all(ORDER.index(name) < own for name in used), used


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_each_package_has_one_door(module: Path) -> None:
    outside = {name.split(".")[0] for name in imports(module)}
    used = {package: doors for package, doors in DOORS.items() if package in outside}
    assert all(name_of(module).startswith(doors) for doors in used.values()), used


def test_no_python_names_a_unit_or_a_province() -> None:
    examples = PACKAGE.parent / "examples"
    units = {p.parent.name.replace("-", "[-_ ]") for p in examples.glob("*/don-vi.yaml")}
    levels = {"chuan", "huyen", "xa", "so"}
    sets = {p.parent.name for p in (PACKAGE.parent / "templates").glob("*/bo.yaml")} - levels
    named = re.compile("|".join(sorted(units | sets)), re.IGNORECASE)
    for module in MODULES:
        assert not named.search(module.read_text(encoding="utf-8")), module


def test_no_python_names_an_indicator() -> None:
    catalogue = (PACKAGE.parent / "templates/chuan/chi_tieu.yaml").read_text(encoding="utf-8")
    keys = set(re.findall(r"^([a-z_]+(?:\.[a-z_]+)+):", catalogue, re.MULTILINE))
    for module in MODULES:
        words = set(re.findall(r"[a-z_]+(?:\.[a-z_]+)+", code_without_docs(module)))
        assert not words & keys, (module, words & keys)


def code_without_docs(module: Path) -> str:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)
