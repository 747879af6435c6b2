"""The unit that reports (`don-vi.yaml`): names, place, signer, recipients. It changes rarely."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.base.vietnamese import plain
from cchc_gen.read.fields import Fields, one_line, unit_fields
from cchc_gen.read.source import Table, Text, read

UNIT_FILE = "don-vi.yaml"
LEFT_BLANK = "để trống"
_REQUIRED = (
    "ten", "ten_ngan", "dia_ban", "ky_hieu", "co_quan_ban_hanh", "dia_danh", "nguoi_ky", "noi_nhan",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: authority lines (TM., KT.), post, name. A blank name is left for the clerk."""

    authority: tuple[str, ...]
    post: str
    name: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A reporting unit."""

    name: str
    short_name: str
    area: str
    superior: str
    symbol: str
    parent_agency: str
    letterhead: tuple[str, ...]
    place: str
    signer: Signer
    addressees: tuple[str, ...]
    recipients: tuple[str, ...]


def read_unit(path: Path) -> tuple[Unit | None, list[Diagnostic]]:
    """Read a unit's file; a missing one says how to make it."""
    if not path.exists():
        message = f"không có tệp đơn vị {path.name} cạnh tệp số liệu"
        hint = f"tạo tệp này với các khóa: {', '.join(_REQUIRED)}"
        return None, [Diagnostic(Pos(str(path)), "Y001", message, hint=hint)]
    table, problems = read(path)
    if table is None:
        return None, problems
    fields = unit_fields(table, problems)
    signer = fields.table_at("nguoi_ky", required=True)
    unit = Unit(
        name=fields.text("ten", required=True),
        short_name=fields.text("ten_ngan", required=True),
        area=fields.text("dia_ban", required=True),
        superior=fields.text("cap_tren"),
        symbol=fields.text("ky_hieu", required=True),
        parent_agency=fields.text("co_quan_chu_quan"),
        letterhead=_lines(fields, "co_quan_ban_hanh", required=True),
        place=fields.text("dia_danh", required=True),
        signer=read_signer(signer, problems) if signer else Signer((), "", ""),
        addressees=_lines(fields, "kinh_gui"),
        recipients=_lines(fields, "noi_nhan", required=True),
    )
    fields.close()
    return unit, problems


def _lines(fields: Fields, key: str, *, required: bool = False) -> tuple[str, ...]:
    return tuple(one_line(text.value) for text in fields.texts(key, required=required))


def read_signer(table: Table, problems: list[Diagnostic]) -> Signer:
    """Read a signer; the name is given, or explicitly `để trống`."""
    fields = unit_fields(table, problems)
    authority = _lines(fields, "quyen_han")
    post = fields.text("chuc_vu", required=True)
    hint = f"ghi họ tên, hoặc «{LEFT_BLANK}» để ký tay"
    node = fields.require("ho_ten", hint)
    if isinstance(node, Text) and not node.value.strip():
        problems.append(Diagnostic(node.pos, "F004", "họ tên người ký bỏ trống", hint=hint))
        node = None
    name = fields.text("ho_ten") if node else ""
    fields.close()
    return Signer(authority, post, "" if plain(name) == plain(LEFT_BLANK) else name)
