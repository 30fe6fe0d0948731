"""Reads the table of a web page. Many systems export a web page and call it `.xls`, and Excel and WPS open it as a table.

The text of a cell is what a browser shows. Nothing to which the page refers is opened: no picture, style, script or frame.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree, html

from formgen.foundation.problems import Problem, error, warning
from formgen.intake.collected import Source, unusable
from formgen.intake.files.file_kinds import SAVE_AS, FileKind
from formgen.intake.places import file_place
from formgen.intake.table import Cell, Row, Table, trimmed
from formgen.intake.tables.collected_tables import source_of_table
from formgen.intake.tables.csv_encoding import text_lines
from formgen.intake.tables.vocabulary import Vocabulary
from formgen.scheme.models import Scheme

LARGEST = 64 * 1024 * 1024
"""How many bytes a page may have. This is enough for thousands of enterprises."""
MOST_SPANNED = 1000
"""The largest number of rows or columns of one cell (WHATWG HTML, 4.9.11, allows 1,000 columns)."""
_HIDDEN = ("display:none", "visibility:hidden", "mso-hide:all")
_UNSHOWN = frozenset(("script", "style", "head", "template", "table"))
"""Elements in a cell that do not belong to its text. A person sees nothing of them; a table in a cell is read separately."""
_BREAKS = frozenset(("br", "p", "div", "li", "tr"))
"""Elements that begin a new line."""
_WHITE_SPACE = re.compile(r"[ \t\r\n\f]+")
_BROKEN_LINE = re.compile(r"(?<=[\u2e80-\uffef])[ \t]*[\r\n]\s*(?=[\u2e80-\uffef])")
"""A line break in the source between two Chinese characters. Programs break long lines there, too, and a browser shows no
space for it (CSS Text 3, 4.1.3)."""


def read_web_page(scheme: Scheme, path: Path, kind: FileKind) -> Source:
    """Read the table of enterprises in a web page. If there are several tables, the one with the most known headings is read.

    Raises OSError if the file can't be read.
    """
    place = file_place(path.name)
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        message = f"文件超过 {LARGEST // 1024 // 1024} MB，不像名册"
        return unusable(path, error("file.too-large", "", place, message, "拆成几份，分别处理"))
    lines = tuple(text_lines(content))
    for number, line in enumerate(lines, start=1):
        if line.fault:
            message = f"网页源文件的第 {number} 行读不出来：{line.fault}"
            return unusable(path, error("file.encoding", "", place, message, SAVE_AS))
    tables = list(_tables(place.file, "".join(line.text for line in lines)))
    words = Vocabulary(scheme)
    if not tables:
        message = f"{kind.told}，里面没有表格"
        return unusable(path, error("file.other-kind", "", place, message, SAVE_AS))
    read = max(tables, key=lambda table: _known(words, table))
    source = source_of_table(words, path, read)
    problems = [*source.problems, *(_unread(table) for table in tables if table is not read and _known(words, table))]
    return Source(source.path, tuple(problems), source.count, source.__iter__)


def _known(words: Vocabulary, table: Table) -> int:
    """The largest number of known headings in one row of a table."""
    return max((sum(cell.text in words.headings for cell in row.cells.values()) for row in table.rows), default=0)


def _unread(table: Table) -> Problem:
    message = f"网页里的「{table.sheet}」没有读：只读最像采集表的一个"
    return warning("sheet.unknown", "", table.place, message, f"要读的，{SAVE_AS}，把它们合成一张表")


def _tables(file: str, text: str) -> Iterator[Table]:
    """Every table of the page in which at least one cell has text. The tables are named 表格1, 表格2 and so on."""
    # The text is decoded already, so the encoding that the page declares must not be used again.
    parser = html.HTMLParser(no_network=True, encoding="utf-8")
    try:
        page = html.document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return
    number = 0
    for element in page.iter("table"):
        rows, merged = _rows(element)
        if rows:
            number += 1
            yield Table(file, f"表格{number}", rows, merged=merged)


def _rows(element: html.HtmlElement) -> tuple[tuple[Row, ...], tuple[tuple[int, int, int, int], ...]]:
    """The rows with content, and the cells that cover several rows or columns.

    Such a cell is given as its first row, its first column, its last row and its last column, counted from 1.
    """
    rows: list[Row] = []
    merged: list[tuple[int, int, int, int]] = []
    reached: dict[int, int] = {}  # for each column: the last row that a cell from above covers
    own = (row for row in element.iter("tr") if next(row.iterancestors("table")) is element)
    for number, row in enumerate(own, start=1):
        cells: dict[int, Cell] = {}
        column = 1
        for cell in row.iterchildren("td", "th"):
            while reached.get(column, 0) >= number:
                column += 1
            wide, high = _spanned(cell, "colspan"), _spanned(cell, "rowspan")
            if wide * high > 1:
                merged.append((number, column, number + high - 1, column + wide - 1))
            if high > 1:
                reached |= dict.fromkeys(range(column, column + wide), number + high - 1)
            if text := trimmed(_text(cell)):
                cells[column] = Cell(text)
            column += wide
        if cells:
            rows.append(Row(number, cells, hidden=_is_hidden(row)))
    return tuple(rows), tuple(merged)


def _spanned(cell: html.HtmlElement, name: str) -> int:
    written = (cell.get(name) or "").strip()
    return min(max(1, int(written)), MOST_SPANNED) if written.isascii() and written.isdigit() else 1


def _is_hidden(element: html.HtmlElement) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return any(word in style for word in _HIDDEN) or element.get("hidden") is not None


def _text(cell: html.HtmlElement) -> str:
    """The text of a cell as a browser shows it: white space of the source becomes one space, and `<br>` begins a new line."""
    pieces: list[str] = []

    def add(element: html.HtmlElement) -> None:
        if isinstance(element.tag, str) and element.tag not in _UNSHOWN and not _is_hidden(element):
            if element.tag in _BREAKS:
                pieces.append("\n")
            pieces.append(_one_space(element.text))
            for child in element:
                add(child)
                pieces.append(_one_space(child.tail))
            if element.tag in _BREAKS - {"br"}:
                pieces.append("\n")

    pieces.append(_one_space(cell.text))
    for child in cell:
        add(child)
        pieces.append(_one_space(child.tail))
    lines = (line.strip(" ") for line in "".join(pieces).replace("\xa0", " ").split("\n"))
    return "\n".join(line for line in lines if line)


def _one_space(text: str | None) -> str:
    """Text of the source with its white space as a browser shows it.

    White space becomes one space. It disappears if it is a line break between two Chinese characters.
    """
    return _WHITE_SPACE.sub(" ", _BROKEN_LINE.sub("", text or ""))
