"""Notices with their plans and annexes as Word files, made with python-docx: from an official text, and in other offices' manner."""

from __future__ import annotations

import re
from collections.abc import Sequence

import docx
from docx.document import Document
from docx.enum.text import WD_BREAK
from docx.table import Table, _Cell

Cells = list[list[str]]


def from_official_text(text: str) -> Document:
    """The Word file of an official text: its lines are paragraphs, and its tables are tables with merged cells."""
    document = docx.Document()
    rows: list[Cells] = []
    ended = True
    for line in text.split("\n"):
        if re.match(r"^\s*附件[：:]?\s*\d\s*[：:]?$", line) and not line.startswith("\t"):
            _close(document, rows)
            rows = []
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        if line.startswith("\t"):
            if ended:
                rows.append([])
            rows[-1].append([line[1:]])
            ended = False
        elif rows and line == " ":  # the last cell of the text, whose TAB has become a space
            rows[-1].append([""])
        elif not line.strip():
            ended = True
        elif rows:
            rows[-1][-1].append(line)
            ended = False
        else:
            document.add_paragraph(line)
            ended = True
    _close(document, rows)
    return document


def _close(document: Document, rows: list[Cells]) -> None:
    if not rows:
        return
    widest = max(map(len, rows))
    made = document.add_table(rows=len(rows), cols=widest, style="Table Grid")
    made.autofit = False
    grid = Grid(made)
    for number, row in enumerate(rows):
        spans = _spans(row, widest, rows[number + 1] if number + 1 < len(rows) else None)
        column = 0
        for texts, span in zip(row, spans, strict=True):
            if span > 1:
                grid.merge((number, column), (number, column + span - 1))
            cell = grid.cell(number, column)
            cell.paragraphs[0].add_run(texts[0])
            for text in texts[1:]:
                cell.add_paragraph(text)
            column += span
    if widest > 5:
        _merge_down(grid, rows, widest)


class Grid:
    """The cells of a new table, looked up once: `Table.cell` looks through the whole table each time."""

    def __init__(self, table: Table) -> None:
        self.width = len(table.columns)
        self.cells = list(table._cells)

    def cell(self, row: int, column: int) -> _Cell:
        return self.cells[row * self.width + column]

    def merge(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Merge cells, without the empty paragraphs that python-docx keeps of them."""
        cell = self.cell(*first).merge(self.cell(*last))
        for paragraph in cell.paragraphs[1:]:
            if not paragraph.text:
                paragraph._p.getparent().remove(paragraph._p)


def _spans(row: Cells, widest: int, following: Cells | None) -> list[int]:
    """How many columns each cell of a shorter row takes: a head above several columns takes them, else the last cell the rest."""
    if len(row) == widest:
        return [1] * widest
    if following is not None and len(following) == widest and len(row) > 4:
        wide = next((place for place in range(len(row)) if following[place][0]), len(row) - 1)
        return [1 + (widest - len(row)) * (place == wide) for place in range(len(row))]
    if len(row) == 4:
        return [3, 1, widest - 5, 1]
    return [*([1] * (len(row) - 1)), widest - len(row) + 1]


def _merge_down(grid: Grid, rows: Sequence[Cells], widest: int) -> None:
    """Merge the empty cells of the first two columns with the cell above them."""
    for column in (0, 1):
        first = None
        for number, row in enumerate([*rows, [["end"]]]):
            own = len(row) == widest and not row[column][0]
            if not own:
                if first is not None and number - 1 > first:
                    grid.merge((first, column), (number - 1, column))
                first = number if len(row) >= widest - 2 else None


def _lines(document: Document, text: str, style: str | None = None) -> None:
    for line in text.strip("\n").split("\n"):
        document.add_paragraph(line, style=style)


def _table(document: Document, *rows: Sequence[str]) -> Grid:
    made = document.add_table(rows=len(rows), cols=max(map(len, rows)), style="Table Grid")
    grid = Grid(made)
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            grid.cell(number, column).paragraphs[0].add_run(text)
    return grid


def workshops() -> Document:
    """A notice whose whole text is one stage: figures with full stops, a day with its year, quotas in a table, levels in percent."""
    document = docx.Document()
    _lines(
        document,
        """
滨河市科学技术局
滨科发〔2025〕17号
关于开展2025年度滨河市众创工坊认定
工作的通知
各县（市、区）科技局，各有关单位：
为推动我市众创工坊建设，现就2025年度认定工作有关事项通知如下。
一、申报条件
（一）在我市注册、运营满1年的独立法人；
（二）场地面积不少于300平方米；
（三）近2年内没有严重违法失信记录。
二、申报材料
1. 《滨河市众创工坊认定申请表》（附件1），一式三份；
2. 营业执照复印件，加盖公章；
3. 由会计师事务所出具的上年度审计报告；
4. 众创工坊自评表（附件3）；
5. 自评各项得分的证明材料；
6. 场地租赁合同或产权证明复印件（原件备查）。
三、申报时间及方式
请申报单位于2025年4月18日前将申报材料报送至所在县（市、区）科技局。各县（市、区）科技局审核后，于2025年4月30日前汇总报送市科技局高新科。
四、有关要求
申报材料用A4纸双面打印，左侧装订成册，封面采用浅黄色皮纹纸。
联系人：高新科，电话 0512-53520000。
附件：1. 滨河市众创工坊认定申请表
2. 推荐名额分配表
3. 众创工坊自评表
滨河市科学技术局
2025年3月10日
""",
    )
    _lines(document, "附件1\n滨河市众创工坊认定申请表")
    _table(
        document, ("工坊名称", "", "运营单位名称", ""), ("成立日期", "", "联系电话", ""), ("场地面积", "", "负责人", "")
    )
    _lines(document, "附件2\n推荐名额分配表")
    _table(
        document,
        *(("序号", "县（市、区）", "推荐数（家）"), ("1", "东河县", "3"), ("2", "西山市", "2")),
        *(("3", "高桥区", "4"), ("", "合计", "9")),
    )
    _lines(document, "附件3\n众创工坊自评表\n工坊名称：____________")
    grid = _table(
        document,
        ("一级指标", "二级指标", "评价内容", "分值", "优（100%）", "良（70%）", "差（0%）", "自评得分"),
        ("一、服务能力（60）", "团队（20）", "有专职服务人员", "20", "5人以上", "2人以上", "没有", ""),
        ("", "服务（40）", "开展创业培训", "20", "每月一次", "每季一次", "没有", ""),
        ("", "", "提供融资对接", "20", "有并有成效", "有", "没有", ""),
        ("二、孵化成效（40）", "企业（40）", "在孵企业数量", "40", "20家以上", "10家以上", "不足10家", ""),
        ("总计", "", "", "100", "", "", "", ""),
    )
    grid.merge((1, 0), (3, 0))
    grid.merge((2, 1), (3, 1))
    return document


def brands() -> Document:
    """A notice of two stages: materials in a table and as a list that Word counts, quotas in a sentence, copies that contradict."""
    document = docx.Document()
    _lines(
        document,
        """
临江县市场监督管理局文件
临市监〔2024〕8号
临江县市场监督管理局关于印发《临江县特色品牌培育实施方案》的通知
各镇（街道）人民政府（办事处）：
现将《临江县特色品牌培育实施方案》印发给你们，请认真组织实施。
临江县市场监督管理局
二〇二四年十一月五日
临江县特色品牌培育实施方案
一、名额分配
各镇（街道）推荐名额如下：东河镇5家、西河镇3家、南门街道4家，全县12家。
二、实施步骤
（一）品牌推荐
1、推荐条件
（1）品牌使用满三年；
（2）在同行业中有较高知名度。
2、推荐材料
""",
    )
    _table(
        document,
        ("序号", "材料名称", "份数", "出具单位", "备注"),
        ("1", "品牌推荐表", "2", "", "见附件1，加盖公章"),
        ("2", "商标注册证复印件", "1", "国家知识产权局", "原件备查"),
        ("3", "品牌使用情况说明", "一式二份", "", "法定代表人签字"),
    )
    _lines(
        document,
        """
3、推荐时间
截止到12月20日，逾期不予受理。推荐材料交所在镇（街道）市场监管所。
（二）品牌认定
1、认定材料。申请认定的企业应当提交下列材料：
""",
    )
    for text in ("封面（用淡蓝色铜版纸）；", "目录；", "品牌建设工作总结；", "获奖证书复印件。"):
        document.add_paragraph(text, style="List Number")
    _lines(
        document,
        """
2、报送要求。企业应于次年3月底前将认定材料一式四份寄送县市场监督管理局商标科，由县局组织专家评审，6月15日前公布结果。认定材料装订成册，一式五份。
附件：1.品牌推荐表
附件1：
品牌推荐表
企业名称：______________
推荐品牌：______________
（盖章）
""",
    )
    return document


def bursaries() -> Document:
    """Rules in articles without a number of the document: materials in one sentence, a day that is told later, nobody who receives."""
    document = docx.Document()
    _lines(
        document,
        """
青石镇困难学生资助办法
第一条 为帮助家庭经济困难的学生完成学业，根据本镇实际，制定本办法。
第二条 申请条件：本镇户籍，品行良好，家庭年收入低于本镇平均水平的在校学生，可以申请资助。
第三条 申请材料：学生资助申请表（附件）、身份证复印件、在校证明原件和家庭收入证明各一份。
第四条 申请时间另行通知。
第五条 本办法由青石镇人民政府负责解释，未尽事宜另行规定，自发布之日起施行，原有规定同时废止。
第六条 资助对象由学校公示五个工作日，公示没有异议的，由镇财政所发放资助金。
附件：学生资助申请表
附件
学生资助申请表
""",
    )
    _table(document, ("姓名", "", "性别", ""), ("学校", "", "联系电话", ""), ("家庭住址", "", "身份证号", ""))
    return document


def awards() -> Document:
    """A notice whose rules are its first annex: lists for two kinds of applicants, and one sentence that speaks of both."""
    document = docx.Document()
    _lines(
        document,
        """
关于印发《云山市技能标兵评选办法》的通知
云人社〔2025〕41号
各区县人力资源和社会保障局：
现将《云山市技能标兵评选办法》印发给你们，请结合实际认真贯彻执行，做好组织发动、推荐和初审工作，按时上报。
附件：1、云山市技能标兵评选办法
      2、企业申报表
      3、个人申报表
云山市人力资源和社会保障局
2025年12月1日
附件1
云山市技能标兵评选办法
一、评选范围
全市各类企业及其在岗职工。
二、申报材料
（一）企业申报的
1．企业申报表（附件2）；
2．企业简介，正反打印；
（二）个人申报的
1．个人申报表（附件3）；
2．职业资格证书复印件。
三、申报要求
申报单位和个人应于2月10日前，将材料一式两份报送市人力资源和社会保障局技能科。所有复印件均加盖单位公章。
附件2
企业申报表
企业名称：______________
附件3
个人申报表
姓名：______________
""",
    )
    return document
