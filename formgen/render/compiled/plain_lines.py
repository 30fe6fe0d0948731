"""Lines of plain Chinese text with Latin words and figures in it, set from what is known of its characters.

A line holds what fits, up to the last place where Pango's rules let the whole text be broken. Where a line comes near
anything that is not known, or would end inside a word, Pango sets it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import NamedTuple

from formgen.render.compiled.characters import BEHIND_HANZI, IN_A_WORD, SPACE, UNKNOWN, Characters, Word
from formgen.render.compiled.glyph_runs import Drawing, by_family
from formgen.render.compiled.pango import UNITS, SetPiece, line_ends

TOKEN = re.compile(f"{IN_A_WORD}+(?: {IN_A_WORD}+)*| +|([^ {IN_A_WORD}])\\1*")
"""By codes: a word, or several with a space between each two; spaces; characters of one family."""
MOST_KEPT = 256
"""Texts that are kept: they are set to see whether they fit, and again to be drawn."""


class _Token(NamedTuple):
    """A piece of a text. word is None for characters of a family that are an em wide each.

    behind  True for a word that is known only where what stands before it is on its line
    """

    end: int
    code: str
    word: Word | None
    behind: bool


class PlainText:
    """A text to be set line by line."""

    def __init__(self, characters: Characters, text: str) -> None:
        self._characters, self._text = characters, text
        codes = characters.codes(text)
        tokens, begins, edges, unknown, units, last = list[_Token](), list[int](), [0], list[int](), 0, ""
        for found in TOKEN.finditer(codes):
            start, end = found.span()
            code, word, behind = found[1] or UNKNOWN, None, False
            if codes[start] == IN_A_WORD:
                word = characters.word(text[start:end])
                if word is None and BEHIND_HANZI.search(text, max(0, start - 2), start):
                    word, behind = characters.word_behind_hanzi(text[start:end]), True
                code = word.code if word else UNKNOWN
            if code in (UNKNOWN, last):  # neighbours of one family are shaped together
                unknown.append(len(tokens))
            elif word is not None:
                units += word.units
            else:
                units += (end - start) * characters.em
            begins.append(start)
            edges.append(units)
            tokens.append(_Token(end, code, word, behind))
            last = code
        self._tokens, self._begins, self._edges, self._unknown = tokens, begins, edges, unknown
        self._ends, self._numbers = b"", characters.numbers(text)
        self._pieces: dict[tuple[int, int], SetPiece | None] = {}

    def piece(self, start: int, width: float) -> SetPiece | None:
        """What a line of a width (px) holds of the text from a place on, as `Setter.set` has it; None where only that is sure."""
        key = start, int(max(0, width) * UNITS)
        if key not in self._pieces:
            self._pieces[key] = self._piece(*key)
        return self._pieces[key]

    def _piece(self, start: int, room: int) -> SetPiece | None:
        em, tokens, begins = self._characters.em, self._tokens, self._begins
        if 4 * em > room and SPACE in self._text:
            return None  # in a narrow place WeasyPrint shows Pango the first word and no more
        first = self._at(start)
        if tokens[first].word and (begins[first] < start or tokens[first].behind):
            return None
        before = self._units(start)
        last = bisect_right(self._edges, before + room) - 1
        unknown = bisect_left(self._unknown, first)
        if unknown < len(self._unknown) and self._edges[self._unknown[unknown]] <= before + room:
            return None
        if last == len(tokens):
            width, end = self._edges[-1] - before, None
            return SetPiece(end, width * (1 / UNITS), self._drawing(start, len(self._text)), overflows=False)
        stopped = tokens[last]
        most = begins[last] + (0 if stopped.word else (before + room - self._edges[last]) // em)
        end = self._end(start, most, last)
        if end is None:
            return None
        width = self._units(end) - before
        return SetPiece(end - start, width * (1 / UNITS), self._drawing(start, end), overflows=False)

    def _at(self, place: int) -> int:
        """Which token the character at a place stands in."""
        return bisect_right(self._begins, place) - 1

    def _end(self, start: int, most: int, stopped: int) -> int | None:
        """Where a line ends that has room up to a place, and for no more of a token; None where that is inside a word."""
        ends = self._ends = self._ends or line_ends(self._text)
        token = self._tokens[stopped]
        if token.word is not None and ends.find(1, self._begins[stopped] + 1, token.end) >= 0:
            return None  # a part of the word may fit
        end = ends.rfind(1, start + 1, most + 1)
        if end < 0 or self._text[end - 1].isspace():
            return None
        following = self._at(end)
        return None if self._tokens[following].word and self._begins[following] < end else end

    def _units(self, place: int) -> int:
        """The width of what stands before a place, which is not inside a word."""
        token = self._at(place)
        return self._edges[token] + (place - self._begins[token]) * self._characters.em

    def _drawing(self, start: int, end: int) -> Drawing:
        """How the text is drawn from a place to another."""
        glyphs, text, numbers, families = self._characters.glyphs, self._text, self._numbers, self._characters.families
        operators, found = list[str](), dict[str, set[int]]()
        for token in self._tokens[self._at(start) : self._at(end - 1) + 1]:
            if token.word is not None:
                operators.append(token.word.operators)
                codes = found.get(token.word.family)
                if codes is None:
                    codes = found[token.word.family] = set()
                codes.update(token.word.codes)
                start = token.end
            else:
                stop = min(end, token.end)
                family, operator = families[token.code]
                operators.append(f"{operator}[<{numbers[4 * start : 4 * stop]}>] TJ\n")
                codes = found.get(family)
                if codes is None:
                    codes = found[family] = set()
                codes.update([glyphs[one] for one in text[start:stop]])
                start = stop
        return Drawing("".join(operators), by_family(found))


@lru_cache(maxsize=MOST_KEPT)
def plain_text(characters: Characters, text: str) -> PlainText:
    """The text, to be set in a stack and size."""
    return PlainText(characters, text)
