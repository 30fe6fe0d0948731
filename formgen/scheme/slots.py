"""Slots: the places of a form that values are written into; and the rows of a form that repeat, one for each row of a list."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from formgen.scheme.definition import Definition

BLANK = "　　"
"""The text of an empty slot, unless the slot says another: two ideographic spaces, wide enough to click into."""


class Slot(Definition):
    """A place in a form's Word file that a value is written into.

    field     `block.field` id of the record, or the id of the total of scores
    part      for a date in three: year, month or day; for an amount: capitals, or units or ten_thousands if the form prints
              元 or 万元; for what goes on, on a continuation sheet: continued; for the sum of a column of a list: total;
              of a value that takes a cell of a table for each character: cell, which no file says; None for the whole value
    label     the official words that stand before it in the Word file
    lines     the most lines that its paragraph may take; a longer value is a Problem, if nothing below helps
    page      the form's page that it stands on, counted from 1; None where nothing depends on it
    smallest  the size (pt) down to which the letters of a longer value are set smaller; its row of a table grows before
              that, as far as the page has spare room (`Form.spare`). None for a place where neither happens
    rows      how many rows of its table a longer value may take. Its row is then repeated, as far as the page has spare
              room, and each row has one line of the value above its own rule. 1 for a place of one row
    blank     what stands in the place while it is empty. Of a choice that is printed as boxes (`□是 □否`), a filled place
              has the same text with one box ticked. A blank of line breaks alone keeps the height of its box: a value
              is followed by as many line breaks as it leaves of the `lines`
    columns   how many Chinese characters a line of the place holds; only used for such a blank of line breaks
    variable  the name of the variable that is this value in a template with conditions; None in all other forms
    box       the width and height (mm) of the box that a picture is fitted into; None for all other values
    cells     how many cells of a row the value takes, one for each character (a number in eighteen boxes); 1 for an ordinary
              place. The form then has a `CellSlot` for each of them
    """

    field: str
    part: Literal["year", "month", "day", "continued", "total", "capitals", "units", "ten_thousands", "cell"] | None = (
        None
    )
    label: str
    lines: int = 1
    page: int | None = None
    smallest: int | None = None
    rows: Annotated[int, Field(ge=1)] = 1
    blank: str = BLANK
    columns: Annotated[int, Field(ge=1)] | None = None
    variable: str | None = None
    box: tuple[Annotated[float, Field(gt=0)], Annotated[float, Field(gt=0)]] | None = None
    cells: Annotated[int, Field(ge=1, le=64)] = 1

    @property
    def id(self) -> str:
        """The tag of the content control: the field's id, followed by the part."""
        return f"{self.field}.{self.part}" if self.part else self.field


class SheetSlot(Slot):
    """A slot of the second or a later continuation sheet of one page. No file defines it: the program adds the sheet.

    sheet  the number of the sheet among those of the page, counted from 1
    """

    sheet: int

    @property
    def id(self) -> str:
        """The content control's tag: as on the first sheet, with the number of the sheet behind it."""
        return f"{super().id}.{self.sheet}" if self.part == "continued" and self.sheet > 1 else super().id


class LineSlot(Slot):
    """A slot with one line of a value that takes several rows of a table. No file defines it: a long value needs it.

    row  the number of the row among those of the value, counted from 1
    """

    row: int

    @property
    def id(self) -> str:
        """The content control's tag: the field's id, followed by the number of the row."""
        return f"{self.field}.row{self.row}"


class CellSlot(Slot):
    """A slot with one character of a value that takes a cell for each. No file defines it: the program makes it of a slot with `cells`.

    cell  the number of the cell among those of the value, counted from 1
    """

    cell: int

    @property
    def id(self) -> str:
        """The content control's tag: the field's id, followed by the number of the cell."""
        return f"{self.field}.cell{self.cell}"


def each_cell(slot: Slot) -> tuple[Slot, ...]:
    """The slots that stand in a form's file for one slot of form.toml: one for each cell of a value in cells, else the slot itself."""
    if slot.cells == 1:
        return (slot,)
    said = slot.model_dump(by_alias=True) | {"part": "cell"}
    return tuple(CellSlot(**said, cell=cell) for cell in range(1, slot.cells + 1))


class RowSlot(Slot):
    """A slot in one row of a table that repeats. No file defines it: the program makes it of a slot of `[[rows]]`.

    row  the number of the row, counted from 1
    """

    row: int

    @property
    def id(self) -> str:
        """The content control's tag: the id of the slot that it was made of, with the number of the row behind it."""
        return f"{super().id}.{self.row}"


class RepeatedRows(Definition):
    """The rows of a form that repeat: one row of a table for each row of a list of the record.

    list      the id of the list in record.toml
    printed   how many rows the form has at least; those that the record does not fill stay blank. A longer list adds rows
    variable  the name of the list in a template with loops; None in all other forms
    slots     the places in one row, from left to right
    """

    list: str
    printed: Annotated[int, Field(ge=0, le=500)] = 1
    variable: str | None = None
    slots: Annotated[tuple[Slot, ...], Field(alias="slot", min_length=1)]

    def row_slots(self, count: int) -> tuple[RowSlot, ...]:
        """The slots of this many rows, row by row."""
        return tuple(slot for row in range(1, count + 1) for slot in self.slots_of(row))

    def slots_of(self, row: int) -> tuple[RowSlot, ...]:
        """The slots of one row, counted from 1."""
        return tuple(RowSlot(**slot.model_dump(by_alias=True), row=row) for slot in self.slots)
