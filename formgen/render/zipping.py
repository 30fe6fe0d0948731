"""Zip files as Word files are: written in one way only, so that the same parts always give the same bytes.

The format is PKWARE's APPNOTE 6.3, without its extensions: every part deflated, no part or file beyond 4 GB. Both ways
to a filled form end here; what never changes between two enterprises is packed once.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

LEVEL = 3
"""Of zlib, for speed: on our forms it takes as long as level 1 and gives a tenth less, and a third of the time of level 6
for a third more (附件4: 18.6 kB in 0.7 ms, against 13.5 kB in 1.8 ms)."""

_VERSION, _DEFLATED, _UTF8 = 20, 8, 0x800
_UNIX = 3 << 8
_FIRST_DAY = 1 << 5 | 1
"""1 January 1980, the first day that a zip file can name."""
_OWNER_ONLY = 0o600 << 16
_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3I2H"), struct.Struct("<4s6H3I5H2I"), struct.Struct("<4s4H2I H")


@dataclass(frozen=True, slots=True)
class Packed:
    """One file of a zip file, ready to be written: its name, and its content's CRC-32, size in bytes and deflated form."""

    name: bytes
    crc: int
    size: int
    deflated: bytes


def pack(name: str, content: bytes) -> Packed:
    """A file of a zip file from its content."""
    return Packed(name.encode(), zlib.crc32(content), len(content), deflate(content))


def deflate(content: bytes) -> bytes:
    """The content as one deflate stream (RFC 1951)."""
    compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return compressor.compress(content) + compressor.flush()


def zipped(files: Iterable[Packed]) -> bytes:
    """The zip file that holds these files, in their order, readable by their owner only, of 1 January 1980."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for file in files:
        name, size = file.name, len(file.deflated)
        flags = 0 if name.isascii() else _UTF8
        known = (flags, _DEFLATED, 0, _FIRST_DAY, file.crc, size, file.size, len(name), 0)
        pieces += (_LOCAL.pack(b"PK\3\4", _VERSION, *known), name, file.deflated)
        directory += (_CENTRAL.pack(b"PK\1\2", _UNIX | _VERSION, _VERSION, *known, 0, 0, 0, _OWNER_ONLY, offset), name)
        offset += _LOCAL.size + len(name) + size
    length, count = sum(map(len, directory)), len(directory) // 2
    return b"".join((*pieces, *directory, _END.pack(b"PK\5\6", 0, 0, count, count, length, offset, 0)))
