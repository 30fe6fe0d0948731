"""Describes how a form is changed to hold long values: higher rows, repeated rows, smaller letters, continuation sheets.

No file of a scheme contains this. `formgen.render.long_values.fitting` finds it for the values of one record. It is a part of the form,
so all modules can use a changed form like any other form.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlaceFitting:
    """The changes at one place of a slot.

    slot    the id of the slot
    place   the number of this place among the places of the slot in the form, counted from 0
    size    the smaller font size (pt); None if the size does not change
    line    the distance from one line to the next (pt) at this size; None if it does not change
    lines   how many lines the place then holds
    indent  the left indent, and the additional indent of the first line (twentieths of a point); None if they do not change
    height  the least height of its table row (twentieths of a point); None if the row does not grow
    marker  the words in the place of a value that stands on a continuation sheet; empty if the value stands here
    rows    how many rows of its table the value takes, with one line of it in each
    """

    slot: str
    place: int
    size: float | None
    line: float | None
    lines: int
    indent: tuple[int, int] | None = None
    height: int | None = None
    marker: str = ""
    rows: int = 1


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A text, or a part of one, on a continuation sheet.

    slot    the id of its slot on the first sheet of this kind
    lines   how many lines the row holds
    height  the least height of its row (twentieths of a point)
    """

    slot: str
    lines: int
    height: int


@dataclass(frozen=True, slots=True)
class SheetFitting:
    """One continuation sheet.

    kind    the number of its kind among the form's kinds of sheets, counted from 0
    number  its number among the sheets of this kind, counted from 1
    parts   the texts on it, in the order of the kind's slots
    """

    kind: int
    number: int
    parts: tuple[SheetPart, ...]


@dataclass(frozen=True, slots=True)
class Fitting:
    """All changes of one form. sheets: in the order of the pages."""

    places: tuple[PlaceFitting, ...] = ()
    sheets: tuple[SheetFitting, ...] = ()
