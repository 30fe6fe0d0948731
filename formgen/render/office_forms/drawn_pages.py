"""Reads what LibreOffice has drawn on the pages of its PDF: each glyph and each line with its place and its colour.

Only what LibreOffice writes is understood. Lengths are pt, measured from the page's lower left corner.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import cast

import pikepdf
from pikepdf import Array, ContentStreamInstruction, Dictionary, Object

from formgen.fonts.meanings import read_meanings
from formgen.foundation.errors import ProofError

Matrix = tuple[float, float, float, float, float, float]
UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
OUTLINE = 2
"""The text rendering mode (ISO 32000-1, table 106) with which LibreOffice draws bold letters of a face that has none."""


@dataclass(frozen=True, slots=True)
class SeenGlyph:
    """One glyph.

    text     the characters that it stands for
    x, y     its origin
    width    its advance
    family   the family of its face, without spaces: GwSong
    size     its size
    bold     True if its outline is drawn, too
    slant    how far its top leans to the right, for a height of 1
    colour   its colour, 0xRRGGBB
    at       the number of the instruction that draws it
    """

    text: str
    x: float
    y: float
    width: float
    family: str
    size: float
    bold: bool
    slant: float
    colour: int
    at: int


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A straight line that is drawn: its ends, its thickness, its colour, and the number of the instruction that draws it."""

    left: float
    bottom: float
    right: float
    top: float
    thickness: float
    colour: int
    at: int


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """What stands on a page, in the order of drawing."""

    instructions: tuple[ContentStreamInstruction, ...] = field(repr=False)
    glyphs: tuple[SeenGlyph, ...] = field(repr=False)
    lines: tuple[DrawnLine, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class _PageFont:
    """A font of a page. bytes_each: how many bytes a code has; widths in thousandths of an em."""

    family: str
    texts: dict[int, str]
    widths: dict[int, float]
    usual: float
    bytes_each: int


def drawn_pages(content: bytes) -> tuple[DrawnPage, ...]:
    """The pages of one of LibreOffice's PDFs. Raises ProofError where it is no sound PDF."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return tuple(_PageReader(page).page() for page in pdf.pages)
    except pikepdf.PdfError as fault:
        raise ProofError("LibreOffice 的 PDF 坏了") from fault


def page_of(page: pikepdf.Page) -> DrawnPage:
    """What stands on a page of an open PDF."""
    return _PageReader(page).page()


@dataclass
class _GraphicsState:
    """The part of the graphics state that matters here."""

    matrix: Matrix = UNIT
    fill: int = 0
    stroke: int = 0
    line: float = 1.0
    mode: int = 0


class _PageReader:
    """Follows the instructions of one page."""

    def __init__(self, page: pikepdf.Page) -> None:
        self._instructions = tuple(cast(ContentStreamInstruction, one) for one in pikepdf.parse_content_stream(page))
        fonts = page.obj.get("/Resources", Dictionary()).get("/Font", Dictionary())
        self._fonts = {name: _font(font) for name, font in fonts.items()}
        self._state, self._stack = _GraphicsState(), list[_GraphicsState]()
        self._glyphs, self._lines = list[SeenGlyph](), list[DrawnLine]()

    def page(self) -> DrawnPage:
        text: Matrix = UNIT
        here: Matrix = UNIT
        font, size = "", 0.0
        path = list[tuple[float, float]]()
        for at, one in enumerate(self._instructions):
            operands, state = list(one.operands), self._state
            match str(one.operator):
                case "q":
                    self._stack.append(_GraphicsState(state.matrix, state.fill, state.stroke, state.line, state.mode))
                case "Q":
                    if self._stack:
                        self._state = self._stack.pop()
                case "cm":
                    state.matrix = times(_matrix(operands), state.matrix)
                case "rg":
                    state.fill = _colour(operands)
                case "RG":
                    state.stroke = _colour(operands)
                case "g":
                    state.fill = _colour([operands[0]] * 3)
                case "G":
                    state.stroke = _colour([operands[0]] * 3)
                case "w":
                    state.line = float(operands[0])
                case "Tr":
                    state.mode = int(operands[0])
                case "BT":
                    text = here = UNIT
                case "Td":
                    text = here = times((1, 0, 0, 1, float(operands[0]), float(operands[1])), text)
                case "Tm":
                    text = here = _matrix(operands)
                case "Tf":
                    font, size = str(operands[0]), float(operands[1])
                case "Tj":
                    here = self._show([operands[0]], font, size, here, at)
                case "TJ":
                    here = self._show(list(cast(Array, operands[0])), font, size, here, at)
                case "m":
                    path = [(float(operands[0]), float(operands[1]))]
                case "l":
                    path.append((float(operands[0]), float(operands[1])))
                case "S":
                    self._strike(path, at)
                    path = []
        return DrawnPage(self._instructions, tuple(self._glyphs), tuple(self._lines))

    def _strike(self, path: Sequence[tuple[float, float]], at: int) -> None:
        state = self._state
        for (x, y), (right, top) in pairwise(path):
            ends = [_point(state.matrix, x, y), _point(state.matrix, right, top)]
            (x, y), (right, top) = sorted(ends)
            self._lines.append(DrawnLine(x, min(y, top), right, max(y, top), state.line, state.stroke, at))

    def _show(self, parts: Sequence[Object], name: str, size: float, here: Matrix, at: int) -> Matrix:
        font, state = self._fonts.get(name), self._state
        if font is None:
            raise ProofError("LibreOffice 的 PDF 里有一种字体没有说明")
        for part in parts:
            if isinstance(part, pikepdf.String):
                for code in _codes(bytes(part), font.bytes_each):
                    place = times(here, state.matrix)
                    width = font.widths.get(code, font.usual) * size / 1000
                    scale = place[3] or 1.0
                    self._glyphs.append(
                        SeenGlyph(
                            *(font.texts.get(code, ""), place[4], place[5], width * place[0], font.family),
                            *(size * scale, state.mode == OUTLINE, place[2] / scale, state.fill, at),
                        )
                    )
                    here = times((1, 0, 0, 1, width, 0), here)
            else:
                here = times((1, 0, 0, 1, -float(part) * size / 1000, 0), here)
        return here


def times(one: Matrix, other: Matrix) -> Matrix:
    """The matrix that does what one does, and then what the other does (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _matrix(operands: Sequence[Object]) -> Matrix:
    a, b, c, d, e, f = (float(one) for one in operands)
    return (a, b, c, d, e, f)


def _point(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _colour(operands: Sequence[Object]) -> int:
    red, green, blue = (round(float(one) * 255) for one in operands)
    return red << 16 | green << 8 | blue


def _codes(content: bytes, each: int) -> Iterator[int]:
    for at in range(0, len(content), each):
        yield int.from_bytes(content[at : at + each], "big")


def _font(font: Object) -> _PageFont:
    family = str(font.BaseFont).lstrip("/").split("+")[-1].split("-")[0]
    texts = read_meanings(font.ToUnicode.read_bytes()) if "/ToUnicode" in font else {}
    if font.Subtype == "/Type0":
        below = font.DescendantFonts[0]
        widths: dict[int, float] = {}
        parts = list(below.get("/W", Array()))
        while parts:
            first = int(parts.pop(0))
            if isinstance(parts[0], Array):
                widths |= {first + at: float(width) for at, width in enumerate(parts.pop(0))}
            else:
                last, width = int(parts.pop(0)), float(parts.pop(0))
                widths |= dict.fromkeys(range(first, last + 1), width)
        return _PageFont(family, texts, widths, float(below.get("/DW", 1000)), 2)
    first = int(font.FirstChar)
    return _PageFont(family, texts, {first + at: float(one) for at, one in enumerate(font.Widths)}, 0.0, 1)
