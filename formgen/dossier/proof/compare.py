"""Does a page of the dossier show what its source shows? Both are drawn by pdfium and compared, pixel by pixel.

The source is drawn at the size that it has on its sheet. The sheet is drawn so that the source's place on it falls on whole
pixels. So the two pictures differ by rounding only, and a missing full stop is found. The sheet must be white around that
place. In the number's strip the sheet may be darker than the source, never lighter.

The same drawing of the source shows whether it has ink where the number stands. Such a page must lie above the strip. Of a
page that consists of what its source's page consists of, only that part of the source is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from PIL import Image, ImageChops

from formgen.dossier.claim import Original, Rectangle
from formgen.dossier.likeness import (
    CLOSE,
    CLOSER,
    NUDGES,
    PICTURED,
    QUICK,
    Difference,
    difference,
    extremes,
    is_same,
    said,
)
from formgen.dossier.shelf import Content
from formgen.engines.pdfium import PdfiumFile, PdfiumPage, Placing, UndrawableError
from formgen.engines.system.watcher import at_page

INWARDS = 0.02
"""Pixels by which a page is drawn inside its place. pdfium widens a scanned picture to the whole pixels that it touches:
one that fills its page ends just on a pixel's edge, and a number's last digit would make it a pixel wider."""
INK_BELOW = 200
"""The strip is inked if a pixel of it, at 96 dpi, is darker than this grey (0 black, 255 white). Paper grain and
compression noise of a scan stay above; a number printed on what is lighter still reads well."""


class Unlike(NamedTuple):
    """A page of the dossier, by its printed number, that is not as it should be, and how, in Chinese.

    inked  True if it shows what the source shows, with the number's strip over a part of it that is not blank
    """

    number: int
    how: str
    inked: bool = False


def unlike(
    bound: PdfiumFile,
    original: Original,
    strip: float,
    first: int = 1,
    known: Container[int] = (),
    feet: Container[int] = (),
) -> Iterator[Unlike]:
    """The pages of the dossier that do not show what the source shows, or whose number stands over something.

    strip  height of the number's strip at the foot of each sheet, in points
    first  the number of the file's first page
    known  pages, by their printed numbers, that are known to be as they should be: they are not drawn
    feet   pages that are known to show what their source shows: only what their number stands on is looked at

    Raises UndrawableError for a source that can't be opened.
    """
    skipped = original.skipped or 0
    last = original.first_page + len(original.places)
    if last - first <= len(bound) and all(number in known for number in range(original.first_page, last)):
        return
    with drawn(original.content, original.password) as source:
        fewest = skipped + len(original.places)
        if len(source) < fewest or (original.skipped is None and len(source) > fewest):
            yield Unlike(original.first_page, f"来源有 {len(source)} 页，装订了 {len(original.places)} 页")
            return
        for index, place in enumerate(original.places, start=skipped):
            number = original.first_page + index - skipped
            if number - first >= len(bound):
                yield Unlike(number, "没有这一页")
                return
            if number not in known:
                try:
                    if number in feet:
                        with at_page(index), source.page(index) as page:
                            if is_inked(page, bound.size(number - first)[1], place, strip):
                                yield _inked(number)
                        continue
                    with at_page(index), source.page(index) as page, bound.page(number - first) as sheet:
                        pair = _Pair(page, sheet, place, strip, index in original.pictures, original.overlaid)
                        yield from _compared(pair, number)
                except UndrawableError:
                    yield Unlike(number, "画不出来")


def drawn(content: Content, password: str | None = None) -> PdfiumFile:
    """The file, open for its pages to be drawn as a reader shows them. Raises UndrawableError."""
    return PdfiumFile(content, password, with_fields=True)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A page of a source, and the sheet of the dossier that it became.

    page        the source's page
    sheet       the dossier's
    place       where on the sheet the page lies
    strip       height of the number's strip at the foot of the sheet, in points
    is_picture  True if the page was bound as a picture of itself
    overlaid    True if something was laid over the sheet: then only what is missing counts
    """

    page: PdfiumPage
    sheet: PdfiumPage
    place: Rectangle
    strip: float
    is_picture: bool
    overlaid: bool


class _Pictures(NamedTuple):
    """A pair, drawn.

    wanted    the source's page
    found     what lies in its place on the sheet
    stray     True if the sheet shows anything beside that place
    in_strip  what the source shows where the strip is; None if it ends above the strip
    """

    wanted: Image.Image
    found: Image.Image
    stray: bool
    in_strip: Image.Image | None


def _compared(pair: _Pair, number: int) -> Iterator[Unlike]:
    """How the two differ, and whether the source is inked in the strip. number: the sheet's, as printed."""
    quick = _pictures(pair, QUICK)
    if quick.in_strip is not None and _darkest(quick.in_strip) < INK_BELOW:
        yield _inked(number)
    if not quick.stray and is_same(quick.wanted, quick.found):
        return
    closer = _closer(pair)
    how = "来源的内容以外还有别的东西" if closer.stray else said(_differences(pair, closer))
    if how is not None:
        yield Unlike(number, how)


def is_inked(page: PdfiumPage, sheet_height: float, place: Rectangle, strip: float) -> bool:
    """True if a source's page is inked in the strip; nothing else of it is drawn.

    sheet_height  of the sheet that it lies on; place: where on it; strip: the strip's height; all in points
    """
    width, height, _, top, foot = _measures(place, sheet_height, strip, QUICK)
    split = max(0, min(height, foot - top))
    return split < height and _darkest(_source_picture(page, width, height, 0.0, split)) < INK_BELOW


def _inked(number: int) -> Unlike:
    return Unlike(number, "页码压在来源的内容上", inked=True)


def _differences(pair: _Pair, closer: _Pictures) -> Iterator[Difference]:
    """What differs in each of several drawings of the pair; each is made when it is asked for. closer: the first."""
    yield difference(closer.wanted, closer.found, pair.is_picture)
    for nudge in NUDGES[1:]:
        again = _closer(pair, nudge)
        yield difference(again.wanted, again.found, pair.is_picture)


def _closer(pair: _Pair, nudge: float = 0.0) -> _Pictures:
    """Both drawn at the second scale, or at that of its picture if the page is bound as one."""
    return _pictures(pair, PICTURED if pair.is_picture else CLOSER, nudge)


def _pictures(pair: _Pair, scale: float, nudge: float = 0.0) -> _Pictures:
    """Both drawn, with `scale` pixels to a point, and moved to the right and down by a part of a pixel."""
    width, height, left, top, foot = _measures(pair.place, pair.sheet.size[1], pair.strip, scale)
    wanted = _source_picture(pair.page, width, height, nudge)
    whole = _sheet_picture(pair, width, height, nudge)
    here = (left, top, left + width, top + height)
    found = whole.crop(here)
    split = max(0, min(height, foot - top))  # the row at which the strip begins
    in_strip = wanted.crop((0, split, width, height)) if split < height else None
    free, foot = (0, 0) if pair.overlaid else (split, foot)
    if free < height:
        # Where the number may stand, only what is missing counts.
        lower = (0, free, width, height)
        found.paste(ImageChops.lighter(found.crop(lower), wanted.crop(lower)), lower)
    return _Pictures(wanted, found, not _is_white(whole, here, foot), in_strip)


def _darkest(picture: Image.Image) -> int:
    """The darkest grey of a picture."""
    return next(grey for grey, count in enumerate(picture.convert("L").histogram()) if count)


def _is_white(sheet: Image.Image, here: tuple[int, int, int, int], foot: int) -> bool:
    """True if the sheet is white outside the source's place (and one pixel around it) and outside the strip."""
    left, top, right, bottom = here
    around = [
        (0, 0, sheet.width, min(top - 1, foot)),
        (0, bottom + 1, sheet.width, foot),
        (0, 0, left - 1, foot),
        (right + 1, 0, sheet.width, foot),
    ]
    return all(
        min(low for low, _ in extremes(sheet.crop(box))) >= 255 - CLOSE
        for box in around
        if box[2] > box[0] and box[3] > box[1]
    )


def _measures(place: Rectangle, sheet_height: float, strip: float, scale: float) -> tuple[int, int, int, int, int]:
    """With `scale` pixels to a point: the place's width and height, its left and top on the sheet, and the strip's top."""
    width, height = max(1, round(place.width * scale)), max(1, round(place.height * scale))
    across, down = width / place.width, height / place.height
    above = sheet_height - place.bottom - place.height
    left, top = math.ceil(max(0.0, place.left) * across), math.ceil(max(0.0, above) * down)
    foot = max(0, math.floor(top + (sheet_height - min(strip, sheet_height) - above) * down))
    return width, height, left, top, foot


def _source_picture(page: PdfiumPage, width: int, height: int, nudge: float, above: int = 0) -> Image.Image:
    """The page as a reader shows it, annotations and fields included, in so many pixels; the rows `above` are left out."""
    page_width, page_height = page.size
    across, down = (width - 2 * INWARDS) / page_width, (height - 2 * INWARDS) / page_height
    placing = Placing(across, down, INWARDS + nudge, INWARDS + nudge - above)
    return page.picture(width, height - above, placing, with_fields=not above)


def _sheet_picture(pair: _Pair, width: int, height: int, nudge: float) -> Image.Image:
    """The sheet so drawn that the place is `width` × `height` whole pixels of it."""
    place = pair.place
    across, down = width / place.width, height / place.height
    sheet_width, sheet_height = pair.sheet.size
    above = sheet_height - place.bottom - place.height
    left, top = math.ceil(max(0.0, place.left) * across), math.ceil(max(0.0, above) * down)
    right = math.ceil(max(0.0, sheet_width - place.left - place.width) * across)
    below = math.ceil(max(0.0, place.bottom) * down)
    within, high = (width - 2 * INWARDS) / place.width, (height - 2 * INWARDS) / place.height
    inwards = INWARDS + nudge
    placing = Placing(within, high, left + inwards - place.left * within, top + inwards - above * high)
    return pair.sheet.picture(left + width + right, top + height + below, placing, with_fields=False)
