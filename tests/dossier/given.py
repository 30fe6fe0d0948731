"""Helpers for the tests of dossier: they make a small dossier around any PDF, and pictures of the result."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pypdfium2

from formgen.dossier import Bound, DossierTask, bind
from formgen.dossier.assemble import assemble
from formgen.dossier.binding.gather import gather
from formgen.dossier.binding.workbench import Workbench
from formgen.dossier.claim import Claim
from formgen.dossier.own_pages.kept import OwnPages
from formgen.dossier.plan import as_draft, plan
from formgen.foundation import resources
from formgen.foundation.problems import Place, has_errors
from formgen.record.models import Entry, Evidence, Record, SuppliedFile, SuppliedFiles
from formgen.render.compiled.pages import page_pdf
from formgen.scheme.dossiers import Dossier
from formgen.scheme.models import Scheme
from tests.judges import mupdf, poppler
from tests.judges.raster import Raster

PLACE = Place("企业.json")
html_to_pdf = OwnPages(page_pdf, resources.cache_folder() / "pages")
"""Makes our own pages as the program does. In a run of tests, each shape and each constant page is laid out only once."""
SUPPLIED_ONLY = "city-demonstration"
"""The id of a dossier of the scheme that has none of our forms: it has a cover, contents and seven supplied materials."""


def supplied(path: str) -> SuppliedFile:
    return SuppliedFile(path, Place("企业.json", f"/materials/{path}"))


def record_of(materials: Mapping[str, tuple[str, ...]], evidence: tuple[tuple[str, str, tuple[str, ...]], ...] = (),
              name: str = "太仓样例精密机械有限公司") -> Record:  # fmt: skip
    """Make a record with these files. Its only value is the name."""
    return Record(
        PLACE,
        entries=(Entry("applicant.name", name, PLACE),),
        materials=tuple(
            SuppliedFiles(material, tuple(supplied(path) for path in paths), PLACE)
            for material, paths in materials.items()
        ),
        evidence=tuple(
            Evidence(indicator, title, tuple(supplied(path) for path in paths), PLACE)
            for indicator, title, paths in evidence
        ),
    )


def dossier_of(scheme: Scheme, *supplied_ids: str, evidence: bool = False, page: bool = False) -> Dossier:
    """Make a dossier that asks for these supplied materials only. By default its contents page is not on the list."""
    base = scheme.dossier(SUPPLIED_ONLY)
    assert base is not None
    known = [material for known in scheme.dossiers for material in known.materials]
    wanted = [next(material for material in known if material.supplied == wanted_id) for wanted_id in supplied_ids]
    if evidence:
        wanted.append(next(material for material in known if material.evidence))
    if page:
        wanted = [material for material in base.materials if material.page] + wanted
    return base.model_copy(update={"materials": tuple(wanted)})


def bind_files(scheme: Scheme, folder: Path, *contents: bytes) -> Bound:
    """Bind a dossier of one material with these files."""
    names = []
    for number, content in enumerate(contents, start=1):
        names.append(f"第{number}份.pdf")
        (folder / names[-1]).write_bytes(content)
    record = record_of({"work_plan": tuple(names)})
    return bind(DossierTask(scheme, dossier_of(scheme, "work_plan"), record, folder), html_to_pdf)


def unproved(task: DossierTask) -> tuple[bytes, Claim]:
    """Bind a dossier without a proof. Return it with the claim that it must fulfil."""
    bench = Workbench(html_to_pdf)
    planned, problems = plan(task.scheme, task.dossier, task.record)
    if task.options.draft:
        planned, problems = as_draft(planned, problems)
    papers, found = gather(task, planned, bench)
    assert not has_errors((*problems, *found))
    return assemble(task, planned, papers, bench)


def pictures(pdf: bytes, folder: Path, dots_per_inch: int = 72) -> dict[str, tuple[Raster, ...]]:
    """Every page as three renderers draw it."""
    path = folder / "dossier.pdf"
    path.write_bytes(pdf)
    return {
        "pdfium": pdfium(pdf, dots_per_inch),
        "poppler": poppler.rasterise(path, dots_per_inch),
        "mupdf": mupdf.rasterise(path, dots_per_inch),
    }


def pdfium(pdf: bytes, dots_per_inch: int = 72) -> tuple[Raster, ...]:
    """Every page as pdfium draws it."""
    rasters = []
    with pypdfium2.PdfDocument(pdf) as document:
        document.init_forms()
        for page in document:
            bitmap = page.render(scale=dots_per_inch / 72, grayscale=True)
            pixels = bytes(bitmap.buffer)
            rows = (pixels[row * bitmap.stride :][: bitmap.width] for row in range(bitmap.height))
            rasters.append(Raster(bitmap.width, bitmap.height, b"".join(rows)))
    return tuple(rasters)


def dark_box(raster: Raster, left: float, top: float, right: float, bottom: float) -> tuple[int, int, int, int] | None:
    """The box around everything dark in a part of a page (fractions of its sides), in pixels; None if nothing is dark."""
    x0, x1 = round(left * raster.width), round(right * raster.width)
    return raster.dark_box(x0, round(top * raster.height), x1, round(bottom * raster.height))
