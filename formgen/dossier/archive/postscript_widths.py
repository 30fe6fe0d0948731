"""The widths in font programs of PostScript's two kinds: Type 1 (Adobe Type 1 Font Format, 1990) and CFF (Adobe TN 5176, 5177).

An archive must state the widths that the program has (ISO 19005-2, 6.2.11.5), because a reader may use either.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

import pikepdf
from fontTools.agl import UV2AGL
from fontTools.cffLib import CFFFontSet
from fontTools.encodings.MacRoman import MacRoman
from fontTools.encodings.StandardEncoding import StandardEncoding
from fontTools.misc.psCharStrings import T2WidthExtractor
from pikepdf import Name

LARGEST = 8 << 20
"""Bytes of a program that is read."""
FILE_KEY, GLYPH_KEY, USUAL_SKIP = 55665, 4330, 4
"""The keys with which a Type 1 program and its glyphs are written, and the bytes in front that mean nothing (chapter 7)."""
GLYPH = re.compile(rb"\s*/([^\s/]+)\s+(\d+)\s+\S+ ")
ENTRY = re.compile(rb"dup\s+(\d+)\s*/([^\s/]+)\s+put")
MATRIX = re.compile(rb"/FontMatrix\s*\[\s*([-+.\deE]+)")
SKIP = re.compile(rb"/lenIV\s+(-?\d+)")
HSBW, ESCAPE, SBW, DIV = 13, 12, 7, 12
OPEN_TYPE = b"OTTO"


class CffProgram:
    """A CFF program; also that in an OpenType file."""

    def __init__(self, content: bytes) -> None:
        """Raises one of fontTools' errors for a program that breaks its format."""
        fonts = CFFFontSet()
        fonts.decompile(io.BytesIO(_cff_table(content) if content.startswith(OPEN_TYPE) else content), None, False)
        (name,) = fonts.fontNames
        self._top = fonts[name]
        self._strings = self._top.CharStrings
        self._is_by_cid = hasattr(self._top, "ROS")
        encoding = None if self._is_by_cid else self._top.Encoding
        self.built_in: list[str] = list(StandardEncoding) if encoding == "StandardEncoding" else list(encoding or ())

    def width(self, glyph: str) -> float:
        """The width of a glyph, in thousandths of the size. Raises KeyError if it has no such glyph."""
        string = self._strings[glyph]
        private = string.private
        subroutines = getattr(private, "Subrs", [])
        extractor = T2WidthExtractor(
            subroutines, string.globalSubrs, private.nominalWidthX, private.defaultWidthX, private
        )
        extractor.execute(string)
        return float(extractor.width) * self._scale(glyph)

    def glyph_of_cid(self, cid: int) -> str:
        """The glyph of a character of a composite font (ISO 32000-1, 9.7.4.2)."""
        return f"cid{cid:05d}" if self._is_by_cid and cid else str(self._top.charset[cid])

    def _scale(self, glyph: str) -> float:
        """From the program's units to thousandths of the size."""
        holders = [self._top]
        if self._is_by_cid:
            _, selected = self._strings.getItemAndSelector(glyph)
            holders.append(self._top.FDArray[selected])
        given = [one.rawDict["FontMatrix"][0] for one in holders if "FontMatrix" in one.rawDict]
        scale = 1.0
        for factor in given:
            scale *= float(factor)
        return scale * 1000 if given else 1.0


class Type1Program:
    """A Type 1 program. No PostScript in it is run: only its glyphs' beginnings are read."""

    def __init__(self, content: bytes, clear: int) -> None:
        """clear: bytes of the part that can be read (/Length1). Raises ValueError for what is no such program."""
        hidden = content[clear:]
        if re.fullmatch(rb"[0-9A-Fa-f\s]{8}", hidden[:8]):
            hidden = bytes.fromhex(re.sub(rb"[^0-9A-Fa-f]", b"", hidden.partition(b"0" * 64)[0]).decode("ascii"))
        private = _decrypted(hidden, FILE_KEY, USUAL_SKIP)
        skip = SKIP.search(private)
        self._skip = int(skip[1]) if skip else USUAL_SKIP
        matrix = MATRIX.search(content[:clear])
        self._scale = float(matrix[1]) * 1000 if matrix else 1.0
        self._glyphs = dict(_glyphs(private))
        if b"StandardEncoding def" in content[:clear]:
            self.built_in = list(StandardEncoding)
        else:
            self.built_in = [".notdef"] * 256
            for code, name in ENTRY.findall(content[:clear]):
                self.built_in[int(code)] = name.decode("latin-1")

    def width(self, glyph: str) -> float:
        """The width of a glyph, in thousandths of the size. Raises KeyError if it has no such glyph, ValueError for one
        that does not begin with its width."""
        string = self._glyphs[glyph]
        return _stated(string if self._skip < 0 else _decrypted(string, GLYPH_KEY, self._skip)) * self._scale


PostScriptProgram = CffProgram | Type1Program


def program_of(font: pikepdf.Object) -> PostScriptProgram:
    """The program of a simple font, or of a composite font's part. Raises KeyError if it has none, and other errors for one
    that can't be read."""
    descriptor = font.FontDescriptor
    file = descriptor["/FontFile3"] if "/FontFile3" in descriptor else descriptor["/FontFile"]
    content = file.read_bytes()
    if len(content) > LARGEST:
        raise ValueError
    return CffProgram(content) if "/FontFile3" in descriptor else Type1Program(content, int(file.Length1))


def glyph_names(font: pikepdf.Object, built_in: list[str]) -> Mapping[int, str]:
    """The names of the glyphs of a simple font's codes (ISO 32000-1, 9.6.6.2). built_in: those that its program gives."""
    encoding = font.get("/Encoding")
    base = encoding.get("/BaseEncoding") if isinstance(encoding, pikepdf.Dictionary) else encoding
    names = {code: name for code, name in enumerate(_base(base, built_in)) if name}
    if isinstance(encoding, pikepdf.Dictionary) and "/Differences" in encoding:
        code = 0
        for one in encoding.Differences.as_list():
            if isinstance(one, pikepdf.Name):
                names[code] = str(one).removeprefix("/")
                code += 1
            else:
                code = int(one)
    return names


def _base(encoding: object, built_in: list[str]) -> list[str]:
    if encoding == Name.WinAnsiEncoding:
        characters = bytes(range(256)).decode("cp1252", "replace")
        return ["" if one == "\ufffd" else UV2AGL.get(_usual(ord(one)), "") for one in characters]
    if encoding == Name.MacRomanEncoding:
        return list(MacRoman)
    return list(StandardEncoding) if encoding == Name.StandardEncoding else built_in


def _usual(character: int) -> int:
    """The space for a space that does not break, and the hyphen for the soft one (ISO 32000-1, annex D, notes 5 and 6)."""
    return {0xA0: 0x20, 0xAD: 0x2D}.get(character, character)


def _cff_table(content: bytes) -> bytes:
    for at in range(12, 12 + 16 * int.from_bytes(content[4:6], "big"), 16):
        if content[at : at + 4] == b"CFF ":
            offset, size = (int.from_bytes(content[at + skip : at + skip + 4], "big") for skip in (8, 12))
            return content[offset : offset + size]
    raise ValueError


def _decrypted(content: bytes, key: int, skip: int) -> bytes:
    plain = bytearray()
    for byte in content:
        plain.append(byte ^ (key >> 8))
        key = ((byte + key) * 52845 + 22719) & 0xFFFF
    return bytes(plain[skip:])


def _glyphs(private: bytes) -> list[tuple[str, bytes]]:
    found, at = [], private.find(b"/CharStrings")
    begin = re.compile(rb"begin").search(private, at) if at >= 0 else None
    if begin is None:
        raise ValueError
    at = begin.end()
    while (glyph := GLYPH.match(private, at)) is not None:
        size = int(glyph[2])
        found.append((glyph[1].decode("latin-1"), private[glyph.end() : glyph.end() + size]))
        at = private.find(b"\n", glyph.end() + size)
        if at < 0:
            break
    return found


def _stated(string: bytes) -> float:
    """The width with which a glyph begins: `hsbw`, or `sbw` (Type 1, 6.4). Raises ValueError for another beginning."""
    stack: list[float] = []
    at = 0
    while at < len(string):
        byte = string[at]
        at += 1
        if byte == HSBW:
            return stack[1]
        if byte == ESCAPE:
            operator, at = string[at], at + 1
            if operator == SBW:
                return stack[2]
            if operator != DIV:
                raise ValueError
            below = stack.pop()
            stack.append(stack.pop() / below)
        elif byte < 32:
            raise ValueError
        elif byte <= 246:
            stack.append(byte - 139)
        elif byte <= 254:
            sign, base = (1, 247) if byte <= 250 else (-1, 251)
            stack.append(sign * ((byte - base) * 256 + string[at] + 108))
            at += 1
        else:
            stack.append(int.from_bytes(string[at : at + 4], "big", signed=True))
            at += 4
    raise ValueError
