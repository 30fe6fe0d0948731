"""A code: one number for a glyph of a face and the characters that it stands for.

Numbers can be compared, sorted and put into sets faster than pairs, and papers have hundreds of glyphs. The order of the codes
is the order of the glyphs' numbers. A code has a meaning in one process only and is never stored, because a text of several
characters gets the next free number when it is first met.
"""

from __future__ import annotations

import sys

CHARACTER_BITS = 24
"""The number of lower bits of a code that stand for the characters. The higher bits are the glyph's number in the face."""


def glyph_code(glyph: int, text: str) -> int:
    """The code of a glyph. glyph: its number in the face. text: the characters that it stands for."""
    return glyph << CHARACTER_BITS | (ord(text) if len(text) == 1 else _several(text))


def glyph_number(code: int) -> int:
    """The number in the face of the glyph that a code names."""
    return code >> CHARACTER_BITS


def glyph_text(code: int) -> str:
    """The characters that the glyph of a code stands for."""
    number = code & (1 << CHARACTER_BITS) - 1
    return chr(number) if number <= sys.maxunicode else _TEXTS[number - sys.maxunicode - 1]


def _several(text: str) -> int:
    if text not in _TEXTS:  # two threads may add it: the first one counts
        _TEXTS.append(text)
    return sys.maxunicode + 1 + _TEXTS.index(text)


_TEXTS: list[str] = []
"""The texts of several characters that one glyph stands for. They are few, since the faces of `fonts/` have few ligatures."""
