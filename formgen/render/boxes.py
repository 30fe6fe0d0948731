"""Where the fields of a form stand on its pages, whatever lays the form out: for those who show a page beside its fields."""

from __future__ import annotations

from formgen.render.compiled.slot_boxes import FormBoxes, form_boxes
from formgen.scheme.models import Form


def boxes_of(form: Form) -> FormBoxes:
    """The boxes of a form's slots, and the size of its pages. Raises ProofError if our own layout can't lay the form out."""
    if form.engine.is_office:
        # Imported here: few schemes have such forms.
        from formgen.render.office_forms.place_boxes import office_boxes

        return office_boxes(form)
    return form_boxes(form)
