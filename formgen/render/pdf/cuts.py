"""Finds where the pages of a form begin inside its tables: if a page cuts a vertical merge, it must be written as two.

The page beginnings are known only after the layout, but the layout depends on where merges are cut. So a guess is laid
out, and its result is the next guess, until the guess and the result are the same.
"""

from __future__ import annotations

from itertools import pairwise

from formgen.engines.weasyprint.boxes import LaidOutDocument
from formgen.engines.weasyprint.laying_out import lay_out
from formgen.foundation.errors import ProofError
from formgen.render.layout.rows import paragraph_height
from formgen.render.layout.sheet import FormCell, FormRow, FormTable, Paragraph, Sheet
from formgen.render.pdf.html import Cut, write_html

MOST_LAYOUTS = 6
Cuts = frozenset[Cut]


def sheet_document(sheet: Sheet) -> LaidOutDocument:
    """Lay out a form. Raises ProofError if the guess and the result never become the same.

    The first guess comes from the sheet alone, so the result does not depend on earlier layouts.
    """
    cuts = _guess(sheet)
    for _ in range(MOST_LAYOUTS):
        document = lay_out(write_html(sheet, cuts))
        found = _cuts(document, sheet)
        if found == cuts or not _merges(sheet):
            return document
        cuts = found
    raise ProofError(f"「{sheet.title}」的分页定不下来，请调整模板的行高")


def parted_rows(document: LaidOutDocument) -> tuple[Cut, ...]:
    """The rows of a laid out form that stand partly on one page and partly on the next."""
    found = (anchor for page, after in pairwise(document.pages) for anchor in page.anchors if anchor in after.anchors)
    return tuple(cut for anchor in found if (cut := Cut.of(anchor)) is not None)


def _merges(sheet: Sheet) -> bool:
    return any(cell.merge for table in _tables(sheet) for row in table.rows for cell in row.cells)


def _tables(sheet: Sheet) -> list[FormTable]:
    return [block for block in sheet.blocks if isinstance(block, FormTable)]


def _cuts(document: LaidOutDocument, sheet: Sheet) -> Cuts:
    """The first body row of each page, where a table goes on from the page before."""
    rows = [
        Cut(number, index)
        for number, table in enumerate(_tables(sheet))
        for index in range(len(table.rows))
        if not table.rows[index].header
    ]
    cuts = set()
    for page in document.pages:
        first = next((cut for cut in rows if cut.anchor in page.anchors), None)
        if first is not None and first.row > 0:
            cuts.add(first)
    return frozenset(cuts)


def _guess(sheet: Sheet) -> Cuts:
    """Where pages would begin if every hanzi were as wide as high and every row as high as its text. All else is ignored."""
    room = sheet.height - sheet.margins.top - sheet.margins.bottom
    cuts, left, number = set(), room, -1
    for block in sheet.blocks:
        if isinstance(block, Paragraph):
            if block.format.page_break:
                left = room
            left -= paragraph_height(block, sheet.width - sheet.margins.left - sheet.margins.right, block.text)
            continue
        number += 1
        header = sum(_row_height(block, row) for row in block.rows if row.header)
        left -= header
        for index, row in enumerate(block.rows):
            height = 0.0 if row.header else _row_height(block, row)
            if height > left:
                cuts.add(Cut(number, index))
                left = room - header
            left -= height
    return frozenset(cuts)


def _row_height(table: FormTable, row: FormRow) -> float:
    cells = [_cell_height(cell, sum(table.columns[cell.column : cell.column + cell.span])) for cell in row.cells]
    return max([row.height, *cells])


def _cell_height(cell: FormCell, width: float) -> float:
    if cell.merge:
        return 0.0
    inside = width - cell.margins.left - cell.margins.right
    text = sum(paragraph_height(paragraph, inside, paragraph.text) for paragraph in cell.paragraphs)
    return text + cell.margins.top + cell.margins.bottom
