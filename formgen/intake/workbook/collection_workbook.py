"""The collection workbook: what an office sends out, and a town fills in for its enterprises.

No sheet is protected. A protected sheet lets nobody insert rows, sort, paste or widen a column, or lets them in one
program and not in the other; people then make a workbook of their own, which is worse. Nothing that they can change
matters: columns and rows are known by their words (`formgen.intake.columns`), and sums are never read.
"""

from __future__ import annotations

from formgen.intake.columns import MOST_ENTERPRISES, USUAL_ENTERPRISES, SheetName, enterprise_columns
from formgen.intake.workbook.cell_rules import Lists
from formgen.intake.workbook.enterprise_sheet import write_enterprises
from formgen.intake.workbook.file_sheet import write_files
from formgen.intake.workbook.instruction_sheet import write_instructions
from formgen.intake.workbook.score_sheet import write_scores
from formgen.scheme.models import Scheme
from formgen.workbooks.writer import WorkbookWriter


def collection_workbook(scheme: Scheme, enterprises: int = USUAL_ENTERPRISES) -> bytes:
    """The empty workbook for a scheme, the same bytes for the same scheme and number.

    enterprises: how many 自评 has columns and 企业 ruled rows for, 1 to 1,000; others can be added by hand.
    Raises ValueError for another number.
    """
    if not 1 <= enterprises <= MOST_ENTERPRISES:
        raise ValueError(f"a workbook is for 1 to {MOST_ENTERPRISES} enterprises, not {enterprises}")
    columns = enterprise_columns(scheme)
    lists = Lists(SheetName.LISTS)
    with WorkbookWriter(f"{scheme.title} 企业信息采集表") as book:
        write_instructions(book.sheet(SheetName.INSTRUCTIONS), scheme, columns)
        write_enterprises(book.sheet(SheetName.ENTERPRISES), scheme, columns, enterprises, lists)
        if scheme.indicators:
            write_scores(book.sheet(SheetName.SCORES), scheme, columns, enterprises)
        write_files(book.sheet(SheetName.FILES), scheme, columns, lists)
        offered = book.sheet(SheetName.LISTS)
        lists.write(offered)
        offered.hide()
        return book.content()
