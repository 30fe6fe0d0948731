"""Checks the lists of a record: how many rows each has, what its rows lack, and which of them say the same.

The values of each row are checked when they are read, like any other value.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from decimal import Decimal

from formgen.foundation.problems import Place, Problem, Severity, error, warning
from formgen.record.kinds.characters import half_width
from formgen.record.kinds.numbers.money import written_sum
from formgen.record.kinds.table import written
from formgen.record.models import ListRow, Money, Record
from formgen.scheme.models import FieldDefinition, Form, ListBlock, Scheme

MOST_LISTED = 10
"""How many rows a message names one by one."""


def cell_label(one: ListBlock, row: int, field: FieldDefinition) -> str:
    """The name of a value in messages: `名单第3行·姓名`. row: counted from 1."""
    return f"{one.label}第{row}行·{field.label}"


def list_of(scheme: Scheme, list_id: str) -> ListBlock:
    """The list with this id. Raises KeyError if the scheme has none."""
    return {one.id: one for one in scheme.lists}[list_id]


def too_many_rows(one: ListBlock, count: int, place: Place) -> Problem:
    """The Problem of a list with more rows than it may have."""
    message = f"有 {count} 行，最多 {one.most} 行"
    return error("list.too-many", one.label, place, message, "核对数据；多出的行，另外办理或删去")


def list_problems(scheme: Scheme, record: Record) -> Iterator[Problem]:
    """What is wrong with the lists as wholes: too few rows, and rows that say the same."""
    for said in record.lists:
        one = list_of(scheme, said.id)
        if len(said.rows) < one.least:
            message = f"有 {len(said.rows)} 行，至少要有 {one.least} 行"
            yield error("list.too-few", one.label, said.place, message, "补上缺的行")
        yield from _rows_twice(one, said.rows)


def _rows_twice(one: ListBlock, rows: tuple[ListRow, ...]) -> Iterator[Problem]:
    """A warning for each row that says what an earlier row says: the same number of a person, or all the same."""
    persons = [f"{one.id}.{field.id}" for field in one.fields if field.kind.is_personal]
    first: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(rows, 1):
        numbers = tuple(written(entry.value) for entry in row.entries if entry.field in persons)
        told = numbers or tuple(f"{entry.field} {written(entry.value)}" for entry in row.entries)
        earlier = first.setdefault(told, number)
        if earlier != number:
            what = "证件号码相同" if numbers else "内容完全相同"
            yield warning(
                "list.row-twice", one.label, row.place, f"第 {number} 行与第 {earlier} 行{what}", "核对后删去重复的一行"
            )


_PLAIN_NUMBER = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.[0-9]{1,6})?")


def column_sum(rows: Sequence[ListRow], field: str) -> str | None:
    """The sum of a column as it is printed: of amounts in one currency, or of plain numbers.

    None if there is no row, and where a row lacks its value or says anything else: a sum of some of the rows would be a wrong
    one on an official paper.
    """
    values = [row.value(field) for row in rows]
    amounts = [value for value in values if isinstance(value, Money)]
    if amounts and len(amounts) == len(values):
        return written_sum(amounts) if len({one.currency for one in amounts}) == 1 else None
    texts = [half_width(value) for value in values if isinstance(value, str)]
    if not texts or len(texts) < len(values) or not all(map(_PLAIN_NUMBER.fullmatch, texts)):
        return None
    total = sum((Decimal(text.replace(",", "")) for text in texts), Decimal(0))
    return f"{total:,f}" if any("," in text for text in texts) else f"{total:f}"


def list_gaps(scheme: Scheme, record: Record, form: Form, refused: Container[str]) -> Iterator[tuple[str, Problem]]:
    """What the lists of a form lack: (what is lacking, the warning). A list without rows, or a column with empty cells.

    refused: the labels of what was refused when it was read; a person who wrote it need not be told that it is missing.
    """
    for repeated in form.rows:
        one, rows = list_of(scheme, repeated.list), record.rows(repeated.list)
        if not rows:
            if one.least and one.label not in refused:
                yield one.id, _missing(one.label, record.place, f"没有填写，{form.annex}里这个表会空着", one.help)
            continue
        printed = {slot.field for slot in repeated.slots}
        for slot in form.slots:
            if slot.part == "total" and slot.field.partition(".")[0] == one.id and column_sum(rows, slot.field) is None:
                label = f"{one.label}·{scheme.list_fields[slot.field].label}"
                message = f"有的行没有写数目，或不是同样的数目，{form.annex}里的合计会空着"
                yield slot.id, _missing(label, rows[0].place, message, "每一行只写数目，写法一样")
        for field in one.fields:
            full_id = f"{one.id}.{field.id}"
            empty = [
                number
                for number, row in enumerate(rows, 1)
                if row.value(full_id) is None and cell_label(one, number, field) not in refused
            ]
            if not empty or field.optional or full_id not in printed:
                continue
            listed = "、".join(map(str, empty[:MOST_LISTED]))
            more = "等" if len(empty) > MOST_LISTED else ""
            message = f"第 {listed} 行{more}没有填写，{form.annex}里这 {len(empty)} 格会空着"
            yield full_id, _missing(f"{one.label}·{field.label}", rows[empty[0] - 1].place, message, field.help)


def _missing(label: str, place: Place, message: str, remedy: str) -> Problem:
    return Problem("field.missing", Severity.WARNING, label, place, message, remedy or "填写这一栏")
