"""What the program says to its user: a place, a code, one Vietnamese sentence, a way out.

Owns the codes and their printed forms (text with a caret, JSON, GitHub annotations); knows nothing
of YAML, rules or Word. Invariant: user data never raises, it becomes a `Diagnostic`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from cchc_gen import __version__


class Severity(Enum):
    """How much a diagnostic weighs: an error stops `render`, the others do not."""

    ERROR = "lỗi"
    WARNING = "cảnh báo"
    NOTE = "ghi chú"


class Pos(NamedTuple):
    """A place in a file. Lines and columns count from 1; line 0 means the whole file.

    A Word file has no lines: there `paragraph` counts the paragraphs from 1 as they are read.
    """

    path: str
    line: int = 0
    column: int = 0
    width: int = 1
    paragraph: int = 0

    def __str__(self) -> str:
        if self.paragraph:
            return f"{self.path}, đoạn {self.paragraph}"
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


CODES: dict[str, str] = {
    "Y001": "tệp không đọc được",
    "Y002": "tệp không phải UTF-8",
    "Y003": "sai cú pháp YAML",
    "Y004": "khóa bị lặp",
    "Y005": "ký tự không được phép",
    "Y006": "nhãn, neo hoặc bí danh YAML không được dùng",
    "Y007": "tệp trống hoặc không phải danh sách «khóa: giá trị»",
    "Y008": "tệp quá lớn hoặc lồng quá sâu",
    "Y009": "giá trị có thể bị cắt ở dấu #",
    "S001": "không có bộ mẫu này",
    "S002": "khóa không có trong định dạng bộ mẫu",
    "S003": "biểu thức sai",
    "S004": "tên không có trong danh mục",
    "S005": "bộ con ghi đè mục không có trong bộ gốc",
    "S006": "bộ mẫu kế thừa vòng tròn",
    "S007": "công thức vòng tròn",
    "S008": "thiếu trường bắt buộc",
    "S009": "giá trị của trường không hợp lệ",
    "S010": "quy tắc không bao giờ đúng",
    "S011": "mục không ai dùng",
    "S012": "hàng có đơn vị tính mà không có chỉ tiêu",
    "S013": "số gõ sẵn trong câu của bộ mẫu",
    "S014": "không tạo được bộ mẫu",
    "S015": "tên mà quy tắc nêu có lẽ gõ sai",
    "F001": "khóa không biết",
    "F002": "giá trị không đúng kiểu",
    "F003": "số đọc được hai cách",
    "F004": "giá trị bỏ trống",
    "F005": "thiếu số liệu hoặc nội dung",
    "F006": "ngày không có thật hoặc sai dạng",
    "F007": "kỳ báo cáo sai dạng",
    "F008": "không có văn bản này trong mục van_ban",
    "F009": "lời văn sai dạng",
    "F010": "giải trình không còn khớp",
    "F011": "chỗ giữ chỗ còn sót lại",
    "F012": "tên tệp khác kỳ báo cáo",
    "F013": "ngày ngoài kỳ báo cáo",
    "F014": "tệp của kỳ trước không dùng được",
    "F015": "giải trình chép từ kỳ trước",
    "C001": "số liệu mâu thuẫn",
    "C002": "giá trị ngoài khoảng cho phép",
    "C003": "số nêu khác số tính được",
    "C004": "số rời trong lời văn",
    "C005": "lời văn không khớp số liệu",
    "C006": "danh mục văn bản có chỗ không khớp",
    "C007": "số liệu không khớp kỳ trước",
    "N001": "không biến thể nào của câu đúng",
    "N002": "điều kiện gặp giá trị thiếu",
    "L001": "tệp Word không đọc được",
    "L002": "trang giấy trái thể thức",
    "L003": "phông chữ, bảng mã hoặc màu chữ trái thể thức",
    "L004": "thiếu thành phần thể thức",
    "L005": "thành phần thể thức trình bày sai",
    "L006": "thành phần thể thức ghi sai",
    "L007": "nội dung trình bày sai",
    "L008": "đánh số sai",
    "L009": "số trang sai",
    "L010": "nơi nhận, chữ ký sai",
    "L011": "phụ lục sai",
    "L012": "chữ viết sai",
    "L013": "còn sót lại trong văn bản",
    "L014": "tệp có thứ không nên gửi đi",
    "W001": "mẫu Word không mở được",
    "W002": "thẻ trong mẫu Word sai",
    "W003": "văn bản Word khác lời văn đã định",
    "W004": "không ghi được tệp",
    "W005": "không ghi đè tệp đã có",
    "V001": "tệp không mang thông tin nguồn gốc",
    "V002": "tệp không soạn từ số liệu này",
    "V003": "đơn vị, bộ mẫu hoặc công cụ đã khác từ khi soạn tệp",
    "V004": "lời văn sửa tay",
    "V005": "số in trong tệp khác số liệu",
    "P001": "thiếu chương trình ngoài",
    "P002": "chương trình ngoài chạy quá thời hạn",
    "P003": "không tạo được PDF hoặc ảnh trang",
    "P004": "phông chữ bị thay",
    "P005": "còn ảnh trang của lần trước",
    "B001": "một báo cáo trong loạt không soạn xong",
    "B002": "không có tệp số liệu nào",
    "B003": "nhiều tệp số liệu cùng ra một tệp",
    "B004": "không dùng được cụm Dask",
}
"""What each code means, one line each. Letter: Y source, S set, F facts, C checks, N narrative,
W Word, V the made file, P PDF and pictures, B the batch. A code is never reused."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing to tell the user.

    `message` is one sentence in lower case without a full stop; `hint` is the way out; `related`
    are the other places that take part, each with a word on its role. `rule` names the check or the
    form rule that speaks, where there is one, and `reference` the text that it rests on.
    """

    pos: Pos
    code: str
    message: str
    severity: Severity = Severity.ERROR
    hint: str = ""
    related: tuple[tuple[Pos, str], ...] = ()
    rule: str = ""
    reference: str = ""

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(self.code)

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Say whether at least one diagnostic is an error."""
    return any(d.is_error for d in diagnostics)


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sort by place and drop repetitions of the same message at the same place."""
    unique = {(d.pos, d.code, d.message): d for d in diagnostics}
    return [unique[key] for key in sorted(unique)]


def as_text(diagnostics: Iterable[Diagnostic]) -> str:
    """Print with the source line and a caret, one block for each diagnostic."""
    files: dict[str, list[str]] = {}
    return "".join(f"{_block(d, files)}\n" for d in in_order(diagnostics))


def _block(d: Diagnostic, files: dict[str, list[str]]) -> str:
    lines = [f"{d.pos}: {d.severity.value} {d.code}: {d.message}"]
    source = _source_line(d.pos, files)
    if source is not None:
        lines += _with_caret(source, d.pos)
    lines += [f"   liên quan: {pos}: {role}" for pos, role in d.related]
    if d.hint:
        lines.append(f"   gợi ý: {d.hint}")
    return "\n".join(lines)


def _source_line(pos: Pos, files: dict[str, list[str]]) -> str | None:
    if not pos.line:
        return None
    if pos.path not in files:
        try:
            files[pos.path] = Path(pos.path).read_text(encoding="utf-8-sig").split("\n")
        except (OSError, UnicodeDecodeError, ValueError):
            files[pos.path] = []
    lines = files[pos.path]
    if pos.line > len(lines):
        return None
    return _UNPRINTABLE.sub("·", lines[pos.line - 1].rstrip("\r"))


_WIDEST = 100
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def _with_caret(source: str, pos: Pos) -> list[str]:
    """Show the line, cut around the column when it is long, and point at the value."""
    column = pos.column - 1
    start = 0 if column < _WIDEST - 20 else column - 40
    shown = source[start : start + _WIDEST].replace("\t", " ")
    if start:
        shown = "…" + shown[1:]
    lead = _columns(shown[: column - start])
    marks = max(1, _columns(shown[column - start : column - start + pos.width]))
    number = str(pos.line).rjust(5)
    return [f"{number} | {shown}".rstrip(), f"{' ' * 5} | {' ' * lead}{'^' * marks}"]


def _columns(text: str) -> int:
    """Width on a terminal: combining marks take no column, wide characters take two."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    """Print as a JSON list, one object for each diagnostic."""
    rows = [
        {
            "code": d.code,
            "rule": d.rule,
            "severity": d.severity.name.lower(),
            **_json_place(d.pos),
            "message": d.message,
            "hint": d.hint,
            "reference": d.reference,
            "related": [{**_json_place(pos), "message": role} for pos, role in d.related],
        }
        for d in in_order(diagnostics)
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def _json_place(pos: Pos) -> dict[str, str | int]:
    place: dict[str, str | int] = {"file": pos.path, "line": pos.line, "column": pos.column}
    return {**place, "paragraph": pos.paragraph} if pos.paragraph else place


_SARIF_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def as_sarif(diagnostics: Iterable[Diagnostic]) -> str:
    """Print as a SARIF 2.1.0 log, which code hosts and editors read."""
    found = in_order(diagnostics)
    rules = [
        {"id": code, "shortDescription": {"text": CODES[code]}} for code in sorted({d.code for d in found})
    ]
    driver = {"name": "cchc-gen", "version": __version__, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(d) for d in found],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    log = {"$schema": schema, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _sarif_result(d: Diagnostic) -> dict[str, object]:
    return {
        "ruleId": d.code,
        "level": _SARIF_LEVEL[d.severity],
        "message": {"text": _sentence(d)},
        "locations": [_sarif_location(d.pos)],
        "relatedLocations": [
            {"id": number, "message": {"text": role}, **_sarif_location(pos)}
            for number, (pos, role) in enumerate(d.related, 1)
        ],
        "properties": {"rule": d.rule, "reference": d.reference},
    }


def _sarif_location(pos: Pos) -> dict[str, object]:
    place: dict[str, object] = {"artifactLocation": {"uri": quote(Path(pos.path).as_posix())}}
    if pos.line:
        end = pos.column + pos.width
        place["region"] = {"startLine": pos.line, "startColumn": pos.column, "endColumn": end}
    location: dict[str, object] = {"physicalLocation": place}
    if pos.paragraph:
        location["logicalLocations"] = [{"name": f"đoạn {pos.paragraph}"}]
    return location


_GITHUB_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def as_github(diagnostics: Iterable[Diagnostic]) -> str:
    """Print as GitHub workflow commands, which show up beside the lines of a pull request."""
    return "".join(
        f"::{_GITHUB_LEVEL[d.severity]} file={_property(d.pos.path)},line={max(d.pos.line, 1)},"
        f"col={max(d.pos.column, 1)},title={d.code}::{_escape(_sentence(d))}\n"
        for d in in_order(diagnostics)
    )


def _sentence(d: Diagnostic) -> str:
    return f"{d.message} ({d.hint})" if d.hint else d.message


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
