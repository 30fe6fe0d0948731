"""A row of other words below or between enterprises never becomes an enterprise, and it is reported with its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from formgen.intake.table import CellValue
from formgen.intake.tables.rows.texts import is_note, is_signature, is_total, says_nothing
from formgen.scheme.models import Scheme
from tests.intake.given import csv_bytes, found, package, read, text_row, workbook

HEADINGS = ["企业名称", "法定代表人", "成立日期", "注册资本", "联系人", "联系电话", "邮编", "所属镇（区）"]
ROW = ["太仓甲有限公司", "钱知远", "2009-3-18", "5000万元", "周敏", "0512-53200010", "215400", "沙溪镇"]
OTHER = ["太仓乙有限公司", "孙海宁", "2010-3-18", "800万元", "郑晓", "0512-53200011", "215400", "沙溪镇"]

FOOTERS = [
    ["填报人：张三 13812345678"],
    ["填报人:张三", "", "审核人：李四", "", "", "13812345678", "", ""],
    ["填表人 张三"],
    ["填 报 人 ： 张 三"],
    ["制表：", "", "", "审核：", "", "日期："],
    ["合 计"],
    ["合　计", "", "", "5800"],
    ["合計"],
    ["总计：2家"],
    ["共 2 家企业"],
    ["共计2户", "", "", 5800, "", "", "", ""],
    ["小计", "", "", "5,800万元"],
    ["其中：沙溪镇", "1家"],
    ["沙溪镇小计", "", "", "5,800万元"],
    ["其中外资企业1家", "", "", 300],
    ["沙溪镇（2家）", "", "", 5300],
    ["最大值", "", "", 5000],
    ["同比增长", "", "", "5%"],
    ["沙溪镇经济发展局", "", "", "", "王五", "0512-53520000"],
    ["太仓市经信委", "王五", "2018-6-5"],
    ["一、港区合计（3家）", "", "", 5800],
    ["工业企业共计：12家", "", "", 5800],
    ["注：以上都已核对"],
    ["备注：", "以上都已核对，无误。"],
    ["说明：1、本表一式三份。\n2、6月8日前报送。"],
    ["1、本表由各镇（区）填写；"],
    ["（盖章）"],
    ["单位（盖章）：", "", "", "", "负责人（签字）："],
    ["太仓市沙溪镇人民政府（公章）", "", "2018-6-5"],
    ["太仓市沙溪镇人民政府", "", "2018年6月5日"],
    ["2018年6月5日"],
    ["二〇一八年六月五日"],
    ["    年    月    日"],
    ["13812345678"],
    ["0512-53520000、13812345678"],
    ["联系电话：0512-53520000"],
    ["联系电话", "0512-53520000"],
    ["第 1 页，共 2 页"],
    ["以下空白"],
    ["※ 带星号的必填"],
    ["", "", "", "填报人：张三", "", "13812345678"],
    ["", "", "2018年6月5日"],
    ["", "", "", "", "审核人"],
    ["以上情况属实，特此证明。"],
    ["-", "-", "/", "—", "-", "-", "-", "-"],
    ["0", 0, 0, 0, 0, 0, 0, 0],
    ["", "", "", "0.00", "", "", "", "沙溪镇"],
    ["太仓丙有限公司"],
    ["张三"],
    ["填报单位", "太仓市沙溪镇经济发展办公室", "", "", "填报时间", "2018.6.5"],
    ["经办", "", "", "", "", "0512-53520009", "", "沙溪镇"],
    ["李四", "", "", "", "", "0512-53520009", "", "沙溪镇"],
    ["示例", "张三", "2009-3-18", "5000万元", "李四", "0512-53200010", "215400", "沙溪镇"],
    ["例：太仓甲有限公司", "张三", "2009-3-18", "5000万元", "李四", "0512-53200010", "215400", "沙溪镇"],
    ["某某有限公司", "张三", "2009-3-18", "5000万元", "李四", "0512-53200010", "215400", "沙溪镇"],
    ["太仓XX有限公司", "张三", "2009-3-18", "5000万元", "李四", "0512-53200010", "215400", "沙溪镇"],
    ["1", "2", "3", "4", "5", "6", "7", "8"],
    ["甲", "乙", "丙", "1", "2", "3", "4", "5"],
    ["（1）", "（2）", "（3）", "（4）", "（5）", "（6）", "（7）", "（8）"],
    ["一", "二", "三", "四", "五", "六", "七", "八"],
]


@pytest.mark.parametrize("footer", FOOTERS, ids=str)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_is_no_enterprise_is_told_and_not_made(
    scheme: Scheme, tmp_path: Path, footer: list[object], kind: str
) -> None:
    """Below the table, after an empty row, and between two enterprises."""
    footer = [*footer, *[""] * (len(HEADINGS) - len(footer))]
    rows = [HEADINGS, ROW, footer, OTHER, [], footer]
    path = tmp_path / f"a.{kind}"
    if kind == "xlsx":
        workbook(path, 企业=rows)
    else:
        path.write_bytes(csv_bytes(rows))
    source, enterprises = read(scheme, path)
    assert [one.name for one in enterprises] == ["太仓甲有限公司", "太仓乙有限公司"]
    assert not any(problem.is_error for one in enterprises for problem in one.problems)
    count = next(problem for problem in source.problems if problem.code == "table.left-out")
    assert "有 2 行没有当作企业" in count.message and not any(problem.is_error for problem in source.problems)
    assert "13812345678" not in " ".join(problem.message for problem in source.problems)


def test_they_are_told_with_what_they_say(scheme: Scheme, tmp_path: Path) -> None:
    rows = [HEADINGS, ROW, ["填报人：张三 13812345678"], ["太仓丙有限公司"], ["合计", "", "", 5000], ["", "", "", 0]]
    workbook(tmp_path / "a.xlsx", 企业=rows)
    source, _ = read(scheme, tmp_path / "a.xlsx")
    assert [(problem.place.at, problem.message) for problem in source.problems[1:]] == [
        ("企业!第 3 行", "这一行只有「填报人：张三 …」，没有当作企业"),
        ("企业!第 4 行", "这一行只有「太仓丙有限公司」，没有当作企业"),
        ("企业!第 5 行", "这一行（「合计」等）像是说明、签字或合计，没有当作企业"),
        ("企业!第 3 行", "有 4 行没有当作企业：说明、签字或合计 2 行，只有名称 1 行，没有内容 1 行"),
    ]


def test_many_are_not_told_one_by_one(scheme: Scheme, tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", 企业=[HEADINGS, ROW, *([f"太仓{number}有限公司"] for number in range(60))])
    source, enterprises = read(scheme, tmp_path / "a.xlsx")
    assert len(enterprises) == 1 and len(source.problems) == 1 + 20 + 1
    assert source.problems[-1].message == "有 60 行没有当作企业：只有名称 60 行"


def test_rows_of_formulas(scheme: Scheme, tmp_path: Path) -> None:
    """Formulas that give 0, an error or nothing are no enterprise; one in an enterprise's own row is its own matter."""
    cells = (
        '<c r="B3"><f>X1</f><v>0</v></c><c r="C3" t="str"><f>X2</f><v></v></c><c r="D3" t="e"><f>X3</f><v>#N/A</v></c>'
    )
    sheet = f"<sheetData>{text_row(1, '企业名称', '联系人', '邮编', '主营业务')}{text_row(2, '甲', '张三')}"
    package(tmp_path / "a.xlsx", f'{sheet}<row r="3">{cells}</row></sheetData>')
    source, enterprises = read(scheme, tmp_path / "a.xlsx")
    assert [one.name for one in enterprises] == ["甲"] and enterprises[0].problems == ()
    assert found(source)[-1] == ("table.left-out", "企业!第 3 行")


@pytest.mark.parametrize(
    "name", ["13812345678", "0512-53520000", "2018年6月5日", "填报人：张三", "信用意识方面，公司重视信用。", "合计"]
)
def test_a_name_that_is_none_is_an_error_where_much_stands_beside_it(scheme: Scheme, tmp_path: Path, name: str) -> None:
    """Nothing is made, so no telephone number becomes the name of a folder; nor is the enterprise called so."""
    workbook(tmp_path / "a.xlsx", 企业=[HEADINGS, [name, *ROW[1:]], OTHER])
    _, enterprises = read(scheme, tmp_path / "a.xlsx")
    assert all(one.name != name for one in enterprises)
    if name == "合计":
        assert len(enterprises) == 1
    else:
        assert [problem.code for problem in enterprises[0].problems] == ["table.no-name"]
        assert enterprises[0].name == "a 企业!第 2 行"
        assert not enterprises[0].record or enterprises[0].record.entry("applicant.name") is None


@pytest.mark.parametrize(
    "name",
    [
        "太仓合计会计服务有限公司",
        "太仓审核咨询有限公司",
        "说明书印刷厂",
        "注塑制品厂",
        "太仓市第一机床厂",
        "3D打印（太仓）有限公司",
        "太仓7天酒店",
        "共创科技有限公司",
        "日期印刷厂",
        "太仓比例阀制造有限公司",
        "太仓市经信委培训中心有限公司",
        "ABC Ltd. (Taicang)",
        "太仓甲・乙有限公司",
        "太仓市沙溪镇联系人商行",
    ],
)
def test_names_that_only_look_so_stay_enterprises(scheme: Scheme, tmp_path: Path, name: str) -> None:
    workbook(tmp_path / "a.xlsx", 企业=[HEADINGS, [name, *ROW[1:]]])
    source, (one,) = read(scheme, tmp_path / "a.xlsx")
    assert one.name == name and not any(problem.code == "table.left-out" for problem in source.problems)


def test_a_name_alone_of_which_another_sheet_says_more_is_an_enterprise(scheme: Scheme, tmp_path: Path) -> None:
    scores = [["编号", "评价内容", "考核内容", "甲公司"], ["1.1.1", "", "", "满分"]]
    workbook(tmp_path / "a.xlsx", 企业=[["企业名称", "联系人"], ["甲公司"], ["乙公司"]], 自评=scores)
    source, enterprises = read(scheme, tmp_path / "a.xlsx")
    assert [(one.name, one.record and len(one.record.scores)) for one in enterprises] == [("甲公司", 1)]
    assert ("table.name-alone", "企业!第 3 行") in found(source)


def test_words_and_nothing() -> None:
    assert is_total("合 計：") and is_signature("審核人：") and is_note("1、本表") and not is_note("太仓甲有限公司")
    nothing: list[CellValue] = ["", "-", "——", " / ", "０", "0.00", False, date(1900, 1, 1)]
    assert all(map(says_nothing, nothing))
    assert not any(map(says_nothing, ("甲", "1", "00", "0512-53520000")))


@pytest.mark.parametrize(
    ("before", "name", "others"),
    [("经办人", "李四", ["电话", "0512-53520009"]), ("小计", "2家", []), ("示例", "太仓丙有限公司", ROW[1:]), ("栏次", "1", list("23456"))],
)  # fmt: skip
def test_words_in_the_column_of_numbers_say_what_a_row_is(
    scheme: Scheme, tmp_path: Path, before: str, name: str, others: list[str]
) -> None:
    rows = [["序号", *HEADINGS], ["1", *ROW], ["2", *OTHER], [before, name, *others]]
    (tmp_path / "a.csv").write_bytes(csv_bytes(rows))
    source, enterprises = read(scheme, tmp_path / "a.csv")
    assert [one.name for one in enterprises] == [ROW[0], OTHER[0]]
    assert ("table.left-out", "第 4 行") in found(source)


def test_numbers_before_names_are_none_of_the_names(scheme: Scheme, tmp_path: Path) -> None:
    names = {
        "1、太仓甲有限公司": "太仓甲有限公司", "（二）太仓乙厂": "太仓乙厂", "③太仓丙社": "太仓丙社", "4 太仓丁公司": "太仓丁公司",
        "51戊公司": "51戊公司",
    }  # fmt: skip
    (tmp_path / "a.csv").write_bytes(csv_bytes([HEADINGS, *([name, *ROW[1:]] for name in names)]))
    source, enterprises = read(scheme, tmp_path / "a.csv")
    assert [one.name for one in enterprises] == list(names.values())
    assert ("table.numbered", "A2") in found(source)


def test_headings_without_the_name_are_an_error_and_nothing_below_them_is_read(scheme: Scheme, tmp_path: Path) -> None:
    """Headings and values in turns: `张三` below 法定代表人 is no enterprise. Labels at the foot of a table are none of these."""
    rows = [
        ["企业名称", "所属行业"],
        ["甲公司", "纺织业"],
        ["法定代表人", "主营业务"],
        ["张三", "纺织"],
        ["企业名称", "所属行业"],
    ]
    workbook(tmp_path / "a.xlsx", 企业=[*rows, ["乙公司", "食品业"]])
    source, enterprises = read(scheme, tmp_path / "a.xlsx")
    assert [one.name for one in enterprises] == ["甲公司", "乙公司"]
    assert ("table.other-headings", "企业!第 3 行") in found(source)
    workbook(tmp_path / "b.xlsx", 企业=[*rows[:2], ["联系人：", "联系电话："], ["日期："]])
    source, enterprises = read(scheme, tmp_path / "b.xlsx")
    assert [one.name for one in enterprises] == ["甲公司"] and not any(one.is_error for one in source.problems)
    workbook(tmp_path / "c.xlsx", 企业=[*rows[:2], ["联系人", "联系电话"], ["李四", "13800000000"]])
    source, enterprises = read(scheme, tmp_path / "c.xlsx")
    assert [one.name for one in enterprises] == ["甲公司"]
    assert ("table.other-headings", "企业!第 3 行") in found(source)
    for below in (["负责人：", "日期："], ["李四", ""]):
        workbook(tmp_path / "d.xlsx", 企业=[*rows[:2], ["联系人：", "联系电话："], below])
        source, enterprises = read(scheme, tmp_path / "d.xlsx")
        assert [one.name for one in enterprises] == ["甲公司"] and not any(one.is_error for one in source.problems)


@pytest.mark.parametrize(
    "cells",
    [
        ["沙溪镇", "王五", "", "", "", "0512-53200010"],
        ["太仓市沙溪镇人民政府", "王五", "", "", "", "0512-53200010"],
        ["法定代表人", "孙海宁", "", "", "联系电话", "0512-53200010"],
        ["必填", "必填", "必填", "必填", "选填", "必填", "选填", "必填"],
        ["与营业执照一致", "姓名", "如 2009-3-18", "单位：万元", "姓名", "手机或座机", "6位", "下拉选择"],
        ["文本", "文本", "日期", "数字", "文本", "文本", "文本", "单选"],
        ["---", ":---:", "---", "---", "---", "---", "---", "---"],
    ],
)
def test_towns_labels_and_instructions_are_no_enterprises(scheme: Scheme, tmp_path: Path, cells: list[str]) -> None:
    workbook(tmp_path / "a.xlsx", 企业=[HEADINGS, cells, ROW])
    source, (one,) = read(scheme, tmp_path / "a.xlsx")
    assert one.name == ROW[0] and "table.left-out" in [problem.code for problem in source.problems]


@pytest.mark.parametrize(
    "remark", ["放弃申报", "已注销", "（不参加）", "审核不通过", "已撤销", "存续", "重点企业，已停产整改后恢复"]
)
def test_a_remark_that_somebody_withdrew_is_told(scheme: Scheme, tmp_path: Path, remark: str) -> None:
    workbook(tmp_path / "a.xlsx", 企业=[[*HEADINGS, "备注"], [*ROW, remark]])
    _, (one,) = read(scheme, tmp_path / "a.xlsx")
    is_told = ("table.withdrawn", "企业!I2") in [(problem.code, problem.place.at) for problem in one.problems]
    assert is_told is (remark not in ("存续", "重点企业，已停产整改后恢复"))


@pytest.mark.parametrize("name", ["太仓市人民政府", "市场监管局", "太仓市发改委", "沙溪镇经济发展办公室", "周敏"])
def test_an_office_in_a_table_of_few_columns_is_told(scheme: Scheme, tmp_path: Path, name: str) -> None:
    """Nobody knows whether it is an applicant: the row of an applicant has no more there."""
    workbook(tmp_path / "a.xlsx", 企业=[["企业名称", "联系电话"], [ROW[0], ROW[5]], [name, OTHER[5]]])
    _, enterprises = read(scheme, tmp_path / "a.xlsx")
    assert [[problem.code for problem in one.problems] for one in enterprises] == [[], ["table.signed"]]


@pytest.mark.parametrize("name", ["太仓甲有限公司苏州办事处有限公司", "沙溪镇供销社", "安达厂", "太仓市金鑫管委会宾馆"])
def test_organisations_in_a_table_of_few_columns_are_not_told(scheme: Scheme, tmp_path: Path, name: str) -> None:
    workbook(tmp_path / "a.xlsx", 企业=[["企业名称", "联系电话"], [ROW[0], ROW[5]], [name, OTHER[5]]])
    _, enterprises = read(scheme, tmp_path / "a.xlsx")
    assert [one.problems for one in enterprises] == [(), ()]
