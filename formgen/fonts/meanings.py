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
    """The characters of each code of a CMap. Raises ValueError if it is not written as it must be."""
    found: dict[int, str] = {}
    for _, kind, body in BLOCK.findall(content):
        tokens = STRING.findall(body)
        if kind == b"bfrange":
            _read_ranges(tokens, found)
            continue
        strings = [string for string, opened, closed in tokens if not opened and not closed]
        if len(strings) % 2:
            raise ValueError
        for code, text in zip(strings[::2], strings[1::2], strict=True):
            found[int(code, 16)] = _characters(text)
    return found


def _read_ranges(tokens: Sequence[tuple[bytes, bytes, bytes]], found: dict[int, str]) -> None:
    """Read ranges of codes: for each its first and last code, and then the characters of the first, or of each in brackets.

    Raises ValueError for ranges of more than two bytes.
    """
    waiting = list(reversed(tokens))
    while waiting:
        first, last = (int(waiting.pop()[0], 16) for _ in range(2)) if len(waiting) > 2 else (0, MOST_LINES)
        if last - first >= MOST_LINES:
            raise ValueError
        text, opened, _ = waiting.pop()
        if opened:
            for code in range(first, last + 1):
                found[code] = _characters(waiting.pop()[0])
            if not waiting or not waiting.pop()[2]:
                raise ValueError
        else:
            characters = _characters(text)
            for code in range(first, last + 1):
                found[code] = characters[:-1] + chr(ord(characters[-1]) + code - first)


def _characters(written: bytes) -> str:
    text = bytes.fromhex(written.decode("ascii")).decode("utf-16-be")
    if not text:
        raise ValueError
    return text
