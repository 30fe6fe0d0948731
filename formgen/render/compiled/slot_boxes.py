"""Where the slots of a form that our own layout lays out stand on its pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from formgen.render.compiled.blanks import Lines, form_blank
from formgen.render.compiled.kept import Kept, Same
from formgen.render.compiled.model import Compiled, TextPlace
from formgen.render.layout.read import read_sheet
from formgen.render.word.fill import template_package
from formgen.scheme.models import Form

POINTS_OF_PIXEL = 0.75
ASCENT = 0.8
"""The part of a line's height that lies above its baseline."""


@dataclass(frozen=True, slots=True)
class SlotBox:
    """The room of one paragraph with slots.

    fields  the fields whose values stand in it, `block.field`
    page    the number of the page, counted from 1
    left, top, width, height  in pt, from the page's upper left corner
    """

    fields: tuple[str, ...]
    page: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class FormBoxes:
    """The boxes of a form in the order of its pages, and the size of its pages in pt."""

    width: float
    height: float
    boxes: tuple[SlotBox, ...]


MOST_BOXES = 128
"""The number of forms whose boxes are kept, with and without continuation sheets."""
_BOXES: Kept[tuple[Same, int], FormBoxes] = Kept(MOST_BOXES)


def form_boxes(form: Form) -> FormBoxes:
    """Where a form's slots stand, if each has room for its most lines and no long value moves it.

    A place whose page is not known has no box: that is so only for a form with a page without slots, whose slots do not say
    their page. Raises ProofError if the form can't be compiled. The boxes are worked out once as long as the template stays.
    """
    return _BOXES.get((Same(form), form.template.stat().st_mtime_ns), lambda: _found(form))


def _found(form: Form) -> FormBoxes:
    sheet = read_sheet(template_package(form), form.slots, form.title)
    blank = form_blank(form)
    compiled = blank.compiled(tuple(Lines(slot, 1) for slot in sorted(blank.pushing())))
    return FormBoxes(sheet.width, sheet.height, tuple(_boxes(form, compiled)))


def _boxes(form: Form, compiled: Compiled) -> Iterator[SlotBox]:
    slots = {slot.id: slot for slot in form.slots}
    known = len(compiled.pages) == form.pages
    for number, page in enumerate(compiled.pages, start=1):
        for index in dict.fromkeys(hole.place for hole in page.holes):
            place = compiled.places[index]
            here = [slots[span.slot] for span in place.spans if span.slot in slots]
            at = number if known else next((slot.page for slot in here if slot.page), None)
            if at is not None:
                yield _box(tuple(dict.fromkeys(slot.field for slot in here)), at, place)


def _box(fields: tuple[str, ...], page: int, place: TextPlace) -> SlotBox:
    baseline = place.baseline + place.grow * (place.most - place.least)
    sides = (place.left, baseline - ASCENT * place.line, place.width, place.most * place.line)
    left, top, width, height = (side * POINTS_OF_PIXEL for side in sides)
    return SlotBox(fields, page, left, top, width, height)
