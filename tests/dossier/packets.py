"""Helpers for the tests of seals: a dossier with our forms in it."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pikepdf
from pikepdf import Name

from formgen.dossier import Bound, DossierTask, FormPaper, bind
from formgen.dossier.options import Options
from formgen.pipeline import choose_forms
from formgen.render.papers import render_pdf
from formgen.scheme.models import Scheme
from tests.dossier.given import html_to_pdf, record_of
from tests.dossier.odd import Page, made


def packet(scheme: Scheme, folder: Path, kind: str, options: Options, supplied: bytes = b"") -> Bound:
    """The dossier with its forms blank, and one small file, or this one, for all that is supplied."""
    dossier = scheme.dossier(kind)
    assert dossier is not None
    forms = tuple(
        FormPaper(form.id, render_pdf(form, ()).content, form.stamps) for form in choose_forms(scheme, dossier.form_ids)
    )
    (folder / "甲.pdf").write_bytes(supplied or made(Page(), Page()))
    files = {material.supplied: ("甲.pdf",) for material in dossier.materials if material.supplied}
    record = record_of(files, (("1.1.1", "方针", ("甲.pdf",)),))
    return bind(DossierTask(scheme, dossier, record, folder, forms, options), html_to_pdf)


def heavy(*sizes: int) -> bytes:
    """A PDF with a page for each size in bytes, of noise that can't be packed."""
    with pikepdf.new() as pdf:
        for seed, size in enumerate(sizes):
            page, side = pdf.add_blank_page(page_size=(595, 842)), int((size / 3) ** 0.5)
            noise = random.Random(seed).randbytes(side * side * 3)
            picture = pdf.make_stream(
                noise, Type=Name.XObject, Subtype=Name.Image, Width=side, Height=side, BitsPerComponent=8,
                ColorSpace=Name.DeviceRGB,
            )  # fmt: skip
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Picture=picture))
            page.Contents = pdf.make_stream(b"300 0 0 300 100 300 cm /Picture Do")
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()
