"""If a field has two columns, an empty cell is filled from the other column, and values that differ are always reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from formgen.record.kinds.table import written
from formgen.scheme.models import Scheme
from tests.intake.given import faults, found, read, workbook

PHONES = "0512-53200010、13800000000"


@pytest.mark.parametrize(
    ("first", "second", "values", "field", "wanted", "codes"),
    [
        ("注册资本", "注册资金（万元）", ("5000万元", 5000), "registered_capital", "5000万元", []),
        ("注册资本", "注册资金", ("5000万元", "6000万元"), "registered_capital", None, ["table.column-twice"]),
        ("注册资本", "注册资金", ("", "6000万元"), "registered_capital", "6000万元", []),
        ("注册资本", "注册资金", ("-", "6000万元"), "registered_capital", "6000万元", []),
        ("成立时间", "成立日期", ("2009年3月18日", "2009-3-18"), "established_on", "2009年3月18日", []),
        ("联系电话", "手机", ("0512-53200010", "13800000000"), "phone", PHONES, []),
        ("手机", "联系电话", ("13800000000", "13800000000"), "phone", "13800000000", []),
        ("主营业务", "经营范围", ("轴承", "轴承的制造和销售"), "main_business", "轴承", ["table.column-twice?"]),
        ("经营范围", "主营业务", ("轴承的制造和销售", "轴承"), "main_business", "轴承", ["table.column-twice?"]),
        ("法人代表", "法人", ("张三", "李四"), "legal_representative", None, ["table.column-twice"]),
    ],
)
def test_two_columns_of_one_field(
    scheme: Scheme,
    tmp_path: Path,
    first: str,
    second: str,
    values: tuple[object, object],
    field: str,
    wanted: str | None,
    codes: list[str],
) -> None:
    workbook(tmp_path / "a.xlsx", 企业=[["企业名称", first, second, "联系人"], ["甲", *values, "张三"]])
    source, (one,) = read(scheme, tmp_path / "a.xlsx")
    value = one.record.value(f"applicant.{field}") if one.record else None
    assert (written(value) if value is not None else None) == wanted
    said = [
        problem.code + ("" if problem.is_error else "?") for problem in one.problems if problem.code != "phone.several"
    ]
    assert said == codes
    (twice,) = [problem for problem in source.problems if problem.code == "table.column-twice"]
    places = {twice.place.at, *(cell for cell in ("企业!B1", "企业!C1") if cell.rpartition("!")[2] in twice.message)}
    assert places == {"企业!B1", "企业!C1"}, "both places are named"


def test_two_columns_of_names(scheme: Scheme, tmp_path: Path) -> None:
    """Which of two names is the enterprise's, nobody knows."""
    workbook(tmp_path / "a.xlsx", 企业=[["企业名称", "单位名称", "联系人"], ["甲", "乙", "张三"], ["甲", "甲", "张三"]])
    source, (wrong, _) = read(scheme, tmp_path / "a.xlsx")
    assert faults(wrong)[0] == ("table.column-twice", "企业!B2") and ("table.column-twice", "企业!B1") in found(source)


def test_an_unknown_column_is_named_with_its_first_value(scheme: Scheme, tmp_path: Path) -> None:
    rows = [
        ["企业名称", "联系入", "邮编", "法人手机"],
        ["甲", "", "215400", ""],
        ["乙", "张三", "215400", 13800000000],
    ]
    workbook(tmp_path / "a.xlsx", 企业=rows)
    source, _ = read(scheme, tmp_path / "a.xlsx")
    told = {problem.place.at: problem for problem in source.problems if problem.code == "table.unknown-column"}
    assert "第一个值是「张三」" in told["企业!B1"].message and "可能应是「联系人」" in told["企业!B1"].remedy
    assert told["企业!B1"].is_error
    assert all("13800000000" not in problem.message for problem in source.problems)
    assert "第一个值是「…」" in told["企业!D1"].message
