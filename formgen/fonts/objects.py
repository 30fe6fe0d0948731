"""A font as the objects of a PDF: some glyphs of a face of ours. Their character codes are the glyphs' numbers in the face.

    font = font_objects("Gw Song", codes)         # FontObjects
    bodies = font.bodies(number)                  # of the objects number ... number + OBJECTS - 1; the font itself first

A character code has two bytes (Identity-H). A CIDToGIDMap gives its glyph in the small program (`subsets`). So the drawn codes
never depend on the other glyphs of the font, and several fonts of one face can later become one font, without any change of a
page. As PDF/A-2a (ISO 19005-2, 6.2.11) and PDF/UA-1 demand, the program is embedded, the widths are the same as in the program,
and every code has its characters. The same glyphs give the same bytes, in any process.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from sys import byteorder

from formgen.fonts.faces import face
from formgen.fonts.glyphs import CHARACTER_BITS
from formgen.fonts.meanings import written_meanings
from formgen.fonts.subsets import subset

OBJECTS = 6
"""The number of PDF objects of a font: font, CIDFont, descriptor; program, CIDToGIDMap, ToUnicode."""
DEFAULT_WIDTH = 1000
"""The width, in thousandths of an em, of codes that W does not name (ISO 32000-1, 9.7.4.3). All hanzi have this width."""
SYMBOLIC = 4
"""The flags of a font descriptor (ISO 32000-1, table 123): the font has characters besides the standard Latin ones."""
STEM = 80
"""The thickness of stems, as WeasyPrint writes it for every face. Only a viewer without the program would need it."""


@dataclass(frozen=True, slots=True)
class FontStream:
    """A stream: the entries of its dictionary without Length, and its content, which is deflated if the entries say so."""

    entries: bytes
    content: bytes

    def body(self) -> bytes:
        """The body of the stream's object."""
        return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (self.entries, len(self.content), self.content)


@dataclass(frozen=True, slots=True)
class FontObjects:
    """The objects of one font, which have no numbers yet. So the entries that name other objects are still missing.

    family      the family of the face
    name        its BaseFont: a tag of six letters made from the contents, and the family
    font        the entries of the Type 0 font; DescendantFonts and ToUnicode are added later
    cid_font    the entries of its CIDFont; CIDToGIDMap and FontDescriptor are added later
    descriptor  the entries of the font descriptor; FontFile2 is added later
    program     the TrueType program
    glyph_map   the CIDToGIDMap
    meanings    the ToUnicode CMap
    """

    family: str
    name: str
    font: bytes = field(repr=False)
    cid_font: bytes = field(repr=False)
    descriptor: bytes = field(repr=False)
    program: FontStream = field(repr=False)
    glyph_map: FontStream = field(repr=False)
    meanings: FontStream = field(repr=False)

    def bodies(self, first: int) -> tuple[bytes, ...]:
        """The bodies of the objects (the bytes between `obj` and `endobj`), numbered from `first` on. The font is the first."""
        return (
            b"<<%s/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>" % (self.font, first + 1, first + 5),
            b"<<%s/CIDToGIDMap %d 0 R/FontDescriptor %d 0 R>>" % (self.cid_font, first + 4, first + 2),
            b"<<%s/FontFile2 %d 0 R>>" % (self.descriptor, first + 3),
            self.program.body(),
            self.glyph_map.body(),
            self.meanings.body(),
        )


def font_objects(family: str, codes: Iterable[int], tightly: bool = False) -> FontObjects:
    """The font with some glyphs of a face.

    codes    the code of each glyph (`glyphs.glyph_code`)
    tightly  True to deflate the program as a whole, which takes longer and makes it a fifth smaller, and to deflate the
             ToUnicode CMap; for fonts that are made once and kept

    Raises MachineError if the face is missing, ProofError if it lacks a glyph.
    """
    source, ordered = face(family), sorted(codes)
    made = subset(source, [code >> CHARACTER_BITS for code in ordered])
    characters = written_meanings(ordered)
    label = family.replace(" ", "-")
    name = f"{subset_tag(family.encode() + characters)}+{label}"
    base, ascent, descent = name.encode(), source.ascent, source.descent
    return FontObjects(
        family,
        name,
        font=b"/Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H" % base,
        cid_font=b"/Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/DW %d/W[%s]" % (base, DEFAULT_WIDTH, written_widths(made.glyphs[1:], made.advances[1:])),
        # The bounds are the same as in a whole layout. PDF viewers use them for the height of a marked line.
        descriptor=b"/Type/FontDescriptor/FontName/%s/FontFamily(%s)/Flags %d/FontBBox[0 %d %d %d]/ItalicAngle 0"
        b"/Ascent %d/Descent %d/CapHeight %d/StemV %d"
        % (base, family.encode(), SYMBOLIC, descent, DEFAULT_WIDTH, ascent, ascent, descent, ascent, STEM),
        program=FontStream(
            b"/Filter/FlateDecode/Length1 %d" % made.size,
            zlib.compress(zlib.decompress(made.deflated)) if tightly else made.deflated,
        ),
        glyph_map=FontStream(b"/Filter/FlateDecode", zlib.compress(_glyph_map(made.glyphs), 1)),
        # Otherwise it is not deflated. This makes the file half a per cent larger, and takes a fiftieth of the time.
        meanings=FontStream(b"/Filter/FlateDecode", zlib.compress(characters))
        if tightly
        else FontStream(b"", characters),
    )


def subset_tag(content: bytes) -> str:
    """Six capital letters for a subset of a face (ISO 32000-1, 9.6.4). The same content always gives the same letters."""
    return "".join(chr(ord("A") + byte % 26) for byte in sha256(content).digest()[:6])


def written_widths(glyphs: Sequence[int], advances: Sequence[int]) -> bytes:
    """The text between the brackets of W: the widths that are not the default, in runs of consecutive codes."""
    parts, last = list[str](), -1
    if advances.count(DEFAULT_WIDTH) == len(advances):
        return b""
    for number, advance in zip(glyphs, advances, strict=True):
        if advance == DEFAULT_WIDTH:
            continue
        parts.append(f" {advance}" if number == last + 1 else f"]{number}[{advance}")
        last = number
    return ("".join(parts) + "]").removeprefix("]").encode()


def _glyph_map(glyphs: Sequence[int]) -> bytes:
    """The content of CIDToGIDMap: for each code up to the highest one, two bytes with the glyph's number in the program."""
    table = array("H", bytes(2 * (glyphs[-1] + 1)))
    for own, number in enumerate(glyphs):
        table[number] = own
    if byteorder == "little":
        table.byteswap()
    return table.tobytes()
