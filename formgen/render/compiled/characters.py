"""What is known of characters, so that Pango need not be asked of each text that they stand in.

Of plain Chinese text little is Pango's to decide: hanzi and Chinese punctuation are an em wide whatever stands beside them,
and a Latin word or a figure has the glyphs and the kerning of its pairs of letters. All this is asked of Pango once in a
process, many characters at a time, and in each surrounding that could make a difference: what has no script of its own
takes that of what stands before it. What looks different there, or beside a neighbour, is not known.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from unicodedata import category

from formgen.render.compiled.glyph_runs import NO_NUMBER, GlyphRun, font_operator, glyph_text, hexadecimal, in_operand
from formgen.render.compiled.pango import UNITS, Doubt, Look, Setter, setter

IDEOGRAPHS = "㐀-䶿一-鿿\U00020000-\U0003ffff"
"""Always of the Han script; in no face of ours does one touch its neighbour (`tests/render/compiled/test_characters.py`)."""
OTHERS = re.compile(f"[^{IDEOGRAPHS}]")
OTHER_SIGNS = re.compile(f"[^{IDEOGRAPHS} -~]")
"""What may look otherwise beside its neighbour, ASCII aside."""
HANZI, INDENT = "一", "\u3000"
BEFORE = ("", HANZI, "A，")
"""What stands before what is learnt: nothing, Chinese, something that has taken the script of Latin letters."""
CLOSING = ")]}>"
"""They take the script of what they close (UAX #24, 5.2), which need not be that of what stands before them."""
LATIN = "\0"
LETTER = re.compile("[A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]")
CLOSED = re.compile(f"[{re.escape(CLOSING)}].", re.DOTALL)
PAIRED = re.compile(r"[()\[\]{}<>«»]")
BEHIND_HANZI = re.compile(f"[{IDEOGRAPHS}][，。、；：]?$")
"""What gives its script to signs behind it that have none."""
MOST_KEPT = 20_000
"""Words, and pairs of characters, that are kept."""
UNKNOWN = "?"
"""The code of a character that Pango has to set; those of families are capital letters."""
IN_A_WORD, SPACE = "a", " "
"""The codes of ASCII, and of signs of Latin-1 that are no em wide."""
LATIN_1 = re.compile("[\u00a1-\u00ac\u00ae-\u00ff]")
NOT_LEARNT = re.compile("[^A-Z?a ]")


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """Latin letters, figures and other ASCII.

    code       its family's
    units      its width in Pango's units
    family     its only one
    codes      its glyphs, `glyph_code` each
    operators  what draws it
    """

    code: str
    units: int
    family: str
    codes: frozenset[int]
    operators: str


class _Letter(NamedTuple):
    """How a character of a word looks before the next one; operand: that character in a `GlyphRun`'s.

    A tuple, because words are put together from columns of them.
    """

    family: str
    code: int
    units: int
    operand: str
    look: Look


class _Words(dict[str, "Word | None"]):
    """Words, each spelt when it is first asked for."""

    def __init__(self, spelt: Callable[[str], Word | None]) -> None:
        super().__init__()
        self._spelt = spelt

    def __missing__(self, text: str) -> Word | None:
        if len(self) >= MOST_KEPT:
            self.clear()
        self[text] = found = self._spelt(text)
        return found


@dataclass(slots=True, eq=False)
class Characters:
    """What is known of the characters of one stack and size.

    em        the width of hanzi and Chinese punctuation, in Pango's units
    glyphs    of each character that is known to be an em wide its family and its `glyph_code`
    words     ASCII, and what stands in words like it, spaces only inside; None for what Pango has to set
    words_behind_hanzi  the same for what looks so where hanzi stand before it on the line (`BEHIND_HANZI`), whatever it looks
              like elsewhere
    families  the family that a code stands for, and what chooses it for drawing
    """

    pango: Setter
    em: int = field(init=False)
    glyphs: dict[str, tuple[str, int]] = field(default_factory=dict)
    families: dict[str, tuple[str, str]] = field(default_factory=dict)
    _codes: dict[int, str] = field(
        default_factory=lambda: {ord(SPACE): SPACE, **dict.fromkeys(range(33, 127), IN_A_WORD)}
    )
    _numbers: dict[int, str] = field(default_factory=lambda: dict.fromkeys(range(32, 127), NO_NUMBER))
    _pairs: dict[str, bool] = field(default_factory=dict)
    _letters: dict[str, _Letter | None] = field(default_factory=dict)
    words: _Words = field(init=False)
    words_behind_hanzi: _Words = field(init=False)
    _before: dict[str, list[Look]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.em = int(self.pango.size * UNITS)
        self.words, self.words_behind_hanzi = _Words(self._spelt), _Words(self._behind_hanzi)

    def codes(self, text: str) -> str:
        """For each character of a text the code of its family where it is an em wide and known beside its neighbours; or
        UNKNOWN; of ASCII that it is IN_A_WORD or a SPACE."""
        codes = text.translate(self._codes)
        if NOT_LEARNT.search(codes):
            self._learn({character for character in text if ord(character) not in self._codes})
            codes = text.translate(self._codes)
        apart = []
        for found in OTHER_SIGNS.finditer(text):
            at = found.start()
            before, behind = text[at - 1 : at + 1], text[at : at + 2]
            if at and not (self._pairs[before] if before in self._pairs else self._stand_together(before)):
                apart.append(at - 1)
            if not (self._pairs[behind] if behind in self._pairs else self._stand_together(behind)):
                apart.append(at)
        for at in apart:
            codes = codes[:at] + UNKNOWN * 2 + codes[at + 2 :]
        if text.startswith(INDENT):
            indent = len(text) - len(text.lstrip(INDENT))
            if self._indents(codes[indent : indent + 1]):
                codes = codes[indent] * indent + codes[indent:]
        return codes

    def numbers(self, text: str) -> str:
        """The glyphs' numbers of characters that are known, as in the operand of TJ; of others as many letters that mean nothing."""
        return text.translate(self._numbers)

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
                self._keep(INDENT, looks[0])
        return INDENT in self.glyphs and code == self._codes[ord(HANZI)] != UNKNOWN

    def _spelt(self, text: str) -> Word | None:
        """A word as its letters stand, two by two."""
        if CLOSED.search(text) or text.isspace():
            return None  # the script behind such a mark is that before what it closes
        keys = _keys(text)
        letters = [self._letters.get(key) for key in keys]
        if None in letters and any(key not in self._letters for key in keys):
            self._learn_letters(text, keys)
            letters = [self._letters[key] for key in keys]
        return self._as_word([one for one in letters if one is not None]) if None not in letters else None

    def _behind_hanzi(self, text: str) -> Word | None:
        looks = None if PAIRED.search(text) or text.isspace() else self._behind(HANZI, text)
        return self._as_word([_letter(look) for look in looks]) if looks else None

    def _as_word(self, letters: list[_Letter]) -> Word | None:
        """The word of these letters; None where they are of several families."""
        families, codes, units, operands, _ = zip(*letters, strict=True)
        if families.count(families[0]) < len(families):
            return None
        look = letters[0].look
        run = GlyphRun(look.family, look.size, codes, "".join(operands))
        return Word(self._code(look), sum(units), look.family, frozenset(codes), run.operators)

    def _learn_letters(self, word: str, keys: list[str]) -> None:
        """How the letters of a word look; None for those that look otherwise somewhere else."""
        if len(self._letters) >= MOST_KEPT:
            self._letters.clear()
        ways = [self._behind(before, word) for before in BEFORE]
        for at, key in enumerate(keys):
            looks = [way[at] if way else None for way in ways]
            sure = looks == [looks[0]] * len(BEFORE) and (not _may_be_apart(key) or [looks[0]] == self._alike(word[at]))
            self._letters.setdefault(key, _letter(looks[0]) if sure and looks[0] else None)

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
                self._keep(character, look)
                self._codes[ord(character)] = self._code(look)
        for character in characters:
            self._codes.setdefault(ord(character), IN_A_WORD if LATIN_1.match(character) else UNKNOWN)
            self._numbers.setdefault(ord(character), NO_NUMBER)

    def _keep(self, character: str, look: Look) -> None:
        self.glyphs[character] = look.family, look.code
        self._numbers[ord(character)] = hexadecimal(look.code)

    def _code(self, look: Look) -> str:
        for code, (family, _) in self.families.items():
            if family == look.family:
                return code
        code = chr(ord("A") + len(self.families))
        self.families[code] = look.family, font_operator(look.family, look.size)
        return code

    def _stand_together(self, pair: str) -> bool:
        """True if two characters look side by side as each does by itself, those of two faces of course; also for one alone."""
        codes = pair.translate(self._codes)
        if len(self._pairs) >= MOST_KEPT:
            self._pairs.clear()
        if len(pair) < 2 or codes[0] != codes[1] or codes[0] == UNKNOWN:
            together = True
        else:
            first, second = self._alike(pair[0]), self._alike(pair[1])
            together = first is not None and second is not None and self._alike(pair) == [*first, *second]
        self._pairs[pair] = together
        return together

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


def _letter(look: Look) -> _Letter:
    return _Letter(look.family, look.code, look.units, in_operand(look.code, look.adjustment), look)


def _keys(word: str) -> list[str]:
    """What a word's characters are known by: with the next one; and in a Latin word's, from its first letter on, LATIN.

    Behind a Latin letter all are of its script, before the first one not always.
    """
    pairs = [word[at : at + 2] for at in range(len(word))]
    found = LETTER.search(word)
    return [*pairs[: found.start()], *[LATIN + pair for pair in pairs[found.start() :]]] if found else pairs


def _may_be_apart(key: str) -> bool:
    """True if two characters of a word may be of different scripts: then Pango shapes each by itself, and nothing is kerned."""
    pair = key.removeprefix(LATIN)
    if len(pair) < 2:
        return False
    return pair[1] in CLOSING or (pair[1].isalpha() and not pair[0].isalpha() and pair is key)


@lru_cache(maxsize=64)
def characters(stack: tuple[str, ...], size: float) -> Characters:
    """The Characters of a stack and a size (px). Raises MachineError where Pango or a face is missing."""
    return Characters(setter(stack, size))
