"""A form that kerns its letters, laid out by LibreOffice once and filled by us, is as LibreOffice lays it out whole."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from formgen import pipeline
from formgen.engines.soffice import office_program
from formgen.render.office.laying_out import raw_pdfs
from formgen.render.office_forms.drawn_pages import drawn_pages
from formgen.render.office_forms.kept_layout import layout_path, new_layout, written_layout
from formgen.render.papers import Way, render_pdf
from formgen.render.word.fill import SlotText, fill_package
from formgen.render.word.package import STYLES, read_package
from formgen.scheme.load import load_scheme
from tools.office_fidelity import page_distance

NAMES = (
    "AVATAR 1111 Tower",
    "To，Wave 11-11 office",
    "AV苏州1111公司",
    "国（A）11",
    "A（国）11",
    "A(国)11",
    "(11)A1",
    "1-11国",
)
FAR = 0.1
"""In mm."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed"),
]


def test_words_and_figures_are_kerned_as_libreoffice_kerns_them(tmp_path: Path) -> None:
    folder = tmp_path / "scheme"
    shutil.copytree(pipeline.load().forms[0].template.parents[1], folder)
    path, definition = folder / "annex3" / "form.docx", folder / "annex3" / "form.toml"
    package, defaults = read_package(path.read_bytes(), path.name), "<w:rPrDefault><w:rPr>"
    styles = package.part(STYLES).decode().replace(defaults, f'{defaults}<w:kern w:val="2"/>').encode()
    parts = tuple(replace(part, content=styles) if part.name == STYLES else part for part in package.parts)
    path.write_bytes(replace(package, parts=parts).to_bytes())
    lines = definition.read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("smallest")]  # only our own layout has smaller letters
    definition.write_text("\n".join(('engine = "office"', *kept)), "utf-8")
    form = next(one for one in load_scheme(folder).forms if one.id == "annex3")
    once = new_layout(form)
    assert once.layout is not None, once.why
    layout_path(form).write_bytes(written_layout(once.layout))
    texts = [(SlotText("applicant.name", name),) for name in NAMES]
    whole = raw_pdfs([fill_package(form, some) for some in texts], form.title)
    for some, like in zip(texts, whole, strict=True):
        made = render_pdf(form, some)
        assert made.way is Way.COMPILED, (some, made.why)
        for page, same in zip(drawn_pages(made.content), drawn_pages(like), strict=True):
            far, unlike = page_distance(page, same)
            assert unlike == () and far < FAR, (some, far)
