"""The official wording: `official.txt` of a scheme, read into the papers that exactness is tested against.

How the file writes a table: each cell is a line that begins with a TAB; rows are set apart by blank lines; a line
without a TAB continues the cell above as a further paragraph; an empty cell is a TAB alone (vertical merges are empty
cells). A table ends where the next annex begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

_PASSED_OVER = re.compile(r"[：:\s]")
"""What a heading may have between its characters, or not: `表：2` is the heading of what the scheme calls 表2."""
_LIST_ENTRY = re.compile(r"^([^、]+)、(.+)$")
_NUMBER = re.compile(r"[0-9]+$")


def folded(text: str) -> str:
    """The text with every run of white space as one space, and none at its ends."""
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

    annex   what the scheme calls it
    title   from the text's list of annexes; empty where the list does not name it
    blocks  paragraphs and table rows in order, its heading included; empty where the source has no body
    """

    annex: str
    title: str
    blocks: tuple[OfficialBlock, ...]

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Every paragraph that says something, folded, cell by cell in order: what DOCX and PDF are compared with."""
        found: list[str] = []
        for block in self.blocks:
            paragraphs = (block.text,) if isinstance(block, OfficialParagraph) else (p for c in block.cells for p in c)
            found.extend(text for text in map(folded, paragraphs) if text)
        return tuple(found)

    @property
    def rows(self) -> tuple[OfficialRow, ...]:
        """The table rows, in order."""
        return tuple(block for block in self.blocks if isinstance(block, OfficialRow))


def official_papers(text: str, annexes: Iterable[str]) -> tuple[OfficialPaper, ...]:
    """The annexes that the text lists or contains, in the order of `annexes`, which says what the scheme calls each.

    An annex begins with a line that says nothing but what it is called. One that the text lists and whose body it lacks
    has no blocks.
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
    """What each entry of the text's list of annexes calls the annex, and its title: `表1、title`, and then `2、title`.

    The list begins with the first line of this shape that says in full what an annex of the same series is called; in
    the others the number is enough. Entries of annexes that the scheme has not are passed over.
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
    """Paragraphs and rows of one annex."""
    blocks: list[OfficialBlock] = []
    cells: list[list[str]] | None = None  # of the row that is being read; None before the first table
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
                cells.append([])  # the file's last line is the last, empty cell, whose TAB became a space
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
    """Add the row that has been read, if one has."""
    if cells:
        blocks.append(OfficialRow(tuple(tuple(cell) for cell in cells)))
