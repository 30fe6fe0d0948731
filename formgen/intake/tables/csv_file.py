"""A CSV file as a table: any usual encoding and delimiter, and one broken row never hides the others.

The standard library's reader takes everything behind a quote that is never closed for one cell; here such a row is a
finding, and reading goes on with the next line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import replace
from pathlib import Path

from formgen.intake.columns import header_key
from formgen.intake.places import file_place
from formgen.intake.table import Cell, Row, Table
from formgen.intake.tables.csv_encoding import FileLine, text_lines
from formgen.intake.tables.headings import LOOKED_AT
from formgen.problems import Problem, error, warning
from formgen.record.kinds.characters import is_blank

LARGEST_CSV = 64 * 1024 * 1024
"""Bytes: thousands of enterprises with long reasons and all their scores. All of it is in memory."""

DELIMITERS = (",", ";", "\t", "，", "；")
MOST_LINES_OF_A_CELL = 200
"""A quoted cell of more lines is a quote that was never closed."""

_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)
"""How programs write a code into a CSV file so that a spreadsheet takes it for text."""


class BrokenRow(Exception):
    """A row whose quotes don't pair; its text says which way, in Chinese."""


def read_csv(path: Path, known: Container[str]) -> tuple[Table | None, tuple[Problem, ...]]:
    """The table of a CSV file; None with the problem that says why there is none.

    known: the headings that it may have, as `header_key` gives them: by them the delimiter is found.
    Raises OSError for a file that can't be read.
    """
    place = file_place(path.name)
    with path.open("rb") as file:
        content = file.read(LARGEST_CSV + 1)
    if len(content) > LARGEST_CSV:
        message = f"文件超过 {LARGEST_CSV // 1024 // 1024} MB，不像名册"
        return None, (error("file.too-large", "", place, message, "拆成几份，分别处理"),)
    lines = tuple(text_lines(content))
    delimiter = _delimiter(lines, known)
    table = Table(place.file, "", ())
    rows: list[Row] = []
    widths: Counter[int] = Counter()
    at = number = width = 0
    while at < len(lines):
        number += 1
        row, width, at = _row(table, lines, at, number, delimiter)
        widths[width] += 1
        if row.cells or row.problems:
            rows.append(row)
    ended = not lines or lines[-1].text.endswith(("\n", "\r"))
    if rows and not ended and not rows[-1].problems and width < max(widths, key=lambda one: widths[one]):
        message = "文件在这一行中间就结束了，可能不完整"
        problem = warning("csv.cut-off", "", table.row_place(number), message, "核对最后一行是否完整")
        rows[-1] = replace(rows[-1], problems=(problem,))
    return replace(table, rows=tuple(rows)), ()


def _row(table: Table, lines: Sequence[FileLine], at: int, number: int, delimiter: str) -> tuple[Row, int, int]:
    """The row that begins in a line, how many cells it has, and the line behind it."""
    place = table.row_place(number)
    line = f"（用记事本打开的第 {at + 1} 行）" if at + 1 != number else ""
    if fault := lines[at].fault:
        remedy = "用原来的软件打开，另存为“CSV UTF-8”"
        return Row(number, {}, problems=(error("csv.encoding", "", place, f"{fault}{line}", remedy),)), 0, at + 1
    try:
        cells, behind = split_row(lines, at, delimiter)
    except BrokenRow as fault:
        remedy = "引号要成对；内容里的引号写两个"
        return Row(number, {}, problems=(error("csv.quotes", "", place, f"{fault}{line}", remedy),)), 0, at + 1
    found = {column: Cell(_text(cell)) for column, cell in enumerate(cells, 1) if not is_blank(cell)}
    return Row(number, found, width=len(cells)), len(cells), behind


def split_row(lines: Sequence[FileLine], at: int, delimiter: str) -> tuple[list[str], int]:
    """The cells of the row that begins in a line, and the line behind it (RFC 4180, lenient about quotes inside).

    Raises BrokenRow for quotes that don't pair.
    """
    cells: list[str] = []
    text, position, behind = lines[at].text, 0, at + 1
    while True:
        if not text.startswith('"', position):
            end = text.find(delimiter, position)
            if end < 0:
                cells.append(text[position:].rstrip("\r\n"))
                return cells, behind
            cells.append(text[position:end])
            position = end + 1
            continue
        cell = ""
        position += 1
        while True:
            end = text.find('"', position)
            if end < 0:
                if behind >= len(lines) or lines[behind].fault or behind - at >= MOST_LINES_OF_A_CELL:
                    raise BrokenRow("有一个引号没有配对")
                cell += text[position:]
                text, position, behind = lines[behind].text, 0, behind + 1
            elif text.startswith('""', end):
                cell += text[position : end + 1]
                position = end + 2
            else:
                cells.append(cell + text[position:end])
                position = end + 1
                break
        if text.startswith(delimiter, position):
            position += 1
        elif text[position:].strip("\r\n"):
            raise BrokenRow("引号的后面还有内容")
        else:
            return cells, behind


def _text(cell: str) -> str:
    found = _AS_TEXT.fullmatch(cell)
    return found[1] if found else cell


def _delimiter(lines: Sequence[FileLine], known: Container[str]) -> str:
    """The delimiter that makes most known headings of one of the first lines; a comma where none does.

    Counting delimiters would take a long Chinese text, full of commas, for the headings.
    """
    start = [line.text for line in lines[:LOOKED_AT]]

    def headings(mark: str) -> int:
        return max(
            (sum(header_key(cell.strip(' "\r\n')) in known for cell in line.split(mark)) for line in start), default=0
        )

    return max(DELIMITERS, key=headings)
