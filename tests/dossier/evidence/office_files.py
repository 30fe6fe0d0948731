"""Makes office files for the tests, part by part. They contain no data of real persons or enterprises."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/{part}" ContentType="{kind}"/>{more}</Types>'
)
RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE_TYPE = "application/vnd.openxmlformats-officedocument"


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """Make a ZIP file of these parts, in order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def relation(number: int, kind: str, target: str, outside: bool = False) -> str:
    mode = ' TargetMode="External"' if outside else ""
    return f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'


def docx(
    *texts: str,
    font: str = "仿宋_GB2312",
    relations: str = "",
    body: str = "",
    more: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """Make a Word file with a page for each text. The other arguments add further content."""
    fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"/>'
    paragraphs = "".join(
        f"<w:p><w:pPr>{'<w:pageBreakBefore/>' if number else ''}</w:pPr>"
        f'<w:r><w:rPr>{fonts}<w:sz w:val="32"/></w:rPr><w:t>{text}</w:t></w:r></w:p>'
        for number, text in enumerate(texts)
    )
    size = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
    return packed(
        {
            "[Content_Types].xml": TYPES.format(
                part="word/document.xml", kind=f"{OFFICE_TYPE}.wordprocessingml.document.main+xml", more=""
            ),
            "_rels/.rels": RELATIONS.format(relation(1, "officeDocument", "word/document.xml")),
            "word/document.xml": f'<w:document xmlns:w="{WORD}" xmlns:r="{OFFICE}"><w:body>{paragraphs}{body}{size}</w:body>'
            "</w:document>",
            "word/_rels/document.xml.rels": RELATIONS.format(relations),
            **(more or {}),
        }
    )


def xlsx(text: str, more: str = "") -> bytes:
    """Make an Excel file with this text in its first cell. more: further cells in the same row, as XML."""
    sheet = f'<worksheet xmlns="{SHEET}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c>{more}</row></sheetData></worksheet>'  # noqa: E501
    kind = f"{OFFICE_TYPE}.spreadsheetml.worksheet+xml"
    return packed(
        {
            "[Content_Types].xml": TYPES.format(
                part="xl/workbook.xml",
                kind=f"{OFFICE_TYPE}.spreadsheetml.sheet.main+xml",
                more=f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}"/>',
            ),
            "_rels/.rels": RELATIONS.format(relation(1, "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": RELATIONS.format(relation(1, "worksheet", "worksheets/sheet1.xml")),
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"'
    for name, path in (
        ("office", "office"), ("text", "text"), ("draw", "drawing"), ("svg", "svg-compatible"), ("style", "style"),
        ("table", "table"), ("fo", "xsl-fo-compatible"), ("form", "form"), ("script", "script"), ("meta", "meta"),
        ("config", "config"), ("presentation", "presentation"),
    )
) + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="1.2"'  # fmt: skip


def odf(kind: str, body: str, styles: str = "", more: Mapping[str, str | bytes] | None = None) -> bytes:
    """Make an OpenDocument file of a kind (`text`, `spreadsheet`, `presentation`) with this body and these styles."""
    media = f"application/vnd.oasis.opendocument.{kind}"
    return packed(
        {
            "mimetype": media,
            "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{media}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
            "content.xml": f"<office:document-content {ODF}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body>{body}</office:body></office:document-content>",
            **(more or {}),
        }
    )


def odt(body: str) -> bytes:
    """An ODT file with this body."""
    return odf("text", f"<office:text>{body}</office:text>")


def rtf(text: str, font: str = "Times New Roman") -> bytes:
    """An RTF file with this text."""
    said = "".join(f"\\u{ord(letter)}?" for letter in text)
    return (r"{\rtf1\ansi\deff0{\fonttbl{\f0\fnil\fcharset0 " + font + r";}}\f0 " + said + r"\par}").encode("gbk")
