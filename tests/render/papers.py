"""Helpers for the tests of render: forms by id, filled sheets, and the text of a PDF by its tags."""

from __future__ import annotations

import re
from pathlib import Path

from formgen.render.layout.read import read_sheet
from formgen.render.layout.sheet import Sheet
from formgen.render.papers import render_pdf
from formgen.render.word.fill import SlotText, fill_package
from formgen.render.word.package import WordPackage
from formgen.scheme.models import Form, Scheme
from tests.judges import poppler

FORM_IDS = ("annex2", "annex3", "annex4", "annex5-city", "annex5-province")
CONTINUED = "annex2-continued"
"""The id of 附件2 with its continuation sheet. The tests use it like any other form, but the scheme does not list it."""
ALL_FORMS = (*FORM_IDS, CONTINUED)


def form_of(scheme: Scheme, form_id: str) -> Form:
    form = scheme.form(form_id.removesuffix("-continued"))
    assert form is not None
    if form_id != CONTINUED:
        return form
    assert form.continuation is not None
    return form.continuation.form


def sheet_of(form: Form, texts: tuple[SlotText, ...] = (), package: WordPackage | None = None) -> Sheet:
    return read_sheet(fill_package(form, texts, package), form.slots, form.title)


def pdf_of(form: Form, texts: tuple[SlotText, ...] = ()) -> bytes:
    """Make the PDF as it is delivered: filled into the compiled form. `test_filling` compares this with the whole layout."""
    return render_pdf(form, texts).content


def tagged_texts(pdf: Path) -> list[str]:
    """The text of each paragraph and heading of a PDF in the order of its tags, without spaces, as Poppler loses some."""
    blocks = re.split(r"^ *(?:P|H[1-6]) \(block\)$", poppler.structure(pdf), flags=re.MULTILINE)[1:]
    texts = ["".join("".join(re.findall(r'^ *"(.*)"$', block, re.MULTILINE)).split()) for block in blocks]
    return [text for text in texts if text]
