"""Puts a person's document together that a table has in two columns: its kind, and its number.

    负责人     证件类型   证件号码
    沈明诚      护照      C01X00T47

The number is read as `护照 C01X00T47`. Systems export tables so, and without its kind a passport's number is none.
"""

from __future__ import annotations

import re
from dataclasses import replace

from formgen.intake.columns import header_key
from formgen.intake.table import Cell, Row, Table
from formgen.intake.tables.headings.heading_row import LOOKED_AT
from formgen.intake.tables.rows.texts import says_nothing
from formgen.intake.tables.vocabulary import Vocabulary
from formgen.record.kinds.persons.documents import begins_with_document

_KIND = re.compile(r".{0,8}证件(?:类型|种类|名称|类别)")


def with_whole_documents(words: Vocabulary, table: Table) -> Table:
    """The table with the kind of a document before its number, in the number's cell, and without the column of kinds.

    Only two columns side by side belong together: the kind of a document, and a person's document as the scheme has it.
    """
    for head in table.rows[:LOOKED_AT]:
        pairs = _pairs(words, head)
        if pairs:
            rows = (row if row.number < head.number else _put_together(row, pairs) for row in table.rows)
            return replace(table, rows=tuple(rows))
    return table


def _pairs(words: Vocabulary, head: Row) -> dict[int, int]:
    """The columns of kinds in a row of headings, each with the column of its numbers."""
    said = {number: words.headings.find(cell.text) for number, cell in head.cells.items()}
    if not any(one is not None and one.meant == words.name for one in said.values()):
        return {}
    numbers = {
        number
        for number, one in said.items()
        if one is not None and one.meant.kind == "field" and words.scheme.fields[one.meant.id].kind.is_personal
    }
    kinds = [
        number for number, cell in head.cells.items() if said[number] is None and _KIND.fullmatch(header_key(cell.text))
    ]
    pairs: dict[int, int] = {}
    for kind in kinds:
        beside = [number for number in (kind + 1, kind - 1) if number in numbers and number not in pairs.values()]
        if beside:
            pairs[kind] = beside[0]
    return pairs


def _put_together(row: Row, pairs: dict[int, int]) -> Row:
    cells = dict(row.cells)
    for kind_column, column in pairs.items():
        kind, number = cells.pop(kind_column, None), cells.get(column)
        if kind is None or number is None or says_nothing(kind.value) or says_nothing(number.value):
            continue
        if number.text and not _KIND.fullmatch(header_key(kind.text)) and not begins_with_document(number.text):
            cells[column] = Cell(f"{kind.text} {number.text}")
    return row if cells == row.cells else replace(row, cells=cells)
