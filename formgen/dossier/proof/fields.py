"""Compares the signature fields of a dossier with its Claim: it has exactly these fields, and each is where it should be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from pypdf import PdfReader

from formgen.dossier.claim import Claim
from formgen.dossier.proof.checks import Checks
from formgen.dossier.sheets import POINTS_PER_MM

WIDGET = "/Widget"
HIDDEN = 2 | 32
"""Bits of /F that keep an annotation from being shown: Hidden, NoView (ISO 32000-1, 12.5.3)."""


class _Found(NamedTuple):
    """A field: its name, the printed number of its page, its place in mm, and True if it is a signature field that is shown."""

    name: str
    page: int
    place: tuple[float, ...]
    is_shown: bool


def check_fields(reader: PdfReader, claim: Claim, checks: Checks) -> None:
    """The file has exactly the signature fields that it should have, each on its page, and no other field."""
    form: Any = reader.root_object.get("/AcroForm")
    if form is None and not claim.fields:
        return
    fields = [] if form is None else [field.get_object() for field in form.get_object().get("/Fields", ())]
    found = {one.name: one for one in _widgets(reader, claim.first)}
    checks.same("签名位置的处数", (len(fields), len(found)), (len(claim.fields), len(claim.fields)))
    names = {str(field.get("/T")) for field in fields}
    for wanted in claim.fields:
        what, place = f"签名位置「{wanted.name}」", (wanted.left, wanted.bottom, wanted.width, wanted.height)
        one = found.get(wanted.name)
        if one is None or wanted.name not in names:
            checks.failures.append(f"没有{what}")
            continue
        checks.same(f"{what}的页", one.page, wanted.page)
        checks.same(what, one.is_shown, True)
        near = all(abs(side - other) < 0.1 for side, other in zip(one.place, place, strict=True))
        checks.same(f"{what}在页面上的地方", one.place if not near else place, place)


def _widgets(reader: PdfReader, first: int) -> Iterator[_Found]:
    for number, page in enumerate(reader.pages, start=first):
        for annotation in page.annotations or ():
            widget: Any = annotation.get_object()
            if widget.get("/Subtype") == WIDGET:
                left, bottom, right, top = (float(side) / POINTS_PER_MM for side in widget["/Rect"])
                place = tuple(round(side, 1) for side in (left, bottom, right - left, top - bottom))
                is_signature = widget.get("/FT") == "/Sig" and "/Kids" not in widget and "/Parent" not in widget
                is_shown = is_signature and not int(widget.get("/F", 0)) & HIDDEN
                yield _Found(str(widget.get("/T")), number, place, is_shown)
