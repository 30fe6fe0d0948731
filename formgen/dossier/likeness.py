"""Decides if two pictures of a page show the same. It tells rounding errors from real differences.

A renderer puts each letter on whole pixels. If the place of a letter lies half way between two pixels, the smallest
rounding error moves the letter by one pixel. Then two pictures of one page differ, although both show the same. So three
rules apply. A pixel may have its like in the place beside it. An area may be as dark as the area one pixel further. Pages
that still differ are drawn again, moved by a part of a pixel: a real difference appears in each drawing, in the same place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from PIL import Image, ImageChops

QUICK, CLOSER = 96 / 72, 288 / 72
"""Pixels for each point (pt): 96 dpi and 288 dpi. Pages that differ at the first scale are compared again at the second."""
PICTURED = 300 / 72
"""The pixels for each point of a page that is bound as a picture of itself: 300 dpi. At this scale its pixels fall on those of the
drawing of its source, which it was made by; at any other one it is only as soft as a picture is, and thin lines differ."""
NUDGES = (0.0, 0.37, 0.71)
"""How many pixels both pages are moved, to the right and down, each time that they are drawn at the second scale."""
CLOSE = 48
"""A channel of a pixel (0 to 255) may differ by so much. The edge of a line changes by so much if it is rounded differently."""
FAINT = 1
"""The average of an area of 16 × 16 pixels at 96 dpi may differ by so much (0 to 255). A pale watermark differs by more."""
AREA = 12
"""The side of this area in points (pt)."""
PICTURE_CLOSE = 64
"""The same limit as CLOSE, at 96 dpi, for a page that is bound as a picture. Its lines are softer than those of the source."""
FEWEST, PICTURE_FEWEST = 3, 2
"""So many pixels without a like are a difference: on a usual page, and on a page that is bound as a picture. Fewer may come
from rounding at the edge."""
BESIDE = tuple((across, down) for across in (-1, 0, 1) for down in (-1, 0, 1))
"""The moves, in pixels to the right and down, that rounding may cause: to each of the eight neighbours, and none."""

Areas = frozenset[tuple[int, int]]
"""Areas of a picture, each by its number across and its number down, counted from 0."""


class Difference(NamedTuple):
    """What differs in two pictures at the second scale.

    pixels  how many pixels have no like; 0 if so few may come from rounding
    areas   which areas are darker or lighter than they should be
    """

    pixels: int
    areas: Areas


def is_same(wanted: Image.Image, found: Image.Image) -> bool:
    """True if no pixel and no area of two pictures at the first scale (`QUICK`) differs by more than rounding can cause."""
    difference = ImageChops.difference(wanted, found)
    if difference.getbbox() is None:
        return True
    return max(high for _, high in extremes(difference)) <= CLOSE and not _darker(wanted, found, QUICK)


def difference(wanted: Image.Image, found: Image.Image, is_picture: bool = False) -> Difference:
    """What differs in two pictures at the second scale (`CLOSER`). is_picture: True if the page is bound as a picture of itself."""
    close, fewest = CLOSE, FEWEST
    if is_picture:
        wanted, found = (picture.reduce(round(CLOSER / QUICK)) for picture in (wanted, found))
        close, fewest = PICTURE_CLOSE, PICTURE_FEWEST
    box = _around(wanted, found, close)
    without = 0
    if box is not None:
        here, there = wanted.crop(box), found.crop(box)
        without = _without_like(here, there, close) + _without_like(there, here, close)
    return Difference(without if without >= fewest else 0, Areas() if is_picture else _otherwise(wanted, found))


def said(differences: Iterable[Difference]) -> str | None:
    """How two pages differ, in Chinese; None if rounding alone explains the differences.

    differences  one for each time that the pages were drawn. As soon as the answer is None, no further one is asked for
    """
    fewest, areas = None, None
    for found in differences:
        fewest = found.pixels if fewest is None else min(fewest, found.pixels)
        areas = found.areas if areas is None else areas & found.areas
        if not fewest and not areas:
            return None
    if fewest:
        return f"有 {fewest} 个像素与来源不同"
    return "有一片的深浅或颜色与来源不同" if areas else None


def extremes(picture: Image.Image) -> list[tuple[int, int]]:
    """The darkest and the lightest value of each channel, for a picture with several channels."""
    return [channel for channel in picture.getextrema() if isinstance(channel, tuple)]


def _darker(wanted: Image.Image, found: Image.Image, scale: float) -> Areas:
    """The areas whose average is darker or lighter. Lines that were only rounded differently do not change the average.

    scale  pixels for each point (pt) in both pictures
    """
    side = round(AREA * scale)
    return _darker_areas(wanted.reduce(side), found.reduce(side))


def _darker_areas(wanted: Image.Image, found: Image.Image) -> Areas:
    """The same, for pictures with one pixel for each area: its average."""
    difference = ImageChops.difference(wanted, found)
    if max(high for _, high in extremes(difference)) <= FAINT:
        return Areas()
    red, green, blue = difference.split()
    worst = ImageChops.lighter(ImageChops.lighter(red, green), blue).tobytes()
    across = difference.width
    return Areas((at % across, at // across) for at, value in enumerate(worst) if value > FAINT)


def _otherwise(wanted: Image.Image, found: Image.Image) -> Areas:
    """The areas, at the second scale, that stay darker or lighter even if one picture is moved by a pixel in any direction."""
    side = round(AREA * CLOSER)
    averages = wanted.reduce(side)
    left = _darker_areas(averages, found.reduce(side))
    if not left:
        return left
    # Only the part with these areas is moved, with one more area on each side.
    x0, x1 = _wider(min(x for x, _ in left), max(x for x, _ in left) + 1, averages.width)
    y0, y1 = _wider(min(y for _, y in left), max(y for _, y in left) + 1, averages.height)
    averages = averages.crop((x0, y0, x1, y1))
    part = found.crop((x0 * side, y0 * side, min(x1 * side, found.width), min(y1 * side, found.height)))
    for across, down in BESIDE:
        moved = _darker_areas(averages, ImageChops.offset(part, across, down).reduce(side))
        left &= {(x0 + x, y0 + y) for x, y in moved}
        if not left:
            break
    return left


def _around(one: Image.Image, other: Image.Image, close: int) -> tuple[int, int, int, int] | None:
    """The part of two pictures outside which each pixel has its like in its own place, with its neighbours; None if all have.

    To look for likes in the whole of two large pictures takes most of a second. A picture's edge has the other edge beside
    it (`ImageChops.offset`), so a part that reaches one edge also reaches the other.
    """
    far = ImageChops.difference(one, other).point([255 * (value > close) for value in range(256)] * len(one.getbands()))
    box = far.getbbox()
    if box is None:
        return None
    left, right = _wider(box[0], box[2], one.width)
    top, bottom = _wider(box[1], box[3], one.height)
    return left, top, right, bottom


def _wider(first: int, last: int, size: int) -> tuple[int, int]:
    """A part of a row with one more on each side; the whole row if the part reaches an end. last: not in the part any more."""
    return (0, size) if first == 0 or last == size else (first - 1, last + 1)


def _without_like(one: Image.Image, other: Image.Image, close: int) -> int:
    """How many pixels of one picture differ from all nine pixels of the other in and around the same place.

    close  a channel (0 to 255) may differ by so much from the darkest or lightest of the nine
    """
    darkest, lightest = _spread(other, ImageChops.darker), _spread(other, ImageChops.lighter)
    beyond = ImageChops.lighter(ImageChops.subtract(darkest, one), ImageChops.subtract(one, lightest))
    worst = beyond.getchannel(0)
    for channel in (1, 2):
        worst = ImageChops.lighter(worst, beyond.getchannel(channel))
    return sum(worst.histogram()[close + 1 :])


def _spread(picture: Image.Image, more: Callable[[Image.Image, Image.Image], Image.Image]) -> Image.Image:
    """Give each pixel the darkest (or the lightest) value of itself and its eight neighbours. more: chooses one of two."""
    for across, down in ((1, 0), (0, 1)):
        both = more(ImageChops.offset(picture, across, down), ImageChops.offset(picture, -across, -down))
        picture = more(picture, both)
    return picture
