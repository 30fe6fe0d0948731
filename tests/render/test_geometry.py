"""Examines the finished PDFs with PDFium: there is room for seals, rows are whole, and text stands inside its lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations, pairwise, product

import pytest

from formgen.intake.json.record import read_record
from formgen.render.fit import overflows
from formgen.render.values import slot_texts
from formgen.render.word.fill import SlotText, template_package
from formgen.render.word.package import attribute, tag
from formgen.scheme.models import Form, Scheme
from tests.judges import REPOSITORY
from tests.render.papers import ALL_FORMS, FORM_IDS, form_of, pdf_of, sheet_of
from tests.sweeps import sweep
from tools.pdf_pages import MM, Box, Glyph, Page, hull, read_pages

FILLINGS = ("blank", "complete", "rare-characters", "full", "mixed")
HARD = (
    ("annex2-grown", "full"),
    ("annex2-smaller", "mixed"),
    ("annex5-province-sheets", "full"),
    ("annex2", "rare-characters"),
)
"""Fillings of changed forms, and one with characters of all faces, that are tried beside those of the forms as they are."""
SEAL = 45 * MM
"""The diameter of the largest seal of an office."""
REACH, STEP = 20 * MM, 0.5 * MM
"""The largest distance between the middle of a seal and its label, and the distance between the places that are tried."""
LINE = 1.1
"""The distance in pt by which a table may exceed the margins: half a ruled line, and the rounding of columns to twips."""
KERNED = 0.1
"""The part of an em by which a letter may reach into its neighbour on the same line, as in `PA`."""
LIGATURES = "—…"
"""Two of these in a row are one glyph. PDFium gives its box to both characters."""
PARTS = {"year": "2018", "month": "12", "day": "30"}
NAMED_BELOW = "承诺单位（公章）"
"""The label below which the name of the enterprise stands that seals here."""
HEADERS = "项目评价内容考核内容分值评分标准自评满分半分值零分"


def full_texts(form: Form, of: Callable[[int], str]) -> tuple[SlotText, ...]:
    """Make a text for every slot. of: takes the number of characters that the slot should hold, and returns a text."""
    ids = list(dict.fromkeys(slot.id for slot in form.slots if slot.part not in PARTS))
    room: dict[str, int] = {}
    for found in overflows(sheet_of(form, tuple(SlotText(slot_id, "信" * 3000) for slot_id in ids)), form.slots):
        room[found.slot.id] = min(found.characters, room.get(found.slot.id, found.characters))
    assert set(room) == set(ids)
    dates = [SlotText(slot.id, PARTS[slot.part]) for slot in form.slots if slot.part in PARTS]
    return (*(SlotText(slot_id, of(count)) for slot_id, count in room.items()), *dates)


def full(count: int) -> str:
    return "信" * count


def mixed(count: int) -> str:
    """Make a text of tall and deep letters, marks and hanzi. It fills four fifths, since no line may begin with a mark."""
    return ("国gQ|，y（j）" * count)[: max(count * 4 // 5, 1)]


def texts_of(scheme: Scheme, form: Form, filling: str) -> tuple[SlotText, ...]:
    if filling == "blank":
        return ()
    if filling in ("full", "mixed"):
        return full_texts(form, full if filling == "full" else mixed)
    record = read_record(scheme, REPOSITORY / "samples" / f"{filling}.json").record
    assert record is not None
    return slot_texts(scheme, form, record)


PagesOf = Callable[[str, str], tuple[Page, ...]]


@pytest.fixture(scope="module")
def pages_of(scheme: Scheme) -> PagesOf:
    """A function that returns the pages of a filled form. Each is laid out only once."""

    @cache
    def pages(form_id: str, filling: str) -> tuple[Page, ...]:
        form = form_of(scheme, form_id)
        return read_pages(pdf_of(form, texts_of(scheme, form, filling)))

    return pages


def touching(page: Page) -> Iterator[str]:
    """Yield characters that overlap, except kerned neighbours."""
    glyphs = sorted(page.glyphs, key=lambda glyph: glyph.box.left)
    for number, one in enumerate(glyphs):
        for other in glyphs[number + 1 :]:
            if other.box.left >= one.box.right:
                break
            neighbours = abs(one.y - other.y) < 0.1
            allowed = KERNED * (one.box.bottom - one.box.top) if neighbours else 0.05
            ligature = one.box == other.box and one.character == other.character and one.character in LIGATURES
            if one.box.overlaps(other.box, allowed) and not ligature:
                yield f"{one.character}{other.character}"


def crossed(page: Page) -> Iterator[str]:
    """Yield text that a ruled line touches. The text of a cell is tested as a whole: a line may pass between characters."""
    passages: dict[object, list[Glyph]] = {}
    for glyph in page.glyphs:
        passages.setdefault(glyph.cell or glyph, []).append(glyph)
    for glyphs in passages.values():
        around = hull(glyph.box for glyph in glyphs)
        if any(around.overlaps(line) for line in (*page.rows, *page.columns)):
            yield "".join(glyph.character for glyph in glyphs)


def shared(page: Page) -> Iterator[str]:
    """Yield cells whose text stands in another cell."""
    cells: dict[int, list[Glyph]] = {}
    for glyph in page.glyphs:
        if glyph.cell is not None:
            cells.setdefault(glyph.cell, []).append(glyph)
    for one, other in combinations(cells.values(), 2):
        if hull(glyph.box for glyph in one).overlaps(hull(glyph.box for glyph in other)):
            yield "".join(glyph.character for glyph in (*one, *other))


def outside(page: Page, form: Form) -> Iterator[Box]:
    """Yield everything outside of the margins that the Word template sets."""
    margins = template_package(form).document.find(f".//{tag('pgMar')}")
    assert margins is not None
    left, top, right, bottom = (int(attribute(margins, side) or 0) / 20 for side in ("left", "top", "right", "bottom"))
    for box, allowed in (
        *((glyph.box, 0.0) for glyph in page.glyphs),
        *((line, LINE) for line in (*page.rows, *page.columns)),
    ):
        too_far = (left - box.left, top - box.top, box.right - page.width + right, box.bottom - page.height + bottom)
        if max(too_far) > allowed:
            yield box


@pytest.mark.parametrize(
    ("form_id", "filling"), sweep(product(ALL_FORMS, FILLINGS), [*product(FORM_IDS, ("full", "mixed")), *HARD])
)
def test_text_stands_whole_inside_its_lines_and_margins(
    scheme: Scheme, pages_of: PagesOf, form_id: str, filling: str
) -> None:
    form, pages = form_of(scheme, form_id), pages_of(form_id, filling)
    assert len(pages) == form.pages
    for page in pages:
        assert list(touching(page)) == []
        assert list(crossed(page)) == []
        assert list(shared(page)) == []
        assert list(outside(page, form)) == []
    printed = "".join(page.text for page in pages)
    for text in texts_of(scheme, form, filling):
        places = sum(slot.id == text.slot for slot in form.slots)
        assert printed.count("".join(text.text.split())) >= places


def test_text_in_the_wrong_place_is_found(scheme: Scheme, pages_of: PagesOf) -> None:
    form, page = form_of(scheme, "annex2"), pages_of("annex2", "full")[1]

    def moved(across: float, down: float) -> Page:
        """Return the page with the text of its last cell at another place."""
        last = page.glyphs[-1].cell
        return replace(
            page,
            glyphs=tuple(
                replace(
                    glyph,
                    box=Box(*(side + shift for side, shift in zip(_sides(glyph.box), (across, down) * 2, strict=True))),
                )
                if glyph.cell == last
                else glyph
                for glyph in page.glyphs
            ),
        )

    for across, down, judge in ((-10, 0, crossed), (0, 30, crossed), (0, -40, touching), (0, -45, shared)):
        assert list(judge(page)) == []
        assert list(judge(moved(across, down)))
    assert list(outside(page, form)) == []
    assert list(outside(moved(10, 0), form))


def _sides(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom


# ------------------------------------------------------------------------------------------------------- seals


def labels(pages: Sequence[Page], words: str) -> Iterator[tuple[Page, tuple[Glyph, ...]]]:
    """Yield the places of the words, in reading order."""
    for page in pages:
        start = page.text.find(words)
        while start >= 0:
            yield page, page.glyphs[start : start + len(words)]
            start = page.text.find(words, start + 1)


def has_room(page: Page, label: Sequence[Glyph], diameter: float = SEAL) -> bool:
    """True if a seal can be set near a label so that it touches no line and no text but the label's own block.

    The block is the table cell of the label (the date stands in it), or its paragraph with the name of who seals below it.
    """
    around, own, radius = hull(glyph.box for glyph in label), label[0], diameter / 2
    inside = own.cell is not None
    sealed = "".join(glyph.character for glyph in label) == NAMED_BELOW
    block = {own.paragraph} | ({_below(page, label)} if sealed else set())
    others = [
        glyph.box for glyph in page.glyphs if (glyph.cell != own.cell if inside else glyph.paragraph not in block)
    ]
    obstacles = [*others, *page.rows, *page.columns]
    return any(
        around.distance(x, y) <= REACH
        and radius <= min(x, y, page.width - x, page.height - y)
        and all(obstacle.distance(x, y) >= radius for obstacle in obstacles)
        for x in _steps(around.left - REACH, around.right + REACH)
        for y in _steps(around.top - REACH, around.bottom + REACH)
    )


def _below(page: Page, label: Sequence[Glyph]) -> int | None:
    """The paragraph that follows the label."""
    return next((glyph.paragraph for glyph in page.glyphs[page.glyphs.index(label[-1]) + 1 :]), None)


def _steps(first: float, last: float) -> Iterator[float]:
    for number in range(int((last - first) / STEP) + 1):
        yield first + number * STEP


@pytest.mark.parametrize(
    ("form_id", "filling"),
    sweep(product(ALL_FORMS, ("blank", "complete", "full")), [*product(FORM_IDS, ("full",)), ("annex2-grown", "full")]),
)
def test_every_place_for_a_seal_has_room_for_the_largest(
    scheme: Scheme, pages_of: PagesOf, form_id: str, filling: str
) -> None:
    form, pages = form_of(scheme, form_id), pages_of(form_id, filling)
    stamps = [stamp for stamp in form.stamps if "seal" in stamp.kinds]
    assert stamps
    for words in {stamp.label for stamp in form.stamps}:
        places = list(labels(pages, words))
        assert len(places) == sum(stamp.label == words for stamp in form.stamps)
        assert all(has_room(page, label) for page, label in places)


def test_a_place_that_is_too_small_for_a_seal_is_found(pages_of: PagesOf) -> None:
    (page, label), *_ = labels(pages_of("annex5-city", "blank"), "（单位盖章）")
    above = hull(glyph.box for glyph in label).top - 15
    line = Box(0, above, page.width, above + 0.5)
    assert has_room(page, label)
    assert not has_room(replace(page, rows=(*page.rows, line)), label)
    assert not has_room(page, label, 100 * MM)


# ------------------------------------------------------------------------------------------------ rows of 附件4


def rows(page: Page) -> Iterator[tuple[str, ...]]:
    """Yield the texts of the last six cells of each row below the header. Each cell must have lines on all sides."""
    for top, bottom in pairwise(page.heights[2:]):
        upright = sorted(line.left for line in page.columns if line.top <= top and line.bottom >= bottom)
        edges = upright[-7:]
        for height in (top, bottom):
            assert any(
                line.top <= height <= line.bottom and line.left <= edges[0] + LINE and line.right >= edges[-1]
                for line in page.rows
            ), "a row without its line"
        inside = [glyph for glyph in page.glyphs if top < (glyph.box.top + glyph.box.bottom) / 2 < bottom]
        yield tuple(
            "".join(glyph.character for glyph in inside if left < (glyph.box.left + glyph.box.right) / 2 < right)
            for left, right in pairwise(edges)
        )


@pytest.mark.parametrize("filling", ["blank", "complete", "full"])
def test_self_assessment_sheet_has_its_headers_on_each_page_and_every_row_whole(
    scheme: Scheme, pages_of: PagesOf, filling: str
) -> None:
    form = form_of(scheme, "annex4")
    scores = {text.slot: text.text for text in texts_of(scheme, form, filling)}
    found: list[tuple[str, ...]] = []
    for page in pages_of("annex4", filling):
        header = [glyph for glyph in page.glyphs if page.heights[0] < glyph.y < page.heights[2]]
        assert "".join(glyph.character for glyph in header) == HEADERS
        found += list(rows(page))
    total = found.pop()
    assert total[-3:] == ("1000", "自评总计", scores.get("self_assessment.total", ""))
    assert len(form.indicators) == 107
    expected = [
        (row.text, str(row.points), *(standard.text for standard in row.standards), scores.get(slot_of(row.id), ""))
        for row in form.indicators
    ]
    assert found == [tuple("".join(text.split()) for text in row) for row in expected]


def slot_of(indicator: str) -> str:
    return "self_assessment.score_" + indicator.replace(".", "_")
