"""The report is told: sentences by their variants, sections numbered as they are printed."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from cchc_gen.base.diagnostics import Diagnostic
from cchc_gen.rules import names_of
from cchc_gen.sets.settings import read_settings
from cchc_gen.tell.narrative import Origin, Paragraph, read_outline, read_sentences, tell, text_keys
from tests.conftest import SETTINGS, World, catalogue, codes, settings, table, world

FIELDS = {
    "a": "loai: so_dem",
    "b": "loai: so_dem",
    "p": "loai: phan_tram, cong_thuc: 'phan_tram(a, b)'",
    "c": "loai: lua_chon, lua_chon: [Trực tuyến, Phát phiếu]",
    "t": "loai: chu",
    "ten": "loai: danh_sach",
}


@dataclass(frozen=True)
class Told:
    paragraphs: list[Paragraph]
    problems: list[Diagnostic]

    @property
    def texts(self) -> list[str]:
        return [paragraph.text for paragraph in self.paragraphs]


def told(
    outline: str, sentences: str = "{}", facts: str = "so_lieu: {}", habits: str = "", period: str = "2024-Q1"
) -> Told:
    spoken, problems = read_sentences(table(sentences), catalogue(FIELDS), names_of(catalogue(FIELDS)))
    sections, found = read_outline(table(outline), spoken, names_of(catalogue(FIELDS)))
    assert not problems + found, problems + found
    made: World = world(
        FIELDS, facts, topics=["x"], text_keys=sorted(text_keys(sections)), habits=habits, period=period
    )
    assert not made.problems, made.problems
    return Told(*tell(sections, spoken, made.facts, made.printer, settings(habits).headings))


def said(sentence: str, facts: str = "so_lieu: {}", period: str = "2024-Q1") -> Told:
    """Tell one sentence alone, and leave out the heading above it."""
    made = told("m: {cap: 1, tieu_de: M}\ncau.s: {}", f"s: {sentence}", facts, period=period)
    return Told([p for p in made.paragraphs if p.style == "doan"], made.problems)


def variants(*cases: tuple[str, str]) -> str:
    rows = [f"{{khi: '{when}', viet: \"{text}\"}}" if when else f'{{viet: "{text}"}}' for when, text in cases]
    return f"{{bien_the: [{', '.join(rows)}]}}"


CASES = variants(
    ("thieu(a)", "chưa rõ"),
    ("a == 0", "không có"),
    ("a == 1", "một"),
    ("a > 100", "nhiều"),
    ("", "{{ a }} việc"),
)


@pytest.mark.parametrize(
    ("value", "text"),
    [("chưa có số liệu", "chưa rõ"), ("0", "không có"), ("không phát sinh", "không có"), ("1", "một"),
     ("5", "05 việc"), ("101", "nhiều")],
)  # fmt: skip
def test_the_first_variant_that_holds_speaks(value: str, text: str) -> None:
    assert said(CASES, f"so_lieu: {{a: {value}}}").texts == [text]


def test_a_fact_that_was_forgotten_can_be_asked_for() -> None:
    assert said(CASES).texts == ["chưa rõ"]


def test_of_two_variants_that_hold_the_first_speaks() -> None:
    assert said(variants(("a >= 1", "trước"), ("a >= 0", "sau")), "so_lieu: {a: 5}").texts == ["trước"]


def test_a_variant_may_say_nothing() -> None:
    assert said(variants(("a == 0", ""), ("", "có")), "so_lieu: {a: 0}") == Told([], [])


def test_no_variant_that_holds_is_an_error_of_the_set() -> None:
    made = said(variants(("a == 0", "không")), "so_lieu: {a: 5}")
    assert made.texts == [] and codes(made.problems) == ["N001"]


@pytest.mark.parametrize("facts", ["so_lieu: {}", "so_lieu: {a: chưa có số liệu}"])
def test_a_condition_on_a_missing_value_leaves_a_hole_and_never_reads_as_false(facts: str) -> None:
    made = said(variants(("a == 0", "không"), ("", "có")), facts)
    assert made.texts == ["[THIẾU: Nhãn a]"] and made.paragraphs[0].runs[0].hole


def test_a_condition_that_divides_by_zero_is_an_error_of_the_set() -> None:
    made = said(variants(("p > 50", "đạt"), ("", "không đạt")), "so_lieu: {a: 0, b: 0}")
    assert codes(made.problems) == ["N002"] and "thieu(" in made.problems[0].hint


@pytest.mark.parametrize(("when", "facts"), [("t == 5", "t: chữ"), ("ten == 5", "ten: [A]")])
def test_a_condition_that_compares_a_text_with_a_number_says_so(when: str, facts: str) -> None:
    made = said(variants((when, "a"), ("", "b")), f"so_lieu: {{{facts}}}")
    assert codes(made.problems) == ["N002"] and "so sánh chữ với số" in made.problems[0].message


def test_an_answer_of_which_nothing_arose_is_no_hole() -> None:
    sentence = variants(('c == "Phát phiếu"', "phát phiếu"), ("", "cách khác"))
    made = said(sentence, "so_lieu: {c: không phát sinh}")
    assert made.texts == ["cách khác"] and made.problems == []


def test_an_answer_chooses_its_variant() -> None:
    sentence = variants(('c == "Phát phiếu"', "phát phiếu"), ("", "cách khác"))
    assert said(sentence, "so_lieu: {c: phát phiếu}").texts == ["phát phiếu"]


def test_a_missing_value_in_a_sentence_is_a_marked_hole() -> None:
    (paragraph,) = said('{viet: "Có {{ a }} việc"}').paragraphs
    assert [(run.text, run.hole) for run in paragraph.runs] == [
        ("Có ", False), ("[THIẾU: Nhãn a]", True), (" việc", False),
    ]  # fmt: skip


def test_a_percentage_of_nothing_is_never_printed_by_accident() -> None:
    assert said('{viet: "Đạt {{ p }}"}', "so_lieu: {a: 0, b: 0}").paragraphs[0].runs[1].hole


def test_each_line_of_a_sentence_is_a_paragraph() -> None:
    assert said('{viet: "một\\n- hai"}').texts == ["một", "- hai"]


def test_a_paragraph_names_the_variant_that_wrote_it() -> None:
    assert said(CASES, "so_lieu: {a: 0}").paragraphs[0].origin == Origin("cau", "s", 2)


@pytest.mark.parametrize(
    ("period", "text"),
    [
        ("2024-Q1", "Quý I năm 2024; sau: quý II năm 2024, 2024"),
        ("2024-Q4", "Quý IV năm 2024; sau: quý I năm 2025, 2025"),
        ("2024-12", "Tháng 12 năm 2024; sau: tháng 1 năm 2025, 2025"),
        ("2024-9T", "9 tháng đầu năm 2024; sau: quý IV năm 2024, 2024"),
        ("2024", "Năm 2024; sau: năm 2025, 2025"),
    ],
)
def test_a_period_and_the_next_are_named_as_the_set_names_them(period: str, text: str) -> None:
    sentence = '{viet: "{{ ky.ten }}; sau: {{ ky.sau.ten }}, {{ ky.sau.nam }}"}'
    assert said(sentence, period=period).texts == [text]


def test_a_set_may_name_the_next_period_outright() -> None:
    habits = 'ten_ky_sau: {6T: "6 tháng cuối năm {nam}"}'
    made = told(
        "m: {cap: 1, tieu_de: '{{ ky.sau.ten }}'}\ncau.s: {}", "s: {viet: x}", habits=habits, period="2024-6T"
    )
    assert made.texts[0] == "I. 6 THÁNG CUỐI NĂM 2024"


@pytest.mark.parametrize(
    ("facts", "day"),
    [
        ("so_lieu: {a: 5}", "14/3/2024"),
        ("bao_cao: {den_ngay: 10/3/2024}\nso_lieu: {a: 5}", "10/3/2024"),
        ("bao_cao: {den_ngay: 10/3/2024}\nso_lieu: {a: {gia_tri: 5, den_ngay: 9/3/2024}}", "09/3/2024"),
    ],
)
def test_a_figure_has_the_nearest_cut_off_date(facts: str, day: str) -> None:
    assert said('{viet: "Đến {{ a.den_ngay }}"}', facts).texts == [f"Đến {day}"]


def test_a_list_of_names_ends_in_va() -> None:
    assert said('{viet: "Gồm {{ ten }}."}', "so_lieu: {ten: [A, B, C]}").texts == ["Gồm A, B và C."]


REGISTER = """
    so_lieu: {}
    van_ban:
      mot: {loai: Kế hoạch, so: 5/KH-UBND, ngay: 5/1/2024, co_quan: UBND xã, trich_yeu: về việc, chu_de: x}
      hai: {loai: Quyết định, so: 012/QĐ-UBND, chu_de: x}
      ba: {loai: Công văn, ngay: 9/3/2024}
"""


def test_documents_are_listed_one_to_a_line() -> None:
    made = told("m: {cap: 1, tieu_de: M}\nvan_ban.x: {}", facts=REGISTER)
    assert made.texts[1:] == [
        "- Kế hoạch số 5/KH-UBND ngày 05/01/2024 của UBND xã về việc;", "- Quyết định số 012/QĐ-UBND.",
    ]  # fmt: skip


def test_a_subject_that_was_typed_with_its_stop_gets_no_second_one() -> None:
    facts = "so_lieu: {}\nvan_ban: {a: {loai: Kế hoạch, trich_yeu: về việc A., chu_de: x}}"
    assert told("m: {cap: 1, tieu_de: M}\nvan_ban.x: {}", facts=facts).texts[1] == "- Kế hoạch về việc A."


def test_a_list_of_documents_may_have_another_bullet() -> None:
    assert (
        told('m: {cap: 1, tieu_de: M}\nvan_ban.x: {dau: "+"}', facts=REGISTER)
        .texts[1]
        .startswith("+ Kế hoạch")
    )


def test_documents_are_cited_in_full_and_in_short() -> None:
    sentence = '{viet: "Theo {{ van_ban.mot }} và {{ van_ban.mot.so_ngay }}"}'
    # a set's sentence cannot name a unit's document; a unit's own text can
    facts = REGISTER.replace(
        "so_lieu: {}", "so_lieu: {}\n    noi_dung:\n      k: Theo {{ van_ban.mot.so_ngay }}."
    )
    made = told("m: {cap: 1, tieu_de: M}\nnoi_dung.k: {}", facts=facts)
    assert made.texts[1] == "Theo Kế hoạch số 5/KH-UBND ngày 05/01/2024."
    assert codes(read_sentences(table(f"s: {sentence}"), catalogue(FIELDS), frozenset())[1]) == ["S004"] * 2


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (
            "trich_dan",
            "Kế hoạch số 5/KH-UBND ngày 05/01/2024 của UBND xã về việc và Quyết định số 012/QĐ-UBND",
        ),
        ("trich_dan_ngan", "Kế hoạch số 5/KH-UBND ngày 05/01/2024 và Quyết định số 012/QĐ-UBND"),
    ],
)
def test_documents_of_a_topic_are_cited_in_one_sentence(function: str, text: str) -> None:
    assert said(f"{{viet: '{{{{ {function}(chu_de=\"x\") }}}}'}}", REGISTER).texts == [text]


def test_a_topic_without_documents_is_a_hole() -> None:
    made = said("{viet: 'Theo {{ trich_dan(chu_de=\"x\") }}'}")
    assert made.paragraphs[0].runs[1].hole


def test_a_topic_without_documents_lists_nothing() -> None:
    assert told("m: {cap: 1, tieu_de: M, neu_trong: Không.}\nvan_ban.x: {}").texts == ["I. M", "Không."]


DEEP = """
    m1: {cap: 1, tieu_de: Một}
    cau.s: {}
    m1a: {cap: 2, tieu_de: Hai}
    cau.s2: {}
    m1b: {cap: 2, tieu_de: Ba}
    m1b1: {cap: 3, tieu_de: Bốn}
    m1b1a: {cap: 4, tieu_de: Năm}
    cau.s3: {}
    m2: {cap: 1, tieu_de: Sáu}
    m2a: {cap: 2, tieu_de: Bảy}
    cau.s4: {}
"""
SPEAK = "\n".join(f"s{n}: {{viet: x}}" for n in ("", 2, 3, 4))


def headings(made: Told) -> list[str]:
    return [p.text for p in made.paragraphs if p.style != "doan"]


def test_headings_are_numbered_by_level() -> None:
    assert headings(told(DEEP, SPEAK)) == [
        "I. MỘT", "1. Hai", "2. Ba", "2.1. Bốn", "a) Năm", "II. SÁU", "1. Bảy",
    ]  # fmt: skip


def test_paragraphs_know_their_style() -> None:
    assert [p.style for p in told(DEEP, SPEAK).paragraphs] == [
        "muc_1", "doan", "muc_2", "doan", "muc_2", "muc_3", "muc_4", "doan", "muc_1", "muc_2", "doan",
    ]  # fmt: skip


def points(count: int) -> str:
    return "m: {cap: 1, tieu_de: M}\nn: {cap: 2, tieu_de: N}\no: {cap: 3, tieu_de: O}\n" + "".join(
        f"p{n}: {{cap: 4, tieu_de: P, neu_trong: Không.}}\n" for n in range(count)
    )


def test_points_are_lettered_by_the_vietnamese_alphabet() -> None:
    letters = [text.partition(")")[0] for text in headings(told(points(8)))[3:]]
    assert letters == ["a", "b", "c", "d", "đ", "e", "g", "h"]


def test_a_section_that_has_nothing_to_say_is_left_out_and_takes_no_number() -> None:
    quiet = SPEAK.replace("s2: {viet: x}", 's2: {viet: ""}')
    assert headings(told(DEEP, quiet))[:3] == ["I. MỘT", "1. Ba", "1.1. Bốn"]


def test_a_section_whose_subsections_are_all_left_out_is_left_out_too() -> None:
    quiet = SPEAK.replace("s4: {viet: x}", 's4: {viet: ""}')
    assert headings(told(DEEP, quiet))[-1] == "a) Năm"


def test_a_section_may_say_that_it_has_nothing_to_say() -> None:
    made = told("m: {cap: 1, tieu_de: M, neu_trong: Không.}\ncau.s: {}", 's: {viet: ""}')
    assert made.texts == ["I. M", "Không."]


def test_a_section_with_words_does_not_say_that_it_has_none() -> None:
    made = told("m: {cap: 1, tieu_de: M, neu_trong: Không.}\ncau.s: {}", "s: {viet: x}")
    assert made.texts == ["I. M", "x"]


def test_a_section_whose_subsections_speak_does_not_say_that_it_has_none() -> None:
    made = told(
        "m: {cap: 1, tieu_de: M, neu_trong: Không.}\nn: {cap: 2, tieu_de: N}\ncau.s: {}", "s: {viet: x}"
    )
    assert made.texts == ["I. M", "1. N", "x"]


def test_a_heading_may_have_no_number_and_counts_for_none() -> None:
    outline = """
        m1: {cap: 1, tieu_de: Một, neu_trong: Không.}
        m2: {cap: 1, tieu_de: Hai, danh_so: không, neu_trong: Không.}
        m3: {cap: 1, tieu_de: Ba, neu_trong: Không.}
    """
    assert headings(told(outline)) == ["I. MỘT", "HAI", "II. BA"]


def test_a_heading_may_run_into_its_first_paragraph() -> None:
    made = told(
        "m: {cap: 1, tieu_de: M}\nn: {cap: 2, tieu_de: Ngân sách, lien_doan: có}\ncau.s: {}",
        's: {viet: "x\\ny"}',
    )
    assert made.texts == ["I. M", "1. Ngân sách: x", "y"]
    assert [(run.text, run.bold) for run in made.paragraphs[1].runs] == [
        ("1. ", True), ("Ngân sách", True), (": ", True), ("x", False),
    ]  # fmt: skip


def test_a_run_in_heading_keeps_what_wrote_its_paragraph() -> None:
    made = told("m: {cap: 1, tieu_de: M, lien_doan: có}\ncau.s: {}", "s: {viet: x}")
    assert made.paragraphs[0].style == "doan"
    assert made.paragraphs[0].origin == Origin("cau", "s", 1, heading="m")


def test_a_run_in_heading_without_a_paragraph_stands_alone() -> None:
    made = told("m: {cap: 1, tieu_de: M, lien_doan: có}\nn: {cap: 2, tieu_de: N}\ncau.s: {}", "s: {viet: x}")
    assert made.texts == ["I. M", "1. N", "x"]


def test_a_heading_may_print_a_term() -> None:
    made = told("m: {cap: 1, tieu_de: '{{ don_vi.dia_ban }} giao'}\ncau.s: {}", "s: {viet: x}")
    assert made.texts[0] == "I. XÃ THỬ GIAO"


def test_a_heading_of_two_lines_loses_neither() -> None:
    assert told('m: {cap: 1, tieu_de: "Một\\nhai", neu_trong: Không.}').texts[0] == "I. MỘT HAI"


def test_free_text_stands_in_its_section() -> None:
    facts = "so_lieu: {a: 5}\nnoi_dung:\n  k: |\n    Làm {{ a }} việc.\n    - Xong.\n"
    made = told("m: {cap: 1, tieu_de: M}\nnoi_dung.k: {}", facts=facts)
    assert made.texts == ["I. M", "Làm 05 việc.", "- Xong."]
    assert made.paragraphs[1].origin == Origin("noi_dung", "k")


def test_free_text_that_is_missing_is_an_error() -> None:
    made = told("m: {cap: 1, tieu_de: M}\nnoi_dung.k: {}")
    assert codes(made.problems) == ["F005"] and "không phát sinh" in made.problems[0].hint


def test_free_text_may_be_optional() -> None:
    assert told("m: {cap: 1, tieu_de: M}\nnoi_dung.k: {bat_buoc: không}") == Told([], [])


def test_free_text_of_which_nothing_arose_is_said_so_by_the_outline() -> None:
    facts = "so_lieu: {}\nnoi_dung: {k: không phát sinh}"
    made = told("m: {cap: 1, tieu_de: M, neu_trong: Không.}\nnoi_dung.k: {}", facts=facts)
    assert made == Told(made.paragraphs, []) and made.texts == ["I. M", "Không."]


@pytest.mark.parametrize(
    ("yaml", "code"),
    [
        ("s: x", "S009"),
        ("s: {}", "S008"),
        ("s: {viet: x, khi: a}\nt: {vit: x}", "S002"),
        ("s: {bien_the: x}", "S009"),
        ("s: {bien_the: [x]}", "S009"),
        ("s: {bien_the: [{khi: a == 1}]}", "S008"),
        ("s: {bien_the: [{khi: a =, viet: x}]}", "S003"),
        ("s: {bien_the: [{khi: aa == 1, viet: x}]}", "S004"),
        ("s: {bien_the: [{viet: '{{ aa }}'}]}", "S004"),
        ("s: {bien_the: [{viet: '{{ a + 1 }}'}]}", "S009"),
        ("s: {bien_the: [{viet: '{{ a'}]}", "S009"),
        ("s: {bien_the: [{viet: '**x'}]}", "S009"),
        ("s: {bien_the: [], viet: x}", "S002"),
    ],
)
def test_a_sentence_that_is_none_is_an_error_of_the_set(yaml: str, code: str) -> None:
    known = catalogue(FIELDS)
    assert code in codes(read_sentences(table(yaml), known, names_of(known))[1])


@pytest.mark.parametrize(
    ("yaml", "code"),
    [
        ("m: x", "S008"),
        ("m: {cap: 1}", "S008"),
        ("m: {tieu_de: M}", "S008"),
        ("m: {cap: 5, tieu_de: M}", "S009"),
        ("m: {cap: 1, tieu_de: M, gom: []}", "S002"),
        ("m: {cap: 1, tieu_de: '{{ x }}'}", "S004"),
        ("m: {cap: 1, tieu_de: M}\ncau.khac: {}", "S004"),
        ("m: {cap: 1, tieu_de: M}\nbang.x: {}", "S009"),
        ("m: {cap: 1, tieu_de: M}\ncau.s: {bat: có}", "S002"),
        ("m: {cap: 1, tieu_de: M}\nn: {cap: 3, tieu_de: N}", "S009"),
        ("m: {cap: 2, tieu_de: M}", "S009"),
    ],
)
def test_an_outline_that_is_none_is_an_error_of_the_set(yaml: str, code: str) -> None:
    assert code in codes(read_outline(table(yaml), ["s"], frozenset())[1])


def test_an_item_above_all_sections_is_an_error_of_the_set() -> None:
    problems = read_outline(table("cau.s: {}\nm: {cap: 1, tieu_de: M}"), ["s"], frozenset())[1]
    assert codes(problems) == ["S009"]


@pytest.mark.parametrize("patterns", ['"1.1."', '"II."', '"I.", "1.1.1."'])
def test_a_numbering_that_asks_for_more_numbers_than_there_are_is_an_error_of_the_set(patterns: str) -> None:
    levels = ", ".join(f"{{so: {pattern}}}" for pattern in patterns.split(", "))
    manifest = table(SETTINGS.partition("    de_muc")[0] + f"    de_muc: [{levels}]")
    assert codes(read_settings(manifest)[1]) == ["S009"]
