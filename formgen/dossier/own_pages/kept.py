"""The dossier's own pages laid out, each once: what was laid out before is taken from memory, or from the cache folder.

Pages that every dossier of a scheme has alike (blank page, characters of page numbers, 草稿, dividers) are kept on disk,
for the next process. Pages that say whose dossier it is never are: an enterprise's data stay out of the cache folder.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from formgen.dossier.own_pages.html import HtmlToPdf
from formgen.kept_layouts import kept, key_of


class OwnPages:
    """Lays out pages of our own; called with HTML, it returns the PDF.

    html_to_pdf  lays out what is not known yet
    folder       where constant pages are kept; None keeps them in memory alone
    layouts      how often `html_to_pdf` was asked
    """

    def __init__(self, html_to_pdf: HtmlToPdf, folder: Path | None = None) -> None:
        self._html_to_pdf, self._folder = html_to_pdf, folder
        self._known: dict[str, bytes] = {}
        self.layouts = 0

    def __call__(self, html: str) -> bytes:
        """The page laid out; the same HTML once only as long as this object lives."""
        return self._remembered(html, lambda: self._laid_out(html))

    def constant(self, html: str) -> bytes:
        """A page that says nothing of an enterprise: as above, and kept for later processes."""
        return self._remembered(html, lambda: self._kept(html))

    def _remembered(self, html: str, make: Callable[[], bytes]) -> bytes:
        if html not in self._known:
            self._known[html] = make()
        return self._known[html]

    def _laid_out(self, html: str) -> bytes:
        self.layouts += 1
        return self._html_to_pdf(html)

    def _kept(self, html: str) -> bytes:
        """From the cache folder, if it is there."""
        if self._folder is None:
            return self._laid_out(html)
        return kept(self._folder, key_of((html.encode(),)), lambda: self._laid_out(html))
