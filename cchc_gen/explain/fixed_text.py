"""Find the text that the Word template prints by itself, around what the report puts into it."""

from __future__ import annotations

from collections.abc import Iterator

from cchc_gen.base.diagnostics import Pos
from cchc_gen.explain.explanation import Answer, Passage, PassageKind
from cchc_gen.explain.searching import fold, form_of
from cchc_gen.report import Story
from cchc_gen.word.compiled import compiled
from cchc_gen.word.tagged import fill_tags
from cchc_gen.word.values import values_of


def answer_by_template(story: Story, asked: str) -> Answer:
    """Give the lines of the filled template that hold a text."""
    form = form_of(asked)
    found = (line for line in _lines(story) if form and form.search(fold(line)))
    pos = Pos(str(story.rules.word_template))
    return Answer(asked, tuple(Passage(PassageKind.TEMPLATE, "", line, pos) for line in found), ())


def _lines(story: Story) -> Iterator[str]:
    template, _ = compiled(story.rules.word_template)
    values, _ = values_of(story.document)
    for part in template.parts if template else ():
        lines = fill_tags(part.text, values, escapes=False).split("\n")
        yield from dict.fromkeys(filter(None, (" ".join(line.split()) for line in lines)))
