"""The custom properties of a Word file: named texts that Word and LibreOffice keep when they save."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping

from lxml import etree

from cchc_gen.word.package import LINKS, STRICT, TYPES, announce, written

PART = "docProps/custom.xml"
PLACES = (PART, TYPES, LINKS)
"""The parts that writing properties touches."""

LONGEST = 255
"""Word cuts a longer text."""

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PROPERTIES = f"{{{_OFFICE}/custom-properties}}"
_TYPES = f"{{{_OFFICE}/docPropsVTypes}}"
_EMPTY = f'<Properties xmlns="{_PROPERTIES[1:-1]}" xmlns:vt="{_TYPES[1:-1]}"/>'.encode()
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The set that custom properties belong to (ECMA-376, 22.3.2.2)."""


def read_properties(content: bytes) -> dict[str, str]:
    """Read the custom properties of a Word file, and nothing else of it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return properties_of({PART: archive.read(PART)}) if PART in archive.namelist() else {}


def properties_of(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Read the custom properties of a package, each as text."""
    root = etree.fromstring(parts.get(PART, _EMPTY), STRICT)
    return {node.get("name", ""): "".join(map(str, node.itertext())) for node in root}


def add_properties(parts: dict[str, bytes], properties: Mapping[str, str], prefix: str) -> None:
    """Add properties whose names begin with `prefix`, in place of any that did; the others stay."""
    if PART not in parts:
        parts[PART] = _EMPTY
        announce(parts, PART, LINKS, "custom-properties", "custom-properties+xml")
    root = etree.fromstring(parts[PART], STRICT)
    for node in [node for node in root if node.get("name", "").startswith(prefix)]:
        root.remove(node)
    numbers = _unused({node.get("pid") for node in root})
    for number, (name, text) in zip(numbers, properties.items(), strict=False):
        node = etree.SubElement(root, f"{_PROPERTIES}property", fmtid=_FORMAT, pid=number, name=name)
        etree.SubElement(node, f"{_TYPES}lpwstr").text = text
    parts[PART] = written(root)


def _unused(taken: set[str | None]) -> Iterator[str]:
    """Count the numbers that a property may carry, from 2 as the standard wants."""
    return (str(number) for number in range(2, 2**31) if str(number) not in taken)
