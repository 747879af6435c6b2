"""The review copy is the report and its comments: nothing else is in it, and they stand where they belong."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result
from lxml import etree

from cchc_gen.cli import main
from cchc_gen.language.wording import flat
from cchc_gen.provenance.verification import verify
from cchc_gen.rendering import render
from cchc_gen.report import Report, Story, build
from cchc_gen.review import review
from cchc_gen.tell.narrative import Paragraph
from cchc_gen.word.comments import Comment, add_comments, read_lines
from cchc_gen.word.package import pack, unpack
from cchc_gen.word.properties import PART, read_properties
from tests.conftest import EXAMPLES, ROOT, built, reopened, story_of, word_template

CHO_DON = ROOT / "examples/cho-don/2024-Q1.yaml"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ADDED = "word/comments.xml"


@dataclass(frozen=True)
class Copy:
    story: Story
    report: bytes
    review: bytes


def made(report: Report) -> Copy:
    story = story_of(report)
    content, problems = render(report)
    assert content is not None, problems
    return Copy(story, content, review(story, content))


@pytest.fixture(scope="module", params=EXAMPLES, ids=lambda path: path.parent.name)
def copy(request: pytest.FixtureRequest) -> Copy:
    return made(built(request.param))


@pytest.fixture(scope="module")
def cho_don() -> Copy:
    return made(built(CHO_DON))


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def canonical(root: etree._Element) -> bytes:
    return etree.tostring(root, method="c14n")


def without_comments(content: bytes) -> dict[str, bytes]:
    """Take the comments out of a package as Word does, and give its XML parts in canonical form."""
    left = parts(content)
    del left[ADDED]
    trees = {name: etree.fromstring(part) for name, part in left.items() if name.endswith((".xml", ".rels"))}
    for root in trees.values():
        for node in list(root.iter()):
            is_mark = node.tag in (f"{W}commentRangeStart", f"{W}commentRangeEnd")
            is_reference = node.tag == f"{W}r" and node.find(f"{W}commentReference") is not None
            is_link = str(node.get("Target", node.get("PartName", ""))).endswith("comments.xml")
            parent = node.getparent()
            if (is_mark or is_reference or is_link) and parent is not None:
                parent.remove(node)
    return left | {name: canonical(root) for name, root in trees.items()}


def comments(content: bytes) -> dict[str, str]:
    root = etree.fromstring(parts(content)[ADDED])
    return {
        node.get(f"{W}id", ""): "\n".join(
            "".join(t.text or "" for t in p.iter(f"{W}t")) for p in node.iter(f"{W}p")
        )
        for node in root.iter(f"{W}comment")
    }


def anchored(content: bytes) -> Iterator[tuple[str, str]]:
    """Walk the comments in document order: the text they stand on, and what they say."""
    said = comments(content)
    for paragraph in etree.fromstring(parts(content)["word/document.xml"]).iter(f"{W}p"):
        for start in paragraph.findall(f"{W}commentRangeStart"):
            yield "".join(t.text or "" for t in paragraph.iter(f"{W}t")), said[start.get(f"{W}id", "")]


def test_without_its_comments_it_is_the_report(copy: Copy) -> None:
    """Only the manifest tells the two apart: each has the digest of its own parts."""
    reviewed, reported = read_properties(copy.review), read_properties(copy.report)
    assert {name for name in reported if reviewed[name] != reported[name]} == {"cchc-gen.ma.tep"}
    report = {
        name: canonical(etree.fromstring(part)) if name.endswith((".xml", ".rels")) else part
        for name, part in parts(copy.report).items()
    }
    assert without_comments(copy.review) | {PART: report[PART]} == report


def test_its_text_is_the_report_s(copy: Copy) -> None:
    assert [line.text for line in read_lines(parts(copy.review))] == [
        line.text for line in read_lines(parts(copy.report))
    ]
    assert reopened(copy.review) == reopened(copy.report)


def test_the_report_carries_no_trace(copy: Copy) -> None:
    assert ADDED not in parts(copy.report)
    assert b"comment" not in parts(copy.report)["word/document.xml"]


def test_every_comment_is_anchored_once(copy: Copy) -> None:
    root = etree.fromstring(parts(copy.review)["word/document.xml"])
    known = list(comments(copy.review))
    for mark in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        assert sorted(node.get(f"{W}id", "") for node in root.iter(f"{W}{mark}")) == sorted(known)
    assert known == [str(number) for number in range(len(known))]
    properties = root.iter(f"{W}pPr")
    assert all(node.getprevious() is None for node in properties)


def test_it_opens_in_python_docx_with_all_its_comments(copy: Copy) -> None:
    opened = docx.Document(io.BytesIO(copy.review))
    assert [c.text for c in opened.comments] == list(comments(copy.review).values())
    assert {c.author for c in opened.comments} <= {"cchc-gen"}


def derived(story: Story) -> list[Paragraph]:
    """List the paragraphs that print a figure."""
    figures = story.figures.figures
    return [p for p in story.paragraphs if any(k in figures for run in flat(p.runs) for k in run.keys)]


def test_every_derived_paragraph_tells_of_each_of_its_figures(copy: Copy) -> None:
    said: dict[str, str] = {}
    for text, comment in anchored(copy.review):
        said[" ".join(text.split())] = said.get(" ".join(text.split()), "") + comment
    paragraphs = derived(copy.story)
    assert paragraphs
    for paragraph in paragraphs:
        comment = said[" ".join(paragraph.text.split())]
        for key in (key for run in flat(paragraph.runs) for key in run.keys):
            assert key not in copy.story.figures.figures or f"({key}) = " in comment, paragraph.text


def test_every_row_with_an_indicator_is_told_once_in_its_order(copy: Copy) -> None:
    rows = [r.spec for sheet in copy.story.sheets for r in sheet.rows if r.spec.indicator]
    told = [c.rpartition("\nhàng ")[2].split(" ")[0] for _, c in anchored(copy.review) if "\nhàng " in c]
    assert told == [row.key for row in rows]


def test_paragraphs_that_read_alike_have_each_its_own_comment(cho_don: Copy, tmp_path: Path) -> None:
    paragraph = derived(cho_don.story)[0]
    twice = replace(cho_don.story.document, body=(paragraph, paragraph), sheets=())
    source = word_template(tmp_path / "a.docx", paragraph.text, "giữa", paragraph.text).read_bytes()
    content = review(replace(cho_don.story, document=twice, findings=()), source)
    assert [text for text, _ in anchored(content)] == [paragraph.text] * 2
    places = [
        n for n, p in enumerate(docx.Document(io.BytesIO(content)).paragraphs) if "commentR" in p._p.xml
    ]
    assert places == [0, 2]


def test_a_row_s_comment_stands_on_its_value(cho_don: Copy) -> None:
    (text,) = [text for text, comment in anchored(cho_don.review) if "hàng phu_luc/5.1.2 " in comment]
    assert text == "97,98"


def test_every_finding_is_told_once_with_its_reason(copy: Copy) -> None:
    said = list(comments(copy.review).values())
    reasons = {id(finding): waiver.reason for finding, waiver in copy.story.verdict.waived}
    for finding in copy.story.findings:
        found = [comment for comment in said if finding.diagnostic.message in comment]
        assert len(found) == sum(
            f.diagnostic.message == finding.diagnostic.message for f in copy.story.findings
        )
        assert reasons.get(id(finding), "chưa giải trình") in "".join(found)


def test_a_finding_stands_on_what_prints_its_first_figure(cho_don: Copy) -> None:
    places = [text for text, comment in anchored(cho_don.review) if "nhưng tính được 12,96%" in comment]
    assert len(places) == 1 and "trên 13%" in places[0]


def test_a_finding_without_a_printed_place_stands_on_the_title(cho_don: Copy) -> None:
    first, *_ = cho_don.story.findings
    lost = replace(first, values={"khong.in_o_dau": "1"})
    story = replace(cho_don.story, findings=(lost,))
    places = [text for text, comment in anchored(review(story, cho_don.report)) if lost.check in comment]
    assert cho_don.story.document.title in places


def test_a_paragraph_that_no_fact_decides_has_no_comment(cho_don: Copy) -> None:
    commented = {text for text, _ in anchored(cho_don.review)}
    assert not commented & {p.text for p in cho_don.story.paragraphs if p.origin.kind == "muc"}
    assert not commented & {p.text for p in cho_don.story.paragraphs if p.origin.key == "ket"}


def test_places_are_the_same_on_every_machine(cho_don: Copy) -> None:
    said = "\n".join(comments(cho_don.review).values())
    typed = cho_don.story.facts.values["vi_tri_viec_lam.vien_chuc_ty_le"].pos
    assert f"nêu tại 2024-Q1.yaml:{typed.line}:{typed.column}" in said and "chuan/cau.yaml:" in said
    assert str(ROOT) not in said


def test_the_same_report_gives_the_same_bytes(cho_don: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CHO_DON.parent)
    assert made(build(Path(CHO_DON.name))).review == cho_don.review


def test_a_comment_spans_a_paragraph_after_its_properties(tmp_path: Path) -> None:
    source = word_template(tmp_path / "a.docx", "một & <hai>", "ba").read_bytes()
    made = unpack(source)
    add_comments(made, [Comment(1, ("sau",)), Comment(0, ("đầu & <", "cuối"))])
    content = pack(made)
    assert list(anchored(content)) == [("một & <hai>", "đầu & <\ncuối"), ("ba", "sau")]
    first = etree.fromstring(parts(content)["word/document.xml"]).find(f".//{W}p")
    assert first is not None
    names = [etree.QName(node).localname for node in first if node.tag != f"{W}pPr"]
    assert names == ["commentRangeStart", "r", "commentRangeEnd", "r"]


def test_comments_on_one_paragraph_open_in_their_order(tmp_path: Path) -> None:
    made = unpack(word_template(tmp_path / "a.docx", "một").read_bytes())
    add_comments(made, [Comment(0, ("đầu",)), Comment(0, ("hai",)), Comment(0, ("ba",))])
    assert [said for _, said in anchored(pack(made))] == ["đầu", "hai", "ba"]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_render_writes_it_beside_the_report_only_when_asked(tmp_path: Path) -> None:
    plain, asked = tmp_path / "a.docx", tmp_path / "b.docx"
    assert run("render", CHO_DON, "-o", plain).exit_code == 0
    result = run("render", CHO_DON, "-o", asked, "--review")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.split("\n") == [str(asked), str(tmp_path / "b.duyet.docx"), ""]
    assert plain.read_bytes() == asked.read_bytes()
    assert not (tmp_path / "a.duyet.docx").exists()
    assert len(docx.Document(str(tmp_path / "b.duyet.docx")).comments) > 100


def test_a_review_copy_that_somebody_wrote_in_is_not_overwritten(tmp_path: Path) -> None:
    report, copied = tmp_path / "b.docx", tmp_path / "b.duyet.docx"
    assert run("render", CHO_DON, "-o", report, "--review").exit_code == 0
    assert run("render", CHO_DON, "-o", report, "--review").exit_code == 0
    opened = docx.Document(str(copied))
    opened.add_comment(opened.paragraphs[12].runs, text="Xem lại số này", author="Chủ tịch")
    opened.save(str(copied))
    kept = copied.read_bytes()
    refused = run("render", CHO_DON, "-o", report, "--review")
    assert (refused.exit_code, copied.read_bytes()) == (4, kept)
    assert "b.duyet.docx: lỗi W005" in refused.stderr and "nhận xét" in refused.stderr
    assert run("render", CHO_DON, "-o", report, "--review", "--force").exit_code == 0
    assert copied.read_bytes() != kept


def test_a_review_copy_is_verified_like_its_report(cho_don: Copy, tmp_path: Path) -> None:
    copied = tmp_path / "b.duyet.docx"
    copied.write_bytes(cho_don.review)
    assert verify(copied, built(CHO_DON)).diagnostics == ()


def test_a_review_copy_that_cannot_be_written_leaves_the_report(tmp_path: Path) -> None:
    (tmp_path / "b.duyet.docx").mkdir()
    result = run("render", CHO_DON, "-o", tmp_path / "b.docx", "--review")
    assert result.exit_code == 4
    assert "W004" in result.stderr and (tmp_path / "b.docx").exists()


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")
def test_libreoffice_shows_every_comment(cho_don: Copy, tmp_path: Path) -> None:
    source = tmp_path / "duyet.docx"
    source.write_bytes(cho_don.review)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "odt",
        "--outdir",
        str(tmp_path),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with zipfile.ZipFile(tmp_path / "duyet.odt") as archive:
        root = etree.fromstring(archive.read("content.xml"))
    office = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}annotation"
    assert sum(1 for _ in root.iter(office)) == len(comments(cho_don.review))
