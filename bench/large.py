"""Reports that are large in one way, to see how cost grows: rows, documents of a register, sentences."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from bench.country import EXAMPLE, ROOT, UNIT

_SET = """\
ten: Bộ lớn
ten_bao_cao: BÁO CÁO
trich_yeu: Thử {{ ky.ten }}
ten_ky: {thang: "tháng {thang}", quy: "quý {quy} năm {nam}", 6T: "6 tháng", 9T: "9 tháng", nam: "năm {nam}"}
de_muc: [{so: "I.", chu_hoa: có}]
"""
_SHEET = "phu_luc: {tieu_de: [BIỂU SỐ LIỆU]}\n"
_SECTION = "ket_qua: {cap: 1, tieu_de: Kết quả}\n"
_FACTS = "bo_mau: lon\nky: 2026-Q3\n"
_ONE_INDICATOR = 'muc.so: {nhan: Số, loai: so_dem, can_cu: "thử"}\n'
_ONE_FACT = "so_lieu: {muc: {so: 1807}}\n"
_FILES = ("chi_tieu", "kiem_tra", "cau", "bo_cuc", "bieu", "hang")


def rows(n: int) -> Mapping[str, str]:
    """Make an appendix of `n` rows, each with an indicator and a fact of its own."""
    keys = [f"muc_{i:05}.so" for i in range(n)]
    return {
        "chi_tieu": _lines(f'{k}: {{nhan: Số {k[4:9]}, loai: so_dem, can_cu: "thử"}}' for k in keys),
        "bieu": _SHEET,
        "hang": _lines(
            f'phu_luc/{i}: {{nhan: "Số hồ sơ & việc của mục {i}", dvt: Hồ sơ, chi_tieu: {k}}}'
            for i, k in enumerate(keys, 1)
        ),
        "facts": "so_lieu:\n" + _lines(f"  {k[:9]}: {{so: {i}}}" for i, k in enumerate(keys)),
    }


def register(n: int) -> Mapping[str, str]:
    """Make a register of `n` documents, all of which the body lists."""
    fields = "ngay: 02/7/2026, trich_yeu: về việc thử, chu_de: viec"
    documents = (f"  qd_{i}: {{loai: Quyết định, so: {i}/QĐ-UBND, {fields}}}" for i in range(1, n + 1))
    return {
        "chi_tieu": _ONE_INDICATOR,
        "bo_cuc": _SECTION + "van_ban.viec: {}\n",
        "facts": _ONE_FACT + "van_ban:\n" + _lines(documents),
    }


def sentences(n: int) -> Mapping[str, str]:
    """Make a body of `n` sentences, each with two variants and a figure."""
    empty, full = '{khi: muc.so == 0, viet: ""}', '{viet: "Trong kỳ có {{ muc.so }} hồ sơ."}'
    return {
        "chi_tieu": _ONE_INDICATOR,
        "cau": _lines(f"c_{i}: {{bien_the: [{empty}, {full}]}}" for i in range(n)),
        "bo_cuc": _SECTION + _lines(f"cau.c_{i}: {{}}" for i in range(n)),
        "facts": _ONE_FACT,
    }


WAYS: Mapping[str, Callable[[int], Mapping[str, str]]] = {
    "rows of the appendix": rows,
    "documents of the register": register,
    "sentences": sentences,
}


def make_large(folder: Path, files: Mapping[str, str]) -> tuple[Path, Path]:
    """Write a set and a facts file; return the facts file and the folder of sets."""
    home = folder / "bo" / "lon"
    home.mkdir(parents=True)
    shutil.copy(ROOT / "templates" / "chuan" / "bao_cao.docx", home)
    (home / "bo.yaml").write_text(_SET, "utf-8")
    for name in _FILES:
        if name in files:
            (home / f"{name}.yaml").write_text(files[name], "utf-8")
    shutil.copy(EXAMPLE / UNIT, folder)
    facts = folder / "2026-Q3.yaml"
    facts.write_text(_FACTS + files["facts"], "utf-8")
    return facts, folder / "bo"


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
