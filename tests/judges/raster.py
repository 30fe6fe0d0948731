"""Pages as grey pictures, which can be compared between renderers and with each other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops

from tests.judges import JudgeError


@dataclass(frozen=True, slots=True)
class Raster:
    """One page: one byte for each pixel, row by row, from 0 (black) to 255 (white)."""

    width: int
    height: int
    pixels: bytes

    def ink(self, below: int = 128) -> int:
        """Return the number of pixels that are darker than `below`."""
        return sum(self.picture().histogram()[:below])

    def darkness(self) -> int:
        """How dark all pixels are together: 0 for a white page, 255 for each black pixel."""
        return sum((255 - grey) * count for grey, count in enumerate(self.picture().histogram()))

    def difference(self, other: Raster, more_than: int = 0) -> int:
        """Return the number of pixels that differ by more than `more_than`. If the sizes differ, all pixels count."""
        if (self.width, self.height) != (other.width, other.height):
            return max(len(self.pixels), len(other.pixels))
        if self.pixels == other.pixels:
            return 0
        return sum(ImageChops.difference(self.picture(), other.picture()).histogram()[more_than + 1 :])

    def dark_box(
        self, left: int, top: int, right: int, bottom: int, below: int = 128
    ) -> tuple[int, int, int, int] | None:
        """The box around all pixels darker than `below` in a part of the page; None if there is none. All in pixels of the page."""
        dark = self.picture().crop((left, top, right, bottom)).point([255 * (grey < below) for grey in range(256)])
        found = dark.getbbox()
        return None if found is None else (left + found[0], top + found[1], left + found[2], top + found[3])

    def picture(self) -> Image.Image:
        """The page as a picture of Pillow, in greys."""
        return Image.frombytes("L", (self.width, self.height), self.pixels)


def read_pgm(content: bytes) -> Raster:
    """Read one binary PGM picture of 256 greys. Raises JudgeError if the content is no such picture, or is not complete."""
    header = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", content)
    if header is None:
        raise JudgeError("not a PGM picture")
    raster = Raster(int(header[1]), int(header[2]), content[header.end() :])
    if len(raster.pixels) != raster.width * raster.height:
        raise JudgeError("not a whole PGM picture")
    return raster


def read_pages(folder: Path) -> tuple[Raster, ...]:
    """Read the pictures that a renderer wrote into a folder, in the order of the numbers at the end of their names."""
    files = sorted(folder.glob("*.pgm"), key=lambda path: int(path.stem.rpartition("-")[2]))
    if not files:
        raise JudgeError("the renderer drew no page")
    return tuple(read_pgm(path.read_bytes()) for path in files)
