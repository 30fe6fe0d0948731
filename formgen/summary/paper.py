"""Describes a paper of the offices as values, of which a PDF, a Word file or a workbook is made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from formgen.engines.workbooks.cell_text import visible
from formgen.foundation import resources

OUR_OWN = "本表为汇总方便自拟格式，方案没有规定表样。"
"""The note on every list. It says that the layout is not an official one."""
LYING, UPRIGHT = 257.0, 170.0
"""The width of a table on A4 between margins of 20 mm, in mm: on a landscape page and on a portrait page."""
NARROWEST = 6.0
"""The least width of a column, in half-width characters."""
WIDEST = 44.0
"""A column is not made wider for a text of more half-width characters than this. Such a text takes several lines."""
UNIT, PADDING = 1.9, 3.5
"""In mm: the width of a half-width character of 10.5 pt, and the space in a cell beside its text."""
_WORD = re.compile(r"[!-~]+")
SHORT_HEADING = 6
"""A heading with at most so many characters stands in one line. A longer heading may take two lines."""
LONGEST_WORD = 22.0
"""A column is not made wider for a word of more half-width characters than this."""


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A cell in the head of a table. across: how many columns it covers; down: how many rows of the head it covers."""

    text: str
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class ListedTable:
    """One table of a paper.

    heading  the line above the table; empty for none
    heads    the rows of its head, which every page repeats. A cell that covers several rows stands in the first of them
    middle   for each column: True if its texts are centred
    rows     its rows, each with one text for each column. A row with a single text covers all columns
    total    the last row, with the sums; empty for none
    shares   the widths of the columns in relation to each other; empty if the texts decide the widths
    """

    heading: str
    heads: tuple[tuple[HeadCell, ...], ...]
    middle: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    shares: tuple[float, ...] = ()

    @property
    def all_rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows, and the total at the end if there is one."""
        return (*self.rows, self.total) if self.total else self.rows

    def widths(self, available: float) -> tuple[float, ...]:
        """The widths of the columns in mm. Their sum is `available`.

        Every column has room for its longest word of Latin letters and digits. The rest of the width goes to the columns
        with longer texts. If there is not even room for the words, all columns become narrower in the same measure.
        """
        if self.shares:
            return tuple(share * available / sum(self.shares) for share in self.shares)
        columns = range(len(self.middle))
        texts = [[row[column] for row in self.all_rows if len(row) > 1] for column in columns]
        heads: list[float] = []
        for column, above in zip(texts, self.headings, strict=True):
            heading = above[-1]  # a long heading may take two lines
            column.append(heading if len(heading) <= SHORT_HEADING else heading[: (len(heading) + 1) // 2])
            heads.append(_wide(column[-1]))
        least = [
            PADDING + UNIT * max(NARROWEST, head, *map(_longest_word, column))
            for head, column in zip(heads, texts, strict=True)
        ]
        most = [PADDING + UNIT * min(WIDEST, max(map(_wide, column), default=0.0)) for column in texts]
        wanted = [max(0.0, high - low) for low, high in zip(least, most, strict=True)]
        rest = available - sum(least)
        if rest <= 0:
            return tuple(width * available / sum(least) for width in least)
        if rest < sum(wanted):
            return tuple(low + rest * want / sum(wanted) for low, want in zip(least, wanted, strict=True))
        full = [max(low, high) for low, high in zip(least, most, strict=True)]
        return tuple(width * available / sum(full) for width in full)

    @property
    def headings(self) -> tuple[tuple[str, ...], ...]:
        """For each column the texts in the head above it, from top to bottom."""
        above: list[list[str]] = [[] for _ in self.middle]
        taken: set[tuple[int, int]] = set()
        for number, row in enumerate(self.heads):
            column = 0
            for cell in row:
                while (number, column) in taken:
                    column += 1
                for at in range(column, column + cell.across):
                    above[at].append(cell.text)
                    taken |= {(number + down, at) for down in range(cell.down)}
                column += cell.across
        return tuple(map(tuple, above))


@dataclass(frozen=True, slots=True)
class OfficePaper:
    """A paper that an office prints, signs and stamps.

    stem         its path in the output folder, without extension
    title        its title
    title_above  the line above the title, in smaller characters; empty for none
    lines        the lines below the title; each is a paragraph
    tables       its tables
    notes        the lines below the tables
    signatures   the lines that are signed and stamped; they never stand alone on a page
    lying        True for a landscape page
    is_letter    True for a letter, whose signatures stand on the right
    small        True if the tables have smaller characters, so that a page holds more rows
    """

    stem: str
    title: str
    title_above: str
    lines: tuple[str, ...]
    tables: tuple[ListedTable, ...]
    notes: tuple[str, ...]
    signatures: tuple[str, ...]
    lying: bool = True
    is_letter: bool = False
    small: bool = False

    @property
    def width(self) -> float:
        """The width of each of its tables, in mm."""
        return LYING if self.lying else UPRIGHT

    def printable(self) -> OfficePaper:
        """The same paper, with a number such as `〔U+2B5AF〕` in the place of each character that can't be printed.

        A character that our faces lack is replaced, too. So the PDF, the Word file and the workbook show the same text.
        """
        return replace(
            self,
            title=printable(self.title),
            title_above=printable(self.title_above),
            lines=_all_printable(self.lines),
            notes=_all_printable(self.notes),
            signatures=_all_printable(self.signatures),
            tables=tuple(
                replace(
                    table,
                    heading=printable(table.heading),
                    heads=tuple(tuple(replace(cell, text=printable(cell.text)) for cell in row) for row in table.heads),
                    rows=tuple(_all_printable(row) for row in table.rows),
                    total=_all_printable(table.total),
                )
                for table in self.tables
            ),
        )


def printable(text: str) -> str:
    """The text as one paragraph. A number replaces each character that no face has or that no file can hold."""
    one = " ".join(visible(text).split("\n")).replace("\t", " ")
    return "".join(one if one == " " or resources.covered(one) else f"〔U+{ord(one):04X}〕" for one in one)


def _all_printable(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(printable, texts))


def _wide(text: str) -> float:
    """The width of a text in half-width characters. Capital letters are wider than the others."""
    return sum(2.0 if not one.isascii() else 1.45 if one.isupper() else 1.0 for one in text)


def _longest_word(text: str) -> float:
    """The length of the longest word of Latin letters, digits and marks, in half-width characters; at most LONGEST_WORD."""
    return min(LONGEST_WORD, max(map(_wide, _WORD.findall(text)), default=0.0))
