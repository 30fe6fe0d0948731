"""The marks of `dossier --marks`: a DataMatrix at each end of the number's strip, which names the dossier and the page.

A mark can't hold the digest of the finished file, because it is a part of it. It holds figures that are worked out from what is bound:
the title, and of each source its digest and its pages. All of this stands in the proof, so that anybody can work them out again. Two
files that were bound from the same papers in the same way have the same marks.

zxing-cpp writes and reads the symbols (ISO/IEC 16022, ECC 200). It comes with the extra `formgen[receive]`, so it is imported when it is
used. All lengths are PDF points.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
from collections.abc import Sequence
from typing import NamedTuple

from formgen.dossier.claim import Input
from formgen.dossier.evidence.tags.writing import FOOTER
from formgen.dossier.sheets import POINTS_PER_MM
from formgen.foundation.errors import MachineError

NOT_THERE = "没有安装写、读页面标记的组件，请安装 formgen[receive]（pip install 'formgen[receive]'），或者不用 --marks"
PREFIX = "FG"
DOSSIER_FIGURES, NUMBER_FIGURES = 25, 7
"""Figures of the dossier and of the page's number. With the prefix they just fill a symbol of 18 × 18 modules (36 figures, of which two
letters take four), whose modules are then 0.44 mm wide: a scan of 200 dpi has three dots and a half for each."""
TEXT = re.compile(rf"{PREFIX}(\d{{{DOSSIER_FIGURES}}})(\d{{{NUMBER_FIGURES}}})")
MODULES = 18
SIDE = 8 * POINTS_PER_MM
UP, ASIDE = 3 * POINTS_PER_MM, 9 * POINTS_PER_MM
"""From the sheet's lower edge and from its nearest other edge to the symbol. Printers leave some 4 mm blank at the sides."""
APART = 2 * POINTS_PER_MM
"""The least distance from the page's number: four modules, of which a reader needs one (the quiet zone)."""
_MODULE = f"{SIDE / MODULES:.4f}"
_RUN = r"\d+ \d+ \d+ 1 re "
_BEGIN, _END = f"{FOOTER} q {_MODULE} 0 0 {_MODULE} 0 {UP:.4f} cm 0 g ", "f Q EMC"
DRAWN = re.compile(re.escape(_BEGIN.encode()) + f"((?:{_RUN})+)".encode() + re.escape(_END.encode()))
"""What a mark's drawing holds: black rectangles, one for each run of dark modules: column, row from below, and how many."""
SCALE = 4
"""Dots of a module in the picture in which a drawing's modules are read."""


class PageMark(NamedTuple):
    """What a mark says: the figures of the dossier, and the printed number of the page."""

    dossier: str
    number: int

    @property
    def text(self) -> str:
        """What stands in the symbol."""
        return f"{PREFIX}{self.dossier}{self.number:0{NUMBER_FIGURES}}"


class MarkInPicture(NamedTuple):
    """A mark in a picture. corners: upper left, upper right, lower right and lower left of the symbol itself, in dots."""

    mark: PageMark
    corners: tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]]


def need() -> None:
    """Raise MachineError if marks can be neither written nor read here."""
    if not can_read():
        raise MachineError(NOT_THERE)


def can_read() -> bool:
    """True if the library is installed."""
    return importlib.util.find_spec("zxingcpp") is not None


def dossier_figures(title: str, inputs: Sequence[Input]) -> str:
    """The figures by which marks name a dossier, or one volume of it.

    They are the last figures, written in tens, of a sha256: that of the title and, for each source in order, of its own sha256, its
    first and last page and how many of its pages come before, as JSON without spaces.
    """
    bound = [[one.sha256, one.first_page, one.last_page, one.skipped] for one in inputs]
    said = json.dumps([title, bound], ensure_ascii=False, separators=(",", ":"))
    number = int(hashlib.sha256(said.encode()).hexdigest(), 16) % 10**DOSSIER_FIGURES
    return f"{number:0{DOSSIER_FIGURES}}"


def places(width: float, number_left: float, number_width: float) -> tuple[float, ...]:
    """How far the marks of a sheet of this width lie from its left edge. On a narrow sheet, one that would touch the number is left out."""
    free = (ASIDE, width - ASIDE - SIDE)
    return tuple(
        left for left in free if left + SIDE + APART <= number_left or left >= number_left + number_width + APART
    )


def drawing(mark: PageMark) -> bytes:
    """The content of a drawing of the mark, which stands `UP` above its lower edge. It is no content of the page for readers of tags."""
    runs = "".join(f"{column} {MODULES - 1 - row} {count} 1 re " for row, column, count in _runs(_symbol(mark.text)))
    return f"{_BEGIN}{runs}{_END}".encode("ascii")


def read_drawing(content: bytes) -> PageMark | None:
    """What the mark of a drawing says; None for what is no drawing of a mark, or of one that can't be read."""
    found = DRAWN.fullmatch(content)
    if found is None:
        return None
    side = (MODULES + 2) * SCALE
    dots = bytearray(b"\xff" * side * side)
    for column, below, count in re.findall(rb"(\d+) (\d+) (\d+) 1 re", found[1]):
        left, top, wide = (int(column) + 1) * SCALE, (MODULES - int(below)) * SCALE, int(count) * SCALE
        if left + wide > side or not 0 <= top <= side - SCALE:
            return None
        for row in range(top, top + SCALE):
            dots[row * side + left : row * side + left + wide] = bytes(wide)
    marks = read_marks(memoryview(dots).cast("B", (side, side)))
    return marks[0].mark if len(marks) == 1 else None


def read_marks(picture: memoryview) -> tuple[MarkInPicture, ...]:
    """The marks in a picture of greys (rows and columns of bytes), however it is turned. Symbols of others are left out.

    Raises MachineError if the library is not installed.
    """
    need()
    import zxingcpp

    only = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.DataMatrix)
    found = zxingcpp.read_barcodes(picture, formats=only, try_downscale=False, try_invert=False)
    return tuple(one for one in map(_seen, found) if one is not None)


def parsed(text: str) -> PageMark | None:
    """The mark whose symbol says this; None for the text of another symbol."""
    found = TEXT.fullmatch(text)
    return None if found is None else PageMark(found[1], int(found[2]))


def _seen(found: object) -> MarkInPicture | None:
    mark, at = parsed(found.text), found.position  # type: ignore[attr-defined]
    corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
    first, second, third, fourth = ((int(one.x), int(one.y)) for one in corners)
    return None if mark is None else MarkInPicture(mark, (first, second, third, fourth))


def _symbol(text: str) -> tuple[bytes, ...]:
    """The rows of a symbol, one byte for each module: 0 for a dark one."""
    import zxingcpp

    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix)
    whole = memoryview(symbol.to_image(scale=1, add_quiet_zones=False))  # type: ignore[arg-type]
    if whole.shape != (MODULES, MODULES):
        raise MachineError("写页面标记的组件给出的图形大小不对，请换用 requirements.txt 里的版本")
    rows = whole.tobytes()
    return tuple(rows[at : at + MODULES] for at in range(0, len(rows), MODULES))


def _runs(rows: Sequence[bytes]) -> list[tuple[int, int, int]]:
    """The runs of dark modules: row, first column, how many."""
    return [(at, run.start(), len(run[0])) for at, row in enumerate(rows) for run in re.finditer(b"\0+", row)]
