"""What `lint` makes of files: effective values, places, layouts, real reports, files that mean harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from cchc_gen.lint.components import anatomy
from cchc_gen.lint.formats import StyleSheet
from cchc_gen.lint.linting import lint, taken_apart
from cchc_gen.lint.numbering import Lists, Numbers
from cchc_gen.lint.reading import read_word
from cchc_gen.lint.requirements import unsafe
from cchc_gen.rendering import render
from cchc_gen.report import build
from tests.lint.good import GOOD, Doc, P, W, drawn_line, look, says, without
from tests.test_lint import RULES, linted, names

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted(p for p in ROOT.glob("examples/*/*.yaml") if p.name != "don-vi.yaml")
GUIDE = ROOT / "docs" / "the-thuc.md"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_every_example_keeps_the_form(example: Path) -> None:
    content, problems = render(build(example))
    assert content is not None, problems
    found = lint(content, "x.docx", RULES)
    assert [d.message for d in found if d.severity.name != "NOTE"] == []


def styles(xml: str, theme: str = "") -> StyleSheet:
    root = etree.fromstring(f'<w:styles xmlns:w="{W}">{xml}</w:styles>')
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    fonts = etree.fromstring(f'<a:theme xmlns:a="{drawing}">{theme}</a:theme>')
    return StyleSheet(root, fonts, Lists(None).indent)


def style(name: str, run: str, base: str = "", kind: str = "paragraph") -> str:
    based = f'<w:basedOn w:val="{base}"/>' if base else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}">{based}<w:rPr>{run}</w:rPr></w:style>'


def marks(xml: str) -> etree._Element:
    return etree.fromstring(f'<w:rPr xmlns:w="{W}">{xml}</w:rPr>')


def test_the_nearest_style_wins() -> None:
    sheet = styles(style("A", '<w:sz w:val="30"/><w:i/>') + style("B", '<w:sz w:val="26"/>', "A"))
    assert sheet.look("B", "", None).size == 26 and sheet.look("B", "", None).italic
    assert sheet.look("B", "", marks('<w:sz w:val="40"/>')).size == 40


def test_styles_switch_bold_over_and_direct_marks_set_it() -> None:
    sheet = styles(
        style("P", "<w:b/>") + style("C", "<w:b/>", kind="character") + style("T", "<w:b/>", kind="table")
    )
    named = '<w:rStyle w:val="C"/>'
    assert sheet.look("P", "", None).bold
    assert not sheet.look("P", "", marks(named)).bold
    assert sheet.look("P", "T", marks(named)).bold
    assert sheet.look("P", "", marks(named + "<w:b/>")).bold


def test_theme_fonts_outweigh_named_ones() -> None:
    fonts = '<w:rFonts w:asciiTheme="minorHAnsi" w:ascii="Arial" w:hAnsi="Times New Roman"/>'
    theme = '<a:minorFont><a:latin typeface="Cambria"/></a:minorFont>'
    found = styles(style("P", fonts), theme).look("P", "", None)
    assert (found.font, found.other_font) == ("Cambria", "Times New Roman")


@pytest.mark.parametrize("size", ["0", "-4", "", "cỡ", "9" * 20])
def test_a_size_that_none_can_have_is_none(size: str) -> None:
    assert styles(style("A", f'<w:sz w:val="{size}"/>')).look("A", "", None).size == 20
    assert linted(look("tieu_ngu", run=f'<w:sz w:val="{size}"/>')(GOOD)) == []


def test_a_ring_of_styles_ends() -> None:
    assert styles(style("A", "<w:b/>", "B") + style("B", "<w:i/>", "A")).look("A", "", None).italic


def test_automatic_numbers_are_read() -> None:
    level = '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
    levels = level.format(0, "upperRoman", "%1.") + level.format(1, "lowerLetter", "%2)")
    kinds = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
    nums = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    lists = Numbers(Lists(etree.fromstring(f'<w:numbering xmlns:w="{W}">{kinds}{nums}</w:numbering>')))
    walked = [lists.label("1", place) for place in (0, 1, 1, 0, 1)]
    assert walked == ["I.", "a)", "b)", "II.", "a)"]
    assert lists.label("9", 0) == ""


def test_places_are_told_by_table_row_and_cell() -> None:
    (found,) = linted(look("quoc_hieu", size=40)(GOOD))
    assert found.message.startswith("bảng 1, hàng 1, ô 2, «CỘNG HÒA")
    (found,) = linted(says("nn_2", "VT, ", "VP, ")(GOOD))
    assert found.message.startswith("bảng 2, hàng 1, ô 1, «- Lưu")


def test_a_head_with_tabs_is_read_too() -> None:
    tab = "</w:t><w:tab/><w:t>"
    head = [
        P(f"{left}@{right}", 24, bold=True, align="left")
        for left, right in (
            ("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            ("XÃ THỬ", "Độc lập - Tự do - Hạnh phúc"),
            ("Số: 05/BC-UBND", "Thử, ngày 05 tháng 3 năm 2024"),
        )
    ]
    body = "".join(
        p.xml() for p in (*head, P("BÁO CÁO", align="center", bold=True), P("Công tác năm", align="center"))
    )
    xml = f'<w:document xmlns:w="{W}"><w:body>{body.replace("@", tab)}</w:body></w:document>'
    word, _ = read_word(replace(GOOD, parts={"word/document.xml": xml}).bytes(), "x")
    assert word is not None
    found = {name: [line.text for line in lines] for name, lines in taken_apart(word, RULES).lines.items()}
    assert found["co_quan_ban_hanh"] == ["ỦY BAN NHÂN DÂN", "XÃ THỬ"]
    assert found["so_ky_hieu"] == ["Số: 05/BC-UBND"] and found["trich_yeu"] == ["Công tác năm"]
    assert found["dia_danh_ngay"] == ["Thử, ngày 05 tháng 3 năm 2024"]


def test_an_empty_document_is_no_trouble() -> None:
    xml = f'<w:document xmlns:w="{W}"><w:body/></w:document>'
    assert names(linted(replace(GOOD, parts={"word/document.xml": xml}))) == ["thieu.quoc_hieu"]
    word, _ = read_word(replace(GOOD, parts={"word/document.xml": xml}).bytes(), "x")
    assert word is not None and anatomy(word, {}).body == ()


DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
VML = 'xmlns:v="urn:schemas-microsoft-com:vml"'
DRAWN = {
    "DrawingML": f'<w:drawing><a:prstGeom xmlns:a="{DRAWING}" prst="line"/></w:drawing>',
    "VML": f'<w:pict><v:line {VML} from="10pt,2pt" to="90pt,2pt"/></w:pict>',
    "connector": f'<w:pict><v:shape {VML} type="#_x0000_t32" style="width:90pt"/></w:pict>',
}


@pytest.mark.parametrize("kind", DRAWN)
def test_a_drawn_rule_counts_as_one(kind: str) -> None:
    assert linted(look("trich_yeu", rule=0, extra=f"<w:r>{DRAWN[kind]}</w:r>")(GOOD)) == []


def test_a_rule_anchored_elsewhere_in_its_column_is_no_fault() -> None:
    anchored = look("so", extra=drawn_line(30))(look("ban_hanh", rule=0)(GOOD))
    assert linted(anchored) == []


def test_the_authority_above_the_bases_is_no_subject() -> None:
    above = look("kinh_gui", text="GIÁM ĐỐC SỞ NỘI VỤ", align="center", bold=True)(GOOD)
    document = replace(
        above, paragraphs={n: p for n, p in above.paragraphs.items() if n not in ("noi_1", "noi_2")}
    )
    assert names(linted(document)) == ["thieu.kinh_gui_cap_tren"]


def test_a_sentence_that_begins_as_a_base_is_running_text() -> None:
    opening = look("can_cu_1", text="Căn cứ Kế hoạch số 12/KH-UBND, Sở báo cáo như sau:", italic=False)(GOOD)
    document = replace(opening, paragraphs={n: p for n, p in opening.paragraphs.items() if n != "can_cu_2"})
    assert linted(document) == []


def test_a_picture_may_be_a_rule_and_is_no_fault() -> None:
    picture = "<w:r><w:drawing><x/></w:drawing></w:r>"
    assert linted(look("trich_yeu", rule=0, extra=picture)(GOOD)) == []


@pytest.mark.parametrize("ends", ['from="0pt" to="150.5pt"', 'from="1cm,2cm" to="6.31cm,2cm"'])
def test_a_drawn_rule_is_measured_in_its_own_unit(ends: str) -> None:
    rule = f"<w:r><w:pict><v:line {VML} {ends}/></w:pict></w:r>"
    assert linted(look("tieu_ngu", rule=0, extra=rule)(GOOD)) == []


EDGE = '<w:tcBorders><w:{} w:val="single" w:sz="4"/></w:tcBorders>'


@pytest.mark.parametrize(("edge", "row"), [("bottom", 1), ("top", 2)])
def test_the_border_of_a_cell_is_a_rule_below_what_stands_above_it(edge: str, row: int) -> None:
    plain = look("ban_hanh", "tieu_ngu", rule=0)(GOOD)
    rows = (("chu_quan", "quoc_hieu"), ("ban_hanh", "tieu_ngu"), ("so", "dia_danh"))
    assert names(linted(in_rows(plain, rows))) == ["dang.co_quan_ban_hanh.ke", "dang.tieu_ngu.ke"]
    assert linted(in_rows(plain, rows, {row: EDGE.format(edge)})) == []


def in_rows(doc: Doc, rows: Sequence[Sequence[str]], marks: Mapping[int, str] | None = None) -> Doc:
    """Put each line of the head into a row of its own; `marks` are those of the cells, by row from 0."""
    marks = marks or {}
    cells = [
        [f"<w:tc><w:tcPr>{marks.get(n, '')}</w:tcPr>{doc.xml(name)}</w:tc>" for name in row]
        for n, row in enumerate(rows)
    ]
    table = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in cells)
    xml = doc.document()
    start, end = xml.index("<w:tr>"), xml.index("</w:tbl>")
    return replace(doc, parts={"word/document.xml": xml[:start] + table + xml[end:]})


BOTTOM = EDGE.format("bottom")
NO_EDGE = '<w:tcBorders><w:bottom w:val="nil"/></w:tcBorders>'


@pytest.mark.parametrize(
    ("first", "second", "is_ruled"),
    [(BOTTOM, "", True), (BOTTOM, NO_EDGE, True), (NO_EDGE, BOTTOM, False), ("", BOTTOM, False)],
)
def test_of_several_marks_of_a_cell_the_first_counts(first: str, second: str, is_ruled: bool) -> None:
    plain = look("ban_hanh", "tieu_ngu", rule=0)(GOOD)
    rows = (("chu_quan", "quoc_hieu"), ("ban_hanh", "tieu_ngu"), ("so", "dia_danh"))
    marked = in_rows(plain, rows, {1: f"{first}</w:tcPr><w:tcPr>{second}"})
    ruled = ["dang.co_quan_ban_hanh.ke", "dang.tieu_ngu.ke"]
    assert names(linted(marked)) == ([] if is_ruled else ruled)


LETTER_PAGE = '<w:sectPr><w:pgSz w:w="12240" w:h="15840"/></w:sectPr>'


def test_a_section_that_ends_inside_a_table_has_its_page_and_ends_nothing() -> None:
    cell = f"<w:tbl><w:tr><w:tc><w:p><w:pPr>{LETTER_PAGE}</w:pPr></w:p></w:tc></w:tr></w:tbl>"
    word, _ = read_word(replace(GOOD, tables=cell).bytes(), "x")
    whole, _ = read_word(GOOD.bytes(), "x")
    assert word is not None and whole is not None
    assert len(word.sections) == len(whole.sections) + 1
    assert {p.section for p in word.paragraphs} == {p.section for p in whole.paragraphs}


@pytest.mark.parametrize("text", ["NƠİ NHẬN:", "Nơı nhận:", "Nơi  nhận:", "NƠI NHẬN"])
def test_recipients_are_known_however_they_are_typed(text: str) -> None:
    found = names(linted(look("noi_nhan", text=text)(GOOD)))
    assert "ky.noi_nhan.hai_cham" in found and not [name for name in found if name.startswith("thieu.")]


def test_no_break_spaces_are_spaces() -> None:
    fixed = {name: replace(p, text=p.text.replace(" ", "\xa0")) for name, p in GOOD.paragraphs.items()}
    assert linted(replace(GOOD, paragraphs=fixed)) == []


def test_minutes_are_signed_above_the_recipients() -> None:
    columns = (("THƯ KÝ", "Lê Văn A"), ("CHỦ TỌA", "Trần Thị B"))
    cells = ["".join(P(text, align="center", bold=True).xml() for text in column) for column in columns]
    signed = "".join(f"<w:tc><w:tcPr/>{cell}</w:tc>" for cell in cells)
    table = f"<w:tbl><w:tblPr/><w:tr>{signed}</w:tr></w:tbl>"
    xml = GOOD.document()
    start, end = xml.rindex("<w:tbl>"), xml.rindex("</w:tbl>") + len("</w:tbl>")
    below = GOOD.xml("noi_nhan", "nn_1", "nn_2")
    word, _ = read_word(with_document(xml[:start] + table + below + xml[end:]), "x")
    assert word is not None
    found = taken_apart(word, RULES)
    assert [line.text for line in found.of("chuc_vu")] == ["THƯ KÝ", "CHỦ TỌA"]
    assert [line.text for line in found.of("nguoi_ky")] == ["Lê Văn A", "Trần Thị B"]
    assert [line.text for line in found.of("noi_nhan_dong")] == ["- Như trên;", "- Lưu: VT, CCHC."]


def test_the_name_of_a_body_above_the_bases_may_take_two_lines() -> None:
    second = P("KHÓA XI, KỲ HỌP THỨ 5", align="center", bold=True).xml()
    above = look(
        "kinh_gui", text="HỘI ĐỒNG NHÂN DÂN", align="center", bold=True, extra=f"</w:p>{second}<w:p>"
    )(GOOD)
    word, _ = read_word(without("noi_1", "noi_2")(above).bytes(), "x")
    assert word is not None and len(taken_apart(word, RULES).of("can_cu")) == 2


@pytest.mark.parametrize(
    ("looks", "is_bold"), [('w:firstRow="1"', True), ('w:val="04A0"', True), ("", False)]
)
def test_the_first_row_of_a_table_may_have_a_look_of_its_own(looks: str, is_bold: bool) -> None:
    first = '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr>'
    sheet = f'<w:styles xmlns:w="{W}"><w:style w:type="table" w:styleId="T">{first}</w:style></w:styles>'
    rows = "<w:tr><w:tc><w:p><w:r><w:t>A</w:t></w:r></w:p></w:tc></w:tr>" * 2
    table = f'<w:tbl><w:tblPr><w:tblStyle w:val="T"/><w:tblLook {looks}/></w:tblPr>{rows}</w:tbl>'
    xml = f'<w:document xmlns:w="{W}"><w:body>{table}</w:body></w:document>'
    word, _ = read_word(
        replace(GOOD, parts={"word/document.xml": xml, "word/styles.xml": sheet}).bytes(), "x"
    )
    assert word is not None
    assert [p.runs[0].look.bold for p in word.paragraphs] == [is_bold, False]


def test_typed_rules_are_told_apart() -> None:
    (found,) = linted(look("trich_yeu", rule=0, extra="<w:r><w:br/><w:t>_______</w:t></w:r>")(GOOD))
    assert "kẻ bằng ký tự" in found.message


def test_deleted_text_is_not_read() -> None:
    deleted = "<w:del><w:r><w:delText>{{ x }}</w:delText></w:r></w:del>"
    assert names(linted(look("gach", extra=deleted)(GOOD))) == ["sot.theo_doi"]


def test_notes_and_boxes_are_read() -> None:
    box = f"<w:r><w:pict><w:txbxContent>{P('Ô {{ x }}').xml()}</w:txbxContent></w:pict></w:r>"
    (found,) = linted(look("gach", extra=box)(GOOD))
    assert found.rule == "sot.the" and found.message.startswith("khung chữ")


def packed(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'


def with_document(xml: str | bytes) -> bytes:
    return replace(GOOD, parts={"word/document.xml": xml}).bytes()


HOSTILE = {
    "có khai báo DTD": with_document(BOMB + GOOD.document()),
    "document.xml có khai báo DTD": with_document(
        f'<?xml version="1.0" encoding="UTF-16"?>{BOMB}{GOOD.document()}'.encode("utf-16")
    ),
    "XML sai cú pháp": with_document("<w:document>"),
    "giải nén ra quá lớn": packed({"word/document.xml": b" " * 60_000_000}),
    "không phải văn bản Word": packed({"a.txt": "a"}),
    "Strict Open XML": with_document(GOOD.document().replace(W, "urn:x")),
}


@pytest.mark.parametrize("why", HOSTILE)
def test_a_file_that_means_harm_is_refused(why: str) -> None:
    (found,) = lint(HOSTILE[why], "x.docx", RULES)
    assert found.code == "L001" and why in found.message


def test_deep_nesting_ends() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 40 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 40
    assert linted(replace(GOOD, tables=deep)) == []


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("(a+)+b", "lặp không có điểm dừng"),
        ("a*", "lặp không có điểm dừng"),
        ("a{2,}", "lặp không có điểm dừng"),
        ("(?:a{1,9}){1,9}", "lặp một nhóm"),
        ("(?:a|aa){1,9}b", "lặp một nhóm"),
        (r"(a)\1", "tham chiếu ngược"),
        ("a{1,200}a{1,200}a{1,200}", "quá nhiều cách lặp"),
        ("(a", "sai cú pháp"),
        ("a" * 301, "dài quá"),
        (r"[a+*]{1,9}\+(?=b)(?:,[0-9]{3}){2}", ""),
    ],
)
def test_patterns_that_might_run_for_ever_are_refused(pattern: str, why: str) -> None:
    assert unsafe(pattern).startswith(why) and bool(unsafe(pattern)) is bool(why)


def table_of_rules() -> str:
    """Write the table of the guide from the data."""
    lines = ["| Quy tắc | Mức | Yêu cầu | Căn cứ | `--fix` |", "|---|---|---|---|---|"]
    for rule in RULES.rules:
        cells = (f"`{rule.name}`", rule.severity.value, rule.message, rule.reference, "có" * rule.mendable)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def test_the_guide_lists_the_rules_as_they_are(request: pytest.FixtureRequest) -> None:
    text = GUIDE.read_text("utf-8")
    start = text.index("| Quy tắc |")
    if request.config.getoption("--update-golden"):
        GUIDE.write_text(text[:start] + table_of_rules(), "utf-8")
    assert GUIDE.read_text("utf-8")[start:] == table_of_rules()
