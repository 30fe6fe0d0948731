"""Uses Pango without WeasyPrint: finds the glyphs and the faces in which a text is set, and where a line of it ends.

WeasyPrint (version 70) sets text with Pango. This module asks the same library in the same way, through cffi: same faces,
same language, same kind of layout. `typeset` does what WeasyPrint does around Pango (pieces, lines, alignment).
Lengths are CSS pixels (0.75 pt), as in WeasyPrint; Pango has 1024 units to a pixel. Only one thread at a time may use this
module: `typeset` holds `formgen.engines.pango.LOCK`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise
from struct import Struct
from sys import byteorder
from typing import NamedTuple, Protocol

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
from formgen.render.compiled.typeset.glyph_runs import Drawing, GlyphRun, drawing, stretched

UNITS = 1024
"""Pango units in a pixel (PANGO_SCALE)."""
NO_GLYPH = 0x0FFFFFFF
"""PANGO_GLYPH_EMPTY. Glyph numbers from this one on are not glyphs of a face."""

_GLYPH_INFO = Struct("=4i4x")
"""PangoGlyphInfo: glyph, width, offsets to the right and up; then flags."""
SHORT, MOST_SHORT = 4, 20_000
"""The largest number of characters of a run that is kept for later use, and the number of runs that are kept."""
LOG_ATTR = 4
"""Bytes of a PangoLogAttr. Its first bit is is_line_break."""
IS_LINE_BREAK = bytes(byte & (1 if byteorder == "little" else 0x80) != 0 for byte in range(256))
LOOK_AHEAD = 4
"""The number of characters before a cut in which lines may break differently than without the cut.

UAX #14 looks at one character, or at two if there are digits.
"""


class Doubt(Exception):
    """A text contains something that is not proved to come out as in the full layout. The message says what it is."""


class _Adjustments(dict[tuple[int, ...], int]):
    """The adjustment that is written after a glyph, in thousandths of an em, cut to an integer as WeasyPrint does.

    A key is the glyph, its width (in units), and how far it is moved from its place. If it is moved, Doubt is raised.
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
    # Fonts are kept for ever. Otherwise a new font could get the address of a font that is gone.
    font = ffi.cast("PangoFont *", libraries().gobject.g_object_ref(ffi.cast("void *", address)))
    description = pango.pango_font_describe_with_absolute_size(font)
    family = text_of(pango.pango_font_description_get_family(description))
    size = pango.pango_font_description_get_size(description) / UNITS
    pango.pango_font_description_free(description)
    return _Font(family, size, _Adjustments(font, size))


class Look(NamedTuple):
    """A glyph as Pango sets it: its face and size (px), its `glyph_code`, the adjustment after it, and its width (units)."""

    family: str
    size: float
    code: int
    adjustment: int
    units: int


class Draw(Protocol):
    """Gives the way in which a piece of text is drawn.

    shares: the room that a justified line has more behind each of its characters, in thousandths of an em; empty for none
    """

    def __call__(self, shares: Sequence[int] = ()) -> Drawing: ...


class SetPiece(NamedTuple):
    """The part of a text that stands on a line.

    end        the place in the text where the next line begins; None if the whole text fits
    width      the width of the glyphs (px), with the spaces at the end
    draw       the function that returns how the line is drawn
    overflows  True if not even the part before the first possible break fits
    """

    end: int | None
    width: float
    draw: Draw
    overflows: bool


class Setter:
    """Sets text in one stack of families, in one size (px, as in CSS), with features of the faces (`typeset.Face`)."""

    def __init__(self, stack: Sequence[str], size: float, features: str = "") -> None:
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
        if features:
            pango.pango_attr_list_insert(attributes, pango.pango_attr_font_features_new(features.encode()))
        pango.pango_layout_set_attributes(self._layout, attributes)
        self._rectangle = new_rectangle()
        self._short: dict[tuple[int, int, str], GlyphRun] = {}
        self._shape = self._extents(self._line(b" ", -1))[1:]

    def _line(self, content: bytes, width: int) -> PangoLayoutLine:
        """The first line of a text, no wider than `width` (in units); -1 for no limit."""
        self._pango.pango_layout_set_width(self._layout, width)
        self._pango.pango_layout_set_text(self._layout, content, len(content))
        return self._pango.pango_layout_get_line_readonly(self._layout, 0)

    def _extents(self, line: PangoLayoutLine) -> tuple[int, int, int]:
        self._pango.pango_layout_line_get_extents(line, ffi.NULL, self._rectangle)
        return self._rectangle.width, self._rectangle.y, self._rectangle.height

    def set(self, text: str, width: float) -> SetPiece:
        """The part of a text that fits on a line of a width (px), as WeasyPrint's split_first_line finds it and draws it.

        Raises Doubt if a face lacks something.
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
        if held != text and (held[-1].isspace() or not _has_script(held)):
            # WeasyPrint sets the line once more, without the rest of the text. Now a space at its end counts, and Pango finds
            # the scripts of the characters again.
            line = self._line(held.encode(), -1)
            needed = self._extents(line)
        if needed[1:] != self._shape:
            raise Doubt("a line of another height")
        draw = partial(_drawn, drawing(self._runs(line, held)))
        return SetPiece(None if held == text else len(held), needed[0] * (1 / UNITS), draw, overflows)

    def _parts(self, text: str, width: float) -> Iterator[tuple[str, int]]:
        """The parts of the text to give to Pango: first a part that should be enough, at last the whole text.

        WeasyPrint gives Pango four characters for each em of the width, or for a narrow line the first word and a letter. It
        gives the whole text if that part fits on the line. A little more than a line of hanzi gives the same line, if the line
        ends before the cut by as many characters as the second number says: the text after the cut does not change it then.
        """
        if self.size * 4 > width and " " in text:
            yield text[: text.find(" ") + 2], 0
        else:
            short = text if self.size * 4 > width else text[: int(width / self.size * 4)]
            ems = int(max(0, width) / self.size) + LOOK_AHEAD + 2
            # Hanzi are an em wide and three bytes long. Latin letters and digits are half an em wide and one byte long.
            likely = short[: ems + (3 * ems - len(short[:ems].encode())) // 3]
            if _has_script(likely):
                yield likely, LOOK_AHEAD if likely != short else 0
            yield short, 0
        yield text, 0

    def alone(self, text: str) -> list[Look]:
        """The glyphs that Pango sets for a text on a line of its own. Raises Doubt as `set` does."""
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
        """The glyphs of a text that Pango shapes at once. Their look depends only on face, script and text."""
        key = address, script, text
        if key in self._short:
            return self._short[key]
        font, infos = _font(address), _infos(part)
        codes = [glyph_code(info[0], one) for info, one in zip(infos, _texts(part, text), strict=True)]
        found = GlyphRun.of(font.family, font.size, codes, map(font.adjustments.__getitem__, infos))
        if len(text) <= SHORT and len(self._short) < MOST_SHORT:
            self._short[key] = found
        return found


def _drawn(drawn: Drawing, shares: Sequence[int] = ()) -> Drawing:
    return stretched(drawn, shares) if shares else drawn


def _items(line: PangoLayoutLine, text: str) -> Iterator[tuple[PangoGlyphItem, int, int, str]]:
    """The items of a line, which Pango shapes one by one: the glyphs, the address of their font, script, characters."""
    start, run = 0, line.runs
    while run != NULL:
        item = run.data.item
        end = start + item.num_chars
        yield run.data, item.analysis.font, item.analysis.script, text[start:end]
        start, run = end, run.next


def _infos(part: PangoGlyphItem) -> list[tuple[int, ...]]:
    """For each glyph: its number, its width, and how far it is moved to the right and up."""
    string = part.glyphs
    return list(_GLYPH_INFO.iter_unpack(ffi.buffer(string.glyphs, _GLYPH_INFO.size * string.num_glyphs)))


def _texts(part: PangoGlyphItem, text: str) -> Iterable[str]:
    """The characters of each glyph."""
    return _clustered(text, ffi.unpack(part.glyphs.log_clusters, part.glyphs.num_glyphs))


def _has_script(text: str) -> bool:
    """True if a character has a script of its own. Those without one take the script of the first one that has one."""
    return any("一" <= one <= "\u9fff" or (one.isascii() and one.isalpha()) for one in text)


def line_ends(text: str) -> bytes:
    """For each place in a text, with its beginning and its end: 1 if a line may end there by Pango's rules, else 0."""
    content, places = text.encode(), len(text) + 1
    found = ffi.new("unsigned char[]", LOG_ATTR * places)
    pango = libraries().pango
    pango.pango_get_log_attrs(content, len(content), -1, pango.pango_language_from_string(LANGUAGE), found, places)
    return bytes(ffi.buffer(found))[::LOG_ATTR].translate(IS_LINE_BREAK)


def _clustered(text: str, clusters: Sequence[int]) -> Iterable[str]:
    """The characters of each glyph. clusters: the places in the UTF-8 text where they begin."""
    if len(set(clusters)) < len(clusters):
        raise Doubt("one character in several glyphs")
    if len(clusters) == len(text):
        return text
    content = text.encode()
    return [content[start:end].decode() for start, end in pairwise((*clusters, len(content)))]


@lru_cache(maxsize=64)
def setter(stack: tuple[str, ...], size: float, features: str = "") -> Setter:
    """The Setter of a stack, a size (px) and features of the faces. Raises MachineError if Pango or a face is missing."""
    return Setter(stack, size, features)
