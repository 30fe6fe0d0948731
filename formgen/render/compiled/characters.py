"""What is known of characters, so that Pango need not be asked of each text that they stand in.

Of plain Chinese text little is Pango's to decide: hanzi and Chinese punctuation are an em wide whatever stands beside them,
and a Latin word or a figure has the glyphs and the kerning of its pairs of letters. All this is asked of Pango once in a
process, many characters at a time, and in each surrounding that could make a difference: what has no script of its own
takes that of what stands before it. What looks different there, or beside a neighbour, is not known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from unicodedata import category

from formgen.render.compiled.glyph_runs import GlyphRun, glyph_text
from formgen.render.compiled.pango import UNITS, Doubt, Look, Setter, setter

IDEOGRAPHS = "㐀-䶿一-鿿\U00020000-\U0003ffff"
"""Always of the Han script; in no face of ours does one touch its neighbour (`tests/render/compiled/test_characters.py`)."""
OTHERS = re.compile(f"[^{IDEOGRAPHS}]")
HANZI, INDENT = "一", "\u3000"
BEFORE = ("", HANZI, "A，")
"""What stands before what is learnt: nothing, Chinese, something that has taken the script of Latin letters."""
CLOSING = ")]}>"
"""They take the script of what they close (UAX #24, 5.2), which need not be that of what stands before them."""
MOST_KEPT = 20_000
"""Words, and pairs of characters, that are kept."""
UNKNOWN = "?"
"""The code of a character that Pango has to set; those of families are capital letters."""
NOT_LEARNT = re.compile("[^A-Z?]")


@dataclass(frozen=True, slots=True)
class Word:
    """Latin letters, figures and other ASCII: its family's code, its width in Pango's units, its glyphs."""

    code: str
    units: int
    run: GlyphRun


class _Letter(NamedTuple):
    """A character of a word and the next one, if there is one. latin: they are of the Latin script wherever the word stands."""

    pair: str
    latin: bool


@dataclass(slots=True)
class Characters:
    """What is known of the characters of one stack and size.

    em      the width of hanzi and Chinese punctuation, in Pango's units
    glyphs  the `glyph_code` of each character that is known to be an em wide
    """

    pango: Setter
    em: int = field(init=False)
    glyphs: dict[str, int] = field(default_factory=dict)
    _codes: dict[int, str] = field(default_factory=dict)
    _families: dict[str, tuple[str, float]] = field(default_factory=dict)
    _pairs: dict[str, bool] = field(default_factory=dict)
    _letters: dict[_Letter, Look | None] = field(default_factory=dict)
    _words: dict[str, Word | None] = field(default_factory=dict)
    _before: dict[str, list[Look]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.em = int(self.pango.size * UNITS)

    def family(self, code: str) -> tuple[str, float]:
        """The family that a code stands for, and its size (px)."""
        return self._families[code]

    def codes(self, text: str, first: bool) -> str:
        """For each character of a text the code of its family where it is an em wide and known beside its neighbours; or UNKNOWN.

        first: nothing stands before the text
        """
        codes = text.translate(self._codes)
        if NOT_LEARNT.search(codes):
            self._learn({character for character in text if ord(character) not in self._codes})
            codes = text.translate(self._codes)
        for found in OTHERS.finditer(text):
            for at in (found.start() - 1, found.start()):
                pair = codes[at : at + 2] if at >= 0 else ""
                if len(pair) == 2 and pair[0] == pair[1] != UNKNOWN and not self._stand_together(text[at : at + 2]):
                    codes = codes[:at] + UNKNOWN * 2 + codes[at + 2 :]
        if first and text[0] == INDENT:
            indent = len(text) - len(text.lstrip(INDENT))
            if self._indents(codes[indent : indent + 1]):
                codes = codes[indent] * indent + codes[indent:]
        return codes

    def _indents(self, code: str) -> bool:
        """True if an indent before a character of this family is of the same one: a space takes what it stands beside."""
        if not self._codes.get(ord(HANZI)):
            self._learn({HANZI})
        if INDENT not in self.glyphs:
            looks = self._looks(INDENT * 2 + HANZI)
            if (
                looks
                and looks[0] == looks[1]
                and (looks[0].family, looks[0].units, looks[0].adjustment) == (looks[2].family, self.em, 0)
            ):
                self.glyphs[INDENT] = looks[0].code
        return INDENT in self.glyphs and code == self._codes[ord(HANZI)] != UNKNOWN

    def word(self, text: str) -> Word | None:
        """ASCII, spaces only inside it; None where Pango has to set it."""
        if text not in self._words:
            if len(self._words) >= MOST_KEPT:
                self._words.clear()
            self._words[text] = self._spelt(text)
        return self._words[text]

    def _spelt(self, text: str) -> Word | None:
        """A word as its letters stand, two by two."""
        if any(mark in text[:-1] for mark in CLOSING):
            return None  # the script behind such a mark is that before what it closes
        keys = _keys(text)
        if any(key not in self._letters for key in keys):
            self._learn_letters(text, keys)
        known = [look for key in keys if (look := self._letters.get(key)) is not None]
        if len(known) < len(text) or len({look.family for look in known}) > 1:
            return None
        codes, adjustments = [look.code for look in known], [look.adjustment for look in known]
        run = GlyphRun.of(known[0].family, known[0].size, codes, adjustments)
        return Word(self._code(known[0]), sum([look.units for look in known]), run)

    def _learn_letters(self, word: str, keys: list[_Letter]) -> None:
        """How the letters of a word look; None for those that look otherwise somewhere else."""
        if len(self._letters) >= MOST_KEPT:
            self._letters.clear()
        ways = [self._behind(before, word) for before in BEFORE]
        for at, key in enumerate(keys):
            looks = [way[at] if way else None for way in ways]
            sure = looks == [looks[0]] * len(BEFORE) and (
                len(key.pair) < 2 or not _may_be_apart(key.pair) or [looks[0]] == self._alike(key.pair[0])
            )
            self._letters.setdefault(key, looks[0] if sure else None)

    def _learn(self, characters: set[str]) -> None:
        """Hanzi all at once, others one by one."""
        ideographs = "".join(sorted(one for one in characters if not OTHERS.match(one)))
        together = self._looks(ideographs) or []
        if any(look.units != self.em or look.adjustment for look in together):
            together = []
        alone = {one for one in characters if _takes_a_script(one)}.difference(
            glyph_text(look.code) for look in together
        )
        for look in [*together, *(looks[0] for one in sorted(alone) if (looks := self._alike(one)))]:
            if look.units == self.em and not look.adjustment:
                character = glyph_text(look.code)
                self.glyphs[character] = look.code
                self._codes[ord(character)] = self._code(look)
        for character in characters:
            self._codes.setdefault(ord(character), UNKNOWN)

    def _code(self, look: Look) -> str:
        for code, (family, _) in self._families.items():
            if family == look.family:
                return code
        code = chr(ord("A") + len(self._families))
        self._families[code] = look.family, look.size
        return code

    def _stand_together(self, pair: str) -> bool:
        """True if two characters of one face look side by side as each does by itself."""
        if pair not in self._pairs:
            if len(self._pairs) >= MOST_KEPT:
                self._pairs.clear()
            first, second = self._alike(pair[0]), self._alike(pair[1])
            self._pairs[pair] = first is not None and second is not None and self._alike(pair) == [*first, *second]
        return self._pairs[pair]

    def _alike(self, text: str) -> list[Look] | None:
        """How a text looks, if that is the same whatever stands before it."""
        looks = [self._behind(before, text) for before in BEFORE]
        return looks[0] if looks == [looks[0]] * len(BEFORE) else None

    def _behind(self, before: str, text: str) -> list[Look] | None:
        """How a text looks behind another, which must look as it does alone."""
        if before not in self._before:
            self._before[before] = self._looks(before) or []
        whole = self._looks(before + text)
        return None if whole is None or whole[: len(before)] != self._before[before] else whole[len(before) :]

    def _looks(self, text: str) -> list[Look] | None:
        """What Pango sets of each character of a text; None where glyphs are not one for one."""
        if not text:
            return []
        try:
            looks = self.pango.alone(text)
        except Doubt:
            return None
        return looks if len(looks) == len(text) else None


def _takes_a_script(character: str) -> bool:
    """False for letters of other scripts, which `BEFORE` doesn't speak for, and for spaces, which hang over a line's end."""
    return not OTHERS.match(character) or not (character.isspace() or category(character).startswith("L"))


def _keys(word: str) -> list[_Letter]:
    """What a word's characters are known by: behind a Latin letter all are of its script, before the first one not always."""
    first = next((at for at, character in enumerate(word) if character.isalpha()), len(word))
    return [_Letter(word[at : at + 2], at >= first) for at in range(len(word))]


def _may_be_apart(pair: str) -> bool:
    """True if two characters of a word may be of different scripts: then Pango shapes each by itself, and nothing is kerned."""
    first, second = pair[0], pair[1]
    return second in CLOSING or (second.isalpha() and not first.isalpha())


@lru_cache(maxsize=64)
def characters(stack: tuple[str, ...], size: float) -> Characters:
    """The Characters of a stack and a size (px). Raises MachineError where Pango or a face is missing."""
    return Characters(setter(stack, size))
