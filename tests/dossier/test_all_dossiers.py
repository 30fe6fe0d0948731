"""All six dossiers of the work plan are bound from the complete sample, each in its own order, and are proved."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from pypdf import PdfReader

from formgen import pipeline
from formgen.dossier.proof.proof_file import Proof
from formgen.scheme.models import Scheme
from tests.judges import REPOSITORY, ask
from tests.sweeps import sweep

SAMPLE = REPOSITORY / "samples" / "complete.json"
KINDS = (
    ("application", "贯标申报材料", 2),
    ("acceptance", "贯标验收材料", 5),
    ("city-recommendation", "市级示范企业推荐材料", 2),
    ("city-demonstration", "市级示范创建申报材料", 9),
    ("province-recommendation", "省级示范企业推荐材料", 2),
    ("province-demonstration", "省级示范创建申报材料", 9),
)


@pytest.fixture(scope="module")
def bound(scheme: Scheme, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], pipeline.DossierResult]:
    """A function that binds a dossier of the complete sample, each only once."""
    examined = pipeline.examine(scheme, SAMPLE)
    return cache(lambda kind: pipeline.bind_dossier(scheme, examined, kind, tmp_path_factory.mktemp(kind)))


def test_there_are_six(scheme: Scheme) -> None:
    assert [(dossier.id, dossier.title, len(dossier.materials)) for dossier in scheme.dossiers] == list(KINDS)


HARDEST = ("application", "acceptance", "province-demonstration")
"""The dossier of forms alone, the one with evidence, and the longest one."""


@pytest.mark.parametrize(("kind", "title", "materials"), sweep(KINDS, [one for one in KINDS if one[0] in HARDEST]))
def test_each_is_bound_in_the_work_plans_order_and_proved(
    scheme: Scheme, bound: Callable[[str], pipeline.DossierResult], kind: str, title: str, materials: int
) -> None:
    result = bound(kind)
    assert result.path.name == f"{title}.pdf"
    proof = Proof.from_json(result.proof.read_bytes())
    tops = [line for line in proof.lines if line.level == 0]
    assert [line.mark for line in tops] == [chr(0x2460 + at) for at in range(materials)]
    official = (scheme.folder / "official.txt").read_text(encoding="utf-8")
    assert all(line.heading.replace(" ", "", 1) in official for line in tops)
    reader = PdfReader(result.path)
    assert len(reader.pages) == result.pages == proof.pages == sum(source.pages for source in proof.inputs)
    assert proof.pages_shown >= sum(source.pages for source in proof.inputs if not source.own)
    assert ask(["qpdf", "--check", result.path])
    dossier = scheme.dossier(kind)
    assert dossier is not None
    names = {path.name.removeprefix(f"{title}-") for path in result.beside}
    assert names == {"用印签字清单.pdf"} | ({"封面.pdf"} if dossier.cover_paper else set())
    assert {problem.code.partition(".")[0] for problem in result.problems} <= {"evidence", "file", "office"}


@pytest.mark.parametrize("kind", sweep(["city-demonstration", "province-demonstration"], ["province-demonstration"]))
def test_the_cover_for_the_printer_is_the_dossiers_and_bears_no_number(
    bound: Callable[[str], pipeline.DossierResult], kind: str
) -> None:
    result = bound(kind)
    cover = next(path for path in result.beside if path.name.endswith("-封面.pdf"))
    (page,) = PdfReader(cover).pages
    words = "".join(page.extract_text().split())
    first = "".join(PdfReader(result.path).pages[0].extract_text().split())
    assert first == words and "—1—" not in words and "太仓样例精密机械有限公司" in words
