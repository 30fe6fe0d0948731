"""Our PDF and LibreOffice's rendering of our Word file look the same, character by character."""

from __future__ import annotations

from dataclasses import replace

import pytest

from formgen.scheme.models import Scheme
from tests.render.papers import FORM_IDS, form_of
from tests.sweeps import sweep
from tools.comparison import LAST_ROW, LIMIT, NO_WIDTH, NUMBERS, WHOLE_TWIPS, Comparison, compare
from tools.fidelity import compare_all, paper, papers, report
from tools.pdf_pages import MM, Box, Glyph, Page, read_pages

MEDIAN, LARGEST, LINES = 0.1, 0.5, 0.5
"""The largest allowed differences in mm: the median and the maximum for characters, and the maximum for ruled lines."""


@pytest.mark.parametrize("form_id", sweep(FORM_IDS, ("annex2",)))
def test_every_form_lies_as_libreoffice_lays_it_out(scheme: Scheme, form_id: str) -> None:
    all_papers = papers(scheme, (form_id,))
    comparisons = compare_all(all_papers)
    assert len(comparisons) == 3
    said = "\n".join(report(all_papers, comparisons))
    for one, found in zip(all_papers, comparisons, strict=True):
        form = form_of(scheme, one.form)
        assert found.pages == (form.pages, form.pages), one.name
        assert list(found.differences()) == [], one.name
        assert len(found.distances) > 200
        assert found.median < MEDIAN, one.name
        assert found.largest < LARGEST, said
        assert (found.farthest or 0) < LINES, one.name
        assert found.sound
        reasons = {distance.reason for distance in found.excused}
        usual = {LAST_ROW, WHOLE_TWIPS}
        assert reasons <= (usual | {NUMBERS, NO_WIDTH} if one.record == "rare-characters" else usual)
        assert all(f"{one.name}: page {distance.page}, " in said for distance in found.over)
        if one.form == "annex4":
            # From its second page on this form has only the table, and every row is between two ruled lines.
            assert [ours - 1 for ours, _ in found.lines[1:]] == list(one.rows[1:])


def test_defect_in_a_last_row_is_looked_for_only_there(scheme: Scheme) -> None:
    form = form_of(scheme, "annex4")
    one = paper(form, "blank", ())
    assert len(one.rows) == len(one.centred) == form.pages
    assert sum(one.rows) == 3 + 2 * form.pages + len(form.indicators) + 1
    assert one.centred[-1] == ()
    for cells, page in zip(one.centred[:-1], read_pages(one.pdf), strict=False):
        edges = [line.left for line in page.columns]
        assert len(cells) >= 6
        for cell in cells:
            assert cell.top == pytest.approx(page.heights[-2], abs=1)
            assert (
                min(abs(edge - cell.left) for edge in edges) < 1 and min(abs(edge - cell.right) for edge in edges) < 1
            )
    assert paper(form_of(scheme, "annex3"), "blank", ()).centred == ((),)
    assert paper(form_of(scheme, "annex3"), "blank", ()).rows == (0,)


# ------------------------------------------------------------------------- what the comparison finds, on made-up pages


def line_of(text: str, y: float = 100, cell: int | None = 1, left: float = 50) -> tuple[Glyph, ...]:
    return tuple(
        Glyph(character, left + 10 * number, y, Box(left + 10 * number, y - 9, left + 10 * number + 10, y + 1), cell, 1)
        for number, character in enumerate(text)
    )


def page_of(*lines: tuple[Glyph, ...], rows: tuple[float, ...] = (80, 120)) -> Page:
    ruled = tuple(Box(40, height - 0.5, 400, height + 0.5) for height in rows)
    return Page(595, 842, tuple(glyph for line in lines for glyph in line), ruled, ())


def shifted(line: tuple[Glyph, ...], across: float = 0, down: float = 0) -> tuple[Glyph, ...]:
    return tuple(replace(glyph, x=glyph.x + across * MM, y=glyph.y + down * MM) for glyph in line)


def far(found: Comparison) -> str:
    return "".join(distance.glyph.character for distance in found.over)


def test_same_pages_are_sound() -> None:
    page = page_of(line_of("企业企业名称"))
    found = compare([page], [page])
    assert found.sound and found.largest == 0 and found.pages == (1, 1) and found.lines == ((2, 2),)
    assert len(found.distances) == 6


@pytest.mark.parametrize("move", [(0.6, 0.0), (0.0, -0.6), (0.4, 0.4)])
def test_character_that_is_off_is_found(move: tuple[float, float]) -> None:
    ours = line_of("企业名称")
    theirs = (*ours[:3], *shifted(ours[3:], *move))
    found = compare([page_of(ours)], [page_of(theirs)])
    assert far(found) == "称" and not found.sound
    assert found.largest == pytest.approx((move[0] ** 2 + move[1] ** 2) ** 0.5)
    assert (found.over[0].across, found.over[0].down) == pytest.approx(move)
    assert compare([page_of(ours)], [page_of(shifted(ours, 0.4))]).sound


def test_repeated_characters_are_paired_with_the_nearest() -> None:
    ours = (*line_of("是是是"), *line_of("是是是", 113))
    found = compare([page_of(ours)], [page_of(tuple(reversed(shifted(ours, 0.2))))])
    assert found.sound and found.largest == pytest.approx(0.2)


def test_stretched_line_excuses_a_twip_for_each_character_alone() -> None:
    def stretched(pitch: float) -> tuple[Glyph, ...]:
        return tuple(replace(glyph, x=50 + pitch * number) for number, glyph in enumerate(line_of("企业名称" * 10)))

    ours, theirs = stretched(12.135), stretched(12.09)
    found = compare([page_of(ours)], [page_of(theirs)])
    assert found.over and {distance.reason for distance in found.over} == {WHOLE_TWIPS} and found.sound
    assert not compare([page_of(ours)], [page_of(stretched(12.06))]).sound
    assert not compare([page_of(stretched(12))], [page_of(stretched(11.96))]).sound


def test_other_text_other_lines_and_other_pages_are_found() -> None:
    page = page_of(line_of("企业名称"))
    for other, said in (
        ([page_of(line_of("企业名"))], "page 1: 称 1 times, in LibreOffice 0"),
        ([page_of(line_of("企业名称称"))], "page 1: 称 1 times, in LibreOffice 2"),
        ([page_of(line_of("企业名称"), rows=(80,))], "page 1: 2 horizontal lines, in LibreOffice 1"),
        ([page, page], "1 pages, in LibreOffice 2"),
    ):
        found = compare([page], other)
        assert list(found.differences()) == [said] and not found.sound
    moved = compare([page], [page_of(line_of("企业名称"), rows=(80, 120 + 0.6 * MM))])
    assert moved.farthest == pytest.approx(0.6) and not moved.sound


def test_last_row_excuses_its_own_cells_alone() -> None:
    ours = (*line_of("甲乙"), *line_of("丙丁", left=200, cell=2))
    theirs = shifted(ours, down=1.5)
    found = compare([page_of(ours)], [page_of(theirs)], [[Box(40, 80, 150, 842)]])
    assert [distance.reason for distance in found.over] == [LAST_ROW if c in "甲乙" else None for c in far(found)]
    assert len(found.excused) == 2 and not found.sound and found.largest == pytest.approx(1.5)
    assert found.largest > LIMIT


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ("电53、", "13", NUMBERS),
        ("电53，", "13", NUMBERS),
        ("电话、", "13", None),
        ("电53、", "甲3", None),
        ("电53", "、13", None),
    ],
)
def test_numbers_excuse_only_where_our_line_ends_between_them(first: str, second: str, reason: str | None) -> None:
    ours = (*line_of(first), *line_of(second, 117))
    elsewhere = line_of("邮编", 60, cell=2)
    theirs = (*shifted(ours, down=3), *shifted(elsewhere, down=3))
    found = compare([page_of((*ours, *elsewhere))], [page_of(theirs)])
    assert {distance.reason for distance in found.over if distance.glyph.cell == 1} == {reason}
    assert {distance.reason for distance in found.over if distance.glyph.cell == 2} == {None}
    one_line = line_of("电53、13")
    assert not compare([page_of(one_line)], [page_of(shifted(one_line, 3))]).excused


def test_lost_width_excuses_only_where_two_characters_stand_on_one_place() -> None:
    ours, elsewhere = line_of("园”A座"), line_of("邮编", 60, cell=2)
    lost = (*ours[:2], *shifted(ours[2:], -10 / MM))
    found = compare([page_of(ours, elsewhere)], [page_of(lost, shifted(elsewhere, 2))])
    assert {distance.glyph.character: distance.reason for distance in found.over} == {
        "A": NO_WIDTH, "座": NO_WIDTH, "邮": None, "编": None,
    }  # fmt: skip
    found = compare([page_of(ours)], [page_of((*ours[:2], *shifted(ours[2:], -1)))])
    assert far(found) == "A座" and not found.excused
