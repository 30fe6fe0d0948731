"""Tables that do not have a row for each enterprise: on their side, or a sheet of labels and values for one enterprise.

    字号     甲店   乙店          字号     甲店       经营者   张三
    经营者   张三   李四          电话     53520000   地址     东街 1 号

Both are put together anew as a table of rows. Its cells keep the places that they have in the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from formgen.foundation.problems import Place, Problem, warning
from formgen.intake.columns import header_key
from formgen.intake.places import shown
from formgen.intake.table import Cell, Row, Table
from formgen.intake.tables.headings.corner import with_name_in_corner
from formgen.intake.tables.headings.parted_columns import parts_of_heading
from formgen.intake.tables.layouts.cards_below import cards_of
from formgen.intake.tables.layouts.labels_in_cells import Labelled, labels_in_cell
from formgen.intake.tables.layouts.laid_out import LaidOut, OtherLayout, SaidCell, once_each
from formgen.intake.tables.layouts.signed_rows import without_signed_rows
from formgen.intake.tables.layouts.sub_labels import with_whole_labels
from formgen.intake.tables.rows.texts import is_signature
from formgen.intake.tables.vocabulary import Meaning, Vocabulary

LOOKED_AT_ROWS = 400
LOOKED_AT_COLUMNS = 2000
"""Rows and columns among which labels are looked for; a table on its side has a column for each enterprise."""
LONGEST_LABEL = 40
LISTED = 3
_NOTES = frozenset(
    map(
        header_key,
        ("说明", "填写说明", "填表说明", "备注", "示例", "样例", "例", "填写要求", "要求", "是否必填", "序号"),
    )
)
"""Headings of columns beside the values that belong to no enterprise."""

_At = tuple[int, int]
"""Where a cell stands: row and column."""


def is_laid_out_otherwise(words: Vocabulary, table: Table) -> bool:
    """True for a sheet of labels and values, though one of its rows holds two labels and more, the name among them.

    In a row of headings labels stand side by side, and values below them. Between labels with values there is at least
    one cell, and below a label there is another label.
    """
    labels = _labels(words, table)
    if not any(meaning == words.name for meaning in labels.values()):
        return False
    at, best = max(_rows(labels).items(), key=lambda row: (words.name in row[1].values(), len({*row[1].values()})))
    if any(column + 1 in best for column in best) or len({*labels.values()}) <= len({*best.values()}):
        return False
    others = [
        (row.number, column)
        for row in table.rows
        if row.number != at
        for column, cell in row.cells.items()
        if column in best and ((row.number, column) in labels or not is_signature(cell.text))
    ]
    return sum(one in labels for one in others) * 2 >= len(others)


def other_layout(words: Vocabulary, table: Table, is_named: bool = True) -> OtherLayout | None:
    """The enterprises of a table on its side or of a sheet of labels and values; None if it is neither.

    is_named: False for a sheet that says more of an enterprise whose name another sheet says.
    """
    table, told = without_signed_rows(words, table)
    table = with_whole_labels(words, table)
    labels = _labels(words, table)
    if labels and words.name not in labels.values():
        applicant = words.scheme.applicant
        others = (applicant.word, *applicant.words)
        table = with_name_in_corner(table, tuple(labels), words.scheme.name_label, others, _NOTES)
        labels = _labels(words, table)
    inline = _inline(words, table, labels)
    meanings = {*labels.values(), *(meaning for said in inline.values() for meaning, _, _ in said)}
    if (words.name in meanings) is not is_named or len(meanings) < 1 + is_named:
        return None
    if not is_named:
        return _with_told(_pairs(words, table, labels, inline), told)
    if len(cards := cards_of(words, table, lambda part: _where(words, part))) > 1:
        return _with_told(_several(words, cards), told)
    by_column = Counter(column for _, column in labels)
    main, count = by_column.most_common(1)[0] if by_column else (0, 0)
    labelled = {row for row, column in labels if column == main}
    named = {at for at, meaning in labels.items() if meaning == words.name and at[1] == main}
    beside = [column for row in table.rows if (row.number, main) in named for column in row.cells if column > main]
    top = min(labelled, default=0) if len(beside) > 1 else 0  # what stands above the names of several is nobody's
    is_turned = (
        count > 1
        and bool(named)
        and (len(labels) - count) * 5 <= count
        and all(
            row < top or (row in labelled and column > main) for row, column in inline
        )  # values that begin like 电话：
    )
    layout = _turned(words, table, labels, main) if is_turned else _pairs(words, table, labels, inline)
    return _with_told(layout, told)


def _with_told(layout: OtherLayout, told: tuple[Problem, ...]) -> OtherLayout:
    return replace(layout, problems=(*told, *layout.problems)) if told else layout


def _several(words: Vocabulary, cards: Iterable[Table]) -> OtherLayout:
    """The enterprises of one sheet of labels and values that has a part for each."""
    enterprises: list[LaidOut] = []
    problems: list[Problem] = []
    for card in cards:
        labels = _labels(words, card)
        layout = _pairs(words, card, labels, _inline(words, card, labels))
        enterprises += (replace(one, place=card.row_place(card.rows[0].number)) for one in layout.enterprises)
        problems += layout.problems
    return OtherLayout(tuple(enterprises), tuple(problems))


def _where(words: Vocabulary, table: Table) -> list[tuple[int, Meaning]]:
    """The rows of all labels, each with what it means, in order."""
    labels = _labels(words, table)
    inline = ((at, meant) for at, said in _inline(words, table, labels).items() for meant, _, _ in said)
    return [(row, meant) for (row, _), meant in sorted((*labels.items(), *inline), key=lambda one: one[0])]


def said_above(words: Vocabulary, table: Table, rows: Iterable[Row]) -> tuple[SaidCell, ...]:
    """What labels with values say in some rows of a sheet, above a table: `字号：甲店`, or the value in the next cell."""
    part = Table(table.file, table.sheet, tuple(rows), first_day=table.first_day)
    labels = _labels(words, part)
    return _pairs(words, part, labels, _inline(words, part, labels)).enterprises[0].cells


# ------------------------------------------------------------------------------------------------------- labels


def _labels(words: Vocabulary, table: Table) -> Mapping[_At, Meaning]:
    """The cells that are headings of a table of enterprises, with what they mean."""
    return {
        (row.number, column): meant
        for row in table.rows[:LOOKED_AT_ROWS]
        for column, cell in row.cells.items()
        if column <= LOOKED_AT_COLUMNS
        and len(cell.text) <= LONGEST_LABEL
        and (meant := _meant(words, cell.text)) is not None
    }


def _meant(words: Vocabulary, text: str) -> Meaning | None:
    """What a label means; the first of two things that it says."""
    both = parts_of_heading(words, text)
    if both is not None:
        return both[0].meant
    said = words.headings.find(text)
    return said.meant if said is not None else None


def _inline(words: Vocabulary, table: Table, labels: Mapping[_At, Meaning]) -> Mapping[_At, tuple[Labelled, ...]]:
    """Cells that hold a label and its value, or several: `字号：甲店`."""
    found: dict[_At, tuple[Labelled, ...]] = {}
    for row in table.rows[:LOOKED_AT_ROWS]:
        is_value = False
        for column, cell in row.cells.items():
            is_label = (row.number, column) in labels
            behind_label, is_value = is_value, is_label
            if not isinstance(cell.value, str) or is_label or behind_label:
                continue  # what stands behind a label is its value, whatever it says: 电话：0512-53520000
            if said := labels_in_cell(words, cell.value):
                found[row.number, column] = said
    return found


def _rows(labels: Mapping[_At, Meaning]) -> Mapping[int, Mapping[int, Meaning]]:
    rows: dict[int, dict[int, Meaning]] = {}
    for (row, column), meaning in labels.items():
        rows.setdefault(row, {})[column] = meaning
    return rows


# ------------------------------------------------------------------------------------------- a table on its side


def _turned(words: Vocabulary, table: Table, labels: Mapping[_At, Meaning], main: int) -> OtherLayout:
    """A table with a column for each enterprise. main: the column of labels."""
    first = min(row for row, column in labels if column == main)
    name_row = next(row for (row, column), meaning in labels.items() if column == main and meaning == words.name)
    below = [row for row in table.rows if row.number >= first]
    notes = {
        column
        for row in table.rows
        if row.number < first or row.number == name_row
        for column, cell in row.cells.items()
        if header_key(cell.text) in _NOTES
    }
    covered = _merged_over_columns(table)
    columns = sorted({column for row in below for column in row.cells if column > main})
    columns = sorted({*columns, *(column for row, column in covered if row >= first and column > main)})
    problems: list[Problem] = []
    enterprises: list[LaidOut] = []
    unlabelled = [row.number for row in below if not _text(row, main) and any(column > main for column in row.cells)]
    if unlabelled:
        message = f"有内容的行没有写是哪一栏，没有读：第 {'、'.join(map(str, unlabelled[:LISTED]))} 行"
        remedy = "确实要填的，照采集表写上栏目的名称；不要的删去"
        problems.append(warning("table.no-heading", "", table.place, message, remedy))
    faults = any(problem.is_error for row in table.rows for problem in row.problems)
    problems += [problem for row in table.rows for problem in row.problems] if faults else []
    hidden = frozenset(table.cell_place(row.number, main) for row in below if row.hidden)
    for column in columns:
        cells: list[SaidCell] = []
        for row in below:
            label = _text(row, main)
            at = covered.get((row.number, column), column)
            cell = row.cells.get(at) if at > main else None
            if label and cell is not None:
                place = table.cell_place(row.number, column)
                cells.append((label, table.cell_place(row.number, main), cell, place))
        if not cells or covered.get((name_row, column), main) > main:
            continue  # nothing, or the right part of cells whose left part says all of it
        is_named = any(place.at == table.cell_place(name_row, column).at for _, _, _, place in cells)
        if column in notes or (not is_named and len(cells) * 2 < len(below)):
            message = f"{table.column_name(column)}没有写{words.scheme.name_label}，没有读"
            remedy = f"确是{words.scheme.applicant.word}的，写上{words.scheme.name_label}"
            problems.append(warning("table.note", "", table.column_place(column), message, remedy))
            continue
        enterprises.append(LaidOut(table.column_place(column), tuple(cells), column in table.hidden_columns, hidden))
    return OtherLayout(tuple(enterprises), tuple(problems))


def _merged_over_columns(table: Table) -> Mapping[_At, int]:
    """Cells of merged ranges beside each other, each with the column that holds what they show."""
    covered: dict[_At, int] = {}
    numbers = [row.number for row in table.rows[:LOOKED_AT_ROWS]]
    for top, left, bottom, right in table.merged:
        if right > left and right - left < LOOKED_AT_COLUMNS:
            for number in numbers:
                if number == top or top < number <= bottom:
                    covered.update({(number, column): left for column in range(left + 1, right + 1)})
    return covered


def _text(row: Row, column: int) -> str:
    cell = row.cells.get(column)
    return cell.text if cell else ""


# -------------------------------------------------------------------------------------------- labels and values


def _pairs(
    words: Vocabulary, table: Table, labels: Mapping[_At, Meaning], inline: Mapping[_At, tuple[Labelled, ...]]
) -> OtherLayout:
    """A sheet of labels and values for one enterprise: the value stands right of its label, else below it."""
    found: list[SaidCell] = []
    used: set[_At] = set()
    label_columns = {column for _, column in labels}
    rows = {row.number: row for row in table.rows}
    hidden: set[Place] = set()
    for row in table.rows:
        for column, cell in row.cells.items():
            at = (row.number, column)
            place = table.cell_place(*at)
            if at in inline:
                found += ((label, place, Cell(text), place) for _, label, text in inline[at])
                used.add(at)
            elif at in labels:
                used.add(at)
                value_at = _value_of(table, rows, at, {*labels, *inline}, label_columns)
                if value_at is not None and value_at not in used:
                    used.add(value_at)
                    value = rows[value_at[0]].cells[value_at[1]]
                    found.append((cell.text, place, value, table.cell_place(*value_at)))
            if at in used and (row.hidden or column in table.hidden_columns):
                hidden.add(place)
    blocks = {header_key(word) for block in words.scheme.blocks for word in (block.label, *block.aliases)}
    used |= {
        (row.number, column)
        for row in table.rows
        for column, cell in row.cells.items()
        if header_key(cell.text) in blocks  # what a group of labels is called, beside it or above it
    }
    more, problems = _left_over(table, used)
    if more:  # whose a telephone number is, what stands before it says
        order = {
            table.cell_place(row.number, column): (row.number, column) for row in table.rows for column in row.cells
        }
        found = sorted((*found, *more), key=lambda one: order[one[1]])
    one = LaidOut(table.place, once_each(words, found), False, frozenset(hidden))
    faults = [problem for row in table.rows for problem in row.problems]
    return OtherLayout((one,), (*faults, *problems))


def _value_of(table: Table, rows: Mapping[int, Row], at: _At, labels: set[_At], label_columns: set[int]) -> _At | None:
    """Where the value of a label stands: in the next cell with content that is no label, else under the label.

    label_columns: the columns in which labels stand. What stands there, and not just beside the label, may be a label that
    is not known, behind a value that was left out.
    """
    number, column = at
    merged = next(
        (area for area in table.merged if area[0] <= number <= area[2] and area[1] <= column <= area[3]), None
    )
    right = next((one for one in rows[number].cells if one > column), None)
    if right is not None:
        # What stands behind another label is that label's; an empty cell before a label is a value left out.
        is_apart = right > (merged[3] if merged else column) + 1 and right in label_columns
        return None if (number, right) in labels or is_apart else (number, right)
    below = (merged[2] if merged else number) + 1
    if below in rows and column in rows[below].cells and (below, column) not in labels:
        is_alone = len(rows[below].cells) == 1
        return (below, column) if is_alone else None
    return None


def _left_over(table: Table, used: set[_At]) -> tuple[list[SaidCell], list[Problem]]:
    """Cells that are neither a known label nor its value: unknown labels with what stands beside them, and others.

    Rows above the first label and rows with one cell alone are titles and notes.
    """
    first = min((row for row, _ in used), default=0)
    more: list[SaidCell] = []
    lost: list[tuple[str, str]] = []
    for row in table.rows:
        free = [column for column in row.cells if (row.number, column) not in used]
        if row.number < first or (len(row.cells) == 1 and free):
            continue
        while free:
            column = free.pop(0)
            text = row.cells[column].text
            if text and len(text) <= LONGEST_LABEL and free and not _between(row, column, free[0], used):
                value = free.pop(0)
                more.append(
                    (text, table.cell_place(row.number, column), row.cells[value], table.cell_place(row.number, value))
                )
            elif text:
                lost.append((table.cell_place(row.number, column).at.rpartition("!")[2], text))
    if not lost:
        return more, []
    listed = "、".join(f"{at}「{shown(text, 20)}」" for at, text in lost[:LISTED])
    count = f"等 {len(lost)} 格" if len(lost) > LISTED else ""
    message = f"这几格不知道是哪一栏，没有读：{listed}{count}"
    remedy = "确实要填的，左边一格照采集表写上栏目的名称"
    return more, [warning("table.no-heading", "", table.place, message, remedy)]


def _between(row: Row, left: int, right: int, used: set[_At]) -> bool:
    return any((row.number, column) in used for column in row.cells if left < column < right)
