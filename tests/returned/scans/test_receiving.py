"""A scan is held against its dossier: which pages it has, how they lie, what was put on them, and where they look different."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pillow_heif
import pytest
from PIL import Image

from benchmarks.scans import simulator
from benchmarks.scans.screens import on_a_screen
from benchmarks.scans.simulator import Picture
from formgen.returned.scans import receiving
from formgen.returned.scans.bound_pages import BoundPages, small_of
from formgen.returned.scans.findings import CutOut, FoundPage, Received, ScanDifference
from formgen.returned.scans.inked.inks import inks_of
from formgen.returned.scans.inked.marks import MarkState, marks_of
from formgen.returned.scans.inked.screens import SCREEN
from formgen.returned.scans.pictures import DPI
from formgen.returned.scans.receiving import PageLook, looked_at, received
from formgen.returned.scans.recognising import recognised
from formgen.returned.scans.report import NO_PROOF, lines_of, report_html, report_json
from formgen.returned.scans.scan_files import ScanFile, ScannedSheet, ScanPage, scan_files, scanned_sheets
from formgen.returned.scans.sorting import in_order, sorted_pdf
from formgen.returned.scans.trial import trial_counts, trial_list
from formgen.returned.scans.which_page import Against
from tests.returned.scans.conftest import FORM, Scans, pdf_of


def sheet_of(picture: Picture, folder: Path) -> ScannedSheet:
    """The picture as it is read from a scanner's PDF."""
    path = folder / "扫描.pdf"
    path.write_bytes(pdf_of(picture))
    files, problems = scan_files([path])
    assert not problems
    (sheet,) = scanned_sheets(files)
    assert isinstance(sheet, ScannedSheet)
    return sheet


def look(picture: Picture, pages: BoundPages, folder: Path, turned: int = 0) -> PageLook:
    sheet = sheet_of(picture, folder)
    found, _ = recognised(small_of(sheet.picture), pages, None)
    assert found is not None and (found.index, found.turned) == (FORM, turned)
    return looked_at(sheet, pages, found)


def states(seen: PageLook) -> dict[str, MarkState]:
    return {one.place.kind: one.state for one in seen.marks.places}


def test_a_signed_page_upside_down_has_nothing_to_look_at(
    scans: Scans, bound_pages: BoundPages, tmp_path: Path
) -> None:
    seen = look(np.rot90(scans.signed, 2), bound_pages, tmp_path, turned=180)
    assert states(seen) == {
        "round_seal": MarkState.THERE,
        "chop_or_signature": MarkState.THERE,
        "date": MarkState.THERE,
    }
    assert not seen.spots and not seen.remarks, "punch holes and the black edge of the scanner are no difference"


def test_a_photograph_of_a_changed_page_without_seals(scans: Scans, bound_pages: BoundPages, tmp_path: Path) -> None:
    """The figure that was changed is found and nothing else; each place is said to be empty."""
    seen = look(scans.bare, bound_pages, tmp_path)
    assert set(states(seen).values()) == {MarkState.MISSING}
    (spot,) = seen.spots
    assert spot.region.grown(2).distance(*scans.changed_at) == 0


def test_a_faint_seal_is_unclear(scans: Scans, bound_pages: BoundPages, tmp_path: Path) -> None:
    seen = look(scans.faint, bound_pages, tmp_path)
    assert states(seen)["round_seal"] is MarkState.UNCLEAR
    assert not seen.spots


def test_print_that_moved_is_no_signature(bound_pages: BoundPages, tmp_path: Path) -> None:
    """As on another applicant's copy of the form, where the label stands a line further down, on the place for the signature."""
    page = np.asarray(bound_pages.picture(FORM) * np.array([0.98, 0.97, 0.94]), np.uint8)
    (region,) = (one for place, one in bound_pages.regions(FORM) if place.kind == "chop_or_signature")
    assert region is not None
    rows, _ = region.grown(16).dots(page.shape)
    page[rows] = np.roll(page[rows], round(8 / 25.4 * DPI), axis=0)
    seen = look(page, bound_pages, tmp_path)
    (place,) = (one for one in seen.marks.places if one.place.kind == "chop_or_signature")
    assert place.state is MarkState.UNCLEAR and "印的" in place.why, place


@pytest.mark.parametrize(("strength", "state"), [(1.0, MarkState.THERE), (0.4, MarkState.UNCLEAR)])
def test_a_square_chop_beside_a_seal(bound_pages: BoundPages, strength: float, state: MarkState) -> None:
    """The corners of a large chop lie on a circle, which was once taken for a faint round seal: the chop was then missing."""
    chance = np.random.default_rng(5)
    wanted = bound_pages.regions(FORM)
    wide, high = (round(side * simulator.PRINT_DPI / DPI) for side in bound_pages.pages[FORM].size)
    page = np.asarray(cv2.resize(bound_pages.picture(FORM), (wide, high)), np.uint8)
    for place, region in wanted:
        assert region is not None
        if place.kind == "chop_or_signature":
            page = simulator.stamp_seal(page, *region.middle, chance, "blue", strength, 18.4, square=True)
        if place.kind == "round_seal":
            page = simulator.stamp_seal(page, *region.middle, chance)
    size = bound_pages.pages[FORM].size
    scan = cv2.GaussianBlur(cv2.resize(page, size, interpolation=cv2.INTER_AREA), (0, 0), 0.7)
    seen = marks_of(
        inks_of(np.asarray(scan, np.uint8), bound_pages.picture(FORM)), np.ones(size[::-1], bool), wanted, False
    )
    states = {one.place.kind: one.state for one in seen.places}
    assert (states["round_seal"], states["chop_or_signature"]) == (MarkState.THERE, state) and not seen.other_seals


@pytest.mark.parametrize(("wide", "thick"), [(45, 6), (42, 2.5), (36, 4)])
def test_the_ring_of_a_cup_is_no_seal(bound_pages: BoundPages, wide: float, thick: float) -> None:
    """It was taken for one where it lies on the place of a seal, and for one elsewhere where it lies beside it."""
    wanted = bound_pages.regions(FORM)
    page = np.asarray(bound_pages.picture(FORM), np.uint8)
    stained = page.copy()
    (middle,) = (one.middle for place, one in wanted if place.kind == "round_seal" and one is not None)
    dots = DPI / 25.4
    at = (round(middle[0] * dots), round(middle[1] * dots))
    cv2.circle(stained, at, round((wide - thick) / 2 * dots), (140, 90, 50), round(thick * dots))
    scan = np.asarray(cv2.GaussianBlur(np.minimum(page, stained), (0, 0), 2.0), np.uint8)
    seen = marks_of(inks_of(scan, page), np.ones(page.shape[:2], bool), wanted, False)
    states = {one.place.kind: one.state for one in seen.places}
    assert states["round_seal"] is MarkState.UNCLEAR


def test_of_a_grey_scan_no_word_on_seals_is_said(scans: Scans, bound_pages: BoundPages, tmp_path: Path) -> None:
    grey = np.repeat(scans.signed.mean(axis=2).astype(np.uint8)[..., None], 3, axis=2)
    seen = look(grey, bound_pages, tmp_path)
    assert states(seen)["round_seal"] is MarkState.NOT_JUDGED
    assert "没有颜色" in "".join(seen.remarks)


def test_whether_a_scan_has_colours_is_known_by_all_its_pages(
    scans: Scans, bound_pages: BoundPages, tmp_path: Path
) -> None:
    """An unstamped page may be black and white to the last dot in a scan in colour: it has no seal, and that can be said."""
    plain = bound_pages.picture(FORM)
    assert sheet_of(plain, tmp_path).is_grey, "alone, nobody knows"
    kept_in_grey = plain[..., 0]
    fax = np.repeat(np.where(kept_in_grey > 140, 255, 0).astype(np.uint8)[..., None], 3, axis=2)
    (tmp_path / "扫描.pdf").write_bytes(pdf_of(plain, kept_in_grey, fax, scans.signed))
    sheets = [one for one in scanned_sheets(scan_files([tmp_path])[0]) if isinstance(one, ScannedSheet)]
    assert [one.is_grey for one in sheets] == [False, True, True, False]
    found, _ = recognised(small_of(sheets[0].picture), bound_pages, FORM)
    assert found is not None and found.index == FORM
    seen = looked_at(sheets[0], bound_pages, found)
    assert states(seen)["round_seal"] is MarkState.MISSING and not seen.remarks


def test_a_fax_is_told_for_what_it_is(scans: Scans, bound_pages: BoundPages, tmp_path: Path) -> None:
    fax = np.repeat(np.where(scans.contents.mean(axis=2) > 140, 255, 0).astype(np.uint8)[..., None], 3, axis=2)
    sheet = sheet_of(fax, tmp_path)
    assert sheet.is_grey and sheet.is_fax
    found, _ = recognised(small_of(sheet.picture), bound_pages, None)
    assert found is not None and found.index == 0
    assert "传真" in "".join(looked_at(sheet, bound_pages, found).remarks)


@pytest.fixture(scope="module")
def files(scans: Scans, tmp_path_factory: pytest.TempPathFactory) -> tuple[ScanFile, ...]:
    """A shuffled scan: the form lying on its side, the contents, the form once more, an empty page."""
    folder = tmp_path_factory.mktemp("shuffled")
    empty = np.full_like(scans.signed, 243)
    pictures = (np.rot90(scans.signed, 1), scans.contents, scans.bare, empty)
    (folder / "扫描.pdf").write_bytes(pdf_of(*pictures))
    found, problems = scan_files([folder])
    assert not problems
    return found


def against(scans: Scans) -> Against:
    return Against(scans.proof.title, scans.proof.sha256, scans.proof.first, scans.proof.places)


def test_a_shuffled_scan(scans: Scans, files: tuple[ScanFile, ...]) -> None:
    """One long test, because reading pages takes seconds: what is found, said, ordered, and measured."""
    found = received(scans.pdf, against(scans), files)
    assert [(page.kind, page.number, page.turned) for page in found.pages] == [
        ("known", 2, 90), ("known", 1, 0), ("known", 2, 0), ("blank", None, 0),
    ]  # fmt: skip
    assert (found.missing, found.doubled) == ((3,), (2,))
    assert len(found.out_of_order) == 1 and not found.foreign and not found.is_clean
    assert {one.state for one in found.places} == {MarkState.THERE}, "a place that one of two scans has is there"
    (differing,) = found.differing
    assert differing.differences[0].bound.jpeg[:2] == differing.differences[0].scanned.jpeg[:2] == b"\xff\xd8"
    html = report_html(found, ())
    body = html.partition("<body>")[2].lstrip()
    assert body.startswith('<div class="warning">') and all(line in body for line in NO_PROOF)
    assert "疑似不同，请看" in body
    assert b'"missing": [\n    3\n  ]' in report_json(found, ())
    assert [page.number for page in in_order(found)] == [1, 2, 2, None]
    with pikepdf.open(io.BytesIO(sorted_pdf(found, files))) as pdf:
        assert [page.rotation for page in pdf.pages] == [0, 90, 0, 0]
    rows = trial_list(found).decode("utf-8-sig").splitlines()
    answers = {"P1": "相同", "P2": "不同", "P3": "缺", "M1": "没有"}
    ticked = "\n".join([rows[0], *(f"{row.rstrip(',')},{answers.get(row.split(',')[0], '')}" for row in rows[1:])])
    counts = trial_counts(found, ticked.encode("gb18030"))
    assert counts is not None
    assert [(one.compared, one.agreed, one.missed) for one in counts] == [(3, 3, 0), (1, 0, 1)]
    assert trial_counts(found, b"a,b\n") is None


def test_each_of_two_places_of_one_name_is_looked_at(scans: Scans, tmp_path: Path) -> None:
    """A page may ask for the same seal twice. The seal at one of the places is not the other's."""
    known = against(scans)
    seal = next(one for one in known.places if one.kind == "round_seal")
    assert seal.box is not None
    other = replace(seal, box=replace(seal.box, left=20.0, bottom=seal.box.bottom + 120))
    (tmp_path / "扫描.pdf").write_bytes(pdf_of(scans.signed))
    files, _ = scan_files([tmp_path / "扫描.pdf"])
    found = received(scans.pdf, replace(known, places=(seal, other)), files)
    assert [one.state for one in found.places] == [MarkState.THERE, MarkState.MISSING]


def test_two_pages_on_one_sheet(scans: Scans, tmp_path: Path) -> None:
    """A sheet of A3 with two pages beside each other is two pages, in the report and when the scan is put in order."""
    high, wide = scans.contents.shape[:2]
    both = np.hstack([scans.contents, scans.signed[:high, :wide]])
    (tmp_path / "扫描.pdf").write_bytes(pdf_of(both))
    files, _ = scan_files([tmp_path / "扫描.pdf"])
    found = received(scans.pdf, against(scans), files, compare=False)
    assert [(page.number, page.scan.half) for page in found.pages] == [(1, 1), (2, 2)]
    with pikepdf.open(io.BytesIO(sorted_pdf(found, files))) as pdf:
        boxes = [[float(side) for side in page.mediabox] for page in pdf.pages]
    assert boxes[0][2] == boxes[1][0] == pytest.approx(boxes[1][2] / 2, abs=1)


def test_a_scan_of_another_dossier_is_told_as_a_whole(scans: Scans, tmp_path: Path) -> None:
    (tmp_path / "扫描.pdf").write_bytes(pdf_of(scans.foreign))
    files, _ = scan_files([tmp_path / "扫描.pdf"])
    found = received(scans.pdf, against(scans), files, compare=False)
    assert found.missing == (1, 2, 3) and [page.kind for page in found.pages] == ["foreign"]
    assert any("没有一页认得出是这份材料的" in line for line in lines_of(found))
    assert "不是这份材料的页" in report_html(found, ())


def test_a_scan_of_a_thousand_pages_is_read_page_by_page(scans: Scans, tmp_path: Path) -> None:
    """The pages are small and empty here: what counts is that they are drawn when they are asked for, and all are told."""
    with pikepdf.new() as pdf:
        for _ in range(1000):
            pdf.add_blank_page(page_size=(40, 56))
        pdf.save(tmp_path / "扫描.pdf")
    files, problems = scan_files([tmp_path / "扫描.pdf"])
    assert not problems and files[0].pages == 1000
    told: list[tuple[int, int]] = []
    found = received(scans.pdf, against(scans), files, lambda done, total: told.append((done, total)))
    assert told[0] == (1, 1000) and told[-1] == (1000, 1000)
    assert {page.kind for page in found.pages} == {"blank"} and not found.foreign and found.missing == (1, 2, 3)


def test_photographs_as_a_telephone_keeps_them(scans: Scans, tmp_path: Path) -> None:
    """HEIC, one page a file."""
    small = cv2.resize(scans.contents, (1000, 1414), interpolation=cv2.INTER_AREA)
    pillow_heif.from_pillow(Image.fromarray(small)).save(tmp_path / "1.heic", quality=80)
    files, problems = scan_files([tmp_path])
    assert not problems
    found = received(scans.pdf, against(scans), files, compare=False)
    assert [(page.kind, page.number) for page in found.pages] == [("known", 1)]


def test_files_in_the_order_in_which_people_count(tmp_path: Path) -> None:
    picture = np.full((300, 200, 3), 250, np.uint8)
    for name in ("10.pdf", "2.pdf", "1.pdf", ".DS_Store"):
        (tmp_path / name).write_bytes(pdf_of(picture) if name.endswith("pdf") else b"x")
    files, problems = scan_files([tmp_path])
    assert [file.name for file in files] == ["1.pdf", "2.pdf", "10.pdf"] and not problems
    page = ScanPage(0, 3, 0, "2.pdf")
    assert page.words == "「2.pdf」第 3 页"


def test_files_that_are_no_scan_are_told(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "锁.pdf", encryption=pikepdf.Encryption(owner="a", user="b"))
    (tmp_path / "坏.pdf").write_bytes(b"%PDF-1.7\nnothing")
    files, problems = scan_files([tmp_path / "锁.pdf", tmp_path / "坏.pdf", tmp_path / "没有.pdf"])
    assert not files
    assert [("密码" in one.message, "损坏" in one.message, "找不到" in one.message) for one in problems] == [
        (True, False, False), (False, True, False), (False, False, True),
    ]  # fmt: skip


def test_a_photograph_of_a_screen_is_told_for_what_it_is(scans: Scans, bound_pages: BoundPages, tmp_path: Path) -> None:
    """No word on seals, none on differences, one line for the page. Of paper, this is never said: the other tests here show it."""
    wide, high = (round(side * simulator.PRINT_DPI / DPI) for side in bound_pages.pages[FORM].size)
    page = np.asarray(cv2.resize(bound_pages.picture(FORM), (wide, high)), np.uint8)
    photograph = on_a_screen(page, np.random.default_rng(7), rows=1000, dpi=200)
    (tmp_path / "扫描.pdf").write_bytes(pdf_of(photograph))
    found = received(scans.pdf, against(scans), scan_files([tmp_path])[0])
    assert [(page.number, page.remarks, page.differences) for page in found.pages] == [(FORM + 1, (SCREEN,), ())]
    assert {one.state for one in found.places} == {MarkState.NOT_JUDGED}
    assert [line for line in lines_of(found) if "屏幕" in line] == [f"第 {FORM + 1} 页：{SCREEN}"]


def test_a_scan_of_many_pages_with_differences_fills_no_memory_with_pictures(scans: Scans) -> None:
    """Each page may have ten, with two pictures each. The rest is counted, and no page with differences is passed over."""
    one = ScanDifference(1, 1, 1, 1, "added", 0.5, CutOut(b"jpeg"), CutOut(b"jpeg"))
    page = FoundPage(ScanPage(0, 1, 0, "扫描.pdf"), "known", 1, differences=(one,) * 9, more_differences=3)
    stranger = FoundPage(ScanPage(0, 1, 0, "扫描.pdf"), "foreign", picture=CutOut(b"jpeg"))
    left = receiving.PicturesLeft()
    pages = [left.kept(one) for one in (page,) * 100 + (stranger,) * 100]
    assert sum(len(one.differences) for one in pages) == receiving.MOST_SHOWN_OF_ALL
    assert {len(one.differences) + one.more_differences for one in pages[:100]} == {12}
    assert sum(one.picture is not None for one in pages) == receiving.MOST_STRANGERS
    found = Received("材料", "", (1,), (), tuple(pages), ())
    assert len(found.differing) == 100 and "这一页有 12 处，没有一一列出" in report_html(found, ())


def test_the_table_beside_a_photographed_sheet_is_no_chop(bound_pages: BoundPages) -> None:
    """The report said 另有 3 处像章的印迹 of a page whose corners let a coloured table be seen."""
    page = bound_pages.picture(0)
    high, wide = page.shape[:2]
    scan = page.copy()
    scan[high // 2 : high // 2 + 100, wide - 90 :] = (190, 215, 235)
    inside = np.ones((high, wide), bool)
    assert not marks_of(inks_of(scan, page), inside, (), False).other_seals
    scan[high // 2 : high // 2 + 100, wide - 290 : wide - 200] = (190, 215, 235)
    assert len(marks_of(inks_of(scan, page), inside, (), False).other_seals) == 1, "further in, it is told"
