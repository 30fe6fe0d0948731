"""Small files for which we know the right verdict of a judge."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from formgen.foundation.resources import fontconfig_file

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def write_docx(path: Path, body: str) -> Path:
    """Write the smallest Word file with this content of `w:body`."""
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
    }
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{content}')
    return path


def paragraph(text: str, face: str = "仿宋_GB2312") -> str:
    """Make a paragraph in one face, as XML."""
    fonts = f'<w:rFonts w:ascii="{face}" w:hAnsi="{face}" w:eastAsia="{face}"/>'
    return f'<w:p><w:r><w:rPr>{fonts}<w:sz w:val="32"/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def write_pdf(path: Path, html: str, variant: str | None = None) -> Path:
    """Write a PDF with WeasyPrint itself and our faces. variant: one that WeasyPrint knows (`pdf/a-2a`, `pdf/ua-1`)."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(fontconfig_file())
    try:
        HTML(string=html).write_pdf(path, pdf_variant=variant, font_config=FontConfiguration())
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before
    return path
