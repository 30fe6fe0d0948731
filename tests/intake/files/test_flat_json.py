"""JSON whose keys are headings, as systems export it, is read as a table; records stay records."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from formgen.intake.sources import read_one
from formgen.scheme.models import Scheme
from tests.intake.given import CODE, faults, found, read

FIRST = {"企业名称": "甲公司", "统一社会信用代码": CODE, "联系人": "张三", "联系电话": 13800000000, "传真": None}
SECOND = {"企业名称": "乙公司", "联系人": "李四", "注册资本（万元）": 5000, "备注": ""}


@pytest.mark.parametrize(
    ("value", "begin"),
    [
        ([FIRST, SECOND], ""),
        ({"data": [FIRST, SECOND]}, "/data"),
        ({"total": 2, "rows": [FIRST, SECOND]}, "/rows"),
        ({"code": 0, "msg": "ok", "data": {"total": 2, "list": [FIRST, SECOND]}}, "/data/list"),
    ],
)
def test_a_list_of_objects(scheme: Scheme, tmp_path: Path, value: object, begin: str) -> None:
    (tmp_path / "a.json").write_text(json.dumps(value, ensure_ascii=False), "utf-8")
    source, (first, second) = read(scheme, tmp_path / "a.json")
    assert found(source) == [] and faults(first) == faults(second) == []
    assert [(one.name, one.place.at) for one in (first, second)] == [("甲公司", f"{begin}/0"), ("乙公司", f"{begin}/1")]
    assert first.record is not None and second.record is not None
    assert {(entry.field, str(entry.value), entry.place.at) for entry in first.record.entries} == {
        ("applicant.name", "甲公司", f"{begin}/0/企业名称"),
        ("applicant.unified_social_credit_code", CODE, f"{begin}/0/统一社会信用代码"),
        ("applicant.contact_person", "张三", f"{begin}/0/联系人"),
        ("applicant.phone", "13800000000", f"{begin}/0/联系电话"),
    }
    entry = second.record.entry("applicant.registered_capital")
    assert entry is not None and entry.place.at == f"{begin}/1/注册资本（万元）"


def test_json_lines_and_a_single_object(scheme: Scheme, tmp_path: Path) -> None:
    lines = [json.dumps(one, ensure_ascii=False) for one in (FIRST, SECOND)]
    (tmp_path / "a.jsonl").write_text("\n\n".join(lines), "utf-8")
    _, enterprises = read(scheme, tmp_path / "a.jsonl")
    assert [(one.name, one.place.at, faults(one)) for one in enterprises] == [
        ("甲公司", "第 1 行", []),
        ("乙公司", "第 3 行", []),
    ]
    (tmp_path / "b.json").write_text(lines[0], "utf-8")
    _, (one,) = read(scheme, tmp_path / "b.json")
    assert one.name == "甲公司" and read_one(scheme, tmp_path / "b.json").record == one.record
    (tmp_path / "c.json").write_text(f"[{','.join(lines)}]", "utf-8")
    assert [problem.code for problem in read_one(scheme, tmp_path / "c.json").problems] == ["file.not-one"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[]", "json.type"),
        ('[{"企业名称": "甲公司"}]', "json.type"),
        ('[{"applicant": {"name": "甲公司"}}]', "json.type"),
        ('{"企业名称": "甲公司", "联系人": ["张三"]}', "json.unknown-key"),
        ('{"企业名称": "甲公司", "联系人": "张三", "企业名称": "乙公司"}', "json.duplicate-key"),
        ('[{"企业名称": "甲公司", "联系人": "张三"},]', "json.syntax"),
    ],
)
def test_what_is_no_such_table_is_told_as_before(scheme: Scheme, tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "a.json").write_text(text, "utf-8")
    _, (one,) = read(scheme, tmp_path / "a.json")
    assert code in [problem.code for problem in one.problems if problem.is_error]


def test_objects_with_more_keys_than_a_table_has_columns_are_no_table(scheme: Scheme, tmp_path: Path) -> None:
    many = {**FIRST, **{f"列{number}": "" for number in range(1000)}}
    (tmp_path / "a.json").write_text(json.dumps([many], ensure_ascii=False), "utf-8")
    _, (one,) = read(scheme, tmp_path / "a.json")
    assert [problem.code for problem in one.problems] == ["json.type"]
