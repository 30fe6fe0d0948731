"""Tables as a workbook for people: result lists, findings, counts. Values keep their types, text is never a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias
from urllib.parse import quote

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, NamedStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from formgen.intake.workbook.sheet_style import A4, BODY, CENTRE, HEAD, HEAD_FILL, LINES, TOP
from formgen.intake.workbook.workbook_bytes import put_text, visible, workbook_bytes

MOST_DIGITS = 15
"""Digits that a number of a spreadsheet keeps: a longer one is written as text."""
MOST_LINKS = 65530
"""Links that Excel opens in one sheet; beyond them the text stands without a link."""
MOST_ROWS = 1048576
"""Rows of a sheet."""
LONGEST_TITLE = 31
LONGEST_LINK = 2000
"""Characters of a link's target; Excel takes 2,079."""

NARROWEST, WIDEST = 6.0, 72.0
"""Widths of columns, in half-width characters."""
LINE, HIGHEST = 14.4, 409.0
"""Height of a line of a row, and the most that a row may have (Excel's own limit), in pt."""

_HEAD, _TEXT, _LINK, _NUMBER, _DATE = "表头", "文字", "文件链接", "数", "日期"
_NUMBER_PLACE = Alignment(vertical="top")


def _styles() -> tuple[NamedStyle, ...]:
    """Named, so that a cell takes a whole style at once: a result list may have a hundred thousand cells."""
    link = Font(name=BODY.name, size=BODY.size, color="FF0563C1", underline="single")
    return (
        NamedStyle(_HEAD, font=HEAD, fill=HEAD_FILL, border=LINES, alignment=CENTRE),
        NamedStyle(_TEXT, font=BODY, border=LINES, alignment=TOP),
        NamedStyle(_LINK, font=link, border=LINES, alignment=TOP),
        NamedStyle(_NUMBER, font=BODY, border=LINES, alignment=_NUMBER_PLACE),
        NamedStyle(_DATE, font=BODY, border=LINES, alignment=_NUMBER_PLACE, number_format="yyyy-mm-dd"),
    )


@dataclass(frozen=True, slots=True)
class Link:
    """A cell whose text leads to a file. target is the path relative to the workbook, with `/`, as it is on the disk."""

    text: str
    target: str


CellValue: TypeAlias = str | int | Decimal | date | Link | None


@dataclass(frozen=True, slots=True)
class TableSheet:
    """One sheet: a table with its headings.

    title    the sheet's name, at most 31 characters, without []:*?/\\
    header   the columns' headings
    rows     the rows, each with as many cells as the header; None for an empty cell. Any iterable, read once
    widths   of the columns, in half-width characters; None to take them from the headings
    """

    title: str
    header: tuple[str, ...]
    rows: Iterable[Sequence[CellValue]]
    widths: tuple[float, ...] | None = None


def table_workbook(sheets: Sequence[TableSheet], title: str) -> bytes:
    """The workbook's bytes, the same for the same tables.

    Text that begins with = + - @ stays text; characters that a cell can't hold are shown by their numbers, and text
    longer than a cell says so (`formgen.intake.workbook.workbook_bytes`). Numbers of more than 15 digits are text, because a
    spreadsheet would round them. Raises ValueError for sheets that no program could open: names that are too long,
    forbidden or used twice, rows of another length than the header, more rows than a sheet holds.
    """
    folded = [sheet.title.casefold() for sheet in sheets]
    if not sheets or len(set(folded)) != len(folded):
        raise ValueError("a workbook needs sheets, each with a name of its own")
    for name in (sheet.title for sheet in sheets):
        if not 0 < len(name) <= LONGEST_TITLE or set(name) & set("[]:*?/\\'") or name != visible(name):
            raise ValueError(f"no sheet can be called {name!r}")
    workbook = Workbook(write_only=True)
    for style in _styles():
        workbook.add_named_style(style)
    try:
        for sheet in sheets:
            _write(workbook, sheet)
    finally:
        # After a fault too: openpyxl removes the files that rows wait in, of people's data, only when it has saved.
        made = workbook_bytes(workbook, title)
    return made


def _write(workbook: Workbook, sheet: TableSheet) -> None:
    worksheet: WriteOnlyWorksheet = workbook.create_sheet(sheet.title)
    worksheet.freeze_panes = "A2"
    worksheet.print_title_rows = "1:1"
    worksheet.page_setup.paperSize, worksheet.page_setup.orientation = A4, "landscape"
    worksheet.page_setup.fitToWidth, worksheet.page_setup.fitToHeight = 1, 0
    worksheet.sheet_properties.pageSetUpPr.fitToPage = True
    widths = sheet.widths or tuple(_width(text) for text in sheet.header)
    for number, width in enumerate(widths, 1):
        worksheet.column_dimensions[get_column_letter(number)].width = min(max(width, NARROWEST), WIDEST)
    worksheet.append([_head(worksheet, text) for text in sheet.header])
    links, count = 0, 1
    for row in sheet.rows:
        count += 1
        if len(row) != len(sheet.header) or count > MOST_ROWS:
            raise ValueError(f"row {count} of {sheet.title!r} does not fit its sheet")
        links += sum(isinstance(value, Link) for value in row)
        lines = max((_lines(value, width) for value, width in zip(row, widths, strict=True)), default=1)
        if lines > 1:  # LibreOffice does not make a row as high as its wrapped text by itself
            worksheet.row_dimensions[count].height = min(LINE * lines, HIGHEST)
        worksheet.append([_cell(worksheet, value, links <= MOST_LINKS) for value in row])


def _lines(value: CellValue, width: float) -> int:
    """How many lines a cell's text takes in its column, a little generously."""
    text = value.text if isinstance(value, Link) else value
    if not isinstance(text, str):
        return 1
    room = max(min(max(width, NARROWEST), WIDEST) - 2, 1)
    return sum(max(1, -int(-_wide(line) // room)) for line in text.split("\n"))


def _wide(text: str) -> int:
    """How wide a text is: full-width characters take two."""
    return sum(1 if character.isascii() else 2 for character in text)


def _width(text: str) -> float:
    """Room for a heading."""
    return 4.0 + _wide(text)


def _head(worksheet: WriteOnlyWorksheet, text: str) -> Cell:
    cell = WriteOnlyCell(worksheet)
    cell.style = _HEAD
    put_text(cell, text)
    return cell


def _cell(worksheet: WriteOnlyWorksheet, value: CellValue, linked: bool) -> Cell:
    cell = WriteOnlyCell(worksheet)
    cell.style = _TEXT
    if isinstance(value, Link):
        target = quote(value.target, safe="/")
        if linked and value.text and len(target) <= LONGEST_LINK:
            cell.hyperlink, cell.style = target, _LINK
        put_text(cell, value.text)
    elif isinstance(value, bool | datetime):
        raise ValueError(f"a cell holds no {type(value).__name__}")  # a date with a time would lose it
    elif isinstance(value, int | Decimal):
        if _is_exact(value):
            cell.value, cell.style = value, _NUMBER
        else:
            put_text(cell, format(value, "f") if isinstance(value, Decimal) else str(value))
    elif isinstance(value, date):
        if value.year >= 1901:  # Excel knows no day before 1900, and a 29 February in it that never was
            cell.value, cell.style = value, _DATE
        else:
            put_text(cell, value.isoformat())
    elif value:
        put_text(cell, value)
    return cell


def _is_exact(value: int | Decimal) -> bool:
    """True for a number that a spreadsheet keeps as it is."""
    if isinstance(value, int):
        return len(str(abs(value))) <= MOST_DIGITS
    if not value.is_finite():
        return False
    parts = value.as_tuple()
    exponent = parts.exponent
    return len(parts.digits) <= MOST_DIGITS and isinstance(exponent, int) and -MOST_DIGITS <= exponent <= 0
