"""What a notice says goes to sheets of `fields.xlsx`, and comes back as a person has confirmed it; the whole way with LibreOffice."""

from __future__ import annotations

import tomllib
from pathlib import Path

import openpyxl
import pytest

from formgen.engines.soffice import office_program
from formgen.foundation.problems import Problem
from formgen.importing.notice.plan import NoticePlan, ReadNotice, read_notice
from formgen.importing.notice.plan_rows import PlanKey
from formgen.importing.notice.plan_sheet import COLUMNS, QUOTA_SHEET, SCORE_SHEET, SHEET, plan_sheets, read_plan_sheets
from formgen.importing.opening import OpenedForm, open_form
from formgen.importing.place_table import table_bytes
from tests.cli.runs import formgen
from tests.importing.notice_files import workshops
from tests.importing.startup import without_layouts
from tests.importing.word_forms import saved
from tests.sweeps import sweep


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a notice as a Word file."""
    made = tmp_path_factory.mktemp("notice")
    saved(workshops(), made, "通知.docx")
    return made


@pytest.fixture(scope="module")
def notice(folder: Path) -> ReadNotice:
    opened = open_form(folder / "通知.docx")
    assert isinstance(opened, OpenedForm)
    found = read_notice(opened)
    assert found is not None
    return found


def confirmed(
    notice: ReadNotice, folder: Path, *changes: tuple[str, str, str, str]
) -> tuple[NoticePlan, tuple[Problem, ...]]:
    """The sheets read again. changes: for the rows of 归属 and 项目, the column and its new text."""
    path = folder / "fields.xlsx"
    path.write_bytes(table_bytes((), plan_sheets(notice.plan)))
    change(path, *changes)
    return read_plan_sheets(path, notice)


def change(path: Path, *changes: tuple[str, str, str, str]) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    for subject, key, column, text in changes:
        for row in range(2, sheet.max_row + 1):
            if (sheet.cell(row, 1).value, sheet.cell(row, 2).value) == (subject, key):
                sheet.cell(row, COLUMNS.index(column) + 1).value = text
    book.save(path)


def test_what_is_confirmed_is_what_was_proposed(notice: ReadNotice, tmp_path: Path) -> None:
    plan, problems = confirmed(notice, tmp_path)
    assert problems == ()
    assert [(row.subject, row.key, row.value, row.keep) for row in plan.rows] == [
        (row.subject, row.key, row.value, row.keep) for row in notice.plan.rows
    ]
    assert (plan.places, plan.total, plan.scores) == (notice.plan.places, notice.plan.total, notice.plan.scores)


def test_a_person_may_set_a_row_aside_change_it_and_add_one(notice: ReadNotice, tmp_path: Path) -> None:
    path = tmp_path / "fields.xlsx"
    path.write_bytes(table_bytes((), plan_sheets(notice.plan)))
    change(path, ("材料1", "封面用纸", "保留", "否"), ("材料1", "截止日期", "内容", "2025年4月30日"))
    book = openpyxl.load_workbook(path)
    book[SHEET].append(["材料1", "份数", 3])
    book.save(path)
    plan, problems = read_plan_sheets(path, notice)
    assert problems == ()
    assert plan.value("材料1", PlanKey.COVER_PAPER) == ""
    assert plan.value("材料1", PlanKey.DEADLINE) == "2025-04-30"
    assert plan.value("材料1", PlanKey.COPIES) == "3"


@pytest.mark.parametrize(
    ("subject", "key", "column", "text", "told"),
    [
        ("材料1", "截止日期", "内容", "四月中", "不是日期"),
        ("材料1", "报给谁", "内容", "省科技厅", "通知里没有「省科技厅」"),
        ("材料1-1", "份数", "内容", "若干", "不是份数"),
        ("材料1-1", "来源", "内容", "附件9", "没有「附件9」这个来源"),
        ("材料1-2", "编号", "内容", "Licence 1", "不能作编号"),
        ("材料1-2", "编号", "内容", "", "要写「编号」"),
        ("材料1-2", "编号", "内容", "title_deed", "已经是"),
        ("材料1", "名称", "内容", "申报/材料", "文件名"),
        ("附件2", "用途", "内容", "表格", "不能用作"),
        ("评分表-2", "得分值的几成", "内容", "7", "不是 0 到 1 的数"),
        ("材料1", "报给谁", "归属", "材料甲", "看不懂"),
        ("材料1", "报给谁", "项目", "收件人", "没有「收件人」这个项目"),
        ("材料1", "报给谁", "保留", "也许", "看不懂"),
        ("方案", "标题", "保留", "否", "要写「标题」"),
    ],
)
def test_a_fault_is_told_with_its_cell(
    notice: ReadNotice, tmp_path: Path, subject: str, key: str, column: str, text: str, told: str
) -> None:
    _, problems = confirmed(notice, tmp_path, (subject, key, column, text))
    assert any(told in str(problem) and f"fields.xlsx!{SHEET}!" in str(problem) for problem in problems), problems


def test_a_fault_of_a_figure_or_a_lacking_sheet_is_told(notice: ReadNotice, tmp_path: Path) -> None:
    path = tmp_path / "fields.xlsx"
    path.write_bytes(table_bytes((), plan_sheets(notice.plan)))
    book = openpyxl.load_workbook(path)
    book[QUOTA_SHEET]["B2"].value = "三"
    book[SCORE_SHEET]["B2"].value = "别的大项"
    book.save(path)
    _, problems = read_plan_sheets(path, notice)
    assert ["「三」不是数" in str(problem) for problem in problems] == [True, False]
    assert "通知里没有「别的大项」" in str(problems[1])
    del book[SCORE_SHEET]
    book.save(path)
    _, problems = read_plan_sheets(path, notice)
    assert [f"没有「{SCORE_SHEET}」" in str(problem) for problem in problems] == [True]


@pytest.mark.slow
@pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("laid_out", sweep((False, True), (False,)))
def test_from_the_notice_to_a_scheme(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, laid_out: bool
) -> None:
    """Run, confirm, run again: the scheme has no fault, and its score cells are slots.

    laid_out: whether the forms are laid out once, too
    """
    if not laid_out:
        without_layouts(monkeypatch)
    scheme = tmp_path / "workshops"
    result = formgen("scheme", "new", scheme, folder / "通知.docx")
    assert result.exit_code == 0, result.output
    assert "1 套材料、6 项" in result.stderr and "4 行评分项目" in result.stderr
    assert "还没有人核对" in formgen("forms", "--check", "--scheme", scheme).stdout
    change(scheme / "fields.xlsx", ("材料1-2", "由谁盖章签字", "内容", "申报单位"))
    assert formgen("scheme", "new", scheme, folder / "通知.docx").exit_code == 0
    checked = formgen("forms", "--check", "--scheme", scheme)
    assert checked.exit_code == 0, checked.output
    said = tomllib.loads((scheme / "scheme.toml").read_text("utf-8"))
    assert said["forms"] == ["annex1", "annex3"] and "proposed" not in said
    assert [town["name"] for town in said["towns"]["town"]] == ["东河县", "西山市", "高桥区"]
    rows = (scheme / "annex3" / "indicators.csv").read_text("utf-8").splitlines()
    assert [row.split(",")[0] for row in rows] == ["id", "1.1.1", "1.2.1", "1.2.2", "2.1.1"]
    assert "# 其他要求：左侧装订成册" in (scheme / "scheme.toml").read_text("utf-8")
    assert "总计" not in (scheme / "record.toml").read_text("utf-8"), "nobody writes beside the sum of the scores"
