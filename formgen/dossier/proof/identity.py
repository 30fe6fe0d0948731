"""Which pages of a dossier consist of the very things that their source's page consists of: they need not be drawn.

pypdf, which wrote neither of the two files, reads both. A page is identical if all of this is so:

- its content is the source page's content, byte by byte, and it is drawn with the same resources: fonts, pictures, states,
  patterns, and whatever these refer to (`digest.py`);
- nothing else in the file decides what it shows: no layer, no annotation, no blend with what lies below;
- it shows the same part of the page, turned as the source says, and neither stretched nor mirrored;
- the sheet draws this drawing and the number, and nothing else (`sheet.py`).

Any doubt makes a page one that has to be drawn: a source that pypdf reads with a complaint, a locked one, an odd entry.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from pypdf import PageObject
from pypdf.generic import DictionaryObject

from formgen.dossier.claim import Original, Rectangle
from formgen.dossier.proof.digests.digest import FONTS, Digests
from formgen.dossier.proof.digests.merged_fonts import OwnFonts, are_alike, shown_codes
from formgen.dossier.proof.digests.second_reader import SecondReader
from formgen.dossier.proof.feet.blank_scans import is_surely_blank
from formgen.dossier.proof.sheet import BoundSheet, Box, Matrix, entry, sheet_of
from formgen.dossier.proof.sources import Consisting, Foot, SourceReading, Sources, content_digest, resources_of
from formgen.dossier.sheets import STRIP
from formgen.engines.system.watcher import at_work

SAME = 0.01
"""Points by which places may differ: matrices and boxes are written with few digits."""
STRETCH = 1e-3
"""Part by which a page may be scaled otherwise across than up: what rounding makes of it."""
ONE_IN = 100
"""Of so many identical pages one is drawn all the same; of a dossier that has any, at least one."""


class _Dossier(NamedTuple):
    """A finished dossier as the second library reads it: its sheets, its digests, and its fonts that were merged."""

    sheets: list[PageObject]
    digests: Digests
    fonts: OwnFonts


class Identical(NamedTuple):
    """Identical pages of a dossier, by their printed numbers.

    pages  all of them
    blank  those of which it is sure, without drawing them, that nothing stands where their number does
    """

    pages: frozenset[int]
    blank: frozenset[int]


def identical(
    reader: SecondReader,
    digests: Digests,
    originals: Iterable[Original],
    first: int,
    sources: Sources | None = None,
    with_feet: bool = True,
) -> Identical:
    """The pages of a dossier that consist of what their source's page consists of.

    reader     the dossier, as it was read
    digests    its digests
    first      the number of its first page
    sources    the sources that were read already; None if none was
    with_feet  False if nobody asks which feet are blank
    """
    pages, blank, known = set[int](), set[int](), sources or Sources()
    dossier = _Dossier(list(reader.pages), digests, OwnFonts())
    for original in originals:
        if original.overlaid or original.password is not None:
            continue
        look = partial(_identical, dossier, original, first, known.blank if with_feet else None)
        with at_work(original.watched_as):
            found = known.read(original.content, look)
        for number, is_blank in found:
            pages.add(number)
            if is_blank:
                blank.add(number)
    return Identical(frozenset(pages), frozenset(blank))


def sample(numbers: Iterable[int], seed: str) -> frozenset[int]:
    """Those of these pages that are drawn all the same: one of `ONE_IN`, at least one.

    They are the pages whose number, after the seed and a space, has the smallest sha256: so anybody can say which these are.
    """
    order = sorted(numbers, key=lambda number: hashlib.sha256(f"{seed} {number}".encode()).digest())
    return frozenset(order[: -(-len(order) // ONE_IN)])


def _identical(
    dossier: _Dossier,
    original: Original,
    first: int,
    feet: Container[Foot] | None,
    source: SourceReading,
) -> Iterator[tuple[int, bool]]:
    """The numbers of the source's pages that are identical, and whether their foot is surely blank. Raises one of ODD."""
    skipped, own = original.skipped or 0, source.reader.pages
    count, wanted = len(own), skipped + len(original.places)
    if count < wanted or (original.skipped is None and count > wanted):
        return
    for index, place in enumerate(original.places, start=skipped):
        at = original.first_page - first + index - skipped
        if index in original.pictures or not 0 <= at < len(dossier.sheets):
            continue
        sheet, page = sheet_of(dossier.sheets[at]), source.consisting(index, without_fonts=original.is_own)
        if (
            sheet is not None
            and page is not None
            and _is_whole(page, sheet, place)
            and _consists_of(page, sheet, dossier.digests, without_fonts=original.is_own)
            and (not original.is_own or _shows_the_same_glyphs(own[index], source.fonts, sheet, dossier.fonts))
        ):
            yield (
                at + first,
                feet is not None
                and (
                    place.bottom >= STRIP - SAME
                    or (id(original.content), index, place) in feet
                    or is_surely_blank(own[index], sheet.matrix)
                ),
            )
        source.reader.forget_streams()


def _is_whole(page: Consisting, sheet: BoundSheet, place: Rectangle) -> bool:
    """True if the sheet shows what a reader shows of the page, turned as the page says, in its place."""
    box = page.box
    wanted = _matrix(box, page.turn, place)
    if wanted is None or not _is_near(box, sheet.box):
        return False
    corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    if not all(_is_near(_through(wanted, *corner), _through(sheet.matrix, *corner)) for corner in corners):
        return False
    a, b, c, d, _, _ = sheet.matrix
    across, up = abs(a) + abs(b), abs(c) + abs(d)
    return abs(across - up) <= STRETCH * max(across, up)


def _consists_of(page: Consisting, sheet: BoundSheet, digests: Digests, without_fonts: bool) -> bool:
    """True if the sheet's drawing has the page's content, and is drawn with the very same things, perhaps but for its fonts."""
    paper = sheet.paper
    return page.content == content_digest(paper.get_data()) and page.drawn == digests.drawing(
        resources_of(paper), entry(paper, "/Group"), without_fonts
    )


def _shows_the_same_glyphs(page: PageObject, ours: OwnFonts, sheet: BoundSheet, bound: OwnFonts) -> bool:
    """True if all codes of a page of our own are drawn alike with its fonts and with those of the sheet's drawing of it.

    ours, bound  the fonts of the page's file and of the dossier
    """
    shown = shown_codes(sheet.paper.get_data())
    fonts = entry(resources_of(page), FONTS), entry(resources_of(sheet.paper), FONTS)
    if not all(isinstance(one, DictionaryObject) for one in fonts):
        return shown == {}
    return shown is not None and are_alike(shown, (ours, fonts[0]), (bound, fonts[1]))


def _matrix(box: Box, turn: int, place: Rectangle) -> Matrix | None:
    """The matrix that lays a box into a place, turned clockwise; None for a turn that is no right angle."""
    left, bottom, right, top = box
    lying = turn % 180 == 90
    across = place.width / ((top - bottom) if lying else (right - left))
    up = place.height / ((right - left) if lying else (top - bottom))
    x, y = place.left, place.bottom
    return {
        0: (across, 0.0, 0.0, up, x - left * across, y - bottom * up),
        90: (0.0, -up, across, 0.0, x - bottom * across, y + right * up),
        180: (-across, 0.0, 0.0, -up, x + right * across, y + top * up),
        270: (0.0, up, -across, 0.0, x + top * across, y - left * up),
    }.get(turn % 360)


def _through(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _is_near(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return all(abs(mine - its) <= SAME for mine, its in zip(one, other, strict=True))
