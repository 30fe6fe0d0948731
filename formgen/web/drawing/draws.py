"""What a drawing process does: it makes a paper or a picture, and returns its bytes. It keeps schemes and layouts between calls."""

from __future__ import annotations

from functools import lru_cache

from formgen import pipeline
from formgen.engines.pdfium import PdfiumFile
from formgen.engines.process import collect_seldom, end_with_parent
from formgen.pipeline.made import Format
from formgen.pipeline.papers import blank_papers
from formgen.scheme.models import Scheme

DOTS = 96
"""Dots for an inch of a page."""
POINTS = 72


def begin() -> None:
    """Prepare a new process: it makes papers and nothing else, and ends when the server ends."""
    collect_seldom()
    end_with_parent()


def blank_file(reference: str, form_id: str, form_format: str) -> bytes:
    """A blank form as a file, the same bytes that `formgen blank` writes. reference: as in `pipeline.load`."""
    (made,) = blank_papers(_scheme(reference), [form_id], frozenset((Format(form_format),)))
    return made.paper.read()


def pictures(pdf: bytes, numbers: tuple[int, ...], dots: int = DOTS) -> list[bytes]:
    """These pages of a PDF as PNG pictures, counted from 1, with so many dots for an inch."""
    drawn = []
    with PdfiumFile(pdf) as file:
        for number in numbers:
            with file.page(number - 1) as opened:
                width, height = (round(side * dots / POINTS) for side in opened.size)
                drawn.append(opened.png(width, height))
    return drawn


@lru_cache(maxsize=8)
def _scheme(reference: str) -> Scheme:
    return pipeline.load(reference)
