"""The scheme `startup`: two forms of an invented office, imported by the command line and confirmed in their table."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from formgen.importing.place_table import COLUMNS, SHEET
from tests.cli.runs import formgen
from tests.importing.word_forms import commitment, registration, saved

CHANGES = {
    "申请的": {"保留": "否"},
    "申请单位": {"用作名称": "否"},
    "姓名": {"数据项": "申请人姓名", "用作名称": "是"},
}


def edited(folder: Path, **changes: dict[str, str]) -> None:
    """Change cells of the table. changes: for the label of a row, its columns' new texts."""
    path = folder / "fields.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    labels = {str(sheet.cell(row, 6).value): row for row in range(2, sheet.max_row + 1)}
    for label, columns in changes.items():
        for name, text in columns.items():
            sheet.cell(labels[label], COLUMNS.index(name) + 1).value = text
    book.save(path)


def proposed_startup(folder: Path) -> Path:
    """A folder with the scheme as it is proposed, and with the two Word files that it is made from."""
    result = formgen("scheme", "new", folder / "startup", *_files(folder))
    assert result.exit_code == 0, result.output
    return folder


def confirmed_startup(proposed: Path, folder: Path) -> Path:
    """The scheme's folder below this one, confirmed. proposed: as `proposed_startup` made it."""
    scheme = folder / "startup"
    shutil.copytree(proposed / "startup", scheme)
    edited(scheme, **CHANGES)
    result = formgen("scheme", "new", scheme, *_files(proposed))
    assert result.exit_code == 0, result.output
    assert result.output.count("处直接填写") == 2, result.output
    return scheme


def without_layouts(patch: pytest.MonkeyPatch) -> None:
    """Lay out no form once, neither after `formgen scheme new` nor for `formgen forms --check`.

    For each form LibreOffice is started ten times for that. `confirmed_startup` does it with two forms.
    """
    for command in ("forms", "scheme.new"):
        patch.setattr(f"formgen.cli.commands.{command}.office_layouts", lambda folder: ())


def _files(folder: Path) -> tuple[Path, Path]:
    return saved(registration(), folder, "申请表.docx"), saved(commitment(), folder, "承诺书.docx")
