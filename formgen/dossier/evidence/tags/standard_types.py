"""The types of elements that the standards know, and what the newer ones are for readers that know the older standard alone."""

from __future__ import annotations

STANDARD = frozenset(
    f"/{name}"
    for name in (
        *("Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "NonStruct"),
        *("Private", "H", "H1", "H2", "H3", "H4", "H5", "H6", "P", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH"),
        *("TD", "THead", "TBody", "TFoot", "Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot"),
        *("Ruby", "RB", "RT", "RP", "Warichu", "WT", "WP", "Figure", "Formula", "Form"),
    )
)
"""The types of PDF 1.7 (ISO 32000-1, 14.8.4). PDF/A-2 and PDF/UA-1 know these."""
NEWER = {
    "/DocumentFragment": "/Div",
    "/Aside": "/Sect",
    "/Title": "/P",
    "/FENote": "/Note",
    "/Sub": "/Span",
    "/Em": "/Span",
    "/Strong": "/Span",
    "/H7": "/P",
    "/H8": "/P",
    "/H9": "/P",
}
"""Types of PDF 2.0 (ISO 32000-2, 14.8.4), and the nearest type of PDF 1.7."""
NEWER_NAMESPACE = "http://iso.org/pdf2/ssn"


def resolved(kind: str, roles: dict[str, str]) -> str | None:
    """The standard type that a type stands for; None if it stands for none, or its roles go in a circle."""
    passed = set[str]()
    while kind in roles and kind not in passed:
        passed.add(kind)
        kind = roles[kind]
    if kind in passed:
        return None
    return kind if kind in STANDARD else NEWER.get(kind)
