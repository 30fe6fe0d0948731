"""Where the links and bookmarks of a source PDF lead: always to a page of the same file, as its number.

A destination may be a page with a view, a name looked up in the file, or a page number (ISO 32000-1, 12.3.2). Bound,
all of them lead to the whole page: its sheet may show it smaller or turned, so that a place on it would be wrong.
"""

from __future__ import annotations

from dataclasses import dataclass

import pikepdf
from pikepdf import Name

DEEPEST = 100
"""Levels of bookmarks that are read: far more than any person makes, and an end where a broken file has none."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A bookmark: `page` counts from 0 within its own file."""

    title: str
    page: int
    children: tuple[Bookmark, ...] = ()


class Targets:
    """Finds the pages that a file's destinations mean."""

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
        """The page that a destination means, counted from 0; None if it means none. Names may lead on to names."""
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
        """The page that a go-to action leads to; None for any other action."""
        if isinstance(action, pikepdf.Dictionary) and action.get("/S") == Name.GoTo:
            return self.page(action.get("/D"))
        return None


def bookmarks(pdf: pikepdf.Pdf, targets: Targets) -> tuple[Bookmark, ...]:
    """The file's own bookmarks. One that leads to no page of the file leads to where the one before it led.

    What goes in a circle, or is no bookmark, ends its row: viewers show those before it.
    """
    outlines = pdf.Root.get("/Outlines")
    if not isinstance(outlines, pikepdf.Dictionary):
        return ()
    return _below(outlines, targets, 0, set(), 0)


def _below(
    above: pikepdf.Object, targets: Targets, page: int, seen: set[tuple[int, int]], depth: int
) -> tuple[Bookmark, ...]:
    """The bookmarks below an item. seen: the items that were read, by number and generation."""
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
