"""The looks of cells in the workbooks of formgen: official faces, quiet colours.

Colours are RGB values with six hexadecimal digits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LINE_COLOUR = "A6A6A6"

TEXT_FORMAT = "@"
"""The number format for text. The cell keeps what people type: leading zeros stay, and 18 digits stay 18 digits."""


@dataclass(frozen=True, slots=True)
class CellFont:
    """A cell's font: its face, its size in pt, its colour."""

    name: str
    size: int = 11
    colour: str = "000000"
    underlined: bool = False


@dataclass(frozen=True, slots=True)
class CellPlace:
    """The position of text in its cell. None means the usual side for the kind of value (numbers stand right)."""

    horizontal: Literal["left", "center", "right"] | None = "left"
    vertical: Literal["top", "vcenter"] = "vcenter"
    wrapped: bool = True


TITLE = CellFont("黑体", 16)
HEADING = CellFont("黑体", 12)
HEAD = CellFont("黑体")
BAND = CellFont("黑体", colour="FFFFFF")
HINT = CellFont("仿宋", colour="404040")
BODY = CellFont("宋体")
STRONG = CellFont("黑体", colour="C00000")
LINKED = CellFont("宋体", colour="0563C1", underlined=True)

CENTRE = CellPlace("center")
LEFT = CellPlace()
TOP = CellPlace(vertical="top")
RIGHT = CellPlace("right")
UNWRAPPED = CellPlace(wrapped=False)
FIGURE = CellPlace(None, "top", wrapped=False)

BAND_FILL = "44546A"
HEAD_FILL = "E7EAEF"
SUM_FILL = "F2F2F2"


@dataclass(frozen=True, slots=True)
class CellLook:
    """The look of a cell.

    ground         the colour behind its text; None for no colour
    lined          True if the cell has a thin grey line on every side
    number_format  the number format as Excel writes it: `General`, `@` for text, `yyyy-mm-dd`
    """

    font: CellFont
    place: CellPlace = LEFT
    ground: str | None = None
    lined: bool = True
    number_format: str = "General"


PLAIN = CellLook(BODY, UNWRAPPED, lined=False)
"""The look of an empty cell that only keeps the place of a row."""
