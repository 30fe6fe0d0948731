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
from functools import lru_cache, partial
from typing import NamedTuple
from unicodedata import bidirectional, category

from formgen.render.compiled.glyph_runs import (
    ONE_GLYPH,
    FaceGlyphs,
    GlyphRun,
    drawing,
    font_operator,
    glyph_text,
    in_operand,
    literal,
)
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
LATIN, HAN, ALONE = "\0", "\1", "\2"
"""What a character's key begins with if more is known of what stands before it than that it is one of `BEFORE`."""
FIGURES = "".join(one + other for one in "0123456789.,-/" for other in "0123456789.,-/")
"""Each two of them side by side: learnt all at once, since every paper has others."""
STANDS_BEHIND = {HAN: (HANZI,), ALONE: ("",)}
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
"""The codes of ASCII, of signs of Latin-1 that are no em wide, and of Greek letters."""
DOUBTFUL = "!"
"""The code of a character that doesn't surely stand by itself, from left to right."""
LEFT_TO_RIGHT = ("L", "EN", "ES", "ET", "CS", "WS", "ON")
"""Bidirectional classes (UAX #9) that alone never turn the direction."""
LATIN_1_OR_GREEK = re.compile("[\u00a1-\u00ac\u00ae-\u00ffΑ-Ωα-ω]")
GREEK = re.compile("[Α-Ωα-ω]")
GREEK_AT_AN_END = re.compile("[Α-Ωα-ω](?![A-Za-z])")
"""What stands behind it takes its script, if it has none."""
NOT_LEARNT = re.compile("[^A-Z?!a ]")


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """Latin letters, figures and other ASCII.

    code       its family's; of its first character
    last       that of its last one
    units      its width in Pango's units
    operators  what draws it
    glyphs     of each of its families
    """

    code: str
    last: str
    units: int
    operators: str
    glyphs: tuple[FaceGlyphs, ...]


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
    words     ASCII, and what stands in words like it, with no space at the end; None for what Pango has to set
    words_behind_hanzi, words_alone  the same for what looks so where hanzi stand before it on the line (`BEHIND_HANZI`), or
              nothing stands beside it, whatever it looks like elsewhere
    families  the family that a code stands for, and what chooses it for drawing
    """

    pango: Setter
    em: int = field(init=False)
    families: dict[str, tuple[str, str]] = field(default_factory=dict)
    _codes: dict[int, str] = field(
        default_factory=lambda: {ord(SPACE): SPACE, **dict.fromkeys(range(33, 127), IN_A_WORD)}
    )
    _literals: dict[int, str] = field(default_factory=dict)
    _pairs: dict[str, bool] = field(default_factory=dict)
    _letters: dict[str, _Letter | None] = field(default_factory=dict)
    words: _Words = field(init=False)
    words_behind_hanzi: _Words = field(init=False)
    words_alone: _Words = field(init=False)
    _before: dict[str, list[Look]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.em = int(self.pango.size * UNITS)
        self.words, self.words_behind_hanzi, self.words_alone = (
            _Words(partial(self._spelt, mark)) for mark in ("", HAN, ALONE)
        )

    def codes(self, text: str) -> str:
        """For each character of a text the code of its family where it is an em wide and known beside its neighbours; or
        UNKNOWN; of ASCII that it is IN_A_WORD or a SPACE. Raises Doubt for characters that may not stand by themselves."""
        codes = text.translate(self._codes)
        if NOT_LEARNT.search(codes):
            self._learn({character for character in text if ord(character) not in self._codes})
            codes = text.translate(self._codes)
        if DOUBTFUL in codes:
            raise Doubt("characters that are not plain")
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

    def literals(self, text: str) -> str:
        """The glyphs of characters that are known, `glyph_runs.literal` each."""
        return text.translate(self._literals)

    def _indents(self, code: str) -> bool:
        """True if an indent before a character of this family is of the same one: a space takes what it stands beside."""
        if not self._codes.get(ord(HANZI)):
            self._learn({HANZI})
        if ord(INDENT) not in self._literals:
            looks = self._looks(INDENT * 2 + HANZI)
            if (
                looks
                and looks[0] == looks[1]
                and (looks[0].family, looks[0].units, looks[0].adjustment) == (looks[2].family, self.em, 0)
            ):
                self._keep(INDENT, looks[0])
        return ord(INDENT) in self._literals and code == self._codes[ord(HANZI)] != UNKNOWN

    def _spelt(self, mark: str, text: str) -> Word | None:
        """A word as its letters stand, two by two. mark: what stands before it."""
        if CLOSED.search(text) or text.isspace() or (mark and PAIRED.search(text)):
            return None  # the script behind such a mark is that before what it closes
        if GREEK.search(text):
            looks = None if mark or GREEK_AT_AN_END.search(text) else self._alike(text)
            return self._as_word(list(map(_letter, looks))) if looks else None
        keys = _keys(text, mark)
        if keys[-1].startswith(LATIN) and mark is ALONE:
            return None
        letters = [self._letters.get(key) for key in keys]
        if None in letters and any(key not in self._letters for key in keys):
            self._learn_letters(text, keys)
            letters = [self._letters[key] for key in keys]
        return self._as_word([one for one in letters if one is not None]) if None not in letters else None

    def _as_word(self, letters: list[_Letter]) -> Word:
        """The word of these letters."""
        families, codes, units, operands, looks = zip(*letters, strict=True)
        first, last = looks[0], looks[-1]
        if families.count(first.family) == len(families):
            runs = [GlyphRun(first.family, first.size, codes, "".join(operands))]
        else:
            runs = [GlyphRun(family, first.size, (code,), operand) for family, code, _, operand, _ in letters]
        return Word(self._code(first), self._code(last), sum(units), *drawing(runs))

    def _learn_letters(self, word: str, keys: list[str]) -> None:
        """How the letters of a word look; None for those that look otherwise somewhere else."""
        if len(self._letters) >= MOST_KEPT:
            self._letters.clear()
        if FIGURES[:2] not in self._letters:
            self._look_at(FIGURES, [_keys(FIGURES, mark) for mark in ("", *STANDS_BEHIND)])
        self._look_at(word, [keys])

    def _look_at(self, word: str, keys_of_marks: list[list[str]]) -> None:
        looks = {before: self._behind(before, word) for before in BEFORE}
        for at, key in (found for keys in keys_of_marks for found in enumerate(keys)):
            if key not in self._letters:
                ways = [one[at] if (one := looks[before]) else None for before in STANDS_BEHIND.get(key[0], BEFORE)]
                sure = ways == [ways[0]] * len(ways) and (not _may_be_apart(key) or [ways[0]] == self._alike(word[at]))
                self._letters[key] = _letter(ways[0]) if sure and ways[0] else None

    def _learn(self, characters: set[str]) -> None:
        """Hanzi all at once, others one by one."""
        doubtful = {character for character in characters if not _plain(character)}
        self._codes.update(dict.fromkeys(map(ord, doubtful), DOUBTFUL))
        characters = characters - doubtful
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
            self._codes.setdefault(ord(character), IN_A_WORD if LATIN_1_OR_GREEK.match(character) else UNKNOWN)

    def _keep(self, character: str, look: Look) -> None:
        ONE_GLYPH[look.family][character] = look.code
        self._literals[ord(character)] = literal(look.code)

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


def _plain(character: str) -> bool:
    """True for what stands by itself, from left to right: letters, digits, punctuation, symbols, spaces."""
    kind, direction = category(character), bidirectional(character)
    return kind[0] not in "CM" and kind not in ("Zl", "Zp") and direction in LEFT_TO_RIGHT


def _takes_a_script(character: str) -> bool:
    """False for letters of other scripts, which `BEFORE` doesn't speak for, and for spaces, which hang over a line's end."""
    return not OTHERS.match(character) or not (character.isspace() or category(character).startswith("L"))


def _letter(look: Look) -> _Letter:
    return _Letter(look.family, look.code, look.units, in_operand(look.code, look.adjustment), look)


def _keys(word: str, mark: str) -> list[str]:
    """What a word's characters are known by: with the next one; and in a Latin word's, from its first letter on, LATIN.

    Behind a Latin letter all are of its script, before the first one not always: mark stands there. A space is of the face of what
    stands before it, or of what stands behind it, if that is the earlier one.
    """
    keys = [word[at : at + 2] for at in range(len(word))]
    for at in [at for at, character in enumerate(word) if at and character == SPACE] if SPACE in word else ():
        keys[at] = word[at - 1 : at + 2]
    found = LETTER.search(word)
    first = found.start() if found else len(word)
    if mark:
        keys[:first] = [mark + key for key in keys[:first]]
    keys[first:] = [LATIN + key for key in keys[first:]]
    return keys


def _may_be_apart(key: str) -> bool:
    """True if two characters of a word may be of different scripts: then Pango shapes each by itself, and nothing is kerned."""
    if key[0] in STANDS_BEHIND:
        return False
    pair = key.removeprefix(LATIN)[-2:]
    if len(pair) < 2:
        return False
    letter = pair[1].isalpha() and not pair[0].isalpha() and pair[0] != SPACE
    return pair[1] in CLOSING or (letter and not key.startswith(LATIN))


@lru_cache(maxsize=64)
def characters(stack: tuple[str, ...], size: float) -> Characters:
    """The Characters of a stack and a size (px). Raises MachineError where Pango or a face is missing."""
    return Characters(setter(stack, size))
