"""The places of a laid-out form: where each paragraph with slots stands, read from WeasyPrint's boxes.

The form is laid out twice, with the least and with the most lines in every slot. What stands outside the slots must not
have moved between the two; how a place's first line moved says how it grows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    ones, others = list(_blocks(marked)), list(_blocks(full))
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
    """A paragraph's box with what it draws."""

    page: int
    box: Any
    drawn: tuple[Drawn, ...]
    lines: int


def _blocks(document: Any) -> Iterator[_Block]:
    for number, page in enumerate(document.pages):
        yield from _blocks_in(page._page_box, number)


def _blocks_in(box: Any, page: int) -> Iterator[_Block]:
    """The paragraphs in a box, each before those that stand out of its flow."""
    from weasyprint.formatting_structure import boxes

    box = getattr(box, "_box", box)  # what is placed absolutely stands behind a placeholder
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
        yield _Block(page, box, drawn, len(lines))
    for child in apart:
        yield from _blocks_in(child, page)


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
