"""Pango and what it stands on, through cffi: the functions that are used, and a context with our faces alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cffi import FFI

from formgen import resources
from formgen.errors import MachineError
from formgen.kept_layouts import PANGO

LANGUAGE = b"zh-cn"
"""The language of every page of ours, in Pango's writing."""
ffi = FFI()
# The public structures and functions of Pango 1.48 and later, as its documentation has them; of each only what is used.
ffi.cdef(
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
    void pango_get_log_attrs(
        const char *text, int length, int level, void *language, unsigned char *attributes, int count);
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


@dataclass(frozen=True, slots=True)
class Libraries:
    """The shared libraries, each with the functions that are declared above."""

    pango: Any
    pangoft2: Any
    fontconfig: Any
    gobject: Any


@lru_cache(maxsize=1)
def libraries() -> Libraries:
    """The shared libraries."""
    return Libraries(
        _open(*PANGO),
        _open("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
        _open("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll"),
        _open("libgobject-2.0.so.0", "libgobject-2.0.dylib", "libgobject-2.0-0.dll"),
    )


def _open(*names: str) -> Any:
    for name in names:
        try:
            return ffi.dlopen(name)
        except OSError:
            continue
    raise MachineError("缺少排版用的系统库 Pango，请按 README 安装（Debian：libpango-1.0-0 libpangoft2-1.0-0）")


@lru_cache(maxsize=1)
def context() -> Any:
    """A context of our faces alone, in Chinese, from left to right; it lives as long as the process."""
    resources.check_fonts()
    library = libraries()
    config = library.fontconfig.FcConfigCreate()
    file = str(resources.fontconfig_file()).encode()
    if not library.fontconfig.FcConfigParseAndLoad(config, file, 1) or not library.fontconfig.FcConfigBuildFonts(
        config
    ):
        raise MachineError("字体配置无法读取，请重新安装程序")
    fonts = library.pangoft2.pango_ft2_font_map_new()
    library.pangoft2.pango_fc_font_map_set_config(fonts, config)
    made = library.pango.pango_font_map_create_context(fonts)
    library.pango.pango_context_set_round_glyph_positions(made, 0)
    library.pango.pango_context_set_base_dir(made, LEFT_TO_RIGHT)
    library.pango.pango_context_set_language(made, library.pango.pango_language_from_string(LANGUAGE))
    return made
