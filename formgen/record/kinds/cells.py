"""What a cell of a spreadsheet is given for a value: text, a date, a number of so many digits, one of a list.

Each kind of value names one of these shapes in `formgen.record.kinds.table`. The collection workbook makes of the shape
what the cell lets people type and how it looks; the reader of returned tables makes of it how a number or a date in
that cell is to be understood. A kind with a shape of its own needs a class here, which both then have to handle: mypy
names the places.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from formgen.scheme.applicants import Towns
from formgen.scheme.models import FieldDefinition

Offered = Callable[[FieldDefinition, Towns | None], tuple[str, ...]]
"""(field, the scheme's towns) to what a person may choose from."""


@dataclass(frozen=True, slots=True)
class TextCell:
    """Any text of one paragraph."""


@dataclass(frozen=True, slots=True)
class ParagraphsCell:
    """Any text; spaces at the beginning of a paragraph belong to it."""


@dataclass(frozen=True, slots=True)
class DateCell:
    """A day, which the spreadsheet should take for a date."""


@dataclass(frozen=True, slots=True)
class AmountCell:
    """A number with its unit. The unit may stand in the number format of the cell instead of the cell itself."""


@dataclass(frozen=True, slots=True)
class CodeCell:
    """A code that has one of these lengths, counted without spaces and hyphens. A spreadsheet must not make it a number."""

    lengths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DocumentNumberCell:
    """The number of a person's document. It has at least `shortest` characters, or begins with the document's name."""

    shortest: int


@dataclass(frozen=True, slots=True)
class NumbersCell:
    """Telephone numbers and the like: text of `shortest` to `longest` characters that must not become a number."""

    shortest: int
    longest: int


@dataclass(frozen=True, slots=True)
class OfferedCell:
    """One of the texts that a drop-down list offers.

    offered  what the list offers
    between  what stands between these texts where they are listed in a sentence
    """

    offered: Offered
    between: str


CellShape: TypeAlias = (
    TextCell | ParagraphsCell | DateCell | AmountCell | CodeCell | DocumentNumberCell | NumbersCell | OfferedCell
)


def is_of_digits(shape: CellShape) -> bool:
    """True for what is written with digits and is no number: it loses leading zeros where a spreadsheet makes it one."""
    return isinstance(shape, CodeCell | DocumentNumberCell | NumbersCell)
