"""Lays out HTML with WeasyPrint and our faces only, and writes it as PDF/A-2a.

All functions raise MachineError if a library or a face is missing, and ProofError if WeasyPrint complains of anything, above
all of a glyph that no face has. One thread at a time works with WeasyPrint; others wait.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from formgen.engines.process import uncollected
from formgen.engines.weasyprint.boxes import EngineDocument, EngineFont, LaidOutDocument
from formgen.engines.weasyprint.complaints import complaints
from formgen.engines.weasyprint.loading import LOCK, load
from formgen.engines.weasyprint.objects import EnginePdf, FinishedPdf
from formgen.errors import ProofError

if TYPE_CHECKING:
    from _collections_abc import dict_values

VARIANT = "pdf/a-2a"
Finish = Callable[[LaidOutDocument, FinishedPdf], None]
"""Mends the objects of a PDF before it is written."""


@contextmanager
def _at_work() -> Iterator[None]:
    """One thread alone; anything that WeasyPrint complains of becomes a ProofError, and is not printed: it may quote a value."""
    with LOCK, complaints() as messages, uncollected():
        yield
    if messages:
        missing = any("glyph" in message for message in messages)
        raise ProofError(
            "有的字在字库里没有，PDF 没有生成" if missing else f"PDF 排版出现异常，没有生成：{messages[0][:80]}"
        )


def lay_out(html: str) -> LaidOutDocument:
    """Lay out a page description with our faces alone."""
    fonts = load()
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    with _at_work():
        fonts.strut_layouts.clear()  # heights of lines, kept by WeasyPrint from one document to the next
        # Our pages carry all they need: a file or an address is refused, and the refusal is heard.
        document: EngineDocument = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=("data",))).render(
            font_config=fonts
        )
        return LaidOutDocument(document)


def write(document: LaidOutDocument, finish: Finish) -> bytes:
    """The file of a document. The same document always gives the same bytes."""
    with _at_work():
        content = document.engine.write_pdf(pdf_variant=VARIANT, finisher=_finisher(finish))
    assert content is not None, "without a target WeasyPrint returns the bytes"
    return content


@dataclass(frozen=True, slots=True)
class DrawnFont:
    """A font that a document is drawn with.

    name    by which its pages call it
    family  ours
    glyphs  those that are drawn, by the face's own numbers, each with the characters that it stands for
    """

    name: str
    family: str
    glyphs: Mapping[int, str]


class _UnwrittenFonts(dict[object, EngineFont]):
    """WeasyPrint's fonts of a document: filled while its pages are drawn, gone through to write them, which is left out."""

    def values(self) -> dict_values[object, EngineFont]:
        return dict[object, EngineFont]().values()


def capture(
    document: LaidOutDocument, finish: Finish, take: Callable[[FinishedPdf, tuple[DrawnFont, ...]], None]
) -> None:
    """Give `take` the finished objects of a document's PDF before they are written. The fonts are not among them; `take` gets
    what the fonts must be made of."""
    drawn = _UnwrittenFonts()

    def taken(document: LaidOutDocument, pdf: FinishedPdf) -> None:
        finish(document, pdf)
        glyphs: dict[tuple[str, str], dict[int, str]] = {}
        for font in dict.values(drawn):
            glyphs.setdefault((font.hash, font.family), {}).update(font.to_unicode)
        drawn.clear()  # each holds its whole file
        take(pdf, tuple(DrawnFont(*names, found) for names, found in glyphs.items()))
        raise _Taken

    with _at_work(), suppress(_Taken):
        document.engine.fonts = drawn
        document.engine.write_pdf(pdf_variant=VARIANT, finisher=_finisher(taken))


class _Taken(Exception):
    """Ends WeasyPrint's work before it writes the file, because the file is not needed."""


def _finisher(finish: Finish) -> Callable[[EngineDocument, EnginePdf], None]:
    return lambda document, pdf: finish(LaidOutDocument(document), FinishedPdf(pdf))
