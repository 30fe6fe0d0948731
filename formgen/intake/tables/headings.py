"""Finds the row of headings of a table, wherever it stands and in any order of columns; unknown headings are reported."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from formgen.intake.columns import header_key
from formgen.intake.places import shown
from formgen.intake.table import Row, Table, column_letters
from formgen.problems import Problem, error, warning

LOOKED_AT = 40
"""The headings are searched in this many rows from the top, because titles and notes may stand above them."""

LISTED_UNKNOWN = 20
"""How many unknown headings are listed one by one."""

PASSED_OVER = frozenset(map(header_key, ("序号", "编号", "行号", "No", "No.", "NO")))
"""Headings of columns that number the rows; nobody needs a warning that these columns are not read."""

MeantT = TypeVar("MeantT")


@dataclass(frozen=True, slots=True)
class Headings(Generic[MeantT]):
    """The headings of a table.

    row       the number of the row of headings
    at        the index of this row in `Table.rows`
    columns   the meaning of each known column, by the column's number
    again     the columns with the meaning of an earlier column: the number of each, with the number of the earlier column
    unknown   the columns whose heading is not known: the number of each, with the text of its heading
    """

    row: int
    at: int
    columns: Mapping[int, MeantT]
    again: Mapping[int, int]
    unknown: Mapping[int, str]


def find_headings(table: Table, keys: Mapping[str, MeantT], wanted: frozenset[MeantT]) -> Headings[MeantT] | None:
    """Find the row with the most known headings, among which is at least one of `wanted`. None if there is no such row.

    keys: every known heading, as `header_key` gives it, with the meaning of its column.
    wanted: meanings of columns.
    """
    best: Headings[MeantT] | None = None
    for at, row in enumerate(table.rows[:LOOKED_AT]):
        found = _headings(row, at, keys)
        if wanted & set(found.columns.values()) and (best is None or len(found.columns) > len(best.columns)):
            best = found
    return best


def _headings(row: Row, at: int, keys: Mapping[str, MeantT]) -> Headings[MeantT]:
    columns: dict[int, MeantT] = {}
    first: dict[MeantT, int] = {}
    again: dict[int, int] = {}
    unknown: dict[int, str] = {}
    for number, cell in row.cells.items():
        key = header_key(cell.text)
        if key in keys:
            meant = keys[key]
            if meant in first:
                again[number] = first[meant]
            else:
                first[meant], columns[number] = number, meant
        elif key and key not in PASSED_OVER:
            unknown[number] = cell.text
    return Headings(row.number, at, columns, again, unknown)


def heading_problems(table: Table, headings: Headings[MeantT], keys: Mapping[str, MeantT]) -> tuple[Problem, ...]:
    """Report the faults of the headings: unknown headings, columns without a heading, columns twice, hidden columns.

    An unknown heading is an error if it is similar to a heading that the table lacks: probably that one was meant, and
    the values below it are not read. The error names that heading. Every other fault is a warning.
    """
    problems: list[Problem] = []
    said = set(headings.columns.values())
    lacking = [key for key, meant in keys.items() if meant not in said]
    below = {number for row in table.rows[headings.at + 1 :] for number in row.cells}
    unknown = [(number, text) for number, text in headings.unknown.items() if number in below]
    for number, text in unknown[:LISTED_UNKNOWN]:
        place = table.cell_place(headings.row, number)
        message = f"不认识「{shown(text)}」这一列，没有读"
        near = difflib.get_close_matches(header_key(text)[:60], lacking, n=1, cutoff=0.6)
        if near:
            remedy = f"可能应是「{near[0]}」；改正表头后再检查一遍，不需要的删去"
            problems.append(error("table.unknown-column", "", place, message, remedy))
        else:
            problems.append(warning("table.unknown-column", "", place, message, "确实要填的，照采集表改正表头"))
    if len(unknown) > LISTED_UNKNOWN:
        message = f"还有 {len(unknown) - LISTED_UNKNOWN} 列不认识，没有读"
        problems.append(warning("table.unknown-column", "", table.row_place(headings.row), message, "照采集表核对表头"))
    bare = sorted(below - set(table.rows[headings.at].cells))
    if bare and table.sheet:
        message = f"有内容的列没有表头，没有读：{'、'.join(map(column_letters, bare[:LISTED_UNKNOWN]))}"
        place = table.row_place(headings.row)
        problems.append(warning("table.no-heading", "", place, message, "确实要填的，照采集表写上表头；不要的删去"))
    for number, earlier in headings.again.items():
        message = f"这一列与 {column_letters(earlier)} 列是同一项，以 {column_letters(earlier)} 列为准"
        place = table.cell_place(headings.row, number)
        problems.append(warning("table.column-twice", "", place, message, "只留一列"))
    hidden = sorted(table.hidden_columns & set(headings.columns) & below)
    if hidden:
        message = f"有隐藏的列，也读了：{'、'.join(map(column_letters, hidden))}"
        remedy = "取消隐藏后核对；不要的列请删去"
        problems.append(warning("table.hidden-column", "", table.row_place(headings.row), message, remedy))
    return tuple(problems)
