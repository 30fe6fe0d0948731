"""Puts the rows of one sheet below those of another, as if they stood in one sheet: offices keep a sheet for each town.

The headings of the second sheet come along. `formgen.intake.tables.headings.further_headings` says what its columns are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from formgen.foundation.problems import Place
from formgen.intake.table import Table


def below(first: Table, second: Table) -> Table:
    """The first table with the rows of the second below. These get other numbers, and keep the places that they have.

    A column counts as hidden only if a person sees it in neither sheet.
    """
    more = first.rows[-1].number
    return replace(
        first,
        rows=(*first.rows, *(replace(row, number=row.number + more) for row in second.rows)),
        hidden_columns=first.hidden_columns & second.hidden_columns,
        merged=(*first.merged, *((top + more, left, low + more, right) for top, left, low, right in second.merged)),
        places={**first.places, **dict(_places(second, more))},
    )


def _places(table: Table, more: int) -> Iterator[tuple[tuple[int, int], Place]]:
    for row in table.rows:
        yield (row.number + more, 0), table.row_place(row.number)
        for column in row.cells:
            yield (row.number + more, column), table.cell_place(row.number, column)
