"""The numbers before paragraphs: printed ones, and those that Word counts itself, as styles of numerals."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from lxml import etree

from formgen.importing.notice.notice_words import notice_words, tight
from formgen.record.kinds.numbers.numerals import small_number
from formgen.render.word.package import WordPackage, attribute, tag
from formgen.render.word.paragraph_lists import (
    BULLET,
    NO_NUMBER,
    NumberLook,
    ParagraphLists,
    number_looks,
    written_number,
)

_BULLET = "●"


@dataclass(frozen=True)
class Numeral:
    """The number before a paragraph.

    style    the name of its style in `notice_words.toml`
    printed  its characters as they stand in the text; empty if Word counts it
    value    the number itself; None if Word counts it, or if it is a letter or a mark
    """

    style: str
    printed: str
    value: int | None


def printed_numeral(line: str) -> Numeral | None:
    """The number that a line begins with; None if it has none."""
    for style, pattern in notice_words().numerals:
        if found := pattern.match(line):
            return Numeral(style, found[0], _value(found[0]))
    return None


def _value(printed: str) -> int | None:
    """The last number in the characters of a numeral: `（三）` is 3, `⑵` is 2, `1.4` is 4."""
    found = re.findall(r"[0-9０-９]+|[一二三四五六七八九十]+|[①-⑳❶-❿⑴-⒇⒈-⒛㈠-㈩]", printed)
    if not found:
        return None
    number = small_number(tight(found[-1]))
    return int(unicodedata.numeric(found[-1])) if number is None and len(found[-1]) == 1 else number


class CountedNumbers:
    """Which paragraphs of a Word file have a number that Word counts itself."""

    def __init__(self, package: WordPackage) -> None:
        self._looks, self._lists = number_looks(package), ParagraphLists(package)

    def numeral(self, paragraph: etree._Element) -> Numeral | None:
        """The number of a paragraph (`w:p`); None if Word counts none for it."""
        found = self._lists.of(paragraph)
        look = self._looks.get(found) if found else None
        numeral = printed_numeral(_sample(look)) if look else None
        return None if numeral is None else Numeral(numeral.style, "", None)

    def heading(self, paragraph: etree._Element) -> Numeral | None:
        """A paragraph whose style is one of Word's headings, as a numeral without a number; None for any other paragraph."""
        style = paragraph.find(f"{tag('pPr')}/{tag('pStyle')}")
        element = None if style is None else self._lists.styles.get(attribute(style, "val"))
        name = None if element is None else element.find(tag("name"))
        found = re.match(r"(?:heading|标题)\s*([1-9])$", "" if name is None else (attribute(name, "val") or "").lower())
        return Numeral(f"heading {found[1]}", "", None) if found else None


def _sample(look: NumberLook) -> str:
    """What a number of a level looks like, with the first one of its format in each place; empty if it is not counted."""
    if look.format == BULLET:
        return _BULLET
    return "" if look.format == NO_NUMBER else re.sub(r"%\d", written_number(1, look.format), look.text)
