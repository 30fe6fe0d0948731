"""Compares two PDFs of one paper, ours and LibreOffice's: how far apart each character stands in them, and why.

LibreOffice has defects of its own. The places with such a defect are found from the two PDFs and from our layout. They are
never listed by hand.
"""

from __future__ import annotations

import statistics
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

from tools.pdf_pages import MM, Box, Glyph, Page

LIMIT = 0.5
"""The largest distance in mm that is allowed between the two places of a character."""
LAST_ROW = "last row of a page, vertically centred: LibreOffice's defect"
"""LibreOffice forgets vertical centring in the last row before a page break and puts the text at the cell's top."""
NUMBERS = "a line ends after 、 between numbers: LibreOffice's defect"
"""LibreOffice treats numbers joined by 、 or ， as one word, and breaks this word, even inside a number, at the line's end."""
NO_WIDTH = "two characters on one place in LibreOffice's page: LibreOffice's defect"
"""LibreOffice loses the width of a closing quotation mark before Latin letters, if an earlier field had a rare character of the
same run. Then the following text stands one character too far left, and lines break later."""
WHOLE_TWIPS = "a justified line, stretched by whole twentieths of a point: LibreOffice's defect"
"""LibreOffice cuts the room between two characters of a justified line to twentieths of a point. So its line ends too early."""
TWIP = 1 / 20
SAME_PLACE = 0.5
"""The distance in pt below which two characters count as standing on one place."""

NEAR = 0.3
"""The distance in pt by which both programs differ anyway."""

Pair = tuple[Glyph, Glyph]
Passage = tuple[int | None, int | None]
"""A tagged cell, or a paragraph outside tables. All of its text moves if one of its lines breaks at another place."""


@dataclass(frozen=True, slots=True)
class Distance:
    """One character in both PDFs.

    page          the page, counted from 1
    glyph         the character in our PDF
    across, down  the distance from there to its place in LibreOffice's PDF, in mm
    reason        the reason for the distance; None if none is known
    """

    page: int
    glyph: Glyph
    across: float
    down: float
    reason: str | None

    @property
    def far(self) -> float:
        """The distance in mm."""
        return hypot(self.across, self.down)

    @property
    def is_excused(self) -> bool:
        """True if it is larger than `LIMIT`, and a defect of LibreOffice explains it."""
        return self.far > LIMIT and bool(self.reason)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The comparison of two PDFs of one paper. In pairs, ours comes first. Lengths are in mm.

    pages      the number of pages of each PDF
    lines      for each page, the number of horizontal lines in each PDF
    farthest   the largest distance between a line in one PDF and the same line in the other; None if there are no lines
    distances  the distances of all characters that stand in both PDFs
    unmatched  messages about characters that stand more often on a page of one PDF than on the same page of the other
    """

    pages: tuple[int, int]
    lines: tuple[tuple[int, int], ...]
    farthest: float | None
    distances: tuple[Distance, ...]
    unmatched: tuple[str, ...]

    @property
    def median(self) -> float:
        """The median distance: half of all characters are nearer."""
        return statistics.median(distance.far for distance in self.distances)

    @property
    def most(self) -> float:
        """The distance below which 95 of 100 characters stand."""
        return statistics.quantiles((distance.far for distance in self.distances), n=20)[-1]

    @property
    def largest(self) -> float:
        """The largest distance that no defect of LibreOffice explains."""
        return max((distance.far for distance in self.distances if not distance.is_excused), default=0)

    @property
    def over(self) -> tuple[Distance, ...]:
        """The characters whose distance is larger than `LIMIT`."""
        return tuple(distance for distance in self.distances if distance.far > LIMIT)

    @property
    def excused(self) -> tuple[Distance, ...]:
        """The characters of `over` whose distance is explained by a defect of LibreOffice."""
        return tuple(distance for distance in self.distances if distance.is_excused)

    def differences(self) -> Iterator[str]:
        """Messages about all differences except distances: pages, horizontal lines, characters."""
        if self.pages[0] != self.pages[1]:
            yield f"{self.pages[0]} pages, in LibreOffice {self.pages[1]}"
        for number, (ours, theirs) in enumerate(self.lines, 1):
            if ours != theirs:
                yield f"page {number}: {ours} horizontal lines, in LibreOffice {theirs}"
        yield from self.unmatched

    @property
    def sound(self) -> bool:
        """True if pages, lines and characters are the same, and every larger distance has a defect of LibreOffice as reason."""
        return not any(self.differences()) and self.largest <= LIMIT and (self.farthest or 0) <= LIMIT


def compare(ours: Sequence[Page], theirs: Sequence[Page], centred: Sequence[Sequence[Box]] = ()) -> Comparison:
    """Compare two PDFs of one paper, page by page. centred: for each page, the centred cells of its last row (LAST_ROW)."""
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
        reasons, passages = _reasons(one, other, pairs), _passages(one)
        for mine, its in pairs:
            last_row = any(cell.distance(mine.x, mine.y) == 0 for cell in cells)
            reason = LAST_ROW if last_row else reasons.get(_passage(mine))
            if reason is None and _cut_to_twips(passages[_passage(mine)], mine, its):
                reason = WHOLE_TWIPS
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
    """Pairs of glyphs of the same character. The nearest pairs are made first, and each glyph is used once."""
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


def _passages(page: Page) -> Mapping[Passage, Sequence[Glyph]]:
    """The glyphs of each passage of a page, from the lowest to the highest."""
    found: defaultdict[Passage, list[Glyph]] = defaultdict(list)
    for glyph in sorted(page.glyphs, key=_height):
        found[_passage(glyph)].append(glyph)
    return found


def _height(glyph: Glyph) -> float:
    return glyph.y


def _cut_to_twips(passage: Sequence[Glyph], mine: Glyph, its: Glyph) -> bool:
    """True if a character of a stretched line stands further left in LibreOffice's page, by less than a twip for each before it.

    passage: the glyphs of its passage, sorted by their heights
    """
    start = bisect_left(passage, mine.y - SAME_PLACE, key=_height)
    end = bisect_right(passage, mine.y + SAME_PLACE, key=_height)
    before = sorted(glyph.x for glyph in passage[start:end] if abs(glyph.y - mine.y) < SAME_PLACE and glyph.x <= mine.x)
    pitches = [other - one for one, other in pairwise(before)]
    # Sizes of letters are half points, so in a line that is not stretched distances are quarters of a point.
    is_stretched = sum(abs(pitch * 4 - round(pitch * 4)) > 4 * TWIP / 10 for pitch in pitches) > len(pitches) / 2
    moved = mine.x - its.x
    return is_stretched and abs(mine.y - its.y) < SAME_PLACE and -NEAR < moved < len(before) * TWIP + NEAR


def _passage(glyph: Glyph) -> Passage:
    return glyph.cell, None if glyph.cell else glyph.paragraph


def _reasons(one: Page, other: Page, pairs: Sequence[Pair]) -> Mapping[Passage, str]:
    """The passages of our page in which a defect of LibreOffice moves the lines, each with this defect."""
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
