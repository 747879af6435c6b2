"""A cache of plain values in the user's own folder: safe to delete, never trusted blindly.

An entry is a pickle that may hold nothing but this program's own classes of values and a few types of
the standard library, behind its checksum. Whatever cannot be read, checked or written is as if it were
not there. Each value is kept in memory too, so that a process reads it once.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import stat
import sys
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any

from cchc_gen import __version__
from cchc_gen.base.files import write_file

FOLDER_VARIABLE = "CCHC_GEN_CACHE"
"""Environment variable that names another folder; empty, nothing is kept on disk."""

_MOST = 20
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_ALLOWED = {
    ("builtins", "frozenset"), ("datetime", "date"), ("decimal", "Decimal"), ("re", "_compile"),
    ("pathlib", "PosixPath"), ("pathlib", "WindowsPath"),
}  # fmt: skip

_in_memory: dict[str, object] = {}


def load(kind: str, key: str) -> object | None:
    """Return the value kept under a key, or None."""
    name = _name(kind, key)
    if name not in _in_memory:
        value = _read(name)
        if value is None:
            return None
        _in_memory[name] = value
    return _in_memory[name]


def keep(kind: str, key: str, value: object) -> None:
    """Keep a value under a key, in place of the one before."""
    name = _name(kind, key)
    _in_memory[name] = value
    folder = _folder()
    if folder is None:
        return
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _is_own(folder):
            payload = _pickled(value)
            write_file(folder / name, hashlib.sha256(payload).digest() + payload, ())
            _prune(folder, kind)
    except (OSError, RecursionError):
        return


def forget() -> None:
    """Drop what is kept in memory; the files stay."""
    _in_memory.clear()


def _prune(folder: Path, kind: str) -> None:
    """Remove the oldest entries of a kind beyond what a user needs at once."""
    entries = sorted(folder.glob(f"{kind}-*"), key=lambda path: path.stat().st_mtime)
    for path in entries[:-_MOST]:
        path.unlink(missing_ok=True)


def _name(kind: str, key: str) -> str:
    """Name an entry's file; a value made by another program has another name."""
    return f"{kind}-{hashlib.sha256(f'{_maker()} {key}'.encode()).hexdigest()[:32]}"


@lru_cache(maxsize=1)
def _maker() -> str:
    """Tell this program from any other: by version, and by its files where they are being changed."""
    changed = _newest(Path(__file__).resolve().parents[1])
    return f"{__version__} {changed} {sys.implementation.name} {sys.version_info[:3]}"


def _newest(folder: str | os.PathLike[str]) -> int:
    """Return when the newest module in a folder or below was written, in nanoseconds."""
    with os.scandir(folder) as entries:
        return max((_written(entry) for entry in entries), default=0)


def _written(entry: os.DirEntry[str]) -> int:
    if entry.name.endswith(".py"):
        return entry.stat().st_mtime_ns
    return _newest(entry) if entry.is_dir() and not entry.name.startswith("__") else 0


def _folder() -> Path | None:
    named = os.environ.get(FOLDER_VARIABLE)
    if named is not None:
        return Path(named) if named else None
    try:
        home = Path.home()
    except RuntimeError:
        return None
    places = {
        "win32": os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local",
        "darwin": home / "Library" / "Caches",
    }
    return Path(places.get(sys.platform) or os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "cchc-gen"


def _read(name: str) -> object | None:
    folder = _folder()
    try:
        if folder is None or not _is_own(folder):
            return None
        content = (folder / name).read_bytes()
        payload = content[hashlib.sha256().digest_size :]
        if hashlib.sha256(payload).digest() != content[: -len(payload)]:
            return None
        value: object = _Unpickler(io.BytesIO(payload)).load()
        return value
    except Exception:  # what a wrong entry makes a class do may raise anything
        return None


def _is_own(folder: Path) -> bool:
    """Say whether nobody else can write into the folder, where the system can tell."""
    if not hasattr(os, "getuid"):
        return True
    found = folder.stat()
    return found.st_uid == os.getuid() and not found.st_mode & _OTHERS_WRITE


def _member(owner: object, name: str) -> Enum:
    """Return a member of an enumeration, and nothing else of anything."""
    if isinstance(owner, type) and issubclass(owner, Enum):
        return owner[name]
    raise pickle.UnpicklingError(name)


def _pickled(value: object) -> bytes:
    buffer = io.BytesIO()
    _Pickler(buffer, protocol=5).dump(value)
    return buffer.getvalue()


class _Pickler(pickle.Pickler):
    """Write a dataclass as a call of its class, which is read faster than a frozen one's state."""

    def reducer_override(self, value: Any) -> Any:
        if is_dataclass(value) and not isinstance(value, type):
            return type(value), tuple(getattr(value, field.name) for field in fields(value))
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    """Make nothing but known values: no entry can run code."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("builtins", "getattr"):
            return _member  # so some Pythons write an enumeration's member
        found = super().find_class(module, name) if self._may(module, name) else None
        if (module, name) not in _ALLOWED and not _is_own_value(found, module):
            raise pickle.UnpicklingError(f"{module}.{name}")
        return found

    def _may(self, module: str, name: str) -> bool:
        is_own = module.startswith("cchc_gen.") and "__" not in module  # reading `__main__` would run it
        return is_own or (module, name) in _ALLOWED


def _is_own_value(found: object, module: str) -> bool:
    """Say whether this is a class of values, made in the module that it was found in."""
    if not isinstance(found, type) or found.__module__ != module:
        return False
    return is_dataclass(found) or issubclass(found, (tuple, Enum))
