"""Subsets of one TrueType face put together: the same outlines, each once, in a program as small as can be.

Only what a PDF needs of a program is read and written (ISO 32000-1, 9.9): glyf, loca, hmtx and the tables that say how to
read them, and the hinting programs. Outlines that are made of other outlines are refused: no face of ours has any, and their numbers
would have to be followed.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

TRUETYPE = b"\0\1\0\0"
READ = ("glyf", "head", "hhea", "hmtx", "loca", "maxp")
HINTS = ("cvt ", "fpgm", "prep")
LONG_LOCA, BOUNDS = 50, 36
"""Offsets in `head`: the kind of loca, and xMin, yMin, xMax, yMax."""
METRICS = 34
"""Offset in `hhea`: how many glyphs have a width of their own; all later ones have the last one's."""
CHECKSUM = 0xB1B0AFBA
"""All of a file's words sum up to this (OpenType, table head)."""


class OddProgramError(Exception):
    """A program that is not understood: it is left as it is."""


@dataclass(frozen=True)
class Program:
    """A TrueType program's tables."""

    tables: Mapping[str, bytes]

    @staticmethod
    def read(content: bytes) -> Program:
        """Raises OddProgramError for what is no TrueType program, or lacks a table."""
        try:
            kind, count = struct.unpack_from(">4sH", content)
            entries = [struct.unpack_from(">4sLLL", content, 12 + 16 * at) for at in range(count)]
            tables = {tag.decode("ascii"): content[begin : begin + size] for tag, _, begin, size in entries}
        except (struct.error, UnicodeDecodeError):
            raise OddProgramError from None
        if kind != TRUETYPE or not set(READ) <= tables.keys():
            raise OddProgramError
        return Program(tables)

    @cached_property
    def _offsets(self) -> tuple[array[int], int]:
        """Where outlines begin, and in which unit: bytes or pairs of bytes."""
        is_long = struct.unpack_from(">h", self.tables["head"], LONG_LOCA)[0] == 1
        loca, size = self.tables["loca"], 4 if is_long else 2
        offsets = array("I" if is_long else "H", loca[: len(loca) // size * size])
        if sys.byteorder == "little":
            offsets.byteswap()
        return offsets, 1 if is_long else 2

    def outline(self, glyph: int) -> bytes:
        """A glyph's outline, empty for one without. Raises OddProgramError for one of several outlines."""
        offsets, unit = self._offsets
        if glyph + 1 >= len(offsets):
            return b""
        outline = self.tables["glyf"][unit * offsets[glyph] : unit * offsets[glyph + 1]]
        if outline and (len(outline) < 10 or outline[0] & 0x80):
            raise OddProgramError
        return outline

    def metric(self, glyph: int) -> tuple[int, int]:
        """A glyph's width and its left side bearing, in units of the face."""
        count = struct.unpack_from(">H", self.tables["hhea"], METRICS)[0]
        hmtx = self.tables["hmtx"]
        try:
            if glyph < count:
                width, left = struct.unpack_from(">Hh", hmtx, 4 * glyph)
            else:
                (width,) = struct.unpack_from(">H", hmtx, 4 * (count - 1))
                (left,) = struct.unpack_from(">h", hmtx, 4 * count + 2 * (glyph - count))
        except struct.error:
            raise OddProgramError from None
        return width, left

    def character_tables(self) -> dict[tuple[int, int], dict[int, int]]:
        """Which glyph stands for which code, by platform and encoding; tables of rare kinds are left out."""
        cmap = self.tables.get("cmap", b"")
        count = struct.unpack_from(">H", cmap, 2)[0] if cmap else 0
        entries = [struct.unpack_from(">HHL", cmap, 4 + 8 * at) for at in range(count)]
        return {(platform, kind): _characters(cmap[begin:]) for platform, kind, begin in entries}

    @property
    def units(self) -> int:
        """Units of the em."""
        return int(struct.unpack_from(">H", self.tables["head"], 18)[0])


@dataclass(frozen=True, slots=True)
class Glyph:
    """An outline, filled up to whole words as programs need not have it, and its metrics."""

    outline: bytes
    width: int
    left: int


def glyph_of(program: Program, number: int) -> Glyph:
    """A program's glyph. Raises OddProgramError."""
    outline = program.outline(number)
    return Glyph(outline + bytes(-len(outline) % 4), *program.metric(number))


def _characters(table: bytes) -> dict[int, int]:
    """A cmap's subtable of kind 0, 4 or 6 (OpenType, table cmap)."""
    kind = struct.unpack_from(">H", table)[0]
    if kind == 0:
        return {code: glyph for code, glyph in enumerate(table[6:262]) if glyph}
    if kind == 6:
        first, count = struct.unpack_from(">HH", table, 6)
        return {first + at: glyph for at, glyph in enumerate(struct.unpack_from(f">{count}H", table, 10)) if glyph}
    found: dict[int, int] = {}
    if kind == 4:
        segments = struct.unpack_from(">H", table, 6)[0] // 2
        ends, begins, deltas, ways = (
            struct.unpack_from(f">{segments}H", table, 14 + at * 2 * segments + (2 if at else 0)) for at in range(4)
        )
        at_ways = 16 + 6 * segments
        for nth, (begin, end) in enumerate(zip(begins, ends, strict=True)):
            for code in range(begin, min(end, 0xFFFE) + 1):
                glyph = code
                if ways[nth]:
                    glyph = struct.unpack_from(">H", table, at_ways + 2 * nth + ways[nth] + 2 * (code - begin))[0]
                    if glyph == 0:
                        continue
                if number := (glyph + deltas[nth]) & 0xFFFF:
                    found[code] = number
    return found


def is_of_one_face(one: Program, other: Program) -> bool:
    """True if glyphs of both can stand in one program: same units, same hinting."""
    return one.units == other.units and all(one.tables.get(name) == other.tables.get(name) for name in HINTS)


def written(programs: Iterable[Program], glyphs: Iterable[Glyph]) -> bytes:
    """A program with these glyphs, numbered from 0 in their order; programs: those that they come from."""
    programs = list(programs)
    first = programs[0]
    offsets, outlines, metrics = [0], bytearray(), bytearray()
    for glyph in glyphs:
        outlines += glyph.outline
        offsets.append(len(outlines))
        metrics += struct.pack(">Hh", glyph.width, glyph.left)
    count = len(offsets) - 1
    tables = {name: first.tables[name] for name in HINTS if name in first.tables}
    bounds = [struct.unpack_from(">4h", program.tables["head"], BOUNDS) for program in programs]
    lows, highs = ([pick(each) for each in zip(*bounds, strict=True)] for pick in (min, max))
    head = bytearray(first.tables["head"])
    struct.pack_into(">L", head, 8, 0)
    struct.pack_into(">4h", head, BOUNDS, *lows[:2], *highs[2:])
    struct.pack_into(">h", head, LONG_LOCA, 1)
    hhea = bytearray(first.tables["hhea"])
    struct.pack_into(">H", hhea, METRICS, count)
    most = [struct.unpack_from(">13H", program.tables["maxp"], 6) for program in programs]
    maxp = first.tables["maxp"][:4] + struct.pack(">14H", count, *(max(each) for each in zip(*most, strict=True)))
    tables |= {"glyf": bytes(outlines) or bytes(4), "head": bytes(head), "hhea": bytes(hhea), "hmtx": bytes(metrics),
               "loca": struct.pack(f">{len(offsets)}L", *offsets), "maxp": maxp}  # fmt: skip
    return _file(tables)


def _file(tables: Mapping[str, bytes]) -> bytes:
    names = sorted(tables)
    power = 1 << (len(names).bit_length() - 1)
    head = struct.pack(">4s4H", TRUETYPE, len(names), 16 * power, power.bit_length() - 1, 16 * (len(names) - power))
    begin, entries, bodies = 12 + 16 * len(names), b"", b""
    for name in names:
        body = tables[name] + bytes(-len(tables[name]) % 4)
        entries += struct.pack(">4sLLL", name.encode("ascii"), _sum(body), begin + len(bodies), len(tables[name]))
        bodies += body
    content = bytearray(head + entries + bodies)
    at = struct.unpack_from(">L", content, 12 + 16 * names.index("head") + 8)[0]
    struct.pack_into(">L", content, at + 8, (CHECKSUM - _sum(bytes(content))) & 0xFFFFFFFF)
    return bytes(content)


def _sum(body: bytes) -> int:
    words = array("I", body)
    if sys.byteorder == "little":
        words.byteswap()
    return sum(words) & 0xFFFFFFFF
