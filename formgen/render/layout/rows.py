"""The rows of a table as Word shows them, and what of them we don't lay out.

Word repeats only header rows that begin the table, and gives all cells of a row the largest top margin among them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from formgen.render.layout.sheet import FormCell, FormRow, Paragraph

NEAR = 0.5
"""Two heights (pt) that differ by no more are the same."""


def as_shown(rows: Sequence[FormRow]) -> tuple[FormRow, ...]:
    """The rows with the headers and top margins that they have in Word."""
    heads = next((number for number, row in enumerate(rows) if not row.header), len(rows))
    return tuple(
        replace(row, header=number < heads, cells=tuple(_with_top(cell, row) for cell in row.cells))
        for number, row in enumerate(rows)
    )


def _with_top(cell: FormCell, row: FormRow) -> FormCell:
    top = max((one.margins.top for one in row.cells if one.merge != "continue"), default=0.0)
    return cell if cell.margins.top == top else replace(cell, margins=replace(cell.margins, top=top))


def row_faults(rows: Sequence[FormRow], columns: Sequence[float]) -> Iterator[tuple[int, str]]:
    """What is wrong with rows, each by its number from 0, as Chinese messages. columns: the widths (pt) of the table's columns."""
    for number, row in enumerate(rows):
        above = {} if not number else {cell.column: cell for cell in rows[number - 1].cells}
        for cell in row.cells:
            if cell.merge != "continue":
                continue
            begun = above.get(cell.column)
            if begun is None or begun.merge is None or begun.span != cell.span:
                yield number, "竖着合并的格子，和上面一行的格子不一样宽，各程序排出来不一样；请重新合并"
        for cell in row.cells:
            covered = _covered(rows[number:], cell)
            room = sum(one.height for one in covered)
            if all(one.exact for one in covered) and _own_height(cell, columns) > room + NEAR:
                yield number, "行高是固定值，放不下里面的字，会被切掉；请加高，或改为最小值"
        if len({cell.margins.bottom for cell in row.cells}) > 1 and any(cell.align != "top" for cell in row.cells):
            yield number, "各格的下边距不一样，又不是靠上对齐，各程序排的位置不一样；请设成一样"
        if any(paragraph.format.page_break for cell in row.cells for paragraph in cell.paragraphs):
            yield number, "格子里的段落设了「段前分页」，PDF 排版不支持"


def _covered(rows: Sequence[FormRow], cell: FormCell) -> Sequence[FormRow]:
    """The rows that a cell of the first of these rows covers."""
    goes_on = ({one.column for one in row.cells if one.merge == "continue"} for row in rows[1:])
    below = next((number for number, columns in enumerate(goes_on, 1) if cell.column not in columns), len(rows))
    return rows[:below] if cell.merge == "restart" else rows[:1]


def _own_height(cell: FormCell, columns: Sequence[float]) -> float:
    """About how high a cell's own words are, with its margins. Slots count as if they were empty."""
    if cell.merge == "continue":
        return 0.0
    width = sum(columns[cell.column : cell.column + cell.span]) - cell.margins.left - cell.margins.right
    texts = ("".join(span.text for span in one.spans if span.slot is None) for one in cell.paragraphs)
    heights = (paragraph_height(one, width, text) for one, text in zip(cell.paragraphs, texts, strict=True))
    return sum(heights) + cell.margins.top + cell.margins.bottom


def paragraph_height(paragraph: Paragraph, width: float, text: str) -> float:
    """About how high (pt) a paragraph is with this text, if each hanzi is as wide as high. width: of its place (pt)."""
    form = paragraph.format
    room = max(1.0, width - form.left - form.right)
    ems = (sum(0.5 if one.isascii() else 1.0 for one in line) for line in text.split("\n"))
    lines = sum(max(1, math.ceil(em * form.size / room)) for em in ems)
    return form.before + lines * form.line + form.after
