"""Reads a Word file into a Sheet: paragraphs, tables (grid, spans, merges, heights, lines, repeated header rows), page and margins.

Everything that is not supported becomes a DefinitionFault with its place. `read_sheet` raises DefinitionError with all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from lxml import etree

from formgen.foundation.errors import DefinitionError, DefinitionFault
from formgen.foundation.resources import uncovered
from formgen.render.layout.kerning import kerning
from formgen.render.layout.line_ends import LineRules, line_doubts
from formgen.render.layout.page import (
    check_settings,
    check_spacing,
    check_widths,
    read_page,
    settings_element,
    text_width,
)
from formgen.render.layout.properties import Faults, GatheredProperties, Styles, is_on, is_shaded, local, points
from formgen.render.layout.rows import as_shown, row_faults
from formgen.render.layout.sheet import (
    Block,
    FormCell,
    FormRow,
    FormTable,
    Paragraph,
    ParagraphFormat,
    Sheet,
    TextSpan,
    VerticalAlign,
)
from formgen.render.layout.spacing import spaced_out
from formgen.render.layout.table_lines import CellEdges, cell_edges, disagreeing, with_merged_lines
from formgen.render.word.package import WordPackage, attribute, tag
from formgen.render.word.slots import SPACE, find_places
from formgen.scheme.slots import Slot

SKIPPED = frozenset(
    [
        "bookmarkStart",
        "bookmarkEnd",
        "proofErr",
        "lastRenderedPageBreak",
        "commentRangeStart",
        "commentRangeEnd",
        "sectPr",
        "pPr",
        "tblPr",
        "tblGrid",
        "tcPr",
        "trPr",
        "rPr",
    ]
)
CLOSE = 1.0
"""Two widths (pt) that differ by no more are the same."""
TABLE_READ = frozenset(["tblW", "jc", "tblLayout", "tblInd", "tblCellMar", "tblBorders", "tblLook", "tblStyle"])
ROW_READ = frozenset(["cantSplit", "trHeight", "tblHeader", "jc"])
CELL_READ = frozenset(
    ["tcW", "gridSpan", "vMerge", "tcBorders", "vAlign", "tcMar", "shd", "noWrap", "textDirection", "hideMark"]
)


def read_sheet(package: WordPackage, slots: tuple[Slot, ...], title: str) -> Sheet:
    """Read the layout of a Word file. Text inside a slot is marked with the slot's id. Raises DefinitionError with every fault."""
    sheet, faults = inspect_sheet(package, slots, title)
    if sheet is None or faults:
        raise DefinitionError(faults)
    return sheet


def inspect_sheet(
    package: WordPackage, slots: tuple[Slot, ...], title: str
) -> tuple[Sheet | None, tuple[DefinitionFault, ...]]:
    """As `read_sheet`, but for the lint: returns the faults as values. The sheet is None if it could not be read at all."""
    faults = Faults(package.name)
    body = package.document.find(tag("body"))
    if body is None:
        faults.add("word/document.xml", "没有正文")
        return None, tuple(faults.found)
    places = [place for place in find_places(package.document, slots) if place is not None]
    section = body.find(tag("sectPr"))
    reader = _FormReader(
        Styles(package.styles, faults),
        faults,
        {run: place.id for place in places for run in place.runs},
        text_width(section),
        not is_on(settings_element(package, "doNotExpandShiftReturn")),
        is_on(settings_element(package, "autoHyphenation")),
    )
    blocks = tuple(reader.blocks(body, "正文"))
    for section in list(body.iter(tag("sectPr")))[:-1]:
        faults.add("分节", f"文件有多个分节（{local(section)}），PDF 排版只支持一节")
    if section is None:
        faults.add("页面", "没有页面设置（纸张和页边距）")
        return None, tuple(faults.found)
    sheet = read_page(section, blocks, title, faults)
    check_spacing(blocks, faults)
    check_settings(package, section, faults)
    if sheet is not None:
        check_widths(sheet, faults)
    return sheet, tuple(faults.found)


@dataclass(frozen=True)
class _FormReader:
    styles: Styles
    faults: Faults
    slot_of: dict[etree._Element, str]
    width: float
    """The width (pt) of the text of a page."""
    stretches: bool
    """True if a line that ends with a break is stretched where its paragraph is justified."""
    hyphenates: bool
    """True if Latin words are divided at the end of a line, but for paragraphs that say otherwise."""

    def blocks(self, parent: etree._Element, place: str) -> Iterator[Block]:
        """The paragraphs and tables of the body. A block-level content control is replaced by its content."""
        number = 0
        for element in parent.iterchildren(tag=etree.Element):
            name = local(element)
            if name == "p":
                yield self.paragraph(element, f"{place}「{_beginning(element)}」", self.width)
            elif name == "tbl":
                number += 1
                yield self.table(element, f"表{number}")
            elif name == "sdt" and (content := element.find(tag("sdtContent"))) is not None:
                yield from self.blocks(content, place)
            elif name not in SKIPPED:
                self.faults.add(place, f"正文里有 w:{name}，PDF 排版不支持")

    def paragraph(self, element: etree._Element, place: str, width: float) -> Paragraph:
        properties = element.find(tag("pPr"))
        look = self.styles.paragraph(properties, place)
        mark = None if properties is None else properties.find(tag("rPr"))
        if mark is not None and any(
            is_on(mark.find(tag(name))) for name in ("vanish", "specVanish", "del", "moveFrom")
        ):
            self.faults.add(place, "段落标记是隐藏的，或用修订删掉了，这一段和下一段连不连在一起，各程序不一样")
        pieces = list(self.pieces(element, look, place))
        looks = [piece_look for _, piece_look in pieces] or [self.styles.run(look, mark, place)]
        base = looks[0]
        for other in looks[1:]:
            if (other.size, other.east_asian, other.latin) != (base.size, base.east_asian, base.latin):
                self.faults.add(place, "同一段里字体或字号不一，PDF 排版不支持；请一段一种")
        kerned_from = kerning(pieces)
        if kerned_from is None:
            self.faults.add(place, "同一段里有的字「为字体调整字间距」，有的不调整，PDF 排版不支持；请一段一种")
        faces, kerned_from = (base.east_asian, base.latin), kerned_from or 0
        if ((look.east_asian, look.latin), look.size, look.kerned_from) != (faces, base.size, kerned_from):
            east_asian, latin = faces
            look = replace(look, east_asian=east_asian, latin=latin, size=base.size, kerned_from=kerned_from)
        paragraph_format = self.styles.format(look, place)
        if paragraph_format is None:
            return Paragraph(ParagraphFormat((), 0, 0), ())
        spans = tuple(joined(span for span, _ in pieces))
        self.check_words(spans, look, place)
        room = width - paragraph_format.left - paragraph_format.right
        rules = LineRules(
            look.hangs, look.keeps, look.whole, self.hyphenates and not look.unhyphenated, look.narrows, self.stretches
        )
        for doubt in line_doubts(spans, look.align or "", paragraph_format.size, max(room, 1.0), rules):
            self.faults.add(place, doubt)
        return Paragraph(paragraph_format, spans)

    def check_words(self, spans: Sequence[TextSpan], look: GatheredProperties, place: str) -> None:
        """Faults of words that programs space out, and of characters that no face has."""
        own = "".join(span.text for span in spans if span.slot is None)
        if spaced_out(spans, look.space_letters, look.space_digits):
            self.faults.add(place, "中文和西文、数字之间自动留空，PDF 排版不支持；请在段落设置里去掉「自动调整间距」")
        if lacking := uncovered(own.replace("\n", "")):
            self.faults.add(place, f"字库里没有「{''.join(lacking)}」")

    def pieces(
        self, parent: etree._Element, look: GatheredProperties, place: str
    ) -> Iterator[tuple[TextSpan, GatheredProperties]]:
        """The pieces of a paragraph's text in order, each with the look of its run."""
        for element in parent.iterchildren(tag=etree.Element):
            name = local(element)
            if name == "r":
                yield from self.run(element, look, place)
            elif name == "sdt":
                if (content := element.find(tag("sdtContent"))) is not None:
                    yield from self.pieces(content, look, place)
            elif name not in SKIPPED:
                self.faults.add(place, f"段落里有 w:{name}，PDF 排版不支持")

    def run(
        self, element: etree._Element, look: GatheredProperties, place: str
    ) -> Iterator[tuple[TextSpan, GatheredProperties]]:
        slot = self.slot_of.get(element)
        own = self.styles.run(look, element.find(tag("rPr")), place)
        for child in element.iterchildren(tag=etree.Element):
            name = local(child)
            if name == "t":
                yield TextSpan(_written(child), slot, bool(own.underline)), own
            elif name == "br" and attribute(child, "type") in (None, "textWrapping"):
                yield TextSpan("\n", slot), own
            elif name not in SKIPPED:
                self.faults.add(place, f"文字里有 w:{name}，PDF 排版不支持")

    def table(self, element: etree._Element, place: str) -> FormTable:
        properties = element.find(tag("tblPr"))
        for child in () if properties is None else properties.iterchildren(tag=etree.Element):
            if local(child) not in TABLE_READ and local(child) != "tblCaption":
                self.faults.add(place, f"表格属性 w:{local(child)}，PDF 排版不支持")
        align, layout, look = (
            None if properties is None else properties.find(tag(name)) for name in ("jc", "tblLayout", "tblLook")
        )
        if align is None or attribute(align, "val") != "center":
            self.faults.add(place, "表格不是居中，PDF 排版不支持")
        if layout is None or attribute(layout, "type") != "fixed":
            self.faults.add(place, "表格列宽会自动调整，各程序排出来不一样；请设为固定列宽")
        grid = element.find(tag("tblGrid"))
        columns = tuple(points(column, "w") or 0 for column in ([] if grid is None else grid.findall(tag("gridCol"))))
        written = element.findall(tag("tr"))
        edges = cell_edges(properties, self.styles, len(columns), len(written), self.faults, place)
        rows = as_shown(
            with_merged_lines(
                [
                    self.row(row, edges, number, columns, f"{place}第{number + 1}行")
                    for number, row in enumerate(written)
                ]
            )
        )
        for number, message in row_faults(rows, columns):
            self.faults.add(f"{place}第{number + 1}行", message)
        for number, cell in disagreeing(rows):
            self.faults.add(f"{place}第{number + 1}行第{cell + 1}格", "和左边一格说的边框不一样，各程序画出来不一样")
        self.check_width(properties, columns, place)
        for child in element.iterchildren(tag=etree.Element):
            if local(child) not in (*SKIPPED, "tr"):
                self.faults.add(place, f"表格里有 w:{local(child)}，PDF 排版不支持")
        first_column = look is not None and (
            attribute(look, "firstColumn") == "1" or bool(int(attribute(look, "val") or "0", 16) & 0x0080)
        )
        return FormTable(columns, rows, first_column)

    def check_width(self, properties: etree._Element | None, columns: tuple[float, ...], place: str) -> None:
        """A fault if the table says another width than that of its columns: programs choose differently."""
        said = None if properties is None else properties.find(tag("tblW"))
        kind = None if said is None else attribute(said, "type")
        width = points(said, "w") if kind == "dxa" else None
        if kind == "pct" or (width is not None and abs(width - sum(columns)) > CLOSE):
            self.faults.add(place, "表格的总宽和各列宽度之和不一样，各程序排出来不一样；请重设固定列宽")

    def row(
        self, element: etree._Element, edges: CellEdges, number: int, columns: tuple[float, ...], place: str
    ) -> FormRow:
        properties = element.find(tag("trPr"))
        for child in () if properties is None else properties.iterchildren(tag=etree.Element):
            if local(child) not in ROW_READ:
                self.faults.add(place, f"表格行属性 w:{local(child)}，PDF 排版不支持")
            elif local(child) == "jc" and attribute(child, "val") != "center":
                self.faults.add(place, "这一行不是居中，PDF 排版不支持")
        height = None if properties is None else properties.find(tag("trHeight"))
        cells: list[FormCell] = []
        column = 0
        for child in element.iterchildren(tag=etree.Element):
            if local(child) == "tc":
                cell = self.cell(child, edges, number, columns, column, f"{place}第{len(cells) + 1}格")
                self.check_cell_width(child, columns[column : column + cell.span], f"{place}第{len(cells) + 1}格")
                cells.append(cell)
                column += cell.span
            elif local(child) not in SKIPPED:
                self.faults.add(place, f"表格行里有 w:{local(child)}，PDF 排版不支持")
        if cells and all(self.is_unseen(cell) for cell in element.findall(tag("tc"))):
            self.faults.add(place, "整行是空的，而且空行不占高度（hideMark），PDF 排版不支持")
        if column != len(columns):
            self.faults.add(place, f"各格共占 {column} 列，表格有 {len(columns)} 列")
        find = (lambda name: None) if properties is None else (lambda name: properties.find(tag(name)))
        exact = height is not None and attribute(height, "hRule") == "exact"
        return FormRow(
            tuple(cells), points(height, "val") or 0, exact, is_on(find("tblHeader")), is_on(find("cantSplit"))
        )

    @staticmethod
    def is_unseen(cell: etree._Element) -> bool:
        """True for an empty cell whose empty paragraph takes no room."""
        return is_on(cell.find(f"{tag('tcPr')}/{tag('hideMark')}")) and not any(cell.itertext(tag("t")))

    def check_cell_width(self, element: etree._Element, columns: tuple[float, ...], place: str) -> None:
        """A fault if a cell says another width than that of its columns: programs choose differently."""
        said = element.find(f"{tag('tcPr')}/{tag('tcW')}")
        kind = None if said is None else attribute(said, "type")
        width = points(said, "w") if kind == "dxa" else None
        if kind == "pct" or (width and abs(width - sum(columns)) > CLOSE):
            self.faults.add(place, "格宽和列宽不一样，各程序排出来不一样；请重设固定列宽")

    def cell(
        self,
        element: etree._Element,
        edges: CellEdges,
        row: int,
        columns: tuple[float, ...],
        column: int,
        place: str,
    ) -> FormCell:
        properties = element.find(tag("tcPr"))
        said = {} if properties is None else {local(one): one for one in properties.iterchildren(tag=etree.Element)}
        for name, child in said.items():
            unsupported = name == "shd" and is_shaded(child)
            unsupported |= name == "textDirection" and attribute(child, "val") != "lrTb"
            if name not in CELL_READ or unsupported:
                self.faults.add(place, f"单元格属性 w:{name}，PDF 排版不支持")
        span, merged, align = (said.get(name) for name in ("gridSpan", "vMerge", "vAlign"))
        vertical: VerticalAlign = "top"
        if align is not None and attribute(align, "val") in ("center", "bottom"):
            vertical = "middle" if attribute(align, "val") == "center" else "bottom"
        merge: Literal["restart", "continue"] | None = None
        if merged is not None:
            merge = "restart" if attribute(merged, "val") == "restart" else "continue"
        covered = int(attribute(span, "val") or "1") if span is not None else 1
        margins = edges.margins_of(said.get("tcMar"))
        room = sum(columns[column : column + covered]) - margins.left - margins.right
        paragraphs = tuple(self.cell_paragraphs(element, place, room))
        lines = edges.lines_of(said.get("tcBorders"), row, (column, column + covered), self.faults, place)
        return FormCell(paragraphs, column, covered, merge, vertical, margins, lines)

    def cell_paragraphs(self, parent: etree._Element, place: str, width: float) -> Iterator[Paragraph]:
        for child in parent.iterchildren(tag=etree.Element):
            if local(child) == "p":
                yield self.paragraph(child, place, width)
            elif local(child) == "sdt" and (content := child.find(tag("sdtContent"))) is not None:
                yield from self.cell_paragraphs(content, place, width)
            elif local(child) not in SKIPPED:
                self.faults.add(place, f"单元格里有 w:{local(child)}，PDF 排版不支持")


def _written(element: etree._Element) -> str:
    """The text of a `w:t`: line ends in it are spaces, and spaces around it count only where it says so."""
    text = re.sub("[\r\n]+", " ", element.text or "")
    return text if element.get(SPACE) == "preserve" else text.strip(" \t")


def joined(spans: Iterator[TextSpan]) -> Iterator[TextSpan]:
    """Join neighbouring pieces of the same look and slot, because a saved file may cut a text into many runs."""
    last: TextSpan | None = None
    for span in spans:
        if last is not None and (last.slot, last.underline) == (span.slot, span.underline):
            last = replace(last, text=last.text + span.text)
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last


def _beginning(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(tag("t")))[:12]
