"""Holds a scan against a bound dossier: each page of the scan is recognised, laid on its page and compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from formgen.dossier.claim import PaperPlace
from formgen.returned.scans.bound_pages import BoundPages, opened, small_of
from formgen.returned.scans.differences import InkSpot, compared
from formgen.returned.scans.findings import CutOut, FoundPage, FoundPlace, Received, ScanDifference
from formgen.returned.scans.inked.inks import Inks, inks_of
from formgen.returned.scans.inked.marks import AROUND, NO_COLOURS, MarkState, PlaceLook, SeenMarks, marks_of
from formgen.returned.scans.inked.screens import SCREEN, is_of_a_screen
from formgen.returned.scans.marked_pages import UNMARKED, lacks_marks
from formgen.returned.scans.pictures import DOTS, DPI, Mask, Picture, Region, jpeg
from formgen.returned.scans.recognising import Recognised
from formgen.returned.scans.scan_files import ScanFile, ScannedSheet, ScanPage, scanned_sheets
from formgen.returned.scans.straightening import straightened, surface_of
from formgen.returned.scans.which_page import Against, SeenPage, seen_pages

OnPage = Callable[[int, int], None]
"""Called with the number of scanned pages that are done, and of all."""
OnLook = Callable[[int, Picture, Picture | None], None]
"""Called with which page of the scan it is, counted from 1, its picture, and that of the bound page that it shows; None for none."""
MOST_SHOWN = 10
"""Differences of a page that are shown; of a page with more, the rest is counted."""
MOST_SHOWN_OF_ALL, MOST_STRANGERS = 200, 60
"""Differences, and pages that are none of the dossier's, of which the whole report has pictures: a scan of 1,000 pages of another one
would fill the memory with them."""
ANOTHER_VERSION = 25
"""Differences of a page from which on it is rather another version of the page."""
CUT_OFF = 0.004
"""The part of a page's ink that may lie beside the scan."""
COLOURED_INK = 0.02
"""The part of a place from which on coloured ink is seen there: that is no print."""
SOFT = 1.8
"""Dots of softness from which on small letters can't be judged."""
CONTEXT, PLACE_CONTEXT = 9.0, 10.0
"""mm around a difference, and around a place, that its cut-out shows."""
THUMBNAIL_DPI = 60
MOST_FOREIGN = 0.5
"""If more of the pages are foreign, the scan is rather of another dossier."""


@dataclass(frozen=True, slots=True)
class PageLook:
    """A scan beside its page: both pictures, what was put on the page, where both differ, and what could not be judged.

    lacks_marks  True if the bound page has marks, and the scan shows none at their places
    """

    picture: Picture = field(repr=False)
    laid: Picture = field(repr=False)
    marks: SeenMarks
    spots: tuple[InkSpot, ...]
    remarks: tuple[str, ...]
    lacks_marks: bool = False


@dataclass(frozen=True, slots=True)
class _Judged:
    """A page of the scan, and what was found at its page's places.

    picture, bound  the scan, in the frame of its page if it is known; and that page. None if nobody drew it
    """

    page: FoundPage
    places: tuple[FoundPlace, ...] = ()
    picture: Picture | None = field(default=None, repr=False)
    bound: Picture | None = field(default=None, repr=False)


def received(
    pdf: bytes,
    against: Against,
    files: Sequence[ScanFile],
    on_page: OnPage | None = None,
    compare: bool = True,
    on_look: OnLook | None = None,
) -> Received:
    """Hold the scan against the dossier.

    pdf      the bound file
    against  what is known of it
    files    the scan
    compare  False to find out only which pages the scan has, and how they lie
    on_look  called with each page of the scan that can be drawn

    Raises UndrawableError if the dossier can't be drawn.
    """
    cv2.setNumThreads(1)
    total, done = sum(file.pages for file in files), 0
    pages: list[FoundPage] = []
    left = PicturesLeft()
    looks: dict[PaperPlace, FoundPlace] = {}
    with opened(pdf, against.first, against.places, bool(against.marks)) as bound:
        expected = 0
        for sheet in scanned_sheets(files):
            for judged in _judged_sheet(sheet, bound, expected, compare, against):
                pages.append(left.kept(judged.page))
                if on_look is not None and judged.picture is not None:
                    on_look(len(pages), judged.picture, judged.bound)
                if judged.page.number is not None:
                    expected = judged.page.number - against.first + 1
                for look in judged.places:
                    looks[look.place] = _better(looks.get(look.place), look)
                del judged  # its pictures, before the next page is drawn
            del sheet
            done += 1
            if on_page is not None:
                on_page(done, total)
        numbers = tuple(page.number for page in bound.pages)
        blank = tuple(page.number for page in bound.pages if page.is_empty)
    not_there = "这一页没有扫到"
    places = tuple(looks.get(place) or FoundPlace(place, MarkState.NOT_JUDGED, not_there) for place in against.places)
    found = Received(against.title, against.sha256, numbers, blank, tuple(pages), places)
    return replace(found, remarks=tuple(_of_the_whole(found, against)))


@dataclass(slots=True)
class PicturesLeft:
    """How many pictures the report may still have."""

    differences: int = MOST_SHOWN_OF_ALL
    strangers: int = MOST_STRANGERS

    def kept(self, page: FoundPage) -> FoundPage:
        """The page with as many of its pictures as there is room for; its other differences are counted."""
        shown = page.differences[: self.differences]
        self.differences -= len(shown)
        if page.picture is not None:
            self.strangers -= 1
        more = page.more_differences + len(page.differences) - len(shown)
        picture = page.picture if self.strangers >= 0 else None
        return replace(page, differences=shown, more_differences=more, picture=picture)


def _better(before: FoundPlace | None, now: FoundPlace) -> FoundPlace:
    """Of a page that was scanned twice, the look at a place that says more."""
    order = [MarkState.THERE, MarkState.ELSEWHERE, MarkState.UNCLEAR, MarkState.MISSING, MarkState.NOT_JUDGED]
    return now if before is None or order.index(now.state) < order.index(before.state) else before


def _judged_sheet(
    sheet: ScannedSheet | ScanPage, bound: BoundPages, expected: int, compare: bool, against: Against
) -> Iterator[_Judged]:
    """What was found of a page of the scan, or of the two pages that lie beside each other on it."""
    if isinstance(sheet, ScanPage):
        yield _Judged(FoundPage(sheet, "undrawable"))
    elif sheet.is_blank:
        yield _Judged(FoundPage(sheet.page, "blank"))
    else:
        for part, seen in seen_pages(sheet, bound, expected, against):
            yield _judged(part, bound, seen, compare)


def _judged(sheet: ScannedSheet, bound: BoundPages, seen: SeenPage, compare: bool) -> _Judged:
    found, likeness = seen.found, seen.likeness
    if found is None:
        if sheet.is_blank:
            return _Judged(FoundPage(sheet.page, "blank"))
        thumbnail = _thumbnail(sheet.picture)
        said_of_it = (seen.remark,) if seen.remark else ()
        said = FoundPage(
            sheet.page, "foreign", likeness=likeness, other=seen.other, picture=thumbnail, remarks=said_of_it
        )
        return _Judged(said, picture=sheet.picture)
    page = bound.pages[found.index]
    if not compare:
        return _Judged(FoundPage(sheet.page, "known", page.number, found.turned, likeness))
    look = looked_at(sheet, bound, found)
    places = tuple(_found_place(one, sheet.page, look.laid) for one in look.marks.places)
    spots = look.spots
    remarks = (*look.remarks, UNMARKED) if look.lacks_marks and not seen.is_marked else look.remarks
    differences = tuple(_difference(spot, look.picture, look.laid) for spot in spots[:MOST_SHOWN])
    said = FoundPage(
        sheet.page, "known", page.number, found.turned, likeness, differences, len(spots) - len(differences),
        remarks, sum(seal.is_whole for seal in look.marks.other_seals),
        size=(round(page.size[0] / DOTS, 1), round(page.size[1] / DOTS, 1)),
    )  # fmt: skip
    return _Judged(said, places, look.laid, look.picture)


def looked_at(sheet: ScannedSheet, bound: BoundPages, found: Recognised) -> PageLook:
    """Lay a scan on the page that it shows, and compare both."""
    page = bound.pages[found.index]
    picture = _of_size(bound.picture(found.index), page.size)
    surface = found.surface or surface_of(small_of(sheet.picture), bound.small(found.index), found.matrix)
    laid = straightened(sheet.picture, found.matrix, surface, page.size)
    inks = inks_of(laid.picture, picture)
    wanted = bound.regions(found.index)
    if is_of_a_screen(laid.picture, laid.inside, inks.bound, inks.any_ink):
        unseen = tuple(PlaceLook(place, MarkState.NOT_JUDGED, SCREEN, region) for place, region in wanted)
        return PageLook(picture, laid.picture, SeenMarks(unseen), (), (SCREEN,))
    marks = marks_of(inks, laid.inside, wanted, sheet.is_grey)
    ends = bound.mark_regions(found.index)
    remarks = list(_edges(inks, _with(laid.inside, ends, True)))
    spots: tuple[InkSpot, ...] = ()
    if sheet.is_fax:
        remarks.append("黑白扫描（传真），小处的不同看不出，没有比较字句")
    else:
        seen = compared(inks, _with(laid.inside, ends, False), _may_be_added(wanted, marks))
        spots = seen.spots
        marks = replace(marks, places=tuple(_beside(look, spots, inks) for look in marks.places))
        if seen.softness > SOFT:
            remarks.append("扫描不清楚（模糊），小字的不同可能看不出")
    if sheet.is_grey and any(not place.office for place, _ in wanted):
        remarks.append(NO_COLOURS)
    if len(spots) >= ANOTHER_VERSION:
        remarks.append(f"有 {len(spots)} 处不同，可能是这一页的另一个版本，也可能纸皱了或折了")
    unmarked = lacks_marks(laid.picture, laid.inside, picture, ends)
    return PageLook(picture, laid.picture, marks, spots, tuple(remarks), unmarked)


def _with(inside: Mask, regions: Sequence[Region], value: bool) -> Mask:
    """The mask with this value where the page's marks are: these are read, so their dots are neither missed nor compared."""
    changed = inside.copy()
    for region in regions:
        changed[region.dots(inside.shape)] = value
    return changed


def _may_be_added(wanted: Sequence[tuple[PaperPlace, Region | None]], marks: SeenMarks) -> list[Region]:
    """Where ink may be added: around the places, and on what was taken for a seal."""
    around = [region.grown(AROUND[place.kind]) for place, region in wanted if region is not None]
    return [*around, *(seal.region.grown(1.5) for seal in marks.other_seals)]


def _beside(look: PlaceLook, spots: Sequence[InkSpot], inks: Inks) -> PlaceLook:
    """What was seen at a place: if print that belongs near it is not there, black strokes may be that print, moved."""
    if look.state is not MarkState.THERE or look.region is None or look.place.kind in ("round_seal", "square_chop"):
        return look
    around = look.region.grown(AROUND[look.place.kind])
    is_black = float(inks.coloured[look.region.dots(inks.coloured.shape)].mean()) < COLOURED_INK
    if is_black and any(spot.kind == "missing" and around.distance(*spot.region.middle) == 0 for spot in spots):
        return look._replace(state=MarkState.UNCLEAR, why="旁边的字句和装订件不同，分不清是写的还是印的")
    return look


def _edges(inks: Inks, inside: Mask) -> Iterator[str]:
    """What is said if a part of the page's print lies beside the scan."""
    print_here = inks.bound > 0.4
    whole = int(print_here.sum())
    if whole and float((print_here & ~inside).sum()) / whole > CUT_OFF:
        yield "纸边没有扫全，边上的内容没有比较"


def _of_size(picture: Picture, size: tuple[int, int]) -> Picture:
    if (picture.shape[1], picture.shape[0]) == size:
        return picture
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def _cut(picture: Picture, region: Region, outlined: Region | None = None) -> CutOut:
    """A part of a picture. outlined: a place in it that gets a frame."""
    rows, columns = region.dots(picture.shape)
    part = picture[rows, columns]
    if outlined is not None and part.size:
        part = part.copy()
        down, across = outlined.grown(0.8).dots(picture.shape)
        first = (across.start - columns.start, down.start - rows.start)
        last = (across.stop - columns.start, down.stop - rows.start)
        cv2.rectangle(part, first, last, (230, 120, 0), 2)
    return CutOut(jpeg(part if part.size else picture[:8, :8]))


def _thumbnail(picture: Picture) -> CutOut:
    high, wide = picture.shape[:2]
    size = round(wide * THUMBNAIL_DPI / DPI), round(high * THUMBNAIL_DPI / DPI)
    return CutOut(jpeg(np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8), 60))


def _difference(spot: InkSpot, page: Picture, laid: Picture) -> ScanDifference:
    one = spot.region
    around = one.grown(CONTEXT)
    left, top, width, height = (round(side, 1) for side in (one.left, one.top, one.width, one.height))
    return ScanDifference(
        left, top, width, height, spot.kind, round(spot.strength, 2), _cut(page, around, one), _cut(laid, around, one)
    )


def _found_place(look: PlaceLook, scan: ScanPage, laid: Picture) -> FoundPlace:
    cut = None if look.region is None else _cut(laid, look.region.grown(PLACE_CONTEXT))
    return FoundPlace(look.place, look.state, look.why, scan, cut, look.region)


def _of_the_whole(found: Received, against: Against) -> Iterator[str]:
    """What concerns the whole scan."""
    pages = [page for page in found.pages if page.kind != "blank"]
    foreign = [page for page in pages if page.kind == "foreign"]
    others = [page.other.dossier for page in foreign if page.other is not None]
    most = max(others, key=others.count, default="")
    if others.count(most) > MOST_FOREIGN * len(pages):
        yield f"大半是{most}的页：请找出那一份装订件来对照"
    elif pages and len(foreign) == len(pages):
        yield "没有一页认得出是这份材料的：可能拿错了材料，或是另一家的"
    elif pages and len(foreign) > MOST_FOREIGN * len(pages):
        yield "大半不是这份材料的页：可能拿错了材料，或混进了别的"
    known = [page for page in pages if page.kind == "known"]
    odd = [page for page in known if len(page.differences) + page.more_differences >= 4]
    if len(known) > 2 and len(odd) > MOST_FOREIGN * len(known):
        yield "大半的页都有好几处不同：可能是另一家的，或是重新装订以前的一版"
    if not against.places:
        yield "没有盖章、签字的位置的记录（是旧版程序装订的，或没有要盖章、签字的表），没有看章和签字"
