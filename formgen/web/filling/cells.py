"""The lists of a record as they are typed: each cell is a field of its own, named `list.row.field`.

The row is counted from 0, as in the record's JSON. A row that says nothing may stand between others; readers leave it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from formgen.record.kept import once_for_a_scheme
from formgen.record.kinds.table import JsonObject, JsonValue
from formgen.scheme.models import ListBlock, Scheme

_CELL = re.compile(r"([a-z][a-z0-9_]*)\.(0|[1-9][0-9]{0,2})\.([a-z][a-z0-9_]*)")


@dataclass(frozen=True, slots=True)
class TypedCell:
    """One cell of a list. row: counted from 0."""

    list: str
    row: int
    field: str

    @property
    def name(self) -> str:
        """The name of its field on a page."""
        return f"{row_name(self.list, self.row)}.{self.field}"


def row_name(list_id: str, row: int) -> str:
    """The name of a whole row, counted from 0: the names of its cells begin with it."""
    return f"{list_id}.{row}"


def cell_of(scheme: Scheme, name: str) -> TypedCell | None:
    """The cell of this name; None if the scheme has no such list or field, or its list never has so many rows."""
    found = _CELL.fullmatch(name)
    if found is None:
        return None
    one, row = _lists(scheme).get(found[1]), int(found[2])
    if one is None or row >= one.most or found[3] not in {field.id for field in one.fields}:
        return None
    return TypedCell(one.id, row, found[3])


def with_its_row(name: str) -> str:
    """What stands or falls together when two people type: the row of a cell, any other field alone.

    If a row was taken away above, the row of this number is another one. So a cell is only saved into the row that its writer saw.
    """
    found = _CELL.fullmatch(name)
    return row_name(found[1], int(found[2])) if found else name


def cell_texts(scheme: Scheme, whole: JsonObject) -> dict[str, str]:
    """The texts of the cells that have one, by their names. A value that is no text is left out."""
    return {
        TypedCell(one.id, row, field.id).name: text
        for one in scheme.lists
        for row, said in enumerate(_rows(whole, one.id))
        for field in one.fields
        if isinstance(said, dict) and isinstance(text := said.get(field.id), str) and text
    }


def put_cell(whole: JsonObject, cell: TypedCell, text: str) -> None:
    """Write a text into a cell; an empty one takes it away. Rows at the end that say nothing are taken away, too."""
    rows = _rows(whole, cell.list)
    rows += [{} for _ in range(cell.row + 1 - len(rows))]
    row = rows[cell.row]
    said: JsonObject = row if isinstance(row, dict) else {}
    if text:
        said[cell.field] = text
    else:
        said.pop(cell.field, None)
    rows[cell.row] = said
    while rows and not rows[-1]:
        rows.pop()
    if rows:
        whole[cell.list] = rows
    else:
        whole.pop(cell.list, None)


def without_row(scheme: Scheme, texts: Mapping[str, str], name: str) -> dict[str, str]:
    """The texts that change when a row is taken away: those below it move up by one. name: of the row; an unknown one changes nothing."""
    list_id, _, number = name.partition(".")
    one = _lists(scheme).get(list_id)
    if one is None or not re.fullmatch("0|[1-9][0-9]{0,2}", number):
        return {}
    cells = [cell for text in texts if (cell := cell_of(scheme, text)) and cell.list == list_id]
    last = max((cell.row for cell in cells), default=-1)
    return {
        TypedCell(list_id, row, field.id).name: texts.get(TypedCell(list_id, row + 1, field.id).name, "")
        for row in range(int(number), last + 1)
        for field in one.fields
    }


def rows_that_speak(list_id: str, texts: Mapping[str, str]) -> tuple[int, ...]:
    """The rows of a list with at least one text, counted from 0."""
    found: Iterator[re.Match[str] | None] = (_CELL.fullmatch(name) for name, text in texts.items() if text)
    return tuple(sorted({int(one[2]) for one in found if one and one[1] == list_id}))


@once_for_a_scheme
def _lists(scheme: Scheme) -> dict[str, ListBlock]:
    return {one.id: one for one in scheme.lists}


def _rows(whole: JsonObject, list_id: str) -> list[JsonValue]:
    found = whole.get(list_id)
    return found if isinstance(found, list) else []
