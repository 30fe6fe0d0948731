"""Numbers that Word counts by itself: whoever types `1、` and presses Enter gets a list, whose numbers are no text of the file.

They are part of what was written (`1、成立以来…`), so they are put before their paragraphs as text. Bullets are not: they only show
where a paragraph begins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lxml import etree

from formgen.render.word.package import PARSER, WordPackage, attribute, tag
from formgen.render.word.paragraph_lists import ListLevel, ParagraphLists, value_below
from formgen.render.word.slots import SPACE, P, R, T

_NUMBERING = "word/numbering.xml"
_DIGITS = "〇一二三四五六七八九"
_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


@dataclass(frozen=True)
class _Level:
    """How the numbers of a level of a list look: the first number, its format, and the text around it (`%1、`)."""

    start: int
    format: str
    text: str


def counts_of(package: WordPackage) -> int:
    """How many paragraphs of a file have a number that Word counts."""
    lists = ParagraphLists(package)
    return sum(1 for one in package.document.iter(P) if lists.of(one) is not None and any(one.itertext(T)))


def with_automatic_numbers(package: WordPackage) -> WordPackage:
    """The file with its automatic numbers as text."""
    levels, lists = _levels(package), ParagraphLists(package)
    root = etree.fromstring(etree.tostring(package.document))
    counted: dict[str, dict[int, int]] = {}
    for paragraph in root.iter(P):
        found = lists.of(paragraph)
        if found is None or found not in levels or not any(paragraph.itertext(T)):
            continue
        list_id, depth = found
        counts = counted.setdefault(list_id, {})
        counts[depth] = counts.get(depth, levels[found].start - 1) + 1
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        words = _words(levels, list_id, depth, counts)
        if words:
            run = etree.Element(R)
            text = etree.SubElement(run, T)
            text.text = words
            text.set(SPACE, "preserve")
            paragraph.insert(1 if paragraph.find(tag("pPr")) is not None else 0, run)
    return package.with_document(root)


def _words(levels: Mapping[ListLevel, _Level], list_id: str, depth: int, counts: Mapping[int, int]) -> str:
    """The number of a paragraph with what stands around it; empty for a bullet."""
    own = levels[list_id, depth]
    if own.format in ("bullet", "none"):
        return ""

    def number(found: re.Match[str]) -> str:
        level = int(found[1]) - 1
        said = levels.get((list_id, level), own)
        return _FORMATS.get(said.format, str)(counts.get(level, said.start))

    return re.sub("%([1-9])", number, own.text)


def _levels(package: WordPackage) -> dict[ListLevel, _Level]:
    """The levels of each list of a file."""
    content = next((part.content for part in package.parts if part.name == _NUMBERING), None)
    if content is None:
        return {}
    root = etree.fromstring(content, PARSER)
    patterns = {attribute(one, "abstractNumId"): one for one in root.iter(tag("abstractNum"))}
    found: dict[ListLevel, _Level] = {}
    for one in root.findall(tag("num")):
        list_id, pattern = attribute(one, "numId") or "", patterns.get(value_below(one, "abstractNumId"))
        overrides = {attribute(other, "ilvl"): other for other in one.findall(tag("lvlOverride"))}
        for level in () if pattern is None else pattern.findall(tag("lvl")):
            depth = attribute(level, "ilvl") or "0"
            other = overrides.get(depth)
            own = level if other is None or other.find(tag("lvl")) is None else other.find(tag("lvl"))
            assert own is not None
            start = (None if other is None else value_below(other, "startOverride")) or value_below(own, "start") or "1"
            if depth.isdecimal() and start.isdecimal():
                said = _Level(int(start), value_below(own, "numFmt") or "decimal", value_below(own, "lvlText") or "")
                found[list_id, int(depth)] = said
    return found


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


_FORMATS: Mapping[str, Callable[[int], str]] = {
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "ideographDigital"),
        _chinese,
    ),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "decimalZero": lambda number: f"{number:02}",
}
"""How Word writes a number in its formats; in any other: plain digits."""
