"""The shapes of spreadsheet cells: what a cell holds for a value, such as text, a date, a code or one text of a list.

Each kind of value names one of these shapes in `formgen.record.kinds.table`. The collection workbook derives from the
shape what people may type into the cell and how the cell looks. The reader of returned tables derives from it how a
number or a date in the cell is understood. A kind that needs a new shape needs a new class here. Both the workbook and
the reader must then handle it; mypy names the places.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from formgen.scheme.applicants import Towns
from formgen.scheme.models import FieldDefinition

Offered = Callable[[FieldDefinition, Towns | None], tuple[str, ...]]
"""A function from (field, the scheme's towns) to the texts that a person may choose from."""


@dataclass(frozen=True, slots=True)
class TextCell:
    """Any text of one paragraph."""


@dataclass(frozen=True, slots=True)
class ParagraphsCell:
    """Any text; spaces at the beginning of a paragraph belong to it."""


@dataclass(frozen=True, slots=True)
class DateCell:
    """A day. The spreadsheet should store it as a date."""


@dataclass(frozen=True, slots=True)
class AmountCell:
    """A number with its unit. The unit may stand in the number format of the cell instead of the cell itself."""


@dataclass(frozen=True, slots=True)
class CodeCell:
    """A code with one of these lengths, counted without spaces and hyphens. The spreadsheet must not turn it into a number."""

    lengths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DocumentNumberCell:
    """The number of a person's document. It has at least `shortest` characters, or begins with the document's name."""

    shortest: int


@dataclass(frozen=True, slots=True)
class NumbersCell:
    """Telephone numbers and similar texts of `shortest` to `longest` characters. They must not become numbers."""

    shortest: int
    longest: int


@dataclass(frozen=True, slots=True)
class OfferedCell:
    """One of the texts that a drop-down list offers.

    offered  returns the texts of the list
    between  the text between two of these texts when a sentence lists them
    """

    offered: Offered
    between: str


CellShape: TypeAlias = (
    TextCell | ParagraphsCell | DateCell | AmountCell | CodeCell | DocumentNumberCell | NumbersCell | OfferedCell
)


def is_of_digits(shape: CellShape) -> bool:
    """Return True for a shape whose values have digits but are not numbers.

    Such a value loses its leading zeros if a spreadsheet turns it into a number.
    """
    return isinstance(shape, CodeCell | DocumentNumberCell | NumbersCell)
