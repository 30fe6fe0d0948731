"""Reads TrueType programs: font files, and the programs that are embedded in a PDF.

Only the tables that a PDF needs are read (ISO 32000-1, 9.9): glyf, loca and hmtx, and head, hhea and maxp, which say how to
read the others. Numbers in these tables are big-endian (OpenType, data types).
"""

from __future__ import annotations

from array import array
from mmap import mmap
from struct import Struct, error, unpack_from
from sys import byteorder
from typing import NamedTuple

TRUETYPE = b"\0\1\0\0"
"""The first bytes of a file with TrueType outlines."""
APPLES = b"true"
"""The same as Apple writes it (TrueType Reference Manual, the font directory); LibreOffice does so in the PDFs that it makes."""
TABLES = (b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp")
"""The tables that every program must have."""
RECORD = Struct(">4sIII")
"""An entry of the table directory: tag, checksum, position of the table, length of the table in bytes."""
METRIC = Struct(">Hh")
"""An entry of hmtx: advance width and left side bearing."""
OUTLINE_HEAD = 10
"""The number of bytes at the beginning of an outline that hold the number of contours and four bounds."""


class OddProgramError(Exception):
    """A font program that this package does not understand. The caller leaves it as it is."""


class Glyph(NamedTuple):
    """A glyph of a program.

    outline  its bytes in the table glyf, filled up with zeros to whole words (4 bytes); empty for a glyph that shows nothing
    advance  its width in units of the program
    bearing  its left side bearing in the same units
    """

    outline: bytes
    advance: int
    bearing: int


class TrueType:
    """A TrueType program. The outlines and the widths of glyphs are read only when they are asked for.

    units            the number of units of an em
    ascent, descent  the ascent and the descent of a line, in units; the descent is negative
    glyph_count      the number of glyphs; they are numbered from 0
    head, hhea, maxp the tables with these names
    """

    def __init__(self, content: bytes | mmap) -> None:
        """Raises OddProgramError if the content is no TrueType program, lacks a table or is cut off."""
        self._content = content
        try:
            kind, count = unpack_from(">4sH", content)
            records = [RECORD.unpack_from(content, 12 + RECORD.size * at) for at in range(count)]
            self._tables = {tag: (start, start + size) for tag, _, start, size in records}
            if kind not in (TRUETYPE, APPLES) or any(self._tables[tag][1] > len(content) for tag in TABLES):
                raise OddProgramError
            self.head, self.hhea, self.maxp = (self.table(tag) for tag in (b"head", b"hhea", b"maxp"))
            self.units: int = unpack_from(">H", self.head, 18)[0]
            long_offsets: int = unpack_from(">h", self.head, 50)[0]
            self.ascent, self.descent = unpack_from(">2h", self.hhea, 4)
            self._metrics: int = unpack_from(">H", self.hhea, 34)[0]
            self.glyph_count: int = unpack_from(">H", self.maxp, 4)[0]
        except (error, KeyError):
            raise OddProgramError from None
        if not self.units or not self._metrics:
            raise OddProgramError
        offsets = array("I" if long_offsets else "H")
        loca = self.table(b"loca")
        offsets.frombytes(loca[: len(loca) // offsets.itemsize * offsets.itemsize])
        if byteorder == "little":
            offsets.byteswap()
        self._offsets, self._unit = offsets, 1 if long_offsets else 2

    @property
    def tags(self) -> frozenset[bytes]:
        """The tags of all tables that the program has."""
        return frozenset(self._tables)

    def table(self, tag: bytes) -> bytes:
        """A table by its tag; empty if there is none."""
        start, end = self._tables.get(tag, (0, 0))
        return self._content[start:end]

    def glyph(self, number: int) -> Glyph:
        """A glyph by its number.

        Raises OddProgramError if there is no such glyph, if it is made of other glyphs, and if it has instructions: those
        need other glyphs and other tables, which our small programs do not have. None of our faces has such glyphs.
        """
        if not 0 <= number < min(self.glyph_count, len(self._offsets) - 1):
            raise OddProgramError
        begin, end = self._tables[b"glyf"]
        start, stop = (begin + self._unit * offset for offset in self._offsets[number : number + 2])
        outline = self._content[start : min(stop, end)]
        if outline:
            try:
                contours = unpack_from(">h", outline)[0]
                # A composite glyph has -1 contours. The length of the instructions stands after the contours' last points.
                if contours < 0 or unpack_from(">H", outline, OUTLINE_HEAD + 2 * contours)[0]:
                    raise OddProgramError
            except error:
                raise OddProgramError from None
        return Glyph(outline + bytes(-len(outline) % 4), *self.metric(number))

    def metric(self, number: int) -> tuple[int, int]:
        """The advance width and the left side bearing of a glyph, in units. Raises OddProgramError if hmtx lacks them.

        Glyphs after the last glyph with a width of its own have the same width as that glyph (OpenType, table hmtx).
        """
        start, end = self._tables[b"hmtx"]
        place = start + METRIC.size * min(number, self._metrics - 1)
        behind = start + METRIC.size * self._metrics + 2 * (number - self._metrics)
        if number < 0 or place + METRIC.size > end or (number >= self._metrics and behind + 2 > end):
            raise OddProgramError
        try:
            advance, bearing = METRIC.unpack_from(self._content, place)
            if number >= self._metrics:
                bearing = unpack_from(">h", self._content, behind)[0]
        except error:
            raise OddProgramError from None
        return advance, bearing


def checksum(table: bytes) -> int:
    """The sum of a table's words, modulo 2 to the power of 32 (OpenType, calculating checksums)."""
    words = array("I", table + bytes(-len(table) % 4))
    if byteorder == "little":
        words.byteswap()
    return sum(words) & 0xFFFFFFFF
