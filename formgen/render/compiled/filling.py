"""Filling: values set into the places of a compiled document, and the file written around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from formgen.errors import ProofError
from formgen.render.compiled.blanks import Blank, Lines
from formgen.render.compiled.model import Compiled, PageStream, Place
from formgen.render.compiled.objects import Ending, Numbered, stream, written
from formgen.render.compiled.places import Moved
from formgen.render.compiled.segments import EMPTY, Piece, joined, piece
from formgen.render.compiled.typeset import Face, Room, SetLine, SetText, Unsure, set_paragraph
from formgen.render.compiled.value_fonts import FaceGlyphs, value_font
from formgen.render.sheet import Span
from formgen.render.slots import BLANK

MOST_KEPT = 4096
"""Set places that one document keeps: scores and dates come back again and again."""


@dataclass(frozen=True, slots=True)
class _Filled:
    """A place with its values: the piece of each span, the glyphs that they need, and the number of lines."""

    pieces: tuple[Piece, ...] = field(repr=False)
    needs: tuple[FaceGlyphs, ...] = field(repr=False)
    lines: int


class Filler:
    """Fills one document again and again. Not for several threads at once."""

    def __init__(self, blank: Blank) -> None:
        """Compiles the document, or takes it from the cache. Raises ProofError where it can't be compiled."""
        self._blank = blank
        self._pushing = blank.pushing()
        self._most = {one.slot: one.lines for one in blank.most}
        self._variants: dict[tuple[Lines, ...], _Variant] = {}
        self._variant(())

    def fill(self, texts: Mapping[str, str]) -> bytes | Unsure:
        """The PDF with these texts by slot (a slot without one stays empty); Unsure where only a whole layout is safe."""
        variant = self._variant(())
        filled: list[_Filled] = []
        longer: dict[str, int] = {}
        for at, place in enumerate(variant.compiled.places):
            one = variant.filled(at, texts)
            if isinstance(one, Unsure):
                return one
            if one.lines > place.most:
                slots = [span.slot for span in place.spans if span.slot in self._pushing]
                if not slots or slots[0] is None or one.lines > self._most[slots[0]]:
                    return Unsure("more lines than there is room for")
                longer[slots[0]] = one.lines
            filled.append(one)
        if longer:
            variant = self._variant(tuple(Lines(slot, lines) for slot, lines in sorted(longer.items())))
            again = [variant.filled(at, texts) for at in range(len(filled))]
            filled = [one for one in again if not isinstance(one, Unsure)]
        if any(
            not place.least <= max(one.lines, 1) <= place.most
            for one, place in zip(filled, variant.compiled.places, strict=True)
        ):
            return Unsure("a slot with more lines in one place than in another")
        return variant.file(filled)

    def _variant(self, longer: tuple[Lines, ...]) -> _Variant:
        if longer not in self._variants:
            taken = {one.slot for one in longer}
            fixed = (*longer, *(Lines(slot, 1) for slot in self._pushing if slot not in taken))
            try:
                compiled = self._blank.compiled(tuple(sorted(fixed, key=lambda one: one.slot)))
            except Moved:
                raise ProofError("表格填满后别的内容移动了，不能预先排好") from None
            self._variants[longer] = _Variant(compiled)
        return self._variants[longer]


class _Variant:
    """A compiled document with what is derived from it once."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self._ending = Ending(compiled.prefix, compiled.rows, compiled.root, compiled.info)
        self._faces = tuple(Face(place.stack, place.size) for place in compiled.places)
        self._rooms = tuple(Room(place.left, place.width, place.indent, place.align) for place in compiled.places)
        self._kept: dict[tuple[int, tuple[str, ...]], _Filled] = {}

    def filled(self, at: int, texts: Mapping[str, str]) -> _Filled | Unsure:
        """A place with these texts by slot."""
        place = self.compiled.places[at]
        key = at, tuple(span.text if span.slot is None else texts.get(span.slot, "") or BLANK for span in place.spans)
        found = self._kept.get(key)
        if found is None:
            spans = [Span(text, span.slot) for text, span in zip(key[1], place.spans, strict=True)]
            lines = set_paragraph(spans, self._faces[at], self._rooms[at])
            if isinstance(lines, Unsure):
                return lines
            found = _drawn(place, lines)
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = found
        return found

    def file(self, filled: Sequence[_Filled]) -> bytes | Unsure:
        """The whole PDF; Unsure where one glyph stands for different characters: a font can name but one for it."""
        needs: dict[str, dict[int, str]] = {}
        for one in filled:
            for face in one.needs:
                known = needs.setdefault(face.family, {})
                for glyph, characters in face.glyphs:
                    if known.setdefault(glyph, characters) != characters:
                        return Unsure("one glyph for different characters")
        things = [Numbered(page.number, stream(b"", _content(page, filled))) for page in self.compiled.pages]
        entries, number, fonts = [self.compiled.font_entries], self._ending.first_free, list[Numbered]()
        for family in sorted(needs):
            bodies = value_font(FaceGlyphs(family, tuple(sorted(needs[family].items())))).write(number)
            fonts += [Numbered(number + at, body) for at, body in enumerate(bodies)]
            entries.append(f"/{_font_name(family)} {number} 0 R".encode())
            number += len(bodies)
        things.append(Numbered(self.compiled.fonts, b"<<" + b"".join(entries) + b">>"))
        return self._ending.file((*things, *fonts))


def _content(page: PageStream, filled: Sequence[_Filled]) -> bytes:
    """A page's content stream with the pieces in its holes."""
    return joined(
        page.constants, [EMPTY if hole.span is None else filled[hole.place].pieces[hole.span] for hole in page.holes]
    )


def _drawn(place: Place, lines: Sequence[SetLine]) -> _Filled:
    """What is drawn of a place: all lines of a span together."""
    baseline = place.baseline + place.grow * (len(lines) - place.least)
    operators: list[list[bytes]] = [[] for _ in place.spans]
    needs: dict[str, dict[int, str]] = {}
    for number, line in enumerate(lines):
        for text in line.texts:
            if text.drawn:
                operators[text.span] += _text(text, baseline + number * place.line)
                for run in text.runs:
                    needs.setdefault(run.family, {}).update(zip(run.glyphs, run.texts, strict=True))
    glyphs = tuple(FaceGlyphs(family, tuple(found.items())) for family, found in needs.items())
    return _Filled(
        tuple(piece(b"BT\n" + b"\n".join(some) + b"\nET\n") if some else EMPTY for some in operators),
        glyphs,
        len(lines),
    )


def _text(text: SetText, y: float) -> list[bytes]:
    """A text box as WeasyPrint draws it."""
    found = [f"1 0 0 -1 {written(text.x)} {written(y)} Tm".encode()]
    for run in text.runs:
        found.append(f"/{_font_name(run.family)} {written(run.size)} Tf".encode())
        found.append(run.operand + b" TJ")
    return found


def _font_name(family: str) -> str:
    """The name by which a page calls the font of values in a family: the layout's own names have no small letters."""
    return "v" + family.replace(" ", "")
