"""Order, doubles and gaps of scanned pages, as values, and the words in which they are told."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from formgen.dossier.claim import PaperPlace
from formgen.returned.scans.bound_pages import BoundPages
from formgen.returned.scans.findings import FoundPage, FoundPlace, Received
from formgen.returned.scans.inked.marks import MarkState
from formgen.returned.scans.recognising import Recognised
from formgen.returned.scans.report import lines_of, report_html, where_of
from formgen.returned.scans.scan_files import ScannedSheet, ScanPage
from formgen.returned.scans.sorting import in_order, what_was_done
from formgen.returned.scans.which_page import _has_room_beside


def scan(
    *numbers: int | None, pages: int = 5, blank: tuple[int, ...] = (), places: tuple[FoundPlace, ...] = ()
) -> Received:
    """A scan of these pages of a dossier; None for a foreign one."""
    found = tuple(
        FoundPage(ScanPage(0, at, 0, "扫描.pdf"), "foreign" if number is None else "known", number)
        for at, number in enumerate(numbers, start=1)
    )
    return Received("某企业 材料", "0" * 64, tuple(range(1, pages + 1)), blank, found, places)


def test_missing_doubled_and_out_of_order() -> None:
    found = scan(1, 3, 2, 4, 4)
    assert (found.missing, found.doubled) == ((5,), (4,))
    assert [page.number for page in found.out_of_order] in ([2], [3])
    assert scan(1, 2, 3, 4, 5).is_clean
    assert scan(1, 2, 3, 4, blank=(5,)).is_clean, "nobody scans an empty back"
    assert not scan(1, 2, 3, 4, 5, None).is_clean


@given(st.lists(st.one_of(st.none(), st.integers(1, 9)), max_size=14))
def test_sorting_loses_no_page(numbers: list[int | None]) -> None:
    found = scan(*numbers, pages=9)
    order = in_order(found)
    assert sorted(map(id, order)) == sorted(map(id, found.pages))
    known = [page.number for page in order if page.number is not None]
    assert known == sorted(known) and all(page.number is None for page in order[len(known) :])
    assert found.is_clean or lines_of(found)
    assert list(what_was_done(found))


@given(st.permutations(list(range(1, 8))))
def test_as_few_pages_as_can_be_are_out_of_order(numbers: list[int]) -> None:
    """When those are taken away, the rest is in order."""
    found = scan(*numbers, pages=7)
    moved = {id(page) for page in found.out_of_order}
    rest = [page.number or 0 for page in found.pages if id(page) not in moved]
    assert rest == sorted(rest)
    assert bool(moved) == (numbers != sorted(numbers))


@pytest.mark.parametrize(
    ("picture", "shift", "is_room"),
    [
        ((2572, 1819), (80, 120), False),  # a photograph of one sheet on a table, with three fifths of it covered
        ((2900, 2100), (220, 300), False),
        ((2339, 3308), (0, 0), True),  # a sheet of A3 with two pages, this is the left one
        ((2339, 3308), (1654, 0), True),
        ((4678, 1654), (0, 2339), True),  # one above the other
        ((2339, 2800), (0, 0), False),  # what is left is narrower than a page
    ],
)
def test_halves_are_looked_for_where_another_page_has_room(
    picture: tuple[int, int], shift: tuple[int, int], is_room: bool
) -> None:
    matrix = np.asarray([[1, 0, -shift[0]], [0, 1, -shift[1]], [0, 0, 1]], np.float64)
    blank = np.zeros((*picture, 3), np.uint8)
    sheet = ScannedSheet(ScanPage(0, 1, 0, "扫描.pdf"), blank, False, False, False, False)
    bound = cast(BoundPages, SimpleNamespace(pages=[SimpleNamespace(size=(1654, 2339))]))
    assert _has_room_beside(Recognised(0, 1.0, matrix, 0), sheet, bound) is is_room


def test_of_many_pages_a_line_names_some() -> None:
    """A pile of photographs that lies upside down has one line, not one that fills the screen."""
    pages = tuple(FoundPage(ScanPage(at, 1, 0, f"{at}.jpg"), "known", 101 - at, 180) for at in range(1, 101))
    found = Received("材料", "", tuple(range(1, 101)), (), pages, ())
    said = [*lines_of(found), *what_was_done(found), where_of(pages)]
    assert max(map(len, said)) < 400
    assert sum("……共 99 页" in line for line in said) == 2 and where_of(pages).endswith("……共 100 处")
    assert where_of(pages[:10]).count("「") == 10


def test_places_of_offices_are_not_asked_for() -> None:
    own, office = (
        PaperPlace(1, "round_seal", who, "（盖章）", "表", who == "市信用办") for who in ("企业", "市信用办")
    )
    missing = tuple(FoundPlace(place, MarkState.MISSING) for place in (own, office))
    found = scan(1, 2, 3, 4, 5, places=missing)
    assert lines_of(found) == ("第 1 页「（盖章）」企业的公章：没有",)
    assert scan(1, 2, 3, 4, 5, places=missing[1:]).is_clean


def test_what_a_grey_scan_can_not_show_is_told_once_for_all_pages() -> None:
    """Not of each place, and not page by page."""
    why = "扫描件没有颜色，盖没盖章请看原件"
    pages = tuple(FoundPage(ScanPage(0, at, 0, "扫描.pdf"), "known", at, remarks=(why,)) for at in (1, 2, 3))
    place = PaperPlace(2, "round_seal", "企业", "（盖章）", "表")
    found = Received("材料", "", (1, 2, 3), (), pages, (FoundPlace(place, MarkState.NOT_JUDGED, why, pages[1].scan),))
    assert lines_of(found) == (f"第 1—3 页：{why}",) and not found.is_clean


def test_pages_of_another_dossier_are_one_line_for_each_file() -> None:
    """A scan of a hundred of them would fill the report."""
    assert lines_of(scan(None, None, 1, None, pages=1)) == ("「扫描.pdf」第 1—2、4 页：不是这份材料的页，或认不出",)
    half = FoundPage(ScanPage(1, 3, 2, "乙.pdf"), "foreign")
    assert where_of([half, *scan(None).pages]) == "「扫描.pdf」第 1 页、「乙.pdf」第 3 页的后一半"


def test_places_of_a_missing_page_go_with_it() -> None:
    place = PaperPlace(2, "round_seal", "企业", "（盖章）", "表")
    found = scan(1, pages=2, places=(FoundPlace(place, MarkState.NOT_JUDGED, "这一页没有扫到"),))
    assert lines_of(found) == ("缺 1 页：第 2 页",)


def test_names_from_outside_are_shown_as_they_are() -> None:
    """A file's name is no HTML, and what our faces lack is a mark."""
    page = FoundPage(ScanPage(0, 1, 0, "<b>甲</b>\U0001f600.pdf"), "foreign")
    html = report_html(Received("材料", "", (1,), (), (page,), ()), ())
    assert "<b>甲" not in html and "&lt;b&gt;甲&lt;/b&gt;□.pdf" in html
