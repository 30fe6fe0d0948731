"""MuPDF: a second renderer that shows how the pages of a PDF look."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.judges import ask
from tests.judges.raster import Raster, read_pages


def rasterise(path: Path, dots_per_inch: int = 72) -> tuple[Raster, ...]:
    """Every page as a grey picture."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = ("-r", str(dots_per_inch), "-c", "gray", "-F", "pgm", "-o", f"{folder}/page-%d.pgm")
        ask(["mutool", "draw", "-q", *wanted, path])
        return read_pages(Path(folder))
