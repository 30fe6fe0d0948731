"""Finds the glyphs of an OFD's texts and their places (GB/T 33190, chapter 11).

The distances in the file give the place of each character. Without distances, each character stands directly behind the one
before it. A glyph transformation names glyphs of the embedded font program for some of the characters.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from formgen.dossier.evidence.ofd.fonts import SPACES, DrawnGlyph, Fonts, Program
from formgen.dossier.evidence.ofd.package import OfdPackage
from formgen.dossier.evidence.ofd.paths import plain
from formgen.dossier.evidence.ofd.resources import FontResource
from formgen.dossier.evidence.ofd.values import PRINT_FROM_A_READER, Node, damaged, distances, numbers
from formgen.dossier.evidence.refused import RefusedError

BOLD = 600
"""A text with this weight or a larger one is bold (GB/T 33190, table 45)."""
SLANT = math.tan(math.radians(12))
"""How far an italic text leans to the right for each unit of height."""
THICKER = 0.03
"""The width of the line around the outlines of a bold text, in em."""
INVISIBLE = frozenset("\u200b\u200c\u200d\ufeff\u00ad\r\n\t")
"""Characters that show nothing and have no width."""
DEFAULT_SPACE = {"\u3000": 1.0, "\u2003": 1.0}
"""The widths of spaces that no font has, in em; the other spaces are half an em wide."""


class Wanted(NamedTuple):
    """A glyph that is wanted.

    number  its number in the embedded font program; None if the character decides
    text    the text for which it stands; empty if another glyph stands for the text already
    """

    number: int | None
    text: str


class Placed(NamedTuple):
    """A glyph and its place in the text's own space, in mm."""

    glyph: DrawnGlyph
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class TextLook:
    """The look of a text.

    font       its font
    size       the font size, in mm
    scale      the width of a character divided by its usual width
    turn       how far each character is turned, in quarters of a turn clockwise
    direction  the direction in which the characters follow each other, in quarters of a turn clockwise; 0 is to the right
    is_bold    True if its outlines are made thicker, because one of our faces replaces a bold font
    is_italic  True if its glyphs are slanted, because one of our faces replaces an italic font
    """

    font: FontResource
    size: float
    scale: float
    turn: int
    direction: int
    is_bold: bool
    is_italic: bool


def read_look(node: Node, fonts: dict[str, FontResource]) -> TextLook:
    """The look of a text. Raises RefusedError for a negative size, and for a turn that is not a multiple of 90 degrees."""
    font = fonts.get(node.get("Font") or "", FontResource("", None))
    size, scale = node.number("Size", 3.5), node.number("HScale", 1.0)
    turns = [int(node.number(name, 0)) for name in ("CharDirection", "ReadDirection")]
    if size < 0 or any(turn % 90 for turn in turns):
        raise damaged("文字的大小或方向不对")
    is_bold = (node.number("Weight", 400) >= BOLD or font.is_bold) and font.path is None
    is_italic = (node.flag("Italic", False) or font.is_italic) and font.path is None
    return TextLook(font, size, scale, turns[0] // 90 % 4, turns[1] // 90 % 4, is_bold, is_italic)


class Texts:
    """Finds the glyphs of the texts of one OFD."""

    def __init__(self, package: OfdPackage, fonts: Fonts) -> None:
        self._package, self._fonts = package, fonts

    def placed(self, node: Node, look: TextLook) -> Iterator[Placed]:
        """The glyphs of a text with their places.

        A character that no face has is added to `Fonts.missing`, and the whole file is refused at its end.

        Raises RefusedError as soon as more than 20 characters are missing, and for wrong numbers.
        """
        program = self._program(look.font)
        codes = list(node.children("TextCode"))
        transforms = _transforms(node) if program is not None else {}
        begin = 0
        x = y = 0.0
        for code in codes:
            text = _text(code)
            x, y = code.number("X", x), code.number("Y", y)
            wanted = _wanted(text, begin, transforms, program)
            begin += len(text)
            across, down = (distances(code.get(name) or "") for name in ("DeltaX", "DeltaY"))
            has_distances = bool(across or down)
            at = 0
            left, top = x, y
            for one in wanted:
                advance = _nth(across, at) / (look.size * look.scale) if across and look.size * look.scale else None
                glyph = self._glyph(one, look, program, advance)
                if glyph is not None:
                    yield Placed(glyph, left, top)
                for _ in range(max(1, len(one.text))):
                    if has_distances:
                        left += _nth(across, at)
                        top += _nth(down, at)
                    at += 1
                if not has_distances:
                    width = (glyph.width if glyph is not None else _blank(one.text)) * look.size * look.scale
                    step_x, step_y = ((1, 0), (0, 1), (-1, 0), (0, -1))[look.direction]
                    reach = width if look.direction % 2 == look.turn % 2 else look.size
                    left, top = left + reach * step_x, top + reach * step_y

    def _program(self, font: FontResource) -> Program | None:
        if font.path is None:
            if font.name:
                self._fonts.replaced.add(font.name.split()[0])
            return None
        content = b"" if self._fonts.is_known(font.path) else self._package.read(font.path)
        program = self._fonts.program(font.path, content)
        if program is None:
            self._fonts.replaced.add(font.name.split()[0] if font.name else "未命名")
        return program

    def _glyph(
        self, wanted: Wanted, look: TextLook, program: Program | None, advance: float | None
    ) -> DrawnGlyph | None:
        text = wanted.text
        if program is not None and look.font.path is not None:
            number = wanted.number if wanted.number is not None and program.has(wanted.number) else None
            if number is None and len(text) == 1:
                number = program.of(text)
            if number is not None:
                glyph = self._fonts.own(look.font.path, program, number, text)
                if glyph is not None:
                    return glyph
        if not text or text in INVISIBLE or (text.isspace() and text not in SPACES):
            return None
        glyph = self._fonts.stand_in(look.font.name, text, advance) if len(text) == 1 else None
        if glyph is None and text not in SPACES:
            self._fonts.missing.add(text)
            if len(self._fonts.missing) > 20:
                raise missing(self._fonts.missing)
        elif glyph is not None and program is not None and text not in SPACES:
            self._fonts.replaced.add(look.font.name.split()[0] if look.font.name else "未命名")
        return glyph


def missing(texts: set[str]) -> RefusedError:
    """The refusal of an OFD with characters that no face has. texts: these characters."""
    shown = "、".join(f"{text}（{' '.join(f'U+{ord(one):04X}' for one in text)}）" for text in sorted(texts)[:5])
    message = f"里有字显示不出来（字体不在文件里，程序自带的也没有）：{shown}"
    return RefusedError("evidence.missing-characters", message, PRINT_FROM_A_READER)


def _blank(text: str) -> float:
    return DEFAULT_SPACE.get(text, 0.5) if text in SPACES else 0.0


def _nth(values: list[float], at: int) -> float:
    """The distance behind a character. If the list is too short, its last distance is repeated; 0 if it is empty."""
    return values[min(at, len(values) - 1)] if values else 0.0


def _text(code: Node) -> str:
    """The characters of a piece of text. Line breaks at its ends are removed. They come from programs that indent their XML."""
    text = code.text
    return text.strip() if "\n" in text else text


def _transforms(node: Node) -> dict[int, tuple[int, list[int]]]:
    """The glyph transformations of a text, by the number of their first character, counted from 0.

    Each has the number of its characters, and the numbers of the glyphs that replace them.
    """
    found: dict[int, tuple[int, list[int]]] = {}
    for transform in node.children("CGTransform"):
        begin, count = int(transform.number("CodePosition", 0)), int(transform.number("CodeCount", 1))
        glyphs = [int(number) for number in numbers(transform.said("Glyphs") or "")]
        if glyphs and count > 0:
            found[begin] = (count, glyphs)
    return found


def _wanted(
    text: str, begin: int, transforms: dict[int, tuple[int, list[int]]], program: Program | None
) -> Iterator[Wanted]:
    at = 0
    while at < len(text):
        count, glyphs = transforms.get(begin + at, (0, []))
        count = min(count, len(text) - at)
        if not count or program is None:
            yield Wanted(None, text[at])
            at += 1
        elif len(glyphs) >= count:
            yield from (Wanted(glyph, one) for glyph, one in zip(glyphs, text[at : at + count], strict=False))
            yield from (Wanted(glyph, "") for glyph in glyphs[count:])
            at += count
        else:  # there are fewer glyphs than characters, so the last glyph stands for all the remaining characters
            yield from (Wanted(glyph, one) for glyph, one in zip(glyphs[:-1], text[at:], strict=False))
            yield Wanted(glyphs[-1], text[at + len(glyphs) - 1 : at + count])
            at += count


def written(placed: list[Placed], look: TextLook) -> str:
    """The operators that show the glyphs, in a space in which y grows downwards. One operator shows all glyphs of a line."""
    quarter = ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[look.turn]
    size, scale = look.size or 0.001, look.scale or 1.0
    slant = SLANT if look.is_italic else 0.0
    along = (quarter[0] * size * scale, quarter[1] * size * scale)
    upright = (quarter[1] * size + slant * quarter[0] * size, -quarter[0] * size + slant * quarter[1] * size)
    lines: list[str] = []
    font = ""
    row: list[str] = []
    pen = (0.0, 0.0)

    def close() -> None:
        if row:
            lines.append(f"[{''.join(row)}] TJ")
            row.clear()

    for glyph, x, y in placed:
        ahead = (x - pen[0]) * quarter[0] + (y - pen[1]) * quarter[1]
        aside = (x - pen[0]) * quarter[1] - (y - pen[1]) * quarter[0]
        if glyph.font != font or not row or abs(aside) > 1e-4 or abs(ahead) > 100 * size * scale:
            close()
            if glyph.font != font:
                lines.append(f"/{glyph.font} 1 Tf")
                font = glyph.font
            lines.append(" ".join([*map(plain, (*along, *upright, x, y)), "Tm"]))
        elif abs(ahead) > 1e-5:
            row.append(plain(round(-ahead / (size * scale) * 1000, 3)))
        row.append(f"<{glyph.code:04x}>")
        pen = (x + glyph.width * along[0], y + glyph.width * along[1])
    close()
    return "\n".join(lines)
