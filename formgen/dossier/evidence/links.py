"""Finds the page of the same file to which a link or a bookmark of a source PDF leads.

A destination may be a page with a view, a name that the file defines, or a page number (ISO 32000-1, 12.3.2). In the
dossier all of them lead to the whole page. A place on the page would be wrong, because the page may be smaller or turned there.
"""

from __future__ import annotations

from dataclasses import dataclass

import pikepdf
from pikepdf import Name

DEEPEST = 90
"""How many levels of bookmarks are read. No person makes so many, and the limit ends the levels of a broken file. In the dossier they
stand below a few levels of its own, and pypdf, which reads it again, reads 100 levels."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A bookmark of a source file. page: the page to which it leads, counted from 0 in this file."""

    title: str
    page: int
    children: tuple[Bookmark, ...] = ()


class Targets:
    """Finds the pages to which the destinations of a file lead."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._count = len(pdf.pages)
        self._pages = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
        self._names: dict[str, pikepdf.Object] = {}
        old = pdf.Root.get("/Dests")
        if isinstance(old, pikepdf.Dictionary):
            self._names.update((key.removeprefix("/"), value) for key, value in old.items())
        names = pdf.Root.get("/Names")
        if isinstance(names, pikepdf.Dictionary) and isinstance(names.get("/Dests"), pikepdf.Dictionary):
            self._names.update((key, value) for key, value in pikepdf.NameTree(names.Dests).items())

    def page(self, destination: object, steps: int = 8) -> int | None:
        """The page to which a destination leads, counted from 0; None if it leads to none.

        steps  how many names are followed, because a name may stand for another name
        """
        if isinstance(destination, pikepdf.Name | pikepdf.String) and steps > 0:
            return self.page(self._names.get(str(destination).removeprefix("/")), steps - 1)
        if isinstance(destination, pikepdf.Dictionary) and steps > 0:
            return self.page(destination.get("/D"), steps - 1)
        if not isinstance(destination, pikepdf.Array) or len(destination) == 0:
            return None
        first = destination[0]
        if isinstance(first, pikepdf.Dictionary):
            return self._pages.get(first.objgen)
        return int(first) if isinstance(first, int) and 0 <= first < self._count else None

    def page_of_action(self, action: object) -> int | None:
        """The page to which a go-to action leads, counted from 0; None for any other action."""
        if isinstance(action, pikepdf.Dictionary) and action.get("/S") == Name.GoTo:
            return self.page(action.get("/D"))
        return None


def bookmarks(pdf: pikepdf.Pdf, targets: Targets) -> tuple[Bookmark, ...]:
    """The file's own bookmarks. A bookmark that leads to no page of the file gets the page of the bookmark before it.

    A row of bookmarks ends where an item comes a second time or is no bookmark. Viewers show the items before it, too.
    """
    outlines = pdf.Root.get("/Outlines")
    if not isinstance(outlines, pikepdf.Dictionary):
        return ()
    return _below(outlines, targets, 0, set(), 0)


def _below(
    above: pikepdf.Object, targets: Targets, page: int, seen: set[tuple[int, int]], depth: int
) -> tuple[Bookmark, ...]:
    """The bookmarks below an item. page: the page of the bookmark before; seen: the items already read, by number and generation."""
    found: list[Bookmark] = []
    item = above.get("/First")
    while isinstance(item, pikepdf.Dictionary) and item.objgen not in seen and depth < DEEPEST:
        seen.add(item.objgen)
        own = targets.page(item.get("/Dest"))
        if own is None:
            own = targets.page_of_action(item.get("/A"))
        page = page if own is None else own
        title = item.get("/Title")
        words = str(title) if isinstance(title, pikepdf.String) else ""
        found.append(Bookmark(words, page, _below(item, targets, page, seen, depth + 1)))
        item = item.get("/Next")
    return tuple(found)
