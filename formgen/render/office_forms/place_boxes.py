"""Where the slots of an office form stand on its pages, as the layout beside it says."""

from __future__ import annotations

from collections.abc import Iterator

from formgen.render.compiled.slot_boxes import ASCENT, FormBoxes, SlotBox
from formgen.render.office_forms.kept_layout import kept_layout
from formgen.render.office_forms.model import OfficeLayout, OfficePlace
from formgen.render.word.fill import template_package
from formgen.render.word.package import WordPackage, attribute, tag
from formgen.scheme.models import Form, LayoutEngine

A4 = (595.3, 841.9)
"""The size (pt) of a page whose Word file does not say one."""
TWENTIETHS = 20.0
"""Word's lengths to a point."""
ONE_LINE = 1.3
"""The height of a line to the size of its letters, where no second line was seen."""


def office_boxes(form: Form) -> FormBoxes:
    """The boxes of an office form. It has none where no layout lies beside it, or one of an earlier state of the form.

    The same is true of a form with more rows than it prints: what stands below them has moved. A page of another size than the
    first one has none.
    """
    layout = kept_layout(form).layout if form.engine is LayoutEngine.OFFICE and not form.counts else None
    if layout is None:
        return FormBoxes(*_page_size(template_package(form)), ())
    return FormBoxes(*layout.sizes[0], tuple(_boxes(form, layout)))


def _boxes(form: Form, layout: OfficeLayout) -> Iterator[SlotBox]:
    known = len(layout.pages) == len(layout.sizes)  # pages without places are not among `pages`
    for number, page in enumerate(layout.pages, start=1):
        for index in dict.fromkeys(hole.place for hole in page.holes):
            place = layout.places[index]
            here = [form.slots[span.slot] for span in place.spans if span.slot is not None]
            at = number if known else next((slot.page for slot in here if slot.page), None)
            if at is not None and layout.sizes[at - 1] == layout.sizes[0]:
                yield _box(tuple(dict.fromkeys(slot.field for slot in here)), at, place, layout.sizes[0][1])


def _box(fields: tuple[str, ...], page: int, place: OfficePlace, height: float) -> SlotBox:
    line = place.line or ONE_LINE * max(span.lettering.size for span in place.spans)
    first = place.baseline + place.grow * (place.most - place.least)
    return SlotBox(fields, page, place.left, height - first - ASCENT * line, place.width, place.most * line)


def _page_size(package: WordPackage) -> tuple[float, float]:
    """The width and height (pt) of the first page, as the Word file says."""
    size = next(package.document.iter(tag("pgSz")), None)
    said = [None if size is None else attribute(size, name) for name in ("w", "h")]
    width, height = (
        float(one) / TWENTIETHS if one and one.isdecimal() and int(one) else usual
        for one, usual in zip(said, A4, strict=True)
    )
    return width, height
