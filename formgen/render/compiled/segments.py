"""Deflated streams with holes: what never changes is packed beforehand, what fills the holes is packed when it is known.

A deflate stream may be cut where the packer has flushed its window (RFC 1951): the pieces are then independent, and can be
joined with pieces that were packed another time. The zlib wrapping (RFC 1950) adds a checksum over the unpacked whole.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import NamedTuple

ZLIB_HEADER = b"\x78\x9c"
LAST_BLOCK = b"\x03\x00"
"""An empty final block: ends a deflate stream at a byte boundary."""
LONGEST_STORED = 160
"""Bytes up to which a piece is stored as it is: packing it would save less than the time is worth."""
MOST_STORED = 65535
"""A stored block's most (RFC 1951, 3.2.4)."""


class Piece(NamedTuple):
    """A piece of a stream: as it is, and packed. A tuple, because streams are joined from columns of them."""

    raw: bytes
    packed: bytes


EMPTY = Piece(b"", b"")


def constant(raw: bytes) -> Piece:
    """A piece that never changes: packed as tightly as deflate can, since it is done once and kept."""
    return Piece(raw, packed_piece(raw, 9)) if raw else EMPTY


def packed_piece(raw: bytes, level: int, strategy: int = zlib.Z_DEFAULT_STRATEGY) -> bytes:
    """Deflate a piece by itself, ending at a byte boundary."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL, strategy)
    return packer.compress(raw) + packer.flush(zlib.Z_FULL_FLUSH)


def piece(raw: bytes) -> Piece:
    """Make ready what fills a hole: stored where it is short, else coded without looking for repetitions.

    Glyph numbers in hexadecimal hardly repeat: what is left out would make them longer, and take twice the time.
    """
    if len(raw) > LONGEST_STORED:
        return Piece(raw, packed_piece(raw, 1, zlib.Z_HUFFMAN_ONLY))
    size = len(raw)
    return Piece(raw, b"\x00" + size.to_bytes(2, "little") + (size ^ MOST_STORED).to_bytes(2, "little") + raw)


class Frame:
    """A zlib stream of constant pieces, with a hole between each two of them."""

    def __init__(self, constants: Sequence[Piece]) -> None:
        self._raw, self._packed = ([b""] * (2 * len(constants) - 1) for _ in range(2))
        self._raw[::2], self._packed[::2] = zip(*constants, strict=True)

    def joined(self, pieces: Sequence[Piece]) -> bytes:
        """The stream with a piece in each hole."""
        raw, packed = self._raw, self._packed
        if pieces:
            raw[1::2], packed[1::2] = zip(*pieces, strict=True)
        checksum = zlib.adler32(b"".join(raw))
        return b"".join((ZLIB_HEADER, *packed, LAST_BLOCK, checksum.to_bytes(4, "big")))
