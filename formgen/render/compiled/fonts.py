"""Fonts of compiled documents as PDF objects, of values and of the forms' own words: a face's glyphs under its own numbers.

    for glyphs in together(needs):                # or Unsure; one FaceGlyphs a face, in order of family
        font = value_font(glyphs)                 # FontObjects
        bodies = font.write(number)               # bodies of the objects number ... number + OBJECTS - 1; the font itself first

A character code is two bytes, the glyph's number in the face (Identity-H); a CIDToGIDMap leads to the small program
(`truetype`). So a page's content never depends on what else is filled in, and several subsets of a face can become one later.
As PDF/A-2a (ISO 19005-2, 6.2.11) and PDF/UA-1 want it: program embedded, widths as in it, every code with its characters.
The same glyphs give the same bytes, in any process.
"""

from __future__ import annotations

import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from sys import byteorder

from formgen.render.compiled.pdf.truetype import Program, face, program
from formgen.render.compiled.typeset.glyph_runs import CHARACTER_BITS, ONE_GLYPH, FaceGlyphs, glyph_text
from formgen.render.compiled.typeset.typeset import Unsure

OBJECTS = 6
"""How many PDF objects a font takes."""
DEFAULT_WIDTH = 1000
"""Of what W does not name (ISO 32000-1, 9.7.4.3): all hanzi."""
SYMBOLIC = 4
"""Flags of a font descriptor (ISO 32000-1, table 123): characters beyond the standard Latin ones."""
STEM = 80
"""Thickness of stems, as WeasyPrint gives it for every face; only a viewer without the program would need it."""
SMALL, MOST_SMALL = 24, 256
"""Glyphs of a font that is kept, and how many of these are."""
MOST_CONSTANT = 64
"""Fonts of forms' own words that are kept: a packet in two variants has the same."""
MOST_ENTRIES = 65536
MOST_IN_A_BLOCK = 100
"""Of entries between beginbfchar and endbfchar (Adobe Technical Note 5014)."""
CMAP_BEGINS = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
"""
CMAP_ENDS = b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"


@dataclass(frozen=True, slots=True)
class FontObjects:
    """The objects of one font, not yet numbered.

    name  its BaseFont: a tag of six letters made from the contents, and the family
    """

    family: str
    name: str
    _dictionaries: tuple[bytes, ...] = field(repr=False)
    _streams: tuple[bytes, ...] = field(repr=False)

    def write(self, first: int) -> tuple[bytes, ...]:
        """The bodies of the objects (what stands between `obj` and `endobj`) when numbered from `first` on; the font first."""
        numbers = {b"%d" % index: first + index for index in range(OBJECTS)}
        return (*(dictionary % numbers for dictionary in self._dictionaries), *self._streams)


def together(some: Iterable[FaceGlyphs]) -> tuple[FaceGlyphs, ...] | Unsure:
    """Each face once, in order of their names. Unsure where a glyph stands for different characters: a font names but one for it."""
    found = defaultdict[str, list[FaceGlyphs]](list)
    for one in some:
        found[one.family].append(one)
    faces = []
    for family in sorted(found):
        characters = set("".join([one.characters for one in found[family]]))
        codes = frozenset(map(ONE_GLYPH[family].__getitem__, characters)).union(*[one.codes for one in found[family]])
        if len({code >> CHARACTER_BITS for code in codes}) < len(codes):
            return Unsure("one glyph for different characters")
        faces.append(FaceGlyphs(family, codes))
    return tuple(faces)


def value_font(glyphs: FaceGlyphs) -> FontObjects:
    """The font of some glyphs. Raises MachineError for a face that is missing, ProofError for a glyph that it lacks."""
    return _small_font(glyphs) if len(glyphs.codes) <= SMALL else _font(glyphs)


@lru_cache(maxsize=MOST_SMALL)
def _small_font(glyphs: FaceGlyphs) -> FontObjects:
    """Digits and a few signs of the scores and dates come back again and again."""
    return _font(glyphs)


@lru_cache(maxsize=MOST_CONSTANT)
def constant_font(glyphs: FaceGlyphs) -> FontObjects:
    """The font of a form's own words: packed more tightly, which takes its time, since it is made once and kept.

    Raises as `value_font` does.
    """
    return _font(glyphs, tightly=True)


def _font(glyphs: FaceGlyphs, tightly: bool = False) -> FontObjects:
    source, codes = face(glyphs.family), sorted(glyphs.codes)
    numbers = [code >> CHARACTER_BITS for code in codes]
    made = program(glyphs.family, numbers)
    characters = _characters(codes)
    digest = sha256(glyphs.family.encode() + characters).digest()
    name = "".join(chr(65 + byte % 26) for byte in digest[:6]) + "+" + glyphs.family.replace(" ", "-")
    dictionaries = (
        b"<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%%(1)d 0 R]/ToUnicode %%(5)d 0 R>>"
        % name.encode(),
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/DW %d/W[%s]/CIDToGIDMap %%(4)d 0 R/FontDescriptor %%(2)d 0 R>>"
        % (name.encode(), DEFAULT_WIDTH, _widths(made)),
        b"<</Type/FontDescriptor/FontName/%s/FontFamily(%s)/Flags %d/FontBBox[0 %d %d %d]/ItalicAngle 0"
        b"/Ascent %d/Descent %d/CapHeight %d/StemV %d/FontFile2 %%(3)d 0 R>>"
        % (
            name.encode(),
            glyphs.family.encode(),
            SYMBOLIC,
            # As the whole layout has it: readers take from it how high a marked line is.
            source.descent,
            DEFAULT_WIDTH,
            source.ascent,
            source.ascent,
            source.descent,
            source.ascent,
            STEM,
        ),
    )
    streams = (
        _stream(
            zlib.compress(zlib.decompress(made.deflated)) if tightly else made.deflated,
            b"/Filter/FlateDecode/Length1 %d" % made.size,
        ),
        _stream(zlib.compress(_glyph_map(made.glyphs), 1), b"/Filter/FlateDecode"),
        # As it is, half a per cent of a file's size for a fiftieth of the time.
        _stream(zlib.compress(characters), b"/Filter/FlateDecode") if tightly else _stream(characters),
    )
    return FontObjects(glyphs.family, name, dictionaries, streams)


def _stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (more, len(content), content)


def _widths(made: Program) -> bytes:
    """W: the widths that are not the default, in runs of consecutive codes; .notdef's, which stands for no character, left out."""
    parts, last = list[str](), -1
    if made.advances.count(DEFAULT_WIDTH) == len(made.advances):
        return b""
    for number, advance in zip(made.glyphs[1:], made.advances[1:], strict=True):
        if advance == DEFAULT_WIDTH:
            continue
        parts.append(f" {advance}" if number == last + 1 else f"]{number}[{advance}")
        last = number
    return ("".join(parts) + "]").removeprefix("]").encode() if parts else b""


def _glyph_map(glyphs: Sequence[int]) -> bytes:
    """CIDToGIDMap: for each code up to the highest, two bytes with the glyph's number in the program."""
    table = array("H", bytes(2 * (glyphs[-1] + 1)))
    for own, number in enumerate(glyphs):
        table[number] = own
    if byteorder == "little":
        table.byteswap()
    return table.tobytes()


def _characters(codes: Sequence[int]) -> bytes:
    """The ToUnicode CMap."""
    return CMAP_BEGINS + "".join(_blocks(codes)).encode() + CMAP_ENDS


def _blocks(codes: Sequence[int]) -> Iterator[str]:
    for start in range(0, len(codes), MOST_IN_A_BLOCK):
        block = codes[start : start + MOST_IN_A_BLOCK]
        yield f"{len(block)} beginbfchar\n{''.join(map(_ENTRIES.__getitem__, block))}endbfchar\n"


class _Entries(dict[int, str]):
    """What the CMap says of a glyph, by its code; kept, because each is asked for again and again."""

    def __missing__(self, code: int) -> str:
        if len(self) >= MOST_ENTRIES:
            self.clear()
        text = glyph_text(code).encode("utf-16-be").hex()
        self[code] = found = f"<{code >> CHARACTER_BITS:04x}> <{text}>\n"
        return found


_ENTRIES = _Entries()
