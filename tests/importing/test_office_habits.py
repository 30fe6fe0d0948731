"""Habits of offices' forms that were found wrong once: who fills a place in, what it is called, and what is no place at all."""

from __future__ import annotations

import docx
import pytest
from docx.document import Document

from formgen.importing.blanks import BlankKind
from formgen.importing.finding.form_blanks import find_blanks
from formgen.importing.headings import heading_of
from formgen.importing.notice.given_files import blanks_of
from formgen.importing.proposal import Proposal, Use
from formgen.importing.proposing.propose import propose
from formgen.importing.word_text import read_form_text
from formgen.render.word.package import read_package
from tests.importing.word_forms import Rows, content, merged, table, underlined


def proposed(document: Document) -> tuple[Proposal, ...]:
    return propose([("form", find_blanks(read_form_text(read_package(content(document), "表.docx"))))])


def of_table(*rows: tuple[str, ...]) -> dict[str, Proposal]:
    """The proposals of a table by their labels."""
    document = docx.Document()
    made: Rows = rows
    table(document, made)
    return {row.label: row for row in proposed(document)}


def of_lines(*lines: str) -> dict[str, Proposal]:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return {row.label: row for row in proposed(document)}


def test_all_that_stands_in_an_offices_opinion_is_the_offices() -> None:
    rows = of_table(
        ("申请人", ""),
        ("教育局审核意见", "\n\n经办人：          负责人：         \n             年   月   日"),
        ("人社部门意见", "同意补贴      人，金额        元。\n复核人：     审核人：      年  月  日"),
    )
    assert {label for label, row in rows.items() if not row.office and row.use.kind} == {"申请人"}
    assert rows["审核人"].use is Use.TEXT and rows["复核人"].use is Use.TEXT
    assert [row.label for row in rows.values() if row.use is Use.DATE] == ["教育局审核意见日期", "人社部门意见日期"]


def test_a_name_that_is_sealed_is_written_too() -> None:
    rows = of_table(("单位名称（盖章）", "", "电话", ""), ("经手人（签字）", "", "实习单位公章", ""))
    assert rows["单位名称"].use is Use.TEXT and rows["单位名称"].name
    assert {label for label, row in rows.items() if row.use is Use.STAMP} == {
        "单位名称（盖章）",
        "经手人",
        "实习单位公章",
    }


def test_two_things_in_one_place_are_text() -> None:
    rows = of_table(("负责人及电话", "", "联系电话", ""), ("地址及邮编", "", "邮编", ""))
    assert [row.use for row in rows.values()] == [Use.TEXT, Use.PHONE, Use.TEXT, Use.POSTCODE]


def test_whom_a_letter_is_addressed_to_is_no_label() -> None:
    rows = of_lines(
        "滨河市行政审批局：", "兹委托________办理登记，期限自____年____月____日至____年____月____日。", "联系人："
    )
    assert list(rows) == ["兹委托", "期限（起）", "期限（止）", "联系人"]


def test_a_count_that_goes_on_and_what_other_means() -> None:
    rows = of_table(("员工总数", "      人（其中：研发人员      人）"), ("原因", "□因病 □因残 □其他："))
    assert list(rows) == ["员工总数", "研发人员", "原因", "原因（其他）"]


def test_brackets_close_together_are_ticked() -> None:
    rows = of_table(("是否首次申报", "是（　）否（　）"), ("等级", "甲（ ） 乙（ ）"))
    assert [row.choices for row in rows.values()] == [("是", "否"), ("甲", "乙")]


def test_boxes_for_papers_are_for_pictures() -> None:
    rows = of_table(("身份证正面粘贴处", "身份证反面粘贴处"), ("请将营业执照复印件贴在此处", "2寸免冠彩照"))
    assert {row.use for row in rows.values()} == {Use.PICTURE} and len(rows) == 4


def test_a_title_in_the_first_row_with_words_on_a_line() -> None:
    document = docx.Document()
    made = table(document, (("", ""), ("姓名", "")))
    merged(made, (0, 0), (0, 1))
    paragraph = made.cell(0, 0).paragraphs[0]
    paragraph.add_run("  创业  ").underline = True
    paragraph.add_run("大赛报名表")
    form = read_form_text(read_package(content(document), "表.docx"))
    assert heading_of(form, 1, "017").title == "创业大赛报名表"


def test_a_table_within_a_cell_stands_in_place_of_the_cell() -> None:
    document = docx.Document()
    outer = table(document, [("单位名称", ""), ("吸纳人员名单", "")])
    inner = outer.cell(1, 1).add_table(4, 3)
    for column, head in enumerate(("序号", "姓名", "电话")):
        inner.cell(0, column).text = head
    found = [one.label for one in blanks_of(read_form_text(read_package(content(document), "表.docx")))]
    assert found == ["单位名称", "姓名", "电话"]


def test_words_behind_a_line_are_its_label_alone() -> None:
    document = docx.Document()
    underlined(document, "", "                ", "（受理单位名称）：")
    found = [one.label for one in blanks_of(read_form_text(read_package(content(document), "表.docx")))]
    assert found == ["受理单位名称"]


def test_an_empty_line_below_an_option_is_no_box_to_tick() -> None:
    document = docx.Document()
    table(document, [("审核意见", "□符合条件，同意\n□不符合条件，理由：\n\n审核人："), ("备注", "")])
    found = blanks_of(read_form_text(read_package(content(document), "表.docx")))
    choices = [one.options for one in found if one.kind is BlankKind.CHOICE]
    assert choices == [("符合条件", "不符合条件")] * 2
    assert all(not one.label.startswith("□") for one in found)


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (("附件1", "省级企业技术中心\n申 报 书", "申报单位：____"), "省级企业技术中心申报书"),
        (("科技计划项目", "任务书", "项目名称：____"), "科技计划项目任务书"),
        (("编号：____", "申报书"), "原名"),
        (("（2025年度）", "申 请 表"), "申 请 表"),
        (("2025年", "申 请 表"), "申 请 表"),
        (("附件2", "低保申请表", "姓名：____"), "低保申请表"),
    ],
)
def test_a_title_that_says_only_what_kind_of_paper_it_is_takes_the_line_above_it(
    lines: tuple[str, ...], title: str
) -> None:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    form = read_form_text(read_package(content(document), "表.docx"))
    assert heading_of(form, 1, "原名").title == title
