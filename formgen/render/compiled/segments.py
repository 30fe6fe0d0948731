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
SMALL = 12, 6
"""Window and memory for a few kilobytes: zlib's usual ones take longer to set up than the packing."""
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


def packed_piece(raw: bytes, level: int, window: int = zlib.MAX_WBITS, memory: int = zlib.DEF_MEM_LEVEL) -> bytes:
    """Deflate a piece by itself, ending at a byte boundary. window, memory: zlib's wbits and memLevel."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -window, memory)
    return packer.compress(raw) + packer.flush(zlib.Z_FULL_FLUSH)


def stored(raw: bytes) -> bytes:
    """A piece as it is, in blocks that are not packed (RFC 1951, 3.2.4)."""
    return b"".join([
        b"\x00" + len(part).to_bytes(2, "little") + (len(part) ^ MOST_STORED).to_bytes(2, "little") + part
        for start in range(0, len(raw), MOST_STORED)
        if (part := raw[start : start + MOST_STORED])
    ])  # fmt: skip


def piece(raw: bytes) -> Piece:
    """Make ready what fills a hole: stored where it is short, else packed quickly."""
    return Piece(raw, packed_piece(raw, 1, *SMALL) if len(raw) > LONGEST_STORED else stored(raw))


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
