"""Fills the dossier's own pages like forms: `<span data-slot="…">` in their HTML holds what differs between enterprises.

The page with empty slots is its shape. A page is laid out once for each shape. Only shapes are kept on disk, so nothing
that a user wrote is kept there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape

from formgen.engines.weasyprint.boxes import LaidOutDocument
from formgen.engines.weasyprint.laying_out import lay_out
from formgen.render.compiled.blanks import Blank, Lines
from formgen.render.compiled.faults import reason_of
from formgen.render.compiled.filling import Filler
from formgen.render.compiled.kept import Kept
from formgen.render.compiled.places import MARK
from formgen.render.compiled.typeset.typeset import Unsure
from formgen.render.pdf.pdf import html_to_pdf

SLOT = re.compile(r'<span data-slot="([^"]+)">([^<]*)</span>')
MOST_LINES = 12
"""The largest number of lines of a slot of a page. A page with a longer text is laid out whole."""
MOST_SHAPES = 256


def page_pdf(html: str) -> bytes:
    """The PDF of one of our own pages. Raises ProofError for a character that no face has.

    A slot is a span that contains only text. Each slot name stands once in a page.
    """
    found = SLOT.findall(html)
    if not found or len({slot for slot, _ in found}) < len(found):
        return html_to_pdf(html)
    shape, slots = SLOT.sub(rf'<span data-slot="\1">{MARK}</span>', html), tuple(slot for slot, _ in found)
    try:
        filler = _SHAPES.get((shape, slots), lambda: _filler(shape, slots))
        content = None if filler is None else filler.fill({slot: unescape(text) for slot, text in found})
    except Exception as fault:
        reason_of(fault)
        content = None
    return html_to_pdf(html) if content is None or isinstance(content, Unsure) else content


def _filler(shape: str, slots: tuple[str, ...]) -> Filler | None:
    """The Filler for pages of a shape; None for a shape that can't be compiled."""

    def lay_out_with(fixed: Mapping[str, int], full: bool) -> LaidOutDocument:
        def mark(slot: re.Match[str]) -> str:
            return f'<span data-slot="{escape(slot[1])}">{"<br>".join(MARK * fixed[slot[1]])}</span>'

        return lay_out(SLOT.sub(mark, shape))

    try:
        most = tuple(Lines(slot, MOST_LINES) for slot in slots)
        return Filler(Blank((shape.encode(),), most, lay_out_with, pushes=True))
    except Exception as fault:
        reason_of(fault)
        return None


_SHAPES: Kept[tuple[str, tuple[str, ...]], Filler | None] = Kept(MOST_SHAPES)
"""The kept Fillers by shape; None for a shape that can't be compiled."""
