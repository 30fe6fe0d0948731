"""Writes small TrueType programs made of glyphs of our faces, as a PDF embeds them (ISO 32000-1, 9.9).

A program has the tables glyf, head, hhea, hmtx, loca and maxp. Its glyphs get consecutive numbers: .notdef first, then the others in
the order of their numbers in the face.
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
"""What all words of a program, with its own checkSumAdjustment, add up to (OpenType, table head)."""
DIRECTORY = TRUETYPE + b"".join(number.to_bytes(2, "big") for number in (len(TABLES), 64, 2, 32))
"""What the table directory begins with: the version; the number of tables, searchRange, entrySelector, rangeShift."""


@dataclass(frozen=True, slots=True)
class Subset:
    """A TrueType program made of some glyphs of a face, as a zlib stream (FlateDecode).

    glyphs    the face's glyph numbers, in the order of the program's own: 0 first
    advances  their widths in thousandths of an em
    size      of the program itself in bytes
    """

    glyphs: tuple[int, ...]
    advances: tuple[int, ...]
    size: int
    deflated: bytes = field(repr=False)


def subset(face: FaceProgram, glyphs: Iterable[int]) -> Subset:
    """The program with these glyphs of a face, by the face's numbers. Raises ProofError as `FaceProgram.packed` does.

    The same glyphs give the same bytes, in any process.
    """
    numbers = tuple(sorted({0, *glyphs}))
    deflated, sizes, firsts, seconds, checksums, advances, metrics = zip(*face.packed(numbers), strict=True)
    offsets = array("I", accumulate(sizes, initial=0))
    size = offsets[-1]
    before = _tables(face, b"".join(metrics), offsets, sum(checksums))  # swaps the offsets
    first, second = sums(before)
    check = adler32((len(before), *sizes), (first, *firsts), (second, *seconds))
    # Tables of a few hundred bytes are stored as they are: packing them takes a third of the time of all this.
    stream = b"".join((ZLIB_HEADER, stored(before), *deflated, LAST_BLOCK, check))
    return Subset(numbers, advances, len(before) + size, stream)


def _tables(face: FaceProgram, metrics: bytes, offsets: array[int], outlines: int) -> bytes:
    """What stands before the outlines, which are the last table: the directory and the other tables.

    metrics, offsets: tables hmtx and loca; outlines: the checksum of glyf. A face's own tables differ only in the number of
    glyphs, so their checksums, which are sums of words, follow from the face's.
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
