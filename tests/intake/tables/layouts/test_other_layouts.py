"""Tables on their side, sheets of labels and values, scores alone: read to the same records, each value with its own cell."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from formgen.scheme.models import Scheme
from tests.intake.given import CODE, OTHER_CODE, Rows, csv_bytes, faults, found, read, workbook
from tests.intake.tables.layouts.laid_out_values import FIRST, LABELS, MISSING, SECOND, values
from tests.sweeps import some_of


def turned(*enterprises: list[str]) -> list[list[str]]:
    return [list(row) for row in zip(LABELS, *enterprises, strict=True)]


def test_a_table_on_its_side(scheme: Scheme, tmp_path: Path) -> None:
    rows = [["2018年企业信息表"], [], *turned(FIRST, SECOND), ["备注", "无"]]
    workbook(tmp_path / "a.xlsx", 企业=rows)
    source, (first, second) = read(scheme, tmp_path / "a.xlsx")
    assert (first.name, first.place.at) == ("甲公司", "企业!B 列") and (second.name, second.place.at) == (
        "乙公司",
        "企业!C 列",
    )
    assert found(source) == [("sheet.missing", ""), ("table.unknown-column", "企业!A11")]
    assert faults(first) == faults(second) == []
    assert values(scheme, tmp_path / "a.xlsx")[1] == {
        "name": ("乙公司", "企业!C3"),
        "unified_social_credit_code": (OTHER_CODE, "企业!C4"),
        "legal_representative": ("王五", "企业!C5"),
        "contact_person": ("赵六", "企业!C6"),
        "postcode": ("215411", "企业!C7"),
        "phone": ("0512-53520002", "企业!C8"),
        "registered_address": ("太仓市样例路2号", "企业!C9"),
        "fax": ("0512-53520003", "企业!C10"),
    }


@pytest.mark.parametrize("corner", ["项目", "栏 目", "内容", "", "企业信息", "项目\\企业名称"])
def test_a_word_over_the_labels_with_names_beside_it(scheme: Scheme, tmp_path: Path, corner: str) -> None:
    first, second = ["太仓甲机械有限公司", *FIRST[1:]], ["太仓乙厂（北区）", *SECOND[1:]]
    rows = [["2018年信息"], [corner, first[0], second[0], "备注"], *turned(first, second)[1:]]
    rows[2].append("见证照")
    (tmp_path / "a.csv").write_bytes(csv_bytes(rows))
    source, enterprises = read(scheme, tmp_path / "a.csv")
    assert [one.name for one in enterprises] == [first[0], second[0]]
    assert found(source) == [("table.note", "D 列")]
    assert values(scheme, tmp_path / "a.csv")[0]["name"] == (first[0], "B2")
    assert values(scheme, tmp_path / "a.csv")[1]["postcode"] == ("215411", "C6")


@pytest.mark.parametrize("beside", [["填写内容"], ["本公司"], ["太仓甲机械有限公司", "企业2"], ["要求"]])
def test_a_word_over_the_labels_without_names_beside_it(scheme: Scheme, tmp_path: Path, beside: list[str]) -> None:
    rows = [["项目", *beside], *([label, *("1" for _ in beside)] for label in LABELS[1:])]
    (tmp_path / "a.csv").write_bytes(csv_bytes(rows))
    source, enterprises = read(scheme, tmp_path / "a.csv")
    assert (found(source), enterprises) == ([("table.no-headings", "")], [])


@pytest.mark.parametrize("above", ["单位：万元", "单位：沙溪镇", "联系电话：0512-53520000"])
def test_what_stands_above_the_names_of_several_is_nobodys(scheme: Scheme, tmp_path: Path, above: str) -> None:
    rows = [["2018年信息", "", above], *turned(FIRST, SECOND)]
    (tmp_path / "a.csv").write_bytes(csv_bytes(rows))
    source, enterprises = read(scheme, tmp_path / "a.csv")
    assert [(one.name, faults(one)) for one in enterprises] == [("甲公司", []), ("乙公司", [])]
    assert found(source) == []
    assert values(scheme, tmp_path / "a.csv")[0]["phone"] == (FIRST[5], "B7")


def test_a_table_on_its_side_as_text_with_a_fault_in_it(scheme: Scheme, tmp_path: Path) -> None:
    rows = turned([*FIRST[:4], "2154", *FIRST[5:]], SECOND)
    (tmp_path / "a.txt").write_bytes(csv_bytes(rows, "utf-16", "\t"))
    source, (first, second) = read(scheme, tmp_path / "a.txt")
    assert found(source) == [] and faults(second) == []
    assert [at for _, at in faults(first)] == ["B5"]


def test_our_own_workbook_turned_with_blocks_notes_and_merged_cells(scheme: Scheme, tmp_path: Path) -> None:
    """Blocks and 必填 stand left of the labels; remarks of the office right of them belong to no enterprise."""
    rows: Rows = [
        ["", "", "栏目", "企业一", "企业二", "填写说明"],
        *(["基本信息", "必填", label, one, two, "照营业执照"] for label, one, two in turned(FIRST, SECOND)),
    ]
    book = workbook(tmp_path / "a.xlsx", 企业=rows)
    book["企业"].merge_cells("D6:E6")  # 邮编: one cell for both
    book["企业"].column_dimensions["E"].hidden = True
    book["企业"].row_dimensions[5].hidden = True
    book.save(tmp_path / "a.xlsx")
    source, (first, second) = read(scheme, tmp_path / "a.xlsx")
    assert found(source) == [("table.note", "企业!F 列"), *MISSING, ("table.hidden-column", "企业")]
    assert "第 5 行" not in source.problems[-1].message and "C5" in source.problems[-1].message
    assert faults(first) == [] and faults(second) == [("table.hidden-row", "企业!E 列")]
    assert first.record is not None and second.record is not None
    assert first.record.value("applicant.postcode") == second.record.value("applicant.postcode") == "215400"


@pytest.mark.parametrize("across", [1, 2, 3, 4])
def test_labels_and_values_for_one_enterprise(scheme: Scheme, tmp_path: Path, across: int) -> None:
    """One pair in a row, or several side by side, with merged values and a title; each value has its own cell."""
    pairs = list(zip(LABELS, SECOND, strict=True))
    rows = [["企业信用管理贯标申报信息"], []]
    for start in range(0, len(pairs), across):
        rows.append([cell for label, value in pairs[start : start + across] for cell in (label, value, "")])
    book = workbook(tmp_path / "a.xlsx", 申报企业=rows)
    sheet = book["申报企业"]
    for row in range(3, len(rows) + 1):
        for pair in range(across):
            if sheet.cell(row, 3 * pair + 2).value:
                sheet.merge_cells(start_row=row, start_column=3 * pair + 2, end_row=row, end_column=3 * pair + 3)
    book.save(tmp_path / "a.xlsx")
    source, (one,) = read(scheme, tmp_path / "a.xlsx")
    assert found(source) == MISSING and faults(one) == [] and one.name == "乙公司"
    (said,) = values(scheme, tmp_path / "a.xlsx")
    assert sorted(str(value) for value, _ in said.values()) == sorted(SECOND)
    for value, place in said.values():
        cell = load_workbook(tmp_path / "a.xlsx")["申报企业"][place.rpartition("!")[2]]
        assert cell.value == value and cell.row == 3 + SECOND.index(str(value)) // across


def test_labels_and_values_as_people_draw_them(scheme: Scheme, tmp_path: Path) -> None:
    """Values left out, a label with its value in one cell, a long text under its label, a label that nobody knows."""
    rows = [
        ["企业信息表"],
        ["企业名称：甲公司", "", "统一社会信用代码：" + CODE],
        ["法定代表人", "张三", "联系人", "", "传真", "0512-53520003"],
        ["职工人数", "35", "邮编", "215400"],
        ["申请贯标的理由"],
        ["我公司守法经营。"],
        ["填表人：李四"],
    ]
    workbook(tmp_path / "a.xlsx", Sheet1=rows)
    source, (one,) = read(scheme, tmp_path / "a.xlsx")
    assert found(source) == [*MISSING, ("table.unknown-column", "Sheet1!A4")]
    assert one.record is not None
    assert {entry.field: entry.place.at for entry in one.record.entries} == {
        "applicant.name": "Sheet1!A2",
        "applicant.legal_representative": "Sheet1!B3",
        "applicant.postcode": "Sheet1!D4",
        "applicant.fax": "Sheet1!F3",
        "applicant.unified_social_credit_code": "Sheet1!C2",
        "application.reasons": "Sheet1!A6",
    }
    assert one.record.value("applicant.name") == "甲公司" and one.record.value("applicant.contact_person") is None


def test_a_sheet_for_each_enterprise(scheme: Scheme, tmp_path: Path) -> None:
    workbook(
        tmp_path / "a.xlsx",
        甲=[list(pair) for pair in zip(LABELS, FIRST, strict=True)],
        乙=[["说明"], *(list(pair) for pair in zip(reversed(LABELS), reversed(SECOND), strict=True))],
    )
    source, (first, second) = read(scheme, tmp_path / "a.xlsx")
    assert found(source) == MISSING and faults(first) == faults(second) == []
    assert [(one.name, one.place.at) for one in (first, second)] == [("甲公司", "甲!B 列"), ("乙公司", "乙!B 列")]
    assert second.record is not None and {entry.place.at.partition("!")[0] for entry in second.record.entries} == {"乙"}


def test_several_sheets_of_one_enterprise(scheme: Scheme, tmp_path: Path) -> None:
    """A cover, a sheet of labels and values, reasons on a sheet of their own, and the scores in a column called 得分."""
    workbook(
        tmp_path / "a.xlsx",
        封面=[["江苏省信用管理贯标企业申报表"], ["申报企业：甲公司"], ["申报日期：2018年6月5日"]],
        基本情况=[list(pair) for pair in zip(LABELS, FIRST, strict=True)],
        理由=[["申请贯标的理由"], ["我公司守法经营。"]],
        自评=[
            ["编号", "评价内容", "考核内容", "分值", "自评得分"],
            ["1.1.1", "", "确定信用管理方针并形成文件", 10, 10],
        ],
    )
    source, (one,) = read(scheme, tmp_path / "a.xlsx")
    assert found(source) == MISSING and faults(one) == [] and one.name == "甲公司" and one.record is not None
    assert {entry.place.at for entry in one.record.entries} == {
        *(f"基本情况!B{row}" for row in range(2, 8)),
        *("封面!A2", "封面!A3", "理由!A2"),
    }
    assert [str(score.place) for score in one.record.scores] == ["a.xlsx!自评!E2"]


def test_an_ordinary_table_is_never_taken_for_another(scheme: Scheme, tmp_path: Path) -> None:
    """Gaps between the headings, and values that are words of labels, change nothing."""
    rows = [
        ["企业名称", "简称", "联系人", "职务", "主营业务"],
        ["甲公司", "甲", "张三", "经理", "联系电话"],
        ["乙公司", "", "李四", "", "传真"],
    ]
    workbook(tmp_path / "a.xlsx", 企业=rows)
    _, enterprises = read(scheme, tmp_path / "a.xlsx")
    assert [(one.name, one.place.at) for one in enterprises] == [("甲公司", "企业!第 2 行"), ("乙公司", "企业!第 3 行")]


def test_the_instructions_of_our_workbook_are_no_enterprises(scheme: Scheme, tmp_path: Path) -> None:
    from formgen.intake.workbook.collection_workbook import collection_workbook

    (tmp_path / "a.xlsx").write_bytes(collection_workbook(scheme, 3))
    book = load_workbook(tmp_path / "a.xlsx")
    del book["企业"]
    book.save(tmp_path / "a.xlsx")
    assert read(scheme, tmp_path / "a.xlsx")[1] == []


# ------------------------------------------------------------------------------------------------- scores alone

SCORES: Rows = [
    ["编号", "评价内容", "考核内容", "分值", "甲公司", "乙公司"],
    ["1.1.1", "", "确定信用管理方针并形成文件", 10, "满分", 10],
    ["1.1.2", "", "信用管理方针与企业的其他方针相协调", 5, 0, "满分"],
]


def test_the_scores_alone_as_csv(scheme: Scheme, tmp_path: Path) -> None:
    (tmp_path / "自评.csv").write_bytes(csv_bytes(SCORES, "gb18030"))
    source, (first, second) = read(scheme, tmp_path / "自评.csv")
    assert found(source) == [] and source.scores_only
    assert [(one.name, one.place.at) for one in (first, second)] == [("甲公司", "E 列"), ("乙公司", "F 列")]
    assert first.record is not None and second.record is not None
    assert [(score.level, score.place.at) for score in first.record.scores] == [("full", "E2"), ("zero", "E3")]
    assert [(score.level, score.place.at) for score in second.record.scores] == [("full", "F2"), ("full", "F3")]
    assert faults(first) == faults(second) == []


def test_the_scores_of_one_enterprise_in_a_column_called_scores(scheme: Scheme, tmp_path: Path) -> None:
    rows = [
        ["企业名称", "甲公司", "", "统一社会信用代码", CODE],
        ["编号", "评价内容", "考核内容", "分值", "自评得分"],
        ["1.1.1", "", "确定信用管理方针并形成文件", 10, 10],
    ]
    (tmp_path / "a.csv").write_bytes(csv_bytes(rows))
    _, (one,) = read(scheme, tmp_path / "a.csv")
    assert one.name == "甲公司" and one.record is not None and faults(one) == []
    assert [entry.place.at for entry in one.record.entries] == ["B1", "E1"]
    assert [(score.level, score.place.at) for score in one.record.scores] == [("full", "E3")]
    (tmp_path / "b.csv").write_bytes(csv_bytes(rows[1:]))
    source, nobody = read(scheme, tmp_path / "b.csv")
    assert nobody == [] and found(source) == [("score.no-name", "")]


def test_scores_in_a_table_of_their_own_are_added_to_the_enterprises(scheme: Scheme, tmp_path: Path) -> None:
    """A folder with 企业.csv and 自评.csv says what one workbook with both sheets says; who has scores alone is told."""
    (tmp_path / "企业.csv").write_bytes(csv_bytes([["企业名称", "联系人"], ["甲公司", "张三"], ["丙公司", "李四"]]))
    (tmp_path / "自评.csv").write_bytes(csv_bytes(SCORES))
    _, enterprises = read(scheme, tmp_path)
    assert [(one.name, one.place.file) for one in enterprises] == [
        ("甲公司", "企业.csv"),
        ("丙公司", "企业.csv"),
        ("乙公司", "自评.csv"),
    ]
    first, third, second = enterprises
    assert first.record is not None and [str(score.place) for score in first.record.scores] == [
        "自评.csv!E2",
        "自评.csv!E3",
    ]
    assert faults(first) == faults(third) == [] and faults(second) == [("enterprise.unmatched", "F 列")]


# ---------------------------------------------------------------------------------------------- any such sheet

PLAIN = st.text("甲乙丙丁公司太仓样店", min_size=2, max_size=8).filter(
    lambda name: name != "公司"
)  # 公司 alone is a label


@settings(max_examples=some_of(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(PLAIN, min_size=1, max_size=4, unique=True),
    people=st.lists(st.text("张王李赵钱孙", min_size=2, max_size=3), min_size=12, max_size=12),
    order=st.permutations(range(4)),
    left=st.integers(0, 2),
    above=st.integers(0, 2),
    side=st.booleans(),
)
def test_either_way_round_a_table_says_the_same(
    scheme: Scheme,
    tmp_path_factory: pytest.TempPathFactory,
    names: list[str],
    people: list[str],
    order: list[int],
    left: int,
    above: int,
    side: bool,
) -> None:
    labels = ["企业名称", "联系人", "法定代表人", "邮编"]
    table = [[labels[at] for at in order]]
    for number, name in enumerate(names):
        said = [name, people[3 * number % 12], people[(3 * number + 1) % 12], f"2154{number:02}"]
        table.append([said[at] for at in order])
    rows = [list(row) for row in zip(*table, strict=True)] if side else table
    rows = [[""] * (left + len(rows[0]))] * above + [[""] * left + row for row in rows]
    folder = tmp_path_factory.mktemp("side")
    (folder / "a.csv").write_bytes(csv_bytes(rows))
    _, enterprises = read(scheme, folder / "a.csv")
    assert [one.name for one in enterprises] == names
    for number, one in enumerate(enterprises):
        assert one.record is not None and one.record.value("applicant.postcode") == f"2154{number:02}"
        for entry in one.record.entries:
            column, row = ord(entry.place.at[0]) - ord("A"), int(entry.place.at[1:]) - 1
            assert rows[row][column] == str(entry.value)
