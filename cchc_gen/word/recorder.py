"""What docxtpl makes of a template before it renders. The only module that knows docxtpl."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import IO

from docxtpl import DocxTemplate

from cchc_gen.word.package import PLACE, W


def record(source: bytes) -> tuple[bytes, list[str]]:
    """Let docxtpl open a template and make its tags ready.

    Gives the package, in which a numbered element stands for each text, and the texts.
    """
    recorder = _Recorder(io.BytesIO(source))
    recorder.render_init()
    recorder.render_footnotes({})  # docxtpl finds them by the sections, which go with the body
    recorder.render({})
    assert recorder.docx.core_properties is not None
    saved = io.BytesIO()
    recorder.save(saved)
    return saved.getvalue(), recorder.texts


class _Recorder(DocxTemplate):  # type: ignore[misc]
    """docxtpl that keeps what it would render, and puts a numbered element in its place."""

    def __init__(self, template: IO[bytes]) -> None:
        super().__init__(template)
        self.texts: list[str] = []

    def render_xml_part(
        self, src_xml: str, part: object, context: Mapping[str, object], jinja_env: object = None
    ) -> str:
        if src_xml.startswith(f"<{PLACE} "):
            return src_xml  # footnotes are rendered once for every section
        self.texts.append(src_xml)
        return f'<{PLACE} xmlns:w="{W[1:-1]}" n="{len(self.texts) - 1}"/>'

    def render_properties(self, context: Mapping[str, object], jinja_env: object = None) -> None:
        """Leave the properties alone; they are set from each document."""
