"""Do two pictures of a page show the same? Rounding is told from what is really otherwise.

A renderer puts each letter on whole pixels. Where a letter's place lies half way between two of them, the smallest error
of rounding moves it by a pixel: the two pictures of one page then differ, and nothing is otherwise. So a pixel
may find its like beside its place, an area may be as dark as the same area a pixel further, and pages that still differ
are drawn again, moved by a part of a pixel: what is really otherwise is so in each drawing, and in the same place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from PIL import Image, ImageChops

QUICK, CLOSER = 96 / 72, 288 / 72
"""Pixels to a point. Pages that are not alike at the first are looked at again, closer."""
NUDGES = (0.0, 0.37, 0.71)
"""Pixels by which both pages are moved, to the right and down, each time that they are looked at closer."""
CLOSE = 48
"""A channel of a pixel (0 to 255) may differ by as much: what a line's edge loses when it is rounded otherwise."""
FAINT = 1
"""An area of 16 × 16 pixels at 96 dpi may differ by as much on the average: a pale watermark differs by more."""
AREA = 12
"""Side of that area in points."""
PICTURE_CLOSE = 64
"""As CLOSE, of a page that was bound as a picture, at 96 dpi: its lines are softer than the source's."""
FEWEST, PICTURE_FEWEST = 3, 2
"""As many pixels without their like are a difference; fewer may come from rounding at the edge."""
BESIDE = tuple((across, down) for across in (-1, 0, 1) for down in (-1, 0, 1))
"""The places, in pixels, where a rounded letter may stand instead of its own."""

Areas = frozenset[tuple[int, int]]
"""Areas of a picture, counted across and down."""


class Difference(NamedTuple):
    """What differs in two pictures taken closer.

    pixels  how many have no like; 0 if they are few enough to come from rounding
    areas   which areas are darker or lighter
    """

    pixels: int
    areas: Areas


def is_same(wanted: Image.Image, found: Image.Image) -> bool:
    """True if no pixel and no area of two quick pictures differs by more than rounding makes it."""
    difference = ImageChops.difference(wanted, found)
    if difference.getbbox() is None:
        return True
    return max(high for _, high in extremes(difference)) <= CLOSE and not _darker(wanted, found, QUICK)


def difference(wanted: Image.Image, found: Image.Image, is_picture: bool = False) -> Difference:
    """What differs in two pictures taken closer. is_picture: the page was bound as a picture of itself."""
    close, fewest = CLOSE, FEWEST
    if is_picture:
        wanted, found = (picture.reduce(round(CLOSER / QUICK)) for picture in (wanted, found))
        close, fewest = PICTURE_CLOSE, PICTURE_FEWEST
    without = _without_like(wanted, found, close) + _without_like(found, wanted, close)
    return Difference(without if without >= fewest else 0, Areas() if is_picture else _otherwise(wanted, found))


def said(differences: Iterable[Difference]) -> str | None:
    """How two pages differ that were drawn several times, in Chinese; None if rounding alone explains it.

    Takes no further drawing as soon as that is sure.
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
    """The darkest and lightest value of each channel of a picture that has several."""
    return [channel for channel in picture.getextrema() if isinstance(channel, tuple)]


def _darker(wanted: Image.Image, found: Image.Image, scale: float) -> Areas:
    """The areas that are darker or lighter on the average: lines that were rounded otherwise leave no trace in it."""
    side = round(AREA * scale)
    difference = ImageChops.difference(wanted.reduce(side), found.reduce(side))
    if max(high for _, high in extremes(difference)) <= FAINT:
        return Areas()
    red, green, blue = difference.split()
    worst = ImageChops.lighter(ImageChops.lighter(red, green), blue).tobytes()
    across = difference.width
    return Areas((at % across, at // across) for at, value in enumerate(worst) if value > FAINT)


def _otherwise(wanted: Image.Image, found: Image.Image) -> Areas:
    """The areas of pictures taken closer that are darker or lighter than the same areas in and around their place."""
    left = _darker(wanted, found, CLOSER)
    for across, down in BESIDE:
        if not left:
            break
        left &= _darker(wanted, ImageChops.offset(found, across, down), CLOSER)
    return left


def _without_like(one: Image.Image, other: Image.Image, close: int) -> int:
    """How many pixels of one picture are darker or lighter than the other's nine pixels in and around the same place."""
    darkest, lightest = _spread(other, ImageChops.darker), _spread(other, ImageChops.lighter)
    beyond = ImageChops.lighter(ImageChops.subtract(darkest, one), ImageChops.subtract(one, lightest))
    worst = beyond.getchannel(0)
    for channel in (1, 2):
        worst = ImageChops.lighter(worst, beyond.getchannel(channel))
    return sum(worst.histogram()[close + 1 :])


def _spread(picture: Image.Image, more: Callable[[Image.Image, Image.Image], Image.Image]) -> Image.Image:
    """Each pixel becomes the darkest, or lightest, of itself and its eight neighbours."""
    for across, down in ((1, 0), (0, 1)):
        both = more(ImageChops.offset(picture, across, down), ImageChops.offset(picture, -across, -down))
        picture = more(picture, both)
    return picture
