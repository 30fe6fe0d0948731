"""A glyph of a face and the characters that it stands for, as one number: its code.

A number is quicker to compare, to sort and to put into a set than a pair, and papers have hundreds of glyphs. Codes are sorted in the
order of the glyphs' numbers. They are good in one process only, and are never kept: a glyph that stands for several characters
gets the next free number when it is first met.
"""

from __future__ import annotations

import sys

CHARACTER_BITS = 24
"""The lower bits of a code say which characters; the glyph's number in the face stands above them."""


def glyph_code(glyph: int, text: str) -> int:
    """The code of a glyph, by its number in the face and the characters that it stands for."""
    return glyph << CHARACTER_BITS | (ord(text) if len(text) == 1 else _several(text))


def glyph_number(code: int) -> int:
    """The number in the face of the glyph that a code names."""
    return code >> CHARACTER_BITS


def glyph_text(code: int) -> str:
    """The characters that a glyph stands for."""
    number = code & (1 << CHARACTER_BITS) - 1
    return chr(number) if number <= sys.maxunicode else _TEXTS[number - sys.maxunicode - 1]


def _several(text: str) -> int:
    if text not in _TEXTS:  # two threads may add it: the first one counts
        _TEXTS.append(text)
    return sys.maxunicode + 1 + _TEXTS.index(text)


_TEXTS: list[str] = []
"""Texts of several characters that one glyph stands for: few, since the faces of `fonts/` have few ligatures."""
