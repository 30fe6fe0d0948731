/* The public structures and functions of Pango 1.48 and later, and of what it stands on, as their documentation has them; of each
   only what is used. `python -m tools.write_pango_declarations` makes formgen/engines/pango_declarations.py of this. */

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
PangoAttribute *pango_attr_font_features_new(const char *features);
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
void FcConfigDestroy(void *config);
int FcGetVersion(void);
const char *pango_version_string(void);
const char *hb_version_string(void);
extern unsigned glib_major_version;
extern unsigned glib_minor_version;
extern unsigned glib_micro_version;
int FT_Init_FreeType(void **library);
int FT_Done_FreeType(void *library);
void FT_Library_Version(void *library, int *major, int *minor, int *patch);
void *g_object_ref(void *object);
