"""Writes and reads ToUnicode CMaps: the characters of each code of a font (ISO 32000-1, 9.10.3; Adobe Technical Note 5014).

A code has two bytes and is the glyph's number in its face. Each code has its own line (bfchar) of the form `<4e00> <4e00>`:
the code, and its characters in UTF-16.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from formgen.fonts.glyphs import glyph_number, glyph_text

BEGINNING = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
"""
END = b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
MOST_IN_A_BLOCK = 100
"""The largest number of lines between beginbfchar and endbfchar."""
MOST_LINES = 65536
"""The largest number of lines that are kept for later use."""
BLOCK = re.compile(rb"(\d+)\s+begin(bfchar|bfrange)(.*?)end\2", re.DOTALL)
STRING = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")


def written_meanings(codes: Sequence[int]) -> bytes:
    """The CMap of some glyphs in their order. Each glyph is given by its code (`glyphs.glyph_code`)."""
    return BEGINNING + "".join(_blocks(codes)).encode() + END


def _blocks(codes: Sequence[int]) -> Iterator[str]:
    for start in range(0, len(codes), MOST_IN_A_BLOCK):
        block = codes[start : start + MOST_IN_A_BLOCK]
        yield f"{len(block)} beginbfchar\n{''.join(map(_LINES.__getitem__, block))}endbfchar\n"


class _Lines(dict[int, str]):
    """The lines of CMaps by the glyphs' codes. They are kept, because each is needed again and again."""

    def __missing__(self, code: int) -> str:
        if len(self) >= MOST_LINES:
            self.clear()
        text = glyph_text(code).encode("utf-16-be").hex()
        self[code] = found = f"<{glyph_number(code):04x}> <{text}>\n"
        return found


_LINES = _Lines()


def read_meanings(content: bytes) -> dict[int, str]:
    """The characters of each code of a CMap. Raises ValueError if it names ranges of codes, which our CMaps never do."""
    found: dict[int, str] = {}
    for _, kind, body in BLOCK.findall(content):
        strings = [string for string, opened, closed in STRING.findall(body) if not opened and not closed]
        if kind != b"bfchar" or len(strings) % 2:
            raise ValueError
        for code, text in zip(strings[::2], strings[1::2], strict=True):
            found[int(code, 16)] = bytes.fromhex(text.decode("ascii")).decode("utf-16-be")
    return found
