"""Headings in two rows: groups of columns, merged or not, are read as one heading each; nothing is guessed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from formgen.intake.sources import read_source
from formgen.record.kinds.table import written
from formgen.scheme.models import Scheme

CODE = "91320585MA1MABCD1X"
UPPER = ("序号", "企业名称", "统一社会信用代码", "法定代表人", "", "联系人", "", "基本信息", "")
LOWER = ("", "", "", "姓名", "身份证号码", "姓名", "电话", "注册资本（万元）", "成立时间")
VALUES = ("1", "苏州甲有限公司", "", "张三", "11010519491231002X", "李四", "0512-53520001", "500", "2009年3月18日")
WANTED = {
    "applicant.name": "苏州甲有限公司",
    "applicant.legal_representative": "张三",
    "applicant.contact_person": "李四",
    "applicant.phone": "0512-53520001",
}


def workbook(path: Path, rows: Sequence[Sequence[str]], merged: Sequence[tuple[int, int, int, int]] = ()) -> Path:
    """A workbook with these rows of text, and cells merged as given (from 0: first row, first column, last row, last column)."""
    with Workbook(path) as book:
        sheet = book.add_worksheet("名单")
        for first, left, last, right in merged:
            sheet.merge_range(first, left, last, right, rows[first][left])
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                if text:
                    sheet.write_string(number, column, text)
    return path


def values(scheme: Scheme, path: Path) -> dict[str, str]:
    """What is read of the only enterprise of a source, as it was written, by field."""
    (one,) = tuple(read_source(scheme, path))
    assert one.record is not None
    return {entry.field: str(entry.value) for entry in one.record.entries}


@pytest.mark.parametrize("title", [False, True])
@pytest.mark.parametrize("is_merged", [False, True])
def test_two_rows_of_headings_are_one(scheme: Scheme, tmp_path: Path, title: bool, is_merged: bool) -> None:
    above = [("二〇一八年企业名册",)] if title else []
    top = len(above)
    merged = [(top, 3, top, 4), (top, 5, top, 6), (top, 7, top, 8)]
    merged += [(top, column, top + 1, column) for column in (0, 1, 2)]
    path = workbook(tmp_path / "名册.xlsx", [*above, UPPER, LOWER, VALUES], merged if is_merged else [])
    read = values(scheme, path)
    assert {field: read.get(field) for field in WANTED} == WANTED
    assert "applicant.legal_representative_id" in read


def test_two_rows_of_headings_in_a_text(scheme: Scheme, tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    path.write_text("\n".join(",".join(row) for row in (UPPER, LOWER, VALUES)), encoding="utf-8")
    read = values(scheme, path)
    assert {field: read.get(field) for field in WANTED} == WANTED


def test_the_telephone_of_somebody_else_is_not_taken(scheme: Scheme, tmp_path: Path) -> None:
    """`电话` below `总经理` is the manager's: it is told as unknown, and read as nothing."""
    upper, lower = ("企业名称", "法定代表人", "总经理", ""), ("", "姓名", "姓名", "电话")
    source = read_source(
        scheme, workbook(tmp_path / "名册.xlsx", [upper, lower, ("苏州甲有限公司", "张三", "王五", "53520009")])
    )
    (one,) = tuple(source)
    assert one.record is not None and one.record.value("applicant.phone") is None
    unknown = [problem.message for problem in source.problems if problem.code == "table.unknown-column"]
    assert any("总经理电话" in message for message in unknown)


def test_one_row_of_headings_stays_as_it_is(scheme: Scheme, tmp_path: Path) -> None:
    rows = [
        ("企业名称", "法定代表人", "联系电话"),
        ("苏州甲有限公司", "张三", "53520009"),
        ("苏州乙有限公司", "李四", "53520008"),
    ]
    assert [one.name for one in read_source(scheme, workbook(tmp_path / "名册.xlsx", rows))] == [
        "苏州甲有限公司",
        "苏州乙有限公司",
    ]


def test_a_unit_and_two_telephones_in_the_second_row(scheme: Scheme, tmp_path: Path) -> None:
    rows = [
        ("企业名称", "联系方式", "", "注册资本"),
        ("", "电话", "手机", "（万元）"),
        ("苏州甲有限公司", "0512-53520001", "13800000000", "500"),
    ]
    (tmp_path / "a.csv").write_text("\n".join(map(",".join, rows)), encoding="utf-8")
    (one,) = tuple(read_source(scheme, tmp_path / "a.csv"))
    assert one.record is not None
    said = {entry.field: written(entry.value) for entry in one.record.entries}
    assert said["applicant.phone"] == "0512-53520001、13800000000" and said["applicant.registered_capital"] == "500万元"


def test_rows_of_formulas_that_show_nothing_are_no_headings(scheme: Scheme, tmp_path: Path) -> None:
    """A prepared table has rows of formulas below its last enterprise, such as `=IF(B9="","",B9)`: cells without a text.

    The whole workbook was once called unreadable for two of them.
    """
    path = tmp_path / "名册.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet("名单")
        for row in (0, 1):
            sheet.write_formula(row, 0, '=IF(Z9="","",Z9)', None, "")
        sheet.write_row(3, 0, ("企业名称", "法定代表人", "联系电话"))
        sheet.write_row(4, 0, ("苏州甲有限公司", "张三", "0512-53520001"))
        for row in (5, 6):
            sheet.write_formula(row, 0, '=IF(Z9="","",Z9)', None, "")
    read = values(scheme, path)
    assert read["applicant.name"] == "苏州甲有限公司" and read["applicant.legal_representative"] == "张三"


def test_a_group_that_is_a_heading_itself(scheme: Scheme, tmp_path: Path) -> None:
    """联系方式 over 联系人 is no 联系人联系方式; and 联系 over 联系人 says nothing more."""
    lower = ("企业名称", "成立日期", "姓名", "联系人", "电话")
    for group in ("联系方式", "联系"):
        rows = [
            ("基本情况", "", "法定代表人", group, ""),
            lower,
            ("甲公司", "2009-03-18", "张三", "李四", "0512-53520001"),
        ]
        read = values(scheme, workbook(tmp_path / "名册.xlsx", rows))
        assert {read.get(f"applicant.{one}") for one in ("legal_representative", "contact_person", "phone")} == {
            "张三",
            "李四",
            "0512-53520001",
        }
