"""Writes empty signature fields into a bound file (ISO 32000-1, 12.7.4.5).

A field prints nothing and shows nothing of its own: an official form stays as it was issued. Reading programs mark the place on
the screen, and a signature into it may show a picture there. The fields keep what PDF/A-2 asks of annotations (ISO 19005-2, 6.3),
and stand in the tree of tags where the file has one.
"""

from __future__ import annotations

from collections.abc import Sequence

import pikepdf
from pikepdf import Name

from formgen.dossier.claim import SignatureField
from formgen.dossier.sheets import POINTS_PER_MM

PRINTED = 4
"""Bit of /F: the annotation is printed."""
SIGNATURES_EXIST = 1
"""Bit of /SigFlags: the file has signature fields."""


def add_fields(pdf: pikepdf.Pdf, fields: Sequence[SignatureField], first: int) -> None:
    """Add the fields to their pages. first: the number that is printed on the file's first page."""
    if not fields:
        return
    added = [_field(pdf, pdf.pages[field.page - first], field) for field in fields]
    form = pikepdf.Dictionary(Fields=pikepdf.Array(added), SigFlags=SIGNATURES_EXIST)
    pdf.Root.AcroForm = pdf.make_indirect(form)  # by itself, so that a signature changes it and not the catalog


def _field(pdf: pikepdf.Pdf, page: pikepdf.Page, field: SignatureField) -> pikepdf.Object:
    width, height = field.width * POINTS_PER_MM, field.height * POINTS_PER_MM
    left, bottom = field.left * POINTS_PER_MM, field.bottom * POINTS_PER_MM
    sides = [round(side, 3) for side in (left, bottom, left + width, bottom + height)]
    nothing = pdf.make_stream(b"")
    nothing.Type, nothing.Subtype = Name.XObject, Name.Form
    nothing.BBox, nothing.Resources = pikepdf.Array([0, 0, round(width, 3), round(height, 3)]), pikepdf.Dictionary()
    words = f"{field.by}：{field.label}"
    widget = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=pikepdf.String(field.name),
            TU=pikepdf.String(words),
            Rect=pikepdf.Array(sides),
            F=PRINTED,
            P=page.obj,
            AP=pikepdf.Dictionary(N=nothing),
        )
    )
    if "/Annots" not in page.obj:
        page.obj.Annots = pikepdf.Array()
    page.obj.Annots.append(widget)
    tag(pdf, page, widget, words)
    return widget


def tag(pdf: pikepdf.Pdf, page: pikepdf.Page, widget: pikepdf.Object, words: str) -> None:
    """Put a field into the file's tree of tags as a Form (ISO 14289-1, 7.18.4). A file without such a tree stays without.

    words  what a program reads out for it
    """
    root = pdf.Root.get("/StructTreeRoot")
    if not isinstance(root, pikepdf.Dictionary) or "/ParentTree" not in root:
        return
    above = next((element for element in _elements(root) if element.get("/S") == Name.Document), root)
    element = pdf.make_indirect(
        pikepdf.Dictionary(Type=Name.StructElem, S=Name.Form, P=above, Pg=page.obj, Alt=pikepdf.String(words))
    )
    element.K = pikepdf.Dictionary(Type=Name.OBJR, Obj=widget, Pg=page.obj)
    if "/K" not in above:
        above.K = pikepdf.Array()
    elif not isinstance(above.K, pikepdf.Array):
        above.K = pikepdf.Array([above.K])
    above.K.append(element)
    parents = pikepdf.NumberTree(root.ParentTree)
    key = max((*parents.keys(), int(root.get("/ParentTreeNextKey", 0)) - 1), default=-1) + 1
    parents[key] = element
    root.ParentTreeNextKey = key + 1
    widget.StructParent = key
    page.obj.Tabs = Name.S


def _elements(root: pikepdf.Object) -> list[pikepdf.Object]:
    """The outermost elements of a tree of tags."""
    kids = root.get("/K")
    many = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return [one for one in many if isinstance(one, pikepdf.Dictionary) and "/S" in one]
