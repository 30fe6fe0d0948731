"""Makes the Word file of a paper of the offices, which Word, WPS and LibreOffice show like the PDF."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from formgen.render.word.package import WORD
from formgen.render.word.zipping import pack, zipped
from formgen.summary.paper import HeadCell, ListedTable, OfficePaper

SONG_TITLE, FANG, HEI = "方正小标宋简体", "仿宋_GB2312", "黑体"
MARGIN, FOOT = 20.0, 9.0
"""In mm: the margins of the page, and the distance of the page number from the edge."""
SHORT, LONG = 210.0, 297.0
"""The sides of A4, in mm."""

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_STYLES: tuple[tuple[str, str, float, float, str, float, float, str], ...] = (
    # id, face, size, line, alignment, before, after (all in pt), further properties
    ("表题", SONG_TITLE, 20, 32, "center", 0, 6, "<w:keepNext/>"),
    ("题上", FANG, 12, 20, "center", 0, 0, "<w:keepNext/>"),
    ("正文行", FANG, 12, 20, "left", 0, 0, ""),
    ("末行", FANG, 12, 20, "left", 0, 6, ""),
    ("节题", HEI, 12, 20, "left", 0, 6, "<w:keepNext/>"),
    ("换页节题", HEI, 12, 20, "left", 0, 6, "<w:keepNext/><w:pageBreakBefore/>"),
    ("表头", HEI, 10.5, 15, "center", 3, 3, ""),
    ("格内居左", FANG, 10.5, 15, "left", 3, 3, ""),
    ("格内居中", FANG, 10.5, 15, "center", 3, 3, ""),
    ("小表头", HEI, 9, 12, "center", 1.5, 1.5, ""),
    ("小格内居左", FANG, 9, 12, "left", 1.5, 1.5, ""),
    ("小格内居中", FANG, 9, 12, "center", 1.5, 1.5, ""),
    ("附注", FANG, 10.5, 16, "left", 6, 0, "<w:keepNext/>"),
    ("签章", FANG, 12, 20, "left", 34, 28, ""),
    ("签章居右", FANG, 12, 20, "right", 16, 0, "<w:keepNext/>"),
    ("页脚", FANG, 10.5, 15, "center", 0, 0, ""),
)


def paper_word(paper: OfficePaper) -> bytes:
    """The Word file of a paper that is `printable`. The same paper always gives the same bytes."""
    body = [_paragraph("题上", paper.title_above)] if paper.title_above else []
    body.append(_paragraph("表题", paper.title))
    body += [_paragraph("正文行", line) for line in paper.lines[:-1]]
    body += [_paragraph("末行", line) for line in paper.lines[-1:]]
    for number, table in enumerate(paper.tables):
        style = "换页节题" if number else "节题"
        body += [_paragraph(style, table.heading)] if table.heading else []
        body.append(_table(table, paper.width, "小" if paper.small else ""))
    body += [_paragraph("附注", note) for note in paper.notes]
    style = "签章居右" if paper.is_letter else "签章"
    body += [_paragraph(style, line) for line in paper.signatures]
    document = f"<w:body>{''.join(body)}{_section(paper)}</w:body>"
    core = (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(paper.title)}</dc:title><dc:language>zh-CN</dc:language></cp:coreProperties>"
    )
    parts = {
        **_FIXED,
        "docProps/core.xml": core,
        "word/document.xml": f'<w:document xmlns:w="{WORD}" xmlns:r="{_RELATIONS}">{document}</w:document>',
    }
    return zipped(pack(name, (_XML + text).encode()) for name, text in parts.items())


def _paragraph(style: str, text: str, keep: bool = False) -> str:
    """A paragraph. keep: True if it stays on the same page as the next paragraph."""
    kept = "<w:keepNext/>" if keep else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{kept}</w:pPr>{_run(text)}</w:p>'


def _run(text: str) -> str:
    """A run of text. Some marks belong to both scripts (“ ” … —). With the hint, Word sets them full-width in the Chinese
    face, as the PDF does."""
    if not text:
        return ""
    hint = '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'
    return f'<w:r>{hint}<w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'


def _table(table: ListedTable, available: float, size: str) -> str:
    """A table. Every page repeats its head, and no row is split over two pages.

    available  its width in mm
    size       the beginning of the names of its styles: `小` for smaller characters, else empty
    """
    widths = [_twips(width) for width in table.widths(available)]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    side = _twips(1.5)
    lines = "".join(
        f'<w:{name} w:val="single" w:sz="5" w:space="0" w:color="000000"/>'
        for name in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    properties = (
        f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{lines}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="{side}" w:type="dxa"/>'
        f'<w:right w:w="{side}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    )
    head = "".join(_row(cells, header=True) for cells in _head_rows(table.heads, widths, f"{size}表头"))
    rows = []
    for number, texts in enumerate(table.all_rows, 1):
        # The last row stays on the page of the lines below the table. So seals and signatures never stand alone on a page.
        keep = number == len(table.all_rows)
        if len(texts) == 1:
            across = f'<w:gridSpan w:val="{len(widths)}"/>'
            rows.append(_row([_cell(sum(widths), _paragraph(f"{size}格内居左", texts[0], keep), across)]))
            continue
        styles = (f"{size}格内居中" if middle else f"{size}格内居左" for middle in table.middle)
        cells = (
            _cell(width, _paragraph(style, text, keep))
            for width, style, text in zip(widths, styles, texts, strict=True)
        )
        rows.append(_row(cells))
    return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{head}{''.join(rows)}</w:tbl>"


def _head_rows(heads: tuple[tuple[HeadCell, ...], ...], widths: list[int], style: str) -> Iterable[list[str]]:
    """The cells of each row of the head. A cell that covers several rows is written in each of them as a merged cell.

    widths  the widths of the columns, in twentieths of a point
    """
    covered: dict[tuple[int, int], HeadCell] = {}
    for number, row in enumerate(heads):
        cells: list[str] = []
        waiting, column = list(row), 0
        while column < len(widths):
            above = covered.get((number, column))
            cell = above or waiting.pop(0)
            if above is None:
                covered |= {(number + down, column): cell for down in range(1, cell.down)}
            merge = "" if cell.down == 1 else f'<w:vMerge w:val="{"continue" if above else "restart"}"/>'
            span = f'<w:gridSpan w:val="{cell.across}"/>' if cell.across > 1 else ""
            width = sum(widths[column : column + cell.across])
            cells.append(_cell(width, _paragraph(style, "" if above else cell.text), f"{span}{merge}"))
            column += cell.across
        yield cells


def _row(cells: Iterable[str], header: bool = False) -> str:
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if header else ''}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(width: int, content: str, merged: str = "") -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merged}<w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'
    )


def _section(paper: OfficePaper) -> str:
    """The properties of the page: A4, with the page number at the bottom."""
    width, height = (LONG, SHORT) if paper.lying else (SHORT, LONG)
    turned = ' w:orient="landscape"' if paper.lying else ""
    margin = _twips(MARGIN)
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="rId3"/>'
        f'<w:pgSz w:w="{_twips(width)}" w:h="{_twips(height)}"{turned}/>'
        f'<w:pgMar w:top="{margin}" w:right="{margin}" w:bottom="{margin}" w:left="{margin}" w:header="{_twips(FOOT)}"'
        f' w:footer="{_twips(FOOT)}" w:gutter="0"/></w:sectPr>'
    )


def _twips(mm: float) -> int:
    """Millimetres as twentieths of a point."""
    return round(mm * 1440 / 25.4)


def _style(name: str, face: str, size: float, line: float, align: str, before: float, after: float, more: str) -> str:
    """A paragraph style."""
    half = round(size * 2)
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{more}<w:spacing w:before="{round(before * 20)}"'
        f' w:after="{round(after * 20)}" w:line="{round(line * 20)}" w:lineRule="exact"/><w:jc w:val="{align}"/></w:pPr>'
        f'<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{face}" w:cs="Times New Roman"/>'
        f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr></w:style>'
    )


def _field(name: str) -> str:
    """A field that the word processor fills in: the number of the page, or the number of all pages."""
    return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


_FIXED = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{_TYPE}.settings+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_TYPE}.footer+xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    "</Types>",
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>",
    "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{_RELATIONS}/settings" Target="settings.xml"/>'
    f'<Relationship Id="rId3" Type="{_RELATIONS}/footer" Target="footer1.xml"/></Relationships>',
    "word/settings.xml": f'<w:settings xmlns:w="{WORD}"><w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>',
    "word/styles.xml": f'<w:styles xmlns:w="{WORD}"><w:docDefaults><w:rPrDefault><w:rPr>'
    f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{FANG}" w:cs="Times New Roman"/>'
    '<w:sz w:val="24"/><w:szCs w:val="24"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault/></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
    '<w:qFormat/><w:pPr><w:widowControl w:val="0"/>'
    '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/></w:pPr></w:style>'
    + "".join(_style(*style) for style in _STYLES)
    + "</w:styles>",
    "word/footer1.xml": f'<w:ftr xmlns:w="{WORD}"><w:p><w:pPr><w:pStyle w:val="页脚"/></w:pPr>'
    f"{_run('第 ')}{_field('PAGE')}{_run(' 页　共 ')}{_field('NUMPAGES')}{_run(' 页')}</w:p></w:ftr>",
}
"""The parts that are the same in every file."""
