"""A table as a person sees it: rows of cells with their addresses. CSV files and the sheets of workbooks become this.

Only cells that hold something are kept, so that a hundred thousand empty formatted rows cost nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from formgen.problems import Place, Problem
from formgen.record.kinds.characters import is_blank

FIRST_1900 = date(1899, 12, 30)
"""The day before the first of the usual count of days, with the 29 February 1900 that never was (ECMA-376, 18.17.4.1)."""
FIRST_1904 = date(1904, 1, 1)
"""The other count, of workbooks from a Mac."""


@dataclass(frozen=True, slots=True)
class Faulty:
    """A cell that shows no value: an error of its formula, a formula whose result was not saved, broken data."""

    code: str
    message: str
    remedy: str


CellValue: TypeAlias = str | Decimal | date | datetime | bool | Faulty


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that holds something.

    value          text as typed, a number exactly as stored, a date where the cell shows its number as one
    number_format  how a number or date is shown (`0000`, `yyyy"年"m"月"`); empty where nothing is known
    """

    value: CellValue
    number_format: str = ""

    @property
    def text(self) -> str:
        """What the cell says if it is a name or a heading: its text without spaces around; of a whole number its digits."""
        if isinstance(self.value, str):
            return trimmed(self.value)
        return f"{self.value:f}" if isinstance(self.value, Decimal) and abs(self.value.adjusted()) < 15 else ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number as a spreadsheet counts, its cells by the number of their column (from 1), in that order.

    hidden    whether a person does not see it
    problems  what is wrong with the row as such; one with errors has no cells
    """

    number: int
    cells: Mapping[int, Cell]
    hidden: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet, or a CSV file.

    file            name of the file; sheet  its name, empty for a CSV file
    rows            rows that hold something, in order
    hidden_columns  numbers of columns that a person does not see
    merged          cells shown as one: first row, first column, last row, last column
    first_day       the day that its serial numbers of days are counted from
    """

    file: str
    sheet: str
    rows: tuple[Row, ...]
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    first_day: date = FIRST_1900

    def cell_place(self, row: int, column: int) -> Place:
        """`名单!C12`, of a CSV file `C12`."""
        return self._place(f"{column_letters(column)}{row}")

    def row_place(self, row: int) -> Place:
        """`名单!第 12 行`, of a CSV file `第 12 行`."""
        return self._place(f"第 {row} 行")

    def column_place(self, column: int) -> Place:
        """`名单!C 列`, of a CSV file `C 列`."""
        return self._place(f"{column_letters(column)} 列")

    @property
    def place(self) -> Place:
        """The whole sheet or file."""
        return Place(self.file, self.sheet)

    def _place(self, at: str) -> Place:
        return Place(self.file, f"{self.sheet}!{at}" if self.sheet else at)


@lru_cache(1 << 15)
def column_letters(number: int) -> str:
    """What spreadsheets call a column, counted from 1: `A`, `Z`, `AA`."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def trimmed(text: str) -> str:
    """Text without what can't be seen around it: spaces of any width, tabs, line breaks. Nothing else is taken away."""
    if text == text.strip():
        return text  # the usual case, and quick: strip() knows all spaces, and some signs that must not be lost
    first, last = 0, len(text)
    while first < last and is_blank(text[first]):
        first += 1
    while last > first and is_blank(text[last - 1]):
        last -= 1
    return text[first:last]
