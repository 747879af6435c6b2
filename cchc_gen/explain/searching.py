"""Find what prints a text: a figure, a cell, a document's number, a sentence or a part of one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from cchc_gen.explain.accounts import explain
from cchc_gen.explain.explanation import Answer, Passage
from cchc_gen.explain.passages import Printout
from cchc_gen.language.wording import Run, text_of


def answer(printout: Printout, asked: str) -> Answer:
    """Explain a key, or whatever prints a text; an answer without figures and passages knows neither."""
    found = explain(printout, asked)
    if found:
        return Answer(asked, (), (found,))
    places, keys = search(printout, asked)
    figures = (explain(printout, key) for key in keys)
    return Answer(asked, places, tuple(figure for figure in figures if figure))


def search(printout: Printout, text: str) -> tuple[tuple[Passage, ...], tuple[str, ...]]:
    """Find the passages and the keys behind a printed text, in print order.

    A text that is all that some figures print, alone or with their units, means these figures. Any
    other means the passages that it stands in, and of their figures those that it covers, or all
    when it covers none.
    """
    wanted = _fold(text)
    if not wanted:
        return (), ()
    whole: list[str] = []
    around: list[str] = []
    places: dict[int, Passage] = {}
    for number, piece in enumerate(printout.pieces):
        for stretch in piece.stretches:
            whole += _whole(printout, stretch, wanted)
            for covered in _hits(stretch, wanted):
                places[number] = piece.passage
                around += covered or piece.passage.keys
    if whole:
        return (), tuple(dict.fromkeys(whole))
    return tuple(places.values()), tuple(dict.fromkeys(around))


def _whole(printout: Printout, stretch: tuple[Run, ...], wanted: str) -> Iterator[str]:
    """Give the keys of the runs that print just this text, or just it but for the figure's unit."""
    for run in stretch:
        text = _fold(run.text)
        for key in run.keys if wanted.startswith(text) else ():
            figure = printout.story.figures.get(key)
            unit = _fold(figure.indicator.unit) if figure else ""
            if wanted in (text, f"{text} {unit}"):
                yield key


def _hits(stretch: tuple[Run, ...], wanted: str) -> Iterator[list[str]]:
    """Give the keys that each occurrence of a text covers; words and numbers are never cut."""
    if wanted not in _fold(text_of(stretch)):
        return
    text, owners = _folded(stretch)
    uncut = rf"(?<!\w)(?<!\d[.,/]){re.escape(wanted)}(?!\w)(?![.,/]\d)"
    for found in re.finditer(uncut, text):
        covered = dict.fromkeys(owners[found.start() : found.end()])
        yield [key for owner in covered for key in stretch[owner].keys]


def _fold(text: str) -> str:
    """Write a text as readers compare it: without case and double spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split()).lower()


def _folded(runs: tuple[Run, ...]) -> tuple[str, list[int]]:
    """Fold the text of runs so that each letter knows its run."""
    letters: list[str] = []
    owners: list[int] = []
    for number, run in enumerate(runs):
        for letter in unicodedata.normalize("NFC", run.text).lower():
            if not letter.isspace() or letters[-1:] not in ([], [" "]):
                letters.append(" " if letter.isspace() else letter)
                owners.append(number)
    return "".join(letters), owners
