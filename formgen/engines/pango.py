"""Pango and the libraries it needs, through cffi: the functions that we call, with types, and a context of our faces only.

cffi knows the types of C, but mypy does not learn them. The protocols here say what the program uses of each structure and
of each library: they are names for mypy, and no code runs for them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import RLock
from typing import NewType, Protocol, cast

from formgen.engines.pango_declarations import ffi as _ffi
from formgen.foundation import resources
from formgen.foundation.errors import MachineError

PANGO = ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll")
PANGO_FREETYPE = ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll")
FONTCONFIG = ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll")
GOBJECT = ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0.dylib", "libgobject-2.0-0.dll")
GLIB = ("libglib-2.0.so.0", "libglib-2.0.0.dylib", "libglib-2.0-0.dll")
FREETYPE = ("libfreetype.so.6", "libfreetype.6.dylib", "libfreetype-6.dll")
HARFBUZZ = ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll")
"""The shared libraries by their names on Linux, macOS and Windows."""
LOCK = RLock()
"""A thread must hold this lock to call Pango or to read what was learnt from it: a font map is not made for threads."""
LANGUAGE = b"zh-cn"
"""The language of every page of ours, in Pango's writing."""
WEIGHT_NORMAL = 400
LEFT_TO_RIGHT = 0
NO_PANGO = "缺少排版用的系统库 Pango，请按 README 安装（Debian：libpango-1.0-0 libpangoft2-1.0-0）"


Pointer = NewType("Pointer", object)
"""A pointer whose target only the libraries look into: a layout, a context, a font description …"""


class PangoAnalysis(Protocol):
    """What Pango found of an item: the address of its font, and its script (a number of GUnicodeScript)."""

    @property
    def font(self) -> int: ...
    @property
    def script(self) -> int: ...


class PangoItem(Protocol):
    """Characters that Pango shapes at once."""

    @property
    def num_chars(self) -> int: ...
    @property
    def analysis(self) -> PangoAnalysis: ...


class PangoGlyphString(Protocol):
    """The glyphs of an item: `num_glyphs` of PangoGlyphInfo, and the places in the UTF-8 text where each one's text begins."""

    @property
    def num_glyphs(self) -> int: ...
    @property
    def glyphs(self) -> Pointer: ...
    @property
    def log_clusters(self) -> Pointer: ...


class PangoGlyphItem(Protocol):
    """An item with its glyphs."""

    @property
    def item(self) -> PangoItem: ...
    @property
    def glyphs(self) -> PangoGlyphString: ...


class PangoRuns(Protocol):
    """A list of the items of a line; its end is `ffi.NULL`."""

    @property
    def data(self) -> PangoGlyphItem: ...
    @property
    def next(self) -> PangoRuns: ...


class PangoLayoutLine(Protocol):
    """A line of a layout: the byte of the UTF-8 text where it begins, and its items."""

    @property
    def start_index(self) -> int: ...
    @property
    def runs(self) -> PangoRuns: ...


class PangoRectangle(Protocol):
    """A rectangle in Pango's units."""

    @property
    def y(self) -> int: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...


class PangoAttribute(Protocol):
    """An attribute of a text, from one byte of the UTF-8 text to another."""

    start_index: int
    end_index: int


class Pango(Protocol):
    """The functions of libpango that are called."""

    def pango_font_map_create_context(self, map: Pointer, /) -> Pointer: ...
    def pango_context_set_round_glyph_positions(self, context: Pointer, round: int, /) -> None: ...
    def pango_context_set_base_dir(self, context: Pointer, direction: int, /) -> None: ...
    def pango_context_set_language(self, context: Pointer, language: Pointer, /) -> None: ...
    def pango_language_from_string(self, name: bytes, /) -> Pointer: ...
    def pango_layout_new(self, context: Pointer, /) -> Pointer: ...
    def pango_layout_set_auto_dir(self, layout: Pointer, automatic: int, /) -> None: ...
    def pango_layout_set_font_description(self, layout: Pointer, description: Pointer, /) -> None: ...
    def pango_layout_set_attributes(self, layout: Pointer, attributes: Pointer, /) -> None: ...
    def pango_layout_set_text(self, layout: Pointer, text: bytes, length: int, /) -> None: ...
    def pango_layout_set_width(self, layout: Pointer, width: int, /) -> None: ...
    def pango_layout_get_line_readonly(self, layout: Pointer, line: int, /) -> PangoLayoutLine: ...
    def pango_layout_line_get_extents(
        self, line: PangoLayoutLine, ink: Pointer, logical: PangoRectangle, /
    ) -> None: ...
    def pango_get_log_attrs(
        self, text: bytes, length: int, level: int, language: Pointer, attributes: Pointer, count: int, /
    ) -> None: ...
    def pango_attr_list_new(self) -> Pointer: ...
    def pango_attr_list_insert(self, attributes: Pointer, attribute: PangoAttribute, /) -> None: ...
    def pango_attr_insert_hyphens_new(self, insert: int, /) -> PangoAttribute: ...
    def pango_attr_font_features_new(self, features: bytes, /) -> PangoAttribute: ...
    def pango_font_description_new(self) -> Pointer: ...
    def pango_font_description_set_family(self, description: Pointer, family: bytes, /) -> None: ...
    def pango_font_description_set_weight(self, description: Pointer, weight: int, /) -> None: ...
    def pango_font_description_set_absolute_size(self, description: Pointer, size: float, /) -> None: ...
    def pango_font_describe_with_absolute_size(self, font: Pointer, /) -> Pointer: ...
    def pango_font_description_get_family(self, description: Pointer, /) -> Pointer: ...
    def pango_font_description_get_size(self, description: Pointer, /) -> int: ...
    def pango_font_description_free(self, description: Pointer, /) -> None: ...
    def pango_font_get_glyph_extents(
        self, font: Pointer, glyph: int, ink: Pointer, logical: PangoRectangle, /
    ) -> None: ...
    def pango_version_string(self) -> Pointer: ...


class PangoFreeType(Protocol):
    """The functions of libpangoft2 that are called."""

    def pango_ft2_font_map_new(self) -> Pointer: ...
    def pango_fc_font_map_set_config(self, map: Pointer, config: Pointer, /) -> None: ...


class Fontconfig(Protocol):
    """The functions of libfontconfig that are called."""

    def FcConfigCreate(self) -> Pointer: ...
    def FcConfigParseAndLoad(self, config: Pointer, file: bytes, complain: int, /) -> int: ...
    def FcConfigBuildFonts(self, config: Pointer, /) -> int: ...
    def FcConfigDestroy(self, config: Pointer, /) -> None: ...
    def FcGetVersion(self) -> int: ...


class GObject(Protocol):
    """The functions of libgobject that are called."""

    def g_object_ref(self, thing: Pointer, /) -> Pointer: ...


class HarfBuzz(Protocol):
    """The functions of libharfbuzz that are called."""

    def hb_version_string(self) -> Pointer: ...


class GLib(Protocol):
    """The variables of libglib that are read."""

    glib_major_version: int
    glib_minor_version: int
    glib_micro_version: int


class FreeType(Protocol):
    """The functions of libfreetype that are called."""

    def FT_Init_FreeType(self, library: Pointer, /) -> int: ...
    def FT_Done_FreeType(self, library: object, /) -> int: ...
    def FT_Library_Version(self, library: object, major: Pointer, minor: Pointer, patch: Pointer, /) -> None: ...


class ForeignFunctions(Protocol):
    """The functions and values of cffi's FFI object that are used."""

    NULL: Pointer

    def new(self, kind: str, size: int = ..., /) -> Pointer: ...
    def cast(self, kind: str, value: object, /) -> Pointer: ...
    def buffer(self, pointer: Pointer, size: int = ..., /) -> bytes: ...
    def unpack(self, pointer: Pointer, length: int, /) -> Sequence[int]: ...
    def string(self, pointer: Pointer, /) -> bytes: ...


ffi: ForeignFunctions = _ffi
NULL: object = _ffi.NULL
"""The null pointer. It is equal to every null pointer of any type."""


@dataclass(frozen=True, slots=True)
class Libraries:
    """The shared libraries, each with the functions that are declared above."""

    pango: Pango
    pangoft2: PangoFreeType
    fontconfig: Fontconfig
    gobject: GObject


@lru_cache(maxsize=1)
def libraries() -> Libraries:
    """The shared libraries. Raises MachineError if one is missing."""
    return Libraries(
        cast(Pango, _open(*PANGO)),
        cast(PangoFreeType, _open(*PANGO_FREETYPE)),
        cast(Fontconfig, _open(*FONTCONFIG)),
        cast(GObject, _open(*GOBJECT)),
    )


def _open(*names: str) -> object:
    for name in names:
        try:
            library: object = _ffi.dlopen(name)
        except OSError:
            continue
        return library
    raise MachineError(NO_PANGO)


def shared_libraries() -> dict[str, str | None]:
    """The versions of Pango and of the libraries it needs, as the loaded libraries report them; None for a missing library.

    Pango decides on line breaks, with GLib's tables of characters. HarfBuzz and FreeType decide on glyphs and their places.
    fontconfig finds the faces.
    """
    said: tuple[tuple[str, tuple[str, ...], Callable[[object], str]], ...] = (
        ("Pango", PANGO, lambda library: text_of(cast(Pango, library).pango_version_string())),
        ("HarfBuzz", HARFBUZZ, lambda library: text_of(cast(HarfBuzz, library).hb_version_string())),
        ("fontconfig", FONTCONFIG, lambda library: _fontconfig_version(cast(Fontconfig, library).FcGetVersion())),
        ("GLib", GLIB, lambda library: _glib_version(cast(GLib, library))),
        ("FreeType", FREETYPE, lambda library: _freetype_version(cast(FreeType, library))),
    )
    found: dict[str, str | None] = {}
    for name, files, version in said:
        try:
            found[name] = version(_open(*files))
        except MachineError:
            found[name] = None
    return found


def _fontconfig_version(number: int) -> str:
    """The version as text. FcGetVersion gives 10000 times the major number, plus 100 times the minor one, plus the revision."""
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


def _glib_version(library: GLib) -> str:
    return f"{library.glib_major_version}.{library.glib_minor_version}.{library.glib_micro_version}"


def _freetype_version(library: FreeType) -> str:
    opened = ffi.new("void **")
    if library.FT_Init_FreeType(opened):
        raise MachineError(NO_PANGO)
    numbers = [ffi.new("int *") for _ in range(3)]
    first = ffi.unpack(opened, 1)[0]
    library.FT_Library_Version(first, *numbers)
    library.FT_Done_FreeType(first)
    return ".".join(str(ffi.unpack(number, 1)[0]) for number in numbers)


def new_rectangle() -> PangoRectangle:
    """An empty rectangle that Pango can write into."""
    return cast(PangoRectangle, ffi.new("PangoRectangle *"))


def address(pointer: Pointer) -> int:
    """The address that a pointer points to. Another user of the same library can make a pointer of its own from it."""
    return int(_ffi.cast("uintptr_t", pointer))


def text_of(characters: Pointer) -> str:
    """The text of a C string (UTF-8)."""
    return ffi.string(characters).decode()


def font_configuration() -> Pointer:
    """A fontconfig configuration with our faces only. The caller owns it. Raises MachineError if it can't be read."""
    resources.check_fonts()
    fontconfig = libraries().fontconfig
    config, file = fontconfig.FcConfigCreate(), str(resources.fontconfig_file()).encode()
    if not fontconfig.FcConfigParseAndLoad(config, file, 1) or not fontconfig.FcConfigBuildFonts(config):
        raise MachineError("字体配置无法读取，请重新安装程序")
    return config


@lru_cache(maxsize=1)
def context() -> Pointer:
    """A context with our faces only, for Chinese text from left to right. It lives as long as the process."""
    library = libraries()
    fonts = library.pangoft2.pango_ft2_font_map_new()
    library.pangoft2.pango_fc_font_map_set_config(fonts, font_configuration())
    made = library.pango.pango_font_map_create_context(fonts)
    library.pango.pango_context_set_round_glyph_positions(made, 0)
    library.pango.pango_context_set_base_dir(made, LEFT_TO_RIGHT)
    library.pango.pango_context_set_language(made, library.pango.pango_language_from_string(LANGUAGE))
    return made
