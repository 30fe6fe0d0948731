"""Numbers that Word counts by itself: whoever types `1、` and presses Enter gets a list, whose numbers are no text of the file.

They are part of what was written (`1、成立以来…`), so they are put before their paragraphs as text. Bullets are not: they only show
where a paragraph begins.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from formgen.render.word.package import WordPackage, tag
from formgen.render.word.paragraph_lists import (
    BULLET,
    NO_NUMBER,
    ListLevel,
    NumberLook,
    ParagraphLists,
    number_looks,
    written_number,
)
from formgen.render.word.slots import SPACE, P, R, T


def counts_of(package: WordPackage) -> int:
    """How many paragraphs of a file have a number that Word counts."""
    lists = ParagraphLists(package)
    return sum(1 for one in package.document.iter(P) if lists.of(one) is not None and any(one.itertext(T)))


def with_automatic_numbers(package: WordPackage) -> WordPackage:
    """The file with its automatic numbers as text."""
    levels, lists = number_looks(package), ParagraphLists(package)
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


def _words(levels: Mapping[ListLevel, NumberLook], list_id: str, depth: int, counts: Mapping[int, int]) -> str:
    """The number of a paragraph with what stands around it; empty for a bullet."""
    own = levels[list_id, depth]
    if own.format in (BULLET, NO_NUMBER):
        return ""

    def number(found: re.Match[str]) -> str:
        level = int(found[1]) - 1
        said = levels.get((list_id, level), own)
        return written_number(counts.get(level, said.start), said.format)

    return re.sub("%([1-9])", number, own.text)
