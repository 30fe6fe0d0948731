"""Finds in an office file what its PDF would not show: the fonts that it names, and tracked changes.

The font table of an RTF file is read with regular expressions, because only the names are needed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

import pikepdf

from formgen.dossier.evidence.formats import FileFormat
from formgen.dossier.evidence.office.xml_parts import Attributes, Watcher, watch

RUN_FONTS = ("ascii", "hAnsi", "eastAsia", "cs")
"""The attributes with the fonts of a run or a style: one font for each of four kinds of characters."""
DRAWN_FONTS = frozenset({"latin", "ea", "cs", "sym"})
"""The elements with the fonts of a theme and of drawings."""
FONT_PARTS = re.compile(r"(word|xl|ppt)/.*\.xml|styles\.xml|content\.xml")
TEXT_PARTS = re.compile(r"word/(?:document|header|footer|footnotes|endnotes)\d*\.xml|content\.xml|styles\.xml")
RTF_TABLE = re.compile(rb"\{\\fonttbl(.*?)\}\}", re.DOTALL)
RTF_FONT = re.compile(rb"\\f\d+[^;{}]*?(?:\{[^{}]*\})?[^;{}]*? ([^;{}\\]+);")
CHANGES = frozenset({"ins", "del", "moveFrom", "moveTo", "changed-region"})
LATIN_NAMES = {
    "宋体": "SimSun", "新宋体": "NSimSun", "黑体": "SimHei", "仿宋": "FangSong", "楷体": "KaiTi",
    "仿宋_GB2312": "FangSong_GB2312", "楷体_GB2312": "KaiTi_GB2312", "微软雅黑": "MicrosoftYaHei", "等线": "DengXian",
    "华文中宋": "STZhongsong", "华文宋体": "STSong", "华文仿宋": "STFangsong", "华文楷体": "STKaiti", "华文细黑": "STXihei",
    "隶书": "LiSu", "幼圆": "YouYuan",
}  # fmt: skip
"""The names that Chinese fonts have within a PDF, by their Chinese names."""
MOST_NAMED = 6


def substituted(content: bytes, kind: FileFormat, pdf: bytes) -> str:
    """Which fonts were replaced, as Chinese text; empty if the document names every font of the PDF.

    A document may name fonts in which it shows no text. So a font counts as a substitute only if the PDF has it and the document
    does not name it. The font names of old binary files can't be read; for these the text lists the PDF's fonts.
    """
    used = _fonts_of(pdf)
    named = None if kind in (FileFormat.DOC, FileFormat.XLS, FileFormat.PPT) else fonts_named(content, kind)
    if named is None:
        return f"转换时用的字体是{_listed(used)}，无法与原文件核对" if used else ""
    known = {_plain(LATIN_NAMES.get(name, name)) for name in named} | {_plain(name) for name in named}
    stand_ins = [font for font in used if not any(_plain(font).startswith(name) for name in known if name)]
    if not stand_ins:
        return ""
    missing = [
        name
        for name in named
        if not any(_plain(font).startswith((_plain(name), _plain(LATIN_NAMES.get(name, name)))) for font in used)
    ]
    lacking = f"（可能是{_listed(missing)}）" if missing else ""
    return f"用的字体本机没有{lacking}，转换时用{_listed(stand_ins)}代替"


def fonts_named(content: bytes, kind: FileFormat) -> tuple[str, ...]:
    """The fonts that an office file names, in the order of the file, without repetition."""
    names: dict[str, None] = {}
    if kind is FileFormat.RTF:
        table = RTF_TABLE.search(content)
        for found in RTF_FONT.findall(table[0] if table else b""):
            names[found.decode("gbk", "replace").strip()] = None
    else:
        watch(content, FONT_PARTS, _Fonts(names))
    return tuple(names)


class _Fonts(Watcher):
    """Collects the fonts that elements name."""

    def __init__(self, names: dict[str, None]) -> None:
        self._names = names

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "rFonts":
            written = [attributes[key] for key in RUN_FONTS if key in attributes]
        elif name in DRAWN_FONTS:
            written = [attributes.get("typeface", "")]
        elif name in ("name", "rFont"):
            written = [attributes.get("val", "")]
        elif name == "font-face":
            written = [attributes.get("font-family", "")]
        else:
            return
        for font in written:
            plain = font.strip(" '\"")
            if plain and not plain.startswith("+"):  # a name such as +mn-ea stands for a font of the theme
                self._names[plain] = None


def tracked_changes(content: bytes, kind: FileFormat) -> bool:
    """True if the text has tracked changes that nobody has accepted or rejected."""
    changes = _Changes()
    if kind in (FileFormat.DOCX, FileFormat.ODT, FileFormat.FODT):
        watch(content, TEXT_PARTS, changes)
    return changes.are_there


class _Changes(Watcher):
    are_there = False

    def start(self, name: str, attributes: Attributes) -> None:
        self.are_there |= name in CHANGES and bool(attributes)


def _fonts_of(pdf: bytes) -> tuple[str, ...]:
    """The names of a PDF's fonts, without the prefix of a subset."""
    names: dict[str, None] = {}
    try:
        with pikepdf.open(io.BytesIO(pdf), suppress_warnings=True) as document:
            for thing in document.objects:
                if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == pikepdf.Name.Font:
                    name = str(thing.get("/BaseFont", "")).removeprefix("/")
                    names[re.sub("^[A-Z]{6}\\+", "", name)] = None
    except pikepdf.PdfError:
        return ()  # the file is refused later, when it is opened to be bound
    names.pop("", None)
    return tuple(names)


def _plain(name: str) -> str:
    """A font's name without spaces, hyphens, underscores and capitals, in which spellings of the same name differ."""
    return re.sub(r"[\s_\-]", "", name).casefold()


def _listed(names: Iterable[str]) -> str:
    found = list(names)
    listed = "、".join("".join(letter for letter in name if letter.isprintable())[:40] for name in found[:MOST_NAMED])
    return f"「{listed}」" if len(found) <= MOST_NAMED else f"「{listed}」等 {len(found)} 种"
