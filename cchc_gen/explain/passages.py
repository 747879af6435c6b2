"""Walk the pieces of the printed report, each with the rule or the typed text that wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cchc_gen.base.diagnostics import Pos
from cchc_gen.base.values import Missing
from cchc_gen.derive.figures import Figures, print_plain
from cchc_gen.explain.explanation import Condition, Passage, PassageKind
from cchc_gen.facts.unit import UNIT_FILE
from cchc_gen.language.evaluation import holds
from cchc_gen.language.expressions import Expression
from cchc_gen.language.wording import Run, flat, text_of
from cchc_gen.report import Story
from cchc_gen.tell.form import Row
from cchc_gen.tell.narrative import Paragraph

_KINDS = {
    "cau": PassageKind.SENTENCE,
    "noi_dung": PassageKind.FREE_TEXT,
    "van_ban": PassageKind.DOCUMENTS,
    "muc": PassageKind.HEADING,
}


@dataclass(frozen=True, slots=True)
class Printed:
    """A passage and the stretches of runs in which it can be read; a footnote is one of its own."""

    passage: Passage
    stretches: tuple[tuple[Run, ...], ...]


@dataclass(frozen=True, slots=True)
class Printout:
    """A story with everything that it prints, walked once and asked often."""

    story: Story
    pieces: tuple[Printed, ...]

    @property
    def passages(self) -> Iterator[Passage]:
        """Walk the passages in print order."""
        return (piece.passage for piece in self.pieces)


def print_out(story: Story) -> Printout:
    """Walk everything that the report prints from facts, rules and the unit's file."""
    return Printout(story, tuple(_pieces(story)))


def _pieces(story: Story) -> Iterator[Printed]:
    document, settings = story.document, story.rules.settings
    yield _whole(PassageKind.SUBJECT, document.subject, document.subject_pos)
    for paragraph in document.body:
        yield _paragraph(story, paragraph)
    for sheet in document.sheets:
        for title in (*sheet.titles, sheet.attached):
            yield _whole(PassageKind.TABLE, title, sheet.pos)
        yield from map(_row, sheet.rows)
    yield _whole(PassageKind.SUBJECT, (Run(document.title),), settings.title.pos)
    for text in (
        document.parent_agency, *document.letterhead, document.number_line, document.place_line,
        *document.addressees, *document.recipients, *document.authority, document.post, document.signer,
    ):  # fmt: skip
        yield _whole(PassageKind.UNIT, (Run(text),), unit_file(story))


def unit_file(story: Story) -> Pos:
    """Return the file that describes the unit, which stands beside the facts."""
    return Pos(str(Path(story.facts.header.set_name.pos.path).parent / UNIT_FILE))


def _whole(kind: PassageKind, runs: tuple[Run, ...], pos: Pos) -> Printed:
    return Printed(Passage(kind, "", text_of(runs), pos, _keys(runs)), (runs,))


def _keys(runs: Iterable[Run]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for run in flat(runs) for key in run.keys))


def _paragraph(story: Story, paragraph: Paragraph) -> Printed:
    origin = paragraph.origin
    variants = story.rules.sentences[origin.key].variants if origin.kind == "cau" else ()
    passage = Passage(
        _KINDS[origin.kind],
        origin.key,
        paragraph.text,
        paragraph.pos,
        _keys(paragraph.runs),
        tuple(_conditions(story, origin.key)) if variants else (),
        len(variants),
    )
    return Printed(passage, (paragraph.runs, *(run.note for run in paragraph.runs if run.note)))


def _conditions(story: Story, sentence: str) -> Iterator[Condition]:
    """Look at the variants of a sentence in their order, up to the one that speaks."""
    for variant in story.rules.sentences[sentence].variants:
        when = variant.when
        truth = holds(when, story.figures) if when else True
        values = _values(story, when) if when else {}
        yield Condition(when.source if when else "", values, truth, variant.wording.source.pos)
        if truth is not False:
            return


def _values(story: Story, when: Expression) -> dict[str, str]:
    """Print what an expression looks at: its figures, and how many documents its topics have."""
    counts = {f"so_van_ban({topic})": str(story.figures.count_documents(topic)) for topic in when.topics}
    return {key: value_text(story.figures, key) for key in when.keys} | counts


def value_text(figures: Figures, key: str) -> str:
    """Print a figure's value plainly; one of an earlier period may have no file to come from."""
    figure = figures.get(key)
    return print_plain(figure) if figure else Missing.UNSTATED.value


def _row(row: Row) -> Printed:
    """Make the passage of a row; whatever of it is read leads to its indicator."""
    spec = row.spec
    own = (spec.indicator,) if spec.indicator else ()
    named = tuple(Run(text_of(runs), keys=own) for runs in ((Run(spec.code),), row.label))
    with_unit = (*row.value, Run(f" {spec.unit}"))
    notes = (run.note for run in (*row.label, *row.note) if run.note)
    passage = Passage(
        PassageKind.ROW,
        spec.key,
        text_of(row.value),
        spec.pos,
        tuple(dict.fromkeys((*own, *_keys((*row.label, *row.value, *row.note))))),
        code=spec.code,
        label=text_of(row.label).strip(),
        remark=text_of(row.note),
    )
    return Printed(passage, (*((run,) for run in named), with_unit, row.note, *notes))
