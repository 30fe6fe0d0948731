"""Finds the row of headings of a table, wherever it stands and in any order of columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic

from formgen.intake.columns import header_key
from formgen.intake.table import Row, Table
from formgen.intake.tables.headings.heading_words import HeadingSaid, HeadingWords, MeantT

LOOKED_AT = 40
"""The headings are searched in this many rows from the top, because titles and notes may stand above them."""

PASSED_OVER = frozenset(map(header_key, ("序号", "编号", "行号", "序列", "项次", "No", "No.", "NO", "#")))
"""Headings of columns that number the rows; nobody needs a warning that these columns are not read."""


@dataclass(frozen=True, slots=True)
class Headings(Generic[MeantT]):
    """The headings of a table.

    row       the number of the row of headings
    at        the index of this row in `Table.rows`
    columns   the meaning of each known column, by the column's number
    again     the columns with the meaning of another column that counts before them: the number of each, with the number
              of that other column
    said      everything that the heading of a known column says, by the column's number; the columns of `again`, too
    unknown   the columns whose heading is not known: the number of each, with the text of its heading
    """

    row: int
    at: int
    columns: Mapping[int, MeantT]
    again: Mapping[int, int]
    said: Mapping[int, HeadingSaid[MeantT]]
    unknown: Mapping[int, str]


def find_headings(table: Table, words: HeadingWords[MeantT], wanted: frozenset[MeantT]) -> Headings[MeantT] | None:
    """Find the row with the most known headings, among which is at least one of `wanted`. None if there is no such row.

    words: the headings that are known. wanted: meanings of columns.
    """
    best: Headings[MeantT] | None = None
    for at, row in enumerate(table.rows[:LOOKED_AT]):
        found = headings_of(row, at, words)
        if wanted & set(found.columns.values()) and (best is None or len(found.columns) > len(best.columns)):
            best = found
    return best


def headings_of(row: Row, at: int, words: HeadingWords[MeantT]) -> Headings[MeantT]:
    """What the cells of a row say as headings. at: the index of the row in `Table.rows`."""
    said: dict[int, HeadingSaid[MeantT]] = {}
    unknown: dict[int, str] = {}
    for number, cell in row.cells.items():
        found = words.find(cell.text)
        if found is not None:
            said[number] = found
        elif (key := header_key(cell.text)) and key not in PASSED_OVER:
            unknown[number] = cell.text
    columns, again = counted(said)
    return Headings(row.number, at, columns, again, said, unknown)


def counted(said: Mapping[int, HeadingSaid[MeantT]]) -> tuple[Mapping[int, MeantT], Mapping[int, int]]:
    """Which of the known headings count, and which say again what another says: `columns` and `again` of `Headings`."""
    first: dict[MeantT, int] = {}
    # A scheme's own label counts before another name for the same; of equals the one further left.
    for number in sorted(said, key=lambda number: (not said[number].own, number)):
        first.setdefault(said[number].meant, number)
    columns = {number: one.meant for number, one in said.items() if first[one.meant] == number}
    again = {number: first[one.meant] for number, one in said.items() if number not in columns}
    return columns, again
