"""`--marks` prints a DataMatrix at each end of the number's strip: each is read in the drawn page, proved, and keeps what an archive is."""

from __future__ import annotations

import importlib.util
import io
from pathlib import Path

import pikepdf
import pytest

from formgen.dossier import Bound, DossierTask, FormPaper, bind
from formgen.dossier.options import Options
from formgen.dossier.proof import page_marks
from formgen.dossier.proof.checks import Checks, check_marks
from formgen.dossier.proof.page_marks import MarkInPicture, PageMark, dossier_figures, places, read_drawing, read_marks
from formgen.dossier.proof.proof_file import Proof
from formgen.dossier.proof.reread import opened
from formgen.dossier.proof.verify import verify
from formgen.dossier.sheets import POINTS_PER_MM
from formgen.engines.pdfium import PdfiumFile
from formgen.foundation.errors import MachineError, ProofError, UsageError
from formgen.pipeline import choose_forms
from formgen.render.papers import render_pdf
from formgen.scheme.models import Scheme
from tests.dossier.given import dossier_of, html_to_pdf, record_of
from tests.dossier.odd import Page, made
from tests.judges.verapdf import verapdf

DPI = 200


def seen(pdf: bytes, index: int, turned: int = 0) -> tuple[MarkInPicture, ...]:
    """The marks of a page as it is drawn."""
    with PdfiumFile(pdf) as file, file.page(index) as page:
        width, height = (round(side / 72 * DPI) for side in page.size)
        grey = page.picture(width, height, with_fields=False).convert("L").rotate(turned, expand=True)
    return read_marks(memoryview(grey.tobytes()).cast("B", (grey.height, grey.width)))


@pytest.fixture(scope="module")
def task(scheme: Scheme, tmp_path_factory: pytest.TempPathFactory) -> DossierTask:
    """Our own papers alone, with a cover; so that the archive is a PDF/A-2a."""
    whole = scheme.dossier("city-demonstration")
    assert whole is not None
    dossier = whole.model_copy(update={"materials": tuple(one for one in whole.materials if one.form or one.page)})
    forms = tuple(
        FormPaper(form.id, render_pdf(form, ()).content, form.stamps) for form in choose_forms(scheme, dossier.form_ids)
    )
    folder = tmp_path_factory.mktemp("marks")
    return DossierTask(scheme, dossier, record_of({}), folder, forms, Options(marks=True, archive=True))


@pytest.fixture(scope="module")
def bound(task: DossierTask) -> Bound:
    return bind(task, html_to_pdf)


def test_each_page_with_a_number_has_its_mark_at_both_ends(bound: Bound) -> None:
    proof = bound.proof
    assert proof.marks == dossier_figures(proof.title, proof.inputs) and len(proof.marks) == 25
    unnumbered = proof.claim.unnumbered
    assert unnumbered and len(unnumbered) < proof.pages
    for number in range(1, proof.pages + 1):
        found = seen(bound.pdf, number - 1)
        wanted = [] if number in unnumbered else [PageMark(proof.marks, number)] * 2
        assert [one.mark for one in found] == wanted
    marks = sorted(seen(bound.pdf, proof.pages - 1), key=lambda one: one.corners[0])
    for one, left in zip(marks, (9, 210 - 17), strict=True):
        (x, top), (_, bottom) = one.corners[0], one.corners[3]
        at = [side / DPI * 25.4 for side in (x, top, bottom)]
        assert at == pytest.approx([left, 297 - 11, 297 - 3], abs=0.3)
    assert len(seen(bound.pdf, proof.pages - 1, turned=180)) == 2


def test_it_stays_a_tagged_archive(bound: Bound, tmp_path: Path) -> None:
    (tmp_path / "bound.pdf").write_bytes(bound.pdf)
    for verdict in verapdf(("2a", "ua1"), [tmp_path / "bound.pdf"]):
        assert verdict.passes, verdict


def test_a_changed_mark_is_found(bound: Bound) -> None:
    """By what was proved years ago, and by the proof of a new file."""
    assert verify(bound.pdf, bound.proof.to_json()).is_sound
    last = bound.proof.pages
    with pikepdf.open(io.BytesIO(bound.pdf)) as pdf:
        pdf.pages[last - 1].Resources.XObject.Mark.write(page_marks.drawing(PageMark(bound.proof.marks, last - 1)))
        out = io.BytesIO()
        pdf.save(out)
    found = verify(out.getvalue(), bound.proof.to_json())
    assert [one.said for one in found.changes] == [f"第 {last} 页的内容改动过"]
    checks = Checks()
    check_marks(opened(out.getvalue()), bound.proof.claim, checks)
    assert len(checks.failures) == 2 and all(f"第 {last} 页的页面标记" in one for one in checks.failures)
    with pytest.raises(ProofError, match="页面标记的编号"):
        Proof.from_json(bound.proof.to_json().replace(bound.proof.marks.encode(), b"1" * 25))


def test_the_figures_are_those_of_what_is_bound(bound: Bound, task: DossierTask) -> None:
    """Other papers give others, and whether pages have marks does not."""
    title, inputs = bound.proof.title, bound.proof.inputs
    assert dossier_figures(title, inputs[1:]) != bound.proof.marks != dossier_figures(f"{title} 第2册", inputs)


def test_a_dossier_without_marks_says_nothing_of_them(scheme: Scheme, tmp_path: Path) -> None:
    (tmp_path / "甲.pdf").write_bytes(made(Page()))
    dossier, record = dossier_of(scheme, "summary_report"), record_of({"summary_report": ("甲.pdf",)})
    plain = bind(DossierTask(scheme, dossier, record, tmp_path), html_to_pdf)
    assert plain.proof.marks == "" and b'"marks"' not in plain.proof.to_json()
    checks = Checks()
    check_marks(opened(plain.pdf), plain.proof.claim, checks)
    assert not checks.failures and not seen(plain.pdf, 0)
    marked = bind(DossierTask(scheme, dossier, record, tmp_path, options=Options(marks=True)), html_to_pdf)
    ways = {page.proved for one in (plain, marked) for page in one.proof.page_records}
    assert ways <= {"identity", "both"}, "a page that is bound as it is needs no drawing, with marks and without"
    check_marks(opened(marked.pdf), plain.proof.claim, checks)
    assert len(checks.failures) == marked.proof.pages, "marks that nobody asked for"


def test_a_mark_never_touches_the_number() -> None:
    width = 210 * POINTS_PER_MM
    assert len(places(width, width / 2 - 20, 40)) == 2
    assert len(places(width, 26 * POINTS_PER_MM + 14, 40)) == 2
    narrow = 60 * POINTS_PER_MM
    (left,) = places(narrow, 8 * POINTS_PER_MM, 40)
    assert left == pytest.approx((60 - 17) * POINTS_PER_MM)


def test_what_is_no_mark_of_ours_says_nothing() -> None:
    mark = PageMark("0" * 24 + "7", 1_000_000)
    content = page_marks.drawing(mark)
    assert read_drawing(content) == mark and page_marks.parsed(mark.text) == mark
    assert read_drawing(content + b" ") is None
    assert read_drawing(content.replace(b" 1 re", b" 2 re")) is None
    assert page_marks.parsed("FG1") is page_marks.parsed("https://example.invalid") is None


def test_drafts_and_masked_copies_have_none(task: DossierTask, monkeypatch: pytest.MonkeyPatch) -> None:
    for options, words in ((Options(draft=True, marks=True), "草稿"), (Options(masked=True, marks=True), "脱敏副本")):
        with pytest.raises(UsageError, match=f"{words}不印页面标记"):
            bind(DossierTask(task.scheme, task.dossier, task.record, task.folder, task.forms, options), html_to_pdf)

    def nothing(name: str) -> None:
        return None

    monkeypatch.setattr(importlib.util, "find_spec", nothing)
    with pytest.raises(MachineError, match="formgen\\[receive\\]"):
        bind(task, html_to_pdf)
