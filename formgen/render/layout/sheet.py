"""What a form looks like, as values: read from the Word file by `layout`, written as HTML by `html`. Lengths in pt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "center", "right"]
VerticalAlign = Literal["top", "middle", "bottom"]


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A piece of text in one look. slot is the id of the slot that it stands in, None for the form's own words."""

    text: str
    slot: str | None = None
    underline: bool = False


@dataclass(frozen=True, slots=True)
class ParagraphFormat:
    """One face, one size, one exact line height; indents and spacing; before and after are never both between neighbours.

    stack    families in order of preference, ours
    first    indent of the first line, negative for a hanging one
    outline  heading level from 1, None for body text
    """

    stack: tuple[str, ...]
    size: float
    line: float
    align: Align = "left"
    before: float = 0
    after: float = 0
    left: float = 0
    right: float = 0
    first: float = 0
    keep_next: bool = False
    page_break: bool = False
    outline: int | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Spans in one format; a line break is the span text `\\n`."""

    format: ParagraphFormat
    spans: tuple[TextSpan, ...]

    @property
    def text(self) -> str:
        """All its text."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Sides:
    """A length for each side: a cell's margins, or the widths of its lines (0 for no line)."""

    top: float
    right: float
    bottom: float
    left: float


@dataclass(frozen=True, slots=True)
class FormCell:
    """One cell. column and span count grid columns; merge says its part in a vertical merge, None for none."""

    paragraphs: tuple[Paragraph, ...]
    column: int
    span: int
    merge: Literal["restart", "continue"] | None
    align: VerticalAlign
    margins: Sides
    lines: Sides


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row. height is the least height (the exact one where `exact`), 0 for as low as its text."""

    cells: tuple[FormCell, ...]
    height: float
    exact: bool
    header: bool
    whole: bool

    @property
    def keep_next(self) -> bool:
        """True if the row stays on one page with the next: its first paragraph says so, as in Word."""
        return any(cell.paragraphs[0].format.keep_next for cell in self.cells if cell.paragraphs)


@dataclass(frozen=True, slots=True)
class FormTable:
    """A centred table of fixed columns (widths in pt). first_column: the first column heads its rows."""

    columns: tuple[float, ...]
    rows: tuple[FormRow, ...]
    first_column: bool


Block = Paragraph | FormTable


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole form on paper of one size. margins are the page's."""

    title: str
    width: float
    height: float
    margins: Sides
    blocks: tuple[Block, ...]

    def paragraphs(self) -> Iterator[tuple[Paragraph, float]]:
        """Every paragraph in reading order, with the width (pt) that its cell or page gives it."""
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield block, self.width - self.margins.left - self.margins.right
                continue
            for row in block.rows:
                for cell in row.cells:
                    width = sum(block.columns[cell.column : cell.column + cell.span])
                    for paragraph in cell.paragraphs:
                        yield paragraph, width - cell.margins.left - cell.margins.right

    def texts(self) -> tuple[str, ...]:
        """The text of every paragraph that has one, in reading order."""
        return tuple(paragraph.text for paragraph, _ in self.paragraphs() if paragraph.text.strip())
