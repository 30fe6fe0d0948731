"""PDFs with fields: Chinese that a person types in Chromium's engine or in pdf.js stays Chinese, is shown whole, and is read back."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path

import pikepdf
import pypdf
import pytest

from formgen.render.layout.read import read_sheet
from formgen.render.papers import render_pdf
from formgen.render.pdf.cuts import sheet_document
from formgen.render.pdf.fields import FACE, field_places, fields_pdf
from formgen.render.word.fill import fill_package
from formgen.scheme.models import Scheme
from tests.judges import ask, mupdf, pdfium, pdfjs, poppler
from tests.judges.raster import Raster
from tests.render.papers import form_of

NAME = "太仓市沙溪镇精密机械（江苏）有限公司ABC 123"
TYPED = {
    "annex2": {
        "applicant_name": (1, NAME),
        "application_applied_on": (1, "2018年6月5日"),
        "applicant_main_business": (2, "研发、生产与销售：精密轴承座、减速机壳体；货物进出口。镕喆犇"),
        "applicant_phone": (2, "0512-53200001转801"),
        "application_reasons": (
            3,
            "　　我公司成立于2009年3月，位于太仓市。\n　　第二段：“守约、保质、准时”——信用意识方面。",
        ),
        "application_applied_on_year": (3, "2018"),
        "application_applied_on_day": (3, "15"),
        "county_review_opinion": (4, "同意上报。"),
    },
    "annex3": {
        "applicant_name": (1, NAME),
        "commitment_signed_on_year": (1, "2018"),
        "commitment_signed_on_month": (1, "12"),
    },
}
DOTS = 100


def plain(text: str) -> str:
    """A text without spaces and line breaks: a viewer may break lines where it likes."""
    return re.sub(r"\s", "", text)


def inside(raster: Raster, height: float, sides: list[float]) -> Raster:
    """The part of a page in a rectangle (pt from the lower left corner), a little larger than it."""
    scale, air = DOTS / 72, 1
    left, right = int(sides[0] * scale) - air, int(sides[2] * scale) + air
    top, bottom = int((height - sides[3]) * scale) - air, int((height - sides[1]) * scale) + air
    rows = [raster.pixels[row * raster.width + left : row * raster.width + right] for row in range(top, bottom)]
    return Raster(right - left, bottom - top, b"".join(rows))


@pytest.fixture(scope="module", params=sorted(TYPED))
def form_id(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def blank(scheme: Scheme, form_id: str) -> bytes:
    return fields_pdf(form_of(scheme, form_id))


@pytest.fixture(scope="module", params=["pdfium", "pdf.js"])
def filled(request: pytest.FixtureRequest, blank: bytes, form_id: str) -> bytes:
    values = TYPED[form_id]
    if request.param == "pdfium":
        return pdfium.type_in(blank, {name: text for name, (_, text) in values.items()})
    typed = pdfjs.type_in(blank, values)
    assert typed.seen == {name: text for name, (_, text) in values.items()}
    return typed.content


def values_of(content: bytes) -> Mapping[str, str]:
    fields = pypdf.PdfReader(io.BytesIO(content)).get_fields() or {}
    return {name: re.sub("\r\n?", "\n", str(field["/V"])) for name, field in fields.items() if field.get("/V")}


def test_it_is_the_blank_form_with_a_field_for_each_slot(
    scheme: Scheme, form_id: str, blank: bytes, tmp_path: Path
) -> None:
    form = form_of(scheme, form_id)
    assert blank == fields_pdf(form)
    fields = pypdf.PdfReader(io.BytesIO(blank)).get_fields() or {}
    assert set(fields) == {slot.id.replace(".", "_") for slot in form.slots}
    assert sum(len(field.get("/Kids", ())) for field in fields.values()) == len(form.slots)
    assert len(blank) < 2_000_000
    plain_form, with_fields = tmp_path / "plain.pdf", tmp_path / "fields.pdf"
    plain_form.write_bytes(render_pdf(form, ()).content)
    with_fields.write_bytes(blank)
    for renderer in (poppler, mupdf):
        for one, other in zip(renderer.rasterise(plain_form, DOTS), renderer.rasterise(with_fields, DOTS), strict=True):
            assert one.difference(other, 100) == 0
    ask(["qpdf", "--check", with_fields])
    assert b"pdfaid" not in blank


def test_fields_lie_within_the_page_and_over_no_words(scheme: Scheme, form_id: str) -> None:
    form = form_of(scheme, form_id)
    document = sheet_document(read_sheet(fill_package(form, ()), form.slots, form.title))
    places = list(field_places(document, form))
    assert len(places) == len(form.slots)
    fixed = [
        (drawn.page, drawn.x * 0.75, 841.9 - drawn.y * 0.75)
        for paragraph in document.paragraphs()
        for drawn in paragraph.drawn
        if drawn.slot is None and drawn.text.strip()
    ]
    for place in places:
        assert 0 < place.left < place.right < 595.3 and 0 < place.bottom < place.top < 841.9
        assert place.right - place.left > 20 and place.top - place.bottom > 12
        for page, x, y in fixed:
            assert page != place.page or not (place.left < x < place.right and place.bottom < y + 3 < place.top)
    for one in places:
        for other in places:
            apart = (
                one.right <= other.left or other.right <= one.left or one.top <= other.bottom or other.top <= one.bottom
            )
            assert one is other or one.page != other.page or apart


def test_what_was_typed_is_read_back(form_id: str, filled: bytes) -> None:
    wanted = {name: text for name, (_, text) in TYPED[form_id].items()}
    assert values_of(filled) == wanted
    with pikepdf.open(io.BytesIO(filled)) as pdf:
        assert {str(f.T): re.sub("\r\n?", "\n", str(f.V)) for f in pdf.Root.AcroForm.Fields if "/V" in f} == wanted


def test_what_was_typed_is_shown_whole_in_other_viewers(
    form_id: str, blank: bytes, filled: bytes, tmp_path: Path
) -> None:
    path, empty = tmp_path / "filled.pdf", tmp_path / "blank.pdf"
    path.write_bytes(filled)
    empty.write_bytes(blank)
    shown = (plain(poppler.text(path)), plain(ask(["mutool", "draw", "-q", "-F", "txt", path]).decode()))
    assert any(font.name.endswith(FACE.replace(" ", "-")) for font in poppler.fonts(path))
    for _, text in TYPED[form_id].values():
        assert all(plain(text) in one for one in shown)
    with pikepdf.open(io.BytesIO(filled)) as pdf:
        for renderer in (poppler, mupdf):
            pages = list(zip(renderer.rasterise(path, DOTS), renderer.rasterise(empty, DOTS), strict=True))
            for page, (after, before) in zip(pdf.pages, pages, strict=True):
                changed = 0
                for widget in page.obj.Annots:
                    sides, height = [float(side) for side in widget.Rect], float(page.mediabox[3])
                    difference = inside(after, height, sides).difference(inside(before, height, sides), 60)
                    changed += difference
                    text = TYPED[form_id].get(str(widget.Parent.T), (0, ""))[1]
                    assert difference >= 12 * len(plain(text)), (renderer.__name__, str(widget.Parent.T))
                assert after.difference(before, 60) <= changed  # nothing is drawn outside the fields
