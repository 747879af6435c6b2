"""Read one typed value by its indicator's kind, and refuse what can be read two ways.

The catalogue decides the type, never the look of the text: `1.807` is 1807 in a count and has two
readings in an amount; `no`, `010` and `1e3` are nothing special.
"""

from __future__ import annotations

from decimal import Decimal

from cchc_gen.base.diagnostics import Diagnostic
from cchc_gen.base.values import Choice, Missing, Number, Value
from cchc_gen.base.vietnamese import decimals, plain, readings
from cchc_gen.read.fields import (
    BRACE_HINT,
    NO,
    YES,
    kind_of,
    nearest,
    one_line,
    read_day,
    report_placeholders,
)
from cchc_gen.read.source import Items, Node, Text
from cchc_gen.sets.catalogue import Indicator, Kind

NOTHING_WORD, UNKNOWN_WORD = Missing.NOTHING.value, Missing.UNKNOWN.value
EMPTY = ("", "-", "–", "—", "~", "null", "…", "...")

_STATES = {plain(word.value): word for word in (Missing.NOTHING, Missing.UNKNOWN)}


def read_value(indicator: Indicator, node: Node, problems: list[Diagnostic]) -> Value | None:
    """Read one typed value by the indicator's kind; None after a problem was reported."""
    if isinstance(node, Text):
        state = _STATES.get(plain(node.value))
        if state:
            return state
        is_sign = node.quoted and indicator.kind is Kind.TEXT and node.value.strip()
        if node.value.strip() in EMPTY and not is_sign:
            problems.append(_empty(indicator, node))
            return None
    if indicator.kind is Kind.NAMES:
        return _names(indicator, node, problems)
    if not isinstance(node, Text):
        hint = f"số và chữ viết trên cùng dòng với khóa; {BRACE_HINT}"
        message = f"{indicator.key}: cần một giá trị, nhận {kind_of(node)}"
        problems.append(Diagnostic(node.pos, "F002", message, hint=hint))
        return None
    if indicator.kind.is_number:
        return _number(indicator, node, problems)
    if indicator.kind is Kind.DATE:
        return read_day(node, indicator.key, problems)
    return _word(indicator, node, problems)


def _empty(indicator: Indicator, node: Node) -> Diagnostic:
    wanted = "số" if indicator.kind.is_number else "giá trị"
    hint = f"ghi {wanted}, hoặc «{NOTHING_WORD}», hoặc «{UNKNOWN_WORD}»"
    return Diagnostic(node.pos, "F004", f"{indicator.key}: giá trị bỏ trống", hint=hint)


def _names(indicator: Indicator, node: Node, problems: list[Diagnostic]) -> tuple[str, ...] | None:
    items = node.items if isinstance(node, Items) else ()
    if isinstance(node, Items) and not items:
        problems.append(_empty(indicator, node))
        return None
    left = [report_placeholders(indicator.key, item, problems) for item in items if isinstance(item, Text)]
    if any(left):
        return None
    names = tuple(one_line(item.value) for item in items if isinstance(item, Text) and item.value)
    if not names or len(names) < len(items):
        message = f"{indicator.key}: cần danh sách tên, nhận {kind_of(node)}"
        hint = "mỗi tên một dòng, mở đầu bằng «- »"
        problems.append(Diagnostic(node.pos, "F002", message, hint=hint))
        return None
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        message = f"{indicator.key}: tên lặp lại: {', '.join(sorted(twice))}"
        problems.append(Diagnostic(node.pos, "F002", message, hint="xóa tên thừa"))
        return None
    return names


def _word(indicator: Indicator, node: Text, problems: list[Diagnostic]) -> Value | None:
    word = " ".join(node.value.split())
    if indicator.kind is Kind.YES_NO:
        if word.lower() in YES + NO:
            return word.lower() in YES
        message = f"{indicator.key}: cần «có» hoặc «không», nhận «{word}»"
        problems.append(Diagnostic(node.pos, "F002", message, hint="viết có hoặc không"))
        return None
    if indicator.kind is Kind.CHOICE:
        for index, choice in enumerate(indicator.choices):
            if plain(word) == plain(choice):
                return Choice(index, choice)
        hint = nearest(word, indicator.choices) or f"chọn một trong: {', '.join(indicator.choices)}"
        message = f"{indicator.key}: không có lựa chọn «{word}»"
        problems.append(Diagnostic(node.pos, "F002", message, hint=hint))
        return None
    return None if report_placeholders(indicator.key, node, problems) else one_line(word)


def _number(indicator: Indicator, node: Text, problems: list[Diagnostic]) -> Number | None:
    text = node.value.strip()
    if indicator.kind is Kind.PERCENT:
        text = text.removesuffix("%").rstrip()
    vietnamese, foreign = readings(text)
    if vietnamese is None and foreign is None:
        message = f"{indicator.key}: cần {_WANTED[indicator.kind]}, nhận «{node.value}»"
        hint = f"chỉ ghi chữ số, không ghi đơn vị; chưa có thì ghi «{UNKNOWN_WORD}»"
        if text.isdigit():
            hint = "số dài quá 18 chữ số"
        problems.append(Diagnostic(node.pos, "F002", message, hint=hint))
        return None
    if indicator.kind is Kind.COUNT:
        return _count(indicator, node, vietnamese, foreign, problems)
    is_ambiguous = vietnamese is not None and foreign is not None and vietnamese != foreign
    if is_ambiguous and ("," not in text or text.endswith("0")):
        assert vietnamese is not None and foreign is not None
        _two_readings(indicator, node, vietnamese, foreign, problems)
        return None
    value = foreign if vietnamese is None else vietnamese
    assert value is not None
    if indicator.kind is Kind.PERCENT and value in (0, 100):
        return Number.exact(value)
    return Number.rounded(value, decimals(value))


_WANTED = {
    Kind.COUNT: "số nguyên",
    Kind.MONEY: "số tiền",
    Kind.DECIMAL: "số thập phân",
    Kind.PERCENT: "tỷ lệ phần trăm",
}


def _count(
    indicator: Indicator,
    node: Text,
    vietnamese: Decimal | None,
    foreign: Decimal | None,
    problems: list[Diagnostic],
) -> Number | None:
    """Take a count: `1.807` can only be 1807; `1,807` and `12,000` may be a foreign thousand."""
    value = foreign if vietnamese is None else vietnamese
    assert value is not None
    if vietnamese is not None and foreign is not None and vietnamese != foreign and "," in node.value:
        _two_readings(indicator, node, vietnamese, foreign, problems)
        return None
    if value == value.to_integral_value():
        return Number.exact(value)
    message = f"{indicator.key}: cần số nguyên, nhận «{node.value}»"
    thing = indicator.unit or indicator.label
    hint = f"«{thing}» không có số lẻ; hàng nghìn viết dấu chấm trước đủ ba chữ số, như 1.807"
    problems.append(Diagnostic(node.pos, "F002", message, hint=hint))
    return None


def _two_readings(
    indicator: Indicator, node: Text, a: Decimal, b: Decimal, problems: list[Diagnostic]
) -> None:
    low, high = sorted((a, b), key=abs)
    small, large = f"{low}".replace(".", ","), f"{high}".split(".")[0]
    message = f"{indicator.key}: «{node.value}» đọc được hai cách: {large} hoặc {small}"
    if indicator.kind is Kind.COUNT:
        hint = f"số đếm không có số lẻ: viết {large}"
    else:
        hint = f"viết {large} nếu là hàng nghìn, viết {small} nếu là số thập phân"
    problems.append(Diagnostic(node.pos, "F003", message, hint=hint))
