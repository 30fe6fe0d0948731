"""Reads the characters of a PDF, and which of them its pages cut off: LibreOffice clips what does not fit into a cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from formgen.engines.pdfium import PdfiumFile, PlacedCharacter

BESIDE = 8
"""The most characters before and behind the cut ones that are told with them, so that a person finds the place."""


@dataclass(frozen=True, slots=True)
class CutWords:
    """Characters that a page cuts off, with those beside them in their line. page: counted from 1."""

    page: int
    words: str


def characters_of(content: bytes) -> tuple[tuple[PlacedCharacter, ...], ...]:
    """The characters of each page. Each says whether it is cut off. Raises UndrawableError if pdfium can't read the file."""
    with PdfiumFile(content) as file:
        return tuple(_characters(file, number) for number in range(len(file)))


def cut_words(content: bytes) -> tuple[CutWords, ...]:
    """What the pages of a PDF cut off, one for each run of characters. Raises UndrawableError if pdfium can't read the file."""
    return tuple(
        CutWords(page, words) for page, here in enumerate(characters_of(content), 1) for words in _cut_runs(here)
    )


def _characters(file: PdfiumFile, number: int) -> tuple[PlacedCharacter, ...]:
    with file.page(number) as page:
        return page.characters(look_for_cuts=True)


def _cut_runs(here: Sequence[PlacedCharacter]) -> Iterator[str]:
    start = 0
    while start < len(here):
        end = start
        while end < len(here) and here[end].is_cut:
            end += 1
        if end > start:
            first = next((at for at in range(start, 0, -1) if not _follows(here, at)), 0)
            last = next((at for at in range(end, len(here)) if not _follows(here, at)), len(here))
            yield "".join(one.text for one in here[max(first, start - BESIDE) : min(last, end + BESIDE)])
        start = end + 1


def _follows(here: Sequence[PlacedCharacter], at: int) -> bool:
    """True if a character stands directly behind the one before it, in the same line."""
    before, one = here[at - 1], here[at]
    middle = (one.bottom + one.top) / 2
    return before.bottom < middle < before.top and abs(one.left - before.right) < one.top - one.bottom
