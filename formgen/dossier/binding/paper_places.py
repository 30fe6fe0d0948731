"""Finds where on the printed paper a seal, a chop, a signature or a handwritten date goes, by the places of the form's own words.

A form says which words mark a place (`[[stamp]]`), and what is wanted there. The words are looked for in the finished pages, so that
the place is right even if a long value moved it. A date is wanted by pen only where the form prints 年 月 日 without figures.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from formgen.dossier.binding.sealing_places import GAP, SEAL_SIDE, Box, on_sheet, reading_order, words_found
from formgen.dossier.claim import PaperBox, PaperPlace, PlaceKind
from formgen.dossier.lines import squashed
from formgen.dossier.sheets import POINTS_PER_MM, Placement
from formgen.dossier.shelf import Content
from formgen.engines.pdfium import PdfiumFile, PlacedCharacter
from formgen.scheme.dossiers import Stamp
from formgen.scheme.models import FormStamp

SIZES: dict[PlaceKind, tuple[float, float]] = {
    "round_seal": (SEAL_SIDE, SEAL_SIDE),
    "square_chop": (20.0, 20.0),
    "signature": (45.0, 14.0),
    "chop_or_signature": (45.0, 20.0),
    "date": (45.0, 10.0),
}
"""Width and height in mm of what is put at a place. A person's square chop is 18 mm to 20 mm wide; a date is as wide as its words."""
YEAR_ROOM = 18.0
"""mm before the word 年 where a year of four figures is written by hand."""
FARTHEST_BELOW, FARTHEST_ASIDE = 60.0, 80.0
"""mm between the middle of a place's words and the middle of the date that belongs to them."""
FIGURES = "[0-9〇○零一二三四五六七八九十]*"
DATE = re.compile(f"({FIGURES})年({FIGURES})月({FIGURES})日")
FIRST_PAGE = 1


@dataclass(frozen=True, slots=True)
class WantedStamps:
    """A paper on whose pages seals, signatures and dates are wanted.

    paper     which of the dossier's papers it is, counted from 0
    title     its title
    stamps    what is wanted; a stamp that names no page is on the first one
    is_cover  True for the cover, of which each volume has one of its own
    """

    paper: int
    title: str
    stamps: tuple[Stamp | FormStamp, ...]
    is_cover: bool = False


@dataclass(frozen=True, slots=True)
class FoundMark:
    """What is wanted at a place, and where the words of the place stand.

    box  the words' box in the space of their page, in points; None if they do not stand there as often as the form says
    """

    stamp: Stamp | FormStamp
    kind: PlaceKind
    box: Box | None


def found_marks(
    wanted: WantedStamps, pdf: Content, pages: Sequence[int]
) -> Iterator[tuple[int, tuple[FoundMark, ...]]]:
    """For each of these pages (counted from 0) that wants something: what it wants, in the order of the form's definition."""
    with PdfiumFile(pdf) as document:
        for page in pages:
            stamps = [stamp for stamp in wanted.stamps if _page_of(stamp) == page + 1]
            if stamps:
                with document.page(page) as opened:
                    characters = opened.characters()
                yield page, tuple(_marks(stamps, characters))


def paper_place(mark: FoundMark, title: str, placement: Placement, number: int) -> PaperPlace:
    """The place of a mark on a page that lies on its sheet as `placement` says, and that bears this number."""
    stamp, box = mark.stamp, None
    if mark.box is not None:
        box = _area(mark.kind, stamp.label, on_sheet(mark.box, placement), placement)
    office = isinstance(stamp, FormStamp) and stamp.office
    return PaperPlace(number, mark.kind, stamp.by, stamp.label, title, office, box)


def _page_of(stamp: Stamp | FormStamp) -> int:
    return stamp.page if isinstance(stamp, FormStamp) else FIRST_PAGE


def _marks(stamps: Sequence[Stamp | FormStamp], characters: Sequence[PlacedCharacter]) -> Iterator[FoundMark]:
    dates = tuple(_dates(characters))
    for stamp, box in _with_words(stamps, characters):
        yield from (FoundMark(stamp, kind, box) for kind in _kinds(stamp))
        if "date" in stamp.kinds:
            date = None if box is None else _nearest(box, dates)
            if date is None:
                yield FoundMark(stamp, "date", None)
            elif not date[1]:
                yield FoundMark(stamp, "date", date[0])


def _with_words(
    stamps: Sequence[Stamp | FormStamp], characters: Sequence[PlacedCharacter]
) -> Iterator[tuple[Stamp | FormStamp, Box | None]]:
    """Each stamp with the place of its words. If several stamps have the same words, they follow each other as one reads."""
    found = {
        label: sorted(words_found(characters, label), key=reading_order) for label in {one.label for one in stamps}
    }
    for stamp in stamps:
        alike = [one for one in stamps if one.label == stamp.label]
        boxes = found[stamp.label]
        at = next(index for index, one in enumerate(alike) if one is stamp)
        yield stamp, boxes[at] if len(boxes) == len(alike) else None


def _kinds(stamp: Stamp | FormStamp) -> Iterator[PlaceKind]:
    """What is put there besides a date. Where a person may sign or put a chop, one of the two is enough."""
    kinds = set(stamp.kinds)
    if "signature" in kinds:
        yield "chop_or_signature" if kinds & {"seal", "chop"} else "signature"
        return
    if "seal" in kinds:
        yield "round_seal"
    if "chop" in kinds:
        yield "square_chop"


def _dates(characters: Sequence[PlacedCharacter]) -> Iterator[tuple[Box, bool]]:
    """Each 年 月 日 of a page: its box, and True if a day is printed in it."""
    pieces = [(letter, one) for one in characters for letter in squashed(one.text)]
    for match in DATE.finditer("".join(letter for letter, _ in pieces)):
        ones = [one for _, one in pieces[match.start() : match.end()]]
        left, bottom = min(one.left for one in ones), min(one.bottom for one in ones)
        right, top = max(one.right for one in ones), max(one.top for one in ones)
        if top - bottom < 3 * (ones[0].top - ones[0].bottom):  # else its words stand on several lines: it is none
            yield (left, bottom, right, top), all(match.groups())


def _nearest(words: Box, dates: Sequence[tuple[Box, bool]]) -> tuple[Box, bool] | None:
    """The date that belongs to a place: the nearest one that stands beside or below its words; None if there is none."""
    across, up = (words[0] + words[2]) / 2, (words[1] + words[3]) / 2
    near: list[tuple[float, tuple[Box, bool]]] = []
    for date in dates:
        aside, below = (date[0][0] + date[0][2]) / 2 - across, up - (date[0][1] + date[0][3]) / 2
        is_beside = abs(below) < words[3] - words[1] and aside > 0
        is_below = 0 < below < FARTHEST_BELOW * POINTS_PER_MM and abs(aside) < FARTHEST_ASIDE * POINTS_PER_MM
        if is_beside or is_below:
            near.append((math.hypot(aside, below), date))
    return min(near, key=lambda one: one[0])[1] if near else None


def _area(kind: PlaceKind, label: str, words: Box, placement: Placement) -> PaperBox:
    """A seal lies on the words, and behind a colon on the name that stands there; a signature or a chop stands behind them."""
    left, bottom, right, top = words
    width, height = (side * POINTS_PER_MM for side in SIZES[kind])
    gap = GAP * POINTS_PER_MM
    if kind == "date":
        start = left - YEAR_ROOM * POINTS_PER_MM
        width = right + gap - start
    elif kind == "round_seal" and not squashed(label).endswith(":"):
        start = (left + right - width) / 2
    else:
        start = right + gap
    start = max(gap, min(start, placement.width - gap - width))
    low = max(gap, min((bottom + top - height) / 2, placement.height - gap - height))
    return PaperBox(*(round(side / POINTS_PER_MM, 1) for side in (start, low, width, height)))
