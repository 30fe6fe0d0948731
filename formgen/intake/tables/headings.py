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
"""Rows from the top among which the headings are looked for: titles and notes may stand above them."""

LISTED_UNKNOWN = 20
"""How many unknown headings are listed one by one."""

PASSED_OVER = frozenset(map(header_key, ("序号", "编号", "行号", "No", "No.", "NO")))
"""Headings of columns that number the rows; nobody needs a warning that these columns are not read."""

MeantT = TypeVar("MeantT")


@dataclass(frozen=True, slots=True)
class Headings(Generic[MeantT]):
    """The headings of a table.

    row       the row's number; at  its position in `Table.rows`
    columns   what each known column says, by its number
    again     columns that say the same as an earlier one, each with that one
    unknown   columns whose heading is not known, each with its text
    """

    row: int
    at: int
    columns: Mapping[int, MeantT]
    again: Mapping[int, int]
    unknown: Mapping[int, str]


def find_headings(table: Table, keys: Mapping[str, MeantT], wanted: frozenset[MeantT]) -> Headings[MeantT] | None:
    """The row with the most known headings, one of `wanted` among them; None if there is none.

    keys: every heading that is known, as `header_key` gives it, with what its column says.
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
    """What is wrong with the headings: unknown ones with the nearest known, and columns that are there twice.

    An unknown heading is an error if it is close to one that the table lacks: what stands below it was meant, and is
    not read. Any other is a warning.
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
        first = table.column_name(earlier)
        message = f"这一列与 {first}是同一项，以 {first}为准"
        place = table.cell_place(headings.row, number)
        problems.append(warning("table.column-twice", "", place, message, "只留一列"))
    hidden = sorted(table.hidden_columns & set(headings.columns) & below)
    if hidden:
        message = f"有隐藏的列，也读了：{'、'.join(map(table.column_name, hidden))}"
        remedy = "取消隐藏后核对；不要的列请删去"
        problems.append(warning("table.hidden-column", "", table.row_place(headings.row), message, remedy))
    return tuple(problems)
