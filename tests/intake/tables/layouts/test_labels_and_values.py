"""Sheets of labels and values as people lay them out: labels in cells with their values, divided labels, forms below each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from formgen.scheme.models import Scheme
from tests.intake.given import Rows, faults, found, read, workbook
from tests.intake.tables.layouts.laid_out_values import FIRST, LABELS, MISSING, SECOND, values


@pytest.mark.parametrize(
    ("rows", "meant"),
    [
        (
            [["联系人：李四    联系电话：13800000000", "", "法定代表人：张三 身份证号：320522197103120008"]],
            {"contact_person": "李四", "phone": "13800000000", "legal_representative": "张三"},
        ),
        (
            [["联系人：李四，联系电话：13800000000；传真：0512-53520003\n注册地址：太仓市样例路1号，邮编：215400"]],
            {
                "contact_person": "李四",
                "phone": "13800000000",
                "fax": "0512-53520003",
                "registered_address": "太仓市样例路1号",
                "postcode": "215400",
            },
        ),
        ([["联系电话：办公：0512-53520001 手机：13800000000"]], {"phone": "办公：0512-53520001 手机：13800000000"}),
        ([["主营业务：轴承，其中：精密轴承"]], {"main_business": "轴承，其中：精密轴承"}),
        ([["申请理由：信用好。", "", "联系人：李四"]], {"reasons": "信用好。", "contact_person": "李四"}),
        ([["申请理由：信用好。联系人：李四"]], {"reasons": "信用好。联系人：李四"}),
    ],
)
def test_several_labels_with_their_values_in_one_cell(
    scheme: Scheme, tmp_path: Path, rows: Rows, meant: dict[str, str]
) -> None:
    workbook(tmp_path / "a.xlsx", Sheet1=[["企业名称：甲公司"], *rows])
    (said,) = values(scheme, tmp_path / "a.xlsx")
    assert {name: value for name, (value, _) in said.items() if isinstance(value, str)} == {"name": "甲公司", **meant}


DIVIDED = [
    ["法定代表人", "姓名", "张三", "电话", "13900000000"],
    ["联系人", "姓名", "李四", "电话", "13800000000"],
    ["地址", "注册", "太仓市样例路1号", "经营", "太仓市样例路2号"],
]
BELOW = [
    ["法定代表人", "姓名", "张三"],
    ["", "电话", "13900000000"],
    ["联系人", "姓名", "李四"],
    ["", "手机", "13800000000"],
    ["地址", "注册", "太仓市样例路1号"],
    ["", "经营", "太仓市样例路2号"],
]


@pytest.mark.parametrize(("rows", "merged"), [(DIVIDED, []), (BELOW, ["A2:A3", "A4:A5", "A6:A7"])])
def test_labels_that_are_divided(scheme: Scheme, tmp_path: Path, rows: Rows, merged: list[str]) -> None:
    """`法定代表人 姓名 张三` names a person, who is not called 姓名; the telephone of another person is not the contact's."""
    book = workbook(tmp_path / "a.xlsx", Sheet1=[["企业名称", "甲公司"], *rows])
    for area in merged:
        book["Sheet1"].merge_cells(area)
    book.save(tmp_path / "a.xlsx")
    (said,) = values(scheme, tmp_path / "a.xlsx")
    assert {name: value for name, (value, _) in said.items()} == {
        "name": "甲公司",
        "legal_representative": "张三",
        "contact_person": "李四",
        "phone": "13800000000",
        "registered_address": "太仓市样例路1号",
        "business_address": "太仓市样例路2号",
    }


def test_a_word_for_a_name_is_not_the_name(scheme: Scheme, tmp_path: Path) -> None:
    rows = [["企业名称", "名字", "甲公司"], ["联系人", "联系人", "李四"]]
    workbook(tmp_path / "a.xlsx", Sheet1=rows)
    (said,) = values(scheme, tmp_path / "a.xlsx")
    assert {name: value for name, (value, _) in said.items()} == {"name": "甲公司", "contact_person": "李四"}
    workbook(tmp_path / "b.xlsx", Sheet1=[["企业", "", "电话", "13800000000"], *rows[1:]])
    source, _ = read(scheme, tmp_path / "b.xlsx")  # the name was left out, and 企业 is no part of another label
    assert found(source) == [("sheet.missing", "")]


def pairs(of: list[str], across: int) -> list[list[str]]:
    said = [[label, value] for label, value in zip(LABELS, of, strict=True)]
    return [[cell for pair in said[at : at + across] for cell in pair] for at in range(0, len(said), across)]


@pytest.mark.parametrize("across", [1, 2])
@pytest.mark.parametrize("title", [[], ["企业信息表"]])
def test_the_same_form_for_several_one_below_the_other(
    scheme: Scheme, tmp_path: Path, across: int, title: list[str]
) -> None:
    rows = [title, *pairs(FIRST, across), [], title, *pairs(SECOND, across), ["填表人：李四"]]
    workbook(tmp_path / "a.xlsx", Sheet1=rows)
    source, (first, second) = read(scheme, tmp_path / "a.xlsx")
    assert (first.name, second.name) == ("甲公司", "乙公司") and faults(first) == faults(second) == []
    assert found(source) == MISSING
    said = values(scheme, tmp_path / "a.xlsx")
    assert [one["phone"][0] for one in said] == [FIRST[5], SECOND[5]]
    begin = 4 + len(pairs(FIRST, across))
    assert second.place.at == f"Sheet1!第 {begin} 行"
    assert said[1]["phone"][1] == ("Sheet1!B17" if across == 1 else "Sheet1!D10")


def test_lines_of_text_for_several(scheme: Scheme, tmp_path: Path) -> None:
    lines = [
        f"企业名称：{name}\n邮编：215400\n联系人：{person}\n"
        for name, person in (("甲公司", "张三"), ("乙公司", "李四"))
    ]
    (tmp_path / "a.txt").write_text("\n".join(lines), "utf-8")
    _, enterprises = read(scheme, tmp_path / "a.txt")
    assert [(one.name, one.place.at, faults(one)) for one in enterprises] == [
        ("甲公司", "第 1 行", []),
        ("乙公司", "第 5 行", []),
    ]
    assert [one["contact_person"] for one in values(scheme, tmp_path / "a.txt")] == [("张三", "A3"), ("李四", "A7")]


def test_a_name_that_comes_again_is_one_form(scheme: Scheme, tmp_path: Path) -> None:
    """The name stands on the cover, too; and another company's name in a form makes no form of its own."""
    rows = [["企业名称", "甲公司"], ["联系人", "张三"], ["邮编", "215400"], ["传真", "无"], ["企业名称", "甲公司"]]
    workbook(tmp_path / "a.xlsx", Sheet1=rows)
    _, (one,) = read(scheme, tmp_path / "a.xlsx")
    assert one.name == "甲公司" and faults(one) == []
    workbook(tmp_path / "b.xlsx", Sheet1=[*rows[:-1], ["企业名称", "乙公司"]])
    _, (one,) = read(scheme, tmp_path / "b.xlsx")
    assert faults(one) == [("table.column-twice", "Sheet1!B5")]


def test_forms_that_begin_otherwise_are_not_parted(scheme: Scheme, tmp_path: Path) -> None:
    """Nobody knows where the second form begins: the post code above its name would be the second company's."""
    first = [["联系人", "李四"], ["企业名称", "甲公司"], ["传真", "无"], ["邮编", "215400"]]
    second = [["企业名称", "乙公司"], ["联系人", "王五"], ["传真", "无"], ["邮编", "215411"]]
    workbook(tmp_path / "a.xlsx", Sheet1=[*first, *second])
    _, (one,) = read(scheme, tmp_path / "a.xlsx")
    assert ("table.column-twice", "Sheet1!B5") in faults(one) and one.record is not None
    assert one.record.value("applicant.postcode") is None


def test_the_same_form_of_one_company_twice_is_one(scheme: Scheme, tmp_path: Path) -> None:
    form = [["企业名称", "甲公司"], ["联系人", "李四"], ["邮编", "215400"]]
    workbook(tmp_path / "a.xlsx", Sheet1=[*form, [], *form])
    _, (one,) = read(scheme, tmp_path / "a.xlsx")
    assert one.name == "甲公司" and faults(one) == []


def test_the_telephone_of_whoever_filled_in_a_form_is_not_the_applicants(scheme: Scheme, tmp_path: Path) -> None:
    form = [["企业名称", "甲公司", "邮编", "215400"], ["法定代表人", "张三", "传真", "无"]]
    signed = [["填表人：王五", "", "联系电话：0512-53520000"], ["填报单位：某镇", "", "填报日期：2018-6-5"]]
    workbook(tmp_path / "a.xlsx", Sheet1=[*form, *signed])
    workbook(tmp_path / "b.xlsx", Sheet1=[*form, ["填表人", "王五", "联系电话", "0512-53520000"], ["审核人", "赵六"]])
    for name in ("a.xlsx", "b.xlsx"):
        source, (one,) = read(scheme, tmp_path / name)
        assert one.record is not None and one.name == "甲公司" and one.record.value("applicant.phone") is None
        assert one.record.value("applicant.legal_representative") == "张三"
        assert ("table.signed-row", "Sheet1!第 3 行") in found(source)


def test_whose_an_unknown_label_is_shows_its_place(scheme: Scheme, tmp_path: Path) -> None:
    """财务负责人 is no label, but the telephone number behind it is that person's."""
    rows = [
        ["企业名称", "甲公司"],
        ["联系人", "李四", "手机", "13800000000"],
        ["财务负责人", "王五", "电话", "13900000000"],
    ]
    workbook(tmp_path / "a.xlsx", Sheet1=rows)
    _, (one,) = read(scheme, tmp_path / "a.xlsx")
    assert one.record is not None and one.record.value("applicant.phone") == "13800000000"
