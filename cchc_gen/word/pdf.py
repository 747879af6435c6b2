"""Turn Word files into PDF with LibreOffice, and a PDF into pictures of its pages with poppler.

Works on bytes: what is handed out is whole, what the programs leave behind goes with a folder of
its own. The bytes of a PDF are not promised: LibreOffice writes the time of printing into it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.word.programs import Program

LIBRE_OFFICE = Program(
    name="LibreOffice",
    commands=("soffice", "libreoffice"),
    places=(
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        r"C:\Program Files\LibreOffice\program\soffice.com",
        r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
    ),
    install=(
        "Debian, Ubuntu: sudo apt install libreoffice-writer-nogui fonts-liberation; "
        "macOS: brew install --cask libreoffice; Windows: winget install TheDocumentFoundation.LibreOffice"
    ),
)
PDFTOPPM = Program(
    name="pdftoppm (poppler)",
    commands=("pdftoppm",),
    places=(),
    install=(
        "Debian, Ubuntu: sudo apt install poppler-utils; macOS: brew install poppler; "
        "Windows: winget install oschwartz10612.Poppler"
    ),
)

SECONDS_TO_START, SECONDS_EACH = 90, 30
_DOTS_PER_INCH = "80"


def convert(reports: Mapping[Path, bytes]) -> tuple[dict[Path, bytes], list[Diagnostic]]:
    """Turn Word files into PDF, all in one run of LibreOffice with a profile of its own.

    `reports` holds the content of each file under the path that messages name; each PDF comes back
    under the same path. A file without one has a diagnostic: P002 over the time limit, P003 when no
    whole PDF came out; P001, no LibreOffice, is said once.
    """
    if not reports:
        return {}, []
    with _folder() as name:
        sources = {path: Path(name, f"{number}.docx") for number, path in enumerate(reports)}
        for path, source in sources.items():
            source.write_bytes(reports[path])
        profile = f"-env:UserInstallation={Path(name, 'profile').as_uri()}"
        options = [profile, "--headless", "--norestore", "--convert-to", "pdf", "--outdir", name]
        seconds = SECONDS_TO_START + SECONDS_EACH * len(reports)
        first = Pos(str(next(iter(reports))))
        trouble = LIBRE_OFFICE.run(first, [*options, *map(str, sources.values())], seconds)
        made = {path: _read(source.with_suffix(".pdf")) for path, source in sources.items()}
    if trouble and trouble.code == "P001":
        return {}, [trouble]
    whole = {path: content for path, content in made.items() if _is_whole(content)}
    return whole, [_failure(path, trouble) for path in reports if path not in whole]


def _folder() -> TemporaryDirectory[str]:
    """Make a private folder; a program that was just ended may still hold a file in it."""
    return TemporaryDirectory(prefix="cchc-gen-", ignore_cleanup_errors=True)


def _read(made: Path) -> bytes:
    return made.read_bytes() if made.is_file() else b""


def _is_whole(content: bytes) -> bool:
    return content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")


def _failure(path: Path, trouble: Diagnostic | None) -> Diagnostic:
    pos = Pos(str(path))
    hint = "mở báo cáo bằng LibreOffice rồi tự xuất PDF để xem lý do"
    message = "LibreOffice không tạo được PDF trọn vẹn"
    return replace(trouble, pos=pos) if trouble else Diagnostic(pos, "P003", message, hint=hint)


def pictures(pdfs: Mapping[Path, bytes]) -> tuple[dict[Path, list[bytes]], list[Diagnostic]]:
    """Draw the pages of each PDF as PNG, in order; paths and diagnostics are as for `convert`."""
    drawn: dict[Path, list[bytes]] = {}
    troubles: list[Diagnostic] = []
    for path, content in pdfs.items():
        pages, trouble = _drawn(content, Pos(str(path)))
        if trouble is None:
            drawn[path] = pages
            continue
        troubles.append(trouble)
        if trouble.code == "P001":
            break
    return drawn, troubles


def _drawn(pdf: bytes, pos: Pos) -> tuple[list[bytes], Diagnostic | None]:
    with _folder() as name:
        source = Path(name, "0.pdf")
        source.write_bytes(pdf)
        arguments = ["-r", _DOTS_PER_INCH, "-png", str(source), str(Path(name, "page"))]
        trouble = PDFTOPPM.run(pos, arguments, SECONDS_EACH)
        return [page.read_bytes() for page in sorted(Path(name).glob("page-*.png"))], trouble
