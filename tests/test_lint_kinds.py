"""Documents of every kind that are in the form, however they are laid out, are told no fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from cchc_gen.lint.components import Anatomy
from cchc_gen.lint.linting import taken_apart
from cchc_gen.lint.reading import read_word
from tests.lint.good import GOOD, PARAGRAPHS, Doc, P, R, W, body, centred, drawn_line, look, says, without
from tests.test_lint import RED, RULES, linted, names

TO = ("- Như trên;", "- Lưu: VT, CCHC.")
GAP = "<w:p/>" * 4
TAB = "</w:t><w:tab/><w:t>"


def text(paragraphs: Sequence[P]) -> str:
    return "".join(p.xml() for p in paragraphs).replace("@", TAB)


def table(*columns: Sequence[P]) -> str:
    cells = "".join(f"<w:tc><w:tcPr/>{text(column) or '<w:p/>'}</w:tc>" for column in columns)
    return f"<w:tbl><w:tblPr/><w:tr>{cells}</w:tr></w:tbl>"


RIGHT = (PARAGRAPHS["quoc_hieu"], PARAGRAPHS["tieu_ngu"])
PLACE = PARAGRAPHS["dia_danh"]
AGENCY = (PARAGRAPHS["chu_quan"], PARAGRAPHS["ban_hanh"])


def head(number: str, *below: P, agency: Sequence[P] = AGENCY, place: Sequence[P] = (PLACE,)) -> str:
    return table((*agency, centred(number, 26), *below), (*RIGHT, *place))


def title(kind: str, subject: str = "") -> str:
    lines = [centred(subject, bold=True, rule=40)] if subject else []
    return text([centred(kind, bold=True), *lines])


def bold(*lines: str) -> list[P]:
    return [centred(line, bold=True) for line in lines]


def recipients(*lines: str) -> list[P]:
    return [PARAGRAPHS["noi_nhan"], *(P(line, 22, align="left") for line in lines)]


SENT = recipients(*TO)


def foot(*post: str, to: Sequence[str] = TO) -> str:
    return table(recipients(*to), bold(*post, "Nguyễn Văn A"))


def running(*lines: str) -> str:
    return text([body(line) for line in lines])


def document(*parts: str) -> Doc:
    section = GOOD.document().rpartition("<w:sectPr>")[2]
    xml = f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{"".join(parts)}<w:sectPr>{section}'
    return replace(GOOD, parts={"word/document.xml": xml})


def anatomy_of(doc: Doc) -> Anatomy:
    word, _ = read_word(doc.bytes(), "x")
    assert word is not None
    return taken_apart(word, RULES)


def parts_of(doc: Doc) -> dict[str, list[str]]:
    return {name: [line.text for line in lines] for name, lines in anatomy_of(doc).lines.items()}


PLAIN = '<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"/><w:sz w:val="28"/></w:rPr>'


def article(number: int, says: str) -> str:
    return body(f"Điều {number}.", bold=True, extra=f"<w:r>{PLAIN}<w:t> {says}</w:t></w:r>").xml()


ARTICLES = article(1, "Điều động ông A.") + article(2, "Ông A thi hành Quyết định này./.")
BASES = text(
    [
        body("Căn cứ Luật Cán bộ, công chức ngày 13 tháng 11 năm 2008;", italic=True),
        body("Theo đề nghị của Chánh Văn phòng Sở.", italic=True),
    ]
)
DECISION = (
    title("QUYẾT ĐỊNH", "Về việc điều động công chức"),
    text(bold("GIÁM ĐỐC SỞ NỘI VỤ")),
    BASES,
    text(bold("QUYẾT ĐỊNH:")),
    ARTICLES,
)
LETTER = running("Sở Nội vụ báo cáo như sau./.")
LETTER_TO = text([P("Kính gửi: Bộ Nội vụ.", align="center", after=120)])
MINUTES = running(
    "Thời gian bắt đầu: 08 giờ 00, ngày 05 tháng 3 năm 2026.",
    "Địa điểm: Hội trường Ủy ban nhân dân xã.",
    "Cuộc họp kết thúc vào 11 giờ 00, ngày 05 tháng 3 năm 2026./.",
)


def beside(left: P, right: P) -> str:
    """Set two texts in one paragraph, a tab between them."""
    run = right.xml().partition("</w:pPr>")[2].removesuffix("</w:p>")
    return replace(left, text=f"{left.text}@", align="left", rule=0, extra=run).xml().replace("@", TAB)


RULES_DRAWN = f"<w:p><w:pPr/>{drawn_line(30)}{drawn_line(159, 200)}</w:p>"
SUBJECT = (P("V/v báo cáo công tác", 24, align="left"), P("cải cách hành chính", 24, align="left"))
TABBED_HEAD = (
    beside(AGENCY[0], RIGHT[0])
    + beside(AGENCY[1], RIGHT[1])
    + RULES_DRAWN
    + beside(centred("Số: 15/SNV-CCHC", 26), PLACE)
    + text(SUBJECT)
)
CHAIR = (centred("CHỦ TỊCH", 26, bold=True), centred("ỦY BAN NHÂN DÂN TỈNH", 26, bold=True, rule=60))
TWO_HEADS = (bold("GIÁM ĐỐC SỞ A", "Lê Văn A"), bold("GIÁM ĐỐC SỞ B", "Lê Văn B"), ())
HEAD = head("Số: 15/QĐ-SNV")
HEADED = foot("GIÁM ĐỐC")
KINDS: dict[str, Doc] = {
    "a decision": document(HEAD, *DECISION, HEADED),
    "a letter": document(head("Số: 15/SNV-CCHC", *SUBJECT), LETTER_TO, LETTER, HEADED),
    "a letter whose head has no table": document(TABBED_HEAD, LETTER_TO, LETTER, HEADED),
    "a submission": document(
        head("Số: 15/TTr-SNV"), title("TỜ TRÌNH", "Về việc ban hành Kế hoạch"), LETTER_TO, LETTER, HEADED
    ),
    "a notice": document(
        head("Số: 15/TB-SNV"),
        title("THÔNG BÁO", "Kết luận cuộc họp"),
        LETTER,
        foot("TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG"),
    ),
    "an invitation": document(
        head("Số: 15/GM-SNV"),
        title("GIẤY MỜI", "Dự hội nghị sơ kết"),
        running("Thời gian: 08 giờ 00, ngày 15 tháng 3 năm 2026.", "Địa điểm: Hội trường./."),
        HEADED,
    ),
    "a letter of introduction": document(head("Số: 15/GGT-SNV"), title("GIẤY GIỚI THIỆU"), LETTER, HEADED),
    "a leave permit": document(head("Số: 15/GNP-SNV"), title("GIẤY NGHỈ PHÉP"), LETTER, HEADED),
    "a telegram of a post": document(
        head("Số: 15/CĐ-CTUBND", agency=CHAIR),
        title("CÔNG ĐIỆN", "Về việc ứng phó mưa lũ"),
        LETTER,
        foot("CHỦ TỊCH"),
    ),
    "a word of urgency above the head": document(
        text([P("HỎA TỐC", 28, bold=True, align="left")]), HEAD, *DECISION, HEADED
    ),
    "who signs stands above the recipients": document(
        HEAD, *DECISION, text(bold("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")), GAP, text([*bold("Nguyễn Văn A"), *SENT])
    ),
    "an acting head above the recipients": document(
        HEAD, *DECISION, text(bold("Q. GIÁM ĐỐC")), GAP, text([*bold("Nguyễn Văn A"), *SENT])
    ),
    "who signs in a table of three columns": document(HEAD, *DECISION, table(*TWO_HEADS), text(SENT)),
    "the recipients in a table of their own": document(
        HEAD, *DECISION, table((), bold("GIÁM ĐỐC", "Lê Văn A")), "<w:p/>", table(SENT, ())
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_in_the_form_has_no_fault(kind: str) -> None:
    found = [d.message for d in linted(KINDS[kind]) if d.severity.name != "NOTE"]
    assert found == []


def tabbed(left: str, right: str, *, is_note: bool = False) -> P:
    return P(f"@{left}@{right}", bold=not is_note, italic=is_note, align="left")


SIGNED = {
    "tabs": text(
        [
            tabbed("THƯ KÝ", "CHỦ TỌA"),
            tabbed("(Chữ ký)", "(Chữ ký)", is_note=True),
            P(""),
            tabbed("Lê Thị A", "Trần Văn B"),
        ]
    ),
    "one below the other": text(
        bold("THƯ KÝ", "(Chữ ký)", "Lê Thị A", "CHỦ TỌA", "(Chữ ký)", "Trần Văn B"),
    ),
    "a table": table(bold("THƯ KÝ", "Lê Thị A"), bold("CHỦ TỌA", "Trần Văn B")),
}
MINUTES_HEAD = (head("Số: 05/BB-SNV", place=()), title("BIÊN BẢN", "Họp xét thi đua"))


@pytest.mark.parametrize("how", SIGNED)
def test_minutes_are_signed_above_the_recipients_and_have_no_date_of_issue(how: str) -> None:
    minutes = document(*MINUTES_HEAD, MINUTES, SIGNED[how], text(recipients("- Lưu: VT, Hồ sơ.")))
    assert linted(minutes) == []
    found = parts_of(minutes)
    assert found["chuc_vu"][0] == "THƯ KÝ" and "Trần Văn B" in found["nguoi_ky"]
    assert anatomy_of(minutes).body[-1].text.endswith("./.")


@pytest.mark.parametrize("how", SIGNED)
def test_minutes_without_recipients_lack_just_them(how: str) -> None:
    assert names(linted(document(*MINUTES_HEAD, MINUTES, SIGNED[how]))) == ["thieu.noi_nhan"]


def test_who_signs_above_the_recipients_is_held_against_the_form() -> None:
    small = SIGNED["tabs"].replace("CHỦ TỌA", "Chủ tọa")
    minutes = document(*MINUTES_HEAD, MINUTES, small, text(recipients("- Lưu: VT, Hồ sơ.")))
    assert names(linted(minutes)) == ["ky.chuc_vu.in_hoa"]


def test_a_heading_above_the_recipients_is_no_signer() -> None:
    signs = ("II. KẾT LUẬN", "1. Đồng ý", "- Giao Văn phòng")
    found = parts_of(document(*MINUTES_HEAD, MINUTES, running(*signs), text(recipients("- Lưu: VT."))))
    assert "chuc_vu" not in found


def test_a_report_still_needs_its_place_and_subject() -> None:
    for kind, symbol in (("BÁO CÁO", "BC"), ("QUYẾT ĐỊNH", "QĐ")):
        bare = document(head(f"Số: 15/{symbol}-SNV", place=()), title(kind), LETTER, foot("GIÁM ĐỐC"))
        missing = {"thieu.dia_danh_ngay", "thieu.trich_yeu"}
        assert {d.rule for d in linted(bare) if d.severity.name == "ERROR"} == missing


def test_a_time_in_the_text_is_no_date_of_issue() -> None:
    undated = without("dia_danh")(
        says("can_cu_2", "Căn cứ", "Thời gian: ngày 05 tháng 3 năm 2026; Căn cứ")(GOOD)
    )
    assert "dia_danh_ngay" not in parts_of(undated)


# Drafts

BANNER = P("BẢN NHÁP - CHƯA ĐƯỢC KÝ", bold=True, align="center", color=RED)
REMARK = P("lỗi C001: số {{ x }} ,sai", 20, align="left", color=RED)


def under(*above: P) -> Doc:
    xml = GOOD.document().replace("<w:body>", f"<w:body>{text(above)}", 1)
    return replace(GOOD, parts={"word/document.xml": xml})


@pytest.mark.parametrize(
    "above", [(BANNER,), (BANNER, REMARK), (BANNER, *[REMARK] * 120), (P("DỰ THẢO LẦN 2"),)]
)
def test_a_draft_is_told_as_one_with_the_notes_above_its_head(above: Sequence[P]) -> None:
    (found,) = linted(under(*above))
    assert (found.rule, found.severity.name) == ("sot.ban_nhap", "NOTE")
    assert parts_of(under(*above))["co_quan_ban_hanh"] == ["SỞ NỘI VỤ"]


def test_a_draft_may_be_marked_in_its_head() -> None:
    marked = look("so", extra=f"</w:p>{centred('DỰ THẢO', bold=True, color=RED).xml()}<w:p>")(GOOD)
    assert names(linted(marked)) == ["sot.ban_nhap"]


def test_red_letters_are_a_fault_wherever_no_draft_is_spoken_of() -> None:
    assert "phong.den" in names(linted(under(P("LƯU HÀNH NỘI BỘ", color=RED))))
    red = look("gach", color=RED)(GOOD).document().replace("<w:body>", f"<w:body>{BANNER.xml()}", 1)
    assert names(linted(replace(GOOD, parts={"word/document.xml": red}))) == ["phong.den", "sot.ban_nhap"]


def test_a_document_about_a_draft_is_none() -> None:
    about = says("trich_yeu", "Công tác", "Dự thảo Nghị quyết về")(GOOD)
    assert linted(look("gach", text="- Dự thảo Nghị quyết gồm 3 điều.")(about)) == []
