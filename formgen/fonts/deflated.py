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
"""The modulus of Adler-32."""
MOST_STORED = 65535
"""The largest number of bytes in a stored block (RFC 1951, 3.2.4)."""


class Piece(NamedTuple):
    """A packed piece of a stream. It is a tuple, because streams are joined from columns of pieces.

    packed  the packed bytes
    size    the length before packing, in bytes
    first, second  the two sums of its Adler-32 without their start values: the sum of its bytes, and the sum of all values
            that this first sum has after each byte
    """

    packed: bytes
    size: int
    first: int
    second: int

    @staticmethod
    def of(raw: bytes, packed: bytes) -> Piece:
        """The piece of the bytes `raw`, whose packed form is `packed`."""
        return Piece(packed, len(raw), *sums(raw))


def sums(raw: bytes) -> tuple[int, int]:
    """The two sums of a piece, as `adler32` needs them."""
    found = zlib.adler32(raw)
    return (found & 0xFFFF) - 1, (found >> 16) - len(raw)


def adler32(sizes: Sequence[int], firsts: Sequence[int], seconds: Sequence[int]) -> bytes:
    """The Adler-32 (RFC 1950) of joined pieces, as four bytes."""
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
    """The bytes of a piece in stored blocks, that is, in blocks that are not packed (RFC 1951, 3.2.4)."""
    parts, size = [raw], len(raw)
    if size > MOST_STORED:
        parts = [raw[start : start + MOST_STORED] for start in range(0, size, MOST_STORED)]
    return b"".join([
        b"\x00%b%b%b" % (len(part).to_bytes(2, "little"), (len(part) ^ MOST_STORED).to_bytes(2, "little"), part)
        for part in parts
    ])  # fmt: skip


def piece(raw: bytes) -> Piece:
    """A piece that fills a hole. It is not packed: the glyphs' numbers have two bytes each, so packing would save too little."""
    return Piece.of(raw, stored(raw))


class Frame:
    """A zlib stream of constant pieces, with a hole between every two of them."""

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
