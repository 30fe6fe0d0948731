"""In a run with several sources, each finding names its file, sheet and cell, and an enterprise in two sources is reported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from formgen.pipeline.collecting.reading import read_together
from formgen.scheme.models import Scheme
from tests.cli.runs import files_below, formgen
from tests.intake.given import CODE, OTHER_CODE, csv_bytes, workbook

HEAD = ["企业名称", "统一社会信用代码", "联系人", "邮编"]


@pytest.fixture
def sources(tmp_path: Path) -> list[Path]:
    """Two tables of one name in folders of their own, a folder of records, one enterprise in two of them by its code."""
    for town, rows in (
        ("港区", [["甲公司", CODE, "张三", "2154"], ["乙公司", "", "李四", "215400"]]),
        ("沙溪镇", [["丙公司", OTHER_CODE, "王五", "215421"], ["甲（公司）", CODE, "张三", "215400"]]),
    ):
        (tmp_path / town / "佐证").mkdir(parents=True)
        workbook(tmp_path / town / "名册.xlsx", 企业=[HEAD, *rows])
    (tmp_path / "记录").mkdir()
    record = {"applicant": {"name": "乙公司", "contact_person": "李四"}}
    (tmp_path / "记录" / "乙.json").write_text(json.dumps(record), encoding="utf-8")
    return [tmp_path / "港区", tmp_path / "沙溪镇" / "名册.xlsx", tmp_path / "记录"]


def test_findings_keep_file_sheet_and_cell(scheme: Scheme, sources: list[Path]) -> None:
    source = read_together(scheme, sources)
    enterprises = list(source)
    assert [str(one.place) for one in enterprises] == [
        "港区/名册.xlsx!企业!第 2 行",
        "港区/名册.xlsx!企业!第 3 行",
        "沙溪镇/名册.xlsx!企业!第 2 行",
        "沙溪镇/名册.xlsx!企业!第 3 行",
        "乙.json",
    ]
    assert [one.folder.name for one in enterprises] == ["港区", "港区", "沙溪镇", "沙溪镇", "记录"]
    assert [[str(problem.place) for problem in one.problems] for one in enterprises] == [
        ["港区/名册.xlsx!企业!D2"],
        [],
        [],
        ["沙溪镇/名册.xlsx!企业!B3"],
        ["乙.json#/applicant/name"],
    ]
    assert [one.problems[0].code for one in enterprises[3:]] == ["enterprise.twice"] * 2
    assert "港区/名册.xlsx!企业!第 2 行" in enterprises[3].problems[0].message
    assert "港区/名册.xlsx!企业!第 3 行" in enterprises[4].problems[0].message
    assert enterprises[0].record is not None
    assert {entry.place.file for entry in enterprises[0].record.entries} == {"港区/名册.xlsx"}
    assert [str(one.place) for one in source] == [str(one.place) for one in enterprises] and source.count == 5


def test_every_command_takes_them(sources: list[Path], tmp_path: Path) -> None:
    checked = formgen("check", *sources)
    assert checked.exit_code == 1 and "共 5 家，3 家有错误" in checked.stdout
    assert (
        checked.stdout.count("是同一家企业") == 1 and "〔港区/名册.xlsx!企业!第 3 行〕的企业名称相同" in checked.stdout
    )
    collected = formgen("collect", *sources, "--out", tmp_path / "records")
    assert collected.exit_code == 1 and files_below(tmp_path / "records") == ["丙公司.json", "乙公司.json"]
    filled = formgen("fill", *sources, "--out", tmp_path / "filled", "--form", "附件3", "--format", "docx")
    assert filled.exit_code == 1 and len(files_below(tmp_path / "filled")) == 2
    options = ("--form", "附件3", "--format", "docx", "--jobs", "1")
    batch = formgen("batch", *sources, "--out", tmp_path / "batch", *options)
    assert batch.exit_code == 1 and "共 5 家，2 家完成" in batch.stderr, batch.output
    assert {path.split("/")[0] for path in files_below(tmp_path / "batch")} >= {"丙公司", "乙公司"}


def test_supplied_files_lie_beside_their_own_table(scheme: Scheme, sources: list[Path]) -> None:
    for town, name in (("港区", "乙公司"), ("沙溪镇", "丙公司")):
        folder = sources[0].parent / town / name
        folder.mkdir()
        (folder / f"{name}合同.pdf").write_bytes(b"%PDF-1.4")
    found = {
        one.name: [one.folder / file.path for item in one.record.materials for file in item.files]
        for one in read_together(scheme, sources)
        if one.record is not None and one.record.materials
    }
    assert set(found) == {"乙公司", "丙公司"} and all(path.is_file() for paths in found.values() for path in paths)


def test_scores_of_one_file_and_enterprises_of_another(scheme: Scheme, tmp_path: Path) -> None:
    (tmp_path / "企业.csv").write_bytes(csv_bytes([HEAD[:2], ["甲公司", CODE]]))
    rows = [
        ["", "", "统一社会信用代码", "", CODE],
        ["编号", "评价内容", "考核内容", "分值", "甲"],
        ["1.1.1", "", "", 10, 10],
    ]
    (tmp_path / "自评.csv").write_bytes(csv_bytes(rows))
    (one,) = read_together(scheme, [tmp_path / "自评.csv", tmp_path / "企业.csv"])
    assert one.record is not None and [str(score.place) for score in one.record.scores] == ["自评.csv!E3"]
    assert one.name == "甲公司" and one.problems == ()
