"""Two PDFs of one paper, ours and LibreOffice's, compared character by character: how far each is off, and why.

LibreOffice has defects of its own. Where one strikes is found in the two PDFs and in our layout, never listed by hand.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

from tools.pdf_pages import MM, Box, Glyph, Page

LIMIT = 0.5
"""mm that a character may be off."""
LAST_ROW = "last row of a page, vertically centred: LibreOffice's defect"
"""LibreOffice forgets vertical centring in the last row before a page break and puts the text at the cell's top."""
NUMBERS = "a line ends after 、 between numbers: LibreOffice's defect"
"""LibreOffice takes numbers that 、 or ， joins for one word, and cuts that, numbers and all, where the line is full."""
NO_WIDTH = "two characters on one place in LibreOffice's page: LibreOffice's defect"
"""LibreOffice loses the width of a closing quotation mark before Latin letters, where an earlier field had a rare
character of the same run: what follows stands a character too far left, and lines break later."""
SAME_PLACE = 0.5
"""pt that two characters of one line are never apart."""

Pair = tuple[Glyph, Glyph]
Passage = tuple[int | None, int | None]
"""A tagged cell, or a paragraph outside of tables: what moves when one of its lines breaks elsewhere."""


@dataclass(frozen=True, slots=True)
class Distance:
    """One character in both PDFs: its place in ours (page from 1), how far off it is in mm, and why if that is known."""

    page: int
    glyph: Glyph
    across: float
    down: float
    reason: str | None

    @property
    def far(self) -> float:
        """The distance in mm."""
        return hypot(self.across, self.down)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two PDFs of one paper, ours first. Lengths in mm.

    lines      of each page, how many horizontal lines it has in each of the two
    farthest   the largest distance between a line in one and the same line in the other; None if there are none
    unmatched  characters that stand oftener on a page of the one than of the other
    """

    pages: tuple[int, int]
    lines: tuple[tuple[int, int], ...]
    farthest: float | None
    distances: tuple[Distance, ...]
    unmatched: tuple[str, ...]

    @property
    def median(self) -> float:
        """Half of all characters are nearer than this."""
        return statistics.median(distance.far for distance in self.distances)

    @property
    def most(self) -> float:
        """95 of 100 characters are nearer than this."""
        return statistics.quantiles((distance.far for distance in self.distances), n=20)[-1]

    @property
    def largest(self) -> float:
        """The largest distance where LibreOffice has no defect of its own."""
        return max((distance.far for distance in self.distances if distance not in self.excused), default=0)

    @property
    def over(self) -> tuple[Distance, ...]:
        """The characters that are farther off than they may."""
        return tuple(distance for distance in self.distances if distance.far > LIMIT)

    @property
    def excused(self) -> tuple[Distance, ...]:
        """Those of them that a defect of LibreOffice explains."""
        return tuple(distance for distance in self.over if distance.reason)

    def differences(self) -> Iterator[str]:
        """Everything that differs but the distances: pages, horizontal lines, characters."""
        if self.pages[0] != self.pages[1]:
            yield f"{self.pages[0]} pages, in LibreOffice {self.pages[1]}"
        for number, (ours, theirs) in enumerate(self.lines, 1):
            if ours != theirs:
                yield f"page {number}: {ours} horizontal lines, in LibreOffice {theirs}"
        yield from self.unmatched

    @property
    def sound(self) -> bool:
        """Same pages, same lines, same characters on each page, none too far off but by LibreOffice's defects."""
        return not any(self.differences()) and self.largest <= LIMIT and (self.farthest or 0) <= LIMIT


def compare(ours: Sequence[Page], theirs: Sequence[Page], centred: Sequence[Sequence[Box]] = ()) -> Comparison:
    """Compare two PDFs of one paper, page by page. centred: of each page, the centred cells of a last row (LAST_ROW)."""
    distances: list[Distance] = []
    unmatched: list[str] = []
    farthest: list[float] = []
    for number, (one, other) in enumerate(zip(ours, theirs, strict=False), 1):
        cells = centred[number - 1] if number <= len(centred) else ()
        in_one, in_other = _by_character(one.glyphs), _by_character(other.glyphs)
        pairs: list[Pair] = []
        for character in sorted({*in_one, *in_other}):
            left, right = in_one.get(character, []), in_other.get(character, [])
            if len(left) != len(right):
                unmatched.append(f"page {number}: {character} {len(left)} times, in LibreOffice {len(right)}")
            pairs += _nearest(left, right)
        reasons = _reasons(one, other, pairs)
        for mine, its in pairs:
            last_row = any(cell.distance(mine.x, mine.y) == 0 for cell in cells)
            reason = LAST_ROW if last_row else reasons.get(_passage(mine))
            distances.append(Distance(number, mine, (its.x - mine.x) / MM, (its.y - mine.y) / MM, reason))
        farthest += [abs(line - same) / MM for line, same in zip(one.heights, other.heights, strict=False)]
    lines = tuple((len(one.heights), len(other.heights)) for one, other in zip(ours, theirs, strict=False))
    largest = max(farthest, default=None)
    return Comparison((len(ours), len(theirs)), lines, largest, tuple(distances), tuple(unmatched))


def _by_character(glyphs: Iterable[Glyph]) -> dict[str, list[Glyph]]:
    found: defaultdict[str, list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        found[glyph.character].append(glyph)
    return found


def _nearest(left: list[Glyph], right: list[Glyph]) -> Iterator[Pair]:
    """Pairs of the same character, the nearest first, each used once."""
    pairs = sorted(
        (hypot(one.x - other.x, one.y - other.y), number, other_number)
        for number, one in enumerate(left)
        for other_number, other in enumerate(right)
    )
    used: set[int] = set()
    other_used: set[int] = set()
    for _, number, other_number in pairs:
        if number not in used and other_number not in other_used:
            used.add(number)
            other_used.add(other_number)
            yield left[number], right[other_number]


def _passage(glyph: Glyph) -> Passage:
    return glyph.cell, None if glyph.cell else glyph.paragraph


def _reasons(one: Page, other: Page, pairs: Sequence[Pair]) -> Mapping[Passage, str]:
    """The passages of our page in which a defect of LibreOffice moves the lines."""
    found = {
        _passage(mark): NUMBERS
        for before, mark, after in zip(one.glyphs, one.glyphs[1:], one.glyphs[2:], strict=False)
        if mark.character in "、，" and _digit(before) and _digit(after) and after.y > mark.y + SAME_PLACE
    }
    lines = sorted(other.glyphs, key=lambda glyph: (round(glyph.y), glyph.x))
    lost = {
        glyph
        for first, second in pairwise(lines)
        if abs(first.y - second.y) < SAME_PLACE and abs(first.x - second.x) < SAME_PLACE
        for glyph in (first, second)
    }
    return {**found, **{_passage(mine): NO_WIDTH for mine, its in pairs if its in lost and its.character in "”’"}}


def _digit(glyph: Glyph) -> bool:
    return glyph.character in "0123456789"
