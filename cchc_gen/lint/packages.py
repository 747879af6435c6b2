"""A Word file's parts, each parsed once and strictly, and how they point to one another."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator

from lxml import etree

from cchc_gen.word.package import STRICT, oversized


class Unreadable(Exception):
    """A package that holds no Word text that we can read."""


class Package:
    """The parts of a file, each parsed once and strictly, and how they point to one another."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        if too_big := oversized(archive):
            raise Unreadable(too_big)
        self.archive = archive
        self.names = frozenset(archive.namelist())
        self.parts: dict[str, etree._Element] = {}
        found = self._relations("")
        self.main = next((target for kind, target in found.values() if kind == "officeDocument"), "")
        if self.main not in self.names:
            raise Unreadable("tệp nén này không phải văn bản Word")
        self.relations = self._relations(self.main)

    def part(self, name: str) -> etree._Element:
        if name not in self.parts:
            root = etree.fromstring(self.archive.read(name), STRICT)
            if root.getroottree().docinfo.internalDTD is not None:
                raise Unreadable(f"{name} có khai báo DTD")
            self.parts[name] = root
        return self.parts[name]

    def related(self, kind: str) -> etree._Element | None:
        """Return the part that the main one points to as its styles, its theme or the like."""
        target = next((target for found, target in self.relations.values() if found == kind), "")
        return self.part(target) if target in self.names else None

    def by_id(self, name: str) -> etree._Element | None:
        _, target = self.relations.get(name, ("", ""))
        return self.part(target) if target in self.names else None

    def links(self) -> Iterator[tuple[str, str]]:
        """Walk what points outside: the kind and the target."""
        for name in sorted(n for n in self.names if n.endswith(".rels")):
            for node in self.part(name):
                if node.get("TargetMode") == "External":
                    yield node.get("Type", "").rpartition("/")[2], node.get("Target", "")

    def _relations(self, owner: str) -> dict[str, tuple[str, str]]:
        """Return the kind and the target of each relation of a part, by its id; none that point outside."""
        folder, _, base = owner.rpartition("/")
        rels = posixpath.join(folder, "_rels", f"{base}.rels")
        return {
            node.get("Id", ""): (
                node.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, node.get("Target", ""))).lstrip("/"),
            )
            for node in (self.part(rels) if rels in self.names else ())
            if node.get("TargetMode") != "External"
        }
