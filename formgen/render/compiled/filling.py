"""Filling: sets values into the places of a compiled document, and writes the file around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, product
from operator import le

from formgen.engines.pango import LOCK
from formgen.fonts.deflated import EMPTY, Frame, Piece, piece
from formgen.foundation.errors import ProofError
from formgen.render.compiled.blanks import Blank, Lines
from formgen.render.compiled.fonts import together, with_fonts
from formgen.render.compiled.kept import Kept
from formgen.render.compiled.model import Compiled, PageStream, TextPlace
from formgen.render.compiled.objects import Ending, number_text, stream
from formgen.render.compiled.places import Moved
from formgen.render.compiled.typeset.glyph_runs import Drawing, FaceGlyphs
from formgen.render.compiled.typeset.typeset import Face, Room, Unsure, typesetter
from formgen.render.layout.sheet import TextSpan
from formgen.scheme.slots import BLANK

MOST_KEPT = 64
"""The number of texts for which a place keeps the way they are drawn. A score has fewer levels than this."""
MOST_PLACES = 4096
MOST_VARIANTS = 64
"""The number of variants of a document that are kept. Each variant is compiled for other numbers of lines."""


@dataclass(frozen=True, slots=True)
class _Filled:
    """A place with its values: the piece of each span, the glyphs that the values need, and the number of lines they take."""

    pieces: tuple[Piece, ...] = field(repr=False)
    needs: tuple[FaceGlyphs, ...] = field(repr=False)
    lines: int


class Filler:
    """Fills one document again and again.

    If several threads fill it, they work one after the other. No thread waits while another one compiles.
    """

    def __init__(self, blank: Blank) -> None:
        """Compile the document, or take it from the cache. Raises ProofError if it can't be compiled."""
        self._blank = blank
        self._pushing = blank.pushing()
        self._most = blank.limits()
        self._variants: Kept[tuple[Lines, ...], _Variant] = Kept(MOST_VARIANTS)
        self._variant(())

    def fill(self, texts: Mapping[str, str]) -> bytes | Unsure:
        """The PDF with these texts by slot. A slot without a text stays empty. Unsure if only a whole layout is safe."""
        variant = self._variant(())
        with LOCK:
            filled = variant.filled(texts)
            longer = filled if isinstance(filled, Unsure) else self._longer(variant.too_long(filled))
            if isinstance(longer, Unsure):
                return longer
            if not longer:
                return self._file(variant, filled)
        variant = self._variant(longer)
        with LOCK:
            return self._file(variant, variant.filled(texts))

    def _longer(self, too_long: Iterable[tuple[_Place, _Filled]]) -> tuple[Lines, ...] | Unsure:
        """The slots that take more lines than the variant has room for, and so move what stands below them."""
        longer: dict[str, int] = {}
        for place, one in too_long:
            slots = [slot for slot in place.slots if slot in self._pushing]
            if not slots or one.lines > self._most[slots[0]]:
                return Unsure("more lines than there is room for")
            longer[slots[0]] = one.lines
        return tuple(Lines(slot, lines) for slot, lines in sorted(longer.items()))

    def _file(self, variant: _Variant, filled: list[_Filled] | Unsure) -> bytes | Unsure:
        if isinstance(filled, Unsure):
            return filled
        if not variant.hold(filled):
            return Unsure("a slot with more lines in one place than in another")
        return variant.file(filled)

    def prepare(self) -> None:
        """Compile the document for each number of lines that texts may need, so that later processes find all variants.

        Raises ProofError as `Filler` does.
        """
        counts = [range(1, self._most[slot] + 1) for slot in self._pushing]
        for lines in product(*counts):
            longer = (Lines(slot, count) for slot, count in zip(self._pushing, lines, strict=True) if count > 1)
            self._variant(tuple(sorted(longer, key=lambda one: one.slot)))

    def _variant(self, longer: tuple[Lines, ...]) -> _Variant:
        return self._variants.get(longer, lambda: self._compiled(longer))

    def _compiled(self, longer: tuple[Lines, ...]) -> _Variant:
        taken = {one.slot for one in longer}
        fixed = (*longer, *(Lines(slot, 1) for slot in self._pushing if slot not in taken))
        try:
            return _Variant(self._blank.compiled(tuple(sorted(fixed, key=lambda one: one.slot))))
        except Moved:
            raise ProofError("表格填满后别的内容移动了，不能预先排好") from None


class _Variant:
    """A compiled document, with the values that are derived from it only once."""

    def __init__(self, compiled: Compiled) -> None:
        self.places = tuple(_place(place) for place in compiled.places)
        self._kept = [(place.kept, place.only) for place in self.places]
        self._least, self._most = [place.least for place in self.places], [place.most for place in self.places]
        self._font_entries = compiled.font_entries
        self._ending = Ending(compiled.prefix, compiled.rows, compiled.root, compiled.info)
        starts = [*accumulate((len(place.spans) for place in compiled.places), initial=0)]
        self._pages = tuple(_FilledPage(page, starts) for page in compiled.pages)

    def filled(self, texts: Mapping[str, str]) -> list[_Filled] | Unsure:
        """Each place with its texts."""
        known = [kept.get(texts.get(slot, "")) if slot else None for kept, slot in self._kept]
        found: list[_Filled] = []
        start = 0
        for at in [at for at, one in enumerate(known) if one is None]:
            found += filter(None, known[start:at])
            new = self.places[at].filled(texts)
            if isinstance(new, Unsure):
                return new
            found.append(new)
            start = at + 1
        return [*found, *filter(None, known[start:])]

    def too_long(self, filled: Sequence[_Filled]) -> list[tuple[_Place, _Filled]]:
        """The places whose texts take more lines than there is room for."""
        lines = [one.lines for one in filled]
        if all(map(le, lines, self._most)):
            return []
        return [(place, one) for place, one in zip(self.places, filled, strict=True) if one.lines > place.most]

    def hold(self, filled: Sequence[_Filled]) -> bool:
        """True if the number of lines of each place is allowed."""
        lines = [one.lines for one in filled]
        return all(map(le, self._least, lines)) and all(map(le, lines, self._most))

    def file(self, filled: Sequence[_Filled]) -> bytes | Unsure:
        """The whole PDF; Unsure if one glyph stands for different characters."""
        # A hundred places have the same scores, which are the same objects. To compare their contents would take longer.
        needs = {id(glyphs): glyphs for one in filled for glyphs in one.needs}
        faces = together(needs.values())
        if isinstance(faces, Unsure):
            return faces
        pieces = [piece for one in filled for piece in one.pieces]
        pieces.append(EMPTY)
        pages = [stream(b"", page.content(pieces)) for page in self._pages]
        return with_fonts(self._ending, self._font_entries, pages, faces)


class _FilledPage:
    """A page with places: its content stream."""

    def __init__(self, page: PageStream, starts: Sequence[int]) -> None:
        """starts: the number of each place's first piece among those of all places."""
        self._frame = Frame(page.constants)
        self._holes = [-1 if hole.span is None else starts[hole.place] + hole.span for hole in page.holes]

    def content(self, pieces: Sequence[Piece]) -> bytes:
        """The stream with its pieces in the holes. pieces: the pieces of all places in order, then an empty piece."""
        return self._frame.joined([pieces[at] for at in self._holes])


class _Place:
    """A place that keeps the results for the texts it was given, because the same scores and dates come again and again.

    slots  the slots of the place
    only   its slot, if the place has one slot and nothing else stands there; else empty
    kept   the results, by the texts of the slots, or by the text of the only slot
    """

    def __init__(self, place: TextPlace) -> None:
        self.least, self.most = place.least, place.most
        self.slots = tuple([span.slot for span in place.spans if span.slot is not None])
        self.only = self.slots[0] if len(place.spans) == len(self.slots) == 1 else ""
        self.kept: dict[str | tuple[str, ...], _Filled] = {}
        self._place = place
        self._typesetter = typesetter(Face(place.stack, place.size, place.features))
        self._room = Room(place.left, place.width, place.indent, place.align)
        self._baseline = number_text(place.baseline + place.grow * (1 - place.least))

    def filled(self, texts: Mapping[str, str]) -> _Filled | Unsure:
        """The place with these texts by slot."""
        words = tuple([texts.get(slot, "") for slot in self.slots])
        key = words[0] if self.only else words
        known = self.kept.get(key)
        if known is None:
            filled = (self._on_one_line(words[0]) if self.only else None) or self._filled(words)
            if isinstance(filled, Unsure):
                return filled
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            self.kept[key] = known = filled
        return known

    def _on_one_line(self, text: str) -> _Filled | None:
        """The place with the text of its only slot, if the text is one line of known characters: most texts take this short way."""
        line = self._typesetter.one_line(text, self._room)
        if line is None:
            return None
        x, drawing = line
        return _Filled((_piece([_text(x, self._baseline, drawing)]),), drawing.glyphs, 1)

    def _filled(self, words: Sequence[str]) -> _Filled | Unsure:
        """The place with these texts, one for each slot. All text boxes of a span are one piece; each is drawn as in WeasyPrint."""
        found = iter(words)
        spans = [
            TextSpan(span.text if span.slot is None else next(found) or BLANK, span.slot) for span in self._place.spans
        ]
        lines = self._typesetter.lines(spans, self._room)
        if isinstance(lines, Unsure):
            return lines
        place, operators, needs = self._place, [list[str]() for _ in spans], list[FaceGlyphs]()
        baseline = place.baseline + place.grow * (len(lines) - place.least)
        with LOCK:  # Pango may be asked here about a word that is not known yet
            for number, line in enumerate(lines):
                y = number_text(baseline + number * place.line)
                for text in line.texts:
                    if text.drawn:
                        drawing = text.draw()
                        operators[text.span].append(_text(text.x, y, drawing))
                        needs += drawing.glyphs
        pieces = tuple([_piece(some) if some else EMPTY for some in operators])
        return _Filled(pieces, tuple(needs), max(1, len(lines)))


@lru_cache(maxsize=MOST_PLACES)
def _place(place: TextPlace) -> _Place:
    """The `_Place` of a place. All documents share it, because a packet has the same places as its forms."""
    return _Place(place)


def _text(x: float, y: str, drawing: Drawing) -> str:
    """The operators that draw a text box."""
    return f"1 0 0 -1 {number_text(x)} {y} Tm\n{drawing.operators}"


def _piece(texts: Sequence[str]) -> Piece:
    """The piece of a page's stream that draws some text boxes."""
    return piece(f"BT\n{''.join(texts)}ET\n".encode("latin-1"))
