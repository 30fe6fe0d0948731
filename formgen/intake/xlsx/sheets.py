"""Reads the sheets of an .xlsx file as tables, as a person sees them: saved results, dates, hidden rows, merged cells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from lxml import etree

from formgen.intake.places import shown
from formgen.intake.table import FIRST_1900, FIRST_1904, Cell, CellValue, Faulty, Row, Table
from formgen.intake.xlsx.formats import BUILT_IN, format_meant, iso_day, shown_value
from formgen.intake.xlsx.number_format.shown import shown_text
from formgen.intake.xlsx.package import Package, Refused, local_name
from formgen.record.kinds.characters import is_blank

MOST_ROWS = 100_000
MOST_CELLS = 6_000_000
"""The most rows and cells with content in one sheet. Ten thousand enterprises with all their scores need a fifth of the
cells."""
MOST_MERGES = 100_000
MOST_STRINGS = 3_000_000
DIGITS = 15
"""The most digits of a number that spreadsheets show. Further digits are only errors of their arithmetic."""

_NUMBER = re.compile(r"[-+]?[0-9]{1,40}(?:\.[0-9]{0,40})?(?:[eE][-+]?[0-9]{1,3})?")
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_HALF = re.compile(r"[\ud800-\udfff]")
_TEXTS = frozenset(("inlineStr", "s", "str"))
_ERRORS = frozenset(
    ("#N/A", "#REF!", "#NAME?", "#DIV/0!", "#VALUE!", "#NUM!", "#NULL!", "#GETTING_DATA", "#SPILL!", "#CALC!")
)
NO_RESULT = Faulty(
    "cell.no-result", "这一格是公式，文件里没有保存它的结果", "用 Excel 或 WPS 打开后保存，或把公式改成它的值"
)
_PARTLY_STRUCK = Faulty("cell.struck", "这一格里有一部分字划了删除线，不知道还算不算", "删去不要的字；要的字去掉删除线")
_STRUCK = Faulty("cell.struck", "这一格划了删除线，不知道还算不算", "不要的，清空这一格；要的，去掉删除线")
_DAMAGED = Faulty("cell.damaged", "这一格的数据坏了", "重新输入这一格")


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook lists it. part: its part of the file; None if it is no table of cells (a chart)."""

    name: str
    hidden: bool
    part: str | None


@dataclass(frozen=True, slots=True)
class Workbook:
    """The data that all sheets share.

    strings    the texts that cells refer to by number
    formats    the number format of each style
    first_day  the day from which serial numbers are counted
    struck     the numbers of the styles that draw a line through the text
    cells      the cells that were read already, by type, style and content; equal cells share one object
    """

    package: Package
    file: str
    sheets: tuple[SheetEntry, ...]
    strings: tuple[str | Faulty, ...]
    formats: tuple[str, ...]
    first_day: date
    struck: frozenset[int] = frozenset()
    cells: dict[tuple[str, str, str], Cell | None] = field(default_factory=dict)


def read_workbook(package: Package, file: str) -> Workbook:
    """Read the workbook of a package. file: its name, for places. Raises Refused if the package is no workbook."""
    main = next((one.target for one in package.relations("").values() if one.kind == "officeDocument"), None)
    if main is None or not package.has(main) or not main.lower().endswith(".xml"):
        message = "这不是 Excel 工作簿（.xlsx）"
        raise Refused("workbook.format", message, "用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”")
    relations = package.relations(main)
    by_kind = {one.kind: one.target for one in relations.values()}
    sheets: list[SheetEntry] = []
    first_day = FIRST_1900
    for element in package.pieces(main, "sheet", "workbookPr"):
        if local_name(element) == "workbookPr":
            first_day = FIRST_1904 if element.get("date1904") in ("1", "true") else FIRST_1900
            continue
        target = next((relations.get(id) for key, id in element.items() if key.endswith("}id")), None)
        part = target.target if target and target.kind == "worksheet" else None
        sheets.append(
            SheetEntry(shown(element.get("name", ""), 31), element.get("state", "visible") != "visible", part)
        )
    strings = _strings(package, by_kind["sharedStrings"]) if "sharedStrings" in by_kind else ()
    formats = _formats(package, by_kind["styles"]) if "styles" in by_kind else ()
    struck = _struck_styles(package, by_kind["styles"]) if "styles" in by_kind else frozenset[int]()
    return Workbook(package, file, tuple(sheets), strings, formats, first_day, struck)


def read_sheet(workbook: Workbook, sheet: SheetEntry) -> Table:
    """Read the cells of a sheet that have content. Raises Refused if the sheet is damaged or much too large."""
    if sheet.part is None or not workbook.package.has(sheet.part):
        return Table(workbook.file, sheet.name, ())
    rows: list[Row] = []
    hidden: set[int] = set()
    merged: list[tuple[int, int, int, int]] = []
    number = cells = 0
    for element in workbook.package.pieces(sheet.part, "row", "col", "mergeCell"):
        name = local_name(element)
        if name == "row":
            number = _whole(element.get("r")) or number + 1
            is_hidden, is_struck = element.get("hidden") in ("1", "true"), _is_struck(workbook, element)
            found = _cells(workbook, element, is_struck)
            cells += len(found)
            if found:
                rows.append(Row(number, found, is_hidden, is_struck=is_struck))
            if len(rows) > MOST_ROWS or cells > MOST_CELLS:
                message = f"工作表「{sheet.name}」内容太多（第 {number} 行起没有读）"
                raise Refused("workbook.too-large", message, "拆成几份，分别处理")
        elif name == "col" and element.get("hidden") in ("1", "true"):
            hidden.update(range(_whole(element.get("min")), min(_whole(element.get("max")), 1 << 14) + 1))
        elif name == "mergeCell" and len(merged) < MOST_MERGES:
            first, _, last = element.get("ref", "").partition(":")
            corners = [_ADDRESS.fullmatch(corner) for corner in (first, last)]
            if corners[0] and corners[1]:
                (left, top), (right, bottom) = ((column_number(one[1]), int(one[2])) for one in corners if one)
                merged.append((top, left, bottom, right))
    rows.sort(key=lambda row: row.number)
    if twice := next((row.number for row, later in pairwise(rows) if row.number == later.number), None):
        # Enterprises are identified by their rows. So two rows with the same number could be confused.
        message = f"工作表「{sheet.name}」坏了：第 {twice} 行出现了两次"
        raise Refused("workbook.damaged", message, "用 Excel 或 WPS 打开，另存一份")
    return Table(workbook.file, sheet.name, tuple(rows), frozenset(hidden), tuple(merged), workbook.first_day)


@lru_cache(1 << 15)
def column_number(letters: str) -> int:
    """Return the number of a column, counted from 1, from its letters; 0 if these are no letters of a column."""
    if not (letters.isascii() and letters.isalpha() and letters.isupper() and len(letters) <= 3):
        return 0
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0


def _cells(workbook: Workbook, row: etree._Element, is_struck: bool) -> Mapping[int, Cell]:
    """Return the cells of a row that have content, by column. Equal cells share one object, since scores repeat often.

    is_struck: True if a line is drawn through the whole row. A line through a single cell takes that cell back.
    """
    cells: dict[int, Cell] = {}
    column = 0
    for element in row:
        column = column_number(element.get("r", "").rstrip("0123456789")) or column + 1
        if len(element) == 0:
            continue
        key = _key(element)
        if key is not None and key in workbook.cells:
            cell = workbook.cells[key]
        else:
            cell = _cell(workbook, element)
            if key is not None:
                workbook.cells[key] = cell
        if cell is not None:
            is_alone = workbook.struck and not is_struck and _whole(element.get("s")) in workbook.struck
            cells[column] = Cell(_STRUCK) if is_alone else cell
    return cells


def _is_struck(workbook: Workbook, row: etree._Element) -> bool:
    """True if a line is drawn through all that stands in a row."""
    return bool(workbook.struck) and all(_whole(cell.get("s")) in workbook.struck for cell in row if len(cell))


def _key(element: etree._Element) -> tuple[str, str, str] | None:
    """Return the type, style and content of a cell that has only a value or one plain text; None for any other cell."""
    if len(element) != 1:
        return None
    (inner,) = element
    if len(inner) == 1 and inner.tag.endswith("}is") and inner[0].tag.endswith("}t"):
        inner = inner[0]
    elif len(inner) or not inner.tag.endswith("}v"):
        return None
    return element.get("t", "n"), element.get("s", ""), inner.text or ""


def _cell(workbook: Workbook, element: etree._Element) -> Cell | None:
    """Read one cell; None if it shows nothing."""
    kind, style = element.get("t", "n"), _whole(element.get("s"))
    parts = {local_name(child): child for child in element if isinstance(child.tag, str)}
    number_format = workbook.formats[style] if style < len(workbook.formats) else ""
    written = parts["v"].text or "" if "v" in parts else ""
    value: CellValue | None
    if kind == "inlineStr":
        value = _text_of(parts["is"]) if "is" in parts else _unescaped(written)
    elif "f" in parts and not written and (kind != "str" or "v" not in parts):
        value = NO_RESULT
    elif kind == "s":
        at = _whole(written)
        value = workbook.strings[at] if at < len(workbook.strings) and written.isdecimal() else _DAMAGED
    elif kind == "str":
        value = _unescaped(written)
    elif kind == "d":
        value = iso_day(written, number_format, workbook.first_day)
    elif kind == "b":
        value = written in ("1", "true")
    elif kind == "e":
        said = written if written in _ERRORS else "错误"
        value = Faulty("cell.error", f"这一格显示 {said}，没有值", "改正公式，或直接写上内容")
    else:
        value = _number(written, number_format, workbook.first_day)
    if kind in _TEXTS and isinstance(value, str) and number_format and number_format != "@":
        value = shown_text(value, number_format)
    if value is None or (isinstance(value, str) and is_blank(value)):
        return None
    return Cell(value, number_format)


def _number(written: str, number_format: str, first_day: date) -> CellValue | None:
    text = written.strip()
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        return _DAMAGED
    number = Decimal(text)
    digits = number.as_tuple().digits
    if len(digits) > DIGITS:
        number = round(number, DIGITS - 1 - number.adjusted())
    return shown_value(number, number_format, first_day)


def _strings(package: Package, part: str) -> tuple[str | Faulty, ...]:
    strings: list[str | Faulty] = []
    for element in package.pieces(part, "si") if package.has(part) else ():
        strings.append(_text_of(element))
        if len(strings) > MOST_STRINGS:
            raise Refused("workbook.too-large", "工作簿里的文字太多，不像采集表", "拆成几份，分别处理")
    return tuple(strings)


def _text_of(element: etree._Element) -> str | Faulty:
    """Return the text of all runs of a string, without the hints of pronunciation.

    Nobody knows what is meant where a line is drawn through a part of it: somebody may have corrected it or crossed it out.
    """
    runs = [run for run in element.iterchildren("{*}r") if run.findtext("{*}t")]
    struck = [_has_line(run.find("{*}rPr/{*}strike")) for run in runs]
    if any(struck):
        return _STRUCK if all(struck) else _PARTLY_STRUCK
    texts = (
        child.text or ""
        for child in element.iter("{*}t")
        if not any(local_name(above) == "rPh" for above in child.iterancestors("{*}rPh"))
    )
    return _unescaped("".join(texts))


def _has_line(strike: etree._Element | None) -> bool:
    return strike is not None and strike.get("val", "1") not in ("0", "false")


def _unescaped(text: str) -> str:
    """Replace codes such as `_x000A_` by the characters that they stand for (ECMA-376, 22.9.2.19)."""
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    # A character beyond U+FFFF is written as two halves.
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if _HALF.search(plain) else plain


def _formats(package: Package, part: str) -> tuple[str, ...]:
    """Return the number format of each style of cells; empty if the style has none that is known."""
    if not package.has(part):
        return ()
    own: dict[int, str] = {}
    styles: tuple[str, ...] = ()
    for element in package.pieces(part, "numFmt", "cellXfs"):
        if local_name(element) == "numFmt":
            own[_whole(element.get("numFmtId"))] = format_meant(_unescaped(element.get("formatCode", "")))
        else:
            numbers = [_whole(style.get("numFmtId")) for style in element.iterchildren("{*}xf")]
            styles = tuple(own.get(number) or BUILT_IN.get(number, "") for number in numbers)
    return styles


def _struck_styles(package: Package, part: str) -> frozenset[int]:
    """The styles of cells that draw a line through the text."""
    if not package.has(part):
        return frozenset()
    fonts: list[bool] = []
    styles: list[int] = []
    for element in package.pieces(part, "fonts", "cellXfs"):
        if local_name(element) == "fonts":
            fonts = [_has_line(font.find("{*}strike")) for font in element.iterchildren("{*}font")]
        else:
            styles = [_whole(style.get("fontId")) for style in element.iterchildren("{*}xf")]
    return frozenset(at for at, font in enumerate(styles) if font < len(fonts) and fonts[font])
