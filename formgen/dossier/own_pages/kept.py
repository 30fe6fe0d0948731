"""Lays out each of the dossier's own pages only once: later the page comes from memory or from the cache folder.

Pages that are the same in every dossier of a scheme (blank page, characters of page numbers, 草稿, dividers) are kept on
disk for the next process. Pages that name the enterprise are never kept on disk, so the cache folder holds no data of an
enterprise.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from formgen.dossier.own_pages.html import HtmlToPdf
from formgen.engines.kept_layouts import kept, key_of


class OwnPages:
    """Lays out pages of our own; called with HTML, it returns the PDF.

    html_to_pdf  lays out a page that is not in memory or in the folder
    folder       where constant pages are kept; None keeps them in memory alone
    layouts      how often `html_to_pdf` was called
    """

    def __init__(self, html_to_pdf: HtmlToPdf, folder: Path | None = None) -> None:
        self._html_to_pdf, self._folder = html_to_pdf, folder
        self._known: dict[str, bytes] = {}
        self.layouts = 0

    def __call__(self, html: str) -> bytes:
        """Lay out the page. As long as this object exists, the same HTML is laid out only once."""
        return self._remembered(html, lambda: self._laid_out(html))

    def constant(self, html: str) -> bytes:
        """Lay out a page that holds no data of an enterprise: as `__call__` does, but also kept on disk for later processes."""
        return self._remembered(html, lambda: self._kept(html))

    def _remembered(self, html: str, make: Callable[[], bytes]) -> bytes:
        if html not in self._known:
            self._known[html] = make()
        return self._known[html]

    def _laid_out(self, html: str) -> bytes:
        self.layouts += 1
        return self._html_to_pdf(html)

    def _kept(self, html: str) -> bytes:
        """The page from the cache folder; it is laid out if it is not there."""
        if self._folder is None:
            return self._laid_out(html)
        return kept(self._folder, key_of((html.encode(),)), lambda: self._laid_out(html))
