"""Prove a filled template: what was meant stands in it, all of it, and nothing else.

The template's text is filled a second time without any XML and compared line by line with the
reopened file; then every part of the document is looked for, so that a template cannot drop one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from lxml import etree

from cchc_gen.language.wording import text_of
from cchc_gen.tell.document import Document
from cchc_gen.word.notes import FOOTNOTES
from cchc_gen.word.package import W, parts_with_leftovers, pieces, text_parts
from cchc_gen.word.paragraphs import UNSEEN, paragraphs
from cchc_gen.word.tagged import Tagged, fill_tags


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a template or its result, and the way out."""

    message: str
    hint: str


def folded_lines(texts: Iterable[str]) -> list[str]:
    """Fold the spaces of texts, and leave out the empty ones."""
    return [line for text in texts if (line := _folded(text))]


def _folded(text: str) -> str:
    return " ".join(text.split())


def differences(
    meant: Mapping[str, Tagged],
    printed: Mapping[str, Sequence[str]],
    values: Mapping[str, object],
    notes: Iterable[str],
    ignored: str,
) -> Iterator[Fault]:
    """Compare the lines of each text part with its text template.

    `notes` are the footnotes added, `ignored` a line that is never printed.
    """
    for name, got_lines in printed.items():
        wanted = folded_lines(fill_tags(meant.get(name, ()), values, escapes=False).split("\n"))
        wanted = [line for line in wanted if line != ignored]
        wanted += folded_lines(notes) if name == FOOTNOTES else []
        for expected, got in zip_longest(wanted, got_lines, fillvalue=""):
            if expected != got:
                message = f"{name}: văn bản in ra «{_short(got)}» khác lời văn đã định «{_short(expected)}»"
                yield Fault(message, "kiểm tra các thẻ quanh đoạn này trong mẫu Word")
                break


def omissions(document: Document, printed: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    """Find the parts of the document that no line prints, one fault for each tag."""
    lines = [line for part in printed.values() for line in part]
    unclaimed, everything = Counter(lines), "\n".join(lines)
    missed = set()
    for tag, text, is_line in _parts(document):
        wanted = _folded(text)
        is_there = unclaimed[wanted] > 0 if is_line else wanted in everything
        if is_line:
            unclaimed[wanted] -= 1
        if wanted and not is_there and tag not in missed:
            missed.add(tag)
            yield Fault(f"mẫu Word bỏ sót «{_short(wanted)}»", f"thêm lại thẻ {tag} vào mẫu Word")


def _parts(document: Document) -> Iterator[tuple[str, str, bool]]:
    """Walk what must be printed: the tag that prints it, its text, whether it is a line of its own."""
    alone = {
        "co_quan_chu_quan": document.parent_agency,
        "so_ky_hieu": document.number_line,
        "dia_danh_ngay": document.place_line,
        "ten_loai": document.title,
        "trich_yeu": text_of(document.subject),
        "chuc_vu": document.post,
        "nguoi_ky": document.signer,
    }
    yield from ((f"{{{{ {tag} }}}}", text, False) for tag, text in alone.items())
    lists = {
        "co_quan_ban_hanh": document.letterhead,
        "kinh_gui": document.addressees,
        "noi_nhan": document.recipients,
        "quyen_han": document.authority,
        "phat_hien": document.draft_notes or (),
    }
    yield from ((f"{{%p for … in {tag} %}}", text, False) for tag, texts in lists.items() for text in texts)
    for paragraph in document.body:
        yield f"{{{{r p.chu }}}} cho kiểu {paragraph.style}", paragraph.text, True
    for sheet in document.sheets:
        yield from (("{%p for … in b.tieu_de %}", text_of(title), False) for title in sheet.titles)
        yield "{{ b.kem_theo }}", text_of(sheet.attached), False
        for row in sheet.rows:
            yield "{{ h.ma }}", "" if row.spec.joined else row.spec.code, True
            yield "{{r h.nhan }}", text_of(row.label), True
            yield "{{ h.dvt }}", row.spec.unit, True
            yield "{{r h.gia_tri }}", text_of(row.value), True
            yield "{{r h.ghi_chu }}", text_of(row.note), True


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}…"


_BLOCK_TAG = re.compile(r"\{%(?:p|tr)\s(.*?)%\}", re.DOTALL)
_RICH_TAG = re.compile(r"\{\{r\s(.*?)\}\}", re.DOTALL)


def text_template(part: etree._Element) -> str:
    """Turn a template part into a text template: one line for each paragraph, the same tags."""
    lines = []
    for text in _tagged_paragraphs(part):
        block = _BLOCK_TAG.search(text)
        lines.append(f"{{%{block[1]}%}}" if block else _RICH_TAG.sub(r"{{\1}}", text))
    return "\n".join(lines)


def _tagged_paragraphs(element: etree._Element) -> Iterator[str]:
    """Walk the paragraphs of a template; a row that holds a `{%tr` tag is that tag alone."""
    for child in element:
        text = "".join(text for _, text in paragraphs(child)) if child.tag in (f"{W}p", f"{W}tr") else ""
        if child.tag == f"{W}p" or "{%tr" in text:
            yield text
        elif child.tag not in UNSEEN:
            yield from _tagged_paragraphs(child)


def slips(template: bytes) -> Iterator[Fault]:
    """Find tags that docxtpl would misread or that would swallow text, each with its place."""
    for name, part in text_parts(template):
        where = "" if name == "word/document.xml" else f"{name}, "
        for place, paragraph in _placed(part):
            text = "".join(pieces(paragraph))
            quoted = f"«{_short(text.strip())}»"
            if message := _slip(text):
                yield Fault(f"{where}{place}: {message}: {quoted}", "sửa thẻ này trong Word")
            elif _is_swallowing(text, paragraph):
                message = "những gì đứng cạnh thẻ {%p …%} sẽ bị mất; thẻ phải đứng một mình trong đoạn"
                hint = "chuyển chữ, hình, ngắt trang, ngắt phần sang đoạn khác"
                yield Fault(f"{where}{place}: {message}: {quoted}", hint)
        for row in part.iter(f"{W}tr"):
            text = "".join(pieces(row))
            if "{%tr" in text and (not _WHOLE_TAG.fullmatch(text) or _HOLDS_MORE(row)):
                message = "những gì cùng hàng với thẻ {%tr …%} sẽ bị mất; hàng của thẻ không chứa gì khác"
                hint = "chuyển chữ, hình, ngắt trang sang hàng khác"
                yield Fault(f"{where}{message}: «{_short(text.strip())}»", hint)
    for name in parts_with_leftovers(template):
        yield Fault(f"{name}: thẻ ở phần này không được điền", "bỏ thẻ khỏi phần này của mẫu Word")


_WHOLE_TAG = re.compile(r"\s*\{%(?:p|tr)\s[^{}]*%\}\s*")


def _slip(text: str) -> str:
    if any(text.count(a) != text.count(b) for a, b in (("{{", "}}"), ("{%", "%}"), ("{#", "#}"))):
        return "thẻ mở ra mà không đóng"
    if re.search(r"\{[{%][^{}]*[“”‘’]", text):
        return "dấu nháy cong trong thẻ, cần dấu nháy thẳng '…'"
    if re.search(r"\{%(?!p |tr |r |\s)|-%\}", text):
        return "thẻ viết {%p …%} hoặc {%tr …%}, chữ thường, có dấu cách, không có dấu -"
    return ""


_HOLDS_MORE = etree.XPath(
    "boolean(.//w:sectPr | .//w:br[@w:type] | .//w:drawing | .//w:pict | .//w:object"
    " | .//w:footnoteReference | .//w:endnoteReference)",
    namespaces={"w": W[1:-1]},
)
"""Whether something stands there that is no text: the end of a section or page, a picture, a note."""


def _is_swallowing(text: str, paragraph: etree._Element) -> bool:
    """Say whether a paragraph with a `{%p` tag, which goes with its tag, holds anything else."""
    return "{%p" in text and (not _WHOLE_TAG.fullmatch(text) or bool(_HOLDS_MORE(paragraph)))


def find_tag(template: bytes, message: str) -> str:
    """Find the tag that a message speaks of first: «đoạn 4», «bảng 2, hàng 3, ô 1»."""
    word = re.search(r"«(\w+)»", message)
    if word is None:
        return ""
    named = re.compile(rf"\b{word[1]}\b")
    for name, part in text_parts(template):
        where = "" if name == "word/document.xml" else f"{name}, "
        for place, paragraph in _placed(part):
            tags = " ".join(re.findall(r"\{[{%].*?[%}]\}", "".join(pieces(paragraph))))
            if named.search(tags):
                return f"{where}{place}"
    return ""


def _placed(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Walk the paragraphs with their places, counted from 1 as a person counts them."""
    paragraphs = tables = 0
    for block in _blocks(root):
        if block.tag == f"{W}p":
            paragraphs += 1
            yield f"đoạn {paragraphs}", block
        else:
            tables += 1
            for row, cells in enumerate(block.iter(f"{W}tr"), 1):
                for cell, content in enumerate(cells.iter(f"{W}tc"), 1):
                    for paragraph in content.iter(f"{W}p"):
                        yield f"bảng {tables}, hàng {row}, ô {cell}", paragraph


def _blocks(element: etree._Element) -> Iterator[etree._Element]:
    """Walk the paragraphs and tables of a part, those in content controls and notes too."""
    for child in element:
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        else:
            yield from _blocks(child)
