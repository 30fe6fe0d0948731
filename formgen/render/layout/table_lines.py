"""The lines and margins of a table's cells: from its style, from the table itself, and from each cell.

A cell at the table's edge has the table's outer lines there, and `insideH` and `insideV` everywhere else (ECMA-376, part 1,
17.4.22 and 17.4.24). A line that we don't draw (double, dashed, coloured, thick, diagonal) is a fault with its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from formgen.render.layout.properties import Faults, Styles, given, local, points
from formgen.render.layout.sheet import FormCell, FormRow, Sides
from formgen.render.word.package import attribute, tag

SIDES = ("top", "right", "bottom", "left")
INSIDE = ("insideH", "insideV")
DIAGONALS = ("tl2br", "tr2bl")
ALIASES = {"left": "start", "right": "end"}
NO_LINE = (None, "nil", "none")
BLACK = (None, "auto", "000000")
THICKEST = 0.75
"""The thickest line (pt) that lies as in Word: where lines are thicker, programs push the text of the cells aside."""
USUAL_LINE = 0.5
"""The width (pt) of a line that gives none that can be read."""
MARGINS = Sides(0.0, 5.4, 0.0, 5.4)
"""The margins (pt) of cells in a table that gives none, as in Word: 0.075 inches at the left and at the right."""
_STYLE_READ = frozenset(["name", "basedOn", "uiPriority", "semiHidden", "unhideWhenUsed", "qFormat", "rsid", "tblPr"])
_STYLE_READ |= {"aliases", "next", "link", "locked", "autoRedefine", "hidden"}
_STYLE_TABLE_READ = frozenset(["tblBorders", "tblCellMar", "tblInd"])


@dataclass(frozen=True)
class TableLines:
    """The widths (pt) of a table's lines: the four outer ones, and those between rows and between columns. 0: no line."""

    outer: Sides
    between_rows: float
    between_columns: float

    def but(self, borders: etree._Element | None, faults: Faults, place: str) -> TableLines:
        """These lines, changed by a `w:tblBorders`; None changes nothing."""
        if borders is None:
            return self
        outer = Sides(*(line_width(side_of(borders, side), getattr(self.outer, side), faults, place) for side in SIDES))
        rows, columns = (borders.find(tag(name)) for name in INSIDE)
        return TableLines(
            outer,
            line_width(rows, self.between_rows, faults, place),
            line_width(columns, self.between_columns, faults, place),
        )


NO_LINES = TableLines(Sides(0, 0, 0, 0), 0, 0)


@dataclass(frozen=True)
class CellEdges:
    """What the cells of a table have that give no lines and margins of their own. columns, rows: how many the table has."""

    lines: TableLines
    margins: Sides
    columns: int
    rows: int

    def margins_of(self, own: etree._Element | None) -> Sides:
        """The margins (pt) of a cell with this `w:tcMar`."""
        return self.margins if own is None else margins_of(own, self.margins)

    def lines_of(
        self, own: etree._Element | None, row: int, columns: tuple[int, int], faults: Faults, place: str
    ) -> Sides:
        """The lines (pt) of a cell with this `w:tcBorders`, in this row, from its first column up to the one behind it."""
        table = self.lines
        lines = Sides(
            table.outer.top if row == 0 else table.between_rows,
            table.outer.right if columns[1] >= self.columns else table.between_columns,
            table.outer.bottom if row == self.rows - 1 else table.between_rows,
            table.outer.left if columns[0] == 0 else table.between_columns,
        )
        if own is None:
            return lines
        for name in DIAGONALS:
            border = own.find(tag(name))
            if border is not None and attribute(border, "val") not in NO_LINE:
                faults.add(place, "单元格有斜线，PDF 排版不支持")
        return Sides(*(line_width(side_of(own, side), getattr(lines, side), faults, place) for side in SIDES))


def cell_edges(
    properties: etree._Element | None, styles: Styles, columns: int, rows: int, faults: Faults, place: str
) -> CellEdges:
    """What a table's `w:tblPr` and its style say of the lines and margins of its cells."""
    lines, margins = NO_LINES, MARGINS
    named = None if properties is None else properties.find(tag("tblStyle"))
    for style in styles.chain(None if named is None else attribute(named, "val"), "table"):
        for child in style.iterchildren(tag=etree.Element):
            if local(child) not in _STYLE_READ and len(child):
                faults.add(place, f"表格样式 {attribute(style, 'styleId')} 里有 w:{local(child)}，PDF 排版不支持")
        own = style.find(tag("tblPr"))
        for child in () if own is None else own.iterchildren(tag=etree.Element):
            if local(child) not in _STYLE_TABLE_READ:
                faults.add(place, f"表格样式 {attribute(style, 'styleId')} 里有 w:{local(child)}，PDF 排版不支持")
        if own is not None:
            lines = lines.but(own.find(tag("tblBorders")), faults, place)
            margins = margins_of(own.find(tag("tblCellMar")), margins)
    if properties is not None:
        lines = lines.but(properties.find(tag("tblBorders")), faults, place)
        margins = margins_of(properties.find(tag("tblCellMar")), margins)
    return CellEdges(lines, margins, columns, rows)


def margins_of(element: etree._Element | None, usual: Sides) -> Sides:
    """The margins (pt) that a `w:tblCellMar` or a `w:tcMar` gives; `usual` where it gives none."""
    return Sides(*(given(points(side_of(element, side), "w"), getattr(usual, side)) for side in SIDES))


def side_of(element: etree._Element | None, side: str) -> etree._Element | None:
    """What an element says of one side; None if it says nothing."""
    if element is None:
        return None
    found = element.find(tag(side))
    return found if found is not None or side not in ALIASES else element.find(tag(ALIASES[side]))


def line_width(border: etree._Element | None, usual: float, faults: Faults, place: str) -> float:
    """The width (pt) of a line; 0 for no line; `usual` if nothing is said of it. Word counts it in eighths of a point."""
    if border is None:
        return usual
    kind = attribute(border, "val")
    if kind in NO_LINE:
        return 0
    said = attribute(border, "sz") or ""
    width = int(said) / 8 if said.isdecimal() else USUAL_LINE
    if kind not in ("single", "thick"):
        faults.add(place, f"边框不是单实线（{kind}），PDF 排版不支持")
    elif not width:
        faults.add(place, "边框粗 0 磅，各程序画出来不一样")
    elif width > THICKEST:
        faults.add(place, f"边框粗 {width:g} 磅，超过 {THICKEST:g} 磅，各程序里文字的位置不一样")
    if attribute(border, "color") not in BLACK or attribute(border, "themeColor") is not None:
        faults.add(place, "边框不是黑色，PDF 排版不支持")
    return width


def with_merged_lines(rows: Sequence[FormRow]) -> tuple[FormRow, ...]:
    """The rows, with cells merged over several rows that end in the line of their last row, as in Word."""
    return tuple(
        replace(row, cells=tuple(_merged(cell, rows[number + 1 :]) for cell in row.cells))
        for number, row in enumerate(rows)
    )


def _merged(cell: FormCell, below: Sequence[FormRow]) -> FormCell:
    if cell.merge != "restart":
        return cell
    bottom = cell.lines.bottom
    for row in below:
        under = next((one for one in row.cells if (one.column, one.merge) == (cell.column, "continue")), None)
        if under is None:
            break
        bottom = under.lines.bottom
    return replace(cell, lines=replace(cell.lines, bottom=bottom))


def disagreeing(rows: Sequence[FormRow]) -> Iterator[tuple[int, int]]:
    """The cells, by row and number in it, whose neighbour at the left says otherwise of the line between them.

    Programs choose differently which of the two is drawn.
    """
    for number, row in enumerate(rows):
        for place, (first, second) in enumerate(zip(row.cells, row.cells[1:], strict=False), 1):
            if first.lines.right != second.lines.left:
                yield number, place
