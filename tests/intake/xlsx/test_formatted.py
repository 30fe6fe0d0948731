"""Numbers and days as real workbooks formatted them, each with the value that is read.

`formatted.tsv` has one cell in each line: the heading, the number or the day, the number format, the printed text (empty
if the cell is refused), and the codes of the findings. A question mark follows the code of a warning.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from formgen.record.kinds.table import written
from formgen.record.labels import field_labels
from formgen.scheme.models import Scheme
from tests.intake.given import read, workbook

LINES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "formatted.tsv").read_text("utf-8").rstrip("\n").split("\n")[1:]
]


@pytest.mark.parametrize(("heading", "value", "number_format", "read_as", "codes"), LINES)
def test_formatted_cells(
    scheme: Scheme, tmp_path: Path, heading: str, value: str, number_format: str, read_as: str, codes: str
) -> None:
    stored = float(value) if value.replace(".", "").isdecimal() else datetime.fromisoformat(value)
    book = workbook(tmp_path / "a.xlsx", 企业=[["企业名称", heading], ["甲", stored]])
    book["企业"]["B2"].number_format = number_format
    book.save(tmp_path / "a.xlsx")
    _, (one,) = read(scheme, tmp_path / "a.xlsx")
    assert one.record is not None
    field = next(field for field, label in field_labels(scheme).items() if label.endswith(heading))
    found = one.record.value(field)
    told = " ".join(problem.code + ("" if problem.is_error else "?") for problem in one.problems)
    assert ("" if found is None else written(found), told) == (read_as, codes)
    assert all(problem.place.at == "企业!B2" and problem.remedy for problem in one.problems)
