"""Sheets of scores as people head them: without ids, the name and 得分 in two lines or two cells, numbers of rows beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from formgen.scheme.models import Scheme
from tests.intake.given import Rows, csv_bytes, found, read, workbook

FIRST, SECOND = "确定信用管理方针并形成文件", "信用管理方针与企业的其他方针相协调"
SHEETS: dict[str, Rows] = {
    "words alone": [["考核内容", "太仓甲有限公司"], [FIRST, "满分"], [SECOND, "零分"]],
    "numbered": [["序号", "考核内容", "太仓甲有限公司"], [1, FIRST, "满分"], [2, SECOND, "零分"]],
    "numbers beside ids": [
        ["序号", "编号", "考核内容", "分值", "太仓甲有限公司"],
        [1, "1.1.1", FIRST, 10, "满分"],
        [2, "1.1.2", SECOND, 5, "零分"],
    ],
    "two lines": [
        ["编号", "考核内容", "太仓甲有限公司\n自评得分"],
        ["1.1.1", FIRST, "满分"],
        ["1.1.2", SECOND, "零分"],
    ],
    "one line": [
        ["编号", "考核内容", "太仓甲有限公司（自评得分）"],
        ["1.1.1", FIRST, "满分"],
        ["1.1.2", SECOND, "零分"],
    ],
    "the name above": [
        ["", "", "太仓甲有限公司"],
        ["编号", "考核内容", "自评得分"],
        ["1.1.1", FIRST, "满分"],
        ["1.1.2", SECOND, "零分"],
    ],
}


@pytest.mark.parametrize("rows", SHEETS.values(), ids=SHEETS)
def test_whose_scores_they_are(scheme: Scheme, tmp_path: Path, rows: Rows) -> None:
    (tmp_path / "a.csv").write_bytes(csv_bytes(rows))
    source, (one,) = read(scheme, tmp_path / "a.csv")
    assert found(source) == [] and one.name == "太仓甲有限公司"
    assert one.record is not None
    assert [(score.indicator, score.level) for score in one.record.scores] == [("1.1.1", "full"), ("1.1.2", "zero")]


def test_names_above_belong_to_the_enterprises_of_the_workbook(scheme: Scheme, tmp_path: Path) -> None:
    people: Rows = [["企业名称", "联系人"], ["太仓甲有限公司", "张三"], ["太仓乙有限公司", "李四"]]
    scores: Rows = [
        ["", "", "太仓乙有限公司", "太仓甲有限公司"],
        ["编号", "考核内容", "自评得分", "自评得分"],
        ["1.1.1", FIRST, "满分", "零分"],
    ]
    workbook(tmp_path / "a.xlsx", 企业=people, 自评=scores)
    source, (first, second) = read(scheme, tmp_path / "a.xlsx")
    assert found(source) == [("sheet.missing", "")]
    assert first.record is not None and [score.level for score in first.record.scores] == ["zero"]
    assert second.record is not None and [score.level for score in second.record.scores] == ["full"]


@pytest.mark.parametrize(
    "rows",
    [
        [["考核内容", "太仓甲有限公司"], ["开会", "满分"], ["培训", "零分"]],
        [["", "", "单位：分"], ["编号", "考核内容", "自评得分"], ["1.1.1", FIRST, "满分"]],
        [
            ["", "", "太仓甲有限公司", ""],
            ["编号", "考核内容", "自评得分", "自评得分"],
            ["1.1.1", FIRST, "满分", "零分"],
        ],
    ],
    ids=["other words", "a note above", "one name above two"],
)
def test_what_is_in_doubt_is_nobodys(scheme: Scheme, tmp_path: Path, rows: Rows) -> None:
    (tmp_path / "a.csv").write_bytes(csv_bytes(rows))
    source, enterprises = read(scheme, tmp_path / "a.csv")
    assert found(source) and not [one for one in enterprises if one.record is not None and one.record.scores]
