"""Tests whether values fit: counts the lines of each slot's paragraph as the engine that lays out the forms breaks them.

Most texts are set without that engine (`formgen.render.compiled.typeset.typeset`). If the typesetter is not sure of a text,
the engine lays it out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from formgen.render.layout.sheet import Paragraph, Sheet
from formgen.render.lines import PAPER, laid_out, set_ends
from formgen.scheme.slots import Slot

PX_TO_PT = 0.75


@dataclass(frozen=True, slots=True)
class Overflow:
    """A value that does not fit in its place.

    lines       the number of lines that the value takes
    most        the number of lines that the place has
    characters  the approximate number of Chinese characters that the place holds
    """

    slot: Slot
    lines: int
    most: int
    characters: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    slot: Slot
    paragraph: Paragraph
    width: float

    @property
    def characters(self) -> int:
        own = sum(len(span.text) for span in self.paragraph.spans if span.slot is None)
        return self.slot.lines * int(self._room / self.paragraph.format.size) - own

    @property
    def _room(self) -> float:
        form = self.paragraph.format
        return self.width - form.left - form.right - max(form.first, 0)

    @property
    def surely_fits(self) -> bool:
        """True if the text is short enough to fit without measuring: no glyph is wider than an em."""
        lines = self.paragraph.text.split("\n")
        return len(lines) <= self.slot.lines and all(
            len(line) * self.paragraph.format.size <= self._room for line in lines
        )

    @property
    def hopeless(self) -> bool:
        """True if the text is surely too long, because on average a character is much wider than a fifth of an em.

        Such a text is not laid out.
        """
        return len(self.paragraph.text) > 5 * self.slot.lines * (self._room / self.paragraph.format.size + 1)


def overflows(sheet: Sheet, slots: tuple[Slot, ...]) -> tuple[Overflow, ...]:
    """The slots of a filled sheet whose paragraph takes more lines than it has."""
    candidates = [candidate for candidate in _candidates(sheet, slots) if not candidate.surely_fits]
    found = []
    taken = _lines([candidate for candidate in candidates if not candidate.hopeless])
    for candidate in candidates:
        lines = 5 * candidate.slot.lines + 1 if candidate.hopeless else next(taken)
        if lines > candidate.slot.lines:
            found.append(Overflow(candidate.slot, lines, candidate.slot.lines, max(candidate.characters, 1)))
    return tuple(found)


def _candidates(sheet: Sheet, slots: tuple[Slot, ...]) -> Iterator[_Candidate]:
    """Each slot with the paragraph in which it stands. A paragraph with several slots (年 月 日) belongs to its first slot."""
    remaining = list(slots)
    for paragraph, width in sheet.paragraphs():
        here = [span.slot for span in paragraph.spans if span.slot is not None]
        if not here:
            continue
        slot = next((slot for slot in remaining if slot.id == here[0]), None)
        if slot is not None:
            remaining.remove(slot)
            yield _Candidate(slot, paragraph, width)


def _lines(candidates: list[_Candidate]) -> Iterator[int]:
    """The number of lines of each paragraph at its width."""
    known = [_set_lines(candidate) for candidate in candidates]
    doubtful = [candidate for candidate, lines in zip(candidates, known, strict=True) if lines is None]
    laid_out = _laid_out_lines(doubtful)
    yield from (lines if lines is not None else next(laid_out) for lines in known)


def _set_lines(candidate: _Candidate) -> int | None:
    """The number of lines of a paragraph by typesetting alone; None if the typesetter is not sure."""
    ends = set_ends(candidate.paragraph.spans, candidate.paragraph.format, candidate.width)
    # A paragraph is never lower than a line.
    return None if ends is None else max(1, len(ends))


def _laid_out_lines(candidates: list[_Candidate]) -> Iterator[int]:
    """The number of lines of each paragraph at its width, from the distance of the anchors around it in a layout."""
    for start in range(0, len(candidates), 20):
        yield from _lines_of_some(candidates[start : start + 20])


def _lines_of_some(candidates: list[_Candidate]) -> Iterator[int]:
    if not candidates:
        return
    pages = laid_out([(candidate.paragraph, candidate.width) for candidate in candidates])
    tops = [(page_number, page.anchors[f"p{number}"][1]) for number in range(len(candidates) + 1)
            for page_number, page in enumerate(pages) if f"p{number}" in page.anchors]  # fmt: skip
    for candidate, (page_above, above), (page_below, below) in zip(candidates, tops, tops[1:], strict=False):
        form = candidate.paragraph.format
        height = (below - above) * PX_TO_PT + (page_below - page_above) * PAPER - form.before - form.after
        yield round(height / form.line)
