"""What is kept of a form that was laid out once: static pieces of the file, and the places of its values.

Lengths are CSS px (1/96 inch), as the layout has them; the page's content is drawn in px, from the top.
"""

from __future__ import annotations

import marshal
from dataclasses import dataclass, field
from typing import Any, Literal

from formgen.fonts.deflated import Piece

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class PlaceSpan:
    """A piece of a place's text, drawn in a marked-content piece of its own.

    slot  the slot's id, None for the form's own words
    text  the form's own words; empty for a slot
    """

    slot: str | None
    text: str


@dataclass(frozen=True, slots=True)
class TextPlace:
    """A paragraph with slots: where its text begins, and how far it may go.

    stack     families in order of preference, ours
    size      of the text
    left      of the paragraph's content, from the page's left edge
    width     that lines may fill
    indent    of the first line
    baseline  of the first line where the text takes the least lines, from the page's top
    line      from one baseline to the next
    grow      by how much the first baseline moves with each further line (0 at the top of a cell, −line/2 in its middle)
    least     lines that there must be: more than one only where further lines move what stands below
    most      lines that there is room for
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


@dataclass(frozen=True, slots=True)
class Hole:
    """A hole in a page's stream: which span of which place is drawn there.

    span is None where the layout has a further line of a slot: all its lines are drawn where the first one is.
    """

    place: int
    span: int | None


@dataclass(frozen=True, slots=True)
class PageStream:
    """The content stream of a page with places: one constant piece more than holes."""

    constants: tuple[Piece, ...]
    holes: tuple[Hole, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A laid-out form ready to be filled. Behind its beginning stand its pages' streams and the font dictionary, in this order.

    prefix        the file's beginning: all objects that never change
    rows          of the cross-reference stream, by object number (`objects.ROW` bytes each)
    font_entries  of the page resources' font dictionary, for the form's own words
    root          number of the catalog
    info          number of the document information
    """

    places: tuple[TextPlace, ...]
    pages: tuple[PageStream, ...]
    prefix: bytes = field(repr=False)
    rows: bytes = field(repr=False)
    font_entries: bytes
    root: int
    info: int


def to_bytes(compiled: Compiled) -> bytes:
    """All of it as bytes, to be kept. Plain tuples: marshal knows no classes, so that reading runs no code."""
    places = tuple(
        (
            tuple((span.slot, span.text) for span in place.spans),
            place.stack,
            (place.size, place.align, place.left, place.width, place.indent),
            (place.baseline, place.line, place.grow, place.least, place.most),
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
    """What `to_bytes` made; content must be just that, vouched for by a digest."""
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
