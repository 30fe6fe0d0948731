"""`formgen workbook` writes the collection workbook."""

from __future__ import annotations

import stat
from pathlib import Path

import openpyxl

from tests.cli.runs import formgen


def test_it_writes_a_workbook_for_its_owner_alone(tmp_path: Path) -> None:
    out = tmp_path / "发给各镇" / "采集表.xlsx"
    result = formgen("workbook", "--out", str(out), "--enterprises", "3")
    assert (result.exit_code, result.stdout) == (0, f"{out}\n")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert openpyxl.load_workbook(out).sheetnames[:3] == ["填写说明", "企业", "自评"]


def test_a_workbook_that_somebody_filled_in_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "采集表.xlsx"
    assert formgen("workbook", "--out", str(out), "--enterprises", "1").exit_code == 0
    assert formgen("workbook", "--out", str(out), "--enterprises", "1").exit_code == 0, (
        "the same once more does no harm"
    )
    book = openpyxl.load_workbook(out)
    book["企业"]["A5"] = "太仓样例有限公司"
    book.save(out)
    before = out.read_bytes()
    result = formgen("workbook", "--out", str(out), "--enterprises", "1")
    assert result.exit_code == 2 and "没有覆盖" in result.stderr
    assert out.read_bytes() == before
    (tmp_path / "文件夹.xlsx").mkdir()
    assert "没有覆盖" in formgen("workbook", "--out", str(tmp_path / "文件夹.xlsx")).stderr


def test_what_cannot_be_is_said(tmp_path: Path) -> None:
    for arguments, words in (
        (("--out", str(tmp_path / "a.xls")), "以 .xlsx 结尾"),
        (("--out", str(tmp_path / "a.xlsx"), "--enterprises", "0"), "1 到 1000"),
        (("--out", str(tmp_path / "a.xlsx"), "--enterprises", "1001"), "1 到 1000"),
    ):
        result = formgen("workbook", *arguments)
        assert result.exit_code == 2 and words in result.stderr
    assert list(tmp_path.iterdir()) == []
