"""Glyphs as text is drawn with them: their numbers, runs of one face, and the operators that draw runs side by side."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from formgen.fonts.glyphs import glyph_number
from formgen.render.compiled.objects import number_text


class FaceGlyphs(NamedTuple):
    """Glyphs of one face with the characters that they stand for: `glyph_code` each, as they are drawn, again and again."""

    family: str
    codes: tuple[int, ...]


class Drawing(NamedTuple):
    """How a piece of text is drawn.

    operators  of the page's content, what stands between `Tm` and `ET` (ISO 32000-1, 9.4), a character for each byte: empty,
               or lines
    glyphs     that they need
    """

    operators: str
    glyphs: tuple[FaceGlyphs, ...]


class GlyphRun(NamedTuple):
    """Glyphs of one face in one size (px).

    codes    what the glyphs are, `glyph_code` each
    operand  of TJ without its ends: the glyphs, `literal` each, and between them how far what follows is moved to the
             left, in thousandths of an em
    """

    family: str
    size: float
    codes: tuple[int, ...]
    operand: str

    @classmethod
    def of(cls, family: str, size: float, codes: Iterable[int], adjustments: Iterable[int]) -> GlyphRun:
        """The run; adjustments: for each glyph how far what follows is moved, 0 where it isn't."""
        glyphs = tuple(codes)
        return cls(family, size, glyphs, "".join(map(in_operand, glyphs, adjustments)))

    @property
    def operators(self) -> str:
        """What draws it."""
        operand = self.operand[:-1] if self.operand.endswith("(") else f"{self.operand})"
        return f"{font_operator(self.family, self.size)}[({operand}] TJ\n"


def drawing(runs: Iterable[GlyphRun]) -> Drawing:
    """How runs are drawn side by side; neighbours in one face as one."""
    joined: list[GlyphRun] = []
    for run in runs:
        if joined and joined[-1].family == run.family:
            last = joined.pop()
            run = GlyphRun(run.family, run.size, last.codes + run.codes, last.operand + run.operand)
        joined.append(run)
    if len(joined) == 1:
        return Drawing(joined[0].operators, (FaceGlyphs(joined[0].family, joined[0].codes),))
    glyphs = tuple([FaceGlyphs(run.family, run.codes) for run in joined])
    return Drawing("".join([run.operators for run in joined]), glyphs)


@lru_cache(maxsize=1024)
def font_operator(family: str, size: float) -> str:
    """What chooses a family for values, in a size (px)."""
    return f"/{font_name(family)} {number_text(size)} Tf\n"


def font_name(family: str) -> str:
    """The name by which a page calls the font of values in a family: the layout's own names have no small letters."""
    return f"v{family.replace(' ', '')}"


def literal(code: int) -> str:
    """A glyph, by its code, in a string (ISO 32000-1, 7.3.4.2): its number in two bytes, but no bracket is one of them."""
    return "".join(_ESCAPED.get(byte, chr(byte)) for byte in glyph_number(code).to_bytes(2, "big"))


_ESCAPED = {ord("("): r"\050", ord(")"): r"\051", ord("\r"): r"\r", ord("\\"): r"\\"}


def in_operand(code: int, adjustment: int) -> str:
    """A glyph in the operand of TJ, with how far what follows is moved."""
    return f"{literal(code)}){adjustment}(" if adjustment else literal(code)
