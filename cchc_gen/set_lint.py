"""Lint a template set: every rule, sentence, row and Word tag against the catalogue.

Reading a set already finds unknown names and misplaced overrides; here is what only shows when the
whole set is looked at: rules that can never hold, things that nobody uses, tags in Word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from cchc_gen.base.diagnostics import Diagnostic, Pos, Severity, has_errors
from cchc_gen.base.values import INFINITY, Missing, Number, Value
from cchc_gen.check.checks import Relation
from cchc_gen.check.texts import loose_digits
from cchc_gen.language.evaluation import may_hold
from cchc_gen.language.expressions import Expression
from cchc_gen.language.tree import Topic
from cchc_gen.language.wording import Run, Wording
from cchc_gen.lint.linting import lint_parts
from cchc_gen.read.source import Text as SourceText
from cchc_gen.rules import Rules, read_rules
from cchc_gen.set_names import odd_topics, unknown_names
from cchc_gen.sets.catalogue import Catalogue
from cchc_gen.sets.template_set import packaged_root
from cchc_gen.tell.document import Document
from cchc_gen.tell.form import FormRow, Row, Sheet
from cchc_gen.tell.narrative import Origin, Paragraph, Sentence
from cchc_gen.word.filling import fill


def lint_set(roots: Sequence[Path], name: str) -> list[Diagnostic]:
    """Open a set and report everything that is wrong or idle in it."""
    rules, problems = read_rules([*roots, packaged_root()], name, Pos(name))
    if rules is None or has_errors(problems):
        return problems
    own = rules.chain[0]
    found = [
        *problems,
        *_dead_variants(rules.sentences, rules.catalogue),
        *_dead_checks(rules),
        *_idle(rules),
        *unknown_names(rules),
        *odd_topics(rules),
        *_rows_without_indicator(rules.form.rows),
        *_loose_digits(rules),
        *fill(rules.word_template, _SAMPLE)[1],
        *_faults_of_form(rules),
    ]
    return [d for d in found if d.is_error or Path(d.pos.path).parent == own]


@dataclass(frozen=True, slots=True)
class _AnyFigure:
    """A scope in which every number may be anything that its range allows."""

    catalogue: Catalogue

    def value(self, key: str) -> Value:
        indicator = self.catalogue[key]
        if not indicator.kind.is_number:
            return Missing.UNSTATED
        low = -INFINITY if indicator.minimum is None else indicator.minimum
        high = INFINITY if indicator.maximum is None else indicator.maximum
        middle = low if low > -INFINITY else high if high < INFINITY else Number.exact(0).value
        return Number(middle, low, high)

    def count_documents(self, topic: Topic) -> int:
        return 0

    def is_estimate(self, key: str) -> bool:
        return False


def _asks_only_numbers(expression: Expression, catalogue: Catalogue) -> bool:
    numbers = all(catalogue[key].kind.is_number for key in expression.keys)
    return numbers and "(" not in expression.source and not expression.topics and bool(expression.keys)


def _dead_variants(sentences: Mapping[str, Sentence], catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Find variants that can never speak: an impossible condition, or a place after «otherwise»."""
    for sentence in sentences.values():
        ended = False
        for variant in sentence.variants:
            pos = variant.wording.source.pos
            if ended:
                message = f"câu «{sentence.key}»: biến thể này không bao giờ được dùng"
                hint = "biến thể không có «khi» phải đứng cuối"
                yield Diagnostic(pos, "S010", message, Severity.WARNING, hint)
            ended = ended or variant.when is None
            if variant.when and _never(variant.when, catalogue):
                message = f"câu «{sentence.key}»: điều kiện «{variant.when.source}» không bao giờ đúng"
                yield Diagnostic(variant.when.pos, "S010", message, Severity.WARNING, "sửa điều kiện")


def _dead_checks(rules: Rules) -> Iterator[Diagnostic]:
    for check in rules.checks:
        if isinstance(check.options, Relation) and _never(check.options.expect, rules.catalogue):
            message = f"kiểm tra «{check.name}» không bao giờ đúng với khoảng giá trị của các chỉ tiêu"
            yield Diagnostic(check.options.expect.pos, "S010", message, Severity.WARNING, "sửa biểu thức")


def _never(expression: Expression, catalogue: Catalogue) -> bool:
    if not _asks_only_numbers(expression, catalogue):
        return False
    return may_hold(expression, _AnyFigure(catalogue)) is False


def _idle(rules: Rules) -> Iterator[Diagnostic]:
    """Note sentences that no section holds and, in a set that is no base, indicators that nothing reads."""
    spoken = {item.key for section in rules.outline for item in section.items if item.kind == "cau"}
    for sentence in rules.sentences.values():
        if sentence.key not in spoken:
            message = f"câu «{sentence.key}» không đứng ở mục nào của bố cục"
            hint = f"thêm «cau.{sentence.key}: {{sau: …}}» vào bo_cuc.yaml"
            yield Diagnostic(sentence.pos, "S011", message, Severity.NOTE, hint)
    if len(rules.chain) == 1:
        return
    used = rules.keys_used()
    for key, indicator in rules.catalogue.indicators.items():
        if key not in used:
            message = f"chỉ tiêu «{key}» không được câu, hàng, công thức hay kiểm tra nào dùng"
            yield Diagnostic(indicator.pos, "S011", message, Severity.NOTE)


def _rows_without_indicator(rows: Sequence[FormRow]) -> Iterator[Diagnostic]:
    for row in rows:
        if row.unit and not row.indicator:
            message = f"hàng «{row.key}» có đơn vị tính mà không có chi_tieu: ô số liệu luôn trống"
            hint = "thêm «chi_tieu: …», hoặc bỏ «dvt» nếu là hàng tiêu đề"
            yield Diagnostic(row.pos, "S012", message, Severity.WARNING, hint)


def _loose_digits(rules: Rules) -> Iterator[Diagnostic]:
    """Find figures typed into sentences: a set holds no unit's figure."""
    for sentence in rules.sentences.values():
        for variant in sentence.variants:
            for digits, pos in loose_digits(variant.wording, rules.settings.allowed_numbers):
                message = f"câu «{sentence.key}» có số «{digits}» gõ sẵn"
                hint = "số liệu phải lấy từ {{ khóa }}; số của luật thì thêm mẫu vào so_duoc_phep"
                yield Diagnostic(pos, "S013", message, Severity.WARNING, hint)


def _faults_of_form(rules: Rules) -> list[Diagnostic]:
    """Hold what the Word template makes of a plain document against the set's own rules of form."""
    filled, _ = fill(rules.word_template, _FORMAL)
    if filled is None:
        return []
    found = lint_parts(filled.parts, filled.texts, str(rules.word_template), rules.form_rules)
    return [diagnostic for diagnostic in found if diagnostic.is_error]


_HERE = Pos("mẫu thử")
_TEXT = (Run("Thử "), Run("đậm", bold=True), Run("", note=(Run("Chú thích"),)))
_LABEL = Wording(SourceText("Thử", _HERE), ())
_ROWS = tuple(
    Row(FormRow("thu/1", "thu", "1", _LABEL, _HERE, bold=bold), _TEXT, (Run("1"),), ())
    for bold in (True, False)
)
_SAMPLE = Document(
    parent_agency="CƠ QUAN CHỦ QUẢN",
    letterhead=("CƠ QUAN", "BAN HÀNH"),
    number_line="Số:        /BC-UBND",
    place_line="Thử, ngày      tháng 3 năm 2024",
    title="BÁO CÁO",
    subject=(Run("Thử"),),
    subject_pos=_HERE,
    addressees=("Nơi thứ nhất", "Nơi thứ hai"),
    body=tuple(
        Paragraph(style, _TEXT, Origin("muc", "thu"), _HERE)
        for style in ("muc_1", "muc_2", "muc_3", "muc_4", "doan")
    ),
    recipients=("- Như trên;", "- Lưu: VT."),
    authority=("TM. ỦY BAN NHÂN DÂN",),
    post="CHỦ TỊCH",
    signer="Người ký",
    sheets=(Sheet(((Run("BIỂU"),),), (Run("(Kèm theo)"),), _ROWS, _HERE),) * 2,
    agency="Cơ quan",
    dated=date(2024, 3, 14),
    draft_notes=("thử",),
)
_FORMAL = replace(
    _SAMPLE,
    parent_agency="UBND TỈNH A",
    letterhead=("SỞ NỘI VỤ",),
    number_line="Số:        /BC-SNV",
    place_line="A, ngày      tháng 3 năm 2024",
    subject=(Run("Công tác cải cách hành chính"),),
    draft_notes=None,
)
