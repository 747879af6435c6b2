"""How long the lint of a document takes beside opening it in python-docx: `python -m bench.form`."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx

from bench.measuring import ratio, side_by_side, timed
from cchc_gen.base.diagnostics import Pos
from cchc_gen.lint.linting import lint, read_form_rules
from cchc_gen.sets.template_set import FORM_FILE, open_set, packaged_root

_SENTENCE = (
    "Ủy ban nhân dân tỉnh đã chỉ đạo các phòng, ban, đơn vị trực thuộc thực hiện đủ nhiệm vụ được giao. "
)
_PARAGRAPHS, _SENTENCES, _ROWS = 9, 3, 2
"""What fills a page at size 14."""


def document(pages: int) -> bytes:
    """Make a document of so many pages: running text and a table, as python-docx writes them."""
    made = docx.Document()
    for _ in range(pages * _PARAGRAPHS):
        made.add_paragraph(_SENTENCE * _SENTENCES)
    table = made.add_table(0, 5)
    for number in range(pages * _ROWS):
        for cell in table.add_row().cells:
            cell.text = str(number)
    packed = io.BytesIO()
    made.save(packed)
    return packed.getvalue()


def report(pages: int, rounds: int) -> list[str]:
    """Compare, as lines of Markdown."""
    content = document(pages)
    opened, problems = open_set([packaged_root()], "chuan", Pos("chuan"))
    assert opened is not None, problems
    rules, _ = read_form_rules(opened.tables[FORM_FILE])
    twice: dict[str, Callable[[], object]] = {
        "open twice": lambda: [docx.Document(io.BytesIO(content)) for _ in range(2)],
        "open twice and read the text": lambda: [_read(content) for _ in range(2)],
    }
    contestants = {name: timed(action) for name, action in twice.items()}
    costs = side_by_side(contestants | {"lint": timed(lambda: lint(content, "x.docx", rules))}, rounds)
    rows = [f"| {name} | {ratio(costs['lint'], costs[name])[0]} |" for name in twice]
    return [
        f"Lint of {pages} pages against python-docx:",
        "",
        "| python-docx | lint costs |",
        "|---|---|",
        *rows,
    ]


def _read(content: bytes) -> list[str]:
    opened = docx.Document(io.BytesIO(content))
    cells = (cell.text for table in opened.tables for row in table.rows for cell in row.cells)
    return [*(paragraph.text for paragraph in opened.paragraphs), *cells]


if __name__ == "__main__":
    print("\n".join(report(100, 7)))
