"""The rules of form, read from a set's `the_thuc.yaml`: what each asks, how much it weighs, what it rests on.

Three kinds: a property of a component, a pattern that no text may hold, a named check. `tu_ngu.…` entries are
word lists that recognition and checks use. A set overrides an entry or removes it like any other entry.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from cchc_gen.base.diagnostics import Diagnostic, Severity
from cchc_gen.lint.properties import PROPERTIES, Property
from cchc_gen.lint.rulebook import FAMILIES, Allowed, Rule, Rulebook, Value
from cchc_gen.read.fields import NO, YES, Fields, nearest, set_fields
from cchc_gen.read.source import Entry, Items, Table, Text

WORDS = "tu_ngu."
_SEVERITY = {"lỗi": Severity.ERROR, "cảnh báo": Severity.WARNING, "ghi chú": Severity.NOTE}


def read_rulebook(
    table: Table, components: Sequence[str], checks: Sequence[str]
) -> tuple[Rulebook, list[Diagnostic]]:
    """Read the merged entries of a set."""
    problems: list[Diagnostic] = []
    rules: list[Rule] = []
    words: dict[str, tuple[str, ...]] = {}
    for name, entry in table.entries.items():
        if not isinstance(entry.value, Table):
            message = f"«{name}» phải là nhóm khóa"
            problems.append(Diagnostic(entry.key.pos, "S009", message, hint="viết {khóa: giá trị, …}"))
            continue
        fields = set_fields(entry.value, problems)
        if name.startswith(WORDS):
            words[name.removeprefix(WORDS)] = tuple(t.value for t in fields.texts("tu", required=True))
        else:
            rule = _rule(name, entry, fields, components, checks)
            rules += [rule] if rule else []
        fields.close()
    return Rulebook(tuple(rules), words), problems


def _rule(
    name: str, entry: Entry, fields: Fields, components: Sequence[str], checks: Sequence[str]
) -> Rule | None:
    if name.partition(".")[0] not in FAMILIES:
        hint = nearest(name.partition(".")[0], FAMILIES) or f"mở đầu bằng: {', '.join(FAMILIES)}"
        fields.problem(entry.key.pos, f"tên quy tắc «{name}» không thuộc nhóm nào", hint)
    severity = fields.one_of("muc", tuple(_SEVERITY))
    reference, message = fields.text("can_cu", required=True), fields.text("thong_bao", required=True)
    hint, mendable = fields.text("goi_y"), fields.flag("sua")
    spares = tuple(text.value for text in fields.texts("tru"))
    head = (name, _SEVERITY[severity], reference, message, hint, mendable, spares)
    if name.partition(".")[0] not in FAMILIES:
        return None
    if fields.node("mau"):
        return _pattern_rule(head, fields)
    if fields.node("kiem"):
        check, component = fields.one_of("kiem", checks), ""
        if fields.node("thanh_phan"):
            component = fields.one_of("thanh_phan", components)
        return Rule(*head, component=component, check=check)
    component = fields.one_of("thanh_phan", components)
    prop = PROPERTIES[fields.one_of("thuoc_tinh", tuple(PROPERTIES))]
    return Rule(*head, component=component, prop=prop.name, allowed=_allowed(prop, fields))


def _allowed(prop: Property, fields: Fields) -> Allowed:
    values = tuple(_value(text, prop, fields) for text in fields.texts("gia_tri"))
    low, high = (_number(fields.scalar(key), fields) for key in ("tu", "den"))
    if not values and low is None and high is None:
        fields.problem(
            fields.table.pos, "quy tắc thiếu giá trị cho phép", "thêm «gia_tri: …» hoặc «tu: …, den: …»"
        )
    return Allowed(values, low, high)


def _value(text: Text, prop: Property, fields: Fields) -> Value:
    word = text.value.strip()
    if prop.unit:
        return _number(text, fields) or Decimal(0)
    if prop.words:
        if prop.words != ("*",) and word not in prop.words:
            hint = nearest(word, prop.words) or f"chọn một trong: {', '.join(prop.words)}"
            fields.problem(text.pos, f"«{prop.name}» không nhận «{word}»", hint)
        return word
    if word not in YES + NO:
        fields.problem(text.pos, f"«{prop.name}»: cần «có» hoặc «không», nhận «{word}»", "viết có hoặc không")
    return word in YES


def _number(text: Text | None, fields: Fields) -> Decimal | None:
    if text is None:
        return None
    try:
        return Decimal(text.value.strip().replace(",", "."))
    except InvalidOperation:
        fields.problem(text.pos, f"cần số, nhận «{text.value}»", "viết như 13 hoặc 1,27")
        return None


Head = tuple[str, Severity, str, str, str, bool, tuple[str, ...]]


def _pattern_rule(head: Head, fields: Fields) -> Rule | None:
    source = fields.scalar("mau", required=True)
    guards, swap = _words(fields, "chua"), _words(fields, "doi")
    replacement = fields.scalar("thay")
    if source is None:
        return None
    reason = unsafe(source.value)
    if reason:
        fields.problem(
            source.pos, f"mẫu «{source.value[:40]}» không dùng được: {reason}", "xem hướng dẫn viết mẫu"
        )
        return None
    pair = (
        (swap[0], swap[1]) if len(swap) == 2 else ("", replacement.value) if replacement is not None else None
    )
    return Rule(*head, pattern=source.value, guards=guards, swap=pair)


def _words(fields: Fields, key: str) -> tuple[str, ...]:
    """Read words as they are: what looks like a placeholder is what a rule looks for."""
    node = fields.node(key)
    items = node.items if isinstance(node, Items) else (node,)
    return tuple(item.value for item in items if isinstance(item, Text))


def says(rule: Rule) -> str:
    """Write what a rule of a property allows."""
    prop, allowed = PROPERTIES[rule.prop], rule.allowed
    if allowed.values:
        return " hoặc ".join(prop.printed(v) for v in allowed.values)
    bounds = (("từ", allowed.low), ("đến", allowed.high))
    return " ".join(f"{word} {prop.printed(bound)}" for word, bound in bounds if bound is not None)


MAX_PATTERN = 300
_MOST_WORK = 20_000
_REPEAT = re.compile(r"\{([0-9]{1,3})(?:,([0-9]{1,3}))?\}|[*+]|\?")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")


def unsafe(pattern: str) -> str:
    """Say why a pattern might run for ever; empty when each place of a text costs it a bounded effort.

    Repeats have an end, none repeats a group that itself varies, and nothing refers back.
    """
    if len(pattern) > MAX_PATTERN:
        return f"dài quá {MAX_PATTERN} ký tự"
    try:
        re.compile(pattern)
    except re.error as error:
        return f"sai cú pháp ({error.msg})"
    bare = _CLASS.sub("x", re.sub(r"\\[^1-9]", "x", pattern.replace("(?i", "(?:").replace(r"\\", "x")))
    if re.search(r"\\[1-9]|\(\?P?[=(]", bare.replace("(?=", "(?:")):
        return "tham chiếu ngược"
    if re.search(r"[*+]|\{[0-9]*,\}", bare):
        return "lặp không có điểm dừng; viết {0,20} thay cho * và {1,20} thay cho +"
    if re.search(r"\([^()]*(?:\{[0-9]+,[0-9]+\}|[|]|\w\?)[^()]*\)\{", bare):
        return "lặp một nhóm có phần thay đổi"
    work = 1
    for repeat in _REPEAT.finditer(re.sub(r"\(\?", "(", bare)):
        low, high = int(repeat[1] or 0), int(repeat[2] or repeat[1] or 1)
        work *= max(high - low, 0) + 1
    return "quá nhiều cách lặp" if work > _MOST_WORK else ""
