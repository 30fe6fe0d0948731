"""Where the slots of a form stand: what is printed of a value lies in the box of its field, and nowhere else."""

from __future__ import annotations

import pytest

from formgen.engines.pdfium import PdfiumFile
from formgen.pipeline import examine
from formgen.render.papers import render_pdf
from formgen.render.slot_boxes import SlotBox, form_boxes
from formgen.scheme.models import Scheme
from tests.conftest import TAICANG

SAMPLE = TAICANG.parent.parent / "samples" / "complete.json"
LOOSE = 2.0
"""pt by which a glyph's box may stick out of its line."""


def inside(box: SlotBox, across: float, down: float) -> bool:
    return (
        box.left - LOOSE <= across <= box.left + box.width + LOOSE
        and box.top - LOOSE <= down <= box.top + box.height + LOOSE
    )


@pytest.mark.parametrize("form_id", ["annex2", "annex3", "annex4", "annex5-city"])
def test_a_value_is_printed_in_its_box(scheme: Scheme, form_id: str) -> None:
    form = scheme.form(form_id)
    assert form is not None
    (paper,) = examine(scheme, SAMPLE).filled(scheme, [form])
    found = form_boxes(paper.form)
    pdf = render_pdf(paper.form, paper.texts).content
    texts = {text.slot: text.text for text in paper.texts}
    seen = 0
    with PdfiumFile(pdf) as file:
        for number in range(1, len(file) + 1):
            with file.page(number - 1) as page:
                assert page.size == pytest.approx((found.width, found.height), abs=1)
                characters = [
                    (one.text, (one.left + one.right) / 2, found.height - (one.bottom + one.top) / 2)
                    for one in page.characters()
                ]
            for box in (one for one in found.boxes if one.page == number):
                here = "".join(text for text, across, down in characters if inside(box, across, down))
                for slot in (slot for slot in form.slots if slot.field in box.fields and slot.part is None):
                    wanted = "".join(texts.get(slot.id, "").split())
                    assert wanted in "".join(here.split()), slot.id
                    seen += bool(wanted)
    assert seen >= sum(1 for slot in form.slots if slot.part is None and texts.get(slot.id, ""))


def test_every_slot_has_a_box(scheme: Scheme) -> None:
    for form in scheme.forms:
        found = form_boxes(form)
        assert {slot.field for slot in form.slots} == {one for box in found.boxes for one in box.fields}
        assert all(1 <= box.page <= form.pages and box.width > 0 and box.height > 0 for box in found.boxes)
        assert all(box.left >= 0 and box.left + box.width <= found.width for box in found.boxes)
