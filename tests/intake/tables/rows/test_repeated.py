"""同上 in a row of a table is the value of the row above it, and each such cell is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from formgen.record.kinds.table import written
from formgen.scheme.models import Scheme
from tests.intake.given import CODE, Rows, csv_bytes, faults, found, read

HEADINGS = ["企业名称", "所属镇（区）", "联系人", "联系电话"]
FIRST = ["太仓甲有限公司", "沙溪镇", "张三", "0512-53520001"]


def said(scheme: Scheme, path: Path, name: str) -> dict[str, str]:
    _, enterprises = read(scheme, path)
    (record,) = (one.record for one in enterprises if one.name == name)
    assert record is not None
    return {entry.field.partition(".")[2]: written(entry.value) for entry in record.entries}


@pytest.mark.parametrize("sign", ["同上", " 同 上 ", "（同上）", "〃"])
def test_the_row_above_says_it(scheme: Scheme, tmp_path: Path, sign: str) -> None:
    rows = [HEADINGS, FIRST, ["太仓乙有限公司", sign, "李四", sign], ["太仓丙有限公司", sign, sign, "0512-53520003"]]
    (tmp_path / "a.csv").write_bytes(csv_bytes(rows))
    first, second, third = (said(scheme, tmp_path / "a.csv", f"太仓{stem}有限公司") for stem in "甲乙丙")
    assert second == first | {"name": "太仓乙有限公司", "contact_person": "李四"}
    assert third["town"] == first["town"] and third["contact_person"] == "李四"
    _, (_, two, three) = read(scheme, tmp_path / "a.csv")
    assert faults(two) == [("table.as-above", "B3"), ("table.as-above", "D3")]
    assert faults(three) == [("table.as-above", "B4"), ("table.as-above", "C4")]
    assert "B2 格" in two.problems[0].message and "B3 格" in three.problems[0].message


@pytest.mark.parametrize(
    ("headings", "rows"),
    [
        (HEADINGS, [["太仓乙有限公司", "同上", "李四", "53520002"]]),
        (HEADINGS, [["太仓甲有限公司", "", "张三", "53520001"], ["太仓乙有限公司", "同上", "李四", "53520002"]]),
        (HEADINGS, [FIRST, ["小计", "1", "", ""], ["太仓乙有限公司", "同上", "李四", "53520002"]]),
        (["企业名称", "统一社会信用代码"], [["太仓甲有限公司", CODE], ["太仓乙有限公司", "同上"]]),
        (HEADINGS, [FIRST, ["太仓乙有限公司", "同左", "李四", "53520002"]]),
    ],
    ids=["nothing above", "an empty cell above", "a total between", "a code", "another sign"],
)
def test_what_is_in_doubt_is_refused(scheme: Scheme, tmp_path: Path, headings: list[str], rows: Rows) -> None:
    (tmp_path / "a.csv").write_bytes(csv_bytes([headings, *rows]))
    _, enterprises = read(scheme, tmp_path / "a.csv")
    assert any(problem.is_error for problem in enterprises[-1].problems)
    assert "table.as-above" not in [problem.code for problem in enterprises[-1].problems]


def test_in_a_table_on_its_side_the_cell_above_is_another_field(scheme: Scheme, tmp_path: Path) -> None:
    rows = [
        ["企业名称", "太仓甲有限公司", "太仓乙有限公司"],
        ["法定代表人", "张三", "王五"],
        ["联系人", "李四", "同上"],
    ]
    (tmp_path / "a.csv").write_bytes(csv_bytes(rows))
    source, (_, second) = read(scheme, tmp_path / "a.csv")
    assert found(source) == [] and [problem.is_error for problem in second.problems] == [True]
