"""pdfium, the PDF engine of Chromium and Edge: a person types into the fields of a PDF there, and saves the file."""

from __future__ import annotations

import io
from collections.abc import Mapping

import pikepdf
import pypdfium2
import pypdfium2.raw as engine

from tests.judges import JudgeError

ENTER = 13


def type_in(content: bytes, values: Mapping[str, str]) -> bytes:
    """Click into the first place of each of these fields, type, and save. Raises JudgeError for a field that is not there."""
    left = dict(values)
    document = pypdfium2.PdfDocument(content)
    try:
        document.init_forms()
        form = document.formenv
        with pikepdf.open(io.BytesIO(content)) as pdf:
            for number, page in enumerate(pdf.pages):
                shown = document[number]
                for widget in page.obj.get("/Annots", pikepdf.Array()):
                    text = left.pop(str(widget.Parent.T), None)
                    if text is not None:
                        sides = [float(side) for side in widget.Rect]
                        _click_and_type(form, shown, (sides[0] + sides[2]) / 2, (sides[1] + sides[3]) / 2, text)
        if left:
            raise JudgeError(f"no such fields: {sorted(left)}")
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()
    finally:
        document.close()


def _click_and_type(form: object, page: object, x: float, y: float, text: str) -> None:
    engine.FORM_OnMouseMove(form, page, 0, x, y)
    engine.FORM_OnLButtonDown(form, page, 0, x, y)
    engine.FORM_OnLButtonUp(form, page, 0, x, y)
    for character in text:
        engine.FORM_OnChar(form, page, ENTER if character == "\n" else ord(character), 0)
    engine.FORM_ForceToKillFocus(form)
