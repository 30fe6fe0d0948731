"""Does each value stand on LibreOffice's pages whole? It cuts what does not fit into a row of fixed height, and draws no line below.

Nothing of this is to be seen in the number of pages. So the finished PDF is read again, with pdfium, and held against what was
filled in.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from formgen.engines.pdfium.cut_text import characters_of
from formgen.render.word.fill import SlotText, texts_of_slots
from formgen.render.word.package import WordPackage, tag
from formgen.scheme.slots import Slot

_COPIES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""What stands in a Word file a second time, for programs that do not know the first way to say it."""


def lacking_labels(
    slots: Sequence[Slot], texts: Sequence[SlotText], package: WordPackage, content: bytes
) -> tuple[str, ...]:
    """The labels of the texts that do not stand whole on the pages. Marks and spaces are not looked for.

    texts: what was filled in. package: the filled Word file. content: LibreOffice's PDF of it. A text that a condition of a template
    leaves out is not looked for.
    """
    printed = _letters("".join(one.text for page in characters_of(content) for one in page if not one.is_cut))
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
