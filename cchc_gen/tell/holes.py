"""Find what a document needs and the facts do not give, each once, where it belongs in the facts file."""

from __future__ import annotations

from collections.abc import Iterator

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.base.values import Missing
from cchc_gen.derive.figures import Figure, Figures
from cchc_gen.facts.binding import Facts
from cchc_gen.facts.register import PREFIX
from cchc_gen.language.wording import Run, flat
from cchc_gen.sets.catalogue import Catalogue
from cchc_gen.tell.document import Document


def holes(facts: Facts, figures: Figures, catalogue: Catalogue, document: Document) -> list[Diagnostic]:
    """Report each missing value once, where it belongs in the facts file, with all its uses."""
    uses: dict[str, list[tuple[Pos, str]]] = {}
    for runs, pos, role in printed(document):
        for run in flat(runs):
            if run.hole:
                uses.setdefault(run.keys[0], []).append((pos, role))
    unreadable = _unreadable(facts, catalogue)
    return [
        _hole(key, facts, figures, tuple(places)) for key, places in uses.items() if key not in unreadable
    ]


def printed(document: Document) -> Iterator[tuple[tuple[Run, ...], Pos, str]]:
    """Walk every stretch of text that the document prints, with the place of its rule."""
    yield document.subject, document.subject_pos, "trích yếu cần nó"
    for paragraph in document.body:
        yield paragraph.runs, paragraph.pos, "câu này cần nó"
    for sheet in document.sheets:
        for title in (*sheet.titles, sheet.attached):
            yield title, sheet.pos, "tiêu đề biểu cần nó"
        for row in sheet.rows:
            yield (*row.label, *row.value, *row.note), row.spec.pos, f"hàng {row.spec.key} của biểu"


def _unreadable(facts: Facts, catalogue: Catalogue) -> set[str]:
    """Name the figures that are missing only because a value with its own error feeds them."""
    found = set(facts.unreadable)
    for key in catalogue.order:
        formula = catalogue[key].formula
        if formula and found & set(formula.keys):
            found.add(key)
    return found


def _hole(key: str, facts: Facts, figures: Figures, uses: tuple[tuple[Pos, str], ...]) -> Diagnostic:
    figure = figures.figures.get(key)
    message, hint = _missing_figure(figure) if figure else _missing_words(key)
    return Diagnostic(facts.place_for(key), "F005", message, hint=hint, related=uses)


def _missing_words(key: str) -> tuple[str, str]:
    """Say what is missing that is no figure: a document of a topic, or a word on unit or report."""
    topic = key.removeprefix(f"{PREFIX[:-1]}:")
    if topic != key:
        message = f"chưa có văn bản nào có chủ đề «{topic}»"
        return message, f"thêm vào van_ban một văn bản có chu_de: {topic}"
    return f"thiếu thông tin «{key}»", "nêu trong don-vi.yaml hoặc mục bao_cao"


def _missing_figure(figure: Figure) -> tuple[str, str]:
    """Say why a figure, or the one cut-off date of its parts, cannot be printed, and the way out."""
    indicator, formula = figure.indicator, figure.indicator.formula
    named = f"«{indicator.key}» ({indicator.label})"
    if not isinstance(figure.value, Missing):
        parts = ", ".join(formula.keys) if formula else indicator.key
        message = f"các số tạo nên {named} có ngày chốt khác nhau"
        return message, f"nêu cùng den_ngay cho {parts}, hoặc nêu {indicator.key} kèm den_ngay của nó"
    if figure.value is Missing.NOTHING:
        message = f"{named} không phát sinh, mà câu in nó ra như một số"
        return message, f"bộ mẫu cần một biến thể có khi: khong_phat_sinh({indicator.key})"
    if figure.value is Missing.UNDEFINED:
        message = f"{named} không tính được: mẫu số bằng 0"
        return message, "bộ mẫu cần một biến thể câu hoặc «mau_so_khong» cho hàng biểu"
    hint = f"nêu {indicator.key}: số, «không phát sinh»"
    if formula:
        hint += f"; hoặc nêu đủ các số để tính: {', '.join(formula.keys)}"
    return f"thiếu số liệu {named}", hint
