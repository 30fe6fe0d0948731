"""Decides if two pages of one size show the same, while a file is taken in and before anything is bound."""

from __future__ import annotations

from PIL import Image

from formgen.dossier.likeness import CLOSER, QUICK, Areas, Difference, difference, is_same
from formgen.engines.pdfium import PdfiumPage

MOST_PIXELS = 4000
"""The most pixels of a picture's longer side. Some drawings have pages of several metres."""
SCALES = (QUICK, CLOSER, CLOSER * 0.93, CLOSER * 1.07)
"""The scales, in pixels for each point (pt), at which pages are drawn until they are alike. pdfium can't move fields by a
part of a pixel, so other scales are used instead: there, rounding affects other letters."""
ALIKE = Difference(0, Areas())
"""The result of comparing two pictures that are alike."""


def is_alike(one: PdfiumPage, other: PdfiumPage) -> bool:
    """True if two pages of one size show the same. Raises UndrawableError if pdfium fails."""
    for scale in SCALES:
        width, height = (max(1, round(side * min(scale, MOST_PIXELS / max(one.size)))) for side in one.size)
        wanted, found = one.picture(width, height), other.picture(width, height)
        if is_same(wanted, found):
            return True
        if scale != QUICK and _differ_in_fringes(wanted, found):
            return True
    return False


def _differ_in_fringes(wanted: Image.Image, found: Image.Image) -> bool:
    """True if two pictures differ only by the coloured fringes that pdfium draws around the letters of fields."""
    grey, other = (picture.convert("L").convert("RGB") for picture in (wanted, found))
    return difference(grey, other) == ALIKE == difference(wanted, found, is_picture=True)
