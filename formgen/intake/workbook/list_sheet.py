"""The sheets of lists: one sheet for each list of the scheme, with one row for each row of an applicant's list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from formgen.engines.workbooks import looks
from formgen.engines.workbooks.looks import CellLook
from formgen.engines.workbooks.writer import SheetWriter
from formgen.intake.columns import EnterpriseColumn, Need
from formgen.intake.table import column_letters
from formgen.intake.workbook import sheet_style as style
from formgen.intake.workbook.cell_rules import Lists, field_rule, list_rule
from formgen.intake.workbook.enterprise_sheet import name_list
from formgen.record.kinds.cells import DateCell
from formgen.record.kinds.table import KINDS
from formgen.scheme.models import FieldDefinition, ListBlock, Scheme

HEADER_ROW = 3
FIRST_ROW = HEADER_ROW + 1
RULED_ROWS = 200
LAST_ROW = FIRST_ROW + 9999
"""The last row whose cells have rules."""
_NAME_WIDTH, _HEIGHT = 30.0, 21.0


def write_list(
    sheet: SheetWriter, scheme: Scheme, one: ListBlock, columns: Sequence[EnterpriseColumn], lists: Lists
) -> None:
    """Write the sheet of one list. columns: those of the sheet of applicants, whose names the first column offers."""
    applicant = scheme.applicant
    body = CellLook(looks.BODY, number_format=looks.TEXT_FORMAT)
    bodies = [body, *(replace(body, number_format=_format(field)) for field in one.fields)]
    words = f"{scheme.name_label}，要和{applicant.word}表里的一样"
    sheet.width(1, _NAME_WIDTH, replace(body, lined=False))
    sheet.let(list_rule(name_list(scheme, columns), words, applicant.word, strict=False), (FIRST_ROW, 1), (LAST_ROW, 1))
    for number, field in enumerate(one.fields, 2):
        sheet.width(
            number, max(KINDS[field.kind].width, 2.0 * len(field.label) + 2), replace(bodies[number - 1], lined=False)
        )
        rule = field_rule(field, field.label, scheme.towns, lists, f"{column_letters(number)}{FIRST_ROW}")
        sheet.let(rule, (FIRST_ROW, number), (LAST_ROW, number))
    for row, height in ((1, 30), (2, 21), (HEADER_ROW, 28)):
        sheet.height(row, height)
    sheet.text(1, 1, one.label, CellLook(looks.TITLE, looks.UNWRAPPED, lined=False))
    whose = f"第一列写是哪{applicant.counter}{applicant.word}的"
    hint = f"每行写一条，按印出来的先后排列，{applicant.each}最多 {one.most} 行；{whose}。{one.help}"
    sheet.text(2, 1, hint, CellLook(looks.HINT, looks.UNWRAPPED, lined=False))
    heads = [(applicant.word, Need.ALWAYS, words)]
    heads += [(field.label, _need(field), field.help or KINDS[field.kind].description) for field in one.fields]
    for number, (text, need, said) in enumerate(heads, 1):
        sheet.text(HEADER_ROW, number, text, CellLook(looks.HEAD, looks.CENTRE, style.NEED_FILLS[need]))
        sheet.remark(HEADER_ROW, number, f"{text}（{need}）\n{said}")
    for row in range(FIRST_ROW, FIRST_ROW + RULED_ROWS):
        sheet.height(row, _HEIGHT)
        for number, look in enumerate(bodies, 1):
            sheet.blank(row, number, look)
    sheet.freeze(FIRST_ROW, 2)
    sheet.repeat((HEADER_ROW, HEADER_ROW))
    sheet.page(footer=style.FOOTER)
    sheet.tab_colour("2E75B6")


def _need(field: FieldDefinition) -> Need:
    return Need.OPTIONAL if field.optional else Need.ALWAYS


def _format(field: FieldDefinition) -> str:
    return style.DATE_FORMAT if isinstance(KINDS[field.kind].cell, DateCell) else looks.TEXT_FORMAT
