"""Lay out the appendix: tables whose rows, codes, labels and blanks are the form's, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.base.values import Missing, Number
from cchc_gen.derive.figures import Figure, is_stated, print_code, print_value
from cchc_gen.derive.printing import Printer, hole
from cchc_gen.language.wording import Run, Wording, parse_wording, write
from cchc_gen.read.fields import nearest, set_fields
from cchc_gen.read.source import Table, Text
from cchc_gen.sets.catalogue import Catalogue

_STEP = "\u2003"


@dataclass(frozen=True, slots=True)
class FormTable:
    """One table of the appendix, and what its cells print where there is no number."""

    key: str
    titles: tuple[Wording, ...]
    attached: Wording | None
    nothing: str
    undefined: str
    pos: Pos


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row. Words that are None are the table's.

    `joined` merges the code cell with the one above; `indent` moves the label in by so many steps.
    """

    key: str
    table: str
    code: str
    label: Wording
    pos: Pos
    level: int = 2
    unit: str = ""
    indicator: str = ""
    bold: bool = False
    italic: bool = False
    as_code: bool = False
    joined: bool = False
    indent: int = 0
    places: int | None = None
    nothing: str | None = None
    zero: str = ""
    undefined: str | None = None
    may_be_blank: bool = False
    note: Wording | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """The appendix of a set."""

    tables: tuple[FormTable, ...]
    rows: tuple[FormRow, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A finished row."""

    spec: FormRow
    label: tuple[Run, ...]
    value: tuple[Run, ...]
    note: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A finished table."""

    titles: tuple[tuple[Run, ...], ...]
    attached: tuple[Run, ...]
    rows: tuple[Row, ...]
    pos: Pos


def read_form(
    tables: Table, rows: Table, catalogue: Catalogue, names: frozenset[str]
) -> tuple[Form, list[Diagnostic]]:
    """Read the merged tables and rows of a set's appendix."""
    problems: list[Diagnostic] = []
    found_tables = []
    for key, entry in tables.entries.items():
        if isinstance(entry.value, Table):
            found_tables.append(_table(key, entry.value, names, problems))
        else:
            problems.append(Diagnostic(entry.key.pos, "S009", f"bảng «{key}»: cần nhóm khóa"))
    known = frozenset(table.key for table in found_tables)
    found_rows: list[FormRow] = []
    for key, entry in rows.entries.items():
        table, _, code = key.partition("/")
        if table not in known:
            message = f"hàng «{key}»: không có biểu «{table}»; khóa viết là <biểu>/<mã>"
            hint = nearest(table, known) or f"biểu của bộ này: {', '.join(sorted(known)) or 'chưa có'}"
            problems.append(Diagnostic(entry.key.pos, "S009", message, hint=hint))
            continue
        if not isinstance(entry.value, Table):
            message = f"hàng «{key}»: cần nhóm khóa"
            problems.append(Diagnostic(entry.key.pos, "S009", message, hint="viết {nhan: …, chi_tieu: …}"))
            continue
        row = _row((table, code), entry.value, entry.key.pos, catalogue, names, problems)
        if row and row.joined and table not in {above.table for above in found_rows}:
            message = f"hàng «{key}»: gop_ma cần một hàng đứng trên trong cùng biểu"
            problems.append(Diagnostic(row.pos, "S009", message, hint="bỏ gop_ma ở hàng đầu"))
        found_rows += [row] if row else []
    return Form(tuple(found_tables), tuple(found_rows)), problems


def _table(key: str, table: Table, names: frozenset[str], problems: list[Diagnostic]) -> FormTable:
    fields = set_fields(table, problems)
    fields.node("can_cu")
    titles = [_wording(text, names, problems) for text in fields.texts("tieu_de")]
    attached = fields.scalar("kem_theo")
    made = FormTable(
        key=key,
        titles=tuple(title for title in titles if title),
        attached=_wording(attached, names, problems) if attached else None,
        nothing=fields.text("khong_phat_sinh"),
        undefined=fields.text("mau_so_khong"),
        pos=table.pos,
    )
    fields.close()
    return made


def _wording(text: Text, names: frozenset[str], problems: list[Diagnostic]) -> Wording | None:
    wording, found = parse_wording(text, names, wrong="S009", unknown="S004")
    problems += found
    return wording


def _row(
    place: tuple[str, str],
    table: Table,
    pos: Pos,
    catalogue: Catalogue,
    names: frozenset[str],
    problems: list[Diagnostic],
) -> FormRow | None:
    fields = set_fields(table, problems)
    indicator = fields.scalar("chi_tieu")
    if indicator and indicator.value not in catalogue:
        hint = nearest(indicator.value, catalogue.indicators)
        message = f"hàng «{'/'.join(place)}»: không có chỉ tiêu «{indicator.value}»"
        problems.append(Diagnostic(indicator.pos, "S004", message, hint=hint))
        indicator = None
    label = fields.scalar("nhan", required=True)
    note, nothing, undefined = (fields.scalar(k) for k in ("ghi_chu", "khong_phat_sinh", "mau_so_khong"))
    row = partial(
        FormRow,
        key="/".join(place),
        table=place[0],
        code=fields.text("ma", place[1]),
        level=int(fields.one_of("cap", ("1", "2", "3", "4"), "2")),
        unit=fields.text("dvt"),
        indicator=indicator.value if indicator else "",
        bold=fields.flag("dam", indicator is None),
        italic=fields.flag("nghieng"),
        as_code=fields.flag("in_ma"),
        joined=fields.flag("gop_ma"),
        indent=fields.whole("lui", 0) or 0,
        places=fields.whole("so_le"),
        nothing=nothing.value if nothing else None,
        undefined=undefined.value if undefined else None,
        zero=fields.text("so_khong"),
        may_be_blank=fields.flag("de_trong"),
        note=_wording(note, names, problems) if note else None,
        pos=pos,
    )
    fields.close()
    worded = _wording(label, names, problems) if label else None
    return row(label=worded) if worded else None


def lay(form: Form, printer: Printer) -> list[Sheet]:
    """Fill every cell of every table; a missing value leaves a hole unless the row may be blank."""
    return [
        Sheet(
            titles=tuple(line for title in table.titles for line in write(title, printer.slot)),
            attached=printer.line(table.attached),
            rows=tuple(_filled(row, table, printer) for row in form.rows if row.table == table.key),
            pos=table.pos,
        )
        for table in form.tables
    ]


def _filled(row: FormRow, table: FormTable, printer: Printer) -> Row:
    label = printer.line(row.label)
    if row.italic:
        label = tuple(replace(run, italic=True) for run in label)
    label = (Run(_STEP * row.indent), *label) if row.indent else label
    fixed = printer.line(row.note)
    if not row.indicator:
        return Row(row, label, (), fixed)
    figure = printer.figures[row.indicator]
    own = printer.line(figure.fact.note) if figure.fact else ()
    between = (Run("; "),) if fixed and own else ()
    return Row(row, label, _cell(row, table, figure, printer), (*fixed, *between, *own))


def _cell(row: FormRow, table: FormTable, figure: Figure, printer: Printer) -> tuple[Run, ...]:
    fact = figure.fact
    if fact and fact.cell is not None and figure.value is not Missing.UNSTATED:
        return printer.line(fact.cell)
    if isinstance(figure.value, Missing):
        word = _word(row, table, figure.value)
        if word is None:
            return (hole(figure.indicator.label, row.indicator),)
        return (Run(word, keys=(row.indicator,)),) if word else ()
    text = print_code(figure.value) if row.as_code else ""
    if row.zero and isinstance(figure.value, Number) and figure.value.value == 0:
        text = row.zero
    text = text or print_value(
        figure.indicator,
        figure.value,
        places=row.places,
        pad=printer.pads,
        is_stated=is_stated(figure),
        percent="" if row.unit == "%" else printer.percent,
    )
    return (Run(text, keys=(row.indicator,)),)


def _word(row: FormRow, table: FormTable, missing: Missing) -> str | None:
    """Find what a cell prints in place of a missing value; None where it must not be missing."""
    words: Mapping[Missing, str | None] = {
        Missing.NOTHING: table.nothing if row.nothing is None else row.nothing,
        Missing.UNDEFINED: table.undefined if row.undefined is None else row.undefined,
    }
    return words.get(missing, "" if row.may_be_blank else None)
