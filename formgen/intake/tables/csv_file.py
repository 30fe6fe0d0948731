"""Reads a CSV file as a table. It accepts every usual encoding and delimiter; a broken row never hides the other rows.

If a quote is never closed, the reader of the standard library takes the rest of the file as one cell. This module
instead reports the row and goes on with the next line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import replace
from pathlib import Path

from formgen.foundation.problems import Problem, error, warning
from formgen.intake.columns import header_key
from formgen.intake.places import file_place
from formgen.intake.table import Cell, Row, Table
from formgen.intake.tables.csv_encoding import FileLine, big5_lines, is_probably_big5, text_lines
from formgen.intake.tables.headings.heading_row import LOOKED_AT
from formgen.record.kinds.characters import is_blank

LARGEST_CSV = 64 * 1024 * 1024
"""The largest file that is read, in bytes. It is enough for thousands of enterprises with long texts and all their
scores. The whole file is held in memory."""

DELIMITERS = (",", ";", "\t", "，", "；", "|")
FEWEST_IN_BIG5 = 2
"""A file is read as Big5 if this gives so many known headings, and no other encoding gives one."""
MOST_LINES_OF_A_CELL = 200
"""If a quoted cell would have more lines than this, its quote was never closed."""

_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)
"""Programs write a code in this way into a CSV file, so that a spreadsheet reads it as text: `="0123"`."""
_MARKED = re.compile(r"\s*'([^']+)'?\s*", re.DOTALL)
"""Others write a `'` before every cell of a row, or one on either side: a spreadsheet takes the first for a mark of a text."""


class BrokenRow(Exception):
    """The quotes of a row don't pair. The text of the exception says in Chinese what is wrong."""


def read_csv(path: Path, known: Container[str]) -> tuple[Table | None, tuple[Problem, ...]]:
    """Return the table of a CSV file, or None and the problem that says why there is no table.

    known: the headings that the table may have, as `header_key` gives them. The delimiter is found with their help.
    Raises OSError if the file can't be read.
    """
    place = file_place(path.name)
    with path.open("rb") as file:
        content = file.read(LARGEST_CSV + 1)
    if len(content) > LARGEST_CSV:
        message = f"文件超过 {LARGEST_CSV // 1024 // 1024} MB，不像名册"
        return None, (error("file.too-large", "", place, message, "拆成几份，分别处理"),)
    content = content.rstrip(b"\x1a")  # old programs end a file with this character
    lines = tuple(text_lines(content))
    delimiter, headings = _delimiter(lines, known)
    if not headings:
        in_big5 = tuple(big5_lines(content))
        other, headings = _delimiter(in_big5, known)
        if headings >= FEWEST_IN_BIG5:
            lines, delimiter = in_big5, other
        elif is_probably_big5(content):
            message = "文件多半是繁体中文（Big5）编码的，其中找不到采集表上的列名"
            remedy = "用原来的软件打开，另存为“CSV UTF-8”，表头照采集表写"
            return None, (error("csv.encoding", "", place, message, remedy),)
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
    """Return the row that begins in line `at`, the number of its cells, and the index of the line after the row."""
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
    said = {column: cell for column, cell in enumerate(cells, 1) if not is_blank(cell)}
    marked = {column: mark[1] for column, cell in said.items() if (mark := _MARKED.fullmatch(cell))}
    texts = marked if len(marked) == len(said) > 1 else {column: _text(cell) for column, cell in said.items()}
    found = {column: Cell(text) for column, text in texts.items() if not is_blank(text)}
    return Row(number, found, width=len(cells)), len(cells), behind


def split_row(lines: Sequence[FileLine], at: int, delimiter: str) -> tuple[list[str], int]:
    """Return the cells of the row that begins in line `at`, and the index of the line after the row.

    The rules are those of RFC 4180, but quotes inside a cell that is not quoted are allowed.
    Raises BrokenRow if the quotes don't pair.
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


def _delimiter(lines: Sequence[FileLine], known: Container[str]) -> tuple[str, int]:
    """Return the delimiter that gives the most known headings in one of the first lines, and how many all lines have.

    If none gives any, it is a comma.

    It would be wrong to count the delimiters: a long Chinese text has many commas and would be taken for the headings.
    """
    start = [line.text for line in lines[:LOOKED_AT]]

    def headings(mark: str) -> tuple[int, int]:
        """The most in one line, and those of all lines: a table on its side has one in each."""
        cells = [line.split(mark) for line in start if mark in line]
        found = [sum(header_key(cell.strip(" \"'\r\n")) in known for cell in line) for line in cells]
        return max(found, default=0), sum(found)

    delimiter = max(DELIMITERS, key=headings)
    return delimiter, headings(delimiter)[1]
