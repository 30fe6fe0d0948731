"""Writes a Sheet as HTML and CSS for WeasyPrint. docs/architecture.md explains what is laid out how, and why.

A vertical merge that a page cuts is written as two cells, the second one empty, as Word shows it. Otherwise the merge
loses its bottom line and makes the table's tags irregular. `Cut`s say where pages cut tables; a layout has shown it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from unicodedata import category, east_asian_width

from formgen.render.layout.sheet import FormCell, FormRow, FormTable, Paragraph, ParagraphFormat, Sheet, TextSpan

EXACT_BASELINE = 0.8
"""The distance of the baseline from the top of an exact line, as a part of the line's height, as in Word and LibreOffice."""
ASCENT, DESCENT = 0.88, 0.12
"""Ascent and descent of each of our faces, in em (fonts/README.md)."""


@dataclass(frozen=True, slots=True, order=True)
class Cut:
    """A page begins with this row (both counted from 0)."""

    table: int
    row: int

    @property
    def anchor(self) -> str:
        """The row's id in the HTML."""
        return f"t{self.table}r{self.row}"

    @classmethod
    def of(cls, anchor: str) -> Cut | None:
        """The row of an id in the HTML; None if it is the id of something else."""
        found = re.fullmatch("t([0-9]+)r([0-9]+)", anchor)
        return None if found is None else cls(int(found[1]), int(found[2]))


@dataclass
class Writer:
    """Writes one sheet. If several elements have the same style, they share one class."""

    sheet: Sheet
    cuts: frozenset[Cut]
    _classes: dict[str, str] = field(default_factory=dict)

    def document(self) -> str:
        """The whole HTML document."""
        body = self.body()
        return (
            f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(self.sheet.title)}</title>'
            f"<style>{self.page()}{BASE}{self.classes()}</style></head><body>{body}</body></html>"
        )

    def body(self) -> str:
        """The HTML of all blocks."""
        written, tables = [], 0
        for block in self.sheet.blocks:
            if isinstance(block, Paragraph):
                written.append(self.paragraph(block))
            else:
                written.append(self.table(block, tables))
                tables += 1
        return "".join(written)

    def page(self) -> str:
        """The CSS of the paper."""
        sheet = self.sheet
        sides = (sheet.margins.top, sheet.margins.right, sheet.margins.bottom, sheet.margins.left)
        margins = " ".join(length(side) for side in sides)
        return f"@page{{size:{length(sheet.width)} {length(sheet.height)};margin:{margins}}}\n"

    def of(self, style: str) -> str:
        """A class attribute for a style."""
        name = self._classes.setdefault(style, f"c{len(self._classes)}")
        return f' class="{name}"'

    def classes(self) -> str:
        """The CSS of all classes given out so far."""
        return "".join(f".{name}{{{style}}}\n" for style, name in self._classes.items())

    def paragraph(self, paragraph: Paragraph, in_cell: bool = False) -> str:
        """A paragraph as p, or as a heading of its outline level."""
        name = f"h{paragraph.format.outline}" if paragraph.format.outline else "p"
        content = "".join(spans(paragraph))
        return f"<{name}{self.of(paragraph_style(paragraph.format, in_cell))}>{content}</{name}>"

    def table(self, table: FormTable, number: int) -> str:
        """A table with its columns, repeated header rows, and body."""
        columns = "".join(f"<col{self.of(f'width:{length(width)}')}>" for width in table.columns)
        headers = [index for index, row in enumerate(table.rows) if row.header]
        parts = [f"<table{self.of(self.table_style(table))}><colgroup>{columns}</colgroup>"]
        heads = "".join(self.row(table, number, index) for index in headers)
        if heads:
            parts.append(f"<thead>{heads}</thead>")
        body = "".join(self.row(table, number, index) for index, row in enumerate(table.rows) if not row.header)
        parts.append(f"<tbody>{body}</tbody></table>")
        return "".join(parts)

    def table_style(self, table: FormTable) -> str:
        """The CSS of a table. One that is wider than the text runs into both margins alike, as in Word."""
        width, sheet = sum(table.columns), self.sheet
        over = (width - (sheet.width - sheet.margins.left - sheet.margins.right)) / 2
        return f"width:{length(width)}" + (f";margin:0 {length(-over)}" if over > 0 else "")

    def row(self, table: FormTable, number: int, index: int) -> str:
        """One row. Its id shows in a layout where pages cut the table."""
        row = table.rows[index]
        style = ("break-inside:avoid;" if row.whole else "") + ("break-after:avoid;" if row.keep_next else "")
        cells = "".join(self.cell(table, number, index, cell) for cell in row.cells)
        anchor = "" if row.header else f' id="{Cut(number, index).anchor}"'
        return f"<tr{anchor}{self.of(style) if style else ''}>{cells}</tr>"

    def cell(self, table: FormTable, number: int, index: int, cell: FormCell) -> str:
        """One cell. The continuation of a merge gives nothing, unless a page begins with it."""
        cut_here = Cut(number, index) in self.cuts
        if cell.merge == "continue" and not cut_here:
            return ""
        rows = 1 if cell.merge is None else self.merged_rows(table, number, index, cell)
        row = table.rows[index]
        spans_all = cell.span == len(table.columns)
        heading = row.header or (table.first_column and cell.column == 0 and not spans_all and cell.merge != "continue")
        heading = heading or (
            table.first_column and not row.header and not spans_all and self.labels(table, index, cell)
        )
        scope = "" if not heading else ' scope="col"' if row.header else ' scope="row"'
        attributes = (f' rowspan="{rows}"' if rows > 1 else "") + (f' colspan="{cell.span}"' if cell.span > 1 else "")
        content = (
            ""
            if cell.merge == "continue"
            else "".join(self.paragraph(paragraph, in_cell=True) for paragraph in cell.paragraphs)
        )
        name = "th" if heading else "td"
        return f"<{name}{self.of(cell_style(row, cell, rows))}{attributes}{scope}>{content}</{name}>"

    @staticmethod
    def labels(table: FormTable, index: int, cell: FormCell) -> bool:
        """True for a label further right in the row: a cell with only words of the form, and a slot's cell after it."""
        row = table.rows[index]
        following = [other for other in row.cells if other.column == cell.column + cell.span]
        own = all(span.slot is None for paragraph in cell.paragraphs for span in paragraph.spans)
        filled = any(span.slot for other in following for paragraph in other.paragraphs for span in paragraph.spans)
        return own and filled and any(paragraph.text for paragraph in cell.paragraphs) and len(cell.paragraphs) == 1

    def merged_rows(self, table: FormTable, number: int, index: int, cell: FormCell) -> int:
        """How many rows a vertical merge covers from this row to its end or the next cut."""
        rows = 1
        for below in range(index + 1, len(table.rows)):
            other = next((other for other in table.rows[below].cells if other.column == cell.column), None)
            if other is None or other.merge != "continue" or Cut(number, below) in self.cuts:
                break
            if table.rows[below].header != table.rows[index].header:
                break
            rows += 1
        return rows


BASE = """html{font-weight:normal}
body,p,h1,h2,h3,h4,h5,h6{margin:0;font-weight:normal}
p,h1,h2,h3,h4,h5,h6{position:relative;white-space:pre-wrap;overflow-wrap:anywhere;orphans:1;widows:1;
  font-kerning:none;font-variant-ligatures:no-common-ligatures}
table{border-collapse:collapse;table-layout:fixed;margin:0 auto}
td,th{box-sizing:content-box;font-weight:normal;text-align:left;border:0 solid #000}
.u{text-decoration:underline}
wbr{display:inline-block}
wbr::before{content:none}
"""


NOT_KERNED, KERNED = "kern 0,liga 0,clig 0", "kern 1,liga 0,clig 0"
"""The features of the faces by which a paragraph is set (`styles.features_of`), as its style asks for them: without ligatures, and
kerned only if the Word file says so."""
OPENING, CLOSING = "“‘", "”’"
MARKS = re.compile(f"[{OPENING}{CLOSING}]")
BREAK = "<wbr><wbr>"
"""A place where a line may break: between empty boxes, so that no character is added to the text (BASE gives them no ZERO
WIDTH SPACE). There are two boxes, because Pango does not break between a mark and a box."""
BEGINS_A_LINE = ("Lo", "Ps", "Pi", "So", "Nd", "Nl", "No", "Lu", "Ll")


def spans(paragraph: Paragraph) -> Iterator[str]:
    """The inline HTML of a paragraph."""
    breaks, start = tuple(quotation_breaks(paragraph.text)), 0
    for span in paragraph.spans:
        edges = [start, *(index for index in breaks if start < index < start + len(span.text)), start + len(span.text)]
        yield BREAK * (start in breaks) + BREAK.join(
            _piece(span, paragraph.text[one:two]) for one, two in pairwise(edges)
        )
        start = edges[-1]


def _piece(span: TextSpan, text: str) -> str:
    """The HTML of the text between two breaks.

    Each piece has its own element, because inside an element that is not the direct child of its line WeasyPrint may break at
    any place.
    """
    words = escape(text).replace("\n", "<br>")
    slot = f' data-slot="{escape(span.slot)}"' if span.slot is not None else ""
    classes = ' class="u"' if span.underline else ""
    return f"<span{slot}{classes}>{words}</span>" if slot or classes else words


def quotation_breaks(text: str) -> Iterator[int]:
    """Indices before which a Chinese line may break at a quotation mark.

    Pango never breaks there, because U+2018 to U+201D are also Western marks, which belong to the text on both sides by UAX #14
    (LB19). In Chinese text, an opening mark belongs to the text after it, and a closing mark to the text before it. Word breaks
    lines in this way.
    """
    for index in sorted({at for found in MARKS.finditer(text) for at in (found.start(), found.end())} - {0, len(text)}):
        before, after = text[index - 1], text[index]
        opens = after in OPENING and (before in CLOSING or (_wide(before) and category(before) != "Ps"))
        closes = before in CLOSING and _wide(after) and category(after) in BEGINS_A_LINE
        if opens or closes:
            yield index


def _wide(character: str) -> bool:
    return east_asian_width(character) in "WF"


def paragraph_style(paragraph: ParagraphFormat, in_cell: bool) -> str:
    """The CSS of a paragraph. The text is moved to its place in an exact line.

    In a cell, spacing is written as padding, because margins collapse. Outside, it is written as margins, which are dropped where
    a page ends by itself, as in Word; two of them never meet.
    """
    families = ",".join(f'"{family}"' for family in paragraph.stack)
    natural = paragraph.line / 2 + (ASCENT - DESCENT) / 2 * paragraph.size
    shift = EXACT_BASELINE * paragraph.line - natural
    style = (
        f"font-family:{families};font-size:{length(paragraph.size)};line-height:{length(paragraph.line)};"
        f"min-height:{length(paragraph.line)};text-align:{paragraph.align};top:{length(shift)};"
    )
    between = (paragraph.before, paragraph.after)
    if any(between) and not in_cell:
        style += f"margin:{length(paragraph.before)} 0 {length(paragraph.after)};"
        between = (0, 0)
    if any(between) or paragraph.left or paragraph.right:
        sides = (between[0], paragraph.right, between[1], paragraph.left)
        style += f"padding:{' '.join(length(side) for side in sides)};"
    if paragraph.first:
        style += f"text-indent:{length(paragraph.first)};"
    if paragraph.kerned:
        style += "font-kerning:normal;"
    if paragraph.page_break:
        style += "break-before:page;"
    if paragraph.keep_next:
        style += "break-after:avoid;"
    if paragraph.keep_lines:
        style += "break-inside:avoid;"
    if paragraph.no_single_lines:
        style += "orphans:2;widows:2;"
    return style


def cell_style(row: FormRow, cell: FormCell, rows: int) -> str:
    """The CSS of a cell. Only cells of one row have a height, because for row spans WeasyPrint would make the last row higher."""
    margins, lines = cell.margins, cell.lines
    sides = (
        (margins.top, lines.top),
        (margins.right, lines.right),
        (margins.bottom, lines.bottom),
        (margins.left, lines.left),
    )
    padding = [max(margin - line / 2, 0) for margin, line in sides]
    style = f"vertical-align:{cell.align};padding:{' '.join(length(side) for side in padding)};"
    style += f"border-width:{' '.join(length(line) for _, line in sides)};"
    if rows == 1 and row.height:
        inner = row.height - padding[0] - padding[2] - (lines.top + lines.bottom) / 2
        style += f"height:{length(inner)};"
    return style


def length(points: float) -> str:
    """A CSS length in pt, with at most three decimals."""
    return f"{round(points, 3):g}pt"


def write_html(sheet: Sheet, cuts: Iterable[Cut] = ()) -> str:
    """The HTML of a sheet. Its vertical merges are cut where pages begin (`cuts`)."""
    return Writer(sheet, frozenset(cuts)).document()
