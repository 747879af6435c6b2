"""The manifest: equal values give equal digests however they are typed, and Word files carry it."""

from __future__ import annotations

import io
import random
import zipfile
from dataclasses import fields
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_gen.facts.binding import Facts
from cchc_gen.provenance.digest import digest
from cchc_gen.provenance.manifest import FACTS, SET, UNIT, read_manifest, seal, sources, values_of
from cchc_gen.rendering import render
from cchc_gen.report import Story, build
from cchc_gen.word.filling import Filled
from cchc_gen.word.lines import BLANK, lines
from cchc_gen.word.package import pack, unpack
from cchc_gen.word.properties import LONGEST, PART, read_properties
from tests.conftest import BASE_TEMPLATE, table, with_properties, word_template, world

EXAMPLE = Path(__file__).parent.parent / "examples/cho-don/2024-Q1.yaml"

KINDS = {
    "a.dem": "loai: so_dem",
    "a.tien": "loai: tien, dvt: đồng",
    "a.le": "loai: thap_phan, dvt: km",
    "b.phan_tram": "loai: phan_tram",
    "b.co": "loai: co_khong",
    "b.chu": "loai: chu",
    "b.ngay": "loai: ngay",
    "b.ten": "loai: danh_sach",
}

VALUES = {
    "dem": "1807", "tien": '"16.466,9"', "le": "12.5", "phan_tram": "97,98%", "co": "có",
    "chu": "Xã Một", "ngay": "09/3/2024", "ten": "[Một, Hai]",
}  # fmt: skip


def facts_digests(yaml: str) -> dict[str, str]:
    made = world(KINDS, yaml, topics=("k",), text_keys=("kho_khan",))
    assert not made.problems, made.problems
    return {name: digest(value) for name, value in values_of(made.facts).items()}


SPELT = {
    "dem": ["1807", "1.807", '"1.807"', "'1807'", "1 807"],
    "tien": ["16466,9", '"16.466,9"', "16466.9"],
    "le": ["12.5", '"12,5"', "'12.5'"],
    "phan_tram": ["97,98%", '"97,98"', "97.98", "97,98 %"],
    "co": ["có", "Có", '"có"', "CÓ"],
    "chu": ["Xã Một", '"Xã Một"', "'Xã  Một'"],
    "ngay": ["09/3/2024", '"9/3/2024"', "09/03/2024"],
    "ten": ["[Một, Hai]", '["Một", Hai]', "['Một', 'Hai']"],
}

REST = """
van_ban:
  mot: {loai: Quyết định, so: 05/QĐ-UBND, ngay: 24/01/2024, chu_de: k}
noi_dung:
  kho_khan: |
    - Có **{{ a.dem }}** việc^[theo báo cáo].
giai_trinh:
  - {kiem_tra: x, gia_tri: {a.dem: 1807}, ly_do: Đã rõ}
"""

REST_OTHERWISE = """
giai_trinh:    # lý do
  - ly_do: "Đã rõ"
    gia_tri: {a.dem: "1.807"}
    kiem_tra: 'x'
noi_dung: {kho_khan: "- Có **{{a.dem}}**  việc^[theo báo cáo]."}
van_ban:
  mot:
    chu_de: [k]
    ngay: "24/1/2024"
    so: "05/QĐ-UBND"
    loai: Quyết định
"""


def facts_yaml(values: dict[str, str], rest: str = REST, shuffle: int = 0, comment: str = "") -> str:
    names = list(KINDS)
    random.Random(shuffle).shuffle(names)
    groups = {group: [k for k in names if k.startswith(group)] for group in ("a.", "b.")}
    text = f"so_lieu:{comment}\n"
    for group, keys in groups.items():
        text += f"  {group[0]}:\n"
        text += "".join(f"    {k[2:]}: {values[k[2:]]}{comment}\n" for k in keys)
    return rest + text


@given(st.integers(), st.fixed_dictionaries({k: st.sampled_from(v) for k, v in SPELT.items()}), st.booleans())
def test_spelling_order_and_comments_leave_no_trace(
    shuffle: int, values: dict[str, str], otherwise: bool
) -> None:
    rest = REST_OTHERWISE if otherwise else REST
    typed = facts_yaml(values, rest, shuffle, comment="   # ghi chú")
    assert facts_digests(typed) == facts_digests(facts_yaml(VALUES))


OTHER = {
    "dem": "1808", "tien": "16466,91", "le": '"12,50"', "phan_tram": "97,99%", "co": "không",
    "chu": "Xã Hai", "ngay": "10/3/2024", "ten": "[Hai, Một]",
}  # fmt: skip


@given(st.sampled_from(sorted(OTHER)), st.sampled_from(["không phát sinh", "chưa có số liệu", None]))
def test_any_other_value_changes_the_digest(name: str, state: str | None) -> None:
    typed = facts_yaml({**VALUES, name: state or OTHER[name]})
    before, after = facts_digests(facts_yaml(VALUES)), facts_digests(typed)
    assert {key for key in before if before[key] != after[key]} == {"so_lieu"}


@pytest.mark.parametrize(
    ("old", "new", "section"),
    [
        ("    dem: 1807", "    dem: {gia_tri: 1807, kem_tu: hơn}", "so_lieu"),
        ("    dem: 1807", "    dem: {gia_tri: 1807, uoc: có}", "so_lieu"),
        ("    dem: 1807", "    dem: {gia_tri: 1807, den_ngay: 9/3/2024}", "so_lieu"),
        ("    dem: 1807", "    dem: {gia_tri: 1807, ghi_chu: lũy kế}", "so_lieu"),
        ("    dem: 1807", '    dem: {gia_tri: 1807, o_bieu: "x"}', "so_lieu"),
        ("05/QĐ", "06/QĐ", "van_ban"),
        ("**{{ a.dem }}**", "{{ a.dem }}", "noi_dung"),
        ("theo báo cáo", "theo sổ", "noi_dung"),
        ("ly_do: Đã rõ", "ly_do: Chưa rõ", "giai_trinh"),
        ("a.dem: 1807}", "a.dem: 1808}", "giai_trinh"),
        ("van_ban:", "bao_cao: {thang_ky: 4/2024}\nvan_ban:", "bao_cao"),
    ],
)
def test_what_is_said_of_a_value_is_a_value(old: str, new: str, section: str) -> None:
    typed = facts_yaml(VALUES)
    assert old in typed
    before, after = facts_digests(typed), facts_digests(typed.replace(old, new, 1))
    assert {key for key in before if before[key] != after[key]} == {section}


def test_documents_are_printed_in_order_so_their_order_is_a_value() -> None:
    mot, hai = "mot: {loai: Quyết định, so: '1'}", "hai: {loai: Quyết định, so: '2'}"
    first = facts_digests(f"so_lieu: {{}}\nvan_ban: {{{mot}, {hai}}}")
    assert first != facts_digests(f"so_lieu: {{}}\nvan_ban: {{{hai}, {mot}}}")


def test_every_field_of_the_facts_is_a_value_or_a_place() -> None:
    values = {"header", "about", "values", "unreadable", "register", "texts", "waivers"}
    places = {"groups", "texts_pos", "about_pos"}
    assert {field.name for field in fields(Facts)} == values | places


def test_a_sets_entries_count_in_their_order_and_not_by_their_comments() -> None:
    typed = table("a: {nhan: Một, loai: so_dem}\nb: {nhan: Hai}")
    assert digest(typed) == digest(table("a:   # chú thích\n  nhan: 'Một'\n  loai: so_dem\nb: {nhan: Hai}"))
    assert digest(typed) != digest(table("b: {nhan: Hai}\na: {nhan: Một, loai: so_dem}"))
    assert digest(typed) != digest(table("a: {nhan: Một, loai: tien}\nb: {nhan: Hai}"))


@pytest.fixture(scope="module")
def story() -> Story:
    told = build(EXAMPLE).story
    assert told is not None
    return told


@pytest.fixture(scope="module")
def content() -> bytes:
    made, problems = render(build(EXAMPLE))
    assert made is not None, problems
    return made


def test_a_word_file_carries_its_manifest(content: bytes, story: Story) -> None:
    manifest = read_manifest(content)
    assert manifest is not None
    assert (manifest.set_name, manifest.period, manifest.is_draft) == ("bac-kan-huyen", "2024-Q1", False)
    assert manifest.sources == sources(story)
    assert set(manifest.sources) == {*FACTS, UNIT, SET}
    assert any(BLANK in blank for blank in manifest.text.blanks)


def test_two_fillings_give_the_same_bytes(content: bytes) -> None:
    again, _ = render(build(EXAMPLE))
    assert again == content


def test_a_draft_says_that_it_is_one() -> None:
    made, problems = render(build(EXAMPLE), draft=True)
    assert made is not None, problems
    manifest = read_manifest(made)
    assert manifest is not None and manifest.is_draft


def test_every_property_is_short_enough_for_word_and_names_nobody(content: bytes, story: Story) -> None:
    properties = read_properties(content)
    assert all(len(text) <= LONGEST for text in properties.values())
    everything = "\n".join([*properties.values(), *(read_manifest(content) or story).text.blanks])  # type: ignore[union-attr]
    assert story.document.signer not in everything or not story.document.signer
    assert "/" not in properties["cchc-gen.bo_mau"]
    assert str(EXAMPLE.parent) not in everything


def test_python_docx_opens_what_was_sealed(content: bytes) -> None:
    opened = docx.Document(io.BytesIO(content))
    saved = io.BytesIO()
    opened.save(saved)
    assert read_manifest(saved.getvalue()) == read_manifest(content)


def test_a_manifest_with_a_part_missing_is_none(content: bytes) -> None:
    properties = read_properties(content)
    for missing in ("cchc-gen.ky", "cchc-gen.doan.2", "cchc-gen.ma.so_lieu"):
        rest = {name: text for name, text in properties.items() if name != missing}
        assert read_manifest(with_properties(content, rest, "cchc-gen.")) is None
    broken = {**properties, "cchc-gen.doan.1": "không phải base64"}
    assert read_manifest(with_properties(content, broken, "cchc-gen.")) is None
    assert read_manifest(BASE_TEMPLATE.read_bytes()) is None


def test_the_templates_own_properties_stay(tmp_path: Path) -> None:
    template = word_template(tmp_path / "mau.docx", "x").read_bytes()
    own = with_properties(template, {"Số lưu": "A & <B>"}, "Số")
    both = with_properties(own, {"cchc-gen.a": "1", "cchc-gen.b": "2"}, "cchc-gen.")
    again = with_properties(both, {"cchc-gen.a": "3"}, "cchc-gen.")
    assert read_properties(both) == {"Số lưu": "A & <B>", "cchc-gen.a": "1", "cchc-gen.b": "2"}
    assert read_properties(again) == {"Số lưu": "A & <B>", "cchc-gen.a": "3"}
    with zipfile.ZipFile(io.BytesIO(again)) as archive:
        assert archive.read("[Content_Types].xml").count(PART.encode()) == 1
        assert archive.read("_rels/.rels").count(PART.encode()) == 1
        pids = [p.split(b'"')[0] for p in archive.read(PART).split(b'pid="')[1:]]
        assert len(pids) == len(set(pids)) == 2


def test_sealing_again_changes_nothing(content: bytes, story: Story) -> None:
    filled = Filled(unpack(content), {}, lines(content))
    seal(filled, story, is_draft=False)
    assert pack(filled.parts) == content
