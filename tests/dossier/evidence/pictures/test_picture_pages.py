"""The size of a picture on its page: its own size if that is A4 (scanners may add 1 mm), else a size that fits."""

from __future__ import annotations

import io

import pikepdf
import pytest

from formgen.dossier.evidence.pictures.picture_pages import MARGIN, Picture, add_page

MM = 72 / 25.4
DPI = 254.0
"""Dots per inch: ten pixels are one millimetre."""


def drawn_size(width: float, height: float) -> tuple[float, float]:
    """The width and height in mm that a scan of this size (in mm) has on its page."""
    pixels = (round(width * 10), round(height * 10))
    packed: dict[str, object] = {"BitsPerComponent": 1}
    picture = Picture(b"", packed, "1", pixels, 1, (DPI, DPI), None)
    with pikepdf.new() as pdf:
        add_page(pdf, picture)
        out = io.BytesIO()
        pdf.save(out)
    with pikepdf.open(out) as pdf:
        (matrix,) = [op.operands for op in pikepdf.parse_content_stream(pdf.pages[0]) if str(op.operator) == "cm"]
        return float(matrix[0]) / MM, float(matrix[3]) / MM


@pytest.mark.parametrize("size", [(210.0, 297.0), (210.9, 297.0), (210.0, 297.9), (297.9, 210.9), (85.6, 54.0)])
def test_a_scan_that_is_a4_but_for_a_millimetre_keeps_its_size(size: tuple[float, float]) -> None:
    assert drawn_size(*size) == pytest.approx(size, abs=0.01)


def test_a_picture_that_says_that_it_is_a_speck_is_no_scan() -> None:
    """Some programs write any number as the resolution: nobody would see the picture."""
    width, height = drawn_size(6.2, 8.7)
    assert (width, height) == pytest.approx((6.2 * 2.54, 8.7 * 2.54), abs=0.1)  # 100 dots an inch


@pytest.mark.parametrize("size", [(211.2, 297.0), (210.0, 298.2), (298.2, 210.0), (297.0, 211.2), (214.0, 300.0)])
def test_a_scan_that_is_larger_is_fitted_into_the_page(size: tuple[float, float]) -> None:
    width, height = drawn_size(*size)
    room = sorted((210 - 2 * MARGIN / MM, 297 - 2 * MARGIN / MM))
    assert width / height == pytest.approx(size[0] / size[1], abs=0.001)
    assert min(width, height) <= room[0] + 0.01 and max(width, height) <= room[1] + 0.01
