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


DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"


def pptx(*texts: str, hidden: tuple[int, ...] = (), notes: str = "", more: str = "") -> bytes:
    """A PowerPoint file with a slide for each text.

    hidden  the slides, from 0, that are not shown
    notes   what stands in the notes of the first slide
    more    what else the first slide holds
    """
    spaces = f'xmlns:p="{SLIDES}" xmlns:a="{DRAWING}" xmlns:r="{OFFICE}"'

    def tree(text: str) -> str:
        box = '<p:spPr><a:xfrm><a:off x="900000" y="900000"/><a:ext cx="7000000" cy="1000000"/></a:xfrm><a:prstGeom prst="rect"/></p:spPr>'
        shape = (
            '<p:sp><p:nvSpPr><p:cNvPr id="2" name="t"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
            f"{box}<p:txBody><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
        )
        own = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
        return f"<p:cSld><p:spTree>{own}{shape if text else ''}</p:spTree></p:cSld>"

    kinds = "".join(
        f'<Override PartName="/ppt/slides/slide{at}.xml" ContentType="{OFFICE_TYPE}.presentationml.slide+xml"/>'
        for at in range(len(texts))
    )
    for part, kind in (
        ("slideMasters/m", "slideMaster"),
        ("slideLayouts/l", "slideLayout"),
        ("notesSlides/n", "notesSlide"),
    ):
        kinds += f'<Override PartName="/ppt/{part}.xml" ContentType="{OFFICE_TYPE}.presentationml.{kind}+xml"/>'
    listed = "".join(f'<p:sldId id="{256 + at}" r:id="rId{10 + at}"/>' for at in range(len(texts)))
    colours = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2", "hlink": "hlink", "folHlink": "folHlink"}
    colours |= {f"accent{number}": f"accent{number}" for number in range(1, 7)}
    mapped = " ".join(f'{name}="{of}"' for name, of in colours.items())
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES.format(
            part="ppt/presentation.xml", kind=f"{OFFICE_TYPE}.presentationml.presentation.main+xml", more=kinds
        ),
        "_rels/.rels": RELATIONS.format(relation(1, "officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f'<p:presentation {spaces}><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId1"/>'
        f'</p:sldMasterIdLst><p:sldIdLst>{listed}</p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/>'
        "</p:presentation>",
        "ppt/_rels/presentation.xml.rels": RELATIONS.format(
            relation(1, "slideMaster", "slideMasters/m.xml")
            + "".join(relation(10 + at, "slide", f"slides/slide{at}.xml") for at in range(len(texts)))
        ),
        "ppt/slideMasters/m.xml": f"<p:sldMaster {spaces}>{tree('')}<p:clrMap {mapped}/><p:sldLayoutIdLst>"
        '<p:sldLayoutId id="2147483649" r:id="rId1"/></p:sldLayoutIdLst></p:sldMaster>',
        "ppt/slideMasters/_rels/m.xml.rels": RELATIONS.format(relation(1, "slideLayout", "../slideLayouts/l.xml")),
        "ppt/slideLayouts/l.xml": f"<p:sldLayout {spaces}>{tree('')}</p:sldLayout>",
        "ppt/slideLayouts/_rels/l.xml.rels": RELATIONS.format(relation(1, "slideMaster", "../slideMasters/m.xml")),
    }
    for at, text in enumerate(texts):
        show = ' show="0"' if at in hidden else ""
        parts[f"ppt/slides/slide{at}.xml"] = f"<p:sld {spaces}{show}>{tree(text)}{more if not at else ''}</p:sld>"
        note = relation(2, "notesSlide", "../notesSlides/n.xml") if notes and not at else ""
        parts[f"ppt/slides/_rels/slide{at}.xml.rels"] = RELATIONS.format(
            relation(1, "slideLayout", "../slideLayouts/l.xml") + note
        )
    if notes:
        parts["ppt/notesSlides/n.xml"] = f"<p:notes {spaces}>{tree(notes)}</p:notes>"
        parts["ppt/notesSlides/_rels/n.xml.rels"] = RELATIONS.format(relation(1, "slide", "../slides/slide0.xml"))
    return packed(parts)


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
