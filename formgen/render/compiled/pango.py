"""Pango without WeasyPrint: which glyphs of which of our faces a text is set in, and where a line of it ends.

WeasyPrint (version 70) sets text with Pango; here the same library is asked in the same way, through cffi: same faces,
same language, same kind of layout. What it does around Pango (pieces, lines, alignment) is `typeset`'s business.
Lengths are CSS pixels (0.75 pt), as WeasyPrint counts; Pango's own units are 1024 to a pixel. Not for several threads
at once: `typeset` has the lock.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from cffi import FFI

from formgen import resources
from formgen.errors import MachineError

UNITS = 1024
"""Pango units in a pixel (PANGO_SCALE)."""
NO_GLYPH = 0x0FFFFFFF
"""PANGO_GLYPH_EMPTY; a glyph of this number or above is none of a face's own."""
LANGUAGE = b"zh-cn"
"""The language of every page of ours, in Pango's writing."""

_ffi = FFI()
# The public structures and functions of Pango 1.48 and later, as its documentation has them; of each only what is used.
_ffi.cdef(
    """
    typedef struct PangoFont PangoFont;
    typedef struct GSList { void *data; struct GSList *next; } GSList;
    typedef struct {
        void *shape_engine; void *lang_engine; PangoFont *font;
        unsigned char level; unsigned char gravity; unsigned char flags; unsigned char script;
        void *language; GSList *extra_attrs;
    } PangoAnalysis;
    typedef struct { int offset; int length; int num_chars; PangoAnalysis analysis; } PangoItem;
    typedef struct { int num_glyphs; int *glyphs; int *log_clusters; } PangoGlyphString;
    typedef struct { PangoItem *item; PangoGlyphString *glyphs; } PangoGlyphItem;
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
    int pango_layout_get_baseline(void *layout);
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


class _Adjustments(dict[tuple[int, int], int]):
    """What is written after a glyph that is set with a width (in units): thousandths of an em, cut as WeasyPrint does."""

    def __init__(self, font: Any, size: float) -> None:
        super().__init__()
        self._font, self._size, self._advances = font, size, dict[int, int]()

    def __missing__(self, key: tuple[int, int]) -> int:
        glyph, width = key
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


@dataclass(frozen=True, slots=True)
class GlyphRun:
    """Glyphs of one face in one size (px).

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


@dataclass(frozen=True, slots=True)
class Fit:
    """How much of a text a width holds. end: where the next line begins, None for a text that fits whole.

    overflows: not even what cannot be broken fits.
    """

    end: int | None
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
        self._line(" ")
        self._shape = self._extents()[1:]

    def _line(self, text: str, width: int = -1) -> Any:
        """The first line of a text that is to be no wider than a width in units; -1 for any width."""
        content = text.encode()
        self._pango.pango_layout_set_width(self._layout, width)
        self._pango.pango_layout_set_text(self._layout, content, len(content))
        return self._pango.pango_layout_get_line_readonly(self._layout, 0)

    def _extents(self, line: Any = None) -> tuple[int, int, int]:
        line = line or self._pango.pango_layout_get_line_readonly(self._layout, 0)
        self._pango.pango_layout_line_get_extents(line, _ffi.NULL, self._rectangle)
        return self._rectangle.width, self._rectangle.y, self._rectangle.height

    def fit(self, text: str, width: float) -> Fit:
        """Where a line of a width (px) ends, as WeasyPrint's split_first_line finds it."""
        short = text
        # WeasyPrint hands Pango four characters an em, or the first word and a letter; all, if that fits on the line.
        if self.size * 4 > width:
            space = text.find(" ")
            if space != -1:
                short = text[: space + 2]
        else:
            short = text[: int(width / self.size * 4)]
        for part in (short, text):
            line = self._line(part, int(max(0, width) * UNITS))
            following = self._pango.pango_layout_get_line_readonly(self._layout, 1)
            if following != _ffi.NULL or part == text:
                break
        overflows = self._extents(line)[0] * (1 / UNITS) > width
        if following == _ffi.NULL:
            return Fit(None, overflows)
        return Fit(len(part.encode()[: following.start_index].decode()), overflows)

    def glyphs(self, text: str) -> tuple[float, tuple[GlyphRun, ...]]:
        """The width of a text that is set on one line, and its glyphs. Raises Doubt where a face lacks something."""
        line = self._line(text)
        width, *shape = self._extents(line)
        if tuple(shape) != self._shape:
            raise Doubt("a line of another height")
        return width * (1 / UNITS), tuple(_joined(self._runs(line, text)))

    def _runs(self, line: Any, text: str) -> Iterator[GlyphRun]:
        start, run = 0, line.runs
        while run != _ffi.NULL:
            item = _ffi.cast("PangoGlyphItem *", run.data)
            run = run.next
            count, characters = item.glyphs.num_glyphs, item.item.num_chars
            table = _ffi.unpack(item.glyphs.glyphs, 5 * count)
            glyphs, widths = table[::5], table[1::5]
            if any(table[2::5]) or any(table[3::5]):
                raise Doubt("a glyph off its place")
            if max(glyphs) >= NO_GLYPH or min(glyphs) <= 0:
                raise Doubt("a character in no face")
            font = _font(int(_ffi.cast("intptr_t", item.item.analysis.font)))
            own = text[start : start + characters]
            clusters = _ffi.unpack(item.glyphs.log_clusters, count)
            texts = tuple(own) if count == characters == len(set(clusters)) else tuple(_clustered(own, clusters))
            if "" in texts:
                raise Doubt("one character in several glyphs")
            adjustments = tuple(map(font.adjustments.__getitem__, zip(glyphs, widths, strict=True)))
            yield GlyphRun(font.family, font.size, tuple(glyphs), texts, adjustments)
            start += characters


def _clustered(text: str, clusters: Sequence[int]) -> Iterator[str]:
    content = text.encode()
    for start, end in pairwise((*clusters, len(content))):
        yield content[start:end].decode()


def _joined(runs: Iterator[GlyphRun]) -> Iterator[GlyphRun]:
    """Neighbours of one face as one run."""
    last: GlyphRun | None = None
    for run in runs:
        if last is not None and last.family == run.family and last.size == run.size:
            last = GlyphRun(
                run.family,
                run.size,
                last.glyphs + run.glyphs,
                last.texts + run.texts,
                last.adjustments + run.adjustments,
            )
            continue
        if last is not None:
            yield last
        last = run
    if last is not None:
        yield last


@lru_cache(maxsize=64)
def setter(stack: tuple[str, ...], size: float) -> Setter:
    """The Setter of a stack and a size (px). Raises MachineError where Pango or a face is missing."""
    return Setter(stack, size)
