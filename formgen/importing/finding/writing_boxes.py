"""Boxes for texts of several lines: empty lines of a cell, below a heading, or an empty cell below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from formgen.importing.blanks import BlankKind, FoundBlank, Spot, plain_label, squeezed
from formgen.importing.finding.cell_labels import LONGEST_LABEL
from formgen.importing.word_text import TABLE, FormLine, FormParagraph, GridCell, GridTable

LINE, EM = 312, 240
"""The height of a line and the width of a character in twentieths of a point, where the form's letters are 12 pt."""


def headed_cell(table: GridTable, before: object, number: int, found: list[FoundBlank]) -> FoundBlank | None:
    """The box below a heading that is a table of one empty cell; None for any other table. number: that of the heading.

    A place at the end of the heading, which was found before, is this box.
    """
    cell = table.rows[0][0] if len(table.rows) == 1 and len(table.rows[0]) == 1 else None
    if cell is None or squeezed(cell.text) or not cell.paragraphs or not isinstance(before, FormParagraph):
        return None
    label, hint = plain_label(before.text)
    if next(cell.element.iter(TABLE), None) is not None or not 2 <= len(label) <= LONGEST_LABEL or "。" in label:
        return None
    spots = found[-1].spots if found and found[-1].at is before else ()
    if len(spots) == 1 and spots[0].end == len(before.text) and not squeezed(spots[0].text):
        found.pop()
    spot = box_spot(cell.lines)
    lines = max(lines_of(spot), cell.height // LINE, 1)
    place = f"表{table.number}第1行第1格"
    box = FoundBlank(BlankKind.LONG, label, before.text.strip(), place, (spot,), hint=hint, lines=lines)
    return replace(box, columns=columns_of(cell))


def room_below(part: FormParagraph, following: Sequence[object]) -> Spot | None:
    """The empty paragraphs below a label that ends its paragraph: at least two of them are its box."""
    empty: list[FormParagraph] = []
    for one in following:
        if not isinstance(one, FormParagraph) or squeezed(one.text) or "_" in one.marked:
            break
        empty.append(one)
    return box_spot([_whole(one) for one in empty]) if len(empty) >= 2 else None


def _whole(paragraph: FormParagraph) -> FormLine:
    return FormLine(paragraph, 0, paragraph.marked)


def together(numbers: Sequence[int]) -> list[int]:
    """The first numbers that follow one another."""
    run = list(numbers[:1])
    for before, after in pairwise(numbers):
        if after != before + 1:
            break
        run.append(after)
    return run


def box_spot(lines: Sequence[FormLine]) -> Spot:
    """A box of empty lines. Lines of one paragraph stand together; paragraphs that look like the first one join it."""
    first = lines[0]
    end = first.start + len(first.text)
    if not first.whole:
        for line in lines[1:]:
            if line.paragraph is not first.paragraph:
                break
            end = line.start + len(line.text)
        return Spot(first.paragraph, first.start, end)
    joined = []
    for line in lines[1:]:
        if not line.whole or line.paragraph.properties != first.paragraph.properties:
            break
        joined.append(line.paragraph)
    return Spot(first.paragraph, 0, len(first.paragraph.text), joined=tuple(joined))


def lines_of(spot: Spot) -> int:
    """How many lines a box has, counting those of the paragraphs that join it."""
    return 1 + len(spot.joined) + spot.text.count("\n")


def columns_of(cell: GridCell) -> int:
    """How many characters a line of the cell holds; 0 if nobody knows how wide it is."""
    return max(0, (cell.width - 216) // EM)
