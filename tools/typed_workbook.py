"""Types values into a workbook that formgen made, as a person does: a cell gets a value, and all else stays as it was.

This module does not read workbooks of other programs, because text must stand in its own cell, as `formgen.engines.workbooks` writes it.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lxml import etree

from formgen.engines.workbooks.cell_text import fitted, stored, visible
from formgen.intake.table import column_letters

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_FIRST_DAY = date(1899, 12, 30)
"""The day from which spreadsheets count, for every day after February 1900."""


@dataclass(frozen=True, slots=True)
class CellAddress:
    """The row and the column of a cell, counted from 1."""

    row: int
    column: int


class TypedWorkbook:
    """A workbook of formgen that is being filled in. Raises KeyError if the content lacks a part of a workbook."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            self._parts = [(part, package.read(part)) for part in package.infolist()]
        parts = {part.filename: content for part, content in self._parts}
        targets = {one.get("Id"): one.get("Target", "") for one in etree.fromstring(parts[_RELATIONS])}
        self._names = {
            one.get("name"): posixpath.join("xl", targets[one.get(_RELATION)])
            for one in etree.fromstring(parts[_BOOK]).iter(f"{_MAIN}sheet")
        }
        self._sheets: dict[str, TypedSheet] = {}

    def sheet(self, name: str) -> TypedSheet:
        """The sheet of this name. Raises KeyError if there is none."""
        part = self._names[name]
        if part not in self._sheets:
            content = next(content for one, content in self._parts if one.filename == part)
            self._sheets[part] = TypedSheet(name, etree.fromstring(content))
        return self._sheets[part]

    def saved(self) -> bytes:
        """The bytes of the file with all typed values."""
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
            for part, content in self._parts:
                typed = self._sheets.get(part.filename)
                package.writestr(part, content if typed is None else typed.xml(), zipfile.ZIP_DEFLATED)
        return made.getvalue()


class TypedSheet:
    """A sheet that is being filled in."""

    def __init__(self, name: str, tree: etree._Element) -> None:
        self.name, self._tree = name, tree
        self._data = tree.find(f"{_MAIN}sheetData")
        self._rows: dict[int, etree._Element] = {int(row.get("r")): row for row in self._data}
        self._cells: dict[str, etree._Element] = {cell.get("r"): cell for row in self._data for cell in row}

    def find(self, text: str) -> CellAddress:
        """The first cell that holds exactly this text. Raises LookupError if there is none."""
        for address, cell in self._cells.items():
            if _text_of(cell) == text:
                return _parsed(address)
        raise LookupError(f"{self.name} has no cell that says {text}")

    def texts_of(self, column: int) -> Iterator[tuple[int, str]]:
        """The rows of a column that hold text, each with its text."""
        letters = column_letters(column)
        for row in self._rows:
            cell = self._cells.get(f"{letters}{row}")
            if cell is not None and (text := _text_of(cell)):
                yield row, text

    def type(self, row: int, column: int, value: str | date) -> None:
        """Type a value into a cell. The look of the cell stays. Text stays text, and a date becomes the number of a day."""
        cell = self._cell(row, column)
        for child in list(cell):
            cell.remove(child)
        if isinstance(value, date):
            cell.attrib.pop("t", None)
            etree.SubElement(cell, f"{_MAIN}v").text = str((value - _FIRST_DAY).days)
            return
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, f"{_MAIN}is"), f"{_MAIN}t")
        text.text = stored(fitted(visible(value)))
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def xml(self) -> bytes:
        """The sheet as XML for the file."""
        made: bytes = etree.tostring(self._tree, xml_declaration=True, encoding="UTF-8", standalone=True)
        return made

    def _cell(self, row: int, column: int) -> etree._Element:
        """The cell. If it does not exist yet, it is inserted at its place."""
        address = f"{column_letters(column)}{row}"
        if address not in self._cells:
            line = self._rows.get(row)
            if line is None:
                line = self._rows[row] = etree.Element(f"{_MAIN}row", r=str(row))
                self._data.insert(sum(int(other.get("r")) < row for other in self._data), line)
            made = self._cells[address] = etree.Element(f"{_MAIN}c", r=address)
            line.insert(sum(_parsed(other.get("r")).column < column for other in line), made)
        return self._cells[address]


def _text_of(cell: etree._Element) -> str:
    return "".join(text.text or "" for text in cell.iterfind(f"{_MAIN}is/{_MAIN}t"))


def _parsed(address: str) -> CellAddress:
    letters, row = re.fullmatch(r"([A-Z]+)(\d+)", address).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - 64
    return CellAddress(int(row), column)
