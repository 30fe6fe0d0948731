"""Reads 同上 in a row of a table: the cell says what the same column says in the row above it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from formgen.foundation.problems import warning
from formgen.intake.table import Cell, Row, Table
from formgen.record.kinds.characters import as_compared

_AS_ABOVE = frozenset(("同上", "(同上)", "同上行", "同前", "〃", "″", '"', "''"))
"""What people write for the cell above. 同左 is not among them: nobody knows which column it means."""


def with_repeated(table: Table, row: Row, above: Row | None, columns: Mapping[int, str]) -> Row:
    """The row with the values of the row above it wherever it says 同上, and a warning for each such cell.

    above    the row of the applicant right above, itself without 同上; None if there is none, or another row between them
    columns  the official label of each column in which 同上 is read

    A cell above which nothing stands stays as it is, too; the reader of its value refuses it.
    """
    if above is None:
        return row
    said = {
        number: above.cells[number]
        for number, cell in row.cells.items()
        if number in columns and number in above.cells and as_above(cell)
    }
    if not said:
        return row
    problems = tuple(
        warning(
            "table.as-above",
            columns[number],
            table.cell_place(row.number, number),
            f"写的是「{row.cells[number].text}」，按上面 {table.cell_place(above.number, number).at.rpartition('!')[2]} 格读了",
            "核对这一格",
        )
        for number in said
    )
    return replace(row, cells={**row.cells, **said}, problems=(*row.problems, *problems))


def as_above(cell: Cell) -> bool:
    """True for a cell that says only that the cell above it counts: `同上`."""
    return isinstance(cell.value, str) and len(cell.value) <= 8 and as_compared(cell.value) in _AS_ABOVE
