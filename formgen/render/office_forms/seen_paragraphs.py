"""What is seen of a paragraph and of the cell around it in a layout with coloured runs, and whether all else stands still."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from formgen.render.office_forms.drawn_pages import DrawnLine, DrawnPage, SeenGlyph
from formgen.render.office_forms.probing import ProbedParagraph

SAME_LINE = 2.0
"""Glyphs whose baselines differ by less (pt) stand on one line."""
STILL = 0.16
"""What moves by less (pt) stands still: LibreOffice writes places to a tenth of a point."""


@dataclass(frozen=True)
class ParagraphSeen:
    """The glyphs and lines of one paragraph: its page, its lines of text from above, the lines drawn under its text."""

    page: int
    lines: tuple[tuple[SeenGlyph, ...], ...]
    under: tuple[DrawnLine, ...]


def seen(paragraph: ProbedParagraph, pages: Sequence[DrawnPage]) -> ParagraphSeen | None:
    """Where a paragraph is drawn, if it is in colours; None if it is on no page or on two."""
    wanted = {span.colour for span in paragraph.spans}
    found = [number for number, page in enumerate(pages) if any(glyph.colour in wanted for glyph in page.glyphs)]
    if len(found) != 1:
        return None
    page = pages[found[0]]
    lines: list[list[SeenGlyph]] = []
    for glyph in sorted((one for one in page.glyphs if one.colour in wanted), key=lambda one: -one.y):
        if lines and abs(lines[-1][0].y - glyph.y) < SAME_LINE:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    ordered = tuple(tuple(sorted(line, key=lambda one: one.x)) for line in lines)
    return ParagraphSeen(found[0], ordered, tuple(line for line in page.lines if line.colour in wanted))


@dataclass(frozen=True)
class CellSeen:
    """The cell around a place. Heights are measured downwards from its upper line.

    height    the cell's height
    baseline  the baseline of the place's first line
    others    what else stands in it: the texts and heights of the glyphs
    """

    height: float
    baseline: float
    others: tuple[tuple[str, float], ...]

    def like(self, other: CellSeen) -> bool:
        """True if only the lines of the place differ."""
        return (
            abs(self.height - other.height) < STILL
            and len(self.others) == len(other.others)
            and all(a == b and abs(y - z) < STILL for (a, y), (b, z) in zip(self.others, other.others, strict=True))
        )


def cell_of(paragraph: ProbedParagraph, pages: Sequence[DrawnPage]) -> CellSeen | None:
    """The cell around a paragraph; None if it stands in none, or on two pages."""
    here = seen(paragraph, pages)
    if here is None:
        return None
    page, x = pages[here.page], here.lines[0][0].x + 1
    baseline, last = here.lines[0][0].y, here.lines[-1][0].y
    flat = [line for line in page.lines if line.top - line.bottom < 1 and line.left <= x <= line.right]
    above = min((line.bottom for line in flat if line.bottom > baseline), default=None)
    below = max((line.bottom for line in flat if line.bottom < last and line not in here.under), default=None)
    if above is None or below is None:
        return None
    upright = [line.left for line in page.lines if line.right - line.left < 1 and line.bottom < baseline < line.top]
    left, right = (
        max((at for at in upright if at < x), default=0.0),
        min((at for at in upright if at > x), default=9999.0),
    )
    own = {span.colour for span in paragraph.spans}
    others = sorted(
        (round(above - glyph.y, 1), glyph.x, glyph.text)
        for glyph in page.glyphs
        if glyph.colour not in own and below < glyph.y < above and left < glyph.x < right
    )
    return CellSeen(above - below, above - baseline, tuple((text, y) for y, _, text in others))


def stands_still(base: Sequence[DrawnPage], pages: Sequence[DrawnPage], own: Iterable[int]) -> bool:
    """True if everything but what has these colours stands in both layouts at the same places."""
    moved = set(own)
    if len(base) != len(pages):
        return False
    for one, other in zip(base, pages, strict=True):
        glyphs = [[glyph for glyph in page.glyphs if glyph.colour not in moved] for page in (one, other)]
        lines = [[line for line in page.lines if line.colour not in moved] for page in (one, other)]
        if len(glyphs[0]) != len(glyphs[1]) or len(lines[0]) != len(lines[1]):
            return False
        if any(
            abs(a.x - b.x) > STILL or abs(a.y - b.y) > STILL or a.text != b.text for a, b in zip(*glyphs, strict=True)
        ):
            return False
        if any(
            max(abs(a.left - b.left), abs(a.right - b.right), abs(a.bottom - b.bottom), abs(a.top - b.top)) > STILL
            for a, b in zip(*lines, strict=True)
        ):
            return False
    return True
