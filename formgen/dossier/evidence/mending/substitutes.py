"""Embeds one of our faces for each Chinese font that a file does not embed, so that every machine shows the same.

A viewer draws such text with any font that the machine has, or not at all. The character set of the codes, or else pdfium,
says which character a code means. pdfium knows the character collections of Adobe, and it measures how wide each character
is. The contents of the pages stay as they are. Only the objects of the font change.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pikepdf
from pikepdf import Name

from formgen.dossier.evidence.mending.code_spaces import CodeSpace, code_space
from formgen.dossier.evidence.mending.shown_codes import ForeignFont, foreign_fonts
from formgen.engines.pdfium import PdfiumFile
from formgen.fonts.cmap import character_tables
from formgen.fonts.faces import FaceProgram, face
from formgen.fonts.objects import STEM, SYMBOLIC, subset_tag
from formgen.fonts.subsets import subset

SONG = "Gw Song"
"""Our face with the most characters."""
LOOKS = (
    (re.compile("仿宋|FangSong|Fangsong", re.IGNORECASE), "Gw Fang"),
    (re.compile("楷|Kai", re.IGNORECASE), "Gw Kai"),
    (re.compile("小标宋|XiaoBiaoSong|,Bold|-Bold", re.IGNORECASE), "Gw Title"),
    (re.compile("黑|Hei|Gothic", re.IGNORECASE), "Gw Hei"),
)
"""Which face looks like a font, by the font's name. A face replaces a font only if it has all characters that are shown in it."""
TAG = re.compile(r"^[A-Z]{6}\+")
"""The tag of a subset before the name of a font (ISO 32000-1, 9.6.4)."""
ACROSS, DOWN = 120, 40
"""The distances, in points (pt), between the codes on the page from which pdfium reads them. Each code stands there twice,
because the distance between the two is the width of its character."""
A_LINE = 100
"""How many codes stand in one line of this page."""
SIZE = 20
"""The font size on this page, in points (pt)."""
COLLECTIONS = ("Adobe-GB1", "Adobe-CNS1", "Adobe-Japan1", "Adobe-Korea1")
"""The collections whose characters pdfium knows by their numbers (CIDs)."""
BLANK = frozenset(" \t\r\n\0\u3000\u00a0\u200b\ufeff")
"""Characters that show nothing, even if a face has a glyph for them."""
MOST_IN_A_BLOCK = 100
"""How many lines a block of a CMap may have (Adobe Technical Note 5014)."""
HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering ({ordering}) /Supplement 0 >> def
/CMapName /{name} def
/CMapType {kind} def
"""
END = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"


class Replaced(NamedTuple):
    """A font that was replaced, or that could not be replaced and stays as it was.

    name     the name of the font in the file
    pages    the pages that show text in it, counted from 1
    missing  the characters that the last face tried (`SONG`) lacks; empty if the font was replaced
    unknown  True if nobody knows what its codes mean, so that it was not replaced
    """

    name: str
    pages: tuple[int, ...]
    missing: str = ""
    unknown: bool = False

    @property
    def is_replaced(self) -> bool:
        """True if one of our faces replaces it."""
        return not self.missing and not self.unknown


class _Meant(NamedTuple):
    """What a code means: its character (empty if unknown), and its width in thousandths of the font size."""

    character: str
    width: float


def embed_substitutes(pdf: pikepdf.Pdf) -> tuple[Replaced, ...]:
    """Replace all composite fonts that the file does not embed by our faces. Returns a report of each font.

    Raises UndrawableError if pdfium fails.
    """
    return tuple(_replaced(pdf, font) for font in foreign_fonts(pdf))


def _replaced(pdf: pikepdf.Pdf, foreign: ForeignFont) -> Replaced:
    name, pages = font_name(foreign.font), tuple(page + 1 for page in foreign.pages)
    encoding = foreign.font.get("/Encoding")
    space = code_space(str(encoding)[1:]) if isinstance(encoding, pikepdf.Name) else None
    if space is None:
        return Replaced(name, pages, unknown=True)
    codes = sorted({code for text in foreign.texts for code in space.codes(text)}, key=lambda code: (len(code), code))
    vertical = str(encoding).endswith("-V")
    meant = _meanings(foreign.font, codes, space, vertical, drawn=True)
    if space.encoding is None and _collection(foreign.font) not in COLLECTIONS:
        meant = tuple(
            _Meant("", one.width) for one in meant
        )  # pdfium would take these numbers for the codes of characters
    if any(not one.character for one in meant) and "/ToUnicode" in foreign.font:
        written = _meanings(foreign.font, codes, space, vertical, drawn=False)
        meant = tuple(one if one.character else other for one, other in zip(meant, written, strict=True))
    if any(not one.character for one in meant):
        return Replaced(name, pages, unknown=True)
    wanted = {one.character for one in meant} - BLANK
    families = [family for look, family in LOOKS if look.search(name)]
    missing = ""
    for family in (*families, SONG):
        glyphs = character_tables(face(family))[3, 1]
        lacking = sorted(character for character in wanted if ord(character) not in glyphs)
        if not lacking:
            _put_in_its_place(pdf, foreign.font, family, dict(zip(codes, meant, strict=True)), space, vertical)
            return Replaced(name, pages)
        missing = "".join(lacking)
    return Replaced(name, pages, missing=missing)


def _collection(font: pikepdf.Object) -> str:
    """The character collection to which the numbers (CIDs) of a font belong (ISO 32000-1, 9.7.3): `Adobe-GB1`."""
    system = font.DescendantFonts[0].get("/CIDSystemInfo", pikepdf.Dictionary())
    return f"{system.get('/Registry', '')}-{system.get('/Ordering', '')}"


def font_name(font: pikepdf.Object) -> str:
    """The name of a composite font in its file, without the name of its CMap and without the tag of a subset; `?` for none."""
    below = font.DescendantFonts[0]
    given = below.get("/BaseFont", font.get("/BaseFont", Name.Unknown))
    raw = re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), given.unparse(resolved=True))[1:]
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:
        name = raw.decode("gb18030", "replace")
    return "".join(one for one in TAG.sub("", name) if one.isprintable())[:60] or "?"


def _meanings(
    font: pikepdf.Object, codes: Sequence[bytes], space: CodeSpace, vertical: bool, drawn: bool
) -> tuple[_Meant, ...]:
    """What each code means, in the order of `codes`. A page is made for pdfium on which each code has its own place.

    drawn  True to ask which character is drawn; False to ask which character the file's ToUnicode table names, which may differ
    """
    default = float(font.DescendantFonts[0].get("/DW", 1000))
    found, lefts = dict[int, _Meant](), dict[int, float]()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(ACROSS * (A_LINE + 2), DOWN * (len(codes) // A_LINE + 3)))
        own = pdf.copy_foreign(font)
        if drawn and "/ToUnicode" in own:
            del own["/ToUnicode"]
        if vertical:
            own.Encoding = Name("/" + str(own.Encoding)[1:-1] + "H")
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=own))
        text = [f"BT /F {SIZE} Tf"]
        for at, code in enumerate(codes):
            across, up = ACROSS * (at % A_LINE + 1), DOWN * (at // A_LINE + 1)
            text.append(f"1 0 0 1 {across} {up} Tm <{code.hex() * 2}> Tj")
        page.obj.Contents = pdf.make_stream("\n".join([*text, "ET"]).encode("ascii"))
        out = io.BytesIO()
        pdf.save(out)
    with PdfiumFile(out.getvalue()) as seen, seen.page(0) as shown:
        for one in shown.characters():
            across, up = int((one.left + SIZE) // ACROSS) - 1, round((one.bottom + one.top) / 2 / DOWN - 0.2) - 1
            at = up * A_LINE + across
            if at in found and found[at].character == one.text:
                found[at] = _Meant(one.text, (one.left - lefts[at]) * 1000 / SIZE)
            else:
                found[at], lefts[at] = _Meant(one.text, (one.right - one.left) * 1000 / SIZE), one.left
    return tuple(_known(found.get(at), code, space, default) for at, code in enumerate(codes))


def _known(found: _Meant | None, code: bytes, space: CodeSpace, default: float) -> _Meant:
    """The meaning of a code: its character by its character set, else by pdfium, else empty; and its width by pdfium.

    found    what pdfium found; None if it found nothing
    default  the width if pdfium found nothing, in thousandths of the font size
    """
    character = found.character if found is not None and found.character not in ("", "\0", "\ufffe") else ""
    if space.encoding is not None:
        decoded = code.decode(space.encoding, "ignore")
        character = decoded if len(decoded) == 1 else character
    return _Meant(character, round(found.width, 2) if found is not None else default)


def _put_in_its_place(
    pdf: pikepdf.Pdf, font: pikepdf.Object, family: str, meant: dict[bytes, _Meant], space: CodeSpace, vertical: bool
) -> None:
    """Give a font an embedded program. Its codes then lead to the glyphs of our face, and the widths stay as they were."""
    ours = face(family)
    table = character_tables(ours)[3, 1]
    space_glyph = table[0x20]
    wanted = [space_glyph if one.character in BLANK else table[ord(one.character)] for one in meant.values()]
    made = subset(ours, wanted)
    place = {glyph: own for own, glyph in enumerate(made.glyphs)}
    glyph_map = b"".join(place[glyph].to_bytes(2, "big") for glyph in (0, *wanted))
    meanings = _cmap_of_meanings(meant, space)
    base = Name(f"/{subset_tag(family.encode() + meanings)}+{family.replace(' ', '-')}")
    old = font.DescendantFonts[0]
    descriptor = pdf.make_indirect(_descriptor(base, family, ours))
    descriptor.FontFile2 = pdf.make_stream(zlib.decompress(made.deflated), Length1=made.size)
    below = pikepdf.Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=base,
        CIDSystemInfo=pikepdf.Dictionary(
            Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
        ),
        DW=old.get("/DW", 1000),
        W=[1, pikepdf.Array([one.width for one in meant.values()])],
        FontDescriptor=descriptor,
        CIDToGIDMap=pdf.make_stream(glyph_map),
    )
    if "/DW2" in old:
        below.DW2 = old.DW2
    font.BaseFont = base
    font.DescendantFonts = pikepdf.Array([pdf.make_indirect(below)])
    font.Encoding = _cmap_of_glyphs(pdf, meant, space, vertical)
    if "/ToUnicode" not in font:
        font.ToUnicode = pdf.make_stream(meanings)


def _descriptor(base: pikepdf.Name, family: str, ours: FaceProgram) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(
        Type=Name.FontDescriptor,
        FontName=base,
        FontFamily=pikepdf.String(family),
        Flags=SYMBOLIC,
        FontBBox=[0, ours.descent, 1000, ours.ascent],
        ItalicAngle=0,
        Ascent=ours.ascent,
        Descent=ours.descent,
        CapHeight=ours.ascent,
        StemV=STEM,
    )


def _cmap_of_glyphs(pdf: pikepdf.Pdf, meant: Iterable[bytes], space: CodeSpace, vertical: bool) -> pikepdf.Object:
    """The CMap that leads from the codes to the glyphs 1, 2, … of the new font (Adobe Technical Note 5014)."""
    lines = [f"<{code.hex()}> {at}" for at, code in enumerate(meant, start=1)]
    content = HEAD.format(ordering="Identity", name="Formgen-Substitute", kind=1) + f"/WMode {vertical:d} def\n"
    content += _ranges(space) + _blocks(lines, "cidchar") + END
    return pdf.make_stream(
        content.encode("ascii"),
        Type=Name.CMap,
        CMapName=Name("/Formgen-Substitute"),
        CIDSystemInfo=pikepdf.Dictionary(
            Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
        ),
        WMode=int(vertical),
    )


def _cmap_of_meanings(meant: dict[bytes, _Meant], space: CodeSpace) -> bytes:
    """The CMap that leads from the codes to their characters: ToUnicode (ISO 32000-1, 9.10.3)."""
    lines = [f"<{code.hex()}> <{one.character.encode('utf-16-be').hex()}>" for code, one in meant.items()]
    content = HEAD.format(ordering="UCS", name="Adobe-Identity-UCS", kind=2)
    return (content + _ranges(space) + _blocks(lines, "bfchar") + END).encode("ascii")


def _ranges(space: CodeSpace) -> str:
    lines = "".join(f"<{low.hex()}> <{high.hex()}>\n" for low, high in space.ranges)
    return f"{len(space.ranges)} begincodespacerange\n{lines}endcodespacerange\n"


def _blocks(lines: Sequence[str], kind: str) -> str:
    blocks = (lines[at : at + MOST_IN_A_BLOCK] for at in range(0, len(lines), MOST_IN_A_BLOCK))
    return "".join(_block(block, kind) for block in blocks)


def _block(lines: Sequence[str], kind: str) -> str:
    listed = "".join(f"{line}\n" for line in lines)
    return f"{len(lines)} begin{kind}\n{listed}end{kind}\n"
