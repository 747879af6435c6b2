"""Every example's Word file opens: its package is whole, and it breaks no rule that its template keeps.

The rules are those of ECMA-376 as Microsoft's Open XML SDK holds them, read by `openxml-audit`.
LibreOffice opens the same files in test_pdf.py.
"""

from __future__ import annotations

import io
import json
import posixpath
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import docx
import pytest
from lxml import etree

from cchc_gen.word.package import W
from tests.conftest import BASE_TEMPLATE

Parts = Mapping[str, bytes]


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(names) == len({name.lower() for name in names})
        return {name: archive.read(name) for name in names}


def packed(parts: Parts) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


@pytest.fixture(scope="module")
def packages(example_documents: dict[Path, bytes]) -> dict[str, bytes]:
    return {path.stem: content for path, content in example_documents.items()}


# The package


def dangling(parts: Parts) -> Iterator[str]:
    """Name the relationships that lead to no part, and the references that lead to no relationship."""
    for name in (name for name in parts if not name.endswith(".rels")):
        folder, _, file = name.rpartition("/")
        links = etree.fromstring(parts.get(f"{folder}/_rels/{file}.rels".lstrip("/"), b"<none/>"))
        for link in links:
            target = posixpath.normpath(posixpath.join("/", folder, link.get("Target", ""))).lstrip("/")
            if link.get("TargetMode") != "External" and target not in parts:
                yield f"{name} -> {target}"
        known = {link.get("Id", "").encode() for link in links}
        yield from (
            f"{name}: {key!r}" for key in re.findall(rb'\br:\w+="([^"]+)"', parts[name]) if key not in known
        )


def untyped(parts: Parts) -> set[str]:
    """Name the parts that have no content type, and the content types that have no part."""
    types = etree.fromstring(parts["[Content_Types].xml"])
    endings = {node.get("Extension", "").lower() for node in types if node.get("Extension")}
    named = {node.get("PartName", "")[1:] for node in types if node.get("PartName")}
    rest = parts.keys() - {"[Content_Types].xml"} - named
    return {name for name in rest if name.rpartition(".")[2] not in endings} | (named - parts.keys())


def test_every_relationship_leads_to_a_part(packages: dict[str, bytes]) -> None:
    for name, content in packages.items():
        assert not [*dangling(parts_of(content))], name


def test_every_part_has_a_content_type(packages: dict[str, bytes]) -> None:
    for name, content in packages.items():
        assert not untyped(parts_of(content)), name


def test_every_style_and_footnote_that_is_used_is_there(packages: dict[str, bytes]) -> None:
    for name, content in packages.items():
        parts = parts_of(content)
        body, styles = (
            etree.fromstring(parts["word/document.xml"]),
            etree.fromstring(parts["word/styles.xml"]),
        )
        used = {node.get(f"{W}val") for node in body.iter(*(f"{W}{kind}Style" for kind in ("p", "r", "tbl")))}
        assert used <= {node.get(f"{W}styleId") for node in styles.iter(f"{W}style")}, name
        notes = etree.fromstring(parts.get("word/footnotes.xml", b"<none/>"))
        told = [node.get(f"{W}id") for node in body.iter(f"{W}footnoteReference")]
        written = [node.get(f"{W}id") for node in notes.iter(f"{W}footnote") if not node.get(f"{W}type")]
        assert told == written, name


def test_python_docx_opens_and_saves_it_without_loss(packages: dict[str, bytes]) -> None:
    for name, content in packages.items():
        document = docx.Document(io.BytesIO(content))
        saved = io.BytesIO()
        document.save(saved)
        again = docx.Document(io.BytesIO(saved.getvalue()))
        assert [p.text for p in again.paragraphs] == [p.text for p in document.paragraphs], name
        assert parts_of(saved.getvalue()).keys() == parts_of(content).keys(), name


# The rules


def findings(content: bytes, folder: Path) -> set[str]:
    """Validate one file in a process of its own.

    openxml-audit 0.8 remembers packages by their address in memory; in one process a later file can
    be measured against the footnotes of an earlier one.
    """
    path = folder / "x.docx"
    path.write_bytes(content)
    command = [sys.executable, "-m", "openxml_audit", "--output", "json", "--max-errors", "0", str(path)]
    made = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    (result,) = json.loads(made.stdout)
    return {f"{error['part_uri']}: {error['description']}" for error in result["errors"]}


def test_it_breaks_no_rule_that_its_template_keeps(packages: dict[str, bytes], tmp_path: Path) -> None:
    allowed = findings(BASE_TEMPLATE.read_bytes(), tmp_path)
    for name, content in packages.items():
        assert findings(content, tmp_path) <= allowed, name


BREAKS = {
    "order of elements": ("word/document.xml", rb"(<w:tcW [^>]*/>)(<w:vMerge [^>]*/>)", rb"\2\1"),
    "empty cell": ("word/document.xml", rb"(<w:tc><w:tcPr>.*?</w:tcPr>).*?</w:tc>", rb"\1</w:tc>"),
    "no such part": ("word/_rels/document.xml.rels", rb"header1\.xml", rb"header9.xml"),
    "no such footnote": ("word/footnotes.xml", rb'w:id="1001"', rb'w:id="1999"'),
}


@pytest.mark.parametrize("change", BREAKS)
def test_a_broken_file_would_be_found(change: str, packages: dict[str, bytes], tmp_path: Path) -> None:
    name, pattern, replacement = BREAKS[change]
    parts = next(
        parts for parts in map(parts_of, packages.values()) if re.search(pattern, parts[name], re.DOTALL)
    )
    parts[name] = re.sub(pattern, replacement, parts[name], count=1, flags=re.DOTALL)
    assert findings(packed(parts), tmp_path)


def test_a_hole_in_the_package_would_be_found(packages: dict[str, bytes]) -> None:
    parts = parts_of(next(iter(packages.values())))
    without = {name: content for name, content in parts.items() if name != "word/header1.xml"}
    assert [*dangling(without)] == ["word/document.xml -> word/header1.xml"]
    assert untyped(without) == {"word/header1.xml"}
    assert untyped({**parts, "word/picture.emf": b""}) == {"word/picture.emf"}
