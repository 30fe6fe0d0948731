"""Makes PDFs that break the format in the same ways as real files. They are written by hand, so that every byte is known."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Callable

CONTENT = b"0 g 60 700 200 60 re f 1 0 0 rg 300 500 100 100 re f BT /F 20 Tf 60 600 Td (Certificate 215400) Tj ET"


def plain(content: bytes = CONTENT, pages: int = 2, packed: bytes | None = None, extra: bytes = b"") -> bytes:
    """A sound file in the oldest form: a table of objects, streams packed once.

    packed  the packed content, if it is to be other than `content` packed
    extra   more objects, from number 20 on
    """
    packed = zlib.compress(content) if packed is None else packed
    kids = b" ".join(b"%d 0 R" % (10 + page) for page in range(pages))
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [ %s ] /Count %d >>" % (kids, pages),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        4: b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
    }
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 595 842 ] /Resources << /Font << /F 3 0 R >> >> /Contents 4 0 R >>"
    objects |= {10 + number: page for number in range(pages)}
    return _file(objects, extra)


def _objects() -> dict[int, bytes]:
    """The objects of the sound file, by their numbers."""
    whole = plain()
    found = re.finditer(rb"(?m)^(\d+) 0 obj\n(.*?)\nendobj\n", whole[: whole.index(b"xref\n0")], re.S)
    return {int(one[1]): one[2] for one in found}


def _tree(kids: bytes, count: int = 2, inner: bytes = b"", **more: bytes) -> Callable[[], bytes]:
    """A page tree with these kids. inner: the kids of the node 5, and behind a bar how many pages it says it has."""

    def change() -> bytes:
        objects = _objects() | {int(key[1:]): value for key, value in more.items()}
        objects[2] = b"<< /Type /Pages /Kids [ %s ] /Count %d >>" % (kids, count)
        if inner:
            objects[5] = b"<< /Type /Pages /Parent 2 0 R /Kids [ %s ] /Count %s >>" % tuple(inner.split(b"|"))
        return _file(objects)

    return change


def _streamed(kind: bytes, packs: bool) -> Callable[[], bytes]:
    """The file with a table that is a stream. kind: its type. packs: True if most objects lie in a stream of objects."""

    def change() -> bytes:
        objects, packed = _objects(), dict[int, bytes]()
        if packs:
            packed = {number: objects.pop(number) for number in list(objects) if number != 4}
            begins = [len(b"\n".join([*list(packed.values())[:at], b""])) if at else 0 for at in range(len(packed))]
            head = b" ".join(b"%d %d" % pair for pair in zip(packed, begins, strict=True)) + b" "
            data = zlib.compress(head + b"\n".join(packed.values()))
            said = b"<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>"
            objects[20] = said % (len(packed), len(head), len(data)) + b"\nstream\n%s\nendstream" % data
        out, offsets = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"), dict[int, int]()
        for number, content in objects.items():
            offsets[number] = len(out)
            out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
        start, within, rows = len(out), list(packed), b""
        offsets[30] = start
        for number in range(31):
            if number in offsets:
                rows += b"\1" + offsets[number].to_bytes(4, "big") + b"\0"
            elif number in packed:
                rows += b"\2" + (20).to_bytes(4, "big") + bytes([within.index(number)])
            else:
                rows += bytes(6)
        data = zlib.compress(rows)
        said = b"<< %s/Size 31 /W [ 1 4 1 ] /Root 1 0 R /Filter /FlateDecode /Length %d >>" % (kind, len(data))
        out += b"30 0 obj\n%s\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (said, data, start)
        return bytes(out)

    return change


def _file(objects: dict[int, bytes], extra: bytes = b"") -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = {}
    for number, content in objects.items():
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    out += extra
    at, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n" % size
    for number in range(size):
        used = number in offsets
        out += b"%010d %05d %s \n" % (offsets.get(number, 0), 0 if used else 65535, b"n" if used else b"f")
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, at)
    return bytes(out)


def _changed(old: bytes, new: bytes, count: int = 1) -> Callable[[], bytes]:
    def change() -> bytes:
        whole = plain()
        assert old in whole, old
        return whole.replace(old, new, count)

    return change


def _shifted_xref() -> bytes:
    """White space between where the table should begin and where it does."""
    whole = plain()
    at = whole.index(b"xref\n0")
    return whole[:at] + b" \r\n\n" + whole[at:]


def _start(value: bytes) -> Callable[[], bytes]:
    return lambda: re.sub(rb"startxref\n\d+", b"startxref\n" + value, plain())


def _entry(number: int, entry: bytes) -> Callable[[], bytes]:
    """An entry of the table changed, for the object of that number."""

    def change() -> bytes:
        whole = plain()
        at = whole.index(b"xref\n0") + len(b"xref\n0 12\n") + 20 * number
        return whole[:at] + entry + whole[at + len(entry) :]

    return change


def _size(size: int) -> bytes:
    return plain().replace(b"/Size 12", b"/Size %d" % size)


VIEWABLE: dict[str, Callable[[], bytes]] = {
    "white space before the table": _shifted_xref,
    "the table is elsewhere": _start(b"11"),
    "the table is behind the end": _start(b"99999999"),
    "the table is at 0": _start(b"0"),
    "an unused object at offset 0": _entry(7, b"0000000000 00000 n"),
    "too small a size": lambda: _size(5),
    "too large a size": lambda: _size(500),
    "no table": lambda: re.sub(rb"xref\n0.*?trailer", b"trailer", plain(), flags=re.S),
    "entries of 19 bytes": lambda: plain().replace(b" n \n", b" n\n").replace(b" f \n", b" f\n"),
    "junk behind the end": lambda: plain() + b"\n<html>" + b"sent by mail " * 300,
    "empty lines behind the end": lambda: plain() + b"\r\n" * 3000,
    "no end mark": lambda: plain().replace(b"%%EOF\n", b""),
    "two end marks": lambda: plain() + b"%%EOF\n",
    "junk before": lambda: b"\r\nHTTP/1.1 200 OK\r\n\r\n" + plain(),
    "too long a stream": lambda: re.sub(rb"/Length (\d+)", lambda m: b"/Length %d" % (int(m[1]) + 7), plain(), count=1),
    "too short a stream": lambda: re.sub(rb"/Length (\d+)", lambda m: b"/Length %d" % (int(m[1]) - 9), plain(), count=1),
    "no length": lambda: re.sub(rb"/Length \d+ ", b"", plain(), count=1),
    "no end of the stream": _changed(b"\nendstream", b"\n"),
    "no end of an object": _changed(b"\nendobj", b"\n"),
    "a wrong checksum": lambda: plain(packed=zlib.compress(CONTENT)[:-4] + b"abcd"),
    "no checksum": lambda: plain(packed=zlib.compress(CONTENT)[:-4]),
    "a page's key twice, the same": _changed(b"/MediaBox [ 0 0 595 842 ]", b"/MediaBox [ 0 0 595 842 ] /MediaBox [ 0 0 595 842 ]"),
    "no type of a page": _changed(b"/Type /Page /Parent", b"/Parent"),
    "no type of the catalog": _changed(b"/Type /Catalog ", b""),
    "another count": _changed(b"/Count 2", b"/Count 2.0"),
    "no version": _changed(b"%PDF-1.4", b"%PDF-1."),
    "an odd version": _changed(b"%PDF-1.4", b"%PDF-9.9"),
    "carriage returns": lambda: plain().replace(b"stream\n", b"stream\r\n", 1),
    "an old state behind": lambda: plain() + b"5 0 obj\n<< /Note (left by an editor) >>\nendobj\n",
}  # fmt: skip
"""Each shows both its pages in every viewer."""


def anew(whole: bytes) -> bytes:
    """A file with a right table for its objects as they stand now."""
    at, found = whole.index(b"xref\n0"), re.finditer(rb"(?m)^(\d+) 0 obj\n(.*?)\nendobj\n", whole, re.S)
    return _file({int(one[1]): one[2] for one in found if one.start() < at})


def _page(old: bytes, new: bytes) -> Callable[[], bytes]:
    return lambda: anew(_changed(old, new)())


def _streams(filters: bytes, packed: bytes) -> Callable[[], bytes]:
    """The content packed in another way."""
    stream = b"4 0 obj\n<< /Length %d /Filter %b >>\nstream\n%b\nendstream" % (len(packed), filters, packed)
    return lambda: anew(re.sub(rb"4 0 obj.*?endstream", lambda _: stream, plain(), flags=re.S))


def _numbered(by: int) -> Callable[[], bytes]:
    """The objects with larger numbers, in a table of as many parts: as a page that was taken out of a large file may keep them."""

    def change() -> bytes:
        objects = {
            number + by: re.sub(rb"(\d+) 0 R", lambda one: b"%d 0 R" % (int(one[1]) + by), content)
            for number, content in _objects().items()
        }
        out, table = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), b"xref\n0 1\n0000000000 65535 f \n"
        for number, content in objects.items():
            table += b"%d 1\n%010d 00000 n \n" % (number, len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
        said = b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, by + 1, len(out))
        return bytes(out) + table + said

    return change


def _offsets(by: int) -> Callable[[], bytes]:
    return lambda: re.sub(rb"(\d{10}) 00000 n", lambda one: b"%010d 00000 n" % (int(one[1]) + by), plain())


MORE_VIEWABLE: dict[str, Callable[[], bytes]] = {
    "offsets one too high": _offsets(1),
    "offsets one too low": _offsets(-1),
    "offsets far off": _offsets(100),
    "no word for the table": lambda: plain().replace(b"xref\n0 12\n", b"0 12\n", 1),
    "no word for the table's place": lambda: re.sub(rb"startxref\n\d+\n", b"", plain()),
    "fewer entries than it has": lambda: plain().replace(b"xref\n0 12", b"xref\n0 5"),
    "more entries than it has": lambda: plain().replace(b"xref\n0 12", b"xref\n0 90"),
    "carriage returns in the table": lambda: plain().replace(b" n \n", b" n \r").replace(b" f \n", b" f \r"),
    "an older table that is not there": lambda: plain().replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev 7"),
    "a misspelt end of an object": lambda: plain().replace(b"endobj", b"endobi", 1),
    "a misspelt end of a stream": lambda: plain().replace(b"endstream", b"endstrea", 1),
    "a length of nothing": lambda: re.sub(rb"/Length \d+", b"/Length 0", plain(), count=1),
    "a length beyond the file": lambda: re.sub(rb"/Length \d+", b"/Length 99999999", plain(), count=1),
    "a length that is a name": lambda: re.sub(rb"/Length \d+", b"/Length /X", plain(), count=1),
    "a length that is not there": lambda: re.sub(rb"/Length \d+", b"/Length 77 0 R", plain(), count=1),
    "a carriage return before the data": lambda: plain().replace(b"stream\n", b"stream\r", 1),
    "blanks before the data": lambda: plain().replace(b"stream\n", b"stream  \n", 1),
    "junk behind the data": lambda: plain(packed=zlib.compress(CONTENT) + b"junk"),
    "a short name of a filter": _streams(b"/Fl", zlib.compress(CONTENT)),
    "short names of two filters": _streams(b"[ /A85 /Fl ]", base64.a85encode(zlib.compress(CONTENT)) + b"~>"),
    "digits without an end": _streams(b"/ASCIIHexDecode", CONTENT.hex().encode()),
    "a list of no filters": _streams(b"[ ]", CONTENT),
    "no type of the tree": _page(b"/Type /Pages ", b""),
    "no parent": _page(b"/Parent 2 0 R", b""),
    "another parent": _page(b"/Parent 2 0 R", b"/Parent 3 0 R"),
    "a box from above": _page(b"[ 0 0 595 842 ]", b"[ 595 842 0 0 ]"),
    "remarks that are not there": _page(b"/MediaBox", b"/Annots [ 70 0 R ] /MediaBox"),
    "a font beside, not there": _page(b"/F 3 0 R", b"/F 3 0 R /G 33 0 R"),
    "zeros between objects": lambda: plain().replace(b"endobj\n10 0", b"endobj\n\0\0\0\0\n10 0"),
    "a byte order mark": lambda: b"\xef\xbb\xbf" + plain(),
    "no size": _changed(b"/Size 12 ", b""),
    "no size and no table": lambda: re.sub(rb"xref\n0.*?trailer", b"trailer", plain(), flags=re.S).replace(b"/Size 12 ", b""),
    "a table of another type": _streamed(b"/Type /XReg ", False),
    "a table of another type, objects packed": _streamed(b"/Type /XReg ", True),
    "a table of a longer type": _streamed(b"/Type /XReference ", True),
    "a table without a type": _streamed(b"", True),
    "a tree that leads back to itself": _tree(b"10 0 R 11 0 R 2 0 R"),
    "a node that leads back to itself": _tree(b"10 0 R 5 0 R", inner=b"11 0 R 5 0 R|1"),
    "a node that leads back to the root": _tree(b"5 0 R 11 0 R", inner=b"10 0 R 2 0 R|1"),
    "a node with itself alone": _tree(b"10 0 R 5 0 R 11 0 R", inner=b"5 0 R|0"),
    "a node of the root between the pages": _tree(b"10 0 R 5 0 R 11 0 R", inner=b"2 0 R|0"),
    "a counted circle behind the pages": _tree(b"10 0 R 11 0 R 5 0 R", inner=b"2 0 R|1"),
    "a node without pages, twice": _tree(b"10 0 R 5 0 R 5 0 R 11 0 R", inner=b"|0"),
    "larger numbers than a file of this length has": _numbered(5_000),
    "far larger numbers": _numbered(900_000),
    "a font behind the pages": _tree(b"10 0 R 11 0 R 3 0 R"),
    "the catalog behind the pages": _tree(b"10 0 R 11 0 R 1 0 R"),
    "wrapped by a mail program": lambda: b"Content-Type: application/pdf\n\n" + plain() + b"\n--boundary--\n",
}  # fmt: skip
"""As VIEWABLE; some of these the library mends without a word."""

NO_CONTENT: dict[str, Callable[[], bytes]] = {
    "a text": _page(b"/Contents 4 0 R", b"/Contents (x)"),
    "the page": _page(b"/Contents 4 0 R", b"/Contents 10 0 R"),
    "lists in lists": _page(b"/Contents 4 0 R", b"/Contents [ [ 4 0 R ] ]"),
}
"""The first page names something else as its content: every viewer shows it blank."""

LOST: dict[str, Callable[[], bytes]] = {
    "cut off": lambda: plain()[:-400],
    "cut in a stream": lambda: plain()[: plain().index(b"stream") + 40],
    "half of the file": lambda: plain(pages=20)[: len(plain(pages=20)) // 2],
    "a page that is not there": _changed(b"/Count 2", b"/Count 3"),
    "a page's object is gone": lambda: re.sub(rb"11 0 obj.*?endobj\n", b"", plain(), flags=re.S),
    "content is gone": lambda: re.sub(rb"4 0 obj.*?endobj\n", b"", plain(), flags=re.S),
    "a font is gone": lambda: re.sub(rb"3 0 obj.*?endobj\n", b"", plain(), flags=re.S),
    "a used object at offset 0": _entry(3, b"0000000000"),
    "an entry that leads elsewhere": _entry(4, b"0000000001"),
    "the table begins one too high": lambda: plain().replace(b"xref\n0 12", b"xref\n1 12"),
    "garbled content": lambda: plain(packed=zlib.compress(CONTENT)[:20] + b"\xff" * 12 + zlib.compress(CONTENT)[32:]),
    "a page's key twice, not the same": _changed(b"/MediaBox [ 0 0 595 842 ]", b"/MediaBox [ 0 0 300 400 ] /MediaBox [ 0 0 595 842 ]"),
    "content that is in no table": _page(b"/Contents 4 0 R", b"/Contents 44 0 R"),
    "a part of the content is in no table": _page(b"/Contents 4 0 R", b"/Contents [ 4 0 R 44 0 R ]"),
    "a circle before the last page": _tree(b"10 0 R 2 0 R 11 0 R"),
    "a circle counted below nothing": _tree(b"10 0 R 5 0 R 11 0 R", inner=b"2 0 R|-1"),
    "a circle in front of the pages": _tree(b"5 0 R 10 0 R 11 0 R", inner=b"2 0 R|0"),
    "a circle that is counted": _tree(b"10 0 R 11 0 R 2 0 R", count=3),
    "a circle before a node's page": _tree(b"10 0 R 5 0 R", inner=b"5 0 R 11 0 R|1"),
    "a node of circles alone": _tree(b"10 0 R 2 0 R"),
    "a node with a page, twice": _tree(b"5 0 R 5 0 R 11 0 R", inner=b"10 0 R|1"),
    "larger numbers, and content is gone": lambda: re.sub(rb"5004 0 obj.*?endobj\n", b"", _numbered(5_000)(), flags=re.S),
    "a font between the pages": _tree(b"10 0 R 3 0 R 11 0 R"),
    "a font that is counted": _tree(b"10 0 R 11 0 R 3 0 R", count=3),
    "a font in a node before the last page": _tree(b"5 0 R 11 0 R", inner=b"10 0 R 3 0 R|1"),
    "a page behind the last one": _tree(b"10 0 R 11 0 R 12 0 R", o12=b"<< /Type /Template /MediaBox [ 0 0 9 9 ] /Contents 4 0 R >>"),
    "a circle, and a font that is gone": lambda: re.sub(rb"3 0 obj.*?endobj\n", b"", _tree(b"10 0 R 11 0 R 2 0 R")(), flags=re.S),
    "a node that says it is a page": _tree(b"10 0 R 5 0 R", o5=b"<< /Type /Page /Parent 2 0 R /Kids [ 11 0 R ] /Count 1 >>"),
    "zeros in the middle": lambda: plain()[:100] + bytes(150) + plain()[250:],
}  # fmt: skip
"""Something of each is gone, or viewers show it in different ways."""


def _with(trailer: bytes = b"", size: int = 0, **more: bytes) -> Callable[[], bytes]:
    """The sound file with more in its trailer, objects added or replaced. size: what the trailer says instead of the right number."""

    def change() -> bytes:
        whole = _file(_objects() | {int(key[1:]): value for key, value in more.items()})
        whole = whole.replace(b"trailer\n<< ", b"trailer\n<< " + trailer + b" ")
        return re.sub(rb"/Size \d+", b"/Size %d" % size, whole) if size else whole

    return change


def _odd_stream(said: bytes = b"/Filter /FlateDecode", data: bytes = b"\x78\x9c\xff\xff\xff\xff") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (said, len(data), data)


_LZW = (b"/Filter /LZWDecode", b"\x78\xda\x73\x52\x50\xff\xff\xff")
_CATALOG = b"<< /Type /Catalog /Pages 2 0 R /Extra 77 0 R >>"
_FORM = _CATALOG.replace(b"/Extra 77 0 R", b"/AcroForm << /Extra 77 0 R >>")
_TWICE = b"<< /Type /Note /Contents 3 0 R /Contents 4 0 R >>"
_PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 595 842 ] /Resources << /Font << /F 3 0 R >> >> /Contents 4 0 R %s >>"
_LACKS = b"11 0 obj\n%s\nendobj\n" % (_PAGE.replace(b"3 0 R", b"33 0 R") % b"")
_RESOURCES = b"<< /Font << /F 3 0 R >> %s >>"


def _beside(more: bytes = b"") -> bytes:
    """The first page, with more in its resources; if there is no more, its resources are the object 21."""
    given = _RESOURCES % more if more else b"21 0 R"
    return _PAGE.replace(b"<< /Font << /F 3 0 R >> >>", given) % b""


OF_NO_USE: dict[str, Callable[[], bytes]] = {
    "a garbled stream": _with(o20=_odd_stream()),
    "a stream garbled in another way": _with(o20=_odd_stream(*_LZW)),
    "a stream of an unknown filter": _with(o20=_odd_stream(b"/Filter /PlateDecode")),
    "a stream of several unknown filters": _with(o20=_odd_stream(b"/Filter [ /A /B /FlateDecode ]")),
    "a stream whose filter is a text": _with(o20=_odd_stream(b"/Filter (FlateDecode)")),
    "a small picture of the page": _with(o10=_PAGE % b"/Thumb 20 0 R", o20=_odd_stream()),
    "what a program noted down in the page": _with(o10=_PAGE % b"/Note 20 0 R", o20=_odd_stream(*_LZW)),
    "an attachment": _with(o1=b"<< /Type /Catalog /Pages 2 0 R /Names 20 0 R >>", o20=b"<< /Held 21 0 R >>", o21=_odd_stream()),
    "an entry of the catalog, not there": _with(size=5, o1=_CATALOG),
    "an entry of the trailer, not there": _with(b"/Extra 77 0 R", size=5),
    "what another object names, not there": _with(size=5, o20=b"<< /Extra 77 0 R >>"),
    "a key of the trailer, twice": _with(b"/Note 1 /Note 2"),
    "a key of another object, twice": _with(o20=_TWICE),
    "a name with a sign of its own": _with(b"/Som#ething 1"),
    "a garbled stream beside resources": _with(o10=_beside(b"/Junk 20 0 R"), o20=_odd_stream()),
    "what resources name beside, not there": _with(size=5, o10=_beside(b"/Junk << /A [ 77 0 R ] >>")),
    "what resources of their own name beside, not there": _with(size=5, o10=_beside(), o21=_RESOURCES % b"/Junk 77 0 R"),
    "a key beside resources, twice": _with(o10=_beside(b"/Junk 1 /Junk << /A 2 >>")),
    "a key beside resources of their own, twice": _with(o10=_beside(), o21=_RESOURCES % b"/ProcSet [ /PDF ] /ProcSet [ /Text ]"),
    "an empty key beside resources, twice": _with(o10=_beside(b"/ 1 / 2")),
    "a name with a sign beside resources": _with(o10=_beside(b"/Ju#nk 1")),
    "an older state of a page": lambda: plain().replace(b"1 0 obj", _LACKS + b"1 0 obj", 1),
}  # fmt: skip
"""What is wrong with each is seen on no page."""
OF_USE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "garbled content": ("第 1 页", _with(o4=_odd_stream())),
    "content garbled in another way": ("第 1 页", _with(o4=_odd_stream(*_LZW))),
    "content of an unknown filter": ("第 1 页", _with(o4=_odd_stream(b"/Filter /PlateDecode"))),
    "a garbled font": ("第 2 页", _with(o11=_PAGE.replace(b"3 0 R", b"20 0 R") % b"", o20=_odd_stream())),
    "content that is not there": ("第 2 页", _with(o11=_PAGE.replace(b"4 0 R", b"44 0 R") % b"")),
    "the form is not there": ("不在文件里", _with(size=5, o1=_CATALOG.replace(b"Extra", b"AcroForm"))),
    "an entry of a form in the catalog": ("不在文件里", _with(size=5, o1=_FORM)),
    "what resources name, not there": ("不在文件里", _with(size=5, o10=_beside(b"/XObject << /X 77 0 R >>"))),
    "what a font names under a name of resources' own, not there": (
        "不在文件里",
        _with(size=5, o10=_beside(b"/Font << /F << /Junk 77 0 R >> >>")),
    ),
    "a kind of resources, twice": ("写了两遍", _with(o10=_beside(b"/Font << /F 3 0 R /G 3 0 R >>"))),
    "a newer state of a page": ("不在文件里", lambda: plain().replace(b"xref\n0", _LACKS + b"xref\n0", 1)),
    "the pages, twice": ("写了两遍", _with(o1=b"<< /Type /Catalog /Pages 3 0 R /Pages 2 0 R >>")),
    "fewer pages than it says": ("写明有 3 页", _with(o2=b"<< /Type /Pages /Kids [ 10 0 R 11 0 R ] /Count 3 >>")),
    "no end": ("结尾", lambda: plain()[: plain().index(b"xref\n0")] + b"trailer\n<< /Root 1 0 R >>\n5 0 obj\n<< >>\nendobj\n"),
}  # fmt: skip
"""As OF_NO_USE, but pages use it. With a part of what is said of it."""

BREAKS_OFF = plain(packed=zlib.compress(CONTENT + b" 0 0 1 rg 99 99 9 9 re f")[:-12])
"""The content of its pages breaks off: every viewer shows what is there."""
