"""Pages as grey pictures, to be compared between renderers and with each other."""

from __future__ import annotations

from dataclasses import dataclass

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
    """Read one binary PGM picture (`P5`), without comments, as poppler and MuPDF write it."""
    try:
        magic, width, height, most, pixels = content.split(None, 4) if content[:2] == b"P5" else (b"", b"", b"", b"", b"")
        size = int(width) * int(height)
    except ValueError as fault:
        raise JudgeError("not a PGM picture") from fault
    # The header ends with exactly one white character; split() took more where the first pixels look like white ones.
    pixels = content[len(content) - size :]
    if magic != b"P5" or most != b"255" or len(pixels) != size:
        raise JudgeError("not a whole PGM picture")
    return Raster(int(width), int(height), pixels)
