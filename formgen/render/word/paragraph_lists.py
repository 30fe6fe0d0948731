"""Lists of a Word file whose numbers Word counts: which list a paragraph belongs to, and how the numbers of each level look.

A paragraph belongs to a list by its own properties, or by its style.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lxml import etree

from formgen.foundation.errors import DefinitionError
from formgen.render.word.package import PARSER, WordPackage, attribute, tag

ListLevel = tuple[str, int]
"""The number of a list (`w:numId`), and a level of it, counted from 0."""
BULLET, NO_NUMBER = "bullet", "none"
"""The formats of levels that are not counted (ECMA-376, part 1, 17.18.59)."""
_NUMBERING = "word/numbering.xml"
_DIGITS = "〇一二三四五六七八九"
_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


class ParagraphLists:
    """The lists of the paragraphs of one file.

    styles  its styles by their ids
    """

    def __init__(self, package: WordPackage) -> None:
        try:
            styles = package.styles
        except DefinitionError:
            styles = etree.Element("none")
        self.styles = {attribute(one, "styleId"): one for one in styles.iter(tag("style"))}

    def of(self, paragraph: etree._Element) -> ListLevel | None:
        """The list of a paragraph (`w:p`) and its level there; None for a paragraph without a number."""
        properties = paragraph.find(tag("pPr"))
        found = _said(properties)
        name = None if properties is None else value_below(properties, "pStyle")
        for _ in self.styles:  # styles rest on one another; a circle of them ends here
            if found is not None or name not in self.styles:
                break
            style = self.styles[name]
            found, name = _said(style.find(tag("pPr"))), value_below(style, "basedOn")
        return None if found is None or found[0] == "0" else found


def value_below(element: etree._Element, name: str) -> str | None:
    """What the element of this name directly below an element says; None if there is none, or if it says nothing."""
    below = element.find(tag(name))
    return None if below is None else attribute(below, "val")


def _said(properties: etree._Element | None) -> ListLevel | None:
    """The list and the level that properties of a paragraph or of a style say; None if they say none."""
    said = None if properties is None else properties.find(tag("numPr"))
    list_id = None if said is None else value_below(said, "numId")
    if said is None or list_id is None:
        return None
    level = value_below(said, "ilvl") or "0"
    return list_id, int(level) if level.isdecimal() else 0


@dataclass(frozen=True)
class NumberLook:
    """How the numbers of one level of a list look: the first number, its format, and the text around it (`%1、`)."""

    start: int
    format: str
    text: str


def number_looks(package: WordPackage) -> dict[ListLevel, NumberLook]:
    """How the numbers of each list and level of a file look; of lists that the file does not describe, none."""
    content = next((part.content for part in package.parts if part.name == _NUMBERING), None)
    if content is None:
        return {}
    try:
        root = etree.fromstring(content, PARSER)
    except etree.XMLSyntaxError:
        return {}  # Word does not open such a file at all; what else it says is read
    patterns = {attribute(one, "abstractNumId"): one for one in root.iter(tag("abstractNum"))}
    found: dict[ListLevel, NumberLook] = {}
    for one in root.findall(tag("num")):
        list_id, pattern = attribute(one, "numId") or "", patterns.get(value_below(one, "abstractNumId"))
        overrides = {attribute(other, "ilvl"): other for other in one.findall(tag("lvlOverride"))}
        for level in () if pattern is None else pattern.findall(tag("lvl")):
            depth = attribute(level, "ilvl") or "0"
            other = overrides.get(depth)
            own = None if other is None else other.find(tag("lvl"))
            own = level if own is None else own
            start = (None if other is None else value_below(other, "startOverride")) or value_below(own, "start") or "1"
            if depth.isdecimal() and start.isdecimal():
                look = NumberLook(
                    int(start), value_below(own, "numFmt") or "decimal", value_below(own, "lvlText") or ""
                )
                found[list_id, int(depth)] = look
    return found


def written_number(number: int, form: str) -> str:
    """A number as Word writes it in one of its formats; in a format that is not known here, its plain digits."""
    return _FORMATS.get(form, str)(number)


def _chinese(number: int) -> str:
    """A number up to 99 in Chinese characters (十二); a larger one in digits."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    return f"{_DIGITS[tens] if tens > 1 else ''}{'十' if tens else ''}{_DIGITS[ones] if ones else ''}"


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 0 < number <= 20 else str(number)


def _letters(number: int) -> str:
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    made = ""
    for value, sign in _ROMAN:
        made += sign * (number // value)
        number %= value
    return made


_CHINESE = (
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "ideographDigital",
)
_FORMATS: Mapping[str, Callable[[int], str]] = {
    **dict.fromkeys(_CHINESE, _chinese),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "decimalZero": lambda number: f"{number:02}",
}
