"""Words of a returned file that stand in no row of it, or that look unlike a typist's: in other parts, unseen, marked, struck out."""

from __future__ import annotations

import re

from lxml import etree

from formgen.importing.word_text import is_struck
from formgen.render.word.blank_texts import BOXES, is_sign
from formgen.render.word.package import PARSER, WordPackage, attribute, tag
from formgen.render.word.slots import RUN_PROPERTIES, P, R, T

_SHOWN = ("{http://schemas.openxmlformats.org/drawingml/2006/main}blip", "{urn:schemas-microsoft-com:vml}imagedata")
_VML = "{urn:schemas-microsoft-com:vml}"
_SHAPES = (
    "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}wsp",
    *(f"{_VML}{name}" for name in ("shape", "line", "oval", "rect", "roundrect", "polyline", "curve", "arc")),
)
_TEXT_BOX, _WORD_ART = tag("txbxContent"), f"{_VML}textpath"
_WORDS = re.compile(r"[^\W\d_]")
_PLAIN_COLOURS = (None, "auto", "000000", "FFFFFF")
TINY = 4
"""Half-points: letters of this size, or of a smaller one, can't be seen."""


def words_in(names: re.Pattern[str], package: WordPackage) -> tuple[str, ...]:
    """The paragraphs with words in those parts of a file that have such names. Numbers of pages alone are none."""
    found: list[str] = []
    for part in package.parts:
        if names.fullmatch(part.name):
            try:
                root = etree.fromstring(part.content, PARSER)
            except etree.XMLSyntaxError:
                continue
            found += ["".join(paragraph.itertext(T)).strip() for paragraph in root.iter(P)]
    return tuple(text for text in found if _WORDS.search(text))


def shapes_in(package: WordPackage) -> int:
    """How many lines, circles and other shapes without words and pictures are drawn in a file: ticks, too, as people draw them."""
    holding = (_TEXT_BOX, _WORD_ART, *_SHOWN)
    return sum(1 for one in package.document.iter(*_SHAPES) if next(one.iter(*holding), None) is None)


def pictures_in(package: WordPackage) -> int:
    """How many pictures a file shows: in the way of Word 2007 and later, or in the older one."""
    return sum(1 for _ in package.document.iter(*_SHOWN))


def unseen_words(package: WordPackage) -> tuple[str, ...]:
    """The words that are white, or too small to be seen."""
    found: list[str] = []
    for run in package.document.iter(R):
        size, colour = _said(run, "sz"), _said(run, "color")
        is_tiny = size is not None and size.isdecimal() and int(size) <= TINY
        if (is_tiny or colour == "FFFFFF") and _said(run, "shd", "fill") in (None, "auto", "FFFFFF"):
            found.append("".join(run.itertext(T)).strip())
    return tuple(text for text in found if text)


def marked_options(package: WordPackage) -> tuple[str, ...]:
    """The options that stand out in a row of boxes without a tick: by colour, line, frame or weight, which the others do not have."""
    found: list[str] = []
    for paragraph in package.document.iter(P):
        runs = [(run, text) for run in paragraph.iter(R) if (text := "".join(run.itertext(T))).strip()]
        text = "".join(text for _, text in runs)
        signs = [one for one in text if is_sign(one)]
        if len(signs) < 2 or any(one not in BOXES for one in signs):
            continue
        marked = [text for run, text in runs if _stands_out(run)]
        if marked and len(marked) < len(runs) and _WORDS.search("".join(marked)):
            found.append("".join(marked).strip())
    return tuple(found)


def _stands_out(run: etree._Element) -> bool:
    plain = (None, "0", "false", "off", "none", "nil")
    marks = ("highlight", "u", "bdr", "em")
    is_bold = run.find(f"{RUN_PROPERTIES}/{tag('b')}") is not None and _said(run, "b") not in plain[1:]
    is_coloured = _said(run, "color") not in _PLAIN_COLOURS or _said(run, "shd", "fill") not in (None, "auto", "FFFFFF")
    return is_bold or is_coloured or any(_said(run, name) not in plain for name in marks)


def _said(run: etree._Element, name: str, what: str = "val") -> str | None:
    """What a run says itself of its look; None if it says nothing."""
    element = run.find(f"{RUN_PROPERTIES}/{tag(name)}")
    return None if element is None else attribute(element, what)


def has_struck_words(package: WordPackage) -> bool:
    """True if words of a file are struck out, or hidden."""
    return any(is_struck(run) and "".join(run.itertext(T)).strip() for run in package.document.iter(R))
