"""The gate: a template that could lose, change or run anything is refused, and text comes out as typed."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from time import sleep

import docx
import pytest
from docx.shared import Mm
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cchc_gen
from cchc_gen.base.diagnostics import Diagnostic
from cchc_gen.language.wording import Run, Wording
from cchc_gen.tell.document import Document
from cchc_gen.tell.form import FormRow, Row, Sheet
from cchc_gen.tell.narrative import Paragraph
from cchc_gen.word.lines import lines as printed_lines
from cchc_gen.word.notes import FOOTNOTES
from cchc_gen.word.package import W, pack, unpack
from cchc_gen.word.tagged import TagError, fill_tags
from cchc_gen.word.tags import read_tags
from cchc_gen.word.values import JOINED
from tests.conftest import (
    BASE_TEMPLATE,
    PLACE,
    codes,
    document,
    fill_file,
    paragraph,
    reopened,
    text,
    word_template,
)

BODY = ("{%p for p in than_bai %}", "{{r p.chu }}", "{%p endfor %}")
DOCUMENT = "word/document.xml"
GATE = ("W001", "W002", "W003")


def bare(*body: Paragraph | str, **parts: object) -> Document:
    """Make a document that has a body and nothing around it."""
    blank = {
        "letterhead": (),
        "number_line": "",
        "place_line": "",
        "title": "",
        "subject": (),
        "recipients": (),
    }
    return document(*body, **{**blank, "post": "", **parts})


def filled(template: Path, made: Document | None = None) -> list[str]:
    content, problems = fill_file(template, made or bare("Một đoạn"))
    assert content is not None, problems
    return [line for line in reopened(content) if line]


def refused(template: Path, made: Document | None = None) -> Diagnostic:
    content, problems = fill_file(template, made or bare("Một đoạn"))
    assert content is None and problems
    return problems[0]


def repacked(template: Path, parts: Mapping[str, bytes], leave_out: frozenset[str] = frozenset()) -> Path:
    """Rewrite parts of a Word file, as another program might."""
    with zipfile.ZipFile(template) as archive:
        old = {name: archive.read(name) for name in archive.namelist() if name not in leave_out}
    with zipfile.ZipFile(template, "w") as archive:
        for name, content in {**old, **parts}.items():
            archive.writestr(name, content)
    return template


def part(template: Path, name: str) -> bytes:
    with zipfile.ZipFile(template) as archive:
        return archive.read(name)


def related(template: Path, kind: str, name: str, content: str) -> Path:
    """Add a part that the document refers to."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    link = f'<Relationship Id="rIdX" Type="{office}/{kind}" Target="{name}"/></Relationships>'
    rels = part(template, "word/_rels/document.xml.rels").decode().replace("</Relationships>", link)
    kind_name = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
    entry = f'<Override PartName="/word/{name}" ContentType="{kind_name}"/></Types>'
    types = part(template, "[Content_Types].xml").decode().replace("</Types>", entry)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return repacked(
        template,
        {
            "word/_rels/document.xml.rels": rels.encode(),
            "[Content_Types].xml": types.encode(),
            f"word/{name}": f'<w:{kind} xmlns:w="{space}">{content}</w:{kind}>'.encode(),
        },
    )


@pytest.fixture
def template(tmp_path: Path) -> Path:
    return word_template(tmp_path / "mau.docx", *BODY)


def lines(tmp_path: Path, *more: str) -> Path:
    return word_template(tmp_path / "mau.docx", *more, *BODY)


def test_a_template_prints_what_the_document_says(tmp_path: Path) -> None:
    path = lines(tmp_path, "{{ ten_loai }}: {{ chuc_vu }}")
    assert filled(path, bare("Một", "Hai", title="BÁO CÁO", post="CHỦ TỊCH")) == [
        "BÁO CÁO: CHỦ TỊCH", "Một", "Hai",
    ]  # fmt: skip


def test_the_base_template_prints_every_part_of_the_document() -> None:
    row = FormRow("t/1", "t", "7.24", Wording(text("x"), ()), PLACE, unit="Hồ sơ")
    made = document(
        paragraph("I. MỘT", style="muc_1"),
        "Hai",
        parent_agency="TỈNH THỬ",
        addressees=("Sở Nội vụ", "Sở Tài chính"),
        authority=("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"),
        signer="Nguyễn Văn Thử",
        sheets=(
            Sheet(
                ((Run("BIỂU"),),),
                (Run("(Kèm theo)"),),
                (Row(row, (Run("Nhãn"),), (Run("05"),), (Run("n"),)),),
                PLACE,
            ),
        ),
    )
    content, problems = fill_file(BASE_TEMPLATE, made)
    assert content is not None, problems
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        printed = archive.read(DOCUMENT).decode()
    for word in ("TỈNH THỬ", "XÃ THỬ", "I. MỘT", "Hai", "Sở Nội vụ", "Sở Tài chính", "TM. ỦY BAN NHÂN DÂN",
                 "CHỦ TỊCH", "Nguyễn Văn Thử", "- Lưu: VT.", "BIỂU", "(Kèm theo)", "7.24", "Nhãn", "Hồ sơ",
                 "05"):  # fmt: skip
        assert word in printed


@pytest.mark.parametrize(
    "tags",
    [
        "{{ khong_co }}", "{{ ten_loai.khong_co }}", "{{ than_bai[0].khong_co }}", "{{ than_bai[99].chu }}",
        "{{ kinh_gui.khong_co }}", "{% for x in khong_co %}{% endfor %}", "{% if khong_co %}x{% endif %}",
    ],
)  # fmt: skip
def test_a_tag_for_something_that_is_not_there_is_refused(tags: str, tmp_path: Path) -> None:
    assert refused(lines(tmp_path, tags)).code == "W002"


def test_a_misspelt_tag_is_named_with_the_nearest(tmp_path: Path) -> None:
    message = refused(lines(tmp_path, "{{ ten_loi }}")).message
    assert "«ten_loi»" in message and "«ten_loai»" in message


def test_a_misspelt_tag_is_placed_not_the_one_that_is_meant(tmp_path: Path) -> None:
    path = word_template(tmp_path / "mau.docx", "{{ ten_loai }}", *BODY, "{{ ten_loi }}")
    assert "(ở đoạn 5)" in refused(path).message


@pytest.mark.parametrize(
    "tags",
    [
        "{{ ten_loai|upper }}", "{{ ten_loai|attr('x') }}", "{{ than_bai|map(attribute='__class__') }}",
        "{{ ten_loai() }}",
        "{{ ten_loai.upper() }}", "{{ ''.__class__ }}", "{{ ten_loai.__class__ }}",
        "{{ ten_loai['__class__'] }}",
        "{{ than_bai }}", "{{ kinh_gui }}", "{{ ban_nhap }}", "{{ none }}",
        "{% for p in than_bai %}{{ p }}{% endfor %}",
        "{% for p in than_bai %}{{ loop }}{% endfor %}", "{{ cycler.__init__ }}", "{{ lipsum() }}",
        "{{ range(9) }}", "{{ self }}", "{{ joiner }}",
        "{{ namespace() }}",
        "{{ loop.cycle('a', 'b') }}", "{{ 9**9**9 }}", "{{ 'a' * 10**9 }}", "{{ ten_loai + ten_loai }}",
        "{{ ten_loai ~ 'x' }}",
        "{{ -1 }}", "{{ [1, 2] }}", "{{ {'a': 1} }}", "{{ 'a' if ban_nhap else 'b' }}", "{% set x = 1 %}",
        "{% include 'x' %}", "{% import 'x' as y %}", "{% extends 'x' %}", "{% macro m() %}{% endmacro %}",
        "{% block b %}{% endblock %}", "{% filter upper %}x{% endfilter %}", "{% call m() %}{% endcall %}",
        "{% with x = 1 %}{% endwith %}", "{% autoescape false %}{% endautoescape %}", "{% do x %}",
        "{% raw %}{{ x }}{% endraw %} {{ y }}",
        "{% if ten_loai is defined %}x{% endif %}", "{{ ten_loai|safe }}", "{{ ten_loai[0:2] }}",
    ],
)  # fmt: skip
def test_a_tag_that_needs_a_helper_a_filter_or_a_call_is_refused(tags: str, tmp_path: Path) -> None:
    assert refused(lines(tmp_path, tags)).code == "W002"


@pytest.mark.parametrize(
    "tags",
    [
        "{{ ten_loai", "{{ ten_loai }", "ten_loai }} {{", "{% if ban_nhap %}", "{% endfor %}", "{% else %}",
        "{%pif ban_nhap %}",
        "{% p if ban_nhap %}", "{%p for p in than_bai %}", "{%tr for p in than_bai %}",
        "{%r if ban_nhap %}", "{{p ten_loai }}",
        "{{ }}", "{% %}", "{# mở", "{% if ban_nhap -%}x{% endif %}", "{%- if ban_nhap %}x{% endif %}",
    ],
)  # fmt: skip
def test_tags_that_do_not_fit_together_are_refused(tags: str, tmp_path: Path) -> None:
    assert refused(lines(tmp_path, tags)).code == "W002"


def nested(tmp_path: Path, *loops: str) -> Path:
    opened = [f"{{%p for {loop} %}}" for loop in loops]
    return lines(tmp_path, *opened, "việc", *["{%p endfor %}"] * len(loops))


def test_a_loop_may_walk_the_parts_of_the_loop_around_it(tmp_path: Path) -> None:
    title = (Run("BIỂU"),)
    path = lines(
        tmp_path,
        "{%p for b in bieu %}",
        "{%p for d in b.tieu_de %}",
        "{{ d }}",
        "{%p endfor %}",
        "{%p endfor %}",
    )
    made = bare("x", sheets=(Sheet((title, title), (), (), PLACE),) * 2)
    assert filled(path, made) == ["BIỂU"] * 4 + ["x"]


@pytest.mark.parametrize(
    "loops",
    [
        ("x in than_bai", "y in than_bai"),
        ("x in kinh_gui", "y in noi_nhan"),
        ("b in bieu", "h in b.hang", "k in kinh_gui"),
        ("x in than_bai",) * 4,
    ],
)
def test_loops_that_multiply_the_document_are_refused(loops: tuple[str, ...], tmp_path: Path) -> None:
    assert "vòng lặp trong" in refused(nested(tmp_path, *loops)).message


def test_a_template_that_makes_too_long_a_document_is_refused() -> None:
    tagged = read_tags("{% for x in xs %}{{ x }}{% endfor %}", frozenset({"xs"}))
    with pytest.raises(TagError, match="quá lớn"):
        fill_tags(tagged, {"xs": ["x" * 100_000] * 700}, escapes=False)


@pytest.mark.parametrize(
    "tags",
    [
        ("Giữ lại {%p if ten_loai %}", "x", "{%p endif %}"),
        ("{%p if ten_loai %} giữ lại", "x", "{%p endif %}"),
        ("{%p if ten_loai %}", "x", "giữ lại {%p endif %}"),
        ("{%p if ten_loai %}{%p endif %}",),
        ("{%p if ten_loai %}{{ trich_yeu }}", "x", "{%p endif %}"),
    ],
)
def test_text_beside_a_paragraph_tag_is_never_dropped_in_silence(
    tags: tuple[str, ...], tmp_path: Path
) -> None:
    assert refused(lines(tmp_path, *tags)).code in GATE


def with_row(tmp_path: Path, *rows: tuple[str, str]) -> Path:
    path = lines(tmp_path)
    made = docx.Document(str(path))
    table = made.add_table(0, 2)
    for row in rows:
        cells = table.add_row().cells
        for cell, words in zip(cells, row, strict=True):
            cell.text = words
            cell.width = Mm(50)
    made.save(str(path))
    return path


def test_a_row_tag_alone_in_its_row_repeats_the_rows_below(tmp_path: Path) -> None:
    path = with_row(tmp_path, ("{%tr for k in kinh_gui %}", ""), ("{{ k }}", "x"), ("{%tr endfor %}", ""))
    content, problems = fill_file(path, bare("y", addressees=("A", "B")))
    assert content is not None, problems
    cells = [[c.text for c in row.cells] for row in docx.Document(io.BytesIO(content)).tables[0].rows]
    assert cells == [["A", "x"], ["B", "x"]]


def test_text_beside_a_row_tag_is_never_dropped_in_silence(tmp_path: Path) -> None:
    path = with_row(tmp_path, ("{%tr for k in kinh_gui %}", "giữ"), ("{{ k }}", "x"), ("{%tr endfor %}", ""))
    assert refused(path, bare("y", addressees=("A",))).code in GATE


def with_body(tmp_path: Path, *blocks: str) -> Path:
    """Make a template whose body is written as Word writes it."""
    path = word_template(tmp_path / "mau.docx")
    spaces = (
        f'xmlns:w="{W[1:-1]}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    body = f"<w:document {spaces}><w:body>{''.join(blocks)}<w:sectPr/></w:body></w:document>"
    return repacked(path, {DOCUMENT: body.encode()})


def block(words: str, more: str = "", properties: str = "") -> str:
    return f"<w:p>{properties}<w:r><w:t>{words}</w:t></w:r>{more}</w:p>"


def controlled(content: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def cell(content: str) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="99" w:type="dxa"/></w:tcPr>{content}</w:tc>'


def of_rows(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


PRINTED = tuple(map(block, BODY))
SWALLOWED = (
    '<w:r><w:br w:type="page"/></w:r>', "<w:r><w:drawing/></w:r>", "<w:r><w:pict/></w:r>",
    '<w:r><w:footnoteReference w:id="2"/></w:r>',
)  # fmt: skip


@pytest.mark.parametrize("swallowed", SWALLOWED)
def test_what_is_no_text_beside_a_tag_is_never_dropped_in_silence(swallowed: str, tmp_path: Path) -> None:
    path = with_body(tmp_path, *PRINTED[:2], block(BODY[2], swallowed))
    assert "đứng cạnh thẻ" in refused(path).message
    opening, closing = block("{%tr if than_bai %}"), block("{%tr endif %}")
    rows = of_rows(cell(opening) + cell(block("", swallowed)), cell(block("x")), cell(closing))
    assert "cùng hàng với thẻ" in refused(with_body(tmp_path, *PRINTED, rows)).message


def test_the_end_of_a_section_beside_a_tag_is_never_dropped_in_silence(tmp_path: Path) -> None:
    ends = "<w:pPr><w:sectPr/></w:pPr>"
    path = with_body(tmp_path, *PRINTED[:2], block(BODY[2], properties=ends), block("Phụ lục"))
    assert "đứng cạnh thẻ" in refused(path).message


def test_text_beside_a_tag_in_a_content_control_or_a_footnote_is_never_dropped_in_silence(
    tmp_path: Path,
) -> None:
    beside = block("Giữ {%p if than_bai %}") + block("x") + block("{%p endif %}")
    assert "đứng cạnh thẻ" in refused(with_body(tmp_path, *PRINTED, controlled(beside))).message
    parts = unpack(BASE_TEMPLATE.read_bytes())
    own = f'<w:footnote w:id="7">{beside}</w:footnote></w:footnotes>'.encode()
    parts[FOOTNOTES] = parts[FOOTNOTES].replace(b"</w:footnotes>", own)
    path = tmp_path / "mau.docx"
    path.write_bytes(pack(parts))
    assert "đứng cạnh thẻ" in refused(path, document("x")).message


def test_text_behind_a_comment_of_the_file_is_compared_too(tmp_path: Path) -> None:
    typed = block("một<!-- ghi chú -->hai {{ ten_loai }}")
    content, problems = fill_file(with_body(tmp_path, *PRINTED, typed), bare("x", title="BA"))
    assert content is not None, problems
    assert printed_lines(content) == ("x", "mộthai BA")


def test_finished_text_without_words_counts_as_nothing(tmp_path: Path) -> None:
    tags = ("{%p for b in bieu %}", "{%p for h in b.hang %}", "{%p if h.ghi_chu %}", "có ghi chú",
            "{%p endif %}", "{{r h.nhan }}{{ h.ma }}{{ h.dvt }}{{r h.gia_tri }}{{r h.ghi_chu }}",
            "{%p endfor %}", "{%p endfor %}")  # fmt: skip
    rows = tuple(
        Row(FormRow(f"t/{n}", "t", "", Wording(text("x"), ()), PLACE), (), (), (Run(note),) if note else ())
        for n, note in enumerate(("", "ghi"))
    )
    made = bare("x", sheets=(Sheet((), (), rows, PLACE),))
    content, problems = fill_file(with_body(tmp_path, *PRINTED, *map(block, tags)), made)
    assert content is not None, problems
    assert printed_lines(content) == ("x", "có ghi chú", "ghi")


def test_a_cell_that_is_left_empty_keeps_a_paragraph(tmp_path: Path) -> None:
    loop = map(block, ("{%p for k in kinh_gui %}", "{{ k }}", "{%p endfor %}"))
    content, problems = fill_file(with_body(tmp_path, *PRINTED, of_rows(cell("".join(loop)))), bare("x"))
    assert content is not None, problems
    (left,) = docx.Document(io.BytesIO(content)).tables[0].rows[0].cells
    assert [paragraph.text for paragraph in left.paragraphs] == [""]


def test_what_old_programs_see_instead_is_not_compared(tmp_path: Path) -> None:
    old = f"<mc:Fallback>{block('cũ')}</mc:Fallback>"
    either = (
        f'<mc:AlternateContent><mc:Choice Requires="x">{block("mới")}</mc:Choice>{old}</mc:AlternateContent>'
    )
    content, problems = fill_file(with_body(tmp_path, *PRINTED, either), bare("x"))
    assert content is not None, problems
    assert printed_lines(content) == ("x", "mới")


def test_a_document_in_which_nothing_is_printed_has_no_lines(tmp_path: Path) -> None:
    content, problems = fill_file(with_body(tmp_path, *PRINTED), bare())
    assert content is not None, problems
    assert printed_lines(content) == ()


def test_a_cell_without_text_is_one_line_whatever_stands_in_it(tmp_path: Path) -> None:
    inner = of_rows(cell("<w:p/>") + cell("<w:p/>"))
    outer = of_rows(cell(f"{inner}<w:p/>"), cell(f"<w:p/>{inner}{block('chữ')}"), cell("<w:p/><w:p/>"))
    assert printed_lines(with_body(tmp_path, outer).read_bytes()) == ("", "chữ", "")


FORM = ("{%tr for h in b.hang %}", "{%tr endfor %}")
ROW = ("{{r h.nhan }}", "{{ h.dvt }}", "{{r h.gia_tri }}", "{{r h.ghi_chu }}")


def joined(tmp_path: Path, code: str) -> bytes | None:
    """Fill a form of two rows, of which the second joins the first; `code` is the cell with the code."""
    opening, closing = (cell(block(tag)) for tag in FORM)
    form = of_rows(opening, code + "".join(cell(block(tag)) for tag in ROW), closing)
    path = with_body(tmp_path, *PRINTED, block("{%p for b in bieu %}"), form, block("{%p endfor %}"))
    rows = tuple(
        Row(FormRow(f"t/{n}", "t", n, Wording(text("x"), ()), PLACE, joined=n == "2"), (Run(n),), (), ())
        for n in "12"
    )
    return fill_file(path, bare("x", sheets=(Sheet((), (), rows, PLACE),)))[0]


@pytest.mark.parametrize("around", [str, controlled], ids=["ô", "ô trong điều khiển"])
def test_a_marked_cell_is_merged_with_the_one_above(around: Callable[[str], str], tmp_path: Path) -> None:
    content = joined(tmp_path, around(cell(block("{{ h.ma }}"))))
    assert content is not None
    xml = unpack(content)[DOCUMENT].decode()
    assert (xml.count('vMerge w:val="restart"'), xml.count('vMerge w:val="continue"')) == (1, 1)
    assert JOINED not in xml


def test_text_beside_the_code_is_not_hidden_when_cells_are_merged(tmp_path: Path) -> None:
    assert joined(tmp_path, cell(block("{{ h.ma }}") + block("cấp {{ h.cap }}"))) is None


def test_finished_text_in_a_plain_tag_is_refused(tmp_path: Path) -> None:
    path = word_template(tmp_path / "mau.docx", BODY[0], "{{ p.chu }}", BODY[2])
    assert refused(path).code in GATE


def test_plain_text_in_a_tag_for_finished_text_is_refused(tmp_path: Path) -> None:
    assert refused(lines(tmp_path, "{{r ten_loai }}"), bare("x", title="BÁO CÁO")).code in GATE


def test_a_tag_split_over_runs_by_word_is_filled_all_the_same(template: Path) -> None:
    made = docx.Document(str(template))
    pieces = made.paragraphs[0].insert_paragraph_before()
    for piece in ("{", "{ ten_", "loai }", "}"):
        pieces.add_run(piece).bold = piece == "{"
    made.save(str(template))
    assert filled(template, bare("x", title="BÁO CÁO"))[0] == "BÁO CÁO"


def test_curly_quotes_that_word_typed_in_a_tag_are_refused(tmp_path: Path) -> None:
    assert "nháy" in refused(lines(tmp_path, "{% if ten_loai == “x” %}x{% endif %}")).message


@pytest.mark.parametrize("where", ["header", "footer"])
def test_tags_in_a_header_or_footer_are_filled(where: str, template: Path) -> None:
    made = docx.Document(str(template))
    getattr(made.sections[0], where).paragraphs[0].text = "{{ ten_loai }}"
    made.save(str(template))
    content, problems = fill_file(template, bare("x", title="BÁO CÁO"))
    assert content is not None, problems
    again = docx.Document(io.BytesIO(content))
    assert getattr(again.sections[0], where).paragraphs[0].text == "BÁO CÁO"


def test_tags_in_a_footnote_are_filled(tmp_path: Path) -> None:
    parts = unpack(BASE_TEMPLATE.read_bytes())
    own = b'<w:footnote w:id="7"><w:p><w:r><w:t>{{ ten_loai }}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    parts[FOOTNOTES] = parts[FOOTNOTES].replace(b"</w:footnotes>", own)
    path = tmp_path / "mau.docx"
    path.write_bytes(pack(parts))
    content, problems = fill_file(path, document("x", title="TÊN LOẠI"))
    assert content is not None, problems
    assert unpack(content)[FOOTNOTES].decode().count("TÊN LOẠI") == 1


def test_an_unknown_tag_in_a_header_is_refused(template: Path) -> None:
    made = docx.Document(str(template))
    made.sections[0].header.paragraphs[0].text = "{{ khong_co }}"
    made.save(str(template))
    assert refused(template).code == "W002"


@pytest.mark.parametrize("kind", ["comments", "endnotes", "glossary"])
@pytest.mark.parametrize("tag", ["{{ ten_loai }}", "{% if ban_nhap %}x{% endif %}"])
def test_a_tag_left_in_a_part_that_is_not_filled_is_refused(kind: str, tag: str, template: Path) -> None:
    content = f"<w:p><w:r><w:t>{tag}</w:t></w:r></w:p>"
    assert refused(related(template, kind, f"{kind}.xml", content)).code in GATE


def test_a_tag_split_over_runs_in_a_part_that_is_not_filled_is_refused(template: Path) -> None:
    content = "<w:p><w:r><w:t>{</w:t></w:r><w:r><w:t>{ ten_loai }}</w:t></w:r></w:p>"
    assert refused(related(template, "endnotes", "endnotes.xml", content)).code in GATE


def test_a_part_without_tags_is_left_as_it_is(template: Path) -> None:
    path = related(template, "endnotes", "endnotes.xml", "<w:p><w:r><w:t>chú thích</w:t></w:r></w:p>")
    assert filled(path) == ["Một đoạn"]


def test_a_tag_in_a_chart_is_refused(template: Path) -> None:
    chart = b'<c:chart xmlns:c="x" xmlns:a="y"><a:t>{{ ten_loai }}</a:t></c:chart>'
    assert refused(repacked(template, {"word/charts/chart1.xml": chart})).code in GATE


@pytest.mark.parametrize("field", ["subject", "keywords", "comments", "category"])
def test_a_tag_in_the_properties_is_refused(field: str, template: Path) -> None:
    made = docx.Document(str(template))
    setattr(made.core_properties, field, "{{ ten_loai }}")
    made.save(str(template))
    assert refused(template).code in GATE


def test_the_properties_are_those_of_the_report(tmp_path: Path) -> None:
    content, _ = fill_file(lines(tmp_path, "{{ ten_loai }}"), bare("x", title="BÁO CÁO"))
    properties = docx.Document(io.BytesIO(content or b"")).core_properties
    assert (properties.title, properties.author) == ("BÁO CÁO ", "Ủy ban nhân dân xã Thử")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "không phải .docx"),
        (b"ch\xe1\xbb\xaf", "không phải .docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), ".doc cũ"),
        (b"%PDF-1.7\n", "PDF"),
        (b"<html></html>", "HTML"),
        (b"{\\rtf1 x}", "RTF"),
        (b"PK\x03\x04" + bytes(20), "hỏng"),
    ],
)
def test_a_file_that_is_no_docx_is_named_for_what_it_is(content: bytes, word: str, tmp_path: Path) -> None:
    path = tmp_path / "mau.docx"
    path.write_bytes(content)
    found = refused(path)
    assert found.code == "W001" and word in found.message


def test_a_missing_template_is_an_error_not_an_exception(tmp_path: Path) -> None:
    assert refused(tmp_path / "khong_co.docx").code == "W001"


def test_a_folder_is_no_template(tmp_path: Path) -> None:
    assert refused(tmp_path).code == "W001"


def test_a_truncated_template_is_refused(template: Path) -> None:
    template.write_bytes(template.read_bytes()[:-2000])
    assert refused(template).code == "W001"


def test_a_template_with_a_damaged_part_is_refused(template: Path) -> None:
    raw = bytearray(template.read_bytes())
    with zipfile.ZipFile(template) as archive:
        entry = archive.getinfo(DOCUMENT)
    start = entry.header_offset + 30 + len(DOCUMENT) + 10
    raw[start : start + 20] = bytes(20)
    template.write_bytes(raw)
    assert refused(template).code == "W001"


@pytest.mark.parametrize("missing", ["[Content_Types].xml", DOCUMENT, "_rels/.rels", "word/styles.xml"])
def test_a_template_without_a_part_it_needs_is_refused(missing: str, template: Path) -> None:
    assert refused(repacked(template, {}, frozenset({missing}))).code == "W001"


def test_a_zip_that_is_no_word_file_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "mau.docx", "w") as archive:
        archive.writestr("content.xml", "<office/>")
    assert refused(tmp_path / "mau.docx").code == "W001"


def test_a_template_with_macros_is_refused(template: Path) -> None:
    assert "macro" in refused(repacked(template, {"word/vbaProject.bin": b"x"})).message


def test_a_part_packed_twice_is_refused(template: Path) -> None:
    with zipfile.ZipFile(template, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(DOCUMENT, b"<x/>")
    assert refused(template).code == "W001"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(template: Path) -> None:
    with zipfile.ZipFile(template, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/bomb.bin", bytes(60_000_000))
    assert "quá lớn" in refused(template).message


@pytest.mark.parametrize(
    "xml",
    [
        b"<w:document",
        b"",
        b"<a/>",
        b"\xff\xfe<",
        b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e 'boom'>]><x>&e;</x>",
    ],
)
def test_a_template_with_broken_xml_is_refused(xml: bytes, template: Path) -> None:
    assert refused(repacked(template, {DOCUMENT: xml})).code in GATE


def test_an_entity_is_never_resolved(template: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("bí mật")
    xml = part(template, DOCUMENT).decode()
    head, _, rest = xml.partition("<w:document")
    doctype = f'<!DOCTYPE w:document [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    evil = f"{head}{doctype}<w:document{rest}".replace("{%p endfor", "&e;{%p endfor")
    content, _ = fill_file(repacked(template, {DOCUMENT: evil.encode()}), bare("x"))
    assert content is None


SPECIAL = [
    "Chợ & <Đồn> ']]>'", "&amp; &lt; &#65;", "{{ ten_loai }}", "{% if x %}", "{# x #}", "{_{ x }_}",
    "{_% x %_}", "%} }}", "{{", "}}", "{", "<w:p/>", "</w:t></w:r>", "\"kép\" 'đơn' “cong”",
    "<!-- x -->", "<?x?>", "None", "nan", "ti\u0309nh", "phường đ Đ", "một\u00a0hai", "😀 漢字", "\ue000",
    "a  b", " đầu và cuối ", "\\n \\t", "%s %(x)s", "$x ${x}", "C:\\thu", "xxx\u200byyy",
]  # fmt: skip


def test_typed_text_comes_out_exactly(template: Path) -> None:
    content, problems = fill_file(template, bare(*SPECIAL))
    assert content is not None, problems
    assert reopened(content) == SPECIAL


def test_typed_text_comes_out_exactly_from_a_plain_tag(tmp_path: Path) -> None:
    path = lines(tmp_path, "{%p for d in noi_nhan %}", "{{ d }}", "{%p endfor %}")
    content, problems = fill_file(path, bare(recipients=tuple(SPECIAL)))
    assert content is not None, problems
    assert reopened(content) == SPECIAL


def row_of(value: str) -> Row:
    runs = (Run(value),)
    return Row(FormRow("t/1", "t", value, Wording(text("x"), ()), PLACE, unit=value), runs, runs, runs)


def test_typed_text_comes_out_exactly_from_every_cell() -> None:
    sheet = Sheet(((Run("BIỂU"),),), (Run("(Kèm theo)"),), tuple(map(row_of, SPECIAL)), PLACE)
    content, problems = fill_file(BASE_TEMPLATE, document("x", sheets=(sheet,)))
    assert content is not None, problems
    rows = docx.Document(io.BytesIO(content)).tables[-1].rows[2:]
    assert [[cell.text for cell in row.cells] for row in rows] == [[value] * 5 for value in SPECIAL]


@pytest.mark.parametrize("value", ["\x07", "a\x00b", "\x1b[0m", "\ufffe", "\ud800"])
def test_a_character_that_no_document_can_hold_is_refused_not_dropped(value: str, template: Path) -> None:
    assert refused(template, bare(paragraph(f"x{value}y"))).code in GATE


def test_a_very_long_paragraph_comes_out_whole(template: Path) -> None:
    value = "chữ " * 50_000 + "x" * 500
    assert reopened(fill_file(template, bare(value))[0] or b"") == [value]


def test_emphasis_and_holes_reach_word(template: Path) -> None:
    made = paragraph(Run("đậm", bold=True), Run("nghiêng", italic=True), Run("thiếu", hole=True))
    content, _ = fill_file(template, bare(made))
    (line,) = docx.Document(io.BytesIO(content or b"")).paragraphs
    shown = {run.text: (run.bold, run.italic, run.font.highlight_color) for run in line.runs if run.text}
    assert shown["đậm"][0] and shown["nghiêng"][1] and shown["thiếu"][2] is not None


def test_a_draft_says_so_at_the_top() -> None:
    made = filled(BASE_TEMPLATE, document("x", draft_notes=("lỗi C001: a & b",)))
    assert "NHÁP" in made[0] and made[1] == "lỗi C001: a & b"


def test_a_report_does_not_say_that_it_is_a_draft() -> None:
    assert "NHÁP" not in " ".join(filled(BASE_TEMPLATE, document("x")))


ELSEWHERE = """
import sys
from datetime import date
from pathlib import Path
from tests.conftest import BASE_TEMPLATE, document, fill_file
sys.stdout.buffer.write(fill_file(BASE_TEMPLATE, document("Chợ & <Đồn>", "Hai"))[0])
"""


def test_the_same_document_gives_the_same_bytes_on_another_day_in_another_zone_and_folder(
    tmp_path: Path,
) -> None:
    root = str(Path(cchc_gen.__file__).parent.parent)
    started = []
    for zone, locale, folder, seed in (
        ("Asia/Ho_Chi_Minh", "C", root, "1"),
        ("US/Hawaii", "C.UTF-8", tmp_path, "2"),
    ):
        environment = {**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONPATH": root, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", ELSEWHERE]
        started.append(subprocess.Popen(command, env=environment, cwd=folder, stdout=subprocess.PIPE))
        sleep(2.1 if len(started) == 1 else 0)
    first, second = (process.communicate(timeout=60)[0] for process in started)
    assert first == second and first.startswith(b"PK")
    assert first == fill_file(BASE_TEMPLATE, document("Chợ & <Đồn>", "Hai"))[0]


def test_the_template_itself_is_never_touched(template: Path) -> None:
    before = template.read_bytes()
    fill_file(template, bare("x"))
    assert template.read_bytes() == before


def test_problems_are_placed_at_the_template(tmp_path: Path) -> None:
    path = lines(tmp_path, "{{ khong_co }}")
    assert refused(path).pos.path == str(path) and codes([refused(path)]) == ["W002"]


_typed = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=80,
)


@given(st.lists(_typed, min_size=1, max_size=4))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back_from_the_reopened_document(template: Path, values: list[str]) -> None:
    content, problems = fill_file(template, bare(*values))
    assert content is not None, problems
    assert reopened(content) == values


@given(
    st.lists(
        st.sampled_from(["{{", "}}", "{%", "%}", "{_{", "}_}", "&", "<", "]]>", " ", "x", "p.chu"]),
        min_size=1,
    )
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_mixture_of_signs_comes_back_too(template: Path, signs: list[str]) -> None:
    value = "".join(signs)
    content, problems = fill_file(template, bare(value))
    assert content is not None, problems
    assert reopened(content) == [value]
