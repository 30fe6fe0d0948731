"""Pango without WeasyPrint: which glyphs of which of our faces a text is set in, and where a line of it ends.

WeasyPrint (version 70) sets text with Pango; here the same library is asked in the same way, through cffi: same faces,
same language, same kind of layout. What it does around Pango (pieces, lines, alignment) is `typeset`'s business.
Lengths are CSS pixels (0.75 pt), as WeasyPrint counts; Pango's own units are 1024 to a pixel. Not for several threads
at once: `typeset` holds `formgen.engines.pango.LOCK`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from struct import Struct
from sys import byteorder
from typing import NamedTuple

from formgen.engines.pango import (
    LANGUAGE,
    NULL,
    WEIGHT_NORMAL,
    PangoGlyphItem,
    PangoLayoutLine,
    Pointer,
    context,
    ffi,
    libraries,
    new_rectangle,
    text_of,
)
from formgen.fonts.glyphs import glyph_code
from formgen.render.compiled.typeset.glyph_runs import Drawing, GlyphRun, drawing

UNITS = 1024
"""Pango units in a pixel (PANGO_SCALE)."""
NO_GLYPH = 0x0FFFFFFF
"""PANGO_GLYPH_EMPTY; a glyph of this number or above is none of a face's own."""

_GLYPH_INFO = Struct("=4i4x")
"""PangoGlyphInfo: glyph, width, offsets to the right and up; then flags."""
SHORT, MOST_SHORT = 4, 20_000
"""Runs of so few characters are kept for the next time, so many of them."""
LOG_ATTR = 4
"""Bytes of a PangoLogAttr, of whose bits is_line_break is the first."""
IS_LINE_BREAK = bytes(byte & (1 if byteorder == "little" else 0x80) != 0 for byte in range(256))
LOOK_AHEAD = 4
"""So many characters before a cut may be broken otherwise than without it (UAX #14 looks at one, or two with digits)."""
STRONG = re.compile("[A-Za-z\u4e00-\u9fff]")
"""Characters with a script of their own: those without take it from the first one that has."""


class Doubt(Exception):
    """Something outside of what is proved to come out as in the full layout; the words say what."""


class _Adjustments(dict[tuple[int, ...], int]):
    """What is written after a glyph that is set with a width (in units): thousandths of an em, cut as WeasyPrint does.

    The keys are glyph, width, and how far it is moved from its place: not at all, otherwise it is a Doubt.
    """

    def __init__(self, font: Pointer, size: float) -> None:
        super().__init__()
        self._font, self._size, self._advances = font, size, dict[int, int]()

    def __missing__(self, key: tuple[int, ...]) -> int:
        glyph, width, right, up = key
        if right or up:
            raise Doubt("a glyph off its place")
        if not 0 < glyph < NO_GLYPH:
            raise Doubt("a character in no face")
        if glyph not in self._advances:
            rectangle = new_rectangle()
            libraries().pango.pango_font_get_glyph_extents(self._font, glyph, ffi.NULL, rectangle)
            self._advances[glyph] = round(rectangle.width * 1000 * (1 / UNITS) / self._size)
        self[key] = adjustment = int(self._advances[glyph] - width * 1000 * (1 / UNITS) / self._size)
        return adjustment


@dataclass(frozen=True, slots=True)
class _Font:
    """One of our faces in one size, as Pango has it."""

    family: str
    size: float
    adjustments: _Adjustments


@lru_cache(maxsize=256)
def _font(address: int) -> _Font:
    pango = libraries().pango
    # Kept for good: another font would otherwise get the address of one that is gone.
    font = ffi.cast("PangoFont *", libraries().gobject.g_object_ref(ffi.cast("void *", address)))
    description = pango.pango_font_describe_with_absolute_size(font)
    family = text_of(pango.pango_font_description_get_family(description))
    size = pango.pango_font_description_get_size(description) / UNITS
    pango.pango_font_description_free(description)
    return _Font(family, size, _Adjustments(font, size))


class Look(NamedTuple):
    """A glyph as Pango sets it: of which face in which size (px), its `glyph_code`, followed by which adjustment, how wide (units)."""

    family: str
    size: float
    code: int
    adjustment: int
    units: int


class SetPiece(NamedTuple):
    """What a line holds of a text.

    end        where the next line begins, None for a text that fits whole
    width      of the glyphs (px), spaces at the end included
    draw       tells how it is drawn
    overflows  not even what cannot be broken fits
    """

    end: int | None
    width: float
    draw: Callable[[], Drawing]
    overflows: bool


class Setter:
    """Sets text in one stack of families and one size (px, as in CSS)."""

    def __init__(self, stack: Sequence[str], size: float) -> None:
        pango = self._pango = libraries().pango
        self.size = size
        description = pango.pango_font_description_new()
        pango.pango_font_description_set_family(description, ",".join(stack).encode())
        pango.pango_font_description_set_weight(description, WEIGHT_NORMAL)
        pango.pango_font_description_set_absolute_size(description, int(size * UNITS))
        self._layout = pango.pango_layout_new(context())
        pango.pango_layout_set_auto_dir(self._layout, 0)
        pango.pango_layout_set_font_description(self._layout, description)
        pango.pango_font_description_free(description)
        attributes, hyphens = pango.pango_attr_list_new(), pango.pango_attr_insert_hyphens_new(0)
        hyphens.start_index, hyphens.end_index = 0, 0x7FFFFFFF
        pango.pango_attr_list_insert(attributes, hyphens)
        pango.pango_layout_set_attributes(self._layout, attributes)
        self._rectangle = new_rectangle()
        self._short: dict[tuple[int, int, str], GlyphRun] = {}
        self._shape = self._extents(self._line(b" ", -1))[1:]

    def _line(self, content: bytes, width: int) -> PangoLayoutLine:
        """The first line of a text that is to be no wider than a width in units; -1 for any width."""
        self._pango.pango_layout_set_width(self._layout, width)
        self._pango.pango_layout_set_text(self._layout, content, len(content))
        return self._pango.pango_layout_get_line_readonly(self._layout, 0)

    def _extents(self, line: PangoLayoutLine) -> tuple[int, int, int]:
        self._pango.pango_layout_line_get_extents(line, ffi.NULL, self._rectangle)
        return self._rectangle.width, self._rectangle.y, self._rectangle.height

    def set(self, text: str, width: float) -> SetPiece:
        """What a line of a width (px) holds of a text, as WeasyPrint's split_first_line finds and then draws it.

        Raises Doubt where a face lacks something.
        """
        for part, margin in self._parts(text, width):
            content = part.encode()
            line = self._line(content, int(max(0, width) * UNITS))
            following = self._pango.pango_layout_get_line_readonly(self._layout, 1)
            held = part if following == NULL else content[: following.start_index].decode()
            if len(held) <= len(part) - margin if following != NULL else part == text:
                break
        needed = self._extents(line)
        overflows = needed[0] * (1 / UNITS) > width
        if held != text and (held[-1].isspace() or not STRONG.search(held)):
            # WeasyPrint sets the line once more, by itself: a space at its end counts, and scripts are found anew.
            line = self._line(held.encode(), -1)
            needed = self._extents(line)
        if needed[1:] != self._shape:
            raise Doubt("a line of another height")
        drawn = drawing(self._runs(line, held))
        return SetPiece(None if held == text else len(held), needed[0] * (1 / UNITS), lambda: drawn, overflows)

    def _parts(self, text: str, width: float) -> Iterator[tuple[str, int]]:
        """How much of the text Pango is to see: first what should do, at last the whole.

        WeasyPrint shows it four characters an em, or in a narrow place the first word and a letter; all, if that fits
        on the line. A bit more than a line's hanzi gives the same line, if that ends so many characters before the cut
        as the second number says: what follows does not change it.
        """
        if self.size * 4 > width and " " in text:
            yield text[: text.find(" ") + 2], 0
        else:
            short = text if self.size * 4 > width else text[: int(width / self.size * 4)]
            ems = int(max(0, width) / self.size) + LOOK_AHEAD + 2
            # Hanzi are an em wide and three bytes long, Latin letters and digits half an em and one byte.
            likely = short[: ems + (3 * ems - len(short[:ems].encode())) // 3]
            if STRONG.search(likely):
                yield likely, LOOK_AHEAD if likely != short else 0
            yield short, 0
        yield text, 0

    def alone(self, text: str) -> list[Look]:
        """What Pango sets of a text on a line of its own, glyph by glyph. Raises Doubt as `set`."""
        line, looks = self._line(text.encode(), -1), list[Look]()
        if self._extents(line)[1:] != self._shape:
            raise Doubt("a line of another height")
        for part, address, _, held in _items(line, text):
            font, infos, texts = _font(address), _infos(part), _texts(part, held)
            looks += [
                Look(font.family, font.size, glyph_code(info[0], one), font.adjustments[info], info[1])
                for info, one in zip(infos, texts, strict=True)
            ]
        return looks

    def _runs(self, line: PangoLayoutLine, text: str) -> Iterator[GlyphRun]:
        """The glyphs of a line."""
        for part, address, script, held in _items(line, text):
            yield self._run(part, address, script, held)

    def _run(self, part: PangoGlyphItem, address: int, script: int, text: str) -> GlyphRun:
        """The glyphs of what Pango shapes at once: their look depends on face, script and text alone."""
        key = address, script, text
        if key in self._short:
            return self._short[key]
        font, infos = _font(address), _infos(part)
        codes = [glyph_code(info[0], one) for info, one in zip(infos, _texts(part, text), strict=True)]
        found = GlyphRun.of(font.family, font.size, codes, map(font.adjustments.__getitem__, infos))
        if len(text) <= SHORT and len(self._short) < MOST_SHORT:
            self._short[key] = found
        return found


def _items(line: PangoLayoutLine, text: str) -> Iterator[tuple[PangoGlyphItem, int, int, str]]:
    """What Pango shapes at once, in a line of a text: its glyphs, the address of their font, script, characters."""
    start, run = 0, line.runs
    while run != NULL:
        item = run.data.item
        end = start + item.num_chars
        yield run.data, item.analysis.font, item.analysis.script, text[start:end]
        start, run = end, run.next


def _infos(part: PangoGlyphItem) -> list[tuple[int, ...]]:
    """Glyph, width, and how far it is moved right and up, of each glyph."""
    string = part.glyphs
    return list(_GLYPH_INFO.iter_unpack(ffi.buffer(string.glyphs, _GLYPH_INFO.size * string.num_glyphs)))


def _texts(part: PangoGlyphItem, text: str) -> Iterable[str]:
    """The characters of each glyph."""
    return _clustered(text, ffi.unpack(part.glyphs.log_clusters, part.glyphs.num_glyphs))


def line_ends(text: str) -> bytes:
    """For each place in a text, its beginning and end among them, 1 where a line may end, by Pango's rules for line breaks."""
    content, places = text.encode(), len(text) + 1
    found = ffi.new("unsigned char[]", LOG_ATTR * places)
    pango = libraries().pango
    pango.pango_get_log_attrs(content, len(content), -1, pango.pango_language_from_string(LANGUAGE), found, places)
    return bytes(ffi.buffer(found))[::LOG_ATTR].translate(IS_LINE_BREAK)


def _clustered(text: str, clusters: Sequence[int]) -> Iterable[str]:
    """The characters of each glyph. clusters: where in the UTF-8 text they begin."""
    if len(set(clusters)) < len(clusters):
        raise Doubt("one character in several glyphs")
    if len(clusters) == len(text):
        return text
    content = text.encode()
    return [content[start:end].decode() for start, end in pairwise((*clusters, len(content)))]


@lru_cache(maxsize=64)
def setter(stack: tuple[str, ...], size: float) -> Setter:
    """The Setter of a stack and a size (px). Raises MachineError where Pango or a face is missing."""
    return Setter(stack, size)
