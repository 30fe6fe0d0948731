"""Rows of a CSV file that a line break without quotes tore apart: the rest of an enterprise stands in rows below it.

A program writes as many cells in each line as there are headings. Lines with fewer that together have as many as the
headings are one row; so are lines of one cell behind a row whose last cell is a text. A short line may also be a row whose
empty cells at its end were left out, so the pieces must look like pieces: sentences, or values that don't fit their columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from formgen.intake.table import Cell, Row
from formgen.intake.tables.rows.texts import is_sentence, is_signature, is_total

LONGEST_NAME = 60
"""Characters; a longer text in the first column is a piece of a text."""

Fits = Callable[[int, Cell], bool]
"""(column, cell): whether the cell's text is a value of the column's kind."""


@dataclass(frozen=True, slots=True)
class TornColumns:
    """What has to be known of a table's columns.

    width       how many cells the row of headings has
    last_text   whether the last column holds a text of any kind, in which there may be line breaks
    paragraphs  whether it holds paragraphs, in which there usually are some
    fits        tells whether a text is a value of a column's kind
    """

    width: int
    last_text: bool
    paragraphs: bool
    fits: Fits


def torn_rows(rows: Sequence[Row], columns: TornColumns) -> Mapping[int, tuple[int, ...]]:
    """The numbers of rows that were torn, each with the numbers of the rows that hold the rest of it."""
    found: dict[int, tuple[int, ...]] = {}
    at = 0
    while at < len(rows):
        pieces = _pieces(rows, at, columns) if rows[at].cells and rows[at].width > 0 else 0
        if pieces:
            found[rows[at].number] = tuple(row.number for row in rows[at + 1 : at + 1 + pieces])
        at += 1 + pieces
    return found


def _pieces(rows: Sequence[Row], at: int, columns: TornColumns) -> int:
    """How many of the rows behind this one are the rest of it."""
    width, behind = rows[at].width, at + 1
    if width < columns.width:
        while behind < len(rows) and 0 < rows[behind].width < columns.width and width < columns.width:
            width += rows[behind].width - 1
            behind += 1
        if width != columns.width or not _belong_together(rows[at:behind], columns):
            return 0
    if width == columns.width and columns.last_text:
        behind = _behind_last(rows, behind, columns)
    return behind - at - 1


def _behind_last(rows: Sequence[Row], behind: int, columns: TornColumns) -> int:
    """The row behind the lines of one cell that go on with the last cell of the row before them."""
    end = start = behind
    below = all(row.width < columns.width for row in rows[behind:])  # nothing but words about the table may be left
    texts = [_first_text(row) for row in rows[behind:]] if below else []
    if texts and (_stands_alone(texts[0]) or (not _is_piece(texts[0]) and any(map(_stands_alone, texts)))):
        return end
    while behind < len(rows) and rows[behind].width == 1 and rows[behind].cells:
        text = _first_text(rows[behind])
        follows = rows[behind].number == rows[behind - 1].number + 1
        if _is_piece(text) or (follows and columns.paragraphs and not _stands_alone(text) and behind == end):
            end = behind + 1
        behind += 1
    return end if rows[start - 1].cells else start


def _belong_together(rows: Sequence[Row], columns: TornColumns) -> bool:
    """Whether lines read better as one row than as rows of their own."""
    if all(_is_piece(_first_text(row)) for row in rows[1:]):
        return True
    joined: dict[int, Cell] = {}
    shift = 0
    for row in rows:
        for number, cell in row.cells.items():
            joined.setdefault(number + shift, cell)
        shift += row.width - 1
    alone = sum(not columns.fits(number, cell) for row in rows for number, cell in row.cells.items())
    return sum(not columns.fits(number, cell) for number, cell in joined.items()) < alone


def _first_text(row: Row) -> str:
    cell = row.cells.get(1)
    return cell.text if cell else ""


def _is_piece(text: str) -> bool:
    return not text or is_sentence(text) or len(text) > LONGEST_NAME


def _stands_alone(text: str) -> bool:
    return is_signature(text) or is_total(text)
