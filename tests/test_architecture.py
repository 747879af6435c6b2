"""The house as a test: imports run one way, each package has its door, every code is known."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import cchc_gen

PACKAGE = Path(cchc_gen.__file__).parent
MODULES = sorted(PACKAGE.glob("*.py"))

# A module imports only from the lines above its own.
ORDER = (
    "diagnostics", "period", "values",
    "slips",
    "source", "vietnamese",
    "fields", "files",
    "expressions", "tags",
    "evaluation", "wording", "settings", "template_set", "unit",
    "catalogue", "register",
    "typed",
    "free_text", "about",
    "facts",
    "terms", "figures",
    "printing", "checks",
    "waivers", "narrative", "form",
    "document", "rules",
    "package", "gate", "word",
    "report", "set_lint", "scaffold",
    "explain",
    "usage", "cli",
    "__init__", "__main__",
)  # fmt: skip

DOORS = {
    "yaml": {"source"},
    "babel": {"vietnamese"},
    "jinja2": {"expressions", "evaluation", "tags"},
    "docxtpl": {"word"},
    "docx": {"word"},
    "lxml": {"word", "gate", "package"},
    "click": {"cli", "usage"},
}


def imports(module: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= (
                {f"cchc_gen.{alias.name}" for alias in node.names if alias.name in ORDER}
                if node.module == "cchc_gen"
                else {node.module}
            )
    return found


def test_every_module_has_its_place() -> None:
    assert {m.stem for m in MODULES} == set(ORDER)


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.stem)
def test_imports_run_one_way(module: Path) -> None:
    own = ORDER.index(module.stem)
    used = {name.split(".")[1] for name in imports(module) if name.startswith("cchc_gen.")}
    assert all(ORDER.index(name) < own for name in used), used


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.stem)
def test_each_package_has_one_door(module: Path) -> None:
    outside = {name.split(".")[0] for name in imports(module)}
    assert all(module.stem in doors for package, doors in DOORS.items() if package in outside)


def test_no_python_names_a_unit_or_a_province() -> None:
    examples = PACKAGE.parent / "examples"
    units = {p.parent.name.replace("-", "[-_ ]") for p in examples.glob("*/don-vi.yaml")}
    sets = {p.parent.name for p in (PACKAGE.parent / "templates").glob("*/bo.yaml")} - {"chuan", "xa", "so"}
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
