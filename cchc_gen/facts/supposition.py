"""Suppose that facts were other than the file states: `--what-if`, as if typed in the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cchc_gen.base.diagnostics import Diagnostic
from cchc_gen.read.source import Entry, Node, Table, parse

PLACE = "--what-if"


def suppose(table: Table, changes: Sequence[tuple[str, str]]) -> tuple[Table, list[Diagnostic]]:
    """Put values in the place of those that a facts file states; a fact that it lacks is added.

    Diagnostics on a new value have the place `--what-if`, where the changes stand one on each line.
    """
    typed, problems = parse("".join(f"{key}: {value}\n" for key, value in changes), PLACE)
    figures = table.get("so_lieu")
    if typed is None or not isinstance(figures, Table):
        return table, problems
    for key, entry in typed.entries.items():
        figures = _with(figures, key, entry)
    changed = replace(table.entries["so_lieu"], value=figures)
    return replace(table, entries={**table.entries, "so_lieu": changed}), problems


def _with(table: Table, key: str, entry: Entry) -> Table:
    """Replace what stands under a key, however its groups are nested; else add it."""
    for name, old in table.entries.items():
        if name == key:
            return _replaced(table, name, _value(old.value, entry))
        if key.startswith(f"{name}.") and isinstance(old.value, Table):
            return _replaced(table, name, _with(old.value, key.removeprefix(f"{name}."), entry))
    return replace(table, entries={**table.entries, key: replace(entry, key=replace(entry.key, value=key))})


def _replaced(table: Table, name: str, value: Node) -> Table:
    return replace(table, entries={**table.entries, name: replace(table.entries[name], value=value)})


def _value(old: Node, entry: Entry) -> Node:
    """Keep the details of a fact that had some and gets no new ones."""
    if not isinstance(old, Table) or isinstance(entry.value, Table):
        return entry.value
    given = replace(entry, key=replace(entry.key, value="gia_tri"))
    return replace(old, entries={**old.entries, "gia_tri": given})
