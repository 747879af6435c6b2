"""A Word file's parts, each parsed once and strictly, and how they point to one another."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from lxml import etree

from cchc_gen.word.package import STRICT


class Unreadable(Exception):
    """A package that holds no Word text that we can read."""


_NOTES = ("footnotes", "endnotes")
_KEPT = 32


def _strict(raw: bytes, name: str) -> etree._Element:
    root = etree.fromstring(raw, STRICT)
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable(f"{name} có khai báo DTD")
    return root


_kept = lru_cache(maxsize=_KEPT)(_strict)
"""Trees of styles, themes, lists and links, by their bytes."""


class Package:
    """The parts of a file, each parsed once and strictly, and how they point to one another."""

    def __init__(
        self, names: Iterable[str], read: Callable[[str], bytes], parsed: Mapping[str, etree._Element]
    ) -> None:
        """Take the names of the parts, how to read one, and the trees of those that were parsed before."""
        self.names = frozenset(names)
        self._read, self._parsed = read, parsed
        self.parts: dict[str, etree._Element] = {}
        found = self._relations("")
        self.main = next((target for kind, target in found.values() if kind == "officeDocument"), "")
        if self.main not in self.names:
            raise Unreadable("tệp nén này không phải văn bản Word")
        self.relations = self._relations(self.main)

    def part(self, name: str) -> etree._Element:
        """Return the tree of a part of text, which may be changed."""
        if name not in self.parts:
            given = self._parsed.get(name)
            self.parts[name] = _strict(self._read(name), name) if given is None else given
        return self.parts[name]

    def _frame(self, name: str) -> etree._Element:
        """Return the tree of a part that documents of one template share, and that is only read."""
        if name not in self.parts:
            self.parts[name] = _kept(self._read(name), name)
        return self.parts[name]

    def related(self, kind: str) -> etree._Element | None:
        """Return the part that the main one points to as its styles, its theme or the like."""
        target = next((target for found, target in self.relations.values() if found == kind), "")
        parsed = self.part if kind in _NOTES else self._frame
        return parsed(target) if target in self.names else None

    def by_id(self, name: str) -> etree._Element | None:
        _, target = self.relations.get(name, ("", ""))
        return self.part(target) if target in self.names else None

    def links(self) -> Iterator[tuple[str, str]]:
        """Walk what points outside: the kind and the target."""
        for name in sorted(n for n in self.names if n.endswith(".rels")):
            for node in self._frame(name):
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
            for node in (self._frame(rels) if rels in self.names else ())
            if node.get("TargetMode") != "External"
        }
