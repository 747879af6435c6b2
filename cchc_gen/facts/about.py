"""What the facts say of the report itself (`bao_cao`): issue month, data window, signer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from cchc_gen.base.diagnostics import Diagnostic
from cchc_gen.facts.register import Register
from cchc_gen.facts.unit import Signer, read_signer
from cchc_gen.read.fields import nearest, unit_fields
from cchc_gen.read.source import Table, Text


@dataclass(frozen=True, slots=True)
class About:
    """What the facts say of the report itself (`bao_cao`)."""

    issued: tuple[int, int] | None = None
    start: date | None = None
    end: date | None = None
    answers: str = ""
    signer: Signer | None = None


def read_about(table: Table | None, register: Register, problems: list[Diagnostic]) -> About:
    """Read the mapping, which may be missing."""
    if table is None:
        return About()
    fields = unit_fields(table, problems)
    answers = fields.scalar("theo_van_ban")
    if answers and answers.value not in register.documents:
        hint = nearest(answers.value, register.documents) or "thêm văn bản này vào mục van_ban"
        message = f"theo_van_ban: không có văn bản «{answers.value}»"
        problems.append(Diagnostic(answers.pos, "F008", message, hint=hint))
    signer = fields.table_at("nguoi_ky")
    about = About(
        issued=_month(fields.scalar("thang_ky"), problems),
        start=fields.day("tu_ngay"),
        end=fields.day("den_ngay"),
        answers=answers.value if answers else "",
        signer=read_signer(signer, problems) if signer else None,
    )
    fields.close()
    if about.start and about.end and about.start > about.end:
        message = "bao_cao: tu_ngay đứng sau den_ngay"
        pos = table.place_of("tu_ngay")
        problems.append(Diagnostic(pos, "F006", message, hint="xem lại hai ngày, hoặc đổi chỗ cho nhau"))
    return about


def _month(node: Text | None, problems: list[Diagnostic]) -> tuple[int, int] | None:
    if node is None:
        return None
    found = re.fullmatch(r"(0?[1-9]|1[0-2])/(20\d\d)", node.value.strip())
    if found:
        return int(found[1]), int(found[2])
    message = f"thang_ky: «{node.value}» không phải tháng/năm"
    problems.append(Diagnostic(node.pos, "F006", message, hint="viết như 3/2024"))
    return None
