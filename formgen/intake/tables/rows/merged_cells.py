"""Finds the merged cells of a table with a row for each enterprise: over several rows, and over several known columns."""

from __future__ import annotations

from collections.abc import Mapping

from formgen.intake.table import Cell, Table
from formgen.intake.tables.headings.heading_row import Headings
from formgen.intake.tables.headings.heading_words import MeantT


def merged_down(table: Table, headings: Headings[MeantT]) -> Mapping[int, Mapping[int, Cell]]:
    """Find the cells that are merged over several rows of enterprises.

    The result has, by row and then by column, the cell whose content counts for each row below the first merged row.
    """
    rows = {row.number: row for row in table.rows}
    filled: dict[int, dict[int, Cell]] = {}
    # By column: the row where its merged cells end so far. Merged cells that overlap with these are skipped.
    done: dict[int, int] = {}
    for first, column, last, _ in sorted(table.merged):
        cell = rows[first].cells.get(column) if first in rows else None
        if cell is None or column not in headings.columns or first <= max(headings.row, done.get(column, 0)):
            continue
        done[column] = last
        for number in range(first + 1, min(last, table.rows[-1].number) + 1):
            filled.setdefault(number, {})[column] = cell
    return filled


def merged_across(table: Table, headings: Headings[MeantT]) -> Mapping[int, int]:
    """Find the rows of enterprises with a cell merged over several known columns, each with the first of these columns."""
    return {
        row: left
        for row, left, _, right in table.merged
        if row > headings.row and left in headings.columns and any(left < known <= right for known in headings.columns)
    }
