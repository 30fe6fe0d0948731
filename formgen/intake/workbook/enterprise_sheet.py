"""The sheet of applicants: one row for each, one column for each field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from formgen.engines.workbooks import looks
from formgen.engines.workbooks.looks import CellLook
from formgen.engines.workbooks.writer import SheetWriter
from formgen.intake.columns import EnterpriseColumn, Need, code_fields
from formgen.intake.sheet_words import SheetName, sheet_titles
from formgen.intake.table import column_letters
from formgen.intake.workbook import sheet_style as style
from formgen.intake.workbook.cell_rules import Lists, field_rule
from formgen.record.kinds.cells import DateCell, ParagraphsCell
from formgen.record.kinds.table import KINDS
from formgen.scheme.models import Scheme

BLOCK_ROW, NEED_ROW, HEADER_ROW = 2, 3, 4
"""The rows of the blocks, of the needs and of the headers. The title stands above them. The enterprises follow directly
below the headers."""
FIRST_ROW = HEADER_ROW + 1
LAST_ROW = FIRST_ROW + 1999
"""The last row whose cells have rules, whatever the number of rows with borders."""

BODY_HEIGHT = 33.0
"""The height of a row in points: two lines. Rows do not grow with a long 申请理由, so that the table stays easy to look
through."""
_NAME_WIDTH = 30.0


def write_enterprises(
    sheet: SheetWriter, scheme: Scheme, columns: Sequence[EnterpriseColumn], enterprises: int, lists: Lists
) -> None:
    """Write the sheet. enterprises: the number of rows with borders; more enterprises can be filled in below them."""
    bodies = tuple(map(_body, columns))
    for number, (column, body, characters) in enumerate(zip(columns, bodies, _widths(scheme, columns), strict=True), 1):
        # The whole column gets this look. So the rows below those with borders have it, and rows that somebody inserts.
        sheet.width(number, characters, replace(body, lined=False))
        rule = field_rule(column.definition, column.header, scheme.towns, lists, f"{column_letters(number)}{FIRST_ROW}")
        sheet.let(rule, (FIRST_ROW, number), (LAST_ROW, number))
    _write_head(sheet, scheme, columns)
    for row in range(FIRST_ROW, FIRST_ROW + enterprises):
        sheet.height(row, BODY_HEIGHT)
        for number, body in enumerate(bodies, 1):
            sheet.blank(row, number, body)
    _mark_missing(sheet, columns)
    sheet.freeze(FIRST_ROW, 2)
    sheet.repeat((BLOCK_ROW, HEADER_ROW), 1)
    sheet.page(scale=80, footer=style.FOOTER)
    sheet.tab_colour("C00000")


def _write_head(sheet: SheetWriter, scheme: Scheme, columns: Sequence[EnterpriseColumn]) -> None:
    """Write the title, the blocks, the needs and the headers.

    A block's label stands above the first column of the block. Its cells are not merged, because merged cells make it
    hard to move or add a column.
    """
    for row, height in ((1, 30), (BLOCK_ROW, 21), (NEED_ROW, 24), (HEADER_ROW, 36)):
        sheet.height(row, height)
    # The title is not in the first column: that column is printed on every page and would always show the title's start.
    sheet.text(
        1, 2, f"{scheme.title}　{scheme.applicant.word}信息采集表", CellLook(looks.TITLE, looks.UNWRAPPED, lined=False)
    )
    band = CellLook(looks.BAND, looks.UNWRAPPED, looks.BAND_FILL, False)
    firsts = {group[0][0]: group[0][1].block.label for group in _blocks(columns)}
    for number in range(1, len(columns) + 1):
        sheet.text(BLOCK_ROW, number, firsts.get(number, ""), band)
    for number, column in enumerate(columns, 1):
        font = looks.STRONG if column.need is Need.ALWAYS else looks.HINT
        sheet.text(NEED_ROW, number, column.need_text, CellLook(font, looks.CENTRE, style.NEED_FILLS[column.need]))
    for number, column in enumerate(columns, 1):
        head = CellLook(looks.HEAD, looks.CENTRE, style.NEED_FILLS[column.need])
        sheet.text(HEADER_ROW, number, column.header, head)
        sheet.remark(HEADER_ROW, number, explanation(column))


def _blocks(columns: Sequence[EnterpriseColumn]) -> list[tuple[tuple[int, EnterpriseColumn], ...]]:
    """Return the columns of each block with their numbers, in order."""
    numbered = enumerate(columns, 1)
    return [tuple(group) for _, group in groupby(numbered, key=lambda numbered: numbered[1].block.id)]


def _body(column: EnterpriseColumn) -> CellLook:
    """Return the look of the column's cells that people fill in."""
    shape = KINDS[column.definition.kind].cell
    place = looks.TOP if isinstance(shape, ParagraphsCell) else looks.LEFT  # the beginning of a long text is visible
    written = style.DATE_FORMAT if isinstance(shape, DateCell) else looks.TEXT_FORMAT
    return CellLook(looks.BODY, place, number_format=written)


def _widths(scheme: Scheme, columns: Sequence[EnterpriseColumn]) -> list[float]:
    """Return the widths of the columns. The columns of a block together are at least as wide as the block's label."""
    widths = [width(scheme, column) for column in columns]
    for group in _blocks(columns):
        numbers = [number for number, _ in group]
        needed = 2.0 * len(group[0][1].block.label) + 3
        widths[numbers[-1] - 1] += max(0.0, needed - sum(widths[number - 1] for number in numbers))
    return widths


def width(scheme: Scheme, column: EnterpriseColumn) -> float:
    """Return the column's width in half-width characters. It fits the kind of value, and the header in two lines."""
    own = _NAME_WIDTH if column.field == scheme.applicant.name else KINDS[column.definition.kind].width
    longest = max(len(column.header) / 2, len(column.need_text))
    return max(own, 2.0 * longest + 2)


def explanation(column: EnterpriseColumn) -> str:
    """Return the remark that explains a column, in lines: need, help, kind, choices, the forms that print it, most lines."""
    rules = KINDS[column.definition.kind]
    lines = [f"{column.header}（{column.need_text}）", column.definition.help, rules.description]
    lines += (
        [f"选项：{'、'.join(label for _, label in column.definition.choices)}"] if column.definition.choices else []
    )
    lines += [column.block.help]
    lines += [f"用在：{form.annex} {form.title}" for form in column.forms]
    if isinstance(rules.cell, ParagraphsCell):
        room = "表格上写不下的转到续页" if column.lines is None else f"表格上最多印 {column.lines} 行"
        lines.append(f"{room}；分段用 Alt+回车")
    return "\n".join(line for line in lines if line)


def _mark_missing(sheet: SheetWriter, columns: Sequence[EnterpriseColumn]) -> None:
    """Colour the cells that must be filled in and are empty, in every row where another cell is filled in."""
    last = column_letters(len(columns))
    for number, column in enumerate(columns, 1):
        if column.need is Need.ALWAYS:
            cell = f"{column_letters(number)}{FIRST_ROW}"
            formula = f"AND(COUNTA($A{FIRST_ROW}:${last}{FIRST_ROW})>0,LEN(TRIM({cell}))=0)"
            sheet.colour_where(formula, style.MISSING_FILL, (FIRST_ROW, number), (LAST_ROW, number))


def name_list(scheme: Scheme, columns: Sequence[EnterpriseColumn]) -> str:
    """Return the formula of a drop-down list that offers the names that are already filled in.

    The list is counted from the header, so that rows that are inserted directly below the header belong to it. A list of
    all rows would open at its empty end.
    """
    letter = _letter_of(columns, (scheme.applicant.name,))
    names = f"'{sheet_titles(scheme)[SheetName.APPLICANTS]}'!${letter}${HEADER_ROW}"
    return f"OFFSET({names},1,0,MAX(1,COUNTA({names}:${letter}${LAST_ROW})-1),1)"


def name_cells(scheme: Scheme, columns: Sequence[EnterpriseColumn]) -> str:
    """Return the cells of the column of names, with its header, for formulas of other sheets."""
    letter = _letter_of(columns, (scheme.applicant.name,))
    return f"'{sheet_titles(scheme)[SheetName.APPLICANTS]}'!${letter}${HEADER_ROW}:${letter}${LAST_ROW}"


def code_cells(scheme: Scheme, columns: Sequence[EnterpriseColumn]) -> str | None:
    """Return the cells of the codes that distinguish applicants of the same name; None for a scheme without such codes."""
    codes = [field for field in code_fields(scheme) if any(column.field == field for column in columns)]
    if not codes:
        return None
    letter = _letter_of(columns, codes)
    return f"'{sheet_titles(scheme)[SheetName.APPLICANTS]}'!${letter}${HEADER_ROW}:${letter}${LAST_ROW}"


def _letter_of(columns: Sequence[EnterpriseColumn], fields: Sequence[str]) -> str:
    """Return the letter of the first column that holds one of these fields; `A` if no column does."""
    return next((column_letters(number) for number, column in enumerate(columns, 1) if column.field in fields), "A")
