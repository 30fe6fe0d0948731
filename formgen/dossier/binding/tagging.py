"""What the structure of a volume is made of: for each run of pages its source's tags, and which pages have none."""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf

from formgen.dossier.binding.volumes import Run
from formgen.dossier.evidence.tags.tree import Element, Marked
from formgen.dossier.evidence.tags.writing import BLOCK, PICTURE, TaggedPart, TaggedSheet
from formgen.dossier.evidence.take_in import SourcePdf


def element_of(source: SourcePdf, index: int, page: pikepdf.Page) -> str | None:
    """The type of the element that a whole page of a source is, before it becomes a sheet; None for a page with tags.

    index  the source's page, counted from 0
    """
    if source.tags is not None and index in source.tags.pages and index not in source.pictures:
        return None
    if source.is_own:
        return None  # a page without words
    resources = page.obj.get("/Resources")
    has_text = isinstance(resources, pikepdf.Dictionary) and len(resources.get("/Font", pikepdf.Dictionary())) > 0
    return BLOCK if has_text else PICTURE


def tagged_part(
    pdf: pikepdf.Pdf, opened: pikepdf.Pdf, source: SourcePdf, run: Run, first: int, elements: list[str | None]
) -> TaggedPart:
    """What the structure needs of a run whose pages were just laid on their sheets at the end of the volume.

    opened    the source, as it is open
    first     the first of its pages in this run, counted from 0
    elements  what `element_of` says of each page
    """
    begin = len(pdf.pages) - run.pages
    sheets = tuple(
        TaggedSheet(sheet.obj, sheet.obj.Resources.XObject.Paper, first + at, elements[at])
        for at, sheet in enumerate(pdf.pages[begin:])
    )
    bound = {sheet.source for sheet in sheets if sheet.wrapped is None}
    named = {} if source.is_own else {key: pdf.copy_foreign(opened.get_object(key)) for key in _drawings(source, bound)}
    return TaggedPart(source.name.rpartition(".")[0] or source.name, source.tags, sheets, named, source.is_own)


def _drawings(source: SourcePdf, pages: set[int]) -> set[tuple[int, int]]:
    """The drawings on these pages of the source that hold tagged content, by number and generation."""
    return {
        piece.drawing
        for piece in (_pieces(source.tags.tops) if source.tags is not None else ())
        if piece.drawing is not None and piece.page in pages
    }


def _pieces(tops: tuple[Element, ...]) -> Iterator[Marked]:
    waiting = list(tops)
    for element in waiting:  # it grows meanwhile
        waiting += [kid for kid in element.kids if isinstance(kid, Element)]
        yield from (kid for kid in element.kids if isinstance(kid, Marked))
