"""A unit above the table and a column of currencies belong to the amounts; what stays doubtful is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from formgen.record.kinds.table import written
from formgen.scheme.models import Scheme
from tests.intake.given import csv_bytes, found, read, workbook


@pytest.mark.parametrize(
    ("above", "headings", "values", "wanted"),
    [
        (["单位：万元"], ["注册资本", "邮编"], ["5000", "215400"], "5000万元"),
        (["", "（金额单位：万元）"], ["注册资本", "邮编"], ["5,000", "215400"], "5,000万元"),
        (["单位：沙溪镇"], ["注册资本", "邮编"], ["5000", "215400"], None),
        ([], ["注册资本", "币种"], ["5000万", "美元"], "5000万美元"),
        ([], ["注册资本（万元）", "币种"], ["5000", "USD"], "5000万美元"),
        ([], ["币种", "注册资本（万元）"], ["人民币", "5000"], "5000万人民币"),
        ([], ["注册资本", "币种"], ["5000万美元", "美元"], "5000万美元"),
        ([], ["注册资本", "币种"], ["5000万欧元", "美元"], None),
        ([], ["注册资本", "币种"], ["5000", "人民币"], None),
        ([], ["注册资本", "币种"], ["5000万", "其他"], None),
        ([], ["注册资本", "邮编", "联系人", "币种"], ["5000万", "215400", "张三", "美元"], "5000万美元"),
        ([], ["注册资本币种", "邮编", "注册资本（万元）"], ["欧元", "215400", "5000"], "5000万欧元"),
        ([], ["注册资本（万美元）", "邮编"], ["500万", "215400"], "500万美元"),
        ([], ["注册资本（万美元）", "邮编"], ["500万元", "215400"], None),
        ([], ["注册资本（万元/万美元）", "邮编"], ["500", "215400"], None),
        ([], ["注册资本（万元、美元）", "邮编"], ["500", "215400"], None),
        ([], ["注册资本（人民币/万元）", "邮编"], ["500", "215400"], "500万元人民币"),
        ([], ["注册资本(RMB:万元)", "邮编"], ["500", "215400"], "500万元RMB"),
    ],
)
def test_units(
    scheme: Scheme, tmp_path: Path, above: list[str], headings: list[str], values: list[str], wanted: str | None
) -> None:
    rows = [above, ["企业名称", *headings], ["太仓甲有限公司", *values]]
    (tmp_path / "a.csv").write_bytes(csv_bytes([row for row in rows if row]))
    source, (one,) = read(scheme, tmp_path / "a.csv")
    assert one.record is not None
    said = {entry.field: written(entry.value) for entry in one.record.entries}
    assert said.get("applicant.registered_capital") == wanted
    assert any(problem.is_error for problem in one.problems) == (wanted is None)
    assert not [code for code, _ in found(source) if code == "table.unknown-column"]


@pytest.mark.parametrize("headings", [["销售收入（万元）", "币种"], ["邮编", "销售币种"]])
def test_the_currency_of_another_amount(scheme: Scheme, tmp_path: Path, headings: list[str]) -> None:
    """It is not the capital's. The heading is told as unknown, with its first value."""
    rows = [["企业名称", "注册资本", "联系人", *headings], ["太仓甲有限公司", "5000万", "张三", "215400", "美元"]]
    (tmp_path / "a.csv").write_bytes(csv_bytes(rows))
    source, (one,) = read(scheme, tmp_path / "a.csv")
    assert one.record is not None
    assert {written(entry.value) for entry in one.record.entries} >= {"5000万"}
    assert ("table.unknown-column", "E1") in found(source)


@pytest.mark.parametrize("caption", ["单位：万元", "（金额单位：万元）"])
def test_a_unit_above_a_table_on_its_side(scheme: Scheme, tmp_path: Path, caption: str) -> None:
    rows = [
        [caption],
        ["企业名称", "太仓甲有限公司", "太仓乙有限公司"],
        ["注册资本", "5000", "300万元"],
        ["联系人", "张三", "李四"],
    ]
    (tmp_path / "a.csv").write_bytes(csv_bytes(rows))
    _, enterprises = read(scheme, tmp_path / "a.csv")
    said = [
        written(entry.value)
        for one in enterprises
        if one.record is not None
        for entry in one.record.entries
        if entry.field.endswith("registered_capital")
    ]
    assert said == ["5000万元", "300万元"]


def test_two_units_above_a_table_on_its_side_are_none(scheme: Scheme, tmp_path: Path) -> None:
    rows = [["单位：万元"], ["单位：元"], ["企业名称", "太仓甲有限公司"], ["注册资本", "5000"], ["联系人", "张三"]]
    (tmp_path / "a.csv").write_bytes(csv_bytes(rows))
    _, (one,) = read(scheme, tmp_path / "a.csv")
    assert any(problem.is_error for problem in one.problems)


def test_a_column_of_units_beside_the_amounts(scheme: Scheme, tmp_path: Path) -> None:
    """单位 over 万元 is no other word for the applicant."""
    rows = [
        ["企业名称", "注册资本", "单位", "联系人"],
        ["甲公司", 5000, "万元", "张三"],
        ["乙公司", "300", "万美元", "李四"],
    ]
    workbook(tmp_path / "a.xlsx", 企业=[*rows, ["丙公司", "800万元", "万元", "王五"]])
    _, enterprises = read(scheme, tmp_path / "a.xlsx")
    said = [one.record.value("applicant.registered_capital") for one in enterprises if one.record]
    assert [one and written(one) for one in said] == ["5000万元", "300万美元", "800万元"]
    assert [one.name for one in enterprises] == ["甲公司", "乙公司", "丙公司"]
