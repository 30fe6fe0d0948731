"""Draw the pictures of `docs/pictures/`: `python -m tools.draw_pictures`.

The pictures show pages of the papers that the program itself makes from the samples, side by side on a grey ground. A test
checks that the committed pictures are the same as those that the program gives.
"""

from __future__ import annotations

import subprocess
import sysconfig
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
SAMPLE = ROOT / "samples" / "complete.json"
NAME = "太仓样例精密机械有限公司"
GAP = 16
"""The distance in px between the pages and around them."""
GROUND = (208, 208, 208)
POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture.

    name     the name of its file
    pdf      the PDF that it shows, below the output folder
    pages    the pages that it shows, counted from 1
    colours  the number of colours of the file; few colours keep it small, and grey text needs no more than 16
    """

    name: str
    pdf: str
    pages: tuple[int, ...]
    dots_per_inch: int
    colours: int


COMMANDS: tuple[tuple[str, ...], ...] = (
    ("blank", "附件2", "--format", "pdf", "--out", "blank"),
    ("fill", str(SAMPLE), "--form", "附件2", "--form", "附件4", "--format", "pdf", "--out", "filled"),
    ("dossier", str(SAMPLE), "--kind", "acceptance", "--out", "dossier"),
)
"""The calls of `formgen` that make the papers."""

PICTURED = (
    Picture("annex2-blank.png", "blank/附件2-江苏省信用管理贯标企业申报表.pdf", (1, 2, 3, 4), 80, 16),
    Picture("annex2-filled.png", f"filled/{NAME}/附件2-江苏省信用管理贯标企业申报表.pdf", (1, 2, 3, 4), 80, 16),
    Picture("annex4-filled.png", f"filled/{NAME}/附件4-江苏省企业信用管理状况评价指标自评表.pdf", (1, 2), 100, 16),
    Picture("dossier.png", f"dossier/{NAME}/贯标验收材料.pdf", (1, 9, 15, 16), 80, 32),
)


def main() -> None:
    """Draw every picture anew."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, image in drawn().items():
        image.save(PICTURES / name, optimize=True)


def drawn() -> dict[str, Image.Image]:
    """Every picture by its file's name. Raises CalledProcessError if the program refuses a command."""
    formgen = Path(sysconfig.get_path("scripts"), "formgen")
    with tempfile.TemporaryDirectory() as folder:
        for command in COMMANDS:
            subprocess.run([formgen, *command], cwd=folder, check=True, capture_output=True)
        return {one.name: _side_by_side(Path(folder, one.pdf), one) for one in PICTURED}


def _side_by_side(pdf: Path, picture: Picture) -> Image.Image:
    pages = _rendered(pdf, picture.pages, picture.dots_per_inch)
    width = sum(page.width + GAP for page in pages) + GAP
    ground = Image.new("RGB", (width, max(page.height for page in pages) + 2 * GAP), GROUND)
    left = GAP
    for page in pages:
        ground.paste(page, (left, GAP))
        left += page.width + GAP
    return ground.quantize(picture.colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def _rendered(pdf: Path, numbers: Sequence[int], dots_per_inch: int) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        scale = dots_per_inch / POINTS_PER_INCH
        return [document[number - 1].render(scale=scale).to_pil().convert("RGB") for number in numbers]
    finally:
        document.close()


if __name__ == "__main__":
    main()
