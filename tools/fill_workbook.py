"""Fill in the collection workbook as a clerk would: `python -m tools.fill_workbook WORKBOOK.xlsx RECORDS.jsonl FILLED.xlsx`.

RECORDS.jsonl holds one enterprise's record on each line, keys being the ids of the schema (samples/collected/). Every
value is typed into the cell that a person would find by the words on the sheet: dates as dates where they are dates,
everything else as text; enterprises of one name get their unified codes above their scores.

It needs what the program itself needs, so that `make demo` can run it.
"""

from __future__ import annotations

import argparse
import io
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from formgen import pipeline
from formgen.delivery import Paper, deliver
from formgen.intake.columns import (
    CODE_ROW,
    FileHeader,
    ScoreHeader,
    SheetName,
    code_fields,
    enterprise_columns,
    subjects,
)
from formgen.intake.workbook.workbook_bytes import put_text
from formgen.record.kinds.table import JsonObject, JsonValue
from formgen.record.models import NAME_FIELD
from formgen.scheme.models import Level, Scheme


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and write the filled workbook, readable by its owner only."""
    parser = argparse.ArgumentParser(description="Fill in the collection workbook from records, as a clerk would.")
    parser.add_argument("workbook", type=Path, help="made by formgen workbook")
    parser.add_argument("records", type=Path, help="JSON Lines, one enterprise on each line")
    parser.add_argument("filled", type=Path, help="where the filled workbook goes")
    given = parser.parse_args(arguments)
    records = [json.loads(line) for line in given.records.read_text(encoding="utf-8").splitlines() if line.strip()]
    files = Path(os.path.relpath(given.records.parent, given.filled.parent))
    content = filled_workbook(pipeline.load(), given.workbook.read_bytes(), records, files)
    print(*deliver([Paper(given.filled.name, content)], given.filled.parent))


def filled_workbook(scheme: Scheme, workbook: bytes, records: Sequence[JsonObject], files: Path) -> bytes:
    """The workbook with these enterprises typed in. files: the records' folder, as seen from the filled workbook."""
    book = load_workbook(io.BytesIO(workbook))
    _enterprises(book[SheetName.ENTERPRISES], scheme, records)
    _scores(book[SheetName.SCORES], scheme, records)
    _files(book[SheetName.FILES], scheme, records, files)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _enterprises(sheet: Worksheet, scheme: Scheme, records: Sequence[JsonObject]) -> None:
    for column in enterprise_columns(scheme):
        header = _find(sheet, column.header)
        for row, record in enumerate(records, header.row + 1):
            value = said(record, column.field)
            cell = sheet.cell(row, header.column)
            if value and column.definition.kind.is_date and (day := _day(value)):
                cell.value = day
            elif value:
                put_text(cell, value)


def _scores(sheet: Worksheet, scheme: Scheme, records: Sequence[JsonObject]) -> None:
    header, codes = _find(sheet, ScoreHeader.ID), _find(sheet, CODE_ROW)
    rows = {str(sheet.cell(row, header.column).value): row for row in range(header.row + 1, sheet.max_row + 1)}
    names = Counter(said(record, NAME_FIELD) for record in records)
    for column, record in enumerate(records, header.column + len(ScoreHeader)):
        name = said(record, NAME_FIELD)
        put_text(sheet.cell(header.row, column), name)
        if names[name] > 1:
            put_text(sheet.cell(codes.row, column), said(record, *code_fields(scheme)))
        for indicator, score in _inside(_inside(record.get("self_assessment")).get("scores")).items():
            put_text(sheet.cell(rows[indicator], column), Level(str(score)).label)


def _files(sheet: Worksheet, scheme: Scheme, records: Sequence[JsonObject], folder: Path) -> None:
    columns = {header: _find(sheet, header) for header in FileHeader}
    labels = {f"{subject.kind} {subject.id}": subject.label for subject in subjects(scheme)}
    names = Counter(said(record, NAME_FIELD) for record in records)
    row = columns[FileHeader.FILE].row
    for record in records:
        name = said(record, NAME_FIELD)
        enterprise = name if names[name] == 1 else said(record, *code_fields(scheme))
        for subject, title, path in _supplied(record):
            row += 1
            place = Path(os.path.normpath(folder / path)).as_posix()
            for header, text in zip(FileHeader, (enterprise, labels[subject], title, place, ""), strict=True):
                if text:
                    put_text(sheet.cell(row, columns[header].column), text)


def _supplied(record: JsonObject) -> Iterator[tuple[str, str, str]]:
    """Each file of a record: what it belongs to, its title (empty for a material's), its path."""
    for material, files in _inside(record.get("materials")).items():
        for path in _listed(files):
            yield f"material {material}", "", str(path)
    for evidence in map(_inside, _listed(record.get("evidence"))):
        for path in _listed(evidence["files"]):
            yield f"indicator {evidence['indicator']}", str(evidence["title"]), str(path)


def said(record: JsonObject, *fields: str) -> str:
    """What a record says in the first of these fields that it fills in, as it was written; empty if in none."""
    for field in fields:
        block, _, name = field.partition(".")
        if value := _inside(record.get(block)).get(name):
            return str(value)
    return ""


def _day(text: str) -> date | None:
    """The day of a date in ISO writing; None for any other writing, which a clerk types as it is."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _find(sheet: Worksheet, text: str) -> Cell:
    """The cell that says this. Raises LookupError if none does."""
    found = next((cell for row in sheet.iter_rows() for cell in row if cell.value == text), None)
    if found is None:
        raise LookupError(f"{sheet.title} has no cell that says {text}")
    return found


def _inside(value: JsonValue) -> Mapping[str, JsonValue]:
    return value if isinstance(value, dict) else {}


def _listed(value: JsonValue) -> Sequence[JsonValue]:
    return value if isinstance(value, list) else [] if value is None else [value]


if __name__ == "__main__":
    main()
