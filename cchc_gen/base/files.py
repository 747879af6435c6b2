"""Write a file whole or not at all: beside the target first, then moved into its place."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from cchc_gen.base.diagnostics import Diagnostic, Pos

_ANYONE_WRITES = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def write_file(target: Path, content: bytes, inputs: Iterable[Path]) -> list[Diagnostic]:
    """Write `content` to `target`; on any trouble the old file stays as it was.

    `inputs` are files that were read and must never be overwritten. A link is followed, so that the
    file behind it is replaced and the link stays.
    """
    try:
        refused = _refuse(target, inputs)
        if not refused:
            _replace(Path(os.path.realpath(target)), content)
            return []
        hint = "chọn tên khác bằng -o"
    except OSError as error:
        refused = f"không ghi được tệp: {_why_unwritten(error)}"
        hint = "đóng tệp nếu đang mở trong Word; kiểm tra thư mục và quyền ghi, hoặc chọn chỗ khác bằng -o"
        if isinstance(error, FileNotFoundError):
            hint = "tạo thư mục này trước, hoặc chọn chỗ khác bằng -o"
    return [Diagnostic(Pos(str(target)), "W004", refused, hint=hint)]


def _refuse(target: Path, inputs: Iterable[Path]) -> str:
    """Say why a place must not be written to, though it could; empty when it may."""
    real = Path(os.path.realpath(target))
    if real in {Path(os.path.realpath(path)) for path in inputs}:
        return f"không ghi: {target} chính là tệp đầu vào"
    if not os.path.lexists(real):
        return ""
    mode = real.lstat().st_mode
    if not stat.S_ISREG(mode):
        return f"không ghi được: {target} không phải tệp thường"
    return "" if mode & _ANYONE_WRITES else f"không ghi: {target} được đặt chỉ đọc"


def _replace(target: Path, content: bytes) -> None:
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.stem[:40]}-", suffix=".tmp")
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_UMASK)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


_UMASK = _umask()
"""Read once: asking sets it for a moment, which another thread must not meet."""


_WHY: Mapping[type[OSError], str] = {
    NotADirectoryError: "đường dẫn đi qua một tệp",
    IsADirectoryError: "đây là thư mục",
}
_WHY_UNREAD = {**_WHY, FileNotFoundError: "không có tệp này", PermissionError: "không có quyền đọc"}
_WHY_UNWRITTEN = {**_WHY, FileNotFoundError: "không có thư mục này", PermissionError: "không có quyền ghi"}


def why_unread(error: OSError) -> str:
    """Say in a few words why a file could not be read."""
    return _WHY_UNREAD.get(type(error)) or error.strerror or str(error)


def _why_unwritten(error: OSError) -> str:
    return _WHY_UNWRITTEN.get(type(error)) or error.strerror or str(error)
