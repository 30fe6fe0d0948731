"""Reads what a PDF says about a composite font, ours or a stranger's: its widths, and the glyph for each code.

No other module of this package imports pikepdf, so that forms can be filled without it.
"""

from __future__ import annotations

from collections.abc import Iterable

import pikepdf
from pikepdf import Name

from formgen.fonts.objects import DEFAULT_WIDTH

LAST_CODE = 0xFFFF


def read_widths(cid_font: pikepdf.Object, codes: Iterable[int]) -> dict[int, float]:
    """The width of each of these codes, in thousandths of the font size. Raises the same errors as `listed_widths`."""
    listed, default = listed_widths(cid_font), float(cid_font.get("/DW", DEFAULT_WIDTH))
    return {code: listed.get(code, default) for code in codes}


def listed_widths(cid_font: pikepdf.Object) -> dict[int, float]:
    """The widths that W lists, by code, in thousandths of the font size (ISO 32000-1, 9.7.4.3).

    Raises ValueError, TypeError or IndexError for a list that does not follow the standard.
    """
    widths: dict[int, float] = {}
    listed = list(cid_font.get("/W", pikepdf.Array()).as_list())
    at = 0
    while at < len(listed):
        first, then = int(listed[at]), listed[at + 1]
        if isinstance(then, pikepdf.Array):
            widths.update((first + nth, float(width)) for nth, width in enumerate(then.as_list()))
            at += 2
        else:
            if not 0 <= first <= int(then) <= LAST_CODE:
                raise ValueError
            widths.update((code, float(listed[at + 2])) for code in range(first, int(then) + 1))
            at += 3
    return widths


def glyph_numbers(cid_font: pikepdf.Object, codes: Iterable[int]) -> dict[int, int]:
    """The glyph of each of these codes in the font's program (CIDToGIDMap).

    It is the code itself if the map is Identity or missing.
    """
    way = cid_font.get("/CIDToGIDMap", Name.Identity)
    if not isinstance(way, pikepdf.Stream):
        return {code: code for code in codes}
    numbers = way.read_bytes()
    return {code: int.from_bytes(numbers[2 * code : 2 * code + 2], "big") for code in codes}
