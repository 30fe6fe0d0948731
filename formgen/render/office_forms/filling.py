"""Fills an office form that was laid out once: its texts are set as LibreOffice sets them, and written between constant pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, chain

from formgen.fonts.deflated import EMPTY, Frame, Piece, piece
from formgen.fonts.faces import face
from formgen.fonts.glyphs import glyph_number
from formgen.render.compiled.fonts import together, with_fonts
from formgen.render.compiled.objects import Ending, number_text, stream
from formgen.render.compiled.typeset.glyph_runs import FaceGlyphs, font_operator, literal, run_operators
from formgen.render.compiled.typeset.typeset import Unsure
from formgen.render.office_forms.lettering import PER_EM, Lettering
from formgen.render.office_forms.line_setting import LineRoom, Unit, set_lines
from formgen.render.office_forms.model import OfficeLayout, OfficePlace
from formgen.scheme.slots import Slot

MOST_KEPT = 64
"""The number of texts for which a place keeps the way they are drawn."""
THICKENED = 30
"""LibreOffice thickens letters by a line around them as wide as this part of their size."""


@dataclass(frozen=True, slots=True)
class _DrawnPlace:
    """A place with its texts: the piece of each span, and the glyphs that they need."""

    pieces: tuple[Piece, ...] = field(repr=False)
    needs: tuple[FaceGlyphs, ...] = field(repr=False)


class OfficeFiller:
    """Fills one form again and again. Several threads may use it."""

    def __init__(self, layout: OfficeLayout, slots: Sequence[Slot]) -> None:
        """slots: the form's slots."""
        self._layout = layout
        self._places = tuple(_PlaceFiller(place, slots) for place in layout.places)
        starts = [*accumulate((len(place.spans) for place in layout.places), initial=0)]
        self._pages = tuple(
            (
                Frame(page.constants),
                [-1 if hole.span is None else starts[hole.place] + hole.span for hole in page.holes],
            )
            for page in layout.pages
        )
        self._ending = Ending(layout.prefix, layout.rows, layout.root, layout.info)

    def fill(self, texts: Sequence[str]) -> bytes | Unsure:
        """The PDF with these texts, one for each slot of the form in order; "" for a slot that stays blank.

        Unsure where only LibreOffice knows how the form looks then.
        """
        drawn = list[_DrawnPlace]()
        for place in self._places:
            one = place.drawn(texts)
            if isinstance(one, Unsure):
                return one
            drawn.append(one)
        faces = together(chain.from_iterable(one.needs for one in drawn))
        if isinstance(faces, Unsure):
            return faces
        pieces = [piece for one in drawn for piece in one.pieces]
        pieces.append(EMPTY)
        pages = [stream(b"", frame.joined([pieces[at] for at in holes])) for frame, holes in self._pages]
        return with_fonts(self._ending, self._layout.font_entries, pages, faces)


class _PlaceFiller:
    """A place that keeps the results for the texts it was given."""

    def __init__(self, place: OfficePlace, slots: Sequence[Slot]) -> None:
        self._place = place
        self._slots = [span.slot for span in place.spans if span.slot is not None]
        self._blanks = tuple([slots[number].blank for number in self._slots])
        self._kept: dict[tuple[str, ...], _DrawnPlace] = {}

    def drawn(self, texts: Sequence[str]) -> _DrawnPlace | Unsure:
        """The place with its texts among those of all slots."""
        words = tuple([texts[number] or blank for number, blank in zip(self._slots, self._blanks, strict=True)])
        known = self._kept.get(words)
        if known is not None:
            return known
        place = self._place
        if place.whole and words == self._blanks:
            found = _DrawnPlace((EMPTY,) * len(place.spans), ())
            self._kept[words] = found
            return found
        lines = placed_lines(place, words)
        if isinstance(lines, Unsure):
            return lines
        found = drawn_place(place, lines)
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[words] = found
        return found


def placed_lines(place: OfficePlace, words: Sequence[str]) -> list[list[Unit]] | Unsure:
    """The lines of a place with these texts in its slots, in order. Unsure if they take more or fewer lines than it may have."""
    if place.whole:
        return Unsure(place.whole)
    texts = iter(words)
    pieces = [(span.words if span.slot is None else next(texts), span.lettering) for span in place.spans]
    lines = set_lines(
        pieces, LineRoom(place.left, place.width, place.indent, place.align, place.held, place.chinese, place.hangs)
    )
    if isinstance(lines, Unsure):
        return lines
    if len(lines) > place.most:
        return Unsure("行数超过位置")
    if len(lines) < place.least:
        return Unsure("行数少于空白表")
    return lines


def drawn_place(place: OfficePlace, lines: Sequence[Sequence[Unit]]) -> _DrawnPlace:
    """The pieces that draw a place's lines, one for each span."""
    operators: list[list[str]] = [[] for _ in place.spans]
    codes: dict[str, list[int]] = {}
    baseline = place.baseline + place.grow * (len(lines) - place.least)
    for number, line in enumerate(lines):
        y = baseline - number * place.line
        start = 0
        while start < len(line):
            span, end = line[start].span, start + 1
            while end < len(line) and line[end].span == span:
                end += 1
            units = line[start:end]
            operators[span].append(_written(units, place.spans[span].lettering, y))
            for unit in units:
                codes.setdefault(unit.family, []).append(unit.code)
            start = end
    pieces = tuple(piece(("q\n" + "".join(some) + "Q\n").encode("latin-1")) if some else EMPTY for some in operators)
    return _DrawnPlace(pieces, tuple(FaceGlyphs(family, tuple(some)) for family, some in codes.items()))


def _written(units: Sequence[Unit], look: Lettering, y: float) -> str:
    """The operators that draw the units of one span on one line."""
    red, green, blue = ((look.colour >> shift & 255) / 255 for shift in (16, 8, 0))
    colour = f"{number_text(red)} {number_text(green)} {number_text(blue)}"
    bold = f"{colour} RG\n2 Tr {number_text(look.size / THICKENED)} w\n" if look.bold else "0 Tr\n"
    begin = f"{colour} rg\nBT\n{bold}1 0 {number_text(look.slant)} 1 {number_text(units[0].x)} {number_text(y)} Tm\n"
    drawn = f"{begin}{''.join(_runs(units, look.size))}ET\n"
    if look.underline is None:
        return drawn
    below, thickness = look.underline
    left, right, height = (number_text(one) for one in (units[0].x, units[-1].x + units[-1].width, y - below))
    return f"{drawn}{colour} RG\n{number_text(thickness)} w\n{left} {height} m\n{right} {height} l\nS\n"


def _runs(units: Sequence[Unit], size: float) -> Iterator[str]:
    """The operators of runs in one face each. Adjustments are computed from the line's beginning, so that they don't add up."""
    x = units[0].x
    start = 0
    while start < len(units):
        family = units[start].family
        parts = list[str]()
        at = start
        while at < len(units) and units[at].family == family:
            unit = units[at]
            glyph, width = _written_glyph(family, unit.code)
            parts.append(glyph)
            x += width * size
            following = units[at + 1].x if at + 1 < len(units) else x
            by = round((x - following) / size * PER_EM)
            if by:
                parts.append(f"){by}(")
                x -= by * size / PER_EM
            at += 1
        yield run_operators(f"{font_operator(family, size)}[", "".join(parts))
        start = at


@lru_cache(maxsize=16384)
def _written_glyph(family: str, code: int) -> tuple[str, float]:
    """A glyph as it stands in an operand, and its own width in em."""
    return literal(code), face(family).metric(glyph_number(code))[0] / PER_EM
