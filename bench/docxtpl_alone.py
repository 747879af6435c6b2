"""Plain docxtpl, as a careful person would use it: strict names, escaping; nothing is checked afterwards.

`python docxtpl_alone.py TEMPLATE CONTEXT.json OUT.docx` fills one document.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate, RichText
from jinja2 import Environment, StrictUndefined


def load(text: str) -> Any:
    """Read a context; an object with the one key `xml` is a text that is ready for Word."""
    return json.loads(text, object_hook=_rich)


def _rich(fields: dict[str, Any]) -> Any:
    if fields.keys() != {"xml"}:
        return fields
    text = RichText()
    text.xml = fields["xml"]
    return text


def fill(template: DocxTemplate, context: dict[str, Any]) -> bytes:
    """Fill the template; it may be filled again and again."""
    template.render(context, Environment(undefined=StrictUndefined, autoescape=True))
    saved = io.BytesIO()
    template.save(saved)
    return saved.getvalue()


def main(template: str, context: str, target: str) -> None:
    """Fill one document."""
    values = load(Path(context).read_text("utf-8"))
    Path(target).write_bytes(fill(DocxTemplate(template), values))


if __name__ == "__main__":
    main(*sys.argv[1:])
