"""The segments of a JPEG: which are bound, and whether they show that the picture is complete.

The data of a picture are long, and nearly all of the time that decoding takes goes into reading them bit by bit. For the
usual photograph this is not needed to say whether it is complete: its segments say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

SEGMENT = re.compile(rb"\xff\xff*[^\x00\xff\xd0-\xd7]")
"""The marker at the beginning of a segment of a JPEG. The data of the picture contain no such marker (ITU-T T.81, annex B). The
first byte of the pattern stands outside a group, because only then does the library search for it very fast."""
SCAN, END, APP1, APP15, COMMENT = 0xDA, 0xD9, 0xE1, 0xEF, 0xFE
SAYS_COLOURS = (0xE2, 0xEE)
"""The segments APP2 (colour profile) and APP14 (how Adobe's programs store colours)."""
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The segments that begin a picture, each with its way of coding (T.81, table B.1)."""
SEQUENTIAL = frozenset({0xC0, 0xC1})
"""The ways of coding whose data may stand in one scan, and in which a reader finds no fault that it would report."""
ENOUGH = 1 << 16
"""Bytes of a scan's beginning that are decoded of a longer one."""
ROWS = 64
"""Rows of a picture that its beginning is said to have. Otherwise all the others would be filled up, at a greater cost."""
MOST_ROWS = 65500
"""A reader refuses a picture of more rows, so that this number is left as it is."""


def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """The kind of each segment, and where it begins and ends. A scan has the data behind it; the end mark ends the picture."""
    at = 2
    while (marker := SEGMENT.search(content, at)) is not None:
        at, kind = marker.end() - 2, content[marker.end() - 1]
        if kind == END:
            yield kind, at, at + 2
            return
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if kind == SCAN:
            following = SEGMENT.search(content, end)
            end = following.start() if following else len(content)
        yield kind, at, end
        at = end


def without_notes(content: bytes) -> bytes:
    """The JPEG without the camera's notes, the place, previews, and anything behind its end."""
    whole = memoryview(content)  # its parts are no copies
    kept = [whole[:2]]
    for kind, begin, end in _segments(content):
        if not (APP1 <= kind <= APP15 or kind == COMMENT) or kind in SAYS_COLOURS:
            kept.append(whole[begin:end])
    return b"".join(kept)


def beginning_of_whole(content: bytes) -> bytes | None:
    """A JPEG of the picture's beginning, which can be decoded if the whole can; None if only decoding the whole says that.

    The whole has one frame, sequentially coded, one scan of all its colours, and an end mark behind the scan. A reader
    takes the data of such a scan as they come: it complains of tables and sizes alone, which it reads before the first row.
    """
    frames, scans, kinds = list[int](), list[tuple[int, int]](), list[int]()
    colours, rows, at_rows = b"", 0, 0
    for kind, begin, end in _segments(content):
        kinds.append(kind)
        if kind in FRAMES:
            frames.append(kind)
            colours, at_rows = content[begin + 9 : begin + 10], begin + 5
            rows = int.from_bytes(content[at_rows : at_rows + 2], "big")
        elif kind == SCAN:
            if content[begin + 4 : begin + 5] != colours:
                return None
            scans.append((begin, end))
    if len(frames) != 1 or frames[0] not in SEQUENTIAL or len(scans) != 1 or kinds[-2:] != [SCAN, END]:
        return None
    begin, end = scans[0]
    if end - begin <= ENOUGH:
        return None
    said = min(rows, ROWS) if rows <= MOST_ROWS else rows
    return b"%b%b%b\xff\xd9" % (content[:at_rows], said.to_bytes(2, "big"), content[at_rows + 2 : begin + ENOUGH])
