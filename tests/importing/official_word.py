"""The Word file of an official text, and the cells of tables that python-docx makes."""

from __future__ import annotations

import re
from collections.abc import Sequence

import docx
from docx.document import Document
from docx.enum.text import WD_BREAK
from docx.table import Table, _Cell

Cells = list[list[str]]


def from_official_text(text: str) -> Document:
    """The Word file of an official text: its lines are paragraphs, and its tables are tables with merged cells."""
    document = docx.Document()
    rows: list[Cells] = []
    ended = True
    for line in text.split("\n"):
        if re.match(r"^\s*附件[：:]?\s*\d\s*[：:]?$", line) and not line.startswith("\t"):
            _close(document, rows)
            rows = []
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        if line.startswith("\t"):
            if ended:
                rows.append([])
            rows[-1].append([line[1:]])
            ended = False
        elif rows and line == " ":  # the last cell of the text, whose TAB has become a space
            rows[-1].append([""])
        elif not line.strip():
            ended = True
        elif rows:
            rows[-1][-1].append(line)
            ended = False
        else:
            document.add_paragraph(line)
            ended = True
    _close(document, rows)
    return document


def _close(document: Document, rows: list[Cells]) -> None:
    if not rows:
        return
    widest = max(map(len, rows))
    made = document.add_table(rows=len(rows), cols=widest, style="Table Grid")
    made.autofit = False
    grid = Grid(made)
    for number, row in enumerate(rows):
        spans = _spans(row, widest, rows[number + 1] if number + 1 < len(rows) else None)
        column = 0
        for texts, span in zip(row, spans, strict=True):
            if span > 1:
                grid.merge((number, column), (number, column + span - 1))
            cell = grid.cell(number, column)
            cell.paragraphs[0].add_run(texts[0])
            for text in texts[1:]:
                cell.add_paragraph(text)
            column += span
    if widest > 5:
        _merge_down(grid, rows, widest)


class Grid:
    """The cells of a new table, looked up once: `Table.cell` looks through the whole table each time."""

    def __init__(self, table: Table) -> None:
        self.width = len(table.columns)
        self.cells = list(table._cells)

    def cell(self, row: int, column: int) -> _Cell:
        return self.cells[row * self.width + column]

    def merge(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Merge cells, without the empty paragraphs that python-docx keeps of them."""
        cell = self.cell(*first).merge(self.cell(*last))
        for paragraph in cell.paragraphs[1:]:
            if not paragraph.text:
                paragraph._p.getparent().remove(paragraph._p)


def _spans(row: Cells, widest: int, following: Cells | None) -> list[int]:
    """How many columns each cell of a shorter row takes: a head above several columns takes them, else the last cell the rest."""
    if len(row) == widest:
        return [1] * widest
    if following is not None and len(following) == widest and len(row) > 4:
        wide = next((place for place in range(len(row)) if following[place][0]), len(row) - 1)
        return [1 + (widest - len(row)) * (place == wide) for place in range(len(row))]
    if len(row) == 4:
        return [3, 1, widest - 5, 1]
    return [*([1] * (len(row) - 1)), widest - len(row) + 1]


def _merge_down(grid: Grid, rows: Sequence[Cells], widest: int) -> None:
    """Merge the empty cells of the first two columns with the cell above them."""
    for column in (0, 1):
        first = None
        for number, row in enumerate([*rows, [["end"]]]):
            own = len(row) == widest and not row[column][0]
            if not own:
                if first is not None and number - 1 > first:
                    grid.merge((first, column), (number - 1, column))
                first = number if len(row) >= widest - 2 else None
