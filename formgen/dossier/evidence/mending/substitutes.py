"""Chinese fonts that are not in a file, embedded: one of our faces in the place of each, so that every machine shows the same.

A viewer draws such text with whatever the machine has, or not at all. What each code means, and how wide it is, pdfium tells:
it knows the character collections of Adobe. The pages' contents stay as they are: only what the font leads to is changed.
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
"""The face that has the most characters."""
LOOKS = (
    (re.compile("仿宋|FangSong|Fangsong", re.IGNORECASE), "Gw Fang"),
    (re.compile("楷|Kai", re.IGNORECASE), "Gw Kai"),
    (re.compile("小标宋|XiaoBiaoSong|,Bold|-Bold", re.IGNORECASE), "Gw Title"),
    (re.compile("黑|Hei|Gothic", re.IGNORECASE), "Gw Hei"),
)
"""Faces for fonts whose names say how they look; a face stands for a font only if it has all that is shown in it."""
TAG = re.compile(r"^[A-Z]{6}\+")
ACROSS, DOWN = 120, 40
"""Points between two codes that pdfium is asked about: each stands there twice, for from one to the other it is as wide as it is."""
A_LINE = 100
"""Codes in a line of that page."""
SIZE = 20
"""Points: the size of these codes."""
COLLECTIONS = ("Adobe-GB1", "Adobe-CNS1", "Adobe-Japan1", "Adobe-Korea1")
"""Collections whose characters pdfium knows by their numbers."""
BLANK = frozenset(" \t\r\n\0\u3000\u00a0\u200b\ufeff")
"""Characters that show nothing, whatever glyph a face has for them."""
MOST_IN_A_BLOCK = 100
HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering ({ordering}) /Supplement 0 >> def
/CMapName /{name} def
/CMapType {kind} def
"""
END = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"


class Replaced(NamedTuple):
    """A font that was replaced, or could not be.

    name     as its file calls it
    pages    that show it, counted from 1
    missing  characters that none of our faces has; then the font is as it was
    unknown  True if it is not known what its codes mean; then, too
    """

    name: str
    pages: tuple[int, ...]
    missing: str = ""
    unknown: bool = False

    @property
    def is_replaced(self) -> bool:
        """True if a face of ours stands in its place."""
        return not self.missing and not self.unknown


class _Meant(NamedTuple):
    """What a code means: its character, and its width in thousandths of the size."""

    character: str
    width: float


def embed_substitutes(pdf: pikepdf.Pdf) -> tuple[Replaced, ...]:
    """Put faces of ours in the place of all composite fonts that are not in the file. Raises UndrawableError."""
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
        meant = tuple(_Meant("", one.width) for one in meant)  # pdfium takes such numbers for characters
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
    """The character collection whose numbers a font's codes are (ISO 32000-1, 9.7.3): `Adobe-GB1`."""
    system = font.DescendantFonts[0].get("/CIDSystemInfo", pikepdf.Dictionary())
    return f"{system.get('/Registry', '')}-{system.get('/Ordering', '')}"


def font_name(font: pikepdf.Object) -> str:
    """What a file calls a composite font: without the name of its CMap, and without a tag."""
    below = font.DescendantFonts[0]
    given = below.get("/BaseFont", font.get("/BaseFont", Name.Unknown))
    raw = re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), given.unparse())[1:]
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:
        name = raw.decode("gb18030", "replace")
    return "".join(one for one in TAG.sub("", name) if one.isprintable())[:60] or "?"


def _meanings(
    font: pikepdf.Object, codes: Sequence[bytes], space: CodeSpace, vertical: bool, drawn: bool
) -> tuple[_Meant, ...]:
    """What each code means. pdfium is shown a page with each of them in a place of its own.

    drawn  True asks what is drawn, False what the file says of the text's meaning: that may not be the same
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
    """What pdfium found of a code; where it found nothing, what the code's character set says; else an empty text."""
    character = found.character if found is not None and found.character not in ("", "\0", "\ufffe") else ""
    if space.encoding is not None:
        decoded = code.decode(space.encoding, "ignore")
        character = decoded if len(decoded) == 1 else character
    return _Meant(character, round(found.width, 2) if found is not None else default)


def _put_in_its_place(
    pdf: pikepdf.Pdf, font: pikepdf.Object, family: str, meant: dict[bytes, _Meant], space: CodeSpace, vertical: bool
) -> None:
    """Make a font one with a program: its codes lead to the glyphs of a face of ours, as wide as they were."""
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
    """The CMap by which the codes lead to the glyphs 1, 2, … of the new font (Adobe Technical Note 5014)."""
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
    """ToUnicode (ISO 32000-1, 9.10.3)."""
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
