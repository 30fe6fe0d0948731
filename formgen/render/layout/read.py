"""Reads a Word file into a Sheet: paragraphs, tables (grid, spans, merges, heights, lines, repeated header rows), page and margins.

Everything that is not supported becomes a DefinitionFault with its place. `read_sheet` raises DefinitionError with all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from lxml import etree

from formgen.foundation.errors import DefinitionError, DefinitionFault
from formgen.foundation.resources import uncovered
from formgen.render.layout.properties import Faults, GatheredProperties, Styles, is_on, local, points
from formgen.render.layout.sheet import (
    Block,
    FormCell,
    FormRow,
    FormTable,
    Paragraph,
    ParagraphFormat,
    Sheet,
    Sides,
    TextSpan,
    VerticalAlign,
)
from formgen.render.layout.spacing import spaced_out
from formgen.render.layout.table_lines import SIDES, CellEdges, cell_edges, disagreeing, with_merged_lines
from formgen.render.word.package import WordPackage, attribute, tag
from formgen.render.word.slots import find_places
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
SETTINGS = "word/settings.xml"
TURNED = ("mirrorMargins", "gutterAtTop", "bookFoldPrinting")
"""Settings by which the gutter, or the margins of each second page, stand elsewhere."""
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
    reader = _FormReader(
        Styles(package.styles, faults), faults, {run: place.id for place in places for run in place.runs}
    )
    blocks = tuple(reader.blocks(body, "正文"))
    for section in list(body.iter(tag("sectPr")))[:-1]:
        faults.add("分节", f"文件有多个分节（{local(section)}），PDF 排版只支持一节")
    section = body.find(tag("sectPr"))
    if section is None:
        faults.add("页面", "没有页面设置（纸张和页边距）")
        return None, tuple(faults.found)
    sheet = _page(section, blocks, title, faults)
    _check_spacing(blocks, faults)
    _check_settings(package, section, faults)
    if sheet is not None:
        _check_widths(sheet, faults)
    return sheet, tuple(faults.found)


def _page(section: etree._Element, blocks: tuple[Block, ...], title: str, faults: Faults) -> Sheet | None:
    for element in section.iterchildren(tag=etree.Element):
        name = local(element)
        if name in ("headerReference", "footerReference"):
            faults.add("页面", "有页眉或页脚，PDF 排版不支持")
        elif name == "cols" and (attribute(element, "num") or "1") != "1":
            faults.add("页面", "分栏，PDF 排版不支持")
        elif name == "docGrid" and attribute(element, "type") not in (None, "default"):
            faults.add("页面", "有文档网格，各程序排出来不一样；请设为无网格")
        elif name == "textDirection" and attribute(element, "val") not in (None, "lrTb"):
            faults.add("页面", "文字竖排，PDF 排版不支持")
        elif name not in (
            "pgSz",
            "pgMar",
            "cols",
            "docGrid",
            "type",
            "formProt",
            "textDirection",
            "pgNumType",
            "titlePg",
            "footnotePr",
            "endnotePr",
            "bidi",
        ):
            faults.add("页面", f"页面属性 w:{name}，PDF 排版不支持")
    size, margins = section.find(tag("pgSz")), section.find(tag("pgMar"))
    width, height = points(size, "w"), points(size, "h")
    sides = [points(margins, side) for side in SIDES]
    if width is None or height is None or any(side is None or side < 0 for side in sides):
        faults.add("页面", "没有纸张大小或页边距")
        return None
    page = Sides(*(side or 0 for side in sides))
    # The gutter is room for binding, beside the left margin. Where it stands elsewhere, `inspect_sheet` says so.
    return Sheet(title, width, height, replace(page, left=page.left + (points(margins, "gutter") or 0)), blocks)


def _check_settings(package: WordPackage, section: etree._Element, faults: Faults) -> None:
    """Check that nothing outside the text moves it: a gutter at the top or on both sides, a page that is not white."""
    settings = package.tree(SETTINGS) if any(part.name == SETTINGS for part in package.parts) else None
    turned = [] if settings is None else [name for name in TURNED if is_on(settings.find(tag(name)))]
    if turned and (points(section.find(tag("pgMar")), "gutter") or "mirrorMargins" in turned):
        faults.add("页面", "装订线不在左边，或左右页边距对称，PDF 排版不支持")
    if package.document.find(tag("background")) is not None:
        faults.add("页面", "页面有底色，PDF 排版不支持")


def _check_widths(sheet: Sheet, faults: Faults) -> None:
    """Check that each table has room on the paper, and each paragraph between its indents."""
    for number, block in enumerate((block for block in sheet.blocks if isinstance(block, FormTable)), 1):
        if sum(block.columns) > sheet.width:
            faults.add(f"表{number}", "表格比纸还宽")
    for paragraph, width in sheet.paragraphs():
        if paragraph.format.left + paragraph.format.right + paragraph.format.size > max(width, paragraph.format.size):
            faults.add(f"段落「{paragraph.text[:12]}」", "左右缩进太大，一个字也放不下")


def _check_spacing(blocks: tuple[Block, ...], faults: Faults) -> None:
    """Check that no two neighbours have both space after and space before: some programs add them, others take the larger."""
    for first, second in pairwise(blocks):
        if (
            isinstance(first, Paragraph)
            and isinstance(second, Paragraph)
            and first.format.after
            and second.format.before
        ):
            faults.add(
                f"段落「{second.text[:12]}」", "上一段有段后间距，本段又有段前间距，各程序排出来不一样；只留一个"
            )


@dataclass(frozen=True)
class _FormReader:
    styles: Styles
    faults: Faults
    slot_of: dict[etree._Element, str]

    def blocks(self, parent: etree._Element, place: str) -> Iterator[Block]:
        """The paragraphs and tables of the body. A block-level content control is replaced by its content."""
        number = 0
        for element in parent.iterchildren(tag=etree.Element):
            name = local(element)
            if name == "p":
                yield self.paragraph(element, f"{place}「{_beginning(element)}」")
            elif name == "tbl":
                number += 1
                yield self.table(element, f"表{number}")
            elif name == "sdt" and (content := element.find(tag("sdtContent"))) is not None:
                yield from self.blocks(content, place)
            elif name not in SKIPPED:
                self.faults.add(place, f"正文里有 w:{name}，PDF 排版不支持")

    def paragraph(self, element: etree._Element, place: str) -> Paragraph:
        properties = element.find(tag("pPr"))
        look = self.styles.paragraph(properties, place)
        mark = None if properties is None else properties.find(tag("rPr"))
        pieces = list(self.pieces(element, look, place))
        looks = [piece_look for _, piece_look in pieces] or [self.styles.run(look, mark, place)]
        base = looks[0]
        for other in looks[1:]:
            if (other.size, other.east_asian, other.latin) != (base.size, base.east_asian, base.latin):
                self.faults.add(place, "同一段里字体或字号不一，PDF 排版不支持；请一段一种")
        if (look.size, look.east_asian, look.latin) != (base.size, base.east_asian, base.latin):
            look = replace(look, east_asian=base.east_asian, latin=base.latin, size=base.size)
        paragraph_format = self.styles.format(look, place)
        if paragraph_format is None:
            return Paragraph(ParagraphFormat((), 0, 0), ())
        spans = tuple(joined(span for span, _ in pieces))
        self.check_words(spans, look, place)
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
                yield TextSpan(child.text or "", slot, bool(own.underline)), own
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
        rows = with_merged_lines(
            [self.row(row, edges, number, columns, f"{place}第{number + 1}行") for number, row in enumerate(written)]
        )
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
                cell = self.cell(child, edges, number, column, f"{place}第{len(cells) + 1}格")
                self.check_cell_width(child, columns[column : column + cell.span], f"{place}第{len(cells) + 1}格")
                cells.append(cell)
                column += cell.span
            elif local(child) not in SKIPPED:
                self.faults.add(place, f"表格行里有 w:{local(child)}，PDF 排版不支持")
        if column != len(columns):
            self.faults.add(place, f"各格共占 {column} 列，表格有 {len(columns)} 列")
        find = (lambda name: None) if properties is None else (lambda name: properties.find(tag(name)))
        exact = height is not None and attribute(height, "hRule") == "exact"
        return FormRow(
            tuple(cells), points(height, "val") or 0, exact, is_on(find("tblHeader")), is_on(find("cantSplit"))
        )

    def check_cell_width(self, element: etree._Element, columns: tuple[float, ...], place: str) -> None:
        """A fault if a cell says another width than that of its columns: programs choose differently."""
        said = element.find(f"{tag('tcPr')}/{tag('tcW')}")
        kind = None if said is None else attribute(said, "type")
        width = points(said, "w") if kind == "dxa" else None
        if kind == "pct" or (width and abs(width - sum(columns)) > CLOSE):
            self.faults.add(place, "格宽和列宽不一样，各程序排出来不一样；请重设固定列宽")

    def cell(self, element: etree._Element, edges: CellEdges, row: int, column: int, place: str) -> FormCell:
        properties = element.find(tag("tcPr"))
        said = {} if properties is None else {local(one): one for one in properties.iterchildren(tag=etree.Element)}
        for name, child in said.items():
            unsupported = name == "shd" and attribute(child, "fill") not in (None, "auto", "FFFFFF")
            unsupported |= name == "textDirection" and attribute(child, "val") != "lrTb"
            if name not in CELL_READ or unsupported:
                self.faults.add(place, f"单元格属性 w:{name}，PDF 排版不支持")
        paragraphs = tuple(self.cell_paragraphs(element, place))
        span, merged, align = (said.get(name) for name in ("gridSpan", "vMerge", "vAlign"))
        vertical: VerticalAlign = "top"
        if align is not None and attribute(align, "val") in ("center", "bottom"):
            vertical = "middle" if attribute(align, "val") == "center" else "bottom"
        merge: Literal["restart", "continue"] | None = None
        if merged is not None:
            merge = "restart" if attribute(merged, "val") == "restart" else "continue"
        covered = int(attribute(span, "val") or "1") if span is not None else 1
        lines = edges.lines_of(said.get("tcBorders"), row, (column, column + covered), self.faults, place)
        return FormCell(paragraphs, column, covered, merge, vertical, edges.margins_of(said.get("tcMar")), lines)

    def cell_paragraphs(self, parent: etree._Element, place: str) -> Iterator[Paragraph]:
        for child in parent.iterchildren(tag=etree.Element):
            if local(child) == "p":
                yield self.paragraph(child, place)
            elif local(child) == "sdt" and (content := child.find(tag("sdtContent"))) is not None:
                yield from self.cell_paragraphs(content, place)
            elif local(child) not in SKIPPED:
                self.faults.add(place, f"单元格里有 w:{local(child)}，PDF 排版不支持")


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
