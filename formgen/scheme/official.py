"""Reads the official wording, `official.txt` of a scheme, as papers. The forms are tested against these papers.

The file writes a table as follows. Each cell is a line that begins with a TAB. Blank lines separate the rows. A line
without a TAB is a further paragraph of the cell above. An empty cell is a TAB alone; cells that are merged with the cell
above are empty cells. A table ends where the next annex begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

_PASSED_OVER = re.compile(r"[：:\s]")
"""Characters that do not count in a heading: `表：2` is the heading of the annex 表2 of the scheme."""
_LIST_ENTRY = re.compile(r"^([^、]+)、(.+)$")
_NUMBER = re.compile(r"[0-9]+$")


def folded(text: str) -> str:
    """Return the text with one space in place of every run of white space, and without white space at its ends."""
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class OfficialParagraph:
    """A paragraph outside tables, as the source writes it."""

    text: str


@dataclass(frozen=True, slots=True)
class OfficialRow:
    """One row of a table: its cells as the source writes them, each a tuple of paragraphs; an empty cell is `()`."""

    cells: tuple[tuple[str, ...], ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """One folded text per cell, paragraphs joined by a space; empty cells are empty strings."""
        return tuple(folded(" ".join(cell)) for cell in self.cells)


OfficialBlock = OfficialParagraph | OfficialRow


@dataclass(frozen=True)
class OfficialPaper:
    """One annex of the official text.

    annex   the scheme's name for it
    title   its title in the text's list of annexes; empty if the list does not have it
    blocks  its paragraphs and table rows in order, with its heading; empty if the source has no body for it
    """

    annex: str
    title: str
    blocks: tuple[OfficialBlock, ...]

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Every paragraph with text, folded, cell by cell in order. DOCX and PDF files are compared with these texts."""
        found: list[str] = []
        for block in self.blocks:
            paragraphs = (block.text,) if isinstance(block, OfficialParagraph) else (p for c in block.cells for p in c)
            found.extend(text for text in map(folded, paragraphs) if text)
        return tuple(found)

    @property
    def rows(self) -> tuple[OfficialRow, ...]:
        """The rows of tables, in order."""
        return tuple(block for block in self.blocks if isinstance(block, OfficialRow))


def official_papers(text: str, annexes: Iterable[str]) -> tuple[OfficialPaper, ...]:
    """Return the annexes that the text lists or contains, in the order of `annexes`.

    An annex begins with a line that has only its name. An annex without a body in the text, which the text only lists,
    has no blocks.
    annexes: the scheme's names of its annexes.
    """
    lines = text.split("\n")
    called = {_PASSED_OVER.sub("", annex): annex for annex in annexes}
    starts = [(index, called[key]) for index, line in enumerate(lines) if (key := _PASSED_OVER.sub("", line)) in called]
    papers = {annex: OfficialPaper(annex, title, ()) for annex, title in _listed(lines, tuple(called.values()))}
    for (start, annex), (end, _) in pairwise([*starts, (len(lines), "")]):
        paper = papers.get(annex, OfficialPaper(annex, "", ()))
        papers[annex] = replace(paper, blocks=_blocks(lines[start:end]))
    return tuple(papers[annex] for annex in called.values() if annex in papers)


def _listed(lines: list[str], annexes: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return each entry of the text's list of annexes: the annex and its title. The entries are `表1、title`, `2、title`.

    The list begins with the first line of this shape that has the full name of an annex of the same series. In the
    following lines the number is enough. Annexes that the scheme does not have are skipped.
    """
    series = {annex[: match.start()] for annex in annexes if (match := _NUMBER.search(annex))}
    numbers = {match[0]: annex for annex in annexes if (match := _NUMBER.search(annex))}
    found: list[tuple[str, str]] = []
    begun = False
    for line in lines:
        match = _LIST_ENTRY.match(line.strip())
        number = _NUMBER.search(match[1]) if match else None
        before = match[1][: number.start()] if match and number else None
        if match is None or number is None or before not in (series | {""} if begun else series - {""}):
            if begun:
                break
            continue
        begun = True
        annex = match[1] if match[1] in annexes else numbers.get(number[0])
        if annex is not None:
            found.append((annex, folded(match[2])))
    return found


def _blocks(lines: list[str]) -> tuple[OfficialBlock, ...]:
    """Return the paragraphs and rows of one annex."""
    blocks: list[OfficialBlock] = []
    cells: list[list[str]] | None = None  # the cells of the row that is being read; None before the first table
    row_ended = False
    for index, line in enumerate(lines):
        if line.startswith("\t"):
            if cells is None or row_ended:
                _close(blocks, cells)
                cells = []
            cells.append([line[1:]] if line.strip() else [])
            row_ended = False
        elif not line.strip():
            if cells is not None and line and not any(later.strip() for later in lines[index + 1 :]):
                cells.append([])  # the last line of the file is an empty cell, in which the TAB has become a space
            else:
                row_ended = True
        elif cells is None:
            blocks.append(OfficialParagraph(line))
        else:
            cells[-1].append(line)
            row_ended = False
    _close(blocks, cells)
    return tuple(blocks)


def _close(blocks: list[OfficialBlock], cells: list[list[str]] | None) -> None:
    """Add the row that has just been read, if there is one."""
    if cells:
        blocks.append(OfficialRow(tuple(tuple(cell) for cell in cells)))
