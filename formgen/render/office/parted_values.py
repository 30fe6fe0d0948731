"""Finds values in a finished paper whose row was parted by the end of a page, because a long text made it grow.

Only LibreOffice lets rows grow as they like: the forms of our own layout have as many lines as their places. The finished PDF says
what stands on which page; that is all that is looked at.
"""

from __future__ import annotations

from itertools import pairwise

from formgen.engines.pdfium import PdfiumFile
from formgen.render.word.fill import SlotText, template_package
from formgen.render.word.package import tag
from formgen.render.word.slots import find_places
from formgen.scheme.models import Form

CELL = tag("tc")
SHORTEST = 20
"""The fewest characters of a text that is looked for: a shorter one stands in few lines, and its halves stand anywhere."""


def parted_values(form: Form, texts: tuple[SlotText, ...], content: bytes) -> tuple[str, ...]:
    """The ids of the slots in tables whose text begins on one page and ends on the next, each once.

    content: the finished PDF of the form with these texts
    """
    long = {one.slot: text for one in texts if len(text := "".join(one.text.split())) >= SHORTEST}
    if not long:
        return ()
    with PdfiumFile(content) as file:
        pages = ["".join(text.split()) for text in file.texts()]
    found = [slot for slot, text in long.items() if is_parted(text, pages)]
    if not found:
        return ()
    places = find_places(template_package(form).document, form.slots)
    in_tables = {
        place.id for place in places if place is not None and any(True for _ in place.runs[0].iterancestors(CELL))
    }
    return tuple(slot for slot in found if slot in in_tables)


def is_parted(text: str, pages: list[str]) -> bool:
    """True if a text stands whole on no page, and begins on one and ends on the next. All are without spaces."""
    if len(pages) < 2 or any(text in page for page in pages):
        return False
    for page, following in pairwise(pages):
        most = next((length for length in range(len(text) - 1, 0, -1) if text[:length] in page), 0)
        if most and text[most:] in following:
            return True
    return False
