"""Makes one label of two where a form divides it: a label for a person or a thing, and behind it one for each value.

    经营者   姓名   张三       电话   53520000
    地址     户籍   东街1号    通讯   西街2号

The next cell with content behind the first label is then no value but a second label. Both together are `经营者`, `经营者电话`,
`户籍地址` and `通讯地址`. The first label may be merged over the rows of the others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from formgen.intake.columns import header_key
from formgen.intake.table import Cell, Row, Table
from formgen.intake.tables.headings.stacked_headings import OF_ITSELF
from formgen.intake.tables.vocabulary import Vocabulary

_PART = re.compile(r"[^\W\d]{2,12}[:：]?")
"""A label that is divided, and each of its parts: a word. A number before a label only counts the labels."""


def with_whole_labels(words: Vocabulary, table: Table) -> Table:
    """The table with a whole label in the place of each second one, and without the first ones; as it is if none is divided."""
    merged = {(top, left): (low, right) for top, left, low, right in table.merged}
    above: dict[int, tuple[int, str]] = {}  # a label that is merged over this row: the column behind it, and its text
    rows: list[Row] = []
    for row in table.rows:
        cells = dict(row.cells)
        groups = [(number, cell.text) for number, cell in row.cells.items()]
        behind, text = above.get(row.number, (0, ""))
        if text:
            groups.insert(0, (behind, text))
        for at, group in groups:
            is_above = bool(text) and group is text and at == behind
            later = [number for number in row.cells if number > at]
            if not later or not _is_part(group):
                continue
            whole = _second_labels(words, row, later, group)
            if later[0] not in whole:
                continue
            cells.update({number: Cell(label) for number, label in whole.items()})
            if not is_above:
                cells.pop(at, None)
                low, right = merged.get((row.number, at), (row.number, at))
                above.update(dict.fromkeys(range(row.number + 1, low + 1), (right, group)))
            break
        rows.append(row if cells == row.cells else replace(row, cells=dict(sorted(cells.items()))))
    return table if rows == list(table.rows) else replace(table, rows=tuple(rows))


def _second_labels(words: Vocabulary, row: Row, columns: list[int], group: str) -> Mapping[int, str]:
    """The whole label of each cell behind a first label that is a second one.

    Behind the label of names only a word for a name is one: `字号 名称 甲店`. Any other text there is the name.
    """
    known, whole = words.headings.find(group), dict[int, str]()
    is_name = known is not None and known.meant == words.name
    for number in columns:
        own = row.cells[number].text
        if not _is_part(own):
            continue
        if header_key(own) in OF_ITSELF and known is not None:
            whole[number] = group
        elif not is_name and (
            label := next(
                (one for one in (f"{group}{own}", f"{own}{group}") if words.headings.find(one) is not None), ""
            )
        ):
            whole[number] = label
    return whole


def _is_part(text: str) -> bool:
    return _PART.fullmatch(re.sub(r"\s", "", text)) is not None
