"""The sheet of materials and evidence: one row for each file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from formgen.engines.workbooks import looks
from formgen.engines.workbooks.cell_rule import CellRule
from formgen.engines.workbooks.looks import CellLook
from formgen.engines.workbooks.writer import SheetWriter
from formgen.intake.columns import EnterpriseColumn, Need, subjects
from formgen.intake.sheet_words import FileHeader, file_headers
from formgen.intake.workbook import sheet_style as style
from formgen.intake.workbook.cell_rules import Lists, explained, list_rule
from formgen.intake.workbook.enterprise_sheet import BODY_HEIGHT, name_list
from formgen.scheme.models import Scheme

HEADER_ROW = 3
FIRST_ROW = HEADER_ROW + 1
RULED_ROWS = 200
LAST_ROW = FIRST_ROW + 9999
"""The last row whose cells have drop-down lists."""

_WIDTHS: Mapping[FileHeader, float] = {
    FileHeader.APPLICANT: 30.0,
    FileHeader.SUBJECT: 52.0,
    FileHeader.TITLE: 34.0,
    FileHeader.FILE: 44.0,
    FileHeader.PASSWORD: 14.0,
}
_NEEDS: Mapping[FileHeader, Need] = {
    FileHeader.APPLICANT: Need.ALWAYS,
    FileHeader.SUBJECT: Need.ALWAYS,
    FileHeader.TITLE: Need.FOR_FORMS,
    FileHeader.FILE: Need.ALWAYS,
    FileHeader.PASSWORD: Need.OPTIONAL,
}


def header_words(scheme: Scheme) -> Mapping[FileHeader, str]:
    """Return the Chinese explanation of each column."""
    word, name, identity, scores = scheme.applicant.word, scheme.name_label, scheme.identity_label, scheme.scores
    row = scores.indicator if scores else ""
    which = (
        f"从下拉列表里选：前面是材料，后面是各项{row}；{row}只写编号也可以，如 1.1.1" if scores else "从下拉列表里选"
    )
    return {
        FileHeader.APPLICANT: f"{name}，要和{word}表里的一样" + (f"；有同名{word}的，填{identity}" if identity else ""),
        FileHeader.SUBJECT: which,
        FileHeader.TITLE: "佐证材料的标题，印在目录里，如 管理制度；同一份佐证材料有几个文件的，每行写一样的标题",
        FileHeader.FILE: "文件名，如 管理制度.pdf；放在文件夹里的写上文件夹，如 样例/管理制度.pdf，用 / 分隔",
        FileHeader.PASSWORD: "打开文件要密码的才填",
    }


def write_files(sheet: SheetWriter, scheme: Scheme, columns: Sequence[EnterpriseColumn], lists: Lists) -> None:
    """Write the sheet."""
    headers, words = file_headers(scheme), header_words(scheme)
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
        sheet.text(HEADER_ROW, number, headers[header], CellLook(looks.HEAD, looks.CENTRE, style.NEED_FILLS[need]))
        sheet.remark(HEADER_ROW, number, f"{headers[header]}（{said}）\n{words[header]}")
    for row in range(FIRST_ROW, FIRST_ROW + RULED_ROWS):
        sheet.height(row, BODY_HEIGHT)
        for number in range(1, len(FileHeader) + 1):
            sheet.blank(row, number, body)
    sheet.freeze(FIRST_ROW, 2)
    sheet.repeat((HEADER_ROW, HEADER_ROW))
    sheet.page(footer=style.FOOTER)
    sheet.tab_colour("548235")


def _rule(header: FileHeader, scheme: Scheme, columns: Sequence[EnterpriseColumn], lists: Lists) -> CellRule:
    heading, words = file_headers(scheme)[header], header_words(scheme)[header]
    if header is FileHeader.APPLICANT:
        return list_rule(name_list(scheme, columns), words, heading, strict=False)
    if header is FileHeader.SUBJECT:
        offered = [subject.label for subject in subjects(scheme)]
        return list_rule(lists.source(offered), words, heading, strict=False)
    return explained(CellRule("any"), heading, words, words)
