"""Measures the boxes for pictures on the pages that LibreOffice makes of a form: the ruled lines around a mark say how large each is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from formgen.render.office_forms.drawn_pages import DrawnLine, SeenGlyph, drawn_pages

MM = 25.4 / 72
"""Millimetres in a point."""
MARGIN, AIR = 5.4, 1.5
"""What a cell keeps at each side (Word's own margin), and above and below, in pt."""
LEAST = 10.0
"""A box (mm) that is lower or narrower holds no picture."""
TOUCH = 1.5
"""How far (pt) a line may end before another and still touch it."""

Box = tuple[float, float]


def mark_of(number: int) -> str:
    """The text that is written at a place, so that it is found on the pages."""
    return f"〔{number}〕"


def picture_boxes(pdf: bytes, numbers: Iterable[int]) -> dict[int, Box]:
    """The width and height (mm) of the box around each of these marks; none for a mark without lines on all four sides.

    pdf: LibreOffice's PDF of the form with the marks. Raises ProofError where it is no sound PDF.
    """
    wanted = {mark_of(number): number for number in numbers}
    found: dict[int, Box] = {}
    for page in drawn_pages(pdf) if wanted else ():
        for glyph in _marks(page.glyphs, wanted):
            box = _box(glyph[1], page.lines)
            if box is not None and min(box) >= LEAST:
                found.setdefault(wanted[glyph[0]], box)
    return found


def _marks(glyphs: Sequence[SeenGlyph], wanted: dict[str, int]) -> Iterable[tuple[str, SeenGlyph]]:
    """Each mark on a page with its first glyph."""
    text, owners = "", list[SeenGlyph]()
    for glyph in glyphs:
        text += glyph.text
        owners += [glyph] * len(glyph.text)
    for mark in wanted:
        at = text.find(mark)
        if at >= 0:
            yield mark, owners[at]


def _box(glyph: SeenGlyph, lines: Sequence[DrawnLine]) -> Box | None:
    """The box of ruled lines in which a glyph stands, without the cell's margins."""
    upright = [line for line in lines if abs(line.right - line.left) < TOUCH]
    level = [line for line in lines if abs(line.top - line.bottom) < TOUCH]
    x, y = glyph.x + 1, glyph.y + glyph.size / 3
    beside = [line.left for line in upright if line.bottom - TOUCH <= y <= line.top + TOUCH]
    left = max((one for one in beside if one <= x), default=None)
    right = min((one for one in beside if one > x), default=None)
    if left is None or right is None:
        return None
    across = [line.bottom for line in level if line.left <= x <= line.right]
    bottom = max((one for one in across if one <= y), default=None)
    top = min((one for one in across if one > y), default=None)
    if bottom is None or top is None:
        return None
    width, height = right - left - 2 * MARGIN, top - bottom - 2 * AIR
    return round(width * MM, 1), round(height * MM, 1)
