"""Pages with marks (`dossier --marks`) are known by them, however they lie, and those of another dossier are told by its name."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pikepdf
import pytest

from benchmarks.scans import simulator
from benchmarks.scans.simulator import Picture
from formgen.dossier import Bound, DossierTask, bind
from formgen.dossier.options import Options
from formgen.dossier.proof.page_marks import PageMark, drawing
from formgen.engines.pdfium import PdfiumFile
from formgen.returned.scans.findings import Received
from formgen.returned.scans.marked_pages import UNMARKED, marks_on, said_by
from formgen.returned.scans.pictures import DOTS
from formgen.returned.scans.receiving import received
from formgen.returned.scans.report import lines_of
from formgen.returned.scans.scan_files import scan_files
from formgen.returned.scans.which_page import Against
from formgen.scheme.models import Scheme
from tests.cli.runs import formgen
from tests.dossier.given import dossier_of, html_to_pdf, record_of
from tests.dossier.odd import Page, made
from tests.returned.scans.conftest import at_once, pdf_of


def bound(scheme: Scheme, folder: Path, name: str) -> Bound:
    (folder / "甲.pdf").write_bytes(made(Page()))
    record = record_of({"summary_report": ("甲.pdf",)}, name=name)
    made_one = bind(
        DossierTask(scheme, dossier_of(scheme, "summary_report"), record, folder, options=Options(marks=True)),
        html_to_pdf,
    )
    (folder / "材料.pdf").write_bytes(made_one.pdf)
    (folder / "材料.proof.json").write_bytes(made_one.proof.to_json())
    return made_one


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    whole = tmp_path_factory.mktemp("applicants")
    for name in ("一", "二"):
        (whole / name).mkdir()
    return whole


@pytest.fixture(scope="module")
def own(scheme: Scheme, folder: Path) -> Bound:
    return bound(scheme, folder / "一", "太仓样例精密机械有限公司")


@pytest.fixture(scope="module")
def other(scheme: Scheme, folder: Path) -> Bound:
    """The same papers of another applicant: its pages look nearly as those of the first one."""
    return bound(scheme, folder / "二", "太仓另一家有限公司")


@lru_cache(maxsize=8)
def page_of(pdf: bytes, index: int) -> Picture:
    with PdfiumFile(pdf) as file:
        return at_once(simulator.printed(file, index), 0.7)


def held(made_one: Bound, folder: Path, *pictures: Picture) -> Received:
    """The pictures held against the dossier; only which pages they are is asked."""
    (folder / "扫描.pdf").write_bytes(pdf_of(*pictures))
    files, problems = scan_files([folder / "扫描.pdf"])
    proof = made_one.proof
    against = Against(proof.title, proof.sha256, proof.first, proof.places, proof.marks)
    assert not problems
    return received(made_one.pdf, against, files, compare=False)


def test_a_mark_is_read_upside_down_on_its_side_and_from_a_photograph(own: Bound) -> None:
    flat = page_of(own.pdf, 0)
    chance = np.random.default_rng(3)
    phone = replace(simulator.phone(chance), perspective=0.04, blur=0.9)
    with PdfiumFile(own.pdf) as file:
        photograph = simulator.scanned(simulator.printed(file, 0), phone, chance)
    for picture in (flat, np.rot90(flat, 1), np.rot90(flat, 2), photograph):
        assert said_by(marks_on(np.ascontiguousarray(picture))) == (PageMark(own.proof.marks, 1),)


def test_marked_pages_are_known_and_others_told_by_name(own: Bound, other: Bound, folder: Path, tmp_path: Path) -> None:
    """The page of another applicant looks as its own one: by its look alone, it would be taken for it."""
    pictures = (page_of(own.pdf, 1), np.rot90(page_of(own.pdf, 0), 2), page_of(other.pdf, 0))
    found = held(own, tmp_path, *pictures)
    assert [(page.kind, page.number, page.turned) for page in found.pages] == [
        ("known", 2, 0), ("known", 1, 180), ("foreign", None, 0),
    ]  # fmt: skip
    assert found.pages[2].other is not None and found.pages[2].other.words == "另一份材料的第 1 页", (
        "nobody knows its name"
    )
    (tmp_path / "扫描.pdf").write_bytes(pdf_of(pictures[2]))
    out = tmp_path / "报告"
    done = formgen("receive", tmp_path / "扫描.pdf", "--against", folder / "一" / "材料.pdf", "--out", out)
    assert done.exit_code == 1, done.output
    name = f"「{other.proof.title}」"
    assert (
        f"大半是{name}的页：请找出那一份装订件来对照" in done.output
        and f"是{name}的第 1 页，不是这一份的" in done.output
    )
    assert json.loads((out / "扫描对照报告.json").read_bytes())["pages"][0]["other"] == f"{name}的第 1 页"


def test_a_mark_that_does_not_belong_to_its_page_is_told(own: Bound, tmp_path: Path) -> None:
    """Somebody prints page 1 with the mark of page 2."""
    with pikepdf.open(io.BytesIO(own.pdf)) as pdf:
        pdf.pages[0].Resources.XObject.Mark.write(drawing(PageMark(own.proof.marks, 2)))
        out = io.BytesIO()
        pdf.save(out)
    found = held(own, tmp_path, page_of(out.getvalue(), 0))
    assert found.missing == (1, 2) and found.foreign[0].remarks == ("标记是这份材料的第 2 页，样子却对不上",)
    assert any("样子却对不上" in line for line in lines_of(found))


def test_two_marked_pages_on_one_sheet(own: Bound, tmp_path: Path) -> None:
    """Their marks say so at once, whatever the sheet's size is said to be."""
    both = np.hstack([page_of(own.pdf, 0), page_of(own.pdf, 1)])
    assert [(page.number, page.scan.half) for page in held(own, tmp_path, both).pages] == [(1, 1), (2, 2)]


def test_a_page_without_its_marks_is_something_to_look_at(own: Bound, tmp_path: Path) -> None:
    """It was accepted without a word: somebody may have printed a page anew. A mark that a spot hides is there all the same."""
    bare, spotted = (page_of(own.pdf, 0).copy() for _ in range(2))
    high, wide = bare.shape[:2]
    for end in (slice(0, wide // 5), slice(wide - wide // 5, wide)):
        bare[high - high // 20 :, end] = bare[high // 2, 8]
    row, column = high - 56, round(13 * DOTS)
    spotted[row - 25 : row + 25, column - 12 : column + 12] = 90
    spotted[row - 25 : row + 25, wide - column - 12 : wide - column + 12] = 90
    (tmp_path / "扫描.pdf").write_bytes(pdf_of(bare, spotted))
    files, _ = scan_files([tmp_path])
    assert [marks_on(np.ascontiguousarray(one)) for one in (bare, spotted)] == [(), ()]
    proof = own.proof
    found = received(own.pdf, Against(proof.title, proof.sha256, proof.first, proof.places, proof.marks), files)
    assert [(page.number, page.remarks) for page in found.pages] == [(1, (UNMARKED,)), (1, ())]
    assert f"第 1 页：{UNMARKED}" in lines_of(found) and not found.is_clean
