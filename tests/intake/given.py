"""Helpers for the tests of tables: they make workbooks and CSV files from lists, and compare records without places."""

from __future__ import annotations

import csv
import dataclasses
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from formgen.foundation.problems import Place
from formgen.intake.collected import Collected, Source
from formgen.intake.sources import read_source
from formgen.scheme.models import Scheme

Rows = Sequence[Any]
"""Rows of a sheet, each a list of values."""

CODE = "91320585990000105U"
OTHER_CODE = "91320585990000113N"
"""Unified codes with right check characters that were never given out. Their organisation codes begin with 9900000."""

PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="企业" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.xml"/>'
        '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" '
        'Target="styles.xml"/>'
        '<Relationship Id="rId3" Target="/xl/sharedStrings.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    ),
    "xl/styles.xml": (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<numFmts count="1"><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts>'
        '<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="31"/></cellXfs>'
        "</styleSheet>"
    ),
    "xl/sharedStrings.xml": '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>',
}
"""The parts of a workbook with one sheet, 企业, without the sheet itself."""


def workbook(path: Path, **sheets: Rows) -> Workbook:
    """Make a workbook with these sheets and save it to the path. The caller may change it and save it again."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet: Worksheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return book


def package(path: Path, sheet: str, parts: Mapping[str, str | bytes] | None = None) -> Path:
    """Write a workbook part by part. sheet: the XML inside `worksheet`. parts: further or replaced parts."""
    main = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{sheet}</worksheet>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**PARTS, "xl/worksheets/sheet1.xml": main, **(parts or {})}.items():
            archive.writestr(name, content)
    return path


def text_row(number: int, *texts: str, attributes: str = "") -> str:
    """Make a row of a sheet, as XML, with texts in its first columns."""
    cells = "".join(
        f'<c r="{letter}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
        for letter, text in zip("ABCDEFG", texts, strict=False)
    )
    return f'<row r="{number}"{attributes}>{cells}</row>'


HEAD = text_row(1, "企业名称", "成立日期", "联系人", "邮编")
SHEET = f"<sheetData>{HEAD}{text_row(2, '甲', '2016年6月8日', '张三')}</sheetData>"
ROWS = [["企业名称", "联系人"], ["甲", "张三"]]
"""A sheet of enterprises with one enterprise, 甲, as XML, and the same kind of sheet as rows."""


def csv_bytes(rows: Rows, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """Return the bytes of a CSV file, as the standard library writes it."""
    made = io.StringIO()
    csv.writer(made, delimiter=delimiter).writerows(rows)
    return made.getvalue().encode(encoding)


def bare(value: object) -> object:
    """Return a record, or a part of a record, without its places, so that it can be compared."""
    if isinstance(value, Place):
        return None
    if dataclasses.is_dataclass(value):
        names = (
            field.name for field in dataclasses.fields(value) if field.name not in ("file_sheet", "is_alone")
        )  # places, too
        return (type(value).__name__, *(bare(getattr(value, name)) for name in names))
    return tuple(map(bare, value)) if isinstance(value, tuple) else value


def read(scheme: Scheme, path: Path) -> tuple[Source, list[Collected]]:
    """Read a source and all its enterprises. Check that their number is the number that the source says."""
    source = read_source(scheme, path)
    enterprises = list(source)
    assert len(enterprises) == source.count
    return source, enterprises


def found(source: Source) -> list[tuple[str, str]]:
    """The problems of a source as a whole, each with its place in the file."""
    return [(problem.code, problem.place.at) for problem in source.problems]


def faults(one: Collected) -> list[tuple[str, str]]:
    """The problems of an enterprise, each with its place in the file."""
    return [(problem.code, problem.place.at) for problem in one.problems]
