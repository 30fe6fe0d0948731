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
from typing import NamedTuple

from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject, StreamObject

from formgen.dossier.claim import Original, Rectangle
from formgen.dossier.proof.digests.digest import Digests
from formgen.dossier.proof.feet import Foot
from formgen.dossier.proof.foot import is_surely_blank
from formgen.dossier.proof.reread import ODD, PYPDF, opened
from formgen.dossier.proof.sheet import BoundSheet, Box, Matrix, box_of, entry, sheet_of
from formgen.dossier.sheets import STRIP
from formgen.engines.heard import heard

PAGE_KEYS = frozenset(
    {
        *("/Type", "/Parent", "/Resources", "/Contents", "/Group", "/Annots", "/Rotate"),
        *("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/UserUnit"),
        *(
            "/StructParents",
            "/Tabs",
            "/Metadata",
            "/PieceInfo",
            "/LastModified",
            "/Thumb",
            "/ID",
            "/B",
            "/Dur",
            "/Trans",
        ),
    }
)
"""What a page may have. Besides its content, resources, group, boxes and turn, no viewer draws from any of it."""
SHEET_NAMES = (b"/Paper", b"/Number")
"""What the sheet has: pdfium takes a thing from the sheet that a page names and does not have."""
SAME = 0.01
"""Points by which places may differ: matrices and boxes are written with few digits."""
STRETCH = 1e-3
"""Part by which a page may be scaled otherwise across than up: what rounding makes of it."""
ONE_IN = 100
"""Of so many identical pages one is drawn all the same; of a dossier that has any, at least one."""


class Identical(NamedTuple):
    """Identical pages of a dossier, by their printed numbers.

    pages  all of them
    blank  those of which it is sure, without drawing them, that nothing stands where their number does
    """

    pages: frozenset[int]
    blank: frozenset[int]


def identical(
    reader: PdfReader, digests: Digests, originals: Iterable[Original], first: int, feet: Container[Foot] | None = ()
) -> Identical:
    """The pages of a dossier that consist of what their source's page consists of.

    reader   the dossier, as it was read
    digests  its digests
    first    the number of its first page
    feet     feet that are known to be blank; None if nobody asks for feet
    """
    pages, blank, sheets = set[int](), set[int](), list(reader.pages)
    for original in originals:
        if original.overlaid or original.password is not None:
            continue
        found = list[tuple[int, bool]]()
        try:
            with heard(PYPDF) as complaints:
                found.extend(_identical(sheets, digests, original, first, feet))
        except (*ODD, ArithmeticError, NotImplementedError):  # an odd size; a filter that pypdf does not know
            continue
        if not complaints:
            pages.update(number for number, _ in found)
            blank.update(number for number, is_blank in found if is_blank)
    return Identical(frozenset(pages), frozenset(blank))


def sample(numbers: Iterable[int], seed: str) -> frozenset[int]:
    """Those of these pages that are drawn all the same: one of `ONE_IN`, at least one.

    They are the pages whose number, after the seed and a space, has the smallest sha256: so anybody can say which these are.
    """
    order = sorted(numbers, key=lambda number: hashlib.sha256(f"{seed} {number}".encode()).digest())
    return frozenset(order[: -(-len(order) // ONE_IN)])


def _identical(
    sheets: list[PageObject], digests: Digests, original: Original, first: int, feet: Container[Foot] | None
) -> Iterator[tuple[int, bool]]:
    """The numbers of the source's pages that are identical, and whether their foot is surely blank. Raises one of ODD."""
    source = opened(original.content)
    skipped = original.skipped or 0
    count, wanted = len(source.pages), skipped + len(original.places)
    if source.is_encrypted or count < wanted or (original.skipped is None and count > wanted):
        return
    own = Digests(source, digests.unpacked)
    for index, place in enumerate(original.places, start=skipped):
        at = original.first_page - first + index - skipped
        if index in original.pictures or not 0 <= at < len(sheets):
            continue
        page, sheet = source.pages[index], sheet_of(sheets[at])
        if sheet is not None and _is_whole(page, sheet, place) and _consists_of(page, own, sheet, digests):
            yield (
                at + first,
                feet is not None
                and (
                    place.bottom >= STRIP - SAME
                    or (id(original.content), index, place) in feet
                    or is_surely_blank(page, sheet.matrix)
                ),
            )
        elif original.is_own:
            return  # its fonts were merged, and those of its other pages with them


def _is_whole(page: PageObject, sheet: BoundSheet, place: Rectangle) -> bool:
    """True if the sheet shows what a reader shows of the page, turned as the page says, in its place."""
    if not set(page) <= PAGE_KEYS:
        return False
    notes = entry(page, "/Annots")
    if notes is not None and not (isinstance(notes, ArrayObject) and len(notes) == 0):
        return False
    box, turn = _shown(page), entry(page, "/Rotate")
    if box is None or not _is_near(box, sheet.box):
        return False
    wanted = _matrix(box, int(turn) if turn is not None else 0, place)
    if wanted is None:
        return False
    corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    if not all(_is_near(_through(wanted, *corner), _through(sheet.matrix, *corner)) for corner in corners):
        return False
    a, b, c, d, _, _ = sheet.matrix
    across, up = abs(a) + abs(b), abs(c) + abs(d)
    return abs(across - up) <= STRETCH * max(across, up)


def _consists_of(page: PageObject, own: Digests, sheet: BoundSheet, digests: Digests) -> bool:
    """True if the sheet's drawing has the page's content, and is drawn with the very same things."""
    content = _content(entry(page, "/Contents"))
    if content is None or content.rstrip() != sheet.paper.get_data().rstrip():
        return False
    if any(name in content for name in SHEET_NAMES):
        return False
    drawn = own.drawing(_resources(page), entry(page, "/Group"))
    return drawn is not None and drawn == digests.drawing(_resources(sheet.paper), entry(sheet.paper, "/Group"))


def _resources(holder: DictionaryObject) -> DictionaryObject:
    """The resources of a page, which pypdf has copied into it if they are inherited, or of a drawing."""
    found = entry(holder, "/Resources")
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _content(given: PdfObject | None) -> bytes | None:
    """A page's content as one stream: parts are whole lines (ISO 32000-1, 7.8.2). None for what is no content."""
    if given is None:
        return b""
    parts = [part.get_object() for part in given] if isinstance(given, ArrayObject) else [given]
    if not all(isinstance(part, StreamObject) for part in parts):
        return None
    texts = [part.get_data() for part in parts if isinstance(part, StreamObject)]
    return b"".join(text if text.endswith(b"\n") else text + b"\n" for text in texts)


def _shown(page: PageObject) -> Box | None:
    """What a reader shows of a page: its CropBox as far as it lies in the MediaBox."""
    media = box_of(entry(page, "/MediaBox"))
    if media is None:
        return None
    crop = box_of(entry(page, "/CropBox")) or media
    box = (max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]))
    box = box if box[2] > box[0] and box[3] > box[1] else media
    return box if box[2] > box[0] and box[3] > box[1] else None


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
