"""Pango without WeasyPrint: which glyphs of which of our faces a text is set in, and where a line of it ends.

WeasyPrint (version 70) sets text with Pango; here the same library is asked in the same way, through cffi: same faces,
same language, same kind of layout. What it does around Pango (pieces, lines, alignment) is `typeset`'s business.
Lengths are CSS pixels (0.75 pt), as WeasyPrint counts; Pango's own units are 1024 to a pixel. Not for several threads
at once: `typeset` has the lock.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from struct import Struct
from typing import Any, NamedTuple

from cffi import FFI

from formgen import resources
from formgen.errors import MachineError

UNITS = 1024
"""Pango units in a pixel (PANGO_SCALE)."""
NO_GLYPH = 0x0FFFFFFF
"""PANGO_GLYPH_EMPTY; a glyph of this number or above is none of a face's own."""
LANGUAGE = b"zh-cn"
"""The language of every page of ours, in Pango's writing."""

_GLYPH_INFO = Struct("=4i4x")
"""PangoGlyphInfo: glyph, width, offsets to the right and up; then flags."""
SHORT, MOST_SHORT = 4, 20_000
"""Runs of so few characters are kept for the next time, so many of them."""
LOOK_AHEAD = 4
"""So many characters before a cut may be broken otherwise than without it (UAX #14 looks at one, or two with digits)."""
STRONG = re.compile("[A-Za-z\u4e00-\u9fff]")
"""Characters with a script of their own: those without take it from the first one that has."""

_ffi = FFI()
# The public structures and functions of Pango 1.48 and later, as its documentation has them; of each only what is used.
_ffi.cdef(
    """
    typedef struct PangoFont PangoFont;
    typedef struct {
        void *shape_engine; void *lang_engine; uintptr_t font;
        unsigned char level; unsigned char gravity; unsigned char flags; unsigned char script;
        void *language; void *extra_attrs;
    } PangoAnalysis;
    typedef struct { int offset; int length; int num_chars; PangoAnalysis analysis; } PangoItem;
    typedef struct { int num_glyphs; int *glyphs; int *log_clusters; } PangoGlyphString;
    typedef struct { PangoItem *item; PangoGlyphString *glyphs; } PangoGlyphItem;
    typedef struct GSList { PangoGlyphItem *data; struct GSList *next; } GSList;
    typedef struct { void *layout; int start_index; int length; GSList *runs; } PangoLayoutLine;
    typedef struct { int x; int y; int width; int height; } PangoRectangle;
    typedef struct { void *klass; unsigned start_index; unsigned end_index; } PangoAttribute;

    void *pango_font_map_create_context(void *map);
    void pango_context_set_round_glyph_positions(void *context, int round);
    void pango_context_set_base_dir(void *context, int direction);
    void pango_context_set_language(void *context, void *language);
    void *pango_language_from_string(const char *name);
    void *pango_layout_new(void *context);
    void pango_layout_set_auto_dir(void *layout, int automatic);
    void pango_layout_set_font_description(void *layout, void *description);
    void pango_layout_set_attributes(void *layout, void *attributes);
    void pango_layout_set_text(void *layout, const char *text, int length);
    void pango_layout_set_width(void *layout, int width);
    PangoLayoutLine *pango_layout_get_line_readonly(void *layout, int line);
    void pango_layout_line_get_extents(PangoLayoutLine *line, PangoRectangle *ink, PangoRectangle *logical);
    void *pango_attr_list_new(void);
    void pango_attr_list_insert(void *list, PangoAttribute *attribute);
    PangoAttribute *pango_attr_insert_hyphens_new(int insert);
    void *pango_font_description_new(void);
    void pango_font_description_set_family(void *description, const char *family);
    void pango_font_description_set_weight(void *description, int weight);
    void pango_font_description_set_absolute_size(void *description, double size);
    void *pango_font_describe_with_absolute_size(PangoFont *font);
    const char *pango_font_description_get_family(void *description);
    int pango_font_description_get_size(void *description);
    void pango_font_description_free(void *description);
    void pango_font_get_glyph_extents(PangoFont *font, unsigned glyph, PangoRectangle *ink, PangoRectangle *logical);

    void *pango_ft2_font_map_new(void);
    void pango_fc_font_map_set_config(void *map, void *config);
    void *FcConfigCreate(void);
    int FcConfigParseAndLoad(void *config, const unsigned char *file, int complain);
    int FcConfigBuildFonts(void *config);
    void *g_object_ref(void *object);
    """
)
WEIGHT_NORMAL = 400
LEFT_TO_RIGHT = 0


class Doubt(Exception):
    """Something outside of what is proved to come out as in the full layout; the words say what."""


@dataclass(frozen=True, slots=True)
class _Libraries:
    pango: Any
    pangoft2: Any
    fontconfig: Any
    gobject: Any


@lru_cache(maxsize=1)
def _libraries() -> _Libraries:
    """The shared libraries, by the names that they have on Linux, macOS and Windows."""
    return _Libraries(
        _open("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
        _open("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
        _open("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll"),
        _open("libgobject-2.0.so.0", "libgobject-2.0.dylib", "libgobject-2.0-0.dll"),
    )


def _open(*names: str) -> Any:
    for name in names:
        try:
            return _ffi.dlopen(name)
        except OSError:
            continue
    raise MachineError("缺少排版用的系统库 Pango，请按 README 安装（Debian：libpango-1.0-0 libpangoft2-1.0-0）")


@lru_cache(maxsize=1)
def _context() -> Any:
    """A context of our faces alone, in Chinese, from left to right; it lives as long as the process."""
    resources.check_fonts()
    library = _libraries()
    config = library.fontconfig.FcConfigCreate()
    file = str(resources.fontconfig_file()).encode()
    if not library.fontconfig.FcConfigParseAndLoad(config, file, 1) or not library.fontconfig.FcConfigBuildFonts(
        config
    ):
        raise MachineError("字体配置无法读取，请重新安装程序")
    fonts = library.pangoft2.pango_ft2_font_map_new()
    library.pangoft2.pango_fc_font_map_set_config(fonts, config)
    context = library.pango.pango_font_map_create_context(fonts)
    library.pango.pango_context_set_round_glyph_positions(context, 0)
    library.pango.pango_context_set_base_dir(context, LEFT_TO_RIGHT)
    library.pango.pango_context_set_language(context, library.pango.pango_language_from_string(LANGUAGE))
    return context


class _Adjustments(dict[tuple[int, ...], int]):
    """What is written after a glyph that is set with a width (in units): thousandths of an em, cut as WeasyPrint does.

    The keys are glyph, width, and how far it is moved from its place: not at all, otherwise it is a Doubt.
    """

    def __init__(self, font: Any, size: float) -> None:
        super().__init__()
        self._font, self._size, self._advances = font, size, dict[int, int]()

    def __missing__(self, key: tuple[int, ...]) -> int:
        glyph, width, right, up = key
        if right or up:
            raise Doubt("a glyph off its place")
        if not 0 < glyph < NO_GLYPH:
            raise Doubt("a character in no face")
        if glyph not in self._advances:
            rectangle = _ffi.new("PangoRectangle *")
            _libraries().pango.pango_font_get_glyph_extents(self._font, glyph, _ffi.NULL, rectangle)
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
    pango = _libraries().pango
    # Kept for good: another font would otherwise get the address of one that is gone.
    font = _ffi.cast("PangoFont *", _libraries().gobject.g_object_ref(_ffi.cast("void *", address)))
    description = pango.pango_font_describe_with_absolute_size(font)
    family = _ffi.string(pango.pango_font_description_get_family(description)).decode()
    size = pango.pango_font_description_get_size(description) / UNITS
    pango.pango_font_description_free(description)
    return _Font(family, size, _Adjustments(font, size))


class GlyphRun(NamedTuple):
    """Glyphs of one face in one size (px). A tuple, because a long text has some hundreds.

    glyphs       their numbers in the face
    texts        the characters that each stands for
    adjustments  thousandths of an em that each is followed by, as in a TJ operand: positive moves to the left
    """

    family: str
    size: float
    glyphs: tuple[int, ...]
    texts: tuple[str, ...]
    adjustments: tuple[int, ...]

    @property
    def operand(self) -> bytes:
        """The operand of TJ, glyph numbers in two bytes each."""
        if not any(self.adjustments):
            return b"[<%s>]" % "".join(f"{glyph:04x}" for glyph in self.glyphs).encode()
        parts = "".join(
            f"{glyph:04x}>{adjustment}<" if adjustment else f"{glyph:04x}"
            for glyph, adjustment in zip(self.glyphs, self.adjustments, strict=True)
        )
        return b"[<%s>]" % parts.encode() if not parts.endswith("<") else b"[<%s]" % parts[:-1].encode()

    def before(self, other: GlyphRun) -> GlyphRun:
        """This and, behind it, another run in the same face and size."""
        return GlyphRun(
            self.family,
            self.size,
            self.glyphs + other.glyphs,
            self.texts + other.texts,
            self.adjustments + other.adjustments,
        )


@dataclass(frozen=True, slots=True)
class SetPiece:
    """What a line holds of a text.

    end        where the next line begins, None for a text that fits whole
    width      of the glyphs (px), spaces at the end included
    overflows  not even what cannot be broken fits
    """

    end: int | None
    width: float
    runs: tuple[GlyphRun, ...]
    overflows: bool


class Setter:
    """Sets text in one stack of families and one size (px, as in CSS)."""

    def __init__(self, stack: Sequence[str], size: float) -> None:
        pango = self._pango = _libraries().pango
        self.size = size
        description = pango.pango_font_description_new()
        pango.pango_font_description_set_family(description, ",".join(stack).encode())
        pango.pango_font_description_set_weight(description, WEIGHT_NORMAL)
        pango.pango_font_description_set_absolute_size(description, int(size * UNITS))
        self._layout = pango.pango_layout_new(_context())
        pango.pango_layout_set_auto_dir(self._layout, 0)
        pango.pango_layout_set_font_description(self._layout, description)
        pango.pango_font_description_free(description)
        attributes, hyphens = pango.pango_attr_list_new(), pango.pango_attr_insert_hyphens_new(0)
        hyphens.start_index, hyphens.end_index = 0, 0x7FFFFFFF
        pango.pango_attr_list_insert(attributes, hyphens)
        pango.pango_layout_set_attributes(self._layout, attributes)
        self._rectangle = _ffi.new("PangoRectangle *")
        self._short: dict[tuple[int, int, str], GlyphRun] = {}
        self._shape = self._extents(self._line(b" ", -1))[1:]

    def _line(self, content: bytes, width: int) -> Any:
        """The first line of a text that is to be no wider than a width in units; -1 for any width."""
        self._pango.pango_layout_set_width(self._layout, width)
        self._pango.pango_layout_set_text(self._layout, content, len(content))
        return self._pango.pango_layout_get_line_readonly(self._layout, 0)

    def _extents(self, line: Any) -> tuple[int, int, int]:
        self._pango.pango_layout_line_get_extents(line, _ffi.NULL, self._rectangle)
        return self._rectangle.width, self._rectangle.y, self._rectangle.height

    def set(self, text: str, width: float) -> SetPiece:
        """What a line of a width (px) holds of a text, as WeasyPrint's split_first_line finds and then draws it.

        Raises Doubt where a face lacks something.
        """
        for part, margin in self._parts(text, width):
            content = part.encode()
            line = self._line(content, int(max(0, width) * UNITS))
            following = self._pango.pango_layout_get_line_readonly(self._layout, 1)
            held = part if following == _ffi.NULL else content[: following.start_index].decode()
            if len(held) <= len(part) - margin if following != _ffi.NULL else part == text:
                break
        needed = self._extents(line)
        overflows = needed[0] * (1 / UNITS) > width
        if held != text and (held[-1].isspace() or not STRONG.search(held)):
            # WeasyPrint sets the line once more, by itself: a space at its end counts, and scripts are found anew.
            line = self._line(held.encode(), -1)
            needed = self._extents(line)
        if needed[1:] != self._shape:
            raise Doubt("a line of another height")
        return SetPiece(
            None if held == text else len(held), needed[0] * (1 / UNITS), tuple(self._runs(line, held)), overflows
        )

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

    def _runs(self, line: Any, text: str) -> Iterator[GlyphRun]:
        """The glyphs of a line, neighbours of one face as one run."""
        start, run, last = 0, line.runs, None
        while run != _ffi.NULL:
            item = run.data.item
            end = start + item.num_chars
            key = (item.analysis.font, item.analysis.script, text[start:end])
            found = self._short.get(key) or self._run(run.data, key)
            if last is not None:
                if last.family == found.family:
                    found = last.before(found)
                else:
                    yield last
            start, run, last = end, run.next, found
        if last is not None:
            yield last

    def _run(self, part: Any, key: tuple[int, int, str]) -> GlyphRun:
        """The glyphs of what Pango shapes at once: their look depends on face, script and text alone."""
        string, (address, _, text) = part.glyphs, key
        count, font = string.num_glyphs, _font(address)
        infos = list(_GLYPH_INFO.iter_unpack(_ffi.buffer(string.glyphs, _GLYPH_INFO.size * count)))
        adjustments = tuple(map(font.adjustments.__getitem__, infos))
        clusters = _ffi.unpack(string.log_clusters, count)
        texts = tuple(_clustered(text, clusters))
        found = GlyphRun(font.family, font.size, tuple([info[0] for info in infos]), texts, adjustments)
        if len(text) <= SHORT and len(self._short) < MOST_SHORT:
            self._short[key] = found
        return found


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
