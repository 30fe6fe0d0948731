"""A page of a finished dossier as its parts: the drawing of the source's page, where it lies, and the page's number.

Binding writes each sheet in one way only. What is written in another way has no parts here, and is drawn to be compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pypdf import PageObject
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NullObject, StreamObject

from formgen.dossier.evidence.tags.writing import BLOCK, FOOTER, PICTURE
from formgen.dossier.proof.page_marks import DRAWN
from formgen.dossier.sheets import STRIP

MARK = "/Mark"
"""The name of the drawing of a page's mark."""
Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]

NUMBER = rb"(-?(?:\d+\.?\d*|\.\d+))"
MARKED = rb"((?:%s|%s) <</MCID 0>> BDC )?" % (BLOCK.encode(), PICTURE.encode())
PLACED = re.compile(MARKED + rb"q " + rb" ".join([NUMBER] * 6) + rb" cm (/\w+) Do Q(?(1) EMC)\n?")
"""One drawing on a sheet, in a place of its own; the page of a source without tags is marked as one element."""
WORDS = re.compile(re.escape(FOOTER.encode()) + rb" BT /F [\d.]+ Tf 1 0 0 1 0 [\d.]+ Tm <([0-9a-f]*)> Tj ET EMC")
"""What a number's drawing holds: black text, which hides nothing but what is under its strokes."""
LONGEST_SHEET = 4096
"""Bytes of a sheet's content: binding writes a tenth of this."""
SHEET_KEYS = frozenset(
    {"/Type", "/Parent", "/Resources", "/Contents", "/MediaBox", "/Annots", "/Tabs", "/StructParents"}
)
LINK_KEYS = frozenset(
    {
        *("/Type", "/Subtype", "/Rect", "/Border", "/BS", "/F", "/P", "/A", "/Dest", "/H"),
        *("/Contents", "/StructParent", "/NM", "/M"),
    }
)
"""What a link may have that shows nothing: no appearance, and a border only if it has no width."""
DRAWING_KEYS = frozenset(
    {"/Type", "/Subtype", "/FormType", "/BBox", "/Resources", "/Group", "/Length", "/Filter", "/StructParents"}
)


@dataclass(frozen=True, slots=True)
class BoundSheet:
    """A page of a dossier that draws its source's page and its number, and nothing else.

    paper   the drawing of the source's page
    box     the part of it that is shown: left, bottom, right and top, in its own space
    matrix  leads from there to the sheet, in points
    """

    paper: StreamObject
    box: Box
    matrix: Matrix


def is_mark(drawing: Any, matrix: Matrix) -> bool:
    """True for the drawing of a page's mark (`--marks`) that stands in the number's strip: black, and nothing else."""
    if not isinstance(drawing, StreamObject) or not set(drawing) <= DRAWING_KEYS:
        return False
    box, upright = box_of(entry(drawing, "/BBox")), matrix[:4] == (1, 0, 0, 1) and matrix[5] == 0
    is_low = box is not None and box[:2] == (0, 0) and box[3] <= STRIP
    return is_low and upright and DRAWN.fullmatch(drawing.get_data()) is not None


def placed_drawings(content: bytes) -> tuple[tuple[str, Matrix], ...] | None:
    """The drawings that a sheet's content draws, each with its matrix; None if it is written in another way."""
    return _placed_drawings(content) if len(content) <= LONGEST_SHEET else None


@lru_cache(maxsize=1024)
def _placed_drawings(content: bytes) -> tuple[tuple[str, Matrix], ...] | None:
    """The same. A sheet is asked for its number, the number's side, its mark and its paper, one after the other."""
    found: list[tuple[str, Matrix]] = []
    at = 0
    while at < len(content):
        one = PLACED.match(content, at)
        if one is None:
            return None
        a, b, c, d, e, f = (float(one[group]) for group in range(2, 8))
        found.append((one[8].decode("ascii"), (a, b, c, d, e, f)))
        at = one.end()
    return tuple(found)


def sheet_of(page: PageObject) -> BoundSheet | None:
    """The parts of a dossier's page; None for a page that shows, or may show, anything else."""
    if not set(page) <= SHEET_KEYS or not are_unseen(entry(page, "/Annots")):
        return None
    content, shared = entry(page, "/Contents"), entry(page, "/Resources")
    if not isinstance(content, StreamObject) or not isinstance(shared, DictionaryObject) or set(shared) != {"/XObject"}:
        return None
    drawn = placed_drawings(content.get_data())
    drawings = entry(shared, "/XObject")
    if drawn is None or not isinstance(drawings, DictionaryObject):
        return None
    if [name for name, _ in drawn[:2]] != ["/Paper", "/Number"] or {name for name, _ in drawn[2:]} - {MARK}:
        return None
    if not all(is_mark(entry(drawings, MARK), matrix) for _, matrix in drawn[2:]):
        return None
    paper, number = entry(drawings, "/Paper"), entry(drawings, "/Number")
    if not isinstance(paper, StreamObject) or not isinstance(number, StreamObject):
        return None
    box = box_of(entry(paper, "/BBox"))
    if (
        not all(set(one) <= DRAWING_KEYS and entry(one, "/Subtype") == "/Form" for one in (paper, number))
        or box is None
    ):
        return None
    return BoundSheet(paper, box, drawn[0][1]) if WORDS.fullmatch(number.get_data()) else None


def are_unseen(notes: Any) -> bool:
    """True if a page's annotations show nothing, in any viewer: there are none, or they are links without a border."""
    if notes is None:
        return True
    return isinstance(notes, ArrayObject) and all(_is_unseen(note.get_object()) for note in notes)


def _is_unseen(note: Any) -> bool:
    if not isinstance(note, DictionaryObject) or not set(note) <= LINK_KEYS or entry(note, "/Subtype") != "/Link":
        return False
    border, style = entry(note, "/Border"), entry(note, "/BS")
    if style is not None:  # it counts before /Border (ISO 32000-1, table 173)
        return isinstance(style, DictionaryObject) and set(style) <= {"/Type", "/W"} and entry(style, "/W") == 0
    return isinstance(border, ArrayObject) and len(border) == 3 and all(side.get_object() == 0 for side in border)


def entry(holder: DictionaryObject, key: str) -> Any:
    """An entry of a dictionary, never a reference to it; None if there is none."""
    value = holder.raw_get(key) if key in holder else None
    if isinstance(value, IndirectObject):
        value = value.get_object()
    return None if isinstance(value, NullObject) else value


def box_of(listed: Any) -> Box | None:
    """A box with its corners in order; None for what is no box."""
    if not isinstance(listed, ArrayObject) or len(listed) != 4:
        return None
    x1, y1, x2, y2 = (float(side.get_object()) for side in listed)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def product(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that does the one and then the other."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u
