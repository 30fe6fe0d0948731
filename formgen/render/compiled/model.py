"""The data that are kept of a form after it was laid out once: the static pieces of the file, and the places of its values.

Lengths are CSS px (1/96 inch), as in the layout. The page's content is drawn in px, measured from the top.
"""

from __future__ import annotations

import marshal
from dataclasses import dataclass, field
from typing import Any, Literal

from formgen.fonts.deflated import Piece

Align = Literal["left", "center", "right", "justify"]


@dataclass(frozen=True, slots=True)
class PlaceSpan:
    """A piece of a place's text. It is drawn in a marked-content piece of its own.

    slot  the slot's id; None for the form's own words
    text  the form's own words; empty for a slot
    """

    slot: str | None
    text: str


@dataclass(frozen=True, slots=True)
class TextPlace:
    """A paragraph with slots: where its text begins, and how far it may go.

    stack     our font families, in order of preference
    size      size of the text
    features  what is asked of the features of its faces (`styles.features_of`)
    left      left edge of the paragraph's content, from the page's left edge
    width     width that lines may fill
    indent    indent of the first line
    baseline  baseline of the first line, from the page's top, when the text takes the least number of lines
    line      distance from one baseline to the next
    grow      the distance by which the first baseline moves with each further line (0 at the top of a cell, −line/2 in its
              middle)
    least     the least number of lines; it is more than one only if further lines move what stands below
    most      the number of lines that there is room for
    """

    spans: tuple[PlaceSpan, ...]
    stack: tuple[str, ...]
    size: float
    align: Align
    left: float
    width: float
    indent: float
    baseline: float
    line: float
    grow: float
    least: int
    most: int
    features: str


@dataclass(frozen=True, slots=True)
class Hole:
    """A hole in a page's stream, into which one span of a place is drawn.

    place  the index of the place
    span   the index of the span; None for a hole in place of a further line of a slot, which stays empty, because all lines
           of a slot are drawn in the hole of its first line
    """

    place: int
    span: int | None


@dataclass(frozen=True, slots=True)
class PageStream:
    """The content stream of a page with places. There is one more constant piece than there are holes."""

    constants: tuple[Piece, ...]
    holes: tuple[Hole, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A laid-out form, ready to be filled. After `prefix` come the pages' streams and the font dictionary, in this order.

    prefix        the beginning of the file: all objects that never change
    rows          rows of the cross-reference stream, by object number (`objects.ROW` bytes each)
    font_entries  entries of the font dictionary of the page resources, for the form's own words
    root          object number of the catalog
    info          object number of the document information
    """

    places: tuple[TextPlace, ...]
    pages: tuple[PageStream, ...]
    prefix: bytes = field(repr=False)
    rows: bytes = field(repr=False)
    font_entries: bytes
    root: int
    info: int


def to_bytes(compiled: Compiled) -> bytes:
    """The compiled form as bytes, for the cache. It is written as plain tuples: marshal knows no classes, so reading runs no code."""
    places = tuple(
        (
            tuple((span.slot, span.text) for span in place.spans),
            place.stack,
            (place.size, place.align, place.left, place.width, place.indent),
            (place.baseline, place.line, place.grow, place.least, place.most, place.features),
        )
        for place in compiled.places
    )
    pages = tuple(
        (
            tuple((one.packed, one.size, one.first, one.second) for one in page.constants),
            tuple((hole.place, hole.span) for hole in page.holes),
        )
        for page in compiled.pages
    )
    rest = (compiled.prefix, compiled.rows, compiled.font_entries, compiled.root, compiled.info)
    return marshal.dumps((places, pages, rest))


def from_bytes(content: bytes) -> Compiled:
    """Read what `to_bytes` made. The caller must have checked by a digest that the content is exactly that."""
    written: Any = marshal.loads(content)
    places, pages, rest = written
    return Compiled(
        tuple(
            TextPlace(tuple(PlaceSpan(*span) for span in spans), stack, *one, *other)
            for spans, stack, one, other in places
        ),
        tuple(
            PageStream(tuple(Piece(*piece) for piece in constants), tuple(Hole(*hole) for hole in holes))
            for constants, holes in pages
        ),
        *rest,
    )
