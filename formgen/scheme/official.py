"""The official wording: `official.txt` of a scheme, read into the papers that exactness is tested against.

How the file writes a table: each cell is a line that begins with a TAB; rows are set apart by blank lines; a line
without a TAB continues the cell above as a further paragraph; an empty cell is a TAB alone (vertical merges are empty
cells). A table ends where the next annex begins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

_ANNEX_HEADING = re.compile(r"^\t?附件[：:]?\s*([0-9]+)\s*[：:]?\s*$")
_ANNEX_LIST = re.compile(r"^附件1、")
_LIST_ENTRY = re.compile(r"^(?:附件)?([0-9]+)、(.+)$")


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
    """One annex of the work plan.

    annex   `附件2`
    title   from the work plan's list of annexes; empty where the list does not name it
    blocks  paragraphs and table rows in order, the line `附件2：` included; empty where the source has no body
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


def official_papers(text: str) -> tuple[OfficialPaper, ...]:
    """The annexes that the text lists or contains, in order of their numbers.

    An annex that the work plan lists and whose body it lacks (附件5 of Taicang 2018) has no blocks.
    """
    lines = text.split("\n")
    starts = [(index, match[1]) for index, line in enumerate(lines) if (match := _ANNEX_HEADING.match(line))]
    papers = {number: OfficialPaper(f"附件{number}", title, ()) for number, title in _listed(lines)}
    for (start, number), (end, _) in pairwise([*starts, (len(lines), "")]):
        paper = papers.get(number, OfficialPaper(f"附件{number}", "", ()))
        papers[number] = replace(paper, blocks=_blocks(lines[start:end]))
    return tuple(papers[number] for number in sorted(papers, key=int))


def _listed(lines: list[str]) -> list[tuple[str, str]]:
    """Number and title of each entry of the work plan's list of annexes, which begins with 附件1、."""
    begin = next((index for index, line in enumerate(lines) if _ANNEX_LIST.match(line.strip())), len(lines))
    found: list[tuple[str, str]] = []
    for line in lines[begin:]:
        match = _LIST_ENTRY.match(line.strip())
        if not match:
            break
        found.append((match[1], folded(match[2])))
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
