"""Converts a JBIG2 file to the form that a PDF embeds (ITU-T T.88, annex D; ISO 32000-1, 7.4.7).

A PDF holds the segments of one page, without the file's header and without the end marks of the page and of the file.
Segments that belong to no page lie in a separate stream.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import error, unpack_from

HEADER = b"\x97JB2\r\n\x1a\n"
"""The first bytes of a JBIG2 file."""
SEQUENTIAL, PAGES_UNKNOWN = 1, 2
"""Flags of a file: each segment's data follow its header; the number of pages is not given."""
PAGE_INFORMATION, END_OF_PAGE, END_OF_FILE = 48, 49, 51
"""Types of segments (ITU-T T.88, 7.3)."""
UNKNOWN = 0xFFFFFFFF
"""The value of a size that the file does not give."""
MOST_SEGMENTS = 10_000
"""How many segments are read."""
MOST_REFERRED = 4096
"""To how many other segments a segment may refer."""


class OddJbig2Error(Exception):
    """The data are not a JBIG2 picture of one page, or a PDF can't embed them."""


@dataclass(frozen=True, slots=True)
class Jbig2:
    """A picture in the form that a PDF embeds.

    width, height  its size in pixels
    page           the segments of its page
    shared         the segments that belong to no page; empty for none
    """

    width: int
    height: int
    page: bytes = field(repr=False)
    shared: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Segment:
    kind: int
    page: int
    header: bytes
    data: bytes


def read_jbig2(content: bytes) -> Jbig2:
    """Read a picture of one page. The header of a file may be missing. Raises OddJbig2Error for any other data."""
    try:
        segments = list(_segments(content))
        information = next(segment for segment in segments if segment.kind == PAGE_INFORMATION)
        width, height = unpack_from(">II", information.data)
    except (error, StopIteration):
        raise OddJbig2Error from None
    if UNKNOWN in (width, height) or not width or not height or len({one.page for one in segments if one.page}) != 1:
        raise OddJbig2Error
    kept = [segment for segment in segments if segment.kind not in (END_OF_PAGE, END_OF_FILE)]
    # In a PDF the page must have the number 1. Every program gives a single page this number.
    if information.page != 1:
        raise OddJbig2Error
    page, shared = (
        b"".join(segment.header + segment.data for segment in kept if bool(segment.page) is belongs)
        for belongs in (True, False)
    )
    return Jbig2(width, height, page, shared)


def _segments(content: bytes) -> Iterator[_Segment]:
    is_sequential, at = True, 0
    if content.startswith(HEADER):
        flags = content[8]
        is_sequential = bool(flags & SEQUENTIAL)
        at = 9 if flags & PAGES_UNKNOWN else 13
    waiting: list[tuple[int, int, bytes, int]] = []
    for _ in range(MOST_SEGMENTS):
        if at >= len(content):
            break
        begin = at
        _, flags, count = unpack_from(">IBB", content, at)
        at += 5
        referred = count >> 5
        if referred == 7:
            referred = unpack_from(">I", content, at)[0] & 0x1FFFFFFF
            if referred > MOST_REFERRED:
                raise OddJbig2Error
            at += 4 + (referred + 8) // 8
        else:
            at += 1
        number = unpack_from(">I", content, begin)[0]
        at += referred * (1 if number <= 256 else 2 if number <= 65536 else 4)
        page = unpack_from(">I", content, at)[0] if flags & 0x40 else content[at] if at < len(content) else 0
        at += 4 if flags & 0x40 else 1
        size = unpack_from(">I", content, at)[0]
        at += 4
        kind = flags & 0x3F
        if size == UNKNOWN:
            raise OddJbig2Error  # the standard allows this for one type of segment only, and no program writes it
        header = content[begin:at]
        if is_sequential:
            if at + size > len(content):
                raise OddJbig2Error
            yield _Segment(kind, page, header, content[at : at + size])
            at += size
        else:
            waiting.append((kind, page, header, size))
        if kind == END_OF_FILE:
            break
    for kind, page, header, size in waiting:
        if at + size > len(content):
            raise OddJbig2Error
        yield _Segment(kind, page, header, content[at : at + size])
        at += size
