"""The objects of a PDF, as WeasyPrint leaves them to its finisher, written so that what changes comes last.

The file (ISO 32000-1, 7.5) is: objects that never change, the greater part of them in one object stream; then those that
do, numbered as they were; then further objects; then the cross-reference stream. The first part is kept as it is.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
FREE, PLAIN, PACKED = 0, 1, 2
"""Kinds of rows in a cross-reference stream (ISO 32000-1, table 18)."""
ROW = 7
"""Bytes of a row: 1 for its kind, 4 for the offset or the object stream, 2 for the generation or the index in it."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A finished object that comes after the constant part: its number and all between `obj` and `endobj`."""

    number: int
    content: bytes = field(repr=False)


def row(kind: int, first: int, second: int) -> bytes:
    """A row of the cross-reference stream."""
    return kind.to_bytes(1, "big") + first.to_bytes(4, "big") + second.to_bytes(2, "big")


def constant_part(pdf: Any, changing: Collection[int]) -> tuple[bytes, bytes]:
    """The beginning of the file, and the cross-reference rows of all objects, the object stream's last.

    pdf       pydyf's PDF, its document information among its objects
    changing  numbers of the objects that are written later; their rows say free
    """
    parts, position = [HEADER], len(HEADER)
    rows: dict[int, bytes] = {}
    packed = []
    for thing in pdf.objects:
        if thing.free == "f" or thing.number in changing:
            rows[thing.number] = row(FREE, 0, 65535 if thing.number == 0 else 0)
        elif thing.compressible:
            packed.append(thing)
        else:
            rows[thing.number] = row(PLAIN, position, 0)
            parts.append(plain(Numbered(thing.number, thing.data)))
            position += len(parts[-1])
    number = len(pdf.objects)
    heads, bodies, offset = [], [], 0
    for index, thing in enumerate(packed):
        rows[thing.number] = row(PACKED, number, index)
        heads.append(f"{thing.number} {offset}")
        bodies.append(thing.data)
        offset += len(bodies[-1]) + 1
    head = " ".join(heads).encode()
    content = zlib.compress(head + b"\n" + b"\n".join(bodies), 9)
    entries = f"/Type /ObjStm/N {len(packed)}/First {len(head) + 1}".encode()
    parts.append(plain(Numbered(number, stream(entries, content))))
    rows[number] = row(PLAIN, position, 0)
    return b"".join(parts), b"".join(rows[at] for at in sorted(rows))


def stream(entries: bytes, content: bytes) -> bytes:
    """A stream object whose content is deflated: its dictionary's other entries, then the content."""
    head = b"<<" + entries + b"/Filter /FlateDecode/Length " + str(len(content)).encode() + b">>\nstream\n"
    return head + content + b"\nendstream"


def written(number: float) -> str:
    """A number as pydyf writes it: six decimals at most."""
    return f"{number:f}".rstrip("0").rstrip(".")


def plain(thing: Numbered) -> bytes:
    """An object as it stands in the file."""
    return b"%d 0 obj\n%b\nendobj\n" % (thing.number, thing.content)


class Ending:
    """Writes files that begin with one and the same constant part."""

    def __init__(self, prefix: bytes, rows: bytes, root: int, info: int) -> None:
        """rows: of all objects that are numbered so far; root, info: numbers of the catalog and the document information."""
        self._prefix, self._rows, self._root, self._info = prefix, rows, root, info
        self._digest = hashlib.md5(prefix, usedforsecurity=False)
        self.first_free = len(rows) // ROW

    def file(self, things: Sequence[Numbered]) -> bytes:
        """The whole file: the constant part, these objects, the cross-reference stream.

        Their numbers are those of objects left out of the constant part, or follow on from `first_free` without a gap.
        """
        parts, position = [self._prefix], len(self._prefix)
        rows, digest = bytearray(self._rows), self._digest.copy()
        for thing in things:
            content = plain(thing)
            parts.append(content)
            digest.update(content)
            at = thing.number * ROW
            rows[at : at + ROW] = row(PLAIN, position, 0)  # one past the end: appended
            position += len(content)
        number = len(rows) // ROW
        rows += row(PLAIN, position, 0)
        mark = digest.hexdigest().encode()
        entries = b"/Type /XRef/W [1 4 2]/Size %d/Root %d 0 R/Info %d 0 R/ID [<%b> <%b>]"
        entries %= number + 1, self._root, self._info, mark, mark
        parts.append(plain(Numbered(number, stream(entries, zlib.compress(rows, 1)))))
        parts.append(b"startxref\n%d\n%%%%EOF\n" % position)
        return b"".join(parts)
