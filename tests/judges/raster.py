"""Pages as grey pictures, to be compared between renderers and with each other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests.judges import JudgeError


@dataclass(frozen=True, slots=True)
class Raster:
    """One page: a byte a pixel, row by row, 0 black to 255 white."""

    width: int
    height: int
    pixels: bytes

    def ink(self, below: int = 128) -> int:
        """How many pixels are darker than `below`."""
        dark = bytes(1 if grey < below else 0 for grey in range(256))
        return sum(self.pixels.translate(dark))

    def difference(self, other: Raster, more_than: int = 0) -> int:
        """How many pixels differ by more than `more_than`; all of them if the sizes differ."""
        if (self.width, self.height) != (other.width, other.height):
            return max(len(self.pixels), len(other.pixels))
        if self.pixels == other.pixels:
            return 0
        return sum(abs(mine - its) > more_than for mine, its in zip(self.pixels, other.pixels, strict=True))


def read_pgm(content: bytes) -> Raster:
    """Read one binary PGM picture of 256 greys. Raises JudgeError if it is not one, or not whole."""
    header = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", content)
    if header is None:
        raise JudgeError("not a PGM picture")
    raster = Raster(int(header[1]), int(header[2]), content[header.end() :])
    if len(raster.pixels) != raster.width * raster.height:
        raise JudgeError("not a whole PGM picture")
    return raster


def read_pages(folder: Path) -> tuple[Raster, ...]:
    """The pictures that a renderer left in a folder, in order of the number that ends their names."""
    files = sorted(folder.glob("*.pgm"), key=lambda path: int(path.stem.rpartition("-")[2]))
    if not files:
        raise JudgeError("the renderer drew no page")
    return tuple(read_pgm(path.read_bytes()) for path in files)
