"""Lays out HTML with WeasyPrint and our faces only, and writes it as PDF/A-2a.

All functions raise MachineError if a library or a face is missing, and ProofError if WeasyPrint complains about anything, above
all about a glyph that no face has. Only one thread at a time works with WeasyPrint; the others wait.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from formgen.engines.heard import heard
from formgen.engines.process import uncollected
from formgen.engines.weasyprint.boxes import EngineDocument, EngineFont, LaidOutDocument
from formgen.engines.weasyprint.justifying import JUSTIFIED, justify
from formgen.engines.weasyprint.loading import LOCK, load
from formgen.engines.weasyprint.objects import EnginePdf, FinishedPdf
from formgen.foundation.errors import ProofError

if TYPE_CHECKING:
    from _collections_abc import dict_values

VARIANT = "pdf/a-2a"
Finish = Callable[[LaidOutDocument, FinishedPdf], None]
"""A function that corrects the objects of a PDF before the file is written."""


@contextmanager
def _at_work() -> Iterator[None]:
    """Let only one thread work with WeasyPrint, and turn WeasyPrint's complaints into a ProofError.

    The complaints are not logged, because they may quote a value. The error names a missing glyph without the complaint; for
    any other complaint it quotes the first 80 characters of it.
    """
    with LOCK, heard("weasyprint") as messages, uncollected():
        yield
    if messages:
        missing = any("glyph" in message for message in messages)
        raise ProofError(
            "有的字在字库里没有，PDF 没有生成" if missing else f"PDF 排版出现异常，没有生成：{messages[0][:80]}"
        )


def lay_out(html: str) -> LaidOutDocument:
    """Lay out an HTML document with our faces only."""
    fonts = load()
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    with _at_work():
        fonts.strut_layouts.clear()  # WeasyPrint keeps heights of lines here from one document to the next
        # Our pages hold everything that they need. A file or an address is refused, and the refusal becomes a complaint.
        document: EngineDocument = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=("data",))).render(
            font_config=fonts
        )
        if JUSTIFIED in html:
            justify(document.pages)
        laid = LaidOutDocument(document)
        for page in laid.pages:
            page.keep_whole_links()
        return laid


def write(document: LaidOutDocument, finish: Finish) -> bytes:
    """Write a document as a PDF file, and return its bytes. The same document always gives the same bytes."""
    with _at_work():
        content = document.engine.write_pdf(pdf_variant=VARIANT, finisher=_finisher(finish))
    assert content is not None, "without a target WeasyPrint returns the bytes"
    return content


@dataclass(frozen=True, slots=True)
class DrawnFont:
    """A font with which a document is drawn.

    name    the name that the pages use for it
    family  the family of our face
    glyphs  the glyphs that are drawn, by their numbers in the face, each with the characters that it stands for
    """

    name: str
    family: str
    glyphs: Mapping[int, str]


class _UnwrittenFonts(dict[object, EngineFont]):
    """WeasyPrint's fonts of a document, which are not written.

    WeasyPrint fills this dictionary while it draws the pages. Later it asks for the values to write the fonts. It gets none,
    so it writes no fonts.
    """

    def values(self) -> dict_values[object, EngineFont]:
        return dict[object, EngineFont]().values()


def capture(
    document: LaidOutDocument, finish: Finish, take: Callable[[FinishedPdf, tuple[DrawnFont, ...]], None]
) -> None:
    """Give the finished objects of a document's PDF to `take`, before they are written. No file is written.

    The fonts are not among these objects. `take` gets the fonts' glyphs instead, so that it can make the fonts itself.
    """
    drawn = _UnwrittenFonts()

    def taken(document: LaidOutDocument, pdf: FinishedPdf) -> None:
        finish(document, pdf)
        glyphs: dict[tuple[str, str], dict[int, str]] = {}
        for font in dict.values(drawn):
            glyphs.setdefault((font.hash, font.family), {}).update(font.to_unicode)
        drawn.clear()  # each font holds its whole file in memory
        take(pdf, tuple(DrawnFont(*names, found) for names, found in glyphs.items()))
        raise _Taken

    with _at_work(), suppress(_Taken):
        document.engine.fonts = drawn
        document.engine.write_pdf(pdf_variant=VARIANT, finisher=_finisher(taken))


class _Taken(Exception):
    """Ends WeasyPrint's work before it writes the file, because the file is not needed."""


def _finisher(finish: Finish) -> Callable[[EngineDocument, EnginePdf], None]:
    return lambda document, pdf: finish(LaidOutDocument(document), FinishedPdf(pdf))
