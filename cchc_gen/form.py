"""Lay out the appendix: tables whose rows, codes, labels and blanks are the form's, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cchc_gen.catalogue import Catalogue
from cchc_gen.diagnostics import Diagnostic, Pos
from cchc_gen.fields import Fields, nearest
from cchc_gen.figures import Figure, is_stated, print_value
from cchc_gen.printing import Printer, hole
from cchc_gen.source import Table, Text
from cchc_gen.values import Missing
from cchc_gen.wording import Run, Wording, parse_wording, write


@dataclass(frozen=True, slots=True)
class FormTable:
    """One table of the appendix, and what its cells print where there is no number."""

    key: str
    titles: tuple[Wording, ...]
    attached: Wording | None
    nothing: str
    undefined: str


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row. Words that are None are the table's."""

    key: str
    table: str
    code: str
    level: int
    label: str
    unit: str
    indicator: str
    bold: bool
    places: int | None
    nothing: str | None
    undefined: str | None
    may_be_blank: bool
    note: Wording | None
    pos: Pos


@dataclass(frozen=True, slots=True)
class Form:
    """The appendix of a set."""

    tables: tuple[FormTable, ...]
    rows: tuple[FormRow, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A finished row."""

    spec: FormRow
    value: tuple[Run, ...]
    note: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A finished table."""

    titles: tuple[tuple[Run, ...], ...]
    attached: tuple[Run, ...]
    rows: tuple[Row, ...]


def read_form(
    tables: Table, rows: Table, catalogue: Catalogue, names: frozenset[str]
) -> tuple[Form, list[Diagnostic]]:
    """Read the merged tables and rows of a set's appendix."""
    problems: list[Diagnostic] = []
    found_tables = [
        _table(key, entry.value, names, problems)
        for key, entry in tables.entries.items()
        if isinstance(entry.value, Table)
    ]
    known = [table.key for table in found_tables]
    found_rows = []
    for key, entry in rows.entries.items():
        if isinstance(entry.value, Table):
            found_rows.append(_row(key, entry.value, entry.key.pos, known, catalogue, names, problems))
        else:
            problems.append(Diagnostic(entry.key.pos, "S009", f"hàng «{key}»: cần nhóm khóa"))
    return Form(tuple(found_tables), tuple(found_rows)), problems


def _table(key: str, table: Table, names: frozenset[str], problems: list[Diagnostic]) -> FormTable:
    fields = Fields(table, problems, unknown="S002", wrong="S009", missing="S008")
    fields.node("can_cu")
    titles = [_wording(text, names, problems) for text in fields.texts("tieu_de")]
    attached = fields.scalar("kem_theo")
    made = FormTable(
        key=key,
        titles=tuple(title for title in titles if title),
        attached=_wording(attached, names, problems) if attached else None,
        nothing=fields.text("khong_phat_sinh"),
        undefined=fields.text("mau_so_khong"),
    )
    fields.close()
    return made


def _wording(text: Text, names: frozenset[str], problems: list[Diagnostic]) -> Wording | None:
    wording, found = parse_wording(text, names, wrong="S009", unknown="S004")
    problems += found
    return wording


def _row(
    key: str,
    table: Table,
    pos: Pos,
    known: Sequence[str],
    catalogue: Catalogue,
    names: frozenset[str],
    problems: list[Diagnostic],
) -> FormRow:
    fields = Fields(table, problems, unknown="S002", wrong="S009", missing="S008")
    indicator = fields.scalar("chi_tieu")
    if indicator and indicator.value not in catalogue:
        hint = nearest(indicator.value, catalogue.indicators)
        message = f"hàng «{key}»: không có chỉ tiêu «{indicator.value}»"
        problems.append(Diagnostic(indicator.pos, "S004", message, hint=hint))
        indicator = None
    note, nothing, undefined = (fields.scalar(k) for k in ("ghi_chu", "khong_phat_sinh", "mau_so_khong"))
    row = FormRow(
        key=key,
        table=fields.one_of("bieu", known, known[0]) if known else "",
        code=fields.text("ma", key),
        level=int(fields.one_of("cap", ("1", "2", "3", "4"), "2")),
        label=fields.text("nhan", required=True),
        unit=fields.text("dvt"),
        indicator=indicator.value if indicator else "",
        bold=fields.flag("dam", indicator is None),
        places=fields.whole("so_le"),
        nothing=nothing.value if nothing else None,
        undefined=undefined.value if undefined else None,
        may_be_blank=fields.flag("de_trong"),
        note=_wording(note, names, problems) if note else None,
        pos=pos,
    )
    fields.close()
    return row


def lay(form: Form, printer: Printer) -> list[Sheet]:
    """Fill every cell of every table; a missing value leaves a hole unless the row may be blank."""
    return [
        Sheet(
            titles=tuple(line for title in table.titles for line in write(title, printer.slot)),
            attached=_one_line(table.attached, printer),
            rows=tuple(_filled(row, table, printer) for row in form.rows if row.table == table.key),
        )
        for table in form.tables
    ]


def _one_line(wording: Wording | None, printer: Printer) -> tuple[Run, ...]:
    lines = write(wording, printer.slot) if wording else []
    return tuple(run for line in lines for run in line)


def _filled(row: FormRow, table: FormTable, printer: Printer) -> Row:
    fixed = _one_line(row.note, printer)
    if not row.indicator:
        return Row(row, (), fixed)
    figure = printer.figures[row.indicator]
    own = _one_line(figure.fact.note, printer) if figure.fact else ()
    between = (Run("; "),) if fixed and own else ()
    return Row(row, _cell(row, table, figure, printer), (*fixed, *between, *own))


def _cell(row: FormRow, table: FormTable, figure: Figure, printer: Printer) -> tuple[Run, ...]:
    fact = figure.fact
    if fact and fact.cell is not None:
        return _one_line(fact.cell, printer)
    words: Mapping[Missing, str | None] = {
        Missing.NOTHING: table.nothing if row.nothing is None else row.nothing,
        Missing.UNDEFINED: table.undefined if row.undefined is None else row.undefined,
        Missing.UNKNOWN: "" if row.may_be_blank else None,
        Missing.UNSTATED: "" if row.may_be_blank else None,
    }
    if isinstance(figure.value, Missing):
        word = words[figure.value]
        if word is None:
            return (hole(figure.indicator.label, row.indicator),)
        return (Run(word, keys=(row.indicator,)),) if word else ()
    text = print_value(
        figure.indicator,
        figure.value,
        places=row.places,
        pad=printer.pads,
        is_stated=is_stated(figure),
        with_percent=row.unit != "%",
    )
    return (Run(text, keys=(row.indicator,)),)
