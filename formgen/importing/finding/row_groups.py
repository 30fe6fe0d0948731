"""Finds rows of a form that repeat: a list of people or things, the same row many times below a heading, with or without numbers.

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
from formgen.importing.finding.line_patterns import UNIT, is_date
from formgen.importing.word_text import FormParagraph, GridCell, GridTable, WordForm
from formgen.render.word.blank_texts import BOXES

FEWEST = 3
"""Two rows may be two places; three are a list."""
LONGEST_NAME = 20
NAMELESS = "名单"
PERIOD_HINT = "填起止时间，如 2020年1月至2022年6月"
_NUMBER_HEAD = re.compile(r"^(?:序号|编号|序|顺序号?|[Nn][Oo][.．]?)$")
_EACH = re.compile("单价|均价|标准|每")
"""The words of columns of money for one thing: nobody adds those up."""
_SUM = re.compile(r"^(?:合计|总计|共计|合计金额)$")
_ADDED_UP = re.compile(
    r"金额|额$|补[贴助]|[费款价薪]$|工资|[（(](?:[千万亿]?元|人|个|台|套|件|次|小时|平方米|㎡|亩)[）)]|数量?$|人数|面积|产值|"
    r"[原净现残]值$|折旧$|小计$|收入$|支出$|产量$|重量$|[学课工]时$|天数$|张数$"
)
"""The words of columns that a row of sums adds up. What stands below other columns there is no place."""
_ONE_VALUE = (BlankKind.CELL, BlankKind.LONG)
_FILLED_IN = re.compile(r"[：:_]|\s{3,}")
"""What a line has that is filled in itself, and no name of a table."""
_ROW_NUMBER = re.compile(r"\D{0,3}?0{0,2}(?P<number>\d+)\D{0,3}")
"""The printed number of a row: `1`, `01`, `1.`, `（1）`."""
_Row = Sequence[GridCell]


@dataclass(frozen=True)
class _Region:
    """Rows that repeat.

    head     the heading; of one of two rows the lower
    rows     the rows
    sums     the row of sums below them; None if there is none
    numbers  the column of numbers, among the cells of a row; None for rows without numbers
    columns  the columns that each row fills in, among the cells of a row
    """

    head: _Row
    rows: tuple[_Row, ...]
    sums: _Row | None
    numbers: int | None
    columns: tuple[int, ...]


def with_repeated_rows(form: WordForm, blanks: Sequence[FoundBlank]) -> tuple[FoundBlank, ...]:
    """The blanks of a form, where those of rows that repeat are one for each column, and one for each sum below a column."""
    by_cell: dict[etree._Element, list[FoundBlank]] = {}
    for blank in blanks:
        for cell in cells_of(blank)[:1]:
            by_cell.setdefault(cell, []).append(blank)
    instead: dict[int, tuple[FoundBlank, ...]] = {}
    names: Counter[str] = Counter()
    for before, table in _tables(form):
        for region in _regions(table):
            name = _name_of(region, table, before, by_cell)
            made = _columns(region, table, by_cell, f"{name}（{names[name] + 1}）" if names[name] else name)
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


def _tables(form: WordForm) -> Iterator[tuple[tuple[FormParagraph, ...], GridTable]]:
    """Each table with the paragraphs directly before it, the last one first; none for a table within a cell."""
    before: list[FormParagraph] = []
    for part in form.parts:
        if isinstance(part, GridTable):
            yield tuple(reversed(before)), part
            before = []
        else:
            before.append(part)


def _is_kept(blank: FoundBlank, region: _Region, by_cell: Mapping[etree._Element, list[FoundBlank]]) -> bool:
    """True for a blank in the row of sums that stands below no single column: nobody knows what it is."""
    columns = {(cell.column, cell.span) for cell in region.head}
    others = [cell for cell in region.sums or () if (cell.column, cell.span) not in columns]
    return any(one is blank for cell in others for one in by_cell.get(cell.element, ()))


def _regions(table: GridTable) -> Iterator[_Region]:
    labels = TableLabels(table)
    for number, head in enumerate(table.rows):
        below = table.rows[number + 1 :]
        if not below or not is_head(head, labels):
            continue
        aside = [at for at, cell in enumerate(head) if labels.goes_on(cell)]
        heads = [squeezed(labels.origin(cell).text) for cell in head]
        column = next((at for at, text in enumerate(heads) if at not in aside and _NUMBER_HEAD.match(text)), None)
        alike = [_is_row(row, place, head, aside, column, below[0]) for place, row in enumerate(below, 1)]
        rows = below[: alike.index(False) if False in alike else len(alike)]
        if len(rows) >= FEWEST:
            after = below[len(rows)] if len(rows) < len(below) else None
            is_sum = after is not None and any(_SUM.match(squeezed(cell.text)) for cell in after)
            columns = tuple(at for at in range(len(head)) if at != column and at not in aside)
            yield _Region(head, rows, after if is_sum else None, column, columns)


def _is_row(row: _Row, number: int, head: _Row, aside: Sequence[int], column: int | None, first: _Row) -> bool:
    """True for a row of the list: in the columns of its heading, blank but for its own number and what each row offers to fill in.

    aside: the cells of the heading that go on beside all rows, as the name of this part of the form does.
    """
    shape = [(cell.column, cell.span) for cell in head]
    if [(cell.column, cell.span) for cell in row] != shape:
        return False
    for at, (cell, other) in enumerate(zip(row, first, strict=True)):
        if cell.merged != (at in aside):
            return False
        text = squeezed(cell.text)
        own = _ROW_NUMBER.fullmatch(text) if at == column else None
        if own and int(own["number"]) == number:
            continue
        offers = at != column and text == squeezed(other.text) and _is_filled_in(cell)
        if text and not offers and not cell.merged:
            return False
    return True


def _is_filled_in(cell: GridCell) -> bool:
    """True for a cell whose words are those of a blank: boxes, two words to choose of, a date, a unit."""
    text = squeezed(cell.text)
    pattern = is_date(cell.text) or bool(UNIT.match(cell.text))
    return bool(offered(text)) or any(box in text for box in BOXES) or pattern


def _columns(
    region: _Region, table: GridTable, by_cell: Mapping[etree._Element, list[FoundBlank]], name: str
) -> tuple[FoundBlank, ...] | None:
    """One blank for each column, and one for each sum; None if a cell of the rows is no blank for one value, or if columns
    can't be told apart by their headings."""
    labels = _labels(region, table)
    if labels is None:
        return None
    at_number = region.numbers
    if at_number is not None and len({bool(squeezed(row[at_number].text)) for row in region.rows}) > 1:
        return None
    printed = len(region.rows)
    numbers = () if at_number is None else tuple(
        Spot(row[at_number].paragraphs[0], 0, 0) for row in region.rows if not squeezed(row[at_number].text)
    )  # fmt: skip
    rows = FoundRows(name, printed, numbers)
    found: list[FoundBlank] = []
    sums: list[FoundBlank] = []
    for at, (label, hint) in labels.items():
        head = region.head[at]
        cells = [by_cell.get(row[at].element, []) for row in region.rows]
        if all(own and all(one.kind is BlankKind.STAMP for one in own) for own in cells):
            found.append(replace(cells[0][0], label=label, place=_rows_place(cells[0][0].place, printed), group=""))
            continue
        values = [_one_value(own, row[at]) for own, row in zip(cells, region.rows, strict=True)]
        column = [one for one in values if one is not None]
        if len(column) < len(values) or len({(one.kind, one.options) for one in column}) > 1:
            return None
        first = column[0]
        place = _rows_place(first.place, printed)
        spots = tuple(one.spots[0] for one in column)
        hints = "；".join(dict.fromkeys(one for one in (hint, first.hint) if one))
        found.append(replace(first, label=label, place=place, spots=spots, hint=hints, group="", rows=rows))
        below = [cell for cell in region.sums or () if (cell.column, cell.span) == (head.column, head.span)]
        own = [blank for cell in below for blank in by_cell.get(cell.element, ())]
        if len(own) == 1 and own[0].kind in _ONE_VALUE and _is_added_up(head, table):
            words = next(cell.text for cell in region.sums or () if _SUM.match(squeezed(cell.text)))
            sums.append(replace(own[0], label=f"{label}合计", words=words.strip(), group="", rows=rows, sum_of=label))
    return (*found, *sums) if any(one.rows for one in found) else None


def _labels(region: _Region, table: GridTable) -> dict[int, tuple[str, str]] | None:
    """The label and the hint of each column; None if one has no label, or if two of them have the same one.

    Where a heading of two rows has the same words twice, the words above them tell which is which.
    """
    labels = TableLabels(table)
    found = {at: plain_label(labels.origin(region.head[at]).text) for at in region.columns}
    counted = Counter(label for label, _ in found.values())
    for at, (label, hint) in found.items():
        above = labels.part_of(region.head[at])
        if counted[label] > 1 and above is not None:
            found[at] = (f"{plain_label(above.text)[0]}·{label}", hint)
    said = [label for label, _ in found.values()]
    return found if all(said) and len(set(said)) == len(said) else None


def _rows_place(place: str, printed: int) -> str:
    return re.sub(r"第(\d+)行", lambda said: f"第{said[1]}—{int(said[1]) + printed - 1}行", place)


def _is_added_up(head: GridCell, table: GridTable) -> bool:
    """True if a row of sums adds a column up, by its own words or by those above it in a heading of two rows."""
    labels = TableLabels(table)
    above = labels.part_of(head)
    own = squeezed(labels.origin(head).text)
    said = (own, squeezed(above.text) if above is not None else "")
    return any(_ADDED_UP.search(words) for words in said) and not _EACH.search(own)


def _one_value(own: Sequence[FoundBlank], cell: GridCell) -> FoundBlank | None:
    """The one value that a cell of a column holds: any text, a choice, or a date, which takes all of the cell; None for others."""
    if own and all(one.kind is BlankKind.DATE for one in own) and len(cell.paragraphs) == 1:
        paragraph = cell.paragraphs[0]
        whole = (Spot(paragraph, 0, len(paragraph.text)),)
        if len(own) > 1:
            return replace(own[0], kind=BlankKind.CELL, spots=whole, hint=PERIOD_HINT)
        return replace(own[0], kind=BlankKind.DATE if len(own[0].spots) == 3 else BlankKind.CELL, spots=whole)
    if len(own) != 1 or len(own[0].spots) != 1:
        return None
    if own[0].kind is BlankKind.CHOICE:
        return own[0]
    return replace(own[0], kind=BlankKind.CELL) if own[0].kind in (*_ONE_VALUE, BlankKind.INLINE) else None


def _name_of(
    region: _Region,
    table: GridTable,
    before: Sequence[FormParagraph],
    by_cell: Mapping[etree._Element, list[FoundBlank]],
) -> str:
    """What the list is called: by a row or a line above its heading, else by the part of the form that it stands in."""
    labels = TableLabels(table)
    at = region.head[0].row - (1 if labels.is_lower_head(region.head) else 0)
    above = [cell for cell in table.rows[at - 1] if not cell.merged] if at else []
    said = [above[0].text] if len(above) == 1 else []
    said += [labels.origin(region.head[0]).text] if labels.goes_on(region.head[0]) else []
    said += [blank.group for cell in region.rows[0] for blank in by_cell.get(cell.element, ())[:1]]
    said += [one.text for one in before if not _FILLED_IN.search(one.marked)] if at == 0 else []
    for text in said:
        label = plain_label(text)[0]
        if 2 <= len(label) <= LONGEST_NAME and not re.search("[，。；]", label):
            return label
    return NAMELESS
