"""The faces of `fonts/` as TrueType programs, with every glyph ready to be put into a small program.

Each glyph is deflated by itself, once in a process, and its deflated form ends at a byte boundary (RFC 1951, 3.2.4: an empty
stored block). So the stream of a small program (`subsets`) can be joined from pieces. To deflate it as a whole would take ten
times as long and make it a fifth smaller.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import NamedTuple

from formgen.fonts.deflated import sums
from formgen.fonts.truetype import METRIC, Glyph, OddProgramError, TrueType, checksum
from formgen.foundation import resources
from formgen.foundation.errors import MachineError, ProofError


class PackedGlyph(NamedTuple):
    """A glyph that is ready to be put into a program. It is a tuple, because programs are joined from columns of glyphs.

    deflated  the deflated outline, which was filled up to whole words
    size      the size of the outline in bytes, before packing
    first, second  the sums of the outline for Adler-32 (`deflated.sums`)
    checksum  the sum of the outline's words
    advance   the width in thousandths of an em
    metric    the width and the left side bearing, as the table hmtx has them
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
        """Pack a glyph of a face whose units are thousandths of an em."""
        outline, advance, bearing = glyph
        packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        deflated = packer.compress(outline) + packer.flush(zlib.Z_SYNC_FLUSH)
        return PackedGlyph(
            deflated, len(outline), *sums(outline), checksum(outline), advance, METRIC.pack(advance, bearing)
        )


class _PackedGlyphs(dict[int, PackedGlyph]):
    """The packed glyphs of a face by their numbers. Each is made when it is first asked for.

    There are never more of them than the face has.
    """

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
    """One of our faces. It has 1000 units per em, no composite glyphs, and no instructions (`fonts/build_fonts.py`).

    start_of_head  the beginning of the table head, up to checkSumAdjustment, which is different in every program
    end_of_head    the rest of the table head; it says that loca has long offsets
    head_sum, hhea_sum, maxp_sum  checksums of these tables without the parts that differ between programs: without
                   checkSumAdjustment, the number of metrics and the number of glyphs
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
        """The glyphs with these numbers. Raises ProofError for a glyph that the face does not have, or that is not simple."""
        return map(self._packed.__getitem__, numbers)


@lru_cache(maxsize=32)
def face(family: str) -> FaceProgram:
    """The face of ours with this family. Raises MachineError if it is missing or damaged."""
    resources.check_fonts()
    found = next((font for font in resources.font_files() if font.family == family), None)
    if found is None:
        raise MachineError(f"缺少字体 {family}，请重新安装程序")
    return FaceProgram(found.path)
