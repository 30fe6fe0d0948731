"""Decides which fonts an archive (PDF/A-2b, ISO 19005-2, 6.2.11) can hold as they are. In doubt, a font is refused.

The widths in a font's program are compared with those that the PDF states for the characters that are shown, because a
reader may use either.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Name

from formgen.fonts.cmap import character_tables
from formgen.fonts.embedded import glyph_numbers, read_widths
from formgen.fonts.truetype import OddProgramError, TrueType

if TYPE_CHECKING:
    from formgen.dossier.archive.postscript_widths import PostScriptProgram

FILTERS = frozenset(
    {
        *("/FlateDecode", "/DCTDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/ASCIIHexDecode", "/ASCII85Decode"),
        "/RunLengthDecode",
    }
)
"""LZW is not allowed (6.1.7.2); JPEG 2000 is, in some kinds only (6.2.8.3), and is left out altogether."""
CLOSE = 1.0
"""Thousandths of the size by which a stated width may differ from the program's (6.2.11.5)."""
OTHER_WIDTHS = "有字体写明的字宽与字形不符"
ODD_PROGRAM = (
    *(OddProgramError, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, struct.error),
    *(RecursionError, OverflowError, ZeroDivisionError, NotImplementedError, EOFError, MemoryError),
)
"""What the readers of programs raise at one that breaks its format."""
SYMBOLS = 0xF000
"""Where the codes of a symbol font lie in its cmap (ISO 32000-1, 9.6.6.4)."""


class NotCarriedError(Exception):
    """Why a page can't stand as it is, in Chinese."""


class Widths:
    """The widths of one file's fonts, each program read once."""

    def __init__(self) -> None:
        self._programs: dict[tuple[int, int], TrueType] = {}
        self._postscript: dict[tuple[int, int], PostScriptProgram] = {}

    def check(self, font: pikepdf.Object, codes: set[bytes]) -> None:
        """Raises NotCarriedError if the font states another width for a text's characters than its program has.

        codes  the strings that are shown in it
        """
        kind = str(font.get("/Subtype", ""))
        try:
            if kind == "/Type0" and font.DescendantFonts[0].get("/Subtype") == Name.CIDFontType2:
                below = font.DescendantFonts[0]
                shown = {int.from_bytes(text[at : at + 2], "big") for text in codes for at in range(0, len(text), 2)}
                self._compare(below, glyph_numbers(below, shown), read_widths(below, shown))
            elif kind == "/TrueType":
                program = self._program(font)
                first, listed = int(font.FirstChar), [float(width) for width in font.Widths.as_list()]
                shown = {code for text in codes for code in text}
                numbers = dict(zip(sorted(shown), _glyphs(program, font, sorted(shown)), strict=True))
                self._compare(font, numbers, {code: listed[code - first] for code in shown if code >= first})
            elif kind in ("/Type0", "/Type1", "/MMType1"):
                self._check_postscript(font, codes, kind == "/Type0")
        except ODD_PROGRAM:
            raise NotCarriedError("有字体看不懂") from None

    def _check_postscript(self, font: pikepdf.Object, codes: set[bytes], is_composite: bool) -> None:
        # fontTools takes a quarter of a second to be imported, and few papers have such fonts.
        from formgen.dossier.archive.postscript_widths import CffProgram, glyph_names, program_of

        holder = font.DescendantFonts[0] if is_composite else font
        key = holder.FontDescriptor.objgen
        program = self._postscript.get(key)
        if program is None or key == (0, 0):
            program = self._postscript[key] = program_of(holder)
        if is_composite:
            if not isinstance(program, CffProgram):
                raise ValueError
            shown = {int.from_bytes(text[at : at + 2], "big") for text in codes for at in range(0, len(text), 2)}
            glyphs, stated = {code: program.glyph_of_cid(code) for code in shown}, read_widths(holder, shown)
        else:
            names, first = glyph_names(font, program.built_in), int(font.FirstChar)
            glyphs = {code: names[code] for text in codes for code in text}
            stated = {code: float(font.Widths[code - first]) for code in glyphs if code >= first}
        for code, glyph in glyphs.items():
            if abs(program.width(glyph) - stated[code]) > CLOSE:
                raise NotCarriedError(OTHER_WIDTHS)

    def _compare(self, font: pikepdf.Object, numbers: dict[int, int], stated: dict[int, float]) -> None:
        program = self._program(font)
        for code, number in numbers.items():
            width, _ = program.metric(number)
            if abs(width * 1000 / program.units - stated[code]) > CLOSE:
                raise NotCarriedError(OTHER_WIDTHS)

    def _program(self, font: pikepdf.Object) -> TrueType:
        file = font.FontDescriptor.FontFile2
        if file.objgen not in self._programs:
            self._programs[file.objgen] = TrueType(file.read_bytes())
        return self._programs[file.objgen]


def _glyphs(program: TrueType, font: pikepdf.Object, codes: Iterable[int]) -> list[int]:
    """The glyphs of a simple font's characters (ISO 32000-1, 9.6.6.4). Raises KeyError where that is not sure."""
    tables = character_tables(program)
    encoding = font.get("/Encoding")
    if encoding is not None:
        name = "cp1252" if encoding == Name.WinAnsiEncoding else "mac_roman"
        unicode_table = tables[3, 1]
        return [unicode_table[ord(bytes([code]).decode(name))] for code in codes]
    if (3, 0) in tables:
        symbols = tables[3, 0]
        return [symbols[code] if code in symbols else symbols[SYMBOLS + code] for code in codes]
    return [tables[1, 0][code] for code in codes]


def check_font(font: pikepdf.Object) -> None:
    """Fonts that are in the file, and whose characters and widths are found in one way only (6.2.11). Of a Type 3 font
    the drawings of its characters are not looked into. Raises NotCarriedError."""
    kind = str(font.get("/Subtype", ""))
    if kind == "/Type0":
        below = font.DescendantFonts[0]
        is_truetype = below.get("/Subtype") == Name.CIDFontType2
        if str(font.Encoding) not in ("/Identity-H", "/Identity-V") or (is_truetype and "/CIDToGIDMap" not in below):
            raise NotCarriedError("有字体的编码不能长期保存")
        _embedded(below, ("/FontFile2",) if is_truetype else ("/FontFile3",))
        if "/CIDSet" in below.FontDescriptor:
            del below.FontDescriptor["/CIDSet"]  # need not be there; if it is, it must be complete, and seldom is
    elif kind == "/TrueType":
        _embedded(font, ("/FontFile2",))
        symbolic = bool(int(font.FontDescriptor.get("/Flags", 0)) & 4)
        plain = font.get("/Encoding") in (Name.WinAnsiEncoding, Name.MacRomanEncoding)
        if (symbolic and "/Encoding" in font) or (not symbolic and not plain):
            raise NotCarriedError("有字体的编码不能长期保存")
        _has_widths(font)
    elif kind in ("/Type1", "/MMType1"):
        _embedded(font, ("/FontFile", "/FontFile3"))
        if "/CharSet" in font.FontDescriptor:
            del font.FontDescriptor["/CharSet"]  # as CIDSet
        _has_widths(font)
    elif kind == "/Type3":
        _has_widths(font)
    else:
        raise NotCarriedError("有看不懂的字体")


def _embedded(font: pikepdf.Object, files: tuple[str, ...]) -> None:
    descriptor = font.get("/FontDescriptor", pikepdf.Dictionary())
    file = next((descriptor[name] for name in files if name in descriptor), None)
    if not isinstance(file, pikepdf.Stream):
        raise NotCarriedError("有字体没有嵌入文件")
    if "/FontFile3" in files and "/FontFile3" in descriptor:
        kind = str(file.get("/Subtype", ""))
        if kind not in ("/Type1C", "/CIDFontType0C", "/OpenType"):
            raise NotCarriedError("有看不懂的字体")
    check_packing(file)


def _has_widths(font: pikepdf.Object) -> None:
    if not {"/FirstChar", "/LastChar", "/Widths"} <= set(font.keys()):
        raise NotCarriedError("有字体没有写明字宽")


def check_packing(stream: pikepdf.Object) -> None:
    """Streams of this file alone, packed in a way that an archive allows (6.1.7). Raises NotCarriedError."""
    filters = stream.get("/Filter", ())
    for name in [filters] if isinstance(filters, pikepdf.Name) else list(filters):
        if str(name) not in FILTERS:
            raise NotCarriedError("有图片用了不能长期保存的压缩方式")
    if "/F" in stream:
        raise NotCarriedError("内容在别的文件里")
