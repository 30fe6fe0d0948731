"""Where a dossier is made: what lays out its pages, where its files lie meanwhile, and who is told how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from formgen.dossier.own_pages.kept import OwnPages
from formgen.dossier.shelf import Shelf


def uncounted() -> None:
    """A step that nobody counts."""


@dataclass(frozen=True, slots=True)
class Workbench:
    """Where one dossier is made.

    own_pages  lays out the dossier's own pages
    shelf      where supplied files and finished volumes lie while the dossier is made
    step       called whenever a file or form was taken in, and whenever a file, a form or a page of our own was bound
    """

    own_pages: OwnPages
    shelf: Shelf = field(default_factory=Shelf)
    step: Callable[[], None] = uncounted
