"""Deflated streams with holes: constant pieces are packed once, and the pieces that fill the holes are stored unpacked.

A deflate stream may be cut where the packer has flushed its window (RFC 1951): the pieces are then independent, and can be
joined with others. The zlib wrapping (RFC 1950) adds a checksum over the unpacked whole.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from itertools import accumulate
from operator import mul
from typing import NamedTuple

ZLIB_HEADER = b"\x78\x9c"
LAST_BLOCK = b"\x03\x00"
"""An empty final block: ends a deflate stream at a byte boundary."""
ADLER = 65521
"""What Adler-32 counts modulo."""
MOST_STORED = 65535
"""The most bytes of a stored block (RFC 1951, 3.2.4)."""


class Piece(NamedTuple):
    """A piece of a stream, packed. A tuple, because streams are joined from columns of them.

    size    its length before packing, in bytes
    first, second  the two sums of its Adler-32 without their start values: of its bytes, and of those sums byte by byte
    """

    packed: bytes
    size: int
    first: int
    second: int

    @staticmethod
    def of(raw: bytes, packed: bytes) -> Piece:
        """The piece that these bytes are, packed in this way."""
        return Piece(packed, len(raw), *sums(raw))


def sums(raw: bytes) -> tuple[int, int]:
    """The two sums of a piece, as `adler32` takes them."""
    found = zlib.adler32(raw)
    return (found & 0xFFFF) - 1, (found >> 16) - len(raw)


def adler32(sizes: Sequence[int], firsts: Sequence[int], seconds: Sequence[int]) -> bytes:
    """The Adler-32 (RFC 1950) of pieces one behind the other, four bytes."""
    first = (1 + sum(firsts)) % ADLER
    second = (sum(sizes) + sum(seconds) + sum(map(mul, sizes, accumulate(firsts, initial=0)))) % ADLER
    found: int = second << 16 | first
    return found.to_bytes(4, "big")


EMPTY = Piece(b"", 0, 0, 0)


def constant(raw: bytes) -> Piece:
    """A piece that never changes. It is made once and kept, so it is packed as tightly as possible, up to a byte boundary."""
    if not raw:
        return EMPTY
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Piece.of(raw, packer.compress(raw) + packer.flush(zlib.Z_FULL_FLUSH))


def stored(raw: bytes) -> bytes:
    """A piece as it is, in blocks that are not packed (RFC 1951, 3.2.4)."""
    parts, size = [raw], len(raw)
    if size > MOST_STORED:
        parts = [raw[start : start + MOST_STORED] for start in range(0, size, MOST_STORED)]
    return b"".join([
        b"\x00%b%b%b" % (len(part).to_bytes(2, "little"), (len(part) ^ MOST_STORED).to_bytes(2, "little"), part)
        for part in parts
    ])  # fmt: skip


def piece(raw: bytes) -> Piece:
    """Make ready what fills a hole. Glyphs' numbers are two bytes each: packing them would save less than the time is worth."""
    return Piece.of(raw, stored(raw))


class Frame:
    """A zlib stream of constant pieces, with a hole between each two of them."""

    def __init__(self, constants: Sequence[Piece]) -> None:
        pieces = [EMPTY] * (2 * len(constants) - 1)
        pieces[::2] = constants
        self._columns = tuple([*column] for column in zip(*pieces, strict=True))

    def joined(self, pieces: Sequence[Piece]) -> bytes:
        """The stream with a piece in each hole."""
        packed, sizes, firsts, seconds = self._columns
        if pieces:
            packed[1::2], sizes[1::2], firsts[1::2], seconds[1::2] = zip(*pieces, strict=True)
        return b"".join((ZLIB_HEADER, *packed, LAST_BLOCK, adler32(sizes, firsts, seconds)))
