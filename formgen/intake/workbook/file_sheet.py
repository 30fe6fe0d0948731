"""The sheet 材料和佐证: one row for each file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from formgen.intake.columns import EnterpriseColumn, FileHeader, Need, subjects
from formgen.intake.workbook import sheet_style as style
from formgen.intake.workbook.cell_rules import Lists, explained, list_rule
from formgen.intake.workbook.enterprise_sheet import BODY_HEIGHT, name_list
from formgen.scheme.models import Scheme
from formgen.workbooks import looks
from formgen.workbooks.cell_rule import CellRule
from formgen.workbooks.looks import CellLook
from formgen.workbooks.writer import SheetWriter

HEADER_ROW = 3
FIRST_ROW = HEADER_ROW + 1
RULED_ROWS = 200
LAST_ROW = FIRST_ROW + 9999
"""As far down as cells have their drop-downs."""

_WIDTHS: Mapping[FileHeader, float] = {
    FileHeader.ENTERPRISE: 30.0,
    FileHeader.SUBJECT: 52.0,
    FileHeader.TITLE: 34.0,
    FileHeader.FILE: 44.0,
    FileHeader.PASSWORD: 14.0,
}
_NEEDS: Mapping[FileHeader, Need] = {
    FileHeader.ENTERPRISE: Need.ALWAYS,
    FileHeader.SUBJECT: Need.ALWAYS,
    FileHeader.TITLE: Need.FOR_FORMS,
    FileHeader.FILE: Need.ALWAYS,
    FileHeader.PASSWORD: Need.OPTIONAL,
}
WORDS: Mapping[FileHeader, str] = {
    FileHeader.ENTERPRISE: "企业名称，要和企业表里的一样；有同名企业的，填统一社会信用代码",
    FileHeader.SUBJECT: "从下拉列表里选：前面是材料，后面是各项考核内容；考核内容只写编号也可以，如 1.1.1",
    FileHeader.TITLE: "佐证材料的标题，印在目录里，如 信用管理方针；同一份佐证材料有几个文件的，每行写一样的标题",
    FileHeader.FILE: "文件名，如 信用管理方针.pdf；放在文件夹里的写上文件夹，如 样例公司/信用管理方针.pdf，用 / 分隔",
    FileHeader.PASSWORD: "打开文件要密码的才填",
}


def write_files(sheet: SheetWriter, scheme: Scheme, columns: Sequence[EnterpriseColumn], lists: Lists) -> None:
    """Lay the sheet out."""
    body = CellLook(looks.BODY, number_format=looks.TEXT_FORMAT)
    for number, header in enumerate(FileHeader, 1):
        sheet.width(number, _WIDTHS[header], replace(body, lined=False))
        sheet.let(_rule(header, scheme, columns, lists), (FIRST_ROW, number), (LAST_ROW, number))
    for row, height in ((1, 30), (2, 21), (HEADER_ROW, 28)):
        sheet.height(row, height)
    sheet.text(1, 1, "申报材料和佐证材料", CellLook(looks.TITLE, looks.UNWRAPPED, lined=False))
    hint = "每个文件一行，按装订的先后排列。文件和这份工作簿放在同一个文件夹里一起交。没有文件的，这张表不用填。"
    sheet.text(2, 1, hint, CellLook(looks.HINT, looks.UNWRAPPED, lined=False))
    for number, header in enumerate(FileHeader, 1):
        need = _NEEDS[header]
        said = "佐证材料必填" if need is Need.FOR_FORMS else str(need)
        sheet.text(HEADER_ROW, number, header, CellLook(looks.HEAD, looks.CENTRE, style.NEED_FILLS[need]))
        sheet.remark(HEADER_ROW, number, f"{header}（{said}）\n{WORDS[header]}")
    for row in range(FIRST_ROW, FIRST_ROW + RULED_ROWS):
        sheet.height(row, BODY_HEIGHT)
        for number in range(1, len(FileHeader) + 1):
            sheet.blank(row, number, body)
    sheet.freeze(FIRST_ROW, 2)
    sheet.repeat((HEADER_ROW, HEADER_ROW))
    sheet.page(footer=style.FOOTER)
    sheet.tab_colour("548235")


def _rule(header: FileHeader, scheme: Scheme, columns: Sequence[EnterpriseColumn], lists: Lists) -> CellRule:
    if header is FileHeader.ENTERPRISE:
        return list_rule(name_list(columns), WORDS[header], header, strict=False)
    if header is FileHeader.SUBJECT:
        offered = [subject.label for subject in subjects(scheme)]
        return list_rule(lists.source(offered), WORDS[header], header, strict=False)
    return explained(CellRule("any"), header, WORDS[header], WORDS[header])
