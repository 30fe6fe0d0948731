"""What stands above the headings of a table with a label of its own (`区域：甲镇`), or beside a list in JSON.

It may be said of all rows, or of whoever filled the table in. Nobody can know, so it is not read; it is told, if the table has
no column for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from formgen.foundation.problems import Problem, warning
from formgen.intake.places import shown
from formgen.intake.table import Table
from formgen.intake.tables.headings.heading_row import Headings
from formgen.intake.tables.headings.heading_words import HeadingWords, MeantT

_LABEL = re.compile(r"([^\s：:，,；;、]{1,30})\s*[：:]")


def said_above(table: Table, headings: Headings[MeantT], words: HeadingWords[MeantT]) -> Iterator[Problem]:
    """Tell once of all that is said above the headings, and that no column says."""
    found: dict[str, int] = {}
    lacking = words.meanings - set(headings.columns.values())
    for row in table.rows[: headings.at]:
        for number, cell in row.cells.items():
            for label in _labels(cell.text, number + 1 in row.cells):
                said = words.find(label)
                if said is not None and said.meant in lacking:
                    found.setdefault(label, row.number)
    if found:
        listed = "、".join(f"「{shown(label)}」" for label in found)
        message = f"{listed}写在表头上面，不知道说的是不是每一行，没有读"
        remedy = "每一行都是这样的，加上这一列再填；只是填表人的，不必理会"
        yield warning("table.said-above", "", table.row_place(next(iter(found.values()))), message, remedy)


def _labels(text: str, goes_on: bool) -> Iterator[str]:
    """The labels in a cell that have a value behind them. goes_on: True if another cell stands to its right."""
    labels = list(_LABEL.finditer(text))
    for label, behind in zip_longest(labels, labels[1:]):
        if text[label.end() : behind.start() if behind else None].strip() or (behind is None and goes_on):
            yield label[1]
