"""What is said above the headings is told, if no column says it: nobody knows whether it is said of every row."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from formgen.scheme.models import Scheme
from tests.intake.given import csv_bytes, found, read

HEADINGS = ["企业名称", "法定代表人", "联系电话"]
ROW = ["太仓甲有限公司", "钱知远", "13800000000"]
TOLD = "table.said-above"


@pytest.mark.parametrize(
    ("above", "labels"),
    [
        (["镇（区）：沙溪镇"], "「镇（区）」"),
        (["2018年企业汇总表", "镇（区）：", "沙溪镇"], "「镇（区）」"),
        (["联系人：周敏　联系电话：0512-53512345　传真：无"], "「联系人」、「传真」"),
        (["镇（区）："], ""),
        (["附注：下面由企业填写", "企业名称：见下表"], ""),
        (["2018年企业汇总表"], ""),
    ],
)
def test_above_a_table(scheme: Scheme, tmp_path: Path, above: list[str], labels: str) -> None:
    (tmp_path / "a.csv").write_bytes(csv_bytes([["汇总表"], above, HEADINGS, ROW]))
    source, (one,) = read(scheme, tmp_path / "a.csv")
    assert found(source) == ([(TOLD, "第 2 行")] if labels else [])
    assert all(problem.message.startswith(f"{labels}写在表头上面") for problem in source.problems)
    assert one.record is not None and len(one.record.entries) == len(HEADINGS)


def test_beside_a_list_in_json(scheme: Scheme, tmp_path: Path) -> None:
    said = {"code": 0, "镇（区）": "沙溪镇", "rows": [dict(zip(HEADINGS, ROW, strict=True))], "传真": None}
    for whole in (said, {"data": said}):
        (tmp_path / "a.json").write_text(json.dumps(whole, ensure_ascii=False), "utf-8")
        source, (one,) = read(scheme, tmp_path / "a.json")
        assert found(source) == [(TOLD, "")] and one.name == ROW[0]
