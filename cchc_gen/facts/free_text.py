"""The unit's own text (`noi_dung`): assessments, difficulties, directions, one paragraph a line."""

from __future__ import annotations

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.base.vietnamese import plain
from cchc_gen.facts.typed import EMPTY, NOTHING_WORD
from cchc_gen.language.wording import Wording, parse_wording
from cchc_gen.read.fields import closest, kind_of, report_placeholders
from cchc_gen.read.source import Node, Table, Text


def read_free_texts(
    table: Table | None,
    typed: Node | None,
    known: frozenset[str],
    names: frozenset[str],
    problems: list[Diagnostic],
) -> dict[str, Wording]:
    """Read the free texts; one that was typed but cannot be read is an empty wording, not a missing one."""
    if table is None:
        return {} if typed is None else {key: _unread(typed.pos) for key in known}
    texts: dict[str, Wording] = {}
    for key, entry in table.entries.items():
        if key not in known:
            meant = closest(key, known)
            hint = f"có phải bạn định viết «{meant}»?" if meant else f"các mục: {', '.join(sorted(known))}"
            message = f"bố cục không có nội dung «{key}»"
            problems.append(Diagnostic(entry.key.pos, "F001", message, hint=hint))
            if meant:
                texts.setdefault(meant, _unread(entry.value.pos))
        elif not isinstance(entry.value, Text):
            hint = f"viết «{key}: |» rồi xuống dòng, thụt vào"
            message = f"nội dung «{key}»: cần lời văn, nhận {kind_of(entry.value)}"
            problems.append(Diagnostic(entry.value.pos, "F002", message, hint=hint))
            texts[key] = _unread(entry.value.pos)
        else:
            texts[key] = _free_text(key, entry.value, names, problems) or _unread(entry.value.pos)
    return texts


def _unread(pos: Pos) -> Wording:
    return Wording(Text("", pos), ())


def _free_text(key: str, text: Text, names: frozenset[str], problems: list[Diagnostic]) -> Wording | None:
    if plain(text.value) == plain(NOTHING_WORD):
        return Wording(text, ())
    if text.value.strip() in EMPTY:
        message = f"nội dung «{key}» bỏ trống"
        hint = f"viết lời văn, hoặc «{NOTHING_WORD}»"
        problems.append(Diagnostic(text.pos, "F004", message, hint=hint))
        return None
    report_placeholders(f"nội dung «{key}»", text, problems)
    wording, found = parse_wording(text, names, wrong="F009", unknown="F001")
    problems += found
    return wording
