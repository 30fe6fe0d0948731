"""The outline of a plan: its numbered paragraphs as a tree of sections, with the lines and tables that stand in each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from formgen.importing.notice.notice_words import notice_words, tight
from formgen.importing.notice.numbering import CountedNumbers, Numeral, printed_numeral
from formgen.importing.word_text import FormParagraph, FormPart, GridTable
from formgen.scheme.official import folded

LONGEST_HEADING = 40
_LIST = "list of "
_PLAIN = "plain heading"
_RANKS = {
    **{f"heading {level}": level for level in range(1, 10)},
    **{"chapter": 10, "article": 11, "chinese": 12, _PLAIN: 12, "chinese_in_brackets": 13},
}
"""Styles of numerals that never stand below one with a higher number, or below any other style."""
_HEADING_END = re.compile(r"[。：:；;]")
_BRACKET = re.compile(r"\s*[（(][^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)*[）)]\s*$")
"""What stands in brackets at the end of a heading."""
_SENTENCE = re.compile(r"[^。；;！？]*[。；;！？]?")


@dataclass(eq=False)
class PlanSection:
    """A numbered paragraph of a plan with all that belongs to it.

    marker    its number as it stands in the text; empty if Word counts it, or if it has none
    style     the style of its number; empty for the whole plan
    words     its text behind the number
    value     the number; None if nobody can tell it
    text      its own paragraph as it stands in the text
    lines     the paragraphs without a number that stand between it and its first child
    """

    marker: str
    style: str
    words: str
    parent: PlanSection | None = field(default=None, repr=False)
    value: int | None = None
    text: str = ""
    lines: list[str] = field(default_factory=list, repr=False)
    tables: list[GridTable] = field(default_factory=list, repr=False)
    children: list[PlanSection] = field(default_factory=list, repr=False)

    @property
    def heading(self) -> str:
        """The words by which it is called: all of its paragraph, or what stands before the first full stop or colon."""
        found = _HEADING_END.search(self.words)
        head = self.words[: found.start()] if found else self.words
        return head if len(head) <= LONGEST_HEADING else ""

    @property
    def numbered_heading(self) -> str:
        """Its heading with its number, as they stand in the text."""
        heading = self.heading.strip()
        return self.text[: self.text.index(heading, len(self.marker)) + len(heading)] if heading else ""

    def walk(self) -> Iterator[PlanSection]:
        """Itself, and all sections in it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()

    def paragraphs(self) -> Iterator[str]:
        """Every paragraph in it, in order, with its own."""
        for one in self.walk():
            if one.text:
                yield one.text
            yield from one.lines

    def own_sentences(self) -> Iterator[str]:
        """The sentences of its own paragraph and lines, without those of its children."""
        behind = self.words[len(self.heading) :].lstrip("。：:；; ") if self.heading else self.words
        bracket = [self.heading[found.start() :]] if (found := _BRACKET.search(self.heading)) else []
        for text in [*bracket, *([behind] if behind else []), *self.lines]:
            yield from sentences(text)


def plain_heading(section: PlanSection) -> str:
    """A section's heading without what stands in brackets at its end."""
    return _BRACKET.sub("", section.heading).strip(" ：:【】[]")


def sentences(text: str) -> Iterator[str]:
    """The sentences of a paragraph, each with its mark at the end."""
    for found in _SENTENCE.finditer(text):
        if found[0].strip():
            yield found[0].strip()


def outline(parts: Sequence[FormPart], numbers: CountedNumbers) -> PlanSection:
    """The sections of these parts of a file. The section for the whole has no words."""
    return _Outline(numbers).read(parts)


class _Outline:
    def __init__(self, numbers: CountedNumbers) -> None:
        self.numbers = numbers
        self.root = PlanSection("", "", "")
        self.stack = [self.root]
        self.introduction = ""
        """The last line if it has no number and ends with a colon."""
        self.introduced = False
        """True if the last line ends with a colon."""

    def read(self, parts: Sequence[FormPart]) -> PlanSection:
        inner = {cell.element for part in parts if isinstance(part, GridTable) for row in part.rows for cell in row}
        for part in parts:
            if isinstance(part, GridTable):
                if not any(one in inner for one in part.rows[0][0].element.iterancestors()):
                    self.stack[-1].tables.append(part)
                continue
            counted = self.numbers.numeral(part.element)
            for line in part.text.split("\n"):
                for piece in notice_words()["within.numeral"].split(folded(line)):
                    if piece:
                        self._line(piece, counted, part)
                        counted = None
        return self.root

    def _line(self, text: str, counted: Numeral | None, part: FormParagraph) -> None:
        numeral = printed_numeral(text) or counted or self.numbers.heading(part.element)
        if numeral is None and notice_words()["sections.plain"].match(tight(text)):
            numeral = Numeral(_PLAIN, "", None)
        introduces = text.endswith(("：", ":"))
        if numeral is None:
            self.stack[-1].lines.append(text)
            self.introduction = text if introduces else ""
            self.introduced = introduces
            return
        level = self._level(numeral)
        if level is not None:
            del self.stack[level:]
        rank = _RANKS.get(numeral.style)
        while rank is not None and not self.introduced and len(self.stack) > 1 and self._is_deeper(rank):
            self.stack.pop()
        section = PlanSection(
            *(numeral.printed, numeral.style, text[len(numeral.printed) :].strip(), self.stack[-1]),
            numeral.value,
            text=text,
        )
        self.stack[-1].children.append(section)
        self.stack.append(section)
        self.introduction, self.introduced = "", introduces

    def _is_deeper(self, rank: int) -> bool:
        """True if the last section's style always stands below the styles of this rank."""
        return _RANKS.get(self.stack[-1].style, 99) > rank

    def _level(self, numeral: Numeral) -> int | None:
        """The place in the stack that a numbered paragraph takes; None if it goes below the last one."""
        levels = [place for place, one in enumerate(self.stack) if one.style == numeral.style]
        if not levels:
            return None
        same = [place for place in levels if bool(self.stack[place].marker) == bool(numeral.printed)]
        begins = numeral.value == 1 or (not numeral.printed and not same)
        if begins and self.introduced:
            if self.introduction and self.introduction in self.stack[-1].lines:
                self._open_list(levels[-1])
            return None
        for place in reversed(levels):
            value = self.stack[place].value
            if numeral.value is not None and value is not None and value + 1 == numeral.value:
                return place
        return (same or levels)[-1]

    def _open_list(self, level: int) -> None:
        """A list that counts from one again behind a line with a colon: the line is the heading of the list."""
        self.stack[-1].lines.remove(self.introduction)
        del self.stack[level:]
        if self.stack[-1].style.startswith(_LIST):
            self.stack.pop()
        section = PlanSection(
            "", f"{_LIST}{self.stack[-1].style}", self.introduction, self.stack[-1], text=self.introduction
        )
        self.stack[-1].children.append(section)
        self.stack.append(section)


def is_about(section: PlanSection, what: str, unless: str = "") -> bool:
    """True if a section's heading fits the pattern `sections.WHAT`, and not the other one."""
    words, heading = notice_words(), plain_heading(section)
    if not heading or not words[f"sections.{what}"].search(heading):
        return False
    return not (unless and words[f"sections.{unless}"].search(heading))
