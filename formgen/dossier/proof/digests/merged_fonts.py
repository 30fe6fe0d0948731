"""Does a page of our own show the same glyphs, although binding gave it another font than its source has?

Binding merges the subsets of a face that our own pages bring (`formgen/dossier/binding/one_font.py`): the codes on the page stay, the
font that they mean becomes another one. Such a page consists of what its source consists of if every code that it shows has the same
outline, width and place in both fonts, and nothing else of the fonts decides what is drawn. Both fonts are read here as pypdf read them.

Any doubt is an answer: a font that is not built like ours, a code that one of the two lacks, content that is written in another way.
"""

from __future__ import annotations

import re
from struct import unpack
from typing import Any

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from formgen.dossier.proof.digests.second_reader import plain_bytes
from formgen.fonts.truetype import TABLES, Glyph, OddProgramError, TrueType

SHOWING = re.compile(
    rb"/([^\x00-\x20()<>\[\]{}/%#]+)\s+[-+]?[.\d]+\s+Tf(?=[\s\[(<])"
    rb"|<((?:[0-9A-Fa-f]{4})*)>"
    rb"|\(((?:[^()\\\r]|\\[nrtbf()\\]|\\[0-3][0-7]{2})*)\)"
    rb"|<(<)"
    rb"|Q()"
    rb"|<()|\(()|%()|\x00()|Tf()|BI()"
)
"""What decides which codes a page shows with which font: a font is chosen; a text in digits; a text in bytes; what a dictionary begins
with; the end of a block, behind which an earlier font may be in use again; whatever makes the reading doubtful. Letters count wherever
they stand, also within a name: that can only add doubt. Every way begins with a byte that is written out, outside of groups: so the bytes
with which none begins, the numbers above all, are passed at once."""
FONT, HEX, LITERAL, DICTIONARY, BLOCK_END = range(1, 6)
FONT_KEYS = frozenset({"/Type", "/Subtype", "/BaseFont", "/Encoding", "/DescendantFonts", "/ToUnicode"})
CID_FONT_KEYS = frozenset(
    {"/Type", "/Subtype", "/BaseFont", "/CIDSystemInfo", "/DW", "/W", "/FontDescriptor", "/CIDToGIDMap"}
)
NOT_COMPARED = frozenset({"/FontName", "/FontFile2", "/CIDSet"})
"""Entries of a descriptor that belong to one subset: its name, its program, the list of its glyphs."""
UNHINTED = frozenset({*TABLES, b"cmap", b"name", b"post", b"OS/2", b"gasp"})
"""The tables that a program may have: none of them changes an outline."""
SUBSET_TAG = re.compile(r"/[A-Z]{6}\+")
DEFAULT_WIDTH = 1000
ODD = (OddProgramError, ValueError, KeyError, TypeError, AttributeError, IndexError)

Shown = dict[str, set[int]]
"""The codes that a page shows, by the name of the font on the page."""


class OwnFont:
    """A composite font that is built like ours. Raises one of ODD for any other font.

    said  all that decides what it draws, besides the glyphs and widths of its codes
    """

    def __init__(self, font: DictionaryObject) -> None:
        cid_font = font["/DescendantFonts"][0].get_object()  # type: ignore[index]
        descriptor = cid_font["/FontDescriptor"]
        kinds: tuple[object, ...] = font["/Subtype"], font["/Encoding"], cid_font["/Subtype"]
        is_like_ours = set(font) <= FONT_KEYS and set(cid_font) <= CID_FONT_KEYS
        if kinds != ("/Type0", "/Identity-H", "/CIDFontType2") or not is_like_ours:
            raise OddProgramError
        self._program = TrueType(descriptor["/FontFile2"].get_data())
        if not self._program.tags <= UNHINTED:
            raise OddProgramError
        glyph_map = cid_font["/CIDToGIDMap"]
        self._map: bytes | None = glyph_map.get_data() if isinstance(glyph_map, StreamObject) else None
        if self._map is None and glyph_map != "/Identity":
            raise OddProgramError
        self._widths, self._default = (
            _widths(cid_font.get("/W", ArrayObject())),
            float(cid_font.get("/DW", DEFAULT_WIDTH)),
        )
        names = [
            SUBSET_TAG.sub("", str(one)) for one in (font["/BaseFont"], cid_font["/BaseFont"], descriptor["/FontName"])
        ]
        described = sorted((key, _plain(value)) for key, value in descriptor.items() if key not in NOT_COMPARED)
        self._drawn: dict[int, tuple[Glyph, float]] = {}
        self.said = (self._program.units, names, _plain(cid_font["/CIDSystemInfo"]), described)

    def drawn(self, code: int) -> tuple[Glyph, float]:
        """What a code draws: its glyph, and its width in thousandths of the font's size. Raises one of ODD if there is none."""
        known = self._drawn.get(code)
        if known is None:
            number = code
            if self._map is not None:
                at = self._map[2 * code : 2 * code + 2]
                number = at[0] << 8 | at[1]
            known = self._drawn[code] = self._program.glyph(number), self._widths.get(code, self._default)
        return known


class OwnFonts:
    """The fonts of one file, each read once: their streams need not stay in memory."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], OwnFont | None] = {}

    def read(self, fonts: DictionaryObject, name: str) -> OwnFont | None:
        """A font by its name on a page; None if there is none that is built like ours."""
        given = fonts.raw_get(name) if name in fonts else None
        if not isinstance(given, IndirectObject):
            return None
        key = given.idnum, given.generation
        if key not in self._known:
            try:
                self._known[key] = OwnFont(given.get_object())  # type: ignore[arg-type]
            except ODD:
                self._known[key] = None
        return self._known[key]


def shown_codes(content: bytes) -> Shown | None:
    """The codes that a page's content shows, by the name of the font. None if this is not sure."""
    shown: dict[str, bytearray] = {}
    now: bytearray | None = None
    for part in SHOWING.finditer(content):
        kind = part.lastindex
        if kind == FONT:
            now = shown.setdefault("/" + part[FONT].decode("latin-1"), bytearray())
        elif kind in (HEX, LITERAL):
            codes = bytes.fromhex(part[HEX].decode("ascii")) if kind == HEX else plain_bytes(part[LITERAL])
            if now is None or len(codes) % 2:
                return None
            now += codes
        elif kind == BLOCK_END:
            now = None
        elif kind != DICTIONARY:
            return None
    return {name: set(unpack(f">{len(codes) // 2}H", codes)) for name, codes in shown.items()}


def are_alike(shown: Shown, ours: tuple[OwnFonts, DictionaryObject], bound: tuple[OwnFonts, DictionaryObject]) -> bool:
    """True if every code that a page shows is drawn alike with the fonts of its source and with those of the dossier.

    ours, bound  the fonts of the file that were read so far, and those of the page by their names
    """
    for name, codes in shown.items():
        one, other = ours[0].read(ours[1], name), bound[0].read(bound[1], name)
        if one is None or other is None or one.said != other.said:
            return False
        try:
            if any(one.drawn(code) != other.drawn(code) for code in codes):
                return False
        except ODD:
            return False
    return True


def _widths(listed: Any) -> dict[int, float]:
    """The widths that a font lists, by code (ISO 32000-1, 9.7.4.3). Raises one of ODD for a list that is written otherwise."""
    widths: dict[int, float] = {}
    waiting = iter(listed)
    for first in waiting:
        then = next(waiting).get_object()
        if isinstance(then, ArrayObject):
            widths.update(enumerate(map(float, then), start=int(first)))
        else:
            width = float(next(waiting))
            if not 0 <= first <= then <= 0xFFFF:
                raise ValueError
            widths.update(dict.fromkeys(range(int(first), int(then) + 1), width))
    return widths


def _plain(value: Any) -> object:
    """A value without references, so that equal values are equal."""
    value = value.get_object()
    if isinstance(value, DictionaryObject):
        return sorted((str(key), _plain(one)) for key, one in value.items())
    return [_plain(one) for one in value] if isinstance(value, ArrayObject) else value
