"""The places of a laid-out form: where each paragraph with slots stands, by the paragraphs of the layout.

Nothing outside the slots may move when the slots are filled. If the height of a cell is given, and the cell holds the most
lines that its place may take, then one layout shows this and shows how the place grows. Otherwise the form is laid out a
second time, with the most lines in every slot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from formgen.engines.weasyprint.boxes import DrawnText, LaidOutDocument, ParagraphBox
from formgen.foundation.errors import ProofError
from formgen.render.compiled.model import Align, PlaceSpan, TextPlace

MARK = "一"
"""The text that stands in every slot while a form is compiled: one Chinese character that every body face has."""
ALIGNS: dict[str, Align] = {
    "start": "left", "left": "left", "center": "center", "end": "right", "right": "right", "justify": "justify",
}  # fmt: skip
"""CSS alignments; all our pages run from left to right."""
NEAR = 1e-6
"""Tolerance in CSS px: two layouts of the same thing differ at most by the rounding of sums."""
GROWTH = {"top": 0.0, "middle": -0.5, "bottom": -1.0}
"""For each vertical alignment of a cell: by how many lines the first baseline moves with each further line."""


@dataclass(frozen=True, slots=True)
class Found:
    """A place, with the page and the positions where its spans are drawn in the layout with marks."""

    place: TextPlace
    page: int
    drawn: tuple[DrawnText, ...]


class Moved(Exception):
    """Something outside the slots moves when they are filled. The document is then compiled for each number of lines separately."""


def find_places(marked: LaidOutDocument, full: LaidOutDocument) -> tuple[Found, ...]:
    """The places of a form, in the order of the pages.

    marked, full  the document laid out with the least and with the most lines of marks in every slot

    Raises Moved if something outside the slots moves between the two, ProofError if a place is of no known kind.
    """
    ones = list(marked.paragraphs())
    others = ones if full is marked else list(full.paragraphs())
    if len(ones) != len(others) or marked.page_count != full.page_count:
        raise Moved
    found = []
    for one, other in zip(ones, others, strict=True):
        if any(drawn.slot is not None for drawn in one.drawn):
            if one.page != other.page:
                raise Moved
            found.append(Found(_place(one, other), one.page, one.drawn))
        elif any(_moved(a, b) for a, b in zip(one.drawn, other.drawn, strict=True)):
            raise Moved
    return tuple(found)


def find_held_places(marked: LaidOutDocument, further: Mapping[str, Sequence[int]]) -> tuple[Found, ...] | None:
    """The places of a form, found from one layout; None if a cell is not sure to hold the most lines of one of its places.

    further: how many more lines each slot may take than it has in this layout, place by place in the document's order
    """
    seen: Counter[str] = Counter()
    blocks, found = list(marked.paragraphs()), []
    cells = Counter(block.cell for block in blocks)
    for block in blocks:
        slots = {drawn.slot for drawn in block.drawn if drawn.slot is not None}
        if not slots:
            continue
        more, grow = sum(further[slot][seen[slot]] for slot in slots), 0.0
        seen.update(slots)
        line = block.line
        if more:
            cell = block.cell
            if cell is None or cell.height is None or cells[cell] > 1 or line is None:
                return None
            if cell.content_height + more * line > cell.height:
                return None
            grow = GROWTH[cell.vertical_align] * line
        place = _place(block, replace(block, lines=block.lines + more))
        found.append(Found(replace(place, grow=grow), block.page, block.drawn))
    return tuple(found)


def find_known_places(marked: LaidOutDocument, known: Sequence[TextPlace]) -> tuple[Found, ...]:
    """The places of a document that consists of others, found from one layout of it and from the others' places in order.

    Raises Moved if the places don't stand in this document as they stand in the others.
    """
    found = find_places(marked, marked)
    if [replace(one, grow=0.0, most=one.least) for one in known] != [one.place for one in found]:
        raise Moved
    return tuple(Found(place, one.page, one.drawn) for place, one in zip(known, found, strict=True))


def _moved(one: DrawnText, other: DrawnText) -> bool:
    same = (one.page, one.text) == (other.page, other.text)
    return not same or abs(one.x - other.x) > NEAR or abs(one.y - other.y) > NEAR


def _underlined(block: ParagraphBox) -> bool:
    return any(drawn.underlined for drawn in block.drawn)


def _place(one: ParagraphBox, other: ParagraphBox) -> TextPlace:
    """The place of a block, from its layouts with the least and with the most lines."""
    align, line = ALIGNS.get(one.align), one.line
    if align is None or line is None or one.lines > other.lines or _underlined(one):
        raise ProofError("表格的一个填写位置的排版方式不认识，不能预先排好")
    if any(drawn.slot is None for drawn in one.drawn[1:]) and other.lines > 1:
        raise ProofError("表格的一个填写位置后面还有字，又不止一行，不能预先排好")
    moved = other.drawn[0].y - one.drawn[0].y
    more = other.lines - one.lines
    spans: list[PlaceSpan] = []
    for drawn in one.drawn:
        if drawn.slot is None or drawn.slot not in [span.slot for span in spans]:
            spans.append(PlaceSpan(drawn.slot, "" if drawn.slot else drawn.text))
    return TextPlace(
        spans=tuple(spans),
        stack=one.stack,
        size=one.size,
        align=align,
        left=one.left,
        width=one.width,
        indent=one.indent,
        baseline=one.drawn[0].y,
        line=line,
        grow=moved / more if more else 0.0,
        least=one.lines,
        most=other.lines,
        features=one.features,
    )
