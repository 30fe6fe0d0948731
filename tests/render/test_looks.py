"""The forms look as an officer expects them: each test names the fault that it found in an earlier template."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from itertools import pairwise

import pytest
from lxml import etree

from formgen.render.layout.sheet import FormTable
from formgen.render.lines import line_ends
from formgen.render.long_values.fitting import fitted
from formgen.render.long_values.rooms import place_rooms, sheet_rooms
from formgen.render.word.fill import SlotText, template_package
from formgen.render.word.package import tag
from formgen.scheme.models import Form, Scheme
from tests.render.papers import CHANGED, FORM_IDS, form_of, pdf_of, sheet_of
from tools.pdf_pages import MM, Glyph, Page, read_pages

NAME = "太仓样例精密机械有限公司"
EM = 16
"""The size (pt) of the letters of 附件3."""


@pytest.fixture(scope="module")
def scheme_pages(scheme: Scheme):  # type: ignore[no-untyped-def]
    @cache
    def pages(form_id: str, name: str = "") -> tuple[Page, ...]:
        texts = (SlotText("applicant.name", name),) if name else ()
        return read_pages(pdf_of(form_of(scheme, form_id), texts))

    return pages


def lines_of(glyphs: tuple[Glyph, ...]) -> list[list[Glyph]]:
    """The lines of some glyphs, from top to bottom."""
    found: dict[int, list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        found[round(glyph.y)].append(glyph)
    return [sorted(line, key=lambda glyph: glyph.x) for _, line in sorted(found.items())]


def text_of(line: list[Glyph]) -> str:
    return "".join(glyph.character for glyph in line)


# ------------------------------------------------------------------------------------------------------- 附件3


def test_the_commitment_is_justified_but_for_the_last_lines(scheme_pages) -> None:  # type: ignore[no-untyped-def]
    (page,) = scheme_pages("annex3")
    lines = [line for line in lines_of(page.glyphs) if line[0].paragraph == line[-1].paragraph]
    body = lines[2:11]
    edge = page.width - 27 * MM - EM
    ends = [body[at + 1][0].paragraph == line[0].paragraph for at, line in enumerate(body[:-1])]
    assert ends.count(True) == 5
    for line, goes_on in zip(body, [*ends, False], strict=True):
        assert (abs(line[-1].x - edge) < 0.5) == goes_on, text_of(line)


def test_signatures_stand_in_the_right_half_on_one_left_edge_and_the_name_below_its_label(scheme_pages) -> None:  # type: ignore[no-untyped-def]
    (page,) = scheme_pages("annex3", NAME)
    lines = [line for line in lines_of(page.glyphs)][-4:]
    assert [text_of(line) for line in lines[:3]] == ["承诺单位（公章）", NAME, "法定代表人（签字、印章）"]
    assert text_of(lines[3]).endswith("日")
    assert all(line[0].x > page.width / 2 for line in lines)
    assert max(line[0].x for line in lines[:3]) - min(line[0].x for line in lines[:3]) < 0.1


# ------------------------------------------------------------------------------------------------------- 附件4


def table_of(form: Form) -> FormTable:
    return next(
        block for block in sheet_of(form).blocks if isinstance(block, FormTable) and len(block.columns) > 2
    )  # fmt: skip


def test_labels_have_air_above_the_rule(scheme_pages) -> None:  # type: ignore[no-untyped-def]
    for page in scheme_pages("annex4"):
        heights = page.heights
        for glyph in page.glyphs:
            if glyph.cell is None or glyph.x > 62 * MM or glyph.y < heights[2]:
                continue
            below = min((height for height in heights if height > glyph.y), default=None)
            assert below is None or below - glyph.box.bottom > 1.5, glyph.character


def test_every_page_of_the_table_begins_with_its_labels(scheme_pages) -> None:  # type: ignore[no-untyped-def]
    for page in scheme_pages("annex4"):
        top = page.heights[2]
        first = [glyph for glyph in page.glyphs if top < glyph.y < top + 22]
        edges = sorted({round(line.left) for line in page.columns})
        for left, right in pairwise(edges[:3]):
            assert any(left < glyph.x < right for glyph in first), page


def test_labels_of_a_column_are_aligned_alike(scheme: Scheme) -> None:
    table = table_of(form_of(scheme, "annex4"))
    rows = [row for row in table.rows if not row.header][:-1]
    assert {cell.align for row in rows for cell in row.cells if cell.column < 2} == {"top"}
    assert {cell.align for row in rows for cell in row.cells if cell.column >= 2} == {"middle"}


def test_no_last_line_holds_a_single_character(scheme: Scheme) -> None:
    table = table_of(form_of(scheme, "annex4"))
    for row in table.rows:
        for cell in row.cells:
            width = sum(table.columns[cell.column : cell.column + cell.span]) - cell.margins.left - cell.margins.right
            for paragraph in cell.paragraphs:
                ends = (0, *line_ends(paragraph, width)) if paragraph.text.strip() else (0,)
                assert len(ends) < 3 or ends[-1] - ends[-2] > 1, paragraph.text


def test_the_last_page_keeps_room_for_three_rows(scheme_pages) -> None:  # type: ignore[no-untyped-def]
    pages = scheme_pages("annex4")
    rows = [other - one for page in pages for one, other in zip(page.heights[2:], page.heights[3:], strict=False)]
    assert pages[-1].height - 17 * MM - pages[-1].heights[-1] > 3 * min(rows)


# -------------------------------------------------------------------------------------------------- 附件2, 附件5


@pytest.mark.parametrize("form_id", ["annex5-city", "annex5-province"])
def test_values_are_as_large_as_labels_and_opinions_as_wide_as_the_table(scheme: Scheme, form_id: str) -> None:
    form = form_of(scheme, form_id)
    rooms = place_rooms(form).values()
    assert {room.format.size for room in rooms} == {12}
    wide = [room for room in rooms if room.slot.endswith(("_opinion", ".reasons"))]
    assert len(wide) == (5 if form_id == "annex5-city" else 6)
    assert all(room.width > 150 * MM for room in wide)


@pytest.mark.parametrize("form_id", ["annex5-city", "annex5-province"])
def test_no_page_is_a_third_empty(scheme_pages, form_id: str) -> None:  # type: ignore[no-untyped-def]
    for page in scheme_pages(form_id):
        assert page.heights[-1] > page.height * 0.85


@pytest.mark.parametrize("form_id", ["annex2", "annex5-city", "annex5-province"])
def test_headings_stand_on_one_line(scheme: Scheme, form_id: str) -> None:
    for paragraph, width in sheet_of(form_of(scheme, form_id)).paragraphs():
        if "Gw Hei" in paragraph.format.stack:
            assert len(line_ends(paragraph, width)) == 1, paragraph.text


def test_values_stand_in_the_middle_of_the_covers_lines(scheme_pages) -> None:  # type: ignore[no-untyped-def]
    page = scheme_pages("annex2", NAME)[0]
    name = next(line for line in lines_of(page.glyphs) if text_of(line).endswith(NAME))[-len(NAME) :]
    rule = min(page.rows, key=lambda line: abs(line.top - name[0].y))
    middle = (name[0].x + name[-1].x + EM) / 2
    assert middle == pytest.approx((rule.left + rule.right) / 2, abs=1)


@pytest.mark.parametrize(("length", "rows"), [(0, 1), (19, 1), (20, 2), (26, 2), (38, 2), (60, 2)])
def test_a_name_has_a_rule_under_each_of_its_lines_on_the_cover(scheme: Scheme, length: int, rows: int) -> None:
    """Two lines are of about the same length, each in the middle of its own rule; the blank form keeps its one rule."""
    name = (NAME * 6)[:length]
    texts = fitted(form_of(scheme, "annex2"), (SlotText("applicant.name", name),))
    page, *others = read_pages(pdf_of(texts.form, texts.texts))
    assert len(page.rows) == 1 + rows and len(others) == 3
    lines = [
        line for line in lines_of(page.glyphs) if line[0].cell is not None and line[0].y < page.rows[rows - 1].bottom
    ]
    values = ([glyph for glyph in line if glyph.x > page.rows[0].left] for line in lines if length)
    written = [line for line in values if line]
    assert "".join(map(text_of, written)) == name
    assert max(map(len, written), default=0) - min(map(len, written), default=0) <= 2
    for line, rule in zip(written, page.rows, strict=False):
        assert 0 < rule.top - line[0].y < EM / 2
        size = line[1].x - line[0].x
        assert (line[0].x + line[-1].x + size) / 2 == pytest.approx((rule.left + rule.right) / 2, abs=1)
        assert size == pytest.approx(9 if length == 60 else EM, abs=0.1)


# ------------------------------------------------------------------------------------------------- all the forms


def test_word_files_name_other_faces(scheme: Scheme) -> None:
    for form_id in FORM_IDS:
        package = template_package(form_of(scheme, form_id))
        root = etree.fromstring(package.part("word/fontTable.xml"))
        named = {font.get(tag("name")): (font.find(tag("altName")).get(tag("val")) or "").split(",") for font in root}
        assert "仿宋" in named["仿宋_GB2312"] if "仿宋_GB2312" in named else True
        used = {
            fonts.get(tag("eastAsia")) for fonts in package.styles.iter(tag("rFonts")) if fonts.getparent() is not None
        } - {None}  # fmt: skip
        assert used <= named.keys() | {"仿宋_GB2312"}
        assert "宋体" in named["方正小标宋简体"]


@pytest.mark.parametrize("form_id", ["annex2", "annex5-city", "annex5-province"])
def test_continuation_sheets_have_the_line_pitch_of_their_boxes(scheme: Scheme, form_id: str) -> None:
    form = form_of(scheme, form_id)
    boxes = {slot: room for (slot, _), room in place_rooms(form).items()}
    found = [(slot.partition(".continued")[0], text) for room in sheet_rooms(form) for slot, text in room.texts.items()]
    assert len(found) == 4
    for slot, text in found:
        box = boxes[slot].format
        assert (text.place.format.size, text.place.format.line) == (box.size, box.line), slot


@pytest.mark.parametrize("form_id", [name for name in CHANGED if name.endswith("sheets")])
def test_continuation_sheets_stand_behind_the_page_that_they_continue(scheme: Scheme, form_id: str) -> None:
    form = form_of(scheme, form_id)
    assert form.continuation is not None and form.fitting is not None
    pages = read_pages(pdf_of(form))
    titles = [number for number, page in enumerate(pages, 1) if "（续页）" in page.text]
    expected, at = [], 0
    for own in range(1, form.pages - len(form.fitting.sheets) + 1):
        at += 1
        for sheet in form.fitting.sheets:
            if form.continuation.sheets[sheet.kind].page == own:
                at += 1
                expected.append(at)
    assert titles == expected and titles
