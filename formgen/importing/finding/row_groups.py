"""Finds rows of a form that repeat: a list of people or things, the same row many times below a heading with a column of numbers.

The blanks of such rows become one blank for each column, so that a person confirms a column once, and a paper has as many rows
as the applicant's list.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from formgen.importing.blanks import BlankKind, FoundBlank, FoundRows, Spot, offered, plain_label, squeezed
from formgen.importing.finding.cell_labels import TableLabels, is_head
from formgen.importing.finding.form_blanks import cells_of
from formgen.importing.word_text import FormParagraph, GridCell, GridTable, WordForm
from formgen.render.word.blank_texts import BOXES

FEWEST = 3
"""Two rows may be two places; three are a list."""
LONGEST_NAME = 20
NAMELESS = "名单"
_NUMBER_HEAD = re.compile(r"^(?:序号|编号|序|顺序号?|[Nn][Oo][.．]?)$")
_EACH = re.compile("单价|均价|标准|每")
"""The words of columns of money for one thing: nobody adds those up."""
_SUM = re.compile(r"^(?:合计|总计|共计|合计金额)$")
_ADDED_UP = re.compile(
    r"金额|额$|补[贴助]|[费款价薪]$|工资|[（(](?:[千万亿]?元|人|个|台|套|件|次|小时|平方米|㎡|亩)[）)]|数量?$|人数|面积|产值"
)
"""The words of columns that a row of sums adds up. What stands below other columns there is no place."""
_ONE_VALUE = (BlankKind.CELL, BlankKind.LONG)
_ROW_NUMBER = re.compile(r"\D{0,3}?0{0,2}(?P<number>\d+)\D{0,3}")
"""The printed number of a row: `1`, `01`, `1.`, `（1）`."""
_Row = Sequence[GridCell]


@dataclass(frozen=True)
class _Region:
    """Rows that repeat: the heading, the rows, the row of sums below them (None if there is none), the column of numbers."""

    head: _Row
    rows: tuple[_Row, ...]
    sums: _Row | None
    numbers: int


def with_repeated_rows(form: WordForm, blanks: Sequence[FoundBlank]) -> tuple[FoundBlank, ...]:
    """The blanks of a form, where those of rows that repeat are one for each column, and one for each sum below a column."""
    by_cell: dict[etree._Element, list[FoundBlank]] = {}
    for blank in blanks:
        for cell in cells_of(blank) if blank.spots else ():
            by_cell.setdefault(cell, []).append(blank)
    instead: dict[int, tuple[FoundBlank, ...]] = {}
    names: Counter[str] = Counter()
    for before, table in form.tables():
        for region in _regions(table):
            name = _name_of(region, table, before, by_cell)
            made = _columns(region, by_cell, f"{name}（{names[name] + 1}）" if names[name] else name)
            if made is None:
                continue
            names[name] += 1
            gone = [
                blank
                for row in (*region.rows, region.sums or ())
                for cell in row
                for blank in by_cell.get(cell.element, ())
            ]
            kept = [blank for blank in gone if region.sums is not None and _is_kept(blank, region, by_cell)]
            instead |= {id(blank): () for blank in gone if blank not in kept}
            instead[id(gone[0])] = made
    return tuple(one for blank in blanks for one in instead.get(id(blank), (blank,)))


def _is_kept(blank: FoundBlank, region: _Region, by_cell: Mapping[etree._Element, list[FoundBlank]]) -> bool:
    """True for a blank in the row of sums that stands below no single column: nobody knows what it is."""
    columns = {(cell.column, cell.span) for cell in region.head}
    others = [cell for cell in region.sums or () if (cell.column, cell.span) not in columns]
    return any(one is blank for cell in others for one in by_cell.get(cell.element, ()))


def _regions(table: GridTable) -> Iterator[_Region]:
    labels = TableLabels(table)
    for number, head in enumerate(table.rows):
        if not is_head(head, labels):
            continue
        column = next((at for at, cell in enumerate(head) if _NUMBER_HEAD.match(squeezed(cell.text))), None)
        below = table.rows[number + 1 :]
        if column is None or not below:
            continue
        shape = [(cell.column, cell.span) for cell in head]
        alike = [_is_row(row, place, shape, column, below[0]) for place, row in enumerate(below, 1)]
        rows = below[: alike.index(False) if False in alike else len(alike)]
        if len(rows) >= FEWEST:
            after = below[len(rows)] if len(rows) < len(below) else None
            is_sum = after is not None and any(_SUM.match(squeezed(cell.text)) for cell in after)
            yield _Region(head, rows, after if is_sum else None, column)


def _is_row(row: _Row, number: int, shape: Sequence[tuple[int, int]], column: int, first: _Row) -> bool:
    """True for a row of the list: in the columns of its heading, blank but for its own number and what each row offers to choose."""
    if [(cell.column, cell.span) for cell in row] != shape or any(cell.merged for cell in row):
        return False
    for at, (cell, other) in enumerate(zip(row, first, strict=True)):
        text = squeezed(cell.text)
        own = _ROW_NUMBER.fullmatch(text) if at == column else None
        if own and int(own["number"]) == number:
            continue
        offers = at != column and text == squeezed(other.text) and (offered(text) or any(box in text for box in BOXES))
        if text and not offers:
            return False
    return True


def _columns(
    region: _Region, by_cell: Mapping[etree._Element, list[FoundBlank]], name: str
) -> tuple[FoundBlank, ...] | None:
    """One blank for each column, and one for each sum; None if a cell of the rows is no blank for one value, or if columns
    can't be told apart by their headings."""
    labels = [plain_label(head.text)[0] for at, head in enumerate(region.head) if at != region.numbers]
    if not all(labels) or len(set(labels)) < len(labels):
        return None
    if len({bool(squeezed(row[region.numbers].text)) for row in region.rows}) > 1:
        return None
    printed = len(region.rows)
    numbers = tuple(
        Spot(row[region.numbers].paragraphs[0], 0, 0) for row in region.rows if not squeezed(row[region.numbers].text)
    )
    rows = FoundRows(name, printed, numbers)
    found: list[FoundBlank] = []
    sums: list[FoundBlank] = []
    for at, head in enumerate(region.head):
        if at == region.numbers:
            continue
        cells = [by_cell.get(row[at].element, []) for row in region.rows]
        if any(len(own) != 1 for own in cells) or not _is_one_value([own[0] for own in cells]):
            return None
        first = cells[0][0]
        label, hint = plain_label(head.text)
        place = re.sub(r"第(\d+)行", lambda said: f"第{said[1]}—{int(said[1]) + printed - 1}行", first.place)
        spots = tuple(own[0].spots[0] for own in cells)
        kind = first.kind if first.kind is BlankKind.CHOICE else BlankKind.CELL
        column = replace(first, kind=kind, label=label, place=place, spots=spots, hint=hint, group="", rows=rows)
        found.append(column)
        below = [cell for cell in region.sums or () if (cell.column, cell.span) == (head.column, head.span)]
        own = [blank for cell in below for blank in by_cell.get(cell.element, ())]
        if len(own) == 1 and own[0].kind in _ONE_VALUE and _is_added_up(squeezed(head.text)):
            words = next(cell.text for cell in region.sums or () if _SUM.match(squeezed(cell.text)))
            sums.append(replace(own[0], label=f"{label}合计", words=words.strip(), group="", rows=rows, sum_of=label))
    return (*found, *sums) if found else None


def _is_added_up(head: str) -> bool:
    return bool(_ADDED_UP.search(head)) and not _EACH.search(head)


def _is_one_value(column: Sequence[FoundBlank]) -> bool:
    """True if each cell of a column holds one value: any text, or one of the same options."""
    if all(one.kind is BlankKind.CHOICE and len(one.spots) == 1 for one in column):
        return len({one.options for one in column}) == 1
    return all(one.kind in _ONE_VALUE for one in column)


def _name_of(
    region: _Region, table: GridTable, before: object, by_cell: Mapping[etree._Element, list[FoundBlank]]
) -> str:
    """What the list is called: by a row or a line above its heading, else by the part of the form that it stands in."""
    at = region.head[0].row
    above = [cell for cell in table.rows[at - 1] if not cell.merged] if at else []
    said = [above[0].text] if len(above) == 1 else []
    said += [blank.group for cell in region.rows[0] for blank in by_cell.get(cell.element, ())[:1]]
    said += [before.text] if at == 0 and isinstance(before, FormParagraph) else []
    for text in said:
        label = plain_label(text)[0]
        if 2 <= len(label) <= LONGEST_NAME and not re.search("[，。；]", label):
            return label
    return NAMELESS
