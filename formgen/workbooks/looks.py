"""How cells of our workbooks look: official faces, quiet colours. Colours are RGB as six hexadecimal digits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LINE_COLOUR = "A6A6A6"

TEXT_FORMAT = "@"
"""Whatever is typed stays as typed: no leading zero is lost, and 18 digits do not become 3.2E+17."""


@dataclass(frozen=True, slots=True)
class CellFont:
    """A cell's font: its face, its size in pt, its colour."""

    name: str
    size: int = 11
    colour: str = "000000"
    underlined: bool = False


@dataclass(frozen=True, slots=True)
class CellPlace:
    """Where text stands in its cell. None for the side that the kind of value has by itself (numbers: right)."""

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
    """How a cell looks.

    ground         the colour behind its text; None for none
    lined          whether it has a thin grey line on every side
    number_format  as Excel writes it: `General`, `@` for text, `yyyy-mm-dd`
    """

    font: CellFont
    place: CellPlace = LEFT
    ground: str | None = None
    lined: bool = True
    number_format: str = "General"


PLAIN = CellLook(BODY, UNWRAPPED, lined=False)
"""An empty cell that only holds a row's place."""
