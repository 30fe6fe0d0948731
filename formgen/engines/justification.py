"""Justified Chinese text: between which characters a line is stretched, and by how much.

Word and LibreOffice stretch a line behind each Chinese character, before each Chinese character that follows a Latin word, and
at spaces. Letters of a word and figures of a number stay together. The last line of a paragraph, and a line that a line
break ends, stay as they are. Both layouts, the whole and the compiled one, take these figures.
"""

from __future__ import annotations

from math import floor
from unicodedata import east_asian_width

THOUSANDTHS = 1000
"""The parts of an em in which a PDF moves glyphs."""
MOST = 100
"""The largest room between two characters, in thousandths of an em. A wider one is read as a space when text is taken out of the
PDF. A line needs so much only before a long word or address that does not fit into it."""
AMBIGUOUS = "“”‘’—…·"
"""Marks that Chinese and Latin text have in common. They are set with the Chinese face, and count as Chinese."""
JOINED = "—…"
"""Two of these are one glyph."""


def shares(text: str, room: float, size: float) -> tuple[int, ...]:
    """By how much the room behind each character of a line grows, in thousandths of an em; only zeros for a line that stays.

    text  the line
    room  how much wider the line is to become
    size  the size of the letters, in the unit of `room`

    The shares together are the room, to a thousandth of an em. A line that ends with a space is not stretched, nor is one that
    would need more than MOST between its characters.
    """
    none = (0,) * len(text)
    if room <= 0 or not text or text[-1].isspace():
        return none
    gaps = [_is_gap(text[at], text[at + 1]) for at in range(len(text) - 1)]
    total, count = floor(room / size * THOUSANDTHS + 1e-6), sum(gaps)
    if not count or total > MOST * count:
        return none
    found, passed = [], 0
    for gap in gaps:
        before = total * passed // count
        passed += gap
        found.append(total * passed // count - before)
    return (*found, 0)


def _is_gap(one: str, other: str) -> bool:
    """True if a line may be stretched between two neighbours."""
    if one == other and one in JOINED:
        return False
    return one.isspace() or _is_chinese(one) or _is_chinese(other)


def _is_chinese(character: str) -> bool:
    return east_asian_width(character) in "WF" or character in AMBIGUOUS
