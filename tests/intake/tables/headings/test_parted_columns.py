"""Columns that hold two things in each cell are read as both; what cannot be parted for sure is an error of its cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from formgen.intake.tables.headings.parted_columns import parts_of_heading
from formgen.intake.tables.vocabulary import Vocabulary
from formgen.record.kinds.table import written
from formgen.scheme.models import Scheme
from tests.intake.given import CODE, csv_bytes, faults, found, read, workbook

MOBILE, FIXED = "13800000000", "0512-53520001"
ID = "320522197103120008"


def said(scheme: Scheme, path: Path) -> list[dict[str, str]]:
    _, enterprises = read(scheme, path)
    return [
        {entry.field.partition(".")[2]: written(entry.value) for entry in one.record.entries if entry.field != "applicant.name"}
        for one in enterprises
        if one.record is not None
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "cell", "meant"),
    [
        ("联系人及电话", f"李四 {MOBILE}", {"contact_person": "李四", "phone": MOBILE}),
        ("联系人/联系电话", f"李四/{MOBILE}", {"contact_person": "李四", "phone": MOBILE}),
        ("联系人及联系方式", f"李四{MOBILE}", {"contact_person": "李四", "phone": MOBILE}),
        ("联系人（电话）", f"李四（{MOBILE}）", {"contact_person": "李四", "phone": MOBILE}),
        ("联系人姓名、手机号", f"李四\n{MOBILE}", {"contact_person": "李四", "phone": MOBILE}),
        ("电话及联系人", f"{MOBILE} 李四", {"contact_person": "李四", "phone": MOBILE}),
        ("联系人/电话", f"李四 {MOBILE}、{FIXED}", {"contact_person": "李四", "phone": f"{MOBILE}、{FIXED}"}),
        ("联系人和电话", f"买买提·吐尔逊 {MOBILE}", {"contact_person": "买买提·吐尔逊", "phone": MOBILE}),
        ("联系人/电话", "Hans Müller +49 711 1234567", {"contact_person": "Hans Müller", "phone": "+49 711 1234567"}),
        ("联系人/电话", "李四", {"contact_person": "李四"}),
        ("联系人和联系电话", f"李四 电话：{MOBILE}", {"contact_person": "李四", "phone": MOBILE}),
        ("6、联系人及电话（必填）", f"李四 {MOBILE}", {"contact_person": "李四", "phone": MOBILE}),
        ("*联系人及电话（手机）", f"李四 {MOBILE}", {"contact_person": "李四", "phone": MOBILE}),
        ("联系人及电话（座机或手机）", f"李四 {MOBILE}", {"contact_person": "李四", "phone": MOBILE}),
        ("联系人/电话", MOBILE, {"phone": MOBILE}),
        ("联系人/电话", int(MOBILE), {"phone": MOBILE}),
        ("法定代表人及身份证号", f"张三 {ID}", {"legal_representative": "张三", "legal_representative_id": ID}),
        ("法定代表人/联系方式", f"张三 {MOBILE}", {"legal_representative": "张三"}),
        ("注册地址及邮编", "太仓市样例路1号 215400", {"registered_address": "太仓市样例路1号", "postcode": "215400"}),
        ("注册地址（邮编）", "太仓市样例路1号2幢（215400）", {"registered_address": "太仓市样例路1号2幢", "postcode": "215400"}),
        ("组织机构代码/统一社会信用代码", CODE, {"unified_social_credit_code": CODE}),
        ("统一社会信用代码（或组织机构代码）", "99000010-5", {"organization_code": "99000010-5"}),
        ("统一社会信用代码或注册号", "320585000000102", {"registration_number": "320585000000102"}),
    ],
)  # fmt: skip
def test_one_column_with_two_things(
    scheme: Scheme, tmp_path: Path, heading: str, cell: object, meant: dict[str, str]
) -> None:
    workbook(tmp_path / "rows.xlsx", 企业=[["企业名称", "传真", heading], ["甲公司", "无", cell]])
    workbook(tmp_path / "card.xlsx", 企业=[["企业名称", "甲公司"], [heading, cell], ["传真", "无"]])
    for name in ("rows.xlsx", "card.xlsx"):
        _, (one,) = read(scheme, tmp_path / name)
        assert faults(one) == []
        assert said(scheme, tmp_path / name) == [meant]


def test_a_title_beside_the_name_is_left_out_and_told(scheme: Scheme, tmp_path: Path) -> None:
    cell = f"李四（经理）{MOBILE}、{FIXED}"
    workbook(tmp_path / "rows.xlsx", 企业=[["企业名称", "传真", "联系人/电话"], ["甲公司", "无", cell]])
    _, (one,) = read(scheme, tmp_path / "rows.xlsx")
    assert faults(one) == [("person.beside-name", "企业!C2")]
    assert said(scheme, tmp_path / "rows.xlsx") == [{"contact_person": "李四", "phone": f"{MOBILE}、{FIXED}"}]


@pytest.mark.parametrize(
    ("heading", "labels"),
    [
        ("统一社会信用代码（或组织机构代码）", ["统一社会信用代码", "组织机构代码"]),
        ("联系人/联系人电话", ["联系人", "联系人电话"]),
        ("注册号/统一社会信用代码", []),  # a heading of one thing, as the scheme writes it
        ("联系人/申请理由", []),
        ("联系人/所属镇", []),
        ("联系人、传真、邮编", []),
        ("主营业务和产品", []),
    ],
)
def test_the_headings_that_the_two_would_have_alone(scheme: Scheme, heading: str, labels: list[str]) -> None:
    both = parts_of_heading(Vocabulary(scheme), heading)
    assert [one.label for one in both or ()] == labels


@pytest.mark.parametrize("cell", ["李四 1380000000", f"{FIXED} 样例路1号 {MOBILE}", "李四2号"])
def test_what_cannot_be_parted_is_told_and_not_read(scheme: Scheme, tmp_path: Path, cell: str) -> None:
    workbook(tmp_path / "a.xlsx", 企业=[["企业名称", "联系人/电话"], ["甲公司", cell]])
    _, (one,) = read(scheme, tmp_path / "a.xlsx")
    assert faults(one) == [("cell.two-values", "企业!B2")] and said(scheme, tmp_path / "a.xlsx") == [{}]
    assert "「联系人」和「联系人电话」" in one.problems[0].message


def test_a_cell_that_says_nothing_says_nothing_of_either(scheme: Scheme, tmp_path: Path) -> None:
    workbook(
        tmp_path / "a.xlsx", 企业=[["企业名称", "邮编", "组织机构代码/统一社会信用代码"], ["甲公司", "215400", "/"]]
    )
    _, (one,) = read(scheme, tmp_path / "a.xlsx")
    assert not any(problem.is_error for problem in one.problems)
    assert said(scheme, tmp_path / "a.xlsx") == [{"postcode": "215400"}]


def test_beside_a_column_of_the_first_thing_only_the_second_is_meant(scheme: Scheme, tmp_path: Path) -> None:
    rows = [["企业名称", "联系人", "联系人（电话）"], ["甲公司", "李四", MOBILE]]
    workbook(tmp_path / "a.xlsx", 企业=rows)
    source, (one,) = read(scheme, tmp_path / "a.xlsx")
    assert found(source) == [("sheet.missing", "")] and faults(one) == []
    assert said(scheme, tmp_path / "a.xlsx") == [{"contact_person": "李四", "phone": MOBILE}]


def test_the_rows_of_the_file_count_as_before(scheme: Scheme, tmp_path: Path) -> None:
    """同上 means both; a row with a cell too many is told, though columns were added."""
    rows = [["企业名称", "联系人及电话", "邮编"], ["甲公司", f"李四 {MOBILE}", "215400"], ["乙公司", "同上", "215400"]]
    (tmp_path / "a.csv").write_bytes(csv_bytes([*rows, ["丙公司", "王五", "215400", "x"]]))
    _, (_, second, third) = read(scheme, tmp_path / "a.csv")
    meant = {"contact_person": "李四", "phone": MOBILE, "postcode": "215400"}
    assert said(scheme, tmp_path / "a.csv")[:2] == [meant, meant]
    assert faults(second) == [("table.as-above", "B3")] * 2 and faults(third) == [("csv.too-wide", "第 4 行")]
    assert "按上面 B2 格读了" in second.problems[0].message
