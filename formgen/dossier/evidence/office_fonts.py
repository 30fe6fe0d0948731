"""What an office file says of itself that its PDF would not show: its fonts, changes, and parts that lie elsewhere.

Read with patterns rather than parsers: the parts were unpacked and found sound before, and a name is all that is taken.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator

import pikepdf

from formgen.dossier.evidence.formats import ZIP_ODD, Format

RUN_FONTS = re.compile(rb"<w:rFonts\b[^>]*>|<a:(?:latin|ea|cs)\b[^>]*>")
RUN_FONT = re.compile(rb'(?:w:(?:ascii|hAnsi|eastAsia|cs)|\btypeface)="([^"]+)"')
"""A run's or style's fonts, one for each of four kinds of characters, and those of the theme that these refer to."""
FONT_PATTERNS = {
    Format.XLSX: re.compile(rb'<(?:name|rFont) val="([^"]+)"'),
    Format.PPTX: re.compile(rb'<a:(?:latin|ea|cs|sym) [^>]*?typeface="([^"]+)"'),
    Format.ODT: re.compile(rb'svg:font-family="([^"]+)"'),
}
FONT_PATTERNS |= {Format.ODS: FONT_PATTERNS[Format.ODT], Format.ODP: FONT_PATTERNS[Format.ODT]}
FONT_PARTS = re.compile(r"(word|xl|ppt)/.*\.xml|styles\.xml|content\.xml")
RTF_TABLE = re.compile(rb"\{\\fonttbl(.*?)\}\}", re.DOTALL)
RTF_FONT = re.compile(rb"\\f\d+[^;{}]*?(?:\{[^{}]*\})?[^;{}]*? ([^;{}\\]+);")
RELATION = re.compile(rb"<Relationship\b[^>]*>")
OUTSIDE_KINDS = re.compile(
    rb'Type="[^"]*/(image|oleObject|package|subDocument|aFChunk|externalLinkPath|frame|video|audio|media)"'
)
OPEN_LINK = re.compile(
    rb"<(?:draw:image|draw:object|draw:object-ole|draw:plugin|text:section-source)\b[^>]*"
    rb'xlink:href="(?:[A-Za-z][A-Za-z0-9+.-]*:|/|\.\./)'
)
RTF_LINK = re.compile(rb"INCLUDEPICTURE|INCLUDETEXT|\\objlink\b")
CHANGES = re.compile(rb"<w:(?:ins|del|moveFrom|moveTo) |<text:changed-region\b")
LATIN_NAMES = {
    "宋体": "SimSun", "新宋体": "NSimSun", "黑体": "SimHei", "仿宋": "FangSong", "楷体": "KaiTi",
    "仿宋_GB2312": "FangSong_GB2312", "楷体_GB2312": "KaiTi_GB2312", "微软雅黑": "MicrosoftYaHei", "等线": "DengXian",
    "华文中宋": "STZhongsong", "华文宋体": "STSong", "华文仿宋": "STFangsong", "华文楷体": "STKaiti", "华文细黑": "STXihei",
    "隶书": "LiSu", "幼圆": "YouYuan",
}  # fmt: skip
"""Chinese faces by the names that they have within a PDF."""
MOST_NAMED = 6


def substituted(content: bytes, kind: Format, pdf: bytes) -> str:
    """What was done to the fonts, in Chinese; empty if the PDF holds none that the document does not name.

    A document may name fonts that it shows nothing in, so only those that the PDF brings and the document does not
    name are taken for substitutes. Of old binary files the names can't be read: then the PDF's fonts are told.
    """
    used = _fonts_of(pdf)
    named = None if kind in (Format.DOC, Format.XLS, Format.PPT) else fonts_named(content, kind)
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


def fonts_named(content: bytes, kind: Format) -> tuple[str, ...]:
    """The fonts that an office file names, each once, in order."""
    names: dict[str, None] = {}
    if kind is Format.RTF:
        table = RTF_TABLE.search(content)
        for found in RTF_FONT.findall(table[0] if table else b""):
            names[found.decode("gbk", "replace").strip()] = None
    for _, part in parts(content, FONT_PARTS):
        if kind is Format.DOCX:
            written = [name for fonts in RUN_FONTS.findall(part) for name in RUN_FONT.findall(fonts)]
        else:
            written = FONT_PATTERNS[kind].findall(part)
        for found in written:
            name = html.unescape(found.decode("utf-8", "replace")).strip(" '\"")
            if name and not name.startswith("+"):  # +mn-ea and the like: the theme's
                names[name] = None
    return tuple(names)


def outside_parts(content: bytes, kind: Format) -> bool:
    """True if the file's pages show what lies outside it: a linked picture, object or document."""
    if kind is Format.RTF:
        return RTF_LINK.search(content) is not None
    if kind in (Format.ODT, Format.ODS, Format.ODP):
        return any(OPEN_LINK.search(part) for _, part in parts(content, re.compile(r"(content|styles)\.xml")))
    return any(
        b'TargetMode="External"' in relation and OUTSIDE_KINDS.search(relation)
        for _, part in parts(content, re.compile(r".*\.rels"))
        for relation in RELATION.findall(part)
    )


def tracked_changes(content: bytes, kind: Format) -> bool:
    """True if the text holds changes that nobody has accepted or refused."""
    wanted = re.compile(r"word/document\.xml|content\.xml")
    return kind in (Format.DOCX, Format.ODT) and any(CHANGES.search(part) for _, part in parts(content, wanted))


def parts(content: bytes, wanted: re.Pattern[str]) -> Iterator[tuple[str, bytes]]:
    """The names and bytes of the parts of a packed file with these names; none for a file that is not packed."""
    if not content.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                if wanted.fullmatch(name):
                    yield name, archive.read(name)
    except ZIP_ODD:
        return  # `format_of` has refused a file whose parts can't be read


def _fonts_of(pdf: bytes) -> tuple[str, ...]:
    """The fonts of a PDF by their names within it, without the prefix of a subset."""
    names: dict[str, None] = {}
    try:
        with pikepdf.open(io.BytesIO(pdf), suppress_warnings=True) as document:
            for thing in document.objects:
                if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == pikepdf.Name.Font:
                    name = str(thing.get("/BaseFont", "")).removeprefix("/")
                    names[re.sub("^[A-Z]{6}\\+", "", name)] = None
    except pikepdf.PdfError:
        return ()  # it is refused where it is opened to be bound
    names.pop("", None)
    return tuple(names)


def _plain(name: str) -> str:
    """A font's name without what its writings differ in."""
    return re.sub(r"[\s_\-]", "", name).casefold()


def _listed(names: Iterable[str]) -> str:
    found = list(names)
    listed = "、".join("".join(letter for letter in name if letter.isprintable())[:40] for name in found[:MOST_NAMED])
    return f"「{listed}」" if len(found) <= MOST_NAMED else f"「{listed}」等 {len(found)} 种"
