"""The sheet 企业: one row for each enterprise, one column for each field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from openpyxl.formatting.rule import FormulaRule
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from formgen.intake.columns import EnterpriseColumn, Need, SheetName, code_fields
from formgen.intake.workbook import sheet_style as style
from formgen.intake.workbook.cell_rules import Lists, add, field_rule
from formgen.intake.workbook.sheet_style import Look, dress, remark, write
from formgen.record.kinds.cells import DateCell, ParagraphsCell
from formgen.record.kinds.table import KINDS
from formgen.scheme.models import Scheme

BLOCK_ROW, NEED_ROW, HEADER_ROW = 2, 3, 4
"""Above it the title, the blocks and what must be filled in; below it the enterprises, and nothing between."""
FIRST_ROW = HEADER_ROW + 1
LAST_ROW = FIRST_ROW + 1999
"""As far down as cells have their drop-downs, whatever the number of ruled rows."""

BODY_HEIGHT = 33.0
"""Two lines, in points. Rows do not grow with 申请理由: a table must be looked through."""
_NAME_WIDTH = 30.0


def write_enterprises(
    sheet: Worksheet, scheme: Scheme, columns: Sequence[EnterpriseColumn], enterprises: int, lists: Lists
) -> None:
    """Lay the sheet out. enterprises: how many rows are ruled; more can be filled in below them."""
    towns = tuple(town.name for town in scheme.quotas.towns)
    # Not in the first column, which is printed again on every page, and would show the title's beginning each time.
    write(sheet, 1, 2, f"{scheme.title}　企业信息采集表", Look(style.TITLE, style.UNWRAPPED, lines=None))
    for number, column in enumerate(columns, 1):
        _write_column(sheet, number, column, enterprises)
        first = f"{get_column_letter(number)}{FIRST_ROW}"
        rule = field_rule(column.definition, column.header, towns, lists, first)
        add(sheet, rule, [f"{first}:{get_column_letter(number)}{LAST_ROW}"])
    for _, group in groupby(enumerate(columns, 1), key=lambda numbered: numbered[1].block.id):
        _write_block(sheet, tuple(group))
    _mark_missing(sheet, columns)
    for row, height in ((1, 30), (BLOCK_ROW, 21), (NEED_ROW, 24), (HEADER_ROW, 36)):
        sheet.row_dimensions[row].height = height
    for row in range(FIRST_ROW, FIRST_ROW + enterprises):
        sheet.row_dimensions[row].height = BODY_HEIGHT
    sheet.freeze_panes = f"B{FIRST_ROW}"
    sheet.print_title_rows, sheet.print_title_cols = f"{BLOCK_ROW}:{HEADER_ROW}", "A:A"
    style.set_up_page(sheet)
    sheet.page_setup.scale = 80


def _write_block(sheet: Worksheet, columns: Sequence[tuple[int, EnterpriseColumn]]) -> None:
    """A block's label over its columns, which are as wide together as it needs.

    Not merged: a merged heading stands in the way of whoever moves a column or adds one.
    """
    numbers = [number for number, _ in columns]
    label = columns[0][1].block.label
    for number in numbers:
        text = label if number == numbers[0] else ""
        write(sheet, BLOCK_ROW, number, text, Look(style.BAND, style.UNWRAPPED, style.BAND_FILL, None))
    dimensions = [sheet.column_dimensions[get_column_letter(number)] for number in numbers]
    dimensions[-1].width += max(0.0, 2.0 * len(label) + 3 - sum(dimension.width for dimension in dimensions))


def _write_column(sheet: Worksheet, number: int, column: EnterpriseColumn, enterprises: int) -> None:
    ground = style.NEED_FILLS[column.need]
    need = Look(style.STRONG if column.need is Need.ALWAYS else style.HINT, style.CENTRE, ground)
    write(sheet, NEED_ROW, number, column.need_text, need)
    remark(write(sheet, HEADER_ROW, number, column.header, Look(style.HEAD, style.CENTRE, ground)), explanation(column))
    shape = KINDS[column.definition.kind].cell
    place = style.TOP if isinstance(shape, ParagraphsCell) else style.LEFT  # its beginning is to be seen
    body = Look(
        style.BODY, place, number_format=style.DATE_FORMAT if isinstance(shape, DateCell) else style.TEXT_FORMAT
    )
    for row in range(FIRST_ROW, FIRST_ROW + enterprises):
        dress(sheet.cell(row, number), body)
    dimension = sheet.column_dimensions[get_column_letter(number)]
    dimension.width = width(column)
    # Rows below the ruled ones too, and any that somebody inserts.
    whole = replace(body, lines=None)
    dimension.font, dimension.alignment, dimension.number_format = whole.font, whole.place, whole.number_format


def width(column: EnterpriseColumn) -> float:
    """The column's width in half-width characters: by its kind of value, and room for its header in two lines."""
    own = _NAME_WIDTH if column.field == NAME_FIELD else KINDS[column.definition.kind].width
    longest = max(len(column.header) / 2, len(column.need_text))
    return max(own, 2.0 * longest + 2)


def explanation(column: EnterpriseColumn) -> str:
    """What a person should know of a column, in lines: need, help, kind, where it is printed and how much room is there."""
    rules = KINDS[column.definition.kind]
    lines = [f"{column.header}（{column.need_text}）", column.definition.help, rules.description]
    lines += (
        [f"选项：{'、'.join(label for _, label in column.definition.choices)}"] if column.definition.choices else []
    )
    lines += [column.block.help]
    lines += [f"用在：{form.annex} {form.title}" for form in column.forms]
    if column.lines is not None and isinstance(rules.cell, ParagraphsCell):
        lines.append(f"表格上最多印 {column.lines} 行；分段用 Alt+回车")
    return "\n".join(line for line in lines if line)


def _mark_missing(sheet: Worksheet, columns: Sequence[EnterpriseColumn]) -> None:
    """Colour what is missing in a row that has been begun."""
    last = get_column_letter(len(columns))
    needed = [get_column_letter(number) for number, column in enumerate(columns, 1) if column.need is Need.ALWAYS]
    for letter in needed:
        formula = f"AND(COUNTA($A{FIRST_ROW}:${last}{FIRST_ROW})>0,LEN(TRIM({letter}{FIRST_ROW}))=0)"
        area = f"{letter}{FIRST_ROW}:{letter}{LAST_ROW}"
        sheet.conditional_formatting.add(area, FormulaRule([formula], fill=style.MISSING_FILL))


def name_list(columns: Sequence[EnterpriseColumn]) -> str:
    """The formula of a drop-down that offers the names filled in so far.

    It is anchored at the header, so that rows inserted directly below it belong to the list; a list of all rows would
    open at its empty end.
    """
    letter = _letter_of(columns, (NAME_FIELD,))
    names = f"'{SheetName.ENTERPRISES}'!${letter}${HEADER_ROW}"
    return f"OFFSET({names},1,0,MAX(1,COUNTA({names}:${letter}${LAST_ROW})-1),1)"


def name_cells(columns: Sequence[EnterpriseColumn]) -> str:
    """The cells that hold names, the header among them, for formulas of other sheets."""
    letter = _letter_of(columns, (NAME_FIELD,))
    return f"'{SheetName.ENTERPRISES}'!${letter}${HEADER_ROW}:${letter}${LAST_ROW}"


def code_cells(scheme: Scheme, columns: Sequence[EnterpriseColumn]) -> str | None:
    """The cells that hold unified codes; None for a scheme that asks for none."""
    codes = [field for field in code_fields(scheme) if any(column.field == field for column in columns)]
    if not codes:
        return None
    letter = _letter_of(columns, codes)
    return f"'{SheetName.ENTERPRISES}'!${letter}${HEADER_ROW}:${letter}${LAST_ROW}"


def _letter_of(columns: Sequence[EnterpriseColumn], fields: Sequence[str]) -> str:
    """The letter of the first column that is one of these fields; of the sheet's first column if none is."""
    return next((get_column_letter(number) for number, column in enumerate(columns, 1) if column.field in fields), "A")
