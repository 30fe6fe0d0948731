"""Deflated streams with holes: what never changes is packed beforehand, what fills the holes is packed when it is known.

A deflate stream may be cut where the packer has flushed its window (RFC 1951): the pieces are then independent, and can be
joined with pieces that were packed another time. The zlib wrapping (RFC 1950) adds a checksum over the unpacked whole.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

ZLIB_HEADER = b"\x78\x9c"
LAST_BLOCK = b"\x03\x00"
"""An empty final block: ends a deflate stream at a byte boundary."""
LONGEST_STORED = 160
"""Bytes up to which a piece is stored as it is: packing it would save less than the time is worth."""
MOST_STORED = 65535
"""A stored block's most (RFC 1951, 3.2.4)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a stream: as it is, and packed."""

    raw: bytes = field(repr=False)
    packed: bytes = field(repr=False)


EMPTY = Piece(b"", b"")


def constant(raw: bytes) -> Piece:
    """A piece that never changes: packed as tightly as deflate can, since it is done once and kept."""
    return Piece(raw, packed_piece(raw, 9)) if raw else EMPTY


def packed_piece(raw: bytes, level: int) -> bytes:
    """Deflate a piece by itself, ending at a byte boundary."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(raw) + packer.flush(zlib.Z_FULL_FLUSH)


def piece(raw: bytes) -> Piece:
    """Make ready what fills a hole: stored where it is short, else deflated quickly."""
    if len(raw) > LONGEST_STORED:
        return Piece(raw, packed_piece(raw, 1))
    size = len(raw)
    return Piece(raw, b"\x00" + size.to_bytes(2, "little") + (size ^ MOST_STORED).to_bytes(2, "little") + raw)


def joined(constants: Sequence[Piece], pieces: Sequence[Piece]) -> bytes:
    """A zlib stream of constant pieces, with one of `pieces` between each two of them."""
    adler32 = zlib.adler32
    checksum = adler32(constants[0].raw)
    parts = [ZLIB_HEADER, constants[0].packed]
    for between, after in zip(pieces, constants[1:], strict=True):
        checksum = adler32(after.raw, adler32(between.raw, checksum))
        parts += between.packed, after.packed
    parts += LAST_BLOCK, checksum.to_bytes(4, "big")
    return b"".join(parts)
