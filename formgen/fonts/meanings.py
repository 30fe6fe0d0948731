"""ToUnicode CMaps: which characters each code of a font means (ISO 32000-1, 9.10.3; Adobe Technical Note 5014).

The codes have two bytes and are the glyphs' numbers in their face. Every code is named by itself (bfchar), in lines of the form
`<4e00> <4e00>`: the code and its characters in UTF-16.
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
"""Lines between beginbfchar and endbfchar."""
MOST_LINES = 65536
"""Lines that are kept for the next time."""
BLOCK = re.compile(rb"(\d+)\s+begin(bfchar|bfrange)(.*?)end\2", re.DOTALL)
STRING = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")


def written_meanings(codes: Sequence[int]) -> bytes:
    """The CMap of some glyphs, `glyphs.glyph_code` each, in their order."""
    return BEGINNING + "".join(_blocks(codes)).encode() + END


def _blocks(codes: Sequence[int]) -> Iterator[str]:
    for start in range(0, len(codes), MOST_IN_A_BLOCK):
        block = codes[start : start + MOST_IN_A_BLOCK]
        yield f"{len(block)} beginbfchar\n{''.join(map(_LINES.__getitem__, block))}endbfchar\n"


class _Lines(dict[int, str]):
    """What the CMap says of a glyph, by its code; kept, because each is asked for again and again."""

    def __missing__(self, code: int) -> str:
        if len(self) >= MOST_LINES:
            self.clear()
        text = glyph_text(code).encode("utf-16-be").hex()
        self[code] = found = f"<{glyph_number(code):04x}> <{text}>\n"
        return found


_LINES = _Lines()


def read_meanings(content: bytes) -> dict[int, str]:
    """The characters of each code of a CMap. Raises ValueError for one that names ranges of codes: ours never do."""
    found: dict[int, str] = {}
    for _, kind, body in BLOCK.findall(content):
        strings = [string for string, opened, closed in STRING.findall(body) if not opened and not closed]
        if kind != b"bfchar" or len(strings) % 2:
            raise ValueError
        for code, text in zip(strings[::2], strings[1::2], strict=True):
            found[int(code, 16)] = bytes.fromhex(text.decode("ascii")).decode("utf-16-be")
    return found
