"""Writes small TrueType programs with glyphs of our faces, as a PDF embeds them (ISO 32000-1, 9.9).

A program has the tables glyf, head, hhea, hmtx, loca and maxp. Its glyphs get consecutive numbers: first .notdef, then the
others in the order of their numbers in the face.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate
from sys import byteorder

from formgen.fonts.deflated import LAST_BLOCK, ZLIB_HEADER, adler32, stored, sums
from formgen.fonts.faces import FaceProgram
from formgen.fonts.truetype import RECORD, TABLES, TRUETYPE, checksum

WHOLE = 0xB1B0AFBA
"""The sum of all words of a program, including its checkSumAdjustment (OpenType, table head)."""
DIRECTORY = TRUETYPE + b"".join(number.to_bytes(2, "big") for number in (len(TABLES), 64, 2, 32))
"""The beginning of the table directory: the version, the number of tables, searchRange, entrySelector, rangeShift."""


@dataclass(frozen=True, slots=True)
class Subset:
    """A TrueType program with some glyphs of a face.

    glyphs    the glyphs' numbers in the face, in the order of their numbers in the program; the first is 0
    advances  the widths of these glyphs in thousandths of an em
    size      the size of the program in bytes, before packing
    deflated  the program as a zlib stream (FlateDecode)
    """

    glyphs: tuple[int, ...]
    advances: tuple[int, ...]
    size: int
    deflated: bytes = field(repr=False)


def subset(face: FaceProgram, glyphs: Iterable[int]) -> Subset:
    """The program with these glyphs of a face. glyphs: their numbers in the face.

    The same glyphs give the same bytes, in any process. Raises ProofError as `FaceProgram.packed` does.
    """
    numbers = tuple(sorted({0, *glyphs}))
    deflated, sizes, firsts, seconds, checksums, advances, metrics = zip(*face.packed(numbers), strict=True)
    offsets = array("I", accumulate(sizes, initial=0))
    size = offsets[-1]
    before = _tables(face, b"".join(metrics), offsets, sum(checksums))  # this call swaps the bytes of the offsets
    first, second = sums(before)
    check = adler32((len(before), *sizes), (first, *firsts), (second, *seconds))
    # Tables of a few hundred bytes are not packed, because packing them would take a third of the time of this function.
    stream = b"".join((ZLIB_HEADER, stored(before), *deflated, LAST_BLOCK, check))
    return Subset(numbers, advances, len(before) + size, stream)


def _tables(face: FaceProgram, metrics: bytes, offsets: array[int], outlines: int) -> bytes:
    """The bytes before the outlines, which are the last table: the directory and the other tables.

    metrics, offsets: the tables hmtx and loca; outlines: the checksum of glyf. The tables head, hhea and maxp differ from the
    face's only in checkSumAdjustment and in the number of glyphs. Checksums are sums of words, so the new checksums follow
    from the face's.
    """
    count, size = len(offsets) - 1, offsets[-1]
    sums = (
        outlines & 0xFFFFFFFF,
        face.head_sum,
        face.hhea_sum + count & 0xFFFFFFFF,
        checksum(metrics),
        sum(offsets) & 0xFFFFFFFF,
        face.maxp_sum + (count << 16) & 0xFFFFFFFF,
    )
    sizes = size, len(face.head), len(face.hhea), len(metrics), 4 * len(offsets), len(face.maxp)
    *places, start = accumulate(
        (length + -length % 4 for length in sizes[1:]), initial=len(DIRECTORY) + RECORD.size * len(TABLES)
    )
    directory = DIRECTORY + b"".join(map(RECORD.pack, TABLES, sums, (start, *places), sizes))
    adjustment = WHOLE - (checksum(directory) + sum(sums)) & 0xFFFFFFFF
    if byteorder == "little":
        offsets.byteswap()
    number = count.to_bytes(2, "big")
    return b"".join((
        directory,
        face.start_of_head, adjustment.to_bytes(4, "big"), face.end_of_head, bytes(-len(face.head) % 4),
        face.hhea[:34], number,
        metrics,
        offsets.tobytes(),
        face.maxp[:4], number, face.maxp[6:], bytes(-len(face.maxp) % 4),
    ))  # fmt: skip
