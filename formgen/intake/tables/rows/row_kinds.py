"""Which rows of a table are no enterprises: totals, signatures, notes, names alone, rows of formulas.

A row is an enterprise if it has a name and something beside it. What stands in the column of names, and how little stands
beside it, together say what any other row is. Nothing is left out in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from formgen.intake.table import Cell
from formgen.intake.tables.rows.texts import is_no_name, is_note, is_sentence, is_signature, is_total

FULL_TABLE = 6
"""In a table whose rows have so many values as a rule, a name with one value beside it is no enterprise."""
MOST_BESIDE_A_NOTE = 2
"""Values that may stand beside a note: the telephone number of who signed, and a day."""


class LeftOut(StrEnum):
    """Why a row is no enterprise, in the words of the count."""

    HEADING = "重复的表头"
    NOTE = "说明、签字或合计"
    ALONE = "只有名称"
    EMPTY = "没有内容"
    TORN = "断开的行"


@dataclass(frozen=True, slots=True)
class RowCells:
    """What a row says, without what says nothing.

    name      in the column of names; empty for nothing
    identity  whether it has a code that identifies an enterprise
    beside    the cells in other known columns
    offered   how many of these are in columns whose values are chosen from a list: such columns are often filled beforehand
    unknown   the cells in columns that are not known
    """

    name: str
    identity: bool
    beside: tuple[Cell, ...]
    offered: int
    unknown: tuple[Cell, ...]

    def texts(self) -> Iterator[str]:
        """Everything that the row says, the name first."""
        if self.name:
            yield self.name
        yield from map(cell_words, (*self.beside, *self.unknown))


@dataclass(frozen=True, slots=True)
class RowKind:
    """What a row is.

    left_out  why it is no enterprise; None for one
    alone     True for a name that nothing stands beside: other sheets may say more of it
    doubt     what is wrong with the name of an enterprise, for a problem; empty for nothing
    """

    left_out: LeftOut | None = None
    alone: bool = False
    doubt: str = ""


def row_kind(row: RowCells, usual: int) -> RowKind:
    """What a row is. usual: how many values the rows of the table have as a rule."""
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
    if is_note(row.name) and len(_values(row)) <= MOST_BESIDE_A_NOTE and not row.identity:
        return RowKind(LeftOut.NOTE)
    if not row.beside:
        return RowKind(LeftOut.ALONE, alone=True)
    if len(row.beside) == 1 and usual >= FULL_TABLE and not row.identity:
        return RowKind(LeftOut.ALONE)
    return RowKind(doubt=_doubt(row.name))


def _values(row: RowCells) -> list[str]:
    """What stands beside the name and is not about the table."""
    return [text for text in map(cell_words, row.beside) if not is_words(text)]


def cell_words(cell: Cell) -> str:
    """What a cell says, for looking at its row as a whole."""
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
    """True for words about the table. A number or a day may be an enterprise's value as well."""
    return is_signature(text) or is_total(text) or (is_note(text) and not is_no_name(text) and len(text) <= 30)


def usual_values(counts: Sequence[int]) -> int:
    """The middle one of how many values the rows of a table have; 0 for no rows."""
    return sorted(counts)[len(counts) // 2] if counts else 0
