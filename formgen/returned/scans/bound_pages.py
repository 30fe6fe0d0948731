"""The pages of the bound dossier: drawn small to be recognised, and at full size when a scan is laid on one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from formgen.dossier.claim import PaperPlace
from formgen.engines.pdfium import PdfiumFile
from formgen.returned.scans.pictures import DPI, Grey, Matrix, Picture, Region, brightness, drawn, resized

SMALL_DPI = 100
"""Dots an inch of the pictures on which pages are recognised."""
_RATIO = DPI / SMALL_DPI
LARGER: Matrix = np.asarray([[_RATIO, 0, (_RATIO - 1) / 2], [0, _RATIO, (_RATIO - 1) / 2], [0, 0, 1]])
"""Takes a dot of a small picture to its place on the full one; both count from the middle of the first dot."""
FEATURES, FEW = 1500, 400
"""Corners that are kept of a page, and the strongest of them, by which likely pages are found quickly."""
MARK_BESIDE, MARK_ABOVE, MARK_SIDE, MARK_AROUND = 8.0, 2.0, 10.0, 1.0
"""mm from the edges of a page to its mark (`dossier --marks`) with the paper around it, the side of that square, and that paper."""
STRIP = 14.0
"""mm at the foot of a page where its number is printed."""
GLANCE, TWIN = (30, 42), 0.7
"""Dots across and down in which a page is seen at a glance, and how alike two pages are then that may be taken for each other."""
KEPT, SMALL_KEPT = 1, 12
"""Pages that stay drawn: at full size (12 MB each), and small."""


class Features(NamedTuple):
    """Corners of a picture: their places in dots, and for each one the numbers that describe what is around it."""

    points: NDArray[np.float32]
    descriptors: NDArray[np.uint8] | NDArray[np.float32]


def corners(picture: Grey, most: int = FEATURES) -> Features:
    """The corners of a small picture, the strongest first (ORB). There may be none."""
    finder = cv2.ORB.create(most, fastThreshold=12, edgeThreshold=16)
    found, descriptors = finder.detectAndCompute(picture, None)
    if descriptors is None:
        return Features(np.zeros((0, 2), np.float32), np.zeros((0, 32), np.uint8))
    order = np.argsort([-one.response for one in found], kind="stable")
    points = np.asarray([found[at].pt for at in order], np.float32)
    return Features(points, np.asarray(descriptors, np.uint8)[order])


@dataclass(frozen=True, slots=True)
class BoundPage:
    """A page of the dossier.

    number    as it is printed
    features  the corners of its small picture
    is_empty  True for a page on which nothing but a number may stand
    size      width and height in dots at `DPI`
    glance    where its ink lies, in a few dots; without its number, which is the only difference between some pages
    """

    number: int
    features: Features = field(repr=False)
    is_empty: bool
    size: tuple[int, int]
    glance: NDArray[np.float32] = field(repr=False)


class BoundPages:
    """The pages of a dossier that is open. Pages are counted from 0 here; `first` is the number printed on the first one."""

    def __init__(self, file: PdfiumFile, first: int, places: tuple[PaperPlace, ...], has_marks: bool = False) -> None:
        self._file, self.first = file, first
        self.places, self._has_marks = places, has_marks
        self.picture = lru_cache(maxsize=KEPT)(self._picture)
        self.small = lru_cache(maxsize=SMALL_KEPT)(self._small)
        self.pages = tuple(self._looked_at(index) for index in range(len(file)))

    def __len__(self) -> int:
        return len(self.pages)

    def regions(self, index: int) -> tuple[tuple[PaperPlace, Region | None], ...]:
        """The places on a page, each with where it is from the page's upper left corner; None where nobody can tell."""
        number, height = self.pages[index].number, self.pages[index].size[1] / DPI * 25.4
        return tuple((one, _region(one, height)) for one in self.places if one.page == number)

    def has_twins(self, index: int) -> bool:
        """True if another page may look as this one does: the same form with other values, the next page of the same list."""
        own = self.pages[index].glance
        return any(float((own * one.glance).sum()) > TWIN for at, one in enumerate(self.pages) if at != index)

    def mark_regions(self, index: int) -> tuple[Region, ...]:
        """Where the marks of a page may lie. They are read, so their dots need no comparison."""
        width, height = (side / DPI * 25.4 for side in self.pages[index].size)
        top, right = height - MARK_ABOVE - MARK_SIDE, width - MARK_BESIDE - MARK_SIDE
        ends = (Region(MARK_BESIDE, top, MARK_SIDE, MARK_SIDE), Region(right, top, MARK_SIDE, MARK_SIDE))
        return ends if self._has_marks else ()

    def _looked_at(self, index: int) -> BoundPage:
        small = self.small(index)
        width, height = self._file.size(index)
        is_empty = bool((small[: -round(STRIP / 25.4 * SMALL_DPI)] < 128).mean() < 0.0002)
        size = round(width / 72 * DPI), round(height / 72 * DPI)
        return BoundPage(self.first + index, corners(small), is_empty, size, _glance(small))

    def _picture(self, index: int) -> Picture:
        with self._file.page(index) as page:
            return drawn(page)

    def _small(self, index: int) -> Grey:
        with self._file.page(index) as page:
            return brightness(drawn(page, SMALL_DPI))


def _glance(small: Grey) -> NDArray[np.float32]:
    """A page in a few dots, of mean 0 and length 1; all 0 for an empty page."""
    few = cv2.resize(small[: -round(STRIP / 25.4 * SMALL_DPI)], GLANCE, interpolation=cv2.INTER_AREA).astype(np.float32)
    few -= few.mean()
    return np.asarray(few / max(float(np.sqrt((few * few).sum())), 1.0), np.float32)


def _region(place: PaperPlace, height: float) -> Region | None:
    """The place from the upper left corner of a page of this height in mm."""
    box = place.box
    return None if box is None else Region(box.left, height - box.bottom - box.height, box.width, box.height)


@contextmanager
def opened(content: bytes, first: int, places: tuple[PaperPlace, ...], has_marks: bool = False) -> Iterator[BoundPages]:
    """The pages of a bound file. Raises UndrawableError if it can't be drawn.

    has_marks  True if its pages have marks at the ends of their strip
    """
    with PdfiumFile(content) as file:
        yield BoundPages(file, first, places, has_marks)


def small_of(picture: Picture) -> Grey:
    """The small picture of a scan, on which its page is recognised."""
    grey = brightness(picture)
    ratio = SMALL_DPI / DPI
    return resized(grey, max(1, round(grey.shape[1] * ratio)), max(1, round(grey.shape[0] * ratio)))
