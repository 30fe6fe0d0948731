"""How a source page lies on its A4 sheet: upright, never enlarged, and never under the page number.

Every page of a dossier is an A4 sheet, portrait or landscape as the source page is read. The rule, in order:

1. A page that fits above the number's strip at its own size lies centred above the strip.
2. A page of A4 size that is blank where the strip is lies on the whole sheet at its own size. A seal therefore keeps
   its size on nearly all papers that a printer or an office program made.
3. Any other page is scaled down to fit above the strip.

On request a page keeps its size, and its sheet has that size too (but is at least `NARROWEST` wide). If the page has ink in
the strip, the sheet becomes higher by the height of the strip.

Whether a page has ink at its foot is not known here. It is assumed to be blank there, and `Placement.above` says where it lies if it
is not: the feet of supplied pages are looked at before they are bound (`proof/feet/inked_feet.py`), and the proof finds all others.

All lengths are PDF points (1/72 inch) unless a name says otherwise; sheets have their origin at the lower left.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace

import pikepdf

POINTS_PER_MM = 72 / 25.4
A4 = (210 * POINTS_PER_MM, 297 * POINTS_PER_MM)
STRIP = 14 * POINTS_PER_MM
"""Height of the strip at the bottom of every sheet. Nothing but the page number (and the mark of a draft) is laid there."""
TOLERANCE = 1 * POINTS_PER_MM
"""A page counts as A4 if neither side is longer than A4 by more than this: scanners give 210.4 × 297.3 mm."""
SMALLEST, LARGEST = 1.0, 100_000.0
"""The shortest and the longest side that a page may have. The format's own limit is 14,400 (ISO 32000-1, annex C), but
technical drawings are larger."""
NARROWEST = 60 * POINTS_PER_MM
"""The smallest width of a sheet that keeps its page's size: the number needs this width."""
CONTENT_KEYS = frozenset({"/Type", "/Parent", "/Resources", "/Contents", "/Annots", "/MediaBox"})


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a source page lies: the sheet's size, the page's box in its own space, and the matrix from there to the sheet.

    above  where the page lies if it has ink in the number's strip; None if it does not reach into the strip
    """

    width: float
    height: float
    box: tuple[float, float, float, float]
    matrix: pikepdf.Matrix
    above: Placement | None = None


@dataclass(frozen=True, slots=True)
class Slip:
    """A drawing that stands on the lower edge of a sheet.

    left   the distance from the sheet's left edge to the drawing's origin, in points
    scale  the factor by which the drawing is enlarged or reduced
    """

    drawing: pikepdf.Object
    left: float
    scale: float = 1.0

    @property
    def width(self) -> float:
        """Its width on the sheet, after scaling, in points."""
        return float(self.drawing.BBox[2]) * self.scale


@dataclass(frozen=True, slots=True)
class DraftMark:
    """The mark 草稿 of a draft's page: large behind its content, and small in the strip, where nothing covers it."""

    behind: Slip
    foot: Slip


def place(page: pikepdf.Page, keep_size: bool = False) -> Placement | None:
    """Where the page lies on its sheet; None if its size is impossible (see `SMALLEST` and `LARGEST`).

    keep_size  True for a sheet of the page's own size instead of A4, with a strip added below if it is inked there
    """
    box = visible_box(page)
    unit = float(page.obj.get("/UserUnit", 1))
    if box is None or max(map(abs, box)) > LARGEST:
        return None
    upright, width, height = _upright(box, page.rotation, unit)
    if min(width, height) < SMALLEST or max(width, height) > LARGEST:
        return None
    if keep_size:
        sheet_width = max(width, NARROWEST)
        kept, grown = (
            Placement(sheet_width, height + added, box, _moved(upright, 1.0, width, height, sheet_width, added))
            for added in (0.0, STRIP)
        )
        return grown if height < 2 * STRIP else replace(kept, above=grown)
    sheet_width, sheet_height = A4 if width <= height else A4[::-1]
    room = sheet_height - STRIP
    scale = min(1.0, sheet_width / width, room / height)
    bottom = STRIP + (room - height * scale) / 2
    above = Placement(sheet_width, sheet_height, box, _moved(upright, scale, width, height, sheet_width, bottom))
    fits = width <= sheet_width and height <= room
    if fits or width > sheet_width + TOLERANCE or height > sheet_height + TOLERANCE:
        return above
    scale = min(1.0, sheet_width / width, sheet_height / height)
    bottom = (sheet_height - height * scale) / 2
    whole = _moved(upright, scale, width, height, sheet_width, bottom)
    return Placement(sheet_width, sheet_height, box, whole, above if bottom < STRIP else None)


def visible_box(page: pikepdf.Page) -> tuple[float, float, float, float] | None:
    """What a reader shows of the page: its CropBox as far as it lies in the MediaBox (ISO 32000-1, 14.11.2)."""
    media, crop = _ordered(page.mediabox), _ordered(page.cropbox)
    box = (max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]))
    if box[2] <= box[0] or box[3] <= box[1]:
        box = media
    return box if box[2] > box[0] and box[3] > box[1] else None


def lay(
    pdf: pikepdf.Pdf,
    page: pikepdf.Page,
    placement: Placement,
    number: Slip | None,
    mark: DraftMark | None = None,
    element: str | None = None,
    ends: Sequence[Slip] = (),
) -> None:
    """Turn a page into its sheet: its content becomes one drawing, which lies as the placement says; the number stands in
    the strip.

    The number is a separate drawing as high as the strip; its box begins at the origin. So the page's own content and the
    number can't disturb each other.

    number   None for a page that bears no number (封面)
    mark     the mark of a draft; None for a final
    element  the type of the element of the dossier's structure that the whole page is; its content has the number 0 then.
             None for a page whose own structure is carried
    ends     the marks at the ends of the strip, all one drawing
    """
    # A copy is drawn, because the drawing reads the page's content only when the file is written.
    paper = pikepdf.Page(pdf.make_indirect(copy(page.obj))).as_form_xobject(False)
    paper.BBox = pikepdf.Array(placement.box)
    page.obj.MediaBox = pikepdf.Array([0, 0, placement.width, placement.height])
    drawings = pikepdf.Dictionary(Paper=paper)
    drawn = f"q {_numbers(placement.matrix)} cm /Paper Do Q"
    laid = [drawn if element is None else f"{element} <</MCID 0>> BDC {drawn} EMC"]
    if number is not None:
        drawings["/Number"] = number.drawing
        laid.append(f"q 1 0 0 1 {number.left:.4f} 0 cm /Number Do Q")
    for end in ends:
        drawings["/Mark"] = end.drawing
        laid.append(f"q 1 0 0 1 {end.left:.4f} 0 cm /Mark Do Q")
    if mark is not None:
        drawings["/Behind"], drawings["/Foot"] = mark.behind.drawing, mark.foot.drawing
        laid = [_standing(mark.behind, "/Behind"), *laid, _standing(mark.foot, "/Foot")]
    page.obj.Resources = pikepdf.Dictionary(XObject=drawings)
    page.obj.Contents = pdf.make_stream("\n".join(laid).encode("ascii"))
    for key in set(page.obj.keys()) - CONTENT_KEYS:
        del page.obj[key]
    for link in page.obj.get("/Annots", ()):
        _move_link(link, placement.matrix)


def _standing(slip: Slip, name: str) -> str:
    return f"q {slip.scale:.7f} 0 0 {slip.scale:.7f} {slip.left:.4f} 0 cm {name} Do Q"


def _upright(box: tuple[float, float, float, float], rotation: int, unit: float) -> tuple[pikepdf.Matrix, float, float]:
    """The matrix that turns the page as a reader shows it, and its width and height then (ISO 32000-1, 7.7.3.3)."""
    left, bottom, right, top = box
    turned = {
        0: pikepdf.Matrix(1, 0, 0, 1, -left, -bottom),
        90: pikepdf.Matrix(0, -1, 1, 0, -bottom, right),
        180: pikepdf.Matrix(-1, 0, 0, -1, right, top),
        270: pikepdf.Matrix(0, 1, -1, 0, top, -left),
    }.get(rotation % 360)
    if turned is None:  # not a right angle: readers show it unturned
        return _upright(box, 0, unit)
    width, height = (right - left) * unit, (top - bottom) * unit
    return turned @ pikepdf.Matrix(unit, 0, 0, unit, 0, 0), *((height, width) if rotation % 180 else (width, height))


def _moved(
    upright: pikepdf.Matrix, scale: float, width: float, height: float, sheet_width: float, bottom: float
) -> pikepdf.Matrix:
    """The matrix for a page that is scaled, centred horizontally, and stands on the height `bottom`."""
    return upright @ pikepdf.Matrix(scale, 0, 0, scale, (sheet_width - width * scale) / 2, bottom)


def _move_link(link: pikepdf.Object, matrix: pikepdf.Matrix) -> None:
    """Move a link to the place where the words below it lie now."""
    left, bottom, right, top = _ordered(link.Rect)
    corners = [matrix.transform((x, y)) for x in (left, right) for y in (bottom, top)]
    across, up = zip(*corners, strict=True)
    link.Rect = pikepdf.Array([min(across), min(up), max(across), max(up)])


def _ordered(box: pikepdf.Object) -> tuple[float, float, float, float]:
    """A box with its corners in order: left, bottom, right, top."""
    x1, y1, x2, y2 = (float(number) for number in box)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _numbers(matrix: pikepdf.Matrix) -> str:
    """A matrix as it is written in a content stream, where numbers must not have exponents."""
    return " ".join(f"{number:.7f}".rstrip("0").rstrip(".") for number in matrix.shorthand)
