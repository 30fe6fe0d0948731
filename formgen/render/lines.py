"""Finds where a paragraph's lines end: by typesetting alone if that is sure, else by the engine that lays out the forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from formgen.engines.weasyprint.boxes import LaidOutPage
from formgen.engines.weasyprint.laying_out import lay_out
from formgen.render.compiled.faults import reason_of
from formgen.render.compiled.typeset.typeset import Face, Unsure, pixels, room_of, set_paragraph, typesetter
from formgen.render.layout.sheet import Paragraph, ParagraphFormat, Sheet, Sides, TextSpan
from formgen.render.pdf.html import BASE, Writer, length

PAPER = 14400
"""The height in pt of the sheet on which paragraphs are measured. It is the largest height that a PDF page may have."""
MOST_KEPT = 1024
"""The number of paragraphs whose line ends are kept. A text is measured to see whether it fits, and again to divide it."""


def line_ends(paragraph: Paragraph, width: float, enough: int | None = None) -> tuple[int, ...]:
    """For each line of a paragraph in a box of `width` (pt), the number of characters before its end, with line breaks.

    If a line ends with a line break, the line break stands before its end. The result is empty for a paragraph without text.
    enough: the caller needs no more line ends than this number; None for all.
    """
    ends = set_ends(paragraph.spans, paragraph.format, width, enough)
    return _laid_out_ends(paragraph, width) if ends is None else ends


@lru_cache(maxsize=MOST_KEPT)
def set_ends(
    spans: tuple[TextSpan, ...], form: ParagraphFormat, width: float, enough: int | None = None
) -> tuple[int, ...] | None:
    """As `line_ends`, by typesetting alone; None if the typesetter is not sure."""
    try:
        room = replace(room_of(form, pixels(width)), align="left")  # the alignment does not change where lines end
        lines = set_paragraph(spans, Face.of(form), room, enough)
    except Exception as fault:
        reason_of(fault)
        return None
    if isinstance(lines, Unsure):
        return None
    ends, end = [], 0
    for line in lines:
        end += sum(len(text.text) for text in line.texts) + line.hard
        ends.append(end)
    return tuple(ends)


def most_lines(paragraph: Paragraph, width: float) -> int | None:
    """The most lines that a slot's paragraph may take in a box of `width` (pt), without setting them; None if not known."""
    form = paragraph.format
    try:
        return typesetter(Face.of(form)).most_lines(paragraph.text, room_of(form, pixels(width)))
    except Exception as fault:
        reason_of(fault)
        return None


def laid_out(paragraphs: Sequence[tuple[Paragraph, float]]) -> tuple[LaidOutPage, ...]:
    """Lay out pages with these paragraphs, each in a box of its width (pt), between the anchors p0, p1, …"""
    widest = max(width for _, width in paragraphs)
    writer = Writer(Sheet("", widest, PAPER, Sides(0, 0, 0, 0), ()), frozenset())
    body = "".join(
        f'<div id="p{number}"{writer.of(f"width:{length(width)}")}>{writer.paragraph(paragraph, in_cell=True)}</div>'
        for number, (paragraph, width) in enumerate(paragraphs)
    )
    flowing = "break-before:auto!important;break-inside:auto!important;orphans:1!important;widows:1!important"
    page = f"@page{{size:{length(widest)} {PAPER}pt;margin:0}}p{{{flowing}}}"
    html = f'<html lang="zh-CN"><style>{BASE}{writer.classes()}{page}</style><body>{body}<div id="p{len(paragraphs)}"></div></body></html>'
    return lay_out(html).pages


def _laid_out_ends(paragraph: Paragraph, width: float) -> tuple[int, ...]:
    """As `line_ends`, read from the boxes of a layout."""
    text, ends, end = paragraph.text, [], 0
    for page in laid_out([(paragraph, width)]):
        for line in page.lines():
            end += len(line)
            end += text[end : end + 1] == "\n"
            ends.append(end)
    return tuple(ends)
