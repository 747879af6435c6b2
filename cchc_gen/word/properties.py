"""The custom properties of a Word file: named texts that Word and LibreOffice keep when they save."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping

from lxml import etree

from cchc_gen.word.package import STRICT, repacked

PART = "docProps/custom.xml"
PLACES = (PART, "[Content_Types].xml", "_rels/.rels")
"""The parts that writing properties touches."""

LONGEST = 255
"""Word cuts a longer text."""

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PROPERTIES = f"{{{_OFFICE}/custom-properties}}"
_TYPES = f"{{{_OFFICE}/docPropsVTypes}}"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_EMPTY = f'<Properties xmlns="{_PROPERTIES[1:-1]}" xmlns:vt="{_TYPES[1:-1]}"/>'.encode()
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The set that custom properties belong to (ECMA-376, 22.3.2.2)."""


def read_properties(content: bytes) -> dict[str, str]:
    """Read the custom properties, each as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if PART not in archive.namelist():
            return {}
        root = etree.fromstring(archive.read(PART), STRICT)
    return {node.get("name", ""): "".join(map(str, node.itertext())) for node in root}


def with_properties(content: bytes, properties: Mapping[str, str], prefix: str) -> bytes:
    """Add properties whose names begin with `prefix`, in place of any that did; the others stay."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if PART not in parts:
        parts |= _announced(parts)
    root = etree.fromstring(parts.get(PART, _EMPTY), STRICT)
    for node in [node for node in root if node.get("name", "").startswith(prefix)]:
        root.remove(node)
    numbers = _unused({node.get("pid") for node in root})
    for number, (name, text) in zip(numbers, properties.items(), strict=False):
        node = etree.SubElement(root, f"{_PROPERTIES}property", fmtid=_FORMAT, pid=number, name=name)
        etree.SubElement(node, f"{_TYPES}lpwstr").text = text
    parts[PART] = _written(root)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return repacked(packed)


def _unused(taken: set[str | None]) -> Iterator[str]:
    """Count the numbers that a property may carry, from 2 as the standard wants."""
    return (str(number) for number in range(2, 2**31) if str(number) not in taken)


def _announced(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Name the part of the properties where a package names its parts."""
    types = etree.fromstring(parts["[Content_Types].xml"], STRICT)
    space = etree.QName(types).namespace
    etree.SubElement(types, f"{{{space}}}Override", PartName=f"/{PART}", ContentType=_CONTENT_TYPE)
    relations = etree.fromstring(parts["_rels/.rels"], STRICT)
    space = etree.QName(relations).namespace
    kind = f"{_OFFICE}/relationships/custom-properties"
    ids = {node.get("Id") for node in relations}
    own = next(f"rId{n}" for n in range(1, len(ids) + 2) if f"rId{n}" not in ids)
    etree.SubElement(relations, f"{{{space}}}Relationship", Id=own, Type=kind, Target=PART)
    return {"[Content_Types].xml": _written(types), "_rels/.rels": _written(relations)}


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
