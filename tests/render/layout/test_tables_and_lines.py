"""Kinds of tables, lines, pages and indents that offices use: laid out as LibreOffice does, or named as not ours to lay out."""

from __future__ import annotations

import pytest
from lxml import etree

from formgen.render.layout.read import inspect_sheet
from formgen.render.layout.reasons import reasons_for_office
from formgen.render.office.laying_out import raw_pdfs
from formgen.render.pdf.cuts import sheet_document
from formgen.render.pdf.pdf import document_to_pdf
from formgen.render.word.package import PackagePart, WordPackage
from tools.comparison import compare
from tools.pdf_pages import read_pages

NAMES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SPACING = '<w:spacing w:line="400" w:lineRule="exact"/>'
SINGLE = 'w:val="single" w:sz="4"'
STYLES = (
    f'<w:styles {NAMES}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" '
    'w:hAnsi="Times New Roman" w:eastAsia="宋体"/><w:sz w:val="24"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="table" w:styleId="Base"><w:name w:val="Base"/><w:tblPr><w:tblCellMar>'
    '<w:left w:w="200" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="table" w:styleId="Grid"><w:name w:val="Grid"/><w:basedOn w:val="Base"/><w:tblPr><w:tblBorders>'
    + "".join(f"<w:{side} {SINGLE}/>" for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    + '</w:tblBorders></w:tblPr></w:style><w:style w:type="table" w:styleId="Striped"><w:name w:val="Striped"/>'
    '<w:basedOn w:val="Grid"/><w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style></w:styles>'
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>'
)
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def borders(**said: str) -> str:
    """A `w:tblBorders`: single lines all round and inside, but for the sides that are given."""
    sides = dict.fromkeys(("top", "left", "bottom", "right", "insideH", "insideV"), SINGLE) | said
    return f"<w:tblBorders>{''.join(f'<w:{side} {line}/>' for side, line in sides.items())}</w:tblBorders>"


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{SPACING}{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def word_file(
    width: int = 4153, table: str = "", cell: str = "", words: str = "", page: str = "", gutter: int = 0
) -> WordPackage:
    """A Word file with a paragraph and a table of two rows and two columns (width: of each, in twips)."""
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{cell if (row, column) == (0, 0) else ""}</w:tcPr>'
        f"{paragraph(text)}</w:tc>" + ("</w:tr><w:tr>" if (row, column) == (0, 1) else "")
        for (row, column), text in (((0, 0), "名称"), ((0, 1), "单位"), ((1, 0), "地址"), ((1, 1), "街道"))
    )
    document = (
        f"<w:document {NAMES}><w:body>{words or paragraph('姓名')}"
        f'<w:tbl><w:tblPr>{"" if "tblBorders" in table else table}<w:tblW w:w="{2 * width}" w:type="dxa"/>'
        f'<w:jc w:val="center"/>{table if "tblBorders" in table else ""}<w:tblLayout w:type="fixed"/></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{width}"/><w:gridCol w:w="{width}"/></w:tblGrid><w:tr>{cells}</w:tr></w:tbl>'
        f'{paragraph("")}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1800" '
        f'w:bottom="1440" w:left="1800" w:header="851" w:footer="992" w:gutter="{gutter}"/>{page}</w:sectPr>'
        "</w:body></w:document>"
    )
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS.format(
            f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
        ),
        "word/_rels/document.xml.rels": RELATIONS.format(
            f'<Relationship Id="r1" Type="{OFFICE}/styles" Target="styles.xml"/>'
        ),
        "word/document.xml": document,
        "word/styles.xml": STYLES,
    }
    return WordPackage("表.docx", tuple(PackagePart(name, text.encode()) for name, text in parts.items()))


OURS = {
    "wider than the text": word_file(width=5153, table=borders()),
    "nearly as wide as the paper": word_file(width=5800, table=borders()),
    "lines and margins of a style": word_file(table='<w:tblStyle w:val="Grid"/>'),
    "lines inside alone": word_file(table=borders(top="", left='w:val="none"', bottom='w:val="nil"', right="")),
    "lines outside alone": word_file(table=borders(insideH='w:val="none"', insideV='w:val="none"')),
    "gutter": word_file(table=borders(), gutter=1134),
}
"""What our own reader lays out."""
NOT_OURS = [
    (word_file(table=borders(top='w:val="double" w:sz="4"')), "边框不是单实线（double）"),
    (word_file(table=borders(insideH='w:val="dashed" w:sz="4"')), "边框不是单实线（dashed）"),
    (word_file(table=borders(left='w:val="single" w:sz="4" w:color="FF0000"')), "边框不是黑色"),
    (word_file(table=borders(top='w:val="single" w:sz="24"')), "边框粗 3 磅"),
    (word_file(table=borders(), cell=f"<w:tcBorders><w:tl2br {SINGLE}/></w:tcBorders>"), "斜线"),
    (word_file(table=borders(), cell=f"<w:tcBorders><w:tr2bl {SINGLE}/></w:tcBorders>"), "斜线"),
    (word_file(table=borders(), cell='<w:tcBorders><w:right w:val="nil"/></w:tcBorders>'), "和左边一格说的边框不一样"),
    (word_file(table='<w:tblStyle w:val="Striped"/>'), "表格样式 Striped 里有 w:tblStylePr"),
    (word_file(width=6100, table=borders()), "表格比纸还宽"),
    (word_file(table=borders(), page='<w:textDirection w:val="tbRl"/>'), "文字竖排"),
    (word_file(table=borders(), words=paragraph("本表2019年")), "自动留空"),
    (word_file(table=borders(), words=paragraph("A类", '<w:autoSpaceDN w:val="0"/>')), "自动留空"),
    (word_file(table=borders(), words=paragraph("姓名", '<w:ind w:firstLineChars="200"/>')), "缩进按字符数算"),
    (word_file(table=borders(), words=paragraph("姓名", '<w:ind w:left="-200"/>')), "缩进是负的"),
    (word_file(table=borders(), words=paragraph("姓名", '<w:ind w:right="-200"/>')), "缩进是负的"),
    (word_file(table=borders(), words=paragraph("姓名", '<w:ind w:left="100" w:hanging="300"/>')), "缩进是负的"),
    (word_file(table=borders(), words=paragraph("姓名", '<w:ind w:left="4200" w:right="4200"/>')), "缩进太大"),
    (word_file(table=borders(), words=paragraph("姓名\U000313c0")), "字库里没有「\U000313c0」"),
]


@pytest.fixture(scope="module")
def office() -> dict[str, bytes]:
    """LibreOffice's PDF of each file that is ours, made in one run."""
    return dict(zip(OURS, raw_pdfs(list(OURS.values()), "表"), strict=True))


@pytest.mark.parametrize("kind", OURS)
def test_what_we_lay_out_lies_as_in_libreoffice(kind: str, office: dict[str, bytes]) -> None:
    sheet, faults = inspect_sheet(OURS[kind], (), "表")
    assert sheet is not None and not faults
    ours, theirs = (read_pages(pdf) for pdf in (document_to_pdf(sheet_document(sheet)), office[kind]))
    found = compare(ours, theirs)
    assert list(found.differences()) == []
    assert found.largest < 0.5 and (found.farthest or 0) < 0.5  # mm


@pytest.mark.parametrize(("package", "reason"), NOT_OURS, ids=[reason for _, reason in NOT_OURS])
def test_what_we_do_not_lay_out_is_named_with_its_place(package: WordPackage, reason: str) -> None:
    found = [fault for fault in inspect_sheet(package, (), "表")[1] if reason in fault.message]
    assert found and all(fault.place for fault in found)
    assert reason in reasons_for_office(package, (), "表")


def test_words_that_are_not_spaced_out_are_ours() -> None:
    """LibreOffice spaces them out all the same, unless the default style says so, too. Word does not."""
    properties = '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
    assert not inspect_sheet(word_file(table=borders(), words=paragraph("2019年A类", properties)), (), "表")[1]


def test_a_merged_cell_ends_in_the_line_of_its_last_row() -> None:
    package = word_file(table=borders(insideH='w:val="nil"'))
    text = etree.tostring(package.document, encoding="unicode")
    merged = text.replace("</w:tcPr>", '<w:vMerge w:val="restart"/></w:tcPr>', 1)
    first, second = merged.split("</w:tr><w:tr>")
    merged = f"{first}</w:tr><w:tr>{second.replace('</w:tcPr>', '<w:vMerge/></w:tcPr>', 1)}"
    sheet, faults = inspect_sheet(package.with_document(etree.fromstring(merged)), (), "表")
    assert sheet is not None and not faults
    table = sheet.blocks[1]
    assert [cell.lines.bottom for row in table.rows for cell in row.cells] == [0.5, 0.0, 0.5, 0.5]  # type: ignore[union-attr]
