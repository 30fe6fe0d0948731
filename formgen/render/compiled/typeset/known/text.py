"""Sets lines of plain Chinese text with Latin words and figures from what is known of its characters.

A line holds the text that fits, up to the last place where Pango's rules allow a break in the whole text. If a line comes near
anything that is not known, this module gives no answer, and the caller lets Pango set the line.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from string import ascii_uppercase

from formgen.engines.justification import MOST
from formgen.render.compiled.typeset.glyph_runs import Drawing, FaceGlyphs, run_operators, stretched
from formgen.render.compiled.typeset.known.characters import (
    IN_A_WORD,
    UNKNOWN,
    Characters,
    characters,
    is_behind_hanzi,
)
from formgen.render.compiled.typeset.known.looks import SPACE, is_ideograph
from formgen.render.compiled.typeset.known.words import LETTER, Word
from formgen.render.compiled.typeset.pango import UNITS, SetPiece, line_ends

TOKEN = re.compile(f" ?{IN_A_WORD}+(?: {IN_A_WORD}+)*| +|[{UNKNOWN}]+|[A-Z]+")
"""Tokens, found by codes: a word, or several words with a space between each two and one before them; other spaces;
characters that Pango has to set; characters that are an em wide, in any families."""
FAMILIES = re.compile("|".join(f"{code}+" for code in ascii_uppercase))
"""Runs of characters of one family, found by codes."""
NO_FAMILY = IN_A_WORD + SPACE
ROOM_BEHIND = ("", *[f")-{share}(" for share in range(1, MOST + 1)])
"""What stands behind a character in an operand, by the room behind it."""
RUN_ENDS = "] TJ\n"
UNMOVED_END = f"){RUN_ENDS}"
"""The end of a run whose last glyph has no adjustment."""
MOST_KEPT = 256
"""The number of texts that are kept. A text is set once to see whether it fits, and again when it is drawn."""


class KnownText:
    """A text to be set line by line.

    em      the width of its hanzi, in Pango's units
    widest  a width that the whole text does not exceed, in the same units
    """

    def __init__(self, characters: Characters, text: str) -> None:
        self._characters, self._text, self.em = characters, text, characters.em
        em, words, begins, edges = characters.em, list[Word | None](), [0], [0]
        unknown, behind, start, units, doubtful, last = list[int](), set[int](), 0, 0, 0, ""
        self._codes = characters.codes(text)
        for token in TOKEN.findall(self._codes):
            end, word, code = start + len(token), None, token[0]
            if code in NO_FAMILY:
                written = text[start:end]
                word = characters.words[written]
                if word is None and end - start == len(text):
                    word = characters.words_alone[written]
                elif word is None and not (
                    start or token[0] == SPACE or not is_ideograph(text[end]) or LETTER.search(written)
                ):
                    # The word is known only after hanzi, whose script it takes. A space would take the hanzi's face, too.
                    word = characters.words_behind_hanzi[written]
                elif word is None and is_behind_hanzi(text, start):
                    word = characters.words_behind_hanzi[written]
                    behind.add(len(words))
                code = word.code if word else UNKNOWN
                # Pango shapes a space there together with a hanzi, if the hanzi has the family after which the space was learnt.
                if token[0] == SPACE and len(words) in behind:
                    code, last = code if code == last and is_ideograph(text[start - 1]) else UNKNOWN, ""
            if code in (last, UNKNOWN):  # neighbours of one family are shaped together
                unknown.append(len(words))
                doubtful += end - start
            else:
                units += word.units if word else (end - start) * em
            words.append(word)
            begins.append(end)
            edges.append(units)
            start, last = end, word.last if word else token[-1]
        # For each token: its word if it is one, where it begins (and at last the end of the text), and the width up to there.
        # Then: the tokens that are not known (and the end), and those known only if the text before them is on their line.
        self._words, self._begins, self._edges = words, begins, edges
        self._unknown, self._behind, self.widest = [*unknown, len(words)], behind, units + doubtful * em
        self._ends = b""
        self._found: dict[tuple[int, int], tuple[int, int, int, int] | None] = {}

    def piece(self, start: int, width: float) -> SetPiece | None:
        """The part of the text from a place on that fits on a line of a width (px), as `Setter.set` gives it.

        None if only `Setter.set` is sure of the answer.
        """
        key = start, int(max(0, width) * UNITS)
        if key not in self._found:
            self._found[key] = self._piece(*key)
        found = self._found[key]
        if found is None:
            return None
        end, units, first, last = found
        draw = partial(self._drawing, first, start, last, end)
        return SetPiece(None if end == len(self._text) else end - start, units * (1 / UNITS), draw, overflows=False)

    def _piece(self, start: int, room: int) -> tuple[int, int, int, int] | None:
        """The end of the line that begins at a place, its width, its first token and its last token."""
        em, edges = self.em, self._edges
        if 4 * em > room and SPACE in self._text:
            return None  # for a narrow line WeasyPrint gives Pango only the first word
        if not start and self._unknown[0] == len(self._words) and edges[-1] <= room:
            return len(self._text), edges[-1], 0, len(self._words) - 1
        first = self._at(start)
        unknown = self._unknown[bisect_left(self._unknown, first)]
        before = self._before(first, start) if unknown > first else None
        if before is None or (unknown < len(self._words) and edges[unknown] <= before + room):
            return None
        last = bisect_right(edges, before + room) - 1
        if last == len(self._words):
            return len(self._text), edges[-1] - before, first, last - 1
        found = self._end(start, before, before + room, last)
        if found is None:
            return None
        end, reached = found
        ending = self._at(end)
        return end, reached - before, first, ending if end > self._begins[ending] else ending - 1

    @property
    def longest(self) -> int:
        """The largest number of characters between two places where a line may end."""
        return max(map(len, self._line_ends()[1:].split(b"\1"))) + 1

    def _line_ends(self) -> bytes:
        """The places where lines may end; see `pango.line_ends`. Pango is asked once for each text."""
        self._ends = self._ends or line_ends(self._text)
        return self._ends

    def _at(self, place: int) -> int:
        """The number of the token in which the character at a place stands."""
        return bisect_right(self._begins, place) - 1

    def _before(self, token: int, start: int) -> int | None:
        """The width of the text before a line that begins in a token; None if the line's first word is not known there."""
        begin = self._begins[token]
        if self._words[token] is None:
            return self._edges[token] + (start - begin) * self.em
        if start == begin:
            return None if token in self._behind or self._text[start] == SPACE else self._edges[token]
        rest = self._part(token, start, self._begins[token + 1])
        return self._edges[token + 1] - rest.units if rest else None

    def _end(self, start: int, before: int, edge: int, stopped: int) -> tuple[int, int] | None:
        """The end of a line that has room up to an edge inside a token, and its width; None if they are not sure."""
        ends, em, begin = self._line_ends(), self.em, self._begins[stopped]
        most = begin if self._words[stopped] else begin + (edge - self._edges[stopped]) // em
        if self._words[stopped]:  # a part of the word may fit
            place = self._begins[stopped + 1]
            while (place := ends.rfind(1, max(start, begin) + 1, place)) >= 0:
                reached = self._reached(start, before, stopped, place)
                # Pango tests whether the part fits, and only then sets it by itself, without kerning at its end.
                if reached is None or abs(reached - edge) < em:
                    return None
                if reached < edge:
                    return place, reached
        place = ends.rfind(1, start + 1, most + 1)
        reached = self._reached(start, before, self._at(place), place) if place >= 0 else None
        return None if reached is None else (place, reached)

    def _reached(self, start: int, before: int, token: int, place: int) -> int | None:
        """The width of a line that ends at a place in a token; None if the text there is not known, or is spaces.

        WeasyPrint sets a line with a space at its end once more, by itself; then the space counts.
        """
        text, begin, word = self._text, self._begins[token], self._words[token]
        if text[place - 1].isspace() and (word is None or place - 1 <= max(start, begin) or text[place - 2] == SPACE):
            return None
        if word is None or place == begin:
            return self._edges[token] + (place - begin) * self.em
        part = self._part(token, max(start, begin), place)
        return (before if start > begin else self._edges[token]) + part.units if part else None

    def _part(self, token: int, start: int, end: int) -> Word | None:
        """A word, or the part of it that stands on this line."""
        whole = start == self._begins[token] and end == self._begins[token + 1]
        return self._words[token] if whole else self._characters.words[self._text[start:end]]

    def _drawing(self, first: int, start: int, last: int, end: int, shares: Sequence[int] = ()) -> Drawing:
        """How the text is drawn from a place in one token to a place in, or after, another token; shares as for `Draw`."""
        characters, begins, words, text = self._characters, self._begins, self._words, self._text
        literals, families = characters.literals, characters.families
        parts, glyphs, hanzi = list[str](), list[FaceGlyphs](), dict[str, str]()
        for at in range(first, last + 1):
            one = start if at == first else begins[at]
            other = end if at == last else begins[at + 1]
            if words[at] is not None:
                word = self._part(at, one, other)
                assert word is not None  # the line could only be found because the word is known
                parts.append(_stretched_word(word, shares[one - start : other - start]) if shares else word.operators)
                glyphs += word.glyphs
                continue
            for run in FAMILIES.findall(self._codes, one, other):
                code, until = run[0], one + len(run)
                shown = text[one:until]
                if shares:
                    operand = _with_room(shown, literals, shares[one - start : until - start])
                    parts.append(run_operators(f"{families[code].operator}[", operand))
                else:
                    parts.append(f"{families[code].operator}[({shown.translate(literals)})] TJ\n")
                hanzi[code] = hanzi[code] + shown if code in hanzi else shown
                one = until
        code_of = characters.glyphs.__getitem__
        return Drawing(
            "".join(parts),
            (
                *glyphs,
                *[FaceGlyphs(families[code].name, tuple(map(code_of, shown))) for code, shown in hanzi.items()],
            ),
        )


def _with_room(shown: str, literals: Mapping[int, str], shares: Sequence[int]) -> str:
    """The operand (`glyph_runs.GlyphRun`) of characters with more room behind each of them."""
    pieces = [""] * (2 * len(shown))
    pieces[::2] = map(literals.__getitem__, map(ord, shown))
    pieces[1::2] = map(ROOM_BEHIND.__getitem__, shares)
    return "".join(pieces)


def _stretched_word(word: Word, shares: Sequence[int]) -> str:
    """The operators of a word with more room behind its characters: usually behind the last one only."""
    if any(shares[:-1]) or not word.operators.endswith(UNMOVED_END):
        return stretched(Drawing(word.operators, word.glyphs), shares).operators if any(shares) else word.operators
    return f"{word.operators.removesuffix(RUN_ENDS)}-{shares[-1]}{RUN_ENDS}" if shares[-1] else word.operators


@lru_cache(maxsize=MOST_KEPT)
def known_text(stack: tuple[str, ...], size: float, text: str, features: str = "") -> KnownText:
    """What is known of a text that is set in a stack of families and a size (px), with features of the faces (`typeset.Face`).

    Raises Doubt for characters that may not stand by themselves, such as combining characters and those written from right to
    left: only the full layout sets such a text in lines. Raises MachineError if Pango or a face is missing.
    """
    return KnownText(characters(stack, size, features), text)
