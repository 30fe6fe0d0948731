"""What stands in a Word file and is not on the page that LibreOffice makes of it. It is told before anybody relies on the form.

The list was found by laying out a Word file with one feature in each line (LibreOffice 7.4, without its formula editor).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from formgen.render.layout.page import settings_element
from formgen.render.layout.properties import is_on
from formgen.render.word.package import PARSER, WordPackage, attribute, tag

_WORDS_2010 = "http://schemas.microsoft.com/office/word/2010/wordml"
_MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
_DROPPED = (
    (tag("fitText"), "调整宽度的文字（按原宽度排）"),
    (tag("effect"), "文字的动态效果"),
    (tag("em"), "着重号"),
    (tag("altChunk"), "嵌入的另一份文件"),
    (tag("control"), "ActiveX 控件"),
    (f"{{{_MATH}}}oMath", "公式"),
    (f"{{{_DIAGRAM}}}relIds", "SmartArt 图形"),
    *(
        (f"{{{_WORDS_2010}}}{name}", "文字的艺术效果")
        for name in ("glow", "shadow", "reflection", "textOutline", "textFill")
    ),
)
_PLAIN_BORDERS = ("nil", "none", "single", "thick", "double", "dotted", "dashed", "dotDash", "dotDotDash", "triple")
_CLOSING, _OPENING = "。，、．：；？！）〕》〉」』】〗］｝”’", "（〔《〈「『【〖［｛“‘"
_SQUEEZED = re.compile(f"[{_CLOSING}][{_CLOSING}{_OPENING}]|[{_OPENING}]{{2}}")
"""Two marks of which Word makes one narrower where the file's settings say so: the default of Chinese files."""
_TEXTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")
EMBEDDED = re.compile(r"word/fonts/.*\.odttf")


def dropped_features(package: WordPackage) -> tuple[str, ...]:
    """What LibreOffice does not draw of a Word file, each once, as Chinese text."""
    return tuple(dict.fromkeys(_found(package)))


def _found(package: WordPackage) -> Iterator[str]:
    for part in package.parts:
        if EMBEDDED.fullmatch(part.name):
            yield "文件里带的字体（用本程序的字体代替）"
        if not _TEXTS.fullmatch(part.name):
            continue
        root = etree.fromstring(part.content, PARSER)
        names = {element.tag for element in root.iter(etree.Element)}
        yield from (words for name, words in _DROPPED if name in names)
        if any(map(is_on, root.iter(tag("topLinePunct")))):
            yield "行首标点的压缩（按不压缩排）"
        if _squeezes(package) and any(_SQUEEZED.search(text) for text in _paragraphs(root)):
            yield "连续标点的压缩（按不压缩排）"
        for borders in root.iter(tag("pgBorders")):
            if any(side.get(tag("val")) not in _PLAIN_BORDERS for side in borders):
                yield "页面的花纹边框"
        for borders in root.iter(tag("pBdr"), tag("tblBorders"), tag("tcBorders")):
            if any(str(side.get(tag("val"))).startswith(("wave", "doubleWave")) for side in borders):
                yield "波浪线（画成直线）"


def _squeezes(package: WordPackage) -> bool:
    """True if a file's settings say that Word leaves less room between two marks of punctuation."""
    said = settings_element(package, "characterSpacingControl")
    return said is not None and attribute(said, "val") != "doNotCompress"


def _paragraphs(root: etree._Element) -> Iterator[str]:
    """The text of each paragraph of a part."""
    for paragraph in root.iter(tag("p")):
        yield "".join(text.text or "" for text in paragraph.iter(tag("t")))
