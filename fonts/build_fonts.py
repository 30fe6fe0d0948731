"""Build the faces of this folder from the packages they come from: `python fonts/build_fonts.py SOURCES OUT`.

`fonts/fetch_sources.sh SOURCES` fetches and unpacks the packages. The committed files are what this writes, byte for
byte (`make fonts` compares). Each face is cut to the characters that papers need and brought to one set of metrics,
because an exact line grid holds only if every face on a line has the same ascent and descent and none has a BASE table.

Needs fontTools and uharfbuzz.
"""

from __future__ import annotations

import bz2
import copy
import io
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import uharfbuzz as harfbuzz
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.scaleUpem import scale_upem

UNITS = 1000
ASCENT, DESCENT = 880, 120
CHANGED = "2026-11"
"""When the faces were changed: their licences want it said in the file."""
CURVE_ERROR = 1.0
"""How far, in units, a quadratic outline may lie from the cubic one that it replaces."""

NOTHING = 0x3007, 0x4E00, 0xA000
SPACES = ((0x20, 0.25), (0xA0, 0.25), (0x3000, 1.0))
"""Pango sets a space in the face of the run beside it, so each face has them: code point, width in em."""
GENERAL_USE = 8105
"""Characters of 通用规范汉字表 (2013); Unihan lists them as kTGH."""
SYMBOLS = (
    "–—―‘’“”•…‰′″※€℃℉№℡™Ω←↑→↓⇒√∞∠∥∧∨∩∫≈≠≡≤≥⊙⋯㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩■□▲△◆◇○◎●★☆♀♂✓〇﹏￥￣"  # noqa: E501
    "㎎㎏㎜㎝㎞㎡㎥㏄"
)
BOXES = "☐☑☒✓✔✗✘"
UNUSED_TABLES = ("BASE", "STAT", "DSIG", "EBDT", "EBLC", "EBSC", "VORG")
KEPT_NAMES = (0, 1, 2, 3, 4, 5, 6, 13, 14)
MICROSOFT, UNICODE, ENGLISH = 3, 1, 0x409


@dataclass(frozen=True)
class Characters:
    """The sets of code points that faces are cut to.

    hanzi    GB 2312 and 通用规范汉字表
    common   those, with punctuation, Latin, symbols
    all      those, with all of CJK Unified Ideographs and Extension A
    """

    hanzi: frozenset[int]
    common: frozenset[int]
    all: frozenset[int]


@dataclass(frozen=True)
class Cut:
    """How one face is made.

    source, index   the file it comes from, below SOURCES, and its place in a collection (-1: no collection)
    points          the characters kept
    lift            by how much of an em the outlines are moved up, to the middle of Gw Song's hanzi
    edit            what else is changed
    """

    family: str
    source: str
    licence: str
    points: Iterable[int]
    index: int = -1
    lift: float = 0.0
    edit: Callable[[TTFont], None] | None = field(default=None)

    @property
    def file(self) -> str:
        """The name of the file that is built."""
        return self.family.replace(" ", "") + ".ttf"


def read_characters(sources: Path) -> Characters:
    """The sets, from the codec of GB 2312 and from Unihan."""
    general: set[int] = set()
    with bz2.open(sources / "unicode-data/usr/share/unicode/Unihan_OtherMappings.txt.bz2", "rt", encoding="utf-8") as lines:
        for line in lines:
            if "\tkTGH\t" in line:
                general.add(int(line.split("\t")[0].removeprefix("U+"), 16))
    if len(general) != GENERAL_USE:
        raise SystemExit(f"Unihan lists {len(general)} characters of general use, not {GENERAL_USE}")
    hanzi = general | _gb2312(0xB0, 0xF8)
    blocks = ((0x20, 0x7F), (0xA0, 0x100), (0x2160, 0x217A), (0x2460, 0x2474), (0x3000, 0x3020), (0xFF01, 0xFF5F))
    common = hanzi | _gb2312(0xA1, 0xAA) | {point for block in blocks for point in range(*block)} | set(map(ord, SYMBOLS))
    everything = common | set(range(0x4E00, 0xA000)) | set(range(0x3400, 0x4DC0))
    return Characters(*(frozenset(filter(_is_hanzi, hanzi)), frozenset(common), frozenset(everything)))
