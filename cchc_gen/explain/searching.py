"""Find what prints a text: a figure, a cell, a document's number, a sentence or a part of one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cchc_gen.check.lines import FREE_TEXT
from cchc_gen.explain.accounts import explain
from cchc_gen.explain.explanation import Answer, Passage
from cchc_gen.explain.passages import Printout
from cchc_gen.language.wording import Run, text_of
from cchc_gen.word.autocorrection import uncorrected


def answer(printout: Printout, asked: str) -> Answer:
    """Explain a key, a rule, or whatever prints a text; an answer without anything knows none of them."""
    found = explain(printout, asked)
    if found:
        return Answer(asked, (), (found,))
    places, keys = _written_by(printout, asked) if asked else ((), ())
    if not places:
        places, keys = search(printout, asked)
    figures = (explain(printout, key) for key in keys)
    return Answer(asked, places, tuple(figure for figure in figures if figure))


def _written_by(printout: Printout, rule: str) -> tuple[tuple[Passage, ...], tuple[str, ...]]:
    """Find the passages of a rule by its key, and the keys behind them."""
    key = rule.removeprefix(FREE_TEXT)
    places = tuple(passage for passage in printout.passages if passage.key == key)
    return places, tuple(dict.fromkeys(key for passage in places for key in passage.keys))


def search(printout: Printout, text: str) -> tuple[tuple[Passage, ...], tuple[str, ...]]:
    """Find the passages and the keys behind a printed text, in print order.

    A text that is all that some figures print, alone or with their units, means these figures. Any
    other means the passages that it stands in, and of their figures those that it covers, or all
    when it covers none.
    """
    form = form_of(text)
    if form is None:
        return (), ()
    whole: list[str] = []
    around: list[str] = []
    places: dict[int, Passage] = {}
    for number, piece in enumerate(printout.pieces):
        for stretch in piece.stretches:
            whole += _whole(printout, stretch, form)
            for covered in _hits(stretch, form):
                places[number] = piece.passage
                around += covered or piece.passage.keys
    if whole:
        return (), tuple(dict.fromkeys(whole))
    return tuple(places.values()), tuple(dict.fromkeys(around))


_QUOTES = "\"'«» "
_SMALL_NUMBER = re.compile(r"(?<![\d.,])0?(\d)(?!\d)")
_BARE_NUMBER = re.compile(r"(?<![\w.,/-])[1-9]\d{3,11}(?![\w./-]|\\[./-])")
_PERCENT = re.compile(r"(?:\\ )?%")


def form_of(text: str) -> re.Pattern[str] | None:
    """Make the pattern of a text in a folded one; None for an empty text.

    `5` means `05` too, `1807` the same as `1.807`, and `5 %` the same as `5%`. Words and numbers are
    never cut.
    """
    wanted = fold(text).strip(_QUOTES)
    written = _PERCENT.sub(" ?%", _SMALL_NUMBER.sub(r"0?\1", re.escape(wanted)))
    written = _BARE_NUMBER.sub(lambda found: f"(?:{found[0]}|{_dotted(found[0])})", written)
    return re.compile(rf"(?<!\w)(?<!\d[.,/]){written}(?!\w)(?![.,/]\d)") if wanted else None


def _dotted(digits: str) -> str:
    """Write the pattern of a number with dots between its thousands."""
    return re.escape(f"{int(digits):,}".replace(",", "."))


def _whole(printout: Printout, stretch: tuple[Run, ...], form: re.Pattern[str]) -> Iterator[str]:
    """Give the keys of the runs that print just this text, or just it but for the figure's unit."""
    for run in stretch:
        text = fold(run.text) if run.keys else ""
        for key in run.keys if text else ():
            figure = printout.story.figures.get(key)
            unit = fold(figure.indicator.unit) if figure else ""
            if form.fullmatch(text) or form.fullmatch(f"{text} {unit}"):
                yield key


def _hits(stretch: tuple[Run, ...], form: re.Pattern[str]) -> Iterator[list[str]]:
    """Give the keys that each occurrence of a text covers."""
    if not form.search(fold(text_of(stretch))):
        return
    text, owners = _folded(stretch)
    for found in form.finditer(text):
        covered = dict.fromkeys(owners[found.start() : found.end()])
        yield [key for owner in covered for key in stretch[owner].keys]


def fold(text: str) -> str:
    """Write a text as readers compare it: without case, double spaces and Word's own signs."""
    return " ".join(uncorrected(text).split()).lower()


def _folded(runs: tuple[Run, ...]) -> tuple[str, list[int]]:
    """Fold the text of runs so that each letter knows its run."""
    letters: list[str] = []
    owners: list[int] = []
    for number, run in enumerate(runs):
        for letter in uncorrected(run.text).lower():
            if not letter.isspace() or letters[-1:] not in ([], [" "]):
                letters.append(" " if letter.isspace() else letter)
                owners.append(number)
    return "".join(letters), owners
