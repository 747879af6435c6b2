"""Every packaged set is whole: it lints without a word, holds no figure of a unit and only what differs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from cchc_gen.set_lint import lint_set
from cchc_gen.sets.template_set import ENTRY_FILES, MANIFEST, packaged_root, set_names

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


def entries_of(name: str, file: str) -> dict[str, object]:
    """Return what one file of a set holds, as it is written."""
    path = ROOT / name / f"{file}.yaml"
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader) or {} if path.exists() else {}


def without_place(entry: object) -> object:
    return {k: v for k, v in entry.items() if k != "sau"} if isinstance(entry, dict) else entry


def inherited_by(name: str, file: str) -> dict[str, object]:
    """Return what a set would hold in a file if it wrote nothing there."""
    base = entries_of(name, MANIFEST).get("ke_thua")
    if not isinstance(base, str):
        return {}
    own = {key: without_place(entry) for key, entry in entries_of(base, file).items()}
    return inherited_by(base, file) | own


@pytest.mark.parametrize("name", set_names([ROOT]))
@pytest.mark.parametrize("file", [MANIFEST, *ENTRY_FILES])
def test_the_set_holds_only_what_differs(name: str, file: str) -> None:
    """An entry that says again what it inherits is idle; with `sau` it stands elsewhere."""
    inherited = inherited_by(name, file)
    assert not [key for key, entry in entries_of(name, file).items() if inherited.get(key, "") == entry]


@pytest.mark.parametrize("file", ["chi_tieu", "kiem_tra", "cau", "bieu", "hang"])
def test_no_two_sets_hold_the_same_entry(file: str) -> None:
    """What two sets say word for word belongs in a set that both build on."""
    holders: dict[tuple[str, str], list[str]] = {}
    for name in set_names([ROOT]):
        for key, entry in entries_of(name, file).items():
            if isinstance(entry, dict):
                words = json.dumps(without_place(entry), sort_keys=True)
                holders.setdefault((key, words), []).append(name)
    assert not {key: names for (key, _), names in holders.items() if len(names) > 1}
