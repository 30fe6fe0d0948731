"""Word files in the manner of offices' forms, made with python-docx. All offices in them are invented."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm
from docx.table import Table

from formgen.importing.word_text import WordForm, read_form_text
from formgen.render.word.package import read_package

Rows = Sequence[Sequence[str]]


def table(document: Document, rows: Rows, heights: dict[int, float] | None = None) -> Table:
    """A table of these texts. heights: the heights (cm) of rows, by their numbers from 0."""
    made: Table = document.add_table(rows=len(rows), cols=max(map(len, rows)), style="Table Grid")
    for row, texts in zip(made.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=False):
            lines = text.split("\n")
            cell.paragraphs[0].add_run(lines[0])
            for line in lines[1:]:
                cell.add_paragraph(line)
    for number, height in (heights or {}).items():
        made.rows[number].height = Cm(height)
    return made


def merged(made: Table, first: tuple[int, int], last: tuple[int, int]) -> None:
    """Merge cells, without the empty paragraphs that python-docx keeps of them."""
    kept = made.cell(*first)
    count = len(kept.paragraphs)
    cell = kept.merge(made.cell(*last))
    for paragraph in cell.paragraphs[count:]:
        if not paragraph.text:
            paragraph._p.getparent().remove(paragraph._p)


def underlined(document: Document, *texts: str) -> None:
    """A paragraph of these texts, each second of which is underlined."""
    paragraph = document.add_paragraph()
    for number, text in enumerate(texts):
        paragraph.add_run(text).underline = bool(number % 2)


def content(document: Document) -> bytes:
    """The bytes of the Word file."""
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def saved(document: Document, folder: Path, name: str = "表.docx") -> Path:
    """The Word file in a folder."""
    path = folder / name
    path.write_bytes(content(document))
    return path


def template() -> Document:
    """A template of docxtpl: variables in lines and cells, one of them twice, one cut into runs."""
    document = docx.Document()
    document.add_paragraph("附件1")
    document.add_paragraph("稳岗补贴申请书").alignment = WD_ALIGN_PARAGRAPH.CENTER
    line = document.add_paragraph("滨河区人力资源局：{{ 单位名称 }}（联系电话：{{ pho")
    line.add_run("ne }").bold = True
    line.add_run("}）现申请补贴{{amount}}元。")
    table(
        document,
        (("单位名称", "{{单位名称}}"), ("法定代表人", "{{ company.legal_person }}"), ("单位简介", "{{r  intro }}")),
    )
    document.add_paragraph("申请日期：{{ date }}")
    return document


def conditional() -> Document:
    """A template of docxtpl with conditions: words in a line, whole paragraphs and a row that stand there only with a value."""
    document = docx.Document()
    document.add_paragraph("附件2")
    document.add_paragraph("贷款贴息申请书").alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph(
        "申请单位：{{ 单位名称 }}{% if 类型 == '个体户' %}（个体工商户）{% else %}（企业）{% endif %}"
    )
    document.add_paragraph("{%p if bank and not 无贷款 %}")
    document.add_paragraph("贷款银行：{{ bank }}，贷款金额：{{ amount }}万元。")
    document.add_paragraph("{%p endif %}")
    table(
        document,
        (
            ("联系电话", "{{ contact.phone }}"),
            ("{%tr if contact.fax %}", ""),
            ("传真", "{{ contact.fax }}"),
            ("{%tr endif %}", ""),
        ),
    )
    return document


def registration() -> Document:
    """A form with cells, units, a choice, dates, a long box, a box for an opinion with a seal, and a photo."""
    document = docx.Document()
    document.add_paragraph("附件2")
    document.add_paragraph("滨河区创业项目申请表").alignment = WD_ALIGN_PARAGRAPH.CENTER
    made = table(
        document,
        (
            ("姓  名", "", "性  别", "□男  □女", "贴照片处"),
            ("身份证号码", "", "手机", "", ""),
            ("项目名称", "", "成立日期", "    年   月   日", ""),
            ("申请金额", "       万元", "用工人数", "     人", ""),
            ("通讯地址及邮编\n（请写到门牌号）", "", "", "", ""),
            ("项目简介（300字以内）", "", "", "", ""),
            ("街道办事处意见", "\n\n\n          （盖章）\n        年    月    日", "", "", ""),
            ("备注：", "", "", "", ""),
        ),
        {5: 4},
    )
    merged(made, (0, 4), (3, 4))
    for row in (4, 5, 6):
        merged(made, (row, 1), (row, 4))
    merged(made, (7, 0), (7, 4))
    document.add_paragraph("本人承诺以上内容真实。")
    document.add_paragraph("申请人（签字）：              填表日期：    年   月   日")
    return document


def commitment() -> Document:
    """A letter with lines to write on within its sentences."""
    document = docx.Document()
    document.add_paragraph("附件3")
    document.add_paragraph("项目真实性承诺书").alignment = WD_ALIGN_PARAGRAPH.CENTER
    underlined(
        document, "本人", "          ", "（身份证号：", "                    ", "）申请的", "            ", "项目真实。"
    )
    document.add_paragraph("联系电话：______________")
    document.add_paragraph("申请单位（盖章）：______________")
    document.add_paragraph("法定代表人（签字）：")
    document.add_paragraph("    年    月    日").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph("填表说明：")
    document.add_paragraph("1. 本承诺书一式两份。")
    return document


def rows_form() -> Document:
    """A form with a table of rows, a table of years, and a row of boxes behind their words."""
    document = docx.Document()
    document.add_paragraph("项目人员登记表").alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("编号：________    填表日期：____年____月____日")
    table(document, (("序号", "姓名", "职称", "分工"), ("1", "", "", ""), ("2", "", "", "")))
    document.add_paragraph("")
    table(document, (("年度", "2022年", "2023年"), ("销售收入（万元）", "", ""), ("利润总额（万元）", "", "")))
    document.add_paragraph("")
    table(document, (("是否高新技术企业", "是□  否□"), ("企业性质", "□国有  □民营  □其他______")))
    return document


def choices() -> Document:
    """A form whose boxes stand in several lines and cells, within brackets, and below their label."""
    document = docx.Document()
    document.add_paragraph("企业情况登记表")
    made = table(
        document,
        (
            ("行业", "□制造业\n□信息业\n□其他：______", "规模", "□中型", "□小型"),
            ("上市", "□已上市（代码：______）\n□拟上市（阶段：□辅导期 □已受理）\n□无计划", "", "", ""),
            ("受理意见：\n□受理  □不予受理  理由：\n经办人：          日期：", "", "", "", ""),
        ),
    )
    merged(made, (1, 1), (1, 4))
    merged(made, (2, 0), (2, 4))
    return document


def text_of(document: Document) -> WordForm:
    """The form as its blanks are looked for in it."""
    return read_form_text(read_package(content(document), "表.docx"))
