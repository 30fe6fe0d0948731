"""A paper of the offices as values: what stands on it, before it becomes a PDF, a Word file or a workbook."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from formgen import resources
from formgen.workbooks.cell_text import visible

OUR_OWN = "本表为汇总方便自拟格式，方案没有规定表样。"
"""What every list says: its layout is no official one."""
LYING, UPRIGHT = 257.0, 170.0
"""The widths in mm that a table has on A4, landscape and portrait, between margins of 20 mm."""
NARROWEST = 6.0
"""The least width of a column, in half-width characters."""
WIDEST = 44.0
"""The text length, in half-width characters, from which on a column gets no wider; longer texts wrap."""
UNIT, PADDING = 1.9, 3.5
"""The width of a half-width character of 10.5 pt, and what a cell has beside its text, in mm."""
_WORD = re.compile(r"[!-~]+")
SHORT_HEADING = 6
"""The most characters of a heading that stands in one line."""
LONGEST_WORD = 22.0
"""The longest word that a column makes room for, in half-width characters."""


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A cell of a table's head that covers so many columns and so many rows of the head."""

    text: str
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class ListedTable:
    """One table of a paper.

    heading  the line above it; empty for none
    heads    the rows of its head, which every page repeats; a cell that covers several rows stands in the first of them
    middle   for each column: True if its texts stand in the middle
    rows     its rows, each with as many texts as there are columns; a row with a single text stands across all columns
    total    the last row with the sums; empty for none
    shares   the widths of the columns in relation to each other; empty where the texts decide
    """

    heading: str
    heads: tuple[tuple[HeadCell, ...], ...]
    middle: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    shares: tuple[float, ...] = ()

    @property
    def all_rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows with the total behind them."""
        return (*self.rows, self.total) if self.total else self.rows

    def widths(self, available: float) -> tuple[float, ...]:
        """The widths of the columns in mm, which make up `available`.

        Every column has room for its longest word of Latin letters and digits. What is left goes to the columns whose texts
        are longer than that.
        """
        if self.shares:
            return tuple(share * available / sum(self.shares) for share in self.shares)
        columns = range(len(self.middle))
        texts = [[row[column] for row in self.all_rows if len(row) > 1] for column in columns]
        heads: list[float] = []
        for column, above in zip(texts, self.headings, strict=True):
            heading = above[-1]  # a long one may take two lines
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
        """For each column the texts of the head that stand above it, from top to bottom."""
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

    stem        its path in the output folder, without extension
    title       its title; title_above stands above it in smaller letters, empty for nothing
    lines       lines below the title, each a paragraph
    tables      its tables
    notes       lines below the tables
    signatures  what is signed and stamped, each a line that never stands alone on a page
    lying       True for landscape
    small       True for smaller letters in the tables, so that more rows go on a page
    is_letter   True for a letter: its lines are text, its signatures stand on the right
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
        """The width of its tables, in mm."""
        return LYING if self.lying else UPRIGHT

    def printable(self) -> OfficePaper:
        """The same paper with a number in the place of each character that can't be printed, `〔U+2B5AF〕`.

        The characters that our faces lack are among these, so that PDF, Word file and workbook say the same.
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
    """The text in one paragraph, with a number for each character that no face has or that no file can hold."""
    one = " ".join(visible(text).split("\n")).replace("\t", " ")
    return "".join(one if one == " " or resources.covered(one) else f"〔U+{ord(one):04X}〕" for one in one)


def _all_printable(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(printable, texts))


def _wide(text: str) -> float:
    """The width of a text in half-width characters. Capital letters are wider than the others."""
    return sum(2.0 if not one.isascii() else 1.45 if one.isupper() else 1.0 for one in text)


def _longest_word(text: str) -> float:
    """The longest run of Latin letters and digits, which no line should break, in half-width characters."""
    return min(LONGEST_WORD, max(map(_wide, _WORD.findall(text)), default=0.0))
