"""Writes the objects of a PDF, which WeasyPrint gives to its finisher, so that the changing objects come last.

The file (ISO 32000-1, 7.5) has three parts. First come the objects that never change, most of them in one object stream.
Then come the objects that change; their numbers follow. The cross-reference stream is last. The first part is kept as it is.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from struct import Struct

from formgen.engines.weasyprint.objects import FinishedPdf
from formgen.fonts.deflated import EMPTY, Frame, constant, piece

HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
FREE, PLAIN, PACKED = 0, 1, 2
"""Kinds of rows in a cross-reference stream (ISO 32000-1, table 18)."""
ROW_OF = Struct(">BIH")
"""A row: its kind; the offset or the object stream; the generation or the index."""
ROW = ROW_OF.size
"""The number of bytes of a row."""


OBJECT_ENDS, STREAM_ENDS = b"\nendobj\n", b"\nendstream"


def row(kind: int, first: int, second: int) -> bytes:
    """A row of the cross-reference stream."""
    return ROW_OF.pack(kind, first, second)


def first_changing(pdf: FinishedPdf, more: Sequence[bytes]) -> int:
    """The number of the first object after the objects of the constant part (`constant_part`)."""
    return len(pdf.objects) + len(more) + 1


def constant_part(pdf: FinishedPdf, more: Sequence[bytes]) -> tuple[bytes, bytes]:
    """The beginning of the file, and the cross-reference rows of all its objects; the row of the object stream is the last.

    pdf: its objects include the document information; more: bodies of further objects, whose numbers follow those of `pdf`
    """
    parts, position = [HEADER], len(HEADER)
    rows: dict[int, bytes] = {}
    packed, streams = dict[int, bytes](), dict[int, bytes]()
    for thing in pdf.objects:
        if thing.free == "f":
            rows[thing.number] = row(FREE, 0, 65535 if thing.number == 0 else 0)
        else:
            (packed if thing.compressible else streams)[thing.number] = thing.data
    for number, body in enumerate(more, len(pdf.objects)):
        (streams if body.endswith(STREAM_ENDS) else packed)[number] = body
    for number, body in streams.items():
        rows[number] = row(PLAIN, position, 0)
        parts.append(plain(number, body))
        position += len(parts[-1])
    number = len(pdf.objects) + len(more)
    heads, bodies, offset = [], [*packed.values()], 0
    for index, (at, body) in enumerate(packed.items()):
        rows[at] = row(PACKED, number, index)
        heads.append(f"{at} {offset}")
        offset += len(body) + 1
    head = " ".join(heads).encode()
    content = zlib.compress(head + b"\n" + b"\n".join(bodies), 7)  # 9 takes three times as long for two per cent
    entries = f"/Type /ObjStm/N {len(packed)}/First {len(head) + 1}".encode()
    parts.append(plain(number, stream(entries, content)))
    rows[number] = row(PLAIN, position, 0)
    return b"".join(parts), b"".join(rows[at] for at in sorted(rows))


def stream(entries: bytes, content: bytes) -> bytes:
    """A stream object whose content is deflated: its dictionary's other entries, then the content."""
    head = b"<<" + entries + b"/Filter /FlateDecode/Length " + str(len(content)).encode() + b">>\nstream\n"
    return head + content + STREAM_ENDS


def number_text(number: float) -> str:
    """A number as pydyf writes it, with at most six decimals."""
    return f"{number:f}".rstrip("0").rstrip(".")


def plain(number: int, content: bytes) -> bytes:
    """An object as it stands in the file; content is everything between `obj` and `endobj`."""
    return b"%d 0 obj\n%b%b" % (number, content, OBJECT_ENDS)


class Ending:
    """Writes files that begin with one and the same constant part."""

    def __init__(self, prefix: bytes, rows: bytes, root: int, info: int) -> None:
        """rows: the rows of all objects of the constant part; root, info: numbers of the catalog and the document information."""
        self._prefix, self._root, self._info = prefix, root, info
        self._digest = hashlib.sha256(prefix)
        self._rows = Frame((constant(rows), EMPTY))
        self.first = len(rows) // ROW

    def file(self, things: Sequence[bytes], told: Iterable[bytes]) -> bytes:
        """The whole file: the constant part, the other objects numbered from `first` on, and the cross-reference stream.

        told: the data that the other objects are made from; the file's identifier is made from it
        """
        parts, position, rows = [self._prefix], len(self._prefix), list[bytes]()
        for number, content in enumerate(things, self.first):
            rows.append(row(PLAIN, position, 0))
            begin = b"%d 0 obj\n" % number
            parts += (begin, content, OBJECT_ENDS)  # the same bytes as from `plain`, but large contents are not copied
            position += len(begin) + len(content) + len(OBJECT_ENDS)
        number = self.first + len(things)
        rows.append(row(PLAIN, position, 0))
        table = self._rows.joined([piece(b"".join(rows))])
        digest = self._digest.copy()
        for part in told:
            digest.update(part)
        mark = digest.hexdigest()[:32].encode()
        entries = b"/Type /XRef/W [1 4 2]/Size %d/Root %d 0 R/Info %d 0 R/ID [<%b> <%b>]"
        entries %= number + 1, self._root, self._info, mark, mark
        parts.append(plain(number, stream(entries, table)))
        parts.append(b"startxref\n%d\n%%%%EOF\n" % position)
        return b"".join(parts)
