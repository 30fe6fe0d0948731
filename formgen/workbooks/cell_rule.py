"""What a cell lets people type (data validation)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class CellRule:
    """What a cell lets people type, and what it shows beside itself.

    kind         `any`: whatever they like, with the words shown. `list`: a drop-down. `date` and `length`: between
                 first and second, or equal to first where second is None. `custom`: what makes the formula true
    first        a formula without `=`, or a number; of a list `"a,b"` or where it stands
    strict       whether anything else is refused; otherwise people are asked whether they mean it
    blank        whether an empty cell is right
    heading      of the prompt and the error, at most 32 UTF-16 units
    prompt       shown when the cell is chosen, at most 255 UTF-16 units
    error        said of something that is refused, at most 255 UTF-16 units
    """

    kind: Literal["any", "list", "date", "length", "custom"]
    first: str = ""
    second: str | None = None
    strict: bool = True
    blank: bool = True
    heading: str = ""
    prompt: str = ""
    error: str = ""
