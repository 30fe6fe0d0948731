"""How our workbooks look: official faces, quiet colours, A4 on its side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from formgen.intake.columns import Need
from formgen.intake.workbook.workbook_bytes import put_text

_LINE = Side(style="thin", color="FFA6A6A6")
LINES = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)

TITLE = Font(name="黑体", size=16)
HEADING = Font(name="黑体", size=12)
HEAD = Font(name="黑体", size=11)
BAND = Font(name="黑体", size=11, color="FFFFFFFF")
HINT = Font(name="仿宋", size=11, color="FF404040")
BODY = Font(name="宋体", size=11)
STRONG = Font(name="黑体", size=11, color="FFC00000")


def fill(colour: str) -> PatternFill:
    """A cell's ground of one colour, RGB as six hexadecimal digits."""
    return PatternFill("solid", fgColor=f"FF{colour}", bgColor=f"FF{colour}")


BAND_FILL = fill("44546A")
HEAD_FILL = fill("E7EAEF")
SUM_FILL = fill("F2F2F2")
FAULT_FILL = fill("FFC7CE")
MISSING_FILL = fill("FFF8DC")
NEED_FILLS: Mapping[Need, PatternFill] = {
    Need.ALWAYS: fill("F8D7DA"),
    Need.FOR_FORMS: fill("FFF0CC"),
    Need.OPTIONAL: HEAD_FILL,
}
"""Which columns must be filled in, by colour; the words stand beside it, for whoever prints in black or sees no red."""

CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
TOP = Alignment(horizontal="left", vertical="top", wrap_text=True)
RIGHT = Alignment(horizontal="right", vertical="center", wrap_text=True)
UNWRAPPED = Alignment(horizontal="left", vertical="center")

TEXT_FORMAT = "@"
"""Whatever is typed stays as typed: no leading zero is lost, and 18 digits do not become 3.2E+17."""
DATE_FORMAT = 'yyyy"年"m"月"d"日"'
A4 = 9
"""The paper's number in a workbook (ECMA-376, 18.3.1.63)."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks; None leaves it as it is."""

    font: Font
    place: Alignment = LEFT
    ground: PatternFill | None = None
    lines: Border | None = LINES
    number_format: str = "General"


def dress(cell: Cell, look: Look) -> None:
    """Give a cell its look."""
    cell.font, cell.alignment, cell.number_format = look.font, look.place, look.number_format
    if look.ground is not None:
        cell.fill = look.ground
    if look.lines is not None:
        cell.border = look.lines


def write(sheet: Worksheet, row: int, column: int, text: str, look: Look) -> Cell:
    """Write text (never a formula) into a cell."""
    cell = sheet.cell(row, column)
    dress(cell, look)
    if text:
        put_text(cell, text)
    return cell


def compute(sheet: Worksheet, row: int, column: int, formula: str, look: Look) -> None:
    """Write a formula of our own, `=…`, into a cell."""
    cell = sheet.cell(row, column)
    dress(cell, look)
    cell.value = formula


def remark(cell: Cell, text: str) -> None:
    """Give a cell a comment in a box that shows all of it: some 22 full-width characters a line."""
    lines = sum(1 + len(line) // 20 for line in text.split("\n"))
    cell.comment = Comment(text, "formgen", height=24 + 19 * lines, width=330)


def text_height(text: str, width: float) -> float:
    """The height of a row, in points, that shows all of a text in a cell of this width (in half-width characters)."""
    lines = 0
    for line in text.split("\n"):
        taken = sum(1 if character.isascii() else 2 for character in line)
        lines += max(1, -(-taken // int(width - 1)))
    return 15.5 * lines + 6


def set_up_page(sheet: Worksheet, landscape: bool = True) -> None:
    """A4, narrow margins, the sheet's name and the page's number at the foot."""
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.footer = 0.6, 0.7, 0.3
    sheet.oddFooter.center.text = "&A　第 &P 页，共 &N 页"
    sheet.oddFooter.center.size = 9
