"""What LibreOffice leaves off a page: it cuts what does not fit into a cell whose size is fixed, and draws none of the lines below.

Nothing of this is to be seen in the number of pages. So the finished PDF is read again, with pdfium, and held against what was
filled in.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from formgen.engines.pdfium import PdfiumFile, PlacedCharacter
from formgen.render.word.fill import SlotText, texts_of_slots
from formgen.render.word.package import WordPackage, tag
from formgen.scheme.slots import Slot

_COPIES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""What stands in a Word file a second time, for programs that do not know the first way to say it."""


@dataclass(frozen=True, slots=True)
class CutWords:
    """Characters that follow one another on a page and are cut off there. page: counted from 1."""

    page: int
    words: str


def cut_words(content: bytes) -> tuple[CutWords, ...]:
    """What is drawn on the pages of LibreOffice's PDF, and cut off there."""
    with PdfiumFile(content) as file:
        pages = [_characters(file, number) for number in range(len(file))]
    return tuple(
        CutWords(page, "".join(one.text for one in run))
        for page, characters in enumerate(pages, 1)
        for is_cut, run in groupby(characters, lambda one: one.is_cut)
        if is_cut
    )


def lacking_labels(
    slots: Sequence[Slot], texts: Sequence[SlotText], package: WordPackage, content: bytes
) -> tuple[str, ...]:
    """The labels of the texts that do not stand whole on the pages. Marks and spaces are not looked for.

    texts: what was filled in. package: the filled Word file. A text that a condition of a template leaves out is not looked for.
    """
    with PdfiumFile(content) as file:
        pages = [_characters(file, number) for number in range(len(file))]
    printed = _letters("".join(one.text for page in pages for one in page if not one.is_cut))
    written = _letters("".join(_words(package)))
    there = Counter(printed)
    short = {letter for letter, times in Counter(written).items() if times > there[letter]}
    # A text may go on at the next page, behind the words of other cells: then each of its letters is there all the same.
    return tuple(
        dict.fromkeys(
            slot.label
            for slot, text in zip(slots, texts_of_slots(slots, texts), strict=True)
            if (letters := _letters(text)) in written and letters not in printed and not short.isdisjoint(letters)
        )
    )


def _characters(file: PdfiumFile, number: int) -> tuple[PlacedCharacter, ...]:
    with file.page(number) as page:
        return page.characters(look_for_cuts=True)


def _letters(text: str) -> str:
    """The letters and figures of a text, in the form in which our faces have one glyph for each."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(one for one in plain if unicodedata.category(one)[0] in "LN")


def _words(package: WordPackage) -> Iterator[str]:
    """The words of a Word file's text that are to be seen."""
    hidden = (tag("vanish"), tag("webHidden"))
    for words in package.document.iter(tag("t")):
        look = words.getparent().find(tag("rPr"))
        if next(words.iterancestors(_COPIES), None) is None and (look is None or not any(map(look.find, hidden))):
            yield words.text or ""
