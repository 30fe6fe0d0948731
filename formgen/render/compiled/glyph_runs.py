"""Glyphs of one face side by side, as text is drawn, and their numbers."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable
from sys import byteorder
from typing import NamedTuple

CHARACTER_BITS = 24
"""Of a glyph's code; the glyph's number stands above."""


class GlyphRun(NamedTuple):
    """Glyphs of one face in one size (px). A tuple, because a long text has some hundreds.

    codes        what the glyphs are, `glyph_code` each
    adjustments  thousandths of an em that each is followed by, as in a TJ operand: positive moves to the left; none at
                 all where none is moved
    """

    family: str
    size: float
    codes: tuple[int, ...]
    adjustments: tuple[int, ...]

    @property
    def operand(self) -> bytes:
        """The operand of TJ, glyph numbers in two bytes each."""
        if not self.adjustments:
            numbers = array("H", [code >> CHARACTER_BITS for code in self.codes])
            if byteorder == "little":
                numbers.byteswap()
            return b"[<%s>]" % numbers.tobytes().hex().encode()
        parts = "".join([
            f"{code >> CHARACTER_BITS:04x}>{adjustment}<" if adjustment else f"{code >> CHARACTER_BITS:04x}"
            for code, adjustment in zip(self.codes, self.adjustments, strict=True)
        ])  # fmt: skip
        return b"[<%s>]" % parts.encode() if not parts.endswith("<") else b"[<%s]" % parts[:-1].encode()

    @classmethod
    def of(cls, family: str, size: float, codes: Iterable[int], adjustments: Iterable[int]) -> GlyphRun:
        """The run; adjustments: for each glyph, 0 where it isn't moved."""
        moved = tuple(adjustments)
        return cls(family, size, tuple(codes), moved if any(moved) else ())

    def before(self, other: GlyphRun) -> GlyphRun:
        """This and, behind it, another run in the same face and size."""
        moved = self._moved + other._moved if self.adjustments or other.adjustments else ()
        return GlyphRun(self.family, self.size, self.codes + other.codes, moved)

    @property
    def _moved(self) -> tuple[int, ...]:
        return self.adjustments or (0,) * len(self.codes)


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
