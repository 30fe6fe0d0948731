"""What is known of characters, so that Pango need not be asked about each text in which they stand.

In plain Chinese text Pango decides little. Hanzi and Chinese punctuation are an em wide, whatever stands beside them. A
Latin word or a figure has the glyphs and the kerning of its pairs of letters (`words`). Pango is asked for all this once
in a process, for many characters at a time. If a character does not look the same everywhere and beside every neighbour, it
counts as not known.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import bidirectional, category

from formgen.fonts.glyphs import glyph_text
from formgen.render.compiled.typeset.glyph_runs import literal
from formgen.render.compiled.typeset.known.looks import HANZI, IDEOGRAPHS, MOST_KEPT, SPACE, Looks, is_ideograph
from formgen.render.compiled.typeset.known.words import ALONE, HAN, Letters, Words
from formgen.render.compiled.typeset.pango import Doubt, Look, setter

OTHER_SIGNS = re.compile(f"[^{IDEOGRAPHS} -~]")
"""Characters that may look different beside a neighbour; ASCII is treated separately."""
INDENT = "\u3000"
AFTER_HANZI = "，。、；："
"""Signs that let the script of the ideograph before them pass on to the signs behind them."""
UNKNOWN = "?"
"""The code of a character that Pango has to set. The codes of families are capital letters."""
IN_A_WORD = "a"
"""The code of ASCII characters, of signs of Latin-1 that are not an em wide, and of Greek letters. A space is its own code."""
DOUBTFUL = "!"
"""The code of a character that may not stand by itself, or may not run from left to right."""
LEFT_TO_RIGHT = ("L", "EN", "ES", "ET", "CS", "WS", "ON")
"""Bidirectional classes (UAX #9) that never change the direction of a text if no other classes stand in it."""
LATIN_1_OR_GREEK = re.compile("[\u00a1-\u00ac\u00ae-\u00ffΑ-Ωα-ω]")
NOTHING = re.compile("(?!)")
NOT_LEARNT = re.compile("[^A-Z?!a ]")


class Characters:
    """What is known of the characters of one stack, size and choice of features.

    em, families  see `Looks`
    literals      how the glyph of each known character is written (`glyph_runs.literal`), by code point, for str.translate
    glyphs        the `glyph_code` of each known character
    words         words that can be set without Pango wherever they stand
    words_behind_hanzi, words_alone  the same for words after hanzi on the line (`BEHIND_HANZI`), and for words alone on it
    """

    def __init__(self, looks: Looks) -> None:
        letters = Letters(looks)
        self._looks, self.em, self.families = looks, looks.em, looks.families
        self.words, self.words_behind_hanzi, self.words_alone = (
            Words(letters),
            Words(letters, HAN),
            Words(letters, ALONE),
        )
        self._codes = {ord(SPACE): SPACE, **dict.fromkeys(range(33, 127), IN_A_WORD)}
        self.literals: dict[int, str] = {}
        self.glyphs: dict[str, int] = {}
        self._pairs: dict[str, bool] = {}
        self._runs = NOTHING

    def codes(self, text: str) -> str:
        """A code for each character of a text.

        It is the code of the family if the character is an em wide and known beside its neighbours, else UNKNOWN. For ASCII it
        is IN_A_WORD or a SPACE. Raises Doubt for characters that may not stand by themselves.
        """
        codes = text.translate(self._codes)
        if NOT_LEARNT.search(codes):
            self._learn({character for character in text if ord(character) not in self._codes})
            codes = text.translate(self._codes)
        if DOUBTFUL in codes:
            raise Doubt("characters that are not plain")
        apart = []
        for run in self._runs.finditer(codes):
            begin, last = run.start(), run.end() - 1
            for found in OTHER_SIGNS.finditer(text, begin, last + 1):
                for at in (found.start() - 1, found.start()):
                    pair = text[at : at + 2]
                    if begin <= at < last and not (
                        self._pairs[pair] if pair in self._pairs else self._stand_together(pair)
                    ):
                        apart.append(at)
        for at in apart:
            codes = codes[:at] + UNKNOWN * 2 + codes[at + 2 :]
        if text.startswith(INDENT):
            indent = len(text) - len(text.lstrip(INDENT))
            if self._indents(codes[indent : indent + 1]):
                codes = codes[indent] * indent + codes[indent:]
        return codes

    def _indents(self, code: str) -> bool:
        """True if an indent before a character of this family has the same family, because a space takes its neighbour's."""
        if not self._codes.get(ord(HANZI)):
            self._learn({HANZI})
        if ord(INDENT) not in self.literals:
            looks = self._looks.of(INDENT * 2 + HANZI)
            if (
                looks
                and looks[0] == looks[1]
                and (looks[0].family, looks[0].units, looks[0].adjustment) == (looks[2].family, self.em, 0)
            ):
                self._keep(INDENT, looks[0])
        return ord(INDENT) in self.literals and code == self._codes[ord(HANZI)] != UNKNOWN

    def _learn(self, characters: set[str]) -> None:
        """Learn new characters from Pango: all hanzi at once, the others one by one."""
        doubtful = {character for character in characters if not _plain(character)}
        self._codes.update(dict.fromkeys(map(ord, doubtful), DOUBTFUL))
        characters = characters - doubtful
        ideographs = "".join(sorted(one for one in characters if is_ideograph(one)))
        together = self._looks.of(ideographs) or []
        if any(look.units != self.em or look.adjustment for look in together):
            together = []
        alone = {one for one in characters if _takes_a_script(one)}.difference(
            glyph_text(look.code) for look in together
        )
        for look in [*together, *(looks[0] for one in sorted(alone) if (looks := self._looks.alike(one)))]:
            if look.units == self.em and not look.adjustment:
                character = glyph_text(look.code)
                self._keep(character, look)
                self._codes[ord(character)] = self._looks.family_code(look)
        signs = {code for one, code in self._codes.items() if code.isupper() and not is_ideograph(chr(one))}
        self._runs = re.compile("|".join(f"{code}{code}+" for code in sorted(signs))) if signs else NOTHING
        for character in characters:
            self._codes.setdefault(ord(character), IN_A_WORD if LATIN_1_OR_GREEK.match(character) else UNKNOWN)

    def _keep(self, character: str, look: Look) -> None:
        self.glyphs[character] = look.code
        self.literals[ord(character)] = literal(look.code)

    def _stand_together(self, pair: str) -> bool:
        """True if two characters of one family look the same side by side as each looks by itself."""
        if len(self._pairs) >= MOST_KEPT:
            self._pairs.clear()
        first, second = self._looks.alike(pair[0]), self._looks.alike(pair[1])
        together = first is not None and second is not None and self._looks.alike(pair) == [*first, *second]
        self._pairs[pair] = together
        return together


def _plain(character: str) -> bool:
    """True for characters that stand by themselves, from left to right: letters, digits, punctuation, symbols, spaces."""
    kind, direction = category(character), bidirectional(character)
    return kind[0] not in "CM" and kind not in ("Zl", "Zp") and direction in LEFT_TO_RIGHT


def is_behind_hanzi(text: str, at: int) -> bool:
    """True if the characters before a place give their script, which is Han, to the signs behind it that have none."""
    before = text[at - 1 : at]
    return is_ideograph(before) or (
        before != "" and before in AFTER_HANZI and is_ideograph(text[max(0, at - 2) : at - 1])
    )


def _takes_a_script(character: str) -> bool:
    """False for letters of other scripts, which `BEFORE` doesn't cover, and for spaces, which may hang over a line's end."""
    return is_ideograph(character) or not (character.isspace() or category(character).startswith("L"))


@lru_cache(maxsize=64)
def characters(stack: tuple[str, ...], size: float, features: str = "") -> Characters:
    """The Characters of a stack, a size (px) and features of the faces. Raises MachineError if Pango or a face is missing."""
    return Characters(Looks(setter(stack, size, features)))
