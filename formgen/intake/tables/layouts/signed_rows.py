"""Takes the row of whoever filled in a form out of a sheet of labels and values: `填表人 张三 联系电话 53520000`.

The labels of such a row are about that person, and not about the applicant.
"""

from __future__ import annotations

from dataclasses import replace

from formgen.foundation.problems import Problem, warning
from formgen.intake.places import shown
from formgen.intake.table import Row, Table
from formgen.intake.tables.rows.texts import is_signer
from formgen.intake.tables.vocabulary import Vocabulary


def without_signed_rows(words: Vocabulary, table: Table) -> tuple[Table, tuple[Problem, ...]]:
    """The table without the rows that begin with such a person, and a warning for each that holds known labels."""
    signed = {row.number for row in table.rows if _is_signed(words, row)}
    if not signed:
        return table, ()
    problems = tuple(
        warning(
            "table.signed-row",
            "",
            table.row_place(row.number),
            f"这一行从「{shown(_first(row), 20)}」起是填表人的，没有读",
            f"是{words.scheme.applicant.word}的，写到别的行",
        )
        for row in table.rows
        if row.number in signed and len(row.cells) > 1
    )
    return replace(table, rows=tuple(row for row in table.rows if row.number not in signed)), problems


def _is_signed(words: Vocabulary, row: Row) -> bool:
    text = _first(row)
    return is_signer(text) and words.headings.find(text.replace("：", ":").partition(":")[0]) is None


def _first(row: Row) -> str:
    return next((cell.text for _, cell in sorted(row.cells.items()) if cell.text), "")
