"""Makes hybrid files, as Word writes them: a table for every reader, and a second one for the objects that are packed in streams."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable

from tests.dossier.evidence.mending.damaged_files import plain

PAGES, FONT = (2, 3, 10, 11), (3,)
"""The numbers of the objects of the sound file that are packed: the page tree with its pages and their font, or the font alone."""


def hybrid(packed: tuple[int, ...], table: int = 0, places: int = 0, start: int = 0, extra: bytes = b"") -> bytes:
    """The sound file with these objects packed in a stream.

    table, places, start  by how much the place of the second table, the places of the objects and those of the tables are wrong
    extra                 more objects, before the second table
    """
    whole = plain()
    found = re.finditer(rb"(?m)^(\d+) 0 obj\n(.*?)\nendobj\n", whole[: whole.index(b"xref\n0")], re.DOTALL)
    objects = {int(one[1]): one[2] for one in found}
    hidden = [objects.pop(number) for number in packed]
    begins = [sum(len(one) + 1 for one in hidden[:at]) for at in range(len(hidden))]
    head = b" ".join(b"%d %d" % pair for pair in zip(packed, begins, strict=True)) + b" "
    objects[20] = _stream(b"/Type /ObjStm /N %d /First %d" % (len(packed), len(head)), head + b"\n".join(hidden))
    out, offsets = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"), dict[int, int]()
    for number, content in objects.items():
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    out += extra
    second = offsets[30] = len(out)
    rows = b"".join(b"\2" + (20).to_bytes(4, "big") + bytes([at]) for at in range(len(packed)))
    index = b" ".join(b"%d 1" % number for number in packed)
    said = b"/Type /XRef /Size 31 /W [ 1 4 1 ] /Index [ %s ] /Root 1 0 R" % index
    out += b"30 0 obj\n%s\nendobj\n" % _stream(said, rows)
    first = len(out) + start
    out += b"xref\n0 31\n"
    for number in range(31):
        used = number in offsets
        out += b"%010d %05d %s \n" % (
            offsets.get(number, 0) + places * used,
            65535 * (not used),
            b"n" if used else b"f",
        )
    out += b"trailer\n<< /Size 31 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % first
    last = len(out) + start
    out += b"xref\n0 0\ntrailer\n<< /Size 31 /Root 1 0 R /Prev %d /XRefStm %d >>\n" % (first, second + table)
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % last


def _stream(said: bytes, content: bytes) -> bytes:
    data = zlib.compress(content)
    return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (said, len(data), data)


def _by_mail(whole: bytes) -> bytes:
    """The file with the ends of its lines changed, but not in its streams."""
    return re.sub(rb"\n(?=\d{10} |trailer|<<|startxref|xref|\d+ \d+ obj|endobj)", b"\r\n", whole)


_FONT = b"3 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n"
_OLDER = b"10 0 obj\n<< /Type /Page >>\nendobj\n"
_PACKED = b"/Type /ObjStm /N 1 /First 5"
_OTHER = b"21 0 obj\n%s\nendobj\n" % _stream(_PACKED, b"10 0 << /Type /Page /Parent 2 0 R >>")
_BROKEN = b"21 0 obj\n<< %s /Filter /FlateDecode /Length 8 >>\nstream\nabcdefgh\nendstream\nendobj\n" % _PACKED

SOUND: dict[str, Callable[[], bytes]] = {
    "the font packed": lambda: hybrid(FONT),
    "the pages packed": lambda: hybrid(PAGES),
    "junk before": lambda: b"HTTP/1.1 200 OK\r\n\r\n" + hybrid(PAGES),
}
HYBRID: dict[str, Callable[[], bytes]] = {
    "the tables are elsewhere": lambda: hybrid(PAGES, start=9),
    "the tables are elsewhere, the font packed": lambda: hybrid(FONT, start=9),
    "the tables are elsewhere, the catalog packed": lambda: hybrid((1, *PAGES), start=9),
    "the second table is elsewhere": lambda: hybrid(PAGES, table=5),
    "the objects are elsewhere": lambda: hybrid(PAGES, places=100),
    "all is elsewhere": lambda: hybrid(PAGES, table=9, places=13, start=50),
    "a line more": lambda: hybrid(PAGES).replace(b"\n4 0 obj", b"\n% sent by mail\n4 0 obj", 1),
    "other ends of lines": lambda: _by_mail(hybrid(PAGES)),
    "the same object twice": lambda: hybrid(FONT, start=9, extra=_FONT),
}  # fmt: skip
"""Each with tables that lead nowhere."""
UNSURE: dict[str, Callable[[], bytes]] = {
    "two of a number in streams": lambda: hybrid(PAGES, start=9, extra=_OTHER),
    "an older one before its stream": lambda: hybrid(PAGES, start=9).replace(b"4 0 obj", _OLDER + b"4 0 obj", 1),
    "a stream that breaks off": lambda: hybrid(PAGES, start=9, extra=_BROKEN),
    "a stream of fewer objects": lambda: hybrid(PAGES, start=9).replace(b"/N 4", b"/N 9"),
    "no word of a second table": lambda: hybrid(PAGES).rpartition(b"xref\n0 0")[0],
}  # fmt: skip
"""Of each nobody can say for sure what it shows."""
