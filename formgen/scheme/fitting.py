"""How a form is changed so that it holds values that are longer than its places: rows, letters, continuation sheets.

No file of a scheme says this: `formgen.render.fitting` finds it out for the values of one record. It is a part of the form, so
a form that was changed is a form like any other.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlaceFitting:
    """What is changed at one place of a slot.

    slot    the slot's id
    place   which of the places of this slot in the form it is, counted from 0
    size    the smaller size of its letters (pt); None where they stay as they are
    line    the distance from one line to the next (pt) at that size; None where it stays
    indent  the indent of all lines, and of the first line in addition (twentieths of a point); None where they stay
    lines   how many lines it then has room for
    height  the least height of its row of a table (twentieths of a point); None where the row does not grow
    marker  the words that stand there instead of a value, because the value stands on a sheet; empty for a value
    """

    slot: str
    place: int
    size: float | None
    line: float | None
    lines: int
    indent: tuple[int, int] | None = None
    height: int | None = None
    marker: str = ""


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A text, or a part of one, on a continuation sheet.

    slot    the id of its slot on the first sheet of this kind
    lines   how many lines it has room for
    height  the least height of its row (twentieths of a point)
    """

    slot: str
    lines: int
    height: int


@dataclass(frozen=True, slots=True)
class SheetFitting:
    """One continuation sheet.

    kind    which of the form's kinds of sheet it is, counted from 0
    number  which sheet of this kind it is, counted from 1
    parts   what stands on it, in the order of the kind's slots
    """

    kind: int
    number: int
    parts: tuple[SheetPart, ...]


@dataclass(frozen=True, slots=True)
class Fitting:
    """All that is changed in one form. sheets: in the order of the pages."""

    places: tuple[PlaceFitting, ...] = ()
    sheets: tuple[SheetFitting, ...] = ()
