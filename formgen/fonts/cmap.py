"""Reads the table cmap of a TrueType program: the glyph for each character code.

Only the three formats that simple fonts of a PDF use are read (OpenType, table cmap): 0, 4 and 6. None of them can name more
than 65,536 codes. So a stranger's program cannot fill the memory, as it could with one line of format 12.
"""

from __future__ import annotations

from struct import error, unpack_from

from formgen.fonts.truetype import OddProgramError, TrueType

LAST_CODE = 0xFFFE
"""The last code that can have a glyph. The last segment of format 4 ends after this code, and means nothing."""


def character_tables(program: TrueType) -> dict[tuple[int, int], dict[int, int]]:
    """The glyph of each code, by platform and encoding. A table of another format is given as an empty one.

    Raises OddProgramError for a table that is cut off.
    """
    cmap = program.table(b"cmap")
    if not cmap:
        return {}
    try:
        count = unpack_from(">H", cmap, 2)[0]
        places = [unpack_from(">HHL", cmap, 4 + 8 * at) for at in range(count)]
        return {(platform, encoding): _glyphs(cmap[begin:]) for platform, encoding, begin in places}
    except error:
        raise OddProgramError from None


def _glyphs(table: bytes) -> dict[int, int]:
    match unpack_from(">H", table)[0]:
        case 0:
            return {code: glyph for code, glyph in enumerate(table[6:262]) if glyph}
        case 4:
            return _segments(table)
        case 6:
            first, count = unpack_from(">HH", table, 6)
            return {first + at: glyph for at, glyph in enumerate(unpack_from(f">{count}H", table, 10)) if glyph}
    return {}


def _segments(table: bytes) -> dict[int, int]:
    """The glyph of each code in a table of format 4.

    Such a table has segments of codes. A segment has the difference between its codes and its glyphs, or the place of a list
    of glyphs.
    """
    count = unpack_from(">H", table, 6)[0] // 2
    size = 2 * count
    ends, begins, deltas, places = (
        unpack_from(f">{count}H", table, start) for start in (14, 16 + size, 16 + 2 * size, 16 + 3 * size)
    )
    found: dict[int, int] = {}
    for at, (begin, end, delta, place) in enumerate(zip(begins, ends, deltas, places, strict=True)):
        for code in range(begin, min(end, LAST_CODE) + 1):
            glyph = code
            if place:  # a distance in bytes from the position where it is written itself
                glyph = unpack_from(">H", table, 16 + 3 * size + 2 * at + place + 2 * (code - begin))[0]
                if glyph == 0:
                    continue
            if number := (glyph + delta) & 0xFFFF:
                found[code] = number
    return found
