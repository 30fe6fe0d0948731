"""Build the faces of this folder from the packages they come from: `python fonts/build_fonts.py SOURCES OUT`.

`fonts/fetch_sources.sh SOURCES` fetches and unpacks the packages. The committed files are what this writes, byte for
byte (`make fonts` compares). Each face is cut to the characters that papers need and brought to one set of metrics,
because an exact line grid holds only if every face on a line has the same ascent and descent and none has a BASE table.

Needs fontTools and uharfbuzz.
"""

from __future__ import annotations

import bz2
import copy
import io
import sys
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import uharfbuzz as harfbuzz
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.scaleUpem import scale_upem

UNITS = 1000
ASCENT, DESCENT = 880, 120
CHANGED = "2026-11"
"""When the faces were changed: their licences want it said in the file."""
CURVE_ERROR = 1.0
"""How far, in units, a quadratic outline may lie from the cubic one that it replaces."""

SPACES = ((0x20, 0.25), (0xA0, 0.25), (0x3000, 1.0))
"""Pango sets a space in the face of the run beside it, so each face has them: code point, width in em."""
GENERAL_USE = 8105
"""Characters of 通用规范汉字表 (2013); Unihan lists them as kTGH."""
SYMBOLS = "–—―‘’“”•…‰′″※€℃℉№℡™Ω←↑→↓⇒√∞∠∥∧∨∩∫≈≠≡≤≥⊙⋯㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩■□▲△◆◇○◎●★☆♀♂✓〇﹏￥￣㎎㎏㎜㎝㎞㎡㎥㏄"
BOXES = "☐☑☒✓✔✗✘"
BLANK = ("Zs", "Cf", "Cc")
"""Categories of characters that may have no outline: spaces, format and control characters."""
UNUSED_TABLES = ("BASE", "STAT", "DSIG", "EBDT", "EBLC", "EBSC", "VORG")
HINTING_LIMITS = (
    "maxTwilightPoints",
    "maxStorage",
    "maxFunctionDefs",
    "maxInstructionDefs",
    "maxStackElements",
    "maxSizeOfInstructions",
    "maxComponentElements",
    "maxPoints",
    "maxContours",
    "maxCompositePoints",
    "maxCompositeContours",
    "maxComponentDepth",
)
"""Fields of `maxp` that a CFF face lacks; fontTools counts the last five when it saves."""
KEPT_NAMES = (0, 1, 2, 3, 4, 5, 6, 13, 14)
MICROSOFT, UNICODE, ENGLISH = 3, 1, 0x409


@dataclass(frozen=True)
class Characters:
    """The sets of code points that faces are cut to.

    hanzi    GB 2312 and 通用规范汉字表
    common   those, with punctuation, Latin, symbols
    all      those, with all of CJK Unified Ideographs and Extension A
    """

    hanzi: frozenset[int]
    common: frozenset[int]
    all: frozenset[int]


@dataclass(frozen=True)
class Cut:
    """How one face is made.

    source, index   the file it comes from, below SOURCES, and its place in a collection (-1: no collection)
    points          the characters kept
    lift            by how much of an em the outlines are moved up, to the middle of Gw Song's hanzi
    edit            what else is changed
    """

    family: str
    source: str
    licence: str
    points: Iterable[int]
    index: int = -1
    lift: float = 0.0
    edit: Callable[[TTFont], None] | None = None

    @property
    def file(self) -> str:
        """The name of the file that is built."""
        return self.family.replace(" ", "") + ".ttf"


def read_characters(sources: Path) -> Characters:
    """The sets, from the codec of GB 2312 and from Unihan."""
    general: set[int] = set()
    with bz2.open(
        sources / "unicode-data/usr/share/unicode/Unihan_OtherMappings.txt.bz2", "rt", encoding="utf-8"
    ) as lines:
        for line in lines:
            if "\tkTGH\t" in line:
                general.add(int(line.split("\t")[0].removeprefix("U+"), 16))
    if len(general) != GENERAL_USE:
        raise SystemExit(f"Unihan lists {len(general)} characters of general use, not {GENERAL_USE}")
    hanzi = general | _gb2312(0xB0, 0xF8)
    blocks = ((0x20, 0x7F), (0xA0, 0x100), (0x2160, 0x217A), (0x2460, 0x2474), (0x3000, 0x3020), (0xFF01, 0xFF5F))
    common = (
        hanzi | _gb2312(0xA1, 0xAA) | {point for block in blocks for point in range(*block)} | set(map(ord, SYMBOLS))
    )
    everything = common | set(range(0x4E00, 0xA000)) | set(range(0x3400, 0x4DC0))
    return Characters(frozenset(hanzi), frozenset(common), frozenset(everything))


def _gb2312(first: int, end: int) -> set[int]:
    """The code points of GB 2312's rows, given by their first byte."""
    pairs = (bytes((high, low)) for high in range(first, end) for low in range(0xA1, 0xFF))
    return {ord(character) for pair in pairs for character in pair.decode("gb2312", "ignore")}


def cuts(sources: Path) -> tuple[Cut, ...]:
    """Every face of the folder."""
    characters = read_characters(sources)
    fang = "texlive-lang-chinese/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf"
    kai = "fonts-arphic-ukai/usr/share/fonts/truetype/arphic/ukai.ttc"
    rare = "fonts-lxgw-wenkai/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Light.ttf"
    liberation = "fonts-liberation2/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf"
    dejavu = "fonts-dejavu-core/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
    song = "noto-serif-sc/package/400Regular/NotoSerifSC_400Regular.ttf"
    title = "noto-serif-sc/package/700Bold/NotoSerifSC_700Bold.ttf"
    hei = "noto-sans-sc/package/500Medium/NotoSansSC_500Medium.ttf"
    hanzi, ofl = characters.hanzi, "OFL-1.1"
    return (
        Cut("Gw Fang", fang, "GPL-3 + font exception", hanzi, lift=0.073),
        Cut("Gw Fang Ext", rare, ofl, hanzi - _points(sources / fang), lift=0.021),
        Cut("Gw Kai", kai, "Arphic Public License", hanzi, index=0, lift=-0.013),
        Cut("Gw Kai Ext", rare, ofl, hanzi - _points(sources / kai, 0), lift=0.021),
        Cut("Gw Song", song, ofl, characters.all),
        Cut("Gw Title", title, ofl, characters.common),
        Cut("Gw Hei", hei, ofl, characters.common),
        Cut("Gw Latin", liberation, ofl, range(0x20, 0x7F)),
        Cut("Gw Form", dejavu, "Bitstream Vera / public domain", map(ord, BOXES), edit=_square_boxes),
    )


def _points(path: Path, index: int = -1) -> frozenset[int]:
    """The code points that a face has: of those it maps, spaces and what it draws. UKai maps 23 characters of general use to
    glyphs without an outline, which would be printed as nothing."""
    face = harfbuzz.Face(harfbuzz.Blob.from_file_path(str(path)), max(index, 0))
    font = harfbuzz.Font(face)

    def draws(point: int) -> bool:
        extents = font.get_glyph_extents(font.get_nominal_glyph(point))
        return bool(extents and extents.width and extents.height)

    return frozenset(point for point in face.unicodes if unicodedata.category(chr(point)) in BLANK or draws(point))


def build(sources: Path, cut: Cut, out: Path) -> None:
    """Write one face."""
    source = sources / cut.source
    face = harfbuzz.Face(harfbuzz.Blob.from_file_path(str(source)), max(cut.index, 0))
    wanted = harfbuzz.SubsetInput()
    wanted.unicode_set.update(_points(source, cut.index).intersection(cut.points))
    wanted.flags |= harfbuzz.SubsetFlags.NO_HINTING
    font = TTFont(io.BytesIO(harfbuzz.subset(face, wanted).blob.data), recalcTimestamp=False)
    if "CFF " in font:
        _to_quadratic(font)
    if font["head"].unitsPerEm != UNITS:
        # One em for all: rounding the metrics of another em would move the baselines of mixed lines.
        scale_upem(font, UNITS)
    _set_metrics(font)
    for tag in UNUSED_TABLES:
        if tag in font:
            del font[tag]
    _lift(font, round(cut.lift * UNITS))
    if cut.edit:
        cut.edit(font)
    _add_spaces(font)
    _own_glyphs(font)
    _rename(font, cut)
    font.save(out / cut.file)


def _to_quadratic(font: TTFont) -> None:
    """Replace the CFF outlines by TrueType ones: all our faces are of one kind, and can be edited in one way."""
    drawn, order = font.getGlyphSet(), font.getGlyphOrder()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(None)
        drawn[name].draw(Cu2QuPen(pen, CURVE_ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    table = font["glyf"] = newTable("glyf")
    table.glyphOrder, table.glyphs = order, glyphs
    for tag in ("CFF ", "VORG"):
        if tag in font:
            del font[tag]
    profile = font["maxp"]
    profile.tableVersion = 0x00010000
    for limit in HINTING_LIMITS:
        setattr(profile, limit, 0)
    profile.maxZones = 1
    table.compile(font)
    for name in order:
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(glyphs[name], "xMin", 0) or 0)
    font["post"].formatType = 3.0
    font.sfntVersion = "\0\1\0\0"


def _set_metrics(font: TTFont) -> None:
    """One ascent and descent for every face, and regular weight: a declared bold would be emboldened again."""
    line, windows = font["hhea"], font["OS/2"]
    line.ascent, line.descent, line.lineGap = ASCENT, -DESCENT, 0
    windows.sTypoAscender, windows.sTypoDescender, windows.sTypoLineGap = ASCENT, -DESCENT, 0
    windows.usWinAscent, windows.usWinDescent = ASCENT, DESCENT
    windows.usWeightClass = 400
    italic, bold, regular, typographic_metrics = 1 << 0, 1 << 5, 1 << 6, 1 << 7
    windows.fsSelection = windows.fsSelection & ~(italic | bold | typographic_metrics) | regular
    font["head"].macStyle = 0


def _lift(font: TTFont, units: int) -> None:
    """Move all outlines up."""
    if not units:
        return
    table = font["glyf"]
    for name in table.glyphOrder:
        glyph = table[name]
        if glyph.isComposite():
            raise SystemExit(f"{name} is made of other glyphs and would be moved twice")
        if glyph.numberOfContours > 0:
            glyph.coordinates.translate((0, units))
            glyph.recalcBounds(table)


def _square_boxes(font: TTFont) -> None:
    """Centre the boxes in one em, as wide as a hanzi; draw □ as ☐, but as a glyph of its own: text tells them apart."""
    table, widths, characters = font["glyf"], font["hmtx"], font.getBestCmap()
    for box in map(ord, "☐☑☒"):
        name = characters[box]
        glyph = table[name]
        glyph.coordinates.translate(((UNITS - widths[name][0]) // 2, 0))
        glyph.recalcBounds(table)
        widths[name] = (UNITS, glyph.xMin)
    empty = characters[ord("☐")]
    table["box25A1"] = copy.deepcopy(table[empty])
    widths["box25A1"] = widths[empty]
    _map(font, ord("□"), "box25A1")


def _add_spaces(font: TTFont) -> None:
    """Give the face the spaces that it lacks."""
    table, have = font["glyf"], font.getBestCmap()
    for point, width in SPACES:
        if point in have:
            continue
        name = f"sp{point:04X}"
        table[name] = TTGlyphPen(None).glyph()
        font["hmtx"][name] = (round(width * UNITS), 0)
        if "vmtx" in font:
            font["vmtx"][name] = (UNITS, 0)
        _map(font, point, name)
    font.setGlyphOrder(table.glyphOrder)
    font["maxp"].numGlyphs = len(table.glyphOrder)


def _own_glyphs(font: TTFont) -> None:
    """Give each character a glyph of its own. A PDF says what a glyph stands for, once: of two characters with one glyph,
    it would say the same, and one of them would come out of the file as the other."""
    table, tall = font["glyf"], "vmtx" in font
    taken: set[str] = set()
    for point, name in sorted(font.getBestCmap().items()):
        if name not in taken:
            taken.add(name)
            continue
        own = f"own{point:04X}"
        table[own] = copy.deepcopy(table[name])
        font["hmtx"][own] = font["hmtx"][name]
        if tall:
            font["vmtx"][own] = font["vmtx"][name]
        _map(font, point, own)
    font.setGlyphOrder(table.glyphOrder)
    font["maxp"].numGlyphs = len(table.glyphOrder)


def _map(font: TTFont, point: int, name: str) -> None:
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[point] = name


def _rename(font: TTFont, cut: Cut) -> None:
    """Our family name, because modified faces may not bear the reserved ones, and a notice of what was changed."""
    names = font["name"]
    regular = "Regular"
    ours = {1: cut.family, 2: regular, 3: cut.family, 4: cut.family, 6: f"{cut.family.replace(' ', '')}-{regular}"}
    for record in names.names:
        record.string = ours.get(record.nameID, record.string)
    names.names = [
        record
        for record in names.names
        if record.platformID == MICROSOFT and record.langID == ENGLISH and record.nameID in KEPT_NAMES
    ]
    outlines = ", outlines converted and/or shifted" if cut.lift else ""
    notice = f"Modified {CHANGED}: subset, renamed, metrics normalised, BASE removed{outlines}. "
    names.setName(f"{notice}Derived from {Path(cut.source).name}. {cut.licence}", 10, MICROSOFT, UNICODE, ENGLISH)


def main() -> None:
    """Build every face."""
    sources, out = map(Path, sys.argv[1:3])
    out.mkdir(parents=True, exist_ok=True)
    for cut in cuts(sources):
        build(sources, cut, out)
        print(cut.file)


if __name__ == "__main__":
    main()
