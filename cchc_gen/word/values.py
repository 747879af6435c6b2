"""What the tags of a Word template stand for: the document's own words, lists and records."""

from __future__ import annotations

from cchc_gen.language.wording import Run, text_of
from cchc_gen.tell.document import Document
from cchc_gen.tell.form import Row
from cchc_gen.tell.typography import held_together
from cchc_gen.word.notes import reference_xml, run_xml

NAMES = frozenset({
    "co_quan_chu_quan", "co_quan_ban_hanh", "so_ky_hieu", "dia_danh_ngay", "ten_loai", "trich_yeu",
    "kinh_gui", "than_bai", "noi_nhan", "quyen_han", "chuc_vu", "nguoi_ky", "bieu", "ban_nhap", "phat_hien",
})  # fmt: skip
"""The names that a template may use."""

JOINED = "\ue000gop-voi-o-tren\ue000"
"""Stands in a code cell that is to be merged with the one above, until the table is made."""


class Rich:
    """Finished text on its way into a template: XML for Word, its words for the comparison.

    Without any run it counts as nothing, so that a template may leave out what surrounds it.
    """

    __slots__ = ("text", "xml")

    def __init__(self, runs: tuple[Run, ...], notes: list[tuple[Run, ...]]) -> None:
        self.text = text_of(runs)
        self.xml = "".join([_numbered(run.note, notes) if run.note else run_xml(run) for run in runs])

    def __bool__(self) -> bool:
        return bool(self.xml)

    def __html__(self) -> str:
        return self.xml

    def __str__(self) -> str:
        return self.text


def _numbered(note: tuple[Run, ...], notes: list[tuple[Run, ...]]) -> str:
    notes.append(note)
    return reference_xml(len(notes))


def values_of(document: Document) -> tuple[dict[str, object], list[tuple[Run, ...]]]:
    """Give every name its value, and collect the footnotes in the order of printing."""
    notes: list[tuple[Run, ...]] = []
    values: dict[str, object] = {
        "co_quan_chu_quan": document.parent_agency,
        "co_quan_ban_hanh": document.letterhead,
        "so_ky_hieu": document.number_line,
        "dia_danh_ngay": document.place_line,
        "ten_loai": document.title,
        "trich_yeu": text_of(document.subject),
        "kinh_gui": document.addressees,
        "than_bai": [{"kieu": p.style, "chu": Rich(held_together(p.runs), notes)} for p in document.body],
        "noi_nhan": document.recipients,
        "quyen_han": document.authority,
        "chuc_vu": document.post,
        "nguoi_ky": document.signer,
        "bieu": [
            {
                "tieu_de": [text_of(title) for title in sheet.titles],
                "kem_theo": text_of(sheet.attached),
                "hang": [_row(row, notes) for row in sheet.rows],
            }
            for sheet in document.sheets
        ],
        "ban_nhap": document.draft_notes is not None,
        "phat_hien": document.draft_notes or (),
    }
    return values, notes


def _row(row: Row, notes: list[tuple[Run, ...]]) -> dict[str, object]:
    spec = row.spec
    return {
        "ma": JOINED if spec.joined else spec.code,
        "nhan": Rich(row.label, notes),
        "dvt": spec.unit,
        "gia_tri": Rich(row.value, notes),
        "ghi_chu": Rich(row.note, notes),
        "dam": spec.bold,
        "cap": spec.level,
    }
