"""Lines of plain Chinese text with Latin words and figures in it, set from what is known of its characters.

A line holds what fits, up to the last place where Pango's rules let the whole text be broken. Where a line comes near
anything that is not known, or would end inside a word, Pango sets it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from formgen.render.compiled.characters import UNKNOWN, Characters, Word
from formgen.render.compiled.glyph_runs import GlyphRun
from formgen.render.compiled.pango import UNITS, SetPiece, line_ends

TOKEN = re.compile(r"[!-~]+(?: [!-~]+)*|[^!-~ ]+| +")
"""A word, or several with a space between each two; other characters; other spaces."""
ALIKE = re.compile(r"(.)\1*")
KNOWN_OR_NOT = re.compile(f"[{UNKNOWN}]+|[^{UNKNOWN}]+")


class _Token(NamedTuple):
    """A piece of a text. word is None for characters that are an em wide, or not known."""

    start: int
    end: int
    known: bool
    word: Word | None


class PlainText:
    """A text to be set line by line."""

    def __init__(self, characters: Characters, text: str) -> None:
        self._characters, self._text = characters, text
        tokens, codes = list[_Token](), ""
        for found in TOKEN.finditer(text):
            start, end = found.span()
            if found[0].isascii():
                word = None if found[0].isspace() else characters.word(found[0])
                code = word.code if word else UNKNOWN
                tokens.append(_Token(start, end, code != UNKNOWN and codes[-1:] != code, word))
                codes += code * (end - start)
            else:
                coded = characters.codes(found[0], first=start == 0)
                for part in KNOWN_OR_NOT.finditer(coded):
                    touches = codes[-1:] == part[0][0] and not part.start()
                    known = part[0][0] != UNKNOWN and not touches
                    tokens.append(_Token(start + part.start(), start + part.end(), known, None))
                codes += coded
        self._tokens, self._codes = tokens, codes
        self._stops = [token.end for token in tokens]
        self._words = {token.start: token.word for token in tokens if token.word}
        self._ends = b""

    def piece(self, start: int, width: float) -> SetPiece | None:
        """What a line of a width (px) holds of the text from a place on, as `Setter.set` has it; None where only that is sure."""
        em, room = self._characters.em, int(max(0, width) * UNITS)
        if 4 * em > room and " " in self._text:
            return None  # in a narrow place WeasyPrint shows Pango the first word and no more
        left, end, token = room, start, None
        for token in self._tokens[self._at(start) :]:
            if not token.known:
                return None
            if token.word is None:
                held = min(token.end - end, left // em)
                left, end = left - held * em, end + held
            elif token.start < start:
                return None
            elif token.word.units <= left:
                left, end = left - token.word.units, token.end
            if end < token.end:
                break
        whole = end == len(self._text)
        if not whole:
            found = self._end(start, end, token)
            if found is None:
                return None
            end, left = found, room - self._units(start, found)
        return SetPiece(None if whole else end - start, (room - left) * (1 / UNITS), self._runs(start, end), overflows=False)  # fmt: skip

    def _at(self, place: int) -> int:
        """Which token the character at a place stands in."""
        return bisect_right(self._stops, place)

    def _end(self, start: int, most: int, stopped: _Token | None) -> int | None:
        """Where a line ends that has room up to a place, and for no more of a token; None where that is inside a word."""
        ends = self._ends = self._ends or line_ends(self._text)
        if stopped is not None and stopped.word is not None and ends.find(1, stopped.start + 1, stopped.end) >= 0:
            return None  # a part of the word may fit
        end = ends.rfind(1, start + 1, most + 1)
        if end < 0 or self._text[end - 1].isspace():
            return None
        following = self._tokens[self._at(end)]
        return None if following.word and following.start < end else end

    def _units(self, start: int, end: int) -> int:
        """The width of what stands between two places, neither inside a word."""
        return sum([
            token.word.units if token.word else (min(end, token.end) - max(start, token.start)) * self._characters.em
            for token in self._tokens[self._at(start) : self._at(end - 1) + 1]
        ])  # fmt: skip

    def _runs(self, start: int, end: int) -> tuple[GlyphRun, ...]:
        runs, glyphs = list[GlyphRun](), self._characters.glyphs
        for found in ALIKE.finditer(self._codes, start, end):
            word = self._words.get(found.start())
            if word is not None:
                runs.append(word.run)
            else:
                codes = tuple([glyphs[one] for one in self._text[found.start() : found.end()]])
                runs.append(GlyphRun(*self._characters.family(found[1]), codes, ()))
        return tuple(runs)
