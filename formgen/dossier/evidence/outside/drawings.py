"""Searches the drawings of the old binary formats, which are nested records (MS-ODRAW, MS-PPT), for pictures in other files."""

from __future__ import annotations

from collections.abc import Iterator
from struct import unpack_from

from formgen.dossier.evidence.outside.references import References

CONTAINER = 0xF
"""The version of a record that consists of records."""
PROPERTIES = frozenset({0xF00B, 0xF121, 0xF122})
"""Records with a shape's properties."""
FLAGS = frozenset({0x0106, 0x0109, 0x0188, 0x01C7})
"""Properties that say how a shape's picture, printed picture, filling or line was stored (pibFlags, fillBlipFlags …)."""
LINKED = 0b1100
"""The bits of these flags for data that are not stored in this file, or are linked."""


def look_through_records(stream: bytes, found: References, begin: int = 0) -> Iterator[int]:
    """The kinds of all records in order, at every depth. Linked pictures are added to `found`."""
    at = begin
    while at + 8 <= len(stream):
        version, kind, size = unpack_from("<HHI", stream, at)
        at += 8
        yield kind
        if kind in PROPERTIES:
            _look_at_properties(stream[at : at + size], version >> 4, found)
        if version & 0xF != CONTAINER:
            at += size


def _look_at_properties(record: bytes, count: int, found: References) -> None:
    for index in range(min(count, len(record) // 6)):
        name, value = unpack_from("<HI", record, index * 6)
        if name & 0x3FFF in FLAGS and value & LINKED:
            found.add("图片")
