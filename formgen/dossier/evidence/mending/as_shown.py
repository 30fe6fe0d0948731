"""A file whose fields, remarks and stamps are part of its pages, and that shows what a viewer shows of the file as supplied.

It is compared as soon as the file is taken in, page by page: what then differs is refused by its name, before anything is bound.
"""

from __future__ import annotations

from collections.abc import Iterable

import pikepdf
from pikepdf import Name

from formgen.dossier.evidence.annotations import Annotations, WrittenField, is_shown, notes_of, own_drawing
from formgen.dossier.evidence.links import Targets
from formgen.dossier.evidence.mending.appearances import draw_what_is_missing
from formgen.dossier.evidence.mending.flattening import flatten
from formgen.dossier.evidence.mending.saving import saved
from formgen.dossier.evidence.refused import PRINT_ANEW, RefusedError
from formgen.dossier.likeness import CLOSER, QUICK, difference, is_same, said
from formgen.dossier.shelf import Content, Shelf
from formgen.engines.pdfium import PdfiumFile, PdfiumPage

MOST_PIXELS = 4000
"""Pixels of a picture's longer side: a page of a drawing may be metres long."""
ROUND_A_FIELD = 2.0
"""Points around a field within which its letters may stand."""


def as_shown(
    pdf: pikepdf.Pdf, content: Content, password: str | None, found: Annotations, targets: Targets, shelf: Shelf
) -> Content:
    """The file with everything that is shown made part of its pages. Raises RefusedError where it would show something else.

    pdf      the open file, which is changed alike
    content  its bytes
    found    what `look_over` found on its pages

    Raises UndrawableError where pdfium fails.
    """
    is_ours = _blank_empty_boxes(pdf, found.shown)
    if found.undrawn:
        is_ours = draw_what_is_missing(pdf, content, password, found.undrawn) or is_ours
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/NeedAppearances" in form:
        is_ours = is_ours or bool(found.written)
        del form["/NeedAppearances"]  # each field has its drawing by now
    # Where we do not draw what pdfium draws, it has to draw what we gave it.
    shown, opens = (saved(pdf, Shelf()), None) if is_ours else (content, password)
    flatten(pdf, targets, found.pages)
    flat = saved(pdf, shelf)
    with PdfiumFile(shown, opens, with_fields=True) as before, PdfiumFile(flat) as after:
        for index in found.shown:
            with before.page(index) as one, after.page(index) as other:
                how = _difference(one, other)
                if how is not None:
                    message = f"第 {index + 1} 页的表单或批注，换一种软件看会不一样（{how}）"
                    raise RefusedError("evidence.not-drawn", message, PRINT_ANEW)
                if not _are_written(other, found.written.get(index, ())):
                    message = f"第 {index + 1} 页表单里填的内容，与页面上显示的不一样"
                    raise RefusedError("evidence.not-drawn", message, PRINT_ANEW)
    return flat


def _blank_empty_boxes(pdf: pikepdf.Pdf, pages: Iterable[int]) -> bool:
    """Give boxes that are not ticked an empty drawing where they have none: one viewer frames them, the others show nothing.

    Returns True if there is such a box.
    """
    found = False
    for index in pages:
        for _, note in notes_of(pdf.pages[index]):
            looks = note.get("/AP", pikepdf.Dictionary()).get("/N") if own_drawing(note) is None else None
            if is_shown(note) and note.get("/Subtype") == Name.Widget and isinstance(looks, pikepdf.Dictionary):
                empty = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 1, 1])
                looks["/Off"] = empty
                note.AS = Name.Off
                found = True
    return found


def _difference(one: PdfiumPage, other: PdfiumPage) -> str | None:
    """How two pages of one size differ, in Chinese; None if they show the same."""
    for scale in (QUICK, CLOSER):
        longest = max(one.size)
        scale = min(scale, MOST_PIXELS / longest)
        width, height = (max(1, round(side * scale)) for side in one.size)
        wanted, found = one.picture(width, height), other.picture(width, height)
        if is_same(wanted, found):
            return None
    return said([difference(wanted, found)])


def _are_written(page: PdfiumPage, fields: Iterable[WrittenField]) -> bool:
    """True if each field's value stands on the page where the field does, letter by letter in whatever order."""
    for field in fields:
        left, bottom, right, top = field.box
        there: dict[str, int] = {}
        for one in page.characters():
            across, up = (one.left + one.right) / 2, (one.bottom + one.top) / 2
            inside = left - ROUND_A_FIELD <= across <= right + ROUND_A_FIELD
            if inside and bottom - ROUND_A_FIELD <= up <= top + ROUND_A_FIELD:
                there[one.text] = there.get(one.text, 0) + 1
        for letter in "".join(field.value.split()):
            if there.get(letter, 0) == 0:
                return False
            there[letter] -= 1
    return True
