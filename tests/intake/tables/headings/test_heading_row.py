"""The row of headings: found wherever it stands; what is unknown or there twice is told."""

from __future__ import annotations

from pathlib import Path

from formgen.scheme.models import Scheme
from tests.intake.given import CODE, OTHER_CODE, faults, found, read, workbook


def test_headings_misspelt_unknown_and_twice(scheme: Scheme, tmp_path: Path) -> None:
    """A misspelt heading is an error that names the most similar one. A warning could be overlooked, and values lost."""
    header = ["企业名称", "法定代人", "联系人", "办公面积", "联系人", "", "主营业务"]
    rows = [
        header,
        ["甲", "张三", "李四", 5, "李四", "x", "y"],
        ["乙", "", "李四", "", "王五"],
        ["丙", "", "", "", "赵六"],
    ]
    workbook(tmp_path / "a.xlsx", 企业=rows)
    source, enterprises = read(scheme, tmp_path / "a.xlsx")
    assert found(source)[1:] == [
        ("table.unknown-column", "企业!B1"),
        ("table.unknown-column", "企业!D1"),
        ("table.no-heading", "企业!第 1 行"),
        ("table.column-twice", "企业!E1"),
    ]
    misspelt, unknown = source.problems[1:3]
    assert misspelt.is_error and "法定代表人" in misspelt.remedy and not unknown.is_error
    assert [faults(one) for one in enterprises] == [
        [],
        [("table.column-twice", "企业!E3")],
        [],
    ]
    assert enterprises[2].record and enterprises[2].record.value("applicant.contact_person") == "赵六"


def test_columns_of_systems_are_no_slips_of_the_pen(scheme: Scheme, tmp_path: Path) -> None:
    """完成时间 is as like 成立时间 as a slip would be, and so is 企业类型 to 行业类型; exports of systems have both."""
    others = ["完成时间", "企业类型", "经营状态", "实缴资本", "法人手机", "填报日期"]
    workbook(tmp_path / "a.xlsx", 企业=[["企业名称", "联系人", *others], ["甲", "张三", *"abcdef"]])
    source, _ = read(scheme, tmp_path / "a.xlsx")
    told = [problem for problem in source.problems if problem.code == "table.unknown-column"]
    assert len(told) == len(others) and not any(problem.is_error for problem in told)


def test_a_sheet_of_another_town_without_headings_is_an_error(scheme: Scheme, tmp_path: Path) -> None:
    first = [["企业名称", "统一社会信用代码", "联系人"], ["甲", CODE, "张三"]]
    workbook(tmp_path / "a.xlsx", 沙溪镇=first, 港区=[["乙", OTHER_CODE, "李四"]], 其他=[["每家一行"]])
    source, _ = read(scheme, tmp_path / "a.xlsx")
    assert ("table.no-headings", "港区") in found(source) and ("sheet.unknown", "其他") in found(source)
