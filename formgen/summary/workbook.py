"""Makes the workbook of a paper of the offices: one sheet for each table, with the paper's title, lines and signatures."""

from __future__ import annotations

import re

from formgen.engines.workbooks.looks import BODY, CENTRE, HEAD, HEAD_FILL, HINT, LEFT, TITLE, UNWRAPPED, CellLook
from formgen.engines.workbooks.writer import SheetWriter, WorkbookWriter
from formgen.summary.paper import PADDING, UNIT, ListedTable, OfficePaper

_TITLE, _ABOVE = CellLook(TITLE, CENTRE, lined=False), CellLook(BODY, CENTRE, lined=False)
_LINE, _NOTE = CellLook(BODY, UNWRAPPED, lined=False), CellLook(HINT, UNWRAPPED, lined=False)
_HEAD, _TEXT, _MIDDLE = CellLook(HEAD, CENTRE, HEAD_FILL), CellLook(BODY, LEFT), CellLook(BODY, CENTRE)
LINE = 15.0
"""The height of a line of text in a cell, in pt."""
_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")


def paper_workbook(paper: OfficePaper) -> bytes:
    """The workbook of a paper. Each table has its own sheet, so that each has its own columns. Text never becomes a formula."""
    with WorkbookWriter(paper.title) as book:
        for number, table in enumerate(paper.tables, 1):
            name = "汇总表" if len(paper.tables) == 1 else f"汇总表{number}"
            _write(book.sheet(name), paper, table)
        return book.content()


def _write(sheet: SheetWriter, paper: OfficePaper, table: ListedTable) -> None:
    last, row = len(table.middle), 0
    widths = tuple((width - PADDING) / UNIT + 3 for width in table.widths(paper.width))
    for column, width in enumerate(widths, 1):
        sheet.width(column, width)
    for text, look, height in (
        (paper.title_above, _ABOVE, 20.0),
        (paper.title, _TITLE, 30.0),
        *((line, _LINE, 18.0) for line in (*paper.lines, table.heading)),
    ):
        if text:
            row += 1
            sheet.height(row, height)
            if look is _LINE:
                sheet.text(row, 1, text, look)
            else:
                sheet.across(row, 1, last, text, look)
    row += 1
    headings = ["：".join(texts) for texts in table.headings]
    sheet.height(row, LINE * max(_lines(text, width) for text, width in zip(headings, widths, strict=True)) + 6)
    for column, text in enumerate(headings, 1):
        sheet.text(row, column, text, _HEAD)
    sheet.repeat((row, row))
    sheet.freeze(row + 1, 1)
    for texts in table.all_rows:
        row += 1
        sheet.height(row, LINE * max(_lines(text, width) for text, width in zip(texts, widths, strict=True)) + 6)
        for column, text in enumerate(texts, 1):
            look = _MIDDLE if table.middle[column - 1] else _TEXT
            if table.middle[column - 1] and _NUMBER.fullmatch(text):
                sheet.number(row, column, int(text), look)
            else:
                sheet.text(row, column, text, look)
    for text in (*paper.notes, "", *paper.signatures):
        row += 1
        sheet.height(row, 20.0)
        sheet.text(row, 1, text, _NOTE)
    sheet.page(landscape=paper.lying, footer="第 &P 页　共 &N 页")


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in its column. The result may be too large, but not too small. width: in half-width characters."""
    wide = sum(1 if character.isascii() else 2 for character in text)
    return max(1, -int(-wide // max(1.0, width - 2)))
