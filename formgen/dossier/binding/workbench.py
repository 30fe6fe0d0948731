"""The tools for making a dossier: what lays out its own pages, a shelf for its files, and a function that counts steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from formgen.dossier.own_pages.kept import OwnPages
from formgen.dossier.shelf import Shelf


def uncounted() -> None:
    """Do nothing: the step function if nobody counts steps."""


@dataclass(frozen=True, slots=True)
class Workbench:
    """The tools for making one dossier.

    own_pages  lays out the dossier's own pages
    shelf      where supplied files and finished volumes lie while the dossier is made
    step       called whenever a file or form was taken in, and whenever a file, a form or a page of our own was bound
    """

    own_pages: OwnPages
    shelf: Shelf = field(default_factory=Shelf)
    step: Callable[[], None] = uncounted
