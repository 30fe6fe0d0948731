"""Shows tests what a converted OFD looks like: its pages as three renderers draw them, its text, and the reason of a refusal."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from formgen.dossier.evidence.formats import FileFormat, format_of
from formgen.dossier.evidence.ofd.to_pdf import ofd_to_pdf
from formgen.dossier.evidence.refused import RefusedError
from tests.dossier.evidence.ofd.ofd_files import Ofd, font, fonts

DOTS = 25.4 / 72  # a dot of a picture at 72 dpi, in mm
SONG = fonts(font("1", "宋体"))


def converted(ofd: Ofd | bytes) -> tuple[bytes, dict[str, str]]:
    """The PDF, and the remarks by code. It is sound by qpdf."""
    content = ofd.packed() if isinstance(ofd, Ofd) else ofd
    assert format_of(content) is FileFormat.OFD
    pdf, remarks = ofd_to_pdf(content)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.check_pdf_syntax() == []
    return pdf, {remark.code: remark.message for remark in remarks}


def pictures(pdf: bytes, tmp_path: Path, dots: int = 72) -> dict[str, Image.Image]:
    """The first page as three renderers draw it."""
    file = tmp_path / "ofd.pdf"
    file.write_bytes(pdf)
    with pypdfium2.PdfDocument(pdf) as document:
        drawn = {"pdfium": document[0].render(scale=dots / 72).to_pil().convert("RGB")}
    subprocess.run(
        ["pdftoppm", "-r", str(dots), "-f", "1", "-l", "1", "-singlefile", file, tmp_path / "poppler"], check=True
    )
    subprocess.run(
        ["mutool", "draw", "-q", "-r", str(dots), "-o", tmp_path / "mupdf.png", file, "1"],
        check=True,
        capture_output=True,
    )
    for name in ("poppler.ppm", "mupdf.png"):
        with Image.open(tmp_path / name) as shown:
            drawn[name.partition(".")[0]] = shown.convert("RGB")
    return drawn


def words(pdf: bytes, tmp_path: Path, *options: str) -> str:
    """The text as poppler reads it."""
    file = tmp_path / "words.pdf"
    file.write_bytes(pdf)
    return subprocess.run(["pdftotext", *options, file, "-"], check=True, capture_output=True, text=True).stdout


def colour(drawn: Image.Image, x: float, y: float) -> str:
    """What a place of a page shows, in mm: `white`, `black`, `red`, `blue`, `green` or the very colour."""
    red, green, blue = drawn.getpixel((int(x / DOTS), int(y / DOTS)))  # type: ignore[misc]
    named = {
        "white": (255, 255, 255),
        "black": (0, 0, 0),
        "red": (212, 0, 15),
        "blue": (0, 60, 200),
        "green": (0, 160, 0),
    }
    for name, (r, g, b) in named.items():
        if abs(red - r) + abs(green - g) + abs(blue - b) < 60:
            return name
    return f"{red} {green} {blue}"


def shows(ofd: Ofd, tmp_path: Path, places: Mapping[Any, str]) -> dict[str, str]:
    """Three renderers show these colours at these places, each across and down in mm. Returns the remarks."""
    pdf, remarks = converted(ofd)
    for renderer, drawn in pictures(pdf, tmp_path).items():
        for (x, y), wanted in places.items():
            assert colour(drawn, x, y) == wanted, (renderer, x, y)
    return remarks


def refusal(content: bytes) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        ofd_to_pdf(content)
    assert caught.value.code.startswith("evidence.") and caught.value.message and "PDF" in caught.value.remedy
    return caught.value
