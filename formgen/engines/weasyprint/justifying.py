"""Justifies the Chinese lines of a laid-out document, which WeasyPrint leaves as they are: it stretches spaces only.

WeasyPrint sets each piece of text anew when it draws it. So the widths of the glyphs are changed at that moment, in the
first line that its Pango layout gives: what is drawn behind a glyph follows from its width.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from formgen.engines.justification import THOUSANDTHS, shares

JUSTIFIED = "text-align:justify"
"""What the HTML of a document with justified text holds."""
MIDDLE = 0.5
"""WeasyPrint cuts the adjustment behind a glyph to an integer. A width in the middle between two integers is cut to one of them
for sure."""


def justify(pages: Sequence[Any]) -> None:
    """Stretch the lines of all justified paragraphs. pages: the pages as WeasyPrint laid them out (`Document.pages`)."""
    from weasyprint.formatting_structure import boxes

    for page in pages:
        for block in page._page_box.descendants():
            if isinstance(block, boxes.BlockContainerBox) and block.style["text_align_all"] == "justify":
                for line in block.children:
                    if isinstance(line, boxes.LineBox) and line.resume_at is not None:
                        _stretch(block, line)


def _stretch(block: Any, line: Any) -> None:
    """Stretch one line to the width of its block, unless a line break ends it."""
    from weasyprint.formatting_structure import boxes

    inside = list(line.descendants())
    texts = [box for box in inside if isinstance(box, boxes.TextBox) and box.text]
    if not texts or any(box.element_tag == "br" for box in inside):
        return
    size = float(block.style["font_size"])
    room = block.content_box_x() + block.width - (texts[-1].position_x + texts[-1].width)
    found, start, moved = shares("".join(box.text for box in texts), room, size), 0, 0
    for box in texts:
        part = found[start : start + len(box.text)]
        start += len(box.text)
        box.position_x += moved * size / THOUSANDTHS
        if any(part):
            box.pango_layout.get_first_line = partial(_first_line, box.pango_layout, part)
            box.width += sum(part) * size / THOUSANDTHS
        moved += sum(part)


def _first_line(layout: Any, part: Sequence[int]) -> tuple[Any, Any]:
    """The first line of a Pango layout with wider glyphs. part: by how much the room behind each character grows."""
    line, index = type(layout).get_first_line(layout)
    for glyph, font, share in _glyphs(layout.text, line, part):
        if share:
            _widen(glyph, font, share)
    return line, index


def _glyphs(text: str, line: Any, part: Sequence[int]) -> Iterator[tuple[Any, Any, int]]:
    """Each glyph of a line with its font, and the share behind the last of its characters."""
    from weasyprint.text.ffi import ffi

    content, run = text.encode(), line.runs[0]
    while run != ffi.NULL:
        item = run.data
        string, offset = item.glyphs, item.item.offset
        ends = [string.log_clusters[at] for at in range(1, string.num_glyphs)] + [item.item.length]
        for at, end in enumerate(ends):
            place = len(content[: offset + end].decode()) - 1
            yield string.glyphs[at], item.item.analysis.font, part[place] if place < len(part) else 0
        run = run.next


def _widen(glyph: Any, font: Any, share: int) -> None:
    """Make a glyph wider, so that the adjustment behind it becomes smaller by `share` thousandths of an em."""
    from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, pango

    description = ffi.gc(pango.pango_font_describe_with_absolute_size(font), pango.pango_font_description_free)
    size = pango.pango_font_description_get_size(description) * FROM_UNITS
    rectangle = ffi.new("PangoRectangle *")
    pango.pango_font_get_glyph_extents(font, glyph.glyph, ffi.NULL, rectangle)
    advance = round(rectangle.width * THOUSANDTHS * FROM_UNITS / size)
    adjustment = int(advance - glyph.geometry.width * THOUSANDTHS * FROM_UNITS / size) - share
    middle = 0.0 if adjustment == 0 else MIDDLE if adjustment > 0 else -MIDDLE
    glyph.geometry.width = round((advance - adjustment - middle) * size / THOUSANDTHS * TO_UNITS)
