"""Makes the PDF of a paper of the offices, from the template `summary.html` and with our faces."""

from __future__ import annotations

from formgen.dossier.own_pages.html import page_html
from formgen.render.pdf.pdf import html_to_pdf
from formgen.scheme.models import Scheme
from formgen.summary.paper import OfficePaper


def paper_pdf(scheme: Scheme, paper: OfficePaper) -> bytes:
    """The PDF of a paper that is `printable`. Raises DefinitionError if the scheme's own template is broken."""
    return html_to_pdf(page_html(scheme, "summary.html", paper=paper, widths=_widths(paper)))


def _widths(paper: OfficePaper) -> tuple[tuple[str, ...], ...]:
    """The widths of the columns of each table, in mm, as a style sheet writes them."""
    return tuple(tuple(f"{width:.2f}mm" for width in table.widths(paper.width)) for table in paper.tables)
