"""Run the checks of a set: each kind has one function that looks for its findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from cchc_gen.check import citations, documents, earlier, relations, texts
from cchc_gen.check.checks import RELATION, Check
from cchc_gen.check.evidence import Evidence
from cchc_gen.check.finding import Finding

_FINDERS: Mapping[str, tuple[Callable[[Check, Evidence], Iterator[Finding]], ...]] = {
    RELATION: (relations.relation_findings, texts.claim_findings),
    "khoang": (relations.range_findings,),
    "cong_thuc": (relations.formula_findings,),
    "so_roi": (texts.loose_findings,),
    "ngay_ngoai_ky": (texts.date_findings,),
    "ky_khac": (texts.period_findings, texts.asked_findings),
    "trich_dan": (citations.citation_findings,),
    "ten_cu": (texts.old_name_findings,),
    "ngay_van_ban": (documents.date_findings, citations.later_findings),
    "thu_tu_van_ban": (documents.order_findings,),
    "trung_so": (documents.number_findings,),
    "nam_ke_hoach": (documents.plan_findings,),
    "ky_hieu": (documents.symbol_findings,),
    "luy_ke": (earlier.fall_findings,),
    "dot_bien": (earlier.jump_findings,),
}


def run(checks: Sequence[Check], evidence: Evidence) -> list[Finding]:
    """Run every check over the evidence."""
    return [finding for check in checks for find in _FINDERS[check.kind] for finding in find(check, evidence)]
