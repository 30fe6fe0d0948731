"""HTML to PDF: WeasyPrint with our faces alone, as PDF/A-2a that is PDF/UA-1 as well.

All of it raises MachineError where a library or a
face is missing, and ProofError where WeasyPrint reports anything, a glyph that no face has above all.
"""

from __future__ import annotations

import ctypes.util
import gc
import logging
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from formgen import resources
from formgen.errors import MachineError, ProofError
from formgen.render.pdf.tags import mend_tags

if TYPE_CHECKING:
    from weasyprint import Document
    from weasyprint.text.fonts import FontConfiguration

RDF_END = b"</rdf:RDF>"
UNIVERSAL_ACCESS = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"\
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag>\
</pdfaExtension:schemas></rdf:Description>"""
"""PDF/UA identification and the extension schema that PDF/A asks for it (ISO 19005-2, 6.6.2.3.3), for the one RDF."""


@dataclass
class _Complaints(logging.Handler):
    """Collects what WeasyPrint logs: it goes on after a missing glyph or an unknown property, we do not."""

    messages: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())

    __hash__ = logging.Handler.__hash__


@contextmanager
def uncollected() -> Iterator[None]:
    """Collect no garbage meanwhile: a layout makes millions of small things that stay until it is done, and looking through
    them again and again takes a third of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@contextmanager
def _at_work() -> Iterator[None]:
    """Turn anything that WeasyPrint complains of into a ProofError, without printing it (it may quote a value); no garbage is collected."""
    logger, complaints = logging.getLogger("weasyprint"), _Complaints()
    handlers, propagate = logger.handlers[:], logger.propagate
    logger.handlers[:], logger.propagate = [complaints], False
    try:
        with uncollected():
            yield
    finally:
        logger.handlers[:], logger.propagate = handlers, propagate
    if complaints.messages:
        missing = any("glyph" in message for message in complaints.messages)
        raise ProofError(
            "有的字在字库里没有，PDF 没有生成"
            if missing
            else f"PDF 排版出现异常，没有生成：{complaints.messages[0][:80]}"
        )


@contextmanager
def _unsearched() -> Iterator[None]:
    """Import without looking for libraries: WeasyPrint tries their names on other systems first, and for each of these ctypes
    starts compilers to find it, which takes a fifth of a second. The names that Linux has need no search."""
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = search


@lru_cache(maxsize=1)
def _fonts() -> FontConfiguration:
    """The font configuration that knows only fonts/. fontconfig takes its file from the environment while it is made."""
    resources.check_fonts()
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(resources.fontconfig_file())
    try:
        with _unsearched():
            from weasyprint.text.fonts import FontConfiguration

        return FontConfiguration()
    except OSError as error:
        raise MachineError(
            "缺少排版用的系统库 Pango，请按 README 安装（Debian：libpango-1.0-0 libpangoft2-1.0-0）"
        ) from error
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


def lay_out(html: str) -> Document:
    """Lay out a page description with our faces alone."""
    fonts = _fonts()
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    with _at_work():
        # Our pages carry all they need: a file or an address is refused, and the refusal is heard.
        return HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=("data",))).render(font_config=fonts)


def html_to_pdf(html: str) -> bytes:
    """A finished PDF of an HTML document with its title and language."""
    return document_to_pdf(lay_out(html))


def document_to_pdf(document: Document) -> bytes:
    """PDF/A-2a and PDF/UA-1; the same document always gives the same bytes."""
    with _at_work():
        content: bytes | None = document.write_pdf(pdf_variant="pdf/a-2a", finisher=_finish)
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


class _UnwrittenFonts(dict[Any, Any]):
    """WeasyPrint's fonts of a document: filled while its pages are drawn, gone through to write them, which is left out."""

    def values(self) -> Any:
        return ()


def capture(document: Document, take: Callable[[Document, Any, tuple[DrawnFont, ...]], None]) -> None:
    """Give `take` the document with the finished objects (pydyf's) of its PDF, as they are before they are written: all but
    the fonts, and what they have to be made of."""
    drawn = document.fonts = _UnwrittenFonts()

    def finish(document: Document, pdf: Any) -> None:
        _finish(document, pdf)
        glyphs: dict[tuple[str, str], dict[int, str]] = {}
        for font in dict.values(drawn):
            glyphs.setdefault((font.hash, font.family), {}).update(font.to_unicode)
        drawn.clear()  # each holds its whole file
        take(document, pdf, tuple(DrawnFont(*names, found) for names, found in glyphs.items()))
        raise _Taken

    with _at_work(), suppress(_Taken):
        document.write_pdf(pdf_variant="pdf/a-2a", finisher=finish)


class _Taken(Exception):
    """Ends WeasyPrint's work before it writes the file, which nobody wants."""


def _finish(document: Document, pdf: Any) -> None:
    """What WeasyPrint leaves undone for PDF/UA: its identification in the metadata, and sound tags."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.stream = [part.replace(RDF_END, UNIVERSAL_ACCESS + RDF_END) for part in metadata.stream]
    mend_tags(document, pdf)
