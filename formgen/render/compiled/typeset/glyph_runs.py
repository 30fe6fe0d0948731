"""The glyphs that draw a text: their numbers, runs in one face, and the operators that draw runs side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from formgen.fonts.glyphs import glyph_number, glyph_text
from formgen.render.compiled.objects import number_text


class FaceGlyphs(NamedTuple):
    """Glyphs of one face, each given by its `glyph_code`, in the order in which they are drawn. A glyph may come several times."""

    family: str
    codes: tuple[int, ...]


class Drawing(NamedTuple):
    """The operators that draw a piece of text.

    operators  the part of the page's content between `Tm` and `ET` (ISO 32000-1, 9.4), one character for each byte. It is
               empty, or it consists of whole lines
    glyphs     the glyphs that the operators need
    """

    operators: str
    glyphs: tuple[FaceGlyphs, ...]


class GlyphRun(NamedTuple):
    """Glyphs of one face in one size (px).

    codes    the `glyph_code` of each glyph
    operand  the operand of TJ without its brackets at both ends: the glyphs, written by `literal`, and between them the
             distances by which the following glyphs are moved to the left, in thousandths of an em
    """

    family: str
    size: float
    codes: tuple[int, ...]
    operand: str

    @classmethod
    def of(cls, family: str, size: float, codes: Iterable[int], adjustments: Iterable[int]) -> GlyphRun:
        """Make a run. adjustments: for each glyph, the distance by which the following glyphs are moved to the left, or 0."""
        glyphs = tuple(codes)
        return cls(family, size, glyphs, "".join(map(in_operand, glyphs, adjustments)))

    @property
    def operators(self) -> str:
        """The operators that draw the run."""
        return run_operators(f"{font_operator(self.family, self.size)}[", self.operand)


def drawing(runs: Iterable[GlyphRun]) -> Drawing:
    """The Drawing of runs side by side. Neighbouring runs in one face are joined."""
    joined: list[GlyphRun] = []
    for run in runs:
        if joined and joined[-1].family == run.family:
            last = joined.pop()
            run = GlyphRun(run.family, run.size, last.codes + run.codes, last.operand + run.operand)
        joined.append(run)
    if len(joined) == 1:
        return Drawing(joined[0].operators, (FaceGlyphs(joined[0].family, joined[0].codes),))
    glyphs = tuple([FaceGlyphs(run.family, run.codes) for run in joined])
    return Drawing("".join([run.operators for run in joined]), glyphs)


RUN = re.compile(r"/(\S+) \S+ Tf\n\[")
BYTE = r"(?:\\(?:0\d\d|[r\\])|[^()\\])"
GLYPH = re.compile(f"{BYTE}{{2}}", re.DOTALL)
OPERAND = re.compile(rf"\(((?:{BYTE}{{2}})*)\)|(-?\d+)|(\] TJ\n)", re.DOTALL)
"""The parts of a run's operators: glyphs, an adjustment, the end."""


def stretched(drawn: Drawing, shares: Sequence[int]) -> Drawing:
    """A Drawing with more room behind its characters: its operators are read, and the room is added.

    shares: the room behind each character, in thousandths of an em. The glyphs of several runs may stand in another order
    than the runs.
    """
    texts: dict[str, dict[int, str]] = {}
    for face in drawn.glyphs:
        known = texts.setdefault(font_name(face.family), {})
        known.update((glyph_number(code), glyph_text(code)) for code in face.codes)
    operators, at, place = drawn.operators, 0, 0
    written = list[str]()
    while begin := RUN.match(operators, at):
        of, at = texts[begin[1]], begin.end()
        glyphs, adjustments = list[str](), list[int]()
        while part := OPERAND.match(operators, at):
            at = part.end()
            if part[3]:
                break
            if part[2]:
                adjustments[-1] += int(part[2])
                continue
            for glyph in GLYPH.findall(part[1]):
                place += len(of[_number(glyph)])
                glyphs.append(glyph)
                adjustments.append(-shares[place - 1])
        operand = "".join(f"{glyph}){by}(" if by else glyph for glyph, by in zip(glyphs, adjustments, strict=True))
        written.append(run_operators(begin[0], operand))
    return Drawing("".join(written), drawn.glyphs)


def run_operators(begin: str, operand: str) -> str:
    """The operators of a run. begin: everything before the first glyph's bracket; operand: as that of a GlyphRun."""
    return f"{begin}({operand[:-1]}] TJ\n" if operand.endswith("(") else f"{begin}({operand})] TJ\n"


@lru_cache(maxsize=1 << 15)
def _number(glyph: str) -> int:
    """The number of a glyph that `literal` wrote."""
    high, low = re.findall(BYTE, glyph, re.DOTALL)
    return _byte(high) << 8 | _byte(low)


def _byte(written: str) -> int:
    return ord(_UNESCAPED.get(written, written))


@lru_cache(maxsize=1024)
def font_operator(family: str, size: float) -> str:
    """The operator that chooses a family for values, in a size (px)."""
    return f"/{font_name(family)} {number_text(size)} Tf\n"


def font_name(family: str) -> str:
    """The name of the font for values in a family, as a page uses it. The layout's own names have no small letters."""
    return f"v{family.replace(' ', '')}"


def literal(code: int) -> str:
    """A glyph, by its code, in a string (ISO 32000-1, 7.3.4.2): its number in two bytes, neither of which is a bracket."""
    return "".join(_ESCAPED.get(byte, chr(byte)) for byte in glyph_number(code).to_bytes(2, "big"))


_ESCAPED = {ord("("): r"\050", ord(")"): r"\051", ord("\r"): r"\r", ord("\\"): r"\\"}


_UNESCAPED = {written: chr(byte) for byte, written in _ESCAPED.items()}


def in_operand(code: int, adjustment: int) -> str:
    """A glyph in the operand of TJ, with the distance by which the following glyphs are moved."""
    return f"{literal(code)}){adjustment}(" if adjustment else literal(code)
