"""A country of made-up facts: every commune is the example commune with figures of its own, and agrees.

A province's report sums up those of its communes. The same seed gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "xa-mau"
PERIOD = "2026-Q3.yaml"
UNIT = "don-vi.yaml"

PROVINCES, COMMUNES = 34, 3321
"""Of the two-tier government since 1 July 2025 (Resolution 202/2025/QH15 and those on communes)."""

_SEED = 2026

_SCALED_TOGETHER = (
    ("mot_cua", "ho_so_xa", "linh_vuc", "cong_khai_ket_qua", "mot_cua_dien_tu"),
    ("van_ban_dien_tu",),
    ("giai_ngan",),
    ("tuyen_truyen", "khao_sat"),
)
"""Sections whose figures are tied by sums: all of a line grow alike. They are multiples of ten."""

_MOVES = (
    ("ho_so_xa.truoc_han", ("ho_so_xa.dung_han",)),
    (
        "mot_cua.tiep_nhan.truc_tiep",
        ("mot_cua.tiep_nhan.truc_tuyen_toan_trinh", "mot_cua.tra_toan_trinh", "mot_cua_dien_tu.truc_tuyen"),
    ),
    ("van_ban_dien_tu.hoan_toan", ()),
    ("giai_ngan.thuc_hien", ()),
)
"""What may be taken from a figure, and where it goes, so that shares differ and sums still hold."""

Figures = dict[str, Any]


def make_country(root: Path, communes: int = COMMUNES, provinces: int = PROVINCES) -> Iterator[Path]:
    """Write the facts of a country under `root` and yield each facts file, a province after its communes."""
    random = Random(_SEED)
    example = yaml.load((EXAMPLE / PERIOD).read_text("utf-8"), yaml.BaseLoader)
    figures = _numbers(example["so_lieu"])
    width = len(str(communes))
    for province in range(1, provinces + 1):
        folder = root / f"tinh-{province:02}"
        stated = []
        for commune in range(province, communes + 1, provinces):
            stated.append(varied(figures, random))
            yield _write(folder / f"xa-{commune:0{width}}", example, stated[-1], f"xã {commune}")
        if stated:
            yield _write(folder, example, _summed(stated), f"tỉnh {province}")


def _numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _numbers(inner) for key, inner in value.items()}
    return int(value) if value.isdigit() else value


def varied(figures: Mapping[str, Any], random: Random) -> Figures:
    """Give a commune figures of its own that agree with one another as the example's do."""
    own = deepcopy(dict(figures))
    for sections in _SCALED_TOGETHER:
        tenths = random.randint(3, 80)
        for section in sections:
            own[section] = _scaled(own[section], tenths)
    for source, targets in _MOVES:
        holder, name = _at(own, source)
        moved = holder[name] * random.randint(0, 60) // 100
        holder[name] -= moved
        for target in targets:
            holder, name = _at(own, target)
            holder[name] += moved
    return own


def _scaled(value: Any, tenths: int) -> Any:
    if isinstance(value, dict):
        return {key: _scaled(inner, tenths) for key, inner in value.items()}
    return value * tenths // 10 if isinstance(value, int) else value


def _at(figures: Figures, key: str) -> tuple[Figures, str]:
    *path, name = key.split(".")
    for step in path:
        figures = figures[step]
    return figures, name


def _summed(reports: list[Figures]) -> Figures:
    """Sum up the sections that differ from commune to commune; the others are those of any of them."""
    total = deepcopy(reports[0])
    for section in (name for sections in _SCALED_TOGETHER for name in sections):
        total[section] = _sum_of([report[section] for report in reports])
    return total


def _sum_of(values: list[Any]) -> Any:
    first = values[0]
    if isinstance(first, dict):
        return {key: _sum_of([value[key] for value in values]) for key in first}
    return sum(values) if isinstance(first, int) else first


def _write(folder: Path, example: Mapping[str, Any], figures: Figures, area: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    unit = (EXAMPLE / UNIT).read_text("utf-8")
    unit = unit.replace("xã Mẫu", area).replace("XÃ MẪU", area.upper())
    (folder / UNIT).write_text(unit, "utf-8")
    facts = {**example, "so_lieu": figures}
    text = yaml.dump(facts, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=1000)
    (folder / PERIOD).write_text(text, "utf-8")
    return folder / PERIOD
