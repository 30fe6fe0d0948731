"""Do two pages of one size show the same, before anything is bound?"""

from __future__ import annotations

from PIL import Image

from formgen.dossier.likeness import CLOSER, QUICK, Areas, Difference, difference, is_same
from formgen.engines.pdfium import PdfiumPage

MOST_PIXELS = 4000
"""Pixels of a picture's longer side: a page of a drawing may be metres long."""
SCALES = (QUICK, CLOSER, CLOSER * 0.93, CLOSER * 1.07)
"""Pixels to a point at which pages are drawn until they are alike: fields can't be moved by a part of a pixel, and at another
scale other letters are rounded."""
ALIKE = Difference(0, Areas())


def is_alike(one: PdfiumPage, other: PdfiumPage) -> bool:
    """True if two pages of one size show the same."""
    for scale in SCALES:
        width, height = (max(1, round(side * min(scale, MOST_PIXELS / max(one.size)))) for side in one.size)
        wanted, found = one.picture(width, height), other.picture(width, height)
        if is_same(wanted, found):
            return True
        if scale != QUICK and _differ_in_fringes(wanted, found):
            return True
    return False


def _differ_in_fringes(wanted: Image.Image, found: Image.Image) -> bool:
    """True if two pictures differ by no more than the coloured fringes that pdfium gives to the letters of fields."""
    grey, other = (picture.convert("L").convert("RGB") for picture in (wanted, found))
    return difference(grey, other) == ALIKE == difference(wanted, found, is_picture=True)
