"""The fonts of compiled documents: for the values, and for the forms' own words. `formgen.fonts` makes the fonts.

faces = together(needs)                              # or Unsure; one FaceGlyphs a face, in order of family
content = with_fonts(ending, entries, pages, faces)  # the whole file
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from formgen.fonts.glyphs import CHARACTER_BITS
from formgen.fonts.objects import FontObjects, font_objects
from formgen.render.compiled.objects import Ending
from formgen.render.compiled.typeset.glyph_runs import FaceGlyphs, font_name
from formgen.render.compiled.typeset.typeset import Unsure

SMALL, MOST_SMALL, MOST_LARGE = 24, 256, 8
"""The largest number of glyphs of a small font, and how many small and how many larger fonts are kept for later use."""
MOST_CONSTANT = 64
"""The number of fonts of forms' own words that are kept, because two variants of a packet use the same fonts."""


def together(some: Iterable[FaceGlyphs]) -> tuple[FaceGlyphs, ...] | Unsure:
    """Each face once, in order of the names. Unsure if a glyph stands for different texts: a font gives one text for a glyph."""
    found = defaultdict[str, set[int]](set)
    for one in some:
        found[one.family].update(one.codes)
    faces = []
    for family, codes in sorted(found.items()):
        if len({code >> CHARACTER_BITS for code in codes}) < len(codes):
            return Unsure("one glyph for different characters")
        faces.append(FaceGlyphs(family, tuple(sorted(codes))))
    return tuple(faces)


def value_font(glyphs: FaceGlyphs) -> FontObjects:
    """The font of some glyphs. Raises MachineError for a face that is missing, ProofError for a glyph that it lacks."""
    return _small_font(glyphs) if len(glyphs.codes) <= SMALL else _large_font(glyphs)


def with_fonts(ending: Ending, entries: bytes, pages: Sequence[bytes], faces: Iterable[FaceGlyphs]) -> bytes:
    """The whole file: the constant part, its filled pages, and the fonts of the values.

    entries: the entries of the pages' font dictionary for the forms' own words. Raises the same errors as `value_font`.
    """
    all_entries, fonts, names = [entries], list[bytes](), list[bytes]()
    for face in faces:
        number = ending.first + len(pages) + 1 + len(fonts)
        font = value_font(face)
        names.append(font.name.encode())
        fonts += font.bodies(number)
        all_entries.append(b"/%s %d 0 R" % (font_name(face.family).encode(), number))
    dictionary = b"<<" + b"".join(all_entries) + b">>"
    return ending.file([*pages, dictionary, *fonts], (*pages, dictionary, *names))


@lru_cache(maxsize=MOST_SMALL)
def _small_font(glyphs: FaceGlyphs) -> FontObjects:
    """A font of few glyphs, kept because the digits and signs of scores and dates come again and again."""
    return font_objects(glyphs.family, glyphs.codes)


@lru_cache(maxsize=MOST_LARGE)
def _large_font(glyphs: FaceGlyphs) -> FontObjects:
    """A larger font, kept for a moment because a packet often needs the same glyphs of a face as one of its forms."""
    return font_objects(glyphs.family, glyphs.codes)


@lru_cache(maxsize=MOST_CONSTANT)
def constant_font(glyphs: FaceGlyphs) -> FontObjects:
    """The font of a form's own words. It is deflated more tightly, which takes longer, because it is made once and kept.

    Raises the same errors as `value_font`.
    """
    return font_objects(glyphs.family, glyphs.codes, tightly=True)
