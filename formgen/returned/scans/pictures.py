"""What pictures of pages are here: arrays of rows, columns and colours; and a few operations on them that several modules need.

All pictures of scans and bound pages that are compared have `DPI` dots an inch. Ink is a number from 0 (paper) to 1 (black).
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from formgen.engines.pdfium import PdfiumPage

Picture = NDArray[np.uint8]
"""Rows, columns, and red, green and blue from 0 to 255."""
Grey = NDArray[np.uint8]
Ink = NDArray[np.float32]
Mask = NDArray[np.bool_]
Matrix = NDArray[np.float64]
"""Three rows and three columns that take a point of one picture to its point on another one."""
DPI = 200
DOTS = DPI / 25.4
"""Dots a mm."""
LARGEST_SIDE = 7_000
"""The most dots of a picture's longer side: a sheet of A1 at 200 dots an inch."""
PAPER_STEP = 8
"""The brightness of the paper is looked for on a picture that is smaller by this factor."""
PAPER_WINDOW = 19
"""Dots of the smaller picture among which the brightest one is taken to be paper: 19 mm."""


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a page, in mm from its upper left corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        """The point in its middle."""
        return self.left + self.width / 2, self.top + self.height / 2

    @classmethod
    def around(cls, regions: Sequence[Region]) -> Region:
        """The smallest region that holds these, at least one."""
        left, top = min(one.left for one in regions), min(one.top for one in regions)
        right = max(one.left + one.width for one in regions)
        bottom = max(one.top + one.height for one in regions)
        return cls(left, top, right - left, bottom - top)

    def grown(self, margin: float) -> Region:
        """The region with so many mm more on each side."""
        return Region(self.left - margin, self.top - margin, self.width + 2 * margin, self.height + 2 * margin)

    def distance(self, x: float, y: float) -> float:
        """How far a point is from the region, in mm; 0 inside."""
        aside = max(self.left - x, 0.0, x - self.left - self.width)
        above = max(self.top - y, 0.0, y - self.top - self.height)
        return float(np.hypot(aside, above))

    def dots(self, shape: tuple[int, ...]) -> tuple[slice, slice]:
        """The rows and columns of a picture of this shape; they may be none."""
        high, wide = shape[:2]
        top, bottom = (min(max(round(side * DOTS), 0), high) for side in (self.top, self.top + self.height))
        left, right = (min(max(round(side * DOTS), 0), wide) for side in (self.left, self.left + self.width))
        return slice(top, bottom), slice(left, right)


def drawn(page: PdfiumPage, dpi: float = DPI) -> Picture:
    """A page as a picture. A page that is larger than A1 is drawn with fewer dots an inch."""
    width, height = page.size
    scale = min(dpi / 72, LARGEST_SIDE / max(width, height))
    picture = page.picture(max(1, round(width * scale)), max(1, round(height * scale)), with_fields=False)
    return np.asarray(picture, dtype=np.uint8)


def brightness(picture: Picture) -> Grey:
    """The brightest of the three colours of each dot: coloured ink becomes light in it, and black ink stays black."""
    return np.asarray(cv2.max(cv2.max(picture[..., 0], picture[..., 1]), picture[..., 2]), np.uint8)


def resized(picture: Grey, width: int, height: int) -> Grey:
    """The picture in another size; each dot is the mean of those that it replaces."""
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def paper_of(channel: Grey) -> Ink:
    """How bright the paper is at each dot (0 to 255), whatever stands on it: the light of a lamp or a window falls unevenly."""
    high, wide = channel.shape[:2]
    small = resized(channel, max(1, wide // PAPER_STEP), max(1, high // PAPER_STEP))
    small = np.asarray(cv2.medianBlur(cv2.dilate(small, np.ones((3, 3), np.uint8)), 5), np.uint8)
    brightest = cv2.dilate(small, np.ones((PAPER_WINDOW, PAPER_WINDOW), np.uint8))
    smooth = cv2.blur(brightest, (PAPER_WINDOW, PAPER_WINDOW))
    return np.asarray(cv2.resize(smooth, (wide, high), interpolation=cv2.INTER_LINEAR), np.float32)


def ink_of(channel: Grey, paper: Ink | None = None) -> Ink:
    """How much ink is at each dot of one channel. paper: the paper's brightness; None to look for it."""
    light = paper_of(channel) if paper is None else paper
    return np.asarray(np.clip(1 - channel.astype(np.float32) / np.maximum(light, 30), 0, 1), np.float32)


def warped(picture: Picture | Grey, matrix: Matrix, width: int, height: int, fill: int = 255) -> Picture:
    """The picture as the matrix takes it onto a sheet of this size in dots."""
    border = (fill, fill, fill)
    return np.asarray(
        cv2.warpPerspective(picture, matrix, (width, height), flags=cv2.INTER_AREA, borderValue=border), np.uint8
    )


def likeness(one: Grey, other: Grey) -> float:
    """How alike two pictures of the same size are: 1 for the same, about 0 for two that have nothing to do with each other."""
    first, second = (cv2.GaussianBlur(each, (0, 0), 1.2).astype(np.float32) for each in (one, other))
    first, second = first - first.mean(), second - second.mean()
    scale = float(np.sqrt((first * first).sum() * (second * second).sum()))
    return float((first * second).sum()) / scale if scale > 0 else 0.0


def jpeg(picture: Picture, quality: int = 78) -> bytes:
    """The picture as a JPEG file."""
    _, packed = cv2.imencode(".jpg", np.ascontiguousarray(picture[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return packed.tobytes()


def jpeg_of_width(picture: Picture, width: int) -> bytes:
    """The picture as a JPEG file of so many dots across, or of as many as it has."""
    high, wide = picture.shape[:2]
    size = min(width, wide), max(1, round(high * min(width, wide) / wide))
    return jpeg(np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8), 70)


def data_address(content: bytes) -> str:
    """The address by which a page shows a JPEG file that it carries itself."""
    return "data:image/jpeg;base64," + base64.b64encode(content).decode("ascii")
