"""A font as the objects of a PDF: glyphs of a face of ours, with the glyphs' own numbers in the face as character codes.

    font = font_objects("Gw Song", codes)         # FontObjects
    bodies = font.bodies(number)                  # of the objects number ... number + OBJECTS - 1; the font itself first

A code is two bytes (Identity-H), and a CIDToGIDMap leads from it to the glyph in the small program (`subsets`). So what is drawn never
depends on what else is in the font, and several fonts of one face can become one later without touching a page.
As PDF/A-2a (ISO 19005-2, 6.2.11) and PDF/UA-1 want it: the program is embedded, the widths are as in it, every code has its
characters. The same glyphs give the same bytes, in any process.
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
"""How many PDF objects a font takes: font, CIDFont, descriptor; program, CIDToGIDMap, ToUnicode."""
DEFAULT_WIDTH = 1000
"""The width, in thousandths of an em, of what W does not name (ISO 32000-1, 9.7.4.3): all hanzi."""
SYMBOLIC = 4
"""Flags of a font descriptor (ISO 32000-1, table 123): there are characters beyond the standard Latin ones."""
STEM = 80
"""Thickness of stems, as WeasyPrint gives it for every face; only a viewer without the program would need it."""


@dataclass(frozen=True, slots=True)
class FontStream:
    """A stream: its dictionary's entries without Length, and its content, deflated where the entries say so."""

    entries: bytes
    content: bytes

    def body(self) -> bytes:
        """The body of its object."""
        return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (self.entries, len(self.content), self.content)


@dataclass(frozen=True, slots=True)
class FontObjects:
    """The objects of one font, not yet numbered. Entries of dictionaries stand here without those that name other objects.

    name        its BaseFont: a tag of six letters made from the contents, and the family
    font        entries of the Type 0 font; DescendantFonts and ToUnicode are added to these
    cid_font    entries of its CIDFont; to these come CIDToGIDMap and FontDescriptor
    descriptor  entries of the font descriptor; to these comes FontFile2
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
        """The bodies of the objects (what stands between `obj` and `endobj`) when numbered from `first` on; the font first."""
        return (
            b"<<%s/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>" % (self.font, first + 1, first + 5),
            b"<<%s/CIDToGIDMap %d 0 R/FontDescriptor %d 0 R>>" % (self.cid_font, first + 4, first + 2),
            b"<<%s/FontFile2 %d 0 R>>" % (self.descriptor, first + 3),
            self.program.body(),
            self.glyph_map.body(),
            self.meanings.body(),
        )


def font_objects(family: str, codes: Iterable[int], tightly: bool = False) -> FontObjects:
    """The font of some glyphs of a face, `glyphs.glyph_code` each.

    tightly: True deflates the program as a whole, which takes longer and saves a fifth; for fonts that are made once and kept.
    Raises MachineError for a face that is missing, ProofError for a glyph that it lacks.
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
        # The bounds are as the whole layout has them: readers take from them how high a marked line is.
        descriptor=b"/Type/FontDescriptor/FontName/%s/FontFamily(%s)/Flags %d/FontBBox[0 %d %d %d]/ItalicAngle 0"
        b"/Ascent %d/Descent %d/CapHeight %d/StemV %d"
        % (base, family.encode(), SYMBOLIC, descent, DEFAULT_WIDTH, ascent, ascent, descent, ascent, STEM),
        program=FontStream(
            b"/Filter/FlateDecode/Length1 %d" % made.size,
            zlib.compress(zlib.decompress(made.deflated)) if tightly else made.deflated,
        ),
        glyph_map=FontStream(b"/Filter/FlateDecode", zlib.compress(_glyph_map(made.glyphs), 1)),
        # As it is, half a per cent of a file's size for a fiftieth of the time.
        meanings=FontStream(b"/Filter/FlateDecode", zlib.compress(characters))
        if tightly
        else FontStream(b"", characters),
    )


def subset_tag(content: bytes) -> str:
    """Six capital letters for a subset of a face (ISO 32000-1, 9.6.4), made from what is in it: the same for the same."""
    return "".join(chr(ord("A") + byte % 26) for byte in sha256(content).digest()[:6])


def written_widths(glyphs: Sequence[int], advances: Sequence[int]) -> bytes:
    """What stands in W between its brackets: the widths that are not the default, in runs of consecutive codes."""
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
    """CIDToGIDMap: for each code up to the highest, two bytes with the glyph's number in the program."""
    table = array("H", bytes(2 * (glyphs[-1] + 1)))
    for own, number in enumerate(glyphs):
        table[number] = own
    if byteorder == "little":
        table.byteswap()
    return table.tobytes()
