"""The sheet of scores alone, without a sheet of applicants: whom it names becomes the table of applicants."""

from __future__ import annotations

from collections.abc import Iterator

from formgen.intake.columns import header_key
from formgen.intake.sheet_words import own_score_words
from formgen.intake.table import Cell, Table
from formgen.intake.tables.other_layouts import LaidOut, OtherLayout, rows_of_layouts, said_above
from formgen.intake.tables.score_columns import score_headings
from formgen.intake.tables.vocabulary import Vocabulary
from formgen.problems import Place


def enterprises_of_scores(words: Vocabulary, table: Table) -> Table | None:
    """A table of the applicants that a sheet of scores names in its headings, a row each; None if it is no such sheet.

    A sheet for one applicant may head the column with 得分 and say above it whose scores these are: `企业名称：甲公司`.
    """
    headings = score_headings(words, table)
    if headings is None:
        return None
    above = said_above(words, table, table.rows[: headings.at])
    own = own_score_words(words.scheme)
    rows = table.rows[headings.at + 1 :]
    scored = [number for number in headings.unknown if any(number in row.cells for row in rows)]
    named = [number for number in scored if header_key(headings.unknown[number]) not in own]
    label = words.scheme.name_label

    def laid_out() -> Iterator[LaidOut]:
        if len(scored) == 1 and (above or not named):
            yield LaidOut(table.column_place(scored[0]), above or _nameless(table, headings.row, scored[0], label))
            return
        for number in named:
            place = table.cell_place(headings.row, number)
            name = (label, place, Cell(headings.unknown[number]), place)
            yield LaidOut(table.column_place(number), (name,))

    found = tuple(laid_out())
    return rows_of_layouts(table, (OtherLayout(found, ()),)) if found else None


def _nameless(table: Table, row: int, column: int, label: str) -> tuple[tuple[str, Place, Cell, Place], ...]:
    """An applicant of whom the sheet says nothing but scores: its name is an empty cell."""
    place = table.cell_place(row, column)
    return ((label, place, Cell(""), place),)
