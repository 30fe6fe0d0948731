"""What a drawing process does: it makes a paper or a picture, and returns its bytes. It keeps schemes and layouts between calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from formgen import pipeline
from formgen.engines.pdfium import PdfiumFile
from formgen.engines.process import collect_seldom, end_with_parent
from formgen.engines.system import watcher
from formgen.engines.system.watcher import ended_after
from formgen.foundation.errors import FormgenError, failure_lines, internal_line
from formgen.pipeline.made import Format
from formgen.pipeline.papers import blank_papers
from formgen.scheme.models import Scheme
from formgen.web.copies import take_over

MadeT = TypeVar("MadeT")

DOTS = 96
"""Dots for an inch of a page."""
POINTS = 72


@dataclass(frozen=True, slots=True)
class NotDrawn:
    """What is returned in the place of a result when the library refused: one line that says why.

    Errors themselves do not go from process to process: an error that can't be packed would end the pool.
    """

    why: str


def guarded(work: Callable[[], MadeT]) -> MadeT | NotDrawn:
    """What `work` returns, or why it returned nothing. No error leaves the process."""
    try:
        return work()
    except FormgenError as fault:
        return NotDrawn("；".join(failure_lines(fault)))
    except Exception as fault:
        return NotDrawn(internal_line(fault))


def begin(environment: Mapping[str, str]) -> None:
    """Prepare a new process: it makes papers and nothing else, and ends when the server ends. environment: the server's variables."""
    take_over(environment)
    collect_seldom()
    end_with_parent()


def blank_file(reference: str, form_id: str, form_format: str) -> bytes:
    """A blank form as a file, the same bytes that `formgen blank` writes. reference: as in `pipeline.load`."""
    (made,) = blank_papers(scheme_of(reference), [form_id], frozenset((Format(form_format),)))
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


def file_pictures(path: str, numbers: tuple[int, ...]) -> list[bytes]:
    """Pages of a bound dossier on the disk. As `pictures`; a page that takes too long, as some supplied ones may, ends this process."""
    with ended_after(watcher.A_PAGE):
        return pictures(Path(path).read_bytes(), numbers)


@lru_cache(maxsize=8)
def scheme_of(reference: str) -> Scheme:
    """A scheme, loaded once in a process. reference: as in `pipeline.load`."""
    return pipeline.load(reference)
