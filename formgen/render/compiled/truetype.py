"""Small TrueType programs made of glyphs of our faces, as PDF embeds them (ISO 32000-1, 9.9: glyf, head, hhea, hmtx, loca, maxp).

Our faces make this short: 1000 units an em, no composite glyphs, no instructions, no bitmaps (`fonts/build_fonts.py`; asserted
here for every glyph that is taken). Glyphs get consecutive numbers, in the order of their numbers in the face, after .notdef.

A glyph is deflated once in a process, each by itself, ending on a byte (RFC 1951, 3.2.4: an empty stored block), so that
a program's stream is put together from pieces: deflating it as a whole takes ten times as long and saves a fifth.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from struct import Struct, unpack, unpack_from
from sys import byteorder

from formgen import resources
from formgen.errors import MachineError, ProofError

TABLES = (b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp")
WHOLE = 0xB1B0AFBA
"""What all words of a font, with its own checkSumAdjustment, add up to (OpenType, table head)."""
ZLIB_HEADER, LAST_BLOCK = b"\x78\x01", b"\x03\x00"
_RECORD = Struct(">4sIII")
_METRIC = Struct(">Hh")


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph: its outline padded to words, the sum of those, the same deflated, its width and left bearing."""

    outline: bytes
    checksum: int
    deflated: bytes
    advance: int
    bearing: int


class Face:
    """One of our faces. Raises MachineError if its file is missing or no TrueType file."""

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                self._data = mmap(file.fileno(), 0, access=ACCESS_READ)
            count = unpack_from(">H", self._data, 4)[0]
            records = (_RECORD.unpack_from(self._data, 12 + 16 * index) for index in range(count))
            self._tables = {tag: (start, size) for tag, _, start, size in records}
            self.head, self.hhea, self.maxp = (self._table(tag) for tag in (b"head", b"hhea", b"maxp"))
            self.glyph_count: int = unpack_from(">H", self.maxp, 4)[0]
            self._metrics: int = unpack_from(">H", self.hhea, 34)[0]
            long_offsets = unpack_from(">h", self.head, 50)[0]
            offsets = array("I" if long_offsets else "H", self._table(b"loca"))
        except (OSError, ValueError, KeyError) as fault:
            raise MachineError(f"字体文件 {path.name} 缺失或已损坏，请重新安装程序") from fault
        if byteorder == "little":
            offsets.byteswap()
        self._offsets, self._step = offsets, 1 if long_offsets else 2
        self.ascent, self.descent = unpack_from(">2h", self.hhea, 4)
        self._glyphs: dict[int, Glyph] = {}

    def _table(self, tag: bytes) -> bytes:
        start, size = self._tables[tag]
        return self._data[start : start + size]

    def advance(self, glyph: int) -> int:
        """The width of a glyph in thousandths of an em."""
        at = self._tables[b"hmtx"][0] + 4 * min(glyph, self._metrics - 1)
        return int(unpack_from(">H", self._data, at)[0])

    def glyph(self, number: int) -> Glyph:
        """A glyph by its number. Raises ProofError for one that the face does not have, or that is not simple."""
        found = self._glyphs.get(number)
        if found is None:
            found = self._glyphs[number] = self._read(number)
        return found

    def _read(self, number: int) -> Glyph:
        if not 0 <= number < self.glyph_count:
            raise ProofError("字体中没有要用的字形，没有生成")
        start, end = (self._offsets[index] * self._step for index in (number, number + 1))
        begin = self._tables[b"glyf"][0]
        outline = self._data[begin + start : begin + end]
        if outline:
            contours = unpack_from(">h", outline)[0]
            # A composite glyph has -1 contours; instructions follow the last points of the contours (OpenType, table glyf).
            if contours < 0 or unpack_from(">H", outline, 10 + 2 * contours)[0]:
                raise ProofError("字体中有不能截取的字形，没有生成")
        outline += bytes(-len(outline) % 4)
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        deflated = packer.compress(outline) + packer.flush(zlib.Z_SYNC_FLUSH)
        metrics = self._tables[b"hmtx"][0]
        if number < self._metrics:
            bearing = unpack_from(">h", self._data, metrics + 4 * number + 2)[0]
        else:
            bearing = unpack_from(">h", self._data, metrics + 4 * self._metrics + 2 * (number - self._metrics))[0]
        return Glyph(outline, _checksum(outline), deflated, self.advance(number), bearing)


@lru_cache(maxsize=32)
def face(family: str) -> Face:
    """A face of ours by its family. Raises MachineError if it is missing or damaged."""
    resources.check_fonts()
    found = next((font for font in resources.font_files() if font.family == family), None)
    if found is None:
        raise MachineError(f"缺少字体 {family}，请重新安装程序")
    return Face(found.path)


@dataclass(frozen=True, slots=True)
class Program:
    """A TrueType program: all its bytes, and the same as a zlib stream (FlateDecode).

    glyphs  the face's glyph numbers, in the order of the program's own: 0 first
    """

    glyphs: tuple[int, ...]
    content: bytes
    deflated: bytes


def subset(family: str, glyphs: Iterable[int]) -> bytes:
    """A TrueType program with these glyphs of a face (by the face's numbers), .notdef first, then in order of number."""
    return program(family, glyphs).content


def program(family: str, glyphs: Iterable[int]) -> Program:
    """The same with what embedding needs. The same glyphs give the same bytes, in any process."""
    source = face(family)
    numbers = tuple(sorted({0, *glyphs}))
    parts = [source.glyph(number) for number in numbers]
    offset, offsets = 0, array("I", [0])
    for part in parts:
        offset += len(part.outline)
        offsets.append(offset)
    if byteorder == "little":
        offsets.byteswap()
    outlines = b"".join([part.outline for part in parts])
    loca = offsets.tobytes()
    hmtx = b"".join([_METRIC.pack(part.advance, part.bearing) for part in parts])
    # The number of glyphs, of their metrics, and long offsets: all else is the face's own.
    count = len(numbers).to_bytes(2, "big")
    maxp = source.maxp[:4] + count + source.maxp[6:]
    hhea = source.hhea[:34] + count
    head = source.head[:8] + bytes(4) + source.head[12:50] + b"\x00\x01" + source.head[52:54]
    small = {b"head": head, b"hhea": hhea, b"hmtx": hmtx, b"loca": loca, b"maxp": maxp}
    return Program(numbers, *_assembled(small, outlines, parts))


def _assembled(small: dict[bytes, bytes], outlines: bytes, parts: list[Glyph]) -> tuple[bytes, bytes]:
    """The tables in a file, the outlines last; and the file as a zlib stream."""
    sums = {tag: _checksum(table) for tag, table in small.items()}
    sums[b"glyf"] = sum([part.checksum for part in parts]) & 0xFFFFFFFF
    start, places = 12 + 16 * len(TABLES), {}
    for tag, table in (*small.items(), (b"glyf", outlines)):
        places[tag] = start
        start += len(table) + -len(table) % 4
    directory = b"\x00\x01\x00\x00" + _search_range(len(TABLES)) + b"".join(
        [_RECORD.pack(tag, sums[tag], places[tag], len(outlines if tag == b"glyf" else small[tag])) for tag in TABLES]
    )  # fmt: skip
    adjustment = WHOLE - (_checksum(directory) + sum(sums.values())) & 0xFFFFFFFF
    small[b"head"] = small[b"head"][:8] + adjustment.to_bytes(4, "big") + small[b"head"][12:]
    before = directory + b"".join([table + bytes(-len(table) % 4) for table in small.values()])
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    pieces = [packer.compress(before), packer.flush(zlib.Z_SYNC_FLUSH), *[part.deflated for part in parts]]
    content = before + outlines
    check = zlib.adler32(content).to_bytes(4, "big")
    return content, b"".join([ZLIB_HEADER, *pieces, LAST_BLOCK, check])


def _search_range(count: int) -> bytes:
    """searchRange, entrySelector and rangeShift of a table directory, after the number of its tables."""
    power = count.bit_length() - 1
    return b"".join(number.to_bytes(2, "big") for number in (count, 16 << power, power, 16 * count - (16 << power)))


def _checksum(table: bytes) -> int:
    """The sum of a table's words (OpenType, calculating checksums)."""
    padded = table + bytes(-len(table) % 4)
    words: tuple[int, ...] = unpack(f">{len(padded) // 4}I", padded)
    return sum(words) & 0xFFFFFFFF
