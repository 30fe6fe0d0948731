"""Small TrueType programs made of glyphs of our faces, as PDF embeds them (ISO 32000-1, 9.9: glyf, head, hhea, hmtx, loca, maxp).

Our faces make this short: 1000 units an em, no composite glyphs, no instructions, no bitmaps (`fonts/build_fonts.py`; asserted
here for every glyph that is taken). Glyphs get consecutive numbers, in the order of their numbers in the face, after .notdef.

A glyph is deflated once in a process, each by itself, ending on a byte (RFC 1951, 3.2.4: an empty stored block), so that
a program's stream is put together from pieces: deflating it as a whole takes ten times as long and saves a fifth.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from mmap import ACCESS_READ, mmap
from pathlib import Path
from struct import Struct, unpack_from
from sys import byteorder
from typing import NamedTuple

from formgen import resources
from formgen.errors import MachineError, ProofError
from formgen.render.compiled.pdf.segments import LAST_BLOCK, ZLIB_HEADER, adler32, stored, sums

TABLES = (b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp")
WHOLE = 0xB1B0AFBA
"""What all words of a font, with its own checkSumAdjustment, add up to (OpenType, table head)."""
DIRECTORY = b"\x00\x01\x00\x00" + b"".join(number.to_bytes(2, "big") for number in (len(TABLES), 64, 2, 32))
"""What the table directory begins with: the version; the number of tables, searchRange, entrySelector, rangeShift."""
_RECORD = Struct(">4sIII")
_METRIC = Struct(">Hh")


class Glyph(NamedTuple):
    """One glyph. A tuple, because programs are put together from columns of them.

    deflated  the outline, padded to words
    size      of that in bytes, as it is
    first, second  its sums for Adler-32 (`segments.sums`)
    checksum  the sum of its words
    advance   its width in thousandths of an em
    metric    width and left bearing, as table hmtx has them
    """

    deflated: bytes
    size: int
    first: int
    second: int
    checksum: int
    advance: int
    metric: bytes


class _Glyphs(dict[int, Glyph]):
    """Glyphs by their numbers, each read when it is first asked for."""

    def __init__(self, read: Callable[[int], Glyph]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, number: int) -> Glyph:
        self[number] = found = self._read(number)
        return found


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
        # As they stand in a program: long offsets, no adjustment yet; the sums without the number of glyphs and of their metrics.
        self.head = self.head[:8] + bytes(4) + self.head[12:50] + b"\x00\x01" + self.head[52:54]
        self.head_sum = _checksum(self.head)
        self.hhea_sum = _checksum(self.hhea[:34] + bytes(2))
        self.maxp_sum = _checksum(self.maxp[:4] + bytes(2) + self.maxp[6:])
        self.ascent, self.descent = unpack_from(">2h", self.hhea, 4)
        self._glyphs = _Glyphs(self._read)

    def _table(self, tag: bytes) -> bytes:
        start, size = self._tables[tag]
        return self._data[start : start + size]

    def glyphs(self, numbers: Iterable[int]) -> Iterator[Glyph]:
        """Glyphs by their numbers. Raises ProofError for one that the face does not have, or that is not simple."""
        return map(self._glyphs.__getitem__, numbers)

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
        metrics, last = self._tables[b"hmtx"][0], self._metrics - 1
        advance, bearing = unpack_from(">Hh", self._data, metrics + 4 * min(number, last))
        if number > last:  # the last width is that of all further glyphs
            bearing = unpack_from(">h", self._data, metrics + 4 * self._metrics + 2 * (number - self._metrics))[0]
        metric = _METRIC.pack(advance, bearing)
        return Glyph(deflated, len(outline), *sums(outline), _checksum(outline), advance, metric)


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
    """A TrueType program as a zlib stream (FlateDecode).

    glyphs    the face's glyph numbers, in the order of the program's own: 0 first
    advances  their widths in thousandths of an em
    size      of the program itself in bytes
    """

    glyphs: tuple[int, ...]
    advances: tuple[int, ...]
    size: int
    deflated: bytes


def program(family: str, glyphs: Iterable[int]) -> Program:
    """A TrueType program with these glyphs of a face (by the face's numbers), .notdef first, then in order of number.

    The same glyphs give the same bytes, in any process.
    """
    source = face(family)
    numbers = tuple(sorted({0, *glyphs}))
    deflated, sizes, firsts, seconds, checksums, advances, metrics = zip(*source.glyphs(numbers), strict=True)
    offsets = array("I", accumulate(sizes, initial=0))
    size = offsets[-1]
    before = _tables(source, b"".join(metrics), offsets, sum(checksums))  # swaps the offsets
    first, second = sums(before)
    check = adler32((len(before), *sizes), (first, *firsts), (second, *seconds))
    # Tables of a few hundred bytes are stored as they are: packing them takes a third of the time of all this.
    return Program(
        numbers,
        advances,
        len(before) + size,
        b"".join((ZLIB_HEADER, stored(before), *deflated, LAST_BLOCK, check)),
    )


def _tables(source: Face, metrics: bytes, offsets: array[int], checksum: int) -> bytes:
    """What stands before the outlines, the last table: the directory and the other tables.

    metrics, offsets: tables hmtx and loca; checksum: of the outlines. A face's own tables differ only in the number of glyphs, so
    that their checksums (sums of words) follow from its.
    """
    count, size = len(offsets) - 1, offsets[-1]
    sums = (
        checksum & 0xFFFFFFFF,
        source.head_sum,
        source.hhea_sum + count & 0xFFFFFFFF,
        _checksum(metrics),
        sum(offsets) & 0xFFFFFFFF,
        source.maxp_sum + (count << 16) & 0xFFFFFFFF,
    )
    sizes = size, len(source.head), len(source.hhea), len(metrics), 4 * len(offsets), len(source.maxp)
    *places, start = accumulate((length + -length % 4 for length in sizes[1:]), initial=12 + 16 * len(TABLES))
    directory = DIRECTORY + b"".join(map(_RECORD.pack, TABLES, sums, (start, *places), sizes))
    adjustment = WHOLE - (_checksum(directory) + sum(sums)) & 0xFFFFFFFF
    if byteorder == "little":
        offsets.byteswap()
    number = count.to_bytes(2, "big")
    return b"".join((
        directory,
        source.head[:8], adjustment.to_bytes(4, "big"), source.head[12:], bytes(-len(source.head) % 4),
        source.hhea[:34], number,
        metrics,
        offsets.tobytes(),
        source.maxp[:4], number, source.maxp[6:], bytes(-len(source.maxp) % 4),
    ))  # fmt: skip


def _checksum(table: bytes) -> int:
    """The sum of a table's words (OpenType, calculating checksums)."""
    words = array("I", table + bytes(-len(table) % 4))
    if byteorder == "little":
        words.byteswap()
    return sum(words) & 0xFFFFFFFF
