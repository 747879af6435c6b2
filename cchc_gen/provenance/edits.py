"""What was edited in a Word file by hand, and which of its figures depart from their facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from cchc_gen.base.diagnostics import Diagnostic, Pos, Severity
from cchc_gen.explain.accounts import account
from cchc_gen.explain.explanation import Explanation
from cchc_gen.provenance.changes import Change, changes
from cchc_gen.provenance.manifest import Manifest
from cchc_gen.provenance.placement import Placed, PrintedLine
from cchc_gen.provenance.quoting import place_of, quoted
from cchc_gen.report import Story
from cchc_gen.word.comparison import Line
from cchc_gen.word.fingerprint import Fingerprint
from cchc_gen.word.lines import tidy

ANEW = "soạn lại bằng cchc-gen render"


def edits(path: Path, printed: Fingerprint, text: Sequence[str]) -> Iterator[Diagnostic]:
    """Tell what was edited by hand (V004) from the fingerprint alone, which knows no words."""
    for block in printed.edits(text):
        for at in block.got:
            yield _edited(path, at, f"đã sửa hoặc thêm bằng tay: {quoted(text[at])}")
        lost = len(block.meant) - len(block.got)
        if lost > 0:
            yield _edited(path, block.got.stop, f"đã xóa bằng tay {lost} đoạn hoặc ô đứng trước đoạn này")


def _edited(path: Path, at: int, message: str) -> Diagnostic:
    hint = "đưa phần sửa vào tệp số liệu rồi soạn lại, hoặc trả lại lời văn cũ trong Word"
    return Diagnostic(place_of(path, at), "V004", message, hint=hint)


def departures(
    path: Path, story: Story, manifest: Manifest | None, meant: Sequence[PrintedLine], text: Sequence[str]
) -> Iterator[Diagnostic]:
    """Tell what was edited by hand (V004), and which figures depart from their facts (V005).

    Where the facts now give another text than the one that was printed, only the fingerprint of the
    latter knows what was edited; a figure that nobody touched then departs as a note.
    """
    post = "" if story.document.signer else tidy(story.document.post)
    expected = Fingerprint.of([line.text for line in meant], post)
    found = list(changes(meant, expected, text))
    if manifest is None or manifest.text.digests == expected.digests:
        for change in found:
            figures = _traced(story, change)
            yield from _figures(path, story, change, figures, Severity.ERROR)
            if not change.is_but(figures):
                yield _edited(path, change.place, _in_words(change))
        return
    yield from edits(path, manifest.text, text)
    by_hand = {at for block in manifest.text.edits(text) for at in block.got}
    for change in found:
        if change.now is not None:
            severity = Severity.ERROR if change.place in by_hand else Severity.NOTE
            yield from _figures(path, story, change, _traced(story, change), severity)


def _in_words(change: Change) -> str:
    if change.was is None:
        return f"đã thêm bằng tay: {quoted(change.now or '')}"
    if change.now is None:
        return f"đã xóa bằng tay: {quoted(change.was.text)}"
    if change.was.text == change.now:
        return f"đã chuyển chỗ, tách hoặc gộp bằng tay: {quoted(change.now)}"
    was, now = Line.of(change.was.text, change.now).difference()
    return f"đã sửa bằng tay: {quoted(was)} thành {quoted(now)}"


def _traced(story: Story, change: Change) -> list[tuple[Placed, str]]:
    """Keep the changed figures that a fact stands behind; words of period and unit are plain text."""
    figures = ((figure, now) for figure, now in change.figures() if _is_fact(figure.keys[0]))
    return [(figure, now) for figure, now in figures if _facts(account(story, figure.keys[0]))]


def _is_fact(key: str) -> bool:
    return not key.startswith(("ky.", "don_vi."))


def _figures(
    path: Path, story: Story, change: Change, figures: Sequence[tuple[Placed, str]], severity: Severity
) -> Iterator[Diagnostic]:
    for figure, now in figures:
        key = figure.keys[0]
        found = account(story, key)
        named = f"«{key}» ({found.label})" if found else f"«{key}»"
        stands = f"in {quoted(now)}" if now else "không còn in"
        message = f"{named}: số liệu cho {quoted(change.text_of(figure))}, tệp {stands}"
        by_hand = "sửa ở tệp số liệu rồi soạn lại, hoặc trả lại số cũ trong Word"
        hint = ANEW if severity is Severity.NOTE else by_hand
        pos = place_of(path, change.place)
        yield Diagnostic(pos, "V005", message, severity, hint, related=_facts(found))


def _facts(explanation: Explanation | None) -> tuple[tuple[Pos, str], ...]:
    """Find the typed facts that an explanation ends in, each with its place."""
    return tuple(dict.fromkeys(_ends(explanation))) if explanation else ()


def _ends(explanation: Explanation) -> Iterator[tuple[Pos, str]]:
    stated = explanation.stated
    if explanation.parts and not (stated and stated.text):
        for part in explanation.parts:
            yield from _ends(part)
    elif pos := stated.pos if stated else explanation.belongs_at:
        yield pos, f"{explanation.key}: {explanation.value}"
