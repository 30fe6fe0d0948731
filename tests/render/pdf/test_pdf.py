"""The PDF meets the standards for archives and for accessibility. It has only our fonts, and the same bytes each time."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from formgen.foundation.errors import ProofError
from formgen.render.pdf.pdf import html_to_pdf
from formgen.render.word.fill import SlotText
from formgen.scheme.models import Scheme
from tests.judges.poppler import fonts
from tests.judges.verapdf import verapdf
from tests.render.papers import ALL_FORMS, FORM_IDS, form_of, pdf_of

NAME = SlotText("applicant.name", "苏州㙍喆 R&D <精密> 仪器有限公司")
ORDINARY = (*FORM_IDS, "annex2-sheets")
OTHERS = tuple(form_id for form_id in ALL_FORMS if form_id not in ORDINARY)


@pytest.fixture(
    scope="module", params=[ORDINARY, pytest.param(OTHERS, marks=pytest.mark.thorough)], ids=["ordinary", "others"]
)
def pdfs(request: pytest.FixtureRequest, scheme: Scheme, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("pdf")
    paths = []
    for form_id in request.param:
        for kind, texts in (("blank", ()), ("filled", (NAME,))):
            path = folder / f"{form_id}-{kind}.pdf"
            path.write_bytes(pdf_of(form_of(scheme, form_id), texts))
            paths.append(path)
    return paths


def test_verapdf_passes_blank_and_filled_forms(pdfs: list[Path]) -> None:
    assert [verdict for verdict in verapdf(("2a", "ua1"), pdfs) if not verdict.passes] == []


def test_only_our_faces_are_embedded_and_all_of_them_are(pdfs: list[Path]) -> None:
    for path in pdfs:
        found = fonts(path)
        assert found
        assert all(font.name.startswith("Gw-") and font.embedded and font.unicode for font in found), found


def test_title_and_language_are_set(scheme: Scheme, pdfs: list[Path]) -> None:
    for path in pdfs:
        form = form_of(scheme, path.stem.rpartition("-")[0])
        with pikepdf.open(path) as pdf:
            assert str(pdf.docinfo["/Title"]) == form.title
            assert str(pdf.Root.Lang) == "zh-CN"


def test_header_cells_of_the_self_assessment_sheet_are_tagged(scheme: Scheme) -> None:
    with pikepdf.open(io.BytesIO(pdf_of(form_of(scheme, "annex4")))) as pdf:
        elements = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/TH"]
        assert len(elements) >= 9
        assert {str(element.A.Scope) for element in elements} <= {"/Row", "/Column"}
        assert sum(str(element.A.Scope) == "/Column" for element in elements) == 9


def test_same_form_gives_the_same_bytes_in_another_process(scheme: Scheme, tmp_path: Path) -> None:
    script = (
        "import hashlib\nfrom formgen import pipeline\nfrom formgen.render.papers import render_pdf\n"
        "from formgen.render.word.fill import SlotText, fill_package\n"
        "form = pipeline.load().form('annex2')\ntexts = (SlotText('applicant.name', '太仓市某某有限公司'),)\n"
        "print(hashlib.sha256(render_pdf(form, texts).content).hexdigest())\n"
        "print(hashlib.sha256(fill_package(form, texts).to_bytes()).hexdigest())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
    texts = (SlotText("applicant.name", "太仓市某某有限公司"),)
    assert hashlib.sha256(pdf_of(form_of(scheme, "annex2"), texts)).hexdigest() in runs.pop()


def test_character_that_no_face_has_stops_the_pdf() -> None:
    with pytest.raises(ProofError, match="字库"):
        html_to_pdf('<html lang="zh-CN"><title>x</title><p style="font-family:Gw Song">\U0001f600</p></html>')


def test_page_that_asks_for_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.css").write_text("p{color:red}")
    with pytest.raises(ProofError):
        html_to_pdf(
            f'<html lang="zh-CN"><title>x</title><link rel="stylesheet" href="file://{tmp_path}/secret.css"><p>x</p></html>'
        )
