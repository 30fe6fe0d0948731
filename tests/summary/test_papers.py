"""The offices' papers: PDF, Word file and workbook hold the same rows, whatever the applicants are called and however many they are."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formgen.pipeline.summaries import office_papers, paper_files
from formgen.scheme.models import Scheme
from formgen.summary.paper import HeadCell, ListedTable, OfficePaper, printable
from formgen.summary.standing import Correction
from formgen.summary.word import paper_word
from tests.judges.openxml import openxml_errors
from tests.judges.verapdf import verapdf
from tests.summary.made import NAMES, pdf_pages, squashed, standing, word_rows
from tests.sweeps import some_of

FAULT = Correction("①《申报表》（附件2）", "12、邮编", "企业信息!K5", "邮编应是 6 位数字，不是 <5&位>", "查对后填写")
FILES = (".docx", ".pdf", ".xlsx")


def papers_of(scheme: Scheme, many: int, faulty: bool = False) -> tuple[OfficePaper, ...]:
    """The papers of so many applicants of one town at the first stage."""
    return office_papers(
        scheme, [standing(scheme, number, corrections=(FAULT,) if faulty else ()) for number in range(many)]
    )


@pytest.mark.parametrize("many", [1, 9, 60])
def test_word_pdf_and_workbook_hold_the_same_rows(scheme: Scheme, many: int) -> None:
    listed, *_ = papers_of(scheme, many)
    word, pdf, workbook = (file.read() for file in paper_files(scheme, listed))
    (table,) = listed.tables
    assert len(table.rows) == many
    head = tuple(cell.text for cell in table.heads[0])
    assert word_rows(word) == [head, *table.rows]
    pages = pdf_pages(pdf)
    heading = squashed("".join(head))
    assert all(heading in page for page in pages)
    text = "".join(page.replace(heading, "") for page in pages)
    at = 0
    for row in table.rows:
        found = re.compile(".{0,20}".join(map(re.escape, (squashed("".join(row)),)))).search(text, at)
        assert found is not None, row
        at = found.end()
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).active
    assert sheet is not None
    rows = [tuple("" if value is None else str(value) for value in row) for row in sheet.iter_rows(values_only=True)]
    first = rows.index(head)
    assert rows[first + 1 : first + 1 + many] == list(table.rows)
    assert sheet.print_title_rows == f"${first + 1}:${first + 1}"


def test_text_never_becomes_a_formula(scheme: Scheme) -> None:
    listed, *_ = papers_of(scheme, len(NAMES))
    _, _, workbook = (file.read() for file in paper_files(scheme, listed))
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith(("=", "-1+"))]
    assert len(cells) == 2 and all(cell.data_type != "f" and cell.quotePrefix for cell in cells)


def test_every_page_says_its_number_and_how_many_there_are(scheme: Scheme) -> None:
    listed, *_ = papers_of(scheme, 60)
    _, pdf, _ = (file.read() for file in paper_files(scheme, listed))
    pages = pdf_pages(pdf)
    assert len(pages) > 3
    assert all(f"第{number}页共{len(pages)}页" in page for number, page in enumerate(pages, 1))


def test_the_layout_is_said_to_be_ours_and_there_is_a_place_to_sign_and_stamp(scheme: Scheme) -> None:
    for paper in papers_of(scheme, 3):
        word, pdf, *_ = (file.read() for file in paper_files(scheme, paper))
        assert len(word) > 1000
        last = pdf_pages(pdf)[-1]
        assert "方案没有规定表样" in last and "（签字）" in last and "（单位盖章）" in last and "年月日" in last


def test_word_files_are_valid(scheme: Scheme, tmp_path: Path) -> None:
    papers = papers_of(scheme, 9, faulty=True)
    assert [paper.is_letter for paper in papers] == [False, False, *[True] * 9]
    for number, paper in enumerate(papers[:3]):
        path = tmp_path / f"{number}.docx"
        path.write_bytes(paper_word(paper))
        assert openxml_errors(path) == ()


@pytest.mark.slow
def test_pdfs_are_archives_and_accessible(scheme: Scheme, tmp_path: Path) -> None:
    paths = []
    for number, paper in enumerate(papers_of(scheme, 9, faulty=True)[:3]):
        paths.append(tmp_path / f"{number}.pdf")
        paths[-1].write_bytes(next(file.read() for file in paper_files(scheme, paper) if file.path.endswith(".pdf")))
    assert [verdict.failures for verdict in verapdf(("2a", "ua1"), paths)] == [()] * 6


def test_a_letter_says_everything_that_has_to_be_corrected(scheme: Scheme) -> None:
    faults = [
        replace(FAULT, label=f"栏目{number}", place=f"企业信息!K{number}", message=f"错在 {number}")
        for number in range(60)
    ]
    (letter,) = [p for p in office_papers(scheme, [standing(scheme, corrections=faults)]) if p.is_letter]
    word, pdf = (file.read() for file in paper_files(scheme, letter))
    rows = word_rows(word)
    assert rows[0] == ("序号", "栏目", "位置", "问题", "怎样改") and rows[1] == (FAULT.material,)
    assert [row[1:4] for row in rows[2:]] == [(one.label, one.place, one.message) for one in faults]
    pages = pdf_pages(pdf)
    assert all("序号栏目位置问题怎样改" in page for page in pages)
    assert all(squashed(f"{one.label}{one.place}{one.message}") in "".join(pages) for one in faults)
    first = pages[0]
    assert (
        squashed(NAMES[0]) in first
        and "2018年6月8日之前" in first
        and "6月8日之前企业向所在镇（区）递交申报材料" in first
    )


@pytest.mark.parametrize(
    ("many", "remedy"), [(1, "改"), (12, "查对后填写"), (5, "写成 0512-53520000、13X 开头的号码；" * 2)]
)
def test_a_letter_has_one_page(scheme: Scheme, many: int, remedy: str) -> None:
    faults = [replace(FAULT, message=f"邮编应是 6 位数字 {number}", remedy=remedy) for number in range(many)]
    (letter,) = [p for p in office_papers(scheme, [standing(scheme, corrections=faults)]) if p.is_letter]
    _, pdf = (file.read() for file in paper_files(scheme, letter))
    assert len(pdf_pages(pdf)) == 1


def test_what_several_fields_have_alike_is_one_line_of_a_letter(scheme: Scheme) -> None:
    faults = [replace(FAULT, label=label, place="", message="没有填写") for label in ("传真", "邮编", "地址")]
    (letter,) = [p for p in office_papers(scheme, [standing(scheme, corrections=faults)]) if p.is_letter]
    assert letter.tables[0].rows[1:] == (("1", "传真；邮编；地址", "", "没有填写", FAULT.remedy),)


def test_a_letter_follows_the_numbers_of_the_materials(scheme: Scheme) -> None:
    ordered = ["①甲", "⑨乙", "⑳丙", "（21）丁", "（100）戊", "证照", ""]
    faults = [
        replace(FAULT, material=material, message=material or "别的") for material in sorted(ordered, reverse=True)
    ]
    (letter,) = [p for p in office_papers(scheme, [standing(scheme, corrections=faults)]) if p.is_letter]
    assert [row[0] for row in letter.tables[0].rows if len(row) == 1] == [*ordered[:-1], "其他"]


def test_the_same_papers_are_the_same_bytes(scheme: Scheme) -> None:
    (first, second) = (
        [file.read() for paper in papers_of(scheme, 3) for file in paper_files(scheme, paper)] for _ in "12"
    )
    assert first == second


def test_names_of_files_say_town_and_stage_alone(scheme: Scheme) -> None:
    papers = papers_of(scheme, len(NAMES), faulty=True)
    stage = scheme.dossiers[0].title
    assert [paper.stem for paper in papers[:3]] == [
        f"镇（区）汇总表-沙溪镇-{stage}",
        "各镇（区）汇总表",
        f"补正通知/补正通知-沙溪镇-{stage}-01",
    ]
    assert not [paper.stem for paper in papers if any(name in paper.stem for name in NAMES)]


@given(st.text(min_size=0, max_size=60))
@settings(max_examples=some_of(60))
def test_any_text_is_printable(text: str) -> None:
    shown = printable(text)
    assert "\n" not in shown and printable(shown) == shown


@given(st.lists(st.tuples(*[st.text(alphabet="甲A1 -ab", max_size=80)] * 4), max_size=5))
def test_widths_make_up_the_page_and_hold_the_longest_word(rows: list[tuple[str, ...]]) -> None:
    heads = (tuple(map(HeadCell, ("序号", "名称", "统一社会信用代码", "备注"))),)
    table = ListedTable("", heads, (True,) * 4, tuple(rows))
    widths = table.widths(257)
    assert len(widths) == 4 and abs(sum(widths) - 257) < 0.01 and min(widths) > 10


def test_a_row_of_a_table_of_two_heads(scheme: Scheme) -> None:
    """A heading that covers several columns, and one that covers both rows, in the Word file's grid."""
    _, county = papers_of(scheme, 2)
    quotas, stages = county.tables
    assert quotas.headings[0] == ("序号",) and quotas.headings[2] == (scheme.quotas.columns[0].label, "指标")  # type: ignore[union-attr]
    rows = word_rows(paper_word(county))
    assert rows[0][:3] == ("序号", "镇（区）", "贯标企业家数")
    assert rows[1][:3] == ("", "", "指标")
    assert len(stages.middle) == 2 + 2 * len(scheme.dossiers)
