"""The paragraphs of a part and their text, read in one walk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from cchc_gen.word.package import SIGNS, W


class Paragraph(NamedTuple):
    """A paragraph and what it prints; a text box belongs to the paragraph that it hangs on."""

    node: etree._Element
    text: str


_PARAGRAPH, _TEXT, _BOX = f"{W}p", f"{W}t", f"{W}txbxContent"
UNSEEN = (f"{W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
"""What a reader does not see: text moved away, and what stands in for a drawing in old programs."""


def paragraphs(part: etree._Element) -> Iterator[Paragraph]:
    """Walk the paragraphs in document order; what is tracked as removed is gone."""
    inside: set[etree._Element] = set()  # what is not seen, and the paragraphs of text boxes
    node, pieces = None, []
    for found in part.iter(_PARAGRAPH, _TEXT, *SIGNS, _BOX, *UNSEEN):
        tag = found.tag
        if inside and found in inside:
            continue
        if tag == _TEXT:
            pieces.append(found.text or "")
        elif tag == _PARAGRAPH:
            if node is not None:
                yield Paragraph(node, "".join(pieces))
            node, pieces = found, []
        elif tag in SIGNS:
            pieces.append(SIGNS[tag])
        else:
            inside.update(found.iter(_PARAGRAPH) if tag == _BOX else found.iter())
    if node is not None:
        yield Paragraph(node, "".join(pieces))
