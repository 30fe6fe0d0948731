"""Reads what a table of objects gets wrong: its own type, the way to objects in streams, the numbers of objects in a short file.

A table that is a stream has the type XRef. Where a program misspelt the type or left it out, viewers look for the objects themselves and
show the file all the same; the library that we read with finds no table then. Here the type is put right.

A hybrid file (Word writes such ones) has two tables: one for every reader, and one for the objects that are packed in streams. Where the
places in them are wrong, the library looks for the objects in the file, but not in the streams. Here these objects are written out
behind the end of the file, so that they are found.

The file that comes out is compared, drawn, with the file as it was supplied (`repair.py`).
"""

from __future__ import annotations

import re
import zlib
from itertools import pairwise

from formgen.dossier.evidence.mending.repair import unpacked_to_its_end
from formgen.dossier.shelf import Content, Shelf, bytes_of, stream_of

NEAR_THE_END = 1024
"""Where readers look for the table's place (ISO 32000-1, annex H, note 18)."""
LONGEST_DICTIONARY = 4096
START = re.compile(rb"startxref\s+(\d{1,10})\s")
TABLE = re.compile(rb"\s{0,3}\d{1,10}\s+\d{1,5}\s+obj\s*<<(.*?)>>\s*stream[\r\n]", re.DOTALL)
TYPE = re.compile(rb"/Type\s*/([^\s/<>\[\]()]+)")
WIDTHS = re.compile(rb"/W\s*\[\s*\d\s+\d\s+\d\s*\]")
RIGHT = b"XRef"
OBJECT = re.compile(rb"(?<!\d)(\d{1,10})\s+\d{1,5}\s+obj\b")
STREAM = re.compile(rb"\bobj\s*<<([^<>]{0,4096})>>\s*stream(?:\r\n|\n)")
PACKED = re.compile(rb"/Type\s*/ObjStm\b")
NUMBERED = re.compile(rb"/(N|First)\s+(\d{1,9})\b")
FILTER = re.compile(rb"/Filter\s*\[?\s*/([^\s/<>\[\]()]+)\s*(?:\]|(?=[/\s]|$))")
SIZE = re.compile(rb"/Size\s+(\d{1,7})(?!\d)")
BYTES_OF_AN_OBJECT = 4
"""The library passes over an object whose number is larger than a third of the file's bytes: it takes no file to have so many
objects. But pages that were taken out of a large file, one by one, may keep the numbers that they had there."""
LONGEST = 40_000_000
"""Bytes to which a file is made longer: a file with ten million objects is none that people hand in."""


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


def with_hidden_objects(content: Content, shelf: Shelf) -> Content | None:
    """A hybrid file with the objects of its streams behind its end, and no word on where a table is: the library looks for all objects.

    None for a file that is none, that is encrypted, or of which nobody can say which of two objects of the same number is the newer one.

    shelf: where the new bytes are kept
    """
    whole = bytes_of(content)
    if b"/XRefStm" not in whole or b"/Encrypt" in whole:
        return None
    alone: dict[int, int] = {}
    for found in OBJECT.finditer(whole):
        alone[int(found[1])] = found.start()  # the last one of a number is the newest
    hidden: dict[int, bytes] = {}
    for stream in STREAM.finditer(whole):
        if PACKED.search(stream[1]) is None:
            continue
        objects = _unpacked(whole, stream)
        if objects is None:
            return None
        for number, text in objects:
            if alone.get(number, stream.start()) < stream.start() or hidden.setdefault(number, text) != text:
                return None
    written = [b"%d 0 obj\n%b\nendobj\n" % (number, text) for number, text in hidden.items() if number not in alone]
    return shelf.kept(b"".join((whole, b"\n", *written, b"startxref\n0\n%%EOF\n"))) if written else None


def _unpacked(whole: bytes, stream: re.Match[bytes]) -> list[tuple[int, bytes]] | None:
    """The objects of a stream with their numbers; None if it is packed in another way than usual, or is not whole."""
    said = {name: int(number) for name, number in NUMBERED.findall(stream[1])}
    filters = FILTER.search(stream[1])
    end = whole.find(b"endstream", stream.end())
    if end < 0 or not {b"N", b"First"} <= said.keys() or b"/DecodeParms" in stream[1]:
        return None
    raw = whole[stream.end() : end]
    try:
        if filters is None:
            unpacked, is_whole = raw, True
        elif filters[1] == b"FlateDecode":
            unpacked, is_whole = unpacked_to_its_end(raw)
        else:
            return None
        head = [int(one) for one in unpacked[: said[b"First"]].split()]
    except (zlib.error, ValueError):
        return None
    numbers, places = head[0 : 2 * said[b"N"] : 2], [said[b"First"] + one for one in head[1 : 2 * said[b"N"] : 2]]
    if (
        not is_whole
        or len(places) != said[b"N"]
        or sorted(set(places)) != places
        or (places and places[-1] >= len(unpacked))
    ):
        return None
    return [
        (number, unpacked[begin:after].strip())
        for number, (begin, after) in zip(numbers, pairwise([*places, len(unpacked)]), strict=True)
    ]


def with_room(content: Content, shelf: Shelf) -> Content | None:
    """The file with spaces behind its end, so long that the library takes the numbers of all its objects; None if it is long enough, or
    would become too long.

    The place of the table stands behind the spaces once more, where readers look for it.
    """
    whole = bytes_of(content)
    starts = START.findall(whole[-NEAR_THE_END:] + b" ")
    needed = BYTES_OF_AN_OBJECT * max(map(int, (*OBJECT.findall(whole), *SIZE.findall(whole))), default=0)
    if not starts or not len(whole) < needed <= LONGEST:
        return None
    return shelf.kept(b"%b\n%*c\nstartxref\n%b\n%%%%EOF\n" % (whole, needed - len(whole), b" ", starts[-1]))
