"""The sheet of scores alone, without a sheet of applicants: whom it names becomes the table of applicants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from formgen.intake.columns import header_key
from formgen.intake.sheet_words import own_score_words
from formgen.intake.table import Cell, Table
from formgen.intake.tables.layouts.laid_out import LaidOut, OtherLayout, SaidCell, rows_of_layouts
from formgen.intake.tables.layouts.other_layouts import said_above
from formgen.intake.tables.scores.score_headings import score_headings
from formgen.intake.tables.vocabulary import Vocabulary


def enterprises_of_scores(words: Vocabulary, table: Table) -> Table | None:
    """A table of the applicants that a sheet of scores names in its headings, a row each; None if it is no such sheet.

    A sheet for one applicant may head the column with 得分 and say above it whose scores these are: `字号：甲店`.
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

    codes = _codes_above(words, table, headings.at)

    def laid_out() -> Iterator[LaidOut]:
        for number in named if named else scored[:1]:
            place = table.cell_place(headings.row, number)
            says = above if len(scored) == 1 else ()
            labels = [words.headings.find(text) for text, _, _, _ in says]
            if not any(one is not None and one.meant == words.name for one in labels):
                says = (*says, *([(label, place, Cell(headings.unknown[number]), place)] if named else []))
            if number in codes and not any(where == codes[number][3] for _, _, _, where in says):
                says = (*says, codes[number])
            if says:
                yield LaidOut(table.column_place(number), says)

    found = tuple(laid_out())
    return rows_of_layouts(words, table, (OtherLayout(found, ()),)) if found else None


def _codes_above(words: Vocabulary, table: Table, at: int) -> Mapping[int, SaidCell]:
    """What tells same-named applicants apart, in a row above the names, by column."""
    identity = words.scheme.identity_label or ""
    for row in table.rows[:at] if identity else ():
        label = next(
            (number for number, cell in row.cells.items() if header_key(cell.text) == header_key(identity)), None
        )
        if label is not None:
            return {
                number: (identity, table.cell_place(row.number, label), cell, table.cell_place(row.number, number))
                for number, cell in row.cells.items()
                if number > label
            }
    return {}
