"""What a workbook's pages would not show as a person sees the workbook: hidden parts, what is cut, what changes by itself.

A workbook has no pages until it is printed. What is hidden in it, or lies outside its print areas, is not printed; a
sheet that is too wide goes on beside itself. Old binary workbooks and ODS can't be looked into in this way: of them it is said.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from formgen.dossier.evidence.formats import Format
from formgen.dossier.evidence.office_fonts import parts
from formgen.dossier.evidence.refused import Remark
from formgen.engines.pdfium import PdfiumFile

WORKBOOKS = frozenset({Format.XLSX, Format.XLS, Format.ODS})
SHEET = re.compile(rb"<sheet\b[^>]*>")
HIDDEN = re.compile(rb'\bstate="(?:hidden|veryHidden)"')
NAME = re.compile(rb'\bname="([^"]*)"')
AREA = re.compile(rb'<definedName\b[^>]*name="_xlnm\.Print_Area"')
FOLDED = re.compile(rb'<(?:row|col)\b[^>]*\bhidden="(?:1|true)"')
CHANGING = re.compile(rb"<f\b[^>]*>[^<]*\b(?:NOW|TODAY|RAND|RANDBETWEEN|OFFSET|INDIRECT|CELL|INFO)\(")
UNWORKED = re.compile(rb"<c\b[^>]*><f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
NARROW = "###"
MOST_NAMED = 6
CHECK = "请核对装订件里的这几页；要收入的，请在原来的软件里改好，另存成 PDF 再提供"


def remarks_of(content: bytes, kind: Format, pdf: bytes) -> tuple[Remark, ...]:
    """What a person should look at in the pages that a workbook became; none for any other kind of file.

    content  the workbook
    pdf      what was made of it
    """
    if kind not in WORKBOOKS:
        return ()
    with PdfiumFile(pdf) as made:
        found, pages = [*_of_pages(made)], len(made)
    if kind is not Format.XLSX:
        found.append("如果有隐藏的工作表、行、列，或设了打印区域，装订件里看不到那些内容")
        return tuple(Remark("evidence.workbook", message, CHECK) for message in found)
    for _, workbook in parts(content, re.compile(r"xl/workbook\.xml")):
        hidden = [name[1] for sheet in SHEET.findall(workbook) if HIDDEN.search(sheet) and (name := NAME.search(sheet))]
        if hidden:
            names = [html.unescape(name.decode("utf-8", "replace")) for name in hidden[:MOST_NAMED]]
            more = f"等 {len(hidden)} 张" if len(hidden) > MOST_NAMED else ""
            found.append(f"有隐藏的工作表「{'、'.join(names)}」{more}，装订件里没有")
        if AREA.search(workbook):
            found.append("设了打印区域，区域以外的内容装订件里没有")
    sheets = [part for _, part in parts(content, re.compile(r"xl/worksheets/[^/]*\.xml"))]
    if any(FOLDED.search(sheet) for sheet in sheets):
        found.append("有隐藏的行或列，装订件里没有")
    if any(CHANGING.search(sheet) for sheet in sheets):
        found.append("有随打开的时间变化的公式（TODAY、NOW 等），装订件里是现在算出来的值")
    if any(UNWORKED.search(sheet) for sheet in sheets):
        found.append("有没有存下结果的公式，装订件里是 LibreOffice 算出来的值")
    shown = len(sheets)
    if pages > shown:
        found.append(f"有工作表 {shown} 张，转换后共 {pages} 页：太长的表接在下一页，太宽的表右边的列另成一页")
    return tuple(Remark("evidence.workbook", message, CHECK) for message in found)


def _of_pages(pages: PdfiumFile) -> Iterator[str]:
    """What is wrong with the pages themselves."""
    if any(NARROW in text for text in pages.texts()):
        yield "有的列太窄，数字显示成了 ###"
