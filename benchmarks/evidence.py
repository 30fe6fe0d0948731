"""A dossier that holds evidence alone, for measuring what becomes of supplied files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from formgen.dossier.options import AS_IT_IS, Options
from formgen.dossier.own_pages.kept import OwnPages
from formgen.dossier.task import DossierTask
from formgen.foundation import resources
from formgen.foundation.problems import Place
from formgen.record.models import Entry, Evidence, Record, SuppliedFile
from formgen.render.compiled.pages import page_pdf
from formgen.scheme.load import load_scheme
from formgen.scheme.models import Scheme

SCHEME, STAGE = "taicang-2018", "acceptance"


def evidence_task(folder: Path, names: Sequence[str], options: Options = AS_IT_IS) -> DossierTask:
    """What is to be bound: these files of a folder as evidence, one for each of the scheme's first indicators."""
    scheme = _scheme()
    base = scheme.dossier(STAGE)
    assert base is not None
    dossier = base.model_copy(update={"materials": tuple(one for one in base.materials if one.evidence)})
    place = Place("record.json")
    evidence = tuple(
        Evidence(indicator, Path(name).stem, (SuppliedFile(name, place),), place)
        for indicator, name in zip(scheme.indicators, names, strict=False)
    )
    assert len(evidence) == len(names)
    record = Record(place, entries=(Entry("applicant.name", "样例公司", place),), evidence=evidence)
    return DossierTask(scheme, dossier, record, folder, options=options)


def own_pages() -> OwnPages:
    """The dossier's own pages, kept in the cache folder."""
    return OwnPages(page_pdf, resources.cache_folder() / "pages")


@lru_cache
def _scheme() -> Scheme:
    return load_scheme(resources.scheme_folder(SCHEME))
