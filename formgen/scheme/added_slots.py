"""Slots that no file of a scheme defines: the program adds them to a form that it changes for a long value."""

from __future__ import annotations

from formgen.scheme.models import Slot


class SheetSlot(Slot):
    """A slot of the second or a later continuation sheet of one page.

    sheet  the number of the sheet among those of the page, counted from 1
    """

    sheet: int

    @property
    def id(self) -> str:
        """The content control's tag: as on the first sheet, with the number of the sheet behind it."""
        return f"{super().id}.{self.sheet}" if self.part == "continued" and self.sheet > 1 else super().id


class RowSlot(Slot):
    """A slot with one line of a value that takes several rows of a table.

    row  the number of the row among those of the value, counted from 1
    """

    row: int

    @property
    def id(self) -> str:
        """The content control's tag: the field's id, followed by the number of the row."""
        return f"{self.field}.row{self.row}"
