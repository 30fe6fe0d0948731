"""Sets texts into lines as LibreOffice does, for texts of which that is certain.

    units = unit for each character: its glyph, its width, its span
    lines = set_lines(pieces, room)         # or Unsure

LibreOffice's rules: the face of a character depends on its script; a fifth of an em parts a Chinese character or figure and a
Latin one; spaces at the end of a line hang beyond it; a stretched line gets room behind each Chinese character and each space.
Lengths are pt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import NamedTuple

from formgen.render.compiled.typeset.typeset import Unsure
from formgen.render.office_forms.lettering import (
    BY_LANGUAGE,
    CHINESE,
    DASH,
    LATIN,
    LIGATURES,
    WEAK,
    Lettering,
    UnknownCharacterError,
    in_latin_script,
    kerned,
    letter,
    script_of,
)
from formgen.render.office_forms.line_breaks import HANGING, SPACES, next_line

TWIPS = 20
"""Twips in a point: LibreOffice's unit."""
TIGHT = 0.15
"""A line whose text ends so near (pt) to the edge of its room is not certain, unless such a line was seen."""


@dataclass(frozen=True, slots=True)
class LineRoom:
    """Where the lines of a paragraph stand.

    left    left edge of the room, from the page's left edge
    width   the room's width
    indent  indent of the first line
    align   left, center, right or justify
    held    a width of text that is known to stand on one line
    chinese, hangs  how lines end: see `line_breaks.next_line`
    """

    left: float
    width: float
    indent: float
    align: str
    held: float
    chinese: bool = True
    hangs: bool | None = None


class Unit(NamedTuple):
    """A glyph in its place on a line: the span that it belongs to, where it begins, its width, its size."""

    span: int
    x: float
    width: float
    family: str
    code: int


@dataclass(slots=True)
class _Letters:
    """A text as columns, one entry for each glyph.

    befores  the gap before the glyph, unless a line begins with it
    widths   its width, with the kerning behind it
    """

    spans: list[int]
    families: list[str]
    codes: list[int]
    widths: list[float]
    befores: list[float]
    kinds: list[str]
    chinese: list[bool]


def set_lines(texts: Sequence[tuple[str, Lettering]], room: LineRoom) -> list[list[Unit]] | Unsure:
    """The lines of a paragraph that consists of these texts. A text may have line breaks."""
    parts: list[list[tuple[int, str, Lettering]]] = [[]]
    for number, (text, lettering) in enumerate(texts):
        first, *others = text.split("\n")
        parts[-1].append((number, first, lettering))
        for other in others:
            parts.append([(number, other, lettering)])
    lines: list[list[Unit]] = []
    script, scripts = LATIN, _latin_scripts(texts)
    try:
        for number, part in enumerate(parts):
            if not any(text for _, text, _ in part):
                lines.append([])
                continue
            letters, script = _letters(part, script, scripts)
            if not room.chinese and not BY_LANGUAGE.isdisjoint("".join(text for _, text, _ in part)):
                return Unsure("有的符号随语言变样")
            found = _broken(letters, room, 0.0 if number else room.indent)
            if isinstance(found, Unsure):
                return found
            lines += found
    except UnknownCharacterError:
        return Unsure("有的字排出来不一定和 LibreOffice 一样")
    return lines


def _latin_scripts(texts: Sequence[tuple[str, Lettering]]) -> Iterator[bool]:
    """For each character of a paragraph but line breaks, whether it has the Latin script; asked only where letters are kerned."""
    if not any(look.kerns for _, look in texts):
        return repeat(False)
    return iter(in_latin_script("".join(text for text, _ in texts).replace("\n", "")))


def _letters(
    part: Sequence[tuple[int, str, Lettering]], script: int, latin_script: Iterator[bool]
) -> tuple[_Letters, int]:
    """The glyphs of a text without line breaks, and the script of its last character.

    latin_script: for each further character of the paragraph, whether it has the Latin script
    """
    made = _Letters([], [], [], [], [], [], [])
    last = ("", -1, -1, False)  # the character before, its span, its script, whether it is wordlike
    latin_before = False
    for span, text, look in part:
        chinese, latin, size = look.chinese, look.latin, look.size
        gap = int(size * TWIPS) // 5 / TWIPS
        at = 0
        while at < len(text):
            character = text[at]
            if (own := script_of(character)) != WEAK:
                script = own
            if character == "—" and text.startswith(DASH, at):
                character = DASH
            known = letter(chinese, latin, script, character)
            before = 0.0
            if last[1] >= 0:
                if last[1] != span:
                    pass  # the border of a slot's content control stands between them, and LibreOffice parts nothing there
                elif last[2] != script:
                    before = gap if last[3] and known.wordlike else 0.0
                elif script == LATIN and (look.kerns or last[0] + character in LIGATURES):
                    nearer = kerned(latin, last[0], character, latin_before)
                    made.widths[-1] += nearer * size if look.kerns else 0.0
            made.spans.append(span)
            made.families.append(known.family)
            made.codes.append(known.code)
            wide = look.spread if script == CHINESE and character != " " else look.latin_spread
            made.widths.append(known.width * size + wide)
            made.befores.append(before)
            made.kinds.append(known.kind)
            made.chinese.append(script == CHINESE)
            last = (character, span, script, known.wordlike)
            for _ in character:
                latin_before = next(latin_script)
            at += len(character)
    return made, script


def _broken(letters: _Letters, room: LineRoom, indent: float) -> list[list[Unit]] | Unsure:
    kinds, widths, befores = letters.kinds, letters.widths, letters.befores
    count, start = len(kinds), 0
    lines: list[list[Unit]] = []
    while True:
        x, end = 0.0, count
        limit = room.width - indent
        held = max(room.held - indent, 0.0)
        for at in range(start, count):
            x += widths[at] + (befores[at] if at > start else 0.0)
            if x > held and x > limit - TIGHT and kinds[at] not in SPACES:
                if x < limit + TIGHT:
                    return Unsure("一行刚好排满，不确定")
                following = next_line(kinds, start, at, room.chinese, room.hangs)
                if following is None or (following > at and room.align in ("center", "right")):
                    return Unsure("行尾的词怎样断行不确定")
                end = following
                break
        if room.align == "justify" and end < count and " " in kinds[start:end]:
            return Unsure("两端对齐的一行里有空格")
        lines.append(_line(letters, start, end, room, indent, end == count))
        if end >= count:
            return lines
        start, indent = end, 0.0


def _line(letters: _Letters, start: int, end: int, room: LineRoom, indent: float, is_last: bool) -> list[Unit]:
    """One line of the letters from start to end, in its place."""
    kinds, widths, befores = letters.kinds, letters.widths, letters.befores
    shown = end
    if not is_last:
        while shown > start and kinds[shown - 1] in SPACES:
            shown -= 1
    total = sum(widths[start:shown]) + sum(befores[start + 1 : shown])
    x, stretch = room.left + indent, 0.0
    spare = room.width - indent - total
    inside = shown
    if spare < 0 and kinds[shown - 1] in HANGING:
        inside, spare = shown - 1, spare + widths[shown - 1] + befores[shown - 1]
    gaps = list[bool]()
    if room.align == "right":
        x += spare
    elif room.align == "center":
        x += spare / 2
    elif room.align == "justify" and not is_last:
        gaps = [
            letters.chinese[at] or kinds[at] in SPACES or (at + 1 < inside and letters.chinese[at + 1])
            for at in range(start, inside - 1)
        ] + [False] * (shown - inside + 1)
        stretch = int(round(spare * TWIPS, 3)) // max(1, sum(gaps)) / TWIPS  # LibreOffice gives each gap whole twips
    units = list[Unit]()
    for at in range(start, shown):
        if at > start:
            x += befores[at]
        units.append(Unit(letters.spans[at], x, widths[at], letters.families[at], letters.codes[at]))
        x += widths[at]
        if gaps and gaps[at - start]:
            x += stretch
    return units
