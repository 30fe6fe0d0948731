"""Finds rows of a CSV file that a line break without quotes tore apart, so that the rest of the row stands in rows below.

A program writes as many cells in each line as there are headings. There are two kinds of torn rows. Several lines have fewer
cells, but together as many as the headings. Or lines of a single cell follow a row whose last cell is a text. A short line
may also be a complete row without the empty cells at its end. So the pieces must look like pieces: sentences, or values
that don't fit their columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from formgen.intake.table import Cell, Row
from formgen.intake.tables.rows.texts import is_no_name, is_seal, is_sentence, is_signature, is_total

LONGEST_NAME = 60
"""The most characters of a name. A longer text in the first column is a piece of a torn text."""

Fits = Callable[[int, Cell], bool]
"""A function of a column's number and a cell. It returns True if the cell's text is a value of the column's kind."""


@dataclass(frozen=True, slots=True)
class TornColumns:
    """What `torn_rows` must know about the columns of a table.

    width       how many cells the row of headings has
    last_text   True if the last column holds a text of any kind, which may have line breaks
    paragraphs  True if the last column holds paragraphs, which usually have line breaks
    fits        says if a cell's text is a value of a column's kind
    """

    width: int
    last_text: bool
    paragraphs: bool
    fits: Fits


def torn_rows(rows: Sequence[Row], columns: TornColumns) -> Mapping[int, tuple[int, ...]]:
    """The numbers of the torn rows. Each has the numbers of the rows that hold the rest of it."""
    found: dict[int, tuple[int, ...]] = {}
    at = 0
    while at < len(rows):
        pieces = _pieces(rows, at, columns) if rows[at].cells and rows[at].width > 0 else 0
        if pieces:
            found[rows[at].number] = tuple(row.number for row in rows[at + 1 : at + 1 + pieces])
        at += 1 + pieces
    return found


def _pieces(rows: Sequence[Row], at: int, columns: TornColumns) -> int:
    """How many of the rows below the row `at` hold the rest of it."""
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
    """The index of the first row that does not continue the last cell. The rows that continue it have one cell each.

    behind  the index of the first row that may continue it
    """
    end = start = behind
    below = all(
        row.width < columns.width for row in rows[behind:]
    )  # no full row follows, so these lines may be words about the table
    texts = [_first_text(row) for row in rows[behind:]] if below else []
    if (
        texts
        and (
            _stands_alone(texts[0])
            or is_no_name(texts[0])  # the date below a signature
            or (
                not _is_piece(texts[0]) and (any(map(_stands_alone, texts)) or any(map(_has_line_break, rows[:behind])))
            )
        )
    ):
        return end
    while behind < len(rows) and rows[behind].width == 1 and rows[behind].cells:
        text = _first_text(rows[behind])
        follows = rows[behind].number == rows[behind - 1].number + 1
        if _is_piece(text) or (follows and columns.paragraphs and not _stands_alone(text) and behind == end):
            end = behind + 1
        behind += 1
    return end if rows[start - 1].cells else start


def _belong_together(rows: Sequence[Row], columns: TornColumns) -> bool:
    """True if the values of these lines fit their columns better as one row than as separate rows."""
    if any(_is_about_the_table(row) for row in rows):
        return False
    if all((text := _first_text(row)) and _is_piece(text) for row in rows[1:]):
        return True
    joined: dict[int, Cell] = {}
    shift = 0
    for row in rows:
        for number, cell in row.cells.items():
            joined.setdefault(number + shift, cell)
        shift += row.width - 1
    alone = sum(not columns.fits(number, cell) for row in rows for number, cell in row.cells.items())
    return sum(not columns.fits(number, cell) for number, cell in joined.items()) < alone


def _has_line_break(row: Row) -> bool:
    """True for a row with a line break in a cell. The program that wrote the file put such cells into quotes, so it tore none."""
    return any("\n" in cell.text for cell in row.cells.values())


def _first_text(row: Row) -> str:
    cell = row.cells.get(1)
    return cell.text if cell else ""


def _is_piece(text: str) -> bool:
    return not text or is_sentence(text) or len(text) > LONGEST_NAME


def _is_about_the_table(row: Row) -> bool:
    """True for a line that has only words such as stand below a table. Empty cells may stand before them."""
    texts = [cell.text for cell in row.cells.values() if cell.text]
    return bool(texts) and all(_stands_alone(text) or is_seal(text) for text in texts)


def _stands_alone(text: str) -> bool:
    return is_signature(text) or is_total(text)
