"""Make the folder of a new template set: it builds on another, lints clean and teaches by comments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.read.fields import nearest
from cchc_gen.sets.template_set import packaged_root, set_names

_SKELETON, _SUFFIX = "khung", ".khung"
"""The folder of the packaged root that holds the files of a new set, and what their names end in."""


def make_set(root: Path, name: str, base: str) -> tuple[Path | None, list[Diagnostic]]:
    """Write the folder `root/name` of a set that builds on `base`; an existing folder is left alone."""
    folder = root / name
    problem = _refusal([root, packaged_root()], folder, name, base)
    if problem:
        return None, [problem]
    try:
        folder.mkdir(parents=True)
        for file in sorted((packaged_root() / _SKELETON).glob(f"*{_SUFFIX}")):
            text = file.read_text(encoding="utf-8")
            for mark, word in (("<tên>", name), ("<gốc>", base), ("<thư mục>", str(root))):
                text = text.replace(mark, word)
            (folder / file.name.removesuffix(_SUFFIX)).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        message = f"không tạo được thư mục {folder}: {error.strerror}"
        return None, [Diagnostic(Pos(str(folder)), "W004", message)]
    return folder, []


def _refusal(roots: Sequence[Path], folder: Path, name: str, base: str) -> Diagnostic | None:
    pos = Pos(str(folder))
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", name):
        hint = "dùng chữ thường không dấu, số và gạch nối, ví dụ ha-giang-xa"
        return Diagnostic(pos, "S014", f"tên bộ mẫu «{name}» không dùng được", hint=hint)
    if name in set_names(roots) or folder.exists():
        return Diagnostic(pos, "S014", f"đã có bộ mẫu hoặc thư mục «{name}»", hint="chọn tên khác")
    names = set_names(roots)
    if base not in names:
        hint = nearest(base, names) or f"các bộ mẫu có sẵn: {', '.join(names)}"
        return Diagnostic(pos, "S001", f"không có bộ mẫu «{base}»", hint=hint)
    return None
