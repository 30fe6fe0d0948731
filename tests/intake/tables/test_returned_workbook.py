"""Workbooks as people return them: with moved rows and columns, renamed sheets, other programs. Nothing is lost silently."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from formgen.foundation.problems import Place
from formgen.intake.collected import Collected
from formgen.intake.sheet_words import file_headers, score_headers
from formgen.record.models import PersonalId
from formgen.scheme.load import load_scheme
from formgen.scheme.models import Scheme
from tests.conftest import TAICANG
from tests.intake.given import CODE, OTHER_CODE, bare, faults, found, read, workbook
from tests.intake.returned import COLLECTED, FILLED, SAVED

_SCORES = score_headers(load_scheme(TAICANG))
assert _SCORES is not None
SCORES = [*_SCORES.texts]
FILES = [*file_headers(load_scheme(TAICANG)).values()]
NO_OTHER_SHEETS = ("sheet.missing", "")


@pytest.fixture(scope="module")
def filled(returned: Path) -> Path:
    """The collection workbook filled in for the dozen invented enterprises."""
    return returned / FILLED


def says_the_same(mine: list[Collected], theirs: list[Collected]) -> None:
    """Check that both have the same enterprises, values and findings, wherever these stood."""
    assert [one.name for one in mine] == [one.name for one in theirs]
    for one, other in zip(mine, theirs, strict=True):
        assert bare(one.record) == bare(other.record), one.name
        assert [problem.code for problem in one.problems] == [problem.code for problem in other.problems], one.name


@pytest.mark.parametrize("program", ["as filled in", "saved by LibreOffice"])
def test_a_workbook_says_what_json_lines_say(scheme: Scheme, filled: Path, program: str) -> None:
    path = filled if program == "as filled in" else filled.parent / SAVED / FILLED
    source, enterprises = read(scheme, path)
    _, lines = read(scheme, COLLECTED)
    assert source.problems == ()
    says_the_same(enterprises, lines)
    assert sum(any(problem.is_error for problem in one.problems) for one in enterprises) == 3


def test_every_value_knows_its_cell(scheme: Scheme, filled: Path) -> None:
    _, enterprises = read(scheme, filled)
    record = enterprises[0].record
    assert record is not None
    assert record.place == enterprises[0].place == Place("已填.xlsx", "企业!第 5 行")
    assert str(record.entries[0].place) == "已填.xlsx!企业!A5"
    assert record.scores[0].place == Place("已填.xlsx", "自评!H9")
    wrong = next(one for one in enterprises if one.name == "太仓漏填样例电器有限公司")
    assert [problem.place.at.rstrip("0123456789") for problem in wrong.problems] == ["企业!S"]


def test_moved_rows_columns_and_sheets(scheme: Scheme, filled: Path, tmp_path: Path) -> None:
    """Rows are inserted, columns are moved and added, and sheets are reordered. The result stays the same."""
    book = openpyxl.load_workbook(filled)
    sheet: Worksheet = book["企业"]
    sheet.insert_rows(1, 3)
    sheet.insert_rows(9, 4)
    sheet.insert_cols(1, 2)
    sheet.cell(7, 1).value = "序号"
    sheet.cell(8, 1).value = 1
    sheet.move_range(f"E1:E{sheet.max_row}", cols=40)
    scores: Worksheet = book["自评"]
    scores.insert_rows(12, 2)
    scores.insert_cols(4, 1)
    scores.move_range(f"K1:K{scores.max_row}", cols=30)
    book["材料和佐证"].insert_cols(2, 3)
    book.move_sheet("自评", -2)
    book.save(tmp_path / "moved.xlsx")
    source, enterprises = read(scheme, tmp_path / "moved.xlsx")
    _, before = read(scheme, filled)
    assert source.problems == ()
    says_the_same(enterprises, before)


def test_titles_and_notes_around_the_table(scheme: Scheme, tmp_path: Path) -> None:
    rows = [["2018年企业名册"], ["填表单位", "某镇"], [], ["企业名称*", "联 系 人（必填）"], ["甲公司", "张三"], []]
    rows += [["企业名称*", "联 系 人（必填）"], ["乙公司", "李四"], ["合计"], ["注：以上都已核对"]]
    workbook(tmp_path / "a.xlsx", 企业=rows)
    source, enterprises = read(scheme, tmp_path / "a.xlsx")
    assert [one.name for one in enterprises] == ["甲公司", "乙公司"]
    assert [faults(one) for one in enterprises] == [[], []]
    assert found(source)[1:] == [
        ("table.headings-again", "企业!第 7 行"),
        ("table.note", "企业!第 9 行"),
        ("table.note", "企业!第 10 行"),
        ("table.left-out", "企业!第 7 行"),
    ]


def test_merged_cells(scheme: Scheme, tmp_path: Path) -> None:
    """A town merged over three enterprises counts for each. A cell merged over two columns counts for the first column."""
    rows = [
        ["所属镇（区）", "企业名称", "注册地址", "经营地址"],
        ["沙溪镇", "甲", "一路"],
        [None, "乙", "二路"],
        [None, "丙"],
    ]
    book = workbook(tmp_path / "a.xlsx", 企业=rows)
    book["企业"].merge_cells("A2:A4")
    book["企业"].merge_cells("C2:D2")
    book.save(tmp_path / "a.xlsx")
    _, enterprises = read(scheme, tmp_path / "a.xlsx")
    assert [one.record and one.record.value("applicant.town") for one in enterprises] == ["沙溪镇"] * 3
    assert [faults(one) for one in enterprises] == [[("table.merged", "企业!C2")], [], []]


@pytest.mark.parametrize(("cells", "struck"), [("A2 B2", True), ("B2", False), ("A1 B1", False), ("", False)])
def test_rows_that_are_struck_out_are_read_and_told(scheme: Scheme, tmp_path: Path, cells: str, struck: bool) -> None:
    """People strike out who has withdrawn; a line through one cell takes that cell back, and nobody knows what counts."""
    book = workbook(tmp_path / "a.xlsx", 企业=[["企业名称", "联系人"], ["甲", "张三"], ["乙", "李四"], ["合计", "2家"]])
    for cell in (*cells.split(), "A4", "B4"):
        book["企业"][cell].font = Font(strike=True)
    book["企业"]["C2"].number_format = "@"  # an empty cell, through which nobody draws a line
    book.save(tmp_path / "a.xlsx")
    _, (first, second) = read(scheme, tmp_path / "a.xlsx")
    told = [("table.struck-row", "企业!第 2 行")] if struck else [("cell.struck", "企业!B2")] if cells == "B2" else []
    assert faults(first) == told and faults(second) == []


def test_hidden_rows_columns_and_sheets_are_read_and_told(scheme: Scheme, tmp_path: Path) -> None:
    scores = [[*SCORES, "甲", "乙"], ["1.1.1", "", "", 10, "", "", "", "满分", 10]]
    files = [FILES, ["甲", scheme.supplied[0].label, "", "a.pdf"]]
    rows = [["企业名称", "联系人"], ["甲", "张三"], ["乙", "李四"]]
    book = workbook(tmp_path / "a.xlsx", 企业=rows, 自评=scores, 材料和佐证=files)
    book["企业"].row_dimensions[3].hidden = True
    book["企业"].column_dimensions["B"].hidden = True
    book["自评"].column_dimensions["H"].hidden = True
    book["自评"].row_dimensions[2].hidden = True
    book["材料和佐证"].row_dimensions[2].hidden = True
    book["材料和佐证"].sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    source, (first, second) = read(scheme, tmp_path / "a.xlsx")
    assert sorted(found(source)) == [
        ("sheet.hidden", "材料和佐证"),
        ("table.hidden-column", "企业!第 1 行"),
        ("table.hidden-column", "自评!H1"),
        ("table.hidden-row", "自评"),
    ]
    assert faults(first) == [("table.hidden-row", "材料和佐证!第 2 行")]
    assert faults(second) == [("table.hidden-row", "企业!第 3 行")]
    assert first.record and second.record and first.record.materials
    assert [score.level for one in (first, second) for score in one.record.scores] == ["full"] * 2  # type: ignore[union-attr]


# ---------------------------------------------------------------------------------------------------------- sheets


def test_sheets_are_recognised_by_their_headings(scheme: Scheme, tmp_path: Path) -> None:
    rows = [["企业名称", "联系人"], ["甲", "张三"]]
    scores = [[*SCORES, "甲"], ["1.1.1", "", "", 10, "", "", "", "满分"]]
    workbook(
        tmp_path / "a.xlsx",
        Sheet1=rows,
        得分汇总=scores,
        附件清单=[FILES, ["甲", "1.1.1", "方针", "a.pdf"]],
        备注=[["x"]],
    )
    source, (one,) = read(scheme, tmp_path / "a.xlsx")
    assert found(source) == [
        ("sheet.renamed", "Sheet1"),
        ("sheet.renamed", "得分汇总"),
        ("sheet.renamed", "附件清单"),
        ("sheet.unknown", "备注"),
    ]
    assert not any(problem.is_error for problem in source.problems)
    assert one.record is not None and len(one.record.scores) == len(one.record.evidence) == 1


def test_sheets_of_enterprises_are_read_one_after_the_other(scheme: Scheme, tmp_path: Path) -> None:
    """Offices keep a sheet for each town, with a title of its own, and their columns are not always in the same order."""
    first = [["企业名称", "联系人", "传真"], ["甲公司", "张三", "0512-53512345"]]
    second = [["沙溪镇名册"], ["联系人", "企业名称"], ["李四", "乙公司"], ["王五#N/A", "丙公司"], ["合计", ""]]
    workbook(tmp_path / "a.xlsx", 城厢镇=first, 沙溪镇=second)
    source, enterprises = read(scheme, tmp_path / "a.xlsx")
    assert ("sheet.joined", "沙溪镇") in found(source) and not any(one.is_error for one in source.problems)
    contacts = [(one.name, one.record and one.record.value("applicant.contact_person")) for one in enterprises]
    assert contacts[:2] == [("甲公司", "张三"), ("乙公司", "李四")] and enterprises[2].name == "丙公司"
    assert [one.place.at for one in enterprises] == ["城厢镇!第 2 行", "沙溪镇!第 3 行", "沙溪镇!第 4 行"]


def test_an_enterprise_on_two_sheets_is_told_with_both_places(scheme: Scheme, tmp_path: Path) -> None:
    rows = [["企业名称", "联系人"], ["甲公司", "张三"]]
    workbook(tmp_path / "a.xlsx", 企业=rows, 沙溪镇=rows)
    _, enterprises = read(scheme, tmp_path / "a.xlsx")
    assert "企业!" in str(enterprises[1].problems) and any(one.is_error for one in enterprises[1].problems)


@pytest.mark.parametrize(
    ("sheets", "wanted"),
    [
        ({"Sheet1": [["x"]]}, [("sheet.unknown", "Sheet1"), NO_OTHER_SHEETS]),
        ({"企业": [["甲公司", "张三"]]}, [("table.no-headings", "企业"), NO_OTHER_SHEETS]),
        ({"企业": [["企业名称", "联系人"]]}, [("source.empty", "企业")]),
        ({"企业": []}, [NO_OTHER_SHEETS]),
    ],
)
def test_no_enterprises(
    scheme: Scheme, tmp_path: Path, sheets: dict[str, list[list[str]]], wanted: list[tuple[str, str]]
) -> None:
    workbook(tmp_path / "a.xlsx", **sheets)
    source, enterprises = read(scheme, tmp_path / "a.xlsx")
    assert enterprises == [] and found(source) == wanted and any(problem.is_error for problem in source.problems)


# ---------------------------------------------------------------------------------------------------------- scores


def test_scores_of_nobody_and_of_unknown_rows(scheme: Scheme, tmp_path: Path) -> None:
    """Each of them is a finding with its cell. All other scores stay."""
    rows = [
        ["企业名称", "统一社会信用代码", "联系人"],
        ["甲有限公司", CODE, "张三"],
        ["同名公司", OTHER_CODE, "张三"],
        ["同名公司", "", "李四"],
        ["丁", "", "李四"],
    ]
    text = scheme.indicators["1.1.2"].text
    scores = [
        ["", "", "统一社会信用代码", "", "", "", "", "", "", OTHER_CODE.lower(), "", CODE],
        [*SCORES, "甲有限公司", "甲有限公词", "同名公司", "同名公司", "丁", "", "甲有限公司"],
        ["一、信用管理方针", "", "", 60, "", "", "", 1, 2, 3, 4, 5],
        ["1.1.1", "", "x", 10, "", "", "", "满分", "满分", "满分", "满分", "", "", "零分"],
        ["", "", text, 10, "", "", "", "零分"],
        ["9.9.9", "", "没有的", 10, "", "", "", "满分"],
        ["1.1.1", "", "x", 10, "", "", "", "零分"],
    ]
    workbook(tmp_path / "a.xlsx", 企业=rows, 自评=scores)
    source, enterprises = read(scheme, tmp_path / "a.xlsx")
    assert found(source)[1:] == [
        ("score.unknown-row", "自评!第 6 行"),
        ("score.row-twice", "自评!第 7 行"),
        ("enterprise.unmatched", "自评!I2"),
        ("enterprise.ambiguous", "自评!K2"),
        ("table.column-twice", "自评!N2"),
    ]
    assert "甲有限公司" in source.problems[3].remedy
    assert [len(one.record.scores) if one.record else None for one in enterprises] == [2, 1, 0, 0]


def test_a_code_and_a_name_that_are_not_of_one_enterprise(scheme: Scheme, tmp_path: Path) -> None:
    rows = [["企业名称", "统一社会信用代码"], ["甲", CODE], ["乙", OTHER_CODE]]
    scores = [
        ["统一社会信用代码", "", "", "", "", "", "", OTHER_CODE, "1"],
        [*SCORES, "甲", ""],
        ["1.1.1", *[""] * 6, 10, 10],
    ]
    workbook(tmp_path / "a.xlsx", 企业=rows, 自评=scores)
    source, _ = read(scheme, tmp_path / "a.xlsx")
    assert found(source)[1:] == [("enterprise.unmatched", "自评!H2"), ("enterprise.unmatched", "自评!I2")]


def test_a_column_of_remarks_among_the_scores_is_told(scheme: Scheme, tmp_path: Path) -> None:
    rows = [["企业名称", "联系人"], ["甲", "张三"]]
    scores = [[*SCORES, "责任部门", "甲"], ["1.1.1", *[""] * 6, "财务部", 10]]
    workbook(tmp_path / "a.xlsx", 企业=rows, 自评=scores)
    source, (one,) = read(scheme, tmp_path / "a.xlsx")
    assert found(source)[1:] == [("table.unknown-column", "自评!H1")] and one.record and len(one.record.scores) == 1
    assert not any(problem.is_error for problem in source.problems)


def test_scores_without_a_heading_or_a_table(scheme: Scheme, tmp_path: Path) -> None:
    rows = [["企业名称", "联系人"], ["甲", "张三"]]
    workbook(tmp_path / "a.xlsx", 企业=rows, 自评=[[*SCORES], ["1.1.1", *[""] * 6, 10]])
    assert ("score.no-name", "自评!H1") in found(read(scheme, tmp_path / "a.xlsx")[0])
    workbook(tmp_path / "b.xlsx", 企业=rows, 自评=[["得分"], ["1.1.1", 10]])
    assert ("table.no-headings", "自评") in found(read(scheme, tmp_path / "b.xlsx")[0])


# ----------------------------------------------------------------------------------------------------------- files


def test_files_belong_to_enterprises(scheme: Scheme, tmp_path: Path) -> None:
    """Files are assigned by name or code, also by merged names. Faults belong to the enterprise, or else to the sheet."""
    rows = [["企业名称", "统一社会信用代码"], ["甲", CODE], ["乙", OTHER_CODE]]
    files = [
        ["甲", scheme.supplied[0].label, "", "报告/一.pdf", "secret"],
        [None, "1.1.1", "信用管理方针", "方针.pdf"],
        [None, scheme.indicators["1.1.1"].text, "信用管理方针", "方针2.pdf"],
        [OTHER_CODE, "1.1.2", "", "无题.pdf"],
        ["乙", "1.1.2", "标题", "a\\b.pdf"],
        ["乙", "查询报告", "", "c.pdf"],
        ["乙", "1.1.2", "标题", ""],
        ["", "1.1.2", "标题", "d.pdf"],
        ["丙", "1.1.2", "标题", "e.pdf"],
        ["乙", "1.1.3", 2018, "f.pdf"],
        ["乙", "", "标题", "g.pdf"],
    ]
    book = workbook(tmp_path / "a.xlsx", 企业=rows, 材料和佐证=[FILES, *files])
    book["材料和佐证"].merge_cells("A2:A4")
    book.save(tmp_path / "a.xlsx")
    source, (first, second) = read(scheme, tmp_path / "a.xlsx")
    assert found(source)[1:] == [("enterprise.missing", "材料和佐证!A9"), ("enterprise.unmatched", "材料和佐证!A10")]
    assert first.record is not None and second.record is not None and faults(first) == []
    (material,) = first.record.materials
    assert (material.material, material.files[0].path, material.files[0].password) == (
        "credit_report",
        "报告/一.pdf",
        "secret",
    )
    (evidence,) = first.record.evidence
    assert (evidence.title, [file.path for file in evidence.files]) == ("信用管理方针", ["方针.pdf", "方针2.pdf"])
    assert faults(second) == [
        ("evidence.title", "材料和佐证!C5"),
        ("file.path", "材料和佐证!D6"),
        ("file.subject", "材料和佐证!B7"),
        ("evidence.files", "材料和佐证!D8"),
        ("cell.number", "材料和佐证!C11"),
        ("file.subject", "材料和佐证!B12"),
    ]
    assert [item.title for item in second.record.evidence] == ["2018"]


# ------------------------------------------------------------------------------------------------------ enterprises


def test_the_same_enterprise_twice(scheme: Scheme, tmp_path: Path) -> None:
    rows = [["企业名称", "统一社会信用代码", "联系人"], ["甲", CODE], ["乙", f" {CODE.lower()} "]]
    rows += [["甲", OTHER_CODE], ["甲", "", "张三"]]
    workbook(tmp_path / "a.xlsx", 企业=rows)
    _, enterprises = read(scheme, tmp_path / "a.xlsx")
    assert [faults(one) for one in enterprises] == [
        [],
        [("enterprise.twice", "企业!B3")],
        [("enterprise.same-name", "企业!A4")],
        [("enterprise.twice", "企业!A5")],
    ]
    assert "企业!第 2 行" in enterprises[1].problems[0].message
    assert [one.problems[0].is_error for one in enterprises[1:]] == [True, False, True]
    _, again = read(scheme, tmp_path / "a.xlsx")
    assert [faults(one) for one in again] == [faults(one) for one in enterprises]


def test_a_row_without_a_name(scheme: Scheme, tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", 企业=[["企业名称", "联系人"], ["", "张三"], ["乙", "李四"]])
    _, enterprises = read(scheme, tmp_path / "a.xlsx")
    assert [(one.name, faults(one)) for one in enterprises] == [
        ("a 企业!第 2 行", [("table.no-name", "企业!第 2 行")]),
        ("乙", []),
    ]


def test_values_as_spreadsheets_have_them(scheme: Scheme, tmp_path: Path) -> None:
    header = ["企业名称", "成立日期", "申报日期", "承诺日期", "邮编", "法定代表人身份证号", "工商注册号", "联系电话"]
    rows = [
        [
            "　甲 ",
            datetime(2016, 6, 8),
            "２０１８．６．８",
            "2018/6/8 0:00:00",
            215400,
            "护照 C01X00T47",
            320585000000055,
            "0512-53520000",
        ],
        ["乙", 42529, 20180608, date(2018, 6, 8), 21540, 320585199001011234, 3.2e14, 51253520000],
        ["丙", "42529", "20180608", "2018年6月", True, "3.2E+17", "'320585000000055", 13800138000],
    ]
    workbook(tmp_path / "a.xlsx", 企业=[header, *rows])
    _, (first, second, third) = read(scheme, tmp_path / "a.xlsx")
    assert faults(first) == [] and first.record is not None and first.name == "甲"
    assert [first.record.value(field) for field in ("applicant.established_on", "application.applied_on", "commitment.signed_on")] == [
        date(2016, 6, 8), date(2018, 6, 8), date(2018, 6, 8),
    ]  # fmt: skip
    assert first.record.value("applicant.registration_number") == "320585000000055"
    assert isinstance(first.record.value("applicant.legal_representative_id"), PersonalId)
    assert faults(second) == [
        ("cell.serial", "企业!B3"),
        ("cell.number", "企业!E3"),
        ("cell.digits-lost", "企业!F3"),
        ("cell.number", "企业!G3"),
        ("cell.number", "企业!H3"),
    ]
    assert faults(third) == [
        ("cell.serial", "企业!B4"),
        ("date.format", "企业!D4"),
        ("cell.truth", "企业!E4"),
        ("cell.digits-lost", "企业!F4"),
    ]
    assert third.record is not None and third.record.value("applicant.established_on") == date(2016, 6, 8)
    shown = "".join(str(problem) for one in (second, third) for problem in one.problems)
    assert "320585199001" not in shown and "3520000" not in shown
