"""A small dossier with one form to be stamped and signed, and simulated scans of its pages, made once for all tests here."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from benchmarks.scans import simulator
from benchmarks.scans.simulator import Picture
from formgen.dossier import DossierTask, FormPaper, bind
from formgen.dossier.options import Options
from formgen.dossier.proof.proof_file import Proof
from formgen.engines.pdfium import PdfiumFile
from formgen.pipeline import choose_forms
from formgen.render.papers import render_pdf
from formgen.returned.scans.bound_pages import BoundPages, opened
from formgen.returned.scans.pictures import DPI
from formgen.scheme.models import Scheme
from tests.dossier.given import dossier_of, html_to_pdf, record_of
from tests.dossier.odd import Page, made

FORM = 1
"""The form's page, counted from 0: behind the contents."""


@dataclass(frozen=True)
class Scans:
    """The bound dossier and scans of its pages."""

    folder: Path
    pdf: bytes
    proof: Proof
    contents: Picture
    signed: Picture
    bare: Picture
    faint: Picture
    foreign: Picture
    changed_at: tuple[float, float]

    @property
    def path(self) -> Path:
        """The bound file, with its proof beside it."""
        return self.folder / "材料.pdf"


@pytest.fixture(scope="session")
def scans(scheme: Scheme, tmp_path_factory: pytest.TempPathFactory) -> Scans:
    folder = tmp_path_factory.mktemp("scans")
    (form,) = choose_forms(scheme, ["annex3"])
    acceptance = scheme.dossier("acceptance")
    assert acceptance is not None
    material = next(one for one in acceptance.materials if one.form == "annex3")
    (folder / "甲.pdf").write_bytes(made(Page()))
    base = dossier_of(scheme, "summary_report")
    dossier = base.model_copy(update={"materials": (material, *base.materials)})
    paper = FormPaper(form.id, render_pdf(form, ()).content, form.stamps)
    record = record_of({"summary_report": ("甲.pdf",)})
    bound = bind(DossierTask(scheme, dossier, record, folder, (paper,), Options()), html_to_pdf)
    (folder / "材料.pdf").write_bytes(bound.pdf)
    (folder / "材料.proof.json").write_bytes(bound.proof.to_json())
    chance = np.random.default_rng(20261129)
    with PdfiumFile(bound.pdf) as file:
        front, page = (simulator.printed(file, index) for index in (0, FORM))
        height = page.shape[0] / simulator.MM
        boxes = [one.box for one in bound.proof.places]
        seal, chop, date = ((box.left, height - box.bottom - box.height) for box in boxes if box is not None)
        inked = simulator.stamp_seal(page, seal[0] + 24, seal[1] + 18, chance)
        inked = simulator.sign(inked, chop[0], chop[1] + 4, chance)
        inked = simulator.sign(inked, date[0] + 2, date[1] + 1, chance, "blue", 40, 6, 6)
        changed = simulator.changed_figure(page, file, FORM, chance)
        assert changed is not None
        faint = simulator.stamp_seal(page, seal[0] + 21, seal[1] + 21, chance, "violet", 0.4)
        return Scans(
            folder, bound.pdf, bound.proof,
            contents=at_once(front, 0.6),
            signed=simulator.scanned(inked, replace(simulator.flatbed(chance), holes=True, dark_edge=3), chance, front),
            bare=simulator.scanned(changed[0], simulator.phone(chance), chance),
            faint=at_once(faint, -0.8),
            foreign=at_once(_stranger(), 0.5),
            changed_at=changed[1],
        )  # fmt: skip


def at_once(page: Picture, skew: float) -> Picture:
    """A scan on grey paper, turned by so many degrees, for tests that ask for no other fault. The simulator takes ten times as long."""
    high, wide = (round(side * DPI / simulator.PRINT_DPI) for side in page.shape[:2])
    small = cv2.resize(page, (wide, high), interpolation=cv2.INTER_AREA)
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), skew, 1)
    lying = cv2.warpAffine(small, turn, (wide, high), borderValue=(255, 255, 255))
    return np.asarray(lying * np.array([0.98, 0.97, 0.94]), np.uint8)


def _stranger() -> Picture:
    """A page with dense lines of strokes, which is none of the dossier's."""
    chance = np.random.default_rng(5)
    page = np.full((3508, 2480, 3), 255, np.uint8)
    for row in range(300, 3200, 270):
        page = simulator.sign(page, 25, row / simulator.MM, chance, "black", 160, 40, 12)
    return page


@pytest.fixture(scope="session")
def bound_pages(scans: Scans) -> Iterator[BoundPages]:
    with opened(scans.pdf, scans.proof.first, scans.proof.places) as pages:
        yield pages


def pdf_of(*pictures: Picture, dpi: int = 200) -> bytes:
    """A PDF of pictures, as a scanner writes it."""
    images = [Image.fromarray(np.ascontiguousarray(one)) for one in pictures]
    out = io.BytesIO()
    images[0].save(out, "PDF", save_all=True, append_images=images[1:], resolution=dpi, quality=85)
    return out.getvalue()
