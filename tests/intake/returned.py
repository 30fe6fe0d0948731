"""The collection workbook as it comes back: filled in for the dozen invented enterprises, and saved by LibreOffice."""

from __future__ import annotations

import json
from pathlib import Path

from formgen.intake.workbook.collection_workbook import collection_workbook
from formgen.scheme.models import Scheme
from tests.judges import REPOSITORY
from tests.judges.libreoffice import convert
from tools.fill_workbook import filled_workbook

COLLECTED = REPOSITORY / "samples/collected/enterprises.jsonl"
FILLED, SAVED = "已填.xlsx", "saved"


def write_returned(scheme: Scheme, folder: Path) -> None:
    """Write the filled workbook into a folder, and below `SAVED` the same as LibreOffice saves it."""
    records = [json.loads(line) for line in COLLECTED.read_text(encoding="utf-8").splitlines()]
    (folder / FILLED).write_bytes(filled_workbook(scheme, collection_workbook(scheme, 14), records, Path(".")))
    convert(folder / FILLED, "xlsx", folder / SAVED)
