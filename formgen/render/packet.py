"""合订本: an enterprise's forms in one PDF, after a contents page, with continuous page numbers.

The forms' laid-out pages are put into the packet's document before it is written. So the packet has one set of fonts and
one tree of tags, and the forms look the same as in their own files. The words of the contents page come from the scheme
(`pages/packet.html`); the caller gives them as HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate

from formgen.engines.weasyprint.boxes import LaidOutDocument, PageMargins
from formgen.engines.weasyprint.laying_out import lay_out
from formgen.foundation.errors import ProofError
from formgen.render.pdf.pdf import document_to_pdf
from formgen.scheme.models import Form


@dataclass(frozen=True, slots=True)
class PacketLine:
    """A line of the contents: a form's heading, the number of its first page, and the target of its link."""

    heading: str
    page: int
    anchor: str


Contents = Callable[[tuple[PacketLine, ...], Mapping[str, str]], str]
"""Gives the contents page as HTML, for these lines and the texts of the forms' slots."""
CONTENTS_PAGES = 1
PX = 0.75
"""Points in a pixel of CSS."""
NARROW = 42.5
"""The margins (pt) of a page that has only its number: 15 mm. The number stands at the page's edge, whatever they are."""


def packet_lines(forms: Sequence[Form]) -> tuple[PacketLine, ...]:
    """The lines of the contents, in the forms' order."""
    first = accumulate((form.pages for form in forms[:-1]), initial=CONTENTS_PAGES + 1)
    return tuple(
        PacketLine(f"{form.annex}　{form.title}", page, _anchor(form)) for form, page in zip(forms, first, strict=True)
    )


def packet_document(forms: Sequence[Form], documents: Sequence[LaidOutDocument], contents: str) -> LaidOutDocument:
    """The packet. Pages that have only numbers stand after the contents; the forms' own pages are put on them.

    documents: the laid-out forms; contents: the contents page, a whole HTML document. Raises ProofError if a form does not
    have the number of pages that it must have.
    """
    pages = [page for document in documents for page in document.pages]
    numbered = lay_out(_numbered(forms, [document.pages[0].margins for document in documents], contents))
    if not len(numbered.pages) - CONTENTS_PAGES == len(pages) == sum(form.pages for form in forms):
        raise ProofError(f"合订本排成了 {len(numbered.pages)} 页，和各表的页数合不上；没有生成")
    for under, page in zip(numbered.pages[CONTENTS_PAGES:], pages, strict=True):
        under.take_content(page)
    return numbered


def numbered_pdf(forms: Sequence[Form], sizes: Sequence[tuple[float, float]], contents: str) -> bytes:
    """The contents page and, behind it, pages with numbers alone, as PDF: the pages of finished PDFs are put on them.

    sizes: width and height (pt) of each form's first page; contents: as for `packet_document`.
    """
    margins = [PageMargins(width / PX, height / PX, *[NARROW / PX] * 4) for width, height in sizes]
    return document_to_pdf(lay_out(_numbered(forms, margins, contents)))


def _numbered(forms: Sequence[Form], margins: Sequence[PageMargins], contents: str) -> str:
    """The contents page's HTML with empty pages for the forms after it. margins: the page margins of each form."""
    parts, sections = [], []
    for form, page in zip(forms, margins, strict=True):
        name, heading = _name(form), escape(f"{form.annex}　{form.title}")
        parts.append(
            f".{name}{{page:{name};break-before:page}}.{name}[title]{{bookmark-level:1;bookmark-label:attr(title)}}"
        )
        size = f"{page.width}px {page.height}px"
        sides = " ".join(f"{side}px" for side in (page.top, page.right, page.bottom, page.left))
        parts.append(f"@page {name}{{size:{size};margin:{sides}}}")
        sections.append(f'<div id="{escape(_anchor(form))}" class="{name}" title="{heading}"></div>')
        sections += [f'<div class="{name}"></div>'] * (form.pages - 1)
    styled = contents.replace("</style>", f"{''.join(parts)}</style>", 1)
    return styled.replace("</body>", f"{''.join(sections)}</body>", 1)


def _anchor(form: Form) -> str:
    """The link target of a form's line. It is also the link's description for people who can't see it."""
    return f"{form.annex}-{form.title}"


def _name(form: Form) -> str:
    """The name of a form's pages, made of letters and digits only."""
    return "f" + "".join(character for character in form.id if character.isalnum())
