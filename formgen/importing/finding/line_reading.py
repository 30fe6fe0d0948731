"""A line of a form while its blanks are found: its words, what stands around it, and which of its characters are taken."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from formgen.importing.blanks import BlankKind, DatePart, FoundBlank, Spot, plain_label, squeezed
from formgen.importing.finding.choice_lines import choice_rows
from formgen.importing.finding.line_patterns import GAP, SENTENCE, SIGN_ALONE, SPACED
from formgen.importing.word_text import FormLine


@dataclass(frozen=True)
class Around:
    """What stands around a line: the label of its cell, where it stands, and whether it stands in a table.

    last  True if nothing follows in the cell or the next paragraph is a blank line of the same kind: a label at the end
          of the line then has its place behind it
    stamp the place to sign or stamp that stands before the line in the same cell: a date belongs to it
    notes the notes that count for all boxes of the cell: `（可多选）`
    """

    label: str = ""
    words: str = ""
    place: str = ""
    in_table: bool = False
    last: bool = True
    stamp: FoundBlank | None = None
    notes: str = ""


class LineReading:
    """A line whose blanks are being found. Each finder takes the characters of its blanks, and leaves those that are taken.

    text     the line's characters
    around   what stands around the line
    choices  the rows of boxes to tick in it
    stamps   the places to sign or stamp that were found in it
    """

    def __init__(self, line: FormLine, around: Around) -> None:
        self.paragraph, self.first, self.around = line.paragraph, line.start, around
        self.text = line.text
        self.choices = choice_rows(self.text, around.words + around.notes)
        self.stamps: list[FoundBlank] = []
        self._taken = [False] * (len(self.text) + 1)

    def blank(self, kind: BlankKind, label: str, words: str, spots: tuple[Spot, ...]) -> FoundBlank:
        """A blank in this line.

        label  what it asks for, in the form's words, with numbering, marks and hints
        words  the form's words that the label comes from
        """
        name, hint = plain_label(label)
        words = words.strip()
        if words and words not in self.text:  # a label that stands apart: the form's own words have its spaces
            apart = re.search(r"[\s\u3000]*".join(map(re.escape, squeezed(words))), self.text)
            words = apart[0] if apart else words
        return FoundBlank(kind, name, words, self.around.place, spots, at=self.paragraph, hint=hint)

    def inline(self, label: str, words: str, start: int, end: int, hint: str = "") -> FoundBlank:
        """A blank for a text between two places of this line. A hint replaces the label's own."""
        blank = self.blank(BlankKind.INLINE, label, words, (self.spot(start, end),))
        return replace(blank, hint=hint) if hint else blank

    def spot(self, start: int, end: int, part: DatePart | None = None) -> Spot:
        """The characters between two places of this line, as places of its paragraph."""
        return Spot(self.paragraph, self.first + start, self.first + end, part)

    def take(self, start: int, end: int) -> None:
        """Keep these characters from other finders."""
        for place in range(start, end):
            self._taken[place] = True

    def is_free(self, start: int, end: int) -> bool:
        """True if none of these characters is taken."""
        return not any(self._taken[start:end])

    def is_taken(self, place: int) -> bool:
        """True if the character at a place is taken; False at the line's end."""
        return self._taken[place]

    def before(self, place: int) -> str:
        """The words directly before a place: back to a mark, two spaces, or a place that is taken."""
        start = place
        while start > 0 and not self._taken[start - 1] and not SENTENCE.match(self.text[start - 1]):
            start -= 1
        words = SPACED.sub(lambda label: squeezed(label[0]), self.text[start:place].rstrip(" \u3000\t：:"))
        parts = re.split(rf"{GAP}{{3,}}|[_＿]{{2,}}", words)
        words = parts[-1] or next((part for part in reversed(parts) if part.strip()), "")
        words = SIGN_ALONE.sub("", words) or words
        # `：` ends another label: what stands before it belongs to that one. So does a bracket that is still open, or only closed.
        words = re.split(r"[：:]", words)[-1] or words
        if start and self._taken[start - 1]:  # `自____起享受____`: that word ends the date before
            words = re.sub("^[起止至](?=..)", "", words)
        opened = max(words.rfind("（"), words.rfind("("))
        if opened >= 0 and not re.search(r"[）)]", words[opened:]):
            words = words[opened + 1 :] or words
        closed = re.match(r"^[^（(]*[）)]", words)
        return words[closed.end() :] if closed and closed.end() < len(words) else words
