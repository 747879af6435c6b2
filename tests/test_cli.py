"""The command line: exit codes, what goes to stdout and what to stderr, files left as they were."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result

from cchc_gen.cli import main

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples/cho-don"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Copy the example, to be spoilt."""
    for name in ("don-vi.yaml", "2024-Q1.yaml"):
        (tmp_path / name).write_bytes((EXAMPLE / name).read_bytes())
    return tmp_path


def spoil(folder: Path, old: str, new: str, name: str = "2024-Q1.yaml") -> Path:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder / "2024-Q1.yaml"


def test_render_prints_the_path_alone_on_stdout(folder: Path) -> None:
    result = run("render", folder / "2024-Q1.yaml")
    assert result.exit_code == 0
    assert result.stdout == f"{folder / '2024-Q1.docx'}\n"
    assert result.stderr == ""


def test_an_error_writes_nothing_and_leaves_the_old_file(folder: Path) -> None:
    facts = spoil(folder, "co_thoi_han: 13", "co_thoi_han: mười ba")
    old = folder / "2024-Q1.docx"
    old.write_bytes(b"bao cao cu")
    result = run("render", facts)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "F002" in result.stderr
    assert old.read_bytes() == b"bao cao cu"
    assert sorted(p.name for p in folder.iterdir()) == ["2024-Q1.docx", "2024-Q1.yaml", "don-vi.yaml"]


def test_a_draft_is_written_in_spite_of_findings_under_another_name(folder: Path) -> None:
    facts = spoil(folder, "co_thoi_han: 13", "co_thoi_han: mười ba")
    result = run("render", facts, "--draft")
    assert result.exit_code == 0
    text = "\n".join(p.text for p in docx.Document(str(folder / "2024-Q1.nhap.docx")).paragraphs)
    assert "BẢN NHÁP" in text
    assert "[THIẾU: " in text
    assert "F002" in text
    assert not (folder / "2024-Q1.docx").exists()


def test_a_draft_marks_the_figures_that_a_finding_names(folder: Path) -> None:
    facts = spoil(folder, "giai_trinh:", "giai_trinh: []\nbo_qua:")
    result = run("render", facts, "--draft")
    assert result.exit_code == 0, result.stderr
    document = docx.Document(str(folder / "2024-Q1.nhap.docx"))
    marked = [r.text for p in document.paragraphs for r in p.runs if r.font.highlight_color]
    assert "1.807" in marked


def test_check_reports_json_on_stdout(folder: Path) -> None:
    facts = spoil(folder, "dung_han: 32", "dung_han: 40")
    result = run("check", facts, "--format", "json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    place = {"file", "line", "column"}
    assert place | {"code", "rule", "severity", "message", "hint", "reference", "related"} == set(found[0])
    assert found[0]["code"] in {"C001", "C003"}


def test_check_reports_github_annotations(folder: Path) -> None:
    facts = spoil(folder, "dung_han: 32", "dung_han: 40")
    result = run("check", facts, "--format", "github")
    assert result.stdout.startswith("::error file=")


def test_without_waivers_the_published_contradictions_stand() -> None:
    result = run("check", EXAMPLE / "2024-Q1.yaml", "--no-waivers")
    assert result.exit_code == 1
    for figures in (("1.807", "26", "1.326", "408"), ("100%", "191 / 393"), ("393", "384")):
        assert all(figure in result.stderr for figure in figures)
    assert run("check", EXAMPLE / "2024-Q1.yaml").exit_code == 0


def test_a_contradicted_total_names_both_sides(folder: Path) -> None:
    facts = spoil(folder, "dung_han: 32", "dung_han: 40")
    result = run("render", facts)
    assert result.exit_code == 1
    assert "nhiem_vu" in result.stderr
    assert "40" in result.stderr
    assert "37" in result.stderr


def test_parts_with_different_cut_off_dates_have_no_common_one(folder: Path) -> None:
    spoil(folder, "bo_mau: bac-kan-huyen", "bo_mau: thu")
    (folder / "bo-mau/thu").mkdir(parents=True)
    (folder / "bo-mau/thu/bo.yaml").write_text("ten: Thử\nke_thua: bac-kan-huyen\n", encoding="utf-8")
    sentence = 'ket: {viet: "Đến {{ ke_hoach.ty_le.den_ngay }}./."}\n'
    (folder / "bo-mau/thu/cau.yaml").write_text(sentence, encoding="utf-8")
    spoil(folder, "    nhiem_vu: 54", "    nhiem_vu: {gia_tri: 54, den_ngay: 8/3/2024}")
    spoil(folder, "{gia_tri: 7,", "{gia_tri: 7, den_ngay: 9/3/2024,")
    facts = spoil(folder, "    ty_le: {gia_tri: 13, kem_tu: trên}\n", "")
    result = run("check", facts, "--templates", folder / "bo-mau")
    assert result.exit_code == 1
    assert "ngày chốt khác nhau" in result.stderr


def test_explain_shows_formula_facts_places_and_uses() -> None:
    result = run("explain", EXAMPLE / "2024-Q1.yaml", "giai_ngan.ty_le")
    assert result.exit_code == 0
    assert "16.318,281 / 177.564" in result.stdout
    assert "2024-Q1.yaml:" in result.stdout
    assert "phu_luc/6.1" in result.stdout


def test_explain_finds_a_figure_by_its_printed_text() -> None:
    result = run("explain", EXAMPLE / "2024-Q1.yaml", "16,81%")
    assert result.exit_code == 0
    assert "5.893 / 35.058" in result.stdout


def test_explain_suggests_the_nearest_key() -> None:
    result = run("explain", EXAMPLE / "2024-Q1.yaml", "giai_ngan.tyle")
    assert result.exit_code == 2
    assert "giai_ngan.ty_le" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["render"], 2),
        (["rendr", "x"], 2),
        (["check", "x", "--format", "xml"], 2),
        (["check", "khong-co.yaml"], 4),
        (["check", str(EXAMPLE)], 4),
        (["templates", "lint", "khong-co"], 3),
    ],
)
def test_exit_codes_tell_the_kinds_of_trouble_apart(arguments: list[str], code: int) -> None:
    result = run(*arguments)
    assert result.exit_code == code
    assert result.stderr


def test_a_broken_set_has_its_own_exit_code(folder: Path) -> None:
    facts = spoil(folder, "bo_mau: bac-kan-huyen", "bo_mau: bac-kan-huyenn")
    result = run("check", facts)
    assert result.exit_code == 3
    assert "bac-kan-huyen" in result.stderr


def test_no_place_to_write_has_its_own_exit_code(folder: Path) -> None:
    assert run("render", folder / "2024-Q1.yaml", "-o", folder / "khong/co.docx").exit_code == 4
    assert run("render", folder / "2024-Q1.yaml", "-o", folder / "2024-Q1.yaml").exit_code == 4
    assert (folder / "2024-Q1.yaml").read_bytes() == (EXAMPLE / "2024-Q1.yaml").read_bytes()


def test_help_is_vietnamese_throughout() -> None:
    for command in ([], ["render"], ["check"], ["explain"], ["templates"], ["templates", "new"]):
        text = run(*command, "--help").stdout
        assert "Cách dùng:" in text
        assert "Options" not in text
        assert "Usage" not in text
        assert "Show this" not in text


ODD = "Ủy ban nhân dân xã Chợ & <Đồn> ']]> {{ x }} {% y %} {_{"


def test_an_odd_name_is_printed_whole_everywhere(folder: Path) -> None:
    spoil(folder, "ten: Ủy ban nhân dân huyện Chợ Đồn", f'ten: "{ODD}"', "don-vi.yaml")
    spoil(folder, "dia_danh: Chợ Đồn", f'dia_danh: "{ODD}"', "don-vi.yaml")
    facts = spoil(folder, "HUYỆN CHỢ ĐỒN", f'"{ODD}"', "don-vi.yaml")
    result = run("render", facts, "-o", folder / "la.docx")
    assert result.exit_code == 0, result.stderr
    document = docx.Document(str(folder / "la.docx"))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert any(ODD in text for text in cells)
    assert any(text.startswith(f"{ODD}, ngày") for text in cells)
    assert any(ODD in p.text for p in document.paragraphs)
    assert document.core_properties.author == ODD


def test_zone_locale_folder_and_hash_seed_do_not_change_a_byte(folder: Path) -> None:
    made = []
    for number, (zone, locale, seed) in enumerate(
        [("UTC", "C", "1"), ("Asia/Ho_Chi_Minh", "vi_VN.UTF-8", "2")]
    ):
        place = folder if number else ROOT
        facts = "2024-Q1.yaml" if number else "examples/cho-don/2024-Q1.yaml"
        target = folder / f"{number}.docx"
        environment = {**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-m", "cchc_gen", "render", facts, "-o", str(target)]
        subprocess.run(command, cwd=place, env=environment, check=True, capture_output=True)
        made.append(target.read_bytes())
    assert made[0] == made[1]
    assert docx.Document(io.BytesIO(made[0])).core_properties.created.year == 2024


def test_a_terminal_that_is_not_utf8_is_no_trouble(folder: Path) -> None:
    command = [sys.executable, "-m", "cchc_gen", "check", "2024-Q1.yaml"]
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "cp1258", "PYTHONUTF8": "0"}
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    assert result.returncode == 0
    assert "giải trình".encode() in result.stderr


def test_a_new_set_lints_clean_and_renders_at_once(folder: Path) -> None:
    root = folder / "bo-mau"
    made = run("templates", "new", "tinh-thu-huyen", "--extends", "bac-kan-huyen", "--templates", root)
    assert made.exit_code == 0
    assert made.stdout == f"{root / 'tinh-thu-huyen'}\n"
    lint = run("templates", "lint", "tinh-thu-huyen", "--templates", root)
    assert (lint.exit_code, lint.stdout) == (0, "")
    assert "0 lỗi, 0 cảnh báo, 0 ghi chú" in lint.stderr
    facts = spoil(folder, "bo_mau: bac-kan-huyen", "bo_mau: tinh-thu-huyen")
    assert run("render", facts, "--templates", root).exit_code == 0


def test_a_new_set_never_overwrites_a_folder(folder: Path) -> None:
    (folder / "tinh-thu").mkdir()
    result = run("templates", "new", "tinh-thu", "--extends", "chuan", "--templates", folder)
    assert result.exit_code == 2
    assert list((folder / "tinh-thu").iterdir()) == []


def test_the_list_of_sets_names_their_bases() -> None:
    assert "bac-kan-huyen" in run("templates", "list").stdout


def test_many_reports_need_a_folder(folder: Path) -> None:
    result = run("render", folder, "-o", folder / "la.docx")
    assert result.exit_code == 2 and "thư mục" in result.stderr
    assert not (folder / "la.docx").exists()


HEAVY = {
    "--help": {"babel", "jinja2", "lxml", "yaml", "cchc_gen.report"},
    "check": {
        "docx",
        "docxtpl",
        "jinja2",
        "lxml",
        "multiprocessing",
        "cchc_gen.lint.linting",
        "cchc_gen.word",
    },
    "render": {
        "concurrent",
        "docx",
        "docxtpl",
        "jinja2",
        "multiprocessing",
        "subprocess",
        "cchc_gen.explain",
    },
}
"""What a command does without, once the rules and the template are kept; each takes long to import."""


@pytest.mark.parametrize("command", HEAVY)
def test_a_command_imports_only_what_it_needs(command: str, folder: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from cchc_gen.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "finally: print(*sys.modules, sep='\\n', file=sys.stderr)"
    )
    arguments = [command] if command == "--help" else [command, str(folder / "2024-Q1.yaml")]
    environment = {**os.environ, "CCHC_GEN_CACHE": str(tmp_path / "kept")}
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
    assert not HEAVY[command] & set(done.stderr.splitlines())
