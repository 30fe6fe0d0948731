"""Every page stands upright and complete on A4 and is never enlarged. Its number has a strip for itself.

The tests use three renderers, and pages of any size, rotation and box, one by one and all in one packet.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from formgen.dossier import DossierTask, bind
from formgen.dossier.assemble import assemble
from formgen.dossier.binding.desk import Desk
from formgen.dossier.binding.gather import gather
from formgen.dossier.binding.slips import CHARACTERS, Numbers
from formgen.dossier.binding.workbench import Workbench
from formgen.dossier.options import Options
from formgen.dossier.own_pages.html import numbers_html
from formgen.dossier.own_pages.kept import OwnPages
from formgen.dossier.plan import Plan, plan
from formgen.dossier.proof import compare
from formgen.dossier.proof.prove import InkedError, prove
from formgen.dossier.sheets import Placement, place
from formgen.foundation.errors import ProofError
from formgen.scheme.models import Scheme
from tests.dossier.given import bind_files, dark_box, dossier_of, html_to_pdf, pdfium, pictures, record_of
from tests.dossier.odd import A4, Page, made
from tests.judges.raster import Raster

MM = 72 / 25.4
LANDSCAPE = (A4[1], A4[0])
ODD = {
    "A4": Page(),
    "A4 with a foot": Page(foot=True),
    "A4 lying": Page(LANDSCAPE),
    "A4 lying with a foot": Page(LANDSCAPE, foot=True),
    "turned 90": Page(rotate=90),
    "turned 180": Page(rotate=180, foot=True),
    "turned 270": Page(rotate=270),
    "turned -90": Page(rotate=-90, foot=True),
    "turned 450, lying": Page(LANDSCAPE, rotate=450),
    "MediaBox away from the origin": Page(at=(-300, 1000)),
    "CropBox inside": Page(around=80),
    "CropBox inside, away, turned": Page(at=(500, -200), around=60, rotate=270, foot=True),
    "CropBox beyond the MediaBox": Page(at=(10, 10), around=-0.01),
    "in units of 2": Page((A4[0] / 2, A4[1] / 2), unit=2, foot=True),
    "A3": Page((A4[1], A4[0] * 2)),
    "letter": Page((612, 792)),
    "scanner's A4": Page((597, 843)),
    "A5": Page((420, 595), rotate=90),
    "till receipt": Page((80 * MM, 280 * MM)),
    "poster": Page((3000, 9000), rotate=180),
    "banner": Page((5000, 300)),
    "stamp-sized": Page((60, 40)),
    "state left open": Page(content=b"q 0.1 0 0 0.1 50 50 cm 1 0 0 RG 0 0 1 1 re W n BT"),
    "clipped": Page(content=b"0 0 10 10 re W n"),
}


def strip_of(raster: Raster, across: float = 60) -> Raster:
    """The 14 mm strip at the foot of a page, as wide as a number's slip."""
    height, width = round(14 * MM), round(across * MM)
    left = (raster.width - width) // 2
    rows = range(raster.height - height, raster.height)
    pixels = b"".join(raster.pixels[row * raster.width + left : row * raster.width + left + width] for row in rows)
    return Raster(width, height, pixels)


def expected_slips(scheme: Scheme, count: int) -> tuple[Raster, ...]:
    """The numbers as they look upright and alone."""
    text = html_to_pdf(numbers_html(scheme, Plan("", "", ()), CHARACTERS))
    placement = Placement(*A4, (0, 0, *A4), pikepdf.Matrix())
    with pikepdf.new() as pdf:
        numbers = Numbers(text, pdf, duplex=False)
        for number in range(1, count + 1):
            slip = numbers.slip(number, placement)
            page = pdf.add_blank_page(page_size=(60 * MM, 14 * MM))
            left = (60 * MM - float(slip.drawing.BBox[2])) / 2
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(N=slip.drawing))
            page.Contents = pdf.make_stream(f"1 0 0 1 {left} 0 cm /N Do".encode("ascii"))
        content = io.BytesIO()
        pdf.save(content)
    return pdfium(content.getvalue())


def shift(raster: Raster, other: Raster) -> tuple[int, int]:
    """The distance between the ink of two pictures, in pixels, and the difference of the sizes of their boxes."""
    mine, its = dark_box(raster, 0, 0, 1, 1), dark_box(other, 0, 0, 1, 1)
    assert mine is not None and its is not None
    moved = max(abs(mine[side] - its[side]) for side in (0, 1))
    grown = max(abs((mine[side + 2] - mine[side]) - (its[side + 2] - its[side])) for side in (0, 1))
    return moved, grown


def check_upright(raster: Raster, page: Page, what: str) -> None:
    """Check that the page is A4, and that its marks stand in their places, above the strip, in one scale of at most 1."""
    width, height = (side * page.unit for side in page.size)
    for found, wanted in zip((raster.width, raster.height), A4 if width <= height else LANDSCAPE, strict=True):
        assert abs(found - wanted) < 1.5, what  # renderers round a page's size up or down
    above = 1 - (14 * MM + 40) / raster.height  # if the page has a foot, it stands below this
    square = dark_box(raster, 0, 0, 0.5, above)
    bar = dark_box(raster, 0.5, 0, 1, above)
    assert square is not None and bar is not None, what
    side = min(width, height) / 10
    scale = (bar[2] - bar[0]) / (3 * side)
    slack = 2.5
    assert scale <= 1 + slack / (3 * side), what
    for found, wanted in (
        (square[2] - square[0], side),
        (square[3] - square[1], side),
        (bar[3] - bar[1], side / 2),
        (bar[2] - square[0], width - 2 * side),
        (bar[1] - square[1], 0),
    ):
        assert abs(found - scale * wanted) < slack * (1 + wanted / (3 * side)), (what, found, scale * wanted)


@pytest.mark.parametrize("name", ODD)
def test_any_page_comes_out_upright_and_whole(scheme: Scheme, tmp_path: Path, name: str) -> None:
    bound = bind_files(scheme, tmp_path, made(ODD[name]))
    for renderer, rasters in pictures(bound.pdf, tmp_path).items():
        check_upright(rasters[1], ODD[name], f"{name} in {renderer}")


def test_all_odd_pages_in_one_packet_carry_their_numbers(scheme: Scheme, tmp_path: Path) -> None:
    """The strip of every page looks like the upright number alone: it is visible, nothing covers it, it covers nothing."""
    bound = bind_files(scheme, tmp_path, *(made(page) for page in ODD.values()))
    slips = expected_slips(scheme, len(ODD) + 1)
    for renderer, rasters in pictures(bound.pdf, tmp_path).items():
        assert len(rasters) == len(ODD) + 1
        for number, (raster, slip) in enumerate(zip(rasters, slips, strict=True), start=1):
            what = f"page {number} in {renderer}"
            strip = strip_of(raster)
            moved, grown = shift(strip, slip)
            assert moved <= 1 and grown <= 1, what
            whole = strip_of(raster, across=raster.width / MM - 1)
            assert abs(whole.ink(200) - slip.ink(200)) <= 0.25 * slip.ink(200), what
        for raster, page in zip(rasters[1:], ODD.values(), strict=True):
            check_upright(raster, page, renderer)


def test_a_turned_number_would_be_noticed(scheme: Scheme) -> None:
    """The comparison above can fail: it distinguishes a mirrored number, a missing number and another number."""
    slips = expected_slips(scheme, 111)
    assert shift(slips[0], slips[110])[1] > 1
    turned = Raster(slips[0].width, slips[0].height, slips[0].pixels[::-1])
    assert shift(turned, slips[0])[0] > 1


@pytest.mark.parametrize(
    ("page", "scale"),
    [
        (Page(), 1),
        (Page(foot=True), (A4[1] - 14 * MM) / A4[1]),
        (Page(rotate=90, foot=True), (A4[1] - 14 * MM) / A4[1]),
        (Page(LANDSCAPE), 1),
        (Page((612, 792)), A4[0] / 612),
        (Page((420, 595)), 1),
        (Page((A4[1], 2 * A4[0])), (A4[1] - 14 * MM) / (2 * A4[0])),
        (Page((A4[0] / 2, A4[1] / 2), unit=2), 2),
    ],
)
def test_size_is_kept_where_the_strip_is_free(scheme: Scheme, tmp_path: Path, page: Page, scale: float) -> None:
    bound = bind_files(scheme, tmp_path, made(page))
    with pikepdf.open(_as_file(bound.pdf, tmp_path)) as pdf:
        operators = pikepdf.parse_content_stream(pdf.pages[1])
        matrix = [float(number) for number in next(op.operands for op in operators if str(op.operator) == "cm")]
        assert max(abs(matrix[0]), abs(matrix[1])) == pytest.approx(scale, abs=1e-4)
        assert "/Rotate" not in pdf.pages[1].obj and "/UserUnit" not in pdf.pages[1].obj
        assert "/CropBox" not in pdf.pages[1].obj


@pytest.mark.parametrize(
    ("over", "scale"),
    [
        ((0.9, 0), 210 / 210.9),
        ((0, 0.9), 297 / 297.9),
        ((1.2, 0), 283 / 297),
        ((0, 1.2), 283 / 298.2),
        ((4, 4), 283 / 301),
    ],
)
def test_a_page_counts_as_a4_if_no_side_is_longer_by_more_than_a_millimetre(
    over: tuple[float, float], scale: float
) -> None:
    """Such a page covers the whole sheet. A larger page must stand above the strip, which is 14 mm high."""
    width, height = (210 + over[0]) * MM, (297 + over[1]) * MM
    with pikepdf.open(io.BytesIO(made(Page((width, height))))) as pdf:
        placement = place(pdf.pages[0])
    assert placement is not None
    assert placement.matrix.a == pytest.approx(scale, abs=1e-4)
    assert (placement.above is not None) is (max(over) <= 1)


def test_a_faint_ground_is_no_ink(scheme: Scheme, tmp_path: Path) -> None:
    """The grey paper of a scan reaches every edge, but the page keeps its size."""
    page = Page(content=b"q 0.9 g 0 0 600 850 re f Q")
    bound = bind_files(scheme, tmp_path, made(page))
    with pikepdf.open(_as_file(bound.pdf, tmp_path)) as pdf:
        operators = pikepdf.parse_content_stream(pdf.pages[1])
        assert float(next(op.operands for op in operators if str(op.operator) == "cm")[0]) == pytest.approx(1, abs=1e-4)


def test_a_page_inked_at_its_foot_has_a_larger_sheet_when_it_keeps_its_size(scheme: Scheme, tmp_path: Path) -> None:
    (tmp_path / "甲.pdf").write_bytes(made(Page((300, 500)), Page((1000, 1400), foot=True)))
    options = Options(keep_size=True, copies=1)
    record = record_of({"work_plan": ("甲.pdf",)})
    bound = bind(DossierTask(scheme, dossier_of(scheme, "work_plan"), record, tmp_path, options=options), html_to_pdf)
    with pikepdf.open(io.BytesIO(bound.pdf)) as pdf:
        heights = [float(page.mediabox[3]) for page in pdf.pages]
    assert heights[1:] == pytest.approx([500, 1400 + 14 * 72 / 25.4], abs=0.01)
    plan = next(paper.pdf for paper in bound.beside if paper.name == "印制单")
    printed = "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(plan)).pages).split())
    assert f"{1000 / 72 * 25.4:.0f}×{1400 / 72 * 25.4 + 14:.0f}毫米" in printed


def test_a_page_with_ink_at_its_foot_is_laid_above_the_number_at_once(
    scheme: Scheme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page with ink at its foot is found before it is bound, so nothing is bound or compared a second time.

    Of the pages that are identical with their source one in a hundred is compared, and of our own ones, which the contents are, too.
    """
    drawn: list[int] = []
    compared = compare._compared

    def counted(pair: compare._Pair, number: int) -> Iterator[compare.Unlike]:
        drawn.append(number)
        return compared(pair, number)

    monkeypatch.setattr(compare, "_compared", counted)
    bound = bind_files(scheme, tmp_path, made(Page(), Page(foot=True), Page()))
    assert drawn[0] == 1 and len(drawn) == len(set(drawn)) <= 2 and bound.proof.pages_shown == 4
    places = [page.place for page in bound.proof.page_records]
    assert [place is not None and place.bottom >= 14 * MM for place in places] == [False, False, True, False]


def test_a_page_of_ours_that_is_inked_at_its_foot_lies_above_the_number(scheme: Scheme, tmp_path: Path) -> None:
    def low(html: str) -> bytes:
        foot = '<p style="position: fixed; bottom: -30mm">脚注</p></body>' if 'class="contents"' in html else "</body>"
        return html_to_pdf(html.replace("</body>", foot))

    (tmp_path / "甲.pdf").write_bytes(made())
    bound = bind(
        DossierTask(scheme, dossier_of(scheme, "work_plan"), record_of({"work_plan": ("甲.pdf",)}), tmp_path),
        OwnPages(low),
    )
    place = bound.proof.page_records[0].place
    assert place is not None and place.bottom >= 14 * MM


def test_a_number_over_something_fails_the_proof_where_nothing_can_be_moved(scheme: Scheme, tmp_path: Path) -> None:
    """Without a second try there is no dossier. Here the page is said to have no room above the strip."""
    (tmp_path / "甲.pdf").write_bytes(made(Page(foot=True)))
    task = DossierTask(scheme, dossier_of(scheme, "work_plan"), record_of({"work_plan": ("甲.pdf",)}), tmp_path)
    bench, (planned, _) = Workbench(html_to_pdf), plan(scheme, task.dossier, task.record)
    papers, _ = gather(task, planned, bench)
    pdf, claim = assemble(task, planned, papers, bench)
    with pytest.raises(InkedError) as found:
        prove(pdf, claim)
    assert found.value.numbers == {2}
    stuck = tuple(
        replace(paper, sources=tuple(
            replace(source, placements=tuple(replace(one, above=None) for one in source.placements))
            for source in paper.sources
        ))
        for paper in papers
    )  # fmt: skip
    desk = Desk(task, planned, stuck, bench)
    laid, _ = desk.bind()
    with pytest.raises(ProofError, match="第 2 页的页码压在内容上"):
        desk.lift(laid, found.value.numbers)


def _as_file(pdf: bytes, folder: Path) -> Path:
    path = folder / "bound.pdf"
    path.write_bytes(pdf)
    return path
