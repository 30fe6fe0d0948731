"""Asks Pango how characters look in each surrounding that could make a difference.

A character without a script of its own takes the script of the text before it. At the beginning of a line it takes the
script of the text that follows.
"""

from __future__ import annotations

from typing import NamedTuple

from formgen.render.compiled.typeset.glyph_runs import font_operator
from formgen.render.compiled.typeset.pango import UNITS, Doubt, Look, Setter

IDEOGRAPHS = "㐀-䶿一-鿿\U00020000-\U0003ffff"
"""Characters that always have the Han script. In none of our faces does one of them change its neighbour
(`tests/render/compiled/typeset/known/test_characters.py`)."""
HANZI, SPACE = "一", " "
BEFORE = ("", HANZI, "A，")
"""The texts before a character that is learnt: nothing; Chinese; a character that has taken the script of Latin letters."""
MOST_KEPT = 20_000
"""The number of words, and of pairs of characters, that are kept."""


def is_ideograph(character: str) -> bool:
    """True for one of `IDEOGRAPHS`. Of a single character this says the same as a pattern, which takes long to compile."""
    return "一" <= character <= "鿿" or "㐀" <= character <= "䶿" or "\U00020000" <= character <= "\U0003ffff"


class Family(NamedTuple):
    """One of the families that a stack's characters stand in, and the operator that chooses it for drawing."""

    name: str
    operator: str


class Looks:
    """The looks of the characters of one stack and size.

    em        the width of hanzi and Chinese punctuation, in Pango's units
    families  the families by their codes, which are capital letters
    """

    def __init__(self, pango: Setter) -> None:
        self._pango = pango
        self.em = int(pango.size * UNITS)
        self.families: dict[str, Family] = {}
        self._before: dict[str, list[Look]] = {}
        self._alike: dict[str, list[Look] | None] = {}
        """pango: sets texts in this stack and size."""

    def alike(self, text: str) -> list[Look] | None:
        """The look of a text; None if it depends on the text before it."""
        if text in self._alike:
            return self._alike[text]
        looks = [self.behind(before, text) for before in BEFORE]
        found = looks[0] if looks == [looks[0]] * len(BEFORE) else None
        if len(text) == 1:
            self._alike[text] = found
        return found

    def behind(self, before: str, text: str) -> list[Look] | None:
        """The look of a text after another text; None if the other text does not look as it does alone."""
        if before not in self._before:
            self._before[before] = self.of(before) or []
        whole = self.of(before + text)
        return None if whole is None or whole[: len(before)] != self._before[before] else whole[len(before) :]

    def of(self, text: str) -> list[Look] | None:
        """The glyph that Pango sets for each character of a text; None if there is not one glyph for each character."""
        if not text:
            return []
        try:
            looks = self._pango.alone(text)
        except Doubt:
            return None
        return looks if len(looks) == len(text) else None

    def family_code(self, look: Look) -> str:
        """The code of a look's family."""
        for code, family in self.families.items():
            if family.name == look.family:
                return code
        code = chr(ord("A") + len(self.families))
        self.families[code] = Family(look.family, font_operator(look.family, look.size))
        return code
