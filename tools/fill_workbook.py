"""Fill in the collection workbook as a clerk would: `python -m tools.fill_workbook WORKBOOK.xlsx RECORDS.jsonl FILLED.xlsx`.

RECORDS.jsonl holds one enterprise's record on each line. Its keys are the ids of the schema (samples/collected/). Every value
is typed into the cell that a person would find by the words on the sheet. Dates in ISO writing are typed as dates, and
everything else as text. Enterprises of the same name get their unified codes above their scores.

This program needs only the libraries that formgen itself needs, so that `make demo` can run it.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from formgen import pipeline
from formgen.foundation.delivery import Paper, deliver
from formgen.intake.columns import code_fields, enterprise_columns, subjects
from formgen.intake.sheet_words import FileHeader, SheetName, file_headers, score_headers, sheet_titles
from formgen.record.kinds.table import JsonObject, JsonValue
from formgen.scheme.models import ListBlock, Scheme
from tools.typed_workbook import TypedSheet, TypedWorkbook


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, and write the filled workbook. Only its owner can read the file."""
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
    """The workbook with these enterprises typed in. files: the records' folder, relative to the filled workbook."""
    book = TypedWorkbook(workbook)
    titles = sheet_titles(scheme)
    _enterprises(book.sheet(titles[SheetName.APPLICANTS]), scheme, records)
    if SheetName.SCORES in titles:
        _scores(book.sheet(titles[SheetName.SCORES]), scheme, records)
    if SheetName.FILES in titles:
        _files(book.sheet(titles[SheetName.FILES]), scheme, records, files)
    for one in scheme.lists:
        _list(book.sheet(one.label), scheme, one, records)
    return book.saved()


def _enterprises(sheet: TypedSheet, scheme: Scheme, records: Sequence[JsonObject]) -> None:
    for column in enterprise_columns(scheme):
        header = sheet.find(column.header)
        for row, record in enumerate(records, header.row + 1):
            value = said(record, column.field)
            day = _day(value) if column.definition.kind.is_date else None
            if value:
                sheet.type(row, header.column, day or value)


def _scores(sheet: TypedSheet, scheme: Scheme, records: Sequence[JsonObject]) -> None:
    headers, scores = score_headers(scheme), scheme.scores
    assert headers is not None and scores is not None
    header, codes = sheet.find(headers.id), sheet.find(scheme.identity_label) if scheme.identity_label else None
    rows = {text: row for row, text in sheet.texts_of(header.column) if row > header.row}
    names = Counter(said(record, scheme.applicant.name) for record in records)
    for column, record in enumerate(records, header.column + len(headers.texts)):
        name = said(record, scheme.applicant.name)
        sheet.type(header.row, column, name)
        if names[name] > 1 and codes is not None:
            sheet.type(codes.row, column, said(record, *code_fields(scheme)))
        for indicator, score in _inside(_inside(record.get(scores.block)).get("scores")).items():
            sheet.type(rows[indicator], column, scores.level(str(score)).label)


def _files(sheet: TypedSheet, scheme: Scheme, records: Sequence[JsonObject], folder: Path) -> None:
    columns = {header: sheet.find(text) for header, text in file_headers(scheme).items()}
    labels = {f"{subject.kind} {subject.id}": subject.label for subject in subjects(scheme)}
    names = Counter(said(record, scheme.applicant.name) for record in records)
    row = columns[FileHeader.FILE].row
    for record in records:
        name = said(record, scheme.applicant.name)
        enterprise = name if names[name] == 1 else said(record, *code_fields(scheme))
        for subject, title, path in _supplied(record):
            row += 1
            place = Path(os.path.normpath(folder / path)).as_posix()
            for header, text in zip(FileHeader, (enterprise, labels[subject], title, place, ""), strict=True):
                if text:
                    sheet.type(row, columns[header].column, text)


def _list(sheet: TypedSheet, scheme: Scheme, one: ListBlock, records: Sequence[JsonObject]) -> None:
    whose = sheet.find(scheme.applicant.word)
    columns = {field.id: (sheet.find(field.label).column, field.kind.is_date) for field in one.fields}
    row = whose.row
    for record in records:
        for said_row in map(_inside, _listed(record.get(one.id))):
            row += 1
            sheet.type(row, whose.column, said(record, scheme.applicant.name))
            for name, (column, is_date) in columns.items():
                if value := said_row.get(name):
                    sheet.type(row, column, (_day(str(value)) if is_date else None) or str(value))


def _supplied(record: JsonObject) -> Iterator[tuple[str, str, str]]:
    """Each file of a record: the material or indicator that it belongs to, its title (empty for a material), its path."""
    for material, files in _inside(record.get("materials")).items():
        for path in _listed(files):
            yield f"material {material}", "", str(path)
    for evidence in map(_inside, _listed(record.get("evidence"))):
        for path in _listed(evidence["files"]):
            yield f"indicator {evidence['indicator']}", str(evidence["title"]), str(path)


def said(record: JsonObject, *fields: str) -> str:
    """The value of the first of these fields that the record fills in, as it was written; empty if it fills in none."""
    for field in fields:
        block, _, name = field.partition(".")
        if value := _inside(record.get(block)).get(name):
            return str(value)
    return ""


def _day(text: str) -> date | None:
    """The day of a date in ISO writing. None for any other writing, which a clerk types as it is."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _inside(value: JsonValue) -> Mapping[str, JsonValue]:
    return value if isinstance(value, dict) else {}


def _listed(value: JsonValue) -> Sequence[JsonValue]:
    return value if isinstance(value, list) else [] if value is None else [value]


if __name__ == "__main__":
    main()
