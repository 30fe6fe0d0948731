"""The faces of `fonts/` as TrueType programs, with every glyph ready to be put into a small program.

A glyph is deflated once in a process, each by itself, ending on a byte (RFC 1951, 3.2.4: an empty stored block). So the
stream of a small program (`subsets`) is joined from pieces: deflating it as a whole takes ten times as long and saves a fifth.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import NamedTuple

from formgen import resources
from formgen.errors import MachineError, ProofError
from formgen.fonts.deflated import sums
from formgen.fonts.truetype import METRIC, Glyph, OddProgramError, TrueType, checksum


class PackedGlyph(NamedTuple):
    """A glyph, ready to be put into a program. A tuple, because programs are joined from columns of them.

    deflated  the outline, filled up to whole words
    size      the size of the outline in bytes, before packing
    first, second  its sums for Adler-32 (`deflated.sums`)
    checksum  the sum of its words
    advance   its width in thousandths of an em
    metric    width and left side bearing, as table hmtx has them
    """

    deflated: bytes
    size: int
    first: int
    second: int
    checksum: int
    advance: int
    metric: bytes

    @staticmethod
    def of(glyph: Glyph) -> PackedGlyph:
        """A glyph of a face, whose units are thousandths of an em."""
        outline, advance, bearing = glyph
        packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        deflated = packer.compress(outline) + packer.flush(zlib.Z_SYNC_FLUSH)
        return PackedGlyph(
            deflated, len(outline), *sums(outline), checksum(outline), advance, METRIC.pack(advance, bearing)
        )


class _PackedGlyphs(dict[int, PackedGlyph]):
    """Glyphs by their numbers, each made when it is first asked for; never more than its face has."""

    def __init__(self, read: Callable[[int], Glyph]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, number: int) -> PackedGlyph:
        try:
            glyph = self._read(number)
        except OddProgramError:
            raise ProofError("字体中没有要用的字形，或者字形不能截取，没有生成") from None
        self[number] = found = PackedGlyph.of(glyph)
        return found


class FaceProgram(TrueType):
    """One of our faces: 1000 units an em, no composite glyphs, no instructions (`fonts/build_fonts.py`).

    start_of_head  what table head begins with, up to its checkSumAdjustment, which every program has of its own
    end_of_head    what follows, with long offsets in loca
    head_sum, hhea_sum, maxp_sum  checksums of these tables without their checkSumAdjustment, number of metrics and number of glyphs
    """

    def __init__(self, path: Path) -> None:
        """Raises MachineError if the file is missing or no TrueType file."""
        try:
            with path.open("rb") as file:
                super().__init__(mmap(file.fileno(), 0, access=ACCESS_READ))
        except (OSError, ValueError, OddProgramError) as fault:
            raise MachineError(f"字体文件 {path.name} 缺失或已损坏，请重新安装程序") from fault
        self.start_of_head, self.end_of_head = self.head[:8], self.head[12:50] + b"\x00\x01" + self.head[52:54]
        self.head_sum = checksum(self.start_of_head + bytes(4) + self.end_of_head)
        self.hhea_sum = checksum(self.hhea[:34] + bytes(2))
        self.maxp_sum = checksum(self.maxp[:4] + bytes(2) + self.maxp[6:])
        self._packed = _PackedGlyphs(self.glyph)

    def packed(self, numbers: Iterable[int]) -> Iterator[PackedGlyph]:
        """Glyphs by their numbers. Raises ProofError for one that the face does not have, or that is not simple."""
        return map(self._packed.__getitem__, numbers)


@lru_cache(maxsize=32)
def face(family: str) -> FaceProgram:
    """A face of ours by its family. Raises MachineError if it is missing or damaged."""
    resources.check_fonts()
    found = next((font for font in resources.font_files() if font.family == family), None)
    if found is None:
        raise MachineError(f"缺少字体 {family}，请重新安装程序")
    return FaceProgram(found.path)
