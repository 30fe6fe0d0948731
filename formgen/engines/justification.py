"""Justified Chinese text: between which characters a line is stretched, and by how much.

Word and LibreOffice stretch a line behind each Chinese character, before each Chinese character that follows a Latin word, and
at spaces. Letters of a word and figures of a number stay together. The last line of a paragraph, and a line that a line
break ends, stay as they are. Both layouts, the whole and the compiled one, take these figures.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
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
    if room <= 0 or not text or text[-1].isspace():
        return (0,) * len(text)
    gaps = _gaps(text)
    total, count = floor(room / size * THOUSANDTHS + 1e-6), gaps.count(1)
    if not count or total > MOST * count:
        return (0,) * len(text)
    parts = _parts(total, count)
    if count == len(gaps):
        return (*parts, 0)
    each = iter(parts)
    return (*[next(each) if gap else 0 for gap in gaps], 0)


def _gaps(text: str) -> bytes:
    """For each character of a line but the last one: 1 if the line may be stretched behind it, else 0."""
    gaps = bytearray(b"\1") * (len(text) - 1)
    for held in _HELD.finditer(text.translate(_KINDS)):
        gaps[held.start() : held.end() - 1] = bytes(held.end() - 1 - held.start())
    return bytes(gaps)


@lru_cache(maxsize=4096)
def _parts(total: int, count: int) -> tuple[int, ...]:
    """A number divided into whole parts that differ by one at most. Lines of one paragraph have the same again and again."""
    return tuple(
        [after - before for before, after in pairwise([total * passed // count for passed in range(count + 1)])]
    )


_CHINESE, _SPACE, _OTHER = "C", " ", "x"
_HELD = re.compile(f"{_OTHER}+{_SPACE}?|" + "|".join(f"{one}{{2,}}" for one in JOINED))
"""Characters that stay together, found by their kinds: words and figures, with a space behind them; joined marks."""


class _Kinds(dict[int, str]):
    """The kind of each character by its code point, for str.translate. A mark of JOINED is a kind of its own."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        if character in JOINED:
            kind = character
        elif east_asian_width(character) in "WF" or character in AMBIGUOUS:
            kind = _CHINESE
        else:
            kind = _SPACE if character.isspace() else _OTHER
        self[point] = kind
        return kind


_KINDS = _Kinds()
"""It never holds more entries than Unicode has characters."""
