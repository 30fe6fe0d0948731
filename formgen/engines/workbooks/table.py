"""Write tables as a workbook that people read: result lists, findings, counts.

Values keep their types, and text never becomes a formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias
from urllib.parse import quote

from formgen.engines.workbooks.looks import BODY, CENTRE, FIGURE, HEAD, HEAD_FILL, LINKED, TOP, CellLook
from formgen.engines.workbooks.writer import MOST_ROWS, SheetWriter, WorkbookWriter

MOST_DIGITS = 15
"""The number of digits that a spreadsheet keeps. A number with more digits is written as text."""
MOST_LINKS = 65530
"""The largest number of links in one sheet that Excel accepts. Further cells get the text without a link."""
LONGEST_LINK = 2000
"""The largest number of characters in a link's target. Excel accepts 2,079."""

NARROWEST, WIDEST = 6.0, 72.0
"""Widths of columns, in half-width characters."""
LINE, HIGHEST = 14.4, 409.0
"""The height of one line in a row, and the greatest height of a row (Excel's limit), in pt."""

_HEAD = CellLook(HEAD, CENTRE, HEAD_FILL)
_TEXT, _LINK = CellLook(BODY, TOP), CellLook(LINKED, TOP)
_NUMBER, _DATE = CellLook(BODY, FIGURE), CellLook(BODY, FIGURE, number_format="yyyy-mm-dd")


@dataclass(frozen=True, slots=True)
class Link:
    """A cell whose text is a link to a file.

    `target` is the path relative to the workbook, with `/`, as it is on the disk (not quoted).
    """

    text: str
    target: str


CellValue: TypeAlias = str | int | Decimal | date | Link | None


@dataclass(frozen=True, slots=True)
class TableSheet:
    """One sheet: a table with its headings.

    title    the sheet's name, at most 31 characters, without []:*?/\\
    header   the columns' headings
    rows     the rows, each with as many cells as the header; None is an empty cell. Any iterable, which is read once
    widths   the widths of the columns, in half-width characters; None: they are taken from the headings
    """

    title: str
    header: tuple[str, ...]
    rows: Iterable[Sequence[CellValue]]
    widths: tuple[float, ...] | None = None


def table_workbook(sheets: Sequence[TableSheet], title: str) -> bytes:
    """The bytes of the workbook. The same tables always give the same bytes.

    Text that begins with = + - @ stays text. A character that a cell can't hold is replaced by its number, and a text
    that is too long for a cell is shortened and says so (`formgen.engines.workbooks.cell_text`). Numbers of more than 15 digits
    become text, because a spreadsheet would round them. Raises ValueError for sheets that no program could open: a name
    that is too long, forbidden or used twice, a row that is longer or shorter than the header, more rows than a sheet
    can hold.
    """
    if not sheets:
        raise ValueError("a workbook needs sheets")
    with WorkbookWriter(title) as book:
        for sheet in sheets:
            _write(book.sheet(sheet.title), sheet)
        return book.content()


def _write(writer: SheetWriter, sheet: TableSheet) -> None:
    writer.freeze(2, 1)
    writer.repeat((1, 1))
    writer.page()
    widths = tuple(min(max(width, NARROWEST), WIDEST) for width in sheet.widths or map(_width, sheet.header))
    for number, (text, width) in enumerate(zip(sheet.header, widths, strict=True), 1):
        writer.width(number, width)
        writer.text(1, number, text, _HEAD)
    links = 0
    for count, row in enumerate(sheet.rows, 2):
        if len(row) != len(sheet.header) or count > MOST_ROWS:
            raise ValueError(f"row {count} of {sheet.title!r} does not fit its sheet")
        lines = max(map(_lines, row, widths), default=1)
        if lines > 1:  # LibreOffice does not adapt the height of a row to wrapped text
            writer.height(count, min(LINE * lines, HIGHEST))
        for number, value in enumerate(row, 1):
            links += isinstance(value, Link)
            _write_cell(writer, count, number, value, links <= MOST_LINKS)


def _lines(value: CellValue, width: float) -> int:
    """The number of lines that a cell's text takes in its column; the estimate is rather too high than too low."""
    text = value.text if isinstance(value, Link) else value
    if not isinstance(text, str):
        return 1
    room = max(width - 2, 1)
    return sum(max(1, -int(-_wide(line) // room)) for line in text.split("\n"))


def _wide(text: str) -> int:
    """The width of a text in half-width characters. A full-width character counts as two."""
    return sum(1 if character.isascii() else 2 for character in text)


def _width(text: str) -> float:
    """The width of a column that has room for this heading, in half-width characters."""
    return 4.0 + _wide(text)


def _write_cell(writer: SheetWriter, row: int, column: int, value: CellValue, linked: bool) -> None:
    if isinstance(value, Link):
        if linked and value.text and len(quote(value.target, safe="/")) <= LONGEST_LINK:
            writer.link(row, column, value.text, value.target, _LINK)
        else:
            writer.text(row, column, value.text, _TEXT)
    elif isinstance(value, bool | datetime):
        raise ValueError(f"a cell holds no {type(value).__name__}")  # a date with a time would lose the time
    elif isinstance(value, int | Decimal):
        if _is_exact(value):
            writer.number(row, column, value, _NUMBER)
        else:
            writer.text(row, column, format(value, "f") if isinstance(value, Decimal) else str(value), _TEXT)
    elif isinstance(value, date):
        if value.year >= 1901:  # Excel has no day before 1900, and it has a wrong 29 February 1900
            writer.day(row, column, value, _DATE)
        else:
            writer.text(row, column, value.isoformat(), _TEXT)
    else:
        writer.text(row, column, value or "", _TEXT)


def _is_exact(value: int | Decimal) -> bool:
    """True if a spreadsheet keeps the number without rounding it."""
    if isinstance(value, int):
        return len(str(abs(value))) <= MOST_DIGITS
    if not value.is_finite():
        return False
    parts = value.as_tuple()
    exponent = parts.exponent
    return len(parts.digits) <= MOST_DIGITS and isinstance(exponent, int) and -MOST_DIGITS <= exponent <= 0
