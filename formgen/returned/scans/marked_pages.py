"""What the marks on a scanned page say (`dossier --marks`): which page of the dossier it shows, or which page of another one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from formgen.dossier.proof.page_marks import MarkInPicture, PageMark, read_marks
from formgen.returned.scans.bound_pages import MARK_ABOVE, MARK_AROUND, MARK_BESIDE, MARK_SIDE
from formgen.returned.scans.pictures import DOTS, Matrix, Picture, brightness


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
