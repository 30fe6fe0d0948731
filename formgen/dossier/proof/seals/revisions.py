"""Divides a file into what was bound and what was added behind it later (ISO 32000-1, 7.5.6, incremental updates).

A signature is added behind the last byte of a file: changed and new objects, a table of where they are (xref), and the place of
that table. This reader is strict. Every table must lead to the one before it, every object that a table names must lie in its own
addition, and nothing else may lie there. So all programs that read the file by its tables see the same objects, and none of the
bound part is read otherwise than the tables say. Whatever is otherwise is an `OddUpdateError`.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

END = re.compile(rb"%%EOF(?:\r\n|\r|\n)?")
LAST = re.compile(rb"startxref\s+(\d{1,15})\s+%%EOF\s*\Z")
BEHIND = re.compile(rb"\s*startxref\s+(\d{1,15})\s+%%EOF(?:\r\n|\r|\n)?")
OBJECT = re.compile(rb"(\d{1,10})\s+(\d{1,5})\s+obj\b")
SECTION = re.compile(rb"\s*(\d{1,10})\s+(\d{1,10})\s*?(?:\r\n|\r|\n)")
ENTRY = re.compile(rb"(\d{10}) (\d{5}) ([nf])(?: \r| \n|\r\n)")
TABLE, TRAILER = re.compile(rb"xref\s*?(?:\r\n|\r|\n)"), re.compile(rb"\s*trailer\s*<<")
STREAM = re.compile(rb">>\s*stream(?:\r\n|\n)")
STREAM_END = re.compile(rb"\s*endstream\s+endobj")
ONLY_SPACE = re.compile(rb"[\0\t\n\f\r ]*\Z")
MOST_REVISIONS, MOST_OBJECTS = 200, 100_000
LARGEST_TABLE = 1 << 24
"""Bytes of an unpacked table."""
TAIL = 2048
FREE, PLAIN, PACKED = 0, 1, 2
"""The kinds of entry of a table: no object, an object at an offset, an object within a stream of objects."""


class OddUpdateError(Exception):
    """What stands behind the bound part is no update as programs that sign write it. `str()` says how, in Chinese."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One addition.

    begin, end  its bytes in the file, end not included
    numbers     the numbers of the objects that it brings, changes or removes
    """

    begin: int
    end: int
    numbers: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: int
    first: int
    """An object's offset, or the number of the stream that it is packed in."""


@dataclass(frozen=True, slots=True)
class _Section:
    """A table: where it begins, where its addition ends, its entries by object number, and the table before it."""

    at: int
    end: int
    entries: dict[int, _Entry]
    before: int


def bound_part(pdf: bytes, sha256: str) -> int | None:
    """How many bytes at the file's beginning are the file with this sha256; None if they are not there. All of it counts, too."""
    digest, done = hashlib.sha256(), 0
    for found in END.finditer(pdf):
        for end in (found.start() + len(b"%%EOF"), found.end()):
            if end > done:
                digest.update(memoryview(pdf)[done:end])
                done = end
            if digest.hexdigest() == sha256:
                return end
    return None


def revisions(pdf: bytes, bound: int) -> tuple[Revision, ...]:
    """The additions behind the first `bound` bytes, in order. Raises OddUpdateError."""
    if ONLY_SPACE.match(pdf, bound):
        return ()
    last = LAST.search(pdf, max(bound, len(pdf) - TAIL))
    first = LAST.search(pdf[max(0, bound - TAIL) : bound])
    if last is None or first is None:
        raise OddUpdateError("文件末尾不完整，或后面又接了别的内容")
    sections: list[_Section] = []
    at = int(last[1])
    while at != int(first[1]):
        if not bound <= at < (sections[-1].at if sections else len(pdf)) or len(sections) >= MOST_REVISIONS:
            raise OddUpdateError("各次追加的内容没有一次接一次")
        sections.append(_section(pdf, at))
        at = sections[-1].before
    found: list[Revision] = []
    begin = bound
    for section in reversed(sections):
        _look_at(pdf, begin, section)
        found.append(Revision(begin, section.end, frozenset(section.entries) - {0}))
        begin = section.end
    if not found or not ONLY_SPACE.match(pdf, begin):
        raise OddUpdateError("文件末尾后面又接了别的内容")
    return tuple(found)


def _section(pdf: bytes, at: int) -> _Section:
    """The table at this offset, with its end."""
    table = TABLE.match(pdf, at)
    if table is not None:
        entries, text, end = _plain_table(pdf, table.end())
    else:
        entries, text, end = _packed_table(pdf, at)
    if b"#" in text or re.search(rb"/(XRefStm|Encrypt)\b", text):
        raise OddUpdateError("追加的内容里有隐藏的目录，或加了密码")
    behind = BEHIND.match(pdf, end)
    if behind is None or int(behind[1]) != at:
        raise OddUpdateError("追加的内容没有好好结束")
    return _Section(at, behind.end(), entries, _number(text, b"Prev"))


def _plain_table(pdf: bytes, at: int) -> tuple[dict[int, _Entry], bytes, int]:
    """The entries of a table in plain text, the text of its trailer, and where that ends."""
    entries: dict[int, _Entry] = {}
    while section := SECTION.match(pdf, at):
        first, count = int(section[1]), int(section[2])
        at = section.end()
        for number in range(first, first + min(count, MOST_OBJECTS)):
            entry = ENTRY.match(pdf, at)
            if entry is None:
                raise OddUpdateError("追加的目录读不出来")
            _add(entries, number, _Entry(PLAIN if entry[3] == b"n" else FREE, int(entry[1])))
            at = entry.end()
    trailer = TRAILER.match(pdf, at)
    end = pdf.find(b"startxref", at)
    if trailer is None or end < 0:
        raise OddUpdateError("追加的目录读不出来")
    return entries, pdf[trailer.start() : end], end


def _packed_table(pdf: bytes, at: int) -> tuple[dict[int, _Entry], bytes, int]:
    """The entries of a table in a stream, the text of its dictionary, and where its object ends (ISO 32000-1, 7.5.8)."""
    begin, body = OBJECT.match(pdf, at), STREAM.search(pdf, at, at + TAIL)
    if begin is None or body is None or not re.search(rb"/Type\s*/XRef\b", pdf[at : body.start()]):
        raise OddUpdateError("追加的目录读不出来")
    text = pdf[begin.end() : body.end()]
    length = _number(text, b"Length")
    end = STREAM_END.match(pdf, body.end() + length)
    widths, index = _numbers(text, b"W"), _numbers(text, b"Index") or [0, _number(text, b"Size")]
    if end is None or len(widths) != 3 or max(widths) > 8 or not widths[1] or len(index) % 2:
        raise OddUpdateError("追加的目录读不出来")
    rows = _rows(_unpacked(text, pdf[body.end() : body.end() + length]), sum(widths), _predictor(text, sum(widths)))
    entries: dict[int, _Entry] = {}
    for first, count in zip(index[::2], index[1::2], strict=True):
        for number in range(first, first + min(count, MOST_OBJECTS)):
            row = next(rows, None)
            if row is None:
                raise OddUpdateError("追加的目录读不出来")
            kind = int.from_bytes(row[: widths[0]], "big") if widths[0] else PLAIN
            _add(entries, number, _Entry(kind, int.from_bytes(row[widths[0] : widths[0] + widths[1]], "big")))
    if next(rows, None) is not None:
        raise OddUpdateError("追加的目录读不出来")
    return entries, text, end.end()


def _add(entries: dict[int, _Entry], number: int, entry: _Entry) -> None:
    if number in entries or len(entries) >= MOST_OBJECTS or entry.kind not in (FREE, PLAIN, PACKED):
        raise OddUpdateError("追加的目录自相矛盾")
    entries[number] = entry


def _unpacked(text: bytes, content: bytes) -> bytes:
    filters = re.findall(rb"/Filter\s*\[?\s*/(\w+)\s*\]?", text)
    if not filters:
        return content
    if filters != [b"FlateDecode"]:
        raise OddUpdateError("追加的目录读不出来")
    inflate = zlib.decompressobj()
    try:
        found = inflate.decompress(content, LARGEST_TABLE)
    except zlib.error:
        found = b""
    if not found or inflate.unconsumed_tail:
        raise OddUpdateError("追加的目录读不出来")
    return found


def _predictor(text: bytes, width: int) -> bool:
    """True if each row stands behind a byte that says how it differs from the row above (PNG)."""
    if b"/Predictor" not in text:
        return False
    if _number(text, b"Predictor") < 10 or (b"/Columns" in text and _number(text, b"Columns") != width):
        raise OddUpdateError("追加的目录读不出来")
    return True


def _rows(content: bytes, width: int, predicted: bool) -> Iterator[bytes]:
    step, above = width + predicted, bytes(width)
    if len(content) % step:
        raise OddUpdateError("追加的目录读不出来")
    for at in range(0, len(content), step):
        row = content[at + predicted : at + step]
        if predicted and content[at] == 2:
            row = bytes((one + other) & 255 for one, other in zip(row, above, strict=True))
        elif predicted and content[at] != 0:
            raise OddUpdateError("追加的目录读不出来")
        yield row
        above = row


def _look_at(pdf: bytes, begin: int, section: _Section) -> None:
    """Every object of the table lies in its addition, and nothing else does."""
    plain = {number: entry.first for number, entry in section.entries.items() if entry.kind == PLAIN}
    packed = {entry.first for entry in section.entries.values() if entry.kind == PACKED}
    offsets = sorted({offset for offset in plain.values() if offset != section.at})
    if not packed <= set(plain) or len(set(plain.values())) != len(plain):
        raise OddUpdateError("追加的目录自相矛盾")
    for number, offset in plain.items():
        head = OBJECT.match(pdf, offset)
        if not begin <= offset <= section.at or head is None or int(head[1]) != number:
            raise OddUpdateError("追加的目录指到了别处")
    ends = [*offsets[1:], section.at]
    if pdf[begin : offsets[0] if offsets else section.at].strip():
        raise OddUpdateError("追加的内容里夹着别的东西")
    for offset, end in zip(offsets, ends, strict=bool(offsets)):
        if not pdf[max(offset, end - TAIL) : end].rstrip().endswith(b"endobj"):
            raise OddUpdateError("追加的内容里夹着别的东西")


def _number(text: bytes, key: bytes) -> int:
    """The number that stands behind a key. The key must be there once."""
    found = re.findall(rb"/" + key + rb"\s+(\d{1,15})\b(?!\s+\d+\s+R)", text)
    if len(found) != 1 or len(re.findall(rb"/" + key + rb"\b", text)) != 1:
        raise OddUpdateError("追加的目录读不出来")
    return int(found[0])


def _numbers(text: bytes, key: bytes) -> list[int]:
    found = re.findall(rb"/" + key + rb"\s*\[([\d\s]*)\]", text)
    return [int(number) for number in found[0].split()] if len(found) == 1 else []
