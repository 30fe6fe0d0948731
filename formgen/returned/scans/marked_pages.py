"""What the marks on a scanned page say (`dossier --marks`): which page of the dossier it shows, or which page of another one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from formgen.dossier.proof.page_marks import MarkInPicture, PageMark, read_marks
from formgen.returned.scans.bound_pages import MARK_ABOVE, MARK_AROUND, MARK_BESIDE, MARK_SIDE
from formgen.returned.scans.pictures import DOTS, Grey, Mask, Matrix, Picture, Region, brightness

UNMARKED = "没有标记，装订件上有：可能是另外打印的，请看"
"""What is said of a page whose sheet has no mark, although the bound page has one."""
HAS_INK = 0.15
"""The part of ink from which on the bound page has a mark at an end of its strip: one that is half black has more."""
THE_SAME, MAY_LIE = 0.6, 2.0
"""How alike the bound page's mark and what is there must be, if the mark can't be read; and by how many mm it may lie beside its place."""


def marks_on(picture: Picture) -> tuple[MarkInPicture, ...]:
    """The marks that are read on a picture. There may be none on a page that has them: a spot or a fold hides them."""
    grey = np.ascontiguousarray(brightness(picture))  # a red seal on a mark is as light as paper there
    return read_marks(grey.data)


def said_by(marks: Sequence[MarkInPicture]) -> tuple[PageMark, ...]:
    """What the marks say, each thing once."""
    return tuple(sorted({one.mark for one in marks}))


def lying(marks: Sequence[MarkInPicture], size: tuple[int, int]) -> Iterator[Matrix]:
    """How a scan may lie on its page by the places of its marks alone: for a page on which hardly anything else stands.

    It may be moved, turned and scaled; marks at one edge say nothing of perspective. A single mark may be the left or the right one.

    size  width and height of the page, in dots
    """
    side, above = (round(one * DOTS) for one in (MARK_SIDE - 2 * MARK_AROUND, MARK_ABOVE + MARK_AROUND))
    beside = (MARK_BESIDE + MARK_AROUND) * DOTS
    top = size[1] - above - side
    ends = [np.asarray([[x, top], [x + side, top], [x + side, top + side], [x, top + side]])
            for x in (beside, size[0] - beside - side)]  # fmt: skip
    seen = [np.asarray(one.corners, np.float64) for one in marks[:2]]
    along = seen[0][1] - seen[0][0]
    seen.sort(key=lambda corners: float(corners.mean(axis=0) @ along))
    wanted = [ends] if len(seen) == 2 else [[end] for end in ends]
    for places in wanted:
        found, _ = cv2.estimateAffinePartial2D(np.vstack(seen), np.vstack(places))
        if found is not None:
            yield np.vstack([found, [0, 0, 1]])


def lacks_marks(laid: Picture, inside: Mask, bound: Picture, regions: Sequence[Region]) -> bool:
    """True if the bound page has marks, and nothing like them stands at any of their places on the scan.

    A mark that is spotted or blurred can't be read, and is there all the same. What the scan does not show is not lacking.

    laid     the scan in the page's frame
    inside   True where the scan has the page
    regions  where marks may be
    """
    lacking = False
    for region in regions:
        wanted = _part(bound, region)
        if float(1 - wanted.mean() / 255) < HAS_INK:
            continue
        if not inside[region.dots(inside.shape)].all():
            continue
        seen = _part(laid, region.grown(MAY_LIE))
        scores = cv2.matchTemplate(seen, wanted, cv2.TM_CCOEFF_NORMED)
        if float(np.nan_to_num(scores).max()) >= THE_SAME:
            return False
        lacking = True
    return lacking


def _part(picture: Picture, region: Region) -> Grey:
    """A part of a picture, as soft as a scan is."""
    return np.asarray(cv2.GaussianBlur(brightness(picture[region.dots(picture.shape)]), (0, 0), 1.5), np.uint8)
