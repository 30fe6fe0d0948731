"""A scan whose foot is blank is told from one whose foot is not, in every way that a page may show a scan."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageDraw

from formgen.dossier import DossierTask
from formgen.dossier.proof.digests.digest import Digests
from formgen.dossier.proof.identity import Identical, identical
from formgen.dossier.proof.prove import InkedError, prove
from formgen.dossier.proof.reread import opened
from formgen.scheme.models import Scheme
from tests.dossier.given import dossier_of, record_of, unproved

A4 = (595, 842)
TURNS = {0: None, 90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_270}


def jpeg(
    dots: int, ink: tuple[float, float] | None, mode: str = "L", paper: int = 255, turn: int = 0
) -> tuple[bytes, tuple[int, int]]:
    """A scan of an A4 page. ink: where on the page, as parts of its sides, a small digit is printed; None for none.

    turn: the picture lies so that a page turned by as much shows it upright
    """
    size = (round(8.27 * dots), round(11.69 * dots))
    picture = Image.new("L", size, paper)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((size[0] * 0.2, size[1] * 0.2, size[0] * 0.8, size[1] * 0.6), fill=60)
    if ink is not None:
        x, y, stroke = size[0] * ink[0], size[1] * ink[1], max(1, round(dots / 25.4 * 0.3))
        draw.line((x, y, x, y + dots * 2 / 25.4), fill=90, width=stroke)
    lying = TURNS[turn]
    whole = (picture if lying is None else picture.transpose(lying)).convert(mode)
    out = io.BytesIO()
    whole.save(out, "JPEG", quality=85)
    return out.getvalue(), whole.size


def scanned(
    content: bytes,
    size: tuple[int, int],
    turn: int = 0,
    operators: str = "q {w} 0 0 {h} 0 0 cm /Im Do Q",
    mode: str = "L",
) -> bytes:
    width, height = A4 if turn in (0, 180) else A4[::-1]
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(width, height)).obj
        image = pdf.make_stream(
            content, Type=Name.XObject, Subtype=Name.Image, Width=size[0], Height=size[1], BitsPerComponent=8,
            ColorSpace=Name.DeviceGray if mode == "L" else Name.DeviceRGB, Filter=Name.DCTDecode,
        )  # fmt: skip
        page.Resources = Dictionary(XObject=Dictionary(Im=image))
        page.Contents = pdf.make_stream(operators.format(w=width, h=height).encode())
        page.Rotate = turn
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def looked_at(scheme: Scheme, folder: Path, content: bytes) -> tuple[Identical, bool]:
    """What is found without drawing, and whether the proof finds ink in the strip of page 2."""
    (folder / "甲.pdf").write_bytes(content)
    bound, claim = unproved(
        DossierTask(scheme, dossier_of(scheme, "work_plan"), record_of({"work_plan": ("甲.pdf",)}), folder)
    )
    reader = opened(bound)
    found = identical(reader, Digests(reader), claim.originals, claim.first)
    try:
        prove(bound, claim)
    except InkedError as inked:
        assert inked.numbers == {2}
        return found, True
    return found, False


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize(("dots", "mode"), [(100, "L"), (150, "RGB"), (300, "L")])
def test_a_blank_foot_is_seen_without_drawing(scheme: Scheme, tmp_path: Path, turn: int, dots: int, mode: str) -> None:
    content, size = jpeg(dots, None, mode, turn=turn)
    found, inked = looked_at(scheme, tmp_path, scanned(content, size, turn, mode=mode))
    assert (2 in found.pages, 2 in found.blank, inked) == (True, True, False)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("where", [(0.5, 0.97), (0.03, 0.985), (0.97, 0.96)])
@pytest.mark.parametrize("dots", [100, 300])
def test_a_small_stroke_at_the_foot_is_never_blank(
    scheme: Scheme, tmp_path: Path, turn: int, where: tuple[float, float], dots: int
) -> None:
    content, size = jpeg(dots, where, turn=turn)
    found, inked = looked_at(scheme, tmp_path, scanned(content, size, turn))
    assert (2 in found.pages, 2 in found.blank, inked) == (True, False, True)


def test_ink_elsewhere_does_not_count(scheme: Scheme, tmp_path: Path) -> None:
    content, size = jpeg(150, (0.5, 0.93))
    found, inked = looked_at(scheme, tmp_path, scanned(content, size))
    assert 2 in found.blank and not inked


def test_grey_paper_is_drawn_to_be_sure(scheme: Scheme, tmp_path: Path) -> None:
    content, size = jpeg(150, None, paper=225)
    found, inked = looked_at(scheme, tmp_path, scanned(content, size))
    assert 2 in found.pages and 2 not in found.blank and not inked


@pytest.mark.parametrize(
    "operators",
    [
        "q {w} 0 0 {h} 0 0 cm /Im Do Q 0 g 200 5 90 12 re f",
        "q {w} 0 0 {h} 0 0 cm /Im Do Q q 90 0 0 12 200 5 cm /Im Do Q",
        "q {w} 9 9 {h} 0 0 cm /Im Do Q",
        "0 0 {w} {h} re W n q {w} 0 0 {h} 0 0 cm /Im Do Q",
        "/Im Do",
        "q 0 0 0 0 0 0 cm /Im Do Q",
        "{w} 0 0 {h} 0 0 cm /No Do",
    ],
)
def test_a_page_that_is_not_one_upright_scan_is_drawn(scheme: Scheme, tmp_path: Path, operators: str) -> None:
    content, size = jpeg(100, None)
    found, _ = looked_at(scheme, tmp_path, scanned(content, size, operators=operators))
    assert 2 not in found.blank


def test_a_picture_that_ends_above_the_strip_needs_no_look(scheme: Scheme, tmp_path: Path) -> None:
    """A black one, which would be ink otherwise; one that reaches into the strip by a millimetre is ink."""
    black, size = jpeg(100, None, paper=0)
    above, inked = looked_at(scheme, tmp_path, scanned(black, size, operators="q 400 0 0 600 90 43 cm /Im Do Q"))
    assert 2 in above.blank and not inked
    below, inked = looked_at(scheme, tmp_path, scanned(black, size, operators="q 400 0 0 600 90 36 cm /Im Do Q"))
    assert 2 not in below.blank and inked


def test_a_scan_in_several_steps_is_one_scan(scheme: Scheme, tmp_path: Path) -> None:
    content, size = jpeg(100, None)
    operators = "q\n0.24 0 0 0.24 0 0 cm\nq 2479.1667 0 0 3508.3333 0 0 cm /Im Do Q\nQ"
    assert 2 in looked_at(scheme, tmp_path, scanned(content, size, operators=operators))[0].blank


def test_what_inverts_a_scan_is_not_overlooked(scheme: Scheme, tmp_path: Path) -> None:
    content, size = jpeg(100, None)
    with pikepdf.open(io.BytesIO(scanned(content, size))) as pdf:
        pdf.pages[0].Resources.XObject.Im.Decode = Array([1, 0])
        out = io.BytesIO()
        pdf.save(out)
    found, inked = looked_at(scheme, tmp_path, out.getvalue())
    assert 2 in found.pages and 2 not in found.blank and inked


def test_a_jpeg_that_breaks_off_is_drawn(scheme: Scheme, tmp_path: Path) -> None:
    content, size = jpeg(100, None)
    found, _ = looked_at(scheme, tmp_path, scanned(content[: len(content) // 2], size))
    assert 2 not in found.blank
