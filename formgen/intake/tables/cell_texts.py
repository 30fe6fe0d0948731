"""What stands in single cells of a table: for a person who sees a finding beside the content of its cell."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Set
from datetime import date
from decimal import Decimal
from pathlib import Path

from formgen.intake.table import Cell, Table
from formgen.intake.tables.csv_file import read_csv
from formgen.intake.tables.vocabulary import Vocabulary
from formgen.intake.xlsx.package import Refused, open_package
from formgen.intake.xlsx.sheets import read_sheet, read_workbook
from formgen.scheme.models import Scheme

MOST_SHOWN = 60
"""The most characters of a cell that are given. A longer text ends with an ellipsis."""
_CELL = re.compile(r"(?:.*!)?[A-Z]+([0-9]+)", re.DOTALL)
"""The address of a cell, as `Table.cell_place` writes it."""


def cell_texts(scheme: Scheme, path: Path, addresses: Iterable[str]) -> dict[str, str]:
    """What stands in these cells of a workbook or a text table, by their addresses (`名单!C12`, in a CSV file `C12`).

    A cell without content has no text here; neither has anything in a file that is no such table, or that can't be read.
    """
    wanted = frozenset(one for one in addresses if _CELL.fullmatch(one))
    if not wanted:
        return {}
    rows = frozenset(int(found[1]) for one in wanted if (found := _CELL.fullmatch(one)))
    texts: dict[str, str] = {}
    try:
        for table in _tables(scheme, path):
            texts |= dict(_of_table(table, rows, wanted))
    except (OSError, ValueError, KeyError, Refused):
        return texts  # why it can't be read is a finding already
    return texts


def _tables(scheme: Scheme, path: Path) -> Iterator[Table]:
    if not zipfile.is_zipfile(path):
        table, _ = read_csv(path, Vocabulary(scheme).headings)
        if table is not None:
            yield table
        return
    with open_package(path) as package:
        workbook = read_workbook(package, path.name)
        for sheet in workbook.sheets:
            yield read_sheet(workbook, sheet)


def _of_table(table: Table, rows: Set[int], wanted: Set[str]) -> Iterator[tuple[str, str]]:
    for row in table.rows:
        if row.number in rows:
            for column, cell in row.cells.items():
                at, text = table.cell_place(row.number, column).at, _shown(cell)
                if at in wanted and text:
                    yield at, text


def _shown(cell: Cell) -> str:
    value = cell.value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    text = " ".join(value.split()) if isinstance(value, str) else ""
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…"
