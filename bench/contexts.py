"""The same document for every contestant: as our template's tags take it, in JSON, and in plain text."""

from __future__ import annotations

from typing import Any

from cchc_gen.tell.document import Document
from cchc_gen.word.values import JOINED, Rich, values_of


def for_docxtpl(document: Document) -> Any:
    """Return the value of every tag of our own template, texts as XML that is ready for Word."""
    return _converted(values_of(document)[0], lambda rich: {"xml": rich.xml})


def for_others(document: Document) -> Any:
    """Return the same values with texts as plain text, bold and italics left out."""
    values = _converted(values_of(document)[0], str)
    rows = [row for sheet in values["bieu"] for row in sheet["hang"]]
    recipients = [{"dong": line} for line in values["noi_nhan"]]
    return {**values, "hang": rows, "noi_nhan": recipients}


def _converted(value: Any, text: Any) -> Any:
    match value:
        case Rich():
            return text(value)
        case dict():
            return {name: _converted(inner, text) for name, inner in value.items()}
        case list() | tuple():
            return [_converted(inner, text) for inner in value]
        case str() if value == JOINED:
            return ""
    return value
