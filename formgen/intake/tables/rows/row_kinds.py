"""Decides which rows of a table are not enterprises: totals, signatures, notes, mere names, rows of formulas.

A row is an enterprise if it has a name and other values beside it. The text in the column of names and the number of values
beside it together decide this. A row without a name is an enterprise, too, if it has enough other values. No row is left
out without a message.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from formgen.intake.table import Cell
from formgen.intake.tables.rows.texts import (
    is_example,
    is_how_to_fill,
    is_no_name,
    is_note,
    is_office,
    is_sentence,
    is_signature,
    is_total,
)
from formgen.record.kinds.persons.person_names import begins_as_person

FULL_TABLE = 6
"""If the rows of a table usually have so many values, a name with only one value beside it is not an enterprise."""
LONGEST_PERSON = 4
_ORGANISATIONS = frozenset("司厂店院社所部站行馆场坊队会园铺庄城户团业心局校")
"""The last characters of the names of organisations."""
MOST_BESIDE_A_NOTE = 2
"""How many values may stand beside a note: the telephone number of the person who signed, and a date."""


class LeftOut(StrEnum):
    """Why a row is not an enterprise, in the words that the messages use."""

    HEADING = "重复的表头"
    NOTE = "说明、签字或合计"
    EXAMPLE = "填写示例"
    ALONE = "只有名称"
    EMPTY = "没有内容"
    TORN = "断开的行"


@dataclass(frozen=True, slots=True)
class RowCells:
    """The content of a row. Cells that say nothing (a dash, a 0) are left out.

    name      the text in the column of names; empty for none
    identity  True if the row has a code that identifies an enterprise
    beside    the cells in the other known columns
    offered   how many of these have values that people choose from a list. Such columns are often filled in beforehand
    unknown   the cells in columns that the program does not know
    before    the texts to the left of the name, where a number is usual
    numbers   True if the row only numbers the columns: `1 2 3`
    no_name   why the text in the column of names is none; empty if it may be one
    """

    name: str
    identity: bool
    beside: tuple[Cell, ...]
    offered: int
    unknown: tuple[Cell, ...]
    before: tuple[str, ...] = ()
    numbers: bool = False
    no_name: str = ""

    def texts(self) -> Iterator[str]:
        """All texts of the row, the name first."""
        if self.name:
            yield self.name
        yield from map(cell_words, (*self.beside, *self.unknown))


@dataclass(frozen=True, slots=True)
class RowKind:
    """The decision about a row.

    left_out  the reason why it is not an enterprise; None for an enterprise
    alone     True for a name with no value beside it. Other sheets may hold the values of this name
    doubt     what seems wrong with the name of an enterprise, for a message; empty for nothing
    """

    left_out: LeftOut | None = None
    alone: bool = False
    doubt: str = ""


def row_kind(row: RowCells, usual: int) -> RowKind:
    """Decide what a row is. usual: how many values the rows of the table usually have."""
    if row.numbers:
        return RowKind(LeftOut.HEADING)
    if any(map(is_example, (row.name, *row.before))):
        return RowKind(LeftOut.EXAMPLE)
    if row.name:
        return _named(row, usual)
    if any(map(is_total, row.texts())):
        return RowKind(LeftOut.NOTE)
    if not row.beside:
        return RowKind(LeftOut.NOTE if any(map(is_words, row.texts())) else LeftOut.EMPTY)
    values = _values(row)
    if len(row.beside) == 1 and not row.offered and (usual >= FULL_TABLE or not values):
        return RowKind(LeftOut.NOTE)
    if len(values) < len(row.beside) and len(values) <= MOST_BESIDE_A_NOTE:
        return RowKind(LeftOut.NOTE)
    return RowKind(LeftOut.EMPTY if len(row.beside) == row.offered else None)


def _named(row: RowCells, usual: int) -> RowKind:
    if is_total(row.name):
        return RowKind(LeftOut.NOTE)
    if is_signature(row.name) and len(_values(row)) <= MOST_BESIDE_A_NOTE + 1:
        return RowKind(LeftOut.NOTE)
    if any(is_signature(text) or is_total(text) for text in row.before) and len(_values(row)) <= MOST_BESIDE_A_NOTE + 1:
        return RowKind(LeftOut.NOTE)
    if row.no_name:
        return RowKind(doubt=row.no_name) if row.identity else RowKind(LeftOut.NOTE)
    if _is_how_to_fill(row):
        return RowKind(LeftOut.EXAMPLE)
    if is_note(row.name) and len(_values(row)) <= MOST_BESIDE_A_NOTE and not row.identity:
        return RowKind(LeftOut.NOTE)
    if not row.beside:
        return RowKind(LeftOut.ALONE, alone=True)
    if is_office(row.name) and len(_values(row)) <= MOST_BESIDE_A_NOTE + 1 and usual >= FULL_TABLE and not row.identity:
        return RowKind(LeftOut.NOTE)
    if len(row.beside) == 1 and usual >= FULL_TABLE and not row.identity:
        return RowKind(LeftOut.ALONE)
    if len(_values(row)) <= MOST_BESIDE_A_NOTE and usual >= FULL_TABLE and not row.identity and _is_short(row.name):
        return RowKind(LeftOut.NOTE)
    return RowKind(doubt=_doubt(row.name))


def looks_signed(row: RowCells) -> bool:
    """True for an office or a person with hardly anything beside it. In a table with few columns nobody knows what it is.

    There the row of an applicant has no more than the row of whoever signed: a name and a telephone number.
    """
    if row.identity or not row.beside or len(_values(row)) > MOST_BESIDE_A_NOTE:
        return False
    return is_office(row.name) or (_is_short(row.name) and begins_as_person(row.name))


def _is_how_to_fill(row: RowCells) -> bool:
    """True for a row below the headings that says how to fill in each column: `与营业执照一致`, `必填`, `18位`, `文本`."""
    if row.identity and not row.beside:
        return False
    said = list(map(cell_words, row.beside))
    return bool(said) and is_how_to_fill(row.name) and 2 * sum(map(is_how_to_fill, said)) > len(said)


def _is_short(name: str) -> bool:
    """True for a text that is more probably a person than an organisation, whose name says what it is: `顺达厂`."""
    return len(name) <= LONGEST_PERSON and name[-1:] not in _ORGANISATIONS


def _values(row: RowCells) -> list[str]:
    """The texts beside the name, without words about the table itself."""
    return [text for text in map(cell_words, row.beside) if not is_words(text)]


def cell_words(cell: Cell) -> str:
    """The text of a cell, or its value as text if it has no text."""
    return cell.text or str(cell.value)


def _doubt(name: str) -> str:
    if is_no_name(name):
        return "这里写的是号码或日期"
    if is_signature(name):
        return "这里写的像是说明"
    if is_sentence(name):
        return "这里写的像是一句话，名称里没有逗号、句号"
    return ""


def is_words(text: str) -> bool:
    """True for words about the table itself. It is False for a number or a date, which may be a value of an enterprise."""
    return is_signature(text) or is_total(text) or (is_note(text) and not is_no_name(text) and len(text) <= 30)


def usual_values(counts: Sequence[int]) -> int:
    """The median of these numbers of values in the rows of a table; 0 for no rows."""
    return sorted(counts)[len(counts) // 2] if counts else 0
