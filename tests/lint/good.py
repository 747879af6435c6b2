"""A document that nothing is wrong with, built part by part so that one thing at a time can be spoilt."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def drawn_line(length: float, start: float = 0) -> str:
    """Draw a line as Word did up to 2007; it begins so many points from the left of its column."""
    line = (
        f'<v:line xmlns:v="urn:schemas-microsoft-com:vml" from="{start}pt,2pt" to="{start + length}pt,2pt"/>'
    )
    return f"<w:r><w:pict>{line}</w:pict></w:r>"


@dataclass(frozen=True)
class P:
    """One paragraph with all its marks on itself; `rule` is how long a line below it is, in points."""

    text: str
    size: int = 28
    bold: bool = False
    italic: bool = False
    underline: bool = False
    align: str = "both"
    first: int = 0
    left: int = 0
    before: int = 0
    after: int = 0
    line: int = 240
    font: str = "Times New Roman"
    color: str = "auto"
    rule: int = 0
    run: str = ""
    """More marks of the run, as XML."""
    extra: str = ""
    """More content behind the text, as XML."""

    def xml(self) -> str:
        spacing = f'<w:spacing w:before="{self.before}" w:after="{self.after}" w:line="{self.line}"/>'
        indent = f'<w:ind w:left="{self.left}" w:firstLine="{self.first}"/><w:jc w:val="{self.align}"/>'
        fonts = f'<w:rFonts w:ascii="{self.font}" w:hAnsi="{self.font}" w:cs="{self.font}"/>'
        marks = f"<w:b/>{'<w:i/>' if self.italic else ''}" if self.bold else "<w:i/>" if self.italic else ""
        marks += f'<w:color w:val="{self.color}"/><w:sz w:val="{self.size}"/>{self.run}'
        marks += '<w:u w:val="single"/>' if self.underline else ""
        text = escape(self.text)
        run = f'<w:r><w:rPr>{fonts}{marks}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
        drawn = drawn_line(self.rule) if self.rule else ""
        return f"<w:p><w:pPr>{spacing}{indent}</w:pPr>{run if text else ''}{drawn}{self.extra}</w:p>"


def body(text: str, **marks: Any) -> P:
    return P(text, **({"first": 720, "after": 120} | marks))


def centred(text: str, size: int = 28, **marks: Any) -> P:
    return P(text, size, **({"align": "center"} | marks))


SENTENCE = (
    "Ủy ban nhân dân huyện Thử đã chỉ đạo các phòng, ban, đơn vị trực thuộc thực hiện đủ nhiệm vụ được giao; "
    "tổng giá trị giải ngân đạt 93,292 triệu đồng, bằng 84,6% kế hoạch; đến ngày 09/3/2024 xử lý 1.234.567 "
    "hồ sơ. "
)

PARAGRAPHS: Mapping[str, P] = {
    "chu_quan": centred("UBND TỈNH THỬ", 24),
    "ban_hanh": centred("SỞ NỘI VỤ", 24, bold=True, rule=30),
    "so": centred("Số: 05/BC-SNV", 26),
    "quoc_hieu": centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 24, bold=True),
    "tieu_ngu": centred("Độc lập - Tự do - Hạnh phúc", 26, bold=True, rule=159),
    "dia_danh": centred("Thử, ngày 05 tháng 3 năm 2024", 26, italic=True),
    "ten_loai": centred("BÁO CÁO", bold=True),
    "trich_yeu": centred("Công tác cải cách hành chính quý I năm 2024", bold=True, rule=110),
    "kinh_gui": P("Kính gửi:", left=1900),
    "noi_1": P("- Ủy ban nhân dân tỉnh Thử;", left=2900),
    "noi_2": P("- Bộ Nội vụ.", left=2900),
    "can_cu_1": body("Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;", italic=True),
    "can_cu_2": body("Căn cứ Kế hoạch số 12/KH-UBND ngày 05/01/2024.", italic=True),
    "mo_dau": body(SENTENCE * 12 + "Số liệu chi tiết tại Phụ lục I và Phụ lục II kèm theo."),
    "muc_1": body("I. KẾT QUẢ THỰC HIỆN", bold=True),
    "khoan_1": body("1. Cải cách thể chế", bold=True),
    "diem_a": body("a) Xây dựng văn bản: " + SENTENCE),
    "diem_b": body("b) Rà soát văn bản: " + SENTENCE),
    "diem_c": body("c) Kiểm tra văn bản: " + SENTENCE),
    "diem_d": body("d) Công bố văn bản: " + SENTENCE),
    "diem_dd": body("đ) Theo dõi thi hành: " + SENTENCE),
    "khoan_2": body("2. Cải cách thủ tục", bold=True),
    "muc_2": body("II. PHƯƠNG HƯỚNG", bold=True),
    "gach": body("- Tiếp tục thực hiện các nhiệm vụ được giao."),
    "ket": body("Trên đây là báo cáo của Sở Nội vụ./."),
    "noi_nhan": P("Nơi nhận:", 24, bold=True, italic=True, align="left"),
    "nn_1": P("- Như trên;", 22, align="left"),
    "nn_2": P("- Lưu: VT, CCHC.", 22, align="left"),
    "quyen_han": centred("KT. GIÁM ĐỐC", bold=True),
    "chuc_vu": centred("PHÓ GIÁM ĐỐC", bold=True),
    "nguoi_ky": centred("Nguyễn Văn A", bold=True),
    "pl_1": centred("Phụ lục I", bold=True),
    "ten_pl_1": centred("DANH MỤC VĂN BẢN", bold=True),
    "kem_1": centred(
        "(Kèm theo Báo cáo số 05/BC-SNV ngày 05 tháng 3 năm 2024 của Sở Nội vụ)", 26, italic=True
    ),
    "nd_1": body("Danh mục gồm các văn bản đã ban hành."),
    "pl_2": centred("Phụ lục II", bold=True),
    "ten_pl_2": centred("BIỂU SỐ LIỆU", bold=True),
    "kem_2": centred(
        "(Kèm theo Báo cáo số 05/BC-SNV ngày 05 tháng 3 năm 2024 của Sở Nội vụ)", 26, italic=True
    ),
    "nd_2": body("Biểu gồm các chỉ tiêu thống kê."),
}
HEAD = (("chu_quan", "ban_hanh", "so"), ("quoc_hieu", "tieu_ngu", "dia_danh"))
FOOT = (("noi_nhan", "nn_1", "nn_2"), ("quyen_han", "chuc_vu", "nguoi_ky"))
PAGE = {"w": "11906", "h": "16838", "top": "1134", "bottom": "1134", "left": "1701", "right": "851"}
NUMBER = '<w:fldSimple w:instr=" PAGE "><w:r><w:rPr>{marks}</w:rPr><w:t>2</w:t></w:r></w:fldSimple>'


@dataclass(frozen=True)
class Doc:
    """A whole document. Its sections are the report and two appendices; all look alike."""

    paragraphs: Mapping[str, P] = field(default_factory=lambda: dict(PARAGRAPHS))
    page: Mapping[str, str] = field(default_factory=lambda: dict(PAGE))
    section: str = '<w:pgNumType w:start="1"/>'
    title_page: str = "<w:titlePg/>"
    appendix_section: str = '<w:pgNumType w:start="1"/>'
    number: P = field(default_factory=lambda: P("", 26, align="center"))
    number_in: str = "header"
    parts: Mapping[str, str | bytes] = field(default_factory=dict)
    links: str = ""
    language: str = "vi-VN"
    tables: str = ""
    head: tuple[tuple[str, ...], ...] = HEAD

    def xml(self, *names: str) -> str:
        return "".join(self.paragraphs[name].xml() for name in names if name in self.paragraphs)

    def bytes(self) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name, text in (_fixed(self) | dict(self.parts)).items():
                archive.writestr(zipfile.ZipInfo(name), text)
        return packed.getvalue()

    def document(self) -> str:
        taken = {name for columns in (HEAD, FOOT) for names in columns for name in names}
        names = [name for name in self.paragraphs if name not in taken]
        starts = [names.index(name) if name in names else len(names) for name in ("pl_1", "pl_2")]
        report, first, second = names[: starts[0]], names[starts[0] : starts[1]], names[starts[1] :]
        head, foot = self._table(self.head), self._table(FOOT)
        breaks = [
            f"<w:p><w:pPr>{self._section(s)}</w:pPr></w:p>" for s in (self.section, self.appendix_section)
        ]
        appendices = f"{breaks[0]}{self.xml(*first)}{breaks[1]}{self.xml(*second)}"
        text = f"{head}{self.xml(*report)}{self.tables}{foot}{appendices}"
        last = self._section(self.appendix_section)
        return f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{text}{last}</w:body></w:document>'

    def _table(self, columns: tuple[tuple[str, ...], ...]) -> str:
        cells = "".join(f"<w:tc><w:tcPr/>{self.xml(*names) or '<w:p/>'}</w:tc>" for names in columns)
        return f"<w:tbl><w:tblPr/><w:tr>{cells}</w:tr></w:tbl>"

    def _section(self, more: str) -> str:
        page = self.page
        margins = " ".join(f'w:{side}="{page[side]}"' for side in ("top", "bottom", "left", "right"))
        header = f'<w:{self.number_in}Reference w:type="default" r:id="rId9"/>'
        size = f'<w:pgSz w:w="{page["w"]}" w:h="{page["h"]}"/>'
        return f"<w:sectPr>{header}{size}<w:pgMar {margins}/>{more}{self.title_page}</w:sectPr>"


def _fixed(doc: Doc) -> dict[str, str]:
    number = doc.number
    italic = "<w:i/>" if number.italic else ""
    run = f'<w:rFonts w:ascii="{number.font}" w:hAnsi="{number.font}"/>{italic}<w:sz w:val="{number.size}"/>'
    shown = replace(number, extra=NUMBER.format(marks=run) + number.extra).xml()
    tag = "hdr" if doc.number_in == "header" else "ftr"
    office = f"{R}/officeDocument"
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{CONTENT}.document.main+xml"/>'
        f'<Override PartName="/word/margin.xml" ContentType="{CONTENT}.{doc.number_in}+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{CONTENT}.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{office}" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{R}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId9" Type="{R}/{doc.number_in}" Target="margin.xml"/>'
        f"{doc.links}</Relationships>",
        "word/document.xml": doc.document(),
        "word/margin.xml": f'<w:{tag} xmlns:w="{W}">{shown}</w:{tag}>',
        "word/styles.xml": f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>'
        f'<w:lang w:val="{doc.language}"/></w:rPr></w:rPrDefault></w:docDefaults></w:styles>',
    }


GOOD = Doc()
Spoil = Callable[[Doc], Doc]


def look(*names: str, **marks: Any) -> Spoil:
    """Change the marks of some paragraphs."""
    return lambda doc: replace(
        doc, paragraphs={n: replace(p, **marks) if n in names else p for n, p in doc.paragraphs.items()}
    )


def says(name: str, old: str, new: str) -> Spoil:
    """Change words of one paragraph."""

    def spoil(doc: Doc) -> Doc:
        before = doc.paragraphs[name]
        assert old in before.text
        return look(name, text=before.text.replace(old, new, 1))(doc)

    return spoil


def without(*names: str) -> Spoil:
    """Leave paragraphs out."""
    return lambda doc: replace(doc, paragraphs={n: p for n, p in doc.paragraphs.items() if n not in names})


def page(**sides: str) -> Spoil:
    """Change the page of all sections."""
    return lambda doc: replace(doc, page={**doc.page, **sides})


def but(**fields: Any) -> Spoil:
    """Change anything else of the document."""
    return lambda doc: replace(doc, **fields)


def number(**marks: Any) -> Spoil:
    """Change the page number's marks."""
    return lambda doc: replace(doc, number=replace(doc.number, **marks))


def without_number(doc: Doc) -> Doc:
    """Leave the page number out."""
    return replace(doc, parts={"word/margin.xml": f'<w:hdr xmlns:w="{W}"/>'})


def also(*spoils: Spoil) -> Spoil:
    """Change several things."""

    def spoil(doc: Doc) -> Doc:
        for one in spoils:
            doc = one(doc)
        return doc

    return spoil
