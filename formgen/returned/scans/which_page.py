"""Says which page of the dossier a scanned sheet shows: by its mark, or by its look; a sheet may show two pages beside each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from formgen.dossier.claim import PaperPlace
from formgen.dossier.proof.page_marks import PageMark
from formgen.returned.scans.bound_pages import BoundPages, small_of
from formgen.returned.scans.findings import OtherPage
from formgen.returned.scans.marked_pages import lying, marks_on, said_by
from formgen.returned.scans.recognising import Recognised, recognised
from formgen.returned.scans.scan_files import ScannedSheet

ROOM = 0.7
"""A page beside which the scan's picture has so much of the page's own width or height left may be one of two beside each other."""


def _nobody(figures: str) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Against:
    """What is known of the bound dossier besides its file.

    first   the number that is printed on its first page
    places  where seals, signatures and handwritten dates go; empty if nobody knows
    marks   the figures by which the marks of its pages name it; empty if its pages have none
    name_of gives the title of another dossier by the figures of its marks; None if nobody knows it
    """

    title: str
    sha256: str
    first: int = 1
    places: tuple[PaperPlace, ...] = ()
    marks: str = ""
    name_of: Callable[[str], str | None] = _nobody


@dataclass(frozen=True, slots=True)
class SeenPage:
    """Which page a picture shows.

    found   the page; None if it shows none of the dossier's
    other   a page of another dossier, by its mark
    remark  what its marks say that can't be, in Chinese
    has_several  True if there are marks of several pages on it
    is_marked  True if a mark on it says that it is this page
    """

    found: Recognised | None
    likeness: float
    other: OtherPage | None = None
    remark: str = ""
    has_several: bool = False
    is_marked: bool = False

    @property
    def is_known(self) -> bool:
        """True if one can say which page of which dossier it is."""
        return self.found is not None or self.other is not None


def seen_pages(
    sheet: ScannedSheet, bound: BoundPages, expected: int, against: Against
) -> Iterator[tuple[ScannedSheet, SeenPage]]:
    """What a sheet of the scan shows: itself with one page, or each half with its own. expected: the page that would come next."""
    seen = _seen(sheet, bound, expected, against)
    if seen.found is None or _has_room_beside(seen.found, sheet, bound):
        halves = [(half, _seen(half, bound, expected, against)) for half in _halves(sheet, seen)]
        if len([one for _, one in halves if one.is_known]) > seen.is_known:
            yield from halves
            return
    yield sheet, seen


def _seen(sheet: ScannedSheet, bound: BoundPages, expected: int, against: Against) -> SeenPage:
    """Which page a picture shows: by its mark, or by its look."""
    read = marks_on(sheet.picture) if against.marks else ()
    marks = said_by(read)
    if len(marks) > 1:
        return SeenPage(None, 0.0, remark=f"上面有 {len(marks)} 页的标记", has_several=True)
    at = next((one.number - bound.first for one in marks if one.dossier == against.marks), None)
    if marks and (at is None or not 0 <= at < len(bound)):
        return SeenPage(None, 0.0, _other(marks[0], against))
    lies = () if at is None else lying(read, bound.pages[at].size)
    found, likeness = recognised(small_of(sheet.picture), bound, expected, at, lies)
    if found is None and at is not None:
        return SeenPage(None, likeness, remark=f"标记是这份材料的第 {marks[0].number} 页，样子却对不上")
    if found is None and not against.marks:
        marks = said_by(marks_on(sheet.picture))
    other = _other(marks[0], against) if marks and found is None else None
    return SeenPage(found, likeness, other, is_marked=at is not None)


def _other(mark: PageMark, against: Against) -> OtherPage:
    title = against.name_of(mark.dossier)
    again = "另一次装订" if title == against.title else ""
    return OtherPage(f"「{title}」{again}" if title else "另一份材料", mark.number)


def _halves(sheet: ScannedSheet, seen: SeenPage) -> list[ScannedSheet]:
    high, wide = sheet.picture.shape[:2]
    is_long = max(high, wide) >= 1.25 * min(high, wide)
    return list(sheet.halves()) if is_long and (seen.found or seen.has_several or sheet.is_large) else []


def _has_room_beside(found: Recognised, sheet: ScannedSheet, bound: BoundPages) -> bool:
    """True if another page would have room in the scan's picture, beside the one that it shows, above or below it."""
    wide, high = bound.pages[found.index].size
    corners = np.asarray([[[0, 0], [wide, 0], [wide, high], [0, high]]], np.float64)
    places = cv2.perspectiveTransform(corners, np.linalg.inv(found.matrix))[0]
    first, last = places.min(axis=0), places.max(axis=0)
    left = np.maximum(first, np.asarray(sheet.picture.shape[1::-1]) - last)
    return bool((left >= ROOM * (last - first)).any())
