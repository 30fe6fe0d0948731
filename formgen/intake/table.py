"""A table as a person sees it: rows of cells with their addresses. CSV files and the sheets of workbooks are read into it.

Only cells with content are kept, so that a hundred thousand empty formatted rows use no memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from formgen.foundation.problems import Place, Problem
from formgen.record.kinds.characters import is_blank

FIRST_1900 = date(1899, 12, 30)
"""Day 0 of the usual count of days, which contains a 29 February 1900 that did not exist (ECMA-376, 18.17.4.1)."""
FIRST_1904 = date(1904, 1, 1)
"""Day 0 of the other count of days, which workbooks from a Mac use."""


@dataclass(frozen=True, slots=True)
class Faulty:
    """A cell that shows no value: its formula has an error, the formula's result was not saved, or its data are broken."""

    code: str
    message: str
    remedy: str


CellValue: TypeAlias = str | Decimal | date | datetime | bool | Faulty


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with content.

    value          text as typed; a number exactly as stored; a date if the cell shows its number as a date
    number_format  how a number or date is shown (`0000`, `yyyy"年"m"月"`); empty if it is not known
    """

    value: CellValue
    number_format: str = ""

    @property
    def text(self) -> str:
        """The cell as a name or a heading: its text without spaces around it, or the digits of a whole number."""
        if isinstance(self.value, str):
            return trimmed(self.value)
        return f"{self.value:f}" if isinstance(self.value, Decimal) and abs(self.value.adjusted()) < 15 else ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number as a spreadsheet counts, and its cells by column number (from 1), in that order.

    hidden    True if a person does not see the row
    problems  what is wrong with the row as a whole; a row with errors has no cells
    width     how many cells the row of a CSV file has, blank ones too; 0 in a workbook
    is_struck True if a line is drawn through all that stands in it, as people do it with what no longer counts
    """

    number: int
    cells: Mapping[int, Cell]
    hidden: bool = False
    problems: tuple[Problem, ...] = ()
    width: int = 0
    is_struck: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet, or a CSV file.

    file            the file's name; sheet  the sheet's name, empty for a CSV file
    rows            the rows with content, in order
    hidden_columns  the numbers of the columns that a person does not see
    merged          cells that are shown as one: first row, first column, last row, last column
    first_day       the day from which the table's serial numbers of days are counted
    places          where cells stand in the file, by row and column, if the table was put together from cells that stand
                    otherwise there; row 0 is for a whole column, column 0 for a whole row. Empty for a table as it is
    """

    file: str
    sheet: str
    rows: tuple[Row, ...]
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    first_day: date = FIRST_1900
    places: Mapping[tuple[int, int], Place] = field(default_factory=dict)

    @property
    def has_own_rows(self) -> bool:
        """True if each row is a row of the file with the same number; columns may have been put together anew."""
        return not any(row and not column for row, column in self.places)

    def cell_place(self, row: int, column: int) -> Place:
        """The place of a cell: `名单!C12`, in a CSV file `C12`."""
        return self.places.get((row, column)) or self._place(f"{column_letters(column)}{row}")

    def row_place(self, row: int) -> Place:
        """The place of a row: `名单!第 12 行`, in a CSV file `第 12 行`."""
        return self.places.get((row, 0)) or self._place(f"第 {row} 行")

    def column_place(self, column: int) -> Place:
        """The place of a column: `名单!C 列`, in a CSV file `C 列`."""
        return self.places.get((0, column)) or self._place(f"{column_letters(column)} 列")

    def column_name(self, column: int) -> str:
        """A column as messages call it: `C 列`; what stands in a row of the file, `第 5 行`."""
        return self.column_place(column).at.rpartition("!")[2]

    @property
    def place(self) -> Place:
        """The whole sheet or file."""
        return Place(self.file, self.sheet)

    def _place(self, at: str) -> Place:
        return Place(self.file, f"{self.sheet}!{at}" if self.sheet else at)


@lru_cache(1 << 15)
def column_letters(number: int) -> str:
    """The letters that spreadsheets use for a column, counted from 1: `A`, `Z`, `AA`."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def trimmed(text: str) -> str:
    """Text without invisible characters around it (spaces of any width, tabs, line breaks). Nothing else is removed."""
    if text == text.strip():
        return text  # the usual case, and fast: strip() removes all spaces, but also some signs that must be kept
    first, last = 0, len(text)
    while first < last and is_blank(text[first]):
        first += 1
    while last > first and is_blank(text[last - 1]):
        last -= 1
    return text[first:last]
