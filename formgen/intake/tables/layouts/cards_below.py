"""Parts a sheet on which the same form was filled in for several applicants, one below the other.

字号     甲店   电话   53520000
经营者   张三   邮编   215400

字号     乙店   电话   53520001
经营者   李四   邮编   215411
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from formgen.intake.columns import header_key
from formgen.intake.table import Row, Table
from formgen.intake.tables.layouts.labels_in_cells import labels_in_cell
from formgen.intake.tables.vocabulary import Meaning, Vocabulary

MOST_CARDS = 1000
LabelsOf = Callable[[Table], Sequence[tuple[int, Meaning]]]
"""A function that finds the labels of a part of a sheet: the row of each, and its meaning, in order."""


def cards_of(words: Vocabulary, table: Table, labels_of: LabelsOf) -> tuple[Table, ...]:
    """The sheet in parts, one for each applicant; the sheet alone if it is of one applicant.

    A part begins with the label of the name, or as many rows before it as in the first part. It is a form of its own if it
    has at least half of the labels that the first part has.
    """
    names = _names(words, table)
    if len({name for _, name in names}) < 2 or len(names) > MOST_CARDS:
        return (table,)
    first = labels_of(_part(table, 0, names[1][0]))
    offset = names[0][0] - min(row for row, _ in first)
    starts = [row - offset for row, _ in names]
    parts = [
        _part(table, start, end) for start, end in zip(starts, [*starts[1:], table.rows[-1].number + 1], strict=True)
    ]
    meanings = [{meant for _, meant in labels_of(part)} for part in parts]
    begins = [next((meant for _, meant in labels_of(part)), None) for part in parts]
    is_one_form = all(2 * len(said & meanings[0]) >= len(meanings[0]) > 1 for said in meanings)
    return tuple(parts) if is_one_form and len(set(begins)) == 1 else (table,)


def _part(table: Table, start: int, end: int) -> Table:
    return replace(table, rows=tuple(row for row in table.rows if start <= row.number < end))


def _names(words: Vocabulary, table: Table) -> list[tuple[int, str]]:
    """The rows with the label of the name in the column where it stands first, each with the name."""
    found: list[tuple[int, int, str, str]] = []
    for row in table.rows:
        for column, label, name in _in_row(words, row):
            if not found or (column, label) == found[0][1:3]:
                found.append((row.number, column, label, name))
    return [(row, name) for row, _, _, name in found if name]


def _in_row(words: Vocabulary, row: Row) -> list[tuple[int, str, str]]:
    """The labels of the name in a row: the column, the label, and the name behind it."""
    said: list[tuple[int, str, str]] = []
    columns = list(row.cells)
    for at, column in enumerate(columns):
        text = row.cells[column].text
        meant = words.headings.find(text)
        if meant is not None and meant.meant == words.name and at + 1 < len(columns):
            said.append((column, header_key(text), row.cells[columns[at + 1]].text))
        elif (parts := labels_in_cell(words, text)) and parts[0][0] == words.name:
            said.append((column, header_key(parts[0][1]), parts[0][2]))
    return said
