"""Finds what a workbook has and its pages do not show: hidden parts, cut parts, and formulas whose values change by themselves.

A workbook has no pages until it is printed. Hidden parts and cells outside the print areas are not printed. The right columns
of a sheet that is too wide get pages of their own. Old binary workbooks and ODS can't be searched in this way; for these, a
remark says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from formgen.dossier.evidence.formats import FileFormat
from formgen.dossier.evidence.office.xml_parts import Attributes, Watcher, watch
from formgen.dossier.evidence.refused import Remark
from formgen.engines.pdfium import PdfiumFile

WORKBOOKS = frozenset({FileFormat.XLSX, FileFormat.XLS, FileFormat.ODS, FileFormat.FODS})
BOOK, SHEETS = re.compile(r"xl/workbook\d*\.xml"), re.compile(r"xl/worksheets/[^/]*\.xml")
HIDDEN = frozenset({"hidden", "veryHidden"})
TRUE = frozenset({"1", "true"})
CHANGING = re.compile(r"\b(?:NOW|TODAY|RAND|RANDBETWEEN|OFFSET|INDIRECT|CELL|INFO)\(")
NARROW = "###"
MOST_NAMED = 6
CHECK = "请核对装订件里的这几页；要收入的，请在原来的软件里改好，另存成 PDF 再提供"


def remarks_of(content: bytes, kind: FileFormat, pdf: bytes) -> tuple[Remark, ...]:
    """Remarks on what a person should check in the pages of a workbook; no remarks for any other kind of file.

    content  the workbook
    pdf      the PDF that LibreOffice made of it
    """
    if kind not in WORKBOOKS:
        return ()
    with PdfiumFile(pdf) as made:
        found, pages = [*_of_pages(made)], len(made)
    if kind is not FileFormat.XLSX:
        found.append("如果有隐藏的工作表、行、列，或设了打印区域，装订件里看不到那些内容")
        return tuple(Remark("evidence.workbook", message, CHECK) for message in found)
    book, sheets = _Book(), _Sheets()
    watch(content, BOOK, book)
    shown = watch(content, SHEETS, sheets)
    if book.hidden:
        more = f"等 {len(book.hidden)} 张" if len(book.hidden) > MOST_NAMED else ""
        found.append(f"有隐藏的工作表「{'、'.join(book.hidden[:MOST_NAMED])}」{more}，装订件里没有")
    if book.has_areas:
        found.append("设了打印区域，区域以外的内容装订件里没有")
    if sheets.are_folded:
        found.append("有隐藏的行或列，装订件里没有")
    if sheets.are_changing:
        found.append("有随打开的时间变化的公式（TODAY、NOW 等），装订件里是现在算出来的值")
    if sheets.are_unworked:
        found.append("有没有存下结果的公式，装订件里是 LibreOffice 算出来的值")
    if pages > shown:
        found.append(f"有工作表 {shown} 张，转换后共 {pages} 页：太长的表接在下一页，太宽的表右边的列另成一页")
    return tuple(Remark("evidence.workbook", message, CHECK) for message in found)


class _Book(Watcher):
    """Notes hidden sheets and print areas, which the workbook's main part names."""

    def __init__(self) -> None:
        self.hidden: list[str] = []
        self.has_areas = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "sheet" and attributes.get("state") in HIDDEN:
            self.hidden.append(attributes.get("name", ""))
        elif name == "definedName":
            self.has_areas |= attributes.get("name") == "_xlnm.Print_Area"


class _Sheets(Watcher):
    """Notes hidden rows and columns, and formulas whose values change or were not stored."""

    def __init__(self) -> None:
        self.are_folded = self.are_changing = self.are_unworked = False
        self._has_formula = self._has_value = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name in ("row", "col"):
            self.are_folded |= attributes.get("hidden") in TRUE
        elif name == "c":
            self._has_formula = self._has_value = False

    def end(self, name: str, text: str) -> None:
        if name == "f":
            self._has_formula = True
            self.are_changing |= CHANGING.search(text) is not None
        elif name == "v":
            self._has_value |= bool(text)
        elif name == "c":
            self.are_unworked |= self._has_formula and not self._has_value


def _of_pages(pages: PdfiumFile) -> Iterator[str]:
    """Messages on faults of the pages themselves."""
    if any(NARROW in text for text in pages.texts()):
        yield "有的列太窄，数字显示成了 ###"
