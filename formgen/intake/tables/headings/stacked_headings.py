"""Makes one row of headings of two: a heading above a group of columns, and below it a heading for each of them.

    字号   经营者            字号   经营者姓名   经营者电话
           姓名     电话

The two rows become one only if no fewer headings are known then than in any single row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from formgen.intake.columns import header_key
from formgen.intake.table import Cell, Row, Table
from formgen.intake.tables.headings.heading_row import LOOKED_AT
from formgen.intake.tables.headings.heading_words import GROUP_ONLY, HeadingWords, MeantT

_MOST_ROWS = 3
"""The largest number of rows that a heading may have."""
OF_ITSELF = frozenset(map(header_key, ("姓名", "名称", "名字", "全称", "全名")))
"""What stands below a heading for that which the heading itself means: the name of the person, of the enterprise."""
_GROUP = re.compile(r"基本|信息|情况|资料|概况|内容|登记|方式|评|得分|打分|填报|填写|栏目|项目")
"""A heading with such a word says nothing of whom or what its columns are about, so each column's own heading counts alone."""
_GROUP_ONLY = re.compile(GROUP_ONLY)


def with_one_heading_row(table: Table, words: HeadingWords[MeantT], name: MeantT) -> Table:
    """The table with one row of headings, if its headings stand in two or three; else the table as it is.

    words: the headings that are known. name: the meaning that must be among them.
    """
    for _ in range(_MOST_ROWS - 1):
        best = max((_known(words, _texts(row)) for row in table.rows[:LOOKED_AT]), key=len, default=set())
        found: tuple[int, Mapping[int, str]] | None = None
        for at, (upper, lower) in enumerate(zip(table.rows[:LOOKED_AT], table.rows[1:], strict=False)):
            if lower.number != upper.number + 1 or not upper.cells or not lower.cells:
                continue
            texts = _combined(table, words, upper, lower)
            known = _known(words, texts)
            is_grouped = name in _known(words, _texts(upper)) and any(
                column not in upper.cells for column in lower.cells
            )
            if name in known and (len(known) > len(best) or (is_grouped and found is None and known == best)):
                best, found = known, (at, texts)
        if found is None:
            return table
        at, texts = found
        upper, lower = table.rows[at : at + 2]
        cells = {column: Cell(text) for column, text in texts.items()}
        row = replace(lower, cells=cells, problems=(*upper.problems, *lower.problems))
        table = replace(table, rows=(*table.rows[:at], row, *table.rows[at + 2 :]))
    return table


def _texts(row: Row) -> Mapping[int, str]:
    return {column: text for column, cell in row.cells.items() if (text := cell.text)}


def _known(words: HeadingWords[MeantT], texts: Mapping[int, str]) -> set[MeantT]:
    return {found.meant for text in texts.values() if (found := words.find(text)) is not None}


def _combined(table: Table, words: HeadingWords[MeantT], upper: Row, lower: Row) -> Mapping[int, str]:
    """The text of each column's heading, put together from both rows."""
    above, below = _texts(upper), _texts(lower)
    groups = _groups(table, upper, above, below)
    made = {}
    for column in sorted({*above, *below}):
        group, own = groups.get(column, ""), below.get(column, "")
        made[column] = _heading(words, group, own) if group and own else own or above[column]
    return made


def _groups(table: Table, upper: Row, above: Mapping[int, str], below: Mapping[int, str]) -> Mapping[int, str]:
    """The heading above each column that has one: by merged cells, else the nearest one further left."""
    groups = dict(above)
    wide = [
        (first, last) for top, first, bottom, last in table.merged if top <= upper.number <= bottom and last > first
    ]
    for first, last in wide:
        groups.update(dict.fromkeys(range(first, last + 1), above.get(first, "")))
    if not wide:
        nearest = ""
        for column in range(1, max((0, *above, *below)) + 1):  # rows of empty cells have no text at all
            nearest = above.get(column, nearest)
            if column in below and column not in above:
                groups[column] = nearest
    return groups


def _heading(words: HeadingWords[MeantT], group: str, own: str) -> str:
    """One heading of two: `经营者` and `电话` are `经营者电话`, `地址` and `户籍` are `户籍地址`. `电话` alone would be anybody's.

    A column below a heading that is none of a group (`基本信息`), or that names the column's heading itself
    (`姓名、电话`), is known by its own heading.
    """
    if _GROUP_ONLY.fullmatch(words.without_applicant(header_key(group))) and words.find(own) is not None:
        return own  # of 联系方式 and 联系人 both are known, and 联系人联系方式 is another thing
    both = f"{group}{own}"
    if whole := next((one for one in (both, f"{own}{group}") if words.find(one) is not None), ""):
        return whole
    above, below = words.find(group), words.find(own)
    if above is not None and below is not None and above.meant == below.meant:
        return own
    if header_key(own) in OF_ITSELF and words.find(group) is not None:
        return group
    if words.find(group) is None and (
        _GROUP.search(group) or header_key(own) in header_key(group) or header_key(own).startswith(header_key(group))
    ):
        return own
    return both
