"""The tools for making a dossier: what lays out its own pages, a shelf for its files, and what tells how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from formgen.dossier.own_pages.kept import OwnPages
from formgen.dossier.shelf import Shelf

OnProgress = Callable[[int, int], None]
"""Told how far a dossier is: how many files and forms were taken in, and 0, as long as nobody knows how many pages it will have;
then how many pages are bound, and of how many."""


@dataclass(slots=True)
class Steps:
    """Counts what is done of a dossier. on_progress: who is told; None if nobody asks."""

    on_progress: OnProgress | None = None
    _files: int = field(default=0, init=False)
    _pages: int = field(default=0, init=False)
    _all_pages: int = field(default=0, init=False)

    def taken_in(self) -> None:
        """A file or a form was taken in."""
        self._files += 1
        self._tell(self._files, 0)

    def begin(self, pages: int) -> None:
        """From here on pages are bound, so many in all."""
        self._pages, self._all_pages = 0, pages

    def bound(self, pages: int) -> None:
        """So many more pages were bound."""
        self._pages += pages
        self._tell(self._pages, self._all_pages)

    def _tell(self, done: int, total: int) -> None:
        if self.on_progress is not None:
            self.on_progress(done, total)


@dataclass(frozen=True, slots=True)
class Workbench:
    """The tools for making one dossier.

    own_pages  lays out the dossier's own pages
    shelf      where supplied files and finished volumes lie while the dossier is made
    steps      told of each file that was taken in, and of the pages that were bound
    """

    own_pages: OwnPages
    shelf: Shelf = field(default_factory=Shelf)
    steps: Steps = field(default_factory=Steps)
