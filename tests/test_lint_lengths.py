"""How long the rules of the head are, and how wide the text above them: only what is plain is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_gen.lint.contents import Run
from cchc_gen.lint.formats import Look
from cchc_gen.lint.typeface import FONT, width_of_text
from tests.lint.good import GOOD, Doc, drawn_line, look
from tests.test_lint import linted

UPRIGHT = Look(FONT, FONT, 24)
BOLD = UPRIGHT._replace(bold=True)
LETTERS = "ABCĐGHIKLMNOPQRSTUVXYabcdđeghiklmnopqrstuvxyƠƯơưÁẬỆỒỤ ,.-0123456789"


@pytest.mark.parametrize(
    ("text", "look_of_it", "points"),
    [
        ("ỦY BAN NHÂN DÂN", BOLD, 113),
        ("UBND TỈNH BẮC KẠN", UPRIGHT, 122),
        ("THƯƠNG NGƯỜI ĐƯỢC", UPRIGHT._replace(size=40), 219),
        ("Công tác cải cách hành chính quý I năm 2024", BOLD._replace(size=28), 272),
        ("Độc lập - Tự do - Hạnh phúc", BOLD._replace(size=26), 159),
        ("Độc lập - Tự do - Hạnh phúc", BOLD._replace(size=28), 171),
        ("", BOLD, 0),
    ],
)
def test_a_text_is_as_wide_as_it_is_printed(text: str, look_of_it: Look, points: int) -> None:
    """The widths are those that LibreOffice gave the same texts in a PDF."""
    assert abs(width_of_text([Run(text, look_of_it)]) / 20 - points) <= 1


@given(st.text(LETTERS, min_size=1), st.text(LETTERS, min_size=1), st.integers(20, 40))
def test_widths_add_up_and_grow_with_the_size(one: str, other: str, size: int) -> None:
    at_size = BOLD._replace(size=size)
    apart = width_of_text([Run(one, at_size), Run(other, UPRIGHT)])
    assert apart == width_of_text([Run(one, at_size)]) + width_of_text([Run(other, UPRIGHT)])
    assert abs(width_of_text([Run(one + other, at_size)]) - width_of_text([Run(one, at_size)])) > 0
    assert width_of_text([Run(one, at_size._replace(size=size + 2))]) > width_of_text([Run(one, at_size)])


@given(
    st.sampled_from("aăâeêioôơuưy"), st.sampled_from(("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"))
)
def test_marks_take_no_room(letter: str, mark: str) -> None:
    assert width_of_text([Run(letter + mark, BOLD)]) == width_of_text([Run(letter, BOLD)])


@pytest.mark.parametrize(
    "unknown",
    [
        Run("A", BOLD._replace(font="Arial")),
        Run("A", BOLD._replace(other_font="Arial")),
        Run("A", BOLD._replace(italic=True)),
        Run("漢", BOLD),
    ],
)
def test_other_letters_are_not_measured(unknown: Run) -> None:
    assert width_of_text([Run("SỞ", BOLD), unknown]) == 0


def bordered(indent: int, edge: str = "top") -> str:
    border = (
        f'<w:pBdr><w:{edge} w:val="single" w:sz="6"/></w:pBdr><w:ind w:left="{indent}" w:right="{indent}"/>'
    )
    return f"</w:p><w:p><w:pPr>{border}</w:pPr>"


def in_cells(doc: Doc, width: int, kind: str = "dxa", margins: str = "") -> Doc:
    """Tell how wide the cells of a document's tables are."""
    cell = f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="{kind}"/></w:tcPr>'
    xml = doc.document().replace("<w:tc><w:tcPr/>", cell)
    sides = "".join(f'<w:{side} w:w="{margins}"/>' for side in ("left", "right")) if margins else ""
    xml = xml.replace("<w:tblPr/>", f"<w:tblPr><w:tblCellMar>{sides}</w:tblCellMar></w:tblPr>")
    return replace(doc, parts={"word/document.xml": xml})


WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
VML = 'xmlns:v="urn:schemas-microsoft-com:vml"'
EMU = 12_700


def drawing(points: int, start: int | None = None, frame: str = "column", group: str = "") -> str:
    where = "<wp:align>center</wp:align>" if start is None else f"<wp:posOffset>{start * EMU}</wp:posOffset>"
    across = f'<wp:positionH relativeFrom="{frame}">{where}</wp:positionH>'
    shape = f'<a:prstGeom prst="line"/>{group}'
    inside = f'{across}<wp:extent cx="{points * EMU}" cy="0"/>{shape}'
    return f'<w:r><w:drawing xmlns:wp="{WP}" xmlns:a="{A}"><wp:anchor>{inside}</wp:anchor></w:drawing></w:r>'


def connector(style: str) -> str:
    return f'<w:r><w:pict><v:shape {VML} type="#_x0000_t32" style="{style}"/></w:pict></w:r>'


def vml_line(start: str, end: str) -> str:
    return f'<w:r><w:pict><v:line {VML} from="{start}" to="{end}"/></w:pict></w:r>'


BELOW_SUBJECT = {
    "as the Decree says": (drawing(110), ""),
    "a little long": (drawing(220), ""),
    "half as long again": (drawing(400), "1,47"),
    "a stub": (drawing(40), "0,15"),
    "as long as the page": (bordered(0), "1,72"),
    "a border as long as it should be": (bordered(3500), ""),
    "a border below an empty line": (bordered(3500, "bottom"), ""),
    "a stub of a border": (bordered(4400), "0,1"),
    "two lines": (drawing(20) + drawing(20), ""),
    "a line that goes by the page": (drawing(20, 100, "page"), ""),
    "a line in a group": (drawing(20, group='<x:wgp xmlns:x="x"/>'), ""),
    "a line that starts at nothing": (vml_line("0,0", "20pt,0"), "0,07"),
    "a line of unknown ends": (vml_line("0,0", "2000,0"), ""),
    "a connector": (connector("position:absolute;margin-left:100pt;width:20pt"), "0,07"),
    "a connector by the page": (connector("width:20pt;mso-position-horizontal-relative:page"), ""),
    "a connector by the column": (connector("width:20pt;mso-position-horizontal-relative:text"), "0,07"),
    "a connector of no width": (connector("width:auto"), ""),
}  # fmt: skip


@pytest.mark.parametrize("how", BELOW_SUBJECT)
def test_the_rule_below_the_subject(how: str) -> None:
    rule, share = BELOW_SUBJECT[how]
    found = linted(look("trich_yeu", rule=0, extra=rule)(GOOD))
    assert [d.rule for d in found] == (["dang.trich_yeu.dai_ke"] if share else []), found
    assert not share or f"hiện là {share} lần dòng chữ" in found[0].message


def test_the_border_of_the_line_itself_is_measured_and_that_of_its_cell_is_not() -> None:
    own = '<w:pBdr><w:bottom w:val="single" w:sz="6"/></w:pBdr>'
    plain = look("ban_hanh", rule=0)(GOOD)
    wide = in_cells(plain, 5000).parts["word/document.xml"]
    assert isinstance(wide, str)
    start = wide.index("<w:pPr>", wide.index("UBND TỈNH THỬ"))
    with_own = wide[:start] + f"<w:pPr>{own}" + wide[start + len("<w:pPr>") :]
    found = linted(replace(GOOD, parts={"word/document.xml": with_own}))
    assert [d.rule for d in found] == ["dang.co_quan_ban_hanh.dai_ke"]
    edge = '<w:tcBorders><w:bottom w:val="single"/></w:tcBorders>'
    no_number = look("so", text="")(plain)
    at_edge = in_cells(no_number, 5000).parts["word/document.xml"]
    assert isinstance(at_edge, str)
    at_edge = at_edge.replace("</w:tcPr>", f"{edge}</w:tcPr>", 1)
    assert "dang.co_quan_ban_hanh.dai_ke" not in {
        d.rule for d in linted(replace(GOOD, parts={"word/document.xml": at_edge}))
    }


NAMES = {
    "one line": ("SỞ NỘI VỤ", 30, []),
    "a long name that may be broken": ("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG TỈNH", 40, []),
    "a rule longer than the name": ("SỞ NỘI VỤ", 70, ["dang.co_quan_ban_hanh.dai_ke"]),
}


@pytest.mark.parametrize("what", NAMES)
def test_the_rule_below_the_agency(what: str) -> None:
    name, points, rules = NAMES[what]
    assert [d.rule for d in linted(in_cells(look("ban_hanh", text=name, rule=points)(GOOD), 3600))] == rules


@pytest.mark.parametrize(
    ("points", "is_fine"), [(16, True), (50, True), (100, True), (140, False), (5, False)]
)
def test_of_two_lines_of_a_name_either_may_be_meant(points: int, is_fine: bool) -> None:
    two = look("chu_quan", text="ỦY BAN NHÂN DÂN", bold=True)(
        look("ban_hanh", text="XÃ A", rule=points)(GOOD)
    )
    found = [d.rule for d in linted(two)]
    assert found == ([] if is_fine else ["dang.co_quan_ban_hanh.dai_ke"])


def test_a_rule_drawn_over_another_column_is_not_this_ones() -> None:
    astray = look("ban_hanh", extra=drawn_line(159, 250))(GOOD)
    assert linted(astray) == []
    far = look("ban_hanh", rule=0, extra=drawn_line(159, 250))(GOOD)
    assert "dang.co_quan_ban_hanh.dai_ke" not in {d.rule for d in linted(far)}


@pytest.mark.parametrize("kind", ["pct", "auto", "nil"])
def test_a_width_in_no_measure_is_unknown(kind: str) -> None:
    ruled = look("tieu_ngu", rule=0, extra=bordered(500))(GOOD)
    assert linted(in_cells(ruled, 5000, kind)) == []
    assert [d.rule for d in linted(in_cells(ruled, 5000))] == ["dang.tieu_ngu.dai_ke"]


@pytest.mark.parametrize(("margin", "indent"), [(-200, 1110), (0, 910), (300, 610)])
def test_the_margins_of_cells_narrow_or_widen_their_text(margin: int, indent: int) -> None:
    ruled = look("tieu_ngu", rule=0, extra=bordered(indent))(GOOD)
    assert linted(in_cells(ruled, 5000, margins=str(margin))) == []
    wide = look("tieu_ngu", rule=0, extra=bordered(indent - 400))(GOOD)
    assert [d.rule for d in linted(in_cells(wide, 5000, margins=str(margin)))] == ["dang.tieu_ngu.dai_ke"]


def test_letters_of_another_typeface_are_not_measured() -> None:
    other = look("ban_hanh", rule=200, font="Arial")(GOOD)
    assert {d.rule for d in linted(other)} == {"phong.times"}
