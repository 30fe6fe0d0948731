"""How the letters of a place look, and what is known of each character in them: its glyph, its width, its script."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from formgen.engines.pango import LOCK
from formgen.fonts.cmap import character_tables
from formgen.fonts.faces import face
from formgen.fonts.glyphs import glyph_code
from formgen.foundation import resources
from formgen.render.compiled.typeset.pango import Doubt, setter
from formgen.render.office.own_face import BOX_FACE, BOXES
from formgen.render.office_forms.line_breaks import kind_of

LATIN, CHINESE, WEAK = 0, 1, 2
"""The scripts by which LibreOffice chooses the face of a character. A weak one takes the script of the character before it."""
PER_EM = 1000.0
UNICODE = ((3, 1), (0, 3), (0, 4), (3, 10))
FALLBACKS = ("Gw Form", "Gw Song")
"""The families that LibreOffice asks, in order, for a character that a face and its extension lack."""
EXTENSION = " Ext"
"""How a family that has further characters of another one is called."""
BY_LANGUAGE = frozenset(("—", "…", "——"))
"""Signs that have a glyph of their own in Chinese texts."""
OPENING, CLOSING = "([{<", ")]}>"
"""Brackets that LibreOffice knows as pairs."""
_LETTER = "o"
DASH = "——"
"""The two characters that our faces join to one glyph."""

LIGATURES = ("ff", "fi", "fl")
"""Letters that LibreOffice draws as one glyph in a face that has it, kerned or not; `kerned` knows in which."""


@dataclass(frozen=True, slots=True)
class Lettering:
    """The look of some letters.

    chinese, latin  the families of their faces, as `fonts/` calls them
    size            their size (pt)
    bold            True if LibreOffice thickens them, because the face has no bold letters
    slant           how far their tops lean to the right, for a height of 1
    colour          their colour, 0xRRGGBB
    spread          the room (pt) that the page's grid, or wide letters, put behind each Chinese character
    latin_spread    the same for Latin letters, figures and spaces
    kerns           True if letters of Latin words are kerned
    underline       how far below the baseline a line stands under them, and how thick it is (pt); None for no line
    """

    chinese: str
    latin: str
    size: float
    bold: bool = False
    slant: float = 0.0
    colour: int = 0
    spread: float = 0.0
    latin_spread: float = 0.0
    kerns: bool = False
    underline: tuple[float, float] | None = None


class Letter(NamedTuple):
    """What is known of a character, or of two that are one glyph.

    family   the family of the face that has its glyph
    code     its `glyph_code`
    width    its width in em
    kind     its kind (`line_breaks.kind_of`)
    wordlike True for a letter, a hanzi or a figure: LibreOffice parts those of different scripts by a fifth of an em
    """

    family: str
    code: int
    width: float
    kind: str
    wordlike: bool


def script_of(character: str) -> int:
    """The script of a character: blocks as LibreOffice sorts them, for those characters that `kind_of` knows."""
    code = ord(character)
    if character in " \xa0":
        return WEAK
    if code < 0x2000:
        return LATIN
    return CHINESE if 0x2E80 <= code < 0xA000 or 0xFE30 <= code < 0xFE50 or 0xFF00 <= code < 0xFFF0 else WEAK


class UnknownCharacterError(Exception):
    """A character, or a pair of characters, of which is not known how LibreOffice sets it."""


@lru_cache(maxsize=8192)
def letter(lettering_chinese: str, lettering_latin: str, script: int, text: str) -> Letter:
    """A character, or `DASH`, in one of two families, by its script. Raises UnknownCharacterError for one that is not known."""
    own = lettering_chinese if script == CHINESE and text != " " else lettering_latin
    kind = kind_of(text[0])
    if not kind:
        raise UnknownCharacterError
    wordlike = unicodedata.category(text[0])[0] in "LN"
    if text == "…" and script != CHINESE:
        raise UnknownCharacterError
    if text in BY_LANGUAGE:
        family, code, width = _asked(own, script, text)
        return Letter(family, code, width, kind, wordlike)
    for family in (BOX_FACE,) if BOXES.fullmatch(text) else (own, own + EXTENSION, *FALLBACKS):
        number = _characters(family).get(ord(text)) if family in families().values() else None
        if number:
            return Letter(family, glyph_code(number, text), face(family).metric(number)[0] / PER_EM, kind, wordlike)
    raise UnknownCharacterError


@lru_cache(maxsize=8192)
def kerned(family: str, first: str, second: str, latin: bool) -> float:
    """How much nearer two neighbouring letters of a face stand (in em, negative for nearer).

    latin: True if the first one has the Latin script (`in_latin_script`): a face may kern two figures in that script alone

    Raises UnknownCharacterError where they are no two glyphs.
    """
    before = _LETTER if latin else ""
    try:
        with LOCK:
            looks = setter((family,), PER_EM).alone(before + first + second)
            alone = setter((family,), PER_EM).alone(first)
    except Doubt:
        raise UnknownCharacterError from None
    if len(looks) != len(before) + 2 or len(alone) != 1 or {look.family for look in looks} != {family}:
        raise UnknownCharacterError
    return (looks[-2].units - alone[0].units) / 1024 / PER_EM


def in_latin_script(text: str) -> list[bool]:
    """For each character of a paragraph, whether it has the Latin script: its own, or the one of the letter before it.

    Characters before the first letter have its script. A closing bracket has that of its opening one (UAX #24, 5.2);
    LibreOffice knows no pairs of Chinese brackets.
    """
    found, opened = list[bool](), list[bool]()
    here = script_of(next(filter(str.isalpha, text), "国")) == LATIN
    for character in text:
        if character.isalpha():
            here = script_of(character) == LATIN
        elif character in OPENING:
            opened.append(here)
        elif character in CLOSING and opened:
            here = opened.pop()
        found.append(here)
    return found


def _asked(own: str, script: int, text: str) -> tuple[str, int, float]:
    """The family, the code and the width (em) of signs whose glyph depends on the script around them.

    Raises UnknownCharacterError where they are not one glyph.
    """
    around, stack = ("国", (own, *FALLBACKS)) if script == CHINESE else ("A", (own, "Gw Song"))
    try:
        with LOCK:
            looks = setter(stack, PER_EM).alone(around + text + around)
    except Doubt:
        raise UnknownCharacterError from None
    if len(looks) != 3:
        raise UnknownCharacterError
    return looks[1].family, looks[1].code, looks[1].units / 1024 / PER_EM


@lru_cache(maxsize=32)
def _characters(family: str) -> dict[int, int]:
    """The glyph of each character of a face."""
    tables = character_tables(face(family))
    return next((tables[place] for place in UNICODE if tables.get(place)), {})


@lru_cache(maxsize=1)
def families() -> dict[str, str]:
    """Our families by their names without spaces, as they stand in PDFs."""
    return {font.family.replace(" ", ""): font.family for font in resources.font_files()}
