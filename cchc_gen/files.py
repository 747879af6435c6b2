"""Write a file whole or not at all: beside the target first, then moved into its place."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from cchc_gen.diagnostics import Diagnostic, Pos


def write_file(target: Path, content: bytes, inputs: Iterable[Path]) -> list[Diagnostic]:
    """Write `content` to `target`; on any trouble the old file stays as it was.

    `inputs` are files that were read and must never be overwritten. A link is followed, so that the
    file behind it is replaced and the link stays.
    """
    pos = Pos(str(target))
    real = Path(os.path.realpath(target))
    if real in {Path(os.path.realpath(path)) for path in inputs}:
        message = f"không ghi: {target} chính là tệp đầu vào"
        return [Diagnostic(pos, "W004", message, hint="chọn tên khác bằng -o")]
    if real.exists() and not real.is_file():
        message = f"không ghi được: {target} không phải tệp thường"
        return [Diagnostic(pos, "W004", message, hint="chọn tên khác bằng -o")]
    try:
        _replace(real, content)
    except OSError as error:
        message = f"không ghi được tệp: {_reason(error)}"
        hint = "đóng tệp nếu đang mở trong Word; kiểm tra thư mục và quyền ghi, hoặc chọn chỗ khác bằng -o"
        return [Diagnostic(pos, "W004", message, hint=hint)]
    return []


def _replace(target: Path, content: bytes) -> None:
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.stem[:40]}-", suffix=".tmp")
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _reason(error: OSError) -> str:
    known = {
        FileNotFoundError: "không có thư mục này",
        NotADirectoryError: "đường dẫn đi qua một tệp",
        PermissionError: "không có quyền ghi",
        IsADirectoryError: "đây là thư mục",
    }
    return known.get(type(error), error.strerror or str(error))
