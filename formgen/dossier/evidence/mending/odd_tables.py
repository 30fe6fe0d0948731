"""Reads a table of objects that says that it is something else, and a short file whose objects have large numbers.

A table that is a stream has the type XRef. Where a program misspelt the type or left it out, viewers look for the objects themselves and
show the file all the same; the library that we read with finds no table then. Here the type is put right. The file that comes out is
compared, drawn, with the file as it was supplied (`repair.py`).
"""

from __future__ import annotations

import re

from formgen.dossier.shelf import Content, Shelf, bytes_of, stream_of

NEAR_THE_END = 1024
"""Where readers look for the table's place (ISO 32000-1, annex H, note 18)."""
LONGEST_DICTIONARY = 4096
START = re.compile(rb"startxref\s+(\d{1,10})\s")
TABLE = re.compile(rb"\s{0,3}\d{1,10}\s+\d{1,5}\s+obj\s*<<(.*?)>>\s*stream[\r\n]", re.DOTALL)
TYPE = re.compile(rb"/Type\s*/([^\s/<>\[\]()]+)")
WIDTHS = re.compile(rb"/W\s*\[\s*\d\s+\d\s+\d\s*\]")
RIGHT = b"XRef"
HEADER = re.compile(rb"(?<!\d)(\d{1,7})\s+\d{1,5}\s+obj(?![a-z])")
SIZE = re.compile(rb"/Size\s+(\d{1,7})(?!\d)")
BYTES_OF_AN_OBJECT = 4
"""The library passes over an object whose number is larger than a third of the file's bytes: it takes no file to have so many
objects. But pages that were taken out of a large file, one by one, may keep the numbers that they had there."""


def with_right_type(content: Content, shelf: Shelf) -> Content | None:
    """The file with the right type in its last table; None if that table is none, is right, or can't be put right.

    shelf: where the new bytes are kept
    """
    stream = stream_of(content)
    stream.seek(max(0, len(content) - NEAR_THE_END))
    starts = START.findall(stream.read())
    if not starts:
        return None
    at = int(starts[-1])
    stream.seek(at)
    table = TABLE.match(stream.read(LONGEST_DICTIONARY))
    if table is None or WIDTHS.search(table[1]) is None or b"/Size" not in table[1] or b"/Root" not in table[1]:
        return None
    found = TYPE.search(table[1])
    if found is not None and found[1] == RIGHT:
        return None
    whole, begin = bytes_of(content), at + table.start(1)
    if found is not None:
        changed = whole[: begin + found.start(1)] + RIGHT + whole[begin + found.end(1) :]
    else:
        changed = whole[:begin] + b"/Type /" + RIGHT + b" " + whole[begin:]
    if len(changed) != len(whole) and re.search(rb"\d\s+obj\b", whole[at + table.end() :]):
        return None  # what stands behind the table would be found elsewhere
    return shelf.kept(changed)


def with_room(content: Content, shelf: Shelf) -> Content | None:
    """The file with spaces behind its end, so long that the library takes the numbers of all its objects; None if it is long enough.

    The place of the table stands behind the spaces once more, where readers look for it.
    """
    whole = bytes_of(content)
    starts = START.findall(whole[-NEAR_THE_END:] + b" ")
    needed = BYTES_OF_AN_OBJECT * max(map(int, (*HEADER.findall(whole), *SIZE.findall(whole))), default=0)
    if not starts or needed <= len(whole):
        return None
    return shelf.kept(b"%b\n%*c\nstartxref\n%b\n%%%%EOF\n" % (whole, needed - len(whole), b" ", starts[-1]))
