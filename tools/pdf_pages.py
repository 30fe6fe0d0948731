"""Reads with PDFium where each character and each ruled line of a finished PDF stands. It does not use our own layout.

All lengths are in pt. Positions are measured from the page's left and top edges.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
from pypdfium2 import raw

MM = 72 / 25.4
"""The length of a millimetre in pt."""
JOINED = 1.0
"""The distance in pt, about the width of a line, up to which two pieces count as one line."""
CELLS, PARAGRAPHS = ("TD", "TH"), ("P", "H1", "H2", "H3", "H4", "H5", "H6")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box, tolerance: float = 0) -> bool:
        """True if the two share an area that is more than `tolerance` wide and high."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide > tolerance and high > tolerance

    def distance(self, x: float, y: float) -> float:
        """The distance from a point to the nearest point of the rectangle; 0 inside."""
        return math.hypot(max(self.left - x, 0, x - self.right), max(self.top - y, 0, y - self.bottom))


@dataclass(frozen=True, slots=True)
class Glyph:
    """A visible character.

    x, y       its origin on the baseline
    box        its em box, extended so that it holds all of its ink
    cell, paragraph  the numbers of the tagged table cell and paragraph around it on its page; None if there is none, and in a
               PDF without tags
    """

    character: str
    x: float
    y: float
    box: Box
    cell: int | None
    paragraph: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page. rows: the horizontal ruled lines; columns: the vertical ones. Touching pieces are joined."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rows: tuple[Box, ...]
    columns: tuple[Box, ...]

    @property
    def text(self) -> str:
        """The characters of the page in the order in which they were drawn, without spaces."""
        return "".join(glyph.character for glyph in self.glyphs)

    @property
    def heights(self) -> tuple[float, ...]:
        """The heights of the page's horizontal lines, from the top."""
        found: list[float] = []
        for line in self.rows:
            height = (line.top + line.bottom) / 2
            if not found or height - found[-1] > JOINED:
                found.append(height)
        return tuple(found)


def hull(boxes: Iterable[Box]) -> Box:
    """The smallest rectangle around some others. Raises ValueError if there are none."""
    boxes = tuple(boxes)
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def read_pages(pdf: Path | bytes) -> tuple[Page, ...]:
    """Read every page of a PDF. Raises ValueError for a page object that is neither text nor a straight ruled line."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(_page(page) for page in document)
    finally:
        document.close()


def _page(page: Any) -> Page:
    width, height = page.get_size()
    lines = [Box(left, height - top, right, height - bottom) for left, bottom, right, top in _lines(page)]
    level = [line for line in lines if line.right - line.left >= line.bottom - line.top]
    upright = [line for line in lines if line.right - line.left < line.bottom - line.top]
    return Page(width, height, tuple(_glyphs(page, height)), _joined(level, True), _joined(upright, False))


def _lines(page: Any) -> Iterator[tuple[float, float, float, float]]:
    for item in page.get_objects(max_depth=15):
        if item.type == raw.FPDF_PAGEOBJ_PATH:
            left, bottom, right, top = item.get_bounds()
            if min(right - left, top - bottom) > 3:
                raise ValueError("a drawing that is not a ruled line")
            yield left, bottom, right, top
        elif item.type not in (raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_FORM):
            raise ValueError("a page object that is neither text nor line")


def _joined(lines: list[Box], level: bool) -> tuple[Box, ...]:
    """Join touching pieces at the same height (if `level`) or at the same distance from the left into one line."""
    found: list[Box] = []
    for line in sorted(lines, key=lambda line: (line.left, line.top) if level else (line.top, line.left)):
        for number, other in enumerate(found):
            near = Box(other.left - JOINED, other.top - JOINED, other.right + JOINED, other.bottom + JOINED)
            if abs(line.top - other.top if level else line.left - other.left) < JOINED and near.overlaps(line):
                found[number] = hull((line, other))
                break
        else:
            found.append(line)
    return tuple(sorted(found, key=lambda line: (line.top, line.left)))


def _glyphs(page: Any, height: float) -> Iterator[Glyph]:
    text = page.get_textpage()
    owners = _owners(page)
    for index in range(raw.FPDFText_CountChars(text)):
        character = chr(raw.FPDFText_GetUnicode(text, index))
        if character.isspace() or character == "\0":
            continue
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        ink = [ctypes.c_double() for _ in range(4)]
        raw.FPDFText_GetCharBox(text, index, *ink)
        left, right, bottom, top = (side.value for side in ink)
        em = raw.FS_RECTF()
        raw.FPDFText_GetLooseCharBox(text, index, em)
        box = Box(min(left, em.left), height - max(top, em.top), max(right, em.right), height - min(bottom, em.bottom))
        content = raw.FPDFPageObj_GetMarkedContentID(raw.FPDFText_GetTextObject(text, index))
        cell, paragraph = owners.get(content, (None, None))
        yield Glyph(character, x.value, height - y.value, box, cell, paragraph)


def _owners(page: Any) -> dict[int, tuple[int | None, int | None]]:
    """The cell and the paragraph of each piece of marked content of a page, numbered in the order of its tags."""
    owners: dict[int, tuple[int | None, int | None]] = {}
    counts = {"cell": 0, "paragraph": 0}

    def walk(element: Any, cell: int | None, paragraph: int | None) -> None:
        kind = _kind(element)
        if kind in CELLS:
            counts["cell"] += 1
            cell = counts["cell"]
        elif kind in PARAGRAPHS:
            counts["paragraph"] += 1
            paragraph = counts["paragraph"]
        for index in range(raw.FPDF_StructElement_GetMarkedContentIdCount(element)):
            owners[raw.FPDF_StructElement_GetMarkedContentIdAtIndex(element, index)] = (cell, paragraph)
        for index in range(raw.FPDF_StructElement_CountChildren(element)):
            if child := raw.FPDF_StructElement_GetChildAtIndex(element, index):
                walk(child, cell, paragraph)

    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    if tree:
        for index in range(raw.FPDF_StructTree_CountChildren(tree)):
            walk(raw.FPDF_StructTree_GetChildAtIndex(tree, index), None, None)
        raw.FPDF_StructTree_Close(tree)
    owners.pop(-1, None)
    return owners


def _kind(element: Any) -> str:
    size = raw.FPDF_StructElement_GetType(element, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDF_StructElement_GetType(element, buffer, size)
    return buffer.raw.decode("utf-16-le").rstrip("\0")
