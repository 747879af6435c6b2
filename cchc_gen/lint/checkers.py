"""All checks by the names that the rules' data switch them on with."""

from __future__ import annotations

from collections.abc import Mapping

from cchc_gen.lint.appendix_checks import APPENDIX_CHECKS
from cchc_gen.lint.file_checks import FILE_CHECKS
from cchc_gen.lint.foot_checks import FOOT_CHECKS
from cchc_gen.lint.head_checks import HEAD_CHECKS
from cchc_gen.lint.hits import Check
from cchc_gen.lint.number_checks import NUMBER_CHECKS

CHECKS: Mapping[str, Check] = {
    **HEAD_CHECKS,
    **FOOT_CHECKS,
    **NUMBER_CHECKS,
    **APPENDIX_CHECKS,
    **FILE_CHECKS,
}
