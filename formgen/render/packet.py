"""合订本: an enterprise's forms in one PDF, behind contents, with numbers running on, laid out as one document.

One document has one set of fonts and one tree of tags; nothing is merged. The contents' words are the scheme's
(`pages/packet.html`), handed in as HTML; the forms stand behind it just as they stand in their own files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate
from typing import Any

from formgen.errors import ProofError
from formgen.render.cuts import Cuts, NamedSheet, lay_out_cut
from formgen.render.html import BASE, Writer
from formgen.render.pdf import lay_out
from formgen.render.sheet import Sheet
from formgen.scheme.models import Form


@dataclass(frozen=True, slots=True)
class PacketLine:
    """A line of the contents: a form's heading, the number of its first page, and what its link leads to."""

    heading: str
    page: int
    anchor: str


Contents = Callable[[tuple[PacketLine, ...], Mapping[str, str]], str]
"""Gives the contents page as HTML, for these lines and the texts of the forms' slots."""
CONTENTS_PAGES = 1


def packet_lines(forms: Sequence[Form]) -> tuple[PacketLine, ...]:
    """The lines of the contents, in the forms' order."""
    first = accumulate((form.pages for form in forms[:-1]), initial=CONTENTS_PAGES + 1)
    return tuple(
        PacketLine(f"{form.annex}　{form.title}", page, _anchor(form)) for form, page in zip(forms, first, strict=True)
    )


def packet_document(forms: Sequence[Form], sheets: Sequence[Sheet], contents: str) -> Any:
    """The packet laid out (WeasyPrint's `Document`). contents: the contents page, a whole HTML document.

    Raises ProofError where a form has another number of pages than it must have.
    """
    named = [NamedSheet(_name(form), sheet) for form, sheet in zip(forms, sheets, strict=True)]

    def write(cuts: Sequence[Cuts]) -> str:
        writers = [Writer(one.sheet, cut, one.name) for one, cut in zip(named, cuts, strict=True)]
        bodies = [writer.body() for writer in writers]  # first: what it writes decides which classes there are
        return _bound(forms, contents, bodies, "".join(writer.page() + writer.classes() for writer in writers))

    document = lay_out_cut(named, write)
    if len(document.pages) != CONTENTS_PAGES + sum(form.pages for form in forms):
        raise ProofError(f"合订本排成了 {len(document.pages)} 页，和各表的页数合不上；没有生成")
    return _linked(document)


def contents_document(forms: Sequence[Form], contents: str) -> Any:
    """The contents page laid out in front of an empty page for each form."""
    return _linked(lay_out(_bound(forms, contents, [""] * len(forms), "")))


def _bound(forms: Sequence[Form], contents: str, bodies: Sequence[str], styles: str) -> str:
    """The contents page's HTML with the forms' behind it."""
    parts, sections = [BASE_OF_FORMS, MARGINS, styles], []
    for form, body in zip(forms, bodies, strict=True):
        name, label = _name(form), escape(f"{form.annex}　{form.title}")
        parts.append(
            f".{name}{{page:{name};break-before:page;bookmark-level:1;bookmark-label:'{label}'}}"
            f".{name} :is(h1,h2,h3,h4,h5,h6){{bookmark-level:none}}"
        )
        sections.append(f'<section id="{_anchor(form)}" class="form {name}">{body}</section>')
    styled = contents.replace("</style>", f"{''.join(parts)}</style>", 1)
    return styled.replace("</body>", f"{''.join(sections)}</body>", 1)


def _linked(document: Any) -> Any:
    """The document, a link of the contents being one for its whole line: it is inherited by all that stands in it."""
    for page in document.pages:
        page.links = [link for link in page.links if link[3].element_tag == "a"]
    return document


def _anchor(form: Form) -> str:
    """What a form's line leads to; a link's description for those who can't see it, too."""
    return f"{form.annex}-{form.title}"


def _name(form: Form) -> str:
    """What a form's classes, rows and page begin with: letters and digits alone."""
    return "f" + "".join(character for character in form.id if character.isalnum())


def _scoped(rule: str) -> str:
    """A rule of `BASE` for what stands in a form, no stronger than it was."""
    selector, style = rule.split("{", 1)
    inside = selector if "::" in selector else f":is({selector})"
    return f":where(.form) {inside}{{{style}\n"


BASE_OF_FORMS = "".join(_scoped(rule) for rule in BASE.splitlines() if not rule.startswith(("html", "body,p")))
MARGINS = ":where(.form) :is(p,h1,h2,h3,h4,h5,h6){margin:0;font-weight:normal}\n"
