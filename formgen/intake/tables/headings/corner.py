"""Reads the corner of a table on its side: names stand in its first row, and a word such as 项目 stands over the labels.

    项目     顺达机械厂   东街饭店
    经营者   张三         李四
    电话     53520000     53520001

Only the names show that the row is the row of names. So each cell of it must be the name of an organisation, or the heading
of a column of notes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from formgen.intake.columns import header_key
from formgen.intake.table import Cell, Row, Table
from formgen.intake.tables.rows.texts import is_organisation

_CORNERS = frozenset(
    map(
        header_key,
        ("", "项目", "栏目", "内容", "填报项目", "填写项目", "填报内容", "填写内容", "项目名称", "栏目名称",
         "名目", "事项", "指标", "信息"),
    )
)  # fmt: skip
"""Words over a column of labels, which say nothing of what stands beside them."""
_BETWEEN = re.compile(r"[/\\|、]")
"""What parts the words of a corner with a slanting line: `项目\\字号`."""


def with_name_in_corner(
    table: Table, labels: Sequence[tuple[int, int]], name: str, applicant: Sequence[str], notes: Collection[str]
) -> Table:
    """The table with the label of the names in its corner; the table as it is if no names stand beside the corner.

    labels     row and column of each cell that is a known label; at least one
    name       the label of the names
    applicant  words for an applicant, which may stand in the corner, too
    notes      headings of columns of notes, as `header_key` gives them
    """
    column, count = Counter(column for _, column in labels).most_common(1)[0]
    first = min(row for row, at in labels if at == column)
    above = [row for row in table.rows if row.number < first]
    if count == 1 or not above or not _is_corner(above[-1], column, name, applicant):
        return table
    beside = [cell.text for number, cell in above[-1].cells.items() if number > column and cell.text]
    names = [text for text in beside if header_key(text) not in notes]
    if not names or not all(map(is_organisation, names)):
        return table
    cells = {**above[-1].cells, column: Cell(name)}
    row = replace(above[-1], cells=dict(sorted(cells.items())))
    return replace(table, rows=tuple(row if one.number == row.number else one for one in table.rows))


def _is_corner(row: Row, column: int, name: str, applicant: Sequence[str]) -> bool:
    """True if the corner says only that labels stand below it, and perhaps that names stand beside it."""
    cell = row.cells.get(column)
    parts = [header_key(part) for part in _BETWEEN.split(cell.text if cell else "")]
    over_labels = [any(part.removeprefix(word) in _CORNERS for word in ("", *applicant)) for part in parts]
    return any(over_labels) and all(
        over or part == header_key(name) for part, over in zip(parts, over_labels, strict=True)
    )
