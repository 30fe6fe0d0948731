"""The fonts of compiled documents: of values, and of the forms' own words. What a font is made of: `formgen.fonts`.

for glyphs in together(needs):                # or Unsure; one FaceGlyphs a face, in order of family
    font = value_font(glyphs)                 # FontObjects
    bodies = font.bodies(number)              # of the objects from this number on; the font itself first
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from formgen.fonts.glyphs import CHARACTER_BITS
from formgen.fonts.objects import FontObjects, font_objects
from formgen.render.compiled.typeset.glyph_runs import FaceGlyphs
from formgen.render.compiled.typeset.typeset import Unsure

SMALL, MOST_SMALL = 24, 256
"""A font of so few glyphs is kept for the next time; and how many of these are."""
MOST_CONSTANT = 64
"""Fonts of forms' own words that are kept: a packet in two variants has the same."""


def together(some: Iterable[FaceGlyphs]) -> tuple[FaceGlyphs, ...] | Unsure:
    """Each face once, in order of their names. Unsure where a glyph stands for different characters: a font names but one for it."""
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
    return _small_font(glyphs) if len(glyphs.codes) <= SMALL else font_objects(glyphs.family, glyphs.codes)


@lru_cache(maxsize=MOST_SMALL)
def _small_font(glyphs: FaceGlyphs) -> FontObjects:
    """Digits and a few signs of the scores and dates come back again and again."""
    return font_objects(glyphs.family, glyphs.codes)


@lru_cache(maxsize=MOST_CONSTANT)
def constant_font(glyphs: FaceGlyphs) -> FontObjects:
    """The font of a form's own words: deflated more tightly, which takes its time, since it is made once and kept.

    Raises as `value_font` does.
    """
    return font_objects(glyphs.family, glyphs.codes, tightly=True)
