"""The places of a laid-out form: where each paragraph with slots stands, read from WeasyPrint's boxes.

Nothing outside the slots may move when they are filled. Where a cell's height is given and holds the most lines that its place
may take, one layout says so, and how the place grows; else the form is laid out a second time, with the most lines in every slot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from formgen.errors import ProofError
from formgen.render.compiled.model import Align, Place, PlaceSpan

MARK = "一"
"""What stands in every slot while a form is compiled: one Chinese character, in every body face."""
ALIGNS: dict[str, Align] = {"start": "left", "left": "left", "center": "center", "end": "right", "right": "right"}
"""CSS alignments; all our pages run from left to right."""
NEAR = 1e-6
"""CSS px: two layouts of the same thing differ by the rounding of sums at most."""
GROWTH = {"top": 0.0, "middle": -0.5, "bottom": -1.0}
"""By how many lines the first baseline moves with a further line, by the vertical alignment of the cell."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A piece of text as it is drawn: page (counted from 0), the start of its baseline, and its slot if it has one.

    underlined  a line is drawn below it, which no hole would take away
    """

    page: int
    x: float
    y: float
    text: str
    slot: str | None
    underlined: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A place with where its spans are drawn in the layout with marks, on which page."""

    place: Place
    page: int
    drawn: tuple[Drawn, ...]


class Moved(Exception):
    """Something outside the slots moves when they are filled: the document is compiled for each number of lines apart."""


def find_places(marked: Any, full: Any) -> tuple[Found, ...]:
    """The places of a form, in the order of the pages.

    marked, full  the WeasyPrint documents with the least lines of marks in every slot, and with the most

    Raises Moved where something outside the slots moves between the two, ProofError where a place is of no known kind.
    """
    ones = list(_blocks(marked))
    others = ones if full is marked else list(_blocks(full))
    if len(ones) != len(others) or len(marked.pages) != len(full.pages):
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


def find_held_places(marked: Any, further: Mapping[str, int]) -> tuple[Found, ...] | None:
    """The places of a form, by one layout of it; None where one of them may be more than its cell is sure to hold.

    further: how many more lines each slot may take than it has there
    """
    blocks, found = list(_blocks(marked)), []
    cells = Counter(id(block.cell) for block in blocks)
    for block in blocks:
        slots = {drawn.slot for drawn in block.drawn if drawn.slot is not None}
        if not slots:
            continue
        more, grow = sum(further[slot] for slot in slots), 0.0
        line = block.box.style["line_height"]
        if more:
            cell = block.cell
            if cell is None or cell.computed_height == "auto" or cells[id(cell)] > 1 or line == "normal":
                return None
            if cell.content_height + more * line.value > cell.computed_height:
                return None
            grow = GROWTH[cell.vertical_align] * line.value
        place = _place(block, replace(block, lines=block.lines + more))
        found.append(Found(replace(place, grow=grow), block.page, block.drawn))
    return tuple(found)


def find_known_places(marked: Any, known: Sequence[Place]) -> tuple[Found, ...]:
    """The places of a document that consists of others, by one layout of it and the places of those, in their order.

    Raises Moved where they don't stand in it as they do there.
    """
    found = find_places(marked, marked)
    if [replace(one, grow=0.0, most=one.least) for one in known] != [one.place for one in found]:
        raise Moved
    return tuple(Found(place, one.page, one.drawn) for place, one in zip(known, found, strict=True))


def _moved(one: Drawn, other: Drawn) -> bool:
    same = (one.page, one.text) == (other.page, other.text)
    return not same or abs(one.x - other.x) > NEAR or abs(one.y - other.y) > NEAR


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph's box with what it draws, and the table cell that it stands in, if it does."""

    page: int
    cell: Any
    box: Any
    drawn: tuple[Drawn, ...]
    lines: int


def _blocks(document: Any) -> Iterator[_Block]:
    for number, page in enumerate(document.pages):
        yield from _blocks_in(page._page_box, number, None)


def _blocks_in(box: Any, page: int, cell: Any) -> Iterator[_Block]:
    """The paragraphs in a box, each before those that stand out of its flow."""
    from weasyprint.formatting_structure import boxes

    box = getattr(box, "_box", box)  # what is placed absolutely stands behind a placeholder
    if isinstance(box, boxes.TableCellBox):
        cell = box
    children = getattr(box, "children", ())
    lines = [child for child in children if isinstance(child, boxes.LineBox)]
    apart: list[Any] = [] if lines else list(children)

    def texts(inline: Any) -> Iterator[Any]:
        for child in inline.children:
            if isinstance(child, boxes.TextBox):
                yield child
            elif isinstance(child, boxes.InlineBox):
                yield from texts(child)
            else:
                apart.append(child)

    if lines:
        drawn = tuple(_drawn(text, page) for line in lines for text in texts(line))
        yield _Block(page, cell, box, drawn, len(lines))
    for child in apart:
        yield from _blocks_in(child, page, cell)


def _drawn(text: Any, page: int) -> Drawn:
    slot = None if text.element is None else text.element.get("data-slot")  # a page number has no element
    underlined = text.style["text_decoration_line"] != "none"
    return Drawn(page, text.position_x, text.position_y + text.baseline, text.text, slot, underlined)


def _underlined(block: _Block) -> bool:
    return any(drawn.underlined for drawn in block.drawn)


def _place(one: _Block, other: _Block) -> Place:
    """The place that a block is, by its layouts with the least and with the most lines."""
    style = one.box.style
    align = ALIGNS.get(style["text_align_all"])
    if align is None or style["line_height"] == "normal" or one.lines > other.lines or _underlined(one):
        raise ProofError("表格的一个填写位置的排版方式不认识，不能预先排好")
    if any(drawn.slot is None for drawn in one.drawn[1:]) and other.lines > 1:
        raise ProofError("表格的一个填写位置后面还有字，又不止一行，不能预先排好")
    line = float(style["line_height"].value)
    moved = other.drawn[0].y - one.drawn[0].y
    more = other.lines - one.lines
    spans: list[PlaceSpan] = []
    for drawn in one.drawn:
        if drawn.slot is None or drawn.slot not in [span.slot for span in spans]:
            spans.append(PlaceSpan(drawn.slot, "" if drawn.slot else drawn.text))
    return Place(
        spans=tuple(spans),
        stack=tuple(style["font_family"]),
        size=float(style["font_size"]),
        align=align,
        left=one.box.content_box_x(),
        width=float(one.box.width),
        indent=float(style["text_indent"].value),
        baseline=one.drawn[0].y,
        line=line,
        grow=moved / more if more else 0.0,
        least=one.lines,
        most=other.lines,
    )
