"""The dossier's own pages laid out, each once: what was laid out before is taken from memory, or from the cache folder.

Pages that every dossier of a scheme has alike (blank page, characters of page numbers, 草稿, dividers) are kept on disk,
for the next process. Pages that say whose dossier it is never are: an enterprise's data stay out of the cache folder.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from formgen import resources
from formgen.dossier.pages import HtmlToPdf
from formgen.dossier.proof import fonts, tools

MOST_KEPT = 500
"""Files in the cache folder; the oldest make room. A scheme has some thirty."""
CHECKED = 64
"""Characters of the sha256 that a kept file begins with."""


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

    @staticmethod
    def of(html_to_pdf: HtmlToPdf) -> OwnPages:
        """What it is itself, or itself with a memory."""
        return html_to_pdf if isinstance(html_to_pdf, OwnPages) else OwnPages(html_to_pdf)

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
        """From the cache folder, if what is there is whole; whatever is wrong with it, the page is laid out anew."""
        if self._folder is None:
            return self._laid_out(html)
        key = hashlib.sha256((engine() + html).encode()).hexdigest()
        path = self._folder / f"{key}.page"
        with suppress(OSError):
            kept = path.read_bytes()
            content = kept[CHECKED:]
            if kept[:CHECKED] == _sum(content):
                return content
        content = self._laid_out(html)
        with suppress(OSError):  # a full disk costs time, no dossier
            _write(path, _sum(content) + content)
        return content


@lru_cache(maxsize=1)
def engine() -> str:
    """Everything but the HTML that a laid-out page depends on: libraries, faces, and how this program uses them."""
    code = hashlib.sha256()
    for path in sorted((resources.PACKAGE / "render").rglob("*.py")):
        code.update(path.read_bytes())
    return "\n".join((*tools(), *(face.sha256 for face in fonts()), code.hexdigest()))


def _sum(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode("ascii")


def _write(path: Path, content: bytes) -> None:
    """Beside, then renamed; readable by its owner only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = sorted(path.parent.glob("*.page"), key=lambda one: one.stat().st_mtime)
    for old in kept[: max(0, len(kept) + 1 - MOST_KEPT)]:
        old.unlink(missing_ok=True)
    descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=".page-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.replace(beside, path)
    except OSError:
        Path(beside).unlink(missing_ok=True)
        raise
