"""Finds how the letters of a run look, from what LibreOffice has drawn of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from formgen.render.office_forms.drawn_pages import DrawnLine, SeenGlyph
from formgen.render.office_forms.lettering import CHINESE, LATIN, Lettering, families, kerned, script_of
from formgen.render.office_forms.seen_paragraphs import SAME_LINE, STILL

MARK = "国"
FIGURE = "0"


def lettering_of(
    glyphs: Sequence[SeenGlyph], under: Sequence[DrawnLine], lines: Sequence[Sequence[SeenGlyph]], colour: int
) -> Lettering | None:
    """The look of some glyphs; None if it is none that we draw, or if there are no glyphs."""
    shown = [glyph for glyph in glyphs if glyph.text.strip()] or list(glyphs)
    if not shown:
        return None
    known = families()
    chinese = [glyph.family for glyph in shown if glyph.text and script_of(glyph.text[0]) == CHINESE]
    latin = [glyph.family for glyph in shown if glyph.text and (glyph.text == " " or script_of(glyph.text[0]) == LATIN)]
    own, other = (next(iter(some), None) for some in (chinese, latin))
    family = known.get(own or other or "")
    letters = known.get(other or "GwLatin")
    size = round(shown[0].size * 2) / 2
    looks = {(round(glyph.size * 2) / 2, glyph.bold, round(glyph.slant, 3)) for glyph in shown}
    if family is None or letters is None or len(looks) != 1 or abs(size - shown[0].size) > 0.06:
        return None
    heights = {round(_baseline(line, lines) - line.bottom, 1) for line in under}
    if len(heights) > 1 or any(line.top - line.bottom > STILL for line in under):
        return None
    mark = next(iter(under), None)
    return Lettering(
        chinese=family if own else "Gw Song",
        latin=letters,
        size=size,
        bold=shown[0].bold,
        slant=shown[0].slant,
        colour=colour,
        spread=_spread(shown, MARK),
        latin_spread=_spread(shown, FIGURE),
        kerns=_kerns(shown, letters, size),
        underline=(heights.pop(), mark.thickness) if mark is not None else None,
    )


def _baseline(line: DrawnLine, lines: Sequence[Sequence[SeenGlyph]]) -> float:
    """The baseline of the text that a line is drawn under."""
    return min((text[0].y for text in lines), key=lambda y: abs(y - line.bottom))


def _spread(glyphs: Sequence[SeenGlyph], twice: str) -> float:
    """The room that stands behind each character, seen at one that stands twice side by side; 0 if it does not."""
    for one, other in pairwise(glyphs):
        if one.text == other.text == twice and abs(one.y - other.y) < SAME_LINE:
            spread = other.x - one.x - one.width
            return round(spread * 20) / 20 if abs(spread) > STILL else 0.0
    return 0.0


def _kerns(glyphs: Sequence[SeenGlyph], latin: str, size: float) -> bool:
    """True if the letters A and V stand nearer than their widths say."""
    for one, other in pairwise(glyphs):
        if (one.text, other.text) == ("A", "V"):
            return (
                other.x - one.x - one.width - _spread(glyphs, FIGURE) < kerned(latin, "A", "V", latin=True) * size / 2
            )
    return False
