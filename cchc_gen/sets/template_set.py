"""A template set: a folder of data that builds on another set and holds only what differs.

Owns the overlay law, whole: the nearest file wins; YAML merges by top-level entry; an entry is
replaced whole, `null` removes it, a new one says after which it stands (`sau`). No deep merge.
A removed section of the outline takes along what stands in it, a removed table its rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.read.fields import nearest
from cchc_gen.read.source import Entry, Node, Table, Text, read

MANIFEST = "bo"
OUTLINE_FILE, TABLE_FILE, ROW_FILE = "bo_cuc", "bieu", "hang"
FORM_FILE = "the_thuc"
ENTRY_FILES = ("chi_tieu", "kiem_tra", "cau", OUTLINE_FILE, TABLE_FILE, ROW_FILE, FORM_FILE)
WORD_TEMPLATE = "bao_cao.docx"
_NULLS = ("", "null", "~")


@dataclass(frozen=True, slots=True)
class TemplateSet:
    """A set with everything it inherits. `chain` runs from the set itself to its last base."""

    name: str
    chain: tuple[Path, ...]
    manifest: Table
    tables: Mapping[str, Table]

    def file(self, name: str) -> Path | None:
        """Find a file: the nearest set in the chain that has it wins."""
        return next((folder / name for folder in self.chain if (folder / name).is_file()), None)


def packaged_root() -> Path:
    """Return the folder of the sets that come with the program, as short as it can be written."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "templates"
    root = inside if inside.is_dir() else package.parent / "templates"
    return root.relative_to(Path.cwd()) if root.is_relative_to(Path.cwd()) else root


def set_names(roots: Sequence[Path]) -> list[str]:
    """List the sets that can be opened."""
    return sorted({p.parent.name for root in roots for p in root.glob(f"*/{MANIFEST}.yaml")})


def set_titles(roots: Sequence[Path]) -> list[tuple[str, str, str, str]]:
    """List name, title, base and remark of the sets that can be opened."""
    titles = []
    for name in set_names(roots):
        found, _ = _manifest(roots, name, Pos(name))
        words = [found[1].get(key) if found else None for key in ("ten", "ke_thua", "mo_ta")]
        title, base, remark = (word.value.strip() if isinstance(word, Text) else "" for word in words)
        titles.append((name, title, base, remark))
    return titles


def open_set(roots: Sequence[Path], name: str, asked_at: Pos) -> tuple[TemplateSet | None, list[Diagnostic]]:
    """Open a set and its bases; the first root that has a set of that name wins."""
    chain: list[tuple[Path, Table]] = []
    problems: list[Diagnostic] = []
    wanted: tuple[str, Pos] | None = (name, asked_at)
    while wanted:
        found, found_problems = _manifest(roots, *wanted)
        problems += found_problems
        if found is None:
            return None, problems
        if any(found[0] == folder for folder, _ in chain):
            ring = " → ".join([*(folder.name for folder, _ in chain), wanted[0]])
            hint = "bỏ hoặc đổi ke_thua ở một trong các bộ này"
            problems.append(Diagnostic(wanted[1], "S006", f"bộ mẫu kế thừa vòng tròn: {ring}", hint=hint))
            return None, problems
        chain.append(found)
        wanted = _base_of(found[1])
    folders = tuple(folder for folder, _ in chain)
    manifest = _join([table for _, table in reversed(chain)])
    tables: dict[str, Table] = {}
    removed: set[str] = set()
    for stem in ENTRY_FILES:
        layers, layer_problems = _layers(folders, stem)
        tables[stem], merge_problems = _merged(layers, stem)
        problems += layer_problems + merge_problems
        if stem == TABLE_FILE:
            removed = {key for layer in layers for key in layer.entries} - set(tables[stem].entries)
    tables[ROW_FILE] = _without_rows_of(tables[ROW_FILE], removed, folders[0])
    return TemplateSet(name, folders, manifest, tables), problems


def stamp(roots: Sequence[Path], chain: Sequence[Path]) -> str:
    """Return one digest of every file of a set and its bases, as they are found under the roots now."""
    lines = []
    for name in (folder.name for folder in chain):
        folder = next((root / name for root in roots if (root / name / f"{MANIFEST}.yaml").is_file()), None)
        files = sorted(folder.iterdir()) if folder else []
        digests = (f"{file.name} {sha256(file.read_bytes()).hexdigest()}" for file in files if file.is_file())
        lines += [str(folder), *digests]
    return sha256("\n".join(lines).encode()).hexdigest()


def _without_rows_of(rows: Table, removed: set[str], own: Path) -> Table:
    """Drop the inherited rows of tables that were removed; the set's own stay, to be reported."""
    kept = {
        key: entry
        for key, entry in rows.entries.items()
        if key.partition("/")[0] not in removed or Path(entry.key.pos.path).parent == own
    }
    return Table(kept, rows.pos)


def _manifest(
    roots: Sequence[Path], name: str, asked_at: Pos
) -> tuple[tuple[Path, Table] | None, list[Diagnostic]]:
    is_plain = re.fullmatch(r"[\w-]{1,100}", name)
    folders = (root / name for root in roots if is_plain and (root / name / f"{MANIFEST}.yaml").is_file())
    folder = next(folders, None)
    if folder is None:
        names = set_names(roots)
        hint = nearest(name, names) or f"các bộ mẫu có sẵn: {', '.join(names)}"
        return None, [Diagnostic(asked_at, "S001", f"không có bộ mẫu «{name}»", hint=hint)]
    table, problems = read(folder / f"{MANIFEST}.yaml")
    return (None, problems) if table is None else ((folder, table), problems)


def _base_of(manifest: Table) -> tuple[str, Pos] | None:
    base = manifest.get("ke_thua")
    if isinstance(base, Text) and base.value not in _NULLS:
        return base.value, base.pos
    return None


def _join(tables: Sequence[Table]) -> Table:
    """Lay manifests over one another, base first; each key is a setting of its own."""
    entries: dict[str, Entry] = {}
    for table in tables:
        entries |= table.entries
    kept = {key: entry for key, entry in entries.items() if not _is_null(entry.value)}
    return Table(kept, tables[-1].pos)


def _layers(folders: Sequence[Path], stem: str) -> tuple[list[Table], list[Diagnostic]]:
    """Read one file of each set in the chain that has it, base first."""
    layers: list[Table] = []
    problems: list[Diagnostic] = []
    for folder in reversed(folders):
        path = folder / f"{stem}.yaml"
        if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
            table, found = read(path, may_be_empty=True)
            problems += found
            layers += [table] if table else []
    return layers, problems


def _merged(layers: Sequence[Table], stem: str) -> tuple[Table, list[Diagnostic]]:
    if not layers:
        return Table({}, Pos(f"{stem}.yaml")), []
    merged, problems = layers[0], list[Diagnostic]()
    for layer in layers[1:]:
        merged, found = merge(merged, layer, stem)
        problems += found
    return merged, problems


def merge(base: Table, overlay: Table, stem: str = "") -> tuple[Table, list[Diagnostic]]:
    """Lay one file of entries over another by the overlay law.

    New entries in a row need `sau` on the first only; tables and the rows of a new table need none. An
    entry of the base that carries `sau` is replaced and moved; a section's heading stays in place. In the
    outline an item belongs to the section above it, so a new heading takes over what follows it.
    """
    entries = dict(base.entries)
    problems: list[Diagnostic] = []
    previous = ""
    for key, entry in overlay.entries.items():
        if key in base.entries and _is_null(entry.value):
            for gone in _removed(entries, key, stem):
                del entries[gone]
            continue
        if key in entries and key in base.entries and _after(entry.value) is None:
            entries[key] = entry
        else:
            place, problem = _place(key, entry, base, entries, previous, stem)
            if problem:
                problems.append(problem)
                continue
            entries = _insert(entries, place, key, _without_after(entry))
        previous = key
    return Table(entries, overlay.pos), problems


def _place(
    key: str, entry: Entry, base: Table, entries: Mapping[str, Entry], previous: str, stem: str
) -> tuple[str, Diagnostic | None]:
    """Name what a new entry stands after, "" for nothing at all; or say why that cannot be told."""
    after = _after(entry.value)
    if after is not None:
        can_stand = after.value in entries and after.value != key
        can_move = key not in base.entries or stem != OUTLINE_FILE or "." in key
        return after.value, None if can_stand and can_move else _misplaced(key, after, entries)
    if stem == TABLE_FILE or (stem == ROW_FILE and not _table_is_known(key, base)):
        return next(reversed(list(entries)), ""), None
    if _is_null(entry.value) or previous not in entries or previous in base.entries:
        return "", _unplaced(key, entry, entries)
    return previous, None


def _is_null(node: Node) -> bool:
    return isinstance(node, Text) and not node.quoted and node.value in _NULLS


def _table_is_known(key: str, base: Table) -> bool:
    table = key.partition("/")[0]
    return any(known.partition("/")[0] == table for known in base.entries)


def _removed(entries: Mapping[str, Entry], key: str, stem: str) -> list[str]:
    """Name what goes with a removed entry: a section takes its items and its subsections along."""
    if key not in entries:
        return []
    gone = [key]
    if stem != OUTLINE_FILE or "." in key:
        return gone
    level = _level(entries[key].value)
    names = list(entries)
    for name in names[names.index(key) + 1 :]:
        if "." not in name and _level(entries[name].value) <= level:
            break
        gone.append(name)
    return gone


def _level(node: Node) -> int:
    level = node.get("cap") if isinstance(node, Table) else None
    return int(level.value) if isinstance(level, Text) and level.value in ("1", "2", "3", "4") else 1


def _after(node: Node) -> Text | None:
    after = node.get("sau") if isinstance(node, Table) else None
    return after if isinstance(after, Text) else None


def _unplaced(key: str, entry: Entry, entries: Mapping[str, Entry]) -> Diagnostic:
    hint = nearest(key, entries)
    otherwise = "mục mới phải ghi «sau: <khóa>» để biết đứng ở đâu"
    if _is_null(entry.value):
        otherwise = "không có gì để bỏ, xóa dòng này"
    message = f"mục «{key}» không có trong bộ gốc"
    return Diagnostic(
        entry.key.pos, "S005", message, hint=f"{hint} Nếu không, {otherwise}" if hint else otherwise
    )


def _misplaced(key: str, after: Text, entries: Mapping[str, Entry]) -> Diagnostic:
    if after.value == key:
        hint = "ghi khóa của mục đứng ngay trước"
        return Diagnostic(after.pos, "S005", f"«sau»: mục «{key}» không đứng sau chính nó được", hint=hint)
    if after.value in entries:
        hint = "bỏ «sau» rồi chuyển từng mục con (cau., noi_dung., van_ban.) bằng «sau» của nó"
        return Diagnostic(after.pos, "S005", f"mục «{key}» không dời cả mục được", hint=hint)
    hint = nearest(after.value, entries) or "ghi khóa của mục đứng ngay trước"
    return Diagnostic(after.pos, "S005", f"«sau»: không có mục «{after.value}»", hint=hint)


def _insert(entries: Mapping[str, Entry], after: str, key: str, new: Entry) -> dict[str, Entry]:
    placed: dict[str, Entry] = {} if after else {key: new}
    for name, entry in entries.items():
        if name != key:
            placed[name] = entry
        if name == after:
            placed[key] = new
    return placed


def _without_after(entry: Entry) -> Entry:
    if not isinstance(entry.value, Table):
        return entry
    rest = {key: value for key, value in entry.value.entries.items() if key != "sau"}
    return Entry(entry.key, Table(rest, entry.value.pos))
