"""`formgen fill` writes each enterprise into its own folder. A fault of one enterprise never stops the others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from formgen import pipeline
from formgen.pipeline import Examined, Filled
from formgen.scheme.models import Scheme
from tests.cli.runs import SAMPLES, files_below, formgen
from tests.intake.given import CODE, OTHER_CODE, csv_bytes

COMMITMENT = "附件3-江苏省企业信用管理贯标申报信用承诺书.docx"
COMPLETE = "太仓样例精密机械有限公司"
INCOMPLETE = "太仓未填齐纺织有限公司"


def fill(out: Path, *records: str | Path) -> tuple[int, str, str]:
    files = [SAMPLES / record for record in records]
    result = formgen("fill", *files, "--out", out, "--form", "附件3", "--format", "docx")
    return result.exit_code, result.stdout, result.stderr


def test_one_folder_for_each_enterprise(tmp_path: Path) -> None:
    code, told, _ = fill(tmp_path, "complete.json", "incomplete.json")
    assert code == 0
    assert files_below(tmp_path) == sorted([f"{COMPLETE}/{COMMITMENT}", f"{INCOMPLETE}/{COMMITMENT}"])
    assert told.splitlines() == [str(tmp_path / name / COMMITMENT) for name in (COMPLETE, INCOMPLETE)]


def test_every_enterprise_of_a_table(tmp_path: Path) -> None:
    rows = [["企业名称", "统一社会信用代码", "承诺日期"], ["甲公司", CODE, "2018.7.1"], ["乙公司", "", "2018年7月"]]
    (tmp_path / "a.csv").write_bytes(csv_bytes([*rows, ["甲公司", OTHER_CODE, "2018.7.2"]]))
    code, told, findings = fill(tmp_path / "out", tmp_path / "a.csv")
    assert code == 1 and told.splitlines() == [str(tmp_path / "out" / "甲公司" / COMMITMENT)]
    assert "乙公司（a.csv 第 3 行）：1 处错误" in findings
    assert "与前面的「a.csv!第 2 行」是同一家企业，会写进同一个文件夹" in findings


def test_all_forms_in_both_formats(tmp_path: Path, scheme: Scheme) -> None:
    result = formgen("fill", SAMPLES / "incomplete.json", "--out", tmp_path)
    assert result.exit_code == 0
    expected = [f"{INCOMPLETE}/{form.file_stem}.{one}" for form in scheme.forms for one in ("docx", "pdf")]
    assert files_below(tmp_path) == sorted(expected)


def test_what_is_missing_is_a_warning_under_the_enterprise(tmp_path: Path) -> None:
    code, _, findings = fill(tmp_path, "incomplete.json")
    assert code == 0
    lines = findings.splitlines()
    assert lines[0] == f"{INCOMPLETE}（incomplete.json）：1 处提醒"
    assert lines[1] == "  提醒 「承诺日期」没有填写，附件3里这一栏会空着"


def test_a_faulty_record_stops_nobody_else(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{")
    out = tmp_path / "out"
    code, _, findings = fill(
        out, "faulty.json", tmp_path / "broken.json", tmp_path / "missing.json", "complete.json", "incomplete.json"
    )
    assert code == 1
    assert files_below(out) == sorted([f"{COMPLETE}/{COMMITMENT}", f"{INCOMPLETE}/{COMMITMENT}"])
    for file in ("faulty.json", "broken.json", "missing.json"):
        assert f"（{file}）：" in findings


def test_the_same_enterprise_twice_is_an_error_of_the_second(tmp_path: Path) -> None:
    again = tmp_path / "again.json"
    again.write_text(json.dumps({"applicant": {"name": COMPLETE}}), encoding="utf-8")
    code, told, findings = fill(tmp_path / "out", "complete.json", again, "incomplete.json")
    assert code == 1
    assert [COMPLETE in told, INCOMPLETE in told] == [True, True]
    assert len(told.splitlines()) == 2
    assert "与〔complete.json〕的企业名称相同" in findings
    assert f"{COMPLETE}（again.json）：1 处错误" in findings


def test_records_without_a_name_do_not_share_a_folder(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "record.json").write_text("{}")
    code, told, findings = fill(tmp_path / "out", tmp_path / "a" / "record.json", tmp_path / "b" / "record.json")
    assert code == 1
    assert told.splitlines() == [str(tmp_path / "out" / "record" / COMMITMENT)]
    assert "与前面的「a/record.json」是同一家企业" in findings


def test_a_fault_of_ours_stops_nobody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = pipeline.fill

    def fails_for_one(scheme: Scheme, examined: Examined, *asked: Any) -> Filled:
        if examined.name == COMPLETE:
            raise ZeroDivisionError("太仓样例的身份证号")
        return real(scheme, examined, *asked)

    monkeypatch.setattr(pipeline, "fill", fails_for_one)
    code, told, findings = fill(tmp_path, "complete.json", "incomplete.json")
    assert code == 70
    assert told.splitlines() == [str(tmp_path / INCOMPLETE / COMMITMENT)]
    assert f"formgen：{COMPLETE}：程序内部错误（ZeroDivisionError，" in findings
    assert "身份证" not in findings


def test_an_unwritable_folder_is_one_line_for_all(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    code, told, findings = fill(tmp_path / "taken", "complete.json", "incomplete.json")
    assert (code, told) == (4, "")
    assert findings == f"formgen：写不了输出文件夹 {tmp_path / 'taken'}：同名的文件已经存在\n"


def test_a_machine_fault_of_one_enterprise_stops_nobody_else(tmp_path: Path) -> None:
    (tmp_path / COMPLETE).write_text("a file where the folder should be")
    code, told, findings = fill(tmp_path, "complete.json", "incomplete.json")
    assert code == 4
    assert told.splitlines() == [str(tmp_path / INCOMPLETE / COMMITMENT)]
    assert findings.splitlines()[-1].startswith(f"formgen：{COMPLETE}：写不了输出文件夹")
