"""Looks, before anything is bound, at what stands where the page numbers will be: such pages are laid above the strip at once.

Without this the finished dossier would show it, and would have to be bound and proved a second time. What is found blank here need not
be looked at again for a page that consists of what its source's page consists of: it would be the same look at the same source.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

from formgen.dossier.claim import Rectangle
from formgen.dossier.proof.compare import drawn, is_inked
from formgen.dossier.proof.feet.blank_scans import is_surely_blank
from formgen.dossier.proof.sheet import Matrix
from formgen.dossier.proof.sources import SourceReading, Sources
from formgen.dossier.sheets import STRIP
from formgen.dossier.shelf import Content
from formgen.engines.pdfium import UndrawableError
from formgen.engines.system.watcher import at_page


class FootPlace(NamedTuple):
    """Where a page is to lie: its place, the matrix from its own space to the sheet, and the sheet's height in points."""

    place: Rectangle
    matrix: Matrix
    height: float


def inked_feet(
    sources: Sources, content: Content, password: str | None, pages: Mapping[int, FootPlace], is_compared: bool
) -> frozenset[int]:
    """Look at the feet of some pages of a source. Returns the pages (counted from 0) that have ink in the strip.

    sources            gets the feet that are blank. A foot that can't be read is neither
    content, password  the source as it was taken in
    pages              the pages to look at, counted from 0, and where each is to lie
    is_compared        True if the proof will ask what these pages consist of: that is read in the same go
    """
    blank = set[int]()
    if password is None:
        blank.update(sources.read(content, partial(_blank_scans, pages, is_compared)))
    inked: set[int] = set()
    rest = [index for index in pages if index not in blank]
    if rest:
        try:
            with drawn(content, password) as source:
                for index in rest:
                    laid = pages[index]
                    with at_page(index), source.page(index) as page:
                        found = is_inked(page, laid.height, laid.place, STRIP)
                    (inked if found else blank).add(index)
        except UndrawableError:
            pass  # the proof says so
    sources.blank.update((id(content), index, pages[index].place) for index in blank)
    return frozenset(inked)


def _blank_scans(pages: Mapping[int, FootPlace], is_compared: bool, source: SourceReading) -> Iterator[int]:
    """The pages that are scans and surely blank."""
    for index, laid in pages.items():
        if is_surely_blank(source.reader.pages[index], laid.matrix):
            yield index
        if is_compared:
            source.consisting(index)
        source.reader.forget_streams()
