"""Puts tables that stand below each other in one sheet into one, if the headings of the later ones are in another order.

A heading that comes again in the same order needs nothing. In another order, or with other columns, the cells below it are
moved into the columns of the first headings, and keep the places that they have in the file. Headings without the name begin
no such table: nobody knows whom the rows below them are about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Generic

from formgen.foundation.problems import Place
from formgen.intake.table import Cell, Row, Table
from formgen.intake.tables.headings.heading_row import Headings, headings_of
from formgen.intake.tables.headings.heading_words import HeadingWords, MeantT
from formgen.intake.tables.rows.texts import is_signature

FEWEST_KNOWN = 2
"""A row of headings has at least so many known ones, and the name is one of them."""


def with_one_order(
    table: Table, headings: Headings[MeantT], words: HeadingWords[MeantT], name: MeantT
) -> tuple[Table, Headings[MeantT]]:
    """The table with all its rows in the columns of its first headings, and these headings, with further columns if needed.

    headings: the headings that were found. name: the meaning that every row of headings has.
    """
    first = next(
        (
            found
            for at in range(max(headings.at - 1, 0))
            if (found := _read(table.rows[at], at, words, name)) is not None
        ),
        headings,
    )
    further = {
        row.number: found
        for at, row in enumerate(table.rows)
        if at > first.at and (found := _read(row, at, words, name)) is not None
    }
    is_one_order = all(_is_again(first, found) for found in further.values())
    return (table, first) if is_one_order else _Joining(table, first).joined(further)


def has_headings_without(name: MeantT, row: Row, below: Row | None, words: HeadingWords[MeantT]) -> bool:
    """True for a row that has headings only, and not that of the name.

    Labels such as 联系人 and 电话 may also be the foot of the table. They are headings if something else stands below each.

    below: the next row, if there is one
    """
    texts = {number: cell.text for number, cell in row.cells.items() if cell.text}
    meant = set[MeantT]()
    for text in texts.values():
        said = words.find(text)
        if said is None:
            return False  # the first cell of nearly all rows
        meant.add(said.meant)
    if below is None or len(meant) < FEWEST_KNOWN or name in meant:
        return False
    values = [below.cells[number].text for number in texts if number in below.cells]
    is_foot = len(values) < len(texts) or any(is_signature(text) or words.find(text) for text in values)
    return not (is_foot and all(map(is_signature, texts.values())))


def _read(row: Row, at: int, words: HeadingWords[MeantT], name: MeantT) -> Headings[MeantT] | None:
    """The headings in a row, if it is a row of headings: most of its cells are known ones, and the name is among them."""
    found = headings_of(row, at, words)
    is_heading = name in found.columns.values() and len(found.columns) >= FEWEST_KNOWN
    return found if is_heading and 2 * len(found.said) > len(row.cells) else None


def _is_again(first: Headings[MeantT], found: Headings[MeantT]) -> bool:
    """True if these headings say of each column what the first ones say of it."""
    return all(number in first.said and first.said[number] == one for number, one in found.said.items())


class _Joining(Generic[MeantT]):
    def __init__(self, table: Table, first: Headings[MeantT]) -> None:
        self.table, self.first = table, first
        self.last = max(max(row.cells, default=0) for row in table.rows)
        self.heading_cells = dict(table.rows[first.at].cells)
        self.places: dict[tuple[int, int], Place] = dict(table.places)
        self.said, self.columns, self.again = dict(first.said), dict(first.columns), dict(first.again)
        self.unknown = dict(first.unknown)

    def joined(self, further: Mapping[int, Headings[MeantT]]) -> tuple[Table, Headings[MeantT]]:
        rows = list(self.table.rows[: self.first.at + 1])
        moved: Mapping[int, int] = {}
        for row in self.table.rows[self.first.at + 1 :]:
            if (found := further.get(row.number)) is not None:
                moved = {} if _is_again(self.first, found) else self._targets(row, found)
            rows.append(self._moved(row, moved) if moved else row)
        rows[self.first.at] = replace(rows[self.first.at], cells=dict(sorted(self.heading_cells.items())))
        headings = Headings(self.first.row, self.first.at, self.columns, self.again, self.said, self.unknown)
        return replace(self.table, rows=tuple(rows), places=self.places), headings

    def _targets(self, row: Row, found: Headings[MeantT]) -> Mapping[int, int]:
        """The column to which each column below further headings is moved. row: the row of these headings."""
        targets: dict[int, int] = {}
        for number, cell in row.cells.items():
            said = found.said.get(number)
            same = (one for one, other in self.said.items() if said is not None and other == said)
            target = next((one for one in same if one not in targets.values()), None)
            targets[number] = self._added(row, number, cell, found) if target is None else target
        return targets

    def _added(self, row: Row, number: int, cell: Cell, found: Headings[MeantT]) -> int:
        """A further column for what the first headings do not have."""
        self.last += 1
        self.heading_cells[self.last] = cell
        self.places[self.first.row, self.last] = self.table.cell_place(row.number, number)
        said = found.said.get(number)
        if said is None:
            self.unknown[self.last] = cell.text
            return self.last
        self.said[self.last] = said
        counts = next((one for one, meant in self.columns.items() if meant == said.meant), None)
        if counts is None:
            self.columns[self.last] = said.meant
        else:
            self.again[self.last] = counts
        return self.last

    def _moved(self, row: Row, targets: Mapping[int, int]) -> Row:
        cells: dict[int, Cell] = {}
        for number, cell in row.cells.items():
            target = targets.get(number)
            if target is None:  # a column without a heading in its own table
                self.last += 1
                target = self.last
            cells[target] = cell
            self.places[row.number, target] = self.table.cell_place(row.number, number)
        return replace(row, cells=dict(sorted(cells.items())))
