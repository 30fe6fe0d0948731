"""Is a scan blank where the page's number stands? A JPEG is looked at at a fraction of its size, without drawing the page.

Only "surely blank" is said here. Whatever is not sure is drawn by pdfium (`compare.py`), which decides.
"""

from __future__ import annotations

import io
import math

from PIL import Image
from pypdf import PageObject
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

from formgen.dossier.proof.sheet import Matrix, entry, product
from formgen.dossier.sheets import STRIP

FINE = 70 / 72
"""Pixels to a point of the sheet that a scan is looked at with at least. A pixel is then at most twice as large as one of those
that decide, so that what is ink there shows here."""
BLANK = 244
"""The darkest grey that is surely blank: a pixel that is inked at 96 dpi (`compare.INK_BELOW`) makes those around it darker,
unless its ink falls evenly on four of them."""
SCALES = (8, 4, 2, 1)
"""By how much a JPEG can be unpacked smaller."""
TWISTED = 1e-6
GREYS = {"/DeviceGray": "L", "/CalGray": "L", "/DeviceRGB": "RGB", "/CalRGB": "RGB"}
ODD = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)
"""What Pillow raises at a picture that it can't read."""


def is_surely_blank(page: PageObject, matrix: Matrix) -> bool:
    """True if the page is one scan, and the scan is blank in the number's strip. False says nothing.

    page    the source's page, as pypdf read it
    matrix  leads from its own space to the sheet
    """
    placed = _scan(page)
    if placed is None:
        return False
    within, image = placed
    whole, mode = product(within, matrix), _mode(image)
    where = _strip(whole)
    if where is not None and (where[0] == where[2] or where[1] == where[3]):
        return True  # a photograph with a margin ends above the strip, and nothing else is drawn
    if where is None or mode is None:
        return False
    across, up = _resolution(whole, image)
    scale = next((one for one in SCALES if min(across, up) / one >= FINE), 1)
    raw: bytes = image._data
    try:
        with Image.open(io.BytesIO(raw), formats=("JPEG",)) as picture:
            if picture.mode != mode or picture.size != (_size(image, "/Width"), _size(image, "/Height")):
                return False
            picture.draft(mode, (picture.width // scale, picture.height // scale))
            picture.decodermaxblock = len(raw)  # a thirtieth of the time goes into the seams of smaller pieces
            picture.load()
            foot = picture.crop(_pixels(where, picture.size)).convert("L")
    except ODD:
        return False
    darkest, _ = foot.getextrema()
    return isinstance(darkest, int | float) and darkest >= BLANK


def _scan(page: PageObject) -> tuple[Matrix, StreamObject] | None:
    """The one picture that a page draws, and the matrix of its unit square; None for any other page."""
    content = entry(page, "/Contents")
    if not isinstance(content, StreamObject):
        return None
    now: Matrix = (1, 0, 0, 1, 0, 0)
    kept: list[Matrix] = []
    operands: list[bytes] = []
    found: list[tuple[str, Matrix]] = []
    for token in content.get_data().split():
        if token == b"q":
            kept.append(now)
        elif token == b"Q" and kept:
            now = kept.pop()
        elif token == b"cm" and len(operands) == 6:
            a, b, c, d, e, f = map(float, operands)
            now = product((a, b, c, d, e, f), now)
        elif token == b"Do" and len(operands) == 1:
            found.append((operands[0].decode("latin-1"), now))
        elif token.startswith(b"/") or token.lstrip(b"-.").replace(b".", b"", 1).isdigit():
            operands.append(token)
            continue
        else:
            return None
        operands = []
    if len(found) != 1:
        return None
    shared = entry(page, "/Resources")
    pictures = entry(shared, "/XObject") if isinstance(shared, DictionaryObject) else None
    name = found[0][0]
    image = entry(pictures, name) if isinstance(pictures, DictionaryObject) else None
    return (found[0][1], image) if isinstance(image, StreamObject) and entry(image, "/Subtype") == "/Image" else None


def _mode(image: StreamObject) -> str | None:
    """Pillow's name for the colours of a JPEG that is drawn as it is; None for any other picture."""
    filters = entry(image, "/Filter")
    names = list(filters) if isinstance(filters, ArrayObject) else [filters]
    odd = {"/SMask", "/Mask", "/Decode", "/DecodeParms", "/ImageMask"} & set(image)
    if names != ["/DCTDecode"] or odd or entry(image, "/BitsPerComponent") != 8:
        return None
    space = entry(image, "/ColorSpace")
    if isinstance(space, NameObject):
        return GREYS.get(str(space))
    if isinstance(space, ArrayObject) and len(space) > 1:
        profile = space[1].get_object()
        if space[0] == "/ICCBased" and isinstance(profile, DictionaryObject):
            return {1: "L", 3: "RGB"}.get(_size(profile, "/N"))
        return GREYS.get(str(space[0]))
    return None


def _strip(whole: Matrix) -> tuple[float, float, float, float] | None:
    """The part of a picture that lies in the number's strip: left, top, right and bottom as parts of its sides, from its
    upper left corner. None for a picture that is turned by no right angle.

    whole  leads from the picture's unit square to the sheet
    """
    a, b, c, d, _, f = whole
    if a * d == b * c:
        return None  # it has no area
    if abs(b) <= TWISTED * abs(d):
        ends = sorted(min(1.0, max(0.0, (height - f) / d)) for height in (0.0, STRIP))
        return 0.0, 1 - ends[1], 1.0, 1 - ends[0]
    if abs(d) <= TWISTED * abs(b):
        ends = sorted(min(1.0, max(0.0, (height - f) / b)) for height in (0.0, STRIP))
        return ends[0], 0.0, ends[1], 1.0
    return None


def _pixels(part: tuple[float, float, float, float], size: tuple[int, int]) -> tuple[int, int, int, int]:
    """A part of a picture in pixels, and one pixel more on each side."""
    (left, top, right, bottom), (width, height) = part, size
    return (
        max(0, math.floor(left * width) - 1),
        max(0, math.floor(top * height) - 1),
        min(width, math.ceil(right * width) + 1),
        min(height, math.ceil(bottom * height) + 1),
    )


def _resolution(whole: Matrix, image: StreamObject) -> tuple[float, float]:
    """Pixels to a point of the sheet, along the picture's own sides."""
    a, b, c, d, _, _ = whole
    return _size(image, "/Width") / math.hypot(a, b), _size(image, "/Height") / math.hypot(c, d)


def _size(holder: DictionaryObject, key: str) -> int:
    return int(entry(holder, key))
