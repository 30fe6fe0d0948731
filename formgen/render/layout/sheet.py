"""The look of a form as values, which `layout` reads from the Word file and `html` writes as HTML. Lengths are in pt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "center", "right", "justify"]
VerticalAlign = Literal["top", "middle", "bottom"]


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A piece of text in one look. slot: the id of the slot in which it stands; None for the form's own words."""

    text: str
    slot: str | None = None
    underline: bool = False


@dataclass(frozen=True, slots=True)
class ParagraphFormat:
    """The format of a paragraph: one face, one size, one exact line height, indents and spacing.

    Between two neighbours there is never both the `after` of the first and the `before` of the second.

    stack    our families in order of preference
    first    the indent of the first line; negative for a hanging indent
    keep_lines       True if no page parts its lines
    no_single_lines  True if no page parts its first line, or its last one, from the others
    outline  the heading level from 1; None for body text
    kerned_from  the least size at which letters and figures are kerned: stand nearer, as their face says for each two of them;
                 0 if they are never kerned
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
    keep_lines: bool = False
    no_single_lines: bool = False
    page_break: bool = False
    outline: int | None = None
    kerned_from: float = 0

    @property
    def kerned(self) -> bool:
        """True if letters and figures of this size are kerned."""
        return 0 < self.kerned_from <= self.size


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: spans in one format. A line break is a span with the text `\\n`."""

    format: ParagraphFormat
    spans: tuple[TextSpan, ...]

    @property
    def text(self) -> str:
        """The whole text of the paragraph."""
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
    """One cell.

    column  its first grid column, counted from 0
    span    the number of grid columns
    merge   its part in a vertical merge; None if it is not merged
    """

    paragraphs: tuple[Paragraph, ...]
    column: int
    span: int
    merge: Literal["restart", "continue"] | None
    align: VerticalAlign
    margins: Sides
    lines: Sides


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row. height: the least height, or the exact height if `exact`; 0 if only the row's text decides its height."""

    cells: tuple[FormCell, ...]
    height: float
    exact: bool
    header: bool
    whole: bool

    @property
    def keep_next(self) -> bool:
        """True if the row stays on one page with the next row: the first paragraph of one of its cells says so, as in Word."""
        return any(cell.paragraphs[0].format.keep_next for cell in self.cells if cell.paragraphs)


@dataclass(frozen=True, slots=True)
class FormTable:
    """A centred table. columns: the fixed widths of its columns. first_column: True if the first column heads its rows."""

    columns: tuple[float, ...]
    rows: tuple[FormRow, ...]
    first_column: bool


Block = Paragraph | FormTable


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole form on paper of one size. margins: the margins of the page."""

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
