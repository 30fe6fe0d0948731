"""The collection workbook: an office sends it out, and a town fills it in for its enterprises.

No sheet is protected. In a protected sheet nobody can insert rows, sort, paste or widen a column, or this works in one
program and not in another. Then people make their own workbook, which is worse. Changes of the layout do no harm:
columns and rows are recognised by their words (`formgen.intake.columns`), and sums are never read.
"""

from __future__ import annotations

from formgen.engines.workbooks.writer import WorkbookWriter
from formgen.intake.columns import MOST_ENTERPRISES, USUAL_ENTERPRISES, enterprise_columns
from formgen.intake.sheet_words import SheetName, sheet_titles
from formgen.intake.workbook.cell_rules import Lists
from formgen.intake.workbook.enterprise_sheet import write_enterprises
from formgen.intake.workbook.file_sheet import write_files
from formgen.intake.workbook.instruction_sheet import write_instructions
from formgen.intake.workbook.list_sheet import write_list
from formgen.intake.workbook.score_sheet import write_scores
from formgen.scheme.models import Scheme


def collection_workbook(scheme: Scheme, enterprises: int = USUAL_ENTERPRISES) -> bytes:
    """Make the empty workbook for a scheme. The same scheme and number always give the same bytes.

    enterprises: the number of columns in the sheet of scores, and of rows with borders in the sheet of applicants, 1 to
    1,000. More can be added by hand. Raises ValueError for any other number.
    """
    if not 1 <= enterprises <= MOST_ENTERPRISES:
        raise ValueError(f"a workbook is for 1 to {MOST_ENTERPRISES} enterprises, not {enterprises}")
    columns = enterprise_columns(scheme)
    titles = sheet_titles(scheme)
    lists = Lists(titles[SheetName.LISTS])
    with WorkbookWriter(f"{scheme.title} {scheme.applicant.word}信息采集表") as book:
        write_instructions(book.sheet(titles[SheetName.INSTRUCTIONS]), scheme, columns)
        write_enterprises(book.sheet(titles[SheetName.APPLICANTS]), scheme, columns, enterprises, lists)
        if SheetName.SCORES in titles:
            write_scores(book.sheet(titles[SheetName.SCORES]), scheme, columns, enterprises)
        if SheetName.FILES in titles:
            write_files(book.sheet(titles[SheetName.FILES]), scheme, columns, lists)
        for one in scheme.lists:
            write_list(book.sheet(one.label), scheme, one, columns, lists)
        offered = book.sheet(titles[SheetName.LISTS])
        lists.write(offered)
        offered.hide()
        return book.content()
