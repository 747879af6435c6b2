"""PDF and pictures: what LibreOffice makes of every example, and what is said when it does not."""

from __future__ import annotations

import io
import os
import select
import signal
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result

from cchc_gen.base.diagnostics import Pos, Severity
from cchc_gen.cli import main
from cchc_gen.copies import write_copies
from cchc_gen.word import pdf
from cchc_gen.word.fonts import asked_fonts, embedded_fonts, substitutions
from cchc_gen.word.pdf import LIBRE_OFFICE, PDFTOPPM, convert
from cchc_gen.word.programs import Program
from tests.conftest import codes, word_template

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples/yen-the/2024-06.yaml"
REPORT = Path("bao cao.docx")

Fake = Callable[..., None]


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fake:
    """Stand a shell script in for a program; without any, no program is found at all."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(pdf, "LIBRE_OFFICE", replace(LIBRE_OFFICE, places=()))

    def make(script: str, command: str = "soffice") -> None:
        path = folder / command
        path.write_text(f"#!/bin/sh\nPATH=/bin:/usr/bin\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    return make


WRITES = 'for file; do case "$file" in *.docx) printf "{}" > "${{file%.docx}}.pdf";; esac; done'
WHOLE = "%%PDF-1.6 /FontName /AAAAAA+TimesNewRomanPSMT %%%%EOF"
PRINTS = WRITES.format(WHOLE)
DRAWS = 'for root; do :; done; for n in 01 02 03 04 05 06 07 08 09 10; do echo "$n" > "$root-$n.png"; done'


def word(folder: Path, font: str = "Times New Roman") -> bytes:
    """Make a Word file that asks for one font only."""
    made = docx.Document(str(word_template(folder / "word.docx", "Một dòng chữ tiếng Việt.")))
    made.paragraphs[0].runs[0].font.name = font
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue()


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


# What goes wrong with a program


def test_a_missing_program_is_said_once_with_the_way_to_install_it(fake: Fake) -> None:
    made, (problem,) = convert({REPORT: b"", Path("khac.docx"): b""})
    assert (made, problem.code) == ({}, "P001")
    assert "LibreOffice" in problem.message
    assert all(way in problem.hint for way in ("apt install libreoffice-writer-nogui", "brew", "winget"))


def test_a_program_off_the_path_is_found_where_it_is_usually_installed(fake: Fake, tmp_path: Path) -> None:
    assert replace(LIBRE_OFFICE, places=()).find() is None
    fake(PRINTS, "libreoffice-in-its-own-folder")
    place = str(tmp_path / "programs/libreoffice-in-its-own-folder")
    assert replace(LIBRE_OFFICE, places=("/no/such/place", place)).find() == place


@pytest.mark.parametrize(
    "script",
    [
        "exit 0",
        WRITES.format("not a pdf"),
        WRITES.format("%%PDF-1.6 cut short"),
        WRITES.format("no head %%%%EOF"),
    ],
    ids=["nothing", "garbage", "cut", "headless"],
)
def test_what_is_not_a_whole_pdf_is_refused(script: str, fake: Fake) -> None:
    fake(script)
    made, (problem,) = convert({REPORT: b""})
    assert (made, problem.code, problem.pos) == ({}, "P003", Pos(str(REPORT)))


def test_a_program_that_fails_has_its_last_words_passed_on(fake: Fake) -> None:
    fake("echo 'User installation could not be completed' >&2; exit 77")
    _, (problem,) = convert({REPORT: b""})
    assert problem.code == "P003" and "77" in problem.message
    assert "User installation could not be completed" in problem.hint


def test_a_file_that_cannot_be_run_is_no_crash(fake: Fake, tmp_path: Path) -> None:
    fake("")
    (tmp_path / "programs/soffice").write_bytes(b"\x7fELF no program")
    _, (problem,) = convert({REPORT: b""})
    assert problem.code == "P003" and problem.hint


def test_one_report_that_fails_does_not_take_the_others_along(fake: Fake) -> None:
    first, second = Path("1.docx"), Path("2.docx")
    fake(f'set -- "$8"\n{PRINTS}')
    made, (problem,) = convert({first: b"", second: b""})
    assert list(made) == [first] and problem.pos == Pos(str(second))


def test_a_whole_pdf_counts_even_when_the_program_ends_badly(fake: Fake) -> None:
    fake(f"{PRINTS}\nexit 1")
    made, problems = convert({REPORT: b""})
    assert list(made) == [REPORT] and not problems


def test_no_report_needs_no_program(fake: Fake) -> None:
    assert convert({}) == ({}, [])


def test_each_run_has_a_profile_of_its_own_which_goes_with_it(fake: Fake, tmp_path: Path) -> None:
    fake(f'echo "$1" >> "{tmp_path}/profiles"; mkdir "${{1#-env:UserInstallation=file://}}"; {PRINTS}')
    for _ in range(2):
        convert({REPORT: b""})
    first, second = (tmp_path / "profiles").read_text(encoding="utf-8").split()
    assert first != second
    assert not Path(first.partition("file://")[2]).parent.exists()


# Whose processes are ended


@pytest.fixture
def line(tmp_path: Path) -> Iterator[int]:
    """Open a pipe that every process of a fake program holds: it hangs up when the last one is gone."""
    os.mkfifo(tmp_path / "line")
    reader = os.open(tmp_path / "line", os.O_RDONLY | os.O_NONBLOCK)
    yield reader
    os.close(reader)


def hung_up(line: int, seconds: float = 5) -> bool:
    poll = select.poll()
    poll.register(line, select.POLLHUP)
    return bool(poll.poll(seconds * 1000))


def holding(tmp_path: Path) -> str:
    return f'exec 3> "{tmp_path}/line"; echo held >&3; sleep 600 &'


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "SECONDS_TO_START", 0.5)
    monkeypatch.setattr(pdf, "SECONDS_EACH", 0)


def test_a_program_that_hangs_is_ended_with_all_it_started(
    fake: Fake, line: int, tmp_path: Path, short: None
) -> None:
    fake(f"{holding(tmp_path)} wait")
    made, (problem,) = convert({REPORT: b""})
    assert (made, problem.code) == ({}, "P002") and "0.5 giây" in problem.message
    assert os.read(line, 10) == b"held\n" and hung_up(line)


def test_what_was_ready_before_the_time_limit_is_kept(fake: Fake, short: None) -> None:
    first, second = Path("1.docx"), Path("2.docx")
    fake(f'set -- "$8"\n{PRINTS}\nsleep 600')
    made, (problem,) = convert({first: b"", second: b""})
    assert list(made) == [first] and (problem.code, problem.pos) == ("P002", Pos(str(second)))


def test_what_a_program_leaves_running_is_ended(fake: Fake, line: int, tmp_path: Path) -> None:
    fake(f"{holding(tmp_path)} {PRINTS}")
    made, _ = convert({REPORT: b""})
    assert list(made) == [REPORT]
    assert os.read(line, 10) == b"held\n" and hung_up(line)


def test_nobody_elses_process_is_ended(fake: Fake, tmp_path: Path, short: None) -> None:
    fake("exec sleep 600")
    other = subprocess.Popen(["soffice"])
    try:
        _, (problem,) = convert({REPORT: b""})
        assert problem.code == "P002"
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


CONVERTS = "from pathlib import Path; from cchc_gen.word.pdf import convert; convert({Path('x.docx'): b''})"


def test_an_interrupt_ends_the_program_and_leaves_no_folder(fake: Fake, line: int, tmp_path: Path) -> None:
    fake(f"{holding(tmp_path)} wait")
    (tmp_path / "temporary").mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path / "temporary")}
    command = [sys.executable, "-c", CONVERTS]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, start_new_session=True)
    select.select([line], [], [], 10)
    assert os.read(line, 10) == b"held\n"
    process.send_signal(signal.SIGINT)
    assert process.wait(10) != 0
    assert hung_up(line)
    assert list((tmp_path / "temporary").iterdir()) == []


# Files beside the report


def test_pages_are_numbered_so_that_they_sort(fake: Fake, tmp_path: Path) -> None:
    fake(PRINTS)
    fake(DRAWS, "pdftoppm")
    report = tmp_path / "Quý I.docx"
    written, problems = write_copies({report: word(tmp_path)}, pdf=True, preview=True)
    assert not problems
    assert [p.name for p in written] == ["Quý I.pdf", *(f"Quý I-{n:02}.png" for n in range(1, 11))]
    assert (tmp_path / "Quý I-10.png").read_bytes() == b"10\n"


def test_pictures_of_a_longer_report_are_pointed_out_and_kept(fake: Fake, tmp_path: Path) -> None:
    fake(PRINTS)
    fake(DRAWS, "pdftoppm")
    for name in ("x-11.png", "x-1.png", "x-hinh.png", "y-11.png"):
        (tmp_path / name).touch()
    _, (problem,) = write_copies({tmp_path / "x.docx": word(tmp_path)}, pdf=False, preview=True)
    assert (problem.code, problem.severity) == ("P005", Severity.WARNING)
    assert problem.message.endswith(": x-1.png, x-11.png") and (tmp_path / "x-11.png").exists()


@pytest.mark.parametrize(("script", "code"), [(None, "P001"), ("exit 1", "P003")])
def test_the_pdf_is_written_even_when_the_pictures_fail(
    script: str | None, code: str, fake: Fake, tmp_path: Path
) -> None:
    fake(PRINTS)
    if script:
        fake(script, "pdftoppm")
    reports = {tmp_path / "x.docx": word(tmp_path), tmp_path / "y.docx": word(tmp_path)}
    written, problems = write_copies(reports, pdf=True, preview=True)
    assert [path.name for path in written] == ["x.pdf", "y.pdf"]
    assert codes(problems) == ([code] if code == "P001" else [code, code])


def test_a_pdf_that_cannot_be_written_is_an_error_of_its_own(fake: Fake, tmp_path: Path) -> None:
    fake(PRINTS)
    (tmp_path / "x.pdf").mkdir()
    written, problems = write_copies({tmp_path / "x.docx": word(tmp_path)}, pdf=True, preview=False)
    assert not written and codes(problems) == ["W004"]


@pytest.mark.parametrize(("script", "code", "exit_code"), [(None, "P001", 5), ("exit 0", "P003", 4)])
def test_a_failed_pdf_leaves_the_word_file_and_says_so(
    script: str | None, code: str, exit_code: int, fake: Fake, tmp_path: Path
) -> None:
    if script:
        fake(script)
    target = tmp_path / "x.docx"
    result = run("render", EXAMPLE, "-o", target, "--pdf")
    assert (result.exit_code, result.stdout) == (exit_code, f"{target}\n")
    assert code in result.stderr
    assert names(tmp_path) == ["x.docx"] and len(docx.Document(str(target)).paragraphs) > 10


# Fonts

ANY = Pos(str(REPORT))


def pdf_in(*fonts: str) -> bytes:
    return b"%PDF-1.6\n" + b"".join(b"<</FontName/ABCDEF+%s>>\n" % f.encode() for f in fonts) + b"%%EOF\n"


@pytest.mark.parametrize(
    ("asked", "got"),
    [
        ("Times New Roman", "TimesNewRomanPS-BoldMT"),
        ("Arial", "ArialMT"),
        ("VNI-Times", "VNI-Times"),
        ("Liberation Serif", "LiberationSerif-Italic"),
    ],
)
def test_a_font_is_known_by_the_name_that_a_pdf_gives_it(asked: str, got: str, tmp_path: Path) -> None:
    assert asked in asked_fonts(word(tmp_path, asked))
    assert substitutions(word(tmp_path, asked), pdf_in(got), ANY) == []


def test_a_stand_in_of_the_same_widths_is_a_note(tmp_path: Path) -> None:
    (problem,) = substitutions(word(tmp_path), pdf_in("LiberationSerif", "LiberationSerif-Bold"), ANY)
    assert (problem.code, problem.severity) == ("P004", Severity.NOTE)
    assert "Liberation Serif thay cho Times New Roman" in problem.message


def test_any_other_stand_in_is_a_warning_that_names_what_to_install(tmp_path: Path) -> None:
    (problem,) = substitutions(word(tmp_path, ".VnTime"), pdf_in("DejaVuSans"), ANY)
    assert (problem.code, problem.severity) == ("P004", Severity.WARNING)
    assert "DejaVuSans" in problem.message and ".VnTime" in problem.hint


def test_fonts_are_found_in_packed_objects_too() -> None:
    packed = zlib.compress(b"<</Type/FontDescriptor/FontName/ABCDEF+Tinos-Bold>>")
    stream = b"5 0 obj <</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>\nstream\n%s\nendstream" % packed
    broken = b"6 0 obj <</Type/ObjStm/Filter/LZWDecode>> stream\nxyz\nendstream"
    assert embedded_fonts(stream + broken) == {"Tinos-Bold"}


def test_fonts_of_the_theme_are_asked_for(tmp_path: Path) -> None:
    assert {"Calibri", "Cambria"} <= asked_fonts(word(tmp_path))


def test_the_examples_ask_for_the_font_of_the_decree_only(example_documents: dict[Path, bytes]) -> None:
    for content in example_documents.values():
        assert asked_fonts(content) == {"Times New Roman"}


# The programs themselves


def needed(program: Program) -> str:
    """Return the command of a program; without it the test is skipped, or fails where it must not be."""
    command = program.find()
    reason = f"{program.name} is not installed"
    if command is None and os.environ.get("CCHC_GEN_NEEDS_OFFICE"):
        pytest.fail(reason)
    return command or pytest.skip(reason)


Printed = tuple[dict[Path, bytes], int]


@pytest.fixture(scope="module")
def printed(
    example_documents: dict[Path, bytes], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Printed]:
    """Convert all examples at once, and count how often LibreOffice was started for it."""
    command = needed(LIBRE_OFFICE)
    folder = tmp_path_factory.mktemp("counting")
    counting = folder / "soffice"
    counting.write_text(f'#!/bin/sh\necho >> "{folder}/starts"\nexec "{command}" "$@"\n', encoding="utf-8")
    counting.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(folder), prepend=os.pathsep)
        made, problems = convert(example_documents)
    assert not problems
    yield made, (folder / "starts").stat().st_size


def text_of_pdf(content: bytes, folder: Path) -> str:
    needed(replace(PDFTOPPM, name="pdftotext (poppler)", commands=("pdftotext",)))
    (folder / "x.pdf").write_bytes(content)
    command = ["pdftotext", "-nopgbrk", "x.pdf", "-"]
    made = subprocess.run(command, cwd=folder, capture_output=True, check=True, encoding="utf-8")
    return " ".join(made.stdout.split())


def test_all_examples_become_pdf_in_one_process(
    example_documents: dict[Path, bytes], printed: Printed
) -> None:
    made, starts = printed
    assert list(made) == list(example_documents) and len(made) >= 6
    assert starts == 1


def test_a_pdf_holds_the_report_from_first_to_last_sentence(
    example_documents: dict[Path, bytes], printed: Printed, tmp_path: Path
) -> None:
    for path, content in printed[0].items():
        text = text_of_pdf(content, tmp_path)
        said = [p.text for p in docx.Document(io.BytesIO(example_documents[path])).paragraphs]
        body = [" ".join(words.split()) for words in said if len(words) > 40]
        last = next(words for words in reversed(body) if words.endswith("./."))
        assert body[0] in text and last in text, path


def test_only_the_known_stand_in_is_used(example_documents: dict[Path, bytes], printed: Printed) -> None:
    for path, content in printed[0].items():
        found = substitutions(example_documents[path], content, ANY)
        assert {problem.severity for problem in found} <= {Severity.NOTE}, (path, found)


def test_a_font_that_no_machine_has_is_reported(tmp_path: Path) -> None:
    needed(LIBRE_OFFICE)
    asking = word(tmp_path, "Phông Không Có")
    made, problems = convert({REPORT: asking})
    assert not problems
    (problem,) = substitutions(asking, made[REPORT], ANY)
    assert problem.severity is Severity.WARNING and "Phông Không Có" in problem.hint


def test_a_preview_is_a_picture_of_each_page_and_no_more(tmp_path: Path) -> None:
    needed(LIBRE_OFFICE)
    needed(PDFTOPPM)
    result = run("render", EXAMPLE, "-o", tmp_path / "x.docx", "--preview")
    assert result.exit_code == 0, result.stderr
    pages = names(tmp_path)[:-1]
    assert names(tmp_path) == [*(f"x-{n}.png" for n in range(1, len(pages) + 1)), "x.docx"]
    assert 4 <= len(pages) <= 7
    assert all((tmp_path / page).read_bytes().startswith(b"\x89PNG") for page in pages)
    assert result.stdout.split() == [str(tmp_path / name) for name in ("x.docx", *pages)]
