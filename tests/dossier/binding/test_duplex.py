"""Printing on both sides: page numbers stand at the outer edge, materials begin on right-hand pages, and blank pages count.

Without it, page numbers stand in the middle.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from formgen.dossier import DossierTask, bind
from formgen.dossier.options import Options
from formgen.dossier.proof.prove import prove
from formgen.foundation.errors import ProofError
from formgen.scheme.models import Scheme
from tests.dossier.given import dark_box, dossier_of, html_to_pdf, pictures, record_of, unproved
from tests.dossier.odd import A4, Page, made
from tests.sweeps import some_of

MM = 72 / 25.4
DUPLEX = Options(duplex=True)


def test_numbers_stand_at_the_outer_edge_in_every_renderer(scheme: Scheme, tmp_path: Path) -> None:
    """The numbers stand one character inside the margin of an official paper (GB/T 9704-2012, 7.5), on all kinds of sheets."""
    sheets = [Page(), Page((A4[1], A4[0])), Page(rotate=90), Page(), Page((420, 595)), Page()]
    (tmp_path / "甲.pdf").write_bytes(made(*sheets))
    dossier, record = dossier_of(scheme, "work_plan"), record_of({"work_plan": ("甲.pdf",)})
    bound = bind(DossierTask(scheme, dossier, record, tmp_path, options=DUPLEX), html_to_pdf)
    for renderer, rasters in pictures(bound.pdf, tmp_path).items():
        assert len(rasters) == 8
        for number, raster in enumerate(rasters, start=1):
            strip = dark_box(raster, 0, 1 - 14 * MM / raster.height, 1, 1)
            assert strip is not None
            edge = raster.width - strip[2] if number % 2 else strip[0]
            assert abs(edge - (26 * MM + 14)) < 3, (renderer, number)


def test_without_it_numbers_stand_in_the_middle_and_nothing_is_inserted(scheme: Scheme, tmp_path: Path) -> None:
    (tmp_path / "甲.pdf").write_bytes(made())
    dossier = dossier_of(scheme, "work_plan", "service_contract", page=True)
    record = record_of({"work_plan": ("甲.pdf",), "service_contract": ("甲.pdf",)})
    single = bind(DossierTask(scheme, dossier, record, tmp_path), html_to_pdf)
    assert [line.contents_number for line in single.proof.lines] == [1, 2, 3, 4]
    duplex = bind(DossierTask(scheme, dossier, record, tmp_path, options=DUPLEX), html_to_pdf)
    assert [line.contents_number for line in duplex.proof.lines] == [1, 3, 5, 7]
    blanks = [source for source in duplex.proof.inputs if source.name == "空白页"]
    assert [source.first_page for source in blanks] == [2, 4, 6]
    reader = PdfReader(io.BytesIO(duplex.pdf))
    assert [reader.pages[at].extract_text().strip() for at in (1, 3, 5)] == ["— 2 —", "— 4 —", "— 6 —"]
    root: Any = reader.root_object
    assert root["/ViewerPreferences"]["/Duplex"] == "/DuplexFlipLongEdge" and root["/PageLayout"] == "/TwoPageRight"


def test_a_blank_page_shows_its_number_once(scheme: Scheme, tmp_path: Path) -> None:
    """Every blank page is a separate object, so that it does not show the numbers of the blank pages before it."""
    (tmp_path / "甲.pdf").write_bytes(made())
    dossier = dossier_of(scheme, "work_plan", "service_contract", "site_survey_report", "credit_report")
    record = record_of({material.supplied: ("甲.pdf",) for material in dossier.materials if material.supplied})
    bound = bind(DossierTask(scheme, dossier, record, tmp_path, options=DUPLEX), html_to_pdf)
    for renderer, rasters in pictures(bound.pdf, tmp_path).items():
        ink = [rasters[at].ink(128) for at in (1, 3, 5, 7)]
        assert max(ink) < 1.3 * min(ink), renderer


@settings(max_examples=some_of(10, 4), deadline=None)
@given(lengths=st.lists(st.integers(1, 4), min_size=3, max_size=3), sizes=st.lists(st.integers(1, 3), max_size=4))
def test_whatever_its_length_each_material_begins_on_a_right_hand_page(
    scheme: Scheme, tmp_path_factory: pytest.TempPathFactory, lengths: list[int], sizes: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("duplex")
    for pages in range(1, 5):
        (folder / f"{pages}.pdf").write_bytes(made(*[Page()] * pages))
    supplied = ("work_plan", "service_contract", "site_survey_report")
    files = {name: (f"{pages}.pdf",) for name, pages in zip(supplied, lengths, strict=True)}
    evidence = tuple((f"{at}.1.1", f"材料{at}", (f"{pages}.pdf",)) for at, pages in enumerate(sizes, start=1))
    dossier = dossier_of(scheme, *supplied, evidence=bool(evidence))
    bound = bind(DossierTask(scheme, dossier, record_of(files, evidence), folder, options=DUPLEX), html_to_pdf)
    tops = [line.contents_number for line in bound.proof.lines if line.level == 0]
    assert all(number % 2 == 1 for number in tops)
    own = sum(lengths) + 1 + sum(sizes) + (len(sizes) + 1 if sizes else 0)
    blanks = sum(source.name == "空白页" for source in bound.proof.inputs)
    assert bound.proof.pages == own + blanks and blanks <= len(tops)


def test_a_number_at_the_wrong_edge_fails_the_proof(scheme: Scheme, tmp_path: Path) -> None:
    (tmp_path / "甲.pdf").write_bytes(made())
    record = record_of({"work_plan": ("甲.pdf",)})
    content, claim = unproved(DossierTask(scheme, dossier_of(scheme, "work_plan"), record, tmp_path, options=DUPLEX))
    prove(content, claim)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        third = pdf.pages[2].Contents.read_bytes()
        pdf.pages[2].Contents = pdf.make_stream(third.rpartition(b"\n")[0] + b"\nq 1 0 0 1 90 0 cm /Number Do Q")
        changed = io.BytesIO()
        pdf.save(changed)
    with pytest.raises(ProofError, match="第 3 页页码的位置是 左，应为 右"):
        prove(changed.getvalue(), claim)
