"""Makes fields, remarks and stamps part of the page, so that the page shows what viewers show on the screen."""

from __future__ import annotations

from collections.abc import Iterable

import pikepdf
from pikepdf import Name

from formgen.dossier.evidence.annotations import is_shown, notes_of, own_drawing, state_of
from formgen.dossier.evidence.links import Targets

INVISIBLE = 1
"""The bit "invisible" of the entry /F (ISO 32000-1, table 165)."""
LINK_KEYS = ("/Subtype", "/Border", "/BS", "/C", "/H", "/Contents")
"""The entries of a link that are kept."""


def flatten(pdf: pikepdf.Pdf, targets: Targets, annotated: Iterable[int]) -> None:
    """Make everything visible part of its page. Of the other annotations, keep only links to a page or to an address.

    targets    where the links of the file lead
    annotated  the pages that have annotations, counted from 0, as `look_over` found them
    """
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/NeedAppearances" in form:
        del form[
            "/NeedAppearances"
        ]  # with this entry, the library would leave the fields out; every field has a drawing now
    for index in annotated:
        _settle(pdf.pages[index])
    pdf.flatten_annotations("all")
    for index in annotated:
        page = pdf.pages[index]
        links = [link for _, note in notes_of(page) if (link := _link(pdf, targets, note)) is not None]
        if links:
            page.obj.Annots = pikepdf.Array(links)
        elif "/Annots" in page.obj:
            del page.obj["/Annots"]


def _settle(page: pikepdf.Page) -> None:
    """Leave out what no viewer shows. For the rest, write down the state that viewers assume.

    The bit "invisible" is removed. By the standard it applies only to kinds of annotations that a viewer does not know
    (ISO 32000-1, table 165), but the library would leave out other kinds, too.
    """
    kept = []
    for _, note in notes_of(page):
        if note.get("/Subtype") == Name.Link:
            kept.append(note)
        elif is_shown(note) and own_drawing(note) is not None:
            looks = note.AP.N
            if not isinstance(looks, pikepdf.Stream):
                note.AS = state_of(note, looks)
            elif "/AS" in note:
                del note["/AS"]
            if "/F" in note:
                note.F = int(note.F) & ~INVISIBLE
            kept.append(note)
    page.obj.Annots = pikepdf.Array(kept)


def _link(pdf: pikepdf.Pdf, targets: Targets, note: pikepdf.Object) -> pikepdf.Object | None:
    """A copy of a link with its place, look, words and target only; None for other annotations, and for links that start an action."""
    box = note.get("/Rect")
    if note.get("/Subtype") != Name.Link or not isinstance(box, pikepdf.Array) or len(box) != 4:
        return None
    kept = pikepdf.Dictionary(Type=Name.Annot, Rect=[float(side) for side in box.as_list()])
    for key in LINK_KEYS:
        if key in note:
            kept[key] = note[key]
    given = note.get("/A")
    action = given if isinstance(given, pikepdf.Dictionary) else pikepdf.Dictionary()
    page = targets.page(note.get("/Dest"))
    if page is None:
        page = targets.page_of_action(action)
    if page is not None:
        kept.Dest = pikepdf.Array([pdf.pages[page].obj, Name.Fit])
    elif action.get("/S") == Name.URI and "/URI" in action:
        kept.A = pikepdf.Dictionary(S=Name.URI, URI=action.URI)
    else:
        return None
    number = note.get("/StructParent")
    if isinstance(number, int) and "/StructTreeRoot" in pdf.Root:
        kept.StructParent = number
        return pdf.make_indirect(kept)  # so that an element of the structure can name it
    return kept
