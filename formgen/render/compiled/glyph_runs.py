"""Glyphs as text is drawn with them: their numbers, runs of one face, and the operators that draw runs side by side."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from formgen.render.compiled.objects import written

CHARACTER_BITS = 24
"""Of a glyph's code; the glyph's number stands above."""
NO_NUMBER = "...."
"""As long as the number of a glyph."""


class FaceGlyphs(NamedTuple):
    """Glyphs of one face with the characters that they stand for, `glyph_code` each."""

    family: str
    codes: frozenset[int]


class Drawing(NamedTuple):
    """How a piece of text is drawn.

    operators  of the page's content, what stands between `Tm` and `ET` (ISO 32000-1, 9.4): empty, or lines
    glyphs     that they need, in order of the families; or those of a longer text that this is a part of
    """

    operators: str
    glyphs: tuple[FaceGlyphs, ...]


class GlyphRun(NamedTuple):
    """Glyphs of one face in one size (px).

    codes    what the glyphs are, `glyph_code` each
    operand  of TJ without its ends: the glyphs' numbers in hexadecimal, and between them how far what follows is moved to the
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
        operand = self.operand[:-1] if self.operand.endswith("<") else f"{self.operand}>"
        return f"{font_operator(self.family, self.size)}[<{operand}] TJ\n"


def drawing(runs: Iterable[GlyphRun]) -> Drawing:
    """How runs are drawn side by side; neighbours in one face as one."""
    joined: list[GlyphRun] = []
    for run in runs:
        if joined and joined[-1].family == run.family:
            last = joined.pop()
            run = GlyphRun(run.family, run.size, last.codes + run.codes, last.operand + run.operand)
        joined.append(run)
    found: dict[str, set[int]] = {}
    for run in joined:
        found.setdefault(run.family, set()).update(run.codes)
    return Drawing("".join([run.operators for run in joined]), by_family(found))


def by_family(found: dict[str, set[int]]) -> tuple[FaceGlyphs, ...]:
    """Glyphs of several families, in order of these."""
    return tuple([FaceGlyphs(family, frozenset(found[family])) for family in sorted(found)])


@lru_cache(maxsize=1024)
def font_operator(family: str, size: float) -> str:
    """What chooses a family for values, in a size (px)."""
    return f"/{font_name(family)} {written(size)} Tf\n"


def font_name(family: str) -> str:
    """The name by which a page calls the font of values in a family: the layout's own names have no small letters."""
    return f"v{family.replace(' ', '')}"


def hexadecimal(code: int) -> str:
    """The number of a glyph, by its code, in four digits."""
    return f"{code >> CHARACTER_BITS:04x}"


def in_operand(code: int, adjustment: int) -> str:
    """A glyph in the operand of TJ, with how far what follows is moved."""
    return f"{hexadecimal(code)}>{adjustment}<" if adjustment else hexadecimal(code)


def glyph_code(glyph: int, text: str) -> int:
    """A glyph of a face and the characters that it stands for as one number, which is quicker to compare and to sort.

    The glyph's number comes first, then the character's; several characters have a number of their own in this process.
    """
    return glyph << CHARACTER_BITS | (ord(text) if len(text) == 1 else _ligature(text))


def glyph_text(code: int) -> str:
    """The characters that a glyph stands for."""
    number = code & (1 << CHARACTER_BITS) - 1
    return chr(number) if number <= sys.maxunicode else _LIGATURES[number - sys.maxunicode - 1]


def _ligature(text: str) -> int:
    if text not in _LIGATURES:
        _LIGATURES.append(text)
    return sys.maxunicode + 1 + _LIGATURES.index(text)


_LIGATURES: list[str] = []
