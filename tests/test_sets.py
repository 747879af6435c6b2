"""Every packaged set is whole: it lints without a word, and holds no figure of a unit."""

from __future__ import annotations

from pathlib import Path

import pytest

from cchc_gen.set_lint import lint_set
from cchc_gen.sets.template_set import packaged_root, set_names

ROOT = packaged_root()


@pytest.mark.parametrize("name", set_names([ROOT]))
def test_the_set_lints_clean(name: str) -> None:
    assert lint_set([ROOT], name) == []


@pytest.mark.parametrize("name", set_names([ROOT]))
def test_the_set_has_only_files_that_it_is_read_from(name: str) -> None:
    known = {"bo.yaml", "chi_tieu.yaml", "kiem_tra.yaml", "cau.yaml", "bo_cuc.yaml", "bieu.yaml", "hang.yaml"}
    known.add("the_thuc.yaml")
    files = {path.name for path in (ROOT / name).iterdir()}
    assert files <= known | {"bao_cao.docx"}


def test_the_form_of_the_base_template_is_decree_30() -> None:
    import docx
    from docx.shared import Mm, Pt

    document = docx.Document(str(Path(ROOT) / "chuan" / "bao_cao.docx"))
    for section in document.sections:
        assert section.page_width is not None and section.page_height is not None
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
        assert Mm(20) <= (section.top_margin or 0) <= Mm(25)
        assert Mm(20) <= (section.bottom_margin or 0) <= Mm(25)
        assert Mm(30) <= (section.left_margin or 0) <= Mm(35)
        assert Mm(15) <= (section.right_margin or 0) <= Mm(20)
        assert section.different_first_page_header_footer
    normal = document.styles["Normal"]
    assert normal.font.name == "Times New Roman"
    assert normal.font.size in (Pt(13), Pt(14))
