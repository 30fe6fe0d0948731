"""Looks, before anything is bound, at what stands where the page numbers will be: such pages are laid above the strip at once.

Without this the finished dossier would show it, and would have to be bound and proved a second time. What is found blank here need not
be looked at again for a page that consists of what its source's page consists of: it would be the same look at the same source.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from formgen.dossier.claim import Rectangle
from formgen.dossier.proof.compare import drawn, is_inked
from formgen.dossier.proof.foot import is_surely_blank
from formgen.dossier.proof.reread import ODD, PYPDF, opened
from formgen.dossier.proof.sheet import Matrix
from formgen.dossier.sheets import STRIP
from formgen.dossier.shelf import Content
from formgen.engines.heard import heard
from formgen.engines.pdfium import UndrawableError

Foot = tuple[int, int, Rectangle]
"""The foot of a source's page: which source (the identity of its content), which of its pages (from 0), and where it lies."""


class FootPlace(NamedTuple):
    """Where a page is to lie: its place, the matrix from its own space to the sheet, and the sheet's height in points."""

    place: Rectangle
    matrix: Matrix
    height: float


class Feet(NamedTuple):
    """What was found: the pages (counted from 0) with ink in the strip, and the feet that are blank. The others can't be read."""

    inked: frozenset[int]
    blank: frozenset[Foot]


def feet_of(content: Content, password: str | None, pages: Mapping[int, FootPlace]) -> Feet:
    """Look at the feet of some pages of a source.

    content, password  the source as it was taken in
    pages              the pages to look at, counted from 0, and where each is to lie
    """
    blank = set(_blank_scans(content, pages)) if password is None else set[int]()
    inked: set[int] = set()
    rest = [index for index in pages if index not in blank]
    if rest:
        try:
            with drawn(content, password) as source:
                for index in rest:
                    laid = pages[index]
                    with source.page(index) as page:
                        found = is_inked(page, laid.height, laid.place, STRIP)
                    (inked if found else blank).add(index)
        except UndrawableError:
            pass  # the proof says so
    return Feet(frozenset(inked), frozenset((id(content), index, pages[index].place) for index in blank))


def _blank_scans(content: Content, pages: Mapping[int, FootPlace]) -> Iterable[int]:
    """The pages that are scans and surely blank; none if the file is read with a complaint, or can't be read."""
    found: list[int] = []
    try:
        with heard(PYPDF) as complaints:
            source = opened(content)
            if not source.is_encrypted:
                found.extend(
                    index for index, laid in pages.items() if is_surely_blank(source.pages[index], laid.matrix)
                )
    except (*ODD, ArithmeticError, NotImplementedError):
        return ()
    return () if complaints else found
