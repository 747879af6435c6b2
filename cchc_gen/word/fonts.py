"""Fonts: those that a Word file asks for, those that its PDF got, and what stands in for what.

A stand-in of the same widths breaks lines and pages as the font asked for would; any other may not.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress

from lxml import etree

from cchc_gen.base.diagnostics import Diagnostic, Pos, Severity
from cchc_gen.word.package import STRICT, W

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

_SAME_WIDTHS = {
    "Times New Roman": ("Liberation Serif", "Tinos"),
    "Arial": ("Liberation Sans", "Arimo"),
    "Courier New": ("Liberation Mono", "Cousine"),
    "Calibri": ("Carlito",),
    "Cambria": ("Caladea",),
}


def substitutions(word: bytes, pdf: bytes, pos: Pos) -> list[Diagnostic]:
    """Report the fonts that stand in for others (P004): a note when widths agree, else a warning."""
    asked, got = asked_fonts(word), embedded_fonts(pdf)
    absent = [font for font in sorted(asked) if not _stands_among(font, got)]
    twins = {
        font: twin
        for font in absent
        for twin in _SAME_WIDTHS.get(font, ())
        if twin not in asked and _stands_among(twin, got)
    }
    known = [*asked, *twins.values()]
    strangers = [name for name in sorted(got) if not any(_is_of(name, font) for font in known)]
    return [
        *(_same_widths(font, twin, pos) for font, twin in twins.items()),
        *([_other(strangers, [font for font in absent if font not in twins], pos)] if strangers else []),
    ]


def _same_widths(font: str, twin: str, pos: Pos) -> Diagnostic:
    message = f"PDF in phông {twin} thay cho {font}; hai phông cùng bề rộng chữ nên ngắt dòng như nhau"
    return Diagnostic(pos, "P004", message, Severity.NOTE, hint=f"muốn đúng phông thì cài {font} vào máy")


def _other(strangers: Iterable[str], absent: Iterable[str], pos: Pos) -> Diagnostic:
    lacking = ", ".join(absent)
    message = f"PDF in phông {', '.join(strangers)} mà tệp Word không nêu; dòng và trang có thể ngắt khác"
    hint = f"cài phông {lacking} vào máy" if lacking else "tệp Word có ký tự mà phông của nó không có"
    return Diagnostic(pos, "P004", message, Severity.WARNING, hint=hint)


def asked_fonts(word: bytes) -> set[str]:
    """Name the fonts that a Word file sets for Latin letters, in text, styles and theme."""
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        names = [n for n in archive.namelist() if n.startswith("word/") and n.endswith(".xml")]
        roots = [etree.fromstring(archive.read(name), STRICT) for name in names]
    direct = (node.get(f"{W}{use}") for root in roots for node in root.iter(f"{W}rFonts") for use in _USES)
    themed = (node.get("typeface") for root in roots for node in root.iter(f"{_A}latin"))
    return {font for font in (*direct, *themed) if font}


_USES = ("ascii", "hAnsi")
_FONT_NAME = re.compile(rb"/FontName\s*/(?:[A-Z]{6}\+)?([^\s/<>()\[\]]+)")


def embedded_fonts(pdf: bytes) -> set[str]:
    """Name the fonts of a PDF as it calls them: `LiberationSerif-Bold`."""
    return {name.decode("latin-1") for text in (pdf, *_packed(pdf)) for name in _FONT_NAME.findall(text)}


_PACKED = re.compile(rb"/ObjStm\b[^>]*>>\s*stream\r?\n(.*?)endstream", re.DOTALL)


def _packed(pdf: bytes) -> Iterator[bytes]:
    """Unpack the object streams, where newer programs put what older ones leave in the open."""
    for found in _PACKED.finditer(pdf):
        with suppress(zlib.error):
            yield zlib.decompressobj().decompress(found[1])


def _stands_among(font: str, names: Iterable[str]) -> bool:
    return any(_is_of(name, font) for name in names)


def _is_of(name: str, font: str) -> bool:
    """Say whether a PDF's name for a font, as `TimesNewRomanPS-BoldMT`, is of that font."""
    return _bare(name).startswith(_bare(font))


def _bare(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()
