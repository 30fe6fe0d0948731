"""What a sheet says of its applicants where it has no row for each: labels with values. A table of rows is put together of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from formgen.foundation.problems import Place, Problem
from formgen.intake.columns import header_key
from formgen.intake.table import Cell, Row, Table
from formgen.intake.tables.headings.amount_units import caption_unit
from formgen.intake.tables.headings.parted_columns import parted_cell, parts_of_heading
from formgen.intake.tables.vocabulary import Meaning, Vocabulary

_At = tuple[int, int]
"""Where a cell stands: row and column."""

SaidCell = tuple[str, Place, Cell, Place]
"""A label and its place, the cell with the value and its place."""


@dataclass(frozen=True, slots=True)
class LaidOut:
    """One enterprise of such a sheet: the place that it stands in, its cells with their labels, and what was not read."""

    place: Place
    cells: tuple[SaidCell, ...]
    hidden: bool = False
    hidden_labels: frozenset[Place] = frozenset()


@dataclass(frozen=True, slots=True)
class OtherLayout:
    """The enterprises of one sheet, and what is to be said of the sheet."""

    enterprises: tuple[LaidOut, ...]
    problems: tuple[Problem, ...]


def rows_of_layouts(words: Vocabulary, table: Table, layouts: Sequence[OtherLayout]) -> Table:
    """A table of rows of all enterprises: row 1 has the labels, row 2 the first enterprise. table: the sheet, or the first of them."""
    unit = caption_unit(table.rows) if len(layouts) == 1 else ""
    columns: dict[tuple[str, int], int] = {}
    places: dict[_At, Place] = {}
    headings: dict[int, Cell] = {}
    rows: list[Row] = []
    hidden: set[int] = set()
    for number, one in enumerate((one for layout in layouts for one in layout.enterprises), start=2):
        said: Counter[str] = Counter()
        cells: dict[int, Cell] = {}
        for label, label_place, cell, place in _parted(words, one.cells):
            key = _key(words, label)
            column = columns.setdefault((key, said[key]), len(columns) + 1)
            said[key] += 1
            if column not in headings:
                headings[column] = Cell(_with_unit(words, label, unit))
                places[1, column] = places[0, column] = label_place
            if label_place in one.hidden_labels:
                hidden.add(column)
            cells[column], places[number, column] = cell, place
        places[number, 0] = one.place
        rows.append(Row(number, dict(sorted(cells.items())), one.hidden))
    places[1, 0] = table.place
    return Table(
        table.file,
        table.sheet,
        (Row(1, dict(sorted(headings.items()))), *rows),
        frozenset(hidden),
        (),
        table.first_day,
        places,
    )


def _parted(words: Vocabulary, cells: Iterable[SaidCell]) -> Iterator[SaidCell]:
    """The same, with two cells for a label that says two things."""
    for label, label_place, cell, place in cells:
        both = parts_of_heading(words, label)
        if both is None:
            yield label, label_place, cell, place
            continue
        for part, own in zip(both, parted_cell(*both, cell), strict=True):
            if own is not None:
                yield part.label, label_place, own, place


def _with_unit(words: Vocabulary, label: str, unit: str) -> str:
    """A label of an amount with the unit that stands above the whole sheet, if it has none of its own."""
    said = words.headings.find(label) if unit else None
    return f"{label}（{unit}）" if said is not None and said.meant in words.amounts and not said.unit else label


def is_one_enterprise(words: Vocabulary, layouts: Sequence[OtherLayout]) -> bool:
    """True if all sheets are of one enterprise by its name: a cover, and what is said of it on other sheets."""
    names = {
        header_key(next((cell.text for label, _, cell, _ in one.cells if _means(words, label, words.name)), ""))
        for layout in layouts
        for one in layout.enterprises
    }
    return len(names) == 1 and all(len(layout.enterprises) == 1 for layout in layouts)


def put_together(words: Vocabulary, layouts: Sequence[OtherLayout]) -> OtherLayout:
    """What several sheets say of one enterprise, in the order of the sheets."""
    every = [one for layout in layouts for one in layout.enterprises]
    cells = once_each(words, (cell for one in every for cell in one.cells))
    hidden = frozenset(place for one in every for place in one.hidden_labels)
    whole = LaidOut(every[0].place, cells, every[0].hidden, hidden)
    return OtherLayout((whole,), tuple(problem for layout in layouts for problem in layout.problems))


def _key(words: Vocabulary, label: str) -> str:
    """What labels of one meaning have in common; a unit in a label makes it another."""
    said = words.headings.find(label)
    return header_key(label) if said is None else f"{said.meant.kind} {said.meant.id} {said.unit}"


def _means(words: Vocabulary, label: str, meaning: Meaning) -> bool:
    found = words.headings.find(label)
    return found is not None and found.meant == meaning


def once_each(words: Vocabulary, cells: Iterable[SaidCell]) -> tuple[SaidCell, ...]:
    """The same without what says again what was said: a form often has the name in two places."""

    def different() -> Iterator[SaidCell]:
        said: set[tuple[str, object]] = set()
        for one in cells:
            key = (_key(words, one[0]), one[2].value)
            if key not in said:
                said.add(key)
                yield one

    return tuple(different())
