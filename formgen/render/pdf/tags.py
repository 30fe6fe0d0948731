"""Corrects structure tags for PDF/UA where WeasyPrint writes others. It changes the PDF objects before they are written.

WeasyPrint writes a table that runs over pages as one Table for each page, and tags its repeated header rows each time. Here
it becomes one Table with one header. The repeated rows become artifacts, so the tagged text is exactly the form's text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from formgen.engines.weasyprint.boxes import HtmlElement, LaidOutDocument
from formgen.engines.weasyprint.objects import FinishedPdf, PdfDictionary, StructureElement


def mend_tags(document: LaidOutDocument, pdf: FinishedPdf) -> None:
    """Give header cells their scope, join the parts of each table, and make repeated header rows artifacts."""
    _scope_header_cells(document)
    for parts in _tables(document, pdf):
        first, *others = parts
        for part in others:
            _join(pdf, first, part)


def _scope_header_cells(document: LaidOutDocument) -> None:
    """Set `/Scope` on TH. Remove WeasyPrint's Headers and IDs: with two header rows they name the wrong cells."""
    for page in document.pages:
        for cell in page.tagged_cells():
            if "A" not in cell.tag:
                continue
            cell.tag.pop("ID", None)
            attributes = cast(PdfDictionary, cell.tag["A"])
            attributes.pop("Headers", None)
            if cell.is_heading:
                attributes["Scope"] = "/Row" if cell.scope == "row" else "/Column"


@dataclass(frozen=True, slots=True)
class _Part:
    """The part of a table that stands on one page (counted from 0): its Table element in the structure tree."""

    page: int
    table: StructureElement


def _tables(document: LaidOutDocument, pdf: FinishedPdf) -> Iterator[list[_Part]]:
    """The parts of every table that more than one page holds, in page order."""
    parts: dict[HtmlElement, list[_Part]] = {}
    for number, page in enumerate(document.pages):
        for table, cell in page.first_cells(pdf):
            row = cell.parent
            parts.setdefault(table, []).append(_Part(number, row.parent.parent))
    yield from (found for found in parts.values() if len(found) > 1)


def _join(pdf: FinishedPdf, first: _Part, part: _Part) -> None:
    """Move the body rows of `part` into the first part's body, and take `part` out of the tree."""
    body = next(group for group in first.table.elements if group.kind == "/TBody")
    for group in part.table.elements:
        if group.kind == "/THead":
            pdf.untag(part.page, set(_content(group)))
        else:
            for row in group.elements:
                row.move_into(body)
        group.drop()
    part.table.take_out()


def _content(element: StructureElement) -> Iterator[int]:
    """The marked content (MCID) below an element; the elements themselves are dropped."""
    for kid in element.kids:
        if isinstance(kid, int):
            yield kid
        else:
            yield from _content(kid)
            kid.drop()
