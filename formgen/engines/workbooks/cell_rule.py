"""The rule of a workbook's cell for the values that people may type in it (data validation)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class CellRule:
    """The values that people may type in a cell, and the messages that the program shows about them.

    kind         `any`: every value is allowed and the prompt is shown. `list`: a drop-down list. `date` and `length`: a
                 value between first and second, or equal to first if second is None. `custom`: a value that makes the
                 formula true
    first        a formula without `=`, or a number; for a list `"a,b"` or the cells that hold the list
    strict       True: other values are refused. False: the program asks people whether they want to keep the value
    blank        True if the cell may be empty
    heading      the heading of the prompt and of the error, at most 32 UTF-16 units
    prompt       the text that is shown when the cell is chosen, at most 255 UTF-16 units
    error        the text that is shown for a wrong value, at most 255 UTF-16 units
    """

    kind: Literal["any", "list", "date", "length", "custom"]
    first: str = ""
    second: str | None = None
    strict: bool = True
    blank: bool = True
    heading: str = ""
    prompt: str = ""
    error: str = ""
