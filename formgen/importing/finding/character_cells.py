"""Finds values that take a cell of a table for each character: 身份证号 in eighteen cells, 邮政编码 in six.

Such a row of empty cells is one blank. Its label stands to its left, in a row above it, in the paragraph before a table that is
nothing but the row, or beside the cell that holds this table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from formgen.importing.blanks import BlankKind, FoundBlank, Spot, plain_label, squeezed
from formgen.importing.finding.cell_labels import CellLabel, TableLabels
from formgen.importing.finding.form_blanks import TALL, cells_of, element_of
from formgen.importing.word_text import CELL, TABLE, FormParagraph, GridCell, GridTable, WordForm
from formgen.render.word.slots import P

FEWEST, FEWEST_OF_A_NUMBER = 6, 4
"""How many cells a row of boxes has at least; fewer are enough where the label asks for a number."""
WIDEST, WIDEST_OF_A_NUMBER = 600, 1000
"""How wide (twentieths of a point) a cell for one character is at most: 1 cm, and more where the label asks for a number."""
_NUMBER = re.compile(r"号码?$|代码$|邮编|账号|帐号|卡号|编码$|电话|手机")
_Row = Sequence[GridCell]


@dataclass(frozen=True)
class _Cells:
    """Cells for one character each: their label, and the blank that their cells or their place were taken for before."""

    label: CellLabel
    cells: tuple[GridCell, ...]
    place: str
    host: FoundBlank | None = None


def with_character_cells(form: WordForm, blanks: Sequence[FoundBlank]) -> tuple[FoundBlank, ...]:
    """The blanks of a form, where a value that takes a cell for each character is one blank."""
    found = [one for before, table in form.tables() for one in (*_in_table(table), *_alone(table, before, blanks))]
    if not found:
        return tuple(blanks)
    order = {element: number for number, element in enumerate(form.root.iter(P))}
    cells = {cell.element for one in found for cell in one.cells}
    hosts = {id(one.host) for one in found}
    kept = [blank for blank in blanks if id(blank) not in hosts and not (set(cells_of(blank)[:1]) & cells)]
    for one in found:
        spots = tuple(Spot(cell.paragraphs[0], 0, len(cell.paragraphs[0].text)) for cell in one.cells)
        kind, label = BlankKind.CELL, one.label
        made = FoundBlank(
            kind, label.plain, label.words, one.place, spots, hint=label.hint, at=spots[0].paragraph, is_cells=True
        )
        here = order[spots[0].paragraph.element]
        before = sum(1 for blank in kept if order.get(element_of(blank), 0) < here)
        kept.insert(before, made)
    return tuple(kept)


def _in_table(table: GridTable) -> Iterator[_Cells]:
    labels = TableLabels(table)
    for row in table.rows:
        for start, run in _runs(row):
            label = labels.left_of(row, start) if start else labels.above_row(row)
            if label.plain and _is_of_characters(run, label, labels.head_of(row, run[0]) is not None):
                yield _Cells(label, run, _place(table, row, start, len(run)))


def _alone(table: GridTable, before: object, blanks: Sequence[FoundBlank]) -> Iterator[_Cells]:
    """A table that is one row of cells: its label stands in the paragraph before it, or beside the cell that holds it."""
    row = table.rows[0] if len(table.rows) == 1 else ()
    runs = list(_runs(row))
    if len(runs) != 1 or len(runs[0][1]) != len(row):
        return
    body = next(row[0].element.iterancestors(TABLE))
    outer = next((one for one in body.iterancestors() if one.tag == CELL), None)
    if outer is not None:
        host = next((one for one in blanks if cells_of(one)[:1] == [outer] and not _words_in(outer)), None)
    else:
        last = before if isinstance(before, FormParagraph) else None
        host = next((one for one in reversed(blanks) if last is not None and _ends(one, last)), None)
    if host is not None and _is_of_characters(row, CellLabel(host.label), False):
        label = CellLabel(host.label, host.words, host.hint)
        yield _Cells(label, tuple(row), _place(table, row, 0, len(row)), host)
    elif outer is None and isinstance(before, FormParagraph):
        plain, hint = plain_label(before.text)
        if 2 <= len(plain) <= 20 and _NUMBER.search(plain) and _is_of_characters(row, CellLabel(plain), False):
            yield _Cells(CellLabel(plain, before.text.strip(), hint), tuple(row), _place(table, row, 0, len(row)))


def _ends(blank: FoundBlank, paragraph: FormParagraph) -> bool:
    """True for the one place of a value at the end of a paragraph: the table below it is where the value stands."""
    spots = blank.spots
    return len(spots) == 1 and spots[0].paragraph is paragraph and not paragraph.text[spots[0].end :].strip()


def _words_in(cell: etree._Element) -> bool:
    return any(squeezed(FormParagraph(one).text) for one in cell.iter(P))


def _runs(row: _Row) -> Iterator[tuple[int, tuple[GridCell, ...]]]:
    """Rows of empty cells that stand beside one another, with the place of the first."""
    start = 0
    while start < len(row):
        end = start
        while end < len(row) and _is_box(row[end]):
            end += 1
        if end - start >= FEWEST_OF_A_NUMBER:
            yield start, tuple(row[start:end])
        start = max(end, start + 1)


def _is_box(cell: GridCell) -> bool:
    return not cell.merged and len(cell.paragraphs) == 1 and not squeezed(cell.text) and cell.height < TALL


def _is_of_characters(cells: _Row, label: CellLabel, has_head: bool) -> bool:
    """True if cells are for one character each: they are narrow, many, and no column has a heading; or the label asks for a number."""
    number = bool(_NUMBER.search(re.sub("（.*", "", label.plain)))
    widest = max(cell.width for cell in cells)
    if number:
        return widest <= WIDEST_OF_A_NUMBER
    return len(cells) >= FEWEST and 0 < widest <= WIDEST and not has_head


def _place(table: GridTable, row: _Row, start: int, count: int) -> str:
    return f"表{table.number}第{row[0].row + 1}行第{start + 1}—{start + count}格"
