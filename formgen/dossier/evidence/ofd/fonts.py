"""Makes the fonts of the PDF for the texts of an OFD: from the font program in the file, or from one of our faces.

fontTools reads a font program of the file. Only the outlines of the glyphs that are drawn go into a new, small TrueType
program. So no hinting, no table and no fault of a stranger's program reaches a viewer. If a program can't be read, or if
the file does not embed it, one of our faces replaces it.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial

import pikepdf
from fontTools.cffLib import CFFFontSet
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, TTLibError
from fontTools.ttLib.tables._g_l_y_f import Glyph as SimpleGlyph
from pikepdf import Array, Dictionary, Name

from formgen.fonts.cmap import character_tables
from formgen.fonts.faces import face
from formgen.fonts.glyphs import glyph_code
from formgen.fonts.meanings import written_meanings
from formgen.fonts.objects import FontStream, font_objects, subset_tag
from formgen.foundation import resources

ODD = (TTLibError, struct.error, AssertionError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError,
       NotImplementedError, RecursionError, ZeroDivisionError, EOFError, zlib.error, OSError, MemoryError)  # fmt: skip
"""The errors that fontTools raises for a program that breaks its format."""
EM = 1000
"""The units of an em in the fonts that are made here."""
MOST_POINTS = 20_000
"""How many points one outline may have. A Chinese character has some hundred."""
KEYWORDS = (
    (("楷", "kai"), "KaiTi"),
    (("仿宋", "fangsong"), "FangSong"),
    (("小标宋", "xbs"), "方正小标宋简体"),
    (("黑", "hei", "yahei", "arial", "helvetica", "sans", "等线", "dengxian"), "SimHei"),
)
"""What the name of a font may contain, and the font in `resources.STAND_INS` whose stand-ins are closest to it."""
COMPOSED = {"⊗": ("○", "×"), "ⓧ": ("○", "×"), "⊕": ("○", "+"), "⊙": ("○", "·")}
"""Signs of invoices that our faces lack. Each is drawn as two signs, one upon the other."""
PLAIN = {
    "\u2011": "-",
    "\u2010": "-",
    "\u2212": "-",
    "\u00ad": "-",
    "\u2014": "—",
    "\u2500": "—",
    "\uffe5": "¥",
    "\u00a5": "￥",
}
"""Characters that may be drawn as another character of the same look if a face lacks them."""


NARROW = 750
"""In thousandths of an em. A glyph that is narrower is a Latin letter, a digit or a mark, and its width depends on the face."""
STEP = 25
"""The widths of such a glyph are multiples of so many thousandths of an em."""
SPACES = frozenset(" \u00a0\u3000\u2002\u2003\u2009")
"""Characters that are spaces of a certain width."""


@dataclass(frozen=True, slots=True)
class DrawnGlyph:
    """A glyph in the PDF.

    font   the name of its font in the page's resources
    code   its code of two bytes
    width  its width in em
    """

    font: str
    code: int
    width: float


class Program:
    """A font program of the OFD. A number names each of its glyphs."""

    def __init__(self, content: bytes) -> None:
        """Read the program. Raises one of ODD if it can't be read."""
        if content[:4] in (b"\x01\x00\x04\x01", b"\x01\x00\x04\x02", b"\x01\x00\x04\x03", b"\x01\x00\x04\x04"):
            self._read_bare(content)
            return
        font = TTFont(io.BytesIO(content), fontNumber=0, lazy=True, recalcTimestamp=False)
        self._names = font.getGlyphOrder()
        self._glyphs = font.getGlyphSet()
        self._unit = EM / float(font["head"].unitsPerEm)
        self._characters = _characters(font) if "cmap" in font else {}

    def _read_bare(self, content: bytes) -> None:
        """Read a program that is a bare CFF, without the tables of an OpenType font."""
        fonts = CFFFontSet()
        fonts.decompile(io.BytesIO(content), None)
        top = fonts[0]
        self._names = top.getGlyphOrder()
        self._glyphs = top.CharStrings
        self._unit = EM * float(getattr(top, "FontMatrix", [0.001])[0])
        self._characters = {}
        for number, name in enumerate(self._names):
            if (written := re.fullmatch(r"(?:uni|u)([0-9A-F]{4,6})", name)) is not None:
                self._characters[int(written[1], 16)] = number

    def has(self, number: int) -> bool:
        """True if there is a glyph with this number. The number 0 does not count: it stands for missing characters."""
        return 0 < number < len(self._names)

    def of(self, character: str) -> int | None:
        """The number of a character's glyph; None if the program has none."""
        code = ord(character)
        found = self._characters.get(code) or self._characters.get(0xF000 + code)
        return found if found and self.has(found) else None

    def draw(self, number: int, pen: object, left: float = 0.0) -> float:
        """Draw a glyph with a pen, in thousandths of an em. Returns its width.

        left  how far it is moved to the right, in thousandths of an em

        Raises one of ODD if the outline can't be read.
        """
        glyph = self._glyphs[self._names[number]]
        recorded = DecomposingRecordingPen(self._glyphs)
        glyph.draw(recorded)
        if sum(len(points) for _, points in recorded.value) > MOST_POINTS:
            raise ValueError("more points than a glyph has")
        recorded.replay(TransformPen(pen, (self._unit, 0, 0, self._unit, left, 0)))
        return float(glyph.width) * self._unit


class OurProgram:
    """One of our faces. A number names each of its glyphs."""

    def __init__(self, family: str) -> None:
        self._face = face(family)

    def width(self, number: int) -> float:
        """The width of a glyph in thousandths of an em."""
        return float(self._face.metric(number)[0])

    def draw(self, number: int, pen: object, left: float = 0.0, stretch: float = 1.0) -> float:
        """Draw a glyph with a pen, in thousandths of an em. Returns its width without the stretching.

        left     how far it is moved to the right after the stretching
        stretch  its new width divided by its old width
        """
        outline, advance, _ = self._face.glyph(number)
        if outline:
            simple = SimpleGlyph(outline)
            simple.expand(None)
            simple.draw(TransformPen(pen, (stretch, 0, 0, 1, left, 0)), None)
        return float(advance)


def _characters(font: TTFont) -> dict[int, int]:
    """The number of each character's glyph: from the Unicode tables first, then from the table of a symbol font."""
    numbers = {name: number for number, name in enumerate(font.getGlyphOrder())}
    tables = sorted(font["cmap"].tables, key=lambda table: not table.isUnicode())
    found: dict[int, int] = {}
    for table in tables:
        if table.isUnicode() or (table.platformID, table.platEncID) == (3, 0):
            for code, name in table.cmap.items():
                found.setdefault(code, numbers.get(name, 0))
    return found


@dataclass(slots=True)
class SmallFont:
    """A font of the PDF that is made of outlines. Each pair of a glyph and the text for which it stands has a code.

    name   its name in the page's resources
    label  its name as a font, without the tag of a subset
    """

    name: str
    label: str
    _codes: dict[tuple[tuple[int, ...], str], int] = field(default_factory=dict)
    _outlines: list[object] = field(default_factory=list)
    _widths: list[float] = field(default_factory=list)
    _texts: list[str] = field(default_factory=list)

    def known(self, key: tuple[int, ...], text: str) -> DrawnGlyph | None:
        """The glyph, if it was added before; None if it was not."""
        code = self._codes.get((key, text))
        return DrawnGlyph(self.name, code, self._widths[code - 1] / EM) if code is not None else None

    def add(self, key: tuple[int, ...], text: str, width: float | None, draw: Callable[[object], float]) -> DrawnGlyph:
        """Add a glyph.

        key    distinguishes the glyph from the others of this font
        text   the text for which it stands
        width  its width in thousandths of an em; None for the width that `draw` returns
        draw   draws it with a pen, in thousandths of an em, and returns its width

        Raises one of ODD if the outline can't be read.
        """
        outline = TTGlyphPen(None)
        found = draw(Cu2QuPen(outline, max_err=0.5, reverse_direction=False))
        self._outlines.append(outline.glyph())
        self._widths.append(round(max(0.0, min(found if width is None else width, 32_000.0))))
        self._texts.append(text)
        code = self._codes[key, text] = len(self._outlines)
        return DrawnGlyph(self.name, code, self._widths[-1] / EM)

    def made(self, pdf: pikepdf.Pdf) -> pikepdf.Object:
        """The font as an object of the PDF. The same glyphs always give the same bytes."""
        names = [".notdef", *(f"g{code}" for code in range(1, len(self._outlines) + 1))]
        builder = FontBuilder(EM, isTTF=True)
        builder.font.recalcTimestamp = False
        builder.setupGlyphOrder(names)
        builder.setupGlyf(dict(zip(names, [TTGlyphPen(None).glyph(), *self._outlines], strict=True)))
        table = builder.font["glyf"]
        metrics = {
            name: (int(width), getattr(table[name], "xMin", 0))
            for name, width in zip(names, [EM, *self._widths], strict=True)
        }
        builder.setupHorizontalMetrics(metrics)
        builder.setupHorizontalHeader(ascent=880, descent=-120)
        builder.updateHead(created=0, modified=0)
        out = io.BytesIO()
        builder.font.save(out, reorderTables=False)
        program = out.getvalue()
        base = Name(f"/{subset_tag(program)}+{self.label}")
        file = pdf.make_stream(zlib.compress(program))
        file.Filter, file.Length1 = Name.FlateDecode, len(program)
        descriptor = pdf.make_indirect(
            Dictionary(
                Type=Name.FontDescriptor, FontName=base, Flags=4, FontBBox=Array([0, -120, EM, 880]), ItalicAngle=0, Ascent=880,
                Descent=-120, CapHeight=880, StemV=80, FontFile2=file,
            )
        )  # fmt: skip
        cid_font = pdf.make_indirect(
            Dictionary(
                Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=base, CIDToGIDMap=Name.Identity, DW=EM,
                CIDSystemInfo=Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0),
                FontDescriptor=descriptor, W=Array([1, Array([int(width) for width in self._widths])]),
            )
        )  # fmt: skip
        said = [glyph_code(code, text) for code, text in enumerate(self._texts, start=1) if text]
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Font, Subtype=Name.Type0, BaseFont=base, Encoding=Name("/Identity-H"), DescendantFonts=Array([cid_font]),
                ToUnicode=pdf.make_stream(written_meanings(said)),
            )
        )  # fmt: skip


class Fonts:
    """All fonts of the PDF that is being made.

    replaced  the names of fonts that our faces replace
    missing   the texts for which no face has a glyph
    """

    def __init__(self) -> None:
        self._small: dict[str, SmallFont] = {}
        self._programs: dict[str, Program | None] = {}
        self._ours: dict[str, dict[int, str]] = {}
        self.replaced: set[str] = set()
        self.missing: set[str] = set()

    def program(self, path: str, content: bytes) -> Program | None:
        """The font program at a path of the OFD; None if it can't be read. content: its bytes, used only the first time."""
        if path not in self._programs:
            try:
                self._programs[path] = Program(content)
            except ODD:
                self._programs[path] = None
        return self._programs[path]

    def is_known(self, path: str) -> bool:
        """True if `program` was called for this path before."""
        return path in self._programs

    def own(self, path: str, program: Program, number: int, text: str) -> DrawnGlyph | None:
        """A glyph of a font program of the OFD; None if its outline can't be read. text: the text for which it stands."""
        font = self._font(path, "Ofd")
        try:
            return font.known((number,), text) or font.add((number,), text, None, partial(program.draw, number))
        except ODD:
            return None

    def _font(self, key: str, label: str) -> SmallFont:
        count = len(self._small)
        return self._small.setdefault(key, SmallFont(f"E{count}", f"{label}{count}"))

    def stand_in(self, name: str, character: str, advance: float | None = None) -> DrawnGlyph | None:
        """The glyph of a character in our face that is closest to a font; None if no face has it.

        name     the name of the font
        advance  the distance to the next character, in em; None if the file does not give it. A narrow glyph becomes as wide
                 as this distance. In the fonts of invoices all digits have one width, but not in ours. With gaps between
                 the digits, programs would read an amount as several words
        """
        for family in _families(name):
            numbers = _numbers(family)
            for one in (character, PLAIN.get(character, "")):
                number = numbers.get(ord(one)) if len(one) == 1 else None
                if number:
                    return self._ours_glyph(family, number, character, advance)
        return self._composed(character) if character in COMPOSED else None

    def _ours_glyph(self, family: str, number: int, character: str, advance: float | None) -> DrawnGlyph:
        width = face(family).metric(number)[0]
        wanted = width
        if advance is not None and width < NARROW and 0 < advance * EM < NARROW and character not in SPACES:
            wanted = round(advance * EM / STEP) * STEP
        texts = self._ours.setdefault(family, {})
        if abs(wanted - width) <= STEP and texts.setdefault(number, character) == character:
            return DrawnGlyph(_font_name(family), number, width / EM)
        # A glyph that needs another width, or that already stands for another character, goes into a second font.
        font, program = self._font(f"#{family}", _font_name(family)), OurProgram(family)
        key = (number, wanted)
        stretch = min(1.0, wanted / width) if width else 1.0
        left = max(0.0, (wanted - width) / 2)
        draw = partial(program.draw, number, left=left, stretch=stretch)
        return font.known(key, character) or font.add(key, character, wanted, draw)

    def _composed(self, character: str) -> DrawnGlyph | None:
        program, font = OurProgram("Gw Song"), self._font("#composed", "Signs")
        numbers = [_numbers("Gw Song").get(ord(part), 0) for part in COMPOSED[character]]
        if not all(numbers):
            return None
        widths = [program.width(number) for number in numbers]

        def draw(pen: object) -> float:
            program.draw(numbers[1], pen, (widths[0] - widths[1]) / 2)
            return program.draw(numbers[0], pen)

        key = tuple(numbers)
        return font.known(key, character) or font.add(key, character, None, draw)

    def made(self, pdf: pikepdf.Pdf) -> pikepdf.Object:
        """The dictionary of all fonts that were used, for the resources of the pages."""
        made = Dictionary()
        for family, texts in self._ours.items():
            if not texts:
                continue
            made[f"/{_font_name(family)}"] = _ours_made(pdf, family, texts)
        for font in self._small.values():
            made[f"/{font.name}"] = font.made(pdf)
        return made


def _families(name: str) -> Iterator[str]:
    """Our families that may replace a font, the closest first. name: the name of the font."""
    plain = name.casefold().replace(" ", "")
    wanted = next((known for keys, known in KEYWORDS if any(key in plain for key in keys)), "SimSun")
    closest = next((families for names, families in resources.STAND_INS if wanted in names), ())
    yield from dict.fromkeys((*closest, *resources.LAST_FAMILIES))


@lru_cache(maxsize=32)
def _numbers(family: str) -> dict[int, int]:
    """The number of each character's glyph in one of our faces."""
    return character_tables(face(family)).get((3, 1), {})


def _font_name(family: str) -> str:
    return family.replace(" ", "")


def _ours_made(pdf: pikepdf.Pdf, family: str, texts: dict[int, str]) -> pikepdf.Object:
    made = font_objects(family, (glyph_code(number, text) for number, text in texts.items()), tightly=True)
    descriptor = pdf.make_indirect(_dictionary(made.descriptor))
    descriptor.FontFile2 = _stream(pdf, made.program)
    cid_font = pdf.make_indirect(_dictionary(made.cid_font))
    cid_font.FontDescriptor, cid_font.CIDToGIDMap = descriptor, _stream(pdf, made.glyph_map)
    font = pdf.make_indirect(_dictionary(made.font))
    font.DescendantFonts, font.ToUnicode = Array([cid_font]), _stream(pdf, made.meanings)
    return font


def _dictionary(entries: bytes) -> pikepdf.Object:
    return pikepdf.Object.parse(b"<<%s>>" % entries)


def _stream(pdf: pikepdf.Pdf, stream: FontStream) -> pikepdf.Object:
    return pdf.make_indirect(pikepdf.Stream(pdf, stream.content, _dictionary(stream.entries)))
