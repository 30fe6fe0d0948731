"""Latin words and figures, put together from what is known of pairs of letters, since kerning depends on pairs only.

Pango is asked once in a process for each pair, in every surrounding that could make a difference (`looks.BEFORE`), or in
the one surrounding where a word stands. If a pair does not look the same in all of them, it counts as not known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from formgen.render.compiled.typeset.glyph_runs import (
    Drawing,
    FaceGlyphs,
    GlyphRun,
    drawing,
    font_operator,
    in_operand,
    run_operators,
)
from formgen.render.compiled.typeset.known.looks import BEFORE, HANZI, MOST_KEPT, SPACE, Looks
from formgen.render.compiled.typeset.pango import Look

LETTER = re.compile("[A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]")
"""Letters of the Latin script."""
GREEK = re.compile("[Α-Ωα-ω]")
GREEK_AT_AN_END = re.compile("[Α-Ωα-ω](?![A-Za-z])")
"""Letters that give their script to the following signs, if those have no script."""
CLOSING = ")]}>"
"""Marks that take the script of the text that they close (UAX #24, 5.2). The text right before them may have another script."""
CLOSED = re.compile(f"[{re.escape(CLOSING)}].", re.DOTALL)
PAIRED = re.compile(r"[()\[\]{}<>«»]")
LATIN, HAN, ALONE = "\0", "\1", "\2"
"""The beginning of a letter's key if it is known exactly what stands before the letter: Latin letters in the same word;
hanzi; nothing. Without it, any of `looks.BEFORE` may stand there."""
END = "\3"
"""The end of the key of a space at the end of a line."""
STANDS_BEHIND = {HAN: (HANZI,), ALONE: ("",)}
FIGURES = "".join(one + other for one in "0123456789.,-/" for other in "0123456789.,-/")
"""All pairs of these characters are learnt at once, since every paper has other pairs."""


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """Latin and Greek letters, figures, other ASCII and signs of Latin-1. A word ends in a space only at the end of a line.

    code       the code of the family of its first character
    last       the code of the family of its last character
    units      its width in Pango's units
    operators  the operators that draw it
    glyphs     its glyphs in each of its families
    """

    code: str
    last: str
    units: int
    operators: str
    glyphs: tuple[FaceGlyphs, ...]


class _Letter(NamedTuple):
    """The look of a character of a word before the next character. operand: the character in the operand of a `GlyphRun`.

    It is a tuple, because words are put together from columns of letters.
    """

    family: str
    code: int
    units: int
    operand: str
    look: Look


class Letters:
    """The known letters of one stack and size by their keys. None for a letter that looks different in some surrounding."""

    def __init__(self, looks: Looks) -> None:
        self.looks = looks
        self._known: dict[str, _Letter | None] = {}

    def of(self, word: str, keys: list[str]) -> list[_Letter] | None:
        """The letters of a word; None if one of them is not known."""
        letters = [self._known.get(key) for key in keys]
        if None in letters and any(key not in self._known for key in keys):
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            if FIGURES[:2] not in self._known:
                self._learn(FIGURES, [_keys(FIGURES, mark) for mark in ("", *STANDS_BEHIND)])
            self._learn(word, [keys])
            letters = [self._known[key] for key in keys]
        return [one for one in letters if one is not None] if None not in letters else None

    def _learn(self, word: str, keys_of_marks: list[list[str]]) -> None:
        looks = {before: self.looks.behind(before, word) for before in BEFORE}
        for at, key in (found for keys in keys_of_marks for found in enumerate(keys)):
            if key not in self._known:
                ways = [one[at] if (one := looks[before]) else None for before in STANDS_BEHIND.get(key[0], BEFORE)]
                sure = ways == [ways[0]] * len(ways) and (
                    not _may_be_apart(key) or [ways[0]] == self.looks.alike(word[at])
                )
                self._known[key] = _letter(ways[0]) if sure and ways[0] else None


class Words(dict[str, Word | None]):
    """Words; each is put together when it is first asked for. None for a word that Pango has to set."""

    def __init__(self, letters: Letters, mark: str = "") -> None:
        """mark: HAN or ALONE for words that always stand after hanzi, or with nothing beside them."""
        super().__init__()
        self._letters, self._looks, self._mark = letters, letters.looks, mark

    def __missing__(self, text: str) -> Word | None:
        if len(self) >= MOST_KEPT:
            self.clear()
        letters = self._spelt(text)
        self[text] = found = self._word(letters) if letters else None
        return found

    def _spelt(self, text: str) -> list[_Letter] | None:
        if CLOSED.search(text) or text.isspace() or (self._mark and PAIRED.search(text)):
            return None  # after such a mark the script is that of the text before the closed part
        if GREEK.search(text):
            looks = None if self._mark or GREEK_AT_AN_END.search(text) else self._looks.alike(text)
            return list(map(_letter, looks)) if looks else None
        keys = _keys(text, self._mark)
        if self._mark == ALONE and keys[-1].startswith(LATIN):
            return None
        return self._letters.of(text, keys)

    def _word(self, letters: list[_Letter]) -> Word:
        families, codes, units, operands, looks = zip(*letters, strict=True)
        first, last = looks[0], looks[-1]
        if families.count(first.family) == len(families):
            begin = f"{font_operator(first.family, first.size)}["
            drawn = Drawing(run_operators(begin, "".join(operands)), (FaceGlyphs(first.family, codes),))
        else:
            drawn = drawing([GlyphRun(family, first.size, (code,), operand) for family, code, _, operand, _ in letters])
        return Word(self._looks.family_code(first), self._looks.family_code(last), sum(units), *drawn)


def _letter(look: Look) -> _Letter:
    return _Letter(look.family, look.code, look.units, in_operand(look.code, look.adjustment), look)


def _keys(word: str, mark: str) -> list[str]:
    """The keys of a word's characters. A key is a character with the next one; in a Latin word LATIN stands before it from
    the first letter on.

    After a Latin letter all characters have its script. Before the first letter this is not certain, so `mark` stands there.
    A space has the face of its left or its right neighbour, whichever face is the earlier one.
    """
    keys = [word[at : at + 2] for at in range(len(word))]
    for at in [at for at, character in enumerate(word) if at and character == SPACE] if SPACE in word else ():
        keys[at] = word[at - 1 : at + 2] if at + 1 < len(word) else word[at - 1 :] + END
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
