"""Finds which page of the dossier a scan shows, and how it lies: by corners first, and by the pages' looks to be sure.

Corners of the scan (ORB) are looked for on the pages. A few likely pages are tried: the scan is laid on the page, and both are
compared. Where that is not sure, it is done once more with corners of another kind (SIFT), which take longer.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from formgen.returned.scans.bound_pages import FEW, LARGER, SMALL_DPI, STRIP, BoundPages, Features, corners
from formgen.returned.scans.pictures import Grey, Matrix, ink_of, likeness, warped
from formgen.returned.scans.straightening import Surface, surface_of

CERTAIN, LIKE = 0.9, 0.75
"""The likeness of a page that is surely the one, and the least of a page that is taken to be it."""
LIKELIEST = 2
"""Pages that are looked at closely where it is not certain."""
NEAR = 0.04
"""Pages whose likeness is so near to that of the best one are told apart by the number at their foot."""
TRIED = 5
"""Likely pages that are tried."""
FEWEST = 12
"""Corners that must agree on how the scan lies."""
NEAREST = 0.85
"""A corner counts if the second nearest one is farther by this factor."""
FOR_SIFT = 0.7
"""How much smaller a picture is made for SIFT. That keeps eleven copies with twice the sides, as numbers of four bytes: 200 MB if whole."""
LARGEST_STRETCH = 2.5
"""A sheet in a picture is at most so many times larger or smaller than the picture's own dots an inch say."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What page a scan shows.

    index     the page, counted from 0
    likeness  how alike both are, up to 1
    matrix    takes a dot of the scan to its dot on the page, both at `DPI`
    turned    how far the scan must be turned clockwise to be upright: 0, 90, 180 or 270 degrees
    surface   how the page's parts lie on the scan; None if nobody has looked yet
    """

    index: int
    likeness: float
    matrix: Matrix = field(repr=False)
    turned: int
    surface: Surface | None = field(default=None, repr=False)


def recognised(
    scan: Grey,
    pages: BoundPages,
    expected: int | None,
    marked: int | None = None,
    lying: Iterable[Matrix] = (),
) -> tuple[Recognised | None, float]:
    """The page that a scan shows, and the best likeness of any page; None if it shows none of them.

    scan      its small picture
    expected  the page that would come next in order; None if nobody knows
    marked    the page that the scan's mark names; no other one is looked for then
    lying     how the scan may lie on that page by its marks, if it has too few corners
    """
    found = corners(scan)
    if marked is None and expected is not None and expected < len(pages) and not pages.has_twins(expected):
        sure = _sure(scan, pages, _tried(scan, pages, expected, _agreeing(found, pages.pages[expected].features)))
        if sure and sure[0].likeness >= CERTAIN:
            return sure[0], sure[0].likeness
    order = [marked] if marked is not None else _likely(found, pages)
    if marked is None and expected is not None and expected < len(pages):
        order = [expected, *(one for one in order if one != expected)]
    order = order[:TRIED]
    best = [one for index in order for one in _tried(scan, pages, index, _agreeing(found, pages.pages[index].features))]
    best = _sure(scan, pages, best)
    if max((one.likeness for one in best), default=0.0) < LIKE:
        best += _sure(scan, pages, _with_other_corners(scan, pages, order))
    if marked is not None and max((one.likeness for one in best), default=0.0) < LIKE:
        small = [np.linalg.inv(LARGER) @ one @ LARGER for one in lying]
        best += _sure(scan, pages, [one for matrix in small for one in _tried(scan, pages, marked, matrix)])
    top = max((one.likeness for one in best), default=0.0)
    if top < LIKE:
        return None, top
    return _told_apart(scan, pages, [one for one in best if one.likeness >= top - NEAR]), top


def _sure(scan: Grey, pages: BoundPages, tried: Sequence[Recognised]) -> list[Recognised]:
    """The likeliest pages, with their likeness when each part may lie where it fits best; the others fall away."""
    likely = sorted(tried, key=lambda one: -one.likeness)[:LIKELIEST]
    if likely and likely[0].likeness >= CERTAIN and all(one.likeness < CERTAIN - NEAR for one in likely[1:]):
        return likely[:1]
    surfaces = [surface_of(scan, pages.small(one.index), one.matrix) for one in likely]
    looked_at = zip(likely, surfaces, strict=True)
    return [replace(one, likeness=surface.likeness or 0.0, surface=surface) for one, surface in looked_at]


def _likely(found: Features, pages: BoundPages) -> list[int]:
    """The pages, the likeliest first, by a few corners."""
    query = found.descriptors[:FEW]
    if len(query) < 2:
        return []
    matcher = cv2.BFMatcher(cv2.NORM_HAMMING)
    scores = []
    for index, page in enumerate(pages.pages):
        wanted = page.features.descriptors[:FEW]
        pairs = matcher.knnMatch(query, wanted, k=2) if len(wanted) >= 2 else ()
        scores.append((sum(a.distance < NEAREST * b.distance for a, b in _twos(pairs)), -index))
    return [-index for _, index in sorted(scores, reverse=True)]


def _twos(pairs: Iterable[Sequence[cv2.DMatch]]) -> Iterable[Sequence[cv2.DMatch]]:
    return (pair for pair in pairs if len(pair) == 2)


def _agreeing(found: Features, wanted: Features, norm: int = cv2.NORM_HAMMING) -> Matrix | None:
    """How the scan lies on a page by their corners, on the small pictures; None if too few agree."""
    if min(len(found.points), len(wanted.points)) < FEWEST:
        return None
    pairs = _twos(cv2.BFMatcher(norm).knnMatch(found.descriptors, wanted.descriptors, k=2))
    good = [a for a, b in pairs if a.distance < NEAREST * b.distance]
    if len(good) < FEWEST:
        return None
    here = np.asarray([found.points[one.queryIdx] for one in good], np.float32)
    there = np.asarray([wanted.points[one.trainIdx] for one in good], np.float32)
    return _homography(here, there)


def _homography(here: NDArray[np.float32], there: NDArray[np.float32]) -> Matrix | None:
    cv2.setRNGSeed(1)
    matrix, inside = cv2.findHomography(here, there, cv2.USAC_MAGSAC, 3.0, maxIters=2000, confidence=0.999)
    if matrix is None or inside is None or int(inside.sum()) < FEWEST:
        return None
    return np.asarray(matrix, np.float64)


def _is_a_sheet(matrix: Matrix, size: tuple[int, int]) -> bool:
    """True if a sheet can lie like this in a picture: not mirrored, not folded over, neither tiny nor huge."""
    wide, high = size
    try:
        back = np.linalg.inv(matrix)
    except np.linalg.LinAlgError:
        return False
    whole = np.asarray([[[0, 0]], [[wide, 0]], [[wide, high]], [[0, high]]], np.float64)
    places = cv2.perspectiveTransform(whole, back).reshape(-1, 2)
    if not np.isfinite(places).all() or not cv2.isContourConvex(places.astype(np.float32)):
        return False
    area = float(cv2.contourArea(places.astype(np.float32), oriented=True))
    return wide * high / LARGEST_STRETCH**2 < area < wide * high * LARGEST_STRETCH**2


def _tried(scan: Grey, pages: BoundPages, index: int, matrix: Matrix | None) -> list[Recognised]:
    """The scan laid on a page, with how alike both are then."""
    page = pages.small(index)
    high, wide = page.shape
    if matrix is None or not _is_a_sheet(matrix, (wide, high)):
        return []
    alike = _alike(warped(scan, matrix, wide, high), page)
    return [Recognised(index, alike, LARGER @ matrix @ np.linalg.inv(LARGER), _turned(matrix))]


def _alike(laid: Grey, page: Grey) -> float:
    """The likeness of what is printed: the light of the room and the greyness of paper do not count."""
    return likeness((ink_of(laid) * 255).astype(np.uint8), (ink_of(page) * 255).astype(np.uint8))


def _turned(matrix: Matrix) -> int:
    """By how many degrees the scan is turned clockwise to lie as its page does."""
    turn = math.degrees(math.atan2(matrix[1, 0], matrix[0, 0]))
    return round(turn / 90) % 4 * 90


def _with_other_corners(scan: Grey, pages: BoundPages, likely: Sequence[int]) -> list[Recognised]:
    finder = cv2.SIFT.create(900, contrastThreshold=0.02)

    def looked_at(picture: Grey) -> Features:
        smaller = cv2.resize(picture, None, fx=FOR_SIFT, fy=FOR_SIFT, interpolation=cv2.INTER_AREA)
        found, descriptors = finder.detectAndCompute(smaller, None)
        if descriptors is None:
            return Features(np.zeros((0, 2), np.float32), np.zeros((0, 32), np.uint8))
        points = np.asarray([one.pt for one in found], np.float32) / np.float32(FOR_SIFT)
        return Features(points, np.asarray(descriptors, np.float32))

    mine = looked_at(scan)
    found: list[Recognised] = []
    for index in likely:
        found += _tried(scan, pages, index, _agreeing(mine, looked_at(pages.small(index)), cv2.NORM_L2))
    return found


def _told_apart(scan: Grey, pages: BoundPages, alike: Sequence[Recognised]) -> Recognised:
    """Of pages that look nearly the same, the one whose foot, where the number is printed, is most like the scan's."""
    if len({one.index for one in alike}) == 1:
        return max(alike, key=lambda one: one.likeness)

    def foot(one: Recognised) -> float:
        page = pages.small(one.index)
        high, wide = page.shape
        laid = warped(scan, np.linalg.inv(LARGER) @ one.matrix @ LARGER, wide, high)
        strip, margin = round(STRIP / 25.4 * SMALL_DPI), 6
        wanted = page[high - strip : high - margin, margin : wide - margin]
        scores = cv2.matchTemplate(laid[high - strip - margin :], wanted, cv2.TM_CCOEFF_NORMED)
        return float(np.nan_to_num(scores).max())

    return max(alike, key=lambda one: (round(foot(one), 3), one.likeness))
